/* Who stands between people that are not tied to each other: Burt's constraint of a sample of people. */
#ifndef RQ_BROKERS_H
#define RQ_BROKERS_H

#include "analysis/estimates.h"
#include "analysis/network_measures.h"

#define RQ_CONSTRAINED 5000u /* people looked at, at most */

typedef struct rq_brokers {
  size_t looked_at, candidates; /* people looked at; people with a tie */
  rq_estimate constraint;       /* mean */
  double quantile[RQ_DEGREE_QUANTILES];
  double mean[8];            /* the tenth with the least constraint, the others: constraint, ties, face, ties of others introduced */
  rq_estimate introductions; /* correlation of constraint and ties introduced */
} rq_brokers;

/* `face` and `introduced` have a value for each person. */
rq_status rq_brokers_find(const rq_society *, const double *face, const uint32_t *introduced, rq_brokers *, rq_error *);

#endif
