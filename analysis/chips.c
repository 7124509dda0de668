/* Favors for chips: values by a tridiagonal system, limits by halving. */
#include "analysis/chips.h"
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>

/* A symmetric system of which the diagonal and the right side vary; `beside` stands beside the diagonal. */
static bool solve(double *diagonal, double beside, double *right, double *solution, size_t n) {
  if (n == 1) {
    *solution = *right / *diagonal;
    return true;
  }
  double *off = malloc(n * sizeof *off);
  if (!off) return false;
  for (size_t k = 0; k + 1 < n; k++) off[k] = beside;
  gsl_vector_view d = gsl_vector_view_array(diagonal, n), o = gsl_vector_view_array(off, n - 1), r = gsl_vector_view_array(right, n),
                  v = gsl_vector_view_array(solution, n);
  bool good = gsl_linalg_solve_symm_tridiag(&d.vector, &o.vector, &r.vector, &v.vector) == GSL_SUCCESS;
  free(off);
  return good;
}

rq_status rq_chips_values(const rq_chips *c, uint32_t chips, double *value, rq_error *error) {
  size_t n = (size_t)chips + 1;
  double *diagonal = malloc(2 * n * sizeof *diagonal), *right = diagonal ? diagonal + n : NULL;
  if (!diagonal) return rq_no_memory(error, "the values of chips");
  for (size_t k = 0; k < n; k++) {
    double earns = k<chips, spends = k> 0;
    diagonal[k] = c->discount + c->rate * (earns + spends);
    right[k] = c->rate * (spends * c->benefit - earns * c->cost);
  }
  bool good = solve(diagonal, -c->rate, right, value, n);
  free(diagonal);
  return good ? RQ_OK : rq_fail(error, RQ_INTERNAL, "the values of %u chips cannot be solved for", chips);
}

/* What the next chip is worth, D_k = V_{k+1} - V_k, solves (r + 2 rate) D_k - rate D_{k+1} - rate D_{k-1} = rate (benefit [k = 0] + cost
 * [k = chips - 1]): well-conditioned also for small r, where the values themselves are large. */
rq_status rq_chips_sustained(const rq_chips *c, uint32_t chips, bool *sustained, rq_error *error) {
  size_t n = chips;
  *sustained = true;
  if (n == 0) return RQ_OK;
  double *diagonal = malloc(3 * n * sizeof *diagonal), *right = diagonal ? diagonal + n : NULL, *worth = diagonal ? diagonal + 2 * n : NULL;
  if (!diagonal) return rq_no_memory(error, "the values of chips");
  for (size_t k = 0; k < n; k++) {
    diagonal[k] = c->discount + 2 * c->rate;
    right[k] = c->rate * ((k == 0) * c->benefit + (k == n - 1) * c->cost);
  }
  bool good = solve(diagonal, -c->rate, right, worth, n);
  for (size_t k = 0; good && k < n; k++)
    if (worth[k] < c->cost * (1 - 1e-12)) *sustained = false; /* at the limit itself they are */
  free(diagonal);
  return good ? RQ_OK : rq_fail(error, RQ_INTERNAL, "the values of %u chips cannot be solved for", chips);
}

rq_status rq_chips_most(const rq_chips *c, uint32_t *chips, rq_error *error) {
  uint32_t good = 0, bad = RQ_MOST_CHIPS + 1;
  rq_status status = RQ_OK;
  for (uint32_t step = 1; good + 1 < bad && !status; step *= 2) { /* first in doubling steps, then between them */
    uint32_t middle = bad > RQ_MOST_CHIPS && good + step <= RQ_MOST_CHIPS ? good + step : good + (bad - good) / 2;
    bool sustained = false;
    status = rq_chips_sustained(c, middle, &sustained, error);
    if (sustained)
      good = middle;
    else
      bad = middle;
  }
  *chips = good;
  return status;
}

rq_status rq_chips_patience(const rq_chips *c, uint32_t chips, double *discount, rq_error *error) {
  double good = 0, most = c->rate * (c->benefit + c->cost) / c->cost, bad = most; /* nobody does a favor who discounts so fast */
  rq_status status = RQ_OK;
  for (unsigned step = 0; step < 200 && !status && bad - good > 1e-14 * bad && bad > 1e-12 * most; step++) {
    rq_chips trial = *c;
    bool sustained = false;
    trial.discount = (good + bad) / 2;
    status = rq_chips_sustained(&trial, chips, &sustained, error);
    if (sustained)
      good = trial.discount;
    else
      bad = trial.discount;
  }
  *discount = good;
  return status;
}

double rq_chips_served(uint32_t chips) {
  return chips / (chips + 1.0);
}
