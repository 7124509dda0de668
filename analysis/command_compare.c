/* The command `compare`: scenarios beside each other, paired replicate by replicate. */
#include "analysis/compare.h"
#include "analysis/grid.h"
#include "analysis/outcomes.h"
#include "sim/cli/cli.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_BASE = 1, OPTION_BRAND, OPTION_AT, OPTION_OUTCOME, OPTION_LEVEL, OPTION_BY, OPTION_JSON, OPTION_CSV };
static const struct option options[] = {
    {"base", required_argument, NULL, OPTION_BASE},
    {"brand", required_argument, NULL, OPTION_BRAND},
    {"at", required_argument, NULL, OPTION_AT},
    {"outcome", required_argument, NULL, OPTION_OUTCOME},
    {"level", required_argument, NULL, OPTION_LEVEL},
    {"by", required_argument, NULL, OPTION_BY},
    {"json", no_argument, NULL, OPTION_JSON},
    {"csv", no_argument, NULL, OPTION_CSV},
    {NULL, 0, NULL, 0},
};

typedef struct request {
  rq_compare_options ask;
  const char **outcome;
  bool json, csv;
} request;

static int take_week(const char *text, uint32_t *week) {
  char *end;
  errno = 0;
  unsigned long number = strtoul(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno || number == 0 || number > 65535)
    return rq_usage(&rq_command_compare, "--at: '%s' is no week", text);
  *week = (uint32_t)number;
  return RQ_OK;
}

static int take_level(const char *text, double *level) {
  char *end;
  *level = strtod(text, &end);
  if (end == text || *end || !(*level >= 0.5 && *level <= 0.999))
    return rq_usage(&rq_command_compare, "--level: '%s' is not between 0.5 and 0.999", text);
  return RQ_OK;
}

static int take_option(request *r, int option) {
  switch (option) {
  case OPTION_BASE:
    r->ask.base = optarg;
    return RQ_OK;
  case OPTION_BRAND:
    r->ask.brand = optarg;
    return RQ_OK;
  case OPTION_AT:
    return take_week(optarg, &r->ask.at);
  case OPTION_OUTCOME:
    r->outcome[r->ask.outcomes_count++] = optarg;
    return RQ_OK;
  case OPTION_LEVEL:
    return take_level(optarg, &r->ask.level);
  case OPTION_BY:
    r->ask.by = optarg;
    return RQ_OK;
  case OPTION_JSON:
    r->json = true;
    return RQ_OK;
  default:
    r->csv = true;
    return RQ_OK;
  }
}

static int read_options(int argc, char **argv, request *r) {
  optind = 1;
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
    if (option == '?' || option == ':') return rq_bad_option(&rq_command_compare, option, argv, options);
    int code = take_option(r, option);
    if (code != RQ_OK) return code;
  }
  if (r->json && r->csv) return rq_usage(&rq_command_compare, "--json and --csv cannot be had at once");
  r->ask.outcomes = r->outcome;
  r->ask.paths = (const char *const *)(argv + optind);
  r->ask.paths_count = (size_t)(argc - optind);
  if (r->ask.paths_count == 0) return rq_usage(&rq_command_compare, "which runs? give a folder made by `renqing whatif`, or run files");
  return RQ_OK;
}

static rq_status write_result(const request *r, const json_t *result, rq_error *error) {
  bool failed = false;
  if (r->json)
    failed = json_dumpf(result, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0 || putchar('\n') == EOF;
  else if (r->csv)
    rq_compare_csv(result, stdout);
  else
    rq_compare_print(result, stdout);
  if (failed || fflush(stdout) == EOF || ferror(stdout))
    return rq_fail(error, RQ_IO, "the comparison could not be written: %s", strerror(errno));
  return RQ_OK;
}

static int run(int argc, char **argv) {
  request r = {.outcome = calloc((size_t)argc + 1, sizeof *r.outcome)};
  rq_error error = RQ_NO_ERROR;
  json_t *result = NULL;
  int code = r.outcome ? read_options(argc, argv, &r) : (int)rq_no_memory(&error, "the command line");
  if (code == RQ_OK) code = (int)rq_compare(&r.ask, &result, &error);
  if (code == RQ_OK) code = (int)write_result(&r, result, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  json_decref(result);
  free(r.outcome);
  return code;
}

static void describe(FILE *out) {
  fputs("\nOutcomes:\n\n", out);
  for (size_t k = 0; k < RQ_OUTCOMES; k++) {
    const rq_outcome *o = &rq_outcomes[k];
    fprintf(out, "  %s (%s%s%s)\n      ", o->name, o->label, strcmp(o->unit, "1") != 0 ? "; " : "",
            strcmp(o->unit, "1") != 0 ? o->unit : "");
    rq_print_wrapped(out, o->description, 6, 6, 80);
  }
}

const rq_command rq_command_compare = {
    .name = "compare",
    .usage = "compare DIR | RUN RUN... [--base NAME] [--brand NAME] [--at WEEK] [--outcome NAME]...",
    .summary = "scenarios against each other: differences with intervals, and whom to court",
    .help = "DIR is a folder made by `renqing whatif`. Or give run files of one configuration:\n"
            "its scenarios, each with the same replicates (--set replicate=N). A replicate of\n"
            "one scenario is compared with the same replicate of the base: they share their\n"
            "luck, so what differs is the scenario's doing.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --base NAME           the scenario that the others are compared with; by default\n"
            "                        one in which the brand has no campaigns, else `as written`\n"
            "  --brand NAME          the brand that it is about; by default that of the first\n"
            "                        campaign\n"
            "  --at WEEK             look at the runs as they were after this week\n"
            "  --outcome NAME        only this outcome; again for more. The verdict is about them.\n"
            "                        Outcomes are listed below; any weekly series of the runs\n"
            "                        is one, too (ties:mixed is the series ties and its label\n"
            "                        mixed): its mean over the last 52 weeks. Runs of another\n"
            "                        model than renqing have all their series as outcomes:\n"
            "                        means over the last tenth of the weeks\n"
            "  --level P             of intervals (0.95)\n"
            "  --by LIST             segments of customers: tie_class, channel, generation,\n"
            "                        degree, community, bought_before, with commas. All by\n"
            "                        default, but communities only up to 400,000 ties\n"
            "  --json, --csv         everything, for other programs\n"
            "\n"
            "Intervals are Student's t over the paired differences and, beside them, the\n"
            "studentised bootstrap (1,999 resamples, keyed by the seed: the same every time).\n"
            "p values are corrected for all differences shown (Holm 1979).\n"
            "\n"
            "Whom to court: each customer is looked at in the scenario and in the base. Who is\n"
            "kept with it only is persuadable, in both a sure thing, in neither a lost cause,\n"
            "without it only a sleeping dog. At risk are the brand's customers in the week\n"
            "before the scenarios part, or everybody where the brand had none. Snapshots of\n"
            "that week and of the last one are needed; else the panel is looked at.\n"
            "\n"
            "`question: {brand: B, base: NAME, outcomes: [NAME, ...], at: WEEK}` in the\n"
            "configuration asks the same of every comparison; options win.\n"
            "\n"
            "Runs that are missing or damaged are told and left out with their pairs.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing compare out/\n"
            "    renqing compare out/ --base discount --outcome share --outcome profit\n"
            "    renqing compare service.h5 nothing.h5 --json\n",
    .run = run,
    .describe = describe,
};
