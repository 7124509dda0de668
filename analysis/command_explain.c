/* The command `explain`: the story of one customer and one brand, or of two people, from the panel's events. */
#include "analysis/chronicle.h"
#include "analysis/configured.h"
#include "analysis/interesting.h"
#include "analysis/people_story.h"
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 100u
#define LISTED 5u

typedef enum question { NO_QUESTION, ABOUT_CUSTOMER, ABOUT_PEOPLE, WHO_IS_THERE } question;

typedef struct request {
  const char *path, *brand;
  question question;
  uint32_t person[2];
  size_t most;
  bool json;
} request;

static rq_status print_json(json_t *json, rq_error *error) {
  if (!json) return rq_fail(error, RQ_INTERNAL, "cannot write JSON: no memory, or a name in the run file is not UTF-8");
  int failed = json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
  json_decref(json);
  return failed || putchar('\n') == EOF ? rq_fail(error, RQ_IO, "cannot write to standard output") : RQ_OK;
}

static rq_status list(const rq_run *run, const request *r, rq_error *error) {
  rq_interesting found;
  rq_status status = rq_interesting_find(run, &found, error);
  if (status != RQ_OK) return status;
  if (r->json)
    status = print_json(rq_interesting_json(&found, r->most), error);
  else
    rq_interesting_print(&found, r->most, stdout);
  rq_interesting_free(&found);
  return status;
}

static rq_status find_brand(const rq_run *run, const char *name, uint32_t *brand, rq_error *error) {
  uint32_t count;
  const char *const *names = rq_run_labels(run, "brand", &count);
  *brand = RQ_ANY_BRAND;
  if (!name) return RQ_OK;
  for (uint32_t b = 0; b < count; b++)
    if (strcmp(names[b], name) == 0) *brand = b;
  if (*brand != RQ_ANY_BRAND) return RQ_OK;
  const char *meant = rq_suggest(name, names, count);
  rq_writing words;
  if (rq_writing_open(&words))
    for (uint32_t b = 0; b < count; b++) fprintf(words.file, "%s%s", b ? ", " : "", names[b]);
  char *all = rq_writing_close(&words);
  rq_fail(error, RQ_BAD_DATA, "%s: there is no brand '%s'%s%s%s; the brands are %s", rq_run_path(run), name,
          meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'" : "", all && *all ? all : "none");
  free(all);
  return RQ_BAD_DATA;
}

static rq_status check_customer(const rq_run *run, uint32_t person, rq_error *error) {
  bool found;
  rq_status status = rq_panel_find(run, person, &found, error);
  if (status != RQ_OK || found) return status;
  char *some = rq_panel_some(run, error);
  if (!some) return RQ_INTERNAL;
  rq_fail(error, RQ_BAD_DATA, "%s: customer %u is not in the panel, whose events are kept; in it: %s (see 'renqing explain %s --list')",
          rq_run_path(run), person, some, rq_run_path(run));
  free(some);
  return RQ_BAD_DATA;
}

/* The reasons of every leaving, beside the lines. */
static json_t *with_leavings(const rq_chronicle *c, json_t *story) {
  json_t *leavings = json_array();
  for (size_t i = 0; i < c->items; i++) {
    if (c->item[i].kind != ITEM_BUY) continue;
    size_t n = c->item[i].row;
    if (c->buy.value[BUY_PREVIOUS][n] != c->brand || c->buy.value[BUY_BRAND][n] == c->brand) continue;
    rq_leaving l;
    rq_leaving_find(c, n, &l);
    json_array_append_new(leavings, rq_leaving_json(c, &l));
  }
  if (!story || json_object_set_new(story, "leavings", leavings) != 0) {
    json_decref(story);
    return NULL;
  }
  json_object_set_new(story, "customer", json_integer(c->person));
  json_object_set_new(story, "brand", json_string(rq_chronicle_brand(c, c->brand)));
  return story;
}

static rq_status tell_customer(const rq_run *run, const request *r, rq_error *error) {
  uint32_t brand;
  rq_chronicle c = {0};
  rq_story story;
  rq_status status = find_brand(run, r->brand, &brand, error);
  if (status == RQ_OK) status = check_customer(run, r->person[0], error);
  if (status == RQ_OK) status = rq_chronicle_load(run, r->person[0], brand, &c, error);
  if (status != RQ_OK) return status;
  status = rq_customer_story(&c, &story, error);
  if (status == RQ_OK) {
    if (r->json)
      status = print_json(with_leavings(&c, rq_story_json(&story)), error);
    else
      rq_story_print(&story, WIDTH, stdout);
    if (!r->json && !c.chooser.known)
      puts("\nThe run has no snapshot: an average price sensitivity and no taste were assumed where it left.");
    rq_story_free(&story);
  }
  rq_chronicle_free(&c);
  return status;
}

static rq_status tell_people(const rq_run *run, const request *r, rq_error *error) {
  rq_story story;
  rq_status status = rq_people_story(run, r->person[0], r->person[1], &story, error);
  if (status != RQ_OK) return status;
  if (r->json)
    status = print_json(rq_story_json(&story), error);
  else
    rq_story_print(&story, WIDTH, stdout);
  rq_story_free(&story);
  return status;
}

/* In a process of its own: the file may be anybody's. */
static int answer(void *argument) {
  const request *r = argument;
  rq_error error = RQ_NO_ERROR;
  rq_run *run = NULL;
  char model[64];
  rq_status status = rq_run_open(r->path, &run, &error);
  if (status == RQ_OK && !rq_configured_renqing(run, model) && model[0])
    status = rq_fail(&error, RQ_BAD_DATA,
                     "%s: a run of the model %s; stories are told of customers and of favors of the model renqing (renqing analyze has "
                     "series, people and ties)",
                     r->path, model);
  if (status == RQ_OK)
    status = r->question == WHO_IS_THERE     ? list(run, r, &error)
             : r->question == ABOUT_CUSTOMER ? tell_customer(run, r, &error)
                                             : tell_people(run, r, &error);
  rq_run_close(run);
  rq_error_print(&error);
  rq_error_free(&error);
  fflush(stdout);
  return (int)status;
}

/* A whole number up to the largest that a person may have. */
static bool read_number(const char *text, uint32_t *number) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  if (end == text || *end || *text == '-' || errno || value >= UINT32_MAX) return false;
  *number = (uint32_t)value;
  return true;
}

