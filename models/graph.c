/* Favors on a network (Ohtsuki, Hauert, Lieberman & Nowak 2006; Allen et al. 2017): does giving spread along the ties?
 *
 * A giver pays `cost` for each tie and who is at its other end gets `benefit`, both times the weight of the tie. Fitness is
 * 1 - selection + selection * payoff. A week is a generation: as many events, one after the other, as there are people. In an event somebody's
 * way comes to somebody else's place, as `update` says (sim/evolution.h): under death-birth updating the neighbors of who dies compete for
 * the place, and giving can spread; under birth-death updating, the control, it never pays. When all are alike nothing changes any more. */
#include "models/graph.h"
#include <math.h>

/* ---- parameters ---- */

#define AT(field) offsetof(graph_parameters, field)

static const char *const payoffs[] = {[GRAPH_SUM] = "sum", [GRAPH_MEAN] = "mean", NULL};

static const rq_parameter rows[] = {
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1e6, "3", NULL, "of a favor, to its receiver"},
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1e6, "1", NULL, "of a favor, to its giver"},
    {"selection", RQ_NUMBER, AT(selection), "", 0, 1, "0.01", NULL,
     "weight of the payoffs in fitness: 1 - selection + selection * payoff; under comparison fitness is selection * payoff"},
    {"payoffs", RQ_CHOICE, AT(payoffs), "", 0, 0, "sum", payoffs,
     "over the ties: sum (Ohtsuki et al.) or mean (Allen et al., for whose ratio above which favors pay it is; on regular networks it is "
     "the same)"},
    {"update", RQ_CHOICE, AT(update), "", 0, 0, "death_birth", rq_updatings,
     "neighbors compete for the place of who died (Ohtsuki et al.); birth_death: who is born takes a neighbor's place, and favors do not "
     "pay; imitation: one keeps the own way or takes over a neighbor's, by fitness; comparison: one looks at one neighbor (Szabo & Toke "
     "1998)"},
    {"start", RQ_NUMBER, AT(start), "", 0, 1, "0", NULL, "share of givers at the start, drawn at random; 0: one giver"},
};

static const rq_group groups[] = {
    {.path = "graph", .description = "favors on a network, with model: graph", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "graph", "population.size", "20"},
    {"model", "graph", "weeks", "10000"},
    {"model", "graph", "replicates", "200000"},
    {"model", "graph", "population.network.kind", "cycle"},
    {"model", "graph", "population.network.mean_degree", "4"},
    {"model", "graph", "population.network.degree_cap", "30000"},
    {"model", "graph", "panel.size", "0"},
    {"model", "graph", "output.part_weeks", "1000"},
};

const rq_schema rq_graph_schema = {"graph", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(graph_parameters)};

/* ---- state and observables ---- */

enum { F_GIVES, F_RECEIVED, F_STRENGTH, F_WEIGHT, F_GIVERS, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_GIVES] = {"gives", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "no yes", 0, "gives favors to all to whom there is a tie"},
    [F_RECEIVED] = {"received", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "favors", NULL, 0, "weight of the ties to people who give"},
    [F_STRENGTH] = {"strength", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "favors", NULL, 0, "weight of all ties"},
    [F_WEIGHT] = {"weight", RQ_F64, RQ_PER_TIE, {0, 0}, false, true, "favors", NULL, 1, "favors that a giver does along the tie"},
    [F_GIVERS] = {"givers", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "people", NULL, 0, "people who give"},
};

static const rq_series series[GRAPH_SERIES] = {
    [GRAPH_GIVERS] = {"givers", RQ_TALLY, {0, 0}, 0, "people", "people who give at the end of the generation"},
    [GRAPH_EVENTS] = {"events", RQ_TALLY, {0, 0}, 0, "events", "events until all were alike"},
    [GRAPH_FIXED] = {"fixed", RQ_TALLY, {0, 0}, 0, "", "1 where all give, or nobody does"},
};

enum { Q_START = 1, Q_EVENT };

/* What an event works with. */
typedef struct ground {
  rq_world *world;
  const graph_parameters *p;
  uint8_t *gives;
  double *received, *strength;
  uint32_t *givers, people;
} ground;

static ground ground_of(const rq_world *w) {
  return (ground){(rq_world *)w,           rq_parameters(w),      rq_array(w, F_GIVES), rq_array(w, F_RECEIVED),
                  rq_array(w, F_STRENGTH), rq_array(w, F_GIVERS), rq_agents(w)};
}

/* ---- the start ---- */

static double strength_of(const rq_network *n, uint32_t person) {
  double sum = 0;
  for (uint64_t h = n->begin[person]; h < n->begin[person + 1]; h++) sum += n->weight ? n->weight[h] : 1;
  return sum;
}

