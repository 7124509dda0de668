/* The customer's tie to a brand: as it is kept, as it is now, and as others may look at it (model.md 6). */
#include "models/brands.h"
#include "sim/compiler.h"

brand_state brand_state_of(const rq_world *w) {
  return (brand_state){
      .p = rq_parameters(w),
      .key = rq_world_key(w),
      .week = rq_week(w),
      .brands = rq_extent(w, D_BRAND),
      .orientation = rq_array(w, F_ORIENTATION),
      .price_sensitivity = rq_array(w, F_PRICE_SENSITIVITY),
      .generation = rq_array(w, F_GENERATION),
      .interested = rq_array(w, F_INTERESTED),
      .purchase_rate = rq_array(w, F_PURCHASE_RATE),
      .last_brand = rq_array(w, F_LAST_BRAND),
      .streak = rq_array(w, F_STREAK),
      .sample = rq_array(w, F_SAMPLE),
      .taste = rq_array(w, B_TASTE),
      .closeness = rq_array(w, B_CLOSENESS),
      .affective = rq_array(w, B_AFFECTIVE),
      .cognitive = rq_array(w, B_COGNITIVE),
      .last = rq_array(w, B_LAST),
      .doubt = rq_array(w, B_DOUBT),
      .doubt_week = rq_array(w, B_DOUBT_WEEK),
      .owed = rq_array(w, B_OWED),
      .flags = rq_array(w, B_FLAGS),
      .coupon_campaign = rq_array(w, B_COUPON_CAMPAIGN),
      .purchases = rq_array(w, B_PURCHASES),
      .last_purchase = rq_array(w, B_LAST_PURCHASE),
      .failed = rq_array(w, B_FAILED),
      .contacts = rq_array(w, B_CONTACTS),
      .contact_week = rq_array(w, B_CONTACT_WEEK),
      .coupon = rq_array(w, B_COUPON),
      .price = rq_array(w, G_PRICE),
      .rating = rq_array(w, G_RATING),
  };
}

static half half_at(const brand_state *s, size_t pair, uint32_t b, uint32_t week) {
  half was = {rq_fraction(s->closeness[pair]), rq_fraction(s->affective[pair]), rq_fraction(s->cognitive[pair])};
  half now = faded_brand(&s->p->fading, was, (float)(week - s->last[pair]), s->flags[pair] & IN_CLUB);
  if (!(s->flags[pair] & OPINION)) now.c = (float)s->rating[b];
  return now;
}

half brand_now(const brand_state *s, size_t pair, uint32_t b) {
  return half_at(s, pair, b, s->week);
}

/* ---- many at once ---- */

/* As kept. `felt`: the weeks as they pass for a member of the club; `rating`: the public one, or -1 where there is an own opinion. */
typedef struct kept {
  float g[PAIRS], a[PAIRS], c[PAIRS], weeks[PAIRS], felt[PAIRS], rating[PAIRS];
} kept;

RQ_CLONES static void fade_all(const fading *fade, uint32_t count, const kept *restrict was, halves *restrict now) {
  const fading f = *fade;
  for (uint32_t n = 0; n < count; n++) {
    float factor = fade_factor(&f, was->g[n], was->felt[n], false);
    now->g[n] = was->g[n] * factor;
    now->a[n] = was->a[n] * factor;
  }
  for (uint32_t n = 0; n < count; n++) {
    float c = faded_cognitive(&f, was->c[n], was->weeks[n]);
    now->c[n] = was->rating[n] < 0.0f ? c : was->rating[n];
  }
}

void brands_now(const brand_state *s, const pairs *of, halves *now) {
  kept was;
  for (uint32_t n = 0; n < of->count; n++) {
    size_t pair = of->pair[n];
    float weeks = (float)(int32_t)(s->week - s->last[pair]);
    was.g[n] = rq_fraction(s->closeness[pair]);
    was.a[n] = rq_fraction(s->affective[pair]);
    was.c[n] = rq_fraction(s->cognitive[pair]);
    was.weeks[n] = weeks;
    was.felt[n] = s->flags[pair] & IN_CLUB ? weeks * s->p->fading.club_rate : weeks;
    was.rating[n] = s->flags[pair] & OPINION ? -1.0f : (float)s->rating[of->brand[n]];
  }
  fade_all(&s->p->fading, of->count, &was, now);
}

/* ---- one ---- */

void brand_keep(const brand_state *s, size_t pair, half now) {
  s->closeness[pair] = rq_to_fraction(now.g);
  s->affective[pair] = rq_to_fraction(now.a);
  s->cognitive[pair] = rq_to_fraction(now.c);
  s->last[pair] = (uint16_t)s->week;
}

float doubt_now(const brand_state *s, size_t pair) {
  if (!s->doubt[pair]) return 0.0f;
  float weeks = (float)(s->week - s->doubt_week[pair]);
  return rq_fraction(s->doubt[pair]) * rq_exp2(-weeks / (float)s->p->doubt_half_life);
}

void doubt_add(const brand_state *s, size_t pair, float more) {
  s->doubt[pair] = rq_to_fraction(clamp01(doubt_now(s, pair) + more));
  s->doubt_week[pair] = (uint16_t)s->week;
}

float owed_less(const brand_state *s, size_t pair, float amount) {
  int32_t less = rq_to_fixed(amount);
  if (less > s->owed[pair]) less = s->owed[pair];
  s->owed[pair] -= less;
  return rq_fixed(less);
}

half brand_half(const rq_world *w, uint32_t agent, uint32_t b, uint32_t week) {
  brand_state s = brand_state_of(w);
  return half_at(&s, pair_of(&s, agent, b), b, week);
}

void view_brands(const rq_world *w, uint32_t agent, float *const *out) {
  brand_state s = brand_state_of(w);
  for (uint32_t b = 0; b < s.brands; b++) {
    size_t pair = pair_of(&s, agent, b);
    half now = brand_now(&s, pair, b);
    out[B_CLOSENESS][b] = now.g;
    out[B_AFFECTIVE][b] = now.a;
    out[B_COGNITIVE][b] = now.c;
    out[B_DOUBT][b] = doubt_now(&s, pair);
  }
}
