/* Customers who come and go unnoticed: the BG/NBD model (Fader, Hardie & Lee 2005, Marketing Science 24:275). A customer buys at a rate that is
 * gamma distributed over customers (shape r, rate alpha), and after each purchase is lost with a probability that is beta distributed (a, b). Of
 * a customer are known the number x of purchases after the first one, the time t_x of the last of them (0 for none), and how long it has been
 * observed, T; times count from the first purchase. */
#ifndef RQ_CHURN_H
#define RQ_CHURN_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct rq_churn {
  double r, alpha, a, b; /* all above 0 */
} rq_churn;

typedef struct rq_customer {
  double x, last, observed; /* x a whole number; 0 <= last <= observed; last is 0 iff x is */
} rq_customer;

/* E[X(t)], purchases of a new customer until t after the first: the integral over the chance p to be lost of
 * (1 - (alpha / (alpha + p t))^r) / p, which holds for all a and b (the published form with 2F1 does not at a = 1). NaN where that fails. */
double rq_churn_expected(const rq_churn *, double time);

/* The published form, with so many terms of the series 2F1(r, b; a + b - 1; t / (alpha + t)) after the first; a must not be 1. */
double rq_churn_series(const rq_churn *, double time, unsigned terms);

/* P(alive) at the end of the observation, and purchases to be expected in a time after it. */
double rq_churn_alive(const rq_churn *, const rq_customer *);
double rq_churn_future(const rq_churn *, const rq_customer *, double time);

double rq_churn_likelihood(const rq_churn *, const rq_customer *, size_t count); /* log */

/* ---- fitting (churn_fit.c) ---- */

typedef struct rq_churn_fit {
  rq_churn model;
  double error[4]; /* standard errors of r, alpha, a, b, from the Hessian of the log-likelihood */
  double log_likelihood;
  unsigned steps;
} rq_churn_fit;

/* By maximum likelihood. RQ_BAD_DATA where the data determine no parameters: fewer than two customers, nobody or everybody comes back in the same way,
 * nobody is observed for any time, or the likelihood has no maximum. */
rq_status rq_churn_fit_customers(const rq_customer *, size_t count, rq_churn_fit *, rq_error *);

#endif