rq_status rq_graph_check(const graph_parameters *p, double strongest, rq_error *error) {
  double least = 1 - p->selection - p->selection * p->cost * (p->payoffs == GRAPH_MEAN ? 1 : strongest);
  if (least > 0 || p->update == RQ_COMPARISON) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA,
                 "selection is too strong: who gives to all and gets nothing would have fitness %g, which is not above 0", least);
}

static rq_status found(rq_world *w, const rq_network *network, rq_error *error) {
  ground g = ground_of(w);
  double strongest = 0;
  for (uint32_t i = 0; i < g.people; i++) strongest = fmax(strongest, strength_of(network, i));
  rq_status status = rq_graph_check(g.p, strongest, error);
  if (status) return status;
  *g.givers = g.p->start > 0 ? (uint32_t)floor(g.p->start * g.people + 0.5) : 1;
  uint32_t count[2] = {g.people - *g.givers, *g.givers};
  rq_deal_ways(w, Q_START, count, 2, g.gives);
  return RQ_OK;
}

static void populate(rq_block *b, const rq_network *network) {
  ground g = ground_of(b->world);
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_row row = rq_row_of(b, i);
    double *weight = RQ_COLUMN(b->rows, row, F_WEIGHT, double);
    g.strength[i] = strength_of(network, i);
    for (uint32_t k = 0; k < row.count; k++) {
      if (network->weight) weight[k] = network->weight[network->begin[i] + k];
      if (g.gives[row.target[k]]) g.received[i] += weight[k];
    }
  }
}

/* ---- a generation ---- */

static double fitness(const void *context, uint32_t person) {
  const ground *g = context;
  const graph_parameters *p = g->p;
  double ties = g->strength[person], payoff = p->benefit * g->received[person] - (g->gives[person] ? p->cost * ties : 0);
  if (p->payoffs == GRAPH_MEAN && ties > 0) payoff /= ties;
  return p->update == RQ_COMPARISON ? p->selection * payoff : 1 - p->selection + p->selection * payoff;
}

static bool all_alike(const ground *g) {
  return *g->givers == 0 || *g->givers == g->people;
}

static bool follow(void *context, uint32_t place, uint32_t parent) {
  ground *g = context;
  uint8_t gives = g->gives[parent];
  if (g->gives[place] == gives) return true;
  rq_row row = rq_world_row(g->world, place);
  const double *weight = rq_world_row_values(g->world, &row, F_WEIGHT);
  for (uint32_t k = 0; k < row.count; k++) g->received[row.target[k]] += gives ? weight[k] : -weight[k];
  g->gives[place] = gives;
  *g->givers = gives ? *g->givers + 1 : *g->givers - 1;
  return !all_alike(g);
}

static void evolve(rq_world *w) {
  ground g = ground_of(w);
  double strongest = 0;
  for (uint32_t i = 0; i < g.people; i++) strongest = fmax(strongest, g.strength[i]);
  rq_evolution e = {
      .updating = (rq_updating)g.p->update,
      .weighted = true,
      .weight = F_WEIGHT,
      .purpose = Q_EVENT,
      .fitness = fitness,
      .most = 1 - g.p->selection + g.p->selection * g.p->benefit * (g.p->payoffs == GRAPH_MEAN ? 1 : strongest),
      .follow = follow,
      .context = &g,
  };
  uint32_t events = all_alike(&g) ? 0 : rq_evolve(w, &e, g.people);
  rq_tally_global(w, GRAPH_EVENTS, 0, events);
  rq_tally_global(w, GRAPH_GIVERS, 0, *g.givers);
  rq_tally_global(w, GRAPH_FIXED, 0, all_alike(&g));
}

static const rq_phase generation[] = {
    {"evolve", "as many events as there are people: a way of doing takes somebody's place", NULL, evolve},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  ground g = ground_of(w);
  uint32_t givers = 0;
  for (uint32_t i = 0; i < g.people; i++) {
    rq_row row = rq_world_row(w, i);
    const double *weight = rq_world_row_values(w, &row, F_WEIGHT);
    double received = 0;
    for (uint32_t k = 0; k < row.count; k++) received += g.gives[row.target[k]] ? weight[k] : 0;
    givers += g.gives[i];
    if (g.gives[i] > 1 || fabs(received - g.received[i]) > 1e-6 * g.strength[i])
      return rq_fail(error, RQ_INTERNAL, "person %u gives %u and gets %g, not %g", i, g.gives[i], g.received[i], received);
  }
  return givers == *g.givers ? RQ_OK : rq_fail(error, RQ_INTERNAL, "%u people give, not %u", givers, *g.givers);
}

const rq_model rq_graph_model = {
    .name = "graph",
    .description = "favors on a network",
    .schema = &rq_graph_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = GRAPH_SERIES,
    .phases = generation,
    .phases_count = RQ_COUNT_OF(generation),
    .weighted = true,
    .fixed_ties = true,
    .found = found,
    .populate = populate,
    .verify = verify,
};
