/* The layered network (model.md 2): households as cliques, circles as small worlds (Watts & Strogatz 1998), acquaintances by
 * static fitness with a heavy tail (Goh, Kahng & Kim 2001). People are numbered circle by circle, so that most partners are near
 * each other in memory; the members of a household are spread over the circles. */
#include "sim/network_fitness.h"
#include "sim/network_parts.h"
#include "sim/network_ring.h"
#include "sim/network_scatter.h"
#include <stdbool.h>
#include <stdlib.h>

typedef struct society {
  const rq_network_settings *settings;
  rq_key key;
  uint32_t people;
  uint32_t *order;        /* people, household after household */
  uint32_t *house;        /* where each household begins in `order`; one entry more at the end */
  uint32_t houses;        /* households */
  uint32_t *circle_begin; /* first person of each circle; one entry more at the end */
  uint32_t circles;
  uint32_t *circle, *household; /* the network's */
  rq_urn urn;                   /* of acquaintances */
  rq_scatter acquaintances;
} society;

/* ---- who belongs together ---- */

static void draw_circles(society *s) {
  uint32_t low = (uint32_t)s->settings->circle_min, high = (uint32_t)s->settings->circle_max, begin = 0;
  for (s->circles = 0; begin < s->people; s->circles++) {
    uint32_t left = s->people - begin, size = left;
    if (left >= low + high)
      size = low + (uint32_t)((float)(high - low + 1) * rq_uniform(s->key, s->circles, 0, RQ_DRAW_CIRCLE_SIZES, 0));
    else if (left > high)
      size = left / 2;
    s->circle_begin[s->circles] = begin;
    for (uint32_t i = 0; i < size; i++) s->circle[begin + i] = s->circles;
    begin += size;
  }
  s->circle_begin[s->circles] = s->people;
}

static void swap(uint32_t *a, uint32_t *b) {
  uint32_t was = *a;
  *a = *b;
  *b = was;
}

/* Sizes are 1 + Binomial(household_max - 1), with the mean asked for. */
static uint32_t household_size(const society *s, uint32_t house) {
  int64_t others = s->settings->household_max - 1;
  uint64_t chance = others ? (uint64_t)((s->settings->household_mean - 1) / (double)others * 0x1p32) : 0;
  uint32_t size = 1;
  rq_words words = {{0}};
  for (uint32_t k = 0; k < others; k++) {
    if (k % 4 == 0) words = rq_draw(s->key, house, 0, RQ_DRAW_HOUSEHOLDS, k / 4);
    size += words.v[k % 4] < chance;
  }
  return size;
}

/* Household after household of people in an order drawn by Fisher & Yates; the last takes who is left. */
static void draw_households(society *s) {
  uint32_t begin = 0;
  for (s->houses = 0; begin < s->people; s->houses++) {
    uint32_t size = household_size(s, s->houses), left = s->people - begin;
    s->house[s->houses] = begin;
    begin += size < left ? size : left;
  }
  s->house[s->houses] = s->people;

  for (uint32_t i = 0; i < s->people; i++) s->order[i] = i;
  for (uint32_t i = s->people; i > 1; i--) {
    uint32_t word = rq_draw(s->key, i, 0, RQ_DRAW_SHUFFLE, 0).v[0];
    swap(&s->order[i - 1], &s->order[(uint64_t)word * i >> 32]);
  }
}

