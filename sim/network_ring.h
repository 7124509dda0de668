/* Small worlds (Watts & Strogatz 1998): a ring in which some ends of ties go astray, with the statistics of igraph's generator. */
#ifndef RQ_NETWORK_RING_H
#define RQ_NETWORK_RING_H

#include "sim/error.h"
#include "sim/random.h"
#include <stddef.h>

/* An end that was moved, in the list of those that were moved to the same person. */
typedef struct rq_moved {
  uint32_t end; /* 2 * number of the tie + side */
  uint32_t next;
} rq_moved;

typedef struct rq_ring {
  uint32_t people, reach; /* reach: neighbours on one side */
  size_t ties;
  uint32_t (*ends)[2]; /* of each tie: no loops, no doubles */
  rq_moved *moved;
  uint32_t *moved_to; /* per person: the last entry of `moved` that came there, plus one */
  uint32_t moves;
} rq_ring;

/* Room for rings of up to `people` with `neighbours` ties a person (made even). */
rq_status rq_ring_open(rq_ring *, uint32_t people, uint32_t neighbours, rq_error *);
void rq_ring_close(rq_ring *); /* accepts a zeroed one */

/* How many ties a ring of so many people has: all know each other where there are too few for the neighbours. */
size_t rq_ring_ties(uint32_t people, uint32_t neighbours);

/* Draws the `number`th ring of `people`, into `ends`. Each end of each tie is moved with probability `rewiring`, to anybody who is
 * not yet tied to the other end. */
void rq_ring_draw(rq_ring *, uint32_t people, uint32_t neighbours, double rewiring, rq_key key, uint32_t number);

#endif
