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

static const char *const partners[] = {[RECIPROCITY_SAME] = "same", [RECIPROCITY_SHUFFLED] = "shuffled", NULL};

static const rq_parameter rows[] = {
    {"again", RQ_NUMBER, AT(again), "", 0, 0.999999, "0.5", NULL, "w: chance that two people meet again, round after round"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1e6, "3", NULL, "of a favor, to its receiver"},
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1e6, "1", NULL, "of a favor, to its giver"},
    {"selection", RQ_NUMBER, AT(selection), "", 0, 1, "0.01", NULL, "weight of the payoffs in fitness: 1 - selection + selection * payoff"},
    {"start", RQ_NUMBER, AT(start), "", 0, 1, "0", NULL, "share of people who answer favors at the start; 0: one of them"},
    {"partners", RQ_CHOICE, AT(partners), "", 0, 0, "same", partners,
     "shuffled: the next round is with somebody else, who is treated as the last one treated oneself, and giving is lost"},
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

/* ---- the game ---- */

void rq_reciprocity_fitness(const reciprocity_parameters *p, uint32_t people, uint32_t count, double fitness[2]) {
  double others = people - 1.0, x = (count - 1) / others, y = count / others; /* shares of TFT among the others of a TFT, and of an ALLD */
  double rounds = 1 / (1 - p->again), cheated = p->reciprocity ? 1 : rounds;  /* in which a defector is given a favor */
  double tft = (p->benefit - p->cost) * rounds * x - p->cost * cheated * (1 - x), alld = p->benefit * cheated * y;
  if (p->partners == RECIPROCITY_SHUFFLED && p->reciprocity) {
    double given = 1 / (1 - p->again * x);
    tft = (p->benefit * x - p->cost) * given;
    alld = p->benefit * y * given;
  }
  fitness[ANSWERS] = 1 - p->selection + p->selection * tft;
  fitness[DEFECTS] = 1 - p->selection + p->selection * alld;
}

rq_status rq_reciprocity_check(const reciprocity_parameters *p, uint32_t people, rq_error *error) {
  if (people < 2) return rq_fail(error, RQ_BAD_DATA, "population.size is %u; a game needs at least 2 people", people);
  for (uint32_t end = 0; end < 2; end++) { /* monotonous in the number of TFT: the ends are enough */
    double fitness[2];
    rq_reciprocity_fitness(p, people, end ? people - 1 : 1, fitness);
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
  const reciprocity_parameters *p;
  double fitness[2]; /* now */
} society;

static void find_fitness(society *s) {
  rq_reciprocity_fitness(s->p, s->people, *s->answering, s->fitness);
}

static society society_of(const rq_world *w) {
  society s = {.way = rq_array(w, F_WAY), .answering = rq_array(w, F_ANSWERING), .people = rq_agents(w), .p = rq_parameters(w)};
  find_fitness(&s);
  return s;
}

static rq_status found(rq_world *w, const rq_network *network, rq_error *error) {
  society s = society_of(w);
  (void)network;
  rq_status status = rq_reciprocity_check(s.p, s.people, error);
  if (status) return status;
  *s.answering = s.p->start > 0 ? (uint32_t)floor(s.p->start * s.people + 0.5) : 1;
  uint32_t count[WAYS] = {[ANSWERS] = *s.answering, [DEFECTS] = s.people - *s.answering};
  rq_deal_ways(w, Q_START, count, WAYS, s.way);
  return RQ_OK;
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

/* No fitness is above it: monotonous in the number of those who answer, it is largest at one of the ends. */
static double most_fitness(const society *s) {
  double few[2], many[2];
  rq_reciprocity_fitness(s->p, s->people, 1, few);
  rq_reciprocity_fitness(s->p, s->people, s->people - 1, many);
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
    .found = found,
    .verify = verify,
};
