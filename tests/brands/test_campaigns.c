/* Campaigns (model.md 7): what a contact does, at whom it aims, turns and budgets, coupons. Shares at 4 standard errors. */
#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PEOPLE 4000u
#define BASE QUIET RING(4000) "brands: [{name: A, wom: 0, advertising: 0, failure_rate: 0}, {name: B, wom: 0}]\n"
#define STILL BASE "market: {purchase_rate: 0}\nreturns: {enabled: no}\n"
/* A channel that nothing can go wrong with. */
#define SURE "channels: [{name: sure, warmth: 0.8, cost: 3, minutes: 7}, {name: net, warmth: 0.8, cost: 3, online: yes}]\n"

static void assert_share(double got, double expected, double n) {
  double error = 4 * sqrt(expected * (1 - expected) / n);
  if (!(n > 300) || !(fabs(got - expected) <= error)) fail_msg("of %.0f a share of %.5f is not %.5f within %.5f", n, got, expected, error);
}

static void assert_near(double got, double expected, double error) {
  if (!(fabs(got - expected) <= error)) fail_msg("%.9g is not %.9g within %g", got, expected, error);
}

static int64_t micro(const stage *x, uint32_t field, uint32_t k) {
  return ((const int64_t *)rq_array(x->world, field))[k];
}

/* ---- one contact ---- */

static void a_contact_warms_and_obliges(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: sure, value: 2, start: 2, until: 2}]\n");
  x.s.closeness[0] = rq_to_fraction(0.5f); /* of person 0 and brand A */
  x.s.last[0] = 1;
  stage_turn(&x, 2);
  double w = 0.8, g = 0.5 * exp2(-1.0 / 104);
  assert_near((double)brand_now(&x.s, 0, 0).g, g + 0.15 * w * sqrt(2) * (1 - g), 1e-4);
  for (uint32_t i = 1; i < PEOPLE; i++) {
    size_t pair = pair_of(&x.s, i, 0);
    half now = brand_now(&x.s, pair, 0);
    assert_near((double)now.g, 0.15 * w * sqrt(2), 1e-4);
    assert_near((double)now.a, 0.12 * w, 1e-4);
    assert_near((double)rq_fixed(x.s.owed[pair]), (double)x.s.orientation[i] * w * 2, 1e-3);
    assert_int_equal(x.s.closeness[pair + 1], 0); /* the other brand gains nothing */
  }
  assert_true(stage_value(&x, S_CONTACTS, 0) == PEOPLE && stage_value(&x, S_REACHED, 0) == PEOPLE);
  assert_near(stage_value(&x, S_SPEND, 0), PEOPLE * (3 + 2 * 5.0), 1e-6);
  assert_near(stage_value(&x, S_CAMPAIGN_COSTS, 0), PEOPLE * (3 + 2 * 5.0), 1e-6);
  assert_near(stage_value(&x, S_PROFIT, 0), -(PEOPLE * (3 + 2 * 5.0)), 1e-6);
  assert_near(stage_value(&x, S_STAFF_MINUTES, 0), PEOPLE * 7.0, 1e-6);
  stage_close(&x);
}

static void contacts_tire(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns:\n- {brand: A, favor: gift, channel: sure, start: 1, until: 3}\n"
                                  "- {brand: A, favor: gift, channel: sure, start: 1, until: 1}\n"
                                  "- {brand: A, favor: gift, channel: sure, start: 6, until: 6}\n");
  /* contacts in the last three weeks: 0 and 1 in week 1, 2 in week 2, 3 in week 3, and in week 6 only those of weeks 4 to 6 */
  double a = 0, w = 0.12 * 0.8;
  const double before[] = {0, 1, 2, 3};
  for (int n = 0; n < 4; n++) {
    if (n >= 2) a *= exp2(-1.0 / 16);
    a += w * exp2(-before[n]) * (1 - a);
  }
  stage_turn(&x, 3);
  assert_near((double)brand_now(&x.s, 0, 0).a, a, 2e-4);
  stage_turn(&x, 2);
  a *= exp2(-3.0 / 16);
  stage_turn(&x, 1);
  assert_near((double)brand_now(&x.s, 0, 0).a, a + w * (1 - a), 2e-4);
  stage_close(&x);
}

