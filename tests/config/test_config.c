/* What configurations come to: defaults, presets, extends, scenarios, --set, merging by name, dumps and digests. */
#include "models/tables.h"
#include "tests/config/scratch.h"
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <sha256.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define NEAR(value, expected) assert_true(fabs((double)(value) - (expected)) < 1e-12)

static const char entry[] = "title: 人情, a new foreign brand\n"
                            "seed: 42\n"
                            "weeks: 104\n"
                            "population: {size: 1000, network: {kind: guanxi, mean_degree: 30}}\n"
                            "brands:\n"
                            "  - {name: 人情, quality: 0.60, price: 10.0, unit_cost: 6.0}\n"
                            "  - {name: Newcomer, quality: 0.65, price: 10.5, enters: 52, awareness: 0.05}\n"
                            "campaigns:\n"
                            "  - {brand: Newcomer, favor: personal_service, channel: live_chat, target: prospects,\n"
                            "     generation: y, fraction: 0.1, start: 52, until: 156, every: 2, budget: 4e5}\n"
                            "  - {name: 'a \"quoted\" name: # and so on', brand: 人情, favor: gift, channel: post}\n"
                            "market:\n"
                            "  price_war: yes\n"
                            "  counter_offer: {brand: 人情, when_share_falls_by: 0.10, at: 60}\n"
                            "snapshots: {every: 26, at: [1, 2.0, 3e1]}\n";

/* ---- defaults ---- */

/* A sample over all sections, against the numbers of the model's description. */
static void test_defaults(void **state) {
  (void)state;
  rq_settings s;
  renqing_parameters p;
  rq_config *config = scratch_fine(NULL, &s, &p);
  assert_null(s.title);
  assert_int_equal(s.weeks, 260);
  assert_int_equal(s.people, 10000);
  assert_int_equal(s.level, 1);
  NEAR(s.network.mean_degree, 30);
  NEAR(p.orientation_alpha, 8);
  NEAR(p.half_life_mixed, 104);
  NEAR(p.renqing_constant, 0.3);
  NEAR(p.equity_constant, -0.5);
  NEAR(p.default_affective, 0.4);
  assert_int_equal(p.festivals.count, 3);
  NEAR(p.festivals.value[1], 23);
  assert_true(p.introductions);
  NEAR(p.choice_price, 6);
  NEAR(p.contact_closeness, 0.15);
  assert_int_equal(p.told_streak, 2);
  assert_false(p.price_war);
  assert_int_equal(p.brands_count, 0);
  assert_int_equal(p.campaigns_count, 0);
  assert_int_equal(p.channels_count, 9);
  assert_string_equal(p.channels[3].name, "live_chat");
  NEAR(p.channels[3].minutes, 45);
  assert_false(p.channels[0].online);
  assert_true(p.channels[8].online);
  assert_false(p.channels[8].human);
  rq_config_free(config);
}

/* Interest in an online assistant is 0.40 over all generations (section 7), and their shares are the whole. */
static void test_generations(void **state) {
  (void)state;
  renqing_parameters p;
  rq_config *config = scratch_fine(NULL, NULL, &p);
  double shares = 0, interest = 0;
  for (uint32_t i = 0; i < p.generations_count; i++) {
    shares += p.generations[i].share;
    interest += p.generations[i].share * p.generations[i].interest;
  }
  NEAR(shares, 1);
  NEAR(interest, 0.4);
  assert_string_equal(p.generations[2].name, "y");
  NEAR(p.generations[2].interest, 0.65);
  rq_config_free(config);
}

/* Every row of the tables: a default within its own range, a sentence, and a key of its own. */
static void test_rows(void **state) {
  (void)state;
  json_t *schema = rq_config_json_schema(scratch_schemas, 2);
  size_t rows = 0;
  for (size_t s = 0; s < 2; s++)
    for (size_t g = 0; g < scratch_schemas[s]->groups_count; g++) {
      const rq_group *group = &scratch_schemas[s]->groups[g];
      size_t count = group->counted ? *group->counted : group->parameters_count;
      for (size_t i = 0; i < count; i++, rows++) {
        const rq_parameter *row = &group->parameters[i];
        assert_true(strlen(row->description) > 5);
        assert_true(row->minimum <= row->maximum);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(row->key, group->parameters[j].key);
      }
    }
  assert_true(rows > 150);
  assert_non_null(schema);
  json_decref(schema);
}

/* ---- filling ---- */

