/* Pace (model description, pattern 4): the same budget builds more closeness when it is spread over a year than in a burst of four weeks,
 * since who is pressed tires of it. */
#include "study.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define SEEDS 4u
#define PEOPLE 3000u
#define CALL 13u /* a phone call: 8, and a favor of 5 */

/* Each of up to two campaigns pays for four contacts a person: in four weeks, or over the year. */
static const char *const burst_plan[] = {"start: 49, until: 52, every: 1", "start: 49, until: 52, every: 1"};
static const char *const year_plan[] = {"start: 10, until: 52, every: 14", "start: 3, until: 52, every: 14"};

typedef struct result {
  double closeness, affective, mixed, spend;
} result;

/* Everybody's tie to the brand, `later` weeks after the last contact; `campaigns` (1 or 2) of a plan, `more` top-level lines. */
static result simulate(uint32_t seed, const char *const plan[2], uint32_t campaigns, const char *more, uint32_t later) {
  char second[200] = "";
  if (campaigns == 2)
    snprintf(second, sizeof second, "- {brand: A, favor: gift, channel: phone, budget: %u, %s}\n", PEOPLE * 4 * CALL, plan[1]);
  study x = study_open(seed,
                       ONLY_BUYING "population: {size: %u, network: {kind: small_world, mean_degree: 6}}\nbrands: [{name: A}, {name: B}]\n"
                                   "campaigns:\n- {brand: A, favor: gift, channel: phone, budget: %u, %s}\n%s%s\n",
                       PEOPLE, PEOPLE * 4 * CALL, plan[0], second, more);
  result r = {.spend = 0};
  for (uint32_t w = 0; w < 52; w++) {
    study_turn(&x, 1);
    for (uint32_t k = 0; k < campaigns; k++) r.spend += study_value(&x, S_SPEND, k);
  }
  study_turn(&x, later);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    half now = brand_now(&x.s, pair_of(&x.s, i, 0), 0);
    r.closeness += (double)now.g / PEOPLE;
    r.affective += (double)now.a / PEOPLE;
    r.mixed += (now.g >= (float)x.s.p->mixed_from) / (double)PEOPLE;
  }
  study_close(&x);
  return r;
}

typedef struct paces {
  double burst[SEEDS], year[SEEDS], burst_mixed[SEEDS], year_mixed[SEEDS];
} paces;

static paces compare(uint32_t campaigns, const char *more, uint32_t later) {
  paces p;
  for (uint32_t n = 0; n < SEEDS; n++) {
    result burst = simulate(n + 1, burst_plan, campaigns, more, later), year = simulate(n + 1, year_plan, campaigns, more, later);
    assert_true(burst.spend == year.spend && burst.spend == PEOPLE * campaigns * 4 * CALL);
    p.burst[n] = burst.closeness;
    p.year[n] = year.closeness;
    p.burst_mixed[n] = burst.mixed;
    p.year_mixed[n] = year.mixed;
  }
  printf("%u contacts a person, %s, %u weeks after the last\n", 4 * campaigns, *more ? more : "as shipped", later);
  tell_figure("closeness, paced over a year", p.year, SEEDS);
  tell_figure("closeness, in a burst of four weeks", p.burst, SEEDS);
  tell_figure("share of people with a mixed tie, paced", p.year_mixed, SEEDS);
  tell_figure("share of people with a mixed tie, burst", p.burst_mixed, SEEDS);
  return p;
}

static void pace_builds_closeness(void **state) {
  (void)state;
  const uint32_t later[] = {0, 26};
  for (uint32_t campaigns = 1; campaigns <= 2; campaigns++)
    for (uint32_t n = 0; n < 2; n++) {
      paces p = compare(campaigns, "", later[n]);
      assert_true(claim_more("pace builds more closeness, by", p.year, p.burst, SEEDS));
    }
}

/* Control: a contact a week, and nobody is tired of last week's any more. What was given early in the year has only faded. */
static void not_where_nobody_tires(void **state) {
  (void)state;
  paces p = compare(1, "contacts: {fatigue_weeks: 1}", 0);
  assert_false(claim_more("pace builds more closeness, by", p.year, p.burst, SEEDS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pace_builds_closeness),
      cmocka_unit_test(not_where_nobody_tires),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
