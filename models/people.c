/* The rows of people's ties, and the invariants of the people's side (model.md 13). */
#include "models/people.h"
#include "sim/compiler.h"
#include <math.h>
#include <string.h>

/* ---- rows ---- */

void tie_set(const ties *t, uint32_t k, half now, uint32_t week) {
  t->g[k] = rq_to_fraction(now.g);
  t->a[k] = rq_to_fraction(now.a);
  t->c[k] = rq_to_fraction(now.c);
  t->last[k] = (uint16_t)week;
}

/* RQ_LANES ties. All numbers are widened to 32 bits first: then one loop does as many ties at a time as the processor can. */
static inline void fade_lanes(const fading *f, const uint16_t *g, const uint16_t *last, const uint8_t *basis_of_tie, uint32_t week,
                              float *restrict closeness, float *restrict factor) {
  float weeks[RQ_LANES];
  int32_t kin[RQ_LANES];
#pragma omp simd
  for (uint32_t k = 0; k < RQ_LANES; k++) closeness[k] = rq_fraction(g[k]);
#pragma omp simd
  for (uint32_t k = 0; k < RQ_LANES; k++) weeks[k] = (float)(int32_t)(week - last[k]);
#pragma omp simd
  for (uint32_t k = 0; k < RQ_LANES; k++) kin[k] = basis_of_tie[k] == KIN;
#pragma omp simd
  for (uint32_t k = 0; k < RQ_LANES; k++) {
    factor[k] = fade_factor(f, closeness[k], weeks[k], kin[k]);
    closeness[k] = above_floor(f, closeness[k] * factor[k], kin[k]);
  }
}

RQ_CLONES void closeness_now(const renqing_parameters *p, const ties *t, uint32_t count, uint32_t week, float *closeness) {
  const fading f = p->fading;
  float factor[RQ_LANES];
  for (uint32_t k = 0; k < count; k += RQ_LANES) fade_lanes(&f, t->g + k, t->last + k, t->basis + k, week, closeness + k, factor);
}

RQ_CLONES void bonds_now(const renqing_parameters *p, const ties *t, uint32_t count, uint32_t week, float *closeness, float *affective) {
  const fading f = p->fading;
  for (uint32_t k = 0; k < count; k += RQ_LANES) fade_lanes(&f, t->g + k, t->last + k, t->basis + k, week, closeness + k, affective + k);
  for (uint32_t k = 0; k < count; k++) affective[k] *= rq_fraction(t->a[k]);
}

/* tie_now of a whole row; the columns have room for its ties only. */
RQ_CLONES static void row_now(const renqing_parameters *p, const ties *t, uint32_t week, float *g, float *a, float *c) {
  const fading f = p->fading;
  for (uint32_t from = 0; from < t->count; from += RQ_LANES) {
    float closeness[RQ_LANES], factor[RQ_LANES], affective[RQ_LANES], cognitive[RQ_LANES];
    const uint16_t *last = t->last + from, *was_a = t->a + from, *was_c = t->c + from;
    size_t bytes = (t->count - from < RQ_LANES ? t->count - from : RQ_LANES) * sizeof *g;
    fade_lanes(&f, t->g + from, last, t->basis + from, week, closeness, factor);
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) affective[k] = rq_fraction(was_a[k]) * factor[k];
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) cognitive[k] = faded_cognitive(&f, rq_fraction(was_c[k]), (float)(int32_t)(week - last[k]));
    memcpy(g + from, closeness, bytes);
    memcpy(a + from, affective, bytes);
    memcpy(c + from, cognitive, bytes);
  }
}

void view_people(const rq_world *w, uint32_t person, float *const *out) {
  ties t = ties_seen(w, person);
  row_now(rq_parameters(w), &t, rq_week(w), out[T_CLOSENESS], out[T_AFFECTIVE], out[T_COGNITIVE]);
}

/* ---- invariants ---- */

/* Halves whose balance is not the negative of their partner's, and the sum of all balances. */
static uint64_t unbalanced(const rq_world *w, int64_t *sum) {
  uint64_t wrong = 0;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    ties t = ties_seen(w, i);
    for (uint32_t k = 0; k < t.count; k++) {
      ties back = ties_seen(w, t.target[k]);
      uint32_t m = rq_row_find(&back.row, i);
      wrong += m == back.count || t.balance[k] != -back.balance[m];
      *sum += t.balance[k];
    }
  }
  return wrong;
}

rq_status verify_people(const rq_world *w, rq_error *error) {
  const float *face = rq_array(w, F_FACE), *capacity = rq_array(w, F_CAPACITY);
  const int32_t *left = rq_array(w, F_CAPACITY_LEFT);
  int64_t sum = 0;
  uint64_t wrong = unbalanced(w, &sum), below = 0, over = 0;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    below += face[i] >= 0.0f ? 0 : 1;
    over += left[i] < 0 || left[i] > rq_to_fixed(capacity[i]);
  }
  unsigned before = error->count, week = rq_week(w);
  if (wrong)
    rq_fail(error, RQ_INTERNAL, "week %u: %llu balances are not the negative of their other half", week, (unsigned long long)wrong);
  if (sum) rq_fail(error, RQ_INTERNAL, "week %u: all balances sum to %lld/1024 favor units; they must sum to 0", week, (long long)sum);
  if (below) rq_fail(error, RQ_INTERNAL, "week %u: face of %llu people is below 0", week, (unsigned long long)below);
  if (over) rq_fail(error, RQ_INTERNAL, "week %u: %llu people gave more than their capacity", week, (unsigned long long)over);
  return error->count > before ? RQ_INTERNAL : RQ_OK;
}