static void test_values(void **state) {
  (void)state;
  rq_settings s;
  renqing_parameters p;
  rq_config *config = scratch_fine(entry, &s, &p);
  assert_string_equal(s.title, "人情, a new foreign brand");
  assert_int_equal(s.seed, 42);
  assert_int_equal(s.people, 1000);
  assert_int_equal(s.snapshot_at.count, 3);
  NEAR(s.snapshot_at.value[2], 30);
  assert_int_equal(p.brands_count, 2);
  assert_string_equal(p.brands[0].name, "人情");
  NEAR(p.brands[1].awareness, 0.05);
  NEAR(p.brands[1].unit_cost, 60);
  assert_int_equal(p.brands[1].enters, 52);
  assert_int_equal(p.campaigns_count, 2);
  assert_int_equal(p.campaigns[0].brand, 1);
  assert_int_equal(p.campaigns[0].favor, FAVOR_PERSONAL_SERVICE);
  assert_int_equal(p.campaigns[0].target, TARGET_PROSPECTS);
  assert_int_equal(p.campaigns[0].channel, 3);
  assert_int_equal(p.campaigns[0].generation, 2);
  NEAR(p.campaigns[0].budget, 400000);
  assert_true(isinf(p.campaigns[0].staff_minutes));
  assert_string_equal(p.campaigns[0].name, "campaigns.0"); /* it was given none */
  assert_string_equal(p.campaigns[1].name, "a \"quoted\" name: # and so on");
  assert_int_equal(p.campaigns[1].generation, -1);
  assert_int_equal(p.campaigns[1].until, 60000);
  assert_true(p.price_war);
  assert_int_equal(p.counter_offers_count, 1);
  assert_int_equal(p.counter_offers[0].brand, 0);
  assert_int_equal(p.counter_offers[0].against, -1);
  assert_int_equal(p.counter_offers[0].at.count, 1);
  NEAR(p.counter_offers[0].at.value[0], 60);
  assert_string_equal(rq_config_as_written(config), entry);
  assert_string_equal(rq_config_folder(config), ".");
  rq_config_free(config);
}

/* ---- presets ---- */

static void test_presets(void **state) {
  (void)state;
  renqing_parameters p;
  rq_config *config = scratch_fine("culture: transactional\n", NULL, &p);
  NEAR(p.orientation_alpha, 1);
  NEAR(p.orientation_beta, 9);
  NEAR(p.patience, 0.5);
  NEAR(p.market_utility, 1.5);
  NEAR(p.vouch, 0);
  rq_config_free(config);
  config = scratch_fine("favors: {patience: 0.7}\nculture: transactional\n", NULL, &p); /* what is written wins */
  NEAR(p.patience, 0.7);
  NEAR(p.vouch, 0);
  rq_config_free(config);
  config = scratch_fine("culture: renqing\n", NULL, &p); /* control */
  NEAR(p.patience, 0.9);
  NEAR(p.vouch, 1);
  rq_config_free(config);
}

static void test_preset_of_the_network(void **state) {
  (void)state;
  rq_settings s;
  rq_config *config = scratch_fine("population: {network: {kind: karate}}\n", &s, NULL);
  assert_int_equal(s.people, 0);
  rq_config_free(config);
  config = scratch_fine("population: {size: 34, network: {kind: karate}}\n", &s, NULL);
  assert_int_equal(s.people, 34);
  rq_config_free(config);
}

/* ---- extends ---- */

static void test_extends(void **state) {
  (void)state;
  rq_settings s;
  renqing_parameters p;
  assert_int_equal(mkdir("base", 0700), 0);
  scratch_write("base/first.yaml",
                "seed: 1\nweeks: 10\nculture: transactional\nbrands: [{name: A}, {name: B}]\nfavors: {needs: 1, patience: 0.6}\n", 0);
  scratch_write("base/second.yaml", "extends: first.yaml\nweeks: 20\nfavors: {needs: 2}\nchannels: {name: phone, cost: 9}\n", 0);
  rq_config *config =
      scratch_fine("extends: base/second.yaml\nbrands: [{name: C}]\nseed: 3\nchannels: [{name: phone, minutes: 1}]\n", &s, &p);
  assert_int_equal(s.seed, 3);
  assert_int_equal(s.weeks, 20);
  assert_int_equal(p.culture, 1);
  NEAR(p.needs, 2);
  NEAR(p.patience, 0.6);
  assert_int_equal(p.brands_count, 1); /* lists replace */
  assert_string_equal(p.brands[0].name, "C");
  assert_int_equal(p.channels_count, 9); /* but for those that merge by name */
  NEAR(p.channels[2].cost, 9);
  NEAR(p.channels[2].minutes, 1);
  NEAR(p.channels[2].warmth, 0.65);
  rq_config_free(config);
}

