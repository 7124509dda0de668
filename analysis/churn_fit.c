/* The parameters of the BG/NBD model by maximum likelihood: in logarithms, first by BFGS, then by Newton's method, whose Hessian also gives the
 * standard errors. */
#include "analysis/churn.h"
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>

enum { PARAMETERS = 4, MOST_STEPS = 500, MOST_NEWTON = 60 };
#define FARTHEST 14.0 /* logarithm of a parameter: beyond it the likelihood has no maximum */

/* Customers who look alike are one entry. */
typedef struct data {
  rq_customer *list;
  double *times; /* how many they are */
  size_t count;
  double customers;
} data;

static int in_order(const void *left, const void *right) {
  const rq_customer *a = left, *b = right;
  const double pairs[][2] = {{a->x, b->x}, {a->last, b->last}, {a->observed, b->observed}};
  for (size_t i = 0; i < 3; i++) {
    if (pairs[i][0] < pairs[i][1]) return -1;
    if (pairs[i][0] > pairs[i][1]) return 1;
  }
  return 0;
}

static rq_status gather(const rq_customer *customer, size_t count, data *d, rq_error *error) {
  *d = (data){.list = malloc((count + 1) * sizeof *d->list), .times = malloc((count + 1) * sizeof *d->times), .customers = (double)count};
  if (!d->list || !d->times) return rq_no_memory(error, "the customers");
  for (size_t i = 0; i < count; i++) d->list[i] = customer[i];
  qsort(d->list, count, sizeof *d->list, in_order);
  for (size_t i = 0; i < count; i++) {
    bool again = d->count && !in_order(&d->list[d->count - 1], &d->list[i]);
    if (!again) d->list[d->count++] = d->list[i];
    d->times[d->count - 1] = again ? d->times[d->count - 1] + 1 : 1;
  }
  return RQ_OK;
}

static rq_status check(const rq_customer *customer, size_t count, rq_error *error) {
  double returns = 0, time = 0;
  for (size_t i = 0; i < count; i++) {
    returns += customer[i].x;
    time += customer[i].observed;
  }
  if (count < 2)
    return rq_fail(error, RQ_BAD_DATA, "there %s; at least two customers must be there", count ? "is one customer" : "are no customers");
  if (!(time > 0)) return rq_fail(error, RQ_BAD_DATA, "nobody is observed for any time after the first purchase");
  if (!(returns > 0)) return rq_fail(error, RQ_BAD_DATA, "nobody ever came back: nothing can be learnt of how often customers buy");
  return RQ_OK;
}

/* ---- the likelihood ---- */

static rq_churn model_of(const gsl_vector *logs) {
  return (rq_churn){exp(gsl_vector_get(logs, 0)), exp(gsl_vector_get(logs, 1)), exp(gsl_vector_get(logs, 2)), exp(gsl_vector_get(logs, 3))};
}

static bool too_far(const gsl_vector *logs) {
  double low, high;
  gsl_vector_minmax(logs, &low, &high);
  return !(low > -FARTHEST && high < FARTHEST);
}

/* Minus the log-likelihood of a customer. */
static double loss(const gsl_vector *logs, void *context) {
  const data *d = context;
  double sum = 0;
  if (too_far(logs)) return GSL_NAN;
  rq_churn c = model_of(logs);
  for (size_t i = 0; i < d->count; i++) sum -= d->times[i] * rq_churn_likelihood(&c, &d->list[i], 1);
  return sum / d->customers;
}

static void slope(const gsl_vector *logs, void *context, gsl_vector *gradient) {
  const data *d = context;
  rq_churn c = model_of(logs);
  double sum[PARAMETERS] = {0};
  const double psi_r = gsl_sf_psi(c.r), psi_ab = gsl_sf_psi(c.a + c.b), psi_b = gsl_sf_psi(c.b);
  for (size_t i = 0; i < d->count; i++) {
    const rq_customer *k = &d->list[i];
    double lost = 1 - rq_churn_alive(&c, k), x = k->x, bought = c.r + x;
    double spread = psi_ab - gsl_sf_psi(c.a + c.b + x);
    sum[0] +=
        d->times[i] * (gsl_sf_psi(bought) - psi_r + log(c.alpha) - (1 - lost) * log(c.alpha + k->observed) - lost * log(c.alpha + k->last));
    sum[1] += d->times[i] * (c.r / c.alpha - (1 - lost) * bought / (c.alpha + k->observed) - lost * bought / (c.alpha + k->last));
    sum[2] += d->times[i] * (spread + lost / c.a);
    sum[3] += d->times[i] * (spread + gsl_sf_psi(c.b + x) - psi_b - (x > 0 ? lost / (c.b + x - 1) : 0));
  }
  const double scale[PARAMETERS] = {c.r, c.alpha, c.a, c.b};
  for (size_t p = 0; p < PARAMETERS; p++) gsl_vector_set(gradient, p, -sum[p] * scale[p] / d->customers);
}

static void loss_and_slope(const gsl_vector *logs, void *context, double *value, gsl_vector *gradient) {
  *value = loss(logs, context);
  slope(logs, context, gradient);
}

/* ---- the maximum ---- */

static rq_status no_maximum(const gsl_vector *logs, rq_error *error) {
  rq_churn c = model_of(logs);
  return rq_fail(
      error, RQ_BAD_DATA,
      "these customers determine no parameters: the likelihood goes on rising towards r = %.3g, alpha = %.3g, a = %.3g, b = %.3g "
      "(too few customers, all alike, or none who seem to be lost)",
      c.r, c.alpha, c.a, c.b);
}

