/* Randomness that does not depend on order: a draw is a function of (seed, replicate) and of (agent, week,
 * purpose, draw), computed by Philox4x32-10 (Salmon et al. 2011, Random123). There is no state to share, to lock or to save. */
#ifndef RQ_RANDOM_H
#define RQ_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

typedef struct rq_key {
  uint32_t seed, replicate;
} rq_key;

/* Four independent 32-bit words. */
typedef struct rq_words {
  uint32_t v[4];
} rq_words;

rq_words rq_draw(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose, uint32_t draw);

/* One word as a uniform number in (0, 1), exact in float: 23 bits and a half. Never 0, never 1. */
static inline float rq_unit(uint32_t word) {
  return ((float)(int32_t)(word >> 9) + 0.5f) * 0x1p-23f;
}

/* One word as a whole number below `limit`, each with the same probability to an error of limit / 2^32. */
static inline uint32_t rq_below(uint32_t word, uint32_t limit) {
  return (uint32_t)((uint64_t)word * limit >> 32);
}

/* One word as somebody else among `people` of at least 2. */
static inline uint32_t rq_another(uint32_t word, uint32_t self, uint32_t people) {
  uint32_t other = rq_below(word, people - 1);
  return other + (other >= self);
}

/* The first word of a draw as a uniform number. */
float rq_uniform(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose, uint32_t draw);

/* What everybody draws every week, drawn for many at once: one word for each of `count` agents from `first` on (a multiple of 4). Four
 * agents share a draw: agent i has word i % 4 of (i / 4, week, purpose, RQ_SHARED_DRAW). rq_uniforms gives it as a uniform number, and
 * rq_uniform_of that of one agent. */
#define RQ_SHARED_DRAW UINT32_MAX
void rq_shared_words(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, uint32_t *word);
void rq_uniforms(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, float *uniform);
float rq_uniform_of(rq_key key, uint32_t agent, uint32_t week, uint32_t purpose);

/* Poisson by inversion of one uniform number, to an error of 1e-6 in probability; mean at most 50; the result is at most 255. */
uint32_t rq_poisson(float uniform, float mean);

/* rq_poisson(rq_uniform_of(...), mean) for each of `count` agents from `first` on (a multiple of 4), all with the same mean. */
void rq_poissons(rq_key key, uint32_t first, uint32_t count, uint32_t week, uint32_t purpose, float mean, uint8_t *number);

/* Standard normal by inversion (Wichura 1988, algorithm AS 241, PPND7); error below 5e-7 times the larger of 1 and the result. */
float rq_normal(float uniform);

/* The same for many at once. word[w][n] becomes word w of rq_draw(key, agent[n], week, purpose, draw[n]); normal[n] becomes
 * rq_normal(rq_unit(word[n])). */
void rq_draw_each(rq_key key, const uint32_t *agent, const uint32_t *draw, uint32_t count, uint32_t week, uint32_t purpose,
                  uint32_t *const word[4]);
void rq_normal_each(const uint32_t *word, uint32_t count, float *normal);

/* A gsl_rng over the same generator, for GSL's distributions before the start of time: the stream of words of
 * draws 0, 1, 2, ... of (agent, week, purpose). */
typedef struct rq_stream {
  rq_key key;
  uint32_t agent, week, purpose, draw, used;
  rq_words words;
} rq_stream;

extern const gsl_rng_type *const rq_gsl_type;

/* Binds `stream` (caller's memory, alive as long as the generator) to `generator` (caller's memory). */
void rq_stream_open(gsl_rng *generator, rq_stream *stream, rq_key key, uint32_t agent, uint32_t week, uint32_t purpose);

#endif
