/* The N-player trust game (Abbass, Greenwood & Petraki 2016, IEEE Transactions on Evolutionary Computation 20:470). Of all people the shares
 * y_1, y_2, y_3 are investors, trustworthy and untrustworthy trustees. Each investor hands one unit to the trustees, who share all that alike; a
 * trustworthy one returns `honest` times what it got, and keeps as much; an untrustworthy one keeps `dishonest` times. Payoffs:
 *
 *     investor honest y_2 / (y_2 + y_3) - 1,   trustworthy honest y_1 / (y_2 + y_3),   untrustworthy dishonest y_1 / (y_2 + y_3). */
#ifndef RQ_TRUST_GAME_H
#define RQ_TRUST_GAME_H

#include "analysis/estimates.h"
#include "sim/error.h"
#include "sim/random.h"
#include <stdbool.h>

typedef struct rq_trust_game {
  double honest, dishonest; /* R1, R2; R1 < R2 < 2 R1 in the publication */
  double start[3];          /* shares at the start */
} rq_trust_game;

/* Where the replicator dynamics, integrated by a Runge-Kutta-Fehlberg method, come to rest. RQ_BAD_DATA where they do not. */
rq_status rq_trust_limit(const rq_trust_game *, double limit[3], rq_error *);

/* Where so many people come to by imitation, in `rounds` comparisons a person: one compares itself with another and takes over its way with a
 * probability in proportion to how much better that pays (Schlag 1998); without `selection` with probability 1/2, whatever it pays. Means
 * over replicates. */
rq_status rq_trust_simulate(const rq_trust_game *, uint32_t people, uint32_t rounds, bool selection, rq_key, uint32_t replicates,
                            rq_estimate share[3], rq_error *);

#endif
