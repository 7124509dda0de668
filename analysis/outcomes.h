/* What scenarios are compared by: one table of outcomes, and what a run says of each of them for each brand. */
#ifndef RQ_OUTCOMES_H
#define RQ_OUTCOMES_H

#include "sim/reader.h"

typedef enum rq_better { RQ_BETTER_NONE, RQ_BETTER_HIGH, RQ_BETTER_LOW } rq_better;
extern const char *const rq_better_names[]; /* "none", "high", "low" */

typedef enum rq_outcome_id {
  RQ_OUT_STAYED_IN_CUT,
  RQ_OUT_LOSS_IN_CUT,
  RQ_OUT_RETENTION,
  RQ_OUT_SWITCHING,
  RQ_OUT_SHARE,
  RQ_OUT_CUSTOMERS,
  RQ_OUT_KEPT,
  RQ_OUT_PROFIT,
  RQ_OUT_SPEND,
  RQ_OUT_COST_PER_KEPT,
  RQ_OUT_RETURN_ON_SPEND,
  RQ_OUT_AFFECTIVE,
  RQ_OUT_COGNITIVE,
  RQ_OUT_CLOSENESS,
  RQ_OUTCOMES
} rq_outcome_id;

/* A run, and what was computed of it once for several outcomes. */
typedef struct rq_outcome_source {
  const rq_run *run;
  const struct rq_report *answer; /* the section `answer` of the run */
  uint32_t at, brands;
} rq_outcome_source;

typedef struct rq_outcome {
  const char *name, *label, *unit;
  int decimals;
  bool percent; /* a share, told in per cent */
  rq_better better;
  const char *description;
  /* What one run says of each brand, NaN where it says nothing; `from` is what it is read from. NULL: not of one run alone. */
  rq_status (*of)(const rq_outcome_source *, const char *from, double *of_brand, rq_error *);
  const char *from;
  /* Of quotients against the base: extra `above` over extra `below`. */
  rq_outcome_id above, below;
} rq_outcome;

extern const rq_outcome rq_outcomes[RQ_OUTCOMES];

/* Its place in the table; RQ_OUTCOMES for none. */
size_t rq_outcome_named(const char *name);

/* A weekly series as an outcome, "NAME" or "NAME:LABEL" (ties:mixed): its mean over the 52 weeks up to `at`; of another model than renqing
 * over the last tenth of the weeks. */
typedef struct rq_series_outcome {
  double *value; /* of each brand where the series has brands, else one */
  size_t count;
  bool by_brand;
  char *unit, *label;
} rq_series_outcome;
/* RQ_USAGE where there is no such series or label. Without values where one of its dimensions has no members. On RQ_OK the caller frees it. */
rq_status rq_series_outcome_find(const rq_run *, const char *name, uint32_t at, rq_series_outcome *, rq_error *);
void rq_series_outcome_free(rq_series_outcome *); /* accepts a zeroed one */

/* The names of the outcomes that all weekly series of a run make, by label where these are few. */
typedef struct rq_series_names {
  char **name;
  size_t count;
} rq_series_names;
rq_status rq_series_outcomes_all(const rq_run *, rq_series_names *, rq_error *); /* on RQ_OK the caller frees it */
void rq_series_names_free(rq_series_names *);                                    /* accepts a zeroed one */

/* Whether an outcome compares a scenario with the base (its value is a quotient of differences). */
bool rq_outcome_against_base(rq_outcome_id);

/* All outcomes of one run, as it was after week `at`: value[outcome * brands + brand]; malloc'd. Those that are not of one run alone are NaN. */
rq_status rq_outcomes_of(const rq_run *, uint32_t at, double **value, uint32_t *brands, rq_error *);

/* The brand of each campaign, as the run's configuration says: index into its brands; malloc'd; `campaigns` of them. */
rq_status rq_campaign_brands(const rq_run *, uint32_t **brand, uint32_t *campaigns, rq_error *);

#endif
