/* Leaving is catching (model description, pattern 12; Nitzan & Libai 2011, "Social effects on customer retention"): a customer is likelier
 * to leave a brand when a friend has just left it; most in the first month, more along close ties, and less where the customer is loyal.
 *
 * Every purchase after another one is a chance to leave. Its log odds are regressed on what the customer had heard of friends who left that
 * brand. Brands are alike and tastes are drawn for each person alone, so nothing else connects friends. */
#include "odds.h"
#include "study.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SEEDS 5u
#define PEOPLE 3000u
#define FIRMS 3u
#define START 26u
#define WEEKS 104u
#define CLOSE 0.5      /* closeness from which a friend counts as close here */
#define MONTH 0xfu     /* 1 to 4 weeks ago */
#define QUARTER 0xff0u /* 5 to 12 weeks ago */

enum { ONE, CLOSE_FRIEND, DISTANT_FRIEND, EARLIER, OF_A, LOYAL, LOYAL_AND_HEARD, TERMS };
static const char *const names[TERMS] = {"intercept",
                                         "a close friend left in the last month",
                                         "a distant friend left in the last month",
                                         "a friend left 5 to 12 weeks ago",
                                         "a customer of the brand that gives favors",
                                         "loyalty (affective trust in a mixed tie)",
                                         "loyalty, where a friend left in the last month"};

/* Of a person and a brand: weeks in which it was heard that a friend has left, the last one lowest; and what binds the person. */
typedef struct bond {
  uint32_t close, distant;
  double loyalty;
} bond;

typedef struct chances {
  double *x, *leaves;
  size_t terms, count, room;
} chances;

static void note_chance(chances *c, const bond *to, bool of_a, bool leaves) {
  if (c->count == c->room) fail_msg("more than %zu purchases", c->room);
  double *x = c->x + c->count * c->terms;
  x[ONE] = 1;
  x[CLOSE_FRIEND] = (to->close & MONTH) != 0;
  x[DISTANT_FRIEND] = (to->distant & MONTH) != 0;
  x[EARLIER] = ((to->close | to->distant) & QUARTER) != 0;
  x[OF_A] = of_a;
  if (c->terms == TERMS) {
    x[LOYAL] = to->loyalty;
    x[LOYAL_AND_HEARD] = to->loyalty * (((to->close | to->distant) & MONTH) != 0);
  }
  c->leaves[c->count++] = leaves;
}

/* What binds people before the week. */
static void measure_loyalty(const study *x, bond *bonds) {
  for (size_t pair = 0; pair < PEOPLE * FIRMS; pair++) {
    half now = brand_now(&x->s, pair, (uint32_t)(pair % FIRMS));
    bonds[pair].loyalty = now.g >= (float)x->s.p->mixed_from ? (double)now.a : 0;
  }
}

static const double *events_of(const study *x, uint32_t kind, size_t *count, size_t *columns) {
  const double *values;
  *columns = rq_world_model(x->world)->events[kind].columns_count;
  *count = rq_world_events(x->world, kind, &values);
  return values;
}

/* A week's purchases come before what is heard of them. */
static void note_week(const study *x, bond *bonds, chances *c) {
  size_t count, columns;
  const double *v = events_of(x, E_PURCHASE, &count, &columns);
  for (size_t n = 0; n < count; n++, v += columns)
    if (v[3] != NO_BRAND && rq_week(x->world) > START) note_chance(c, &bonds[(size_t)v[1] * FIRMS + (size_t)v[3]], v[3] == 0, v[2] != v[3]);
  for (size_t pair = 0; pair < PEOPLE * FIRMS; pair++) {
    bonds[pair].close <<= 1;
    bonds[pair].distant <<= 1;
  }
  v = events_of(x, E_HEARD, &count, &columns);
  for (size_t n = 0; n < count; n++, v += columns) {
    if (v[4] != HEARD_LEAVING) continue;
    bond *to = &bonds[(size_t)v[1] * FIRMS + (size_t)v[3]];
    if (v[5] >= CLOSE)
      to->close |= 1;
    else
      to->distant |= 1;
  }
}

