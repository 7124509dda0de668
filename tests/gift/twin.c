/* The gift model as plain loops: see twin.h. */
#include "twin.h"
#include <stdlib.h>

/* The number of the tie of two people among those of the first; a tie that is not there yet is made. */
static uint32_t tie_of(twin *t, uint32_t i, uint32_t j) {
  uint32_t low = i < j ? i : j, high = i < j ? j : i;
  if (i == high)
    for (uint32_t k = t->begin[low]; k < t->begin[low + 1]; k++)
      if (t->tie[t->number[k]].high == high) return t->number[k];
  uint16_t closeness = (uint16_t)(t->p->closeness_start * 65535 + 0.5), trust = (uint16_t)(t->p->trust_start * 65535 + 0.5);
  t->tie[t->ties] = (twin_tie){low, high, closeness, trust, 0, 0};
  return t->ties++;
}

twin twin_of(const rq_world *w) {
  uint32_t people = rq_agents(w), halves = 0;
  for (uint32_t i = 0; i < people; i++) halves += rq_world_row(w, i).count;
  twin t = {.p = rq_parameters(w),
            .key = rq_world_key(w),
            .people = people,
            .favors = calloc(people, sizeof *t.favors),
            .tie = calloc(halves, sizeof *t.tie),
            .begin = calloc((size_t)people + 1, sizeof *t.begin),
            .number = calloc(halves, sizeof *t.number)};
  for (uint32_t i = 0; i < people; i++) {
    rq_row row = rq_world_row(w, i);
    t.favors[i] = (uint32_t)t.p->favors;
    t.begin[i + 1] = t.begin[i] + row.count;
    for (uint32_t k = 0; k < row.count; k++) t.number[t.begin[i] + k] = tie_of(&t, i, row.target[k]);
  }
  return t;
}

void twin_free(twin *t) {
  free(t->favors);
  free(t->tie);
  free(t->begin);
  free(t->number);
}

/* ---- a tick ---- */

static float power(double pace, uint32_t exponent) {
  float result = 1.0f;
  for (uint32_t n = 0; n < exponent; n++) result *= (float)pace;
  return result;
}

/* (pace^256)^(n / 256) times pace^(n % 256), each by repeated multiplication. */
static float closeness_now(const twin *t, const twin_tie *tie) {
  uint32_t ticks = t->week - tie->last;
  double pace = 1 - t->p->fading;
  float g = (float)tie->closeness * (1.0f / 65535.0f);
  g *= power((double)power(pace, 256), ticks / 256);
  return g * power(pace, ticks % 256);
}

static uint16_t stored(float x) {
  return (uint16_t)(x * 65535.0f + 0.5f);
}

static void book(const twin *t, twin_tie *tie, bool from_low) {
  float g = closeness_now(t, tie), trust = (float)tie->trust * (1.0f / 65535.0f);
  tie->balance += from_low ? 1 : -1;
  bool fair = tie->balance > -t->p->fair_within && tie->balance < t->p->fair_within;
  tie->closeness = stored(g + (float)t->p->closeness_gain * (1.0f - g));
  tie->trust = stored(trust + (float)t->p->trust_gain * ((fair ? 1.0f : 0.0f) - trust));
  tie->last = t->week;
}

static bool gives(const twin *t, uint32_t i, uint32_t *tie) {
  uint32_t count = t->begin[i + 1] - t->begin[i];
  uint64_t drawn = (uint64_t)rq_draw(t->key, i / 4, t->week, GQ_GIVE, RQ_SHARED_DRAW).v[i % 4] * count;
  *tie = t->number[t->begin[i] + (uint32_t)(drawn >> 32)];
  float trust = (float)t->tie[*tie].trust * (1.0f / 65535.0f);
  float span = (float)(t->p->most - t->p->least);
  return rq_unit((uint32_t)drawn) < (float)t->p->least + span * trust * closeness_now(t, &t->tie[*tie]);
}

void twin_tick(twin *t) {
  uint32_t *given = calloc(t->people, sizeof *given);
  bool *gave = calloc(t->people, sizeof *gave);
  t->week++;
  t->picked = t->gifts = 0;
  for (uint32_t i = 0; i < t->people; i++) {
    if (t->favors[i] == 0 || t->begin[i + 1] == t->begin[i]) continue;
    t->picked++;
    gave[i] = gives(t, i, &given[i]);
  }
  for (uint32_t n = 0; n < t->people; n++) {
    uint32_t i = t->high_first ? t->people - 1 - n : n;
    if (!gave[i]) continue;
    twin_tie *tie = &t->tie[given[i]];
    t->gifts++;
    t->favors[i]--;
    t->favors[tie->low == i ? tie->high : tie->low]++;
    book(t, tie, tie->low == i);
  }
  free(given);
  free(gave);
}

/* ---- comparison ---- */

uint64_t twin_differs(const twin *t, const rq_world *w) {
  const uint32_t *favors = rq_array(w, G_FAVORS);
  double picked, gifts;
  rq_series_values(w, GS_PICKED, &picked);
  rq_series_values(w, GS_GIFTS, &gifts);
  uint64_t differ = t->week > 0 && (picked != t->picked || gifts != t->gifts);
  for (uint32_t i = 0; i < t->people; i++) {
    rq_row row = rq_world_row(w, i);
    const uint16_t *closeness = rq_world_row_values(w, &row, G_CLOSENESS), *trust = rq_world_row_values(w, &row, G_TRUST);
    const uint16_t *last = rq_world_row_values(w, &row, G_LAST);
    const int16_t *balance = rq_world_row_values(w, &row, G_BALANCE);
    differ += favors[i] != t->favors[i];
    for (uint32_t k = 0; k < row.count; k++) {
      const twin_tie *tie = &t->tie[t->number[t->begin[i] + k]];
      differ += closeness[k] != tie->closeness || trust[k] != tie->trust || last[k] != tie->last ||
                balance[k] != (tie->low == i ? tie->balance : -tie->balance);
    }
  }
  return differ;
}
