/* Reading the command line of `analyze`. */
#include "analysis/analyze_options.h"
#include "analysis/sections.h"
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_AT = 256, OPTION_SECTION, OPTION_JSON, OPTION_CSV, OPTION_PURCHASES, OPTION_COLUMNS, OPTION_COSTS, OPTION_PERIOD };
enum { OPTION_GAP = 300, OPTION_DISCOUNT, OPTION_COMMUNITIES };

static const struct option options[] = {
    {"at", required_argument, NULL, OPTION_AT},
    {"section", required_argument, NULL, OPTION_SECTION},
    {"json", no_argument, NULL, OPTION_JSON},
    {"csv", no_argument, NULL, OPTION_CSV},
    {"purchases", required_argument, NULL, OPTION_PURCHASES},
    {"columns", required_argument, NULL, OPTION_COLUMNS},
    {"unit-costs", required_argument, NULL, OPTION_COSTS},
    {"period", required_argument, NULL, OPTION_PERIOD},
    {"gap", required_argument, NULL, OPTION_GAP},
    {"discount", required_argument, NULL, OPTION_DISCOUNT},
    {"communities", no_argument, NULL, OPTION_COMMUNITIES},
    {NULL, 0, NULL, 0},
};

static size_t sections_known(void) {
  size_t count = 0;
  while (rq_sections[count]) count++;
  return count;
}

/* A number above 0 (or 0 and above). */
static int read_amount(const char *option, const char *text, bool zero, double *value) {
  char *past;
  *value = strtod(text, &past);
  if (past != text && !*past && isfinite(*value) && (*value > 0 || (zero && !(*value < 0)))) return RQ_OK;
  return rq_usage(&rq_command_analyze, "--%s is '%s'; it must be a number %s", option, text, zero ? "of at least 0" : "above 0");
}

static int read_week(const char *text, uint32_t *week) {
  char *past;
  unsigned long value = strtoul(text, &past, 10);
  if (*text < '0' || *text > '9' || *past || value < 1 || value > UINT32_MAX - 1)
    return rq_usage(&rq_command_analyze, "--at is '%s'; it must be a week, 1 or later", text);
  *week = (uint32_t)value;
  return RQ_OK;
}

static int choose_section(rq_analyze_options *o, const char *name) {
  size_t known = sections_known();
  for (size_t k = 0; k < known; k++) {
    if (strcmp(rq_sections[k]->name, name) != 0) continue;
    for (size_t i = 0; i < o->sections_count; i++)
      if (o->sections[i] == rq_sections[k]) return RQ_OK;
    o->sections[o->sections_count++] = rq_sections[k];
    return RQ_OK;
  }
  const char *names[64] = {NULL};
  for (size_t k = 0; k < known && k < 64; k++) names[k] = rq_sections[k]->name;
  const char *near = rq_suggest(name, names, known < 64 ? known : 64);
  if (near) return rq_usage(&rq_command_analyze, "there is no section '%s'; did you mean '%s'?", name, near);
  char all[512] = "";
  for (size_t k = 0; k < known; k++) {
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", rq_sections[k]->name);
  }
  return rq_usage(&rq_command_analyze, "there is no section '%s'; there are %s", name, all);
}

static int take_columns(rq_analyze_options *o, char *text) {
  rq_error error = RQ_NO_ERROR;
  int code = (int)rq_log_columns_parse(text, &o->columns, &error);
  if (code != RQ_OK) {
    error.text[strcspn(error.text, "\n")] = '\0';
    rq_usage(&rq_command_analyze, "%s", error.text);
  }
  rq_error_free(&error);
  return code;
}

static int take_option(rq_analyze_options *o, int option) {
  switch (option) {
  case OPTION_AT:
    return read_week(optarg, &o->at);
  case OPTION_SECTION:
    return choose_section(o, optarg);
  case OPTION_JSON:
    o->json = true;
    return RQ_OK;
  case OPTION_CSV:
    o->csv = true;
    return RQ_OK;
  case OPTION_COMMUNITIES:
    o->communities = true;
    return RQ_OK;
  case OPTION_PURCHASES:
    o->logs[o->logs_count++] = optarg;
    return RQ_OK;
  case OPTION_COLUMNS:
    return take_columns(o, optarg);
  case OPTION_COSTS:
    o->unit_costs = optarg;
    return RQ_OK;
  case OPTION_PERIOD:
    return read_amount("period", optarg, false, &o->period);
  case OPTION_GAP:
    return read_amount("gap", optarg, false, &o->gap);
  default:
    return read_amount("discount", optarg, true, &o->discount);
  }
}

