/* From rows of halves to an igraph graph, and what igraph says about it. Each measure owns its igraph vectors and gives them back. */
#include "analysis/graph.h"
#include <math.h>

#define SEED 20u           /* looking has random numbers of its own */
#define TAIL_PEOPLE 50     /* fewer say nothing about a tail */
#define LEIDEN_ROUNDS 2    /* passes over the network; more change modularity in the third decimal */
#define LEIDEN_RANDOM 0.01 /* as in Traag, Waltman & van Eck */

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

rq_status rq_fit_tail(const double *sorted, size_t count, double *exponent, double *from, double *distance, rq_error *error) {
  if (count < TAIL_PEOPLE) return RQ_OK;
  igraph_vector_t tail = {0}; /* igraph 0.10 calls the view that it fills const */
  igraph_vector_view(&tail, sorted, (igraph_integer_t)count);
  igraph_plfit_result_t fit;
  rq_igraph_quiet();
  igraph_error_t code = igraph_power_law_fit(&tail, &fit, -1, false);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "the tail of the degrees cannot be fitted", error);
  *exponent = fit.alpha;
  *from = fit.xmin;
  *distance = fit.D;
  return RQ_OK;
}

static void describe_communities(const igraph_vector_int_t *member, igraph_vector_t *size, rq_communities *c) {
  igraph_integer_t people = igraph_vector_int_size(member);
  for (igraph_integer_t i = 0; i < people; i++) VECTOR(*size)[VECTOR(*member)[i]] += 1;
  rq_sort_numbers(VECTOR(*size), c->count);
  c->median_size = rq_quantile_sorted(VECTOR(*size), c->count, 0.5);
  c->largest_share = c->count ? VECTOR(*size)[c->count - 1] / (double)people : NAN;
}

igraph_error_t rq_leiden(const igraph_t *graph, igraph_vector_int_t *member, igraph_vector_t *number, igraph_integer_t *count) {
  igraph_error_t code = igraph_strength(graph, number, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS, NULL);
  if (code == IGRAPH_SUCCESS) code = igraph_rng_seed(igraph_rng_default(), SEED);
  if (code != IGRAPH_SUCCESS) return code;
  /* with degrees as weights and this resolution the quality that Leiden improves is modularity */
  return igraph_community_leiden(graph, NULL, number, 1 / (2 * (double)igraph_ecount(graph)), LEIDEN_RANDOM, false, LEIDEN_ROUNDS, member,
                                 count, NULL);
}

static igraph_error_t find_communities(const igraph_t *graph, igraph_vector_int_t *member, igraph_vector_t *number, rq_communities *c) {
  igraph_integer_t count = 0;
  igraph_error_t code = rq_leiden(graph, member, number, &count);
  if (code != IGRAPH_SUCCESS) return code;
  c->count = (uint64_t)count;
  return igraph_modularity(graph, member, NULL, 1, IGRAPH_UNDIRECTED, &c->modularity);
}

rq_status rq_measure_communities(const igraph_t *graph, rq_communities *c, rq_error *error) {
  *c = (rq_communities){.modularity = NAN, .largest_share = NAN, .median_size = NAN};
  if (igraph_ecount(graph) == 0) return RQ_OK;
  igraph_vector_int_t member;
  igraph_vector_t number;
  igraph_error_t code = igraph_vector_int_init(&member, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "communities cannot be found", error);
  code = igraph_vector_init(&number, igraph_vcount(graph));
  if (code == IGRAPH_SUCCESS) {
    code = find_communities(graph, &member, &number, c);
    igraph_vector_null(&number);
    if (code == IGRAPH_SUCCESS) describe_communities(&member, &number, c);
    igraph_vector_destroy(&number);
  }
  igraph_vector_int_destroy(&member);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "communities cannot be found", error);
}

rq_status rq_measure_all_paths(const igraph_t *graph, double *mean_steps, double *betweenness, rq_error *error) {
  igraph_vector_t through;
  igraph_error_t code = igraph_vector_init(&through, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "paths cannot be measured", error);
  code = igraph_average_path_length(graph, mean_steps, NULL, IGRAPH_UNDIRECTED, true);
  if (code == IGRAPH_SUCCESS) code = igraph_betweenness(graph, &through, igraph_vss_all(), IGRAPH_UNDIRECTED, NULL);
  for (igraph_integer_t i = 0; code == IGRAPH_SUCCESS && i < igraph_vcount(graph); i++) betweenness[i] = VECTOR(through)[i];
  igraph_vector_destroy(&through);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "paths cannot be measured", error);
}
