/* In-group favor (Hammond & Axelrod 2006): 76 % ethnocentric, 74 % cooperation, 88 % acts that favor the own group, over the last 100 of 2,000
 * steps. Control: where nobody sees tags, neighbours still help each other, but nobody comes to favor the own group. */
#include "course.h"
#include "models/ethnocentrism.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { RUNS = 6, STEPS = 2000, LAST = 100 };

typedef struct outcome {
  figure ethnocentric, cooperation, favoring; /* per cent */
} outcome;

static outcome simulate(const char *setting) {
  double share[3][RUNS];
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin("configs/studies/ethnocentrism.yaml", &rq_ethnocentrism_model, setting, run);
    course_turn(&c, STEPS - LAST);
    double people = 0, ethnocentric = 0, acts = 0, help = 0, favoring = 0;
    for (int n = 0; n < LAST; n++) {
      course_turn(&c, 1);
      for (uint32_t s = 0; s < ETHNOCENTRISM_STRATEGIES; s++) people += course_value(&c, ETHNOCENTRISM_PEOPLE, s);
      ethnocentric += course_value(&c, ETHNOCENTRISM_PEOPLE, ETHNOCENTRISM_ETHNOCENTRIC);
      acts += course_value(&c, ETHNOCENTRISM_ACTS, 0);
      help += course_value(&c, ETHNOCENTRISM_HELP, 0);
      favoring += course_value(&c, ETHNOCENTRISM_FAVORING, 0);
    }
    course_end(&c);
    share[0][run] = 100 * ethnocentric / people;
    share[1][run] = 100 * help / acts;
    share[2][run] = 100 * favoring / acts;
  }
  outcome o = {figure_of(share[0], RUNS), figure_of(share[1], RUNS), figure_of(share[2], RUNS)};
  printf("  %s: ethnocentric %.1f (%.1f), cooperation %.1f (%.1f), favoring %.1f (%.1f) %%\n", setting, o.ethnocentric.mean,
         o.ethnocentric.error, o.cooperation.mean, o.cooperation.error, o.favoring.mean, o.favoring.error);
  return o;
}

/* Four standard errors and the rounding of the published figure: fails a right program once in 100 times (Student's t, 5 degrees). */
static void check(figure f, double published) {
  if (fabs(f.mean - published) > 4 * f.error + 0.5) fail_msg("%.1f %%; published: %.0f %%", f.mean, published);
}

static void the_published_figures_come_out(void **state) {
  (void)state;
  outcome o = simulate("ethnocentrism.cost=0.01");
  check(o.ethnocentric, 76);
  check(o.cooperation, 74);
  check(o.favoring, 88);
}

static void favor_needs_tags(void **state) {
  (void)state;
  assert_true(simulate("ethnocentrism.blind=yes").ethnocentric.mean < 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_published_figures_come_out),
      cmocka_unit_test(favor_needs_tags),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
