/* Whether one giver's way takes over on a network. Everybody plays the donation game with each neighbor (a giver pays `cost` and the neighbor
 * gets `benefit`, times the weight of the tie); fitness is 1 - selection + selection * payoff, the sum over the ties, or their mean. */
#ifndef RQ_FIXATION_H
#define RQ_FIXATION_H

#include "analysis/coalescence.h"
#include "analysis/estimates.h"

typedef enum rq_update {
  RQ_DEATH_BIRTH, /* somebody dies at random; the neighbors compete for the place by fitness */
  RQ_BIRTH_DEATH  /* somebody is born by fitness, and takes the place of a neighbor at random: favors never pay */
} rq_update;

typedef struct rq_giving {
  double benefit, cost, selection;
  bool mean; /* payoffs are means over the ties, as in Allen et al. 2017; else sums, as in Ohtsuki et al. 2006 */
  rq_update update;
} rq_giving;

/* The chance that one giver at random takes over, by simulation. RQ_BAD_DATA where a fitness could be below 0. */
rq_status rq_fixation_simulate(const rq_network *, const rq_walk *, const rq_giving *, rq_key, uint32_t replicates, rq_estimate *,
                               rq_error *);

/* The same on a cycle of `people` >= 3, exactly: givers are always one row, which grows and shrinks at its ends. */
rq_status rq_fixation_on_cycle(uint32_t people, const rq_giving *, double *probability, rq_error *);

#endif
