/* Networks from files: good ones in every format, and broken ones with the message that each must give. */
#include "check.h"
#include <fcntl.h>
#include <igraph/igraph.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GRAPHML_HEAD                                                                                                                       \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"                                \
  "<key id=\"h\" for=\"node\" attr.name=\"household\" attr.type=\"string\"/>\n"                                                            \
  "<key id=\"g\" for=\"node\" attr.name=\"generation\" attr.type=\"string\"/>\n"                                                           \
  "<key id=\"s\" for=\"node\" attr.name=\"skill\" attr.type=\"double\"/>\n"                                                                \
  "<key id=\"p\" for=\"node\" attr.name=\"price_sensitivity\" attr.type=\"double\"/>\n"                                                    \
  "<key id=\"l\" for=\"edge\" attr.name=\"layer\" attr.type=\"string\"/>\n"                                                                \
  "<key id=\"c\" for=\"edge\" attr.name=\"closeness\" attr.type=\"double\"/>\n"
#define GRAPHML_PEOPLE                                                                                                                     \
  "<node id=\"Li\"><data key=\"h\">north</data><data key=\"s\">3</data><data key=\"g\">old</data></node>\n"                                \
  "<node id=\"Wang\"><data key=\"p\">1.5</data></node>\n<node id=\"Zhao\"><data key=\"h\">north</data></node>\n"
#define GRAPHML_TIES                                                                                                                       \
  "<edge source=\"Li\" target=\"Zhao\"><data key=\"l\">kin</data><data key=\"c\">0.9</data></edge>\n"                                      \
  "<edge source=\"Wang\" target=\"Li\"><data key=\"c\">0.25</data></edge>\n"
#define GRAPHML(kind, people, ties) GRAPHML_HEAD "<graph edgedefault=\"" kind "\">\n" people ties "</graph>\n</graphml>\n"

/* ---- a folder of files ---- */

static int make_folder(void **state) {
  char *folder = strdup("/tmp/renqing_networks_XXXXXX");
  *state = folder;
  return folder && mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  rmdir(*state);
  free(*state);
  return 0;
}

static void path_in(const char *folder, const char *file, char path[512]) {
  snprintf(path, 512, "%s/%s", folder, file);
}

static void write_bytes(const char *folder, const char *file, const char *bytes, size_t length) {
  char path[512];
  path_in(folder, file, path);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, length, out), length);
  assert_int_equal(fclose(out), 0);
}

static void drop(const char *folder, const char *file) {
  char path[512];
  path_in(folder, file, path);
  unlink(path);
}

static rq_network_settings file_settings(const char *file) {
  rq_network_settings settings = default_settings(RQ_NET_FILE);
  settings.file = file;
  return settings;
}

/* Reads a text as a file of this name. */
static void read_text(const char *folder, rq_network_settings settings, const char *text, rq_network *network) {
  rq_error error = RQ_NO_ERROR;
  write_bytes(folder, settings.file, text, strlen(text));
  rq_status status = rq_network_build(&settings, 0, (rq_key){1, 0}, folder, network, &error);
  if (status) fail_msg("%s: %s", settings.file, error.text);
  drop(folder, settings.file);
  assert_true(rows_are_whole(network));
}

/* ---- good files ---- */

static void edge_lists_are_read(void **state) {
  rq_network network;
  read_text(*state, file_settings("plain.txt"), "# friends\n10 2 0.5\r\n2 7 0.25\n\n% the end\n7 10 1", &network);
  assert_int_equal(network.vertices, 3);
  assert_int_equal(network.halves, 6);
  assert_string_equal(network.label[0], "2"); /* numbers are put in order */
  assert_string_equal(network.label[2], "10");
  assert_null(network.closeness); /* a weight is a closeness only where the user says so */
  rq_network_free(&network);

  rq_network_settings settings = file_settings("plain.txt");
  settings.map_closeness = "weight";
  settings.layer = RQ_LAYER_CIRCLE;
  read_text(*state, settings, "10 2 0.5\n2 7 0.25\n", &network);
  assert_int_equal(network.layer[0], RQ_LAYER_CIRCLE);
  assert_true(network.closeness[0] == 0.25f && network.closeness[1] == 0.5f && network.closeness[2] == 0.25f);
  rq_network_free(&network);

  read_text(*state, file_settings("named.csv"),
            "\xef\xbb\xbfsource,target,closeness,layer\n\"Zhao, A\", Li ,0.5,kin\nLi,Wang,,circle\nLi,Li,1,kin\nWang,Li,0.9,kin\n",
            &network);
  assert_int_equal(network.vertices, 3);
  assert_string_equal(network.label[0], "Zhao, A"); /* names in order of appearance */
  assert_int_equal(network.loops, 1);
  assert_int_equal(network.doubles, 1);
  assert_int_equal(network.layer[0], RQ_LAYER_KIN);
  assert_true(network.closeness[0] == 0.5f && isnan(network.closeness[2]));
  rq_network_free(&network);
}

