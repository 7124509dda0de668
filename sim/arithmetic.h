/* exp, log, tanh and the logistic function from basic operations only, so that every processor gives the same
 * bits (libm's differ between processors with and without fused multiply-add). Single precision; compile
 * with -ffp-contract=off. Errors, measured in tests/engine: relative below 2.5e-7 for exp, exp2 and the logistic function; absolute
 * below 2.5e-7 for tanh, and below 2.5e-7 times (1 + the absolute result) for the logarithms. */
#ifndef RQ_ARITHMETIC_H
#define RQ_ARITHMETIC_H

#include <stdint.h>
#include <string.h>

static inline float rq_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline uint32_t rq_to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* e^r for |r| <= 0.35 by its Taylor series, times 2^n for -126 <= n <= 127. */
static inline float rq_exp_reduced(float r, int32_t n) {
  float r2 = r * r; /* Estrin's order: four steps deep, not seven */
  float high = (1.0f / 5040.0f * r + 1.0f / 720.0f) * r2 + (1.0f / 120.0f * r + 1.0f / 24.0f);
  float low = (1.0f / 6.0f * r + 0.5f) * r2 + (r + 1.0f);
  float p = high * (r2 * r2) + low;
  return p * rq_from_bits((uint32_t)(n + 127) << 23);
}

/* The nearest whole number, as a float, for |x| < 2^22: what is added pushes the fraction out of the mantissa. */
static inline float rq_nearest(float x) {
  return (x + 0x1.8p23f) - 0x1.8p23f;
}

static inline float rq_between(float x, float low, float high) {
  x = x > low ? x : low;
  return x < high ? x : high;
}

/* e^x; x is first clamped to [-87, 88]. */
static inline float rq_exp(float x) {
  x = rq_between(x, -87.0f, 88.0f);
  float n = rq_nearest(x * 1.44269504f);
  float r = (x - n * 0.693145752f) - n * 1.42860677e-6f; /* ln 2 in two parts */
  return rq_exp_reduced(r, (int32_t)n);
}

/* 2^x; x is first clamped to [-126, 127]. */
static inline float rq_exp2(float x) {
  x = rq_between(x, -126.0f, 127.0f);
  float n = rq_nearest(x);
  return rq_exp_reduced((x - n) * 0.693147181f, (int32_t)n);
}

/* ln x for x > 0 (normal numbers): x = m 2^n with m from the root of a half to the root of 2. */
static inline float rq_log(float x) {
  const uint32_t root_of_half = 0x3f3504f3u;
  uint32_t bits = rq_to_bits(x) + (0x3f800000u - root_of_half);
  int32_t n = (int32_t)(bits >> 23) - 127;
  float m = rq_from_bits((bits & 0x007fffffu) + root_of_half);
  float s = (m - 1.0f) / (m + 1.0f), t = s * s;
  float p = ((1.0f / 9.0f * t + 1.0f / 7.0f) * (t * t) + (1.0f / 5.0f * t + 1.0f / 3.0f)) * t + 1.0f;
  return 2.0f * s * p + (float)n * 0.693147181f;
}

static inline float rq_log2(float x) {
  return rq_log(x) * 1.44269504f;
}

/* 1 / (1 + e^-x) */
static inline float rq_logistic(float x) {
  return 1.0f / (1.0f + rq_exp(-x));
}

static inline float rq_tanh(float x) {
  return 1.0f - 2.0f / (rq_exp(2.0f * x) + 1.0f);
}

#endif
