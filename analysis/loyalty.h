/* The loyalty section, shared by its two files. */
#ifndef RQ_LOYALTY_H
#define RQ_LOYALTY_H

#include "analysis/log.h"
#include "analysis/measure.h"

enum {
  LOYAL_PURCHASES,
  LOYAL_CUSTOMERS,
  LOYAL_PER_CUSTOMER,
  LOYAL_REPEAT_ALL,
  LOYAL_REPEAT_ALL_EXPECTED,
  LOYAL_JEOPARDY,
  LOYAL_DUPLICATION_D,
  LOYAL_RANK_BRANDS,
  LOYAL_RANK_BRANDS_P,
  LOYAL_RANK_CLASSES,
  LOYAL_RANK_CLASSES_P,
  LOYAL_DIRICHLET,
  LOYAL_SHARE,
  LOYAL_BUYERS,
  LOYAL_PENETRATION,
  LOYAL_PENETRATION_EXPECTED,
  LOYAL_FREQUENCY,
  LOYAL_FREQUENCY_EXPECTED,
  LOYAL_REPEAT,
  LOYAL_REPEAT_EXPECTED,
  LOYAL_REQUIREMENTS,
  LOYAL_REQUIREMENTS_EXPECTED,
  LOYAL_SOLE,
  LOYAL_SOLE_EXPECTED,
  LOYAL_CONSTANT,
  LOYAL_MEDIAN,
  LOYAL_RETENTION,
  LOYAL_REVENUE,
  LOYAL_MARGIN,
  LOYAL_VALUE,
  LOYAL_HAZARD_CLASS,
  LOYAL_HAZARD,
  LOYAL_DUPLICATION,
  LOYAL_DUPLICATION_EXPECTED,
  LOYAL_CURVE,
  LOYAL_SURVIVAL,
  LOYAL_SURVIVAL_CLASS,
  LOYAL_MEASURES,
};

extern const rq_measure rq_loyalty_measures[LOYAL_MEASURES]; /* loyalty_measures.c */

/* Length of a period in the log's time unit, as the user says or as usual. */
double rq_loyalty_period(const rq_subject *);

/* What the NBD-Dirichlet that fits the log says of each measure; `label` are the brands. */
rq_status rq_loyalty_expected(const rq_subject *, const char *const *label, rq_report *, rq_error *);

/* What needs the order of purchases in time: retention curve, survival, hazards, lifetime value; lifetimes.c. */
rq_status rq_loyalty_lifetimes(const rq_subject *, rq_report *, rq_error *);

#endif
