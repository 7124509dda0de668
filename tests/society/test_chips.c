/* Pattern 11 of model.md 14: two people who always grant, need equally often and rarely, never give gifts and share a mixed tie with credit limit n and
 * s = 1 are the chips model (Moebius 2001; Hauser & Hopenhayn 2008) with 2n chips: the share of needs met is 2n/(2n + 1).
 *
 * Petitions of one week are simultaneous, so that with needs of rate r the share is a little less, exactly computed below. */
#include "society.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_CREDIT 3
#define STATES (2 * MOST_CREDIT + 1)
#define MOST_NEEDS 12
#define REPLICATES 8
static const double rate = 0.02; /* needs a week */

/* ---- the chain: the balance of a pair from week to week ---- */

static int least(int a, int b) {
  return a < b ? a : b;
}

typedef struct chain {
  int states;
  double next[STATES][STATES]; /* from balance d - n, d = 0 ... 2n, to the next week's */
  double met[STATES];          /* needs met in a week, both people's */
} chain;

static chain chain_of(int n, double needs) {
  chain c = {.states = 2 * n + 1};
  for (int d = 0; d < c.states; d++)
    for (int x = 0; x <= MOST_NEEDS; x++)
      for (int y = 0; y <= MOST_NEEDS; y++) {
        double p = gsl_ran_poisson_pdf((unsigned)x, needs) * gsl_ran_poisson_pdf((unsigned)y, needs);
        int up = least(x, 2 * n - d), down = least(y, d); /* each sees the balance as the week began */
        c.next[d][d + up - down] += p;
        c.met[d] += p * (up + down);
      }
  return c;
}

/* Twice as many weeks at once. */
static void square(chain *c) {
  double twice[STATES][STATES] = {{0}};
  for (int a = 0; a < c->states; a++)
    for (int b = 0; b < c->states; b++)
      for (int d = 0; d < c->states; d++) twice[a][d] += c->next[a][b] * c->next[b][d];
  memcpy(c->next, twice, sizeof twice);
}

/* The share of needs met in the long run: after 2^40 weeks. */
static double share_of_chain(int n, double needs) {
  chain c = chain_of(n, needs);
  double met = 0, all = 0;
  for (int k = 0; k < 40; k++) square(&c);
  for (int d = 0; d < c.states; d++) {
    met += c.next[0][d] * c.met[d];
    all += c.next[0][d]; /* 1, but for rounding */
  }
  return met / all / (2 * needs);
}

static double chips(int n) {
  return 2.0 * n / (2.0 * n + 1);
}

static void the_chain_tends_to_the_chips_model(void **state) {
  (void)state;
  for (int n = 1; n <= MOST_CREDIT; n++) {
    print_message("n = %d: 2n/(2n + 1) = %.5f; needs of rate %g in simultaneous weeks: %.5f\n", n, chips(n), rate, share_of_chain(n, rate));
    assert_true(fabs(share_of_chain(n, 1e-4) - chips(n)) < 2e-5);
    assert_true(fabs(share_of_chain(n, rate) - chips(n)) < 0.003);
  }
  assert_true(chips(1) - share_of_chain(1, 0.5) > 0.02); /* control: needs that are not rare are not the chips model */
}

/* ---- the engine ---- */

/* Pairs of people with nothing but their tie and the renqing rule, which always grants where there is credit. */
static society pairs(int n, uint32_t seed) {
  char credit[64], key[64];
  snprintf(credit, sizeof credit, "favors.credit_limit=%d", n);
  snprintf(key, sizeof key, "seed=%u", seed);
  const char *sets[] = {"population.size=700",
                        "population.network.kind=random_regular",
                        "population.network.mean_degree=1",
                        "population.skills=1",
                        "population.orientation.alpha=1e6",
                        "population.orientation.beta=0.001",
                        "population.capacity_mean=1000",
                        "population.capacity_sigma=0",
                        "ties.start.acquaintance_low=0.5",
                        "ties.start.acquaintance_high=0.5",
                        "ties.start.half_spread=0",
                        "ties.half_life_mixed=1e6",
                        "favors.needs=0.02",
                        "favors.size_sigma=0",
                        "favors.ask.market_utility=-100",
                        "favors.renqing_rule.constant=100",
                        "favors.granted.closeness=0",
                        "favors.repayment.occasions=0",
                        "meetings.rate=0",
                        "introductions.enabled=no",
                        "panel.size=0",
                        credit,
                        key,
                        NULL};
  return society_open(sets, 1);
}

static double share_met(int n, uint32_t seed) {
  society x = pairs(n, seed);
  double needs = 0, met = 0, refused = 0;
  society_turn(&x, 900, false); /* until the balances have spread */
  for (uint32_t week = 0; week < 1500; week++) {
    society_turn(&x, 1, false);
    needs += rq_tallied(x.world, S_NEEDS, 0);
    met += rq_tallied(x.world, S_MET_INSIDE, 0);
    refused += rq_tallied(x.world, S_REFUSED, NO_CREDIT - CANNOT);
  }
  society_close(&x);
  assert_true(needs == met + refused); /* nothing else can happen */
  return met / needs;
}

typedef struct interval {
  double mean, half;
} interval;

static interval measured(int n) {
  double share[REPLICATES];
  for (uint32_t k = 0; k < REPLICATES; k++) share[k] = share_met(n, 100 + k);
  double error = gsl_stats_sd(share, 1, REPLICATES) / sqrt(REPLICATES);
  return (interval){gsl_stats_mean(share, 1, REPLICATES), gsl_cdf_tdist_Pinv(0.9995, REPLICATES - 1) * error};
}

/* 99.9 % intervals over replicates: one in 1,000 sets of seeds would miss, for each n. */
static void pairs_are_the_chips_model(void **state) {
  (void)state;
  for (int n = 1; n <= MOST_CREDIT; n++) {
    interval i = measured(n);
    print_message("n = %d: %.4f +- %.4f (99.9 %%); expected %.4f\n", n, i.mean, i.half, share_of_chain(n, rate));
    assert_true(fabs(i.mean - share_of_chain(n, rate)) < i.half);
    assert_true(fabs(i.mean - chips(n)) < i.half + 0.003);
    assert_true(i.half < 0.015);
    for (int other = 1; other <= MOST_CREDIT; other++) /* control: the figures fit no other number of chips */
      if (other != n) assert_true(fabs(i.mean - chips(other)) > i.half + 0.003);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_chain_tends_to_the_chips_model),
      cmocka_unit_test(pairs_are_the_chips_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
