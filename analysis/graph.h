/* What igraph measures of a snapshot's network: the tail of the degrees, communities, and exact paths in small networks. igraph is not
 * thread safe: one thread only, outside parallel regions. */
#ifndef RQ_GRAPH_H
#define RQ_GRAPH_H

#include "analysis/estimates.h"
#include "analysis/society.h"
#include "sim/network_igraph.h"

/* The graph whose vertices are the people, with an edge for each tie. On RQ_OK the caller destroys it. */
rq_status rq_graph_make(const rq_society *, igraph_t *, rq_error *);

/* A power law fitted to the tail of ascending numbers above 0 by maximum likelihood, from the start that fits best (Clauset, Shalizi & Newman
 * 2009): exponent, start, Kolmogorov-Smirnov distance. Nothing is set below 50 numbers. */
rq_status rq_fit_tail(const double *sorted, size_t count, double *exponent, double *from, double *distance, rq_error *);

/* Leiden on modularity (Traag, Waltman & van Eck 2019), two rounds, seeded. `member`, initialised, becomes the community of each vertex;
 * `number` is written over. */
igraph_error_t rq_leiden(const igraph_t *, igraph_vector_int_t *member, igraph_vector_t *number, igraph_integer_t *count);

typedef struct rq_communities {
  uint64_t count;
  double modularity, largest_share, median_size;
} rq_communities;
/* As Leiden finds them at resolution 1. */
rq_status rq_measure_communities(const igraph_t *, rq_communities *, rq_error *);

/* Mean number of steps between two connected people (NaN where there are none), and for each person how many of the shortest paths
 * between others lead through it (`betweenness` has room for all), over all pairs. */
rq_status rq_measure_all_paths(const igraph_t *, double *mean_steps, double *betweenness, rq_error *);

#endif
