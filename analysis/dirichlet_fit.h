/* Finding M, K and S of the NBD-Dirichlet (dirichlet.h) in data. */
#ifndef RQ_DIRICHLET_FIT_H
#define RQ_DIRICHLET_FIT_H

#include "analysis/dirichlet.h"
#include "analysis/log.h"

/* What is known of a market: counts over buyers. */
typedef struct rq_market {
  size_t brands, most; /* most: purchases of the category by one buyer */
  double buyers, purchases;
  double *above;       /* [k]: buyers with more than k purchases of the category, k < most */
  double *brand_above; /* [brand * most + k]: with more than k of the brand; k = 0: its buyers */
  double *share;       /* of the market: brands */
  double *category;    /* purchases of the category by buyers of each brand */
  double *sole;        /* buyers of each brand who buy nothing else */
} rq_market;

rq_status rq_market_from_log(const rq_log *, rq_market *, rq_error *);
void rq_market_free(rq_market *); /* accepts a zeroed one */

typedef struct rq_dirichlet_fit {
  rq_dirichlet model;
  double error[3]; /* standard errors of M, K, S; NaN where none are known */
  double people;   /* as given; or estimated, where only buyers are known */
} rq_dirichlet_fit;

/* By maximum likelihood, shares as observed. `people` are all, buyers or not; 0 where only buyers are known: M and K are then those of the
 * negative binomial without its zeros. RQ_BAD_DATA where the data determine no parameters. */
rq_status rq_dirichlet_fit_market(const rq_market *, double people, rq_dirichlet_fit *, rq_error *);

/* From sums alone, as in the publication: K from the category's penetration and M = `purchases`, S as the mean, by share, of those that give
 * each brand its penetration. */
rq_status rq_dirichlet_fit_shares(const double *share, const double *penetration, size_t brands, double category_penetration,
                                  double purchases, rq_dirichlet_fit *, rq_error *);

#endif
