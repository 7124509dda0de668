/* The layered network (model.md 2): households as cliques, circles as small worlds (Watts & Strogatz 1998), acquaintances by
 * static fitness with a heavy tail (Goh, Kahng & Kim 2001). People are numbered circle by circle, so that most partners are near
 * each other in memory; the members of a household are spread over the circles. */
#include "sim/arithmetic.h"
#include "sim/network_igraph.h"
#include "sim/network_parts.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#define CHUNK 131072u /* acquaintances drawn by one call of igraph: bounds the memory */

typedef struct society {
  const rq_network_settings *settings;
  rq_key key;
  uint32_t people;
  uint32_t *order;              /* people, household after household */
  uint32_t *house;              /* where each household begins in `order`; one entry more at the end */
  uint32_t houses;              /* households */
  uint32_t *circle, *household; /* the network's */
  rq_ties ties;
} society;

/* ---- who belongs together ---- */

static void draw_circles(society *s) {
  uint32_t low = (uint32_t)s->settings->circle_min, high = (uint32_t)s->settings->circle_max, begin = 0;
  for (uint32_t number = 0; begin < s->people; number++) {
    uint32_t left = s->people - begin, size = left;
    if (left >= low + high)
      size = low + (uint32_t)((float)(high - low + 1) * rq_uniform(s->key, number, 0, RQ_DRAW_CIRCLE_SIZES, 0));
    else if (left > high)
      size = left / 2;
    for (uint32_t i = 0; i < size; i++) s->circle[begin + i] = number;
    begin += size;
  }
}

/* Sizes are 1 + Binomial(household_max - 1), with the mean asked for; the last household takes who is left. */
static void draw_households(society *s) {
  void *state;
  gsl_rng generator = {rq_gsl_type, &state};
  rq_stream stream;
  unsigned others = (unsigned)s->settings->household_max - 1;
  double p = others ? (s->settings->household_mean - 1) / others : 0;
  rq_stream_open(&generator, &stream, s->key, 0, 0, RQ_DRAW_HOUSEHOLDS);
  uint32_t begin = 0;
  for (s->houses = 0; begin < s->people; s->houses++) {
    uint32_t size = 1 + gsl_ran_binomial(&generator, p, others), left = s->people - begin;
    s->house[s->houses] = begin;
    begin += size < left ? size : left;
  }
  s->house[s->houses] = s->people;

  for (uint32_t i = 0; i < s->people; i++) s->order[i] = i;
  rq_stream_open(&generator, &stream, s->key, 0, 0, RQ_DRAW_SHUFFLE);
  gsl_ran_shuffle(&generator, s->order, s->people, sizeof *s->order);
}

/* Whether the person at this place of the order shares the circle with somebody of the own household, `house`. */
static bool shares_circle(const society *s, uint32_t place, uint32_t house) {
  for (uint32_t other = s->house[house]; other < s->house[house + 1]; other++)
    if (other != place && s->circle[s->order[other]] == s->circle[s->order[place]]) return true;
  return false;
}

static void swap(uint32_t *a, uint32_t *b) {
  uint32_t was = *a;
  *a = *b;
  *b = was;
}

/* Classmates and colleagues come from different households: who shares both changes places with somebody drawn at random, where that helps. */
static void part_households(society *s) {
  for (uint32_t house = 0; house < s->houses; house++)
    for (uint32_t place = s->house[house]; place < s->house[house + 1]; place++)
      for (uint32_t draw = 0; draw < 64 && shares_circle(s, place, house); draw++) {
        uint32_t word = rq_draw(s->key, place, 0, RQ_DRAW_REPAIR, draw).v[0];
        uint32_t other = (uint32_t)(((uint64_t)word * s->people) >> 32);
        uint32_t other_house = s->household[s->order[other]];
        if (other_house == house) continue;
        swap(&s->order[place], &s->order[other]);
        if (shares_circle(s, place, house) || shares_circle(s, other, other_house)) {
          swap(&s->order[place], &s->order[other]);
          continue;
        }
        s->household[s->order[place]] = house;
        s->household[s->order[other]] = other_house;
      }
}

