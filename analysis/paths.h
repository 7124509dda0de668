/* Shortest paths between people: how long they are, and through whom they lead. Over all pairs in a small network, from a random sample of
 * pairs in a large one. */
#ifndef RQ_PATHS_H
#define RQ_PATHS_H

#include "analysis/estimates.h"
#include "analysis/network_measures.h"

/* Over all pairs where people x halves is not above this (about a second); else so many random pairs of connected people. */
#define RQ_ALL_PATHS 5e7
#define RQ_SAMPLED_PATHS 4000u

/* People by their number of ties: up to the median, up to 90 % of people, up to 99 %, above. */
#define RQ_TIE_GROUPS 4u
extern const char *const rq_tie_group_names[RQ_TIE_GROUPS];
/* The group of each person, into `group`. */
void rq_tie_groups(const rq_society *, const rq_degrees *, uint8_t *group);

typedef struct rq_paths {
  double pairs;                       /* looked at: ordered pairs, or draws of the sample */
  double connected;                   /* ordered pairs of connected people */
  bool sampled;                       /* else exact: lower and upper are the value */
  rq_estimate steps;                  /* between two connected people; NaN where there are none */
  rq_estimate through[RQ_TIE_GROUPS]; /* of the places between the ends of shortest paths, the share that people of the group take: their
                                         share of all betweenness. NaN where nobody is between */
} rq_paths;

/* `draws` 0: as the size of the network says; else a sample of so many pairs. Each draw of the sample takes one of the pair's shortest paths,
 * all equally likely, found from both ends at once (Borassi & Natale 2019). Threads: at most 8, 16 bytes a person each. */
rq_status rq_measure_paths(const rq_society *, const rq_components *, const uint8_t *group, size_t draws, rq_paths *, rq_error *);

#endif
