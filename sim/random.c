/* Philox behind a counter that says what the draw is for. */
#include "sim/random.h"
#include "sim/arithmetic.h"
#include "sim/compiler.h"
#include <math.h>
#include <Random123/philox.h>
#include <string.h>

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

/* The tails of AS 241, r = sqrt(-ln(min(p, 1 - p))): near and far. */
static inline float normal_near(float r) {
  r -= 1.6f;
  return (((1.7023821103e-1f * r + 1.3067284816f) * r + 2.7568153900f) * r + 1.4234372777f) /
         ((1.2021132975e-1f * r + 7.3700164250e-1f) * r + 1.0f);
}

static inline float normal_far(float r) {
  r -= 5.0f;
  return (((1.7337203997e-2f * r + 4.2868294337e-1f) * r + 3.0812263860f) * r + 6.6579051150f) /
         ((1.2258202635e-2f * r + 2.4197894225e-1f) * r + 1.0f);
}

#define CENTRE 0.425f

static inline float normal_centre(float q) {
  float r = 0.180625f - q * q;
  return q * (((5.9109374720e1f * r + 1.5929113202e2f) * r + 5.0434271938e1f) * r + 3.3871327179f) /
         (((6.7187563600e1f * r + 7.8757757664e1f) * r + 1.7895169469e1f) * r + 1.0f);
}

float rq_normal(float uniform) {
  float q = uniform - 0.5f;
  if (fabsf(q) <= CENTRE) return normal_centre(q);
  float r = sqrtf(-rq_log(q < 0.0f ? uniform : 1.0f - uniform)), z = r <= 5.0f ? normal_near(r) : normal_far(r);
  return q < 0.0f ? -z : z;
}

/* ---- for many at once ---- */

/* Philox4x32-10, written out so that the compiler does many at a time: it can with four variables, not with an array of four, nor with a
 * loop over the rounds. */
typedef struct four {
  uint32_t a, b, c, d;
} four;

static inline four philox_round(four in, rq_key key, uint32_t round) {
  uint64_t x = (uint64_t)in.a * PHILOX_M4x32_0, y = (uint64_t)in.c * PHILOX_M4x32_1;
  return (four){(uint32_t)(y >> 32) ^ in.b ^ (key.seed + round * PHILOX_W32_0), (uint32_t)y,
                (uint32_t)(x >> 32) ^ in.d ^ (key.replicate + round * PHILOX_W32_1), (uint32_t)x};
}

static inline four philox_rounds(four in, rq_key key) {
  in = philox_round(philox_round(in, key, 0), key, 1);
  in = philox_round(philox_round(in, key, 2), key, 3);
  in = philox_round(philox_round(in, key, 4), key, 5);
  in = philox_round(philox_round(in, key, 6), key, 7);
  return philox_round(philox_round(in, key, 8), key, 9);
}

RQ_CLONES void rq_draw_each(rq_key key, const uint32_t *agent, const uint32_t *draw, uint32_t count, uint32_t week, uint32_t purpose,
                            uint32_t *const word[4]) {
  uint32_t *first = word[0], *second = word[1], *third = word[2], *fourth = word[3];
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    four out = philox_rounds((four){agent[n], week, purpose, draw[n]}, key);
    first[n] = out.a;
    second[n] = out.b;
    third[n] = out.c;
    fourth[n] = out.d;
  }
}

/* Both branches for all. A word is never so near to 0 or 1 that it is in the far tail. */
RQ_CLONES void rq_normal_each(const uint32_t *word, uint32_t count, float *normal) {
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    float uniform = rq_unit(word[n]), q = uniform - 0.5f;
    float tail = normal_near(sqrtf(-rq_log(q < 0.0f ? uniform : 1.0f - uniform))), centre = normal_centre(q);
    tail = q < 0.0f ? -tail : tail;
    normal[n] = fabsf(q) <= CENTRE ? centre : tail;
  }
}

enum { GROUPS = 64, TOGETHER = 4 * GROUPS };

/* The words of at most GROUPS groups of four agents: counter (group, week, purpose, RQ_SHARED_DRAW). */
static void draw_groups(rq_key key, uint32_t group, uint32_t groups, uint32_t week, uint32_t purpose, uint32_t *word) {
  uint32_t number[GROUPS], draw[GROUPS], plane[4][GROUPS];
  for (uint32_t n = 0; n < GROUPS; n++) {
    number[n] = group + n;
    draw[n] = RQ_SHARED_DRAW;
  }
  rq_draw_each(key, number, draw, groups, week, purpose, (uint32_t *[]){plane[0], plane[1], plane[2], plane[3]});
#pragma omp simd
  for (size_t n = 0; n < groups; n++) {
    word[4 * n] = plane[0][n];
    word[4 * n + 1] = plane[1][n];
    word[4 * n + 2] = plane[2][n];
    word[4 * n + 3] = plane[3][n];
  }
}

void rq_shared_words(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, uint32_t *word) {
  for (uint32_t n = 0; n < count; n += TOGETHER) {
    uint32_t run = count - n < TOGETHER ? count - n : TOGETHER, left = run % 4, rest[4];
    draw_groups(key, (first + n) / 4, run / 4, week, purpose, word + n);
    if (left == 0) continue;
    draw_groups(key, (first + n + run) / 4, 1, week, purpose, rest);
    memcpy(word + n + run - left, rest, left * sizeof *rest);
  }
}

void rq_uniforms(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, float *uniform) {
  uint32_t word[TOGETHER] = {0};
  for (uint32_t n = 0; n < count; n += TOGETHER) {
    uint32_t run = count - n < TOGETHER ? count - n : TOGETHER;
    rq_shared_words(key, first + n, run, week, purpose, word);
    for (uint32_t k = 0; k < run; k++) uniform[n + k] = rq_unit(word[k]);
  }
}

float rq_uniform_of(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose) {
  return rq_unit(rq_draw(key, agent / 4, week, purpose, RQ_SHARED_DRAW).v[agent % 4]);
}

enum { MOST_EVENTS = 255, FEW_EVENTS = 4 }; /* a count beyond few is looked for by itself */

/* P(at most k), k = 0 ... 255, in the order of adding of rq_poisson. */
static void add_up_poisson(float mean, float at_most[MOST_EVENTS + 1]) {
  float term = rq_exp(-mean), sum = term;
  at_most[0] = mean > 0.0f ? sum : 1.0f;
  for (uint32_t k = 1; k <= MOST_EVENTS; k++) {
    term *= mean / (float)k;
    sum += term;
    at_most[k] = mean > 0.0f ? sum : 1.0f;
  }
}

RQ_CLONES static void count_few(const float *uniform, uint32_t count, const float *at_most, uint8_t *number) {
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    uint8_t k = 0;
    for (int e = 0; e < FEW_EVENTS; e++) k = (uint8_t)(k + (uniform[n] > at_most[e]));
    number[n] = k;
  }
}

void rq_poissons(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, float mean, uint8_t *number) {
  enum { RUN = 1024 };
  float at_most[MOST_EVENTS + 1], uniform[RUN];
  add_up_poisson(mean, at_most);
  for (uint32_t from = 0; from < count; from += RUN) {
    uint32_t run = count - from < RUN ? count - from : RUN;
    rq_uniforms(key, first + from, run, week, purpose, uniform);
    count_few(uniform, run, at_most, number + from);
    for (uint32_t n = 0; n < run; n++)
      while (number[from + n] >= FEW_EVENTS && number[from + n] < MOST_EVENTS && uniform[n] > at_most[number[from + n]]) number[from + n]++;
  }
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
