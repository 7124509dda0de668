/* Reading the command line of `run`. */
#include "sim/cli/run_options.h"
#include "sim/cli/cli.h"
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_FORCE = 256, OPTION_SET, OPTION_SCENARIO, OPTION_SEED, OPTION_REPLICATE, OPTION_THREADS, OPTION_MAX_TIME };
enum { OPTION_DRY_RUN = 300, OPTION_JSON, OPTION_VERIFY, OPTION_PROFILE };
enum { OPTION_CHECKPOINT_EVERY = 400, OPTION_RESUME, OPTION_FROM, OPTION_STOP_AT, OPTION_KEEP_CHECKPOINT };

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"force", no_argument, NULL, OPTION_FORCE},
    {"set", required_argument, NULL, OPTION_SET},
    {"scenario", required_argument, NULL, OPTION_SCENARIO},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"replicate", required_argument, NULL, OPTION_REPLICATE},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"max-time", required_argument, NULL, OPTION_MAX_TIME},
    {"checkpoint-every", required_argument, NULL, OPTION_CHECKPOINT_EVERY},
    {"resume", required_argument, NULL, OPTION_RESUME},
    {"from", required_argument, NULL, OPTION_FROM},
    {"stop-at", required_argument, NULL, OPTION_STOP_AT},
    {"keep-checkpoint", no_argument, NULL, OPTION_KEEP_CHECKPOINT},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"quiet", no_argument, NULL, 'q'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"profile", no_argument, NULL, OPTION_PROFILE},
    {NULL, 0, NULL, 0},
};

double rq_duration_read(const char *text) {
  static const char letters[] = "dhms";
  static const double seconds[] = {86400, 3600, 60, 1};
  double total = 0;
  size_t last = 0; /* units come from large to small, each once */
  while (isspace((unsigned char)*text)) text++;
  if (!*text) return -1;
  while (*text) {
    if (!isdigit((unsigned char)*text)) return -1;
    char *end;
    double amount = strtod(text, &end);
    const char *unit = *end ? strchr(letters, *end) : NULL;
    if (!unit || (size_t)(unit - letters) < last) return -1;
    total += amount * seconds[unit - letters];
    last = (size_t)(unit - letters) + 1;
    text = end + 1;
    while (isspace((unsigned char)*text)) text++;
  }
  return total > 0 ? total : -1;
}

char *rq_run_default_output(const char *path, const char *scenario) {
  const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  if (strcmp(path, "-") == 0) name = "run";
  const char *dot = strrchr(name, '.');
  size_t stem = dot && dot != name ? (size_t)(dot - name) : strlen(name);
  size_t size = stem + strlen(scenario) + sizeof "-.h5";
  char *output = malloc(size);
  if (!output) return NULL;
  snprintf(output, size, "%.*s%s%s.h5", (int)stem, name, scenario[0] ? "-" : "", scenario);
  for (char *c = output; *c; c++)
    if ((unsigned char)*c <= ' ' || *c == '/' || *c == '\\') *c = '_';
  return output;
}

/* "key=value" in new memory. */
static char *setting(const char *key, const char *value) {
  size_t size = strlen(key) + strlen(value) + 2;
  char *text = malloc(size);
  if (text) snprintf(text, size, "%s=%s", key, value);
  return text;
}

/* The command as a shell would take it. */
static char *quoted(int argc, char **argv) {
  size_t size = sizeof "renqing";
  for (int i = 0; i < argc; i++) size += 4 * strlen(argv[i]) + 3;
  char *line = malloc(size), *at = line;
  if (!line) return NULL;
  at += snprintf(line, size, "renqing");
  for (int i = 0; i < argc; i++) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%";
    bool as_is = argv[i][0] && strspn(argv[i], plain) == strlen(argv[i]);
    *at++ = ' ';
    if (!as_is) *at++ = '\'';
    for (const char *c = argv[i]; *c; c++) {
      if (*c == '\'') {
        memcpy(at, "'\\'", 3);
        at += 3;
      }
      *at++ = *c;
    }
    if (!as_is) *at++ = '\'';
  }
  *at = '\0';
  return line;
}

int rq_threads_read(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  return *end || end == text || value < 1 || value > 1024 ? -1 : (int)value;
}

/* A number of weeks, from 1; 0 for anything else. */
static uint32_t read_weeks(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  return *end || end == text || value < 1 || value > 60000 ? 0 : (uint32_t)value;
}

