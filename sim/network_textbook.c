/* Networks from textbooks, for studies: drawn by igraph, but small worlds, which are wanted large, by ring. What the cap on ties pushes
 * away goes to people drawn at random; blocks leave it out. */
#include "sim/network_igraph.h"
#include "sim/network_parts.h"
#include "sim/network_ring.h"
#include "sim/network_scatter.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define KARATE_PEOPLE 34u

/* ---- one call of igraph each ---- */

/* Barabasi & Albert 1999: each newcomer ties itself to half the mean degree of people; an odd half alternates. */
static igraph_error_t preferential(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  igraph_vector_int_t ties;
  igraph_error_t code = igraph_vector_int_init(&ties, people);
  if (code) return code;
  double half = settings->mean_degree / 2;
  for (uint32_t v = 0; v < people; v++) VECTOR(ties)[v] = (igraph_integer_t)(floor((v + 1) * half) - floor(v * half));
  code = igraph_barabasi_game(graph, people, 1, 0, &ties, true, 1, IGRAPH_UNDIRECTED, IGRAPH_BARABASI_PSUMTREE, NULL);
  igraph_vector_int_destroy(&ties);
  return code;
}

static igraph_error_t random_regular(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  return igraph_k_regular_game(graph, people, (igraph_integer_t)settings->mean_degree, IGRAPH_UNDIRECTED, false);
}

static igraph_error_t complete(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  (void)settings;
  return igraph_full(graph, people, IGRAPH_UNDIRECTED, false);
}

/* The distance on a square torus at which there are so many neighbours: 2 r (r + 1) are 4, 12, 24, 40, ...; 0 where none fits. */
static uint32_t torus_distance(double neighbours) {
  for (uint32_t r = 1; 2.0 * r * (r + 1) <= neighbours; r++)
    if (2.0 * r * (r + 1) == neighbours) return r;
  return 0;
}

/* The side of a rectangle of so many people that is nearest to a square; 1 for a prime number. */
static uint32_t shorter_side(uint32_t people) {
  uint32_t side = (uint32_t)sqrt((double)people);
  while (side > 1 && people % side) side--;
  return side;
}

static double neighbours(const rq_network_settings *settings) {
  return settings->kind == RQ_NET_CYCLE ? 2 : settings->kind == RQ_NET_TORUS ? 4 : settings->mean_degree;
}

/* A torus where the number of neighbours allows it, else a ring. */
static igraph_error_t lattice(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  uint32_t distance = torus_distance(neighbours(settings)), side = distance ? shorter_side(people) : 1;
  igraph_integer_t sides[2] = {side, people / side};
  bool around[2] = {true, true};
  igraph_vector_int_t dimensions = {0};
  igraph_vector_bool_t circular = {0};
  unsigned skipped = distance ? 0 : 1; /* a ring has one dimension */
  igraph_vector_int_view(&dimensions, sides + skipped, 2 - skipped);
  igraph_vector_bool_view(&circular, around, 2 - skipped);
  igraph_integer_t reach = distance ? (igraph_integer_t)distance : (igraph_integer_t)neighbours(settings) / 2;
  return igraph_square_lattice(graph, &dimensions, reach, IGRAPH_UNDIRECTED, false, &circular);
}

static igraph_error_t star(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  (void)settings;
  return igraph_star(graph, people, IGRAPH_STAR_UNDIRECTED, 0);
}

static igraph_error_t karate(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  (void)settings;
  (void)people;
  return igraph_famous(graph, "Zachary");
}

/* ---- blocks: a stochastic block model (Holland, Laskey & Leinhardt 1983) of equal groups ---- */

/* Where group g begins: sizes differ by one at most. */
static uint32_t block_begin(uint32_t people, uint32_t blocks, uint32_t g) {
  return (uint32_t)((uint64_t)people * g / blocks);
}

/* Probability of a tie so that each has `ties` among `others`. */
static double chance(double ties, double others) {
  if (others <= 0) return 0;
  return ties < others ? ties / others : 1;
}

static igraph_error_t block_game(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  uint32_t blocks = (uint32_t)settings->blocks;
  double size = (double)people / blocks, inside = settings->within * settings->mean_degree;
  igraph_matrix_t chances;
  igraph_vector_int_t sizes;
  igraph_error_t code = igraph_matrix_init(&chances, blocks, blocks);
  if (code) return code;
  code = igraph_vector_int_init(&sizes, blocks);
  if (!code) {
    igraph_matrix_fill(&chances, chance(settings->mean_degree - inside, people - size));
    for (uint32_t g = 0; g < blocks; g++) {
      MATRIX(chances, g, g) = chance(inside, size - 1);
      VECTOR(sizes)[g] = block_begin(people, blocks, g + 1) - block_begin(people, blocks, g);
    }
    code = igraph_sbm_game(graph, people, &chances, &sizes, IGRAPH_UNDIRECTED, false);
    igraph_vector_int_destroy(&sizes);
  }
  igraph_matrix_destroy(&chances);
  return code;
}

