/* The command `study`: published studies, computed anew. */
#include "analysis/grid.h"
#include "analysis/study.h"
#include "sim/cli/cli.h"
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_LIST = 256, OPTION_FULL, OPTION_SET, OPTION_CONFIG, OPTION_JSON, OPTION_MARKDOWN, SOME_OUTSIDE = 1 };

static const struct option options[] = {
    {"list", no_argument, NULL, OPTION_LIST},
    {"full", no_argument, NULL, OPTION_FULL},
    {"set", required_argument, NULL, OPTION_SET},
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"json", no_argument, NULL, OPTION_JSON},
    {"markdown", no_argument, NULL, OPTION_MARKDOWN},
    {NULL, 0, NULL, 0},
};

typedef struct request {
  rq_study_request ask;
  const char **sets; /* owned */
  bool list, json, markdown;
  const char *name; /* NULL: none given */
} request;

static int read_request(int argc, char **argv, request *r) {
  *r = (request){.sets = calloc((size_t)argc + 1, sizeof *r->sets)};
  if (!r->sets) return RQ_INTERNAL;
  r->ask.sets = r->sets;
  opterr = 0;
  int option;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option == OPTION_LIST)
      r->list = true;
    else if (option == OPTION_FULL)
      r->ask.full = true;
    else if (option == OPTION_SET)
      r->sets[r->ask.sets_count++] = optarg;
    else if (option == OPTION_CONFIG)
      r->ask.path = optarg;
    else if (option == OPTION_JSON)
      r->json = true;
    else if (option == OPTION_MARKDOWN)
      r->markdown = true;
    else
      return rq_bad_option(&rq_command_study, option, argv, options);
  }
  r->name = optind < argc ? argv[optind] : NULL;
  if (r->json && r->markdown) return rq_usage(&rq_command_study, "either --json or --markdown");
  if (optind + 1 < argc) return rq_usage(&rq_command_study, "one study at a time, or all; what is '%s'?", argv[optind + 1]);
  if (!r->name && !r->list) return rq_usage(&rq_command_study, "say which study, or all; --list names them");
  return RQ_OK;
}

/* Runs them, printing each when it is done. Returns the exit code. */
static int run_studies(const request *r, const rq_study_set *set) {
  rq_error error = RQ_NO_ERROR;
  rq_study_result *result = calloc(set->count, sizeof *result);
  rq_status status = result ? RQ_OK : rq_no_memory(&error, "the studies");
  size_t done = 0, outside = 0;
  for (; done < set->count && !status; done++) {
    status = rq_study_run(set->study[done], &r->ask, &result[done], &error);
    if (status || r->json || r->markdown) continue;
    rq_study_print(&result[done], stdout);
    if (set->count > 1) fputc('\n', stdout);
    fflush(stdout);
  }
  if (!status && r->json) status = rq_studies_json(result, done, stdout, &error);
  if (!status && r->markdown) rq_studies_markdown(result, done, stdout);
  if (!status && !r->json && !r->markdown && done > 1) rq_studies_summarise(result, done, stdout);
  for (size_t i = 0; i < done; i++) {
    outside += rq_study_count(&result[i], RQ_OUTSIDE);
    rq_study_result_free(&result[i]);
  }
  free(result);
  rq_error_print(&error);
  rq_error_free(&error);
  return status ? (int)status : outside ? SOME_OUTSIDE : RQ_OK;
}

static int list(const request *r, const rq_study_set *set) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = RQ_OK;
  if (r->name)
    status = rq_study_describe(set->study[0], stdout, &error);
  else if (r->json)
    status = rq_studies_list_json(set, stdout, &error);
  else
    rq_studies_list(set, stdout);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

static int run_request(const request *r) {
  bool all = r->name && !strcmp(r->name, "all");
  if (all && (r->ask.sets_count || r->ask.path)) return rq_usage(&rq_command_study, "--set and --config are for one study, not for all");
  if (all && r->list) return rq_usage(&rq_command_study, "--list without a name is about all");
  rq_error error = RQ_NO_ERROR;
  rq_study_set set;
  rq_status status = rq_studies_gather(all ? NULL : r->name, &set, &error);
  int code = (int)status;
  if (status == RQ_USAGE)
    rq_usage(&rq_command_study, "%.*s", (int)strcspn(error.text, "\n"), error.text);
  else if (status)
    rq_error_print(&error);
  else
    code = r->list ? list(r, &set) : run_studies(r, &set);
  rq_studies_release(&set);
  rq_error_free(&error);
  return code;
}

static int study(int argc, char **argv) {
  request r;
  gsl_set_error_handler_off();
  int code = read_request(argc, argv, &r);
  if (code == RQ_OK) code = run_request(&r);
  free(r.sets);
  return code;
}

static void describe(FILE *out) {
  rq_error error = RQ_NO_ERROR;
  rq_study_set set;
  rq_status status = rq_studies_gather(NULL, &set, &error);
  fputs("\nStudies:\n\n", out);
  for (size_t i = 0; i < set.count && !status; i++) {
    fprintf(out, "  %-14s ", set.study[i]->name);
    rq_print_wrapped(out, set.study[i]->question, 17, 17, 80);
  }
  rq_studies_release(&set);
  rq_error_print(&error);
  rq_error_free(&error);
}

const rq_command rq_command_study = {
    .name = "study",
    .usage =
        "study NAME|FILE.yaml|all [--full] [--set KEY=VALUE]... [--config FILE] [--json|--markdown]\n       renqing study --list [NAME]",
    .summary = "published studies of trust, favors and loyalty: their values beside ours",
    .help = "A table of what was published, what this program computes, and whether that is\n"
            "inside the tolerance. Whoever sets a parameter gets all outcomes of that case; what\n"
            "is published of it stands beside them, else '-'. FILE.yaml is a configuration of a run\n"
            "that says in its group `study` what is asked, made of the runs, and published: your own\n"
            "study, without code (configs/studies/, models/adding_a_model.md).\n"
            "\n"
            "Options:\n"
            "\n"
            "  --list            the studies; with NAME, the parameters of one\n"
            "  --full            as many replicates, and as long, as was published\n"
            "  --set KEY=VALUE   a parameter of the study; again for more\n"
            "  --config FILE     parameters from a file, as in configs/studies/NAME.yaml\n"
            "  --json            the tables as JSON\n"
            "  --markdown        the tables as Markdown, for documentation\n"
            "\n"
            "'derived' values were computed from the model as published, 'read' ones stand in the\n"
            "publication, 'replication' ones in somebody's replication of it.\n"
            "\n"
            "Exit code: 0 when all published values are inside, or there are none; 1 when some value\n"
            "is outside; else as for all commands.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing study chips\n"
            "    renqing study chips --set chips=7 --set benefit=2.5\n"
            "    renqing study graph --set graph=my.graphml\n"
            "    renqing study face --set error=0.03\n"
            "    renqing study my_study.yaml --full\n"
            "    renqing study all --json\n",
    .run = study,
    .describe = describe,
};
