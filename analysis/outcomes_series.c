/* Any weekly series of the model as an outcome: its mean over the last year. */
#include "analysis/outcomes.h"
#include "models/renqing.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEAR 52u

/* What the run file calls the labels of a dimension. */
static const char *const labels_of[DIMENSIONS] = {
    [D_BRAND] = "brand",   [D_BRAND_TO] = "brand",     [D_CLASS] = "tie_class",   [D_RULE] = "rule",
    [D_REASON] = "reason", [D_RETURN] = "return_kind", [D_CAMPAIGN] = "campaign", [D_CHANNEL] = "channel"};

/* "ties:mixed" is the series "ties" and the label "mixed"; *label is "" where there is none. */
static const rq_series *find_series(const char *name, const char **label, rq_error *error) {
  size_t length = strcspn(name, ":");
  char alone[64];
  snprintf(alone, sizeof alone, "%.*s", (int)(length < sizeof alone ? length : sizeof alone - 1), name);
  *label = name[length] ? name + length + 1 : "";
  rq_suggestion meant = {.word = alone};
  for (size_t k = 0; k < RQ_OUTCOMES; k++) rq_suggestion_offer(&meant, rq_outcomes[k].name);
  for (uint32_t k = 0; k < rq_renqing_model.series_count; k++) {
    const rq_series *s = &rq_renqing_model.series[k];
    if (strcmp(s->name, alone) == 0) return s;
    rq_suggestion_offer(&meant, s->name);
  }
  if (meant.best)
    rq_fail(error, RQ_USAGE, "there is no outcome '%s'; did you mean '%s'?", name, meant.best);
  else
    rq_fail(error, RQ_USAGE, "there is no outcome '%s', and no weekly series; renqing compare --help lists outcomes", name);
  return NULL;
}

/* Where the label is along the dimension; `size` for all of it. */
static rq_status find_label(const rq_run *run, const rq_series *s, unsigned dimension, const char *label, size_t size, size_t *at,
                            rq_error *error) {
  uint32_t count = 0;
  const char *const *labels = labels_of[dimension] ? rq_run_labels(run, labels_of[dimension], &count) : NULL;
  *at = size;
  if (!*label && s->kind != RQ_MEAN) return RQ_OK;
  for (uint32_t k = 0; k < count && k < size; k++)
    if (strcmp(labels[k], label) == 0) *at = k;
  if (*at < size) return RQ_OK;
  const char *meant = labels ? rq_suggest(label, labels, count) : NULL;
  if (meant) return rq_fail(error, RQ_USAGE, "outcome '%s:%s': did you mean '%s:%s'?", s->name, label, s->name, meant);
  return rq_fail(error, RQ_USAGE, "outcome '%s' needs one of its labels, as in '%s:%s'", s->name, s->name, count > 0 ? labels[0] : "LABEL");
}

/* The mean over weeks of the cells first ... first + count - 1 of each week, summed. */
static double mean_over(const rq_table *t, size_t width, size_t first, size_t count, uint32_t at) {
  double sum = 0, weeks = 0;
  for (size_t w = at > YEAR ? at - YEAR : 0; w < at && w < t->shape[0]; w++) {
    double here = 0;
    for (size_t k = first; k < first + count; k++) here += t->value[w * width + k];
    if (isnan(here)) continue;
    sum += here;
    weeks++;
  }
  return weeks > 0 ? sum / weeks : NAN;
}

/* Fewest members of the series' dimensions: over a dimension without members there is no series. */
static uint32_t fewest_members(const rq_run *run, const rq_series *s) {
  uint32_t fewest = UINT32_MAX;
  for (unsigned k = 0; k < 2; k++) {
    const char *labels = s->dims[k] ? labels_of[s->dims[k] - 1] : NULL;
    uint32_t count = UINT32_MAX;
    if (labels) rq_run_labels(run, labels, &count);
    if (count < fewest) fewest = count;
  }
  return fewest;
}

/* The values, where the series is there. */
static rq_status take_values(const rq_run *run, const rq_series *s, const char *label, uint32_t at, rq_series_outcome *o, rq_error *error) {
  unsigned chosen = o->by_brand ? s->dims[1] : s->dims[0]; /* the dimension that the label is of; 0 for none */
  rq_table t;
  if (!chosen && *label) return rq_fail(error, RQ_USAGE, "outcome '%s:%s': the series %s has no labels", s->name, label, s->name);
  if (fewest_members(run, s) == 0) return RQ_OK;
  rq_status status = rq_run_series(run, s->name, &t, error);
  if (status != RQ_OK) return status;
  unsigned before = o->by_brand ? 2 : 1;
  size_t inner = t.dims > before ? t.shape[before] : 1, place = inner;
  o->count = o->by_brand ? t.shape[1] : 1;
  o->value = malloc((o->count + 1) * sizeof *o->value);
  if (!o->value) status = rq_no_memory(error, "an outcome");
  if (status == RQ_OK && chosen) status = find_label(run, s, chosen - 1, label, inner, &place, error);
  for (size_t b = 0; status == RQ_OK && b < o->count; b++)
    o->value[b] = mean_over(&t, o->count * inner, b * inner + (place < inner ? place : 0), place < inner ? 1 : inner, at);
  rq_table_free(&t);
  return status;
}

rq_status rq_series_outcome_find(const rq_run *run, const char *name, uint32_t at, rq_series_outcome *o, rq_error *error) {
  const char *label;
  const rq_series *s = find_series(name, &label, error);
  *o = (rq_series_outcome){0};
  if (!s) return RQ_USAGE;
  size_t room = strlen(s->long_name) + strlen(label) + 64;
  o->by_brand = s->dims[0] == D_BRAND + 1;
  o->unit = s->unit;
  o->label = malloc(room);
  if (!o->label) return rq_no_memory(error, "an outcome");
  snprintf(o->label, room, "%s%s%s; mean of the last 52 weeks", s->long_name, *label ? ": " : "", label);
  rq_status status = take_values(run, s, label, at, o, error);
  if (status != RQ_OK) rq_series_outcome_free(o);
  return status;
}

void rq_series_outcome_free(rq_series_outcome *o) {
  free(o->value);
  free(o->label);
  *o = (rq_series_outcome){0};
}
