/* Social quilts: a network unravels to its m-core, or, where ties need friends in common, to what a slow twin leaves; after a loss, to what is
 * stable. Controls: below m all is lost; a clique loses nothing where a cycle loses all. */
#include "analysis/quilts.h"
#include "course.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CONFIG "configs/studies/quilts.yaml"
#define LARGE "population={size: 9000, network: {kind: blocks, mean_degree: 6}}"

/* Turns weeks until nothing is lost; how much was. */
static double unravel(const course *c) {
  double lost = 0, now;
  do {
    course_turn(c, 1);
    lost += now = course_value(c, QUILTS_LOST, 0);
  } while (now > 0);
  return lost;
}

static void what_is_left_is_the_core(void **state) {
  (void)state;
  const char *const sets[][3] = {{"quilts.need=0.05", NULL}, {"quilts.need=0.02", NULL}, {LARGE, "quilts.need=0.015", NULL}};
  const double friends[] = {2, 3, 4};
  for (size_t k = 0; k < RQ_COUNT_OF(sets); k++) {
    course c = course_open(CONFIG, &rq_quilts_model, sets[k], 2);
    rq_network network = {0};
    rq_error error = RQ_NO_ERROR;
    uint32_t people;
    uint64_t ties;
    const quilts_parameters *p = c.setup.parameters;
    assert_true(p->friends == friends[k]);
    assert_int_equal(rq_setup_network(&c.setup, &network, &error), RQ_OK);
    bool *stays = calloc(network.vertices + 1, sizeof *stays);
    assert_int_equal(rq_quilt_unravel(&network, friends[k], stays, &people, &ties, &error), RQ_OK);
    double lost = unravel(&c);
    printf("  %u of %u people stay, and %llu of %llu ties\n", people, network.vertices, (unsigned long long)ties,
           (unsigned long long)network.halves / 2);
    assert_true(people > 0 && people < network.vertices);
    assert_true(2 * lost == (double)(network.halves - 2 * ties) && course_value(&c, QUILTS_TIES, 0) == (double)ties);
    for (uint32_t i = 0; i < network.vertices; i++) assert_int_equal(rq_world_row(c.world, i).count > 0, stays[i]);
    free(stays);
    rq_network_free(&network);
    course_end(&c);
  }
}

enum { TWIN = 120 };

/* Takes away ties with too few friends in common and people with too few friends, one at a time, until there are none. */
static void unravel_slowly(bool tied[TWIN][TWIN], unsigned friends, unsigned common) {
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < TWIN; i++)
      for (int j = 0; j < TWIN; j++) {
        unsigned degree = 0, both = 0;
        for (int k = 0; k < TWIN; k++) {
          degree += tied[i][k];
          both += tied[i][k] && tied[j][k];
        }
        if (!tied[i][j] || (degree >= friends && both >= common)) continue;
        tied[i][j] = tied[j][i] = false;
        more = true;
      }
  }
}

static void ties_need_friends_in_common(void **state) {
  (void)state;
  const char *const sets[] = {"population={size: 120, network: {kind: small_world, mean_degree: 10, rewiring: 0.2}}",
                              "quilts={need: 0.02, common: 3}", NULL};
  static bool tied[TWIN][TWIN];
  course c = course_open(CONFIG, &rq_quilts_model, sets, 1);
  memset(tied, 0, sizeof tied);
  unsigned before = 0, left = 0;
  for (uint32_t i = 0; i < TWIN; i++) {
    rq_row row = rq_world_row(c.world, i);
    for (uint32_t k = 0; k < row.count; k++) tied[i][row.target[k]] = true;
    before += row.count;
  }
  unravel_slowly(tied, 3, 3);
  unravel(&c);
  for (uint32_t i = 0; i < TWIN; i++) {
    rq_row row = rq_world_row(c.world, i);
    for (uint32_t k = 0; k < row.count; k++) assert_true(tied[i][row.target[k]]);
    for (uint32_t j = 0; j < TWIN; j++) left += tied[i][j];
    for (uint32_t j = 0; j < TWIN; j++) assert_int_equal(tied[i][j], rq_row_find(&row, j) < row.count);
  }
  printf("  %u of %u ties have enough friends in common\n", left / 2, before / 2);
  assert_true(left > 0 && left < before);
  course_end(&c);
}

