/* Communities as hubs: found by Leiden, joined until they are few enough to be read. */
#include "analysis/graph.h"
#include "analysis/picture_plan.h"
#include "sim/random.h"
#include <stdlib.h>

#define TIES 4000000u /* looked at, at most: less than a minute */
#define FIRST 1024u   /* communities that may be joined: the largest */
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
  igraph_vector_t number;
  igraph_error_t code = igraph_vector_init(&number, 0);
  if (code != IGRAPH_SUCCESS) return code;
  code = rq_leiden(graph, member, &number, count);
  igraph_vector_destroy(&number);
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

/* Communities that are being joined, and the halves between them. */
typedef struct joining {
  uint32_t count;
  double *between;  /* count x count, symmetric */
  double *ends;     /* of each: its sum */
  size_t *people;   /* 0: joined to another */
  uint32_t *became; /* which it was joined to; itself */
  bool *final;      /* nothing is tied to it */
} joining;

static rq_status joining_begin(const rq_society *s, const rq_plan *plan, uint32_t count, joining *j, rq_error *error) {
  *j = (joining){.count = count};
  j->between = calloc((size_t)count * count, sizeof *j->between);
  j->ends = calloc(count, sizeof *j->ends);
  j->people = calloc(count, sizeof *j->people);
  j->became = calloc(count, sizeof *j->became);
  j->final = calloc(count, sizeof *j->final);
  if (!j->between || !j->ends || !j->people || !j->became || !j->final) return rq_no_memory(error, "the communities");
  for (uint32_t a = 0; a < count; a++) j->became[a] = a;
  for (size_t i = 0; i < s->people; i++) {
    uint32_t a = plan->node_of[i];
    if (a == RQ_UNGROUPED) continue;
    j->people[a]++;
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      uint32_t b = plan->node_of[s->target[k]];
      if (b == RQ_UNGROUPED) continue;
      j->between[(size_t)a * count + b]++;
      j->ends[a]++;
    }
  }
  return RQ_OK;
}

static void joining_end(joining *j) {
  free(j->between);
  free(j->ends);
  free(j->people);
  free(j->became);
  free(j->final);
}

/* The smallest that something is tied to; `count` where there is none. */
static uint32_t find_smallest(const joining *j) {
  uint32_t least = j->count;
  for (uint32_t a = 0; a < j->count; a++)
    if (j->people[a] > 0 && !j->final[a] && (least == j->count || j->people[a] < j->people[least])) least = a;
  return least;
}

/* The one with the most ties to it, for so many tie ends as it has; `count` where it has none. */
static uint32_t find_nearest(const joining *j, uint32_t a) {
  uint32_t best = j->count;
  double most = 0;
  for (uint32_t b = 0; b < j->count; b++) {
    double ties = j->between[(size_t)a * j->count + b];
    if (b == a || j->people[b] == 0 || !(ties > most * j->ends[b])) continue;
    most = ties / j->ends[b];
    best = b;
  }
  return best;
}

static void join(joining *j, uint32_t a, uint32_t into) {
  size_t n = j->count;
  j->became[a] = into;
  j->people[into] += j->people[a];
  j->people[a] = 0;
  j->ends[into] += j->ends[a];
  for (size_t k = 0; k < n; k++) j->between[into * n + k] += j->between[a * n + k];
  for (size_t k = 0; k < n; k++) j->between[k * n + into] += j->between[k * n + a];
}

/* The smallest one joins the nearest, until `most` are left. */
static rq_status join_communities(const rq_society *s, uint32_t most, uint32_t count, rq_plan *plan, rq_error *error) {
  joining j;
  uint32_t left = count;
  rq_status status = joining_begin(s, plan, count, &j, error);
  while (status == RQ_OK && left > most) {
    uint32_t smallest = find_smallest(&j);
    if (smallest == count) break;
    uint32_t nearest = find_nearest(&j, smallest);
    left--;
    if (nearest == count)
      j.final[smallest] = true;
    else
      join(&j, smallest, nearest);
  }
  for (size_t i = 0; status == RQ_OK && i < plan->people; i++) {
    uint32_t at = plan->node_of[i];
    while (at != RQ_UNGROUPED && j.became[at] != at) at = j.became[at];
    plan->node_of[i] = at;
  }
  joining_end(&j);
  return status;
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
  if (status == RQ_OK && count > most) status = join_communities(s, most, count, plan, error);
  if (status == RQ_OK) status = renumber(plan, count, most, &plan->nodes, error);
  return status;
}