static rq_status number_blocks(const rq_network_settings *settings, uint32_t people, rq_network *network, rq_error *error) {
  uint32_t blocks = (uint32_t)settings->blocks;
  network->circle = malloc(((size_t)people + 1) * sizeof *network->circle);
  if (!network->circle) return rq_no_memory(error, "the groups of the network");
  for (uint32_t g = 0; g < blocks; g++)
    for (uint32_t v = block_begin(people, blocks, g); v < block_begin(people, blocks, g + 1); v++) network->circle[v] = g;
  return RQ_OK;
}

/* Ties inside a group are of the circle, those between groups acquaintances. */
static void add_blocks(rq_ties *ties, const igraph_t *graph, const uint32_t *block) {
  igraph_integer_t edges = igraph_ecount(graph);
  for (igraph_integer_t e = 0; e < edges; e++) {
    uint32_t a = (uint32_t)IGRAPH_FROM(graph, e), b = (uint32_t)IGRAPH_TO(graph, e);
    rq_ties_add(ties, a, b, block[a] == block[b] ? RQ_LAYER_CIRCLE : RQ_LAYER_ACQUAINTANCE);
  }
}

/* ---- what the settings must fulfil ---- */

static bool whole(double x) {
  return x == floor(x);
}

static rq_status check_degree(const rq_network_settings *settings, uint32_t people, rq_error *error) {
  double k = neighbours(settings);
  bool rows = settings->kind == RQ_NET_SMALL_WORLD || settings->kind == RQ_NET_LATTICE;
  if (rows && (!whole(k) || fmod(k, 2) != 0))
    return rq_fail(error, RQ_BAD_DATA, "population.network.mean_degree is %g; a %s needs an even number", k,
                   settings->kind == RQ_NET_LATTICE ? "lattice" : "small world");
  if (settings->kind == RQ_NET_RANDOM_REGULAR && (!whole(k) || fmod(k * people, 2) != 0))
    return rq_fail(error, RQ_BAD_DATA, "population.network.mean_degree is %g; a random regular network of %u people needs a whole number%s",
                   k, people, people % 2 ? ", an even one as people are odd in number" : "");
  bool torus = settings->kind == RQ_NET_LATTICE || settings->kind == RQ_NET_TORUS;
  uint32_t distance = torus ? torus_distance(k) : 0, side = shorter_side(people);
  if (distance && side < 2 * distance + 1)
    return rq_fail(
        error, RQ_BAD_DATA,
        "population.size is %u; so many people fill no torus of %g neighbours, which needs two sides of at least %u people, as in "
        "%u = %u x %u",
        people, k, 2 * distance + 1, (2 * distance + 1) * (2 * distance + 1), 2 * distance + 1, 2 * distance + 1);
  return RQ_OK;
}

/* Where everybody's ties are given, the cap must leave them: `most` is what the person with most of them has. */
static rq_status check_cap(const rq_network_settings *settings, const char *network, uint32_t people, uint32_t most, rq_error *error) {
  if ((int64_t)most <= settings->degree_cap) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA,
                 "population.network.degree_cap is %lld; in a %s of %u people %s %u ties (make the cap larger or the population "
                 "smaller)",
                 (long long)settings->degree_cap, network, people, settings->kind == RQ_NET_STAR ? "the one in the middle has" : "each has",
                 most);
}

static rq_status check(const rq_network_settings *settings, uint32_t people, rq_error *error) {
  rq_status status;
  switch (settings->kind) {
  case RQ_NET_KARATE:
    if (people && people != KARATE_PEOPLE)
      return rq_fail(error, RQ_BAD_DATA, "population.size is %u; the karate club has %u members (or write 0)", people, KARATE_PEOPLE);
    if (settings->degree_cap < 17)
      return rq_fail(error, RQ_BAD_DATA, "population.network.degree_cap is %lld; a member of the karate club has 17 ties",
                     (long long)settings->degree_cap);
    return RQ_OK;
  case RQ_NET_COMPLETE:
    return check_cap(settings, "complete network", people, people - 1, error);
  case RQ_NET_STAR:
    return check_cap(settings, "star", people, people - 1, error);
  case RQ_NET_CYCLE:
    if (people < 3) return rq_fail(error, RQ_BAD_DATA, "population.size is %u; a cycle needs at least 3 people", people);
    return check_cap(settings, "cycle", people, 2, error);
  case RQ_NET_BLOCKS:
    if (settings->blocks > (int64_t)people)
      return rq_fail(error, RQ_BAD_DATA, "population.network.blocks is %lld; there are only %u people", (long long)settings->blocks,
                     people);
    return RQ_OK;
  case RQ_NET_TORUS:
    status = check_cap(settings, "torus", people, 4, error);
    return status ? status : check_degree(settings, people, error);
  default:
    return check_degree(settings, people, error);
  }
}

/* ---- together ---- */

