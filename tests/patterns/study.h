/* Studies: the same people and the same luck under several futures, a few replicates of each, and one question of the differences.
 *
 * Futures of one seed share every draw of chance, so a difference between them is taken seed by seed, and Student's t test of the mean
 * difference (one-sided) says whether it is more than luck. A claim holds where p < CLAIM_RISK: of claims that are not true, one in a
 * hundred would pass for seeds that are not tuned. A negative control is a future in which the cause is taken away; the same claim must
 * not hold there. */
#ifndef STUDY_H
#define STUDY_H

#include "models/brands.h"
#include "sim/compiler.h"
#include "sim/engine.h"
#include "sim/run.h"

/* People who only buy: no needs, no meetings. Campaigns, purchases and what is told of them go on. */
#define ONLY_BUYING "favors: {needs: 0, repayment: {occasions: 0}}\nmeetings: {rate: 0}\n"

typedef struct study {
  rq_setup setup;
  rq_world *world;
  brand_state s; /* as of the last week turned */
} study;

/* Opens the YAML (a format as of printf) with this seed. Fails the test where the configuration is wrong. */
study study_open(uint32_t seed, const char *format, ...) RQ_PRINTF(2, 3);
void study_close(study *);
void study_turn(study *, uint32_t weeks);
/* Turns weeks and sums what the tally `series` has in `cell`. */
double study_turn_and_sum(study *, uint32_t weeks, uint32_t series, uint32_t cell);
double study_value(const study *, uint32_t series, uint32_t cell);

#define CLAIM_RISK 0.01

/* A mean over replicates, its 95 % interval, and the one-sided p of a mean of 0 or less. */
typedef struct evidence {
  double mean, low, high, p;
} evidence;

evidence evidence_of(const double *x, size_t count);
evidence evidence_of_difference(const double *more, const double *less, size_t count);
/* Prints a figure with its interval. */
void tell_figure(const char *what, const double *x, size_t count);
/* Whether `more` is more than `less`; prints the difference, its interval and p. */
bool claim_more(const char *what, const double *more, const double *less, size_t count);
bool claim_positive(const char *what, const double *x, size_t count);

#endif
