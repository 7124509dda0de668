/* A comparison under way; shared by compare*.c. */
#ifndef RQ_COMPARE_PARTS_H
#define RQ_COMPARE_PARTS_H

#include "analysis/compare.h"
#include "analysis/ensemble.h"
#include "analysis/outcomes.h"

typedef struct rq_comparison {
  rq_compare_options ask; /* what the options leave open, as the configuration asks */
  double level;
  rq_ensemble ensemble; /* zeroed where run files were given */
  bool folder;
  size_t scenarios, replicates;
  char **name;         /* of scenarios */
  uint32_t *replicate; /* ascending */
  /* of each scenario and replicate (scenario * replicates + replicate); NULL where there is none */
  json_t **facts; /* what the run says of itself: rq_facts_find */
  char **path;
  bool *left_out; /* scenarios without the brand */
  json_t *missing, *warnings;
  size_t expected, found;
  const json_t *first;   /* the facts that all others agree with */
  const char *brand;     /* NULL where no run has brands */
  uint32_t *brand_index; /* of each scenario: where the brand is among its run's */
  size_t base;
  uint32_t weeks, at, branch_week;
  double people;
  const char **every;  /* names of the outcomes where none is asked for, of another model than renqing; NULL else */
  rq_outcome *outcome; /* rq_outcomes, and the weekly series that were asked for besides */
  bool *shown;
  size_t outcomes;
  double *value; /* scenarios x outcomes x replicates; NaN for none */
  json_t *uplift;
} rq_comparison;

static inline size_t rq_cell(const rq_comparison *c, size_t scenario, size_t replicate) {
  return scenario * c->replicates + replicate;
}
static inline double *rq_values(const rq_comparison *c, size_t scenario, size_t outcome) {
  return c->value + (scenario * c->outcomes + outcome) * c->replicates;
}

/* printf style; to the list of warnings. */
void rq_compare_warn(rq_comparison *, const char *format, ...) RQ_PRINTF(2, 3);

/* compare_runs.c: finds the runs, and what each says; compare_facts.c: what one run says, in a child. */
rq_status rq_compare_gather(rq_comparison *, rq_error *);
rq_status rq_compare_agree(rq_comparison *, rq_error *);
rq_status rq_facts_guarded(const char *path, const rq_compare_options *, json_t **, rq_error *);
void rq_comparison_free(rq_comparison *); /* compare.c */

/* compare_results.c: what stands in the result about outcomes, scenarios and differences. */
rq_status rq_compare_results(rq_comparison *, json_t *result, rq_error *);

/* compare_uplift.c: kept customers of every run (into `value`), and c->uplift. */
rq_status rq_compare_uplift(rq_comparison *, rq_error *);

/* compare_verdict.c */
void rq_compare_verdict(const rq_comparison *, json_t *result);

/* Values of two scenarios in the replicates in which both have one; room for all replicates in each. Returns how many. */
size_t rq_compare_pairs(const rq_comparison *, size_t scenario, size_t other, size_t outcome, double *of_scenario, double *of_other);

#endif