/* Mistakes of a file that is extended are shown at their place there, also where they are overridden. */
static void test_extends_mistakes(void **state) {
  (void)state;
  scratch_write("wrong.yaml", "seed: x\nbrands: [{name: A, price: -1}]\n", 0);
  scratch_expect("extends: wrong.yaml\nseed: 1\nweeks: y\n", 0, NULL, NULL, RQ_BAD_DATA,
                 "b.yaml:3:8: weeks is 'y'; it must be a whole number between 1 and 60000\n"
                 "wrong.yaml:1:7: seed is 'x'; it must be a whole number between 0 and 4294967295\n"
                 "wrong.yaml:2:27: price is -1; it must be between 0.01 and 1000000000\n");
  scratch_write("one.yaml", "seed: 1\nextends: two.yaml\n", 0);
  scratch_write("two.yaml", "extends: one.yaml\n", 0);
  scratch_expect("extends: one.yaml\n", 0, NULL, NULL, RQ_BAD_DATA, "two.yaml:1:10: extends 'one.yaml', which in the end extends itself\n");
  scratch_write("plain.yaml", "seed: 1\n", 0);
  scratch_expect("extends: plain.yaml\n", 0, "x", NULL, RQ_BAD_DATA, "b.yaml: there is no scenario 'x'; the file has none\n");
}

/* What a model's own check finds gets its place from the key it begins with. */
static void test_blame(void **state) {
  (void)state;
  rq_error found = RQ_NO_ERROR, error = RQ_NO_ERROR;
  rq_config *config = scratch_fine("seed: 1\n\nbrands:\n  - name: A\n    price: 5\n  - {name: B}\nties: {mixed_from: 0.9}\n", NULL, NULL);
  assert_int_equal(rq_config_blame(config, &found, &error), RQ_OK); /* control: nothing found */
  assert_null(error.text);
  rq_fail(&found, RQ_BAD_DATA, "ties.mixed_from is 0.9; it must be less");
  rq_fail(&found, RQ_BAD_DATA, "brands.1: too dull");
  rq_fail(&found, RQ_BAD_DATA, "brands.0.price: too low");
  rq_fail(&found, RQ_BAD_DATA, "favors.needs: a default");
  rq_fail(&found, RQ_BAD_DATA, "brands.1.quality: a default of a brand");
  assert_int_equal(rq_config_blame(config, &found, &error), RQ_BAD_DATA);
  assert_string_equal(error.text, "fine.yaml: favors.needs: a default\n"
                                  "fine.yaml:5:5: brands.0.price: too low\n"
                                  "fine.yaml:6:5: brands.1: too dull\n"
                                  "fine.yaml:6:5: brands.1.quality: a default of a brand\n"
                                  "fine.yaml:7:8: ties.mixed_from is 0.9; it must be less\n");
  rq_error_free(&found);
  rq_error_free(&error);
  rq_config_free(config);
}

/* ---- merging by name ---- */

static void test_merging_by_name(void **state) {
  (void)state;
  renqing_parameters p;
  rq_config *config = scratch_fine("channels:\n  - {name: live_chat, warmth: 0.9}\n  - {name: fax, warmth: 0.1}\n", NULL, &p);
  assert_int_equal(p.channels_count, 10);
  NEAR(p.channels[3].warmth, 0.9);
  NEAR(p.channels[3].minutes, 45); /* the rest stays */
  NEAR(p.channels[2].warmth, 0.65);
  assert_string_equal(p.channels[9].name, "fax");
  rq_config_free(config);
  config = scratch_fine("population: {generations: [{name: all, share: 1}]}\n", NULL, &p); /* control: this one replaces */
  assert_int_equal(p.generations_count, 1);
  rq_config_free(config);
}

/* ---- dumps and digests ---- */

static char *dump_of(const char *text, bool commented) {
  rq_config *config = scratch_fine(text, NULL, NULL);
  char *dump = rq_config_dump(config, commented);
  assert_non_null(dump);
  rq_config_free(config);
  return dump;
}

