/* The estimator of hazards against what can be computed by hand, its intervals against data of known hazards, and the counting of customers' weeks
 * on a story of a few people. */
#include "analysis/exposure.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static double cloglog(double share) {
  return log(-log1p(-share));
}

static rq_hazard fit_of(const rq_hazard_cells *cells) {
  rq_hazard fit;
  rq_error error = RQ_NO_ERROR;
  if (rq_hazard_fit(cells, &fit, &error)) fail_msg("%s", error.text);
  return fit;
}

/* Two kinds of cells and one term: each kind has its own share. */
static void saturated_models_are_exact(void **state) {
  (void)state;
  const double x[] = {0, 1, 0}, at_risk[] = {900, 300, 100}, events[] = {9, 27, 2};
  rq_hazard fit = fit_of(&(rq_hazard_cells){3, 1, 0, x, at_risk, events, NULL});
  double base = cloglog(11.0 / 1000), ratio = cloglog(27.0 / 300) - base;
  assert_true(fabs(fit.estimate[0] - ratio) < 1e-9);
  double h = exp(base), weight = 1000 * h * h * exp(-h) / -expm1(-h); /* expected information of each kind */
  double g = exp(base + ratio), other = 300 * g * g * exp(-g) / -expm1(-g);
  assert_true(fabs(fit.error[0] - sqrt(1 / weight + 1 / other)) < 1e-9);
  double likelihood = 11 * log(11.0 / 1000) + 989 * log(989.0 / 1000) + 27 * log(0.09) + 273 * log(0.91);
  assert_true(fabs(fit.log_likelihood - likelihood) < 1e-8);
  assert_true(fit.at_risk == 1300 && fit.events == 38);
}

/* A stratum's baseline is the same as a term of its own; and a stratum that says nothing is passed over. */
static void strata_are_baselines(void **state) {
  (void)state;
  const double plain[] = {0, 1, 0, 2, 1, 3}, at_risk[] = {900, 300, 100, 250, 80, 70}, events[] = {9, 27, 7, 22, 0, 0};
  const double dummies[] = {0, 0, 1, 0, 0, 1, 2, 1}; /* of the first four cells */
  const size_t stratum[] = {0, 0, 1, 1, 2, 2};
  rq_hazard strata = fit_of(&(rq_hazard_cells){6, 1, 3, plain, at_risk, events, stratum});
  rq_hazard terms = fit_of(&(rq_hazard_cells){4, 2, 0, dummies, at_risk, events, NULL});
  assert_true(fabs(strata.estimate[0] - terms.estimate[0]) < 1e-7 && fabs(strata.error[0] - terms.error[0]) < 1e-7);
  assert_true(fabs(strata.log_likelihood - terms.log_likelihood) < 1e-7);
  assert_true(strata.at_risk == 1550);
}

static void a_cell_may_be_empty(void **state) {
  (void)state;
  const double x[] = {0, 1, 5}, at_risk[] = {900, 300, 0}, events[] = {9, 27, 0};
  rq_hazard fit = fit_of(&(rq_hazard_cells){3, 1, 0, x, at_risk, events, NULL});
  assert_true(fabs(fit.estimate[0] - cloglog(0.09) + cloglog(0.01)) < 1e-9);
}

/* Three strata and a covariate between 0 and 2. Of 400 intervals of 95 %, 380 should hold the truth: fewer than 360, or all of them, come by chance
 * in less than one of 50,000 seeds. */
static void intervals_hold_the_truth(void **state) {
  (void)state;
  const double truth = log(1.797), base[] = {0.01, 0.03, 0.2};
  gsl_rng *chance = gsl_rng_alloc(gsl_rng_mt19937);
  int inside = 0;
  double sum = 0;
  for (int n = 0; n < 400; n++) {
    double x[9], at_risk[9], events[9];
    size_t stratum[9];
    for (size_t c = 0; c < 9; c++) {
      x[c] = (double)(c % 3);
      stratum[c] = c / 3;
      at_risk[c] = 2000;
      events[c] = gsl_ran_binomial(chance, -expm1(-base[c / 3] * exp(truth * x[c])), 2000);
    }
    rq_hazard fit = fit_of(&(rq_hazard_cells){9, 1, 3, x, at_risk, events, stratum});
    inside += fabs(fit.estimate[0] - truth) < 1.96 * fit.error[0];
    sum += fit.estimate[0] / 400;
  }
  gsl_rng_free(chance);
  printf("  %d of 400 intervals hold the truth; mean ratio %.4f\n", inside, exp(sum));
  assert_true(inside >= 360 && inside < 400);
  assert_true(fabs(exp(sum) - 1.797) < 0.01);
}

