/* Survival curves and the log-rank test against published figures; spells cut by hand; steady states in closed form. */
#include "analysis/chain.h"
#include "analysis/ratio.h"
#include "analysis/spells.h"
#include "analysis/survival.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_near(double seen, double expected, double tolerance) {
  if (!(fabs(seen - expected) <= tolerance)) fail_msg("%.9g is not %.9g within %g", seen, expected, tolerance);
}

/* Remission of leukaemia in weeks (Freireich et al. 1963; Gehan 1965, Biometrika 52, table 1): 6-MP (group 0) and placebo (group 1). */
static size_t leukaemia(rq_lifetime *life) {
  static const double treated[] = {6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35};
  static const double placebo[] = {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23};
  for (size_t i = 0; i < 21; i++) {
    life[i] = (rq_lifetime){fabs(treated[i]), treated[i] > 0, 0};
    life[21 + i] = (rq_lifetime){placebo[i], true, 1};
  }
  return 42;
}

static void kaplan_meier(void **state) {
  (void)state;
  static const double time[] = {6, 7, 10, 13, 16, 22, 23}, share[] = {.857, .807, .753, .690, .627, .538, .448};
  static const double error[] = {.0764, .0869, .0963, .1068, .1141, .1282, .1346};
  rq_lifetime life[42];
  rq_survival s;
  rq_error failure = RQ_NO_ERROR;
  assert_int_equal(rq_survival_make(life, leukaemia(life), 0, &s, &failure), RQ_OK);
  assert_int_equal(s.points, 7);
  for (size_t i = 0; i < 7; i++) {
    assert_true(s.time[i] == time[i]);
    expect_near(s.share[i], share[i], 5e-4);
    expect_near(s.share[i] * sqrt(s.error[i]), error[i], 5e-5);
  }
  assert_true(rq_survival_median(&s) == 23);
  double at, low, high;
  rq_survival_at(&s, 9.99, &at, &low, &high); /* by R's survfit(conf.type = "log-log"): .563 and .923 */
  expect_near(at, .8067, 5e-5);
  expect_near(low, .563, 5e-4);
  expect_near(high, .923, 5e-4);
  rq_survival_at(&s, 5, &at, &low, &high);
  assert_true(at == 1 && isnan(low) && isnan(high));
  rq_survival_free(&s);
  assert_int_equal(rq_survival_make(life, 42, 1, &s, &failure), RQ_OK);
  rq_survival_at(&s, 23, &at, &low, &high);
  assert_true(at == 0 && isnan(low));
  assert_true(rq_survival_median(&s) == 8);
  rq_survival_free(&s);
  assert_int_equal(rq_survival_make(life, 42, 2, &s, &failure), RQ_OK); /* nobody */
  assert_int_equal(s.points, 0);
  assert_true(isnan(rq_survival_median(&s)));
  rq_survival_free(&s);
}

static void log_rank(void **state) {
  (void)state;
  rq_lifetime life[42];
  rq_log_rank test;
  rq_error failure = RQ_NO_ERROR;
  size_t count = leukaemia(life);
  assert_int_equal(rq_log_rank_test(life, count, 2, &test, &failure), RQ_OK);
  expect_near(test.statistic, 16.793, 5e-4); /* the same by Mantel's formula for two groups */
  assert_int_equal(test.df, 1);
  expect_near(test.p, 4.17e-5, 5e-8);
  /* a third group without members changes nothing */
  assert_int_equal(rq_log_rank_test(life, count, 3, &test, &failure), RQ_OK);
  expect_near(test.statistic, 16.793, 5e-4);
  assert_int_equal(test.df, 1);
  /* negative control: the same lifetimes dealt out in turn do not differ */
  for (size_t i = 0; i < 42; i++) life[i].group = (uint32_t)(i % 3);
  assert_int_equal(rq_log_rank_test(life, count, 3, &test, &failure), RQ_OK);
  assert_int_equal(test.df, 2);
  assert_true(test.p > 0.05);
  for (size_t i = 0; i < 42; i++) life[i].group = 0;
  assert_int_equal(rq_log_rank_test(life, count, 2, &test, &failure), RQ_OK);
  assert_true(test.df == 0 && isnan(test.p));
}

/* ---- spells ---- */

static rq_log make_log(size_t customers, size_t count, const uint32_t *customer, const double *time, const uint32_t *brand) {
  rq_log log = {.count = count, .customers = customers, .brands = 3, .unit = "weeks"};
  rq_error failure = RQ_NO_ERROR;
  log.customer = malloc(count * sizeof *customer);
  log.time = malloc(count * sizeof *time);
  log.brand = malloc(count * sizeof *brand);
  log.brand_name = calloc(3, sizeof *log.brand_name);
  memcpy(log.customer, customer, count * sizeof *customer);
  memcpy(log.time, time, count * sizeof *time);
  memcpy(log.brand, brand, count * sizeof *brand);
  assert_int_equal(rq_log_sort(&log, &failure), RQ_OK);
  return log;
}

