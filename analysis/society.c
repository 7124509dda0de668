/* Loading a snapshot's ties, in whole or a slab at a time, and pairing their halves. */
#include "analysis/society.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const rq_tie_field_names[RQ_TIE_FIELDS] = {
    [RQ_TIE_CLOSENESS] = "closeness",
    [RQ_TIE_AFFECTIVE] = "affective_trust",
    [RQ_TIE_COGNITIVE] = "cognitive_trust",
    [RQ_TIE_BALANCE] = "balance",
    [RQ_TIE_BASIS] = "basis",
    [RQ_TIE_LAST_CONTACT] = "last_contact",
    [RQ_TIE_LAST_FAVOR] = "last_favor",
    [RQ_TIE_SINCE] = "since",
    [RQ_TIE_INTRODUCER] = "introducer",
};

bool rq_snapshot_before(const rq_run *run, uint32_t at, uint32_t *week) {
  size_t count;
  const uint32_t *weeks = rq_run_snapshots(run, &count);
  bool found = false;
  for (size_t i = 0; i < count && weeks[i] <= at; i++) {
    *week = weeks[i];
    found = true;
  }
  return found;
}

char *rq_snapshot_list(const rq_run *run) {
  size_t count, room = 16;
  const uint32_t *weeks = rq_run_snapshots(run, &count);
  room += 12 * count;
  char *list = malloc(room);
  if (!list) return NULL;
  int at = snprintf(list, room, "%s", count ? "" : "none");
  for (size_t i = 0; i < count; i++) at += snprintf(list + at, room - (size_t)at, "%s%u", i ? ", " : "", weeks[i]);
  return list;
}

static rq_status check_halves(const rq_run *run, uint32_t week, const char *field, uint64_t halves, uint64_t expected, rq_error *error) {
  if (halves == expected) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "%s: the snapshot of week %u has %llu halves of ties for '%s' and %llu for another field",
                 rq_run_path(run), week, (unsigned long long)halves, field, (unsigned long long)expected);
}

rq_status rq_society_rows(const rq_run *run, uint32_t week, rq_society *s, rq_error *error) {
  *s = (rq_society){.week = week};
  rq_listing fields;
  rq_status status = rq_run_list(run, RQ_OF_TIES, week, &fields, error);
  if (status == RQ_OK && fields.count > 0) {
    status = rq_run_ties(run, week, fields.entry[0].name, &s->begin, &s->target, NULL, &s->people, &s->halves, error);
  } else if (status == RQ_OK) {
    status = rq_run_population(run, week, &s->people, error);
    s->begin = calloc(s->people + 1, sizeof *s->begin);
    s->target = calloc(1, sizeof *s->target);
    if (status == RQ_OK && (!s->begin || !s->target)) status = rq_no_memory(error, "people");
  }
  rq_listing_free(&fields);
  if (status != RQ_OK) rq_society_free(s);
  return status;
}

rq_status rq_society_load(const rq_run *run, uint32_t week, unsigned wanted, rq_society *s, rq_error *error) {
  *s = (rq_society){.week = week};
  rq_status status =
      rq_run_ties(run, week, rq_tie_field_names[RQ_TIE_CLOSENESS], &s->begin, &s->target, NULL, &s->people, &s->halves, error);
  for (unsigned f = 0; f < RQ_TIE_FIELDS && status == RQ_OK; f++) {
    size_t people;
    uint64_t halves;
    if (!(wanted & 1u << f)) continue;
    status = rq_run_ties(run, week, rq_tie_field_names[f], NULL, NULL, &s->value[f], &people, &halves, error);
    if (status == RQ_OK) status = check_halves(run, week, rq_tie_field_names[f], halves, s->halves, error);
  }
  if (status != RQ_OK) rq_society_free(s);
  return status;
}

void rq_society_free(rq_society *s) {
  free(s->begin);
  free(s->target);
  free(s->partner);
  for (unsigned f = 0; f < RQ_TIE_FIELDS; f++) free(s->value[f]);
  *s = (rq_society){0};
}

/* ---- partners ---- */