static void a_blunder_turns_it_around(void **state) {
  (void)state;
  stage x = stage_open(STILL "channels: [{name: clumsy, warmth: 0.8, blunder: 0.3, record_weeks: 4}]\n"
                             "campaigns: [{brand: A, favor: gift, channel: clumsy, start: 1, until: 1}]\n");
  for (uint32_t i = 0; i < PEOPLE; i++) x.s.closeness[pair_of(&x.s, i, 0)] = rq_to_fraction(0.5f);
  stage_turn(&x, 1);
  double g = 0.5 * exp2(-1.0 / 104), step = 0.15 * 0.8, blunders = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    size_t pair = pair_of(&x.s, i, 0);
    double now = (double)rq_fraction(x.s.closeness[pair]);
    bool bad = now < g;
    assert_near(now, bad ? g - step * g : g + step * (1 - g), 1e-4);
    assert_true(bad == (x.s.owed[pair] == 0));
    blunders += bad;
  }
  assert_true(stage_value(&x, S_BLUNDERS, 0) == blunders);
  assert_share(blunders / PEOPLE, 0.3, PEOPLE);
  stage_close(&x);
}

static void machines_are_seen_through(void **state) {
  (void)state;
  stage x = stage_open(STILL "channels: [{name: machine, warmth: 0.8, human: no}]\n"
                             "campaigns: [{brand: A, favor: gift, channel: machine, start: 1, until: 1}]\n");
  stage_turn(&x, 1);
  double seen = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    double g = (double)rq_fraction(x.s.closeness[pair_of(&x.s, i, 0)]);
    bool cold = g < 0.06;
    assert_near(g, 0.15 * 0.8 * (cold ? 0.2 : 1), 1e-4);
    seen += cold;
  }
  assert_share(seen / PEOPLE, 0.6, PEOPLE);
  stage_close(&x);
}

static void online_contacts_reach_half_and_cool_the_uninterested(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: net, start: 1, until: 1}]\n");
  for (uint32_t i = 0; i < 1000; i++) x.s.flags[pair_of(&x.s, i, 0)] |= HAS_APP;
  for (uint32_t i = 0; i < PEOPLE; i++) x.s.flags[pair_of(&x.s, i, 0)] &= (uint8_t)~KNOWS;
  stage_turn(&x, 1);
  double reached = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    size_t pair = pair_of(&x.s, i, 0);
    double g = (double)rq_fraction(x.s.closeness[pair]);
    if (g > 0) assert_near(g, 0.15 * 0.8 * (x.s.interested[i] ? 1 : 0.3), 1e-4);
    assert_true((g > 0) == (x.s.flags[pair] & KNOWS)); /* who is reached knows the brand from then on */
    if (i < 1000) assert_true(g > 0);
    if (i >= 1000) reached += g > 0;
  }
  assert_share(reached / (PEOPLE - 1000), 0.5, PEOPLE - 1000);
  assert_true(stage_value(&x, S_REACHED, 0) == reached + 1000);
  assert_near(stage_value(&x, S_SPEND, 0), 1000 * (1.5 + 5) + (PEOPLE - 1000) * (3 + 5.0), 1e-6); /* half the cost over the app */
  stage_close(&x);
}

/* ---- at whom, when ---- */

/* Contacts of person i by brand A so far, from the fading-free ledger: one favor unit each over a sure channel. */
static bool contacted(const stage *x, uint32_t i) {
  return x->s.owed[pair_of(&x->s, i, 0)] > 0;
}

