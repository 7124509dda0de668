/* Each measure owns its igraph vectors and gives them back; what draws is seeded just before. */
#include "analysis/network_measures.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define SEED 20u           /* looking has random numbers of its own */
#define TAIL_PEOPLE 50     /* fewer say nothing about a tail */
#define LEIDEN_ROUNDS 2    /* passes over the network; more change modularity in the third decimal */
#define LEIDEN_RANDOM 0.01 /* as in Traag, Waltman & van Eck */

const double rq_degree_quantiles[RQ_DEGREE_QUANTILES] = {0.05, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};

/* The tail by maximum likelihood from the start that fits best (Clauset, Shalizi & Newman 2009). */
static igraph_error_t fit_tail(const igraph_vector_t *sorted, rq_degrees *d) {
  igraph_integer_t people = igraph_vector_size(sorted), isolated = (igraph_integer_t)d->isolated;
  if (people - isolated < TAIL_PEOPLE) return IGRAPH_SUCCESS;
  const igraph_vector_t connected;
  igraph_vector_view(&connected, VECTOR(*sorted) + isolated, people - isolated);
  igraph_plfit_result_t fit;
  igraph_error_t code = igraph_power_law_fit(&connected, &fit, -1, false);
  if (code != IGRAPH_SUCCESS) return code;
  d->tail_exponent = fit.alpha;
  d->tail_from = fit.xmin;
  d->tail_distance = fit.D;
  return IGRAPH_SUCCESS;
}

static igraph_error_t describe_degrees(const igraph_vector_int_t *degree, igraph_vector_t *sorted, rq_degrees *d) {
  rq_moments m = {0};
  igraph_integer_t people = igraph_vector_int_size(degree);
  for (igraph_integer_t i = 0; i < people; i++) {
    VECTOR(*sorted)[i] = (double)VECTOR(*degree)[i];
    d->isolated += VECTOR(*degree)[i] == 0;
    rq_moments_add(&m, (double)VECTOR(*degree)[i]);
  }
  rq_sort_numbers(VECTOR(*sorted), (size_t)people);
  d->mean = people ? m.mean : NAN;
  d->deviation = rq_moments_deviation(&m);
  d->largest = people ? VECTOR(*sorted)[people - 1] : NAN;
  for (unsigned q = 0; q < RQ_DEGREE_QUANTILES; q++)
    d->quantile[q] = rq_quantile_sorted(VECTOR(*sorted), (size_t)people, rq_degree_quantiles[q]);
  return fit_tail(sorted, d);
}

rq_status rq_measure_degrees(const igraph_t *graph, rq_degrees *d, rq_error *error) {
  *d = (rq_degrees){.tail_exponent = NAN, .tail_from = NAN, .tail_distance = NAN};
  igraph_vector_int_t degree;
  igraph_vector_t sorted;
  igraph_error_t code = igraph_vector_int_init(&degree, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "ties cannot be counted", error);
  code = igraph_vector_init(&sorted, igraph_vcount(graph));
  if (code == IGRAPH_SUCCESS) {
    code = igraph_degree(graph, &degree, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS);
    if (code == IGRAPH_SUCCESS) code = describe_degrees(&degree, &sorted, d);
    igraph_vector_destroy(&sorted);
  }
  igraph_vector_int_destroy(&degree);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "ties cannot be counted", error);
}

rq_status rq_measure_clustering(const igraph_t *graph, rq_clustering *c, rq_error *error) {
  igraph_error_t code = igraph_transitivity_undirected(graph, &c->transitivity, IGRAPH_TRANSITIVITY_NAN);
  if (code == IGRAPH_SUCCESS) code = igraph_transitivity_avglocal_undirected(graph, &c->mean_local, IGRAPH_TRANSITIVITY_NAN);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "clustering cannot be measured", error);
}

