/* The network of a snapshot as an igraph graph: people are the vertices, each tie is one undirected edge. igraph is not thread
 * safe: one thread only. */
#ifndef RQ_GRAPH_H
#define RQ_GRAPH_H

#include "analysis/society.h"
#include "sim/network_igraph.h"

/* Ties in order of the person with the lower number: edge e is the half `first[e]` (from the lower to the higher number).
 * malloc'd, halves / 2 entries; NULL for no memory. */
uint64_t *rq_tie_halves(const rq_society *);

/* The graph whose edge e is tie e of that order. On RQ_OK the caller destroys it. */
rq_status rq_graph_make(const rq_society *, igraph_t *, rq_error *);

#endif
