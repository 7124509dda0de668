/* Where figures come from: a run file, or a folder of runs with scenarios and replicates. */
#ifndef RQ_PLOT_SOURCE_H
#define RQ_PLOT_SOURCE_H

#include "analysis/plot_kinds.h"

/* A scenario and its finished runs; of a run file one scenario "". */
typedef struct rq_source_scenario {
  const char *name; /* owned by the source */
  const char **file;
  size_t files, expected;
} rq_source_scenario;

typedef struct rq_source {
  struct rq_ensemble *ensemble; /* NULL for a run file */
  rq_source_scenario *scenario;
  size_t scenarios;
} rq_source;

/* What the request asks for. RQ_USAGE for an unknown scenario, RQ_BAD_DATA where no run is finished. Missing runs are told on standard error. */
rq_status rq_source_open(const rq_plot_request *, rq_source *, rq_error *);
void rq_source_close(rq_source *); /* accepts a zeroed one */

/* Opens a run; RQ_BAD_DATA where the kind is not of its model, RQ_USAGE where it has fewer weeks than --at. */
rq_status rq_source_run(const char *file, const rq_plot_request *, rq_run **, rq_error *);
/* The brand asked for, or that of the first campaign of the first scenario that has one, or else the last one; RQ_USAGE with "did you mean"
 * where there is none of that name. */
rq_status rq_source_brand(const rq_source *, const rq_plot_request *, uint32_t *brand, rq_error *);

#endif
