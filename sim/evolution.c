/* Evolution, one event after the other and all at the same time. */
#include "sim/evolution.h"
#include "sim/arithmetic.h"

const char *const rq_updatings[] = {"death_birth", "birth_death", "imitation", "comparison", NULL};

/* ---- one event after the other ---- */

/* The draws of an event. */
typedef struct luck {
  rq_key key;
  uint32_t event, week, purpose, draw, used;
  rq_words words;
} luck;

static uint32_t word(luck *l) {
  if (l->used % 4 == 0) l->words = rq_draw(l->key, l->event, l->week, l->purpose, l->draw++);
  return l->words.v[l->used++ % 4];
}

static double unit(luck *l) {
  return ((double)word(l) + 0.5) * 0x1p-32;
}

/* What an event works with. */
typedef struct arena {
  const rq_world *world;
  const rq_evolution *e;
  uint32_t people;
  luck chance;
} arena;

enum { TRIES = 32 };

/* Somebody among all but `except`, by fitness: people at random are accepted in proportion to theirs; if nobody is for long, all are gone
 * through, which gives the same probabilities. */
static uint32_t anybody_by_fitness(arena *a, uint32_t except) {
  const rq_evolution *e = a->e;
  for (int n = 0; n < TRIES; n++) {
    uint32_t person = rq_below(word(&a->chance), a->people);
    if (person != except && unit(&a->chance) * e->most < e->fitness(e->context, person)) return person;
  }
  double all = 0;
  for (uint32_t i = 0; i < a->people; i++) all += i == except ? 0 : e->fitness(e->context, i);
  double at = unit(&a->chance) * all;
  uint32_t last = RQ_NOBODY;
  for (uint32_t i = 0; i < a->people && at >= 0; i++) {
    if (i == except) continue;
    at -= e->fitness(e->context, i);
    last = i;
  }
  return last;
}

static double weight_of(const arena *a, const rq_row *row, uint32_t k) {
  return a->e->weighted ? ((const double *)rq_world_row_values(a->world, row, a->e->weight))[k] : 1;
}

/* A neighbor by weight and fitness, or, where `own` says so, the person itself by fitness; RQ_NOBODY where there is none. */
static uint32_t neighbor_by_fitness(arena *a, uint32_t person, bool own) {
  const rq_evolution *e = a->e;
  rq_row row = rq_world_row(a->world, person);
  double all = own ? e->fitness(e->context, person) : 0, at;
  for (uint32_t k = 0; k < row.count; k++) all += weight_of(a, &row, k) * e->fitness(e->context, row.target[k]);
  at = unit(&a->chance) * all;
  for (uint32_t k = 0; k < row.count; k++) {
    at -= weight_of(a, &row, k) * e->fitness(e->context, row.target[k]);
    if (at < 0) return row.target[k];
  }
  return own ? person : row.count ? row.target[row.count - 1] : RQ_NOBODY;
}

/* A neighbor by weight alone. */
static uint32_t neighbor(arena *a, uint32_t person) {
  rq_row row = rq_world_row(a->world, person);
  if (row.count == 0) return RQ_NOBODY;
  if (!a->e->weighted) return row.target[rq_below(word(&a->chance), row.count)];
  double all = 0, at;
  for (uint32_t k = 0; k < row.count; k++) all += weight_of(a, &row, k);
  at = unit(&a->chance) * all;
  for (uint32_t k = 0; k + 1 < row.count; k++) {
    at -= weight_of(a, &row, k);
    if (at < 0) return row.target[k];
  }
  return row.target[row.count - 1];
}

/* Whom `person`, whose way is to be decided, compares itself with, if it then takes over the way; else itself. */
static uint32_t better_one(arena *a, uint32_t person) {
  const rq_evolution *e = a->e;
  uint32_t other = e->well_mixed ? rq_another(word(&a->chance), person, a->people) : neighbor(a, person);
  if (other == RQ_NOBODY) return person;
  float better = (float)(e->fitness(e->context, other) - e->fitness(e->context, person));
  return unit(&a->chance) < (double)rq_logistic(better) ? other : person;
}

