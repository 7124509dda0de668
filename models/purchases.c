/* Purchases: occasions, choice among the brands that a customer knows, the service met, leaving (model.md 6).
 *
 * Draws of a week are numbered by the occasion and, where they concern the brand bought, by occasion and brand (purchase_draw): what
 * happens with one brand never shifts the luck of another, nor that of the next occasion. */
#include "models/brands.h"

static uint32_t purchase_draw(uint32_t occasion, uint32_t b) {
  return occasion * MAX_BRANDS + b;
}

/* ---- choice ---- */

/* The price that this person pays; what it gives up of the list price stays within what was reserved for the coupon. */
static double price_for(const brand_state *s, const rq_world *w, size_t pair, uint32_t b) {
  if (!s->coupon[pair]) return s->price[b];
  int64_t reserved = ((const int64_t *)rq_array(w, G_COUPON_WORTH))[s->coupon_campaign[pair]];
  int64_t forgone = to_micro(s->price[b] * s->p->campaigns[s->coupon_campaign[pair]].value);
  return s->price[b] - from_micro(forgone < reserved ? forgone : reserved);
}

static float weight_of_class(tie_class class) {
  return (float)class;
}

/* V(b), the systematic part of the choice. */
static float attraction(const brand_state *s, const rq_world *w, uint32_t agent, uint32_t b) {
  const renqing_parameters *p = s->p;
  size_t pair = pair_of(s, agent, b);
  half now = brand_now(s, pair, b);
  float k = weight_of_class(class_of(p, now.g, false)), convention = s->orientation[agent];
  float v = s->taste[pair] + (float)p->choice_cognitive * (now.c - 0.5f);
  v -= (float)p->choice_price * s->price_sensitivity[agent] * ((float)price_for(s, w, pair, b) / p->reference_price - 1.0f);
  if (k > 0.0f) v += convention * k * ((float)p->choice_affective * now.a + (float)p->choice_owed * rq_tanh(rq_fixed(s->owed[pair])));
  if (s->last_brand[agent] == b) v += (float)p->choice_habit;
  if (s->doubt[pair]) v -= (float)p->choice_doubt * doubt_now(s, pair) * (1.0f - convention * (k < 1.0f ? k : 1.0f) * now.a);
  return v;
}

/* Softmax over the brands known and on sale; NO_BRAND where there is none. */
static uint32_t choose_brand(const brand_state *s, const rq_world *w, uint32_t agent, uint32_t occasion) {
  float v[MAX_BRANDS], highest = 0.0f, sum = 0.0f;
  uint32_t candidate[MAX_BRANDS], count = 0;
  for (uint32_t b = 0; b < s->brands; b++) {
    if (!(s->flags[pair_of(s, agent, b)] & KNOWS) || !brand_entered(s->p, b, s->week)) continue;
    v[count] = attraction(s, w, agent, b);
    if (count == 0 || v[count] > highest) highest = v[count];
    candidate[count++] = b;
  }
  if (count == 0) return NO_BRAND;
  for (uint32_t n = 0; n < count; n++) sum += v[n] = rq_exp(v[n] - highest);
  float left = rq_uniform(s->key, agent, s->week, Q_CHOICE, occasion) * sum;
  uint32_t n = 0;
  while (n + 1 < count && left >= v[n]) left -= v[n++];
  return candidate[n];
}

/* Who has promised to try a launched product buys it at the next occasion. */
static uint32_t brand_to_try(const brand_state *s, uint32_t agent) {
  for (uint32_t b = 0; b < s->brands; b++)
    if (s->flags[pair_of(s, agent, b)] & WILL_TRY && brand_entered(s->p, b, s->week)) return b;
  return NO_BRAND;
}

/* ---- service ---- */

/* Forgives a service failure; what it owes makes a customer milder, and is used up in part. */
static bool forgives(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, uint32_t draw, half now) {
  const renqing_parameters *p = s->p;
  size_t pair = pair_of(s, agent, b);
  float k = weight_of_class(class_of(p, now.g, false));
  float odds = rq_logistic((float)p->forgive_constant + (float)p->forgive_affective * now.a +
                           (float)p->forgive_owed * rq_tanh(rq_fixed(s->owed[pair])) + (float)p->forgive_class * k);
  if (rq_uniform(s->key, agent, s->week, Q_FORGIVE, draw) >= odds) return false;
  rq_add(block, S_FORGIVEN, b, 1);
  if (p->returns && s->owed[pair] > 0) {
    float worth = owed_less(s, pair, (float)p->worth_tolerate);
    rq_add(block, S_RETURNS, b * RETURNS + TOLERATE, 1);
    if (rq_in_panel(block->world, agent))
      rq_note(block, E_RETURN, (double[]){s->week, agent, b, TOLERATE, (double)worth, (double)RQ_NOBODY});
  }
  return true;
}