bool rq_society_enter(const rq_society *s, const uint64_t *next, uint32_t i) {
  uint64_t at = next[i], begin = s->begin[i], end = s->begin[i + 1];
  return at <= end && (at == end || s->target[at] > i) && (at == begin || s->target[at - 1] < i);
}

uint64_t *rq_society_next(const rq_society *s) {
  uint64_t *next = malloc((s->people + 1) * sizeof *next);
  if (next) memcpy(next, s->begin, (s->people + 1) * sizeof *next);
  return next;
}

rq_status rq_society_single(const rq_society *s, const char *path, size_t i, rq_error *error) {
  return rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: person %zu has a tie with one half only", path, s->week, i);
}

/* Goes through the ties once; partners are kept where there is room for them. */
static rq_status pair_up(const rq_society *s, uint64_t *partner, const char *path, rq_error *error) {
  uint64_t *next = rq_society_next(s);
  rq_status status = next ? RQ_OK : rq_no_memory(error, "the partners of ties");
  for (uint32_t i = 0; i < s->people && status == RQ_OK; i++) {
    if (!rq_society_enter(s, next, i)) status = rq_society_single(s, path, i, error);
    for (uint64_t k = next[i]; k < s->begin[i + 1] && status == RQ_OK; k++) {
      uint64_t other = rq_society_meet(s, next, i, k);
      if (other == s->halves) status = rq_society_single(s, path, i, error);
      if (!partner || status != RQ_OK) continue;
      partner[k] = other;
      partner[other] = k;
    }
  }
  free(next);
  return status;
}

rq_status rq_society_check(const rq_society *s, const char *path, rq_error *error) {
  return pair_up(s, NULL, path, error);
}

rq_status rq_society_pair(rq_society *s, const char *path, rq_error *error) {
  s->partner = malloc((s->halves ? (size_t)s->halves : 1) * sizeof *s->partner);
  return s->partner ? pair_up(s, s->partner, path, error) : rq_no_memory(error, "the partners of ties");
}

/* ---- slabs ---- */

rq_status rq_snapshot_halves(const rq_run *run, uint32_t week, uint64_t *halves, rq_error *error) {
  size_t people;
  return rq_run_ties(run, week, rq_tie_field_names[RQ_TIE_CLOSENESS], NULL, NULL, NULL, &people, halves, error);
}

rq_status rq_slabs_of(rq_slabs *x, const rq_run *run, uint32_t week, uint64_t halves, const char *const *name, size_t fields,
                      unsigned wanted, rq_error *error) {
  *x = (rq_slabs){.run = run, .week = week, .halves = halves, .name = name, .fields = fields};
  size_t room = halves < RQ_SLAB ? (size_t)halves + 1 : RQ_SLAB;
  rq_status status = RQ_OK;
  for (size_t f = 0; f < fields && status == RQ_OK; f++) {
    size_t people;
    uint64_t its;
    if (!(wanted & 1u << f)) continue;
    status = rq_run_ties(run, week, name[f], NULL, NULL, NULL, &people, &its, error);
    if (status == RQ_OK) status = check_halves(run, week, name[f], its, halves, error);
    if (status == RQ_OK && !(x->value[f] = malloc(room * sizeof *x->value[f]))) status = rq_no_memory(error, "ties");
  }
  return status;
}

rq_status rq_slabs_open(rq_slabs *x, const rq_run *run, uint32_t week, uint64_t halves, unsigned wanted, rq_error *error) {
  return rq_slabs_of(x, run, week, halves, rq_tie_field_names, RQ_TIE_FIELDS, wanted, error);
}

bool rq_slabs_next(rq_slabs *x, rq_status *status, rq_error *error) {
  x->first += x->count;
  x->count = x->halves - x->first < RQ_SLAB ? (size_t)(x->halves - x->first) : RQ_SLAB;
  for (size_t f = 0; f < x->fields && x->count > 0 && *status == RQ_OK; f++)
    if (x->value[f]) *status = rq_run_tie_values(x->run, x->week, x->name[f], x->first, x->count, x->value[f], error);
  return x->count > 0 && *status == RQ_OK;
}

void rq_slabs_close(rq_slabs *x) {
  for (size_t f = 0; f < RQ_SLAB_FIELDS; f++) free(x->value[f]);
  *x = (rq_slabs){0};
}
