/* igraph as this program uses it: one thread, no printing, seeded from our keys before every call that draws. */
#ifndef RQ_NETWORK_IGRAPH_H
#define RQ_NETWORK_IGRAPH_H

#include "sim/network_ties.h"
#include <igraph/igraph.h>

/* Replaces igraph's handlers, which abort or print, by silent ones. Call before igraph is used; again is harmless. */
void rq_igraph_quiet(void);

/* Quiet, and its generator seeded for the `number`th call of a purpose. */
rq_status rq_igraph_seed(rq_key key, uint32_t number, uint32_t purpose, rq_error *);

/* The message for a call that failed; `what` as in "the circles cannot be drawn". */
rq_status rq_igraph_failed(igraph_error_t, const char *what, rq_error *);

/* Offers all edges of a graph, whose vertex v stands for person first + v. */
void rq_ties_add_graph(rq_ties *, const igraph_t *, uint32_t first, rq_layer);

#endif
