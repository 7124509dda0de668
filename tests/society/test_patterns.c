/* Patterns 5, 6 and 10 of model.md 14, each over replicates with fixed seeds. A pattern holds where a one-sided t test over the replicates says
 * that the effect is larger than a margin, with an error rate of 0.001; each has a control in which the same test must not say so. */
#include "figures.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define REPLICATES 6
#define WEEKS 156u
#define ERROR_RATE 0.001

typedef struct sample {
  double value[REPLICATES];
} sample;

/* ---- statistics ---- */

static sample minus(sample a, sample b) {
  for (int k = 0; k < REPLICATES; k++) a.value[k] -= b.value[k];
  return a;
}

/* Whether the mean is above the margin, at the error rate. */
static bool exceeds(const char *what, sample s, double margin) {
  double mean = gsl_stats_mean(s.value, 1, REPLICATES), error = gsl_stats_sd(s.value, 1, REPLICATES) / sqrt(REPLICATES);
  double t = (mean - margin) / error, p = gsl_cdf_tdist_Q(t, REPLICATES - 1);
  print_message("%-64s %8.4f +- %.4f; above %g: p = %.2g\n", what, mean, error, margin, p);
  return p < ERROR_RATE;
}

static bool falls_short(const char *what, sample s, double margin) {
  for (int k = 0; k < REPLICATES; k++) s.value[k] = -s.value[k];
  return exceeds(what, s, -margin);
}

/* ---- replicates ---- */

/* What is measured of a society that has lived for three years, the third of them measured. */
typedef double (*measure)(const society *, const figures *);

static double live(const char *const *more, uint32_t seed, measure measured) {
  char key[32];
  const char *sets[8] = {"population.size=600", "panel.size=0", key};
  snprintf(key, sizeof key, "seed=%u", seed);
  for (size_t k = 0; more[k]; k++) sets[3 + k] = more[k];
  society x = society_open(sets, 1);
  society_turn(&x, WEEKS - 52, false);
  figures f = society_figures(&x, 52);
  double value = measured(&x, &f);
  society_close(&x);
  return value;
}

static sample replicates(const char *const *more, uint32_t first_seed, measure measured) {
  sample s;
  for (uint32_t k = 0; k < REPLICATES; k++) s.value[k] = live(more, first_seed + k, measured);
  return s;
}

#define SOCIETY(measured, ...) replicates((const char *const[]){__VA_ARGS__, NULL}, 1, measured)

/* ---- 5: prompt repayment keeps ties instrumental; delayed and over-returned favors build mixed ties ---- */

/* Ties a person that are more than instrumental: mixed, or grown to expressive since. */
static double close_ties(const society *x, const figures *f) {
  (void)x;
  return f->ties * (1 - f->class[INSTRUMENTAL]);
}

/* Exchange alone: no meetings. Prompt are those with an occasion to repay nearly every day; delayed those with one in three weeks. */
#define PROMPT "meetings.rate=0", "favors.repayment.occasions=5"
#define DELAYED "meetings.rate=0", "favors.repayment.occasions=0.3"
#define NEVER_TOO_SOON "favors.repayment.prompt_weeks=0"

static void delayed_repayment_builds_mixed_ties(void **state) {
  (void)state;
  sample prompt = SOCIETY(close_ties, PROMPT, "favors.over_return=0"), delayed = SOCIETY(close_ties, DELAYED);
  assert_true(exceeds("mixed and closer ties a person: delayed, over-returned - prompt", minus(delayed, prompt), 1));
  prompt = SOCIETY(close_ties, PROMPT);
  assert_true(exceeds("mixed and closer ties a person: delayed - prompt", minus(delayed, prompt), 1));
  /* control: where no repayment reads as settling an account, there is little to gain by delay */
  prompt = SOCIETY(close_ties, PROMPT, NEVER_TOO_SOON);
  delayed = SOCIETY(close_ties, DELAYED, NEVER_TOO_SOON);
  assert_false(exceeds("control: the same, where nothing is too soon", minus(delayed, prompt), 1));
}

/* ---- 6: introductions reach skills that no direct tie has ---- */

static double to_market(const society *x, const figures *f) {
  (void)x;
  return 1 - f->inside;
}

#define NO_INTRODUCTIONS "introductions.enabled=no"

static void without_introductions_more_goes_to_the_market(void **state) {
  (void)state;
  sample with = SOCIETY(to_market, "population.skills=20"), without = SOCIETY(to_market, "population.skills=20", NO_INTRODUCTIONS);
  assert_true(exceeds("needs to the market, 20 skills: without - with introductions", minus(without, with), 0.05));
  /* control: where everybody can help with everything, there is no skill to reach */
  with = SOCIETY(to_market, "population.skills=1");
  without = SOCIETY(to_market, "population.skills=1", NO_INTRODUCTIONS);
  assert_false(exceeds("control: the same with one skill", minus(without, with), 0.05));
}

/* ---- 10: trusts are intertwined, and vouched for, in the renqing culture (Chua, Morris & Ingram 2009) ---- */

static double correlation(const society *x, const figures *f) {
  (void)x;
  return f->correlation;
}

static void trusts_are_more_intertwined(void **state) {
  (void)state;
  sample renqing = SOCIETY(correlation, "culture=renqing"), transactional = SOCIETY(correlation, "culture=transactional");
  assert_true(exceeds("correlation of trusts, not kin: renqing - transactional", minus(renqing, transactional), 0.05));
  /* control: two societies of one culture */
  sample other = replicates((const char *const[]){"culture=renqing", NULL}, 50, correlation);
  assert_false(exceeds("control: renqing - renqing of other seeds", minus(renqing, other), 0.05));
}

/* Mean cognitive trust over ties of the last year that began with an introduction, less that over those that began with a meeting. */
static double gain_of_introduced(const society *x, const figures *f) {
  double sum[BASES] = {0}, count[BASES] = {0};
  uint32_t week = rq_week(x->world);
  (void)f;
  for (uint32_t i = 0; i < rq_agents(x->world); i++) {
    ties t = ties_seen(x->world, i);
    for (uint32_t k = 0; k < t.count; k++) {
      if (week - t.since[k] > 52 || t.basis[k] < MET) continue;
      sum[t.basis[k]] += (double)tie_now(x->p, &t, k, week).c;
      count[t.basis[k]]++;
    }
  }
  assert_true(count[INTRODUCED] > 50 && count[MET] > 50);
  return sum[INTRODUCED] / count[INTRODUCED] - sum[MET] / count[MET];
}

static void introductions_raise_cognitive_trust_in_one_culture_only(void **state) {
  (void)state;
  sample renqing = SOCIETY(gain_of_introduced, "culture=renqing");
  assert_true(exceeds("cognitive trust, introduced - met: renqing", renqing, 0.1));
  sample transactional = SOCIETY(gain_of_introduced, "culture=transactional");
  assert_true(falls_short("cognitive trust, introduced - met: transactional (negated)", transactional, 0.05));
  /* control: a renqing culture in which nobody's word counts */
  sample mute = SOCIETY(gain_of_introduced, "culture=renqing", "introductions.vouch=0");
  assert_false(exceeds("control: renqing, nobody vouches", mute, 0.1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(delayed_repayment_builds_mixed_ties),
      cmocka_unit_test(without_introductions_more_goes_to_the_market),
      cmocka_unit_test(trusts_are_more_intertwined),
      cmocka_unit_test(introductions_raise_cognitive_trust_in_one_culture_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