static int ask(request *r, question what) {
  if (r->question != NO_QUESTION) return rq_usage(&rq_command_explain, "give one of --customer, --people and --list");
  r->question = what;
  return RQ_OK;
}

static int read_option(request *r, int option, int argc, char **argv, const struct option *options) {
  int status = RQ_OK;
  switch (option) {
  case 'c':
    status = ask(r, ABOUT_CUSTOMER);
    if (!read_number(optarg, &r->person[0]))
      return rq_usage(&rq_command_explain, "--customer is '%s'; it must be a person's number", optarg);
    return status;
  case 'p':
    status = ask(r, ABOUT_PEOPLE);
    if (optind >= argc || !read_number(optarg, &r->person[0]) || !read_number(argv[optind], &r->person[1]) || r->person[0] == r->person[1])
      return rq_usage(&rq_command_explain, "--people needs two different numbers: --people 17 42");
    optind++;
    return status;
  case 'l': {
    uint32_t most;
    status = ask(r, WHO_IS_THERE);
    if (optind < argc && read_number(argv[optind], &most)) {
      r->most = most;
      optind++;
    }
    return status;
  }
  case 'b':
    r->brand = optarg;
    return RQ_OK;
  case 'j':
    r->json = true;
    return RQ_OK;
  default:
    return rq_bad_option(&rq_command_explain, option, argv, options);
  }
}

static int explain(int argc, char **argv) {
  static const struct option options[] = {
      {"customer", required_argument, NULL, 'c'}, {"people", required_argument, NULL, 'p'}, {"list", no_argument, NULL, 'l'},
      {"brand", required_argument, NULL, 'b'},    {"json", no_argument, NULL, 'j'},         {NULL, 0, NULL, 0},
  };
  request r = {.most = LISTED};
  int option;
  opterr = 0;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    int status = read_option(&r, option, argc, argv, options);
    if (status != RQ_OK) return status;
  }
  if (optind + 1 != argc) return rq_usage(&rq_command_explain, "give one run file");
  if (r.question == NO_QUESTION) return rq_usage(&rq_command_explain, "give --customer N, --people A B, or --list");
  if (r.brand && r.question != ABOUT_CUSTOMER) return rq_usage(&rq_command_explain, "--brand goes with --customer");
  r.path = argv[optind];
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_guarded(answer, &r, r.path, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_explain = {
    .name = "explain",
    .usage = "explain RUN.h5 --customer N [--brand NAME] | --people A B | --list [K]",
    .summary = "tell the story of one customer and one brand, or of two people",
    .help = "Tells, week by week, what happened between one customer of the panel and one\n"
            "brand: how it heard of it, contacts, favors and debts, purchases, failures, what\n"
            "friends said, and why it left. The reasons for leaving are the parts of the\n"
            "utility of both brands at that purchase, put together from the panel's events.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --customer N          the customer, by number\n"
            "  --brand NAME          the brand; by default the one it bought most\n"
            "  --people A B          two people instead: how they met, favors asked and\n"
            "                        answered, what was given back, how it stands\n"
            "  --list [K]            the K (5) most interesting customers of the panel: who\n"
            "                        left and came back, was contacted most, ...\n"
            "  --json                for a machine\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing explain entry.h5 --list\n"
            "    renqing explain entry.h5 --customer 1017 --brand Newcomer\n"
            "    renqing explain entry.h5 --people 1017 2300\n",
    .run = explain,
};
