/* A snapshot: the world of one week as one AnnData 0.8 element, which anndata reads without our code.
 *
 *   obs     the people: one column for each per-agent field           (dataframe)
 *   var     the members of the first dimension of people, the brands  (dataframe)
 *   layers  fields of person x brand                                  (dense arrays)
 *   obsm    fields of person x another dimension                      (dense arrays)
 *   obsp    fields of ties, all with the same indices and indptr      (csr_matrix, columns ascending)
 *   uns     step and time
 *
 * Only fields marked `snapshot` are written; `viewed` ones as they are now. Threads fill and pack chunks (sheet.h): no second
 * copy of the people or ties is made. */
#ifndef RQ_SNAPSHOT_H
#define RQ_SNAPSHOT_H

#include "sim/engine.h"
#include "sim/h5.h"

/* The name of a week's snapshot: nine digits. */
#define RQ_SNAPSHOT_NAME 10
void rq_snapshot_name(uint32_t week, char name[RQ_SNAPSHOT_NAME]);

/* Adds the snapshot of the world's week to group `parent`, with the level, threads and mantissa of the rq_h5. */
rq_status rq_snapshot_write(rq_h5 *, hid_t parent, const rq_world *);

#endif
