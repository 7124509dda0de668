/* The people at the start (model.md 1, 2), their rows of ties, and the invariants of the people's side (13). */
#include "models/people.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* ---- rows ---- */

void tie_set(const ties *t, uint32_t k, half now, uint32_t week) {
  t->g[k] = rq_to_fraction(now.g);
  t->a[k] = rq_to_fraction(now.a);
  t->c[k] = rq_to_fraction(now.c);
  t->last[k] = (uint16_t)week;
}

uint32_t pick(const float *weight, uint32_t count, float u) {
  float sum = 0.0f;
  uint32_t last = count;
  for (uint32_t k = 0; k < count; k++) sum += weight[k];
  float left = u * sum;
  for (uint32_t k = 0; k < count; k++) {
    if (!(weight[k] > 0.0f)) continue;
    last = k;
    left -= weight[k];
    if (left < 0.0f) break;
  }
  return last;
}

/* ---- the start ---- */

/* The skill of anybody: it never changes, and follows by key unless the network says. */
static uint32_t skill_of(const renqing_parameters *p, rq_key key, uint32_t person) {
  uint64_t word = rq_draw(key, person, 0, Q_SKILL, 0).v[0];
  return (uint32_t)(word * (uint64_t)p->skills >> 32);
}

static uint32_t skill_given(const renqing_parameters *p, rq_key key, const rq_network *n, uint32_t person) {
  bool given = n->skill && !isnan(n->skill[person]);
  return given ? (uint32_t)n->skill[person] : skill_of(p, key, person);
}

static uint32_t generation_of(const renqing_parameters *p, rq_key key, const rq_network *n, uint32_t person) {
  for (uint32_t k = 0; n->generation && n->generation[person] && k < p->generations_count; k++)
    if (strcmp(n->generation[person], p->generations[k].name) == 0) return k;
  double total = 0, u = rq_uniform(key, person, 0, Q_GENERATION, 0);
  for (uint32_t k = 0; k < p->generations_count; k++) total += p->generations[k].share;
  uint32_t k = 0;
  for (double sum = p->generations[0].share; k + 1 < p->generations_count && u * total > sum; sum += p->generations[k].share) k++;
  return k;
}

static float lognormal(gsl_rng *generator, rq_stream *stream, rq_key key, uint32_t person, uint32_t purpose, double mean, double sigma) {
  rq_stream_open(generator, stream, key, person, 0, purpose);
  return (float)(mean * gsl_ran_lognormal(generator, -0.5 * sigma * sigma, sigma));
}

static void draw_person(rq_block *b, const rq_network *n, uint32_t i, gsl_rng *generator) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  rq_key key = rq_world_key(w);
  rq_stream stream;
  uint32_t born = generation_of(p, key, n, i);
  ((uint8_t *)rq_array(w, F_SKILL))[i] = (uint8_t)skill_given(p, key, n, i);
  ((uint8_t *)rq_array(w, F_GENERATION))[i] = (uint8_t)born;
  ((uint32_t *)rq_array(w, F_HOUSEHOLD))[i] = n->household ? n->household[i] : RQ_NO_GROUP;
  ((uint32_t *)rq_array(w, F_CIRCLE))[i] = n->circle ? n->circle[i] : RQ_NO_GROUP;
  rq_stream_open(generator, &stream, key, i, 0, Q_ORIENTATION);
  ((float *)rq_array(w, F_ORIENTATION))[i] = (float)gsl_ran_beta(generator, p->orientation_alpha, p->orientation_beta);
  ((float *)rq_array(w, F_CAPACITY))[i] = lognormal(generator, &stream, key, i, Q_CAPACITY, p->capacity_mean, p->capacity_sigma);
  float sensitivity =
      lognormal(generator, &stream, key, i, Q_PRICE_SENSITIVITY, p->generations[born].price_sensitivity, p->price_sensitivity_sigma);
  if (n->price_sensitivity && !isnan(n->price_sensitivity[i])) sensitivity = n->price_sensitivity[i];
  ((float *)rq_array(w, F_PRICE_SENSITIVITY))[i] = sensitivity;
  ((uint8_t *)rq_array(w, F_INTERESTED))[i] = rq_uniform(key, i, 0, Q_INTERESTED, 0) < (float)p->generations[born].interest;
}

static float given_or(const float *column, uint64_t at, float drawn) {
  return column && !isnan(column[at]) ? clamp01(column[at]) : clamp01(drawn);
}

/* Closeness is drawn once for both halves; then each half by itself. */
static half draw_half(const renqing_parameters *p, rq_key key, uint32_t i, uint32_t j, rq_layer layer) {
  const double low[] = {p->kin_low, p->circle_low, p->acquaintance_low}, high[] = {p->kin_high, p->circle_high, p->acquaintance_high};
  float both = rq_uniform(key, i < j ? i : j, 0, Q_TIE_CLOSENESS, i < j ? j : i);
  rq_words word = rq_draw(key, i, 0, Q_TIE_HALF, j);
  float g = (float)low[layer] + both * (float)(high[layer] - low[layer]) + (float)p->half_spread * rq_normal(rq_unit(word.v[0]));
  g = clamp01(g);
  float a = (float)p->affective_per_closeness * g + (float)p->affective_spread * rq_normal(rq_unit(word.v[1]));
  float c = (float)p->cognitive_mean + (float)p->cognitive_spread * rq_normal(rq_unit(word.v[2]));
  return (half){g, a, c};
}

static void draw_ties(rq_block *b, const rq_network *n, uint32_t i) {
  static const uint8_t basis_of[] = {KIN, CIRCLE, ACQUAINTANCE};
  const renqing_parameters *p = rq_parameters(b->world);
  rq_key key = rq_world_key(b->world);
  ties t = ties_of(b, i);
  for (uint32_t k = 0; k < t.count; k++) {
    uint64_t at = n->begin[i] + k;
    half h = draw_half(p, key, i, t.target[k], n->layer[at]);
    h = (half){given_or(n->closeness, at, h.g), given_or(n->affective, at, h.a), given_or(n->cognitive, at, h.c)};
    t.basis[k] = basis_of[n->layer[at]];
    t.skill[k] = (uint8_t)skill_given(p, key, n, t.target[k]);
    tie_set(&t, k, h, 0);
  }
}

void populate_people(rq_block *b, const rq_network *n) {
  gsl_rng *generator = gsl_rng_alloc(rq_gsl_type);
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    draw_person(b, n, i, generator);
    draw_ties(b, n, i);
  }
  gsl_rng_free(generator);
}

void view_people(const rq_world *w, uint32_t person, float *const *out) {
  const renqing_parameters *p = rq_parameters(w);
  ties t = ties_seen(w, person);
  for (uint32_t k = 0; k < t.count; k++) {
    half h = tie_now(p, &t, k, rq_week(w));
    out[T_CLOSENESS][k] = h.g;
    out[T_AFFECTIVE][k] = h.a;
    out[T_COGNITIVE][k] = h.c;
  }
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
    below += !(face[i] >= 0.0f);
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