static void test_round_trip(void **state) {
  (void)state;
  const char *const texts[] = {
      NULL, entry, "culture: transactional\npopulation: {network: {kind: karate}}\n",
      "brands: [{name: '7', price: 0.1}, {name: yes}, {name: ' '}, {name: \"\\u2028\\x85\\\"\\\\\"}, {name: 1e5}]\n"
      "disruptions: [{brand: 7, start: 3}, {brand: 'yes', start: 4}, {brand: ' ', start: 5}]\n"};
  for (size_t i = 0; i < RQ_COUNT_OF(texts); i++) {
    char *plain = dump_of(texts[i], false), *again = dump_of(plain, false);
    assert_string_equal(plain, again);
    char *commented = dump_of(texts[i], true), *third = dump_of(commented, false);
    assert_string_equal(plain, third);
    assert_string_not_equal(plain, commented);
    assert_non_null(strstr(commented, "# mean number of needs that a person has in a week"));
    free(plain);
    free(again);
    free(commented);
    free(third);
  }
}

/* A number is written so that it is read back to the last bit. */
static void test_numbers_survive(void **state) {
  (void)state;
  const double numbers[] = {0.1, 1.0 / 3.0, 2.0 / 3.0, 1e-300, 0.30000000000000004, 49.999999999999993};
  for (size_t i = 0; i < RQ_COUNT_OF(numbers); i++) {
    char text[80];
    renqing_parameters p;
    snprintf(text, sizeof text, "favors: {needs: %.17g}\n", numbers[i]);
    char *dump = dump_of(text, false);
    rq_config *config = scratch_fine(dump, NULL, &p);
    assert_memory_equal(&p.needs, &numbers[i], sizeof numbers[i]);
    rq_config_free(config);
    free(dump);
  }
}

static char *sha_of(const char *text) {
  rq_config *config = scratch_fine(text, NULL, NULL);
  char *sha = rq_config_sha256(config);
  assert_non_null(sha);
  assert_int_equal(strlen(sha), 64);
  rq_config_free(config);
  return sha;
}

static void same_sha(const char *a, const char *b, bool same) {
  char *left = sha_of(a), *right = sha_of(b);
  assert_int_equal(strcmp(left, right) == 0, same);
  free(left);
  free(right);
}

static void test_sha(void **state) {
  (void)state;
  same_sha("seed: 5\nfavors: {needs: 0.50, patience: 0.9}\n", "favors:\n  patience: 9e-1 # the default\n\nseed: 5.0\n", true);
  same_sha("seed: 5\n", "seed: 5\nscenarios: [{name: other, set: {seed: 6}}]\n", true);
  same_sha("brands: {name: A, price: 5}\n", "brands:\n  - price: 5.0\n    name: \"A\"\n", true);
  scratch_write("base.yaml", "seed: 5\nweeks: 7\n", 0);
  same_sha("extends: base.yaml\nweeks: 8\n", "weeks: 8\nseed: 5\n", true);
  same_sha("seed: 5\n", "seed: 6\n", false); /* controls: seed, replicate, value and order of a list count */
  same_sha("seed: 5\n", "seed: 5\nreplicate: 1\n", false);
  same_sha("favors: {needs: 0.5}\n", "favors: {needs: 0.5000000000000001}\n", false);
  same_sha("brands: [{name: A}, {name: B}]\n", "brands: [{name: B}, {name: A}]\n", false);
}

static void test_sha_is_of_the_dump(void **state) {
  (void)state;
  char *dump = dump_of(entry, false), *sha = sha_of(entry), expected[SHA256_DIGEST_STRING_LENGTH];
  assert_non_null(SHA256Data((const uint8_t *)dump, strlen(dump), expected));
  assert_string_equal(sha, expected);
  free(dump);
  free(sha);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_defaults),   cmocka_unit_test(test_generations),
      cmocka_unit_test(test_rows),       cmocka_unit_test(test_values),
      cmocka_unit_test(test_presets),    cmocka_unit_test(test_preset_of_the_network),
      cmocka_unit_test(test_extends),    cmocka_unit_test(test_extends_mistakes),
      cmocka_unit_test(test_blame),      cmocka_unit_test(test_merging_by_name),
      cmocka_unit_test(test_round_trip), cmocka_unit_test(test_numbers_survive),
      cmocka_unit_test(test_sha),        cmocka_unit_test(test_sha_is_of_the_dump),
  };
  return cmocka_run_group_tests_name("configurations", tests, scratch_enter, scratch_leave);
}
