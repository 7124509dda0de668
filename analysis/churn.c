/* The BG/NBD model: expectations. */
#include "analysis/churn.h"
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

typedef struct integrand {
  const rq_churn *c;
  double time;
} integrand;

/* Purchases until the customer is lost with probability p at each, over its rate; times nothing of the beta density. */
static double purchases_given(double p, void *context) {
  const integrand *i = context;
  const double r = i->c->r, alpha = i->c->alpha, late = p * i->time / alpha;
  if (late < 1e-8) return i->time * r / alpha * (1 - late * (r + 1) / 2);
  return -expm1(-r * log1p(late)) / p;
}

double rq_churn_expected(const rq_churn *c, double time) {
  enum { PIECES = 1000 };
  if (!(time > 0)) return 0;
  integrand of = {c, time};
  gsl_function f = {purchases_given, &of};
  gsl_integration_workspace *work = gsl_integration_workspace_alloc(PIECES);
  gsl_integration_qaws_table *ends = gsl_integration_qaws_table_alloc(c->a - 1, c->b - 1, 0, 0); /* p^(a - 1) (1 - p)^(b - 1) */
  double sum = NAN, error;
  if (work && ends && gsl_integration_qaws(&f, 0, 1, ends, 0, 1e-11, PIECES, work, &sum, &error) && !(error < 1e-7 * sum)) sum = NAN;
  gsl_integration_workspace_free(work);
  gsl_integration_qaws_table_free(ends);
  return sum * exp(-gsl_sf_lnbeta(c->a, c->b));
}

double rq_churn_series(const rq_churn *c, double time, unsigned terms) {
  double z = time / (c->alpha + time), term = 1, sum = 1, last = c->a + c->b - 1;
  for (unsigned n = 0; n < terms; n++) {
    term *= (c->r + n) * (c->b + n) / ((last + n) * (n + 1)) * z;
    sum += term;
  }
  return last / (c->a - 1) * (1 - exp(-c->r * log1p(time / c->alpha)) * sum);
}

/* Odds of being lost: a / (b + x - 1) ((alpha + T) / (alpha + t_x))^(r + x); nobody is lost before the first return. */
static double odds_lost(const rq_churn *c, const rq_customer *k) {
  if (k->x <= 0) return 0;
  return c->a / (c->b + k->x - 1) * exp((c->r + k->x) * log((c->alpha + k->observed) / (c->alpha + k->last)));
}

double rq_churn_alive(const rq_churn *c, const rq_customer *k) {
  return 1 / (1 + odds_lost(c, k));
}

/* Who is alive is a new customer again, of whom more is known. */
double rq_churn_future(const rq_churn *c, const rq_customer *k, double time) {
  rq_churn known = {c->r + k->x, c->alpha + k->observed, c->a, c->b + k->x};
  return rq_churn_alive(c, k) * rq_churn_expected(&known, time);
}

double rq_churn_likelihood(const rq_churn *c, const rq_customer *customer, size_t count) {
  double sum = 0;
  const double common = c->r * log(c->alpha) - gsl_sf_lngamma(c->r) + gsl_sf_lngamma(c->a + c->b) - gsl_sf_lngamma(c->b);
  for (size_t i = 0; i < count; i++) {
    const rq_customer *k = &customer[i];
    sum += common + gsl_sf_lngamma(c->r + k->x) + gsl_sf_lngamma(c->b + k->x) - gsl_sf_lngamma(c->a + c->b + k->x) -
           (c->r + k->x) * log(c->alpha + k->observed) + log1p(odds_lost(c, k));
  }
  return sum;
}
