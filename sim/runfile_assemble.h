/* Putting the parts of a run together. */
#ifndef RQ_RUNFILE_ASSEMBLE_H
#define RQ_RUNFILE_ASSEMBLE_H

#include "sim/runfile_meta.h"
#include "sim/runfile_parts.h"

/* Makes parts->path from start.h5, the stretches up to the first gap, and the snapshots; then removes the parts (unless a gap kept some
 * of them out). Series and events go through a bounded buffer; snapshots are copied as they are, chunk by chunk.
 * The parts stay whole when it fails. */
rq_status rq_parts_assemble(rq_parts *, const rq_ending *, uint32_t *last_week, rq_error *);

#endif
