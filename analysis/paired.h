/* What a few paired differences say about their mean, and how sure that is. Replicates are independent of each other; within a replicate,
 * two scenarios share their luck, so their difference is what is looked at. */
#ifndef RQ_PAIRED_H
#define RQ_PAIRED_H

#define RQ_BOOTSTRAP_FEWEST 6u /* of fewer, resamples tell little: limits would be far off, though not too near */

#include <stddef.h>
#include <stdint.h>

/* Where the resamples of a bootstrap come from: equal keys, equal numbers. */
typedef struct rq_resamples {
  uint32_t seed, number; /* number: of the comparison, so that each has draws of its own */
} rq_resamples;

/* NaN is "none": no interval and no p below two values. */
typedef struct rq_contrast {
  size_t count;
  double mean, deviation; /* sample standard deviation */
  double lower, upper;    /* Student's t */
  double bootstrap_lower,
      bootstrap_upper; /* studentised bootstrap; none below RQ_BOOTSTRAP_FEWEST values, and where too many resamples do not vary */
  double p;            /* two-sided t test of mean 0; where nothing varies, 1 for mean 0 and else 0 */
  double above;        /* probability that the mean is above 0: the t distribution about the mean seen (flat prior) */
} rq_contrast;

/* The bootstrap is the studentised one (bootstrap-t; Efron & Tibshirani 1993, chapter 12): percentile and BCa intervals of a mean of few
 * values are too narrow. */
rq_contrast rq_contrast_make(const double *x, size_t count, double level, rq_resamples);

/* What pairing saved: (Var a + Var b) / Var (a - b), the variance of the mean difference of independent runs over that of paired ones. NaN
 * below two values or where the difference does not vary. */
double rq_pairing_saved(const double *a, const double *b, size_t count);

/* A quotient of two means, with its interval. */
typedef struct rq_quotient {
  double value, lower, upper;
} rq_quotient;

/* Mean of y over mean of x, for pairs of replicates, with the interval of Fieller (1954). All NaN where the mean of x is not clearly above 0:
 * its own t interval must lie above 0. */
rq_quotient rq_quotient_clear(const double *y, const double *x, size_t count, double level);
/* The same by the delta method with t quantiles, for counts x >= 0 out of which y are (Cochran 1977, section 6.4): a share over replicates.
 * Value NaN where sum of x is 0, no interval below two replicates or where nothing varies. */
rq_quotient rq_quotient_share(const double *y, const double *x, size_t count, double level);

/* p values adjusted for all of them being looked at (Holm 1979); NaN stay NaN and do not count. */
void rq_holm(const double *p, size_t count, double *adjusted);

/* Replicates that a t interval of this half width would need, for values with this deviation; at least 2; 0 where it cannot be said. */
uint32_t rq_replicates_needed(double deviation, double half_width, double level);

#endif
