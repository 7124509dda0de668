/* Ties between people anywhere in memory, on their way into the rows of a draft: chunk by chunk they are sorted by the block of their
 * owner, so that afterwards each block is served by one thread, from memory that is near. Sixteen bytes a tie. */
#ifndef RQ_NETWORK_SCATTER_H
#define RQ_NETWORK_SCATTER_H

#include "sim/network_draft.h"

#define RQ_SCATTER_CHUNK 8192u /* ties that are handed over at once */

typedef struct rq_scatter {
  uint32_t blocks, chunks;
  struct rq_thrown {
    uint32_t owner, other;
  } * half;        /* two places for each tie */
  uint32_t *begin; /* per chunk, of each block; blocks + 1 entries, counted from the chunk's first place */
} rq_scatter;

/* For at most 2^31 ties between so many people. */
rq_status rq_scatter_open(rq_scatter *, uint32_t people, uint64_t ties, rq_error *);
void rq_scatter_close(rq_scatter *); /* accepts a zeroed one */

/* Takes the ties of one chunk, each chunk once and in any order: `count` is RQ_SCATTER_CHUNK, or less in the last. Loops are left out. */
void rq_scatter_take(rq_scatter *, uint32_t chunk, uint32_t (*ends)[2], uint32_t count);

/* All of them into the rows. */
void rq_scatter_pour(const rq_scatter *, rq_draft *, rq_layer);

#endif
