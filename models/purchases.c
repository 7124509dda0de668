/* Purchases: occasions, the service met, leaving (model.md 6; the choice is in choice.c).
 *
 * The first occasions of a block's customers are taken together, then the second ones, and so on: many choices are weighed at once. Draws
 * are numbered by the occasion and, where they concern the brand bought, by occasion and brand (purchase_draw). */
#include "models/brands.h"
#include "sim/compiler.h"

/* Words of the draw of a purchase (Q_EXPERIENCE). */
enum { LUCK_QUALITY, LUCK_FAILURE, LUCK_FORGIVEN, LUCK_TOLD };

typedef struct purchase {
  uint32_t agent, b, draw;
  size_t pair;
  half was; /* the tie before */
  rq_words luck;
} purchase;

/* ---- service ---- */

/* Forgives a service failure; what it owes makes a customer milder, and is used up in part. */
static bool forgives(rq_block *block, const brand_state *s, const purchase *x, half now) {
  const renqing_parameters *p = s->p;
  float k = (float)class_of(p, now.g, false);
  float odds = rq_logistic((float)p->forgive_constant + (float)p->forgive_affective * now.a +
                           (float)p->forgive_owed * rq_tanh(rq_fixed(s->owed[x->pair])) + (float)p->forgive_class * k);
  if (rq_unit(x->luck.v[LUCK_FORGIVEN]) >= odds) return false;
  rq_add(block, S_FORGIVEN, x->b, 1);
  if (p->returns && s->owed[x->pair] > 0) {
    float worth = owed_less(s, x->pair, (float)p->worth_tolerate);
    rq_add(block, S_RETURNS, x->b * RETURNS + TOLERATE, 1);
    if (rq_in_panel(block->world, x->agent))
      rq_note(block, E_RETURN, (double[]){s->week, x->agent, x->b, TOLERATE, (double)worth, (double)RQ_NOBODY});
  }
  return true;
}

/* The customer learns about quality, and may meet a failure. */
static int be_served(rq_block *block, const brand_state *s, const purchase *x) {
  const renqing_parameters *p = s->p;
  half now = x->was;
  float noise = (float)p->quality_noise * rq_normal(rq_unit(x->luck.v[LUCK_QUALITY]));
  now.c = clamp01(now.c + (float)p->learning * ((float)p->brands[x->b].quality + noise - now.c));
  int service = SERVICE_FINE;
  if (rq_unit(x->luck.v[LUCK_FAILURE]) < failure_rate_now(p, x->b, s->week)) {
    rq_add(block, S_FAILURES, x->b, 1);
    service = forgives(block, s, x, now) ? SERVICE_FORGIVEN : SERVICE_FAILED;
  }
  if (service == SERVICE_FAILED) {
    now.c = clamp01(now.c - (float)p->failure_cognitive);
    now.g *= (float)p->failure_closeness;
    s->failed[x->pair] = (uint16_t)s->week;
    tell_of_failure(block, s, x->agent, x->draw);
  }
  s->flags[x->pair] |= OPINION;
  brand_keep(s, x->pair, now);
  return service;
}

/* ---- counting ---- */

