/* Direct reciprocity (Nowak 2006): when does answering favors with favors take over among people who give none?
 *
 * Everybody plays the repeated donation game with everybody else: a round follows the last with probability `again`. Some play tit for tat,
 * who give in the first round and then do what was done to them; the others never give. Fitness is 1 - selection + selection * mean payoff.
 * A week is a generation of the Moran process: as many births, each by fitness and followed by a death at random, as there are people.
 * When all are alike nothing changes any more. */
#include "models/reciprocity.h"
#include <math.h>

/* ---- parameters ---- */

#define AT(field) offsetof(reciprocity_parameters, field)

static const rq_parameter rows[] = {
    {"again", RQ_NUMBER, AT(again), "", 0, 0.999999, "0.5", NULL, "w: chance that two people meet again, round after round"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1e6, "3", NULL, "of a favor, to its receiver"},
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1e6, "1", NULL, "of a favor, to its giver"},
    {"selection", RQ_NUMBER, AT(selection), "", 0, 1, "0.01", NULL, "weight of the payoffs in fitness: 1 - selection + selection * payoff"},
    {"start", RQ_NUMBER, AT(start), "", 0, 1, "0", NULL, "share of people who answer favors at the start; 0: one of them"},
    {"reciprocity", RQ_BOOLEAN, AT(reciprocity), "", 0, 0, "yes", NULL,
     "defection is answered; no: favors go on whatever the other does, and giving is lost"},
};

static const rq_group groups[] = {{.path = "reciprocity",
                                   .description = "direct reciprocity, with model: reciprocity",
                                   .parameters = rows,
                                   .parameters_count = RQ_COUNT_OF(rows)}};

static const rq_preset presets[] = {
    {"model", "reciprocity", "population.size", "20"},
    {"model", "reciprocity", "weeks", "10000"},
    {"model", "reciprocity", "replicates", "1000000"},
    {"model", "reciprocity", "population.network.kind", "small_world"},
    {"model", "reciprocity", "population.network.mean_degree", "0"},
    {"model", "reciprocity", "panel.size", "0"},
    {"model", "reciprocity", "output.part_weeks", "1000"},
};

const rq_schema rq_reciprocity_schema = {
    "reciprocity", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(reciprocity_parameters)};

/* ---- state and observables ---- */

enum { F_WAY, F_ANSWERING, FIELDS };
enum { ANSWERS, DEFECTS, WAYS };

static const rq_field fields[FIELDS] = {
    [F_WAY] = {"way", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "answers defects", 0, "plays tit for tat, or always defects"},
    [F_ANSWERING] = {"answering", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "people", NULL, 0, "people who play tit for tat"},
};

static const rq_series series[RECIPROCITY_SERIES] = {
    [RECIPROCITY_ANSWERING] = {"answering", RQ_TALLY, {0, 0}, 0, "people", "people who play tit for tat at the end of the generation"},
    [RECIPROCITY_EVENTS] = {"events", RQ_TALLY, {0, 0}, 0, "events", "births and deaths until all were alike"},
    [RECIPROCITY_FIXED] = {"fixed", RQ_TALLY, {0, 0}, 0, "", "1 where all play tit for tat, or nobody does"},
};

enum { Q_START = 1, Q_EVENT };

static void dimensions(const void *given, rq_dimension *dimension) {
  (void)given;
  (void)dimension;
}

/* ---- the game ---- */

void rq_reciprocity_payoffs(const reciprocity_parameters *p, double payoff[2][2]) {
  double rounds = 1 / (1 - p->again), cheated = p->reciprocity ? 1 : rounds; /* rounds in which a defector is given a favor */
  payoff[ANSWERS][ANSWERS] = (p->benefit - p->cost) * rounds;
  payoff[ANSWERS][DEFECTS] = -p->cost * cheated;
  payoff[DEFECTS][ANSWERS] = p->benefit * cheated;
  payoff[DEFECTS][DEFECTS] = 0;
}

void rq_reciprocity_fitness(double payoff[2][2], uint32_t people, uint32_t count, double selection, double fitness[2]) {
  double others = people - 1.0, i = count, n = people;
  fitness[0] = 1 - selection + selection * (payoff[0][0] * (i - 1) + payoff[0][1] * (n - i)) / others;
  fitness[1] = 1 - selection + selection * (payoff[1][0] * i + payoff[1][1] * (n - i - 1)) / others;
}

