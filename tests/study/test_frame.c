/* The frame of studies: which cases are computed, how often, what stands beside them, and when a value is inside. The study here is the
 * test's own. */
#include "analysis/study_sets.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct settings {
  double x;
  int64_t effort, seed;
} settings;

static const rq_parameter parameters[] = {
    {"x", RQ_NUMBER, offsetof(settings, x), "", 0, 10, "2", NULL, "a number"},
    {"effort", RQ_INTEGER, offsetof(settings, effort), "", 1, 10, "1", NULL, "how much is computed"},
    {"seed", RQ_INTEGER, offsetof(settings, seed), "", 0, 100, "1", NULL, "chance"},
};
static const rq_group groups[] = {{.path = "", .description = "squares", .parameters = parameters, .parameters_count = 3}};
static const rq_schema schema = {.name = "squares", .groups = groups, .groups_count = 1, .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&schema, NULL};
static const char *const effort[] = {"seed=1", "effort=1", NULL};

static const rq_published published[] = {
    {"square", {"x=2"}, RQ_EXACT, 4, 0, RQ_READ},         {"square", {"x=3"}, RQ_EXACT, 8, 0.5, RQ_DERIVED},
    {"cube", {"x=2"}, RQ_ABOVE, 7, 0, RQ_READ},           {"not there", {"x=2"}, RQ_EXACT, 1, 1, RQ_READ},
    {"inverse", {"x=0"}, RQ_EXACT, INFINITY, 0, RQ_READ},
};

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_config_fill(c->config, &schema, &s);
  if (s.x == 9) return rq_fail(error, RQ_BAD_DATA, "x is 9");
  rq_outcome_exact(out, "square", s.x * s.x);
  rq_outcome_simulated(out, "cube", (rq_estimate){s.x * s.x * s.x, s.x * s.x * s.x - 0.5, s.x * s.x * s.x + 0.5}, 3);
  rq_outcome_exact(out, "inverse", s.x > 0 ? 1 / s.x : INFINITY);
  rq_outcome_note(out, "computed for %g, effort %d, %s", s.x, (int)s.effort, c->full ? "full" : "test");
  return RQ_OK;
}

static const rq_study squares = {.name = "squares",
                                 .citation = "nobody",
                                 .question = "What are squares?",
                                 .schema = schemas,
                                 .published = published,
                                 .published_count = RQ_COUNT_OF(published),
                                 .effort = effort,
                                 .work = work};

static rq_study_result run(const char *const *sets, size_t count, rq_status expected) {
  rq_error error = RQ_NO_ERROR;
  rq_study_result result;
  rq_study_request ask = {.sets = sets, .sets_count = count};
  assert_int_equal(rq_study_run(&squares, &ask, &result, &error), expected);
  rq_error_free(&error);
  return result;
}

static size_t lines(const char *text) {
  size_t count = 0;
  for (; text && *text; text++) count += *text == '\n';
  return count;
}

static void published_cases_are_computed_once_each(void **state) {
  (void)state;
  rq_study_result r = run(NULL, 0, RQ_OK);
  assert_int_equal(r.count, RQ_COUNT_OF(published));
  assert_int_equal(lines(r.note), 3); /* of x = 2, 3 and 0 */
  static const rq_verdict expected[] = {RQ_INSIDE, RQ_OUTSIDE, RQ_INSIDE, RQ_OUTSIDE, RQ_INSIDE};
  for (size_t i = 0; i < r.count; i++) assert_int_equal(r.row[i].verdict, expected[i]);
  assert_string_equal(r.row[1].setting, "x=3");
  assert_true(r.row[1].ours == 9);
  assert_true(isnan(r.row[3].ours)); /* the study does not hand it over */
  assert_int_equal(rq_study_count(&r, RQ_OUTSIDE), 2);
  rq_study_result_free(&r);
}

static void effort_leaves_the_published_cases(void **state) {
  (void)state;
  const char *const sets[] = {"effort=3", "seed=7"};
  rq_study_result r = run(sets, 2, RQ_OK);
  assert_int_equal(r.count, RQ_COUNT_OF(published));
  assert_non_null(strstr(r.note, "computed for 3, effort 3"));
  rq_study_result_free(&r);
}

static void a_case_of_ones_own_shows_all_outcomes(void **state) {
  (void)state;
  const char *const known[] = {"x=3"}, *const unknown[] = {"x=5"};
  rq_study_result r = run(known, 1, RQ_OK);
  assert_int_equal(r.count, 3);
  assert_ptr_equal(r.row[0].published, &published[1]); /* published of this very case */
  assert_int_equal(r.row[0].verdict, RQ_OUTSIDE);
  assert_null(r.row[1].published);
  rq_study_result_free(&r);
  r = run(unknown, 1, RQ_OK);
  assert_int_equal(rq_study_count(&r, RQ_NO_VERDICT), 3);
  rq_study_result_free(&r);
}

static void mistakes_are_told(void **state) {
  (void)state;
  static const char *const wrong[] = {"y=5", "x=11", "x=nan", "x=9", "x"};
  for (size_t i = 0; i < RQ_COUNT_OF(wrong); i++) {
    rq_study_result r = run(&wrong[i], 1, RQ_BAD_DATA);
    rq_study_result_free(&r);
  }
}

