/* Paired differences against closed forms: t, bootstrap, quotients, Holm's correction. How often the intervals miss: test_honest.c. */
#include "analysis/paired.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NEAR 1e-9

static void assert_near(double got, double expected) {
  if (!(fabs(got - expected) <= NEAR * fmax(1, fabs(expected)))) fail_msg("%.15g is not %.15g", got, expected);
}

/* Differences 1, 2, 3, 4: mean 2.5, standard error sqrt(5/12), t(3) at 0.975 is 3.18244630528; p and P(better) by the formula for 3 degrees. */
static void test_closed_form(void **state) {
  (void)state;
  const double x[] = {1, 2, 3, 4}, error = sqrt(5.0 / 12), t = 2.5 / error, root = sqrt(3);
  rq_contrast c = rq_contrast_make(x, 4, 0.95, (rq_resamples){1, 1});
  double below = 0.5 + (t / root / (1 + t * t / 3) + atan(t / root)) / acos(-1);
  assert_near(c.mean, 2.5);
  assert_near(c.deviation, sqrt(5.0 / 3));
  assert_near(c.lower, 2.5 - 3.182446305284263 * error);
  assert_near(c.upper, 2.5 + 3.182446305284263 * error);
  assert_near(c.above, below);
  assert_near(c.p, 2 * (1 - below));
}

/* Resamples are keyed; a lower level is narrower; limits stay where they are for any order of the values. */
static void test_bootstrap(void **state) {
  (void)state;
  const double x[] = {1, 2, 3, 4, 5, 9};
  rq_contrast c = rq_contrast_make(x, 6, 0.95, (rq_resamples){1, 1}), again = rq_contrast_make(x, 6, 0.95, (rq_resamples){1, 1});
  rq_contrast narrow = rq_contrast_make(x, 6, 0.5, (rq_resamples){1, 1}), other = rq_contrast_make(x, 6, 0.95, (rq_resamples){1, 2});
  assert_true(c.bootstrap_lower < 4 && c.bootstrap_upper > 4);
  assert_true(c.bootstrap_upper - 4 > 4 - c.bootstrap_lower); /* the long tail is above */
  assert_true(c.bootstrap_lower == again.bootstrap_lower && c.bootstrap_upper == again.bootstrap_upper);
  assert_true(narrow.upper < c.upper && narrow.bootstrap_upper < c.bootstrap_upper);
  assert_true(other.bootstrap_lower != c.bootstrap_lower);
}

static void test_few(void **state) {
  (void)state;
  const double x[] = {3, 3, 3}, y[] = {1, 2, 4};
  rq_contrast none = rq_contrast_make(x, 0, 0.95, (rq_resamples){1, 1}), one = rq_contrast_make(x, 1, 0.95, (rq_resamples){1, 1});
  assert_true(isnan(none.mean) && one.mean == 3 && isnan(one.lower) && isnan(one.bootstrap_lower) && isnan(one.p));
  rq_contrast same = rq_contrast_make(x, 3, 0.95, (rq_resamples){1, 1});
  assert_true(same.lower == 3 && same.upper == 3 && same.bootstrap_lower == 3 && same.p == 0 && same.above == 1);
  rq_contrast three = rq_contrast_make(y, 3, 0.95, (rq_resamples){1, 1}); /* too few for a bootstrap */
  assert_true(!isnan(three.lower) && isnan(three.bootstrap_lower) && isnan(three.bootstrap_upper));
}

static void test_pairing(void **state) {
  (void)state;
  const double a[] = {1, 2, 3}, b[] = {1, 3, 2}, c[] = {0, 1, 2};
  assert_near(rq_pairing_saved(a, b, 3), 2); /* variances 1 and 1, of the difference 1 */
  assert_true(isnan(rq_pairing_saved(a, c, 3)));
  assert_true(isnan(rq_pairing_saved(a, b, 1)));
}

/* y = 2 x + 1: the quotient's interval solves a x^2 - 2 b x + c = 0 of Fieller. */
static void test_quotients(void **state) {
  (void)state;
  const double x[] = {8, 9, 10, 11, 12}, y[] = {17, 19, 21, 23, 25}, wide[] = {-9, 9, 10, 11, 29};
  rq_quotient q = rq_quotient_clear(y, x, 5, 0.95);
  const double t2 = 2.7764451051977987 * 2.7764451051977987, xx = 0.5, a = 100 - t2 * xx, b = 210 - t2 * 2 * xx, c = 441 - t2 * 4 * xx;
  assert_near(q.value, 2.1);
  assert_near(q.lower, (b - sqrt(b * b - a * c)) / a);
  assert_near(q.upper, (b + sqrt(b * b - a * c)) / a);
  assert_true(isnan(rq_quotient_clear(y, wide, 5, 0.95).value)); /* the mean of `wide` is not clearly above 0 */
  assert_true(isnan(rq_quotient_clear(y, x, 1, 0.95).value));
  rq_quotient s = rq_quotient_share(x, y, 5, 0.95);
  double squares = 0;
  for (size_t i = 0; i < 5; i++) squares += pow(x[i] - 50.0 / 105 * y[i], 2);
  assert_near(s.value, 50.0 / 105);
  assert_near(s.upper - s.value, 2.7764451051977987 * sqrt(5.0 / 4 * squares) / 105);
  assert_near(s.value - s.lower, s.upper - s.value);
}

static void test_holm(void **state) {
  (void)state;
  const double p[] = {0.04, NAN, 0.01, 0.03, 0.9};
  double adjusted[5];
  rq_holm(p, 5, adjusted);
  assert_near(adjusted[2], 0.04);
  assert_near(adjusted[3], 0.09);
  assert_near(adjusted[0], 0.09); /* 0.08, but not below the one before it */
  assert_near(adjusted[4], 0.9);
  assert_true(isnan(adjusted[1]));
}

static void test_needed(void **state) {
  (void)state;
  assert_int_equal(rq_replicates_needed(0, 1, 0.95), 2);
  assert_int_equal(rq_replicates_needed(1, 0, 0.95), 0);
  assert_int_equal(rq_replicates_needed(1, 1, 0.95), 7);     /* t(6) is 2.447, over sqrt(7) 0.925; of 6: 1.049 */
  assert_int_equal(rq_replicates_needed(1, 0.1, 0.95), 387); /* near 1.96^2 / 0.01 = 384 */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_form), cmocka_unit_test(test_bootstrap), cmocka_unit_test(test_few),
                                     cmocka_unit_test(test_pairing),     cmocka_unit_test(test_quotients), cmocka_unit_test(test_holm),
                                     cmocka_unit_test(test_needed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