/* The customer learns about quality, and may meet a failure. */
static int be_served(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, uint32_t draw) {
  const renqing_parameters *p = s->p;
  size_t pair = pair_of(s, agent, b);
  half now = brand_now(s, pair, b);
  float noise = (float)p->quality_noise * rq_normal(rq_uniform(s->key, agent, s->week, Q_EXPERIENCE, draw));
  now.c = clamp01(now.c + (float)p->learning * ((float)p->brands[b].quality + noise - now.c));
  int service = SERVICE_FINE;
  if (rq_uniform(s->key, agent, s->week, Q_FAILURE, draw) < failure_rate_now(p, b, s->week)) {
    rq_add(block, S_FAILURES, b, 1);
    service = forgives(block, s, agent, b, draw, now) ? SERVICE_FORGIVEN : SERVICE_FAILED;
  }
  if (service == SERVICE_FAILED) {
    now.c = clamp01(now.c - (float)p->failure_cognitive);
    now.g *= (float)p->failure_closeness;
    s->failed[pair] = (uint16_t)s->week;
    tell_of_failure(block, s, agent, b, draw);
  }
  s->flags[pair] |= OPINION;
  brand_keep(s, pair, now);
  return service;
}

/* ---- counting ---- */

static void count_transition(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b) {
  uint32_t before = s->last_brand[agent];
  rq_add(block, S_PURCHASES, b, 1);
  if (s->purchases[pair_of(s, agent, b)] == 0) {
    rq_add(block, S_FIRST_PURCHASES, b, 1);
    rq_add(block, S_NEW, b, 1);
  }
  if (before == NO_BRAND) {
    rq_add(block, S_CATEGORY_FIRST, b, 1);
    return;
  }
  rq_add(block, S_SWITCH_COUNT, before * s->brands + b, 1);
  if (before == b) {
    rq_add(block, S_REPEATS, b, 1);
    return;
  }
  rq_add(block, S_SWITCHES, b, 1);
  rq_add(block, S_LOST, before, 1);
  if (s->purchases[pair_of(s, agent, b)] > 0) rq_add(block, S_WON_BACK, b, 1);
}

/* The price paid is booked; a coupon is used up, and what it cost is the campaign's spend. */
static double take_payment(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b) {
  size_t pair = pair_of(s, agent, b);
  double paid = price_for(s, block->world, pair, b);
  if (s->coupon[pair]) rq_add(block, S_SPEND, s->coupon_campaign[pair], s->price[b] - paid);
  s->coupon[pair] = 0;
  rq_add(block, S_REVENUE, b, paid);
  rq_add(block, S_PRICE_PAID, b, paid);
  rq_add(block, S_UNIT_COSTS, b, s->p->brands[b].unit_cost);
  return paid;
}

static void remember_purchase(const brand_state *s, uint32_t agent, uint32_t b) {
  size_t pair = pair_of(s, agent, b);
  bool again = s->last_brand[agent] == b;
  if (!again) s->streak[agent] = 0;
  if (s->streak[agent] < UINT8_MAX) s->streak[agent]++;
  s->last_brand[agent] = (uint8_t)b;
  if (s->purchases[pair] < UINT16_MAX) s->purchases[pair]++;
  s->last_purchase[pair] = (uint16_t)s->week;
}

/* ---- a purchase, and the week ---- */

static uint32_t buy(rq_block *block, const brand_state *s, uint32_t agent, uint32_t occasion) {
  uint32_t b = brand_to_try(s, agent), before = s->last_brand[agent];
  bool trial = b != NO_BRAND;
  if (!trial) b = choose_brand(s, block->world, agent, occasion);
  if (b == NO_BRAND) return b;
  size_t pair = pair_of(s, agent, b);
  uint32_t draw = purchase_draw(occasion, b);
  half was = brand_now(s, pair, b);
  double owed = (double)rq_fixed(s->owed[pair]);
  int why = trial ? WHY_TRIAL : (s->coupon[pair] ? WHY_DISCOUNT : WHY_CHOSEN);
  if (trial) s->flags[pair] = (uint8_t)((s->flags[pair] & ~WILL_TRY) | TRIED | KNOWS);
  count_transition(block, s, agent, b);
  double paid = take_payment(block, s, agent, b);
  int service = be_served(block, s, agent, b, draw);
  if (before != NO_BRAND && before != b && s->streak[agent] >= s->p->told_streak) tell_of_leaving(block, s, agent, before, draw);
  tell_of_purchase(block, s, agent, b, draw);
  remember_purchase(s, agent, b);
  if (rq_in_panel(block->world, agent))
    rq_note(block, E_PURCHASE,
            (double[]){s->week, agent, b, before, paid, class_of(s->p, was.g, false), (double)was.g, (double)was.a, (double)was.c, owed,
                       service, why});
  return b;
}

void phase_purchases(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    uint32_t occasions = rq_poisson(rq_uniform(s.key, i, s.week, Q_OCCASIONS, 0), s.purchase_rate[i]), bought = 0;
    for (uint32_t o = 0; o < occasions; o++) {
      uint32_t b = buy(block, &s, i, o);
      if (b != NO_BRAND) bought |= 1u << b;
    }
    for (uint32_t b = 0; bought >> b; b++)
      if (bought >> b & 1u) rq_add(block, S_BUYERS, b, 1);
  }
}
