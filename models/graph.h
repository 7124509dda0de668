/* Favors on a network, in graph.c. */
#ifndef GRAPH_H
#define GRAPH_H

#include "sim/evolution.h"

extern const rq_model rq_graph_model;
extern const rq_schema rq_graph_schema;

typedef struct graph_parameters {
  double benefit, cost, selection;
  double start; /* share of givers; 0: one of them */
  int payoffs;  /* graph_payoffs */
  int update;   /* rq_updating */
} graph_parameters;

typedef enum graph_payoffs { GRAPH_SUM, GRAPH_MEAN } graph_payoffs;

/* RQ_BAD_DATA where a fitness could be 0 or less: that of who gives to all and gets nothing, at the vertex with the strongest ties. */
rq_status rq_graph_check(const graph_parameters *, double strongest, rq_error *);

/* Observables of a generation. */
enum { GRAPH_GIVERS, GRAPH_EVENTS, GRAPH_FIXED, GRAPH_SERIES };

#endif
