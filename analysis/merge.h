/* The series of all runs of a folder in one file, DIR/merged.h5: a group for each scenario with its series as arrays [replicate, step, ...],
 * and a table of what is there. Nothing is filled in: a run that is missing or damaged is NaN, and 0 in the table. */
#ifndef RQ_MERGE_H
#define RQ_MERGE_H

#include "analysis/ensemble.h"

#define RQ_MERGED "merged.h5"

/* What became of one member. */
typedef struct rq_merged {
  bool there;
  char *message; /* why it is not; NULL where it is, or where its state in the manifest says it */
} rq_merged;

/* Writes the file, under a temporary name first; one that is there is replaced. `merged`: one for each member, zeroed; the messages are the
 * caller's to free, also after an error. To be called before any parallel region: damaged files are read in a child process. */
rq_status rq_merge_runs(const rq_ensemble *, rq_merged *merged, rq_error *);

#endif
