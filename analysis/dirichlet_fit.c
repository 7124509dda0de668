/* M, K and S of the NBD-Dirichlet: each the zero of a score, found by Brent's method on the scale of logarithms. */
#include "analysis/dirichlet_fit.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdbool.h>

/* Where a score that falls through zero between `low` and `high` does so; NaN where it does not. */
static double zero_of(double (*score)(double log_x, void *), void *context, double low, double high) {
  enum { MOST_STEPS = 200 };
  gsl_function f = {score, context};
  double from = log(low), to = log(high);
  if (!(score(from, context) > 0) || !(score(to, context) < 0)) return NAN;
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  if (!solver) return NAN;
  int code = gsl_root_fsolver_set(solver, &f, from, to);
  for (int i = 0; i < MOST_STEPS && code == GSL_SUCCESS && to - from > 1e-13 * fmax(1, fabs(to)); i++) {
    code = gsl_root_fsolver_iterate(solver);
    from = gsl_root_fsolver_x_lower(solver);
    to = gsl_root_fsolver_x_upper(solver);
  }
  double root = exp(gsl_root_fsolver_root(solver));
  gsl_root_fsolver_free(solver);
  return root;
}

/* ---- M and K: how often people buy ---- */

typedef struct rates {
  const rq_market *market;
  double people; /* 0: buyers only */
} rates;

static double log_nobody(double mean, double shape) { /* ln P(0) */
  return -shape * log1p(mean / shape);
}

/* Log-likelihood, without what does not depend on M and K. */
static double likelihood(const rates *r, double mean, double shape) {
  const rq_market *m = r->market;
  double people = r->people > 0 ? r->people : m->buyers;
  double sum = people * log_nobody(mean, shape) + m->purchases * log(mean / (shape + mean));
  for (size_t k = 0; k < m->most; k++) sum += m->above[k] * log(shape + (double)k);
  if (!(r->people > 0)) sum -= m->buyers * log(-expm1(log_nobody(mean, shape)));
  return sum;
}

static double surplus_of_purchases(double log_mean, void *context) { /* of a buyer, as observed, over what M means */
  double *fixed = context, mean = exp(log_mean);                     /* observed, shape */
  return fixed[0] - mean / -expm1(log_nobody(mean, fixed[1]));
}

/* The M of the greatest likelihood for this K. */
static double mean_for(const rates *r, double shape) {
  const rq_market *m = r->market;
  if (r->people > 0) return m->purchases / r->people;
  double fixed[] = {m->purchases / m->buyers, shape};
  return zero_of(surplus_of_purchases, fixed, 1e-9 * fixed[0], fixed[0]);
}

static double score_of_shape(double log_shape, void *context) {
  rates *r = context;
  const rq_market *m = r->market;
  double shape = exp(log_shape), mean = mean_for(r, shape), sum = 0;
  if (isnan(mean)) return NAN;
  double people = r->people > 0 ? r->people : m->buyers, none = log_nobody(mean, shape),
         slope = -log1p(mean / shape) + mean / (shape + mean);
  for (size_t k = 0; k < m->most; k++) sum += m->above[k] / (shape + (double)k);
  sum += people * slope - m->purchases / (shape + mean);
  if (!(r->people > 0)) sum += m->buyers * exp(none) / -expm1(none) * slope;
  return sum * shape;
}

/* Standard errors from the Hessian of the log-likelihood, by differences. */
static void rate_errors(const rates *r, rq_dirichlet_fit *fit) {
  double M = fit->model.mean, K = fit->model.shape, dm = 1e-3 * M, dk = 1e-3 * K, here = likelihood(r, M, K);
  double mm = (likelihood(r, M + dm, K) - 2 * here + likelihood(r, M - dm, K)) / (dm * dm);
  double kk = (likelihood(r, M, K + dk) - 2 * here + likelihood(r, M, K - dk)) / (dk * dk);
  double mk =
      (likelihood(r, M + dm, K + dk) - likelihood(r, M + dm, K - dk) - likelihood(r, M - dm, K + dk) + likelihood(r, M - dm, K - dk)) /
      (4 * dm * dk);
  double determinant = mm * kk - mk * mk;
  bool good = mm < 0 && determinant > 0;
  fit->error[0] = good ? sqrt(-kk / determinant) : NAN;
  fit->error[1] = good ? sqrt(-mm / determinant) : NAN;
}

static rq_status fit_rates(const rq_market *m, double people, rq_dirichlet_fit *fit, rq_error *error) {
  const double low = 1e-3, high = 1e6;
  rates r = {m, people};
  if (people > 0 && people < m->buyers)
    return rq_fail(error, RQ_BAD_DATA, "%.0f people, but %.0f of them buy; there must be as many at least", people, m->buyers);
  fit->model.shape = zero_of(score_of_shape, &r, low, high);
  if (isnan(fit->model.shape)) {
    if (!(score_of_shape(log(high), &r) < 0))
      return rq_fail(error, RQ_BAD_DATA, "people differ no more in how often they buy than chance alone makes them: there is no K");
    return rq_fail(error, RQ_BAD_DATA, "too many buyers buy once to tell how many people buy nothing: there is no K%s",
                   people > 0 ? "" : "; give --people");
  }
  fit->model.mean = mean_for(&r, fit->model.shape);
  fit->people = people > 0 ? people : m->buyers / -expm1(log_nobody(fit->model.mean, fit->model.shape));
  rate_errors(&r, fit);
  return RQ_OK;
}

