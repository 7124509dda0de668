/* Estimates and the logistic regression against closed forms and published figures. */
#include "analysis/estimates.h"
#include "analysis/logistic.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define NEAR(a, b, error) assert_float_equal((float)(a), (float)(b), (float)(error))

static void proportion(void **state) {
  (void)state;
  rq_estimate e = rq_proportion(8, 10); /* Wilson's interval, as in R's prop.test(8, 10, correct = FALSE) */
  NEAR(e.value, 0.8, 1e-7);
  NEAR(e.lower, 0.4901625, 1e-6);
  NEAR(e.upper, 0.9433178, 1e-6);
  assert_true(isnan(rq_proportion(0, 0).value));
  assert_true(rq_proportion(0, 5).lower >= 0);
}

static void moments_of_large_numbers(void **state) {
  (void)state;
  rq_moments m = {0}, n = {0};
  for (int i = 0; i < 4; i++) rq_moments_add(&m, 1e9 + (double[]){4, 7, 13, 16}[i]); /* cancels where squares are summed */
  NEAR(rq_moments_deviation(&m) * rq_moments_deviation(&m), 30, 1e-6);
  for (int i = 0; i < 3; i++) rq_moments_add(&n, 1e9 + i);
  rq_estimate d = rq_mean_difference(&m, &n);
  NEAR(d.value, 9, 1e-6);
  NEAR(d.upper - d.value, 1.959963984540054 * sqrt(30.0 / 4 + 1.0 / 3), 1e-5);
}

static void correlation(void **state) {
  (void)state;
  rq_pairs p = {0};
  double x[] = {1, 2, 3, 4, 5}, y[] = {2, 1, 4, 3, 5};
  for (int i = 0; i < 5; i++) rq_pairs_add(&p, x[i], y[i]);
  rq_estimate r = rq_correlation(&p, 5);
  NEAR(r.value, 0.8, 1e-7);
  NEAR(r.lower, -0.2796, 1e-3); /* tanh(atanh(.8) - 1.96 / sqrt 2) */
  NEAR(r.upper, 0.9862, 1e-3);
  rq_pairs flat = {0};
  for (int i = 0; i < 5; i++) rq_pairs_add(&flat, x[i], 3);
  assert_true(isnan(rq_correlation(&flat, 5).value));
}

static void gini(void **state) {
  (void)state;
  double equal[] = {2, 2, 2}, some[] = {4, 1, 3, 2}, one[] = {0, 0, 0, 9}, none[] = {0, 0};
  NEAR(rq_gini(equal, 3), 0, 1e-7);
  NEAR(rq_gini(some, 4), 0.25, 1e-7);
  NEAR(rq_gini(one, 4), 0.75, 1e-7);
  assert_true(isnan(rq_gini(none, 2)));
}

/* Rows of a 2 x 2 table: x = 1 with 30 of 40 successes, x = 0 with 20 of 60. */
#define ROWS 100u
static void two_by_two(double *x, double *y) {
  for (unsigned n = 0; n < ROWS; n++) {
    x[2 * n] = 1;
    x[2 * n + 1] = n < 40;
    y[n] = n < 40 ? n < 30 : n < 60;
  }
}

static void logistic_of_a_table(void **state) {
  (void)state;
  double x[2 * ROWS], y[ROWS];
  two_by_two(x, y);
  rq_regression f;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_logistic_fit(x, y, NULL, ROWS, 2, &f, &error), RQ_OK);
  NEAR(f.estimate[0], log(20.0 / 40), 1e-6);
  NEAR(f.estimate[1], log(30.0 * 40 / (10.0 * 20)), 1e-6); /* the log odds ratio, and Woolf's error */
  NEAR(f.error_plain[1], sqrt(1.0 / 30 + 1.0 / 10 + 1.0 / 20 + 1.0 / 40), 1e-6);
  NEAR(f.log_likelihood, 30 * log(.75) + 10 * log(.25) + 20 * log(1 / 3.0) + 40 * log(2 / 3.0), 1e-5);
  /* of a saturated table the sandwich is the plain variance, times n / (n - 1) */
  NEAR(f.error[1], f.error_plain[1] * sqrt(ROWS / (ROWS - 1.0)), 1e-6);
  rq_logistic_free(&f);
}

/* Every row twice: whoever takes the copies for independent is sqrt 2 too sure; clusters are not fooled. */
static void clusters_see_copies(void **state) {
  (void)state;
  double x[4 * ROWS], y[2 * ROWS], once[2 * ROWS], y_once[ROWS];
  uint32_t cluster[2 * ROWS];
  two_by_two(once, y_once);
  for (unsigned n = 0; n < 2 * ROWS; n++) {
    x[2 * n] = 1;
    x[2 * n + 1] = once[2 * (n / 2) + 1];
    y[n] = y_once[n / 2];
    cluster[n] = n / 2;
  }
  rq_regression single, twice, naive;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_logistic_fit(once, y_once, NULL, ROWS, 2, &single, &error), RQ_OK);
  assert_int_equal(rq_logistic_fit(x, y, cluster, 2 * ROWS, 2, &twice, &error), RQ_OK);
  assert_int_equal(rq_logistic_fit(x, y, NULL, 2 * ROWS, 2, &naive, &error), RQ_OK);
  assert_int_equal(twice.clusters, ROWS);
  NEAR(twice.error[1], single.error[1], 1e-6);
  NEAR(naive.error_plain[1] * sqrt(2), single.error_plain[1], 1e-6);
  rq_logistic_free(&single);
  rq_logistic_free(&twice);
  rq_logistic_free(&naive);
}

static void expect_no_answer(const double *x, const double *y, size_t rows, size_t terms) {
  rq_regression f;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_logistic_fit(x, y, NULL, rows, terms, &f, &error), RQ_BAD_DATA);
  assert_int_equal(error.count, 1);
  rq_error_free(&error);
}

static void no_answer(void **state) {
  (void)state;
  double x[2 * ROWS], y[ROWS], same[3 * ROWS];
  two_by_two(x, y);
  for (unsigned n = 0; n < ROWS; n++) {
    same[3 * n] = x[2 * n];
    same[3 * n + 1] = x[2 * n + 1];
    same[3 * n + 2] = 2 * x[2 * n + 1];
  }
  expect_no_answer(same, y, ROWS, 3); /* a term twice */
  for (unsigned n = 0; n < ROWS; n++) y[n] = x[2 * n + 1];
  expect_no_answer(x, y, ROWS, 2); /* separated */
  for (unsigned n = 0; n < ROWS; n++) y[n] = 1;
  expect_no_answer(x, y, ROWS, 2); /* one outcome */
  expect_no_answer(x, y, 0, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(proportion), cmocka_unit_test(moments_of_large_numbers), cmocka_unit_test(correlation),
      cmocka_unit_test(gini),       cmocka_unit_test(logistic_of_a_table),      cmocka_unit_test(clusters_see_copies),
      cmocka_unit_test(no_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
