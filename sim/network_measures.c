/* Positions in the network at the start, measured by igraph. */
#include "sim/network_igraph.h"
#include "sim/network_parts.h"

/* The network as igraph's; destroy it afterwards. */
static rq_status to_igraph(const rq_network *network, igraph_t *graph, rq_error *error) {
  igraph_vector_int_t ends;
  igraph_error_t code = igraph_vector_int_init(&ends, (igraph_integer_t)network->halves);
  if (code) return rq_igraph_failed(code, "the network cannot be measured", error);
  igraph_integer_t next = 0;
  for (uint32_t v = 0; v < network->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++)
      if (network->target[h] > v) {
        VECTOR(ends)[next++] = v;
        VECTOR(ends)[next++] = network->target[h];
      }
  code = igraph_create(graph, &ends, network->vertices, IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&ends);
  return code ? rq_igraph_failed(code, "the network cannot be measured", error) : RQ_OK;
}

/* Modularity is what Leiden optimises when a vertex weighs its degree and the resolution is 1 / (2 m). */
static igraph_error_t leiden(const igraph_t *graph, const rq_network *network, igraph_vector_int_t *membership) {
  igraph_vector_t degrees;
  igraph_error_t code = igraph_vector_init(&degrees, network->vertices);
  if (code) return code;
  for (uint32_t v = 0; v < network->vertices; v++) VECTOR(degrees)[v] = (double)(network->begin[v + 1] - network->begin[v]);
  code = igraph_community_leiden(graph, NULL, &degrees, 1 / (double)network->halves, 0.01, false, 2, membership, NULL, NULL);
  igraph_vector_destroy(&degrees);
  return code;
}

rq_status rq_network_communities(const rq_network *network, rq_key key, uint32_t *community, rq_error *error) {
  for (uint32_t v = 0; v < network->vertices; v++) community[v] = v;
  if (!network->halves) return RQ_OK;
  rq_status status = rq_igraph_seed(key, 0, RQ_DRAW_COMMUNITIES, error);
  if (status) return status;
  igraph_t graph;
  igraph_vector_int_t membership;
  status = to_igraph(network, &graph, error);
  if (status) return status;
  igraph_error_t code = igraph_vector_int_init(&membership, 0);
  if (!code) {
    code = leiden(&graph, network, &membership);
    for (uint32_t v = 0; !code && v < network->vertices; v++) community[v] = (uint32_t)VECTOR(membership)[v];
    igraph_vector_int_destroy(&membership);
  }
  igraph_destroy(&graph);
  return code ? rq_igraph_failed(code, "the communities cannot be found", error) : RQ_OK;
}

rq_status rq_network_constraint(const rq_network *network, float *constraint, rq_error *error) {
  rq_igraph_quiet();
  igraph_t graph;
  igraph_vector_t values;
  rq_status status = to_igraph(network, &graph, error);
  if (status) return status;
  igraph_error_t code = igraph_vector_init(&values, 0);
  if (!code) {
    code = igraph_constraint(&graph, &values, igraph_vss_all(), NULL);
    for (uint32_t v = 0; !code && v < network->vertices; v++) constraint[v] = (float)VECTOR(values)[v];
    igraph_vector_destroy(&values);
  }
  igraph_destroy(&graph);
  return code ? rq_igraph_failed(code, "the constraint cannot be computed", error) : RQ_OK;
}
