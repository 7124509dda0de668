/* Iteratively reweighted least squares for the complementary log-log link: see hazard.h. */
#include "analysis/hazard.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_STEPS = 60 };
#define SINGULAR 1e-13 /* reciprocal condition number of terms that depend on each other */
#define RUNAWAY 100.0  /* a standard error of the logarithm: the estimate runs away */

typedef struct data {
  const double *x, *at_risk, *events;
  size_t cells, terms;
} data;

typedef struct work {
  gsl_matrix *information;
  gsl_vector *right;
} work;

static double predictor(const data *d, size_t cell, const double *b) {
  double sum = 0;
  for (size_t k = 0; k < d->terms; k++) sum += d->x[cell * d->terms + k] * b[k];
  return fmin(sum, 50); /* of the way there: all have the event */
}

static double likelihood(const data *d, const double *b) {
  double sum = 0;
  for (size_t c = 0; c < d->cells; c++) {
    double mean = exp(predictor(d, c, b)), left = d->events[c];
    if (left > 0) sum += left * log(-expm1(-mean));
    sum -= (d->at_risk[c] - left) * mean;
  }
  return sum;
}

/* The least squares of a step: information X'WX and X'Wz, with the working response z at the predictor `start` (of all cells, on the first
 * step) or x'b. */
static void weigh(const data *d, const double *b, const double *start, const work *w) {
  gsl_matrix_set_zero(w->information);
  gsl_vector_set_zero(w->right);
  for (size_t c = 0; c < d->cells; c++) {
    if (!(d->at_risk[c] > 0)) continue;
    const double *x = d->x + c * d->terms;
    double eta = start ? *start : predictor(d, c, b), mean = exp(eta), p = -expm1(-mean);
    double weight = d->at_risk[c] * mean * mean * (1 - p) / p;
    double response = weight * eta + (d->events[c] / p - d->at_risk[c]) * mean;
    for (size_t k = 0; k < d->terms; k++) {
      if (x[k] == 0) continue; /* as most are, of many strata */
      *gsl_vector_ptr(w->right, k) += x[k] * response;
      for (size_t l = 0; l < d->terms; l++) *gsl_matrix_ptr(w->information, k, l) += weight * x[k] * x[l];
    }
  }
}

static bool factor(const work *w) {
  double condition = 0;
  gsl_vector *room = gsl_vector_alloc(3 * w->right->size);
  bool good = room && gsl_linalg_cholesky_decomp1(w->information) == GSL_SUCCESS &&
              gsl_linalg_cholesky_rcond(w->information, &condition, room) == GSL_SUCCESS && condition > SINGULAR;
  if (room) gsl_vector_free(room);
  return good;
}

/* One step, halved until the likelihood does not fall; returns the gain, NaN where there is no step. */
static double improve(const data *d, double *b, double before, const double *start, const work *w) {
  double next[RQ_HAZARD_TERMS];
  weigh(d, b, start, w);
  if (!factor(w) || gsl_linalg_cholesky_svx(w->information, w->right)) return NAN;
  memcpy(next, w->right->data, d->terms * sizeof *next);
  for (unsigned halvings = 0; halvings < 40; halvings++) {
    double gain = likelihood(d, next) - before;
    if (start || gain >= -1e-12 * fabs(before)) {
      memcpy(b, next, d->terms * sizeof *next);
      return gain;
    }
    for (size_t k = 0; k < d->terms; k++) next[k] = (next[k] + b[k]) / 2;
  }
  return 0;
}

static rq_status maximise(const data *d, rq_hazard *fit, const work *w, rq_error *error) {
  double start = log(-log1p(-fit->events / fit->at_risk));
  fit->log_likelihood = 0;
  for (fit->steps = 1;; fit->steps++) {
    bool first = fit->steps == 1;
    double gain = improve(d, fit->estimate, fit->log_likelihood, first ? &start : NULL, w);
    if (isnan(gain)) return rq_fail(error, RQ_BAD_DATA, "hazards: the terms depend on each other, or separate the events completely");
    fit->log_likelihood += gain;
    if (!first && fabs(gain) < 1e-10 * (1 + fabs(fit->log_likelihood))) break;
    if (fit->steps == MOST_STEPS) return rq_fail(error, RQ_BAD_DATA, "hazards: no maximum found in %d steps", MOST_STEPS);
  }
  weigh(d, fit->estimate, NULL, w);
  if (!factor(w) || gsl_linalg_cholesky_invert(w->information))
    return rq_fail(error, RQ_BAD_DATA, "hazards: the terms depend on each other");
  for (size_t k = 0; k < d->terms; k++) {
    fit->error[k] = sqrt(gsl_matrix_get(w->information, k, k));
    if (!(fit->error[k] < RUNAWAY)) return rq_fail(error, RQ_BAD_DATA, "hazards: a term separates the events completely");
  }
  return RQ_OK;
}

rq_status rq_hazard_fit(const double *x, const double *at_risk, const double *events, size_t cells, size_t terms, rq_hazard *fit,
                        rq_error *error) {
  *fit = (rq_hazard){.terms = terms};
  for (size_t c = 0; c < cells; c++) {
    fit->at_risk += at_risk[c];
    fit->events += events[c];
  }
  if (!terms || terms > RQ_HAZARD_TERMS) return rq_fail(error, RQ_BAD_DATA, "hazards: 1 to %d terms, not %zu", RQ_HAZARD_TERMS, terms);
  if (!(fit->events > 0) || !(fit->events < fit->at_risk))
    return rq_fail(error, RQ_BAD_DATA, "hazards: %g events in %g person-weeks say nothing", fit->events, fit->at_risk);
  data d = {x, at_risk, events, cells, terms};
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  work w = {gsl_matrix_alloc(terms, terms), gsl_vector_alloc(terms)};
  rq_status status = w.information && w.right ? maximise(&d, fit, &w, error) : rq_no_memory(error, "hazards");
  if (w.information) gsl_matrix_free(w.information);
  if (w.right) gsl_vector_free(w.right);
  gsl_set_error_handler(handler);
  return status;
}