static void what_says_nothing_is_told(void **state) {
  (void)state;
  const double one[] = {0, 1}, twice[] = {0, 0, 1, 2}, same[] = {1, 1}, at_risk[] = {10, 10}, none[] = {0, 0}, all[] = {10, 10},
               some[] = {3, 4}, one_side[] = {0, 4};
  const rq_hazard_cells wrong[] = {
      {2, 1, 0, one, at_risk, none, NULL},  {2, 1, 0, one, at_risk, all, NULL},      {2, 2, 0, twice, at_risk, some, NULL},
      {2, 1, 0, same, at_risk, some, NULL}, {2, 1, 0, one, at_risk, one_side, NULL}, {2, 0, 0, one, at_risk, some, NULL},
  };
  rq_hazard fit;
  rq_error error = RQ_NO_ERROR;
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) assert_int_equal(rq_hazard_fit(&wrong[k], &fit, &error), RQ_BAD_DATA);
  rq_error_free(&error);
}

/* ---- customers' weeks ---- */

/* 600 people buy brand 0 in the first week. From then on one in 20 of those who have heard something in the last four weeks leaves for brand 1 in
 * each week, and one in 40 of the others: by turns, not by chance. Everybody hears of a leaving every tenth week, a third at a time. */
static void a_story_is_counted(void **state) {
  (void)state;
  enum { PEOPLE = 600, WEEKS = 60 };
  rq_exposure *x = rq_exposure_open(PEOPLE, 2, 3, 0, WEEKS);
  assert_non_null(x);
  uint32_t heard[PEOPLE] = {0}, turn[2] = {0}, at_risk = 0, left = 0;
  bool gone[PEOPLE] = {false};
  for (uint32_t i = 0; i < PEOPLE; i++) rq_exposure_bought(x, i, 0, false);
  rq_exposure_turn(x);
  for (uint32_t week = 2; week <= WEEKS; week++) {
    for (uint32_t i = 0; i < PEOPLE; i++) {
      bool exposed = heard[i] && week - heard[i] <= 4;
      at_risk += !gone[i];
      if (!gone[i] && ++turn[exposed] % (exposed ? 20 : 40) == 0) {
        rq_exposure_bought(x, i, 1, false);
        gone[i] = true;
        left++;
      } else if (gone[i])
        at_risk++; /* of brand 1, where all stay */
      if ((week + i % 3 * 3) % 10 == 0) {
        rq_exposure_heard(x, i, 0, i % 2);
        heard[i] = week;
      }
    }
    rq_exposure_turn(x);
  }
  rq_contagion all, part;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_exposure_fit(x, RQ_ALL_GROUPS, &all, &error), RQ_OK);
  assert_int_equal(rq_exposure_fit(x, 1, &part, &error), RQ_OK);
  rq_exposure_free(x);
  printf("  at risk %g, leaving %g; heard: ratio %.3f, earlier %.3f\n", all.at_risk, all.leaving, exp(all.heard), exp(all.earlier));
  assert_true(all.at_risk == at_risk && all.leaving == left);
  assert_true(part.at_risk < 0.75 * all.at_risk && part.leaving < all.leaving);
  assert_true(exp(all.heard) > 1.6 && exp(all.heard) < 2.5);
  assert_true(isnan(all.loyal)); /* nobody is bound */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(saturated_models_are_exact), cmocka_unit_test(strata_are_baselines),      cmocka_unit_test(a_cell_may_be_empty),
      cmocka_unit_test(intervals_hold_the_truth),   cmocka_unit_test(what_says_nothing_is_told), cmocka_unit_test(a_story_is_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