rq_status rq_measure_components(const igraph_t *graph, rq_components *c, rq_error *error) {
  igraph_vector_int_t size;
  igraph_integer_t count = 0, people = igraph_vcount(graph);
  igraph_error_t code = igraph_vector_int_init(&size, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "components cannot be found", error);
  code = igraph_connected_components(graph, NULL, &size, &count, IGRAPH_WEAK);
  if (code == IGRAPH_SUCCESS) {
    c->count = (uint64_t)count;
    c->largest_share = people ? (double)igraph_vector_int_max(&size) / (double)people : NAN;
  }
  igraph_vector_int_destroy(&size);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "components cannot be found", error);
}

static igraph_error_t distance_from(const igraph_t *graph, igraph_integer_t source, igraph_matrix_t *steps, rq_moments *between) {
  igraph_error_t code = igraph_distances(graph, steps, igraph_vss_1(source), igraph_vss_all(), IGRAPH_ALL);
  if (code != IGRAPH_SUCCESS) return code;
  rq_moments m = {0};
  for (igraph_integer_t j = 0; j < igraph_vcount(graph); j++)
    if (j != source && isfinite(MATRIX(*steps, 0, j))) rq_moments_add(&m, MATRIX(*steps, 0, j));
  if (m.count) rq_moments_add(between, m.mean);
  return IGRAPH_SUCCESS;
}

rq_status rq_measure_distance(const igraph_t *graph, size_t sources, rq_estimate *distance, rq_error *error) {
  igraph_integer_t people = igraph_vcount(graph);
  bool all = sources >= (size_t)people;
  igraph_matrix_t steps;
  igraph_error_t code = igraph_matrix_init(&steps, 0, 0);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "distances cannot be measured", error);
  gsl_rng *draws = gsl_rng_alloc(gsl_rng_mt19937);
  if (!draws) {
    igraph_matrix_destroy(&steps);
    return rq_no_memory(error, "distances");
  }
  gsl_rng_set(draws, SEED);
  rq_moments between = {0};
  size_t count = all ? (size_t)people : sources;
  for (size_t i = 0; i < count && code == IGRAPH_SUCCESS; i++) {
    igraph_integer_t source = all ? (igraph_integer_t)i : (igraph_integer_t)gsl_rng_uniform_int(draws, (unsigned long)people);
    code = distance_from(graph, source, &steps, &between);
  }
  gsl_rng_free(draws);
  igraph_matrix_destroy(&steps);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "distances cannot be measured", error);
  *distance = rq_mean(&between);
  if (all) distance->lower = distance->upper = distance->value;
  return RQ_OK;
}

static void describe_communities(const igraph_vector_int_t *member, igraph_vector_t *size, rq_communities *c) {
  igraph_integer_t people = igraph_vector_int_size(member);
  for (igraph_integer_t i = 0; i < people; i++) VECTOR(*size)[VECTOR(*member)[i]] += 1;
  rq_sort_numbers(VECTOR(*size), c->count);
  c->median_size = rq_quantile_sorted(VECTOR(*size), c->count, 0.5);
  c->largest_share = c->count ? VECTOR(*size)[c->count - 1] / (double)people : NAN;
}

static igraph_error_t find_communities(const igraph_t *graph, igraph_vector_int_t *member, igraph_vector_t *weight, rq_communities *c) {
  igraph_vector_int_t degree;
  igraph_integer_t ties = igraph_ecount(graph), people = igraph_vcount(graph), count = 0;
  igraph_error_t code = igraph_vector_int_init(&degree, 0);
  if (code != IGRAPH_SUCCESS) return code;
  code = igraph_degree(graph, &degree, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS);
  for (igraph_integer_t i = 0; i < people && code == IGRAPH_SUCCESS; i++) VECTOR(*weight)[i] = (double)VECTOR(degree)[i];
  igraph_vector_int_destroy(&degree);
  if (code != IGRAPH_SUCCESS) return code;
  code = igraph_rng_seed(igraph_rng_default(), SEED);
  if (code != IGRAPH_SUCCESS) return code;
  /* with degrees as weights and this resolution the quality that Leiden improves is modularity */
  code = igraph_community_leiden(graph, NULL, weight, 1 / (2 * (double)ties), LEIDEN_RANDOM, false, LEIDEN_ROUNDS, member, &count, NULL);
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

rq_status rq_measure_degree_assortativity(const igraph_t *graph, double *assortativity, rq_error *error) {
  *assortativity = NAN;
  if (igraph_ecount(graph) == 0) return RQ_OK;
  igraph_error_t code = igraph_assortativity_degree(graph, assortativity, IGRAPH_UNDIRECTED);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "assortativity cannot be measured", error);
}

