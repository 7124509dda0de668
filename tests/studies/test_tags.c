/* Donation by similarity (Riolo, Cohen & Axelrod 2001) against the table of Edmonds & Hales (2003): the share of pairings with a donation.
 * 12 runs of 5,000 generations stand for 30 of 30,000. Controls: with the strict comparison cooperation collapses, and so it does where
 * people meet too rarely. */
#include "models/tags.h"
#include "sim/run.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS = 12, GENERATIONS = 5000, DONATIONS = 1, PAIRINGS = 0 };

static void must(rq_status status, const rq_error *error) {
  if (status) fail_msg("%s", error->text);
}

static double share_given(const char *setting, const char *replicate) {
  const char *const sets[] = {setting, replicate};
  rq_config_source source = {.path = "configs/studies/tags.yaml", .sets = sets, .sets_count = 2};
  rq_setup setup;
  rq_world *world;
  rq_error error = RQ_NO_ERROR;
  must(rq_setup_load(&source, &rq_tags_model, &setup, &error), &error);
  must(rq_setup_world(&setup, 1, &world, &error), &error);
  double given = 0, all = 0;
  for (int week = 0; week < GENERATIONS; week++) {
    must(rq_tick(world, &error), &error);
    given += rq_tallied(world, DONATIONS, 0);
    all += rq_tallied(world, PAIRINGS, 0);
  }
  must(rq_world_verify(world, &error), &error);
  rq_world_free(world);
  rq_setup_free(&setup);
  return given / all;
}

/* Mean of the runs and its standard error, in per cent. */
static double rate(const char *setting, double *error) {
  double sum = 0, squares = 0;
  for (int run = 0; run < RUNS; run++) {
    char replicate[32];
    snprintf(replicate, sizeof replicate, "replicate=%d", run);
    double share = 100 * share_given(setting, replicate);
    sum += share;
    squares += share * share;
  }
  double mean = sum / RUNS;
  *error = sqrt(fmax(0, squares / RUNS - mean * mean) / (RUNS - 1));
  printf("  %-20s %6.2f %% (standard error %.2f)\n", setting, mean, *error);
  return mean;
}

/* Within four standard errors (a right program fails a cell once in 3,000 times, 12 runs, Student's t) and the half point of the tolerance. */
static void check(const char *setting, double published) {
  double error, mean = rate(setting, &error);
  if (fabs(mean - published) > 4 * error + 0.5) fail_msg("%s: %.2f %%; published: %.1f %%", setting, mean, published);
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
  double error;
  assert_true(rate("tags.strict=yes", &error) < 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_published_table_comes_out),
      cmocka_unit_test(strict_comparison_collapses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
