/* Acquaintances by static fitness (Goh, Kahng & Kim 2001): both ends of a tie are drawn in proportion to people's fitness. */
#ifndef RQ_NETWORK_FITNESS_H
#define RQ_NETWORK_FITNESS_H

#include "sim/error.h"
#include "sim/random.h"

/* A table to draw from unequal chances with one look (Walker 1977). */
typedef struct rq_urn {
  uint32_t people;
  struct rq_slot {
    uint32_t own; /* the slot's own person below this, of 2^32; else the other */
    uint32_t other;
  } * slot;
} rq_urn;

/* Chances in proportion to a density x^-exponent, cut so that with so many ties in the mean the most sociable expects `most`. */
rq_status rq_urn_open(rq_urn *, uint32_t people, double exponent, double mean, double most, rq_key key, rq_error *);
void rq_urn_close(rq_urn *); /* accepts a zeroed one */

/* Pairs of ends for the candidates first ... first + count - 1 of a round; loops and doubles among them. */
void rq_urn_pairs(const rq_urn *, rq_key key, uint32_t round, uint32_t first, uint32_t count, uint32_t (*ends)[2]);

#endif
