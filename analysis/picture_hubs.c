/* Communities as hubs: found by Leiden, joined until they are few enough to be read. */
#include "analysis/graph.h"
#include "analysis/picture_plan.h"
#include "sim/random.h"
#include <stdlib.h>

#define TIES 4000000u /* looked at, at most: about 20 seconds */
#define FIRST 1024u   /* communities that may be joined: the largest */
#define ROUNDS 24u    /* halvings of the resolution */
#define SAMPLE 2u     /* purpose of random numbers: looking has its own */
#define SEED ((rq_key){20, 0})

/* ---- the graph ---- */

/* All ties, or of too many a random sample. */
static igraph_error_t list_edges(const rq_society *s, igraph_vector_int_t *edge) {
  double ties = (double)s->halves / 2;
  float share = (float)(TIES / ties);
  igraph_error_t code = igraph_vector_int_reserve(edge, (igraph_integer_t)(2.02 * (ties < TIES ? ties : TIES)) + 2);
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1] && code == IGRAPH_SUCCESS; k++) {
      if (s->target[k] <= i) continue;
      if (share < 1 && rq_uniform(SEED, (uint32_t)i, 0, SAMPLE, (uint32_t)(k - s->begin[i])) >= share) continue;
      code = igraph_vector_int_push_back(edge, (igraph_integer_t)i);
      if (code == IGRAPH_SUCCESS) code = igraph_vector_int_push_back(edge, (igraph_integer_t)s->target[k]);
    }
  return code;
}

static igraph_error_t make_graph(const rq_society *s, igraph_t *graph) {
  igraph_vector_int_t edge;
  igraph_error_t code = igraph_vector_int_init(&edge, 0);
  if (code != IGRAPH_SUCCESS) return code;
  code = list_edges(s, &edge);
  if (code == IGRAPH_SUCCESS) code = igraph_create(graph, &edge, (igraph_integer_t)s->people, IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&edge);
  return code;
}

static igraph_error_t leiden_members(const igraph_t *graph, igraph_vector_int_t *member, igraph_integer_t *count) {
  igraph_vector_t strength;
  igraph_error_t code = igraph_vector_init(&strength, 0);
  if (code != IGRAPH_SUCCESS) return code;
  code = igraph_strength(graph, &strength, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS, NULL);
  if (code == IGRAPH_SUCCESS) code = rq_leiden(graph, NULL, &strength, 1, member, count);
  igraph_vector_destroy(&strength);
  return code;
}

/* ---- order ---- */

typedef struct community {
  uint32_t number;
  size_t people;
} community;

static int by_size(const void *left, const void *right) {
  const community *a = left, *b = right;
  if (a->people != b->people) return a->people > b->people ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

/* Numbers the communities of node_of (below `count`) anew, the largest first, and forgets those from `most` on; returns how many are left. */
static rq_status renumber(rq_plan *plan, uint32_t count, uint32_t most, uint32_t *left, rq_error *error) {
  community *c = calloc((size_t)count + 1, sizeof *c);
  uint32_t *rank = malloc(((size_t)count + 1) * sizeof *rank);
  rq_status status = c && rank ? RQ_OK : rq_no_memory(error, "the communities");
  if (status == RQ_OK) {
    for (uint32_t k = 0; k < count; k++) c[k].number = k;
    for (size_t i = 0; i < plan->people; i++)
      if (plan->node_of[i] != RQ_UNGROUPED) c[plan->node_of[i]].people++;
    qsort(c, count, sizeof *c, by_size);
    *left = count < most ? count : most;
    while (*left > 0 && c[*left - 1].people == 0) --*left;
    for (uint32_t k = 0; k < count; k++) rank[c[k].number] = k < *left ? k : RQ_UNGROUPED;
    for (size_t i = 0; i < plan->people; i++)
      if (plan->node_of[i] != RQ_UNGROUPED) plan->node_of[i] = rank[plan->node_of[i]];
  }
  free(c);
  free(rank);
  return status;
}

/* ---- joining ---- */

/* Halves between communities, row-major. */
static void count_between(const rq_society *s, const uint32_t *node_of, uint32_t count, double *between) {
  for (size_t i = 0; i < s->people; i++) {
    if (node_of[i] == RQ_UNGROUPED) continue;
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++)
      if (node_of[s->target[k]] != RQ_UNGROUPED) between[(size_t)node_of[i] * count + node_of[s->target[k]]]++;
  }
}

/* Room for what joining needs; igraph's vectors are emptied together. */
typedef struct joining {
  igraph_vector_int_t edge, member;
  igraph_vector_t weight, strength;
} joining;