/* From a usual start; what is found is only near the maximum. */
static rq_status descend(data *d, gsl_vector *logs, unsigned *steps, rq_error *error) {
  gsl_multimin_function_fdf f = {loss, slope, loss_and_slope, PARAMETERS, d};
  gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, PARAMETERS);
  if (!m) return rq_no_memory(error, "a fit");
  int code = gsl_multimin_fdfminimizer_set(m, &f, logs, 0.1, 0.1);
  while (code == GSL_SUCCESS && ++*steps < MOST_STEPS && gsl_multimin_test_gradient(m->gradient, 1e-7) == GSL_CONTINUE)
    code = gsl_multimin_fdfminimizer_iterate(m); /* stops where it gets no further; Newton goes on from there */
  gsl_vector_memcpy(logs, m->x);
  gsl_multimin_fdfminimizer_free(m);
  return RQ_OK;
}

/* The Hessian of the loss, by central differences of its slope. */
static void curve(data *d, const gsl_vector *logs, gsl_matrix *hessian, gsl_vector *at, gsl_vector *up, gsl_vector *down) {
  const double step = 1e-4;
  for (size_t p = 0; p < PARAMETERS; p++) {
    gsl_vector_memcpy(at, logs);
    gsl_vector_set(at, p, gsl_vector_get(logs, p) + step);
    slope(at, d, up);
    gsl_vector_set(at, p, gsl_vector_get(logs, p) - step);
    slope(at, d, down);
    for (size_t q = 0; q < PARAMETERS; q++) gsl_matrix_set(hessian, q, p, (gsl_vector_get(up, q) - gsl_vector_get(down, q)) / (2 * step));
  }
  for (size_t p = 0; p < PARAMETERS; p++)
    for (size_t q = 0; q < p; q++) {
      double mean = (gsl_matrix_get(hessian, p, q) + gsl_matrix_get(hessian, q, p)) / 2;
      gsl_matrix_set(hessian, p, q, mean);
      gsl_matrix_set(hessian, q, p, mean);
    }
}

typedef struct newton {
  gsl_matrix *hessian;
  gsl_vector *logs, *gradient, *step, *a, *b, *c;
} newton;

/* One step; *length is how far it went. False where the loss is not convex. */
static bool step_once(data *d, newton *n, double *length) {
  curve(d, n->logs, n->hessian, n->a, n->b, n->c);
  slope(n->logs, d, n->gradient);
  if (gsl_linalg_cholesky_decomp1(n->hessian) || gsl_linalg_cholesky_solve(n->hessian, n->gradient, n->step)) return false;
  *length = gsl_blas_dnrm2(n->step);
  if (*length > 1) gsl_vector_scale(n->step, 1 / *length); /* no farther than a factor of e */
  gsl_vector_sub(n->logs, n->step);
  return !too_far(n->logs);
}

static rq_status polish(data *d, newton *n, rq_churn_fit *fit, rq_error *error) {
  double length = INFINITY;
  for (unsigned i = 0; i < MOST_NEWTON && length > 1e-10; i++, fit->steps++)
    if (!step_once(d, n, &length)) return no_maximum(n->logs, error);
  if (!(length < 1e-6)) return no_maximum(n->logs, error);
  fit->model = model_of(n->logs);
  curve(d, n->logs, n->hessian, n->a, n->b, n->c);
  if (gsl_linalg_cholesky_decomp1(n->hessian) || gsl_linalg_cholesky_invert(n->hessian)) return no_maximum(n->logs, error);
  for (size_t p = 0; p < PARAMETERS; p++)
    fit->error[p] = exp(gsl_vector_get(n->logs, p)) * sqrt(gsl_matrix_get(n->hessian, p, p) / d->customers);
  fit->log_likelihood = -loss(n->logs, d) * d->customers;
  return RQ_OK;
}

rq_status rq_churn_fit_customers(const rq_customer *customer, size_t count, rq_churn_fit *fit, rq_error *error) {
  *fit = (rq_churn_fit){.steps = 0};
  rq_status status = check(customer, count, error);
  if (status) return status;
  data d = {0};
  newton n = {gsl_matrix_alloc(PARAMETERS, PARAMETERS),
              gsl_vector_calloc(PARAMETERS),
              gsl_vector_alloc(PARAMETERS),
              gsl_vector_alloc(PARAMETERS),
              gsl_vector_alloc(PARAMETERS),
              gsl_vector_alloc(PARAMETERS),
              gsl_vector_alloc(PARAMETERS)};
  status =
      n.hessian && n.logs && n.gradient && n.step && n.a && n.b && n.c ? gather(customer, count, &d, error) : rq_no_memory(error, "a fit");
  double returns = 0, time = 0;
  for (size_t i = 0; i < count; i++) {
    returns += customer[i].x;
    time += customer[i].observed;
  }
  if (!status) { /* rates as observed, differing as much as an exponential distribution does; half of all chances to be lost below 1/3 */
    gsl_vector_set(n.logs, 1, log(time / returns));
    gsl_vector_set(n.logs, 3, log(2));
    status = descend(&d, n.logs, &fit->steps, error);
  }
  if (!status) status = polish(&d, &n, fit, error);
  free(d.list);
  free(d.times);
  gsl_matrix_free(n.hessian);
  gsl_vector *const vectors[] = {n.logs, n.gradient, n.step, n.a, n.b, n.c};
  for (size_t i = 0; i < 6; i++) gsl_vector_free(vectors[i]);
  return status;
}
