/* Evolution on a network, one death and birth at a time. */
#include "analysis/fixation.h"
#include "analysis/replicates.h"
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct arena {
  const rq_network *network;
  const rq_walk *walk;
  rq_giving game;
} arena;

/* The state of one replicate. */
typedef struct course {
  const arena *a;
  uint8_t *gives;
  double *given; /* weight of the ties to givers */
  uint32_t givers;
} course;

static double weight_of(const arena *a, uint64_t half) {
  return a->network->weight ? a->network->weight[half] : 1;
}

static double fitness(const course *c, uint32_t v) {
  const rq_giving *g = &c->a->game;
  double ties = c->a->walk->strength[v], payoff = g->benefit * c->given[v] - (c->gives[v] ? g->cost * ties : 0);
  return 1 - g->selection + g->selection * payoff / (g->mean ? ties : 1);
}

static void become(course *c, uint32_t v, uint8_t gives) {
  if (c->gives[v] == gives) return;
  double sign = gives ? 1 : -1;
  const rq_network *n = c->a->network;
  for (uint64_t h = n->begin[v]; h < n->begin[v + 1]; h++) c->given[n->target[h]] += sign * weight_of(c->a, h);
  c->gives[v] = gives;
  c->givers = gives ? c->givers + 1 : c->givers - 1;
}

/* A neighbor of v, by tie alone or also by fitness. */
static uint32_t draw_neighbor(const course *c, uint32_t v, bool by_fitness, const gsl_rng *chance) {
  const rq_network *n = c->a->network;
  uint64_t first = n->begin[v], past = n->begin[v + 1];
  double all = 0;
  for (uint64_t h = first; h < past; h++) all += weight_of(c->a, h) * (by_fitness ? fitness(c, n->target[h]) : 1);
  double at = gsl_rng_uniform(chance) * all;
  for (uint64_t h = first; h + 1 < past; h++) {
    at -= weight_of(c->a, h) * (by_fitness ? fitness(c, n->target[h]) : 1);
    if (at < 0) return n->target[h];
  }
  return n->target[past - 1];
}

static uint32_t draw_parent(const course *c, const gsl_rng *chance) {
  double all = 0;
  uint32_t people = c->a->network->vertices;
  for (uint32_t v = 0; v < people; v++) all += fitness(c, v);
  double at = gsl_rng_uniform(chance) * all;
  for (uint32_t v = 0; v + 1 < people; v++) {
    at -= fitness(c, v);
    if (at < 0) return v;
  }
  return people - 1;
}

static void takes_over(const void *context, const gsl_rng *chance, double *does) {
  const arena *a = context;
  uint32_t people = a->network->vertices;
  course c = {a, calloc(people, 1), calloc(people, sizeof *c.given), 0};
  *does = NAN;
  if (c.gives && c.given) {
    become(&c, (uint32_t)gsl_rng_uniform_int(chance, people), 1);
    while (c.givers > 0 && c.givers < people) {
      if (a->game.update == RQ_DEATH_BIRTH) {
        uint32_t dead = (uint32_t)gsl_rng_uniform_int(chance, people);
        become(&c, dead, c.gives[draw_neighbor(&c, dead, true, chance)]);
      } else {
        uint32_t parent = draw_parent(&c, chance);
        become(&c, draw_neighbor(&c, parent, false, chance), c.gives[parent]);
      }
    }
    *does = c.givers > 0;
  }
  free(c.gives);
  free(c.given);
}

/* The least fit could be a giver among takers: that fitness must not be below 0. */
static rq_status check_selection(double strongest, const rq_giving *g, rq_error *error) {
  double least = 1 - g->selection - g->selection * g->cost * strongest;
  if (least > 0) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA,
                 "selection is too strong: who gives to all and gets nothing would have fitness %g, which is not above 0", least);
}

rq_status rq_fixation_simulate(const rq_network *network, const rq_walk *walk, const rq_giving *game, rq_key key, uint32_t replicates,
                               rq_estimate *share, rq_error *error) {
  double strongest = 0;
  for (uint32_t v = 0; v < network->vertices; v++) strongest = fmax(strongest, walk->strength[v]);
  rq_status status = check_selection(game->mean ? 1 : strongest, game, error);
  arena a = {network, walk, *game};
  return status ? status : rq_replicates_share(takes_over, &a, key, RQ_DRAW_FIXATION, replicates, share, error);
}

/* ---- the cycle ---- */

/* Fitness of who gives or not and has so many givers (0, 1, 2) beside him. */
static double beside(const rq_giving *g, bool gives, unsigned givers) {
  double payoff = g->benefit * givers - (gives ? 2 * g->cost : 0);
  return 1 - g->selection + g->selection * payoff / (g->mean ? 2 : 1);
}

/* Chance per event that the row of `i` givers among n grows (or shrinks, seen from the others' side: `givers` is who grows). */
static double grows(const rq_giving *g, uint32_t i, uint32_t n, bool givers) {
  uint32_t others = n - i;                                            /* the other side's number; i is that of the side that grows */
  double end = beside(g, givers, givers ? (i > 1) : (i > 1 ? 1 : 2)); /* the last of the growing row */
  /* Born at one of two ends and placed outside with probability 1/2, or at the only one, who has both neighbors outside: the same. */
  if (g->update == RQ_BIRTH_DEATH) return end;
  if (others == 1) return 1; /* who dies has neighbors of one kind only */
  /* One of the two others at the ends dies; beside him are the end of the row, and another one. */
  double rival = beside(g, !givers, givers ? (others == 2) : (others == 2 ? 1 : 2));
  return 2 * end / (end + rival);
}

rq_status rq_fixation_on_cycle(uint32_t people, const rq_giving *g, double *probability, rq_error *error) {
  rq_status status = check_selection(g->mean ? 1 : 2, g, error);
  double sum = 1, product = 1;
  for (uint32_t i = 1; i < people && !status; i++) {
    product *= grows(g, people - i, people, false) / grows(g, i, people, true);
    sum += product;
  }
  *probability = 1 / sum;
  return status;
}
