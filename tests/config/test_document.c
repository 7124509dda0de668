/* What the tables say of themselves: suggestions, explain, JSON Schema, reference. */
#include "sim/suggest.h"
#include "tests/config/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_edit_distance(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    unsigned distance;
  } pairs[] = {{"", "", 0},           {"abc", "abc", 0},   {"", "abc", 3},    {"kitten", "sitting", 3}, {"chanel", "channel", 1},
               {"favro", "favor", 1}, {"Seed", "sEED", 0}, {"a-b", "a_b", 0}, {"ca", "abc", 3},         {"weeks", "skeew", 4}};
  for (size_t i = 0; i < RQ_COUNT_OF(pairs); i++) {
    assert_int_equal(rq_edit_distance(pairs[i].a, pairs[i].b), pairs[i].distance);
    assert_int_equal(rq_edit_distance(pairs[i].b, pairs[i].a), pairs[i].distance);
  }
}

static const char *closest(const char *word) {
  rq_suggestion s = {.word = word};
  rq_suggestion_offer(&s, "channel");
  rq_suggestion_offer(&s, "channels");
  rq_suggestion_offer(&s, "gift");
  return s.best;
}

static void test_suggestion(void **state) {
  (void)state;
  assert_string_equal(closest("chanel"), "channel");
  assert_string_equal(closest("chanels"), "channels");
  assert_string_equal(closest("gfit"), "gift");
  assert_null(closest("weeks"));
  assert_null(closest("g"));
  assert_null(closest("gt")); /* too short to be a misspelling of anything */
}

/* What explain prints; the messages where it fails. */
static char *explained(const char *key, rq_status wanted) {
  char *text = NULL;
  size_t length;
  rq_error error = RQ_NO_ERROR;
  FILE *out = open_memstream(&text, &length);
  assert_non_null(out);
  assert_int_equal(rq_config_explain(scratch_schemas, 2, key, out, &error), wanted);
  assert_int_equal(fclose(out), 0);
  if (wanted == RQ_OK) return text;
  assert_string_equal(text, "");
  free(text);
  return error.text;
}

static void expect_explained(const char *key, rq_status status, const char *part) {
  char *text = explained(key, status);
  if (!strstr(text, part)) print_error("'%s' is not in:\n%s", part, text);
  assert_non_null(strstr(text, part));
  free(text);
}

static void test_explain(void **state) {
  (void)state;
  expect_explained("favors.needs", RQ_OK, "a number between 0 and 50, needs/week; default 0.5");
  expect_explained("favors.patience", RQ_OK, "with culture: transactional the default is 0.5");
  expect_explained("brands.quality", RQ_OK, "brands.quality\n");
  expect_explained("brands[].quality", RQ_OK, "brands.quality\n");
  expect_explained("brands.0.quality", RQ_OK, "brands.quality\n");
  expect_explained("brands.name", RQ_OK, "must be given");
  expect_explained("campaigns.favor", RQ_OK, "gift, occasion_gift");
  expect_explained("favors", RQ_OK, "repayment:");
  expect_explained("channels", RQ_OK, "name: live_chat");
  expect_explained("half_life", RQ_OK, "ties.half_life_mixed\n"); /* part of a name */
  expect_explained("", RQ_OK, "population:");
  expect_explained("neds", RQ_USAGE, "unknown key 'neds'; did you mean 'favors.needs'?\n");
  expect_explained("favors.neds", RQ_USAGE, "unknown key 'favors.neds'; did you mean 'favors.needs'?\n");
  expect_explained("xyzzyxyzzy", RQ_USAGE, "unknown key 'xyzzyxyzzy'");
  char *text = explained("favors.needs", RQ_OK); /* control: presets are named only where they change something */
  assert_null(strstr(text, "culture"));
  free(text);
}

static void test_json_schema(void **state) {
  (void)state;
  json_t *schema = rq_config_json_schema(scratch_schemas, 2), *of;
  assert_non_null(schema);
  const json_t *top = json_object_get(schema, "properties");
  assert_string_equal(json_string_value(json_object_get(schema, "type")), "object");
  assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
  of = json_object_get(top, "weeks");
  assert_string_equal(json_string_value(json_object_get(of, "type")), "integer");
  assert_int_equal(json_integer_value(json_object_get(of, "maximum")), 60000);
  assert_int_equal(json_integer_value(json_object_get(of, "default")), 260);
  of = json_object_get(json_object_get(json_object_get(top, "favors"), "properties"), "needs");
  assert_true(json_real_value(json_object_get(of, "default")) == 0.5);
  assert_non_null(strstr(json_string_value(json_object_get(of, "description")), "mean number of needs"));
  of = json_object_get(top, "culture");
  assert_int_equal(json_array_size(json_object_get(of, "enum")), 2);
  assert_non_null(json_object_get(top, "scenarios"));
  assert_non_null(json_object_get(top, "extends"));
  of = json_object_get(json_object_get(json_object_get(top, "population"), "properties"), "network");
  assert_non_null(json_object_get(json_object_get(json_object_get(of, "properties"), "map"), "properties"));
  json_decref(schema);
}

static void test_reference(void **state) {
  (void)state;
  char *text = NULL;
  size_t length;
  rq_error error = RQ_NO_ERROR;
  FILE *out = open_memstream(&text, &length);
  assert_non_null(out);
  assert_int_equal(rq_config_reference(scratch_schemas, 2, out, &error), RQ_OK);
  assert_int_equal(fclose(out), 0);
  for (size_t s = 0; s < 2; s++) /* every key of every group has its row */
    for (size_t g = 0; g < scratch_schemas[s]->groups_count; g++) {
      const rq_group *group = &scratch_schemas[s]->groups[g];
      char heading[100], row[100];
      snprintf(heading, sizeof heading, "\n## %s", *group->path ? group->path : "top level");
      const char *section = strstr(text, heading);
      assert_non_null(section);
      for (size_t i = 0; i < (group->counted ? *group->counted : group->parameters_count); i++) {
        const char *dot = strrchr(group->parameters[i].key, '.');
        snprintf(row, sizeof row, "\n| `%s` | ", dot ? dot + 1 : group->parameters[i].key);
        assert_non_null(strstr(section, row));
      }
    }
  assert_non_null(strstr(text, "0.5 with culture: transactional"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_edit_distance), cmocka_unit_test(test_suggestion), cmocka_unit_test(test_explain),
      cmocka_unit_test(test_json_schema),   cmocka_unit_test(test_reference),
  };
  return cmocka_run_group_tests_name("documentation of the keys", tests, NULL, NULL);
}