/* ---- S: what they buy ---- */

static double score_of_diversity(double log_s, void *context) {
  const rq_market *m = context;
  double s = exp(log_s), sum = 0;
  for (size_t b = 0; b < m->brands; b++)
    for (size_t k = 0; k < m->most && m->brand_above[b * m->most + k] > 0; k++)
      sum += m->share[b] * m->brand_above[b * m->most + k] / (s * m->share[b] + (double)k);
  for (size_t k = 0; k < m->most; k++) sum -= m->above[k] / (s + (double)k);
  return sum * s;
}

static rq_status fit_diversity(rq_market *m, rq_dirichlet_fit *fit, rq_error *error) {
  if (m->brands < 2) return rq_fail(error, RQ_BAD_DATA, "there is one brand only: nobody can choose another");
  if (m->most < 2) return rq_fail(error, RQ_BAD_DATA, "nobody bought twice: nothing can be learnt of what people choose among");
  double only_one = 0;
  for (size_t b = 0; b < m->brands; b++) only_one += m->sole[b];
  if (only_one >= m->buyers) return rq_fail(error, RQ_BAD_DATA, "every buyer buys one brand only: S is 0");
  double s = fit->model.diversity = zero_of(score_of_diversity, m, 1e-4, 1e6);
  if (isnan(s)) return rq_fail(error, RQ_BAD_DATA, "buyers differ no more in what they choose than chance alone makes them: there is no S");
  double curvature = (score_of_diversity(log(s) + 1e-4, m) - score_of_diversity(log(s) - 1e-4, m)) / 2e-4; /* by ln S */
  fit->error[2] = curvature < 0 ? s / sqrt(-curvature) : NAN;
  return RQ_OK;
}

rq_status rq_dirichlet_fit_market(const rq_market *market, double people, rq_dirichlet_fit *fit, rq_error *error) {
  rq_market m = *market;
  *fit = (rq_dirichlet_fit){.error = {NAN, NAN, NAN}};
  rq_status status = fit_diversity(&m, fit, error);
  return status ? status : fit_rates(market, people, fit, error);
}

/* ---- from sums alone ---- */

static double surplus_of_nobody(double log_shape, void *context) {
  const double *fixed = context; /* purchases, ln of the share that does not buy */
  return log_nobody(fixed[0], exp(log_shape)) - fixed[1];
}

typedef struct brand {
  rq_dirichlet model;
  double share, penetration;
} brand;

static double lack_of_buyers(double log_s, void *context) {
  brand *b = context;
  b->model.diversity = exp(log_s);
  return b->penetration - rq_dirichlet_brand(&b->model, b->share).penetration;
}

static rq_status check_shares(const double *share, const double *penetration, size_t brands, double category, double purchases,
                              rq_error *error) {
  double sum = 0;
  for (size_t b = 0; b < brands; b++) {
    sum += share[b];
    if (!(penetration[b] < category))
      rq_fail(error, RQ_BAD_DATA, "brand %zu: %g of the people buy it, but only %g the category", b + 1, penetration[b], category);
    if (!(purchases * share[b] >= penetration[b]))
      rq_fail(error, RQ_BAD_DATA, "brand %zu: %g of the people buy it, but there are only %g purchases of it a person", b + 1,
              penetration[b], purchases * share[b]);
  }
  if (sum > 1 + 1e-9) rq_fail(error, RQ_BAD_DATA, "the shares are %g together; it must be at most 1", sum);
  if (!(category < 1)) rq_fail(error, RQ_BAD_DATA, "the category's penetration is %g; it must be below 1", category);
  return error->status;
}

rq_status rq_dirichlet_fit_shares(const double *share, const double *penetration, size_t brands, double category, double purchases,
                                  rq_dirichlet_fit *fit, rq_error *error) {
  *fit = (rq_dirichlet_fit){.error = {NAN, NAN, NAN}};
  rq_status status = check_shares(share, penetration, brands, category, purchases, error);
  if (status) return status;
  double fixed[] = {purchases, log1p(-category)}, sum = 0, weight = 0;
  fit->model.mean = purchases;
  fit->model.shape = zero_of(surplus_of_nobody, fixed, 1e-3, 1e6);
  if (isnan(fit->model.shape))
    return rq_fail(error, RQ_BAD_DATA, "with %g purchases a person, no K lets %g of the people buy", purchases, category);
  for (size_t b = 0; b < brands; b++) {
    brand one = {fit->model, share[b], penetration[b]};
    double s = zero_of(lack_of_buyers, &one, 1e-3, 1e5);
    if (isnan(s))
      return rq_fail(error, RQ_BAD_DATA, "brand %zu: no S gives a share of %g a penetration of %g", b + 1, share[b], penetration[b]);
    sum += share[b] * s;
    weight += share[b];
  }
  fit->model.diversity = sum / weight;
  return RQ_OK;
}