static void targets_are_met(void **state) {
  (void)state;
  const char *target[] = {"customers", "lapsed", "prospects", "everyone, generation: y", "random, fraction: 0.3"};
  for (uint32_t t = 0; t < RQ_COUNT_OF(target); t++) {
    char yaml[1000];
    snprintf(yaml, sizeof yaml, "%starget: %s}]\n",
             BASE SURE "returns: {enabled: no}\ncampaigns: [{brand: A, favor: gift, channel: sure, start: 12, until: 12, ", target[t]);
    stage x = stage_open(yaml);
    stage_turn(&x, 11);
    bool *wanted = calloc(PEOPLE, sizeof *wanted);
    uint32_t count = 0;
    for (uint32_t i = 0; i < PEOPLE; i++) {
      bool bought = x.s.purchases[pair_of(&x.s, i, 0)] > 0, customer = x.s.last_brand[i] == 0;
      wanted[i] = t == 0 ? customer : t == 1 ? bought && !customer : t == 2 ? !bought : t == 3 ? x.s.generation[i] == 2 : x.s.sample[i] & 1;
      count += wanted[i];
    }
    stage_turn(&x, 1);
    for (uint32_t i = 0; i < PEOPLE; i++) assert_int_equal(contacted(&x, i), wanted[i]);
    assert_true(count > 300 && count < PEOPLE - 300);
    if (t == 4) assert_share(count / (double)PEOPLE, 0.3, PEOPLE);
    free(wanted);
    stage_close(&x);
  }
}

static void positions_are_met(void **state) {
  (void)state;
  const char *target[] = {"most_connected", "brokers", "communities"};
  for (uint32_t t = 0; t < 3; t++) {
    char yaml[600];
    snprintf(yaml, sizeof yaml,
             "population: {network: {kind: karate}}\nbrands: [{name: A}]\nreturns: {enabled: no}\n" SURE
             "campaigns: [{brand: A, favor: gift, channel: sure, start: 1, target: %s%s}]\n",
             target[t], t < 2 ? ", fraction: 0.0589" : "");
    stage x = stage_open(yaml);
    uint32_t sampled = 0;
    for (uint32_t i = 0; i < 34; i++) sampled += x.s.sample[i] & 1;
    if (t == 0) /* members 1 and 34, as everybody knows; then 33 */
      assert_true(x.s.sample[33] & x.s.sample[0] & 1);
    if (t == 1) assert_true(x.s.sample[0] & 1); /* member 1 has the lowest constraint of all */
    if (t < 2) assert_true(sampled == 3);
    if (t == 2) assert_true(sampled >= 3 && sampled <= 5 && (x.s.sample[33] & 1)); /* four communities; their heads */
    stage_close(&x);
  }
}

static void gifts_come_at_festivals_and_apologies_after_failures(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns:\n- {brand: A, favor: occasion_gift, channel: sure, start: 1, until: 70}\n"
                                  "- {brand: A, favor: apology, channel: sure, start: 2, until: 70, every: 2}\n");
  x.s.failed[pair_of(&x.s, 7, 0)] = 20;
  x.s.failed[pair_of(&x.s, 8, 0)] = 15;
  rq_error error = RQ_NO_ERROR;
  for (uint32_t week = 1; week <= 70; week++) {
    assert_int_equal(rq_tick(x.world, &error), RQ_OK);
    bool festival = week == 5 || week == 23 || week == 38 || week == 57;
    assert_true(stage_value(&x, S_CONTACTS, 0) == (festival ? PEOPLE : 0));
    if (week == 20) { /* failures of week 20 were not yet there: they are set by hand above, as if they were; apologised at once */
      assert_true(stage_value(&x, S_CONTACTS, 1) == 1);
      assert_int_equal(x.s.failed[pair_of(&x.s, 7, 0)], 0);
      assert_int_equal(x.s.failed[pair_of(&x.s, 8, 0)], 0);
    } else if (week > 20) {
      assert_true(stage_value(&x, S_CONTACTS, 1) == 0);
    }
  }
  stage_close(&x);
}

/* ---- turns and budgets ---- */