static void judging(void **state) {
  (void)state;
  const rq_published exact = {"", {NULL}, RQ_EXACT, 1, 0.1, RQ_READ}, above = {"", {NULL}, RQ_ABOVE, 1, 0, RQ_READ},
                     below = {"", {NULL}, RQ_BELOW, 1, 0, RQ_READ}, none = {"", {NULL}, RQ_EXACT, INFINITY, 0, RQ_READ};
  assert_int_equal(rq_study_judge(&exact, 1.09, NAN, NAN), RQ_INSIDE);
  assert_int_equal(rq_study_judge(&exact, 0.89, NAN, NAN), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&exact, 1.3, 1.05, 1.55), RQ_INSIDE);
  assert_int_equal(rq_study_judge(&exact, 1.3, 1.15, 1.45), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&exact, 0.7, 0.55, 0.85), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&exact, NAN, NAN, NAN), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&exact, INFINITY, NAN, NAN), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&above, 1.3, 1.1, 1.5), RQ_INSIDE);
  assert_int_equal(rq_study_judge(&above, 1.3, 0.9, 1.7), RQ_OUTSIDE); /* not sure of the side */
  assert_int_equal(rq_study_judge(&below, 0.5, NAN, NAN), RQ_INSIDE);
  assert_int_equal(rq_study_judge(&below, 0.9, 0.7, 1.1), RQ_OUTSIDE);
  assert_int_equal(rq_study_judge(&none, INFINITY, NAN, NAN), RQ_INSIDE);
  assert_int_equal(rq_study_judge(&none, -9, NAN, NAN), RQ_OUTSIDE);
}

/* "x" is aliased.x where the study is called so; "y" is what the alias says, and more. */
static void short_names_are_written_out(void **state) {
  (void)state;
  static const rq_parameter rows[] = {
      {"x", RQ_NUMBER, offsetof(settings, x), "", 0, 10, "2", NULL, "a number"},
      {"effort", RQ_INTEGER, offsetof(settings, effort), "", 1, 10, "1", NULL, "another"},
  };
  static const rq_group own[] = {{.path = "aliased", .description = "keys", .parameters = rows, .parameters_count = 2}};
  static const rq_schema keys = {.name = "aliased", .groups = own, .groups_count = 1, .size = sizeof(settings)};
  static const rq_schema *const both[] = {&schema, &keys, NULL};
  static const rq_study_alias aliases[] = {{"y", "aliased.effort", "aliased.x=5"}, {NULL, NULL, NULL}};
  static const rq_study study = {.name = "aliased", .schema = both, .aliases = aliases};
  static const char *const sets[] = {"y=7", NULL}, *const more[] = {"seed=3", "x=4", NULL};
  rq_config *config = NULL;
  rq_error error = RQ_NO_ERROR;
  settings s = {0};
  assert_int_equal(rq_study_load(&study, NULL, sets, NULL, &config, &error), RQ_OK);
  rq_config_fill(config, &keys, &s);
  assert_true(s.x == 5 && s.effort == 7);
  rq_config_free(config);
  assert_int_equal(rq_study_load(&study, NULL, sets, more, &config, &error), RQ_OK);
  rq_config_fill(config, &keys, &s);
  assert_true(s.x == 4 && s.effort == 7);
  rq_config_free(config);
}

/* Every study of the program: names differ, every setting of a published case is understood, and nothing is published twice. */
static void the_list_is_sound(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_study_set set;
  assert_int_equal(rq_studies_gather(NULL, &set, &error), RQ_OK);
  for (size_t i = 0; i < set.count; i++) {
    const rq_study *s = set.study[i];
    if (i) assert_true(strcmp(set.study[i - 1]->name, s->name) < 0);
    assert_true(s->published_count > 0 && *s->question && *s->citation);
    for (size_t p = 0; p < s->published_count; p++) {
      rq_config *config = NULL;
      rq_status status = rq_study_load(s, NULL, s->published[p].sets, NULL, &config, &error);
      rq_error_print(&error);
      assert_int_equal(status, RQ_OK);
      rq_config_free(config);
    }
  }
  rq_studies_release(&set);
  rq_error_free(&error);
}

/* What is part of the program is what stands in configs/studies/, byte for byte. */
static void embedded_configurations_are_the_files(void **state) {
  (void)state;
  const char *name, *text;
  size_t count = 0;
  for (; rq_studies_embedded(count, &name, &text); count++) {
    char path[256];
    snprintf(path, sizeof path, "configs/studies/%s.yaml", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (const char *c = text; *c; c++) assert_int_equal(fgetc(file), *c);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
  }
  assert_true(count > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_cases_are_computed_once_each),
      cmocka_unit_test(effort_leaves_the_published_cases),
      cmocka_unit_test(a_case_of_ones_own_shows_all_outcomes),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(judging),
      cmocka_unit_test(short_names_are_written_out),
      cmocka_unit_test(the_list_is_sound),
      cmocka_unit_test(embedded_configurations_are_the_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
