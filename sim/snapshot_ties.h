/* The ties of a snapshot. */
#ifndef RQ_SNAPSHOT_TIES_H
#define RQ_SNAPSHOT_TIES_H

#include "sim/engine.h"
#include "sim/h5.h"

/* One csr_matrix for each field of ties, in group `obsp`: row i, column j is what i's half of the tie to j holds. indices and indptr are one
 * dataset each under several names. Of a model without fields of ties, `tied`, if there are any. */
void rq_snapshot_ties(rq_h5 *, hid_t obsp, const rq_world *);

#endif