rq_status rq_measure_constraint(const igraph_t *graph, const uint32_t *person, size_t count, double *constraint, rq_error *error) {
  igraph_vector_int_t people;
  igraph_vector_t result;
  igraph_error_t code = igraph_vector_int_init(&people, (igraph_integer_t)count);
  if (code != IGRAPH_SUCCESS) return rq_igraph_failed(code, "brokerage cannot be measured", error);
  for (size_t i = 0; i < count; i++) VECTOR(people)[i] = (igraph_integer_t)person[i];
  code = igraph_vector_init(&result, 0);
  if (code == IGRAPH_SUCCESS) {
    code = igraph_constraint(graph, &result, igraph_vss_vector(&people), NULL);
    for (size_t i = 0; i < count && code == IGRAPH_SUCCESS; i++) constraint[i] = VECTOR(result)[i];
    igraph_vector_destroy(&result);
  }
  igraph_vector_int_destroy(&people);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "brokerage cannot be measured", error);
}

typedef struct numbered {
  uint32_t group, person;
} numbered;

static int by_group(const void *left, const void *right) {
  const numbered *a = left, *b = right;
  return a->group < b->group ? -1 : a->group > b->group;
}

/* Numbers the groups from 0 without gaps; returns how many there are. */
static size_t compact(const uint32_t *group, size_t people, numbered *order, uint32_t *number) {
  size_t groups = 0;
  for (size_t i = 0; i < people; i++) order[i] = (numbered){group[i], (uint32_t)i};
  qsort(order, people, sizeof *order, by_group);
  for (size_t i = 0; i < people; i++) {
    if (order[i].group != RQ_UNGROUPED && (i == 0 || order[i].group != order[i - 1].group)) groups++;
    number[order[i].person] = order[i].group == RQ_UNGROUPED ? RQ_UNGROUPED : (uint32_t)(groups - 1);
  }
  return groups;
}

static void count_mixing(const rq_society *s, const uint32_t *number, size_t groups, double *ends, rq_mixing *m) {
  uint64_t same = 0, halves = 0;
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1] && number[i] != RQ_UNGROUPED; k++) {
      if (number[s->target[k]] == RQ_UNGROUPED) continue;
      halves++;
      ends[number[i]] += 1;
      same += number[i] == number[s->target[k]];
    }
  *m = (rq_mixing){.assortativity = NAN, .same = NAN, .by_chance = NAN, .ties = halves / 2};
  if (halves == 0) return;
  m->by_chance = 0;
  for (size_t g = 0; g < groups; g++) m->by_chance += ends[g] / (double)halves * (ends[g] / (double)halves);
  m->same = (double)same / (double)halves;
  if (m->by_chance < 1) m->assortativity = (m->same - m->by_chance) / (1 - m->by_chance);
}

rq_status rq_measure_mixing(const rq_society *s, const uint32_t *group, rq_mixing *m, rq_error *error) {
  size_t people = s->people ? s->people : 1;
  numbered *order = malloc(people * sizeof *order);
  uint32_t *number = malloc(people * sizeof *number);
  double *ends = calloc(people, sizeof *ends);
  rq_status status = RQ_OK;
  if (!order || !number || !ends) {
    status = rq_no_memory(error, "groups of people");
  } else {
    size_t groups = compact(group, s->people, order, number);
    count_mixing(s, number, groups, ends, m);
  }
  free(order);
  free(number);
  free(ends);
  return status;
}
