/* Each half leaves one bit for its partner: whether a favor has gone its way. */
#include "analysis/balances.h"
#include "analysis/society.h"
#include <math.h>
#include <stdlib.h>

/* What the walk over the halves holds. */
typedef struct walk {
  rq_society society;
  uint64_t *next;  /* for rq_society_meet */
  uint8_t *favors; /* a bit for each half: whether a favor has gone over its partner */
  uint32_t person; /* whose row it is in */
} walk;

static bool has_favor(const walk *w, uint64_t half) {
  return w->favors[half / 8] >> half % 8 & 1;
}

/* On to the row that the half is in; RQ_BAD_DATA where halves towards lower numbers in it have not been met. */
static rq_status enter_row(walk *w, uint64_t half, const char *path, rq_error *error) {
  const rq_society *s = &w->society;
  while (half == s->begin[w->person + 1]) w->person++;
  return rq_society_enter(s, w->next, w->person) ? RQ_OK : rq_society_single(s, path, w->person, error);
}

static rq_status look_at_slab(walk *w, const rq_slabs *x, rq_balances *b, const char *path, rq_error *error) {
  const rq_society *s = &w->society;
  for (size_t k = 0; k < x->count; k++) {
    uint64_t half = x->first + k;
    rq_status status = half == s->begin[w->person + 1] || half == 0 ? enter_row(w, half, path, error) : RQ_OK;
    if (status != RQ_OK) return status;
    double d = (double)x->value[RQ_TIE_BALANCE][k];
    bool here = x->value[RQ_TIE_LAST_FAVOR][k] > 0;
    if (d > 0) b->credit[w->person] += d;
    if (d < 0) b->debt[w->person] -= d;
    if (s->target[half] > w->person) {
      uint64_t other = rq_society_meet(s, w->next, w->person, half);
      if (other == s->halves) return rq_society_single(s, path, w->person, error);
      if (here) w->favors[other / 8] |= (uint8_t)(1u << other % 8);
    } else {
      bool there = has_favor(w, half);
      b->ties += 1;
      b->owed += fabs(d);
      b->one_way += here != there;
      b->both_ways += here && there;
    }
  }
  return RQ_OK;
}

rq_status rq_balances_find(const rq_run *run, uint32_t week, rq_balances *b, rq_error *error) {
  *b = (rq_balances){0};
  walk w = {0};
  rq_slabs x = {0};
  rq_status status = rq_society_load(run, week, 0, &w.society, error);
  if (status != RQ_OK) return status;
  b->people = w.society.people;
  b->credit = calloc(b->people + 1, sizeof *b->credit);
  b->debt = calloc(b->people + 1, sizeof *b->debt);
  w.next = rq_society_next(&w.society);
  w.favors = calloc(w.society.halves / 8 + 1, sizeof *w.favors);
  if (!b->credit || !b->debt || !w.next || !w.favors) status = rq_no_memory(error, "balances");
  if (status == RQ_OK) status = rq_slabs_open(&x, run, week, w.society.halves, 1u << RQ_TIE_BALANCE | 1u << RQ_TIE_LAST_FAVOR, error);
  while (status == RQ_OK && rq_slabs_next(&x, &status, error)) status = look_at_slab(&w, &x, b, rq_run_path(run), error);
  rq_slabs_close(&x);
  free(w.next);
  free(w.favors);
  rq_society_free(&w.society);
  if (status != RQ_OK) rq_balances_free(b);
  return status;
}

void rq_balances_free(rq_balances *b) {
  free(b->credit);
  free(b->debt);
  *b = (rq_balances){0};
}
