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

/* The factor by which closeness g has faded after so many weeks, through the boundaries between the classes, each class at its own
 * rate: fading s weeks and then t is fading s + t. A closed form without branches, so that a whole row of ties is computed at once:
 * the weeks spent in each class follow from the halvings from g down to the class's edge. */
static inline float fade_factor(const fading *f, float g, float weeks, bool kin) {
  float level = rq_log2(g), edge = f->expressive_level;
  float halvings = kin ? 0x1p30f : level - edge;
  float above = halvings > 0.0f ? halvings * f->half_life[EXPRESSIVE] : 0.0f;
  above = above < weeks ? above : weeks;
  halvings = (level < edge ? level : edge) - f->mixed_level;
  float between = halvings > 0.0f ? halvings * f->half_life[MIXED] : 0.0f;
  between = between < weeks - above ? between : weeks - above;
  float below = weeks - above - between;
  return rq_exp2(-(above * f->rate[EXPRESSIVE] + between * f->rate[MIXED] + below * f->rate[INSTRUMENTAL]));
}

/* Closeness to kin stays above its floor. */
static inline float above_floor(const fading *f, float g, bool kin) {
  float least = kin ? f->kin_floor : 0.0f;
  return g < least ? least : g;
}

static inline float faded_cognitive(const fading *f, float c, float weeks) {
  return f->cognitive_rest + (c - f->cognitive_rest) * rq_exp2(-weeks * f->cognitive_rate);
}

/* A half between people that was (g, a, c) `weeks` ago. */
static inline half faded(const fading *f, half was, float weeks, bool kin) {
  float factor = fade_factor(f, was.g, weeks, kin);
  return (half){above_floor(f, was.g * factor, kin), was.a * factor, faded_cognitive(f, was.c, weeks)};
}

/* A customer's tie to a brand; in the fan club closeness and affective trust fade half as fast (`club_half_life` times slower). */
static inline half faded_brand(const fading *f, half was, float weeks, bool club) {
  float factor = fade_factor(f, was.g, club ? weeks * f->club_rate : weeks, false);
  return (half){was.g * factor, was.a * factor, faded_cognitive(f, was.c, weeks)};
}

#endif
