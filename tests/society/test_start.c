/* The people and their ties at the start (model.md 1, 2) against the distributions they are drawn from. Every comparison is wrong with probability
 * 1e-4 over seeds; the seed is fixed. Controls: distributions a little off are rejected. */
#include "society.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define PEOPLE 20000u

static society x;

static int open_society(void **state) {
  (void)state;
  static const char *const sets[] = {"population.size=20000", "panel.size=0", "seed=1", NULL};
  x = society_open(sets, 2);
  return 0;
}

static int close_society(void **state) {
  (void)state;
  society_close(&x);
  return 0;
}

/* ---- statistics ---- */

typedef struct numbers {
  double *value;
  size_t count;
} numbers;

static numbers room_for(size_t count) {
  numbers n = {calloc(count + 1, sizeof(double)), 0};
  assert_non_null(n.value);
  return n;
}

typedef double (*cumulative)(double value, double a, double b);

/* Kolmogorov and Smirnov: sqrt(n) times the largest distance; above 2.23 with probability 1e-4. Sorts the numbers. */
static double distance(numbers n, cumulative of, double a, double b) {
  double worst = 0;
  gsl_sort(n.value, 1, n.count);
  for (size_t k = 0; k < n.count; k++) {
    double p = of(n.value[k], a, b), low = (double)k / (double)n.count, high = (double)(k + 1) / (double)n.count;
    worst = fmax(worst, fmax(p - low, high - p));
  }
  return worst * sqrt((double)n.count);
}

static void assert_drawn_from(const char *what, numbers n, cumulative of, double a, double b) {
  double d = distance(n, of, a, b);
  print_message("%-28s n = %7zu, D sqrt(n) = %.2f\n", what, n.count, d);
  assert_true(n.count > 1000);
  if (!(d < 2.23)) fail_msg("%s: D sqrt(n) is %.3g", what, d);
}

/* Pearson's, for shares of `kinds`. */
static void assert_shares(const char *what, const uint32_t *count, const double *share, size_t kinds) {
  double total = 0, square = 0;
  for (size_t k = 0; k < kinds; k++) total += count[k];
  for (size_t k = 0; k < kinds; k++) square += pow(count[k] - total * share[k], 2) / (total * share[k]);
  double p = gsl_cdf_chisq_Q(square, (double)kinds - 1);
  print_message("%-28s p = %.3f\n", what, p);
  assert_true(p > 1e-4);
}

static double normal(double v, double mean, double sigma) {
  return gsl_cdf_gaussian_P(v - mean, sigma);
}

/* ---- people ---- */

static numbers of_people(const society *s, uint32_t field) {
  numbers n = room_for(PEOPLE);
  const float *value = rq_array(s->world, field);
  for (uint32_t i = 0; i < rq_agents(s->world); i++) n.value[n.count++] = (double)value[i];
  return n;
}

static void people_are_drawn_as_told(void **state) {
  (void)state;
  numbers orientation = of_people(&x, F_ORIENTATION), capacity = of_people(&x, F_CAPACITY), price = of_people(&x, F_PRICE_SENSITIVITY);
  assert_drawn_from("orientation", orientation, gsl_cdf_beta_P, 8, 2);
  assert_drawn_from("capacity", capacity, gsl_cdf_lognormal_P, log(3) - 0.125, 0.5);
  assert_drawn_from("price sensitivity", price, gsl_cdf_lognormal_P, -0.125, 0.5);
  assert_true(distance(orientation, gsl_cdf_beta_P, 8, 2.2) > 2.23); /* controls */
  assert_true(distance(capacity, gsl_cdf_lognormal_P, log(3), 0.5) > 2.23);
  free(orientation.value);
  free(capacity.value);
  free(price.value);
}

static void the_other_culture_calculates(void **state) {
  (void)state;
  static const char *const sets[] = {"population.size=5000", "culture=transactional", "panel.size=0", NULL};
  society other = society_open(sets, 1);
  numbers orientation = of_people(&other, F_ORIENTATION);
  assert_drawn_from("orientation, transactional", orientation, gsl_cdf_beta_P, 1, 9);
  free(orientation.value);
  society_close(&other);
}