static void people_take_turns(void **state) {
  (void)state;
  /* 100 waves of an eighth of all: everybody has 12 or 13 turns */
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: sure, start: 1, until: 100, budget: 400000}]\n");
  uint32_t *turns = calloc(PEOPLE, sizeof *turns);
  int32_t *before = calloc(PEOPLE, sizeof *before);
  for (uint32_t week = 1; week <= 100; week++) {
    stage_turn(&x, 1);
    assert_true(stage_value(&x, S_CONTACTS, 0) == 500);
    for (uint32_t i = 0; i < PEOPLE; i++) {
      int32_t owed = x.s.owed[pair_of(&x.s, i, 0)];
      turns[i] += owed > before[i];
      before[i] = owed;
    }
  }
  uint32_t low = UINT32_MAX, high = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    low = turns[i] < low ? turns[i] : low;
    high = turns[i] > high ? turns[i] : high;
  }
  assert_true(low >= 12 && high <= 13);
  assert_true(micro(&x, G_SPENT, 0) == INT64_C(400000000000));
  free(turns);
  free(before);
  stage_close(&x);
}

static void an_order_by_key_not_by_number(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: sure, start: 1, until: 1, budget: 16000}]\n");
  stage_turn(&x, 1);
  double first = 0, all = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    all += contacted(&x, i);
    first += i < PEOPLE / 2 && contacted(&x, i);
  }
  assert_true(all == 2000);
  assert_near(first / all, 0.5, 4 * sqrt(0.25 / all));
  stage_close(&x);
}

static void money_that_is_left_carries_over(void **state) {
  (void)state;
  /* nobody has failed in the first eight weeks: what was for them is there for the last two waves */
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: apology, channel: sure, start: 1, until: 10, budget: 8000}]\n");
  stage_turn(&x, 8);
  for (uint32_t i = 0; i < PEOPLE; i++) x.s.failed[pair_of(&x.s, i, 0)] = 8;
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 500);
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 500);
  assert_true(micro(&x, G_SPENT, 0) == INT64_C(8000000000));
  stage_close(&x);
}

static void without_an_end_there_is_no_pace(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: sure, start: 1, budget: 40000}]\n");
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 4000);
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 1000);
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 0);
  stage_close(&x);
}

static uint32_t dice(uint32_t trial, uint32_t number, uint32_t sides) {
  return rq_draw((rq_key){20240607, 0}, trial, 0, 1, number).v[0] % sides;
}

/* Random campaigns, many of them short of money or minutes: nothing is ever overspent (rq_world_verify looks every week), money that
 * could reach somebody is used, and every contact is paid for. */
static void budgets_hold(void **state) {
  (void)state;
  const char *favors[] = {"gift", "discount", "event", "concierge", "occasion_gift", "apology", "personal_service"};
  const char *channels[] = {"live_chat", "face_to_face", "email", "personalisation", "sure"};
  const char *targets[] = {"everyone", "customers", "prospects", "lapsed", "random"};
  uint32_t exhausted = 0;
  for (uint32_t trial = 0; trial < 12; trial++) {
    char yaml[4000] = QUIET RING(3000) SURE
        "market: {purchase_rate: 0.6}\nbrands: [{name: A, failure_rate: 0.2}, {name: B, failure_rate: 0.1, price: 110.37}]\ncampaigns:\n";
    for (uint32_t k = 0; k < 4; k++) {
      size_t used = strlen(yaml);
      uint32_t d = k * 20, favor = dice(trial, d, 7);
      snprintf(yaml + used, sizeof yaml - used,
               "- {brand: %s, favor: %s, channel: %s, target: %s, fraction: %.2f, start: %u, until: %u, every: %u, value: %.3f, budget: "
               "%.4f, staff_minutes: %s}\n",
               dice(trial, d + 1, 2) ? "A" : "B", favors[favor], channels[dice(trial, d + 2, 5)], targets[dice(trial, d + 3, 5)],
               0.2 + 0.1 * dice(trial, d + 4, 8), 1 + dice(trial, d + 5, 10), 12 + dice(trial, d + 6, 40), 1 + dice(trial, d + 7, 7),
               (favor == 1 ? 0.05 : 0.3) * (1 + dice(trial, d + 8, 5)), 500.0 * (1 + dice(trial, d + 9, 40)) + 0.1234,
               dice(trial, d + 10, 2) ? ".inf" : "5000");
    }
    stage x = stage_open(yaml);
    double spend[4] = {0}, costs[2] = {0};
    for (uint32_t week = 1; week <= 60; week++) {
      stage_turn(&x, 1);
      for (uint32_t k = 0; k < 4; k++) spend[k] += stage_value(&x, S_SPEND, k);
      for (uint32_t b = 0; b < 2; b++) costs[b] += stage_value(&x, S_CAMPAIGN_COSTS, b);
    }
    double booked[2] = {0};
    for (uint32_t k = 0; k < 4; k++) {
      const campaign *c = &x.p->campaigns[k];
      assert_near(spend[k], from_micro(micro(&x, G_SPENT, k)), 1e-6 * (1 + spend[k]) * 1e-3);
      assert_true(micro(&x, G_SPENT, k) <= to_micro(c->budget) && micro(&x, G_MINUTES, k) <= to_micro(c->staff_minutes));
      if (c->favor != FAVOR_DISCOUNT) booked[c->brand] += spend[k];
      exhausted += spend[k] > 0.95 * c->budget;
    }
    assert_near(booked[0], costs[0], 1e-6);
    assert_near(booked[1], costs[1], 1e-6);
    stage_close(&x);
  }
  assert_true(exhausted >= 8); /* control: the limits were felt */
}

