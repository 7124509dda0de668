/* The comparison at the end of a what-if, and how many replicates it takes to make an interval narrow enough. */
#include "analysis/compare.h"
#include "analysis/outcomes.h"
#include "models/models.h"
#include "sim/cli/cli.h"
#include "sim/cli/whatif.h"
#include "sim/suggest.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

rq_status rq_whatif_compare(const rq_design *d, bool json, rq_error *error) {
  const char *folder = d->ensemble.folder;
  rq_compare_options ask = {.paths = &folder, .paths_count = 1};
  json_t *result = NULL;
  rq_status status = rq_compare(&ask, &result, error);
  if (status) return status;
  if (json)
    json_dumpf(result, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
  else
    rq_compare_print(result, stdout);
  if (json) putchar('\n');
  json_decref(result);
  if (fflush(stdout) == EOF || ferror(stdout)) return rq_fail(error, RQ_IO, "the comparison could not be written: %s", strerror(errno));
  return RQ_OK;
}

/* ---- until an interval is narrow enough ---- */

/* The half width of the widest interval of the outcome's differences; infinite where one is not known yet. */
static double widest(const json_t *result, const char *outcome) {
  double widest = -1;
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(result, "differences"), i, row) {
    const char *of = json_string_value(json_object_get(row, "outcome"));
    const json_t *lower = json_object_get(row, "lower"), *upper = json_object_get(row, "upper");
    if (!of || strcmp(of, outcome) != 0) continue;
    double half = json_is_number(lower) && json_is_number(upper) ? (json_number_value(upper) - json_number_value(lower)) / 2 : INFINITY;
    if (half > widest) widest = half;
  }
  return widest < 0 ? INFINITY : widest;
}

rq_status rq_whatif_halfwidth(const rq_design *d, double *half, rq_error *error) {
  const char *folder = d->ensemble.folder, *outcome = d->options->outcome;
  rq_compare_options ask = {.paths = &folder, .paths_count = 1, .outcomes = &outcome, .outcomes_count = 1, .by = ""};
  json_t *result = NULL;
  rq_status status = rq_compare(&ask, &result, error);
  if (status == RQ_OK) *half = widest(result, outcome);
  json_decref(result);
  return status;
}

uint32_t rq_whatif_more(uint32_t replicates, double half, double wanted, uint32_t most) {
  double ratio = isfinite(half) ? half / wanted : 2, needed = ceil(replicates * ratio * ratio);
  if (needed < replicates + 1.0) needed = replicates + 1.0;
  if (needed > 2.0 * replicates) needed = 2.0 * replicates; /* the width itself is only estimated */
  return needed < most ? (uint32_t)needed : most;
}

/* Whether a model has a series of the name, or of what stands before its label ("ties:mixed"). */
static bool is_series(const char *name) {
  size_t length = strcspn(name, ":");
  for (size_t m = 0; rq_models[m]; m++)
    for (uint32_t k = 0; k < rq_models[m]->series_count; k++) {
      const char *series = rq_models[m]->series[k].name;
      if (strlen(series) == length && strncmp(series, name, length) == 0) return true;
    }
  return false;
}

const char *rq_whatif_no_outcome(const char *name, const char **meant) {
  size_t known = rq_outcome_named(name);
  if (known < RQ_OUTCOMES) return rq_outcome_against_base((rq_outcome_id)known) ? "has no interval of differences" : NULL;
  if (is_series(name)) return NULL;
  rq_suggestion closest = {.word = name};
  for (size_t k = 0; k < RQ_OUTCOMES; k++) rq_suggestion_offer(&closest, rq_outcomes[k].name);
  *meant = closest.best;
  return "is no outcome";
}
