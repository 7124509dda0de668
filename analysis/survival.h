/* Survival curves and their comparison. */
#ifndef RQ_SURVIVAL_H
#define RQ_SURVIVAL_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One subject: how long it was seen, whether the event happened then (else it is censored: still there), and its group. */
typedef struct rq_lifetime {
  double length;
  bool ended;
  uint32_t group;
} rq_lifetime;

/* The product-limit estimate (Kaplan & Meier 1958): a step down at each time of an event. */
typedef struct rq_survival {
  size_t points; /* distinct times of events */
  double *time;  /* ascending */
  double *share; /* S(t), from that time on */
  double *error; /* Greenwood's (1926) sum of d / (n (n - d)) up to t: the variance of S is S^2 times it; infinite where S is 0 */
} rq_survival;

/* Of the lifetimes of one group. Somebody censored at the time of an event was still at risk then. */
rq_status rq_survival_make(const rq_lifetime *, size_t count, uint32_t group, rq_survival *, rq_error *);
void rq_survival_free(rq_survival *); /* accepts a zeroed one */

/* S(t) with its 95 % interval, from Greenwood's variance on the scale log(-log S), which stays inside [0, 1] (Kalbfleisch & Prentice
 * 1980). No interval (NaN) where S is 0 or 1. */
void rq_survival_at(const rq_survival *, double time, double *share, double *lower, double *upper);
/* The first time at which at most half are left; NaN where more than half stay. */
double rq_survival_median(const rq_survival *);

/* The log-rank test that all groups have the same curve (Mantel 1966; for several groups Peto & Peto 1972): events seen
 * less expected in each group, hypergeometric variance. df is the variance's rank; 0, with p NaN, where there is nothing to compare. */
typedef struct rq_log_rank {
  double statistic, p;
  unsigned df;
} rq_log_rank;
rq_status rq_log_rank_test(const rq_lifetime *, size_t count, uint32_t groups, rq_log_rank *, rq_error *);

#endif
