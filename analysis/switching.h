/* The switching section, shared by its files. */
#ifndef RQ_SWITCHING_H
#define RQ_SWITCHING_H

#include "analysis/log.h"
#include "analysis/measure.h"

enum {
  SWITCH_PAIRS,
  SWITCH_REPEAT_ALL,
  SWITCH_SHARE,
  SWITCH_IN,
  SWITCH_OUT,
  SWITCH_NET,
  SWITCH_STEADY,
  SWITCH_BACK,
  SWITCH_KEPT,
  SWITCH_COSTS,
  SWITCH_COST_PER_KEPT,
  SWITCH_COUNTS,
  SWITCH_ROWS,
  SWITCH_FLOWS,
  SWITCH_SHARES,
  SWITCH_CUTS,
  SWITCH_STAY_BEFORE,
  SWITCH_STAY_DURING,
  SWITCH_STAY_AFTER,
  SWITCH_ELSEWHERE,
  SWITCH_MEASURES,
};

extern const rq_measure rq_switching_measures[SWITCH_MEASURES]; /* switching_measures.c */

/* A weekly series by brand (by brand and brand, with `to`), checked against the run's brands. */
rq_status rq_switching_series(const rq_run *, const char *name, size_t brands, bool to, rq_table *, rq_error *);

/* Price cuts: how demand answered, and whose customers stayed; price_cuts.c. `count` is the series switch_count. */
rq_status rq_switching_cuts(const rq_subject *, size_t brands, const char *const *labels, const rq_table *count, rq_report *, rq_error *);

/* How a brand's customers bought while a rival cut its price, and in the 8 weeks before: next purchases, and those that stayed with it. */
typedef struct rq_rival_cuts {
  double stayed_before, all_before, stayed, all;
} rq_rival_cuts;

/* Adds up all cuts of rivals, for each brand of the run; `answer` is zeroed by the caller and has `brands` entries. */
rq_status rq_switching_rival_cuts(const rq_subject *, size_t brands, const rq_table *count, rq_rival_cuts *answer, rq_error *);

#endif
