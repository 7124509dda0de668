/* Channels (model description, pattern 3): contact for contact a human, warm channel beats automated personalisation. For the same money
 * the automatic one is ahead while the budget is small, since its contacts are cheap; a large budget it cannot turn into closeness. */
#include "study.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define SEEDS 4u
#define PEOPLE 3000u
#define YEAR 52u
#define AFTER 13u
#define NO_LIMIT 1e9

typedef struct result {
  double closeness, kept, contacts, spend; /* mean closeness after the year; Own's share of the purchases in the quarter after it */
} result;

/* A favor every third week for everybody, as far as the budget (for each person and year) reaches. The favor itself is a tip that costs
 * the brand little. */
static result simulate(uint32_t seed, const char *way, double budget, const char *more) {
  study x = study_open(seed,
                       ONLY_BUYING "population: {size: %u, network: {kind: small_world, mean_degree: 10}}\n"
                                   "brands: [{name: Own, favor_cost: 0.2}, {name: B}]\n%s\n"
                                   "campaigns: [{brand: Own, favor: gift, channel: %s, start: 1, until: %u, every: 3, budget: %g}]\n",
                       PEOPLE, more, way, YEAR, budget * PEOPLE);
  result r = {.closeness = 0};
  for (uint32_t w = 0; w < YEAR; w++) {
    study_turn(&x, 1);
    r.contacts += study_value(&x, S_CONTACTS, 0);
    r.spend += study_value(&x, S_SPEND, 0) / PEOPLE;
  }
  for (uint32_t i = 0; i < PEOPLE; i++) r.closeness += (double)brand_now(&x.s, pair_of(&x.s, i, 0), 0).g / PEOPLE;
  double own = 0, all = 0;
  for (uint32_t w = 0; w < AFTER; w++) {
    study_turn(&x, 1);
    own += study_value(&x, S_PURCHASES, 0);
    all += study_value(&x, S_PURCHASES, 0) + study_value(&x, S_PURCHASES, 1);
  }
  r.kept = own / all;
  study_close(&x);
  return r;
}

typedef struct figures {
  double closeness[SEEDS], kept[SEEDS], contacts[SEEDS], spend[SEEDS];
} figures;

static figures replicate(const char *way, double budget, const char *more) {
  figures f;
  for (uint32_t n = 0; n < SEEDS; n++) {
    result r = simulate(n + 1, way, budget, more);
    f.closeness[n] = r.closeness;
    f.kept[n] = r.kept;
    f.contacts[n] = r.contacts;
    f.spend[n] = r.spend;
  }
  printf("%s%s%s\n", way, *more ? ", " : "", more);
  tell_figure("spent, a person and year", f.spend, SEEDS);
  tell_figure("closeness", f.closeness, SEEDS);
  tell_figure("share of purchases afterwards", f.kept, SEEDS);
  return f;
}

static void contact_for_contact_people_are_warmer(void **state) {
  (void)state;
  static const char *const human[] = {"phone", "live_chat"}, *const automatic[] = {"personalisation", "empathic_bot"};
  for (int n = 0; n < 2; n++) {
    figures by_people = replicate(human[n], NO_LIMIT, ""), by_machine = replicate(automatic[n], NO_LIMIT, "");
    for (uint32_t s = 0; s < SEEDS; s++) assert_true(by_people.contacts[s] == by_machine.contacts[s]);
    assert_true(claim_more("people build more closeness with as many contacts, by", by_people.closeness, by_machine.closeness, SEEDS));
    assert_true(claim_more("people keep more of the purchases, by", by_people.kept, by_machine.kept, SEEDS));
  }
}

/* Control: a machine that nobody takes for one, as warm and as welcome as a person. */
static void not_if_nobody_notices(void **state) {
  (void)state;
  const char *same = "contacts: {seen_as_mechanical: 0, uninterested_warmth: 1, online_reach: 1}\n"
                     "channels: [{name: machine, warmth: 0.65, human: no, online: yes, blunder: 0.015, record_weeks: 2}]";
  figures by_people = replicate("phone", NO_LIMIT, same), by_machine = replicate("machine", NO_LIMIT, same);
  assert_false(claim_more("people build more closeness with as many contacts, by", by_people.closeness, by_machine.closeness, SEEDS));
}

#define SMALL 1.0 /* a person and year */
#define LARGE 100.0

static void for_the_same_money_the_budget_decides(void **state) {
  (void)state;
  figures people = replicate("phone", SMALL, ""), machine = replicate("personalisation", SMALL, "");
  assert_true(claim_more("small budget: the machine builds more closeness, by", machine.closeness, people.closeness, SEEDS));
  people = replicate("phone", LARGE, "");
  machine = replicate("personalisation", LARGE, "");
  assert_true(claim_more("large budget: people build more closeness, by", people.closeness, machine.closeness, SEEDS));
}

/* Control: were a call as cheap, people would be ahead with a small budget as well. */
static void not_if_calls_were_as_cheap(void **state) {
  (void)state;
  const char *cheap = "channels: [{name: phone, warmth: 0.65, cost: 0.05, blunder: 0.015, record_weeks: 2}]";
  figures people = replicate("phone", SMALL, cheap), machine = replicate("personalisation", SMALL, cheap);
  assert_false(claim_more("small budget: the machine builds more closeness, by", machine.closeness, people.closeness, SEEDS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(contact_for_contact_people_are_warmer),
      cmocka_unit_test(not_if_nobody_notices),
      cmocka_unit_test(for_the_same_money_the_budget_decides),
      cmocka_unit_test(not_if_calls_were_as_cheap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
