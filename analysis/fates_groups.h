/* The groups of people by which uplift is summed up: shared by fates.c and fates_groups.c. */
#ifndef RQ_FATES_GROUPS_H
#define RQ_FATES_GROUPS_H

#include "analysis/fates.h"

/* Who is looked at in one replicate. */
typedef struct rq_cohort {
  size_t people, risks;
  bool *panel, *at_risk; /* of each person */
} rq_cohort;

#define RQ_UNGROUPED 255u
#define RQ_MOST_GROUPS 250u

/* One grouping: a number for each person, a name for each number. */
typedef struct rq_grouping {
  uint8_t *of; /* RQ_UNGROUPED for none; NULL where people are not grouped so */
  unsigned count;
  char *name[RQ_MOST_GROUPS];
} rq_grouping;

typedef struct rq_groups {
  rq_grouping by[RQ_BYS]; /* RQ_BY_CONTACT is of the scenario's run, made anew for each */
} rq_groups;

/* All groupings that the run without can tell. */
rq_status rq_groups_find(rq_groups *, const rq_fate_question *, const rq_run *base, const rq_cohort *, rq_error *);
/* Adds the segments of run number k to a list; `fate` has one for each person. */
rq_status rq_groups_add(rq_groups *, const rq_fate_question *, size_t k, const rq_run *, const rq_cohort *, const rq_fate *fate,
                        json_t *segments, rq_error *);
void rq_groups_free(rq_groups *); /* accepts a zeroed one */

json_t *rq_fate_counts(const uint64_t count[RQ_FATES]);

#endif