static igraph_error_t list_weights(joining *j, const double *between, uint32_t count) {
  igraph_error_t code = IGRAPH_SUCCESS;
  for (uint32_t a = 0; a < count && code == IGRAPH_SUCCESS; a++) {
    double sum = 0;
    for (uint32_t b = 0; b < count && code == IGRAPH_SUCCESS; b++) {
      double ties = between[(size_t)a * count + b];
      sum += ties;
      if (b <= a || !(ties > 0)) continue;
      code = igraph_vector_int_push_back(&j->edge, (igraph_integer_t)a);
      if (code == IGRAPH_SUCCESS) code = igraph_vector_int_push_back(&j->edge, (igraph_integer_t)b);
      if (code == IGRAPH_SUCCESS) code = igraph_vector_push_back(&j->weight, ties);
    }
    if (code == IGRAPH_SUCCESS) code = igraph_vector_push_back(&j->strength, sum);
  }
  return code;
}

/* Lowers the resolution until at most `most` are left, or nothing more can be joined. */
static igraph_error_t lower_resolution(joining *j, uint32_t count, uint32_t most, igraph_integer_t *left) {
  igraph_t graph;
  igraph_error_t code = igraph_create(&graph, &j->edge, (igraph_integer_t)count, IGRAPH_UNDIRECTED);
  if (code != IGRAPH_SUCCESS) return code;
  double resolution = 1;
  for (unsigned round = 0; round < ROUNDS && code == IGRAPH_SUCCESS; round++) {
    resolution *= 0.8;
    code = rq_leiden(&graph, &j->weight, &j->strength, resolution, &j->member, left);
    if (*left <= (igraph_integer_t)most) break;
  }
  igraph_destroy(&graph);
  return code;
}

static igraph_error_t join(joining *j, const double *between, uint32_t most, uint32_t *count, rq_plan *plan) {
  igraph_integer_t left = 0;
  igraph_error_t code = list_weights(j, between, *count);
  if (code == IGRAPH_SUCCESS) code = lower_resolution(j, *count, most, &left);
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t i = 0; i < plan->people; i++)
    if (plan->node_of[i] != RQ_UNGROUPED) plan->node_of[i] = (uint32_t)VECTOR(j->member)[plan->node_of[i]];
  *count = (uint32_t)left;
  return code;
}

static igraph_error_t joining_begin(joining *j) {
  igraph_error_t code = igraph_vector_int_init(&j->edge, 0);
  if (code == IGRAPH_SUCCESS) code = igraph_vector_int_init(&j->member, 0);
  if (code == IGRAPH_SUCCESS) code = igraph_vector_init(&j->weight, 0);
  return code == IGRAPH_SUCCESS ? igraph_vector_init(&j->strength, 0) : code;
}

static rq_status join_communities(const rq_society *s, uint32_t most, uint32_t *count, rq_plan *plan, rq_error *error) {
  double *between = calloc((size_t)*count * *count, sizeof *between);
  if (!between) return rq_no_memory(error, "the communities");
  count_between(s, plan->node_of, *count, between);
  joining j = {0}; /* igraph destroys what is zeroed */
  igraph_error_t code = joining_begin(&j);
  if (code == IGRAPH_SUCCESS) code = join(&j, between, most, count, plan);
  igraph_vector_int_destroy(&j.edge);
  igraph_vector_int_destroy(&j.member);
  igraph_vector_destroy(&j.weight);
  igraph_vector_destroy(&j.strength);
  free(between);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "the communities cannot be joined", error);
}

static rq_status find_members(const rq_society *s, rq_plan *plan, uint32_t *count, rq_error *error) {
  igraph_t graph;
  igraph_vector_int_t member;
  igraph_integer_t found = 0;
  igraph_error_t code = igraph_vector_int_init(&member, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "the communities cannot be found", error);
  code = make_graph(s, &graph);
  if (code == IGRAPH_SUCCESS) {
    plan->ties_used = (double)igraph_ecount(&graph);
    code = leiden_members(&graph, &member, &found);
    igraph_destroy(&graph);
  }
  for (size_t i = 0; code == IGRAPH_SUCCESS && i < s->people; i++) plan->node_of[i] = (uint32_t)VECTOR(member)[i];
  *count = (uint32_t)found;
  igraph_vector_int_destroy(&member);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "the communities cannot be found", error);
}

/* Without ties everybody is alone: the first ones are shown. */
static void alone(rq_plan *plan, uint32_t most) {
  for (size_t i = 0; i < plan->people && i < most; i++) plan->node_of[i] = plan->nodes++;
}

rq_status rq_plan_hubs(const rq_society *s, uint32_t most, rq_plan *plan, rq_error *error) {
  uint32_t count = 0;
  if (s->halves == 0) {
    alone(plan, most);
    return RQ_OK;
  }
  rq_status status = find_members(s, plan, &count, error);
  if (status == RQ_OK) status = renumber(plan, count, FIRST, &count, error);
  if (status == RQ_OK && count > most) status = join_communities(s, most, &count, plan, error);
  if (status == RQ_OK) status = renumber(plan, count, most, &plan->nodes, error);
  return status;
}
