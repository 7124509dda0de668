/* What people and brands share: the class of a tie and its fading (model.md 2). */
#ifndef RENQING_TIE_H
#define RENQING_TIE_H

#include "models/renqing.h"
#include "sim/arithmetic.h"
#include <math.h>

/* A half of a tie as it is now. */
typedef struct half {
  float g, a, c; /* closeness, affective and cognitive trust */
} half;

static inline float clamp01(float x) {
  return x < 0.0f ? 0.0f : (x > 1.0f ? 1.0f : x);
}

/* The class of a tie of closeness g (Hwang 1987). */
static inline tie_class class_of(const renqing_parameters *p, float g, bool kin) {
  if (kin || g >= p->fading.expressive_from) return EXPRESSIVE;
  return g >= p->fading.mixed_from ? MIXED : INSTRUMENTAL;
}

/* 2^(-weeks / half-life of the class). */
static inline float fade_power(const fading *f, tie_class class, uint32_t weeks) {
  return weeks < FADE_WEEKS ? f->power[class][weeks] : rq_exp2(-(float)weeks * f->rate[class]);
}

/* The factor by which closeness g has faded after so many weeks, through the boundaries between the classes, each
 * class at its own rate: fading s weeks and then t is fading s + t. */
float fade_factor(const fading *f, float g, uint32_t weeks);

/* A half between people that was (g, a, c) `weeks` ago. Kin stays above its floor. */
half faded(const renqing_parameters *p, half was, uint32_t weeks, bool kin);

/* A customer's tie to a brand; in the fan club closeness and affective trust fade half as fast (`club_half_life` times slower). */
half faded_brand(const renqing_parameters *p, half was, uint32_t weeks, bool club);

#endif
