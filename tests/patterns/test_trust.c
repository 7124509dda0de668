/* Trust (model description, pattern 2): favors raise affective more than cognitive trust, and affective trust rather than price then says
 * who stays. */
#include "odds.h"
#include "study.h"
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SEEDS 4u
#define PEOPLE 3000u
#define WEEKS 78u
#define OWN 2u
#define RIVAL_CUTS 56u /* first week of a price cut of one rival: a quarter, for twelve weeks */

/* Calls for a random half of the people. */
#define CALLS "campaigns: [{brand: Own, favor: personal_service, channel: phone, target: random, fraction: 0.5, start: 13, every: 3}]\n"

static study begin(uint32_t seed, const char *culture, bool favors) {
  return study_open(seed,
                    ONLY_BUYING
                    "culture: %s\npopulation: {size: %u}\npanel: {size: %u}\n"
                    "brands: [{name: A, quality: 0.6, price: 10, unit_cost: 6}, {name: B, quality: 0.55, price: 9.6, unit_cost: "
                    "6}, {name: Own, quality: 0.65, price: 10.5, unit_cost: 6}]\n"
                    "market: {counter_offer: {brand: A, at: [%u], price_cut: 0.25, weeks: 12}}\n%s",
                    culture, PEOPLE, PEOPLE, RIVAL_CUTS, favors ? CALLS : "");
}

/* ---- what favors raise ---- */

typedef struct trust {
  double affective, cognitive;
} trust;

static trust mean_trust(uint32_t seed, const char *culture, bool favors) {
  study x = begin(seed, culture, favors);
  study_turn(&x, 52);
  trust t = {0, 0};
  for (uint32_t i = 0; i < PEOPLE; i++) {
    half now = brand_now(&x.s, pair_of(&x.s, i, OWN), OWN);
    t.affective += (double)now.a / PEOPLE;
    t.cognitive += (double)now.c / PEOPLE;
  }
  study_close(&x);
  return t;
}

static void favors_raise_affective_trust_most(void **state) {
  (void)state;
  double affective[SEEDS], cognitive[SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) {
    trust with = mean_trust(n + 1, "renqing", true), without = mean_trust(n + 1, "renqing", false);
    affective[n] = with.affective - without.affective;
    cognitive[n] = with.cognitive - without.cognitive;
  }
  printf("renqing: what the campaign adds to the mean over all people\n");
  tell_figure("affective trust", affective, SEEDS);
  tell_figure("cognitive trust", cognitive, SEEDS);
  assert_true(claim_more("affective more than cognitive, by", affective, cognitive, SEEDS));
}

/* ---- who stays ---- */

enum { ONE, AFFECTIVE, COGNITIVE, OWED, PRICE, TERMS };
static const char *const names[TERMS] = {"intercept", "affective trust", "cognitive trust", "owed", "price over rivals'"};

/* A purchase of Own, and whether the same person's next purchase is of Own again. */
typedef struct step {
  double x[TERMS], stays;
  bool of_own;
} step;

typedef struct steps {
  step *step;
  size_t count, room;
  step *open; /* of each person: the latest purchase */
} steps;

static void add_step(steps *all, const step *s) {
  if (all->count == all->room) {
    all->room = all->room ? 2 * all->room : 4096;
    step *more = realloc(all->step, all->room * sizeof *more);
    assert_non_null(more);
    all->step = more;
  }
  all->step[all->count++] = *s;
}

/* Own's price this week over the mean of its rivals', less 1. */
static double price_over_rivals(const study *x) {
  return 2 * x->s.price[OWN] / (x->s.price[0] + x->s.price[1]) - 1;
}

static void note_week(const study *x, steps *all) {
  const double *v;
  size_t columns = rq_world_model(x->world)->events[E_PURCHASE].columns_count, count = rq_world_events(x->world, E_PURCHASE, &v);
  for (size_t n = 0; n < count; n++, v += columns) {
    step *open = &all->open[(uint32_t)v[1]];
    if (open->of_own) {
      open->stays = v[2] == OWN;
      open->x[PRICE] = price_over_rivals(x);
      add_step(all, open);
    }
    *open = (step){.x = {[ONE] = 1, [AFFECTIVE] = v[7], [COGNITIVE] = v[8], [OWED] = v[9]}, .of_own = v[2] == OWN};
  }
}

/* By how much a standard deviation of each term changes the log odds of staying. */
typedef struct weights {
  double of[TERMS];
} weights;

static weights regress(const steps *all) {
  double *x = malloc(all->count * TERMS * sizeof *x), *y = malloc(all->count * sizeof *y);
  assert_true(x && y);
  for (size_t n = 0; n < all->count; n++) {
    for (int k = 0; k < TERMS; k++) x[n * TERMS + (size_t)k] = all->step[n].x[k];
    y[n] = all->step[n].stays;
  }
  weights w;
  odds_fit(x, y, all->count, TERMS, w.of);
  for (int k = 1; k < TERMS; k++) w.of[k] *= gsl_stats_sd(x + k, TERMS, all->count);
  free(x);
  free(y);
  return w;
}

static weights who_stays(uint32_t seed, const char *culture) {
  study x = begin(seed, culture, true);
  steps all = {.open = calloc(PEOPLE, sizeof *all.open)};
  study_turn(&x, 26);
  for (uint32_t w = 26; w < WEEKS; w++) {
    study_turn(&x, 1);
    note_week(&x, &all);
  }
  weights of = regress(&all);
  free(all.step);
  free(all.open);
  study_close(&x);
  return of;
}

/* The weight of affective trust less that of price, one standard deviation each; and what each is. */
static void weigh(const char *culture, double affective[SEEDS], double price[SEEDS]) {
  double of[TERMS][SEEDS];
  for (uint32_t n = 0; n < SEEDS; n++) {
    weights w = who_stays(n + 1, culture);
    for (int k = 0; k < TERMS; k++) of[k][n] = w.of[k];
    affective[n] = w.of[AFFECTIVE];
    price[n] = fabs(w.of[PRICE]);
  }
  printf("%s: log odds of staying, for a standard deviation of\n", culture);
  for (int k = 1; k < TERMS; k++) tell_figure(names[k], of[k], SEEDS);
}

static void affective_trust_says_who_stays(void **state) {
  (void)state;
  double affective[SEEDS], price[SEEDS];
  weigh("renqing", affective, price);
  assert_true(claim_positive("affective trust makes staying likelier, by", affective, SEEDS));
  assert_true(claim_more("affective trust weighs more than price, by", affective, price, SEEDS));
}

/* Control: among people who calculate. */
static void not_among_people_who_calculate(void **state) {
  (void)state;
  double affective[SEEDS], price[SEEDS];
  weigh("transactional", affective, price);
  assert_false(claim_more("affective trust weighs more than price, by", affective, price, SEEDS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(favors_raise_affective_trust_most),
      cmocka_unit_test(affective_trust_says_who_stays),
      cmocka_unit_test(not_among_people_who_calculate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
