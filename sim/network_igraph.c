/* What every use of igraph needs. */
#include "sim/network_igraph.h"

void rq_igraph_quiet(void) {
  igraph_set_error_handler(igraph_error_handler_ignore);
  igraph_set_warning_handler(igraph_warning_handler_ignore);
}

rq_status rq_igraph_seed(rq_key key, uint32_t number, uint32_t purpose, rq_error *error) {
  rq_igraph_quiet();
  igraph_error_t code = igraph_rng_seed(igraph_rng_default(), rq_draw(key, number, 0, purpose, 0).v[0]);
  return code ? rq_igraph_failed(code, "igraph's random numbers cannot be seeded", error) : RQ_OK;
}

rq_status rq_igraph_failed(igraph_error_t code, const char *what, rq_error *error) {
  if (code == IGRAPH_ENOMEM) return rq_fail(error, RQ_INTERNAL, "%s: no memory", what);
  return rq_fail(error, RQ_INTERNAL, "%s: igraph says '%s'", what, igraph_strerror(code));
}

void rq_ties_add_graph(rq_ties *ties, const igraph_t *graph, uint32_t first, rq_layer layer) {
  igraph_integer_t edges = igraph_ecount(graph);
  for (igraph_integer_t e = 0; e < edges; e++)
    rq_ties_add(ties, first + (uint32_t)IGRAPH_FROM(graph, e), first + (uint32_t)IGRAPH_TO(graph, e), layer);
}
