/* Evolution: textbook updatings for models whose people carry a way of doing things (a strategy) that spreads by birth or by imitation.
 * What a way is, and what makes who is of it fit, is the model's.
 *
 * One after the other (asynchronous): rq_evolve, in a phase's `once`. All at the same time (synchronous): rq_change_ways, in a phase's
 * `run`, for people who are all rivals of each other. Results are the same for any number of threads. */
#ifndef RQ_EVOLUTION_H
#define RQ_EVOLUTION_H

#include "sim/world.h"

/* ---- one event after the other ---- */

/* What happens in an event. Rivals are neighbors, a stronger tie making it more likely, or, in a well-mixed population, everybody. */
typedef enum rq_updating {
  RQ_DEATH_BIRTH, /* somebody at random dies; the rivals compete for the place by fitness (Ohtsuki, Hauert, Lieberman & Nowak 2006) */
  RQ_BIRTH_DEATH, /* somebody has a child, by fitness among all, which takes the place of a rival at random (Ohtsuki et al. 2006);
                     well-mixed, where it may be the parent's own, this is the Moran (1958) process */
  RQ_IMITATION,   /* somebody at random keeps the own way or takes over a rival's, by fitness, the own included (Ohtsuki et al. 2006) */
  RQ_COMPARISON   /* somebody at random looks at a rival at random, and takes over the way with the probability of Fermi's function,
                     1 / (1 + exp(own - other)) of the fitness (Szabo & Toke 1998; Traulsen, Nowak & Pacheco 2006) */
} rq_updating;

/* The choices of a model's parameter for it. */
extern const char *const rq_updatings[];

typedef struct rq_evolution {
  rq_updating updating;
  bool well_mixed;
  bool weighted; /* ties have a weight, in the field `weight` (RQ_F64); else all are alike */
  uint32_t weight;
  uint32_t purpose; /* of the draws; agents are numbers of events */
  /* Above 0; for RQ_COMPARISON any number, the strength of selection included. It may depend on everybody's way. */
  double (*fitness)(const void *context, uint32_t person);
  double most; /* no fitness is above it; the nearer it is, the faster are RQ_BIRTH_DEATH and well-mixed populations */
  /* The way of `parent` comes to `place`, whose own goes. False ends it: nothing can change any more. */
  bool (*follow)(void *context, uint32_t place, uint32_t parent);
  void *context;
} rq_evolution;

/* So many events, or fewer where `follow` ends it. Returns how many there were. Call it once a week for each purpose. */
uint32_t rq_evolve(const rq_world *, const rq_evolution *, uint32_t events);

/* Deals out ways 0 ... ways - 1 so that count[k] of the people are of way k, every order with the same probability. The counts must sum to
 * the people and are used up. */
void rq_deal_ways(const rq_world *, uint32_t purpose, uint32_t *count, uint32_t ways, uint8_t *way);

/* ---- all at the same time ---- */

#define RQ_MOST_WAYS 8

/* Chances that who is of one way is of another after the week, [own][other]; the rest keep theirs. */
typedef struct rq_change {
  uint32_t ways;
  double chance[RQ_MOST_WAYS][RQ_MOST_WAYS];
} rq_change;

/* Imitation in a well-mixed population: with probability `rate` one looks at somebody at random, of way k with probability count[k] / sum, and
 * takes over the way with a probability in proportion to how much better it pays (Schlag 1998), 1 for the range of all payoffs and 0; where the
 * population is large and the rate small, shares follow the replicator equation. Without `selection` with probability 1/2, whatever it
 * pays. A way that nobody is of has no part in it. */
rq_change rq_imitate(uint32_t ways, const double *count, const double *payoff, double rate, bool selection);

/* Everybody in the block changes or not; way[i] is that of agent i of the world. */
void rq_change_ways(const rq_block *, const rq_change *, uint32_t purpose, uint8_t *way);

#endif
