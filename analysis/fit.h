/* Fitting models of repeat buying to a user's data, for the command `fit`. */
#ifndef RQ_FIT_H
#define RQ_FIT_H

#include "analysis/log.h"
#include <stdbool.h>
#include <stdio.h>

enum { RQ_FIT_NUMBERS = 100 }; /* of a list on the command line */

typedef struct rq_fit_request {
  const char *path; /* "-": standard input; NULL: none */
  rq_log_columns columns;
  bool json, customers;
  double until; /* NaN: the log's last time */
  double time[RQ_FIT_NUMBERS], share[RQ_FIT_NUMBERS], penetration[RQ_FIT_NUMBERS];
  size_t times, shares, penetrations;
  double people, category_penetration, category_purchases; /* 0: not given */
} rq_fit_request;

/* Fits and prints. */
rq_status rq_fit_churn(const rq_fit_request *, FILE *, rq_error *);
rq_status rq_fit_dirichlet(const rq_fit_request *, FILE *, rq_error *);

#endif
