/* Repetitions of a small simulation, by as many threads as OpenMP has; the result is the same for any number of them. */
#ifndef RQ_REPLICATES_H
#define RQ_REPLICATES_H

#include "analysis/estimates.h"
#include "sim/error.h"
#include "sim/random.h"

/* Purposes of draws; each replicate of each study has its own stream of words, bound to (seed, replicate) and one of these. */
enum {
  RQ_DRAW_CHIPS = 1100,
  RQ_DRAW_FACE,
  RQ_DRAW_FIXATION,
  RQ_DRAW_RECIPROCITY,
  RQ_DRAW_BASS,
  RQ_DRAW_IMITATION,
  RQ_DRAW_BUYERS,
  RQ_DRAW_CUSTOMERS,
};

#define RQ_STANDARD_ERRORS 3.0 /* either side in the intervals of studies, or what is as wide for Student's t: 99.7 % */

/* One replicate: its draws come from `chance` alone. Called by several threads at once. */
typedef void rq_replicate(const void *context, const gsl_rng *chance, double *result);

/* The mean over replicates 0 ... count - 1 of `key` of each of the `width` results, with its interval; no interval below two. */
rq_status rq_replicates_mean(rq_replicate *replicate, const void *context, rq_key key, uint32_t purpose, uint32_t count, size_t width,
                             rq_estimate *mean, rq_error *error);

/* The share of replicates whose one result is something other than 0, with the score interval of Wilson (1927). */
rq_status rq_replicates_share(rq_replicate *replicate, const void *context, rq_key key, uint32_t purpose, uint32_t count,
                              rq_estimate *share, rq_error *error);

#endif
