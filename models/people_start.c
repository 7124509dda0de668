/* The people and their ties at the start (model.md 1, 2). */
#include "models/people.h"
#include "sim/compiler.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* ---- people ---- */

/* A skill never changes, and others must know it: it is drawn before all else. */
void found_people(rq_world *w, const rq_network *n) {
  const renqing_parameters *p = rq_parameters(w);
  uint8_t *skill = rq_array(w, F_SKILL);
  for (uint32_t i = 0; i < n->vertices; i++) {
    bool given = n->skill && !isnan(n->skill[i]);
    uint64_t word = given ? 0 : rq_draw(rq_world_key(w), i, 0, Q_SKILL, 0).v[0];
    skill[i] = given ? (uint8_t)n->skill[i] : (uint8_t)(word * (uint64_t)p->skills >> 32);
  }
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

/* ---- ties ---- */

#define RUN 64u /* ties drawn together */

/* Some ties of one person, column by column. */
typedef struct run {
  uint32_t count;
  uint32_t lower[RUN], higher[RUN], own[RUN]; /* the two persons of a tie; the one whose half it is */
  uint32_t both[4][RUN], word[4][RUN];        /* draws for both halves; for this one */
  float noise[3][RUN], g[RUN], a[RUN], c[RUN];
} run;

static void draw_run(run *r, rq_key key, uint32_t i, const uint32_t *target) {
  for (uint32_t k = 0; k < r->count; k++) {
    r->lower[k] = i < target[k] ? i : target[k];
    r->higher[k] = i < target[k] ? target[k] : i;
    r->own[k] = i;
  }
  rq_draw_each(key, r->lower, r->higher, r->count, 0, Q_TIE_CLOSENESS, (uint32_t *[]){r->both[0], r->both[1], r->both[2], r->both[3]});
  rq_draw_each(key, r->own, target, r->count, 0, Q_TIE_HALF, (uint32_t *[]){r->word[0], r->word[1], r->word[2], r->word[3]});
  for (int column = 0; column < 3; column++) rq_normal_each(r->word[column], r->count, r->noise[column]);
}

/* Closeness is drawn once for both halves; then each half by itself. */
RQ_CLONES static void set_run(const renqing_parameters *p, run *r, const uint8_t *layer) {
  const float low[] = {(float)p->kin_low, (float)p->circle_low, (float)p->acquaintance_low};
  const float width[] = {(float)(p->kin_high - p->kin_low), (float)(p->circle_high - p->circle_low),
                         (float)(p->acquaintance_high - p->acquaintance_low)};
  float half_spread = (float)p->half_spread, per_closeness = (float)p->affective_per_closeness;
  float affective_spread = (float)p->affective_spread, mean = (float)p->cognitive_mean, cognitive_spread = (float)p->cognitive_spread;
#pragma omp simd
  for (uint32_t k = 0; k < r->count; k++) {
    float l = layer[k] == RQ_LAYER_KIN ? low[0] : (layer[k] == RQ_LAYER_CIRCLE ? low[1] : low[2]);
    float w = layer[k] == RQ_LAYER_KIN ? width[0] : (layer[k] == RQ_LAYER_CIRCLE ? width[1] : width[2]);
    float g = clamp01(l + rq_unit(r->both[0][k]) * w + half_spread * r->noise[0][k]);
    r->g[k] = g;
    r->a[k] = per_closeness * g + affective_spread * r->noise[1][k];
    r->c[k] = mean + cognitive_spread * r->noise[2][k];
  }
}

/* What the network says of a tie goes before what is drawn. */
static void take_given(const float *column, uint64_t at, uint32_t count, float *value) {
  for (uint32_t k = 0; column && k < count; k++)
    if (!isnan(column[at + k])) value[k] = column[at + k];
}

/* As tie_set does, with contact in week 0. */
RQ_CLONES static void keep(const float *value, uint32_t count, uint16_t *kept) {
#pragma omp simd
  for (uint32_t k = 0; k < count; k++) kept[k] = rq_to_fraction(value[k]);
}

static void draw_ties(rq_block *b, const rq_network *n, uint32_t i) {
  static const uint8_t basis_of[] = {KIN, CIRCLE, ACQUAINTANCE};
  const uint8_t *skill = rq_array(b->world, F_SKILL);
  ties t = ties_of(b, i);
  run r = {0};
  for (uint32_t from = 0; from < t.count; from += RUN) {
    uint64_t at = n->begin[i] + from;
    r.count = t.count - from < RUN ? t.count - from : RUN;
    draw_run(&r, rq_world_key(b->world), i, n->target + at);
    set_run(rq_parameters(b->world), &r, n->layer + at);
    take_given(n->closeness, at, r.count, r.g);
    take_given(n->affective, at, r.count, r.a);
    take_given(n->cognitive, at, r.count, r.c);
    keep(r.g, r.count, t.g + from);
    keep(r.a, r.count, t.a + from);
    keep(r.c, r.count, t.c + from);
    for (uint32_t k = 0; k < r.count; k++) {
      t.basis[from + k] = basis_of[n->layer[at + k]];
      t.skill[from + k] = skill[n->target[at + k]];
      t.last[from + k] = 0;
    }
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
