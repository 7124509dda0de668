/* The people of a snapshot, one row each. */
#ifndef RQ_SNAPSHOT_PEOPLE_H
#define RQ_SNAPSHOT_PEOPLE_H

#include "sim/engine.h"
#include "sim/h5.h"

/* Whether a field is one of people in snapshots. */
bool rq_snapshot_of_people(const rq_field *);

/* Into `obs`: the index "_index" of names "0", "1", ..., and a column for each field without a dimension. */
void rq_snapshot_obs(rq_h5 *, hid_t obs, const rq_world *);

/* Fields over dimension `var` (counted from 1) into `layers`, those over the others into `obsm`. */
void rq_snapshot_pairs(rq_h5 *, hid_t layers, hid_t obsm, const rq_world *, uint32_t var);

#endif
