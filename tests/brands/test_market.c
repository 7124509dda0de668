/* Prices, rivals, ratings, entry and profit (model.md 8, 9), and the messages for brands and campaigns that make no sense. */
#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PEOPLE 3000u
#define THREE                                                                                                                              \
  "brands: [{name: A, wom: 0, failure_rate: 0}, {name: B, wom: 0, failure_rate: 0}, {name: C, wom: 0, failure_rate: 0, enters: 60}]\n"
#define BASE QUIET RING(3000) THREE

static void assert_near(double got, double expected, double error) {
  if (!(fabs(got - expected) <= error)) fail_msg("%.9g is not %.9g within %g", got, expected, error);
}

/* Makes one brand so much the better liked, from now on. */
static void favor_brand(stage *x, uint32_t b, float taste) {
  for (uint32_t i = 0; i < PEOPLE; i++) x->s.taste[pair_of(&x->s, i, b)] += taste;
}

/* ---- counter-offers ---- */

static void a_counter_offer_holds_for_its_weeks(void **state) {
  (void)state;
  stage x = stage_open(BASE "market: {counter_offer: [{against: A, at: [3, 10], price_cut: 0.25, weeks: 4}]}\n");
  for (uint32_t week = 1; week <= 20; week++) {
    stage_turn(&x, 1);
    bool cut = (week >= 3 && week < 7) || (week >= 10 && week < 14);
    assert_near(x.s.price[0], 100, 0);
    assert_near(x.s.price[1], cut ? 75 : 100, 0);
    assert_near(stage_value(&x, S_PRICE, 1), cut ? 75 : 100, 0);
    assert_near(stage_value(&x, S_PRICE, 2), 0, 0); /* not on sale yet */
    assert_near(stage_value(&x, S_REVENUE, 1), (cut ? 75 : 100) * stage_value(&x, S_PURCHASES, 1), 1e-6);
  }
  stage_close(&x);
}

static void where_cuts_meet_the_lower_price_and_later_end_hold(void **state) {
  (void)state;
  stage x =
      stage_open(BASE "market: {counter_offer: [{brand: B, at: [3], price_cut: 0.3, weeks: 4}, {brand: B, at: [5], price_cut: 0.1, weeks: "
                      "6}]}\n");
  for (uint32_t week = 1; week <= 14; week++) {
    stage_turn(&x, 1);
    assert_near(x.s.price[1], week >= 3 && week <= 10 ? 70 : 100, 1e-9);
  }
  stage_close(&x);
}

/* The weeks in which B's price is cut, and how often a cut ends, when A gains share from week `shock` on. */
typedef struct cuts {
  uint32_t first, weeks, ends;
} cuts;

static cuts cuts_after(uint32_t shock) {
  stage x = stage_open(
      QUIET RING(3000) "brands: [{name: A, wom: 0, failure_rate: 0}, {name: B, wom: 0, failure_rate: 0}]\nmarket: {purchase_rate: 1, "
                       "counter_offer: [{brand: B, when_share_falls_by: 0.2, price_cut: 0.25, weeks: 5}]}\n");
  cuts c = {0, 0, 0};
  uint32_t running = 0;
  for (uint32_t week = 1; week <= 80; week++) {
    if (week == shock) favor_brand(&x, 0, 2);
    stage_turn(&x, 1);
    if (x.s.price[1] < 100) {
      if (!c.first) c.first = week;
      c.weeks++;
      running++;
    } else if (running) {
      assert_int_equal(running % 5, 0); /* a new cut may follow at once */
      running = 0;
      c.ends++;
    }
  }
  stage_close(&x);
  return c;
}

static void a_fall_of_the_share_is_answered_again_and_again(void **state) {
  (void)state;
  cuts c = cuts_after(30), none = cuts_after(1000);
  assert_true(c.first > 31 && c.first <= 38); /* the share over eight weeks must have fallen by a fifth */
  assert_true(c.weeks > 5);
  assert_true(none.weeks == 0); /* control: nothing happens without a fall */
}