static void settle(society *s) {
  draw_circles(s);
  draw_households(s);
  for (uint32_t house = 0; house < s->houses; house++)
    for (uint32_t place = s->house[house]; place < s->house[house + 1]; place++) s->household[s->order[place]] = house;
  part_households(s);
}

/* ---- the layers ---- */

static uint64_t kin_pairs(const society *s) {
  uint64_t pairs = 0;
  for (uint32_t house = 0; house < s->houses; house++) {
    uint64_t size = s->house[house + 1] - s->house[house];
    pairs += size * (size - 1) / 2;
  }
  return pairs;
}

static void tie_kin(society *s) {
  for (uint32_t house = 0; house < s->houses; house++)
    for (uint32_t i = s->house[house]; i < s->house[house + 1]; i++)
      for (uint32_t j = i + 1; j < s->house[house + 1]; j++) rq_ties_add(&s->ties, s->order[i], s->order[j], RQ_LAYER_KIN);
}

/* One circle: `size` people from number `first`. Where it is too small for k neighbours all know each other. */
static rq_status tie_circle(society *s, uint32_t first, uint32_t size, rq_error *error) {
  uint32_t k = (uint32_t)s->settings->circle_neighbours;
  rq_status status = rq_igraph_seed(s->key, s->circle[first], RQ_DRAW_CIRCLES, error);
  if (status) return status;
  igraph_t graph;
  igraph_error_t code = k + 1 >= size ? igraph_full(&graph, size, IGRAPH_UNDIRECTED, false)
                                      : igraph_watts_strogatz_game(&graph, 1, size, k / 2, s->settings->rewiring, false, false);
  if (code) return rq_igraph_failed(code, "the circles cannot be drawn", error);
  rq_ties_add_graph(&s->ties, &graph, first, RQ_LAYER_CIRCLE);
  igraph_destroy(&graph);
  return RQ_OK;
}

static rq_status tie_circles(society *s, rq_error *error) {
  rq_status status = RQ_OK;
  for (uint32_t first = 0, end; first < s->people && !status; first = end) {
    for (end = first + 1; end < s->people && s->circle[end] == s->circle[first]; end++) continue;
    status = tie_circle(s, first, end - first, error);
  }
  return status;
}

/* ---- acquaintances ---- */

static float power(float base, float exponent) {
  return rq_exp(exponent * rq_log(base));
}

/* The mean of a density x^-(alpha + 1) between 1 and `ratio`. */
static float pareto_mean(float alpha, float ratio) {
  if (ratio < 1.001f) return 1;
  if (fabsf(alpha - 1) < 0.001f) return rq_log(ratio) / (1 - 1 / ratio);
  return alpha / (alpha - 1) * (1 - power(ratio, 1 - alpha)) / (1 - power(ratio, -alpha));
}

