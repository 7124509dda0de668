/* Reputation under error: help under each norm is that of the closed form. Controls: without error nothing is forgotten. */
#include "analysis/face.h"
#include "course.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CONFIG "configs/studies/face.yaml"
enum { RUNS = 8, WEEKS = 100 };

/* The help of the second half of the weeks, over runs. */
static figure help(const char *setting) {
  double value[RUNS];
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin(CONFIG, &rq_face_model, setting, run);
    double helped = 0, meetings = 0;
    course_turn(&c, WEEKS);
    for (int week = 0; week < WEEKS; week++) {
      course_turn(&c, 1);
      helped += course_value(&c, FACE_HELP, 0);
      meetings += course_value(&c, FACE_MEETINGS, 0);
    }
    course_end(&c);
    value[run] = helped / meetings;
  }
  figure f = figure_of(value, RUNS);
  printf("  %s: %.4f (%.4f)\n", setting, f.mean, f.error);
  return f;
}

static void help_is_that_of_the_closed_form(void **state) {
  (void)state;
  static const char *const name[RQ_NORMS] = {"L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "image_scoring"};
  for (size_t n = 0; n < RQ_NORMS; n++) {
    char setting[64];
    snprintf(setting, sizeof setting, "face={norm: %s, error: 0.05}", name[n]);
    assert_true(figure_is(help(setting), rq_face_steady(&rq_norms[n], 0.05).helping, 0.002));
  }
}

/* A mixture in which all four pairs are common. */
static void a_norm_of_ones_own(void **state) {
  (void)state;
  const rq_norm own = {"own", {1, 0, 0, 1, 1, 0, 0, 1}, {1, 0, 0, 1}};
  const char *const setting = "face={assessment: [1, 0, 0, 1, 1, 0, 0, 1], action: [1, 0, 0, 1], error: 0.2}";
  double expected = rq_face_steady(&own, 0.2).helping;
  assert_true(expected > 0.2 && expected < 0.8);
  assert_true(figure_is(help(setting), expected, 0.002));
}

static void without_error_nothing_is_forgotten(void **state) {
  (void)state;
  assert_true(help("face={norm: image_scoring, error: 0}").mean > 0.999);
  assert_true(help("face={norm: L7, error: 0, start: 0}").mean < 0.001);
  assert_true(help("face={norm: L7, error: 0.01, start: 0}").mean > 0.95);
}

static void threads_make_no_difference(void **state) {
  (void)state;
  const char *const sets[] = {"population.size=9000", "face.start=0.5", NULL};
  course_on_threads(CONFIG, &rq_face_model, sets, 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(help_is_that_of_the_closed_form),
      cmocka_unit_test(a_norm_of_ones_own),
      cmocka_unit_test(without_error_nothing_is_forgotten),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