static void graphml_is_read(void **state) {
  rq_network network;
  read_text(*state, file_settings("friends.graphml"), GRAPHML("undirected", GRAPHML_PEOPLE, GRAPHML_TIES), &network);
  assert_int_equal(network.vertices, 3);
  assert_string_equal(network.label[1], "Wang");
  assert_int_equal(network.household[0], 0);
  assert_int_equal(network.household[1], RQ_NO_GROUP);
  assert_int_equal(network.household[2], 0);
  assert_null(network.circle);
  assert_string_equal(network.generation[0], "old");
  assert_null(network.generation[1]);
  assert_true(network.skill[0] == 3 && isnan(network.skill[1]));
  assert_true(network.price_sensitivity[1] == 1.5f);
  assert_int_equal(network.target[0], 1); /* of Li: Wang, Zhao */
  assert_int_equal(network.layer[0], RQ_LAYER_ACQUAINTANCE);
  assert_int_equal(network.layer[1], RQ_LAYER_KIN);
  assert_true(network.closeness[0] == 0.25f && network.closeness[1] == 0.9f);
  rq_network_free(&network);
}

/* A NaN where nobody looks is no mistake, and neither is a value that is not there. */
static void other_nans_do_not_matter(void **state) {
  rq_network network;
  rq_network_settings settings = file_settings("other.graphml");
  settings.map_closeness = "layer"; /* text that is never there */
  read_text(*state, settings,
            GRAPHML("undirected", "<node id=\"NaN\"/><node id=\"b\"><data key=\"h\">nan</data></node>",
                    "<edge source=\"NaN\" target=\"b\"><data key=\"c\">nan</data></edge>"),
            &network);
  assert_true(isnan(network.closeness[0]));
  rq_network_free(&network);
  read_text(*state, file_settings("other.gml"), "graph [ node [ id 1 x nan label \"skill nan\" ] node [ id 2 x 1 skill 3 ] ]\n", &network);
  assert_true(isnan(network.skill[0]) && network.skill[1] == 3);
  rq_network_free(&network);
}

/* Arcs both ways are one tie, each half with the value of its own arc; a third is a double. */
static void directed_graphs_keep_both_sides(void **state) {
  rq_network network;
  read_text(*state, file_settings("arcs.graphml"),
            GRAPHML("directed", GRAPHML_PEOPLE,
                    GRAPHML_TIES "<edge source=\"Li\" target=\"Wang\"><data key=\"c\">0.75</data></edge>\n"
                                 "<edge source=\"Li\" target=\"Wang\"><data key=\"c\">0.1</data></edge>\n"),
            &network);
  assert_int_equal(network.halves, 4);
  assert_int_equal(network.doubles, 1);
  assert_true(network.closeness[network.begin[0]] == 0.75f); /* Li of Wang */
  assert_true(network.closeness[network.begin[1]] == 0.25f); /* Wang of Li */
  rq_network_free(&network);
}