/* How many times more acquaintances the most sociable expects than the least, so that the mean is `mean` and the most `most`. */
static float tail_ratio(float alpha, float mean, float most) {
  float low = 1, high = 1e6f;
  for (int step = 0; step < 60; step++) {
    float middle = 0.5f * (low + high);
    if (pareto_mean(alpha, middle) * most / middle > mean)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Everyone's propensity to have acquaintances: a power law, cut where the cap is. */
static void draw_fitness(const society *s, size_t target, igraph_vector_t *fitness) {
  float people = (float)s->people, alpha = (float)s->settings->density_exponent - 1;
  float mean = 2 * (float)(target - s->ties.count) / people;
  float most = (float)s->ties.cap - 2 * (float)s->ties.count / people;
  float ratio = tail_ratio(alpha, mean, most), cut = 1 - power(ratio, -alpha);
  for (uint32_t i = 0; i < s->people; i++) {
    float u = rq_uniform(s->key, i, 0, RQ_DRAW_FITNESS, 0);
    VECTOR(*fitness)[i] = (double)power(1 - u * cut, -1 / alpha);
  }
}

/* One call of igraph; *added tells how many found a place. */
static rq_status tie_chunk(society *s, const igraph_vector_t *fitness, size_t target, uint32_t round, uint32_t *drawn, uint32_t *added,
                           rq_error *error) {
  size_t missing = target - s->ties.count, draws = missing + missing / 8 + 16;
  *drawn = draws < CHUNK ? (uint32_t)draws : CHUNK;
  *added = 0;
  rq_status status = rq_igraph_seed(s->key, round, RQ_DRAW_ACQUAINTANCES, error);
  if (status) return status;
  igraph_t graph;
  igraph_error_t code = igraph_static_fitness_game(&graph, *drawn, fitness, NULL, true, true);
  if (code) return rq_igraph_failed(code, "the acquaintances cannot be drawn", error);
  for (uint32_t e = 0; e < *drawn && s->ties.count < target; e++)
    *added +=
        rq_ties_add(&s->ties, (uint32_t)IGRAPH_FROM(&graph, e), (uint32_t)IGRAPH_TO(&graph, e), RQ_LAYER_ACQUAINTANCE) == RQ_TIE_ADDED;
  igraph_destroy(&graph);
  return RQ_OK;
}

/* Draws until all ties are there, as loops, doubles and what the cap forbids are lost; at last at random where hardly anything fits. */
static rq_status tie_acquaintances(society *s, size_t target, rq_error *error) {
  igraph_vector_t fitness;
  igraph_error_t code = igraph_vector_init(&fitness, s->people);
  if (code) return rq_igraph_failed(code, "the acquaintances cannot be drawn", error);
  draw_fitness(s, target, &fitness);
  rq_status status = RQ_OK;
  uint32_t drawn = 1, added = 1;
  for (uint32_t round = 0; !status && s->ties.count < target && added > drawn / 64; round++)
    status = tie_chunk(s, &fitness, target, round, &drawn, &added, error);
  igraph_vector_destroy(&fitness);
  if (!status) rq_ties_fill(&s->ties, target, RQ_LAYER_ACQUAINTANCE, s->key, RQ_DRAW_FILL);
  return status;
}

/* ---- together ---- */

static rq_status check(const rq_network_settings *settings, rq_error *error) {
  rq_status status = RQ_OK;
  if (settings->household_mean > (double)settings->household_max)
    status = rq_fail(error, RQ_BAD_DATA, "population.network.household_mean is %g; it must be at most household_max, which is %lld",
                     settings->household_mean, (long long)settings->household_max);
  if (settings->circle_min > settings->circle_max)
    status = rq_fail(error, RQ_BAD_DATA, "population.network.circle_min is %lld; it must be at most circle_max, which is %lld",
                     (long long)settings->circle_min, (long long)settings->circle_max);
  return status;
}

static rq_status tie_all(society *s, rq_network *network, rq_error *error) {
  size_t target = (size_t)(s->settings->mean_degree * s->people / 2 + 0.5);
  uint64_t inner = kin_pairs(s) + (uint64_t)s->people * (uint64_t)s->settings->circle_neighbours / 2;
  rq_status status = rq_ties_open(&s->ties, s->people, (uint32_t)s->settings->degree_cap, inner > target ? inner : target, error);
  if (status) return status;
  tie_kin(s);
  status = tie_circles(s, error);
  if (!status && s->ties.count > target)
    status = rq_fail(error, RQ_BAD_DATA,
                     "population.network.mean_degree is %g; kin and circles alone are %.1f ties a person (make circle_neighbours or "
                     "household_mean smaller)",
                     s->settings->mean_degree, 2 * (double)s->ties.count / s->people);
  if (!status) status = tie_acquaintances(s, target, error);
  if (!status) status = rq_ties_rows(&s->ties, network, NULL, error);
  return status;
}

rq_status rq_network_guanxi(const rq_network_settings *settings, uint32_t people, rq_key key, rq_network *network, rq_error *error) {
  society s = {.settings = settings, .key = key, .people = people};
  rq_status status = check(settings, error);
  if (status) return status;
  size_t bytes = ((size_t)people + 1) * sizeof(uint32_t);
  s.order = malloc(bytes);
  s.house = malloc(bytes);
  s.circle = network->circle = malloc(bytes);
  s.household = network->household = malloc(bytes);
  if (!s.order || !s.house || !s.circle || !s.household) {
    status = rq_no_memory(error, "the people of the network");
    goto out;
  }
  settle(&s);
  status = tie_all(&s, network, error);
out:
  rq_ties_close(&s.ties);
  free(s.order);
  free(s.house);
  return status;
}
