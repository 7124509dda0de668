/* Donation by similarity (Riolo, Cohen & Axelrod 2001) against the table of Edmonds & Hales (2003): the share of pairings with a donation.
 * 12 runs of 5,000 generations stand for 30 of 30,000. Controls: with the strict comparison cooperation collapses, and so it does where
 * people meet too rarely. */
#include "course.h"
#include "models/tags.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { RUNS = 12, GENERATIONS = 5000 };

/* Per cent of the pairings. */
static figure rate(const char *setting) {
  double share[RUNS];
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin("configs/studies/tags.yaml", &rq_tags_model, setting, run);
    double given = 0, all = 0;
    for (int week = 0; week < GENERATIONS; week++) {
      course_turn(&c, 1);
      given += course_value(&c, TAGS_DONATIONS, 0);
      all += course_value(&c, TAGS_PAIRINGS, 0);
    }
    course_end(&c);
    share[run] = 100 * given / all;
  }
  figure f = figure_of(share, RUNS);
  printf("  %-20s %6.2f %% (standard error %.2f)\n", setting, f.mean, f.error);
  return f;
}

/* Within four standard errors (a right program fails a cell once in 500 times, by Student's t with 11 degrees of freedom) and the half point
 * of the tolerance. */
static void check(const char *setting, double published) {
  figure f = rate(setting);
  if (fabs(f.mean - published) > 4 * f.error + 0.5) fail_msg("%s: %.2f %%; published: %.1f %%", setting, f.mean, published);
}

static void the_published_table_comes_out(void **state) {
  (void)state;
  check("tags.pairings=1", 2.1);
  check("tags.pairings=3", 73.6);
  check("tags.pairings=6", 78.7);
  check("tags.cost=0.3", 73.5);
  check("tags.cost=0.6", 2.2);
}

static void strict_comparison_collapses(void **state) {
  (void)state;
  assert_true(rate("tags.strict=yes").mean < 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_published_table_comes_out),
      cmocka_unit_test(strict_comparison_collapses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