static void expect_spell(const rq_spell *s, uint32_t brand, double start, double length, size_t purchases, bool left, bool first) {
  assert_int_equal(s->brand, brand);
  assert_true(s->start == start && s->length == length);
  assert_int_equal(s->purchases, purchases);
  assert_int_equal(s->left, left);
  assert_int_equal(s->first, first);
}

static void spells(void **state) {
  (void)state;
  static const uint32_t customer[] = {0, 0, 0, 0, 0, 1}, brand[] = {1, 1, 2, 1, 1, 2};
  static const double time[] = {1, 3, 4, 20, 22, 30};
  rq_log log = make_log(2, 6, customer, time, brand);
  rq_spell *list;
  size_t count;
  rq_error failure = RQ_NO_ERROR;
  assert_int_equal(rq_spells_make(&log, 0, &list, &count, &failure), RQ_OK);
  assert_int_equal(count, 4);
  expect_spell(&list[0], 1, 1, 3, 2, true, true);
  expect_spell(&list[1], 2, 4, 16, 1, true, true);
  expect_spell(&list[2], 1, 20, 10, 2, false, false);
  expect_spell(&list[3], 2, 30, 0, 1, false, true);
  free(list);
  assert_int_equal(rq_spells_make(&log, 5, &list, &count, &failure), RQ_OK);
  assert_int_equal(count, 4);
  expect_spell(&list[1], 2, 4, 5, 1, true, true);   /* lapsed before the other brand came */
  expect_spell(&list[2], 1, 20, 7, 2, true, false); /* lapsed before the end */
  expect_spell(&list[3], 2, 30, 0, 1, false, true);
  free(list);
  log.own_clock = true;
  assert_int_equal(rq_spells_make(&log, 0, &list, &count, &failure), RQ_OK);
  expect_spell(&list[2], 1, 20, 2, 2, false, false);
  free(list);
  rq_log_free(&log);
}

/* ---- steady states ---- */

static void expect_steady(const double *count, size_t n, const double *start, const double *expected, size_t closed, size_t unknown) {
  double share[8];
  rq_chain chain;
  rq_error failure = RQ_NO_ERROR;
  assert_int_equal(rq_chain_steady(count, n, start, share, &chain, &failure), RQ_OK);
  assert_int_equal(chain.closed, closed);
  assert_int_equal(chain.unknown, unknown);
  for (size_t i = 0; i < n; i++) {
    if (isnan(expected[i]))
      assert_true(isnan(share[i]));
    else
      expect_near(share[i], expected[i], 1e-12);
  }
}

static void steady_states(void **state) {
  (void)state;
  static const double half[] = {.5, .5}, thirds[] = {.2, .5, .3};
  expect_steady((const double[]){9, 1, 3, 7}, 2, half, (const double[]){.75, .25}, 1, 0); /* p21/(p12+p21) */
  expect_steady((const double[]){0, 4, 2, 0}, 2, half, (const double[]){.5, .5}, 1, 0);   /* takes turns */
  expect_steady((const double[]){1, 1, 0, 5}, 2, half, (const double[]){0, 1}, 1, 0);     /* an absorbing brand */
  /* 1 and 2 never exchange; the third loses a quarter of what it loses to 1, the rest to 2 */
  expect_steady((const double[]){3, 0, 0, 0, 8, 0, 1, 3, 6}, 3, thirds, (const double[]){.2 + .3 / 4, .5 + .9 / 4, 0}, 2, 0);
  expect_steady((const double[]){2, 2, 1, 1, 3, 0, 0, 0, 0}, 3, thirds, (const double[]){1. / 3, 2. / 3, NAN}, 1, 1);
  expect_steady((const double[]){0, 0, 0, 0}, 2, half, (const double[]){NAN, NAN}, 0, 2);
}

static void ratios(void **state) {
  (void)state;
  rq_ratio r = {0};
  assert_true(isnan(rq_ratio_estimate(&r).value));
  rq_ratio_add(&r, 1, 2);
  rq_ratio_add(&r, 0, 0); /* nothing to count */
  assert_true(rq_ratio_estimate(&r).value == 0.5 && isnan(rq_ratio_estimate(&r).lower));
  rq_ratio_add(&r, 1, 1);
  rq_ratio_add(&r, 0, 1);
  /* r = 2/4; deviations 0, .5, -.5: variance 3/2 * .5 / 16 */
  rq_estimate e = rq_ratio_estimate(&r);
  expect_near(e.value, .5, 1e-15);
  double width = 1.959963984540054 * sqrt(.75 / 16) / .25; /* of the log odds */
  expect_near(e.upper, 1 / (1 + exp(-width)), 1e-12);
  expect_near(e.lower, 1 / (1 + exp(width)), 1e-12);
  rq_ratio whole = {0};
  rq_ratio_add(&whole, 2, 2);
  rq_ratio_add(&whole, 1, 1);
  assert_true(rq_ratio_estimate(&whole).value == 1 && isnan(rq_ratio_estimate(&whole).upper));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kaplan_meier),  cmocka_unit_test(log_rank), cmocka_unit_test(spells),
      cmocka_unit_test(steady_states), cmocka_unit_test(ratios),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