static void skills_and_generations_have_their_shares(void **state) {
  (void)state;
  static const double eighth[] = {0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125}, born[] = {0.25, 0.25, 0.30, 0.20};
  static const double interest[] = {0.20, 0.30, 0.65, 0.40};
  const uint8_t *skill = rq_array(x.world, F_SKILL), *born_in = rq_array(x.world, F_GENERATION);
  const uint8_t *interested = rq_array(x.world, F_INTERESTED);
  uint32_t skills[8] = {0}, generations[4] = {0}, cares[4][2] = {{0}};
  for (uint32_t i = 0; i < PEOPLE; i++) {
    skills[skill[i]]++;
    generations[born_in[i]]++;
    cares[born_in[i]][interested[i]]++;
  }
  assert_shares("skills", skills, eighth, 8);
  assert_shares("generations", generations, born, 4);
  for (int k = 0; k < 4; k++) assert_shares("interested in their own", cares[k], (const double[]){1 - interest[k], interest[k]}, 2);
}

/* ---- ties ---- */

/* Closeness of each tie once, where both halves have the drawn closeness itself. */
static void closeness_is_uniform_in_each_layer(void **state) {
  (void)state;
  static const char *const sets[] = {"population.size=6000", "ties.start.half_spread=0", "panel.size=0", NULL};
  static const double low[] = {0.75, 0.15, 0.02}, high[] = {0.95, 0.75, 0.45}, mean[] = {2.6, 12, 15.4}, within[] = {0.15, 1.0, 1.2};
  static const char *const name[] = {"closeness of kin", "closeness in the circle", "closeness of acquaintances"};
  society s = society_open(sets, 1);
  for (int layer = KIN; layer <= ACQUAINTANCE; layer++) {
    numbers g = room_for(6000 * 150);
    for (uint32_t i = 0; i < 6000; i++) {
      ties t = ties_seen(s.world, i);
      for (uint32_t k = 0; k < t.count; k++) {
        ties back = ties_seen(s.world, t.target[k]);
        uint32_t m = rq_row_find(&back.row, i);
        assert_true(back.g[m] == t.g[k] && back.basis[m] == t.basis[k]);
        if (t.basis[k] == layer && i < t.target[k]) g.value[g.count++] = (double)rq_fraction(t.g[k]);
      }
    }
    assert_drawn_from(name[layer], g, gsl_cdf_flat_P, low[layer], high[layer]);
    assert_true(distance(g, gsl_cdf_flat_P, low[layer], high[layer] + 0.02) > 2.23); /* control */
    double each = 2.0 * (double)g.count / 6000;
    if (!(fabs(each - mean[layer]) < within[layer])) fail_msg("%s: %.2f ties a person", name[layer], each);
    free(g.value);
  }
  society_close(&s);
}

/* Where no clamp can reach, halves differ by N(0, 0.05 sqrt 2), and a = 0.8 g + N(0, 0.10); c = N(0.45, 0.15). */
static void halves_and_trusts_are_drawn_as_told(void **state) {
  (void)state;
  numbers apart = room_for(PEOPLE * 40u), a = room_for(PEOPLE * 40u), c = room_for(PEOPLE * 40u);
  for (uint32_t i = 0; i < PEOPLE / 4; i++) {
    ties t = ties_seen(x.world, i);
    for (uint32_t k = 0; k < t.count; k++) {
      double g = (double)rq_fraction(t.g[k]);
      ties back = ties_seen(x.world, t.target[k]);
      if (t.basis[k] == CIRCLE && i < t.target[k]) apart.value[apart.count++] = g - (double)rq_fraction(back.g[rq_row_find(&back.row, i)]);
      if (g > 0.55 && g < 0.7) a.value[a.count++] = (double)rq_fraction(t.a[k]) - 0.8 * g;
      c.value[c.count++] = (double)rq_fraction(t.c[k]);
      assert_true(t.balance[k] == 0 && t.last[k] == 0 && t.since[k] == 0 && t.favored[k] == 0 && t.introducer[k] == RQ_NOBODY);
      assert_int_equal(t.skill[k], ((uint8_t *)rq_array(x.world, F_SKILL))[t.target[k]]);
    }
  }
  assert_drawn_from("difference of halves", apart, normal, 0, 0.05 * sqrt(2));
  assert_drawn_from("affective trust - 0.8 g", a, normal, 0, 0.10);
  assert_drawn_from("cognitive trust", c, normal, 0.45, 0.15);
  assert_true(distance(apart, normal, 0, 0.05) > 2.23); /* control */
  free(apart.value);
  free(a.value);
  free(c.value);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(people_are_drawn_as_told),
      cmocka_unit_test(the_other_culture_calculates),
      cmocka_unit_test(skills_and_generations_have_their_shares),
      cmocka_unit_test(closeness_is_uniform_in_each_layer),
      cmocka_unit_test(halves_and_trusts_are_drawn_as_told),
  };
  return cmocka_run_group_tests(tests, open_society, close_society);
}