static int read_checkpoint_option(rq_run_options *o, int option) {
  switch (option) {
  case OPTION_CHECKPOINT_EVERY:
    o->checkpoint_every = read_weeks(optarg);
    return o->checkpoint_every ? RQ_OK : rq_usage(&rq_command_run, "--checkpoint-every is %s; it must be 1 to 60000 weeks", optarg);
  case OPTION_STOP_AT:
    o->stop_at = read_weeks(optarg);
    return o->stop_at ? RQ_OK : rq_usage(&rq_command_run, "--stop-at is %s; it must be a week, 1 to 60000", optarg);
  case OPTION_RESUME:
    o->resume = optarg;
    return RQ_OK;
  case OPTION_FROM:
    o->from = optarg;
    return RQ_OK;
  default:
    o->keep_checkpoint = true;
    return RQ_OK;
  }
}

static int read_option(rq_run_options *o, int option, char **argv) {
  switch (option) {
  case 'o':
    free(o->output);
    o->output = strdup(optarg);
    return o->output ? RQ_OK : RQ_INTERNAL;
  case OPTION_FORCE:
    o->force = true;
    return RQ_OK;
  case OPTION_SET:
    if (!strchr(optarg, '=')) return rq_usage(&rq_command_run, "--set %s: write it as key=value", optarg);
    o->sets[o->source.sets_count++] = optarg;
    return RQ_OK;
  case OPTION_SCENARIO:
    o->source.scenario = optarg;
    return RQ_OK;
  case OPTION_SEED:
    free(o->seed);
    o->seed = setting("seed", optarg);
    return o->seed ? RQ_OK : RQ_INTERNAL;
  case OPTION_REPLICATE:
    free(o->replicate);
    o->replicate = setting("replicate", optarg);
    return o->replicate ? RQ_OK : RQ_INTERNAL;
  case OPTION_THREADS:
    o->threads = rq_threads_read(optarg);
    return o->threads > 0 ? RQ_OK : rq_usage(&rq_command_run, "--threads is %s; it must be 1 to 1024", optarg);
  case OPTION_MAX_TIME:
    o->max_seconds = rq_duration_read(optarg);
    return o->max_seconds > 0 ? RQ_OK : rq_usage(&rq_command_run, "--max-time %s: write it like 1h50m, 90s or 2d", optarg);
  case OPTION_CHECKPOINT_EVERY:
  case OPTION_STOP_AT:
  case OPTION_RESUME:
  case OPTION_FROM:
  case OPTION_KEEP_CHECKPOINT:
    return read_checkpoint_option(o, option);
  case OPTION_DRY_RUN:
    o->dry_run = true;
    return RQ_OK;
  case 'q':
    o->quiet = true;
    return RQ_OK;
  case OPTION_JSON:
    o->json = true;
    return RQ_OK;
  case OPTION_VERIFY:
    o->verify = true;
    return RQ_OK;
  case OPTION_PROFILE:
    o->profile = true;
    return RQ_OK;
  default:
    return rq_bad_option(&rq_command_run, option, argv, options);
  }
}

int rq_run_options_read(int argc, char **argv, rq_run_options *o) {
  *o = (rq_run_options){0};
  o->sets = calloc((size_t)argc + 2, sizeof *o->sets);
  o->command_line = quoted(argc, argv);
  if (!o->sets || !o->command_line) return RQ_INTERNAL;
  opterr = 0;
  int option;
  while ((option = getopt_long(argc, argv, ":o:q", options, NULL)) != -1) {
    int code = read_option(o, option, argv);
    if (code) return code;
  }
  if (optind == argc) return rq_usage(&rq_command_run, "give a configuration");
  if (optind + 1 < argc) return rq_usage(&rq_command_run, "one configuration at a time; what is '%s'?", argv[optind + 1]);
  if (o->resume && o->force) return rq_usage(&rq_command_run, "--resume goes on with what is there, --force discards it: give one of them");
  if (o->resume && o->from && strcmp(o->resume, "auto") != 0)
    return rq_usage(&rq_command_run, "--from begins a new run, --resume %s goes on with one: give one of them, or --resume auto",
                    o->resume);
  o->source.path = argv[optind];
  if (o->seed) o->sets[o->source.sets_count++] = o->seed;
  if (o->replicate) o->sets[o->source.sets_count++] = o->replicate;
  o->source.sets = o->sets;
  if (!o->output) o->output = rq_run_default_output(o->source.path, o->source.scenario ? o->source.scenario : "");
  return o->output ? RQ_OK : RQ_INTERNAL;
}

void rq_run_options_free(rq_run_options *o) {
  free(o->sets);
  free(o->seed);
  free(o->replicate);
  free(o->output);
  free(o->command_line);
  *o = (rq_run_options){0};
}
