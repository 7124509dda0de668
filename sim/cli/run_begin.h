/* How a run begins: anew, where its last checkpoint was written, or as a branch of another one. */
#ifndef RQ_RUN_BEGIN_H
#define RQ_RUN_BEGIN_H

#include "sim/cli/interrupt.h"
#include "sim/cli/run_options.h"
#include "sim/run.h"

/* Whether checkpoints are written: also when the run is only stopped early. */
bool rq_run_checkpoints(const rq_run_options *);

/* Makes the world and the writer, both the caller's also after a failure. *finished: there is nothing to do, and neither is made. RQ_INTERRUPTED
 * where a signal came before anything was written. */
rq_status rq_run_begin(const rq_run_options *, const rq_setup *, rq_interrupt *, rq_world **, rq_writer **, bool *finished, rq_error *);

#endif
