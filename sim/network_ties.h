/* Ties while a network is being built: each pair once, no loops, no one above the cap. Seventeen bytes a tie. */
#ifndef RQ_NETWORK_TIES_H
#define RQ_NETWORK_TIES_H

#include "sim/network.h"
#include <stddef.h>

typedef struct rq_ties {
  uint32_t vertices, cap; /* cap: most ties of one person */
  size_t count, room;
  uint32_t (*ends)[2]; /* the lower number first */
  uint8_t *layer;
  uint32_t *degree; /* per vertex */
  uint32_t *slots;  /* open addressing: number of a tie, or RQ_NO_TIE */
  size_t slots_mask;
} rq_ties;

#define RQ_NO_TIE UINT32_MAX

/* What became of a tie that was offered. */
typedef enum rq_offer { RQ_TIE_ADDED, RQ_TIE_LOOP, RQ_TIE_DOUBLE, RQ_TIE_OVER_CAP, RQ_TIE_NO_ROOM } rq_offer;

/* Room for `room` ties; more are refused as RQ_TIE_NO_ROOM. */
rq_status rq_ties_open(rq_ties *, uint32_t vertices, uint32_t cap, uint64_t room, rq_error *);
void rq_ties_close(rq_ties *); /* accepts a zeroed one */

rq_offer rq_ties_add(rq_ties *, uint32_t a, uint32_t b, rq_layer);
/* The number of a tie, in order of adding; RQ_NO_TIE where there is none. */
uint32_t rq_ties_find(const rq_ties *, uint32_t a, uint32_t b);

/* Adds ties between people drawn at random until there are `target` (or no place is found); for what the cap pushed away. */
void rq_ties_fill(rq_ties *, size_t target, rq_layer, rq_key key, uint32_t purpose);

/* Makes the rows of the network: vertices, halves, begin, target, layer. With `tie_of_half` not NULL, hands over the number of
 * the tie of each half (malloc'd). Frees the slots, and where tie_of_half is NULL all of the ties, on the way. */
rq_status rq_ties_rows(rq_ties *, rq_network *, uint32_t **tie_of_half, rq_error *);

#endif
