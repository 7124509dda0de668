/* A random sample where there are many people; everybody with a tie where there are few. */
#include "analysis/brokers.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define SEED 1992u /* looking has random numbers of its own */

/* Draws at most RQ_CONSTRAINED of the people who have a tie, ascending, to the front of `chosen`; returns how many, 0 for no memory. */
static size_t draw_people(const rq_society *s, uint32_t *chosen, size_t *candidates) {
  size_t count = 0;
  for (size_t i = 0; i < s->people; i++)
    if (rq_degree(s, i) > 0) chosen[count++] = (uint32_t)i;
  *candidates = count;
  if (count <= RQ_CONSTRAINED) return count;
  gsl_rng *draws = gsl_rng_alloc(gsl_rng_mt19937);
  uint32_t *some = malloc(RQ_CONSTRAINED * sizeof *some);
  count = 0;
  if (draws && some) {
    gsl_rng_set(draws, SEED);
    gsl_ran_choose(draws, some, RQ_CONSTRAINED, chosen, *candidates, sizeof *some);
    for (; count < RQ_CONSTRAINED; count++) chosen[count] = some[count];
  }
  free(some);
  if (draws) gsl_rng_free(draws);
  return count;
}

/* `sorted` has room for all constraints. */
static void describe(const rq_society *s, const uint32_t *person, const double *constraint, const double *face, const uint32_t *introduced,
                     double *sorted, rq_brokers *b) {
  rq_moments mean[2][4] = {0}, all = {0};
  rq_pairs pairs = {0};
  for (size_t n = 0; n < b->looked_at; n++) sorted[n] = constraint[n];
  rq_sort_numbers(sorted, b->looked_at);
  double limit = rq_quantile_sorted(sorted, b->looked_at, 0.1);
  for (size_t n = 0; n < b->looked_at; n++) {
    uint32_t i = person[n];
    rq_moments *row = mean[constraint[n] > limit];
    rq_moments_add(&all, constraint[n]);
    rq_moments_add(&row[0], constraint[n]);
    rq_moments_add(&row[1], rq_degree(s, i));
    rq_moments_add(&row[2], face[i]);
    rq_moments_add(&row[3], introduced[i]);
    rq_pairs_add(&pairs, constraint[n], introduced[i]);
  }
  for (unsigned q = 0; q < RQ_DEGREE_QUANTILES; q++) b->quantile[q] = rq_quantile_sorted(sorted, b->looked_at, rq_degree_quantiles[q]);
  for (unsigned v = 0; v < 8; v++) b->mean[v] = mean[v / 4][v % 4].count ? mean[v / 4][v % 4].mean : NAN;
  b->constraint = rq_mean(&all);
  b->introductions = rq_correlation(&pairs, (double)b->looked_at);
}

rq_status rq_brokers_find(const rq_society *s, const double *face, const uint32_t *introduced, rq_brokers *b, rq_error *error) {
  *b = (rq_brokers){0};
  uint32_t *person = malloc((s->people + 1) * sizeof *person);
  if (person) b->looked_at = draw_people(s, person, &b->candidates);
  double *constraint = malloc((2 * b->looked_at + 1) * sizeof *constraint);
  rq_status status = person && constraint && (b->looked_at > 0 || b->candidates == 0) ? RQ_OK : rq_no_memory(error, "brokerage");
  if (status == RQ_OK) {
    rq_measure_constraint(s, person, b->looked_at, constraint);
    describe(s, person, constraint, face, introduced, constraint + b->looked_at, b);
  }
  free(person);
  free(constraint);
  return status;
}
