/* The ties of a snapshot, and what its two files share. */
#ifndef RQ_SNAPSHOT_TIES_H
#define RQ_SNAPSHOT_TIES_H

#include "sim/engine.h"
#include "sim/h5.h"

/* The two attributes by which anndata knows what an object is. */
void rq_snapshot_encode(rq_h5 *, hid_t object, const char *type, const char *version);
/* The type of a field in a snapshot; not to be closed. */
hid_t rq_snapshot_type(const rq_field *);
/* Stored values as they are written (all but `viewed` fields). */
void rq_snapshot_convert(const rq_field *, const void *stored, size_t first, size_t count, void *out);

/* One csr_matrix for each field of ties, in group `obsp`. indices and indptr are one dataset each under several names. */
void rq_snapshot_ties(rq_h5 *, hid_t obsp, const rq_world *);

#endif