/* Whether the person at this place of the order shares the circle with somebody of the own household, `house`. */
static bool shares_circle(const society *s, uint32_t place, uint32_t house) {
  for (uint32_t other = s->house[house]; other < s->house[house + 1]; other++)
    if (other != place && s->circle[s->order[other]] == s->circle[s->order[place]]) return true;
  return false;
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

static uint64_t circle_pairs(const society *s) {
  uint64_t pairs = 0;
  for (uint32_t c = 0; c < s->circles; c++)
    pairs += rq_ring_ties(s->circle_begin[c + 1] - s->circle_begin[c], (uint32_t)s->settings->circle_neighbours);
  return pairs;
}

static void tie_kin(const society *s, rq_draft *draft) {
#pragma omp parallel for schedule(static)
  for (uint32_t house = 0; house < s->houses; house++)
    for (uint32_t i = s->house[house]; i < s->house[house + 1]; i++)
      for (uint32_t j = s->house[house]; j < s->house[house + 1]; j++)
        if (i != j) rq_draft_half(draft, s->order[i], s->order[j], RQ_LAYER_KIN);
}

static rq_status tie_circles(const society *s, rq_draft *draft, rq_error *error) {
  uint32_t neighbours = (uint32_t)s->settings->circle_neighbours;
  bool failed = false;
#pragma omp parallel reduction(|| : failed)
  {
    rq_ring ring;
    failed = rq_ring_open(&ring, (uint32_t)s->settings->circle_max, neighbours, NULL);
#pragma omp for schedule(dynamic, 64)
    for (uint32_t c = 0; c < s->circles; c++) {
      if (failed) continue;
      uint32_t first = s->circle_begin[c];
      rq_ring_draw(&ring, s->circle_begin[c + 1] - first, neighbours, s->settings->rewiring, s->key, c);
      for (size_t t = 0; t < ring.ties; t++)
        for (int side = 0; side < 2; side++)
          rq_draft_half(draft, first + ring.ends[t][side], first + ring.ends[t][1 - side], RQ_LAYER_CIRCLE);
    }
    rq_ring_close(&ring);
  }
  return failed ? rq_no_memory(error, "the circles of the network") : RQ_OK;
}

static void draw_acquaintances(society *s, uint32_t count) {
#pragma omp parallel for schedule(static)
  for (uint32_t chunk = 0; chunk < s->acquaintances.chunks; chunk++) {
    uint32_t ends[RQ_SCATTER_CHUNK][2], first = chunk * RQ_SCATTER_CHUNK;
    uint32_t drawn = count - first < RQ_SCATTER_CHUNK ? count - first : RQ_SCATTER_CHUNK;
    rq_urn_pairs(&s->urn, s->key, 0, first, drawn, ends);
    rq_scatter_take(&s->acquaintances, chunk, ends, drawn);
  }
}

/* A candidate for a tie that is missing. */
static void meet(const void *context, uint32_t number, uint32_t ends[2]) {
  const society *s = context;
  rq_urn_pairs(&s->urn, s->key, 1, number, 1, (uint32_t(*)[2])ends);
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

/* Once to count, and once to place. */
static rq_status tie(const society *s, rq_draft *draft, rq_error *error) {
  tie_kin(s, draft);
  rq_scatter_pour(&s->acquaintances, draft, RQ_LAYER_ACQUAINTANCE);
  return tie_circles(s, draft, error);
}

static rq_status tie_all(society *s, rq_draft *draft, rq_network *network, rq_error *error) {
  const rq_network_settings *settings = s->settings;
  uint64_t ties = (uint64_t)(settings->mean_degree * s->people / 2 + 0.5), inner = kin_pairs(s) + circle_pairs(s);
  double each = 2.0 / s->people;
  if (inner > ties)
    return rq_fail(error, RQ_BAD_DATA,
                   "population.network.mean_degree is %g; kin and circles alone are %.1f ties a person (make circle_neighbours or "
                   "household_mean smaller)",
                   settings->mean_degree, each * (double)inner);
  rq_status status = rq_draft_open(draft, s->people, (uint32_t)settings->degree_cap, ties, error);
  if (!status)
    status = rq_urn_open(&s->urn, s->people, settings->density_exponent, each * (double)(ties - inner),
                         (double)settings->degree_cap - each * (double)inner, s->key, error);
  if (!status) status = rq_scatter_open(&s->acquaintances, s->people, ties - inner, error);
  if (status) return status;
  draw_acquaintances(s, (uint32_t)(ties - inner));
  status = tie(s, draft, error);
  if (!status) status = rq_draft_lay_out(draft, error);
  if (!status) status = tie(s, draft, error);
  if (status) return status;
  rq_scatter_close(&s->acquaintances);
  rq_draft_settle(draft, s->key);
  return rq_draft_finish(draft, RQ_LAYER_ACQUAINTANCE, meet, s, s->key, network, error);
}

rq_status rq_network_guanxi(const rq_network_settings *settings, uint32_t people, rq_key key, rq_network *network, rq_error *error) {
  society s = {.settings = settings, .key = key, .people = people};
  rq_draft draft = {0};
  rq_status status = check(settings, error);
  if (status) return status;
  size_t bytes = ((size_t)people + 1) * sizeof(uint32_t);
  s.order = malloc(bytes);
  s.house = malloc(bytes);
  s.circle_begin = malloc(bytes);
  s.circle = network->circle = malloc(bytes);
  s.household = network->household = malloc(bytes);
  if (!s.order || !s.house || !s.circle_begin || !s.circle || !s.household) {
    status = rq_no_memory(error, "the people of the network");
    goto out;
  }
  settle(&s);
  status = tie_all(&s, &draft, network, error);
out:
  rq_draft_close(&draft);
  rq_urn_close(&s.urn);
  rq_scatter_close(&s.acquaintances);
  free(s.order);
  free(s.house);
  free(s.circle_begin);
  return status;
}
