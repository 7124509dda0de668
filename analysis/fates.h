/* Uplift: the same customers in two runs that share their luck, one of them with what is tried, one without.
 *
 * In each run a person is kept or not: a customer of the brand (latest purchase) in the last week. The two together are the four groups of
 * uplift modelling: persuadable (kept with, not without), sure thing (kept in both), lost cause (kept in neither), sleeping dog (kept
 * without, not with). */
#ifndef RQ_FATES_H
#define RQ_FATES_H

#include "sim/reader.h"
#include <jansson.h>

typedef enum rq_fate { RQ_PERSUADABLE, RQ_SURE_THING, RQ_LOST_CAUSE, RQ_SLEEPING_DOG, RQ_FATES } rq_fate;
extern const char *const rq_fate_names[RQ_FATES]; /* "persuadable", ... */

/* What people are grouped by: as they were in the run without, before the runs part. */
typedef enum rq_by { RQ_BY_CLASS, RQ_BY_CONTACT, RQ_BY_GENERATION, RQ_BY_DEGREE, RQ_BY_COMMUNITY, RQ_BY_BOUGHT, RQ_BYS } rq_by;
extern const char *const rq_by_names[RQ_BYS]; /* "tie_class", "channel", "generation", "degree", "community", "bought_before" */

/* The runs of one replicate. */
typedef struct rq_fate_question {
  const char *const *path; /* paths[0] is the run without; NULL for a run that is not there */
  size_t runs;
  const uint32_t *brand; /* its index in each run */
  uint32_t reference;    /* the last week before the runs part */
  bool everybody;        /* all are at risk; else the customers of the brand in week `reference` */
  bool panel;            /* only the panel is looked at, from its purchases; else everybody, from snapshots in weeks `reference` and `at` */
  uint32_t at;           /* the last week */
  bool known;            /* there is a snapshot to group people by: */
  uint32_t grouped;      /* its week; later than `reference` only what does not change is taken from it */
  unsigned by;           /* 1u << RQ_BY_... */
  uint64_t most_ties;    /* communities are looked for in networks of at most so many */
} rq_fate_question;

/* {"at_risk": people, "kept": [in each run, null for none], "runs": [null, {"groups": [four counts], "segments": [{"by", "value", "place",
 * "panel", "groups"}]}]}: the first of `runs` is null. To be called in a child (igraph, and files that may be damaged). */
rq_status rq_fates_find(const rq_fate_question *, json_t **, rq_error *);

#endif
