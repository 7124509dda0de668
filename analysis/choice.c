/* The utility of a brand, part by part. */
#include "analysis/choice.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const rq_part_names[RQ_PARTS] = {
    [RQ_PART_TASTE] = "taste", [RQ_PART_QUALITY] = "perceived_quality",
    [RQ_PART_PRICE] = "price", [RQ_PART_AFFECTION] = "affective_trust",
    [RQ_PART_OWED] = "owed",   [RQ_PART_HABIT] = "habit",
    [RQ_PART_DOUBT] = "doubt",
};

/* Mean price of the brands that are there at the start. */
static rq_status read_reference(const rq_configured *c, rq_chooser *w, rq_error *error) {
  double sum = 0, count = 0;
  for (uint32_t b = 0; b < w->brands; b++) {
    char path[64];
    double enters, price;
    snprintf(path, sizeof path, "brands.%u.enters", b);
    rq_status status = rq_configured_number(c, path, &enters, error);
    snprintf(path, sizeof path, "brands.%u.price", b);
    if (status == RQ_OK) status = rq_configured_number(c, path, &price, error);
    if (status != RQ_OK) return status;
    if (enters > 0) continue;
    sum += price;
    count += 1;
  }
  w->reference = sum > 0 ? sum / count : 1;
  return RQ_OK;
}

static rq_status read_weights(const rq_run *run, rq_chooser *w, rq_error *error) {
  struct {
    const char *path;
    double *to;
  } rows[] = {{"market.choice.cognitive", &w->cognitive},
              {"market.choice.price", &w->price},
              {"market.choice.affective", &w->affective},
              {"market.choice.owed", &w->owed},
              {"market.choice.habit", &w->habit},
              {"market.choice.doubt", &w->doubt},
              {"market.hearsay.doubt_half_life", &w->doubt_half_life}};
  rq_configured *c;
  rq_status status = rq_configured_open(run, &c, error);
  for (size_t i = 0; status == RQ_OK && i < sizeof rows / sizeof *rows; i++)
    status = rq_configured_number(c, rows[i].path, rows[i].to, error);
  if (status == RQ_OK) status = read_reference(c, w, error);
  rq_configured_free(c);
  return status == RQ_OK ? rq_classes_read(run, &w->classes, error) : status;
}

static rq_status read_value(const rq_run *run, uint32_t week, const char *field, uint32_t person, double *value, rq_error *error) {
  double *values;
  size_t count;
  rq_status status = rq_run_people(run, week, field, &values, &count, error);
  if (status != RQ_OK) return status;
  if (person < count)
    *value = values[person];
  else
    status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u has %zu people, but there are events of person %u", rq_run_path(run),
                     week, count, person);
  free(values);
  return status;
}

static rq_status read_person(const rq_run *run, uint32_t week, uint32_t person, rq_chooser *w, rq_error *error) {
  double *taste = NULL;
  size_t people, brands;
  rq_status status = read_value(run, week, "price_sensitivity", person, &w->sensitivity, error);
  if (status == RQ_OK) status = read_value(run, week, "orientation", person, &w->orientation, error);
  if (status == RQ_OK) status = rq_run_pairs(run, week, "taste", &taste, &people, &brands, error);
  if (status == RQ_OK && (person >= people || brands != w->brands))
    status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: 'taste' is %zu x %zu; person %u and %u brands are needed",
                     rq_run_path(run), week, people, brands, person, w->brands);
  for (uint32_t b = 0; b < w->brands && status == RQ_OK; b++) w->taste[b] = taste[(size_t)person * brands + b];
  free(taste);
  return status;
}

rq_status rq_chooser_load(const rq_run *run, uint32_t person, rq_chooser *w, rq_error *error) {
  *w = (rq_chooser){.sensitivity = 1, .orientation = 1};
  rq_run_labels(run, "brand", &w->brands);
  w->taste = calloc(w->brands ? w->brands : 1, sizeof *w->taste);
  rq_status status = w->taste ? read_weights(run, w, error) : rq_no_memory(error, "tastes");
  size_t snapshots;
  const uint32_t *weeks = rq_run_snapshots(run, &snapshots);
  w->known = snapshots > 0;
  if (status == RQ_OK && w->known) status = read_person(run, weeks[0], person, w, error); /* they never change */
  if (status != RQ_OK) rq_chooser_free(w);
  return status;
}

void rq_chooser_free(rq_chooser *w) {
  free(w->taste);
  *w = (rq_chooser){0};
}

void rq_choice_parts(const rq_chooser *w, uint32_t brand, const rq_standing *s, double part[RQ_PARTS]) {
  double k = rq_class_of(&w->classes, s->closeness, false);
  part[RQ_PART_TASTE] = w->taste[brand];
  part[RQ_PART_QUALITY] = w->cognitive * (s->cognitive - 0.5);
  part[RQ_PART_PRICE] = -w->price * w->sensitivity * (s->price / w->reference - 1);
  part[RQ_PART_AFFECTION] = w->orientation * k * w->affective * s->affective;
  part[RQ_PART_OWED] = w->orientation * k * w->owed * tanh(s->owed);
  part[RQ_PART_HABIT] = s->bought_last ? w->habit : 0;
  part[RQ_PART_DOUBT] = -w->doubt * s->doubt * (1 - w->orientation * fmin(1, k) * s->affective);
}
