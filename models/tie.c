/* Fading of ties in closed form, through the boundaries between the classes (model.md 2). */
#include "models/tie.h"

static float lower_edge(const fading *f, tie_class class) {
  return class == EXPRESSIVE ? f->expressive_from : (class == MIXED ? f->mixed_from : 0.0f);
}

static tie_class class_at(const fading *f, float g) {
  return g >= f->expressive_from ? EXPRESSIVE : (g >= f->mixed_from ? MIXED : INSTRUMENTAL);
}

/* Closeness g after a time of any length: down to the edge of each class at the class's own rate. */
static float closeness_after(const fading *f, float g, float weeks) {
  for (tie_class k = class_at(f, g); k > INSTRUMENTAL; k--) {
    float edge = lower_edge(f, k), halvings = rq_log2(g / edge), due = weeks * f->rate[k];
    if (halvings >= due) return g * rq_exp2(-due);
    weeks -= halvings / f->rate[k]; /* stays positive, since halvings < due */
    g = edge;
  }
  return g * rq_exp2(-weeks * f->rate[INSTRUMENTAL]);
}

float fade_factor(const fading *f, float g, uint32_t weeks) {
  tie_class class = class_at(f, g);
  float power = fade_power(f, class, weeks);
  /* nearly always a tie stays in its class: then the table has the answer */
  if (class == INSTRUMENTAL || g * power >= lower_edge(f, class)) return power;
  return closeness_after(f, g, (float)weeks) / g;
}

static float cognitive_after(const renqing_parameters *p, float c, uint32_t weeks) {
  const fading *f = &p->fading;
  float rest = (float)p->cognitive_rest;
  float left = weeks < FADE_WEEKS ? f->cognitive[weeks] : rq_exp2(-(float)weeks * f->cognitive_rate);
  return rest + (c - rest) * left;
}

half faded(const renqing_parameters *p, half was, uint32_t weeks, bool kin) {
  float floor_of_kin = (float)p->kin_floor;
  float factor = kin ? fade_power(&p->fading, EXPRESSIVE, weeks) : fade_factor(&p->fading, was.g, weeks);
  half now = {was.g * factor, was.a * factor, cognitive_after(p, was.c, weeks)};
  if (kin && now.g < floor_of_kin) now.g = floor_of_kin;
  return now;
}

half faded_brand(const renqing_parameters *p, half was, uint32_t weeks, bool club) {
  float factor;
  if (club) {
    float g = was.g > 0.0f ? was.g : 0x1p-20f; /* no closeness: affective trust still fades, as in the lowest class */
    factor = closeness_after(&p->fading, g, (float)weeks / (float)p->club_half_life) / g;
  } else {
    factor = fade_factor(&p->fading, was.g, weeks);
  }
  return (half){was.g * factor, was.a * factor, cognitive_after(p, was.c, weeks)};
}
