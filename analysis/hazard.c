/* Iteratively reweighted least squares for the complementary log-log link: see hazard.h. */
#include "analysis/hazard.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 60 };
#define SINGULAR 1e-13 /* reciprocal condition number of terms that depend on each other */
#define RUNAWAY 100.0  /* a standard error of the logarithm: the estimate runs away */

typedef struct baseline {
  double at_risk, events;
  double now, next;                 /* a_s */
  double weight, response;          /* sums of a step: of W and W z */
  double weighted[RQ_HAZARD_TERMS]; /* W x */
} baseline;

typedef struct work {
  const rq_hazard_cells *d;
  baseline *of;
  gsl_matrix *information; /* of b, the baselines having been eliminated */
  gsl_vector *right;
} work;

static baseline *baseline_of(const work *w, size_t cell) {
  return &w->of[w->d->stratum ? w->d->stratum[cell] : 0];
}

static bool speaks(const baseline *s) {
  return s->events > 0 && s->events < s->at_risk;
}

static double predictor(const rq_hazard_cells *d, size_t cell, double base, const double *b) {
  for (size_t k = 0; k < d->terms; k++) base += d->x[cell * d->terms + k] * b[k];
  return fmin(base, 50); /* all have the event */
}

/* At b and the baselines `next`. */
static double likelihood(const work *w, const double *b) {
  double sum = 0;
  for (size_t c = 0; c < w->d->cells; c++) {
    const baseline *s = baseline_of(w, c);
    if (!(w->d->at_risk[c] > 0) || !speaks(s)) continue;
    double mean = exp(predictor(w->d, c, s->next, b)), had = w->d->events[c];
    if (had > 0) sum += had * log(-expm1(-mean));
    sum -= (w->d->at_risk[c] - had) * mean;
  }
  return sum;
}