/* The check of budgets can fail: a campaign that is made to have spent too much is found out. */
static void overspending_is_found_out(void **state) {
  (void)state;
  stage x = stage_open(STILL SURE "campaigns: [{brand: A, favor: gift, channel: sure, start: 1, until: 2, budget: 100}]\n");
  stage_turn(&x, 2);
  ((int64_t *)rq_array(x.world, G_SPENT))[0] = to_micro(100) + 1;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_world_verify(x.world, &error), RQ_INTERNAL);
  assert_non_null(strstr(error.text, "campaign 0"));
  rq_error_free(&error);
  stage_close(&x);
}

/* ---- coupons ---- */

static void coupons_lower_the_price_and_nothing_else(void **state) {
  (void)state;
  stage x = stage_open(BASE "market: {purchase_rate: 0.4}\ncampaigns: [{brand: A, favor: discount, channel: email, value: 0.2, start: 2, "
                            "until: 2, every: 3}]\n");
  for (uint32_t i = 0; i < PEOPLE; i++) x.s.flags[pair_of(&x.s, i, 0)] &= (uint8_t) ~(i % 4 ? 0u : KNOWS);
  stage_turn(&x, 1);
  assert_near(stage_value(&x, S_REVENUE, 0), 100 * stage_value(&x, S_PURCHASES, 0), 1e-6);
  stage_turn(&x, 1);
  assert_true(stage_value(&x, S_CONTACTS, 0) == PEOPLE && stage_value(&x, S_STAFF_MINUTES, 0) == 0 &&
              stage_value(&x, S_CAMPAIGN_COSTS, 0) == 0);
  assert_true(stage_value(&x, S_AWARE, 0) == 3000); /* a coupon makes nobody know the brand */
  double spend = 0, used = 0;
  for (uint32_t week = 2; week <= 7; week++) { /* coupons of week 2 hold until week 4 */
    if (week > 2) stage_turn(&x, 1);
    double bought = stage_value(&x, S_PURCHASES, 0), forgone = 100 * bought - stage_value(&x, S_REVENUE, 0);
    assert_near(forgone, stage_value(&x, S_SPEND, 0), 1e-6);
    assert_near(stage_value(&x, S_PRICE_PAID, 0), stage_value(&x, S_REVENUE, 0), 1e-9);
    assert_true(week <= 4 ? forgone > 0 : forgone == 0);
    spend += forgone;
  }
  for (uint32_t i = 0; i < PEOPLE; i++) {
    size_t pair = pair_of(&x.s, i, 0);
    assert_true(!x.s.closeness[pair] && !x.s.affective[pair] && !x.s.owed[pair] && !x.s.coupon[pair]);
  }
  used = spend / 20; /* at most one purchase each */
  assert_true(fabs(used - round(used)) < 1e-6 && used > 500 && used < 3000);
  assert_true(micro(&x, G_SPENT, 0) == to_micro(spend) && micro(&x, G_RESERVED, 0) == 0);
  stage_close(&x);
}

