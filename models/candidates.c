/* Choices among ties: of one person, and of many people at once. */
#include "models/people.h"
#include "sim/compiler.h"

uint32_t pick(const float *weight, uint32_t count, float u) {
  return pick_or(weight, count, 0.0f, u);
}

uint32_t pick_or(const float *weight, uint32_t count, float other, float u) {
  float sum = 0.0f;
  uint32_t last = count;
  for (uint32_t k = 0; k < count; k++) sum += weight[k];
  float left = u * (sum + other);
  for (uint32_t k = 0; k < count; k++) {
    if (!(weight[k] > 0.0f)) continue;
    last = k;
    left -= weight[k];
    if (left < 0.0f) return k;
  }
  return other > 0.0f ? count : last;
}

void candidates_clear(candidates *c) {
  c->choosers = c->count = c->first[0] = 0;
}

uint32_t *candidates_room(candidates *c, const ties *t) {
  uint32_t most = t->count < MOST_WEIGHED ? t->count : MOST_WEIGHED;
  return c->choosers < CHOOSERS && c->count + most <= CANDIDATES ? c->place + c->count : NULL;
}

void candidates_add(candidates *c, const ties *t, uint32_t found, uint32_t week, float unit) {
  for (uint32_t n = c->count; n < c->count + found; n++) {
    uint32_t k = c->place[n];
    c->g[n] = rq_fraction(t->g[k]);
    c->a[n] = rq_fraction(t->a[k]);
    c->weeks[n] = (float)(int32_t)(week - t->last[k]);
    c->kin[n] = t->basis[k] == KIN;
    c->balance[n] = rq_fixed(t->balance[k]) / unit;
  }
  c->count += found;
  c->first[++c->choosers] = c->count;
}

RQ_CLONES void candidates_now(const fading *fade, candidates *restrict c) {
  const fading f = *fade;
  const uint32_t count = c->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    float factor = fade_factor(&f, c->g[n], c->weeks[n], c->kin[n]);
    c->g[n] = above_floor(&f, c->g[n] * factor, c->kin[n]);
    c->a[n] *= factor;
  }
}