static void gml_and_pajek_are_read(void **state) {
  rq_network network;
  rq_network_settings settings = file_settings("friends.gml");
  settings.map_household = "flat";
  read_text(*state, settings,
            "graph [\n node [ id 4 label \"Li\" flat 12 ]\n node [ id 9 label \"Wang\" flat 12 ]\n edge [ source 9 target 4 closeness 0.5 "
            "affective 0.25 cognitive 1 ]\n]\n",
            &network);
  assert_string_equal(network.label[0], "Li");
  assert_int_equal(network.household[1], 0);
  assert_true(network.closeness[0] == 0.5f && network.affective[1] == 0.25f && network.cognitive[0] == 1);
  rq_network_free(&network);

  settings = file_settings("friends.net");
  settings.map_closeness = "weight";
  read_text(*state, settings, "*Vertices 3\n1 \"Li\"\n2 \"Wang\"\n3 \"Zhao\"\n*Edges\n1 2 0.5\n3 2 1\n", &network);
  assert_int_equal(network.vertices, 3);
  assert_string_equal(network.label[2], "Zhao");
  assert_true(network.closeness[0] == 0.5f);
  rq_network_free(&network);
}

/* What igraph writes comes back the same, in each format. */
static void karate_comes_back(void **state) {
  static const char *const files[] = {"k.txt", "k.graphml", "k.gml", "k.net"};
  rq_network_settings settings = default_settings(RQ_NET_KARATE);
  rq_network karate;
  build(&settings, 0, 1, &karate);
  for (int format = 0; format < 4; format++) {
    char path[512];
    igraph_t graph;
    path_in(*state, files[format], path);
    FILE *out = fopen(path, "w");
    igraph_famous(&graph, "Zachary");
    if (format == 0) igraph_write_graph_edgelist(&graph, out);
    if (format == 1) igraph_write_graph_graphml(&graph, out, true);
    if (format == 2) igraph_write_graph_gml(&graph, out, IGRAPH_WRITE_GML_DEFAULT_SW, NULL, "test");
    if (format == 3) igraph_write_graph_pajek(&graph, out);
    igraph_destroy(&graph);
    fclose(out);
    settings = file_settings(path); /* an absolute path: the folder does not matter */
    rq_network network;
    build(&settings, 34, 1, &network);
    assert_true(same_network(&karate, &network));
    rq_network_free(&network);
    unlink(path);
  }
  rq_network_free(&karate);
}

/* Random edge lists with loops and doubles, against a table. */
static void random_lists_are_read(void **state) {
  for (uint32_t trial = 0; trial < 20; trial++) {
    static char text[20000];
    bool tied[20][20] = {{false}};
    size_t length = 0, loops = 0, doubles = 0;
    for (uint32_t i = 0; i < 20; i++) length += (size_t)sprintf(text + length, "%u %u\n", i, i), loops++;
    for (uint32_t draw = 0; draw < 150; draw++) {
      rq_words word = rq_draw((rq_key){5, 0}, trial, 0, 2, draw);
      uint32_t a = word.v[0] % 20, b = word.v[1] % 20;
      length += (size_t)sprintf(text + length, "%u\t%u\n", a, b);
      loops += a == b;
      doubles += a != b && tied[a][b];
      tied[a][b] = tied[b][a] = true;
    }
    for (char *at = text; (at = strchr(at, '\t'));) *at = ' ';
    rq_network network;
    read_text(*state, file_settings("random.el"), text, &network);
    assert_int_equal(network.vertices, 20);
    assert_int_equal(network.loops, loops);
    assert_int_equal(network.doubles, doubles);
    bool read[20][20] = {{false}};
    for (uint32_t v = 0; v < 20; v++)
      for (uint64_t h = network.begin[v]; h < network.begin[v + 1]; h++) read[v][network.target[h]] = true;
    for (uint32_t a = 0; a < 20; a++)
      for (uint32_t b = 0; b < 20; b++)
        if (a != b) assert_int_equal(tied[a][b], read[a][b]);
    rq_network_free(&network);
  }
}

/* ---- broken files ---- */

typedef struct broken {
  const char *file, *text, *message; /* the message without the path; @ is the path */
  rq_network_settings with;          /* what differs from the defaults */
  uint32_t people;
} broken;