static igraph_error_t draw(igraph_t *graph, const rq_network_settings *settings, uint32_t people) {
  static igraph_error_t (*const kinds[])(igraph_t *, const rq_network_settings *, uint32_t) = {
      [RQ_NET_PREFERENTIAL] = preferential,
      [RQ_NET_RANDOM_REGULAR] = random_regular,
      [RQ_NET_LATTICE] = lattice,
      [RQ_NET_CYCLE] = lattice,
      [RQ_NET_TORUS] = lattice,
      [RQ_NET_STAR] = star,
      [RQ_NET_COMPLETE] = complete,
      [RQ_NET_BLOCKS] = block_game,
      [RQ_NET_KARATE] = karate,
  };
  return kinds[settings->kind](graph, settings, people);
}

/* The club's members are known by their numbers from 1 (Zachary 1977): 1 is the instructor, 34 the president. */
static rq_status name_members(rq_network *network, rq_error *error) {
  network->label = calloc(KARATE_PEOPLE, sizeof *network->label);
  if (!network->label) return rq_no_memory(error, "names");
  for (uint32_t v = 0; v < KARATE_PEOPLE; v++) {
    network->label[v] = malloc(4);
    if (!network->label[v]) return rq_no_memory(error, "names");
    snprintf(network->label[v], 4, "%u", (v + 1) % 100);
  }
  return RQ_OK;
}

/* Takes the ties over from igraph. */
static rq_status take_ties(const rq_network_settings *settings, rq_key key, const igraph_t *graph, rq_network *network, rq_ties *ties,
                           rq_error *error) {
  size_t edges = (size_t)igraph_ecount(graph);
  uint32_t people = (uint32_t)igraph_vcount(graph);
  rq_layer layer = (rq_layer)settings->layer;
  rq_status status = rq_ties_open(ties, people, (uint32_t)settings->degree_cap, edges, error);
  if (status) return status;
  if (settings->kind == RQ_NET_BLOCKS) {
    status = number_blocks(settings, people, network, error);
    if (!status) add_blocks(ties, graph, network->circle);
    return status;
  }
  rq_ties_add_graph(ties, graph, 0, layer);
  rq_ties_fill(ties, edges, layer, key, RQ_DRAW_FILL);
  return RQ_OK;
}

/* ---- a small world ---- */

static rq_status take_ring(const rq_network_settings *settings, rq_key key, rq_ring *ring, rq_draft *draft, rq_network *network,
                           rq_error *error) {
  rq_scatter ties;
  rq_status status = rq_scatter_open(&ties, ring->people, ring->ties, error);
  if (status) return status;
#pragma omp parallel for schedule(static)
  for (uint32_t chunk = 0; chunk < ties.chunks; chunk++) {
    size_t first = (size_t)chunk * RQ_SCATTER_CHUNK, left = ring->ties - first;
    rq_scatter_take(&ties, chunk, ring->ends + first, left < RQ_SCATTER_CHUNK ? (uint32_t)left : RQ_SCATTER_CHUNK);
  }
  rq_ring_close(ring);
  rq_scatter_pour(&ties, draft, (rq_layer)settings->layer);
  status = rq_draft_lay_out(draft, error);
  if (!status) rq_scatter_pour(&ties, draft, (rq_layer)settings->layer);
  rq_scatter_close(&ties);
  if (status) return status;
  rq_draft_settle(draft, key);
  return rq_draft_finish(draft, (rq_layer)settings->layer, NULL, NULL, key, network, error);
}

static rq_status small_world(const rq_network_settings *settings, uint32_t people, rq_key key, rq_network *network, rq_error *error) {
  uint32_t neighbours = (uint32_t)settings->mean_degree;
  rq_draft draft;
  rq_ring ring = {0};
  rq_status status = rq_draft_open(&draft, people, (uint32_t)settings->degree_cap, rq_ring_ties(people, neighbours), error);
  if (!status) status = rq_ring_open(&ring, people, neighbours, error);
  if (!status) {
    rq_ring_draw(&ring, people, neighbours, settings->rewiring, key, 0);
    status = take_ring(settings, key, &ring, &draft, network, error);
  }
  rq_ring_close(&ring);
  rq_draft_close(&draft);
  return status;
}

/* ---- the others ---- */

static rq_status drawn_by_igraph(const rq_network_settings *settings, uint32_t people, rq_key key, rq_network *network, rq_error *error) {
  rq_status status = rq_igraph_seed(key, 0, RQ_DRAW_TEXTBOOK, error);
  if (status) return status;
  igraph_t graph;
  igraph_error_t code = draw(&graph, settings, people);
  if (code) return rq_igraph_failed(code, "the network cannot be drawn", error);
  rq_ties ties = {0};
  status = take_ties(settings, key, &graph, network, &ties, error);
  igraph_destroy(&graph);
  if (!status) status = rq_ties_rows(&ties, network, NULL, error);
  rq_ties_close(&ties);
  if (!status && settings->kind == RQ_NET_KARATE) status = name_members(network, error);
  return status;
}

rq_status rq_network_textbook(const rq_network_settings *settings, uint32_t people, rq_key key, rq_network *network, rq_error *error) {
  rq_status status = check(settings, people, error);
  if (status) return status;
  return settings->kind == RQ_NET_SMALL_WORLD ? small_world(settings, people, key, network, error)
                                              : drawn_by_igraph(settings, people, key, network, error);
}