#define FAVORS "campaigns: [{brand: A, favor: personal_service, channel: phone, target: random, fraction: 0.5, every: 3}]\n"

/* The log odds of leaving for each term. With `favors` every third week for half of the people, some of them become loyal; without, there
 * is no loyalty to ask about, and the terms end before it. */
static void simulate(uint32_t seed, double doubt, bool favors, double *estimate) {
  study x = study_open(seed,
                       ONLY_BUYING "population: {size: %u, network: {mean_degree: 16}}\npanel: {size: %u}\n"
                                   "brands: [{name: A, failure_rate: 0}, {name: B, failure_rate: 0}, {name: C, failure_rate: 0}]\n"
                                   "market: {choice: {doubt: %g}}\n%s",
                       PEOPLE, PEOPLE, doubt, favors ? FAVORS : "");
  chances c = {.terms = favors ? TERMS : LOYAL, .room = (size_t)(0.4 * PEOPLE * WEEKS)};
  c.x = malloc(c.room * c.terms * sizeof *c.x);
  c.leaves = malloc(c.room * sizeof *c.leaves);
  bond *bonds = calloc(PEOPLE * FIRMS, sizeof *bonds);
  assert_true(c.x && c.leaves && bonds);
  for (uint32_t w = 0; w < WEEKS; w++) {
    measure_loyalty(&x, bonds);
    study_turn(&x, 1);
    note_week(&x, bonds, &c);
  }
  odds_fit(c.x, c.leaves, c.count, c.terms, estimate);
  study_close(&x);
  free(c.x);
  free(c.leaves);
  free(bonds);
}

typedef struct odds {
  double of[TERMS][SEEDS];
} odds;

static odds replicate(double doubt, bool favors) {
  odds o;
  int terms = favors ? TERMS : LOYAL;
  for (uint32_t n = 0; n < SEEDS; n++) {
    double estimate[TERMS];
    simulate(n + 1, doubt, favors, estimate);
    for (int k = 0; k < terms; k++) o.of[k][n] = estimate[k];
  }
  printf("weight of doubt %g, %s: log odds of leaving\n", doubt, favors ? "favors" : "no favors");
  for (int k = 0; k < terms; k++) tell_figure(names[k], o.of[k], SEEDS);
  return o;
}

static bool claim_less_for_the_loyal(const odds *o) {
  double less[SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) less[n] = -o->of[LOYAL_AND_HEARD][n];
  return claim_positive("a friend's leaving counts less for the loyal", less, SEEDS);
}

static void leaving_is_catching(void **state) {
  (void)state;
  odds o = replicate(2.0, false);
  assert_true(claim_positive("a distant friend's leaving makes it likelier", o.of[DISTANT_FRIEND], SEEDS));
  assert_true(claim_more("a close friend's more so", o.of[CLOSE_FRIEND], o.of[DISTANT_FRIEND], SEEDS));
  assert_true(claim_more("most in the first month", o.of[DISTANT_FRIEND], o.of[EARLIER], SEEDS));
}

static void less_so_for_the_loyal(void **state) {
  (void)state;
  odds o = replicate(2.0, true);
  assert_true(claim_less_for_the_loyal(&o));
}

/* Controls: what is heard counts for nothing. */
static void not_where_doubt_weighs_nothing(void **state) {
  (void)state;
  odds o = replicate(0, false);
  assert_false(claim_positive("a distant friend's leaving makes it likelier", o.of[DISTANT_FRIEND], SEEDS));
  assert_false(claim_positive("a close friend's leaving makes it likelier", o.of[CLOSE_FRIEND], SEEDS));
  o = replicate(0, true);
  assert_false(claim_less_for_the_loyal(&o));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(leaving_is_catching),
      cmocka_unit_test(less_so_for_the_loyal),
      cmocka_unit_test(not_where_doubt_weighs_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
