/* A price war (model description, pattern 1, second part): a newcomer takes share, those who lose it undercut each other, and the
 * profits of all fall. Whether favors of all brands soften it depends on what a contact costs: there is a cost at which it turns. */
#include "study.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define SEEDS 4u
#define ENTRY 27u
#define WEEKS 130u
#define FIRMS 3u
#define CALL 13.0 /* a phone call: 8, and a favor of 5 */
#define DEAR 45.0 /* as much as a visit: 40, and a favor of 5 */

typedef struct result {
  double profit[FIRMS], all, contacts, gross; /* since the entry; gross is before the costs of campaigns */
} result;

#define CALLS_OF(name) "- {brand: " name ", favor: personal_service, channel: phone, target: customers, every: 4}\n"
static const char *const calls = "campaigns:\n" CALLS_OF("A") CALLS_OF("B") CALLS_OF("New");

static result simulate(uint32_t seed, const char *culture, uint32_t entry, bool favors, bool war) {
  study x = study_open(seed,
                       ONLY_BUYING "culture: %s\npopulation: {size: 4000}\nmarket: {price_war: %s}\n%s"
                                   "brands: [{name: A, quality: 0.6}, {name: B, quality: 0.55}, {name: New, quality: 0.65, enters: %u, "
                                   "awareness: 1}]\n",
                       culture, war ? "yes" : "no", favors ? calls : "", entry);
  result r = {.all = 0};
  study_turn(&x, ENTRY - 1);
  for (uint32_t w = ENTRY; w <= WEEKS; w++) {
    study_turn(&x, 1);
    for (uint32_t b = 0; b < FIRMS; b++) {
      r.profit[b] += study_value(&x, S_PROFIT, b);
      r.all += study_value(&x, S_PROFIT, b);
      r.gross += study_value(&x, S_PROFIT, b) + study_value(&x, S_CAMPAIGN_COSTS, b);
      if (favors) r.contacts += study_value(&x, S_CONTACTS, b);
    }
  }
  study_close(&x);
  return r;
}

/* What the war leaves of the profits. */
typedef struct left {
  double firm[FIRMS][SEEDS], all[SEEDS];
} left;

static left compare(const char *what, const char *culture, uint32_t entry, bool favors, result war[SEEDS]) {
  static const char *const names[FIRMS] = {"A", "B", "New"};
  left of;
  for (uint32_t n = 0; n < SEEDS; n++) {
    result peace = simulate(n + 1, culture, entry, favors, false);
    war[n] = simulate(n + 1, culture, entry, favors, true);
    of.all[n] = war[n].all / peace.all;
    for (uint32_t b = 0; b < FIRMS; b++) of.firm[b][n] = peace.profit[b] > 0 ? war[n].profit[b] / peace.profit[b] : 1;
  }
  printf("%s, %s: profits in the war, of those without it\n", culture, what);
  for (uint32_t b = 0; b < FIRMS; b++) tell_figure(names[b], of.firm[b], SEEDS);
  tell_figure("all", of.all, SEEDS);
  return of;
}

/* At least a quarter of its profit is lost. */
static bool claim_ruinous(const char *what, const double *share_left) {
  double lost[SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) lost[n] = 1 - share_left[n] - 0.25;
  return claim_positive(what, lost, SEEDS);
}

/* The cost of a contact at which the profits of all in the war are the same with favors as without: customers do not see what a favor
 * costs, so the rest of the run does not depend on it. */
static double turning_cost(const result *with, const result *without) {
  return (with->gross - without->all) / with->contacts;
}

/* Where no brand gives favors nobody owes it anything, and the war is the same in both cultures. */
static void profits_of_all_fall(void **state) {
  (void)state;
  result war[SEEDS];
  left plain = compare("no favors", "transactional", ENTRY, false, war);
  for (uint32_t b = 0; b < FIRMS; b++) assert_true(claim_ruinous("the brand loses a quarter and", plain.firm[b]));
  assert_true(simulate(1, "renqing", ENTRY, false, true).all == war[0].all);
}

static void favors_soften_the_war_if_they_are_cheap_enough(void **state) {
  (void)state;
  double turn[2][SEEDS], rest[SEEDS];
  result without[SEEDS], with[SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) without[n] = simulate(n + 1, "renqing", ENTRY, false, true);
  for (int c = 0; c < 2; c++) {
    compare("favors of all by phone", c == 0 ? "renqing" : "transactional", ENTRY, true, with);
    for (uint32_t n = 0; n < SEEDS; n++) turn[c][n] = turning_cost(&with[n], &without[n]);
    tell_figure("cost of a contact at which favors leave profits as they are", turn[c], SEEDS);
  }
  for (uint32_t n = 0; n < SEEDS; n++) rest[n] = turn[0][n] - CALL;
  assert_true(claim_positive("renqing: they soften it at the cost of a call, and", rest, SEEDS));
  for (uint32_t n = 0; n < SEEDS; n++) rest[n] = DEAR - turn[0][n];
  assert_true(claim_positive("renqing: they make it worse at 45 a contact, by", rest, SEEDS));
  for (uint32_t n = 0; n < SEEDS; n++) rest[n] = turn[1][n] - CALL;
  assert_false(claim_positive("transactional: they soften it at the cost of a call, and", rest, SEEDS));
}

/* Control: nobody enters, nobody's share falls, and the readiness for war costs nobody a quarter. */
static void no_war_without_a_cause(void **state) {
  (void)state;
  result war[SEEDS];
  left of = compare("nobody enters", "transactional", 1000, false, war);
  assert_false(claim_ruinous("all lose a quarter and", of.all));
  assert_true(evidence_of(of.all, SEEDS).mean > 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(profits_of_all_fall),
      cmocka_unit_test(favors_soften_the_war_if_they_are_cheap_enough),
      cmocka_unit_test(no_war_without_a_cause),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
