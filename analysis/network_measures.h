/* Measures of one network that are exact at any size: degrees, clustering, components, assortativity; and the constraint of chosen
 * people. All count with integers in parallel, or add in a fixed order: the same numbers for any number of threads. Rows of the society
 * must be ascending, and each half must have its partner (rq_society_check). */
#ifndef RQ_NETWORK_MEASURES_H
#define RQ_NETWORK_MEASURES_H

#include "analysis/estimates.h"
#include "analysis/society.h"

#define RQ_DEGREE_QUANTILES 7u
extern const double rq_degree_quantiles[RQ_DEGREE_QUANTILES]; /* 0.05 ... 0.99 */

typedef struct rq_degrees {
  double mean, deviation, largest;
  double quantile[RQ_DEGREE_QUANTILES];
  uint64_t isolated;
  double tail_exponent, tail_from, tail_distance; /* power law fitted to the tail; NaN below 50 people with ties */
} rq_degrees;
rq_status rq_measure_degrees(const rq_society *, rq_degrees *, rq_error *);

/* Number of ties of a person. */
static inline uint32_t rq_degree(const rq_society *s, size_t person) {
  return (uint32_t)(s->begin[person + 1] - s->begin[person]);
}

typedef struct rq_clustering {
  double transitivity; /* closed share of all paths of two ties */
  double mean_local;   /* mean over people with two ties or more of the closed share of their own pairs */
} rq_clustering;
/* Every triangle is found once. Memory: 2 bytes a half, 16 a person, and a bit a person and thread. */
rq_status rq_measure_clustering(const rq_society *, rq_clustering *, rq_error *);

/* Who can reach whom: people in order of component. */
typedef struct rq_components {
  uint64_t count;
  double largest_share;
  size_t people;
  uint32_t *member; /* people, component after component */
  size_t *begin;    /* count + 1 places in `member` */
} rq_components;
rq_status rq_measure_components(const rq_society *, rq_components *, rq_error *);
void rq_components_free(rq_components *); /* accepts a zeroed one */

/* NaN without ties, or where all have the same number. */
rq_status rq_measure_degree_assortativity(const rq_society *, double *, rq_error *);

/* Burt's constraint of `count` people; NaN for who has no tie. */
void rq_measure_constraint(const rq_society *, const uint32_t *person, size_t count, double *constraint);

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
