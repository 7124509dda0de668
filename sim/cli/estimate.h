/* What a run will take: memory, disk and time, for `run --dry-run`. */
#ifndef RQ_ESTIMATE_H
#define RQ_ESTIMATE_H

#include "sim/cli/run_options.h"
#include "sim/run.h"

/* Runs a few weeks of a small society to measure the time and the ties a person, writes nothing, and prints the estimate to standard
 * output (as JSON where the options ask for it). */
rq_status rq_estimate_print(const rq_setup *, const rq_run_options *, rq_error *);

#endif
