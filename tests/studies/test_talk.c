/* Word of mouth (Goldenberg, Libai & Muller 2001) against the table of its replication: the period at which 2,850 of 3,000 have adopted. The
 * table's cells are single runs, so that a standard error is that of one run beside the mean of ours. Controls: where strong ties do not
 * convince, or weak ones do not, it takes far longer. */
#include "course.h"
#include "models/talk.h"
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { RUNS = 8, MOST = 1000, WANTED = 2850 };

static void periods(unsigned strong, unsigned weak, const char *more, double period[RUNS]) {
  char setting[128];
  snprintf(setting, sizeof setting, "talk={strong: %u, weak: %u, alpha: 0.0005, %s}", strong, weak, more);
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin("configs/studies/talk.yaml", &rq_talk_model, setting, run);
    for (period[run] = 0; period[run] < MOST && course_value(&c, TALK_ADOPTERS, 0) < WANTED; period[run]++) course_turn(&c, 1);
    course_end(&c);
  }
}

#define AS_PUBLISHED "beta_weak: 0.005, beta_strong: 0.01"

static void check(unsigned strong, unsigned weak, double published) {
  double period[RUNS];
  periods(strong, weak, AS_PUBLISHED, period);
  double mean = gsl_stats_mean(period, 1, RUNS), spread = gsl_stats_sd(period, 1, RUNS), error = spread * sqrt(1 + 1.0 / RUNS);
  printf("  %2u strong, %2u weak: %6.1f (one run varies by %.1f); published: %.0f\n", strong, weak, mean, spread, published);
  if (fabs(mean - published) > 4 * error + 0.5) fail_msg("published: %.0f", published);
}

static void the_table_comes_out(void **state) {
  (void)state;
  const unsigned size[3] = {5, 17, 29};
  const double published[3][3] = {{154, 64, 47}, {78, 43, 32}, {47, 33, 25}}; /* [weak][strong] */
  for (int w = 0; w < 3; w++)
    for (int s = 0; s < 3; s++) check(size[s], size[w], published[w][s]);
}

static void both_kinds_of_ties_are_needed(void **state) {
  (void)state;
  double all[RUNS], weak_only[RUNS], strong_only[RUNS];
  periods(5, 29, AS_PUBLISHED, all);
  periods(5, 29, "beta_weak: 0.005, beta_strong: 0", weak_only);
  periods(5, 29, "beta_weak: 0, beta_strong: 0.01", strong_only);
  assert_true(gsl_stats_mean(weak_only, 1, RUNS) > gsl_stats_mean(all, 1, RUNS) + 3);
  assert_true(gsl_stats_mean(strong_only, 1, RUNS) > 3 * gsl_stats_mean(all, 1, RUNS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_table_comes_out),
      cmocka_unit_test(both_kinds_of_ties_are_needed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
