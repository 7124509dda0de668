/* sim/arithmetic.h against libm in double precision, over dense grids: the errors that the header states. And stored numbers. */
#include "sim/arithmetic.h"
#include "sim/world.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef float (*function)(float);
typedef double (*exactly)(double);

static double logistic(double x) {
  return 1 / (1 + exp(-x));
}

typedef enum scale { RELATIVE, ABSOLUTE, LOGARITHM } scale;

/* The largest error over `points` numbers from low to high; of logarithms divided by 1 + |result|. */
static double error_of(function f, exactly g, scale how, float low, float high, uint32_t points, double *at) {
  double worst = 0;
  for (uint32_t k = 0; k <= points; k++) {
    float x = low + (high - low) * ((float)k / (float)points);
    double expected = g((double)x), error = fabs((double)f(x) - expected);
    if (how == RELATIVE) error /= expected;
    if (how == LOGARITHM) error /= 1 + fabs(expected);
    if (!(error <= worst)) worst = error, *at = (double)x;
  }
  return worst;
}

/* Where a float's bits run through, not its value: numbers of all sizes alike. */
static double error_over_sizes(function f, exactly g, scale how, float low, float high, double *at) {
  double worst = 0;
  for (uint32_t bits = rq_to_bits(low); bits <= rq_to_bits(high); bits += 1009) {
    float x = rq_from_bits(bits);
    double expected = g((double)x), error = fabs((double)f(x) - expected);
    if (how == RELATIVE) error /= fabs(expected);
    if (how == LOGARITHM) error /= 1 + fabs(expected);
    if (!(error <= worst)) worst = error, *at = (double)x;
  }
  return worst;
}

static void hold(const char *name, double worst, double at, double stated) {
  print_message("%-12s largest error %.3g, at %.9g\n", name, worst, at);
  if (!(worst < stated)) fail_msg("%s: error %.4g at %.9g; the header states %g", name, worst, at, stated);
}

static const double stated = 2.5e-7; /* in sim/arithmetic.h */

static void errors_are_as_stated(void **state) {
  (void)state;
  double at = 0, worst;
  worst = error_of(rq_exp, exp, RELATIVE, -87, 88, 2000000, &at);
  hold("exp", worst, at, stated);
  worst = error_of(rq_exp, exp, RELATIVE, -1, 1, 1000000, &at);
  hold("exp near 0", worst, at, stated);
  worst = error_of(rq_exp2, exp2, RELATIVE, -126, 127, 2000000, &at);
  hold("exp2", worst, at, stated);
  worst = error_of(rq_logistic, logistic, RELATIVE, -80, 80, 2000000, &at);
  hold("logistic", worst, at, stated);
  worst = error_of(rq_tanh, tanh, ABSOLUTE, -50, 50, 2000000, &at);
  hold("tanh", worst, at, stated);
  worst = error_of(rq_tanh, tanh, ABSOLUTE, -2, 2, 1000000, &at);
  hold("tanh near 0", worst, at, stated);
  worst = error_over_sizes(rq_log, log, LOGARITHM, 0x1p-126f, 0x1p127f, &at);
  hold("log", worst, at, stated);
  worst = error_over_sizes(rq_log2, log2, LOGARITHM, 0x1p-126f, 0x1p127f, &at);
  hold("log2", worst, at, stated);
  worst = error_over_sizes(rq_log, log, LOGARITHM, 0.5f, 2.0f, &at);
  hold("log near 1", worst, at, stated);
}

static void ends_are_clamped(void **state) {
  (void)state;
  assert_true(rq_exp(-1000.0f) == rq_exp(-87.0f) && rq_exp(-87.0f) > 0.0f);
  assert_true(rq_exp(1000.0f) == rq_exp(88.0f) && isfinite(rq_exp(88.0f)));
  assert_true(rq_exp2(-1000.0f) == 0x1p-126f && rq_exp2(1000.0f) == 0x1p127f);
  assert_true(rq_tanh(200.0f) == 1.0f && rq_tanh(-200.0f) == -1.0f);
  assert_true(rq_logistic(200.0f) == 1.0f && rq_logistic(-200.0f) > 0.0f && rq_logistic(-200.0f) < 1e-37f);
}

static void exact_where_it_should_be(void **state) {
  (void)state;
  assert_true(rq_exp(0.0f) == 1.0f && rq_log(1.0f) == 0.0f && rq_tanh(0.0f) == 0.0f && rq_logistic(0.0f) == 0.5f);
  for (int n = -126; n <= 127; n++) assert_true(rq_exp2((float)n) == ldexpf(1.0f, n));
}

/* Stored numbers: to nearest, the same both ways, and never past their ends. */
static void stored_numbers_are_rounded_once(void **state) {
  (void)state;
  for (float x = -3000; x < 3000; x += 0.37f) {
    assert_true(fabs((double)rq_fixed(rq_to_fixed(x)) - (double)x) <= 0.5 / 1024 + 1e-7 * fabs((double)x));
    assert_int_equal(rq_to_fixed(-x), -rq_to_fixed(x));
  }
  assert_int_equal(rq_to_fixed(1e30f), 1024000000);
  assert_int_equal(rq_to_fixed(-INFINITY), -1024000000);
  for (uint32_t k = 0; k <= 65535; k++) assert_int_equal(rq_to_fraction(rq_fraction((uint16_t)k)), k);
  assert_true(rq_to_fraction(-1.0f) == 0 && rq_to_fraction(2.0f) == 65535 && rq_fraction(65535) == 1.0f);
}

/* Choices and comparisons rest on it: larger in, never smaller out, up to the last bits. */
static void they_rise(void **state) {
  (void)state;
  float e = 0, l = -1000, s = 0, t = -2;
  for (float x = -80; x < 80; x += 0.001f) {
    assert_true(rq_exp(x) >= e && rq_logistic(x) >= s && rq_tanh(x) >= t);
    e = rq_exp(x);
    s = rq_logistic(x);
    t = rq_tanh(x);
  }
  for (float x = 1e-6f; x < 1e6f; x *= 1.00001f) {
    assert_true(rq_log(x) >= l);
    l = rq_log(x);
  }
}

/* Control: the comparison sees an error of one part in a million. */
static float a_little_off(float x) {
  return rq_exp(x) * 1.000001f;
}

static void a_little_off_is_seen(void **state) {
  (void)state;
  double at;
  assert_true(error_of(a_little_off, exp, RELATIVE, -10, 10, 10000, &at) > 2 * stated);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_are_as_stated),     cmocka_unit_test(ends_are_clamped),
      cmocka_unit_test(exact_where_it_should_be), cmocka_unit_test(they_rise),
      cmocka_unit_test(a_little_off_is_seen),     cmocka_unit_test(stored_numbers_are_rounded_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
