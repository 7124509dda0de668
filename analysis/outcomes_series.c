/* Any weekly series of the run of any model as an outcome: its mean over the last year, or the last tenth. */
#include "analysis/configured.h"
#include "analysis/outcomes.h"
#include "models/models.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEAR 52u
enum { MOST_LABELS = 8 }; /* of a series that is an outcome without being asked for */

/* What is looked at. */
typedef struct look {
  const rq_run *run;
  rq_listing list;
  const rq_listed *series;
  const char *label;    /* "ties:mixed" is the series "ties" and the label "mixed"; "" where there is none */
  uint32_t first, last; /* weeks, from 0; last is not in it */
} look;

/* Whether the model of a run has the series, of which there is nothing in the file where one of its dimensions has no members. */
static bool is_of_model(const rq_run *run, const char *name) {
  char model[64];
  rq_configured_renqing(run, model);
  for (size_t m = 0; rq_models[m]; m++)
    for (uint32_t k = 0; strcmp(rq_models[m]->name, model) == 0 && k < rq_models[m]->series_count; k++)
      if (strcmp(rq_models[m]->series[k].name, name) == 0) return true;
  return false;
}

static rq_status find_series(look *l, const char *name, rq_error *error) {
  size_t length = strcspn(name, ":");
  char alone[64];
  snprintf(alone, sizeof alone, "%.*s", (int)(length < sizeof alone ? length : sizeof alone - 1), name);
  l->label = name[length] ? name + length + 1 : "";
  l->series = rq_listing_find(&l->list, alone);
  if (l->series || is_of_model(l->run, alone)) return RQ_OK;
  rq_suggestion meant = {.word = alone};
  for (size_t k = 0; k < RQ_OUTCOMES; k++) rq_suggestion_offer(&meant, rq_outcomes[k].name);
  for (size_t k = 0; k < l->list.count; k++) rq_suggestion_offer(&meant, l->list.entry[k].name);
  if (meant.best) return rq_fail(error, RQ_USAGE, "there is no outcome '%s'; did you mean '%s'?", name, meant.best);
  return rq_fail(error, RQ_USAGE, "there is no outcome '%s', and no weekly series; renqing compare --help lists outcomes", name);
}

/* Where the label is along the dimension; `size` for all of it. */
static rq_status find_label(const look *l, const char *dimension, size_t size, size_t *at, rq_error *error) {
  uint32_t count = 0;
  const char *const *labels = rq_run_labels(l->run, dimension, &count);
  const char *name = l->series->name;
  *at = size;
  if (!*l->label && strcmp(l->series->kind, "mean") != 0) return RQ_OK;
  for (uint32_t k = 0; k < count && k < size; k++)
    if (strcmp(labels[k], l->label) == 0) *at = k;
  if (*at < size) return RQ_OK;
  const char *meant = labels ? rq_suggest(l->label, labels, count) : NULL;
  if (meant) return rq_fail(error, RQ_USAGE, "outcome '%s:%s': did you mean '%s:%s'?", name, l->label, name, meant);
  return rq_fail(error, RQ_USAGE, "outcome '%s' needs one of its labels, as in '%s:%s'", name, name, count > 0 ? labels[0] : "LABEL");
}

/* The mean over weeks of the cells first ... first + count - 1 of each week, summed. */
static double mean_over(const look *l, const rq_table *t, size_t width, size_t first, size_t count) {
  double sum = 0, weeks = 0;
  for (size_t w = l->first; w < l->last && w < t->shape[0]; w++) {
    double here = 0;
    for (size_t k = first; k < first + count; k++) here += t->value[w * width + k];
    if (isnan(here)) continue;
    sum += here;
    weeks++;
  }
  return weeks > 0 ? sum / weeks : NAN;
}

