/* What customers give back (model.md 8): how often, what, and what each of the six favors does. Shares at 4 standard errors. */
#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PEOPLE 6000u
#define STILL QUIET RING(6000) "brands: [{name: A, awareness: 0, advertising: 0, wom: 0, failure_rate: 0}]\nmarket: {purchase_rate: 0}\n"

static void assert_share(double got, double expected, double n) {
  double error = 4 * sqrt(expected * (1 - expected) / n);
  if (!(n > 300) || !(fabs(got - expected) <= error)) fail_msg("of %.0f a share of %.5f is not %.5f within %.5f", n, got, expected, error);
}

static void assert_near(double got, double expected, double error) {
  if (!(fabs(got - expected) <= error)) fail_msg("%.9g is not %.9g within %g", got, expected, error);
}

static void owe(stage *x, float owed, uint8_t flags) {
  for (uint32_t i = 0; i < PEOPLE; i++) {
    x->s.owed[i] = rq_to_fixed(owed);
    x->s.flags[i] |= flags;
  }
}

static double returned(const stage *x, giving kind) {
  return stage_value(x, S_RETURNS, kind);
}

static double returned_in_all(const stage *x) {
  double sum = 0;
  for (uint32_t kind = 0; kind < RETURNS; kind++) sum += stage_value(x, S_RETURNS, kind);
  return sum;
}

static void who_owes_more_returns_more_often(void **state) {
  (void)state;
  const float owed[] = {0.5f, 1, 3};
  for (size_t k = 0; k < RQ_COUNT_OF(owed); k++) {
    stage x = stage_open(STILL);
    owe(&x, owed[k], 0);
    stage_turn(&x, 1);
    assert_share(returned_in_all(&x) / PEOPLE, 1 - exp(-0.3 * (double)owed[k]), PEOPLE);
    stage_close(&x);
  }
  stage x = stage_open(STILL);
  stage_turn(&x, 3);
  assert_true(returned_in_all(&x) == 0); /* nobody owes: nobody returns */
  stage_close(&x);
  x = stage_open(STILL "returns: {enabled: no}\n");
  owe(&x, 3, 0);
  stage_turn(&x, 3);
  assert_true(returned_in_all(&x) == 0);
  stage_close(&x);
}

static void open_favors_are_as_likely_and_worth_their_worth(void **state) {
  (void)state;
  stage x = stage_open(STILL "launches: [{brand: A, week: 1}]\nreturns: {rate: 100}\n");
  owe(&x, 1, 0);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    x.s.purchases[i] = 1; /* has bought: a review is open */
    x.s.last_purchase[i] = 1;
    x.s.flags[i] |= KNOWS | OPINION;
  }
  stage_turn(&x, 1);
  const double worth[RETURNS] = {0.5, 0.4, 0.3, 0.6, 0.2, 0.5};
  assert_true(returned(&x, TOLERATE) == 0);
  double debt = 0, expected = 0;
  for (uint32_t kind = TRY; kind < RETURNS; kind++) {
    assert_share(returned(&x, kind) / PEOPLE, 0.2, PEOPLE);
    expected += (1 - worth[kind]) * returned(&x, kind);
  }
  for (uint32_t i = 0; i < PEOPLE; i++) debt += (double)rq_fixed(x.s.owed[i]);
  assert_near(debt, expected, PEOPLE * 0.0006);
  stage_close(&x);
}

static void what_is_not_open_is_not_given(void **state) {
  (void)state;
  stage x = stage_open(STILL "returns: {rate: 100}\n"); /* nothing launched, nobody has bought */
  owe(&x, 1, HAS_APP);
  stage_turn(&x, 1);
  assert_true(returned(&x, TRY) == 0 && returned(&x, REVIEW) == 0 && returned(&x, APP) == 0);
  assert_share(returned(&x, RECOMMEND) / PEOPLE, 0.5, PEOPLE);
  assert_near(returned(&x, RECOMMEND) + returned(&x, JOIN_CLUB), PEOPLE, 0);
  stage_close(&x);
}

static void debts_never_turn_around(void **state) {
  (void)state;
  stage x = stage_open(STILL "returns: {rate: 100}\n");
  owe(&x, 0.19f, 0);
  stage_turn(&x, 1); /* every favor is worth more than what is owed; verify looks at each */
  for (uint32_t i = 0; i < PEOPLE; i++) assert_int_equal(x.s.owed[i], 0);
  stage_turn(&x, 1);
  assert_true(returned_in_all(&x) == 0);
  stage_close(&x);
}

static void a_trial_is_bought_next_and_once(void **state) {
  (void)state;
  stage x = stage_open(QUIET RING(
      6000) "brands: [{name: A, wom: 0, quality: 0.1}, {name: B, wom: 0}]\nmarket: {purchase_rate: 1, choice: {cognitive: 100}}\n"
            "launches: [{brand: A, week: 1}, {brand: A, week: 5}]\nreturns: {rate: 0}\n");
  stage_turn(&x, 1); /* a launch clears what was tried before */
  for (uint32_t i = 0; i < PEOPLE; i++) {
    x.s.taste[pair_of(&x.s, i, 0)] = -1000; /* nobody would choose A */
    x.s.taste[pair_of(&x.s, i, 1)] = 0;
    x.s.flags[pair_of(&x.s, i, 0)] |= WILL_TRY;
  }
  double trials = 0, buyers = 0;
  stage_turn(&x, 1);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    uint8_t flags = x.s.flags[pair_of(&x.s, i, 0)];
    assert_true(!(flags & WILL_TRY) != !(flags & TRIED));
    trials += (flags & TRIED) > 0;
  }
  buyers = stage_value(&x, S_BUYERS, 0);
  assert_true(trials > 1000 && buyers == trials && stage_value(&x, S_PURCHASES, 0) == trials);
  stage_turn(&x, 3);
  for (uint32_t i = 0; i < PEOPLE; i++) assert_true(!(x.s.flags[pair_of(&x.s, i, 0)] & (WILL_TRY | TRIED))); /* the next launch */
  stage_close(&x);
}

