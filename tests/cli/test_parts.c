/* The small parts of the program: durations, sizes, names, suggestions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/cli/cli.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_options.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

static void durations_are_read(void **state) {
  (void)state;
  assert_true(rq_duration_read("1h50m") == 6600);
  assert_true(rq_duration_read("90s") == 90);
  assert_true(rq_duration_read(" 2d 3h ") == 2 * 86400 + 3 * 3600);
  assert_true(rq_duration_read("1.5m") == 90);
  static const char *const wrong[] = {"", " ", "90", "1h50", "m", "1m1h", "1m1m", "-1m", "0s", "1x", "nan", "1h 50", "infs"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) assert_true(rq_duration_read(wrong[i]) == -1);
}

static void threads_are_read(void **state) {
  (void)state;
  assert_int_equal(rq_threads_read("1"), 1);
  assert_int_equal(rq_threads_read("1024"), 1024);
  static const char *const wrong[] = {"", "0", "-1", "1025", "2x", "two", "99999999999999999999"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) assert_int_equal(rq_threads_read(wrong[i]), -1);
}

static void expect_duration(double seconds, const char *text) {
  char buffer[RQ_DURATION_SIZE];
  assert_string_equal(rq_duration_text(buffer, seconds), text);
}

static void durations_are_told(void **state) {
  (void)state;
  expect_duration(0.42, "0.42 s");
  expect_duration(9.94, "9.9 s");
  expect_duration(9.96, "10 s");
  expect_duration(59.4, "59 s");
  expect_duration(59.6, "1 min 00 s");
  expect_duration(119.6, "2 min 00 s");
  expect_duration(3569, "59 min 29 s");
  expect_duration(3598, "1 h 00 min");
  expect_duration(3720, "1 h 02 min");
}

static void expect_bytes(double bytes, const char *text) {
  char buffer[RQ_BYTES_SIZE];
  assert_string_equal(rq_bytes_text(buffer, bytes), text);
}

static void sizes_are_told(void **state) {
  (void)state;
  expect_bytes(0, "0 bytes");
  expect_bytes(999, "999 bytes");
  expect_bytes(1000, "1 kB");
  expect_bytes(34120000, "34.1 MB");
  expect_bytes(999600, "1 MB");
  expect_bytes(1.5e12, "1.5 TB");
}

static void expect_name(const char *path, const char *scenario, const char *name) {
  char *output = rq_run_default_output(path, scenario);
  assert_non_null(output);
  assert_string_equal(output, name);
  free(output);
}

static void outputs_are_named(void **state) {
  (void)state;
  expect_name("configs/brand_entry.yaml", "", "brand_entry.h5");
  expect_name("brand_entry", "", "brand_entry.h5");
  expect_name("a.b.yaml", "discount instead", "a.b-discount_instead.h5");
  expect_name(".hidden", "", ".hidden.h5");
  expect_name("-", "", "run.h5");
  expect_name("x.yaml", "人情/../..", "x-人情_.._...h5");
}

static void command_lines_are_kept(void **state) {
  (void)state;
  char word[][16] = {"run", "a b.yaml", "--set", "title=it's", "-o", ""};
  char *argv[] = {word[0], word[1], word[2], word[3], word[4], word[5], NULL};
  rq_run_options o;
  assert_int_equal(rq_run_options_read(6, argv, &o), RQ_OK);
  assert_string_equal(o.command_line, "renqing run 'a b.yaml' --set 'title=it'\\''s' -o ''");
  assert_string_equal(o.source.path, "a b.yaml");
  assert_int_equal(o.source.sets_count, 1);
  rq_run_options_free(&o);
}

static void meant_words_are_found(void **state) {
  (void)state;
  static const char *const words[] = {"run", "analyze", NULL, "export", "verify"};
  assert_string_equal(rq_suggest("rnu", words, 5), "run");
  assert_string_equal(rq_suggest("analyse", words, 5), "analyze");
  assert_string_equal(rq_suggest("exprot", words, 5), "export");
  assert_null(rq_suggest("simulate", words, 5));
  assert_null(rq_suggest("verify", words, 0));
}

static void commands_are_complete(void **state) {
  (void)state;
  for (size_t i = 0; rq_commands[i]; i++) {
    const rq_command *c = rq_commands[i];
    assert_true(strncmp(c->usage, c->name, strlen(c->name)) == 0);
    assert_non_null(c->run);
    assert_non_null(c->help);
    assert_true(strlen(c->summary) > 10 && strlen(c->summary) < 90);
    assert_ptr_equal(rq_command_find(c->name), c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_are_read),    cmocka_unit_test(threads_are_read),      cmocka_unit_test(durations_are_told),
      cmocka_unit_test(sizes_are_told),        cmocka_unit_test(outputs_are_named),     cmocka_unit_test(command_lines_are_kept),
      cmocka_unit_test(meant_words_are_found), cmocka_unit_test(commands_are_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
