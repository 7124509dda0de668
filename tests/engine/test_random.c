/* The generator against Random123's known answers, and the distributions against GSL's. */
#include "sim/random.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cmocka.h>

/* Of philox4x32 with 10 rounds, from Random123's file of known answers: counter, key, output. */
static const uint32_t known[][10] = {
    {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
    {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
    {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
};

static void philox_gives_the_known_answers(void **state) {
  (void)state;
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    const uint32_t *x = known[k];
    rq_words got = rq_draw((rq_key){x[4], x[5]}, x[0], x[1], x[2], x[3]); /* agent, week, purpose and draw are the counter */
    for (int w = 0; w < 4; w++) assert_int_equal(got.v[w], x[6 + w]);
  }
}

static void units_are_inside_the_open_interval(void **state) {
  (void)state;
  assert_true(rq_unit(0) == 0x1p-24f && rq_unit(UINT32_MAX) == 1.0f - 0x1p-24f);
  assert_true(rq_unit(0x80000000u) > 0.5f && rq_unit(0x7fffffffu) < 0.5f);
  for (uint32_t k = 0; k < 1000; k++) { /* the stored number is exact: no two of the 2^23 are the same */
    uint32_t word = k * 4294967u;
    assert_true((double)rq_unit(word) == ((word >> 9) + 0.5) / 8388608.0);
  }
}

/* The stream for GSL is the words of draws 0, 1, 2, ... one after the other. */
static void the_stream_is_the_draws(void **state) {
  (void)state;
  rq_key key = {9, 2};
  rq_stream stream;
  gsl_rng *generator = gsl_rng_alloc(rq_gsl_type);
  rq_stream_open(generator, &stream, key, 3, 4, 5);
  for (uint32_t k = 0; k < 40; k++) assert_int_equal(gsl_rng_get(generator), rq_draw(key, 3, 4, 5, k / 4).v[k % 4]);
  rq_stream_open(generator, &stream, key, 3, 4, 5);
  assert_true(gsl_rng_uniform(generator) == rq_draw(key, 3, 4, 5, 0).v[0] / 4294967296.0);
  gsl_rng_free(generator);
}

/* Neighbouring agents, weeks, purposes, draws, seeds and replicates share nothing: over 2^16 pairs of words the bits that agree are
 * Binomial(2^21, 1/2); 5 sigma, error rate 6e-7 for each of the six. */
static void neighbours_are_independent(void **state) {
  (void)state;
  for (int what = 0; what < 6; what++) {
    uint32_t agree = 0;
    for (uint32_t k = 0; k < 65536; k++) {
      uint32_t x[6] = {k & 255, k >> 8, 7, 0, 1, 0}, y[6];
      for (int c = 0; c < 6; c++) y[c] = x[c] + (c == what);
      uint32_t a = rq_draw((rq_key){x[4], x[5]}, x[0], x[1], x[2], x[3]).v[0];
      uint32_t b = rq_draw((rq_key){y[4], y[5]}, y[0], y[1], y[2], y[3]).v[0];
      for (uint32_t same = ~(a ^ b); same; same &= same - 1) agree++;
    }
    assert_true(fabs(agree - 1048576.0) < 5 * sqrt(2097152.0 / 4));
  }
}

/* ---- distributions ---- */

/* Inversion: P(k - 1) < u <= P(k), to the error of the sum in float. Returns the largest error in probability. */
static double poisson_error(double mean, uint32_t points) {
  double worst = 0;
  for (uint32_t n = 0; n < points; n++) {
    uint32_t word = (uint32_t)(((uint64_t)n << 32) / points + 511);
    double u = (double)rq_unit(word);
    uint32_t k = rq_poisson(rq_unit(word), (float)mean);
    double above = u - gsl_cdf_poisson_P(k, mean), below = k > 0 ? gsl_cdf_poisson_P(k - 1, mean) - u : -1;
    worst = fmax(worst, fmax(above, below));
  }
  return worst;
}

static void poisson_is_gsls(void **state) {
  (void)state;
  static const double means[] = {0.001, 0.02, 0.3, 0.5, 0.7, 1.8, 4, 11, 25, 50};
  double worst = 0;
  for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
    double error = poisson_error((double)(float)means[k], 200000);
    worst = fmax(worst, error);
    if (error > 1e-6) fail_msg("mean %g: error %.3g of probability", means[k], error);
  }
  print_message("rq_poisson: largest error of probability %.3g\n", worst);
  assert_int_equal(rq_poisson(0.999f, 0.0f), 0);
  assert_int_equal(rq_poisson(0.999f, -1.0f), 0);
  assert_true(rq_poisson(1.0f - 0x1p-24f, 50.0f) <= 255);
  assert_true(poisson_error(0.5, 1000) < 1e-6 && fabs(gsl_cdf_poisson_P(0, 0.51) - gsl_cdf_poisson_P(0, 0.5)) > 1e-6); /* control */
}

static void normal_is_gsls(void **state) {
  (void)state;
  double worst = 0, at = 0;
  for (uint32_t n = 0; n < (1u << 20); n++) {
    uint32_t word = n << 12;
    if (n < 4096) word = n << 9; /* every point of the lower tail */
    if (n > (1u << 20) - 4096) word = UINT32_MAX - (((1u << 20) - n) << 9);
    double u = (double)rq_unit(word), exact = gsl_cdf_ugaussian_Pinv(u), error = fabs((double)rq_normal(rq_unit(word)) - exact);
    error /= fmax(1, fabs(exact));
    if (error > worst) worst = error, at = u;
  }
  print_message("rq_normal: largest error %.3g (relative above 1), at u = %.9g\n", worst, at);
  assert_true(worst < 5e-7);
  assert_true(rq_normal(0.5f) == 0.0f);
  assert_true(rq_normal(0x1p-24f) == -rq_normal(1.0f - 0x1p-24f));
}

/* To the last bit, with every instruction set that this processor has the loops for. */
static void many_are_as_one(void **state) {
  (void)state;
  enum { MANY = 1027 };
  static uint32_t agent[MANY], draw[MANY], word[4][MANY];
  static float normal[MANY];
  rq_key key = {12, 34};
  for (uint32_t n = 0; n < MANY; n++) {
    agent[n] = rq_draw(key, n, 0, 1, 0).v[0];
    draw[n] = rq_draw(key, n, 0, 1, 0).v[1];
  }
  rq_draw_each(key, agent, draw, MANY, 5, 6, (uint32_t *[]){word[0], word[1], word[2], word[3]});
  for (uint32_t n = 0; n < MANY; n++)
    for (int w = 0; w < 4; w++) assert_int_equal(word[w][n], rq_draw(key, agent[n], 5, 6, draw[n]).v[w]);
  for (uint32_t from = 0; from < (1u << 23); from += MANY) {
    bool tail = from < (1u << 16) || from > (1u << 23) - (1u << 16); /* all of the tails, and a part of the rest */
    if (!tail && from % 16) continue;
    for (uint32_t n = 0; n < MANY; n++) word[0][n] = (from + n) << 9;
    rq_normal_each(word[0], MANY, normal);
    for (uint32_t n = 0; n < MANY; n++) assert_true(normal[n] == rq_normal(rq_unit(word[0][n])));
  }
}

/* Four share a draw; a count that is no multiple of 4, and longer than one run of the loop. */
static void weekly_numbers_are_as_one(void **state) {
  (void)state;
  enum { FIRST = 8, COUNT = 2503 };
  static const float means[] = {0, 0.3f, 0.7f, 11};
  float uniform[COUNT];
  uint8_t number[COUNT];
  rq_key key = {3, 1};
  rq_uniforms(key, FIRST, COUNT, 5, 6, uniform);
  for (uint32_t n = 0; n < COUNT; n++) {
    rq_words word = rq_draw(key, (FIRST + n) / 4, 5, 6, RQ_SHARED_DRAW);
    assert_true(uniform[n] == rq_unit(word.v[(FIRST + n) % 4]) && uniform[n] == rq_uniform_of(key, FIRST + n, 5, 6));
  }
  for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
    rq_poissons(key, FIRST, COUNT, 5, 6, means[m], number);
    for (uint32_t n = 0; n < COUNT; n++) assert_int_equal(number[n], rq_poisson(uniform[n], means[m]));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_gives_the_known_answers),
      cmocka_unit_test(units_are_inside_the_open_interval),
      cmocka_unit_test(the_stream_is_the_draws),
      cmocka_unit_test(neighbours_are_independent),
      cmocka_unit_test(poisson_is_gsls),
      cmocka_unit_test(normal_is_gsls),
      cmocka_unit_test(many_are_as_one),
      cmocka_unit_test(weekly_numbers_are_as_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
