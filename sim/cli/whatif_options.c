/* Reading the command line of `whatif`. */
#include "sim/cli/cli.h"
#include "sim/cli/run_options.h"
#include "sim/cli/whatif.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_REPLICATES = 256, OPTION_SCENARIO, OPTION_THREADS, OPTION_JOBS, OPTION_SET, OPTION_MISSING, OPTION_FORCE, OPTION_DRY_RUN };
enum { OPTION_JSON = 300, OPTION_UNTIL };

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"replicates", required_argument, NULL, OPTION_REPLICATES},
    {"scenario", required_argument, NULL, OPTION_SCENARIO},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"set", required_argument, NULL, OPTION_SET},
    {"missing", no_argument, NULL, OPTION_MISSING},
    {"force", no_argument, NULL, OPTION_FORCE},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, 'q'},
    {"until-halfwidth", required_argument, NULL, OPTION_UNTIL},
    {NULL, 0, NULL, 0},
};

/* The replicate is a what-if's own business. */
static int read_set(rq_whatif_options *o, const char *text) {
  if (!strchr(text, '=')) return rq_usage(&rq_command_whatif, "--set %s: write it as key=value", text);
  if (strncmp(text, "replicate=", strlen("replicate=")) == 0)
    return rq_usage(&rq_command_whatif, "--set %s: replicates are numbered from 1; --replicates says how many", text);
  o->sets[o->sets_count++] = text;
  return RQ_OK;
}

/* "retention=0.01" */
static int read_until(rq_whatif_options *o, const char *text) {
  const char *equal = strchr(text, '='), *meant = NULL;
  char *end = NULL;
  o->halfwidth = equal ? strtod(equal + 1, &end) : 0;
  if (!equal || end == equal + 1 || *end || !(o->halfwidth > 0) || o->halfwidth > 1e300)
    return rq_usage(&rq_command_whatif, "--until-halfwidth %s: write it like retention=0.01", text);
  free(o->outcome);
  o->outcome = strndup(text, (size_t)(equal - text));
  if (!o->outcome) return RQ_INTERNAL;
  const char *wrong = rq_whatif_no_outcome(o->outcome, &meant);
  if (wrong && meant) return rq_usage(&rq_command_whatif, "--until-halfwidth: %s %s; did you mean %s?", o->outcome, wrong, meant);
  return wrong ? rq_usage(&rq_command_whatif, "--until-halfwidth: %s %s", o->outcome, wrong) : RQ_OK;
}

static int read_option(rq_whatif_options *o, int option, char **argv) {
  switch (option) {
  case 'o':
    o->folder = optarg;
    return RQ_OK;
  case OPTION_REPLICATES: {
    char *end;
    long count = strtol(optarg, &end, 10);
    if (*end || end == optarg || count < 1 || count > 10000)
      return rq_usage(&rq_command_whatif, "--replicates is %s; it must be 1 to 10000", optarg);
    o->replicates = (uint32_t)count;
    return RQ_OK;
  }
  case OPTION_SCENARIO:
    o->scenarios[o->scenarios_count++] = optarg;
    return RQ_OK;
  case OPTION_THREADS:
    o->threads = rq_threads_read(optarg);
    return o->threads > 0 ? RQ_OK : rq_usage(&rq_command_whatif, "--threads is %s; it must be 1 to 1024", optarg);
  case OPTION_JOBS:
    o->jobs = rq_threads_read(optarg);
    return o->jobs > 0 ? RQ_OK : rq_usage(&rq_command_whatif, "--jobs is %s; it must be 1 to 1024", optarg);
  case OPTION_SET:
    return read_set(o, optarg);
  case OPTION_MISSING:
    o->missing = true;
    return RQ_OK;
  case OPTION_FORCE:
    o->force = true;
    return RQ_OK;
  case OPTION_DRY_RUN:
    o->dry_run = true;
    return RQ_OK;
  case OPTION_JSON:
    o->json = true;
    return RQ_OK;
  case 'q':
    o->quiet = true;
    return RQ_OK;
  case OPTION_UNTIL:
    return read_until(o, optarg);
  default:
    return rq_bad_option(&rq_command_whatif, option, argv, options);
  }
}

int rq_whatif_options_read(int argc, char **argv, rq_whatif_options *o) {
  *o = (rq_whatif_options){.sets = calloc((size_t)argc + 1, sizeof *o->sets), .scenarios = calloc((size_t)argc + 1, sizeof *o->scenarios)};
  if (!o->sets || !o->scenarios) return RQ_INTERNAL;
  opterr = 0;
  int option;
  while ((option = getopt_long(argc, argv, ":o:q", options, NULL)) != -1) {
    int code = read_option(o, option, argv);
    if (code) return code;
  }
  if (optind == argc) return rq_usage(&rq_command_whatif, "give a configuration");
  if (optind + 1 < argc) return rq_usage(&rq_command_whatif, "one configuration at a time; what is '%s'?", argv[optind + 1]);
  o->config = argv[optind];
  if (strcmp(o->config, "-") == 0) return rq_usage(&rq_command_whatif, "the configuration must be a file: each run reads it");
  if (!o->folder || !*o->folder) return rq_usage(&rq_command_whatif, "say where the runs go: -o DIR");
  return RQ_OK;
}

void rq_whatif_options_free(rq_whatif_options *o) {
  free(o->sets);
  free(o->scenarios);
  free(o->outcome);
  *o = (rq_whatif_options){0};
}
