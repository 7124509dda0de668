/* The healthy society (model.md 14): with the defaults it lives, is nearly stationary after four years, and looks as two independent programs
 * said it does. Control: earlier defaults let it die. */
#include "figures.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define YEAR 52u

typedef struct band {
  double low, high;
} band;

/* Rates over the fifth year. A prototype, written independently of this engine, gave 34 / 25 ties, classes .13 .51 .36 / .13 .37 .50, .74 / .36 of
 * needs met inside, granted .87 .70 .44 / .89 .65 .44, made and ended 6.2, 5.8 / 5.6, 6.2, a delay of 16 / 8 weeks, face 1.1 / 1.0 and correlations
 * of .77 / .59. Bands hold both programs' figures where these are near; else (marked) they are this engine's, measured with 10,000 people,
 * and 10 % either way. The engine's rules are held to a twin bit for bit (test_twin.c), so that it is the prototype that differs there. */
typedef struct bands {
  band ties, class[CLASSES], inside, granted[RULES], made, ended, delay, face, correlation;
} bands;

static const bands renqing = {
    .ties = {26.0, 31.8},                    /* ours: 28.9 */
    .class = {[EXPRESSIVE] = {0.159, 0.195}, /* ours: 0.177 */
              [MIXED] = {0.44, 0.53},
              [INSTRUMENTAL] = {0.33, 0.38}},
    .inside = {0.69, 0.76},
    .granted = {[RULE_NEED] = {0.85, 0.89}, [RULE_RENQING] = {0.68, 0.73}, [RULE_EQUITY] = {0.41, 0.46}},
    .made = {4.76, 5.82}, /* ours: 5.3 */
    .ended = {4.6, 5.9},
    .delay = {14.1, 17.3},
    .face = {1.28, 1.43}, /* ours: 1.36 */
    .correlation = {0.74, 0.83},
};

static const bands transactional = {
    .ties = {18.7, 22.9},                    /* ours: 20.8 */
    .class = {[EXPRESSIVE] = {0.172, 0.210}, /* ours: 0.191 */
              [MIXED] = {0.32, 0.40},
              [INSTRUMENTAL] = {0.43, 0.52}},
    .inside = {0.34, 0.38},
    .granted = {[RULE_NEED] = {0.86, 0.91}, [RULE_RENQING] = {0.62, 0.70}, [RULE_EQUITY] = {0.41, 0.46}},
    .made = {4.1, 5.0},   /* ours: 4.6 */
    .ended = {4.5, 5.6},  /* ours: 5.1 */
    .delay = {4.3, 5.3},  /* ours: 4.8 */
    .face = {1.09, 1.22}, /* ours: 1.16 */
    .correlation = {0.56, 0.66},
};

static uint32_t outside(const char *name, double got, band b) {
  if (got >= b.low && got <= b.high) return 0;
  print_message("%s is %.4g; the band is %g to %g\n", name, got, b.low, b.high);
  return 1;
}

static uint32_t count_outside(const figures *f, const bands *b) {
  static const char *const classes[CLASSES] = {"instrumental", "mixed", "expressive"}, *const rules[RULES] = {"need", "renqing", "equity"};
  uint32_t count = outside("ties", f->ties, b->ties) + outside("needs met inside", f->inside, b->inside) +
                   outside("ties made", f->made, b->made) + outside("ties ended", f->ended, b->ended) +
                   outside("delay of repayment", f->delay, b->delay) + outside("face", f->face, b->face) +
                   outside("correlation of trusts", f->correlation, b->correlation);
  for (uint32_t k = 0; k < CLASSES; k++) count += outside(classes[k], f->class[k], b -> class[k]);
  for (uint32_t k = 0; k < RULES; k++) count += outside(rules[k], f->granted[k], b->granted[k]);
  return count;
}

static void assert_near(const char *name, double before, double after, double within) {
  double change = after / before - 1;
  print_message("%-24s changes by %+.1f %%\n", name, 100 * change);
  if (!(fabs(change) < within)) fail_msg("%s: %.4g in year 4, %.4g in year 5", name, before, after);
}

