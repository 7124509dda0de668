/* Logistic regression: what makes an outcome likelier, everything else held equal.
 *
 * P(y = 1) = 1 / (1 + exp(-x'b)), fitted by maximum likelihood with Newton's method (iteratively reweighted least
 * squares; McCullagh & Nelder 1989, chapter 4). Standard errors allow for rows of one person being alike: the
 * cluster-robust sandwich of Liang & Zeger (1986), with the factor G / (G - 1) for G persons. */
#ifndef RQ_LOGISTIC_H
#define RQ_LOGISTIC_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rq_regression {
  size_t terms;        /* intercept included */
  double *estimate;    /* log odds for each term */
  double *error;       /* cluster-robust standard errors */
  double *error_plain; /* standard errors of independent rows */
  size_t rows, successes, clusters;
  double log_likelihood, log_likelihood_null;
  unsigned steps; /* of Newton's method */
} rq_regression;

/* Fits y (0 or 1) on x, rows x terms, row-major; the caller puts a column of ones for the intercept. `cluster` numbers
 * the persons, rows of one person side by side; NULL: every row is its own. RQ_BAD_DATA where there is no answer:
 * no rows, one outcome only, terms that depend on each other, or outcomes that a term separates completely. */
rq_status rq_logistic_fit(const double *x, const double *y, const uint32_t *cluster, size_t rows, size_t terms, rq_regression *,
                          rq_error *);
void rq_logistic_free(rq_regression *);

#endif
