/* The network that a society starts with: drawn by a generator, or read from a file. Call from one thread (igraph); it
 * uses as many as OpenMP has, and the network is the same for any number. */
#ifndef RQ_NETWORK_H
#define RQ_NETWORK_H

#include "sim/error.h"
#include "sim/random.h"
#include <stdbool.h>
#include <stdint.h>

/* Which layer a tie belongs to. */
typedef enum rq_layer { RQ_LAYER_KIN, RQ_LAYER_CIRCLE, RQ_LAYER_ACQUAINTANCE, RQ_LAYERS } rq_layer;

typedef enum rq_network_kind {
  RQ_NET_GUANXI,
  RQ_NET_SMALL_WORLD,
  RQ_NET_PREFERENTIAL,
  RQ_NET_RANDOM_REGULAR,
  RQ_NET_LATTICE,
  RQ_NET_CYCLE,
  RQ_NET_TORUS,
  RQ_NET_STAR,
  RQ_NET_COMPLETE,
  RQ_NET_BLOCKS,
  RQ_NET_KARATE,
  RQ_NET_FILE,
} rq_network_kind;

/* The keys of `population.network`; the table is in network_schema.c. */
typedef struct rq_network_settings {
  int kind;                       /* rq_network_kind */
  double mean_degree;             /* all layers together (guanxi); k (the others) */
  int64_t household_max;          /* households have 1 ... household_max members */
  double household_mean;          /* mean size: about 2.6 kin a person */
  int64_t circle_min, circle_max; /* members of a circle */
  int64_t circle_neighbours;      /* k of its small world */
  double rewiring;                /* of circles, and of small_world */
  double density_exponent;        /* of the acquaintances' degrees */
  int64_t degree_cap;             /* no one starts with more ties */
  int64_t blocks;                 /* blocks: how many groups */
  double within;                  /* blocks: share of a person's ties inside the own group */
  int layer;                      /* rq_layer of ties that come without one */
  const char *file;               /* path; relative to the configuration's folder */
  int format;                     /* 0 by the file's ending, 1 edges, 2 graphml, 3 gml, 4 pajek */
  /* attribute names in the file; NULL: the model's own name is looked for */
  const char *map_label, *map_household, *map_circle, *map_generation, *map_skill, *map_price_sensitivity;
  const char *map_layer, *map_closeness, *map_affective, *map_cognitive;
  const char *map_weight; /* where weights are wanted; "none": they are not */
  bool weighted;          /* no key: of a file's attributes only the labels and the weights of ties are wanted */
} rq_network_settings;

/* A symmetric network as rows (CSR): the ties of vertex v are entries begin[v] ... begin[v + 1] - 1, targets ascending,
 * no loops, no doubles. Columns are NULL where the source does not say; single values NaN (RQ_NO_GROUP, NULL) where unknown. */
#define RQ_NO_GROUP UINT32_MAX
typedef struct rq_network {
  uint32_t vertices;
  uint64_t halves; /* twice the number of ties */
  uint64_t *begin;
  uint32_t *target;
  uint8_t *layer;
  uint32_t *household, *circle; /* per vertex: number of the group */
  char **label;                 /* per vertex: the name in the file */
  char **generation;            /* per vertex: the name in the file */
  float *skill, *price_sensitivity;
  float *closeness, *affective, *cognitive; /* per half */
  double *weight;                           /* per half: how strong the tie is; above 0; only where it was wanted */
  uint64_t loops, doubles;                  /* edges of a file that were left out: from a person to itself; given again */
  bool shared;                              /* several worlds are made of it: rq_network_cut leaves it as it is */
} rq_network;

/* Builds what the settings say for `people` persons (for a file and for karate: 0, or the number the file must have).
 * `folder` is where a relative path starts. Deterministic in the key. */
rq_status rq_network_build(const rq_network_settings *, uint32_t people, rq_key key, const char *folder, rq_network *, rq_error *);
void rq_network_free(rq_network *);

/* Whether another key would give another network. */
bool rq_network_by_chance(const rq_network_settings *);

/* Forgets the rows of person `first` and all after, whose memory goes back to the system. What is known of the people stays. */
void rq_network_cut(rq_network *, uint32_t first);

/* Measures at the start of time, for campaigns that aim at positions. Each fills `vertices` values.
 * Communities: Leiden (Traag et al. 2019), modularity, numbered from 0. Brokerage: Burt's constraint (Burt 1992), lower brokers more;
 * NaN without ties. */
rq_status rq_network_communities(const rq_network *, rq_key key, uint32_t *community, rq_error *);
rq_status rq_network_constraint(const rq_network *, float *constraint, rq_error *);

#endif