rq_status rq_reciprocity_check(double payoff[2][2], uint32_t people, double selection, rq_error *error) {
  if (people < 2) return rq_fail(error, RQ_BAD_DATA, "population.size is %u; a game needs at least 2 people", people);
  for (uint32_t end = 0; end < 2; end++) { /* linear: the ends are enough */
    double fitness[2];
    rq_reciprocity_fitness(payoff, people, end ? people - 1 : 1, selection, fitness);
    if (!(fitness[0] > 0 && fitness[1] > 0))
      return rq_fail(error, RQ_BAD_DATA, "selection is too strong: a fitness is %g, which is not above 0", fmin(fitness[0], fitness[1]));
  }
  return RQ_OK;
}

/* ---- the people ---- */

/* What an event works with. */
typedef struct society {
  uint8_t *way;
  uint32_t *answering, people;
  double payoff[2][2], selection, fitness[2]; /* the fitness now */
} society;

static void find_fitness(society *s) {
  rq_reciprocity_fitness(s->payoff, s->people, *s->answering, s->selection, s->fitness);
}

static society society_of(const rq_world *w) {
  const reciprocity_parameters *p = rq_parameters(w);
  society s = {.way = rq_array(w, F_WAY), .answering = rq_array(w, F_ANSWERING), .people = rq_agents(w), .selection = p->selection};
  rq_reciprocity_payoffs(p, s.payoff);
  find_fitness(&s);
  return s;
}

static rq_status found(rq_world *w, const rq_network *network, rq_error *error) {
  const reciprocity_parameters *p = rq_parameters(w);
  society s = society_of(w);
  (void)network;
  rq_status status = rq_reciprocity_check(s.payoff, s.people, s.selection, error);
  if (status) return status;
  *s.answering = p->start > 0 ? (uint32_t)floor(p->start * s.people + 0.5) : 1;
  uint32_t count[WAYS] = {[ANSWERS] = *s.answering, [DEFECTS] = s.people - *s.answering};
  rq_deal_ways(w, Q_START, count, WAYS, s.way);
  return RQ_OK;
}

static void populate(rq_block *b, const rq_network *network) {
  (void)network; /* ways have been dealt out */
  (void)b;
}

static double fitness(const void *context, uint32_t person) {
  const society *s = context;
  return s->fitness[s->way[person]];
}

static bool all_alike(const society *s) {
  return *s->answering == 0 || *s->answering == s->people;
}

static bool follow(void *context, uint32_t place, uint32_t parent) {
  society *s = context;
  *s->answering += (uint32_t)(s->way[parent] == ANSWERS) - (uint32_t)(s->way[place] == ANSWERS);
  s->way[place] = s->way[parent];
  find_fitness(s);
  return !all_alike(s);
}

/* No fitness is above it: linear in the number of those who answer, it is largest at one of the ends. */
static double most_fitness(society *s) {
  double few[2], many[2];
  rq_reciprocity_fitness(s->payoff, s->people, 1, s->selection, few);
  rq_reciprocity_fitness(s->payoff, s->people, s->people - 1, s->selection, many);
  return fmax(fmax(few[0], few[1]), fmax(many[0], many[1]));
}

static void evolve(rq_world *w) {
  society s = society_of(w);
  rq_evolution e = {.updating = RQ_BIRTH_DEATH,
                    .well_mixed = true,
                    .purpose = Q_EVENT,
                    .fitness = fitness,
                    .most = most_fitness(&s),
                    .follow = follow,
                    .context = &s};
  rq_tally_global(w, RECIPROCITY_EVENTS, 0, all_alike(&s) ? 0 : rq_evolve(w, &e, s.people));
  rq_tally_global(w, RECIPROCITY_ANSWERING, 0, *s.answering);
  rq_tally_global(w, RECIPROCITY_FIXED, 0, all_alike(&s));
}

static const rq_phase generation[] = {
    {"evolve", "as many births, by fitness, and deaths, at random, as there are people", NULL, evolve},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint8_t *way = rq_array(w, F_WAY);
  uint32_t answering = 0, told = *(const uint32_t *)rq_array(w, F_ANSWERING);
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    if (way[i] >= WAYS) return rq_fail(error, RQ_INTERNAL, "person %u has way %u", i, way[i]);
    answering += way[i] == ANSWERS;
  }
  return answering == told ? RQ_OK : rq_fail(error, RQ_INTERNAL, "%u people play tit for tat, not %u", answering, told);
}

const rq_model rq_reciprocity_model = {
    .name = "reciprocity",
    .description = "direct reciprocity",
    .schema = &rq_reciprocity_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = RECIPROCITY_SERIES,
    .phases = generation,
    .phases_count = RQ_COUNT_OF(generation),
    .fixed_ties = true,
    .dimensions = dimensions,
    .found = found,
    .populate = populate,
    .verify = verify,
};