/* A share that falls back to where it was, because a cut has ended, is no reason for another. */
static void the_end_of_a_cut_is_no_fall(void **state) {
  (void)state;
  stage x = stage_open(
      QUIET RING(3000) "brands: [{name: A, wom: 0, failure_rate: 0}, {name: B, wom: 0, failure_rate: 0}]\nmarket: {purchase_rate: 1, "
                       "counter_offer: [{brand: B, at: [30], when_share_falls_by: 0.1, price_cut: 0.25, weeks: 12}]}\n");
  double share_in_cut = 0, share_after = 0;
  for (uint32_t week = 1; week <= 90; week++) {
    stage_turn(&x, 1);
    assert_near(x.s.price[1], week >= 30 && week < 42 ? 75 : 100, 1e-9);
    double b = stage_value(&x, S_PURCHASES, 1), share = b / (b + stage_value(&x, S_PURCHASES, 0));
    if (week == 41) share_in_cut = share;
    if (week == 51) share_after = share;
  }
  assert_true(share_after < 0.85 * share_in_cut); /* it did fall, measured from the cut */
  stage_close(&x);
}

/* ---- price war ---- */

static void a_price_war_stops_at_the_floor(void **state) {
  (void)state;
  stage x = stage_open(
      QUIET RING(3000) "brands: [{name: A, wom: 0}, {name: B, wom: 0, unit_cost: 92}]\nmarket: {purchase_rate: 1, price_war: yes}\n");
  stage_turn(&x, 30);
  favor_brand(&x, 0, 2);
  stage_turn(&x, 7);
  assert_near(x.s.price[1], 1.05 * 92, 1e-9); /* not 0.95 x 100 */
  stage_close(&x);
}

static void a_price_war_undercuts_down_to_the_floor(void **state) {
  (void)state;
  for (int war = 0; war < 2; war++) {
    char yaml[700];
    snprintf(yaml, sizeof yaml,
             QUIET RING(3000) "brands: [{name: A, wom: 0}, {name: B, wom: 0, unit_cost: 60}]\nmarket: {purchase_rate: 1, price_war: %s}\n",
             war ? "yes" : "no");
    stage x = stage_open(yaml);
    stage_turn(&x, 30);
    favor_brand(&x, 0, 2);
    double before = 100, lowest = 100, profit = 0;
    uint32_t first = 0;
    for (uint32_t week = 31; week <= 100; week++) {
      double rival = x.s.price[0];
      stage_turn(&x, 1);
      double price = x.s.price[1];
      if (price < before && !first) {
        first = week;
        assert_near(price, 0.95 * rival, 1e-9);
      }
      if (price != before && price < 100) assert_true(week % 4 == 0); /* brands look every fourth week */
      lowest = price < lowest ? price : lowest;
      before = price;
      profit += stage_value(&x, S_PROFIT, 0) + stage_value(&x, S_PROFIT, 1);
    }
    assert_true(war ? first == 32 || first == 36 : first == 0);
    assert_true(lowest >= 63 - 1e-9);
    if (war) assert_near(lowest, 95, 32); /* and it goes on from there */
    if (!war) assert_near(lowest, 100, 0);
    assert_true(profit > 0);
    stage_close(&x);
  }
}

static void a_war_is_cut_throat(void **state) {
  (void)state;
  double profit[2] = {0};
  for (int war = 0; war < 2; war++) {
    char yaml[700];
    snprintf(yaml, sizeof yaml,
             QUIET RING(3000) "brands: [{name: A, wom: 0}, {name: B, wom: 0}, {name: C, wom: 0, enters: 30}]\nmarket: {price_war: %s}\n",
             war ? "yes" : "no");
    stage x = stage_open(yaml);
    for (uint32_t week = 1; week <= 120; week++) {
      stage_turn(&x, 1);
      for (uint32_t b = 0; b < 3; b++) profit[war] += stage_value(&x, S_PROFIT, b);
    }
    stage_close(&x);
  }
  assert_true(profit[1] < 0.7 * profit[0]);
}

/* ---- ratings ---- */

