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
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * rq_from_bits((uint32_t)(n + 127) << 23);
}

static inline int32_t rq_nearest(float x) {
  return (int32_t)(x + (x < 0.0f ? -0.5f : 0.5f));
}

/* e^x; x is first clamped to [-87, 88]. */
static inline float rq_exp(float x) {
  x = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
  int32_t n = rq_nearest(x * 1.44269504f);
  float r = (x - (float)n * 0.693145752f) - (float)n * 1.42860677e-6f; /* ln 2 in two parts */
  return rq_exp_reduced(r, n);
}

/* 2^x; x is first clamped to [-126, 127]. */
static inline float rq_exp2(float x) {
  x = x < -126.0f ? -126.0f : (x > 127.0f ? 127.0f : x);
  int32_t n = rq_nearest(x);
  return rq_exp_reduced((x - (float)n) * 0.693147181f, n);
}

/* ln x for x > 0 (normal numbers). */
static inline float rq_log(float x) {
  uint32_t bits = rq_to_bits(x);
  int32_t n = (int32_t)(bits >> 23) - 127;
  float m = rq_from_bits((bits & 0x007fffffu) | 0x3f800000u); /* [1, 2) */
  if (m > 1.41421356f) {
    m *= 0.5f;
    n += 1;
  }
  float s = (m - 1.0f) / (m + 1.0f), t = s * s;
  float p = 1.0f / 9.0f;
  p = p * t + 1.0f / 7.0f;
  p = p * t + 1.0f / 5.0f;
  p = p * t + 1.0f / 3.0f;
  p = p * t + 1.0f;
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