/* A coupon draws purchases as a lower price does. */
static void coupons_attract(void **state) {
  (void)state;
  double share[2];
  for (int on = 0; on < 2; on++) {
    char yaml[600];
    snprintf(yaml, sizeof yaml,
             BASE "market: {purchase_rate: 1, choice: {cognitive: 0, habit: 0}}\ncampaigns: [{brand: A, favor: discount, "
                  "channel: email, value: %s, start: 1}]\n",
             on ? "0.2" : "0");
    stage x = stage_open(yaml);
    for (uint32_t i = 0; i < PEOPLE; i++) {
      x.s.taste[pair_of(&x.s, i, 0)] = x.s.taste[pair_of(&x.s, i, 1)] = 0;
      ((float *)rq_array(x.world, F_PRICE_SENSITIVITY))[i] = 1;
    }
    stage_turn(&x, 1);
    double n = stage_value(&x, S_CATEGORY_FIRST, 0) + stage_value(&x, S_CATEGORY_FIRST, 1);
    share[on] = stage_value(&x, S_CATEGORY_FIRST, 0) / n;
    assert_share(share[on], on ? 1 / (1 + exp(-6 * 0.2)) : 0.5, n);
    stage_close(&x);
  }
}

static uint32_t coupons_held(const stage *x) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) count += x->s.coupon[pair_of(&x->s, i, 0)] > 0;
  return count;
}

/* Where the price has risen since the wave, a coupon gives up no more than was reserved for it. */
static void a_coupon_never_costs_more_than_reserved(void **state) {
  (void)state;
  stage x = stage_open(
      BASE "market: {purchase_rate: 0.4, counter_offer: [{brand: A, at: [1], weeks: 2, price_cut: 0.5}]}\n"
           "campaigns: [{brand: A, favor: discount, channel: email, value: 0.2, start: 2, until: 2, every: 5, budget: 10000}]\n");
  stage_turn(&x, 2);
  assert_true(stage_value(&x, S_CONTACTS, 0) == 1000); /* 10 each: a fifth of 50 */
  assert_true(x.s.price[0] == 50);
  uint32_t left = coupons_held(&x);
  assert_near(stage_value(&x, S_SPEND, 0), 10 * (1000.0 - left), 1e-6);
  stage_turn(&x, 1);
  assert_true(x.s.price[0] == 100);
  uint32_t used = left - coupons_held(&x);
  assert_true(used > 20);
  assert_near(stage_value(&x, S_SPEND, 0), 10.0 * used, 1e-6); /* not 20 */
  stage_turn(&x, 4);
  assert_true(micro(&x, G_RESERVED, 0) == 0);
  stage_close(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_contact_warms_and_obliges),
      cmocka_unit_test(contacts_tire),
      cmocka_unit_test(a_blunder_turns_it_around),
      cmocka_unit_test(machines_are_seen_through),
      cmocka_unit_test(online_contacts_reach_half_and_cool_the_uninterested),
      cmocka_unit_test(targets_are_met),
      cmocka_unit_test(positions_are_met),
      cmocka_unit_test(gifts_come_at_festivals_and_apologies_after_failures),
      cmocka_unit_test(people_take_turns),
      cmocka_unit_test(an_order_by_key_not_by_number),
      cmocka_unit_test(money_that_is_left_carries_over),
      cmocka_unit_test(without_an_end_there_is_no_pace),
      cmocka_unit_test(budgets_hold),
      cmocka_unit_test(overspending_is_found_out),
      cmocka_unit_test(coupons_lower_the_price_and_nothing_else),
      cmocka_unit_test(coupons_attract),
      cmocka_unit_test(a_coupon_never_costs_more_than_reserved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
