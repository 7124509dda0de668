/* Customers who come and go unnoticed: their purchases are those of the closed form, a fit of what a shop sees finds the parameters again, and who
 * seems to be alive is. Control: where nobody is lost there are more purchases, and a fit finds no leaving. */
#include "analysis/churn.h"
#include "course.h"
#include "models/churn.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define CONFIG "configs/studies/churn.yaml"
enum { RUNS = 8 };
static const rq_churn published = {0.242593, 4.41353, 0.792886, 2.42575};

/* Purchases of a customer in so many weeks, over runs. */
static figure purchases(const char *setting, unsigned weeks) {
  double value[RUNS] = {0};
  for (unsigned run = 0; run < RUNS; run++) {
    course c = course_begin(CONFIG, &rq_churn_model, setting, run);
    for (unsigned week = 0; week < weeks; week++) {
      course_turn(&c, 1);
      value[run] += course_value(&c, CHURN_PURCHASES, 0) / rq_agents(c.world);
    }
    course_end(&c);
  }
  figure f = figure_of(value, RUNS);
  printf("  %s, %u weeks: %.4f (%.4f)\n", setting, weeks, f.mean, f.error);
  return f;
}

static void purchases_are_those_of_the_closed_form(void **state) {
  (void)state;
  const rq_churn often = {3, 2, 0.05, 0.9};
  assert_true(figure_is(purchases("churn.r=0.242593", 3), rq_churn_expected(&published, 3), 0));
  assert_true(figure_is(purchases("churn.r=0.242593", 60), rq_churn_expected(&published, 60), 0));
  assert_true(figure_is(purchases("churn={r: 3, alpha: 2, a: 0.05, b: 0.9}", 10), rq_churn_expected(&often, 10), 0));
}

static void who_is_never_lost_buys_more(void **state) {
  (void)state;
  figure f = purchases("churn.leaving=no", 32);
  assert_true(figure_is(f, published.r / published.alpha * 32, 0));
  assert_true(f.mean - FAR * f.error > rq_churn_expected(&published, 32));
}

/* What a shop knows of everybody. */
static rq_customer *seen(const course *c) {
  const uint32_t *frequency = rq_array(c->world, CHURN_FREQUENCY);
  const double *recency = rq_array(c->world, CHURN_RECENCY), *observed = rq_array(c->world, CHURN_OBSERVED);
  rq_customer *customer = malloc(rq_agents(c->world) * sizeof *customer);
  for (uint32_t i = 0; i < rq_agents(c->world); i++) customer[i] = (rq_customer){frequency[i], recency[i], observed[i]};
  return customer;
}

/* First purchases over 12 weeks, as at CDNOW. Each parameter within 4.5 of the fit's standard errors: a right program fails once in 40,000
 * times; they are a tenth of the parameter, or less. */
static void a_fit_finds_the_parameters_again(void **state) {
  (void)state;
  const char *const sets[] = {"churn={r: 0.6, alpha: 3, a: 0.8, b: 2.5, first_until: 12}", NULL};
  const double true_value[] = {0.6, 3, 0.8, 2.5};
  course c = course_open(CONFIG, &rq_churn_model, sets, 2);
  rq_error error = RQ_NO_ERROR;
  rq_churn_fit fit;
  course_turn(&c, 78);
  rq_customer *customer = seen(&c);
  assert_int_equal(rq_churn_fit_customers(customer, rq_agents(c.world), &fit, &error), RQ_OK);
  const double found[] = {fit.model.r, fit.model.alpha, fit.model.a, fit.model.b};
  for (int k = 0; k < 4; k++) {
    printf("  %.3f: %.3f (%.3f)\n", true_value[k], found[k], fit.error[k]);
    assert_true(fit.error[k] < 0.1 * true_value[k]);
    assert_true(fabs(found[k] - true_value[k]) < 4.5 * fit.error[k]);
  }
  /* P(alive), which only the model can know, is right on average: within 4.5 standard errors. */
  const uint8_t *status = rq_array(c.world, CHURN_STATUS);
  double alive = 0, expected = 0, variance = 0;
  for (uint32_t i = 0; i < rq_agents(c.world); i++) {
    double chance = rq_churn_alive(&(rq_churn){0.6, 3, 0.8, 2.5}, &customer[i]);
    alive += status[i] == CHURN_ACTIVE;
    expected += chance;
    variance += chance * (1 - chance);
  }
  printf("  active: %.0f; expected: %.0f (%.0f)\n", alive, expected, sqrt(variance));
  assert_true(fabs(alive - expected) < 4.5 * sqrt(variance));
  free(customer);
  course_end(&c);
}

/* Every purchase of the panel is noted, in the order of its time, and they add up to what the snapshot says. */
static void the_log_says_the_same(void **state) {
  (void)state;
  enum { PEOPLE = 500, WEEKS = 40, WEEK = 0, PERSON, TIME, NUMBER, COLUMNS };
  const char *const sets[] = {"population.size=500", "panel.size=500", "churn={r: 2, first_from: 0.25, first_until: 6.5}", NULL};
  course c = course_open(CONFIG, &rq_churn_model, sets, 1);
  uint32_t orders[PEOPLE] = {0}, all = 0;
  double last[PEOPLE] = {0};
  for (unsigned week = 1; week <= WEEKS; week++) {
    const double *event;
    course_turn(&c, 1);
    size_t count = rq_world_events(c.world, 0, &event);
    for (size_t e = 0; e < count; e++, event += COLUMNS, all++) {
      size_t i = (size_t)event[PERSON];
      assert_true(event[WEEK] == week && event[TIME] > week - 1 && event[TIME] <= week);
      assert_true(event[NUMBER] == orders[i]++ && event[TIME] > last[i]);
      last[i] = event[TIME];
    }
  }
  const uint32_t *frequency = rq_array(c.world, CHURN_FREQUENCY);
  const double *recency = rq_array(c.world, CHURN_RECENCY), *first = rq_array(c.world, CHURN_FIRST);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    assert_int_equal(orders[i], frequency[i] + 1);
    assert_true(fabs(first[i] + recency[i] - last[i]) < 1e-9);
  }
  assert_true(all > 2 * PEOPLE);
  course_end(&c);
}

static void threads_make_no_difference(void **state) {
  (void)state;
  const char *const sets[] = {"churn.first_until=12", NULL};
  course_on_threads(CONFIG, &rq_churn_model, sets, 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(purchases_are_those_of_the_closed_form),
      cmocka_unit_test(who_is_never_lost_buys_more),
      cmocka_unit_test(a_fit_finds_the_parameters_again),
      cmocka_unit_test(the_log_says_the_same),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
