/* Newton's method on the likelihood of the logistic model, and the sandwich around its curvature. */
#include "analysis/logistic.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STEPS 50u
#define PERFECT 1e-6   /* log likelihood of a row that is as good as certain: the estimate runs away */
#define SINGULAR 1e-14 /* reciprocal condition number of terms that depend on each other */

typedef struct fit {
  const double *x, *y;
  const uint32_t *cluster;
  size_t rows, terms;
  gsl_vector *b, *gradient, *step;
  gsl_matrix *curvature, *meat;
} fit;

static double probability(double z) {
  return z >= 0 ? 1.0 / (1.0 + exp(-z)) : exp(z) / (1.0 + exp(z));
}

/* log(1 + e^z) without overflow */
static double softplus(double z) {
  return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static double predictor(const fit *f, size_t row) {
  double z = 0;
  for (size_t k = 0; k < f->terms; k++) z += f->x[row * f->terms + k] * gsl_vector_get(f->b, k);
  return z;
}

static double likelihood(const fit *f) {
  double sum = 0;
  for (size_t n = 0; n < f->rows; n++) {
    double z = predictor(f, n);
    sum += f->y[n] * z - softplus(z);
  }
  return sum;
}

/* Gradient X'(y - p) and curvature X'WX, W = p(1 - p). */
static void derivatives(const fit *f) {
  gsl_vector_set_zero(f->gradient);
  gsl_matrix_set_zero(f->curvature);
  double *g = f->gradient->data, *h = f->curvature->data;
  size_t terms = f->terms, tda = f->curvature->tda;
  for (size_t n = 0; n < f->rows; n++) {
    const double *x = f->x + n * terms;
    double p = probability(predictor(f, n)), w = p * (1 - p), residual = f->y[n] - p;
    for (size_t k = 0; k < terms; k++) {
      g[k] += residual * x[k];
      for (size_t l = 0; l <= k; l++) h[k * tda + l] += w * x[k] * x[l];
    }
  }
  for (size_t k = 0; k < terms; k++)
    for (size_t l = 0; l < k; l++) h[l * tda + k] = h[k * tda + l];
}

/* Sum over persons of the outer product of their scores. */
static size_t score_products(const fit *f) {
  gsl_matrix_set_zero(f->meat);
  size_t clusters = 0;
  double *score = f->step->data;
  for (size_t n = 0; n < f->rows; clusters++) {
    gsl_vector_set_zero(f->step);
    size_t first = n;
    do {
      double residual = f->y[n] - probability(predictor(f, n));
      for (size_t k = 0; k < f->terms; k++) score[k] += residual * f->x[n * f->terms + k];
      n++;
    } while (n < f->rows && f->cluster && f->cluster[n] == f->cluster[first]);
    for (size_t k = 0; k < f->terms; k++)
      for (size_t l = 0; l < f->terms; l++) f->meat->data[k * f->meat->tda + l] += score[k] * score[l];
  }
  return clusters;
}

/* Factors the curvature; false where it is singular. */
static bool factor(const fit *f) {
  double condition;
  gsl_vector *work = gsl_vector_alloc(3 * f->terms);
  bool good = work && gsl_linalg_cholesky_decomp1(f->curvature) == GSL_SUCCESS &&
              gsl_linalg_cholesky_rcond(f->curvature, &condition, work) == GSL_SUCCESS && condition > SINGULAR;
  if (work) gsl_vector_free(work);
  return good;
}

/* One Newton step, halved until the likelihood does not fall. Returns the gain, or NaN where the curvature is singular. */
static double improve(const fit *f, double before) {
  derivatives(f);
  gsl_vector_memcpy(f->step, f->gradient);
  if (!factor(f)) return NAN;
  gsl_linalg_cholesky_svx(f->curvature, f->step);
  gsl_vector_add(f->b, f->step);
  for (unsigned halvings = 0; halvings < 30; halvings++) {
    double gain = likelihood(f) - before;
    if (gain >= -1e-10 * fabs(before)) return gain;
    gsl_vector_scale(f->step, 0.5);
    gsl_vector_sub(f->b, f->step);
  }
  return 0;
}

/* Both kinds of standard errors at the maximum. */
static bool standard_errors(const fit *f, rq_regression *out) {
  derivatives(f);
  if (!factor(f)) return false;
  gsl_linalg_cholesky_invert(f->curvature);
  out->clusters = score_products(f);
  double correction = out->clusters > 1 ? (double)out->clusters / ((double)out->clusters - 1) : 1;
  for (size_t k = 0; k < f->terms; k++) {
    double sum = 0;
    for (size_t l = 0; l < f->terms; l++)
      for (size_t m = 0; m < f->terms; m++)
        sum += gsl_matrix_get(f->curvature, k, l) * gsl_matrix_get(f->meat, l, m) * gsl_matrix_get(f->curvature, m, k);
    out->error[k] = sqrt(sum * correction);
    out->error_plain[k] = sqrt(gsl_matrix_get(f->curvature, k, k));
  }
  return true;
}

static rq_status maximise(const fit *f, rq_regression *out, rq_error *error) {
  double now = likelihood(f);
  for (out->steps = 1;; out->steps++) {
    double gain = improve(f, now);
    if (isnan(gain))
      return rq_fail(error, RQ_BAD_DATA,
                     "logistic regression: the terms depend on each other, or one of them separates the outcomes completely");
    now += gain;
    if (now > -PERFECT * (double)f->rows)
      return rq_fail(error, RQ_BAD_DATA, "logistic regression: the terms separate the outcomes completely");
    if (fabs(gain) < 1e-10 * (1 + fabs(now))) break;
    if (out->steps == MOST_STEPS)
      return rq_fail(error, RQ_BAD_DATA, "logistic regression: no maximum found in %u steps (outcomes nearly separated?)", MOST_STEPS);
  }
  out->log_likelihood = now;
  if (!standard_errors(f, out)) return rq_fail(error, RQ_BAD_DATA, "logistic regression: the terms depend on each other");
  return RQ_OK;
}

static rq_status check_rows(const double *y, size_t rows, size_t terms, rq_regression *out, rq_error *error) {
  for (size_t n = 0; n < rows; n++) out->successes += y[n] > 0.5;
  if (rows <= terms) return rq_fail(error, RQ_BAD_DATA, "logistic regression: %zu rows are too few for %zu terms", rows, terms);
  if (out->successes == 0 || out->successes == rows)
    return rq_fail(error, RQ_BAD_DATA, "logistic regression: all %zu rows have the same outcome", rows);
  double p = (double)out->successes / (double)rows;
  out->log_likelihood_null = (double)rows * (p * log(p) + (1 - p) * log(1 - p));
  return RQ_OK;
}

rq_status rq_logistic_fit(const double *x, const double *y, const uint32_t *cluster, size_t rows, size_t terms, rq_regression *out,
                          rq_error *error) {
  *out = (rq_regression){.terms = terms, .rows = rows};
  rq_status status = check_rows(y, rows, terms, out, error);
  if (status != RQ_OK) return status;
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  fit f = {.x = x, .y = y, .cluster = cluster, .rows = rows, .terms = terms};
  f.b = gsl_vector_calloc(terms);
  f.gradient = gsl_vector_alloc(terms);
  f.step = gsl_vector_alloc(terms);
  f.curvature = gsl_matrix_alloc(terms, terms);
  f.meat = gsl_matrix_alloc(terms, terms);
  out->estimate = calloc(terms, sizeof *out->estimate);
  out->error = calloc(terms, sizeof *out->error);
  out->error_plain = calloc(terms, sizeof *out->error_plain);
  if (!f.b || !f.gradient || !f.step || !f.curvature || !f.meat || !out->estimate || !out->error || !out->error_plain) {
    status = rq_no_memory(error, "a logistic regression");
    goto out;
  }
  status = maximise(&f, out, error);
  if (status == RQ_OK) memcpy(out->estimate, f.b->data, terms * sizeof *out->estimate);
out:
  if (f.b) gsl_vector_free(f.b);
  if (f.gradient) gsl_vector_free(f.gradient);
  if (f.step) gsl_vector_free(f.step);
  if (f.curvature) gsl_matrix_free(f.curvature);
  if (f.meat) gsl_matrix_free(f.meat);
  gsl_set_error_handler(handler);
  if (status != RQ_OK) rq_logistic_free(out);
  return status;
}

void rq_logistic_free(rq_regression *f) {
  free(f->estimate);
  free(f->error);
  free(f->error_plain);
  *f = (rq_regression){0};
}
