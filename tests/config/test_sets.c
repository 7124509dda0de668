/* Scenarios and --set: what they change, and what they say when they cannot. */
#include "models/tables.h"
#include "tests/config/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char base[] =
    "brands: [{name: Jiahe, price: 10}, {name: Newcomer}]\n"
    "campaigns:\n"
    "  - {brand: Newcomer, favor: gift, channel: phone, value: 0.1}\n"
    "market: {counter_offer: {brand: Jiahe, weeks: 5}}\n"
    "scenarios:\n"
    "  - {name: nothing, set: {campaigns: []}}\n"
    "  - {name: discount instead, set: {campaigns.0.favor: discount, market: {counter_offer.0.weeks: 6, price_war: yes}}}\n"
    "  - name: as it is\n";

static rq_config *load(const char *scenario, const char *const *sets, rq_settings *settings, renqing_parameters *parameters) {
  rq_error error = RQ_NO_ERROR;
  rq_config *config;
  scratch_write("base.yaml", base, 0);
  rq_status status = scratch_load("base.yaml", scenario, sets, &config, &error);
  if (status) print_error("%s", error.text);
  assert_int_equal(status, RQ_OK);
  rq_config_fill(config, &rq_engine_schema, settings);
  rq_config_fill(config, &renqing_schema, parameters);
  return config;
}

static void test_scenarios(void **state) {
  (void)state;
  rq_settings s;
  renqing_parameters p;
  rq_config *config = load(NULL, NULL, &s, &p);
  assert_int_equal(rq_config_scenarios(config), 3);
  assert_string_equal(rq_config_scenario_name(config, 1), "discount instead");
  assert_string_equal(rq_config_scenario(config), "");
  assert_int_equal(p.campaigns_count, 1);
  rq_config_free(config);

  config = load("nothing", NULL, &s, &p);
  assert_string_equal(rq_config_scenario(config), "nothing");
  assert_int_equal(p.campaigns_count, 0);
  rq_config_free(config);

  config = load("discount instead", NULL, &s, &p);
  assert_int_equal(p.campaigns[0].favor, FAVOR_DISCOUNT);
  assert_int_equal(p.campaigns[0].brand, 1); /* the rest stays */
  assert_int_equal(p.counter_offers[0].weeks, 6);
  assert_int_equal(p.counter_offers[0].brand, 0);
  assert_true(p.price_war);
  rq_config_free(config);
}

static void test_sets(void **state) {
  (void)state;
  rq_settings s;
  renqing_parameters p;
  const char *const sets[] = {"weeks=3",
                              "weeks=4", /* the last one counts */
                              "title=a: [strange] title",
                              "population.network={kind: lattice, mean_degree: 4}",
                              "campaigns.0.favor=apology",
                              "brands.Jiahe.price=11.5",
                              "brands.2.name=Third",
                              "market.counter_offer.price_cut=0.5",
                              "channels.phone.cost=3",
                              "snapshots.at=[1, 2]",
                              "favors.repayment.festivals=[]",
                              "campaigns.0.generation=z",
                              "culture=transactional",
                              "disruptions={brand: Third, start: 2}",
                              NULL};
  rq_config *config = load("discount instead", sets, &s, &p);
  assert_int_equal(s.weeks, 4);
  assert_string_equal(s.title, "a: [strange] title");
  assert_int_equal(s.network.kind, RQ_NET_LATTICE);
  assert_int_equal(p.campaigns[0].favor, FAVOR_APOLOGY); /* --set comes after the scenario */
  assert_true(p.brands[0].price == 11.5);
  assert_int_equal(p.brands_count, 3);
  assert_string_equal(p.brands[2].name, "Third");
  assert_true(p.counter_offers[0].price_cut == 0.5);
  assert_int_equal(p.counter_offers[0].weeks, 6);
  assert_true(p.channels[2].cost == 3);
  assert_int_equal(s.snapshot_at.count, 2);
  assert_int_equal(p.festivals.count, 0);
  assert_int_equal(p.campaigns[0].generation, 3);
  assert_true(p.vouch == 0);
  assert_int_equal(p.disruptions[0].brand, 2);
  rq_config_free(config);
}

typedef struct mistake {
  const char *name, *set, *message;
} mistake;

