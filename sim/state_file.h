/* The whole state of a world in a group of an HDF5 file, exactly as it is stored, and back; made from the tables of the model:
 *
 *   people   a dataset for each field of agents                  [people] or [people, members of its dimension]
 *   ties     count [people]; target and a dataset for each field of ties [halves], row after row, in the order of the rows
 *   global   a dataset for each global field
 *   mail     words of letters under way, for each phase that will receive some; sizes [phase, block]
 *
 * Between two weeks there is nothing else: rosters and sums begin anew each week, and random numbers have no state. */
#ifndef RQ_STATE_FILE_H
#define RQ_STATE_FILE_H

#include "sim/h5.h"
#include "sim/state.h"

void rq_state_save(rq_h5 *, hid_t group, const rq_world *);

/* Of each dimension of the model: which members a saved state had, and which of them the world has, too. */
typedef struct rq_members {
  uint32_t size; /* that the saved state had */
  bool *same;    /* [size]: at this place the world has the same member; NULL: all are the same */
} rq_members;

/* Fills a world of as many people with a saved state, ties and mail included; the caller sets the week. `members` (by dimension) NULL: all are the
 * same. Global values of members that are not the same stay what they are. `branch`: so do the model's `configured` fields. */
void rq_state_load(rq_h5 *, hid_t group, rq_world *, const rq_members *members, bool branch);

/* Whether a saved member has begun: any of its global values is no longer the initial one. Members have the sizes that they were saved with. */
bool rq_state_begun(rq_h5 *, hid_t group, const rq_world *, const rq_members *members, uint32_t dimension, uint32_t member);

/* state_ties.c */
void rq_state_save_ties(rq_h5 *, hid_t group, const rq_world *);
void rq_state_load_ties(rq_h5 *, hid_t group, rq_world *);

/* The type of a field as stored. Not to be closed. */
hid_t rq_state_type(rq_type);

#endif
