/* The long run of a first-order Markov chain of brand choice. */
#ifndef RQ_CHAIN_H
#define RQ_CHAIN_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct rq_chain {
  size_t unknown; /* states that were never left nor kept (no next purchase seen): taken out */
  size_t closed;  /* closed classes: 1 where the long run does not depend on the start */
} rq_chain;

/* The steady state of the chain whose moves were counted in count[from * states + to]: where the shares go if everybody keeps moving as
 * in the counts. It solves share = share P, by GSL's LU decomposition, inside each closed class of states (those that lead nowhere
 * else); states outside end at 0. With several closed classes each gets what flows into it from `start` (shares at the start).
 * `share` gets NaN for unknown states, and everywhere when no state is known. */
rq_status rq_chain_steady(const double *count, size_t states, const double *start, double *share, rq_chain *, rq_error *);

#endif
