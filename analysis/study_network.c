/* Networks for studies, from files and textbooks. */
#include "analysis/study_network.h"
#include <stdlib.h>

const char *const rq_graph_kinds[] = {"cycle",        "torus",       "complete", "star", "random_regular",
                                      "preferential", "small_world", "karate",   NULL};

/* Person 0 is tied to all others. */
static rq_status make_star(uint32_t nodes, rq_network *network, rq_error *error) {
  *network = (rq_network){.vertices = nodes, .halves = 2 * ((uint64_t)nodes - 1)};
  network->begin = malloc(((size_t)nodes + 1) * sizeof *network->begin);
  network->target = malloc((network->halves + 1) * sizeof *network->target);
  if (!network->begin || !network->target) return rq_no_memory(error, "a star");
  network->begin[0] = 0;
  for (uint32_t v = 0; v < nodes; v++) {
    network->begin[v + 1] = nodes - 1 + (uint64_t)v;
    if (v == 0) continue;
    network->target[v - 1] = v;
    network->target[nodes - 2 + (uint64_t)v] = 0;
  }
  return RQ_OK;
}

/* Whether so many people fill a rectangle with sides of at least 3. */
static bool fills_torus(int64_t nodes) {
  for (int64_t side = 3; side * side <= nodes; side++)
    if (nodes % side == 0) return true;
  return false;
}

/* What the generators of networks would say in words of population.network. */
static rq_status check(const rq_study_network *n, const rq_case *c, rq_error *error) {
  static const uint32_t least[] = {[RQ_CYCLE] = 3, [RQ_TORUS] = 9};
  rq_error found = RQ_NO_ERROR;
  bool by_degree = n->kind == RQ_REGULAR || n->kind == RQ_PREFERENTIAL || n->kind == RQ_SMALL_WORLD;
  if (n->kind <= RQ_TORUS && n->nodes < least[n->kind])
    rq_fail(&found, RQ_BAD_DATA, "nodes: %lld are too few for a %s; it must be at least %u", (long long)n->nodes, rq_graph_kinds[n->kind],
            least[n->kind]);
  else if (n->kind == RQ_TORUS && !fills_torus(n->nodes))
    rq_fail(&found, RQ_BAD_DATA, "nodes: %lld people fill no torus; it must be a product of two numbers from 3 on", (long long)n->nodes);
  if (by_degree && n->degree > (double)n->nodes - 1)
    rq_fail(&found, RQ_BAD_DATA, "degree: among %lld people it can be %lld at most", (long long)n->nodes, (long long)n->nodes - 1);
  rq_status status = found.count ? rq_config_blame(c->config, &found, error) : RQ_OK;
  rq_error_free(&found);
  return status;
}

rq_status rq_study_network_build(const rq_study_network *n, const rq_case *c, rq_network *network, rq_outcomes *out, rq_error *error) {
  static const int kinds[] = {[RQ_CYCLE] = RQ_NET_LATTICE,
                              [RQ_TORUS] = RQ_NET_LATTICE,
                              [RQ_COMPLETE] = RQ_NET_COMPLETE,
                              [RQ_REGULAR] = RQ_NET_RANDOM_REGULAR,
                              [RQ_PREFERENTIAL] = RQ_NET_PREFERENTIAL,
                              [RQ_SMALL_WORLD] = RQ_NET_SMALL_WORLD,
                              [RQ_KARATE] = RQ_NET_KARATE};
  *network = (rq_network){0};
  bool file = n->graph && *n->graph;
  if (!file) {
    rq_status status = check(n, c, error);
    if (status) return status;
    if (n->kind == RQ_STAR) return make_star((uint32_t)n->nodes, network, error);
  }
  rq_network_settings settings = {
      .kind = file ? RQ_NET_FILE : kinds[n->kind],
      .mean_degree = n->kind == RQ_CYCLE   ? 2
                     : n->kind == RQ_TORUS ? 4
                                           : n->degree,
      .degree_cap = INT32_MAX,
      .rewiring = 0.1,
      .layer = RQ_LAYER_ACQUAINTANCE,
      .file = n->graph,
      .weighted = true,
      .map_weight = n->weight,
  };
  uint32_t people = file || n->kind == RQ_KARATE ? 0 : (uint32_t)n->nodes;
  rq_status status = rq_network_build(&settings, people, rq_case_key(c), rq_config_folder(c->config), network, error);
  if (!status && network->loops) rq_outcome_note(out, "left out: %llu ties of somebody to himself", (unsigned long long)network->loops);
  if (!status && network->doubles) rq_outcome_note(out, "left out: %llu ties that are there already", (unsigned long long)network->doubles);
  return status;
}
