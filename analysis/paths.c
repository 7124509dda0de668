/* Paths over all pairs by igraph, or estimated from paths of random pairs. */
#include "analysis/paths.h"
#include "analysis/graph.h"
#include "analysis/path_search.h"
#include "sim/random.h"
#include <math.h>
#include <omp.h>
#include <stdlib.h>

enum { MOST_THREADS = 8 };
#define Z95 1.959963984540054
#define SEED ((rq_key){.seed = 1977, .replicate = 0}) /* looking has random numbers of its own */

const char *const rq_tie_group_names[RQ_TIE_GROUPS] = {"fewest ties, half", "to 90 %", "to 99 %", "most ties, 1 %"};

void rq_tie_groups(const rq_society *s, const rq_degrees *d, uint8_t *group) {
  const double bound[] = {d->quantile[2], d->quantile[4], d->quantile[6]};
  for (size_t i = 0; i < s->people; i++) {
    group[i] = 0;
    while (group[i] < RQ_TIE_GROUPS - 1 && rq_degree(s, i) > bound[group[i]]) group[i]++;
  }
}

/* ---- all pairs ---- */

static rq_status look_at_all(const rq_society *s, const uint8_t *group, rq_paths *p, rq_error *error) {
  double *betweenness = malloc((s->people + 1) * sizeof *betweenness), mean = NAN, sum[RQ_TIE_GROUPS] = {0}, all = 0;
  igraph_t graph;
  rq_status status = betweenness ? rq_graph_make(s, &graph, error) : rq_no_memory(error, "paths");
  if (status == RQ_OK) {
    status = rq_measure_all_paths(&graph, &mean, betweenness, error);
    igraph_destroy(&graph);
  }
  for (size_t i = 0; i < s->people && status == RQ_OK; i++) {
    sum[group[i]] += betweenness[i];
    all += betweenness[i];
  }
  p->pairs = p->connected;
  p->steps = (rq_estimate){mean, mean, mean};
  for (unsigned g = 0; g < RQ_TIE_GROUPS; g++) {
    double share = all > 0 ? sum[g] / all : NAN;
    p->through[g] = (rq_estimate){share, share, share};
  }
  free(betweenness);
  return status;
}

/* ---- a sample ---- */

/* The ordered pairs of each component, added up from the first on. */
static double *add_up_pairs(const rq_components *c) {
  double *until = malloc((size_t)(c->count + 1) * sizeof *until), pairs = 0;
  for (size_t k = 0; until && k < c->count; k++) {
    double people = (double)(c->begin[k + 1] - c->begin[k]);
    pairs += people * (people - 1);
    until[k] = pairs;
  }
  return until;
}

static double unit(uint32_t high, uint32_t low) {
  return ((double)(((uint64_t)high << 32 | low) >> 11) + 0.5) * 0x1p-53;
}

/* Two different people who are connected; all such pairs are equally likely. */
static void draw_pair(const rq_components *c, const double *until, uint32_t draw, uint32_t pair[2]) {
  rq_words first = rq_draw(SEED, draw, 0, 0, 0), second = rq_draw(SEED, draw, 0, 0, 1);
  double at = unit(first.v[0], first.v[1]) * until[c->count - 1];
  size_t low = 0, high = (size_t)c->count - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (until[middle] <= at)
      low = middle + 1;
    else
      high = middle;
  }
  size_t people = c->begin[low + 1] - c->begin[low];
  size_t a = (size_t)(unit(first.v[2], first.v[3]) * (double)people), b = (size_t)(unit(second.v[0], second.v[1]) * (double)(people - 1));
  if (b >= a) b++;
  pair[0] = c->member[c->begin[low] + a];
  pair[1] = c->member[c->begin[low] + b];
}

/* What was found in one draw: people between the two, by group. */
typedef struct found {
  uint32_t between[RQ_TIE_GROUPS];
} found;

static rq_status look_at_sample(const rq_society *s, const rq_components *c, const double *until, const uint8_t *group, size_t draws,
                                found *path, rq_error *error) {
  bool failed = false;
#pragma omp parallel num_threads(omp_get_max_threads() < MOST_THREADS ? omp_get_max_threads() : MOST_THREADS) reduction(|| : failed)
  {
    rq_search *search = rq_search_open(s);
    failed = !search;
#pragma omp for schedule(dynamic, 16)
    for (size_t n = 0; n < draws; n++) {
      uint32_t pair[2], between = 0;
      if (!search) continue;
      draw_pair(c, until, (uint32_t)n, pair);
      const uint32_t *person = rq_search_path(search, pair[0], pair[1], SEED, (uint32_t)n, &between);
      failed = failed || !person;
      for (uint32_t k = 0; person && k < between; k++) path[n].between[group[person[k]]]++;
    }
    rq_search_close(search);
  }
  return failed ? rq_no_memory(error, "paths") : RQ_OK;
}

/* The ratio of two means over the draws, with its interval (linearised). */
static rq_estimate ratio(const found *path, size_t draws, unsigned g) {
  double part = 0, whole = 0, squares = 0;
  for (size_t n = 0; n < draws; n++) {
    part += path[n].between[g];
    for (unsigned k = 0; k < RQ_TIE_GROUPS; k++) whole += path[n].between[k];
  }
  if (!(whole > 0)) return (rq_estimate){NAN, NAN, NAN};
  double r = part / whole;
  for (size_t n = 0; n < draws; n++) {
    double all = 0;
    for (unsigned k = 0; k < RQ_TIE_GROUPS; k++) all += path[n].between[k];
    squares += (path[n].between[g] - r * all) * (path[n].between[g] - r * all);
  }
  double half = draws > 1 ? Z95 * sqrt(squares / (double)(draws - 1) * (double)draws) / whole : NAN;
  return (rq_estimate){r, fmax(0, r - half), fmin(1, r + half)};
}

static void estimate(const found *path, size_t draws, rq_paths *p) {
  rq_moments steps = {0};
  for (size_t n = 0; n < draws; n++) {
    double between = 0;
    for (unsigned g = 0; g < RQ_TIE_GROUPS; g++) between += path[n].between[g];
    rq_moments_add(&steps, between + 1);
  }
  p->sampled = true;
  p->pairs = (double)draws;
  p->steps = rq_mean(&steps);
  for (unsigned g = 0; g < RQ_TIE_GROUPS; g++) p->through[g] = ratio(path, draws, g);
}

rq_status rq_measure_paths(const rq_society *s, const rq_components *c, const uint8_t *group, size_t draws, rq_paths *p, rq_error *error) {
  *p = (rq_paths){.steps = {NAN, NAN, NAN}};
  for (unsigned g = 0; g < RQ_TIE_GROUPS; g++) p->through[g] = (rq_estimate){NAN, NAN, NAN};
  double *until = add_up_pairs(c);
  found *path = NULL;
  rq_status status = until ? RQ_OK : rq_no_memory(error, "paths");
  if (until && c->count > 0) p->connected = until[c->count - 1];
  if (status == RQ_OK && p->connected > 0) {
    if (draws == 0 && (double)s->people * (double)s->halves <= RQ_ALL_PATHS) {
      status = look_at_all(s, group, p, error);
    } else {
      if (draws == 0) draws = RQ_SAMPLED_PATHS;
      path = calloc(draws, sizeof *path);
      status = path ? look_at_sample(s, c, until, group, draws, path, error) : rq_no_memory(error, "paths");
      if (status == RQ_OK) estimate(path, draws, p);
    }
  }
  free(until);
  free(path);
  return status;
}
