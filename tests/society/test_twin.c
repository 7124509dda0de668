/* The engine against its slow twin: after every week all halves of all ties, all faces, what is left of all capacities and the week's
 * tallies are the same, bit for bit. Control: a twin with one rule changed is found out. */
#include "society.h"
#include "twin.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST_SETS 12

typedef struct scenario {
  const char *name;
  uint32_t weeks;
  const char *set[MOST_SETS];
} scenario;

static const scenario scenarios[] = {
    {"renqing", 120, {"population.size=200"}},
    {"transactional", 120, {"population.size=200", "culture=transactional"}},
    {"forgiveness, little credit, two skills",
     110,
     {"population.size=150", "favors.forgiveness=0.02", "favors.credit_limit=0.7", "population.skills=2", "favors.needs=1.5"}},
    {"many skills and few ties: room must be made",
     110,
     {"population.size=150", "population.skills=40", "ties.most_ties=14", "population.network.mean_degree=12",
      "population.network.circle_neighbours=6", "population.network.degree_cap=14", "meetings.rate=3"}},
    {"room for kin only",
     80,
     {"population.size=120", "ties.most_ties=3", "population.network.kind=blocks", "population.network.mean_degree=4", "meetings.rate=2",
      "meetings.known=0.3", "population.skills=3"}},
    {"everybody knows everybody, and nobody has time",
     70,
     {"population.size=60", "population.network.kind=complete", "favors.needs=3", "population.capacity_mean=0.8"}},
    {"grudging: refusals, defaults, gossip",
     110,
     {"population.size=120", "favors.renqing_rule.constant=-1.5", "favors.need_rule.constant=-3", "favors.needs=2", "face.half_life=10"}},
    {"hurried and generous",
     110,
     {"population.size=120", "population.orientation.alpha=1", "population.orientation.beta=1", "favors.over_return=0.3",
      "favors.repayment.occasions=2", "favors.repayment.prompt_weeks=12"}},
    {"no introductions", 70, {"population.size=120", "introductions.enabled=no", "population.skills=20"}},
    {"short memories: ties end and begin",
     110,
     {"population.size=150", "ties.half_life_instrumental=2", "ties.half_life_mixed=5", "ties.half_life_expressive=10", "meetings.rate=2",
      "ties.kin_floor=0.3"}},
    {"karate club", 110, {"population.network.kind=karate", "population.skills=3", "meetings.rate=1.5"}},
};

static society open_scenario(const scenario *s, const char *seed, int threads) {
  const char *sets[MOST_SETS + 2];
  uint32_t count = 0;
  while (count < MOST_SETS && s->set[count]) {
    sets[count] = s->set[count];
    count++;
  }
  sets[count] = seed;
  sets[count + 1] = NULL;
  return society_open(sets, threads);
}

/* One more count: the defaults among the refusals. */
enum { DEFAULTS = SERIES };

static double happened(const twin *t, uint32_t series) {
  double sum = 0;
  for (uint32_t cell = 0; cell < 8; cell++) sum += t->tally[series][cell];
  return sum;
}

static void keep_step(const scenario *s, const char *seed, double sum[SERIES + 1], int threads) {
  char text[256];
  society x = open_scenario(s, seed, threads);
  twin t = twin_of(x.world);
  for (uint32_t week = 0; week < s->weeks; week++) {
    society_turn(&x, 1, week % 8 == 0);
    twin_week(&t);
    if (twin_differs(&t, x.world, text, sizeof text)) fail_msg("%s, %s: %s", s->name, seed, text);
    for (uint32_t k = 0; k < SERIES; k++) sum[k] += happened(&t, k);
    sum[DEFAULTS] += t.tally[S_REFUSED][DEFAULTED - CANNOT];
  }
  twin_free(&t);
  society_close(&x);
}