static rq_status take_values(const look *l, rq_series_outcome *o, rq_error *error) {
  unsigned chosen = o->by_brand ? 1 : 0; /* the dimension that the label is of */
  rq_table t;
  if (chosen >= l->series->dimensions && *l->label)
    return rq_fail(error, RQ_USAGE, "outcome '%s:%s': the series %s has no labels", l->series->name, l->label, l->series->name);
  rq_status status = rq_run_series(l->run, l->series->name, &t, error);
  if (status != RQ_OK) return status;
  unsigned before = o->by_brand ? 2 : 1;
  size_t inner = t.dims > before ? t.shape[before] : 1, place = inner;
  o->count = o->by_brand && t.dims > 1 ? t.shape[1] : 1;
  o->value = malloc((o->count + 1) * sizeof *o->value);
  if (!o->value) status = rq_no_memory(error, "an outcome");
  if (status == RQ_OK && chosen < l->series->dimensions) status = find_label(l, l->series->dimension[chosen], inner, &place, error);
  bool one = place < inner;
  size_t all = t.dims > 2 && !o->by_brand ? t.shape[2] : 1; /* of a label's cells */
  for (size_t b = 0; status == RQ_OK && b < o->count; b++)
    o->value[b] = mean_over(l, &t, o->count * inner * all, (b * inner + (one ? place : 0)) * all, (one ? 1 : inner) * all);
  rq_table_free(&t);
  return status;
}

/* The last year, or of a run of another model the last tenth. */
static void choose_weeks(look *l, uint32_t at) {
  char model[64];
  uint32_t span = rq_configured_renqing(l->run, model) || !model[0] ? YEAR : (at + 9) / 10;
  l->first = at > span ? at - span : 0;
  l->last = at;
}

static rq_status describe(const look *l, rq_series_outcome *o, rq_error *error) {
  size_t room = strlen(l->series->long_name) + strlen(l->label) + 64;
  o->by_brand = l->series->dimensions > 0 && strcmp(l->series->dimension[0], "brand") == 0;
  o->unit = strdup(l->series->unit);
  o->label = malloc(room);
  if (!o->label || !o->unit) return rq_no_memory(error, "an outcome");
  snprintf(o->label, room, "%s%s%s; mean of the last %u weeks", l->series->long_name, *l->label ? ": " : "", l->label, l->last - l->first);
  return RQ_OK;
}

rq_status rq_series_outcome_find(const rq_run *run, const char *name, uint32_t at, rq_series_outcome *o, rq_error *error) {
  look l = {.run = run};
  *o = (rq_series_outcome){0};
  rq_status status = rq_run_list(run, RQ_WEEKLY, 0, &l.list, error);
  if (status == RQ_OK) status = find_series(&l, name, error);
  if (status == RQ_OK) choose_weeks(&l, at);
  if (status == RQ_OK && l.series) status = describe(&l, o, error);
  if (status == RQ_OK && l.series) status = take_values(&l, o, error);
  if (status != RQ_OK) rq_series_outcome_free(o);
  rq_listing_free(&l.list);
  return status;
}

void rq_series_outcome_free(rq_series_outcome *o) {
  free(o->value);
  free(o->label);
  free(o->unit);
  *o = (rq_series_outcome){0};
}

/* ---- all of them ---- */

static rq_status add_name(rq_series_names *names, const char *series, const char *label, rq_error *error) {
  size_t size = strlen(series) + strlen(label) + 2;
  char **longer = realloc(names->name, (names->count + 1) * sizeof *longer), *name = longer ? malloc(size) : NULL;
  if (longer) names->name = longer;
  if (!name) return rq_no_memory(error, "outcomes");
  snprintf(name, size, "%s%s%s", series, *label ? ":" : "", label);
  names->name[names->count++] = name;
  return RQ_OK;
}

rq_status rq_series_outcomes_all(const rq_run *run, rq_series_names *names, rq_error *error) {
  rq_listing list;
  *names = (rq_series_names){0};
  rq_status status = rq_run_list(run, RQ_WEEKLY, 0, &list, error);
  for (size_t k = 0; status == RQ_OK && k < list.count; k++) {
    const rq_listed *s = &list.entry[k];
    uint32_t labels = 0;
    const char *const *label = s->dimensions == 1 ? rq_run_labels(run, s->dimension[0], &labels) : NULL;
    if (s->dimensions == 0) status = add_name(names, s->name, "", error);
    for (uint32_t i = 0; status == RQ_OK && labels <= MOST_LABELS && i < labels; i++) status = add_name(names, s->name, label[i], error);
  }
  rq_listing_free(&list);
  if (status != RQ_OK) rq_series_names_free(names);
  return status;
}

void rq_series_names_free(rq_series_names *names) {
  for (size_t k = 0; k < names->count; k++) free(names->name[k]);
  free(names->name);
  *names = (rq_series_names){0};
}
