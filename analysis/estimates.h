/* Small estimates with their 95 % intervals: proportions, means, correlations, concentration. */
#ifndef RQ_ESTIMATES_H
#define RQ_ESTIMATES_H

#include <stddef.h>
#include <stdint.h>

typedef struct rq_estimate {
  double value, lower, upper; /* NaN where there is no value, or no interval */
} rq_estimate;

/* A proportion with the score interval of Wilson (1927). NaN for no trials. */
rq_estimate rq_proportion(double successes, double trials);

/* Mean and variance of what is added one by one (Welford 1962). */
typedef struct rq_moments {
  uint64_t count;
  double mean, squares; /* sum of squared deviations */
} rq_moments;
void rq_moments_add(rq_moments *, double x);
void rq_moments_merge(rq_moments *, const rq_moments *more); /* Chan, Golub & LeVeque 1979 */
double rq_moments_deviation(const rq_moments *);             /* sample standard deviation; NaN below two values */
rq_estimate rq_mean(const rq_moments *);                     /* normal interval */
/* Difference of two means, a - b, with Welch's standard error (Welch 1947). */
rq_estimate rq_mean_difference(const rq_moments *a, const rq_moments *b);

/* Pearson's correlation of pairs that are added one by one. */
typedef struct rq_pairs {
  uint64_t count;
  double mean[2], squares[2], product;
} rq_pairs;
void rq_pairs_add(rq_pairs *, double x, double y);
void rq_pairs_merge(rq_pairs *, const rq_pairs *more);
/* With the interval of Fisher's (1921) z for `independent` observations: pass the number of ties where two halves of one tie
 * were added. NaN below two pairs or where one side never varies; no interval below four. */
rq_estimate rq_correlation(const rq_pairs *, double independent);

/* Gini's coefficient of values >= 0: 0 when all have the same, towards 1 when one has all. Sorts `value`. NaN for no values or all zero. */
double rq_gini(double *value, size_t count);

/* The quantile of sorted values, 0 <= p <= 1, linear between order statistics (type 7 of Hyndman & Fan 1996). NaN for none. */
double rq_quantile_sorted(const double *value, size_t count, double p);
void rq_sort_numbers(double *value, size_t count);

#endif
