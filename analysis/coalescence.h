/* When favors pay on a network (Ohtsuki, Hauert, Lieberman & Nowak 2006; Allen et al. 2017, Nature 544:227). Donation game, death-birth
 * updating, weak selection. Two random walkers, one of whom moves at a time, meet after tau_ij:
 *
 *     tau_ij = (1 - [i = j]) (1 + 1/2 sum_k (p_ik tau_jk + p_jk tau_ik)),   t_n = sum_i pi_i sum_j p_ij^(n) tau_ij,
 *
 * p being the steps of a walk along the ties and pi its steady state. Giving is favored where benefit / cost is above t_2 / (t_3 - t_1). */
#ifndef RQ_COALESCENCE_H
#define RQ_COALESCENCE_H

#include "sim/error.h"
#include "sim/network.h"

/* Random steps along ties that may have weights. */
typedef struct rq_walk {
  uint32_t people;
  const uint64_t *begin; /* the network's */
  const uint32_t *target;
  double *step;  /* p: per half */
  double *share; /* pi: per person */
  double *strength;
} rq_walk;

/* RQ_BAD_DATA for a network that falls into parts (`label` of people in the message), or whose weights differ by direction. The network must
 * live as long as the walk. */
rq_status rq_walk_make(const rq_network *, rq_walk *, rq_error *);
void rq_walk_free(rq_walk *); /* accepts a zeroed one */

typedef enum rq_solver { RQ_SOLVE_AUTO, RQ_SOLVE_DIRECT, RQ_SOLVE_ITERATIVE } rq_solver;

enum {
  RQ_DIRECT_MOST = 400,        /* at most */
  RQ_DIRECT_PEOPLE = 100,      /* up to which RQ_SOLVE_AUTO solves directly: the time grows with the fourth power, 0.1 s for 100 */
  RQ_COALESCENCE_PEOPLE = 8000 /* the most: the iterative solver takes 32 bytes for each pair */
};

typedef struct rq_coalescence {
  double t[4];         /* t_0 ... t_3; t_0 is 0 */
  double critical;     /* ratio; below 0: spite is favored; INFINITY: nothing is */
  uint32_t iterations; /* 0: direct */
} rq_coalescence;

rq_status rq_coalesce(const rq_walk *, rq_solver, rq_coalescence *, rq_error *);

#endif