/* Ratings after a week in which these reviews arrive, in the order in which blocks happened to count them. */
static void reviews_count_alike_in_any_order(void **state) {
  (void)state;
  stage x = stage_open(BASE "market: {purchase_rate: 0}\n");
  double *rating = rq_array(x.world, G_RATING), *reviews = rq_array(x.world, G_REVIEWS);
  rq_error error = RQ_NO_ERROR;
  const double score[] = {0.5, 0.9, 0.75, 1, 0.6, 0.55, 0.8};
  double one_by_one = 0.5, n = 0;
  for (size_t k = 0; k < RQ_COUNT_OF(score); k++) one_by_one += (score[k] - one_by_one) / (20 + ++n);
  assert_int_equal(rq_tick(x.world, &error), RQ_OK);
  for (size_t k = 0; k < RQ_COUNT_OF(score); k++) {
    size_t from = k * 3 % RQ_COUNT_OF(score); /* another order */
    rq_tally_global(x.world, S_REVIEW_SCORES, 0, score[from]);
    rq_tally_global(x.world, S_RETURNS, REVIEW, 1);
  }
  once_market(x.world);
  assert_near(rating[0], one_by_one, 1e-12);
  assert_near(reviews[0], 7, 0);
  /* and the next week's go on from there */
  double next = one_by_one + (1 - one_by_one) / (20 + 8);
  assert_int_equal(rq_tick(x.world, &error), RQ_OK);
  rq_tally_global(x.world, S_REVIEW_SCORES, 0, 1);
  rq_tally_global(x.world, S_RETURNS, REVIEW, 1);
  once_market(x.world);
  assert_near(rating[0], next, 1e-12);
  assert_near(rating[1], 0.5, 0);
  stage_close(&x);
}

static void a_record_lowers_the_rating_until_it_fades(void **state) {
  (void)state;
  const double half_life[] = {2, 26};
  for (int k = 0; k < 2; k++) {
    char yaml[700];
    snprintf(yaml, sizeof yaml,
             BASE "market: {purchase_rate: 0}\nreturns: {enabled: no}\nchannels: [{name: bad, warmth: 1, blunder: 1, record_weeks: %g}]\n"
                  "campaigns: [{brand: A, favor: gift, channel: bad, start: 1, until: 1, budget: 10, staff_minutes: 100}]\n",
             half_life[k]);
    stage x = stage_open(yaml);
    double expected = 0.5, mass = 2; /* two contacts for 10, both blunders */
    for (uint32_t week = 1; week <= 40; week++) {
      stage_turn(&x, 1);
      expected -= 0.1 / 20 * mass;
      mass *= exp2(-1 / half_life[k]);
      assert_near(x.s.rating[0], expected > 0 ? expected : 0, 1e-5);
    }
    assert_true(k == 0 ? x.s.rating[0] > 0.45 : x.s.rating[0] < 0.3); /* what stays in writing costs more */
    assert_near(x.s.rating[1], 0.5, 0);
    stage_close(&x);
  }
}

static void the_rating_stops_at_zero(void **state) {
  (void)state;
  stage x = stage_open(
      BASE "market: {purchase_rate: 0}\nreturns: {enabled: no}\nchannels: [{name: bad, warmth: 1, blunder: 1, record_weeks: 100}]\n"
           "campaigns: [{brand: A, favor: gift, channel: bad}]\n");
  stage_turn(&x, 3);
  assert_near(x.s.rating[0], 0, 0);
  stage_close(&x);
}

/* ---- entry, advertising, profit ---- */

static void advertising_reaches_its_share_of_the_unaware(void **state) {
  (void)state;
  stage x = stage_open(QUIET RING(3000) "brands: [{name: A, wom: 0}, {name: B, wom: 0, enters: 5, awareness: 0.2, advertising: 0.05}]\n");
  stage_turn(&x, 4);
  assert_true(stage_value(&x, S_AWARE, 1) == 0);
  for (uint32_t week = 5; week <= 40; week++) {
    stage_turn(&x, 1);
    double expected = PEOPLE * (1 - 0.8 * pow(0.95, week - 4));
    assert_near(stage_value(&x, S_AWARE, 1), expected, 4 * sqrt(PEOPLE * 0.25));
  }
  stage_close(&x);
}

/* The same people are aware whenever the brand enters: scenarios share their luck. */
static void the_same_people_know_it_whenever_it_enters(void **state) {
  (void)state;
  uint8_t *knew = calloc(PEOPLE, 1);
  for (uint32_t enters = 0; enters < 8; enters += 7) {
    char yaml[500];
    snprintf(yaml, sizeof yaml, QUIET RING(3000) "brands: [{name: A}, {name: B, wom: 0, enters: %u, awareness: 0.3, advertising: 0}]\n",
             enters);
    stage x = stage_open(yaml);
    stage_turn(&x, 8);
    for (uint32_t i = 0; i < PEOPLE; i++) {
      uint8_t knows = x.s.flags[pair_of(&x.s, i, 1)] & KNOWS;
      if (enters) assert_int_equal(knows, knew[i]);
      knew[i] = knows;
    }
    stage_close(&x);
  }
  free(knew);
}

