/* The study of favors on networks. */
#include "analysis/coalescence.h"
#include "analysis/fixation.h"
#include "analysis/study_network.h"
#include <math.h>
#include <string.h>

typedef struct settings {
  rq_study_network network;
  rq_giving game;
  int update, solver, payoffs;
} settings;

#define AT(field) offsetof(settings, field)

static const char *const updates[] = {"death_birth", "birth_death", NULL};
static const char *const payoffs[] = {"sum", "mean", NULL};
static const char *const solvers[] = {"auto", "direct", "iterative", NULL};

static const rq_parameter parameters[] = {
    RQ_STUDY_NETWORK_ROWS(settings, network, "cycle"),
    {"benefit", RQ_NUMBER, AT(game.benefit), "", 0, 1e6, "3", NULL, "of a favor, to its receiver; in the simulation"},
    {"cost", RQ_NUMBER, AT(game.cost), "", 0, 1e6, "1", NULL, "of a favor, to its giver"},
    {"selection", RQ_NUMBER, AT(game.selection), "", 0, 1, "0.01", NULL,
     "weight of the payoffs in fitness: 1 - selection + selection * payoffs"},
    {"payoffs", RQ_CHOICE, AT(payoffs), "", 0, 0, "sum", payoffs,
     "over the ties: sum (Ohtsuki et al.) or mean (Allen et al., for whose ratio above which favors pay it is; on regular networks it is "
     "the same)"},
    {"update", RQ_CHOICE, AT(update), "", 0, 0, "death_birth", updates,
     "neighbors compete for the place of who died (Ohtsuki et al.); or who is born takes a neighbor's place, and favors do not pay"},
    {"solver", RQ_CHOICE, AT(solver), "", 0, 0, "auto", solvers, "of coalescence times: direct up to 100 people, iterative above"},
};

static const rq_group groups[] = {
    {.path = "", .description = "favors on a network", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "graph", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "solver=auto", NULL};

#define CRITICAL "favors pay above b/c"
#define FIXATION "one takes over"
#define SIMULATED "one takes over, simulated"

static const rq_published published[] = {
    {CRITICAL, {"nodes=20"}, RQ_EXACT, 36.0 / 16, 1e-9, RQ_READ},
    {CRITICAL, {"nodes=50"}, RQ_EXACT, 96.0 / 46, 1e-9, RQ_READ},
    {CRITICAL, {"nodes=200"}, RQ_EXACT, 396.0 / 196, 1e-6, RQ_READ},
    {CRITICAL, {"kind=torus", "nodes=25"}, RQ_EXACT, 5.4118, 5e-5, RQ_DERIVED},
    {CRITICAL, {"kind=complete", "nodes=10"}, RQ_EXACT, -9, 1e-9, RQ_READ},
    {CRITICAL, {"kind=star", "nodes=10"}, RQ_EXACT, INFINITY, 0, RQ_READ},
    {FIXATION, {"nodes=20", "selection=0.01"}, RQ_EXACT, 0.052982, 5e-7, RQ_DERIVED},
    {FIXATION, {"nodes=20", "selection=0.1"}, RQ_EXACT, 0.075930, 5e-7, RQ_DERIVED},
    {SIMULATED, {"nodes=20", "selection=0.01"}, RQ_EXACT, 0.052982, 0, RQ_DERIVED},
    {SIMULATED, {"nodes=20", "selection=0.1"}, RQ_EXACT, 0.075930, 0, RQ_DERIVED},
};

enum { SIMULATED_PEOPLE = 40 }; /* unless replicates are asked for */

/* What cannot be computed for this game alone is said below the table. */
static rq_status note_instead(rq_status status, rq_error *found, rq_outcomes *out, rq_error *error) {
  if (status == RQ_BAD_DATA) {
    rq_outcome_note(out, "no chance to take over: %.*s", (int)strcspn(found->text, "\n"), found->text);
    status = RQ_OK;
  } else if (status) {
    rq_fail(error, status, "%.*s", (int)strcspn(found->text, "\n"), found->text);
  }
  rq_error_free(found);
  return status;
}

static rq_status take_over(const rq_case *c, const settings *s, const rq_network *network, const rq_walk *walk, bool cycle,
                           rq_outcomes *out, rq_error *error) {
  rq_error found = RQ_NO_ERROR;
  rq_status status = RQ_OK;
  bool few = network->vertices <= SIMULATED_PEOPLE;
  uint32_t replicates = rq_case_replicates(c, few ? 20000 : 0, few ? 200000 : 0);
  double fixation = 0;
  rq_estimate share = {0};
  if (cycle) status = rq_fixation_on_cycle(network->vertices, &s->game, &fixation, &found);
  if (cycle && !status) rq_outcome_exact(out, FIXATION, fixation);
  if (!replicates)
    rq_outcome_note(out, "more than %d people are simulated only with --set replicates=...", SIMULATED_PEOPLE);
  else if (!status)
    status = rq_fixation_simulate(network, walk, &s->game, rq_case_key(c), replicates, &share, &found);
  if (replicates && !status) rq_outcome_simulated(out, SIMULATED, share, replicates);
  return note_instead(status, &found, out, error);
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_network network;
  rq_walk walk = {0};
  rq_coalescence times;
  rq_config_fill(c->config, &schema, &s);
  s.game.update = (rq_update)s.update;
  s.game.mean = s.payoffs;
  bool cycle = s.network.kind == RQ_CYCLE && !(s.network.graph && *s.network.graph);
  rq_status status = rq_study_network_build(&s.network, c, &network, out, error);
  if (!status) status = rq_walk_make(&network, &walk, error);
  if (!status && s.game.update == RQ_DEATH_BIRTH) {
    status = rq_coalesce(&walk, (rq_solver)s.solver, &times, error);
    if (!status) rq_outcome_exact(out, CRITICAL, times.critical);
    if (!status) rq_outcome_exact(out, "mean meeting time of neighbors", times.t[1]);
  }
  if (!status) status = take_over(c, &s, &network, &walk, cycle, out, error);
  if (!status) rq_outcome_exact(out, "people", network.vertices);
  if (!status) rq_outcome_exact(out, "ties", (double)network.halves / 2);
  rq_walk_free(&walk);
  rq_network_free(&network);
  return status;
}

const rq_study rq_study_graph = {
    .name = "graph",
    .question = "How much must a favor be worth before giving spreads along the ties of a network?",
    .citation = "Ohtsuki, Hauert, Lieberman & Nowak (2006), Nature 441:502; Allen et al. (2017), Nature 544:227",
    .note = "On a cycle 2 (N - 2) / (N - 4). A negative ratio: spite pays; none: neither pays. Chances to take over were derived, exactly.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