static const mistake table[] = {
    {"word for a number", "favors.needs=x:", "favors.needs=x:: needs is a mapping; it must be a number between 0 and 50"},
    {"no number", "favors.needs=x", "favors.needs=x: needs is 'x'; it must be a number between 0 and 50"},
    {"out of range", "favors.needs=51", "favors.needs=51: needs is 51; it must be between 0 and 50"},
    {"NaN", "favors.needs=.nan", "favors.needs=.nan: needs is .nan; it must be a number between 0 and 50"},
    {"nothing", "favors.needs=", "favors.needs=: needs has no value; it must be a number between 0 and 50"},
    {"misspelt", "favors.neds=1", "favors.neds=1: unknown key 'favors.neds'; did you mean 'favors.needs'?"},
    {"misspelt group", "favor.needs=1", "favor.needs=1: unknown key 'favor.needs'; did you mean 'favors.needs'?"},
    {"misspelt at the top", "sede=1", "sede=1: unknown key 'sede'; did you mean 'seed'?"},
    {"without its group", "needs=1", "needs=1: unknown key 'needs'; did you mean 'favors.needs'?"},
    {"below a value", "favors.needs.more=1", "favors.needs.more=1: unknown key 'favors.needs.more'; favors.needs has no 'more'"},
    {"inside braces", "favors={neds: 1}", "favors={neds: 1}: unknown key 'neds'; did you mean 'needs'?"},
    {"no equal sign", "favors.needs", "favors.needs: it must be key=value"},
    {"no key", "=1", "=1: it must be key=value"},
    {"not YAML", "favors.needs={", "favors.needs={: not YAML: did not find expected node content"},
    {"two documents", "favors.needs=1\n---\n2", "favors.needs=1?---?2: a second document begins here; a configuration is one document"},
    {"item past the end", "brands.5.price=1", "brands.5.price=1: brands has 2 items, numbered from 0; there is no 5"},
    {"item by a wrong name", "brands.Jiahee.price=1", "brands.Jiahee.price=1: brands has no item 'Jiahee'; did you mean 'Jiahe'?"},
    {"item by no name", "brands.Xyz.price=1", "brands.Xyz.price=1: brands has no item 'Xyz'; items go by number, from 0, or by name"},
    {"item left out", "brands.price=1", "brands.price=1: brands has 2 items; say which, such as brands.0.price"},
    {"choice", "campaigns.0.favor=gft",
     "campaigns.0.favor=gft: favor is 'gft'; it must be gift, occasion_gift, personal_service, concierge, event, discount or apology; did "
     "you "
     "mean 'gift'?"},
    {"reference", "campaigns.0.brand=Newcommer",
     "campaigns.0.brand=Newcommer: brand is 'Newcommer', which is none of the brands; did you mean 'Newcomer'?"},
    {"doubled name", "population.generations.0.name=x",
     "population.generations.0.name=x: name 'x' is already that of another of the generations"},
    {"new item without its keys", "launches.0.brand=Jiahe", "launches.0.brand=Jiahe: key 'week' is missing; launches.0 must have it"},
    {"of the file", "extends=other.yaml", "extends=other.yaml: 'extends' stands in files only, at the top"},
    {"control character", "title=a\tb", "title=a?b: title holds a line break, a tab or another control character"},
    {"number in a list", "snapshots.at=[1, x]", "snapshots.at=[1, x]: at.1 is 'x'; it must be a whole number between 0 and 60000"},
};

static void test_mistake(void **state) {
  const mistake *row = *state;
  const char *const sets[] = {row->set, NULL};
  char messages[1000];
  snprintf(messages, sizeof messages, "--set %s\n", row->message);
  scratch_expect(base, 0, NULL, sets, RQ_BAD_DATA, messages);
}

/* After the file's mistakes, in the order of the command line. */
static void test_order(void **state) {
  (void)state;
  const char *const sets[] = {"weeks=z", "seed=y", NULL};
  scratch_expect("title: [1]\nseed: x\n", 0, NULL, sets, RQ_BAD_DATA,
                 "b.yaml:1:8: title is a list; it must be a text\n"
                 "b.yaml:2:7: seed is 'x'; it must be a whole number between 0 and 4294967295\n"
                 "--set weeks=z: weeks is 'z'; it must be a whole number between 1 and 60000\n"
                 "--set seed=y: seed is 'y'; it must be a whole number between 0 and 4294967295\n");
}

static void test_unknown_scenario(void **state) {
  (void)state;
  scratch_expect(base, 0, "nothin", NULL, RQ_BAD_DATA, "b.yaml: there is no scenario 'nothin'; did you mean 'nothing'?\n");
  scratch_expect(base, 0, "zzz", NULL, RQ_BAD_DATA,
                 "b.yaml: there is no scenario 'zzz'; there are nothing, discount instead and as it is\n");
  scratch_expect("seed: 1\n", 0, "zzz", NULL, RQ_BAD_DATA, "b.yaml: there is no scenario 'zzz'; the file has none\n");
  scratch_expect(base, 0, "as it is", NULL, RQ_OK, "");
}

/* A file may leave to --set what it must have; its scenarios do not stumble over that. */
static void test_completed_by_set(void **state) {
  (void)state;
  const char *const sets[] = {"launches.0.week=5", NULL};
  const char *text = "brands: {name: A}\nlaunches: {brand: A}\nscenarios: {name: s, set: {seed: 2}}\n";
  scratch_expect(text, 0, NULL, sets, RQ_OK, "");
  scratch_expect(text, 0, NULL, NULL, RQ_BAD_DATA, "b.yaml:2:11: key 'week' is missing; launches.0 must have it\n"); /* control */
}

/* A configuration keeps what it needs of a setting: the caller's text may go. */
static void test_kept(void **state) {
  (void)state;
  char set[] = "title=of my own";
  const char *const sets[] = {set, NULL};
  rq_settings s;
  renqing_parameters p;
  rq_config *config = load(NULL, sets, &s, &p);
  memset(set, 'x', sizeof set - 1);
  rq_config_fill(config, &rq_engine_schema, &s);
  assert_string_equal(s.title, "of my own");
  rq_config_free(config);
}

int main(void) {
  enum { ROWS = RQ_COUNT_OF(table), OTHERS = 6 };
  struct CMUnitTest tests[ROWS + OTHERS] = {
      cmocka_unit_test(test_scenarios),
      cmocka_unit_test(test_sets),
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_kept),
      cmocka_unit_test(test_unknown_scenario),
      cmocka_unit_test(test_completed_by_set),
  };
  for (size_t i = 0; i < ROWS; i++)
    tests[OTHERS + i] =
        (struct CMUnitTest){.name = table[i].name, .test_func = test_mistake, .initial_state = (void *)(uintptr_t)&table[i]};
  return cmocka_run_group_tests_name("scenarios and --set", tests, scratch_enter, scratch_leave);
}