static void count_transition(rq_block *block, const brand_state *s, const purchase *x) {
  uint32_t b = x->b, before = s->last_brand[x->agent];
  rq_add(block, S_PURCHASES, b, 1);
  if (s->last_purchase[x->pair] != (uint16_t)s->week) rq_add(block, S_BUYERS, b, 1); /* the first of this week */
  if (s->purchases[x->pair] == 0) {
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
  if (s->purchases[x->pair] > 0) rq_add(block, S_WON_BACK, b, 1);
}

/* The price paid is booked; a coupon is used up, and what it cost is the campaign's spend. */
static double take_payment(rq_block *block, const brand_state *s, const purchase *x) {
  double paid = price_for(s, block->world, x->pair, x->b);
  if (s->coupon[x->pair]) rq_add(block, S_SPEND, s->coupon_campaign[x->pair], s->price[x->b] - paid);
  s->coupon[x->pair] = 0;
  rq_add(block, S_REVENUE, x->b, paid);
  rq_add(block, S_PRICE_PAID, x->b, paid);
  rq_add(block, S_UNIT_COSTS, x->b, s->p->brands[x->b].unit_cost);
  return paid;
}

static void remember_purchase(const brand_state *s, const purchase *x) {
  uint8_t *streak = &s->streak[x->agent];
  if (s->last_brand[x->agent] != x->b) *streak = 0;
  if (*streak < UINT8_MAX) ++*streak;
  s->last_brand[x->agent] = (uint8_t)x->b;
  if (s->purchases[x->pair] < UINT16_MAX) s->purchases[x->pair]++;
  s->last_purchase[x->pair] = (uint16_t)s->week;
}

/* ---- a purchase, and the week ---- */

static void buy(rq_block *block, const brand_state *s, uint32_t agent, uint32_t occasion, const selection *chosen) {
  if (chosen->b == NO_BRAND) return;
  uint32_t b = chosen->b, before = s->last_brand[agent], draw = purchase_draw(occasion, b);
  purchase x = {agent, b, draw, pair_of(s, agent, b), chosen->was, rq_draw(s->key, agent, s->week, Q_EXPERIENCE, draw)};
  double owed = (double)rq_fixed(s->owed[x.pair]);
  int why = chosen->trial ? WHY_TRIAL : (s->coupon[x.pair] ? WHY_DISCOUNT : WHY_CHOSEN);
  if (chosen->trial) s->flags[x.pair] = (uint8_t)((s->flags[x.pair] & ~WILL_TRY) | TRIED | KNOWS);
  count_transition(block, s, &x);
  double paid = take_payment(block, s, &x);
  int service = be_served(block, s, &x);
  if (before != NO_BRAND && before != b && s->streak[agent] >= s->p->told_streak)
    tell_of_leaving(block, s, agent, purchase_draw(occasion, before));
  if (rq_unit(x.luck.v[LUCK_TOLD]) < (float)s->p->brands[b].wom) tell_of_purchase(block, s, agent, draw);
  remember_purchase(s, &x);
  if (rq_in_panel(block->world, agent))
    rq_note(block, E_PURCHASE,
            (double[]){s->week, agent, b, before, paid, class_of(s->p, x.was.g, false), (double)x.was.g, (double)x.was.a, (double)x.was.c,
                       owed, service, why});
}

RQ_CLONES static void odds_of_none(uint32_t count, const float *rate, float *odds) {
  for (uint32_t n = 0; n < count; n++) odds[n] = rq_exp(-rate[n]);
}

/* Customers with an occasion this week, and how many occasions each has; returns the number of customers. */
static uint32_t draw_occasions(const rq_block *block, const brand_state *s, uint32_t *customer, uint8_t *occasions) {
  float uniform[RQ_BLOCK], none[RQ_BLOCK];
  const float *rate = s->purchase_rate + block->first;
  uint32_t count = 0;
  rq_uniforms(s->key, block->first, block->count, s->week, Q_OCCASIONS, uniform);
  odds_of_none(block->count, rate, none);
  for (uint32_t n = 0; n < block->count; n++) {
    if (uniform[n] <= none[n]) continue;
    customer[count] = block->first + n;
    occasions[count++] = (uint8_t)rq_poisson(uniform[n], rate[n]);
  }
  return count;
}

void phase_purchases(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  if (s.brands == 0) return;
  uint32_t customer[RQ_BLOCK] = {0};
  uint8_t occasions[RQ_BLOCK] = {0};
  selection chosen[PAIRS];
  uint32_t count = draw_occasions(block, &s, customer, occasions);
  for (uint32_t occasion = 0; count > 0; occasion++) {
    for (uint32_t from = 0, taken; from < count; from += taken) {
      taken = choose_brands(&s, block->world, customer + from, count - from, occasion, chosen);
      for (uint32_t n = 0; n < taken; n++) buy(block, &s, customer[from + n], occasion, &chosen[n]);
    }
    uint32_t left = 0;
    for (uint32_t n = 0; n < count; n++) {
      customer[left] = customer[n];
      occasions[left] = occasions[n];
      left += occasions[n] > occasion + 1;
    }
    count = left;
  }
}
