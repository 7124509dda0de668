/* A network from a file: what it is, whether it can be read at all, and then in. Foreign files can crash or hang the library that reads
 * them, so each is first read in a child process with limits. */
#include "sim/network_foreign.h"
#include "sim/network_parts.h"
#include "sim/reader.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AUTO, EDGES, GRAPHML, GML, PAJEK };

/* ---- which file ---- */

static char *full_path(const char *folder, const char *file) {
  bool absolute = file[0] == '/' || !folder || !*folder;
  size_t length = strlen(file) + (absolute ? 0 : strlen(folder)) + 2;
  char *path = malloc(length);
  if (path) snprintf(path, length, "%s%s%s", absolute ? "" : folder, absolute ? "" : "/", file);
  return path;
}

static int format_by_ending(const char *path) {
  static const struct {
    const char *ending;
    int format;
  } endings[] = {
      {".txt", EDGES},       {".csv", EDGES},   {".tsv", EDGES}, {".edges", EDGES}, {".edgelist", EDGES}, {".el", EDGES},
      {".graphml", GRAPHML}, {".xml", GRAPHML}, {".gml", GML},   {".net", PAJEK},   {".paj", PAJEK},
  };
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
    if (!strcasecmp(dot, endings[i].ending)) return endings[i].format;
  return AUTO;
}

static rq_status open_file(const char *path, FILE **file, off_t *bytes, rq_error *error) {
  struct stat about;
  *file = NULL;
  if (stat(path, &about)) return rq_fail(error, RQ_NO_INPUT, "%s: cannot be read: %s", path, strerror(errno));
  if (S_ISDIR(about.st_mode)) return rq_fail(error, RQ_NO_INPUT, "%s: is a folder, not a file", path);
  if (!S_ISREG(about.st_mode)) return rq_fail(error, RQ_NO_INPUT, "%s: is not a regular file", path);
  if (!about.st_size) return rq_fail(error, RQ_BAD_DATA, "%s: is empty", path);
  *file = fopen(path, "rb");
  if (!*file) return rq_fail(error, RQ_NO_INPUT, "%s: cannot be read: %s", path, strerror(errno));
  *bytes = about.st_size;
  return RQ_OK;
}

/* ---- reading ---- */

static igraph_error_t read_with_igraph(FILE *file, int format, igraph_t *graph) {
  if (format == GRAPHML) return igraph_read_graph_graphml(graph, file, 0);
  if (format == GML) return igraph_read_graph_gml(graph, file);
  return igraph_read_graph_pajek(graph, file);
}

typedef struct attempt {
  FILE *file, *says; /* what igraph says of it */
  int format;
} attempt;

/* In the child: igraph's words go where the parent finds them. */
static int try_to_read(void *argument) {
  const attempt *trial = argument;
  if (dup2(fileno(trial->says), STDERR_FILENO) < 0) return RQ_INTERNAL;
  igraph_set_error_handler(igraph_error_handler_printignore);
  igraph_t graph;
  igraph_error_t code = read_with_igraph(trial->file, trial->format, &graph);
  if (!code) igraph_destroy(&graph);
  fflush(stderr);
  return code ? RQ_BAD_DATA : RQ_OK;
}

/* Of "Error at FILE:LINE : REASON - CODE." the first reason that is not empty; in place. */
static const char *reason_in(char *said) {
  for (char *line = said; line && *line;) {
    char *next = strchr(line, '\n');
    if (next) *next++ = '\0';
    char *reason = strncmp(line, "Error at ", 9) ? NULL : strstr(line, " : ");
    char *end = reason ? strrchr(reason + 3, '-') : NULL;
    if (end && end > reason + 4) {
      end[-1] = '\0';
      size_t length = strlen(reason + 3);
      if (length && reason[2 + length] == '.') reason[2 + length] = '\0';
      return reason + 3;
    }
    line = next;
  }
  return "it cannot be understood";
}

static rq_status say_why(const attempt *trial, const char *path, rq_error *error) {
  static const char *const names[] = {[GRAPHML] = "GraphML", [GML] = "GML", [PAJEK] = "Pajek"};
  char said[2048];
  rewind(trial->says);
  said[fread(said, 1, sizeof said - 1, trial->says)] = '\0';
  const char *reason = strstr(said, "Graph index was too large") ? "there is no graph in it" : reason_in(said);
  return rq_fail(error, RQ_BAD_DATA, "%s: not a %s file that can be read: %s", path, names[trial->format], reason);
}

static rq_status try_in_child(FILE *file, int format, const char *path, rq_error *error) {
  attempt trial = {file, tmpfile(), format};
  if (!trial.says) return rq_fail(error, RQ_IO, "no temporary file can be made: %s", strerror(errno));
  unsigned messages = error->count;
  rq_status status = rq_guarded(try_to_read, &trial, path, error);
  if (status == RQ_BAD_DATA && error->count == messages) status = say_why(&trial, path, error);
  fclose(trial.says);
  return status;
}

