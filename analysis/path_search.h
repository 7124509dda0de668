/* One shortest path between two connected people, drawn from all of them with equal probability: breadth-first search from both ends at
 * once, always on the side where less is to be looked at, until the sides touch. */
#ifndef RQ_PATH_SEARCH_H
#define RQ_PATH_SEARCH_H

#include "analysis/society.h"
#include "sim/random.h"

/* What a search remembers; 16 bytes a person, one for each thread. NULL for no memory. */
typedef struct rq_search rq_search;
rq_search *rq_search_open(const rq_society *);
void rq_search_close(rq_search *); /* accepts NULL */

/* The *count people between `from` and `to`, who must be different and connected, in no order; valid until the next search. NULL for no
 * memory. The choice among the paths depends on `key` and `draw` alone. */
const uint32_t *rq_search_path(rq_search *, uint32_t from, uint32_t to, rq_key key, uint32_t draw, uint32_t *count);

#endif