/* Ties lost after the loss of the shock week. */
static double contagion(const char *network, const char *quilts) {
  const char *const sets[] = {network, quilts, NULL};
  course c = course_open(CONFIG, &rq_quilts_model, sets, 1);
  const quilts_parameters *p = c.setup.parameters;
  unravel(&c);
  while (rq_week(c.world) < p->shock_week) course_turn(&c, 1);
  assert_true(course_value(&c, QUILTS_SHOCKED, 0) > 0 && course_value(&c, QUILTS_LOST, 0) <= 0);
  double lost = unravel(&c);
  course_end(&c);
  return lost;
}

static void a_loss_spreads_as_far_as_the_network_lets_it(void **state) {
  (void)state;
  const char *const cycle = "population={size: 30, network: {kind: cycle}}", *const clique =
                                                                                 "population={size: 30, network: {kind: complete}}";
  assert_true(contagion(cycle, "quilts={shock: tie, shock_week: 4}") == 29);
  assert_true(contagion(cycle, "quilts={shock: person, shock_week: 4}") == 28);
  assert_true(contagion(clique, "quilts={shock: tie, shock_week: 4}") <= 0);
  assert_true(contagion(clique, "quilts={shock: person, shock_week: 4}") <= 0);
}

/* A chain of triangles, each with a corner in common with the next: everybody has two friends or four, as in a cycle and its double, and of
 * whatever tie is lost no more than two others go with it. */
static void a_loss_stays_near_in_a_quilt(void **state) {
  (void)state;
  enum { TRIANGLES = 20, LOSSES = 12 };
  char path[] = "/tmp/quilt_XXXXXX", network[128], quilts[64];
  int handle = mkstemp(path);
  FILE *file = fdopen(handle, "w");
  for (int t = 0; t < TRIANGLES; t++) fprintf(file, "c%d c%d\nc%d tip%d\ntip%d c%d\n", t, t + 1, t, t, t, t + 1);
  assert_int_equal(fclose(file), 0);
  snprintf(network, sizeof network, "population.network={kind: file, format: edges, file: %s}", path);
  double most = 0;
  for (int week = 1; week <= LOSSES; week++) { /* another week, another tie */
    snprintf(quilts, sizeof quilts, "quilts={shock: tie, shock_week: %d}", week + 1);
    double lost = contagion(network, quilts);
    most = lost > most ? lost : most;
  }
  remove(path);
  assert_true(most > 0 && most <= 2);
}

static void below_m_all_is_lost(void **state) {
  (void)state;
  const char *const stars[] = {"population={size: 50, network: {kind: star}}", NULL}, *const worthless[] = {"quilts.benefit=1", NULL};
  course star = course_open(CONFIG, &rq_quilts_model, stars, 1), none = course_open(CONFIG, &rq_quilts_model, worthless, 1);
  assert_true(unravel(&star) == 49);
  assert_true(unravel(&none) == 78);
  course_end(&star);
  course_end(&none);
}

static void threads_make_no_difference(void **state) {
  (void)state;
  const char *const sets[] = {LARGE, "quilts={need: 0.02, common: 1, shock: person, shock_week: 2}", NULL};
  course_on_threads(CONFIG, &rq_quilts_model, sets, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_left_is_the_core),
      cmocka_unit_test(ties_need_friends_in_common),
      cmocka_unit_test(a_loss_spreads_as_far_as_the_network_lets_it),
      cmocka_unit_test(a_loss_stays_near_in_a_quilt),
      cmocka_unit_test(below_m_all_is_lost),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
