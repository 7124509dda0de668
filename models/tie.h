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

/* Closeness g after a time of any length, through the boundaries between the classes, each class at its own rate. */
float closeness_after_boundaries(const fading *f, float g, float weeks);

/* The factor by which closeness g has faded after so many weeks: fading s weeks and then t is fading s + t. Nearly always a
 * tie stays in its class, and the table has the answer. */
static inline float fade_factor(const fading *f, float g, uint32_t weeks) {
  tie_class class = g >= f->expressive_from ? EXPRESSIVE : (g >= f->mixed_from ? MIXED : INSTRUMENTAL);
  float edge = class == EXPRESSIVE ? f->expressive_from : f->mixed_from, power = fade_power(f, class, weeks);
  if (class == INSTRUMENTAL || g * power >= edge) return power;
  return closeness_after_boundaries(f, g, (float)weeks) / g;
}

/* The closeness of people that was g `weeks` ago. Kin stays above its floor. */
static inline float faded_closeness(const renqing_parameters *p, float g, uint32_t weeks, bool kin) {
  if (!kin) return g * fade_factor(&p->fading, g, weeks);
  float now = g * fade_power(&p->fading, EXPRESSIVE, weeks);
  return now < (float)p->kin_floor ? (float)p->kin_floor : now;
}

static inline float faded_cognitive(const renqing_parameters *p, float c, uint32_t weeks) {
  float rest = (float)p->cognitive_rest;
  float left = weeks < FADE_WEEKS ? p->fading.cognitive[weeks] : rq_exp2(-(float)weeks * p->fading.cognitive_rate);
  return rest + (c - rest) * left;
}

/* A half between people that was (g, a, c) `weeks` ago. */
static inline half faded(const renqing_parameters *p, half was, uint32_t weeks, bool kin) {
  float factor = kin ? fade_power(&p->fading, EXPRESSIVE, weeks) : fade_factor(&p->fading, was.g, weeks);
  float floor_of_kin = (float)p->kin_floor, g = was.g * factor;
  return (half){kin && g < floor_of_kin ? floor_of_kin : g, was.a * factor, faded_cognitive(p, was.c, weeks)};
}

/* A customer's tie to a brand; in the fan club closeness and affective trust fade half as fast (`club_half_life` times slower). */
half faded_brand(const renqing_parameters *p, half was, uint32_t weeks, bool club);

#endif