static const broken texts[] = {
    {"empty.graphml", "", "@: is empty", {0}, 0},
    {"ending.dat",
     "1 2\n",
     "@: its ending does not tell what it is; write population.network.format: edges, graphml, gml or pajek",
     {0},
     0},
    {"column.txt", "1 2\n3\n", "@:2: a tie needs two people, in two columns", {0}, 0},
    {"gap.csv", "Li,Wang\n,Zhao\n", "@:2: a tie needs two people, in two columns", {0}, 0},
    {"columns.txt", "1 2\n2 3 0.5\n", "@:2: 3 columns; the lines before have 2", {0}, 0},
    {"heading.csv",
     "Li,Wang,1,2\n",
     "@:1: 4 columns; without a first line 'source target ...' that names them there can be two people and a weight",
     {0},
     0},
    {"many.csv", "source,target,1,2,3,4,5,6,7,8,9\n", "@:1: more than 10 columns", {0}, 0},
    {"negative.txt", "1 2\n-3 1\n", "@:2: person -3: a number must not be negative", {0}, 0},
    {"weight.txt", "1 2 strong\n", "@:1: weight is 'strong'; it must be a number", {0}, 0},
    {"nan.txt", "1 2 0.5\n1 3 NaN\n", "@:2: weight is 'NaN'; it must be a number", {0}, 0},
    {"quote.csv", "\"Li,Wang\n", "@:1: a quotation mark is not closed", {0}, 0},
    {"comments.txt", "# nothing\n", "@: there is no tie in it", {0}, 0},
    {"xml.txt", "<graphml/>", "@: not an edge list: it looks like XML (population.network.format: graphml?)", {0}, 0},
    {"range.csv",
     "source,target,closeness\nLi,Wang,0.5\nLi,Zhao,1.4\n",
     "@: closeness of edge 2 (vertex 1, Li - vertex 3, Zhao) is 1.4; it must be between 0 and 1",
     {0},
     0},
    {"nan.csv",
     "source,target,closeness\nLi,Wang,nan\n",
     "@: closeness of edge 1 (vertex 1, Li - vertex 2, Wang) is nan; it must be between 0 and 1",
     {0},
     0},
    {"layer.csv",
     "source,target,layer\nLi,Wang,family\n",
     "@: layer of edge 1 (vertex 1, Li - vertex 2, Wang) is family; it must be kin, circle or acquaintance (or 0, 1 or 2)",
     {0},
     0},
    {"mapped.txt", "1 2 0.5\n", "@: there is no edge attribute 'wieght'; did you mean 'weight'?", {.map_closeness = "wieght"}, 0},
    {"mapped.csv",
     "from,to,strength,kind\n1,2,0.5,kin\n",
     "@: there is no edge attribute 'closeness_at_start'; there are: strength, kind",
     {.map_closeness = "closeness_at_start"},
     0},
    {"unmapped.txt", "1 2\n", "@: there is no edge attribute 'weight'; there are none at all", {.map_closeness = "weight"}, 0},
    {"people.txt", "1 2\n2 3\n", "@: there are 3 people in it, but population.size is 2 (0 takes all)", {0}, 2},
    {"star.txt", "1 2\n1 3\n1 4\n", "@: vertex 1 (1) has 3 ties; population.network.degree_cap is 2", {.degree_cap = 2}, 0},
    {"latin.csv", "J\xf6rg,Li\n", "@: name of vertex 1 is not text in UTF-8", {0}, 0},

    {"text.graphml", "hello\n", "@: not a GraphML file that can be read: Line 1: Document is empty", {0}, 0},
    {"page.graphml", "<html><body/></html>\n", "@: not a GraphML file that can be read: there is no graph in it", {0}, 0},
    {"cut.graphml",
     GRAPHML_HEAD "<graph edgedefault=\"undirected\">\n" GRAPHML_PEOPLE "<edge source=\"Li\"",
     "@: not a GraphML file that can be read: Line 13: Couldn't find end of Start Tag edge",
     {0},
     0},
    {"number.graphml",
     GRAPHML("undirected", "<node id=\"Li\"><data key=\"s\">cook</data></node>", ""),
     "@: not a GraphML file that can be read: Unexpected character 'c' while parsing real number",
     {0},
     0},
    {"skill.graphml",
     GRAPHML("undirected", "<node id=\"Li\"/><node id=\"Wang\"><data key=\"s\">2.5</data></node>", ""),
     "@: skill of vertex 2 ('Wang') is 2.5; it must be a whole number from 0 to 254",
     {0},
     0},
    {"infinite.graphml",
     GRAPHML("undirected", "<node id=\"Li\"><data key=\"p\">INF</data></node>", ""),
     "@: price_sensitivity of vertex 1 ('Li') is inf; it must be between 0 and 1000",
     {0},
     0},
    {"nan.graphml",
     GRAPHML("undirected", GRAPHML_PEOPLE, "<edge source=\"Li\" target=\"Wang\">\n<data key=\"c\">NaN</data></edge>"),
     "@:14: closeness is NaN; leave it out where it is not known",
     {0},
     0},
    {"nan.gml",
     "graph [\n node [ id 1 label \"skill nan\" skill 2 ]\n node [ id 2\n skill nan ] ]\n",
     "@:4: skill is NaN; leave it out where it is not known",
     {0},
     0},
    {"unknown.graphml",
     GRAPHML("undirected", GRAPHML_PEOPLE, "<edge source=\"Li\" target=\"Zaho\"/>"),
     "@: there are 3 <node> elements, but the edges name 4 people",
     {0},
     0},
    {"mapped.graphml",
     GRAPHML("undirected", GRAPHML_PEOPLE, ""),
     "@: there is no vertex attribute 'houshold'; did you mean 'household'?",
     {.map_household = "houshold"},
     0},
    {"nobody.graphml", GRAPHML("undirected", "", ""), "@: there are no people in it", {0}, 0},

    {"cut.gml",
     "graph [ node [ id 1 ] node [ id 2",
     "@: not a GML file that can be read: Parse error in GML file, line 1 (syntax error, unexpected end of file, expecting keyword or ])",
     {0},
     0},
    {"unknown.gml",
     "graph [ node [ id 1 ] edge [ source 1 target 2 ] ]\n",
     "@: not a GML file that can be read: Unknown target node id found in an edge in GML file, line 1",
     {0},
     0},
    {"twice.gml",
     "graph [ node [ id 1 ] node [ id 1 ] ]\n",
     "@: not a GML file that can be read: Duplicate node id in GML file, line 1",
     {0},
     0},
    {"negative.gml", "graph [ node [ id 1 ] node [ id -2 ] ]\n", "@: the id of vertex 2 is -2; it must not be negative", {0}, 0},

    {"text.net",
     "hello\n",
     "@: not a Pajek file that can be read: Parse error in Pajek file, line 1 (syntax error, unexpected ALNUM, expecting *vertices line)",
     {0},
     0},
    {"range.net", "*Vertices 2\n*Edges\n1 7\n", "@: not a Pajek file that can be read: Out-of-range vertex IDs when adding edges", {0}, 0},
    {"huge.net", "*Vertices 2000000000\n*Edges\n1 2\n", "@: claims 2000000000 people, more than a file of 32 bytes can name", {0}, 0},
    {"nobody.net", "*Vertices 0\n", "@: there are no people in it", {0}, 0},
};

