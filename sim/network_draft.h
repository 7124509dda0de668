/* A network that many threads draw at once. Its ties come from sources, each of which is walked twice, giving the same: first to count,
 * then to place (rq_draft_lay_out is between). Then doubles leave, and the cap is kept; ties that are missing are drawn one by one.
 * The result does not depend on the order in which ties came. */
#ifndef RQ_NETWORK_DRAFT_H
#define RQ_NETWORK_DRAFT_H

#include "sim/network.h"

/* Where entries are packed: the other person and, in the two lowest bits, the layer. */
#define RQ_MOST_PEOPLE (UINT32_C(1) << 30)

typedef struct rq_draft {
  uint32_t people, cap;
  uint64_t ties, room; /* ties that there shall be; halves for which there is room */
  uint64_t *begin;     /* of each row; while ties come, begin[v + 1] is the count, or the next free place, of v */
  uint32_t *entry;     /* NULL while counting */
  uint32_t *degree;    /* of rows that are settled */
} rq_draft;

/* For a network of `ties` in the end. */
rq_status rq_draft_open(rq_draft *, uint32_t people, uint32_t cap, uint64_t ties, rq_error *);
void rq_draft_close(rq_draft *); /* accepts a zeroed one */

static inline uint32_t rq_draft_entry(uint32_t other, rq_layer layer) {
  return other << 2 | (uint32_t)layer;
}

/* One half. For sources in which no two threads ever work on the same owner. */
static inline void rq_draft_half(rq_draft *draft, uint32_t owner, uint32_t other, rq_layer layer) {
  uint64_t at = draft->begin[owner + 1]++;
  if (draft->entry) draft->entry[at] = rq_draft_entry(other, layer);
}

/* From counting to placing. There must be at most twice draft->ties halves. */
rq_status rq_draft_lay_out(rq_draft *, rq_error *);

/* After placing: rows ascend, doubles are gone (the first layer stays), and who is above the cap loses ties drawn by key, of the last layer first. */
void rq_draft_settle(rq_draft *, rq_key key);

/* Draws the `number`th candidate for a missing tie. */
typedef void rq_draft_drawer(const void *context, uint32_t number, uint32_t ends[2]);

/* Draws until all ties are there, as loops, doubles and what the cap forbids are refused; from people at random where `draw` is NULL or
 * hardly anything fits. Hands over the rows: vertices, halves, begin, target, layer. */
rq_status rq_draft_finish(rq_draft *, rq_layer, rq_draft_drawer *draw, const void *context, rq_key key, rq_network *, rq_error *);

#endif
