/* Is leaving catching? Customers' weeks, counted by what they had heard of friends who left the brand (Nitzan & Libai 2011), and the hazards of leaving
 * that follow (hazard.h).
 *
 * A customer of a brand is who bought it last. A week of a customer is one row; it ends in leaving where a purchase of that week is of another
 * brand. What was heard and felt counts as it was before the week. Events come in the order of weeks. */
#ifndef RQ_EXPOSURE_H
#define RQ_EXPOSURE_H

#include "analysis/estimates.h"
#include "analysis/hazard.h"
#include "sim/reader.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct rq_exposure rq_exposure;

/* For people 0 ... people - 1, of whom each is in one of `groups` by its number: leaving out one group after the other tells how sure a ratio
 * is. From weeks up to `before` nothing is counted, since what was heard before is not known; `weeks` are those to come in all. NULL where
 * memory is short. */
rq_exposure *rq_exposure_open(uint32_t people, uint32_t brands, uint32_t groups, uint32_t before, uint32_t weeks);
void rq_exposure_free(rq_exposure *); /* accepts NULL */

/* What happened in the week at hand. `bound`: whether the tie to the brand is more than instrumental. `close`: to the friend of whom is heard. */
void rq_exposure_bought(rq_exposure *, uint32_t person, uint32_t brand, bool bound);
void rq_exposure_felt(rq_exposure *, uint32_t person, uint32_t brand, bool bound);
void rq_exposure_heard(rq_exposure *, uint32_t person, uint32_t brand, bool close);
/* The week is over: customers are counted. */
void rq_exposure_turn(rq_exposure *);

/* Logarithms of hazard ratios of leaving; NaN where there is nothing to learn one from. Of customers of one brand in one week (or, past
 * 104 weeks, a few weeks), how often they have bought in 16 weeks being equal. */
typedef struct rq_contagion {
  double heard;            /* a friend left in the last four weeks */
  double earlier;          /* 5 to 12 weeks ago */
  double close;            /* a close friend, over a distant one */
  double loyal;            /* of a friend's leaving: where the tie to the brand is mixed or expressive, over where it is not */
  double at_risk, leaving; /* weeks of customers; leavings */
} rq_contagion;

/* Of all groups but one. */
#define RQ_ALL_GROUPS UINT32_MAX
rq_status rq_exposure_fit(const rq_exposure *, uint32_t without, rq_contagion *, rq_error *);

/* ---- of a run file (exposure_run.c) ---- */

/* From the events of the panel up to week `at`. On RQ_OK *made is the caller's. */
rq_status rq_exposure_from_run(const rq_run *, uint32_t brands, uint32_t at, uint32_t groups, rq_exposure **made, rq_error *);

/* The hazard ratios heard, earlier, close and loyal, with 95 % intervals from leaving out one group after the other (the jackknife of Tukey 1958).
 * Bounds are NaN where a ratio is not to be had without some group. */
enum { RQ_CONTAGION_RATIOS = 4 };
rq_status rq_exposure_ratios(const rq_exposure *, uint32_t groups, rq_estimate ratio[RQ_CONTAGION_RATIOS], rq_error *);

#endif