/* On RQ_OK the graph is the caller's. */
static rq_status read_graph(FILE *file, off_t bytes, int format, const char *path, igraph_t *graph, rq_error *error) {
  if (format == EDGES) return rq_read_edges(file, path, graph, error);
  rq_status status = format == PAJEK ? rq_check_pajek_claim(file, bytes, path, error) : RQ_OK;
  if (!status) status = try_in_child(file, format, path, error);
  if (status) return status;
  rewind(file);
  igraph_error_t code = read_with_igraph(file, format, graph);
  if (code) return rq_igraph_failed(code, path, error);
  if (format == GRAPHML) status = rq_check_graphml_people(file, graph, path, error);
  if (format == GML) status = rq_check_gml_ids(graph, path, error);
  if (status) igraph_destroy(graph);
  return status;
}

/* ---- taking over ---- */

static rq_status check_people(const igraph_t *graph, uint32_t people, const char *path, rq_error *error) {
  igraph_integer_t found = igraph_vcount(graph);
  if (!found) return rq_fail(error, RQ_BAD_DATA, "%s: there are no people in it", path);
  if (found >= INT32_MAX) return rq_fail(error, RQ_BAD_DATA, "%s: %lld people are too many", path, (long long)found);
  if (people && found != people)
    return rq_fail(error, RQ_BAD_DATA, "%s: there are %lld people in it, but population.size is %u (0 takes all)", path, (long long)found,
                   people);
  return RQ_OK;
}

static bool some_unknown(const float *column, uint64_t count) {
  for (uint64_t i = 0; column && i < count; i++)
    if (isnan(column[i])) return true;
  return false;
}

/* What is not known must be left out of a file, not be written as NaN. */
static rq_status check_nans(FILE *file, int format, const char *path, const rq_network_settings *settings, const rq_network *network,
                            rq_error *error) {
  const struct {
    const char *mapped, *own;
    const float *column;
    bool vertex;
  } columns[] = {
      {settings->map_skill, "skill", network->skill, true},
      {settings->map_price_sensitivity, "price_sensitivity", network->price_sensitivity, true},
      {settings->map_closeness, "closeness", network->closeness, false},
      {settings->map_affective, "affective", network->affective, false},
      {settings->map_cognitive, "cognitive", network->cognitive, false},
  };
  rq_status status = RQ_OK;
  for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++) {
    const char *name = columns[i].mapped && *columns[i].mapped ? columns[i].mapped : columns[i].own;
    if (some_unknown(columns[i].column, columns[i].vertex ? network->vertices : network->halves))
      status = rq_check_nan(file, format == GML, columns[i].vertex ? IGRAPH_ATTRIBUTE_VERTEX : IGRAPH_ATTRIBUTE_EDGE, name, path, error);
  }
  return status;
}

static rq_status read_and_take(FILE *file, off_t bytes, int format, const char *path, const rq_network_settings *settings, uint32_t people,
                               rq_network *network, rq_error *error) {
  igraph_t graph;
  rq_igraph_quiet();
  igraph_attribute_table_t *before = igraph_set_attribute_table(&igraph_cattribute_table);
  rq_status status = read_graph(file, bytes, format, path, &graph, error);
  if (!status) {
    status = check_people(&graph, people, path, error);
    if (!status) status = rq_take_people(&graph, settings, path, network, error);
    if (!status) status = rq_take_links(&graph, settings, path, network, error);
    if (!status && (format == GRAPHML || format == GML)) status = check_nans(file, format, path, settings, network, error);
    igraph_destroy(&graph);
  }
  igraph_set_attribute_table(before);
  return status;
}

rq_status rq_network_read(const rq_network_settings *settings, uint32_t people, const char *folder, rq_network *network, rq_error *error) {
  if (!settings->file || !*settings->file) return rq_fail(error, RQ_BAD_DATA, "population.network.file must name the file of the network");
  char *path = full_path(folder, settings->file);
  if (!path) return rq_no_memory(error, "a path");
  FILE *file = NULL;
  off_t bytes = 0;
  rq_status status = open_file(path, &file, &bytes, error);
  int format = settings->format ? settings->format : format_by_ending(path);
  if (!status && format == AUTO)
    status = rq_fail(error, RQ_BAD_DATA,
                     "%s: its ending does not tell what it is; write population.network.format: edges, graphml, gml or pajek", path);
  if (!status) status = read_and_take(file, bytes, format, path, settings, people, network, error);
  if (file) fclose(file);
  free(path);
  return status;
}
