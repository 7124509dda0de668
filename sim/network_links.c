/* The edges of a foreign graph as ties. A directed graph becomes undirected, but where it has arcs both ways each half keeps the
 * values of its own arc. */
#include "sim/network_foreign.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE (-1)

/* Which edge gives each half its values: entry 2 t for the half of tie t from the lower number to the higher, 2 t + 1 for the other. */
typedef struct link_set {
  rq_ties ties;
  igraph_integer_t (*edge)[2];
  bool directed;
} link_set;

static void offer(link_set *links, const igraph_t *graph, igraph_integer_t e, rq_layer layer, rq_network *network) {
  uint32_t from = (uint32_t)IGRAPH_FROM(graph, e), to = (uint32_t)IGRAPH_TO(graph, e);
  rq_offer became = rq_ties_add(&links->ties, from, to, layer);
  if (became == RQ_TIE_LOOP) {
    network->loops++;
    return;
  }
  igraph_integer_t *edge = links->edge[rq_ties_find(&links->ties, from, to)];
  unsigned way = from < to ? 0 : 1;
  if (edge[way] != NONE)
    network->doubles++;
  else
    edge[way] = e;
  if (!links->directed) edge[1 - way] = edge[way];
}

static rq_status collect(link_set *links, const igraph_t *graph, rq_layer layer, rq_network *network, rq_error *error) {
  igraph_integer_t edges = igraph_ecount(graph);
  rq_status status = rq_ties_open(&links->ties, (uint32_t)igraph_vcount(graph), UINT32_MAX, (uint64_t)edges, error);
  if (status) return status;
  links->directed = igraph_is_directed(graph);
  links->edge = calloc((size_t)edges + 1, sizeof *links->edge);
  if (!links->edge) return rq_no_memory(error, "the ties of the network");
  for (igraph_integer_t e = 0; e < edges; e++) links->edge[e][0] = links->edge[e][1] = NONE;
  for (igraph_integer_t e = 0; e < edges; e++) offer(links, graph, e, layer, network);
  for (size_t t = 0; t < links->ties.count; t++)
    for (unsigned way = 0; way < 2; way++)
      if (links->edge[t][way] == NONE) links->edge[t][way] = links->edge[t][1 - way];
  return RQ_OK;
}

static const char *name_of(const rq_network *network, uint32_t v) {
  return network->label && network->label[v] ? network->label[v] : "without a name";
}

/* The message for a value of an edge. */
static rq_status wrong(const rq_attribute *attribute, igraph_integer_t e, const char *allowed, const rq_network *network, const char *path,
                       rq_error *error) {
  uint32_t from = (uint32_t)IGRAPH_FROM(attribute->graph, e), to = (uint32_t)IGRAPH_TO(attribute->graph, e);
  bool turn = !igraph_is_directed(attribute->graph) && from > to; /* igraph keeps the higher number first, the file need not */
  uint32_t first = turn ? to : from, second = turn ? from : to;
  char *text = NULL;
  rq_status status = rq_attribute_text(attribute, e, &text, error);
  if (!status)
    status = rq_fail(error, RQ_BAD_DATA, "%s: %s of edge %lld (vertex %u, %s - vertex %u, %s) is %s; it must be %s", path, attribute->name,
                     (long long)e + 1, first + 1, name_of(network, first), second + 1, name_of(network, second), text ? text : "nothing",
                     allowed);
  free(text);
  return status;
}

static rq_status check_degrees(const link_set *links, int64_t cap, const rq_network *network, const char *path, rq_error *error) {
  for (uint32_t v = 0; v < links->ties.vertices; v++)
    if ((int64_t)links->ties.degree[v] > cap)
      return rq_fail(error, RQ_BAD_DATA, "%s: vertex %u (%s) has %u ties; population.network.degree_cap is %lld", path, v + 1,
                     name_of(network, v), links->ties.degree[v], (long long)cap);
  return RQ_OK;
}

/* ---- columns ---- */

/* RQ_LAYERS where the text names none. */
static rq_layer layer_named(const char *text) {
  static const char *const names[] = {"kin", "circle", "acquaintance"}, *const digits[] = {"0", "1", "2"};
  for (unsigned i = 0; i < RQ_LAYERS; i++)
    if (!strcmp(text, names[i]) || !strcmp(text, digits[i])) return (rq_layer)i;
  return RQ_LAYERS;
}

