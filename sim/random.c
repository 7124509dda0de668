/* Philox behind a counter that says what the draw is for. */
#include "sim/random.h"
#include "sim/arithmetic.h"
#include <math.h>
#include <Random123/philox.h>

rq_words rq_draw(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose, uint32_t draw) {
  philox4x32_ctr_t counter = {{agent, week, purpose, draw}};
  philox4x32_key_t philox_key = {{key.seed, key.replicate}};
  philox4x32_ctr_t out = philox4x32(counter, philox_key);
  return (rq_words){{out.v[0], out.v[1], out.v[2], out.v[3]}};
}

float rq_uniform(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose, uint32_t draw) {
  return rq_unit(rq_draw(key, agent, week, purpose, draw).v[0]);
}

uint32_t rq_poisson(float uniform, float mean) {
  if (!(mean > 0.0f)) return 0;
  float term = rq_exp(-mean), sum = term;
  uint32_t k = 0;
  while (uniform > sum && k < 255) {
    k++;
    term *= mean / (float)k;
    sum += term;
  }
  return k;
}

/* The tails of AS 241, r = sqrt(-ln(min(p, 1 - p))). */
static float normal_tail(float r) {
  if (r <= 5.0f) {
    r -= 1.6f;
    return (((1.7023821103e-1f * r + 1.3067284816f) * r + 2.7568153900f) * r + 1.4234372777f) /
           ((1.2021132975e-1f * r + 7.3700164250e-1f) * r + 1.0f);
  }
  r -= 5.0f;
  return (((1.7337203997e-2f * r + 4.2868294337e-1f) * r + 3.0812263860f) * r + 6.6579051150f) /
         ((1.2258202635e-2f * r + 2.4197894225e-1f) * r + 1.0f);
}

float rq_normal(float uniform) {
  float q = uniform - 0.5f;
  if (fabsf(q) <= 0.425f) {
    float r = 0.180625f - q * q;
    return q * (((5.9109374720e1f * r + 1.5929113202e2f) * r + 5.0434271938e1f) * r + 3.3871327179f) /
           (((6.7187563600e1f * r + 7.8757757664e1f) * r + 1.7895169469e1f) * r + 1.0f);
  }
  float z = normal_tail(sqrtf(-rq_log(q < 0.0f ? uniform : 1.0f - uniform)));
  return q < 0.0f ? -z : z;
}

/* ---- as a generator of GSL ---- */

/* GSL owns a state of its type's size: here only a pointer to the caller's stream. */
static void stream_set(void *state, unsigned long int seed) {
  rq_stream **stream = state;
  (void)seed;
  *stream = NULL;
}

static unsigned long int stream_get(void *state) {
  rq_stream *s = *(rq_stream **)state;
  if (s->used == 4) {
    s->words = rq_draw(s->key, s->agent, s->week, s->purpose, s->draw++);
    s->used = 0;
  }
  return s->words.v[s->used++];
}

static double stream_get_double(void *state) {
  return (double)stream_get(state) * 0x1p-32;
}

static const gsl_rng_type stream_type = {"philox4x32-10", 0xffffffffUL, 0, sizeof(rq_stream *), stream_set, stream_get, stream_get_double};
const gsl_rng_type *const rq_gsl_type = &stream_type;

void rq_stream_open(gsl_rng *generator, rq_stream *stream, rq_key key, uint32_t agent, uint32_t week, uint32_t purpose) {
  *stream = (rq_stream){.key = key, .agent = agent, .week = week, .purpose = purpose, .draw = 0, .used = 4};
  *(rq_stream **)generator->state = stream;
}
