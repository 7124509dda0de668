/* Networks for studies: a file of the user's, or a textbook graph, as the same few parameters in every study that needs one. */
#ifndef RQ_STUDY_NETWORK_H
#define RQ_STUDY_NETWORK_H

#include "analysis/study.h"
#include "sim/network.h"

typedef struct rq_study_network {
  int kind;
  int64_t nodes;
  double degree;
  const char *graph, *weight;
} rq_study_network;

typedef enum rq_graph_kind {
  RQ_CYCLE,
  RQ_TORUS,
  RQ_COMPLETE,
  RQ_STAR,
  RQ_REGULAR,
  RQ_PREFERENTIAL,
  RQ_SMALL_WORLD,
  RQ_KARATE
} rq_graph_kind;

extern const char *const rq_graph_kinds[];

/* The rows of a study's table of parameters, with an rq_study_network as `member` of the struct `type`; `usual` is the kind by default. */
#define RQ_STUDY_NETWORK_ROWS(type, member, usual)                                                                                         \
  {"graph", RQ_TEXT, offsetof(type, member.graph),                                                                                         \
   "",      0,       0,                                                                                                                    \
   "",      NULL,    "file of a network (GraphML, GML, Pajek, or an edge list); without it, one of the kinds below"},                      \
      {"weight",                                                                                                                           \
       RQ_TEXT,                                                                                                                            \
       offsetof(type, member.weight),                                                                                                      \
       "",                                                                                                                                 \
       0,                                                                                                                                  \
       0,                                                                                                                                  \
       "",                                                                                                                                 \
       NULL,                                                                                                                               \
       "edge attribute of the file that says how strong a tie is ('weight' where there is one); 'none' for ties that are all alike"},      \
      {"kind", RQ_CHOICE, offsetof(type, member.kind), "", 0, 0, usual, rq_graph_kinds, "a network that is made"},                         \
      {"nodes",  RQ_INTEGER, offsetof(type, member.nodes),                                                                                 \
       "people", 2,          100000,                                                                                                       \
       "20",     NULL,       "size of that network; of a torus, as nearly square as can be"},                                              \
  {                                                                                                                                        \
    "degree", RQ_NUMBER, offsetof(type, member.degree), "ties", 1, 10000, "4", NULL,                                                       \
        "mean ties a person; random_regular, preferential, small_world"                                                                    \
  }

/* Reads or makes it. The caller frees the network also after an error. A file's loops and repeated ties, which are left out, are noted. */
rq_status rq_study_network_build(const rq_study_network *, const rq_case *, rq_network *, rq_outcomes *, rq_error *);

#endif
