/* The study of favors on networks. */
#include "analysis/coalescence.h"
#include "analysis/fixation.h"
#include "analysis/study_runs.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct settings {
  int solver;
} settings;

static const char *const solvers[] = {"auto", "direct", "iterative", NULL};
static const rq_parameter parameters[] = {
    {"solver", RQ_CHOICE, offsetof(settings, solver), "", 0, 0, "auto", solvers,
     "of coalescence times: direct up to 100 people, iterative above"},
};
static const rq_group groups[] = {
    {.path = "exact", .description = "the closed form", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "graph study", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_graph_schema, &schema, NULL};

/* The published length is the default of the model; both numbers, as it is asked below whether there is another one. */
enum { TEST = 20000, FULL = 200000 };
static const char *const test_length[] = {"replicates=20000", NULL};
static const char *const effort[] = {"seed=1", "replicates=200000", "weeks=10000", "solver=auto", "title=", NULL};
static const rq_study_alias aliases[] = {
    {"graph", "population.network.file", "population.network.kind=file"},
    {"weight", "population.network.map.weight", NULL},
    {"kind", "population.network.kind", NULL},
    {"nodes", "population.size", NULL},
    {"degree", "population.network.mean_degree", NULL},
    {"solver", "exact.solver", NULL},
    {NULL, NULL, NULL},
};

#define CRITICAL "favors pay above b/c"
#define FIXATION "one takes over"
#define SIMULATED "one takes over, simulated"
#define SHARE_SIMULATED "givers take over, simulated" /* where more than one starts */
#define CONTROL                                                                                                                            \
  { "update=birth_death", "nodes=20", "selection=0.1" }
#define SHUFFLED                                                                                                                           \
  { "kind=complete", "nodes=20", "selection=0.01" }

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
    {SIMULATED, CONTROL, RQ_BELOW, 1.0 / 20, 0, RQ_READ},
    {SIMULATED, SHUFFLED, RQ_BELOW, 1.0 / 20, 0, RQ_READ},
};

enum { SIMULATED_PEOPLE = 40 }; /* unless another number of replicates is asked for */

/* ---- runs ---- */

/* Whether givers have taken over, and whether it is decided. */
enum { WON, DECIDED, OUTCOMES };

static bool see_week(const rq_world *w, double *number) {
  number[DECIDED] = rq_tallied(w, GRAPH_FIXED, 0);
  number[WON] = number[DECIDED] > 0 && rq_tallied(w, GRAPH_GIVERS, 0) > 0;
  return number[DECIDED] == 0;
}

static const rq_runs_question question = {OUTCOMES, see_week, NULL};

static rq_status simulate(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  double *number, decided = 0;
  size_t runs = (size_t)setup->settings.replicates;
  rq_status status = rq_runs(setup, &question, &number, error);
  if (status) return status;
  for (size_t r = 0; r < runs; r++) decided += number[r * OUTCOMES + DECIDED];
  bool one = ((const graph_parameters *)setup->parameters)->start == 0;
  rq_outcome_simulated(out, one ? SIMULATED : SHARE_SIMULATED, rq_runs_share(number, runs, &question, WON), runs);
  if (decided < (double)runs)
    rq_outcome_note(out, "%.0f of %zu runs were not decided in %lld generations, and count as lost", (double)runs - decided, runs,
                    (long long)setup->settings.weeks);
  free(number);
  return RQ_OK;
}

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

static rq_status take_over(const rq_case *c, const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  const graph_parameters *p = setup->parameters;
  uint32_t people = setup->network->vertices;
  rq_error found = RQ_NO_ERROR;
  rq_status status = RQ_OK;
  double fixation = 0;
  if (setup->settings.network.kind == RQ_NET_CYCLE && p->start == 0) {
    status = rq_fixation_on_cycle(people, p, &fixation, &found);
    if (!status) rq_outcome_exact(out, FIXATION, fixation);
  }
  if (people > SIMULATED_PEOPLE && setup->settings.replicates == (c->full ? FULL : TEST))
    rq_outcome_note(out, "more than %d people are simulated only with --set replicates=...", SIMULATED_PEOPLE);
  else if (!status)
    status = simulate(setup, out, &found);
  return note_instead(status, &found, out, error);
}

/* ---- closed forms ---- */

static rq_status hand_over_ratio(const rq_case *c, const rq_network *network, const graph_parameters *p, rq_outcomes *out,
                                 rq_error *error) {
  settings s;
  rq_walk walk = {0};
  rq_coalescence times;
  rq_config_fill(c->config, &schema, &s);
  rq_status status = rq_walk_make(network, &walk, error);
  if (!status && p->update == RQ_DEATH_BIRTH) {
    status = rq_coalesce(&walk, (rq_solver)s.solver, &times, error);
    if (!status) rq_outcome_exact(out, CRITICAL, times.critical);
    if (!status) rq_outcome_exact(out, "mean meeting time of neighbors", times.t[1]);
  }
  rq_walk_free(&walk);
  return status;
}

static rq_status study(const rq_case *c, rq_setup *setup, rq_outcomes *out, rq_error *error) {
  rq_network network = {0};
  rq_status status = rq_setup_network(setup, &network, error);
  network.shared = true; /* all runs are on it, also where chance has drawn it */
  setup->network = &network;
  if (!status && network.loops) rq_outcome_note(out, "left out: %llu ties of somebody to himself", (unsigned long long)network.loops);
  if (!status && network.doubles) rq_outcome_note(out, "left out: %llu ties that are there already", (unsigned long long)network.doubles);
  if (!status) status = hand_over_ratio(c, &network, setup->parameters, out, error);
  if (!status) status = take_over(c, setup, out, error);
  if (!status) rq_outcome_exact(out, "people", network.vertices);
  if (!status) rq_outcome_exact(out, "ties", (double)network.halves / 2);
  setup->network = NULL;
  rq_network_free(&network);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  rq_status status = rq_runs_begin(c, &rq_graph_model, &setup, error);
  if (status) return status;
  status = study(c, &setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_graph = {
    .name = "graph",
    .question = "How much must a favor be worth before giving spreads along the ties of a network?",
    .citation = "Ohtsuki, Hauert, Lieberman & Nowak (2006), Nature 441:502; Allen et al. (2017), Nature 544:227",
    .note = "On a cycle 2 (N - 2) / (N - 4). A negative ratio: spite pays; none: neither pays. Chances to take over were derived, exactly. "
            "The last rows are controls, in which givers take over less often than by chance, 1 / N: favors do not pay under birth-death "
            "updating, nor among people who all meet each other.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_graph_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