static void profits_and_switches_are_booked(void **state) {
  (void)state;
  stage x = stage_open(BASE "campaigns: [{brand: B, favor: gift, channel: phone, target: customers, every: 3, until: 50, budget: 3000}]\n");
  double total = 0;
  for (uint32_t week = 1; week <= 80; week++) {
    stage_turn(&x, 1);
    for (uint32_t b = 0; b < 3; b++) {
      double n = stage_value(&x, S_PURCHASES, b), row = 0, column = 0;
      assert_near(stage_value(&x, S_PROFIT, b), 40 * n - stage_value(&x, S_CAMPAIGN_COSTS, b), 1e-6);
      for (uint32_t other = 0; other < 3; other++) {
        row += other == b ? 0 : stage_value(&x, S_SWITCH_COUNT, b * 3 + other);
        column += stage_value(&x, S_SWITCH_COUNT, other * 3 + b);
      }
      assert_near(row, stage_value(&x, S_LOST, b), 0);
      assert_near(column, stage_value(&x, S_SWITCHES, b) + stage_value(&x, S_REPEATS, b), 0);
      assert_near(stage_value(&x, S_SWITCH_COUNT, b * 4), stage_value(&x, S_REPEATS, b), 0);
      total += stage_value(&x, S_PROFIT, b);
    }
  }
  const double *profit = rq_array(x.world, G_PROFIT);
  assert_near(profit[0] + profit[1] + profit[2], total, 1e-3);
  double customers = 0, buyers = 0;
  for (uint32_t b = 0; b < 3; b++) customers += stage_value(&x, S_CUSTOMERS, b);
  for (uint32_t i = 0; i < PEOPLE; i++) buyers += x.s.last_brand[i] != NO_BRAND;
  assert_near(customers, buyers, 0);
  stage_close(&x);
}

/* ---- mistakes ---- */

static void mistakes_are_named(void **state) {
  (void)state;
  const struct {
    const char *yaml, *message;
  } mistake[] = {
      {"campaigns: [{brand: A, favor: gift, channel: phone, start: 10, until: 5}]\n", "campaigns.0: until is 5"},
      {"campaigns: [{brand: A, favor: discount, channel: phone, value: 1.5}]\n", "campaigns.0: value is 1.5"},
      {"favors: {repayment: {festivals: []}}\ncampaigns: [{brand: A, favor: occasion_gift, channel: phone}]\n", "no festivals"},
      {"market: {counter_offer: [{brand: B, against: B, at: [3]}]}\n", "both 'B'"},
      {"market: {counter_offer: [{brand: B}]}\n", "it never happens"},
  };
  for (size_t k = 0; k < RQ_COUNT_OF(mistake); k++) {
    char yaml[500];
    snprintf(yaml, sizeof yaml, "brands: [{name: A}, {name: B}]\n%s", mistake[k].yaml);
    char *text = stage_complaint(yaml);
    if (!strstr(text, mistake[k].message)) fail_msg("'%s' is not in '%s'", mistake[k].message, text);
    free(text);
  }
  char *text = stage_complaint("brands: [{name: A}, {name: A}]\n");
  assert_non_null(strstr(text, "'A'"));
  free(text);
  text = stage_complaint("brands: [{name: A}, {name: B}]\n"); /* control */
  assert_string_equal(text, "");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_counter_offer_holds_for_its_weeks),
      cmocka_unit_test(where_cuts_meet_the_lower_price_and_later_end_hold),
      cmocka_unit_test(a_fall_of_the_share_is_answered_again_and_again),
      cmocka_unit_test(the_end_of_a_cut_is_no_fall),
      cmocka_unit_test(a_price_war_stops_at_the_floor),
      cmocka_unit_test(a_price_war_undercuts_down_to_the_floor),
      cmocka_unit_test(a_war_is_cut_throat),
      cmocka_unit_test(reviews_count_alike_in_any_order),
      cmocka_unit_test(a_record_lowers_the_rating_until_it_fades),
      cmocka_unit_test(the_rating_stops_at_zero),
      cmocka_unit_test(advertising_reaches_its_share_of_the_unaware),
      cmocka_unit_test(the_same_people_know_it_whenever_it_enters),
      cmocka_unit_test(profits_and_switches_are_booked),
      cmocka_unit_test(mistakes_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