static void a_review_moves_the_rating_that_others_see(void **state) {
  (void)state;
  stage x = stage_open(STILL "returns: {rate: 100}\n");
  for (uint32_t i = 0; i < 600; i++) {
    x.s.owed[i] = rq_to_fixed(1);
    x.s.purchases[i] = 1;
    x.s.last_purchase[i] = 1;
    x.s.flags[i] |= HAS_APP | IN_CLUB | KNOWS | OPINION;
    x.s.affective[i] = rq_to_fraction(0.6f);
    x.s.closeness[i] = rq_to_fraction(0.5f);
  }
  stage_turn(&x, 1);
  double n = returned(&x, REVIEW), score = 0.5 + 0.5 * 0.6 * exp2(-0.5 / 104);
  assert_share(n / 600, 0.5, 600);
  assert_near(x.s.rating[0], (20 * 0.5 + n * score) / (20 + n), 1e-4);
  assert_near(stage_value(&x, S_REVIEWS, 0), n, 0);
  assert_near((double)brand_half(x.world, 5000, 0, 1).c, x.s.rating[0], 1e-6);
  stage_close(&x);
}

static void a_recommendation_lends_trust(void **state) {
  (void)state;
  stage x = stage_open(STILL "returns: {rate: 100}\n");
  uint32_t teller = 3000;
  x.s.owed[teller] = rq_to_fixed(0.6f);
  x.s.flags[teller] |= HAS_APP | IN_CLUB;
  x.s.affective[teller] = rq_to_fraction(0.8f);
  x.s.closeness[teller] = rq_to_fraction(0.9f);
  rq_row row = rq_world_row(x.world, teller);
  uint16_t *g = (uint16_t *)(uintptr_t)rq_world_row_values(x.world, &row, T_CLOSENESS);
  for (uint32_t k = 0; k < row.count; k++) g[k] = k == 2 ? rq_to_fraction(0.5f) : 0; /* P is proportional to closeness */
  stage_turn(&x, 1);
  assert_true(returned(&x, RECOMMEND) == 1 && x.s.owed[teller] == 0);
  uint32_t knows = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) knows += x.s.flags[i] & KNOWS;
  uint32_t friend = row.target[2];
  assert_int_equal(knows, 1);
  assert_true(x.s.flags[friend] & KNOWS);
  double a = 0.8 * exp2(-0.5 / 400), closeness = 0.5 * exp2(-1.0 / 104); /* a club member's trust fades half as fast */
  assert_near((double)rq_fraction(x.s.affective[friend]), 0.3 * closeness * a, 1e-4);
  assert_true(!(x.s.flags[friend] & OPINION)); /* it borrowed trust, not experience */
  stage_close(&x);
}

static void members_fade_half_as_fast_and_gather(void **state) {
  (void)state;
  stage x = stage_open(STILL "returns: {rate: 0}\n");
  for (uint32_t i = 0; i < PEOPLE; i++) {
    x.s.closeness[i] = x.s.affective[i] = rq_to_fraction(0.6f);
    if (i % 2) x.s.flags[i] |= IN_CLUB;
  }
  stage_turn(&x, 52);
  float other = brand_half(x.world, 0, 0, 52).g, member = brand_half(x.world, 1, 0, 52).g;
  assert_near((double)other, 0.6 * exp2(-0.5), 1e-4);
  assert_near((double)member, 0.6 * exp2(-0.25), 1e-4);
  uint32_t count;
  const uint32_t *members = rq_roster(x.world, R_CLUB_FIRST, &count);
  assert_int_equal(count, PEOPLE / 2);
  for (uint32_t k = 0; k < count; k++) assert_int_equal(members[k], 2 * k + 1);
  stage_close(&x);
}

static void guests_of_an_event_gather(void **state) {
  (void)state;
  stage x =
      stage_open(STILL "campaigns: [{brand: A, favor: event, channel: face_to_face, target: random, fraction: 0.1, start: 2, until: 2}]\n");
  stage_turn(&x, 1);
  uint32_t count;
  rq_roster(x.world, R_EVENT_FIRST, &count);
  assert_int_equal(count, 0);
  stage_turn(&x, 1);
  const uint32_t *guests = rq_roster(x.world, R_EVENT_FIRST, &count);
  assert_true(count == stage_value(&x, S_REACHED, 0) && count > 400);
  for (uint32_t k = 0; k < count; k++) assert_true(x.s.sample[guests[k]] & 1);
  stage_close(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_owes_more_returns_more_often), cmocka_unit_test(open_favors_are_as_likely_and_worth_their_worth),
      cmocka_unit_test(what_is_not_open_is_not_given),    cmocka_unit_test(debts_never_turn_around),
      cmocka_unit_test(a_trial_is_bought_next_and_once),  cmocka_unit_test(a_review_moves_the_rating_that_others_see),
      cmocka_unit_test(a_recommendation_lends_trust),     cmocka_unit_test(members_fade_half_as_fast_and_gather),
      cmocka_unit_test(guests_of_an_event_gather),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
