/* The values of fields as snapshots have them. */
#ifndef RQ_SNAPSHOT_VALUES_H
#define RQ_SNAPSHOT_VALUES_H

#include "sim/engine.h"
#include "sim/h5.h"

/* The two attributes by which anndata knows what an object is. */
void rq_snapshot_encode(rq_h5 *, hid_t object, const char *type, const char *version);
/* An empty dict of AnnData. The caller closes it. */
hid_t rq_snapshot_dictionary(rq_h5 *, hid_t parent, const char *name);

/* The type of a field in a snapshot; not to be closed. */
hid_t rq_snapshot_type(const rq_field *);
/* Bits of the mantissa that are kept: fewer than all only where the value is not exact to begin with. */
int rq_snapshot_mantissa(const rq_h5 *, const rq_field *);

/* Values of `type` as they are in files: out[k] is stored[k], or with an order stored[lower 32 bits of order[k]]. */
void rq_snapshot_pick(rq_type type, const void *stored, const uint64_t *order, size_t count, void *out);

#endif