/* Puts the path for @. */
static void complete(const char *message, const char *folder, const char *file, char whole[1024]) {
  if (message[0] == '@')
    snprintf(whole, 1024, "%s/%s%s", folder, file, message + 1);
  else
    snprintf(whole, 1024, "%s", message);
}

static void broken_files_are_refused(void **state) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const broken *b = &texts[i];
    rq_network_settings settings = file_settings(b->file);
    settings.map_closeness = b->with.map_closeness;
    settings.map_household = b->with.map_household;
    if (b->with.degree_cap) settings.degree_cap = b->with.degree_cap;
    char message[1024];
    complete(b->message, *state, b->file, message);
    write_bytes(*state, b->file, b->text, strlen(b->text));
    expect_failure(&settings, b->people, *state, RQ_BAD_DATA, message);
    drop(*state, b->file);
  }
}

static void binary_is_refused(void **state) {
  rq_network_settings settings = file_settings("binary.csv");
  char message[1024];
  complete("@: not an edge list: it is not text", *state, settings.file, message);
  write_bytes(*state, settings.file, "1,2\n\0\n", 6);
  expect_failure(&settings, 0, *state, RQ_BAD_DATA, message);
  drop(*state, settings.file);
}

static void unreadable_files_are_refused(void **state) {
  char message[1024], path[512];
  rq_network_settings settings = file_settings("absent.gml");
  complete("@: cannot be read: No such file or directory", *state, settings.file, message);
  expect_failure(&settings, 0, *state, RQ_NO_INPUT, message);
  settings = file_settings("folder.gml");
  path_in(*state, settings.file, path);
  assert_int_equal(mkdir(path, 0700), 0);
  complete("@: is a folder, not a file", *state, settings.file, message);
  expect_failure(&settings, 0, *state, RQ_NO_INPUT, message);
  rmdir(path);
  settings = file_settings("pipe.gml");
  path_in(*state, settings.file, path);
  assert_int_equal(mkfifo(path, 0600), 0);
  complete("@: is not a regular file", *state, settings.file, message);
  expect_failure(&settings, 0, *state, RQ_NO_INPUT, message);
  unlink(path);
  settings = file_settings(NULL);
  expect_failure(&settings, 0, *state, RQ_BAD_DATA, "population.network.file must name the file of the network");
}

