/* From settings to a network. */
#include "sim/network.h"
#include "sim/network_parts.h"
#include <stdbool.h>
#include <stdlib.h>

static bool drawn_by_degree(int kind) {
  return kind < RQ_NET_CYCLE || kind == RQ_NET_BLOCKS;
}

bool rq_network_by_chance(const rq_network_settings *settings) {
  return drawn_by_degree(settings->kind) && settings->kind != RQ_NET_LATTICE && settings->mean_degree > 0;
}

/* What all kinds that are drawn need. */
static rq_status check(const rq_network_settings *settings, uint32_t people, rq_error *error) {
  bool brings_people = settings->kind == RQ_NET_KARATE || settings->kind == RQ_NET_FILE;
  if (settings->kind != RQ_NET_FILE && settings->file && *settings->file)
    return rq_fail(error, RQ_BAD_DATA, "population.network.file is '%s', which only population.network.kind: file reads", settings->file);
  if (!people && !brings_people)
    return rq_fail(error, RQ_BAD_DATA, "population.size is 0; it must be at least 1 unless the network brings its people");
  if (!drawn_by_degree(settings->kind)) return RQ_OK;
  if (settings->mean_degree > (double)settings->degree_cap)
    return rq_fail(error, RQ_BAD_DATA, "population.network.mean_degree is %g; it must be at most degree_cap, which is %lld",
                   settings->mean_degree, (long long)settings->degree_cap);
  if (settings->mean_degree > people - 1.0)
    return rq_fail(error, RQ_BAD_DATA, "population.network.mean_degree is %g; among %u people it can be %u at most", settings->mean_degree,
                   people, people - 1);
  return RQ_OK;
}

rq_status rq_network_build(const rq_network_settings *settings, uint32_t people, rq_key key, const char *folder, rq_network *network,
                           rq_error *error) {
  *network = (rq_network){0};
  rq_status status = check(settings, people, error);
  if (status) return status;
  if (settings->kind == RQ_NET_GUANXI)
    status = rq_network_guanxi(settings, people, key, network, error);
  else if (settings->kind == RQ_NET_FILE)
    status = rq_network_read(settings, people, folder, network, error);
  else
    status = rq_network_textbook(settings, people, key, network, error);
  if (status) rq_network_free(network);
  return status;
}

/* An array with fewer entries; where it cannot become smaller it stays as it is. */
static void *shortened(void *array, uint64_t entries, size_t size) {
  void *shorter = array ? realloc(array, (entries + 1) * size) : NULL;
  return shorter ? shorter : array;
}

void rq_network_cut(rq_network *n, uint32_t first) {
  if (n->shared) return;
  n->halves = n->begin[first];
  n->begin = shortened(n->begin, first, sizeof *n->begin);
  n->target = shortened(n->target, n->halves, sizeof *n->target);
  n->layer = shortened(n->layer, n->halves, sizeof *n->layer);
  n->closeness = shortened(n->closeness, n->halves, sizeof *n->closeness);
  n->affective = shortened(n->affective, n->halves, sizeof *n->affective);
  n->cognitive = shortened(n->cognitive, n->halves, sizeof *n->cognitive);
  n->weight = shortened(n->weight, n->halves, sizeof *n->weight);
}

static void free_names(char **names, uint32_t count) {
  for (uint32_t v = 0; names && v < count; v++) free(names[v]);
  free(names);
}

void rq_network_free(rq_network *network) {
  free_names(network->label, network->vertices);
  free_names(network->generation, network->vertices);
  free(network->begin);
  free(network->target);
  free(network->layer);
  free(network->household);
  free(network->circle);
  free(network->skill);
  free(network->price_sensitivity);
  free(network->closeness);
  free(network->affective);
  free(network->cognitive);
  free(network->weight);
  *network = (rq_network){0};
}
