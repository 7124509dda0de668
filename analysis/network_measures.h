/* Measures of one network, all by igraph: degree, clustering, components, communities, assortativity, brokerage. One thread only. */
#ifndef RQ_NETWORK_MEASURES_H
#define RQ_NETWORK_MEASURES_H

#include "analysis/estimates.h"
#include "analysis/graph.h"

#define RQ_DEGREE_QUANTILES 7u
extern const double rq_degree_quantiles[RQ_DEGREE_QUANTILES]; /* 0.05 ... 0.99 */

typedef struct rq_degrees {
  double mean, deviation, largest;
  double quantile[RQ_DEGREE_QUANTILES];
  uint64_t isolated;
  double tail_exponent, tail_from, tail_distance; /* power law fitted to the tail; NaN below 50 people with ties */
} rq_degrees;
rq_status rq_measure_degrees(const igraph_t *, rq_degrees *, rq_error *);

typedef struct rq_clustering {
  double transitivity; /* closed share of all paths of two ties */
  double mean_local;   /* mean over people with two ties or more of the closed share of their own pairs */
} rq_clustering;
rq_status rq_measure_clustering(const igraph_t *, rq_clustering *, rq_error *);

typedef struct rq_components {
  uint64_t count;
  double largest_share;
} rq_components;
rq_status rq_measure_components(const igraph_t *, rq_components *, rq_error *);

/* Mean number of steps between two connected people, from `sources` people drawn at random to all others. */
rq_status rq_measure_distance(const igraph_t *, size_t sources, rq_estimate *, rq_error *);

typedef struct rq_communities {
  uint64_t count;
  double modularity, largest_share, median_size;
} rq_communities;
/* Leiden on modularity (Traag, Waltman & van Eck 2019), two rounds, seeded; membership: people values, or NULL. */
rq_status rq_measure_communities(const igraph_t *, rq_communities *, rq_error *);

rq_status rq_measure_degree_assortativity(const igraph_t *, double *, rq_error *);

/* Burt's constraint of `count` people. */
rq_status rq_measure_constraint(const igraph_t *, const uint32_t *person, size_t count, double *constraint, rq_error *);

/* How much more often a tie joins people of one group than chance would (Newman 2003, equation 2). `group` is RQ_UNGROUPED
 * where a person has none: its ties do not count. */
#define RQ_UNGROUPED UINT32_MAX
typedef struct rq_mixing {
  double assortativity;   /* NaN where there is but one group, or none */
  double same, by_chance; /* share of the counted ties inside a group, and as expected */
  uint64_t ties;
} rq_mixing;
rq_status rq_measure_mixing(const rq_society *, const uint32_t *group, rq_mixing *, rq_error *);

#endif
