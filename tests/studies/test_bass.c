/* Diffusion (Bass 1969): the engine's curve is the closed form, of everybody and of a network in which all are tied to all. Controls: without
 * imitation there is no peak; who hears of ties only, and has none, adopts by oneself. */
#include "analysis/bass.h"
#include "course.h"
#include "models/bass.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CONFIG "configs/studies/bass.yaml"
enum { RUNS = 8, STEPS = 20 };

/* The share of adopters at a time, over runs. */
static figure share(const char *const *sets, unsigned time) {
  double value[RUNS];
  for (unsigned run = 0; run < RUNS; run++) {
    char replicate[32];
    const char *all[8] = {replicate};
    snprintf(replicate, sizeof replicate, "replicate=%u", run);
    for (size_t n = 0; sets[n]; n++) all[n + 1] = sets[n];
    course c = course_open(CONFIG, &rq_bass_model, all, 1);
    course_turn(&c, time * STEPS);
    value[run] = course_value(&c, BASS_ADOPTERS, 0) / rq_agents(c.world);
    course_end(&c);
  }
  figure f = figure_of(value, RUNS);
  printf("  %s, t = %u: %.4f (%.4f)\n", sets[0], time, f.mean, f.error);
  return f;
}

static void the_curve_comes_out(void **state) {
  (void)state;
  const rq_bass usual = {0.03, 0.38}, tv = {0.005, 0.84};
  const char *const as_it_is[] = {"bass.innovation=0.03", NULL}, *const of_tv[] = {"bass={innovation: 0.005, imitation: 0.84}", NULL};
  assert_true(figure_is(share(as_it_is, 5), rq_bass_adopted(&usual, 5), 0.001));
  assert_true(figure_is(share(as_it_is, 10), rq_bass_adopted(&usual, 10), 0.001));
  assert_true(figure_is(share(of_tv, 6), rq_bass_adopted(&tv, 6), 0.001));
}

/* The step at whose beginning ties are looked at is short, but not nothing: .004 of the share. */
static void ties_to_all_are_as_everybody(void **state) {
  (void)state;
  const rq_bass usual = {0.03, 0.38}, alone = {0.03, 0};
  const char *const all[] = {"bass.hears=ties", "population={size: 300, network: {kind: complete, degree_cap: 300}}", NULL},
                    *const none[] = {"bass.hears=ties", NULL};
  assert_true(figure_is(share(all, 6), rq_bass_adopted(&usual, 6), 0.004));
  assert_true(figure_is(share(none, 6), rq_bass_adopted(&alone, 6), 0.001));
}

/* The unit of time in which most adopt, of 15. */
static unsigned busiest(const char *setting) {
  course c = course_begin(CONFIG, &rq_bass_model, setting, 0);
  unsigned best = 0;
  double most = 0, before = 0;
  for (unsigned unit = 0; unit < 15; unit++) {
    course_turn(&c, STEPS);
    double now = course_value(&c, BASS_ADOPTERS, 0);
    if (now - before > most) best = unit;
    most = fmax(most, now - before);
    before = now;
  }
  course_end(&c);
  return best;
}

static void the_peak_needs_imitation(void **state) {
  (void)state;
  assert_in_range(busiest("bass.imitation=0.38"), 5, 6); /* 6.19 */
  assert_int_equal(busiest("bass={imitation: 0, innovation: 0.3}"), 0);
}

static void threads_make_no_difference(void **state) {
  (void)state;
  const char *const sets[] = {"bass.hears=ties", "population.network.mean_degree=6", NULL};
  course_on_threads(CONFIG, &rq_bass_model, sets, 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_curve_comes_out),
      cmocka_unit_test(ties_to_all_are_as_everybody),
      cmocka_unit_test(the_peak_needs_imitation),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
