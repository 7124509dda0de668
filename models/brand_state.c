/* The customer's tie to a brand: as it is kept, as it is now, and as others may look at it (model.md 6). */
#include "models/brands.h"

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
