/* Favors for chips: the share of occasions that is served, and the value of the relationship, are those of the closed form. Control: where
 * nobody is refused all are served. */
#include "analysis/chips.h"
#include "course.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CONFIG "configs/studies/chips.yaml"
enum { RUNS = 8, WEEKS = 10 };

static void simulate(const char *setting, figure *served, figure *value) {
  double share[RUNS], worth[RUNS] = {0};
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin(CONFIG, &rq_chips_model, setting, run);
    double favors = 0, occasions = 0;
    for (int week = 0; week < WEEKS; week++) {
      course_turn(&c, 1);
      favors += course_value(&c, CHIPS_FAVORS, 0);
      occasions += course_value(&c, CHIPS_OCCASIONS, 0);
    }
    const double *own = rq_array(c.world, CHIPS_VALUE);
    uint32_t pairs = rq_agents(c.world) / 2;
    for (uint32_t i = 0; i < pairs; i++) worth[run] += own[2 * (size_t)i] / pairs;
    share[run] = favors / occasions;
    course_end(&c);
  }
  *served = figure_of(share, RUNS);
  *value = figure_of(worth, RUNS);
  printf("  %s: served %.4f (%.4f), value %.3f (%.3f)\n", setting, served->mean, served->error, value->mean, value->error);
}

static void favors_are_served_as_often(void **state) {
  (void)state;
  for (uint32_t chips = 0; chips < 8; chips += chips ? 3 : 1) {
    char setting[32];
    figure served, value;
    snprintf(setting, sizeof setting, "chips.chips=%u", chips);
    simulate(setting, &served, &value);
    assert_true(figure_is(served, rq_chips_served(chips), 1e-12));
  }
}

static void the_relationship_is_worth_as_much(void **state) {
  (void)state;
  static const struct {
    const char *setting;
    rq_chips favors;
    uint32_t chips, start;
  } cases[] = {
      {"chips={chips: 3, start: 1}", {2, 1, 0.1, 1}, 3, 1},
      {"chips={chips: 2, start: 0, benefit: 3, cost: 0.5, rate: 2.5, discount: 0.4}", {3, 0.5, 0.4, 2.5}, 2, 0},
      {"chips={chips: 5, start: 5, benefit: 1.2, cost: 1, rate: 0.3, discount: 0.02}", {1.2, 1, 0.02, 0.3}, 5, 5},
  };
  for (size_t k = 0; k < RQ_COUNT_OF(cases); k++) {
    double expected[8];
    figure served, value;
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(rq_chips_values(&cases[k].favors, cases[k].chips, expected, &error), RQ_OK);
    simulate(cases[k].setting, &served, &value);
    assert_true(figure_is(value, expected[cases[k].start], 1e-4));
    assert_false(figure_is(value, expected[cases[k].start ? 0 : 1], 1e-4)); /* sharp enough to tell one chip from another */
  }
}

static void who_is_never_refused_is_served(void **state) {
  (void)state;
  figure served, value;
  simulate("chips.refusal=no", &served, &value);
  assert_true(served.mean > 1 - 1e-9);
}

/* An odd number of people in several blocks: the last knows nobody. */
static void threads_make_no_difference(void **state) {
  (void)state;
  const char *const sets[] = {"population.size=9001", "chips.chips=4", NULL};
  course_on_threads(CONFIG, &rq_chips_model, sets, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(favors_are_served_as_often),
      cmocka_unit_test(the_relationship_is_worth_as_much),
      cmocka_unit_test(who_is_never_refused_is_served),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
