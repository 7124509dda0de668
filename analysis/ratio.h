/* A share as the ratio of two sums over customers, with an interval that allows for the purchases of one customer being alike. */
#ifndef RQ_RATIO_H
#define RQ_RATIO_H

#include "analysis/estimates.h"

/* Sums over customers of y, x and their products; start with zeros. */
typedef struct rq_ratio {
  size_t customers;
  double y, x, yy, xy, xx;
} rq_ratio;

/* One customer's part; customers with nothing in the denominator do not count. */
void rq_ratio_add(rq_ratio *, double y, double x);
/* r = sum y / sum x, a share (0 <= y <= x). Variance: n / (n - 1) * sum (y - r x)^2 / (sum x)^2, customers drawn independently (Cochran 1977,
 * Sampling Techniques, section 6.4); 95 % interval on the scale log(r / (1 - r)), by the delta method, so that it stays inside (0, 1).
 * NaN for no x; no interval below two customers or where r is 0 or 1. */
rq_estimate rq_ratio_estimate(const rq_ratio *);

#endif