static rq_status take_layer(link_set *links, const rq_attribute *attribute, const rq_network *network, const char *path, rq_error *error) {
  for (size_t t = 0; attribute->name && t < links->ties.count; t++) {
    char *text;
    rq_status status = rq_attribute_text(attribute, links->edge[t][0], &text, error);
    if (status) return status;
    rq_layer layer = text ? layer_named(text) : links->ties.layer[t];
    free(text);
    if (layer == RQ_LAYERS) return wrong(attribute, links->edge[t][0], "kin, circle or acquaintance (or 0, 1 or 2)", network, path, error);
    links->ties.layer[t] = (uint8_t)layer;
  }
  return RQ_OK;
}

static rq_status take_column(const link_set *links, const rq_attribute *attribute, const uint32_t *tie_of_half, const rq_network *network,
                             const char *path, float **column, rq_error *error) {
  if (!attribute->name) return RQ_OK;
  *column = malloc((network->halves + 1) * sizeof **column);
  if (!*column) return rq_no_memory(error, "attributes");
  for (uint32_t v = 0; v < network->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) {
      igraph_integer_t e = links->edge[tie_of_half[h]][v < network->target[h] ? 0 : 1];
      double value;
      bool number = rq_attribute_number(attribute, e, &value);
      if (!number || value < 0 || value > 1) return wrong(attribute, e, "between 0 and 1", network, path, error);
      (*column)[h] = (float)value;
    }
  return RQ_OK;
}

static rq_status take_weight(const link_set *links, const rq_attribute *attribute, const uint32_t *tie_of_half, rq_network *network,
                             const char *path, rq_error *error) {
  if (!attribute->name) return RQ_OK;
  network->weight = malloc((network->halves + 1) * sizeof *network->weight);
  if (!network->weight) return rq_no_memory(error, "attributes");
  for (uint32_t v = 0; v < network->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) {
      igraph_integer_t e = links->edge[tie_of_half[h]][v < network->target[h] ? 0 : 1];
      bool number = rq_attribute_number(attribute, e, &network->weight[h]);
      if (!number || !(network->weight[h] > 0 && isfinite(network->weight[h])))
        return wrong(attribute, e, "a number above 0", network, path, error);
    }
  return RQ_OK;
}

rq_status rq_take_links(const igraph_t *graph, const rq_network_settings *settings, const char *path, rq_network *network,
                        rq_error *error) {
  static const char *const own[5][2] = {{"layer", NULL}, {"closeness", NULL}, {"affective", NULL}, {"cognitive", NULL}, {"weight", NULL}};
  const char *mapped[5] = {settings->map_layer, settings->map_closeness, settings->map_affective, settings->map_cognitive,
                           settings->map_weight};
  rq_attribute attribute[5] = {{0}};
  rq_status status = RQ_OK;
  bool alike = !settings->weighted || (settings->map_weight && !strcmp(settings->map_weight, "none"));
  for (unsigned i = settings->weighted ? 4 : 0; i < (alike ? 4u : 5u); i++) {
    rq_status found = rq_find_attribute(graph, IGRAPH_ATTRIBUTE_EDGE, mapped[i], own[i], path, &attribute[i], error);
    if (found) status = found;
  }
  link_set links = {0};
  uint32_t *tie_of_half = NULL;
  if (!status) status = collect(&links, graph, (rq_layer)settings->layer, network, error);
  if (!status) status = check_degrees(&links, settings->degree_cap, network, path, error);
  if (!status) status = take_layer(&links, &attribute[0], network, path, error);
  if (!status) status = rq_ties_rows(&links.ties, network, &tie_of_half, error);
  float **column[4] = {NULL, &network->closeness, &network->affective, &network->cognitive};
  for (unsigned i = 1; i < 4 && !status; i++) status = take_column(&links, &attribute[i], tie_of_half, network, path, column[i], error);
  if (!status) status = take_weight(&links, &attribute[4], tie_of_half, network, path, error);
  rq_ties_close(&links.ties);
  free(links.edge);
  free(tie_of_half);
  return status;
}