/* Sums of the least squares at b and the baselines `now`, for working responses z. */
static void weigh(const work *w, const double *b) {
  const rq_hazard_cells *d = w->d;
  size_t strata = d->stratum ? d->strata : 1;
  gsl_matrix_set_zero(w->information);
  gsl_vector_set_zero(w->right);
  for (size_t s = 0; s < strata; s++) {
    w->of[s].weight = w->of[s].response = 0;
    memset(w->of[s].weighted, 0, sizeof w->of[s].weighted);
  }
  for (size_t c = 0; c < d->cells; c++) {
    baseline *s = baseline_of(w, c);
    if (!(d->at_risk[c] > 0) || !speaks(s)) continue;
    const double *x = d->x + c * d->terms;
    double eta = predictor(d, c, s->now, b), mean = exp(eta), p = -expm1(-mean);
    double weight = d->at_risk[c] * mean * mean * (1 - p) / p;
    double response = weight * eta + (d->events[c] / p - d->at_risk[c]) * mean;
    s->weight += weight;
    s->response += response;
    for (size_t k = 0; k < d->terms; k++) {
      if (x[k] == 0) continue;
      s->weighted[k] += weight * x[k];
      *gsl_vector_ptr(w->right, k) += x[k] * response;
      for (size_t l = 0; l < d->terms; l++) *gsl_matrix_ptr(w->information, k, l) += weight * x[k] * x[l];
    }
  }
  for (size_t n = 0; n < strata; n++) {
    const baseline *s = &w->of[n];
    if (!(s->weight > 0)) continue;
    for (size_t k = 0; k < d->terms; k++) {
      *gsl_vector_ptr(w->right, k) -= s->weighted[k] * s->response / s->weight;
      for (size_t l = 0; l < d->terms; l++) *gsl_matrix_ptr(w->information, k, l) -= s->weighted[k] * s->weighted[l] / s->weight;
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

/* One step, halved until the likelihood does not fall (the first one is taken as it is); returns the gain, NaN where there is no step. */
static double improve(const work *w, double *b, double before, bool first) {
  const rq_hazard_cells *d = w->d;
  size_t strata = d->stratum ? d->strata : 1;
  double next[RQ_HAZARD_TERMS] = {0};
  weigh(w, b);
  if (!factor(w) || gsl_linalg_cholesky_svx(w->information, w->right)) return NAN;
  memcpy(next, w->right->data, d->terms * sizeof *next);
  for (size_t n = 0; n < strata; n++) {
    baseline *s = &w->of[n];
    s->next = s->response;
    for (size_t k = 0; k < d->terms; k++) s->next -= s->weighted[k] * next[k];
    s->next = s->weight > 0 ? s->next / s->weight : 0;
  }
  for (unsigned halvings = 0; halvings < 40; halvings++) {
    double gain = likelihood(w, next) - before;
    if (first || gain >= -1e-12 * fabs(before)) {
      memcpy(b, next, d->terms * sizeof *next);
      for (size_t n = 0; n < strata; n++) w->of[n].now = w->of[n].next;
      return gain;
    }
    for (size_t k = 0; k < d->terms; k++) next[k] = (next[k] + b[k]) / 2;
    for (size_t n = 0; n < strata; n++) w->of[n].next = (w->of[n].next + w->of[n].now) / 2;
  }
  return 0;
}

static rq_status maximise(const work *w, rq_hazard *fit, rq_error *error) {
  for (fit->steps = 1;; fit->steps++) {
    bool first = fit->steps == 1;
    double gain = improve(w, fit->estimate, fit->log_likelihood, first);
    if (isnan(gain)) return rq_fail(error, RQ_BAD_DATA, "hazards: the terms depend on each other, or separate the events completely");
    fit->log_likelihood += gain;
    if (!first && fabs(gain) < 1e-12 * (1 + fabs(fit->log_likelihood))) break;
    if (fit->steps == MOST_STEPS) return rq_fail(error, RQ_BAD_DATA, "hazards: no maximum found in %d steps", MOST_STEPS);
  }
  weigh(w, fit->estimate);
  if (!factor(w) || gsl_linalg_cholesky_invert(w->information))
    return rq_fail(error, RQ_BAD_DATA, "hazards: the terms depend on each other");
  for (size_t k = 0; k < w->d->terms; k++) {
    fit->error[k] = sqrt(gsl_matrix_get(w->information, k, k));
    if (!(fit->error[k] < RUNAWAY)) return rq_fail(error, RQ_BAD_DATA, "hazards: a term separates the events completely");
  }
  return RQ_OK;
}

/* Each baseline begins where it would be without covariates. */
static rq_status begin(const work *w, rq_hazard *fit, rq_error *error) {
  size_t strata = w->d->stratum ? w->d->strata : 1;
  for (size_t c = 0; c < w->d->cells; c++) {
    baseline_of(w, c)->at_risk += w->d->at_risk[c];
    baseline_of(w, c)->events += w->d->events[c];
  }
  for (size_t n = 0; n < strata; n++) {
    baseline *s = &w->of[n];
    if (!speaks(s)) continue;
    s->now = log(-log1p(-s->events / s->at_risk));
    fit->at_risk += s->at_risk;
    fit->events += s->events;
  }
  return fit->events > 0 ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "hazards: nowhere do some have the event and others not");
}

rq_status rq_hazard_fit(const rq_hazard_cells *d, rq_hazard *fit, rq_error *error) {
  *fit = (rq_hazard){.terms = d->terms};
  if (!d->terms || d->terms > RQ_HAZARD_TERMS)
    return rq_fail(error, RQ_BAD_DATA, "hazards: 1 to %d terms, not %zu", RQ_HAZARD_TERMS, d->terms);
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  work w = {d, calloc(d->stratum ? d->strata + 1 : 1, sizeof *w.of), gsl_matrix_alloc(d->terms, d->terms), gsl_vector_alloc(d->terms)};
  rq_status status = w.of && w.information && w.right ? begin(&w, fit, error) : rq_no_memory(error, "hazards");
  if (!status) status = maximise(&w, fit, error);
  free(w.of);
  if (w.information) gsl_matrix_free(w.information);
  if (w.right) gsl_vector_free(w.right);
  gsl_set_error_handler(handler);
  return status;
}
