/* Rivals cut their prices (model description, pattern 1): personal service keeps customers whom a discount of the same spend does not keep,
 * among people who follow the convention of renqing and not among those who calculate. */
#include "study.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SEEDS 4u
#define PEOPLE 4000u
#define OWN 2u /* the brand whose customers are asked about */
#define BEFORE 78u
#define CUT_WEEKS 12u
#define BRANDS_3 "brands: [{name: A, quality: 0.6}, {name: B, quality: 0.55}, {name: Own, quality: 0.65}]\n"

/* For a year before the cut, Own's customers get a call every second week, or coupons that cost about the same. */
#define YEAR_BEFORE "brand: Own, channel: phone, target: customers, start: 27, until: 78, every: 2}]\n"
static const char *const no_campaign = "";
static const char *const calls = "campaigns: [{favor: personal_service, " YEAR_BEFORE;
static const char *const coupons = "campaigns: [{favor: discount, value: 0.38, " YEAR_BEFORE;

static double purchases_of(const study *x, uint32_t agent) {
  double all = 0;
  for (uint32_t b = 0; b < x->s.brands; b++) all += x->s.purchases[pair_of(&x->s, agent, b)];
  return all;
}

/* Of the purchases in the weeks of the cut by those who were Own's customers before, the share that is of Own. */
static double share_kept(study *x) {
  double own = 0, all = 0;
  bool *customer = calloc(PEOPLE, sizeof *customer);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    customer[i] = x->s.last_brand[i] == OWN;
    if (!customer[i]) continue;
    own -= x->s.purchases[pair_of(&x->s, i, OWN)];
    all -= purchases_of(x, i);
  }
  study_turn(x, CUT_WEEKS);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    if (!customer[i]) continue;
    own += x->s.purchases[pair_of(&x->s, i, OWN)];
    all += purchases_of(x, i);
  }
  free(customer);
  assert_true(all > 500);
  return own / all;
}

/* The share of the loyal purchases that a cut of all rivals by a quarter takes: against the same weeks, the same people and the same luck
 * without the cut. `market` holds further keys of the market. */
static double loss(uint32_t seed, const char *culture, const char *market, const char *campaigns, double *spend) {
  double kept[2];
  for (int cut = 0; cut < 2; cut++) {
    study x = study_open(seed,
                         ONLY_BUYING BRANDS_3 "population: {size: %u}\nculture: %s\n%s"
                                              "market: {%scounter_offer: {against: Own, at: [%u], price_cut: %g, weeks: %u}}\n",
                         PEOPLE, culture, campaigns, market, BEFORE + 1, cut ? 0.25 : 0.0, CUT_WEEKS);
    bool spends = *campaigns != '\0';
    *spend = 0;
    for (uint32_t w = 0; w < BEFORE; w++) {
      study_turn(&x, 1);
      if (spends) *spend += study_value(&x, S_SPEND, 0);
    }
    kept[cut] = share_kept(&x);
    study_close(&x);
  }
  return 1 - kept[1] / kept[0];
}

typedef struct futures {
  double nothing[SEEDS], service[SEEDS], discount[SEEDS], spent_on_service[SEEDS], spent_on_discount[SEEDS];
} futures;

static futures simulate(const char *culture, const char *market) {
  futures f;
  double none;
  for (uint32_t n = 0; n < SEEDS; n++) {
    f.nothing[n] = loss(n + 1, culture, market, no_campaign, &none);
    f.service[n] = loss(n + 1, culture, market, calls, &f.spent_on_service[n]);
    f.discount[n] = loss(n + 1, culture, market, coupons, &f.spent_on_discount[n]);
  }
  printf("%s, %s\n", culture, *market ? market : "as shipped");
  tell_figure("loss with nothing", f.nothing, SEEDS);
  tell_figure("loss with personal service", f.service, SEEDS);
  tell_figure("loss with a discount", f.discount, SEEDS);
  tell_figure("spent on service", f.spent_on_service, SEEDS);
  tell_figure("spent on the discount", f.spent_on_discount, SEEDS);
  return f;
}

/* "Far fewer": at least a tenth of the purchases. */
static bool claim_far_less(const char *what, const double *less, const double *more) {
  double by[SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) by[n] = more[n] - less[n] - 0.1;
  return claim_positive(what, by, SEEDS);
}

static void service_keeps_customers_in_the_renqing_culture(void **state) {
  (void)state;
  futures f = simulate("renqing", "");
  assert_true(claim_far_less("nothing loses more than service, by a tenth and", f.service, f.nothing));
  assert_true(claim_far_less("a discount loses more than service, by a tenth and", f.service, f.discount));
  for (uint32_t n = 0; n < SEEDS; n++) assert_true(fabs(f.spent_on_discount[n] / f.spent_on_service[n] - 1) < 0.1);
  evidence with = evidence_of(f.service, SEEDS), without = evidence_of(f.nothing, SEEDS);
  assert_true(with.mean > 0.2 && with.mean < 0.4); /* a prototype of the same description lost 0.28 and 0.48 */
  assert_true(without.mean > 0.4 && without.mean < 0.6);
}

static void not_among_people_who_calculate(void **state) {
  (void)state;
  futures f = simulate("transactional", "");
  assert_false(claim_far_less("nothing loses more than service, by a tenth and", f.service, f.nothing));
  evidence e = evidence_of_difference(f.nothing, f.service, SEEDS);
  assert_true(fabs(e.mean) < 0.05);
}

/* Control: the culture is that of renqing, but feelings and debts weigh nothing in the choice. */
static void not_where_relationships_weigh_nothing(void **state) {
  (void)state;
  futures f = simulate("renqing", "choice: {affective: 0, owed: 0}, ");
  assert_false(claim_far_less("nothing loses more than service, by a tenth and", f.service, f.nothing));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(service_keeps_customers_in_the_renqing_culture),
      cmocka_unit_test(not_among_people_who_calculate),
      cmocka_unit_test(not_where_relationships_weigh_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