/* Root may read everything, and therefore becomes nobody for the while. */
static void forbidden_files_are_refused(void **state) {
  char message[1024], path[512];
  rq_network_settings settings = file_settings("secret.gml");
  path_in(*state, settings.file, path);
  write_bytes(*state, settings.file, "graph []\n", 9);
  assert_int_equal(chmod(path, 0), 0);
  assert_int_equal(chmod(*state, 0755), 0);
  complete("@: cannot be read: Permission denied", *state, settings.file, message);
  bool root = geteuid() == 0;
  if (root) assert_int_equal(seteuid(65534), 0);
  expect_failure(&settings, 0, *state, RQ_NO_INPUT, message);
  if (root) assert_int_equal(seteuid(0), 0);
  unlink(path);
}

/* Cut anywhere, or with any byte changed, a file is read or refused with a message; nothing crashes. */
static void damaged_files_do_not_crash(void **state) {
  static const struct {
    const char *file, *text;
  } whole[] = {
      {"d.graphml", GRAPHML("undirected", GRAPHML_PEOPLE, GRAPHML_TIES)},
      {"d.gml", "graph [ node [ id 1 label \"a\" ] node [ id 2 ] edge [ source 1 target 2 closeness 0.5 ] ]\n"},
      {"d.net", "*Vertices 3\n1 \"Li\"\n2 \"Wang\"\n3 \"Zhao\"\n*Edges\n1 2 0.5\n3 2 1\n"},
      {"d.csv", "source,target,closeness\n\"Li\",Wang,0.5\nLi,Zhao,0.25\n"},
  };
  unsigned refused = 0;
  for (size_t i = 0; i < 4; i++)
    for (uint32_t trial = 0; trial < 60; trial++) {
      char text[2048];
      size_t length = strlen(whole[i].text);
      rq_words word = rq_draw((rq_key){6, 0}, trial, 0, 3, (uint32_t)i);
      memcpy(text, whole[i].text, length);
      if (trial % 2)
        length = 1 + word.v[0] % length;
      else
        text[word.v[0] % length] = (char)(word.v[1] & 0xff);
      write_bytes(*state, whole[i].file, text, length);
      rq_network_settings settings = file_settings(whole[i].file);
      rq_network network;
      rq_error error = RQ_NO_ERROR;
      rq_status status = rq_network_build(&settings, 0, (rq_key){1, 0}, *state, &network, &error);
      assert_true(status == RQ_OK || status == RQ_BAD_DATA);
      if (!status) assert_true(rows_are_whole(&network));
      assert_int_equal(error.count, status ? 1 : 0);
      refused += status != RQ_OK;
      rq_network_free(&network);
      rq_error_free(&error);
      drop(*state, whole[i].file);
    }
  assert_true(refused > 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edge_lists_are_read),         cmocka_unit_test(graphml_is_read),
      cmocka_unit_test(other_nans_do_not_matter),    cmocka_unit_test(directed_graphs_keep_both_sides),
      cmocka_unit_test(gml_and_pajek_are_read),      cmocka_unit_test(karate_comes_back),
      cmocka_unit_test(random_lists_are_read),       cmocka_unit_test(broken_files_are_refused),
      cmocka_unit_test(binary_is_refused),           cmocka_unit_test(unreadable_files_are_refused),
      cmocka_unit_test(forbidden_files_are_refused), cmocka_unit_test(damaged_files_do_not_crash),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