/* What goes together, once all is read. */
static int check_whole(rq_analyze_options *o) {
  if (o->json && o->csv) return rq_usage(&rq_command_analyze, "--json and --csv cannot be had at once");
  if (o->runs_count + o->logs_count == 0) return rq_usage(&rq_command_analyze, "which run? give a run file, or --purchases LOG.csv");
  if (o->at > 0 && o->runs_count == 0) return rq_usage(&rq_command_analyze, "--at is a week of a run; there is no run file");
  for (const rq_section *const *s = o->sections; *s; s++) /* NULL follows the last */
    if (!(*s)->from_log && o->runs_count == 0)
      return rq_usage(&rq_command_analyze, "section '%s' needs a run file; a purchase log has loyalty and switching", (*s)->name);
  return RQ_OK;
}

/* "series, people and ties": those of any model. */
static void name_any(char names[256]) {
  names[0] = '\0';
  for (size_t k = 0; rq_sections[k]; k++) {
    size_t used = strlen(names);
    if (rq_sections[k]->any_model) snprintf(names + used, 256 - used, "%s%s", used ? ", " : "", rq_sections[k]->name);
  }
}

rq_status rq_analyze_choose(rq_analyze_options *o, const char *path, const char *model, rq_error *error) {
  char names[256];
  name_any(names);
  for (size_t k = 0; path && k < o->sections_count; k++)
    if (!o->sections[k]->any_model)
      return rq_fail(error, RQ_BAD_DATA, "%s: a run of the model %s; section '%s' is of the model renqing, for %s there are %s", path,
                     model, o->sections[k]->name, model, names);
  if (path && o->logs_count > 0)
    return rq_fail(error, RQ_USAGE, "%s: a run of the model %s; it has no sections in common with a purchase log", path, model);
  if (o->sections_count > 0) return RQ_OK;
  for (size_t k = 0; rq_sections[k]; k++) {
    const rq_section *s = rq_sections[k];
    bool generic = s->any_model && s != &rq_network_section;
    if (path ? generic : !generic && (s->from_log || o->runs_count > 0)) o->sections[o->sections_count++] = s;
  }
  return RQ_OK;
}

int rq_analyze_options_read(int argc, char **argv, rq_analyze_options *o) {
  *o = (rq_analyze_options){.discount = 0.10};
  o->sections = calloc(sections_known() + 1, sizeof *o->sections);
  o->logs = calloc((size_t)argc + 1, sizeof *o->logs);
  if (!o->sections || !o->logs) {
    rq_error error = RQ_NO_ERROR;
    rq_no_memory(&error, "the command line");
    rq_error_print(&error);
    rq_error_free(&error);
    return RQ_INTERNAL;
  }
  optind = 1;
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
    if (option == '?' || option == ':') return rq_bad_option(&rq_command_analyze, option, argv, options);
    int code = take_option(o, option);
    if (code != RQ_OK) return code;
  }
  o->runs = argv + optind;
  o->runs_count = (size_t)(argc - optind);
  return check_whole(o);
}

void rq_analyze_options_free(rq_analyze_options *o) {
  free(o->sections);
  free(o->logs);
  *o = (rq_analyze_options){0};
}

static rq_status apply_cost(char *part, rq_log *log, rq_error *error) {
  char *equals = strrchr(part, '='), *past = equals;
  double cost = equals ? strtod(equals + 1, &past) : NAN;
  if (!equals || past == equals + 1 || *past || !isfinite(cost) || cost < 0)
    return rq_fail(error, RQ_USAGE, "--unit-costs: '%s' is not BRAND=COST, with a cost of at least 0", part);
  *equals = '\0';
  for (size_t b = 0; b < log->brands; b++)
    if (!strcmp(part, log->brand_name[b])) {
      log->unit_cost[b] = cost;
      return RQ_OK;
    }
  const char *near = rq_suggest(part, (const char *const *)log->brand_name, log->brands);
  return rq_fail(error, RQ_USAGE, "--unit-costs: there is no brand '%s'%s%s%s", part, near ? "; did you mean '" : "", near ? near : "",
                 near ? "'?" : "");
}

rq_status rq_unit_costs_apply(const char *text, rq_log *log, rq_error *error) {
  char *copy = strdup(text), *save = NULL;
  if (!log->unit_cost) {
    log->unit_cost = malloc((log->brands ? log->brands : 1) * sizeof *log->unit_cost);
    for (size_t b = 0; log->unit_cost && b < log->brands; b++) log->unit_cost[b] = NAN;
  }
  rq_status status = copy && log->unit_cost ? RQ_OK : rq_no_memory(error, "the unit costs");
  char *part = status == RQ_OK ? strtok_r(copy, ",", &save) : NULL;
  for (; part && status == RQ_OK; part = strtok_r(NULL, ",", &save)) status = apply_cost(part, log, error);
  free(copy);
  return status;
}
