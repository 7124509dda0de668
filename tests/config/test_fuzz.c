/* Random damage to a good configuration: always an answer, never a crash (run with VARIANT=asan to see leaks and overruns). */
#include "tests/config/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MUTANTS = 1200, LARGEST = 4096 };

static const char good[] = "# 人情\n"
                           "title: \"A new foreign brand\"\n"
                           "seed: 42\n"
                           "culture: renqing\n"
                           "population:\n"
                           "  size: 1000\n"
                           "  network: {kind: guanxi, mean_degree: 30, map: {label: name}}\n"
                           "  generations: &g [{name: y, share: 1}]\n"
                           "brands:\n"
                           "  - {name: Jiahe, quality: 0.60, price: 10.0}\n"
                           "  - &new {name: 人情, quality: 0.65, enters: 52}\n"
                           "campaigns:\n"
                           "  - {brand: 人情, favor: gift, channel: live_chat, generation: y, budget: .inf}\n"
                           "channels:\n"
                           "  - name: phone\n"
                           "    warmth: 1e-1\n"
                           "market: {counter_offer: {brand: Jiahe, at: [1, 2]}}\n"
                           "snapshots: {every: 26, at: 3}\n"
                           "scenarios:\n"
                           "  - {name: nothing, set: {campaigns: [], market.counter_offer.0.weeks: 3}}\n"
                           "  - name: other\n"
                           "    set: {brands.1.price: 7, favors: {ask.closeness: 2}}\n";

/* A small generator of its own: the same mutants everywhere (Marsaglia 2003, xorshift). */
static uint32_t next(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  return *state ^= *state << 5;
}

static size_t mutate(char *text, size_t length, uint32_t *state) {
  static const char syntax[] = "{}[]:,-#&*!|>'\"%@`?~ \t\n\\0.9eyn<=\xe4\xff";
  switch (next(state) % 8) {
  case 0:
    text[next(state) % length] = (char)next(state);
    break;
  case 1:
    text[next(state) % length] = syntax[next(state) % (sizeof syntax - 1)];
    break;
  case 2: { /* a stretch goes */
    size_t from = next(state) % length, gone = 1 + next(state) % 12;
    if (gone > length - from) gone = length - from;
    memmove(text + from, text + from + gone, length - from - gone);
    length -= gone;
    break;
  }
  case 3: { /* a stretch comes twice */
    size_t from = next(state) % length, more = 1 + next(state) % 30;
    if (more > length - from) more = length - from;
    if (length + more > LARGEST) break;
    memmove(text + from + more, text + from, length - from);
    length += more;
    break;
  }
  case 4:
  case 5:
  case 6: { /* one digit or letter for another: often still a configuration */
    size_t at = next(state) % length;
    while (at < length && text[at] != ' ') at++;
    if (at + 1 < length && text[at + 1] >= '0' && text[at + 1] <= '9') text[at + 1] = (char)('0' + next(state) % 10);
    break;
  }
  default: /* a character comes in */
    if (length < LARGEST) {
      size_t at = next(state) % length;
      memmove(text + at + 1, text + at, length - at);
      text[at] = syntax[next(state) % (sizeof syntax - 1)];
      length++;
    }
  }
  return length ? length : 1;
}

/* Every line of the messages begins with the file, and is text. */
static void check_messages(const char *messages) {
  for (const char *line = messages; *line;) {
    assert_memory_equal(line, "mutant.yaml:", 12);
    const char *end = strchr(line, '\n');
    assert_non_null(end);
    for (; line < end; line++) assert_true((unsigned char)*line >= 0x20 && *line != 0x7f);
    line = end + 1;
  }
}

static void check_dump(rq_config *config) {
  rq_error error = RQ_NO_ERROR;
  rq_config *again;
  char *dump = rq_config_dump(config, false);
  assert_non_null(dump);
  scratch_write("dump.yaml", dump, 0);
  rq_status status = scratch_load("dump.yaml", NULL, NULL, &again, &error);
  if (status) print_error("%s", error.text);
  assert_int_equal(status, RQ_OK);
  char *second = rq_config_dump(again, false);
  assert_string_equal(dump, second);
  free(dump);
  free(second);
  rq_config_free(again);
}

static void test_files(void **state) {
  (void)state;
  unsigned fine = 0, refused = 0;
  uint32_t chance = 2463534242u;
  for (unsigned i = 0; i < MUTANTS; i++) {
    char text[LARGEST + 1] = "";
    size_t length = sizeof good - 1;
    memcpy(text, good, length);
    for (unsigned n = 1 + next(&chance) % 3; n > 0; n--) length = mutate(text, length, &chance);
    scratch_write("mutant.yaml", text, length);
    rq_error error = RQ_NO_ERROR;
    rq_config *config;
    const char *scenario = i % 4 == 0 ? "other" : NULL;
    rq_status status = scratch_load("mutant.yaml", scenario, NULL, &config, &error);
    if (status == RQ_OK) {
      fine++;
      check_dump(config);
      rq_config_free(config);
    } else {
      refused++;
      assert_true(status == RQ_BAD_DATA || status == RQ_NO_INPUT);
      assert_true(error.count > 0);
      check_messages(error.text);
    }
    rq_error_free(&error);
  }
  print_message("%u mutants fine, %u refused\n", fine, refused);
  assert_true(fine > MUTANTS / 20); /* control: the damage is neither always fatal nor never */
  assert_true(refused > MUTANTS / 5);
}

static void test_sets(void **state) {
  (void)state;
  uint32_t chance = 88172645u;
  scratch_write("good.yaml", good, 0);
  static const char *const seeds[] = {"campaigns.0.favor=gift",
                                      "brands.Jiahe={price: 5}",
                                      "snapshots.at=[1, 2]",
                                      "title='a'",
                                      "market.counter_offer.price_cut=0.5",
                                      "population.generations.y.share=1"};
  for (unsigned i = 0; i < MUTANTS; i++) {
    char text[LARGEST + 1] = "";
    const char *seed = seeds[next(&chance) % RQ_COUNT_OF(seeds)];
    size_t length = strlen(seed);
    memcpy(text, seed, length);
    for (unsigned n = 1 + next(&chance) % 3; n > 0; n--) length = mutate(text, length, &chance);
    text[length] = '\0';
    const char *const sets[] = {text, NULL};
    rq_error error = RQ_NO_ERROR;
    rq_config *config;
    rq_status status = scratch_load("good.yaml", NULL, sets, &config, &error);
    assert_int_equal(status == RQ_OK, error.count == 0);
    rq_error_free(&error);
    rq_config_free(config);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), cmocka_unit_test(test_sets)};
  return cmocka_run_group_tests_name("damaged configurations", tests, scratch_enter, scratch_leave);
}