/* Who is followed at which place: nobody where an event comes to nothing. */
static uint32_t draw_event(arena *a, uint32_t *place) {
  bool mixed = a->e->well_mixed;
  if (a->e->updating == RQ_BIRTH_DEATH) {
    uint32_t parent = anybody_by_fitness(a, RQ_NOBODY);
    *place = mixed ? rq_below(word(&a->chance), a->people) : neighbor(a, parent);
    return *place == RQ_NOBODY ? RQ_NOBODY : parent;
  }
  *place = rq_below(word(&a->chance), a->people);
  if (a->e->updating == RQ_DEATH_BIRTH) return mixed ? anybody_by_fitness(a, *place) : neighbor_by_fitness(a, *place, false);
  if (a->e->updating == RQ_IMITATION) return mixed ? anybody_by_fitness(a, RQ_NOBODY) : neighbor_by_fitness(a, *place, true);
  return better_one(a, *place);
}

uint32_t rq_evolve(const rq_world *w, const rq_evolution *e, uint32_t events) {
  arena a = {.world = w, .e = e, .people = rq_agents(w)};
  if (a.people < 2) return 0;
  for (uint32_t n = 0; n < events; n++) {
    uint32_t place;
    a.chance = (luck){.key = rq_world_key(w), .event = n, .week = rq_week(w), .purpose = e->purpose};
    uint32_t parent = draw_event(&a, &place);
    if (parent == RQ_NOBODY || parent == place) continue;
    if (!e->follow(e->context, place, parent)) return n + 1;
  }
  return events;
}

void rq_deal_ways(const rq_world *w, uint32_t purpose, uint32_t *count, uint32_t ways, uint8_t *way) {
  uint32_t people = rq_agents(w);
  for (uint32_t i = 0; i < people; i++) {
    uint32_t left = rq_below(rq_draw(rq_world_key(w), i, 0, purpose, 0).v[0], people - i), k = 0;
    while (k + 1 < ways && left >= count[k]) left -= count[k++];
    count[k]--;
    way[i] = (uint8_t)k;
  }
}

/* ---- all at the same time ---- */

rq_change rq_imitate(uint32_t ways, const double *count, const double *payoff, double rate, bool selection) {
  rq_change change = {.ways = ways};
  double people = 0, most = 0, least = 0;
  for (uint32_t k = 0; k < ways; k++) {
    if (count[k] <= 0) continue;
    most = most > payoff[k] ? most : payoff[k];
    least = least < payoff[k] ? least : payoff[k];
    people += count[k];
  }
  for (uint32_t own = 0; own < ways; own++) {
    if (count[own] <= 0) continue;
    for (uint32_t k = 0; k < ways; k++) {
      double better = payoff[k] > payoff[own] ? (payoff[k] - payoff[own]) / (most - least) : 0;
      if (k != own && count[k] > 0) change.chance[own][k] = rate * count[k] / people * (selection ? better : 0.5);
    }
  }
  return change;
}

void rq_change_ways(const rq_block *b, const rq_change *change, uint32_t purpose, uint8_t *way) {
  static const double words = 0x1p32;
  uint64_t until[RQ_MOST_WAYS][RQ_MOST_WAYS]; /* words below it are for this way or one before it */
  uint32_t word[RQ_BLOCK];
  for (uint32_t own = 0; own < change->ways; own++) {
    double sum = 0;
    for (uint32_t k = 0; k < change->ways; k++) until[own][k] = (uint64_t)((sum += change->chance[own][k]) * words);
  }
  rq_shared_words(rq_world_key(b->world), b->first, b->count, rq_week(b->world), purpose, word);
  for (uint32_t n = 0; n < b->count; n++) {
    const uint64_t *next = until[way[b->first + n]];
    uint32_t k = 0;
    while (k < change->ways && word[n] >= next[k]) k++;
    if (k < change->ways) way[b->first + n] = (uint8_t)k;
  }
}
