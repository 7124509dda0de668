/* Whether one giver's way takes over, exactly, where that can be said: the model is models/graph.h. */
#ifndef RQ_FIXATION_H
#define RQ_FIXATION_H

#include "models/graph.h"

/* The chance that one giver on a cycle of `people` >= 3 takes over: givers are always one row, which grows and shrinks at its ends.
 * RQ_BAD_DATA where a fitness could be 0 or less. */
rq_status rq_fixation_on_cycle(uint32_t people, const graph_parameters *, double *probability, rq_error *);

#endif
