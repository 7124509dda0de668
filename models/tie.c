/* Fading of ties in closed form, through the boundaries between the classes (model.md 2). */
#include "models/tie.h"

static float lower_edge(const fading *f, tie_class class) {
  return class == EXPRESSIVE ? f->expressive_from : (class == MIXED ? f->mixed_from : 0.0f);
}

static tie_class class_at(const fading *f, float g) {
  return g >= f->expressive_from ? EXPRESSIVE : (g >= f->mixed_from ? MIXED : INSTRUMENTAL);
}

float closeness_after_boundaries(const fading *f, float g, float weeks) {
  for (tie_class k = class_at(f, g); k > INSTRUMENTAL; k--) {
    float edge = lower_edge(f, k), halvings = rq_log2(g / edge), due = weeks * f->rate[k];
    if (halvings >= due) return g * rq_exp2(-due);
    weeks -= halvings / f->rate[k]; /* stays positive, since halvings < due */
    g = edge;
  }
  return g * rq_exp2(-weeks * f->rate[INSTRUMENTAL]);
}

half faded_brand(const renqing_parameters *p, half was, uint32_t weeks, bool club) {
  float factor;
  if (club) {
    float g = was.g > 0.0f ? was.g : 0x1p-20f; /* no closeness: affective trust still fades, as in the lowest class */
    factor = closeness_after_boundaries(&p->fading, g, (float)weeks / (float)p->club_half_life) / g;
  } else {
    factor = fade_factor(&p->fading, was.g, weeks);
  }
  return (half){was.g * factor, was.a * factor, faded_cognitive(p, was.c, weeks)};
}
