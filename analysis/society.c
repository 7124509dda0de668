/* Loading a snapshot's ties, and pairing their halves by transposing twice. */
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

rq_status rq_society_load(const rq_run *run, uint32_t week, unsigned wanted, rq_society *s, rq_error *error) {
  *s = (rq_society){.week = week};
  for (unsigned f = 0; f < RQ_TIE_FIELDS; f++) {
    if (!(wanted & 1u << f)) continue;
    bool first = !s->begin;
    size_t people;
    uint64_t halves;
    rq_status status = rq_run_ties(run, week, rq_tie_field_names[f], first ? &s->begin : NULL, first ? &s->target : NULL, &s->value[f],
                                   &people, &halves, error);
    if (status == RQ_OK && !first && (people != s->people || halves != s->halves))
      status = rq_fail(error, RQ_BAD_DATA, "%s: the snapshot of week %u has %llu halves of ties for '%s' and %llu for another field",
                       rq_run_path(run), week, (unsigned long long)halves, rq_tie_field_names[f], (unsigned long long)s->halves);
    if (status != RQ_OK) {
      rq_society_free(s);
      return status;
    }
    s->people = people;
    s->halves = halves;
  }
  return RQ_OK;
}

/* out: for each person, the halves towards it in order of their owner, where `order` lists halves by owner. */
static void transpose(const uint64_t *order, uint64_t halves, const uint32_t *owner, uint64_t *next, uint64_t *out) {
  for (uint64_t k = 0; k < halves; k++) {
    uint64_t half = order ? order[k] : k;
    out[next[owner[half]]++] = half;
  }
}

/* The half that is k-th towards a person in order of owner must be the partner of the one that is k-th from it in order of target. */
static rq_status match(rq_society *s, const uint32_t *owner, const uint64_t *from, const uint64_t *towards, const char *path,
                       rq_error *error) {
  for (uint64_t k = 0; k < s->halves; k++) {
    uint64_t half = from[k], other = towards[k];
    if (owner[half] != s->target[other] || owner[other] != s->target[half])
      return rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: the tie of %u and %u has one half only", path, s->week, owner[half],
                     s->target[half]);
    s->partner[half] = other;
  }
  return RQ_OK;
}

rq_status rq_society_pair(rq_society *s, const char *path, rq_error *error) {
  size_t halves = s->halves ? (size_t)s->halves : 1, people = s->people + 1;
  uint32_t *owner = calloc(halves, sizeof *owner);
  uint64_t *towards = calloc(halves, sizeof *towards), *from = calloc(halves, sizeof *from);
  uint64_t *next = calloc(people, sizeof *next);
  s->partner = malloc(halves * sizeof *s->partner);
  rq_status status = RQ_OK;
  if (!owner || !towards || !from || !next || !s->partner) {
    status = rq_no_memory(error, "the partners of ties");
    goto out;
  }
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      owner[k] = (uint32_t)i;
      next[s->target[k]]++;
    }
  for (size_t i = 0; i < s->people; i++)
    if (next[i] != s->begin[i + 1] - s->begin[i]) {
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: person %zu has a tie with one half only", path, s->week, i);
      goto out;
    }
  memcpy(next, s->begin, people * sizeof *next);
  transpose(NULL, s->halves, s->target, next, towards);
  memcpy(next, s->begin, people * sizeof *next);
  transpose(towards, s->halves, owner, next, from);
  status = match(s, owner, from, towards, path, error);
out:
  free(owner);
  free(towards);
  free(from);
  free(next);
  return status;
}

void rq_society_free(rq_society *s) {
  free(s->begin);
  free(s->target);
  free(s->partner);
  for (unsigned f = 0; f < RQ_TIE_FIELDS; f++) free(s->value[f]);
  *s = (rq_society){0};
}
