/* From rows of halves to an igraph graph. */
#include "analysis/graph.h"
#include <stdlib.h>

uint64_t *rq_tie_halves(const rq_society *s) {
  uint64_t *first = malloc((s->halves ? (size_t)s->halves : 1) * sizeof *first), ties = 0;
  for (size_t i = 0; first && i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++)
      if (s->target[k] > i) first[ties++] = k;
  return first;
}

rq_status rq_graph_make(const rq_society *s, igraph_t *graph, rq_error *error) {
  igraph_vector_int_t edges;
  igraph_error_t code = igraph_vector_int_init(&edges, (igraph_integer_t)s->halves);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "the network cannot be built", error);
  igraph_integer_t at = 0, room = (igraph_integer_t)s->halves;
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      if (s->target[k] <= i || at + 1 >= room) continue;
      VECTOR(edges)[at++] = (igraph_integer_t)i;
      VECTOR(edges)[at++] = (igraph_integer_t)s->target[k];
    }
  code = at == room ? igraph_create(graph, &edges, (igraph_integer_t)s->people, IGRAPH_UNDIRECTED) : IGRAPH_EINVAL;
  igraph_vector_int_destroy(&edges);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "the network cannot be built", error);
}