/* Years 3, 4 and 5 of a society of 4,000. */
static void live(const char *culture, const bands *expected, double stationary) {
  const char *sets[] = {"population.size=4000", "panel.size=4000", culture, NULL};
  society x = society_open(sets, 2);
  society_turn(&x, 2 * YEAR, false);
  figures year[3];
  for (int k = 0; k < 3; k++) year[k] = society_figures(&x, YEAR);
  society_print("year 4", &year[1]);
  society_print("year 5", &year[2]);
  assert_int_equal(count_outside(&year[2], expected), 0);
  assert_near("ties", year[1].ties, year[2].ties, stationary);
  assert_near("closeness", year[1].closeness, year[2].closeness, 0.05);
  assert_near("needs met inside", year[1].inside, year[2].inside, 0.05);
  assert_near("face", year[1].face, year[2].face, 0.05);
  /* and what still moves, moves ever less */
  double before = fabs(year[1].ties - year[0].ties), now = fabs(year[2].ties - year[1].ties);
  assert_true(now < before || now < 0.02 * year[2].ties);
  society_close(&x);
}

static void the_renqing_society_lives(void **state) {
  (void)state;
  live("culture=renqing", &renqing, 0.05);
}

/* It still loses ties after five years, 5 % in the fifth, 1.5 % in the tenth (10,000 people: 20.8, then 18.3). */
static void the_transactional_society_lives(void **state) {
  (void)state;
  live("culture=transactional", &transactional, 0.07);
}

/* Control: no meetings, mixed ties that fade in a year, a grudging renqing rule. */
static void earlier_defaults_let_it_die(void **state) {
  (void)state;
  const char *sets[] = {
      "population.size=2000", "panel.size=2000", "meetings.rate=0", "ties.half_life_mixed=52", "favors.renqing_rule.constant=-1", NULL};
  society x = society_open(sets, 2);
  society_turn(&x, 4 * YEAR, false);
  figures f = society_figures(&x, YEAR);
  society_print("dying, year 5", &f);
  assert_true(f.ties < 9 && f.made < 2); /* prototype: 7 ties */
  assert_true(count_outside(&f, &renqing) >= 6);
  society_close(&x);
}

/* All invariants every week for five years; the ledger's changes sum to exactly zero, and so does the ledger. */
static void nothing_is_ever_broken(void **state) {
  (void)state;
  static const char *const variants[] = {"culture=renqing", "culture=transactional", "favors.forgiveness=0.02", "ties.most_ties=12"};
  for (size_t k = 0; k < RQ_COUNT_OF(variants); k++) {
    const char *sets[] = {"population.size=200", "population.network.mean_degree=20", "panel.size=0", variants[k], NULL};
    society x = society_open(sets, 1);
    double granted = 0;
    for (uint32_t week = 0; week < 5 * YEAR; week++) {
      society_turn(&x, 1, true);
      assert_true(rq_tallied(x.world, S_BALANCE_SUM, 0) == 0);
      granted += rq_tallied(x.world, S_UNITS_GRANTED, 0);
    }
    int64_t sum = 0;
    for (uint32_t i = 0; i < rq_agents(x.world); i++) {
      ties t = ties_seen(x.world, i);
      for (uint32_t j = 0; j < t.count; j++) sum += t.balance[j];
    }
    assert_true(sum == 0 && granted > 100);
    society_close(&x);
  }
}

/* The widest capacities and sizes that a configuration may ask for do not overflow. */
static void extremes_hold(void **state) {
  (void)state;
  const char *sets[] = {"population.size=20000",
                        "population.network.kind=lattice",
                        "population.network.mean_degree=2",
                        "population.capacity_mean=1000",
                        "population.capacity_sigma=5",
                        "favors.size_sigma=5",
                        "favors.credit_limit=1e6",
                        "favors.needs=5",
                        "favors.over_return=1",
                        "panel.size=0",
                        "seed=5",
                        NULL};
  society x = society_open(sets, 1);
  society_turn(&x, 5, true);
  float most = 0;
  for (uint32_t i = 0; i < 20000; i++) most = fmaxf(most, ((float *)rq_array(x.world, F_CAPACITY))[i]);
  assert_true(most > 0x1p31f / 1024); /* what would not fit into an integer of 1/1024 */
  society_close(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_renqing_society_lives),
      cmocka_unit_test(the_transactional_society_lives),
      cmocka_unit_test(earlier_defaults_let_it_die),
      cmocka_unit_test(nothing_is_ever_broken),
      cmocka_unit_test(extremes_hold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