static void engine_and_twin_agree(void **state) {
  (void)state;
  static const char *const seeds[] = {"seed=1", "seed=20"};
  double sum[SERIES + 1] = {0};
  for (uint32_t k = 0; k < RQ_COUNT_OF(scenarios); k++)
    for (uint32_t s = 0; s < RQ_COUNT_OF(seeds); s++) keep_step(&scenarios[k], seeds[s], sum, 1);
  /* every rule was at work */
  static const uint32_t at_work[] = {S_INTRODUCTIONS, S_INTRODUCTIONS_FAILED, S_REPAYMENTS, S_PROMPT_REPAYMENTS,
                                     S_TIES_MADE,     S_TIES_ENDED,           S_MEETINGS,   S_REFUSED,
                                     DEFAULTS};
  for (uint32_t k = 0; k < RQ_COUNT_OF(at_work); k++)
    if (!(sum[at_work[k]] > 500)) fail_msg("only %g of count %u", sum[at_work[k]], k);
}

/* Mail across blocks, on two threads. */
static void they_agree_across_blocks(void **state) {
  (void)state;
  const scenario large = {"three blocks", 30, {"population.size=9000", "population.network.mean_degree=20"}};
  double sum[SERIES + 1] = {0};
  keep_step(&large, "seed=3", sum, 2);
}

/* ---- controls: one rule changed in the twin alone ---- */

#define CHANGED(field, to)                                                                                                                 \
  { #field, offsetof(renqing_parameters, field), to }
static const struct {
  const char *name;
  size_t at;
  double to;
} changes[] = {
    CHANGED(granted_closeness, 0.081),
    CHANGED(ask_balance, 1.05),
    CHANGED(need_urgency, 2.1),
    CHANGED(renqing_owed, 1.6),
    CHANGED(over_return, 0.11),
    CHANGED(credit_limit, 2.9),
    CHANGED(default_affective, 0.41),
    CHANGED(refused_face, 0.021),
    CHANGED(gossip, 0.051),
    CHANGED(introduction_share, 0.31),
    CHANGED(vouch, 0.99),
    CHANGED(half_life_mixed, 103.0),
    CHANGED(kin_floor, 0.71),
    CHANGED(repay_cognitive, 0.051),
    CHANGED(prompt_closeness, 0.051),
    CHANGED(surety_weeks, 0.0),
    CHANGED(festival_factor, 5.0),
    CHANGED(meet_floor, 0.031),
    CHANGED(deal_cognitive, 0.051),
    CHANGED(ends_below, 0.021),
    CHANGED(unable_closeness, 0.011),
    CHANGED(face_half_life, 51.0),
};

static uint32_t weeks_until_found(const char *name, size_t at, double to) {
  static const scenario plain = {"control", 160, {"population.size=200", "population.skills=12", "favors.needs=1"}};
  char text[256];
  society x = open_scenario(&plain, "seed=5", 1);
  twin t = twin_of(x.world);
  double *value = (double *)(void *)((char *)&t.p + at);
  if (*value == to) fail_msg("%s is %g already", name, to);
  *value = to;
  uint32_t week = 0;
  while (week < plain.weeks) {
    week++;
    society_turn(&x, 1, false);
    twin_week(&t);
    if (twin_differs(&t, x.world, text, sizeof text)) break;
  }
  bool found = twin_differs(&t, x.world, text, sizeof text);
  if (!found) fail_msg("%s = %g in the twin was not found out in %u weeks", name, to, plain.weeks);
  twin_free(&t);
  society_close(&x);
  return week;
}

static void a_changed_rule_is_found_out(void **state) {
  (void)state;
  for (uint32_t k = 0; k < RQ_COUNT_OF(changes); k++)
    print_message("%-20s found out in week %u\n", changes[k].name, weeks_until_found(changes[k].name, changes[k].at, changes[k].to));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(engine_and_twin_agree),
      cmocka_unit_test(they_agree_across_blocks),
      cmocka_unit_test(a_changed_rule_is_found_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
