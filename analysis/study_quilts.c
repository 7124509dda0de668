/* The study of social quilts. */
#include "analysis/quilts.h"
#include "analysis/study_runs.h"
#include <math.h>
#include <stdlib.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_quilts_schema, NULL};
static const rq_study_alias aliases[] = {
    {"graph", "population.network.file", "population.network.kind=file"},
    {"kind", "population.network.kind", NULL},
    {"nodes", "population.size", NULL},
    {"degree", "population.network.mean_degree", NULL},
    {"weight", "population.network.map.weight", NULL},
    {NULL, NULL, NULL},
};
static const char *const effort[] = {"seed=1", "replicates=1", "weeks=100", "title=", NULL};

#define FRIENDS "friends behind a favor"
#define PEOPLE "people left of the network"
#define TIES "ties left of the network"
#define SIMULATED ", simulated"
#define CONTAGION "ties lost after one is lost, simulated"
#define CYCLE                                                                                                                              \
  { "kind=cycle", "nodes=20", "shock=tie" }
#define CLIQUE                                                                                                                             \
  { "kind=complete", "nodes=20", "shock=tie" }

static const rq_published published[] = {
    {FRIENDS, {"need=0.05"}, RQ_EXACT, 2, 0, RQ_DERIVED},
    {FRIENDS, {"need=0.02"}, RQ_EXACT, 3, 0, RQ_DERIVED},
    {PEOPLE SIMULATED, {"need=0.05"}, RQ_EXACT, 33, 0, RQ_DERIVED},
    {TIES SIMULATED, {"need=0.05"}, RQ_EXACT, 77, 0, RQ_DERIVED},
    {PEOPLE SIMULATED, {"need=0.02"}, RQ_EXACT, 22, 0, RQ_DERIVED},
    {TIES SIMULATED, {"need=0.02"}, RQ_EXACT, 55, 0, RQ_DERIVED},
    {CONTAGION, CLIQUE, RQ_EXACT, 0, 0, RQ_DERIVED},
    {CONTAGION, CYCLE, RQ_EXACT, 19, 0, RQ_DERIVED},
    {PEOPLE SIMULATED, {"benefit=1"}, RQ_EXACT, 0, 0, RQ_DERIVED},
};

/* ---- runs ---- */

enum { N_PEOPLE, N_TIES, N_WEEKS, N_CONTAGION, NUMBERS };

/* Until nothing changes any more, and the shock is over. */
static bool look(const rq_world *w, double *number) {
  const quilts_parameters *p = rq_parameters(w);
  bool shock = p->shock != QUILTS_NO_SHOCK, after = shock && rq_week(w) > p->shock_week;
  double lost = rq_tallied(w, QUILTS_LOST, 0);
  number[N_PEOPLE] = rq_tallied(w, QUILTS_PEOPLE, 0);
  number[N_TIES] = rq_tallied(w, QUILTS_TIES, 0);
  if (lost > 0) number[N_WEEKS] = rq_week(w);
  if (after) number[N_CONTAGION] += lost;
  return lost > 0 || (shock && !after);
}

static rq_status simulate(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {NUMBERS, look, NULL};
  static const char *const name[NUMBERS] = {PEOPLE SIMULATED, TIES SIMULATED, "last week of a loss, simulated", CONTAGION};
  const quilts_parameters *p = setup->parameters;
  size_t runs = (size_t)setup->settings.replicates;
  double *number;
  rq_status status = rq_runs(setup, &question, &number, error);
  if (status) return status;
  for (size_t k = 0; k < NUMBERS; k++)
    if (k != N_CONTAGION || p->shock != QUILTS_NO_SHOCK) rq_outcome_simulated(out, name[k], rq_runs_mean(number, runs, &question, k), runs);
  free(number);
  return RQ_OK;
}

/* ---- the core itself ---- */

typedef struct core {
  double vertices, people, ties;
} core;

/* Adds the core of a replicate's network. */
static rq_status add_core(const rq_setup *setup, uint32_t replicate, core *sum, rq_outcomes *out, rq_error *error) {
  const quilts_parameters *p = setup->parameters;
  rq_setup own = *setup;
  rq_network network = {0};
  uint32_t people = 0;
  uint64_t ties = 0;
  own.settings.replicate = replicate;
  rq_status status = rq_setup_network(&own, &network, error);
  bool *stays = status ? NULL : malloc((size_t)network.vertices + 1);
  if (!status && !stays) status = rq_no_memory(error, "a network that unravels");
  if (!status) status = rq_quilt_unravel(&network, p->friends, stays, &people, &ties, error);
  if (network.loops) rq_outcome_note(out, "left out: %llu ties of somebody to himself", (unsigned long long)network.loops);
  if (network.doubles) rq_outcome_note(out, "left out: %llu ties that are there already", (unsigned long long)network.doubles);
  sum->vertices += network.vertices;
  sum->people += people;
  sum->ties += (double)ties;
  free(stays);
  rq_network_free(&network);
  return status;
}

/* Of all replicates' networks, where chance makes them; else of the one. */
static rq_status find_core(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  uint32_t networks = rq_network_by_chance(&setup->settings.network) ? (uint32_t)setup->settings.replicates : 1;
  core sum = {0, 0, 0};
  rq_status status = RQ_OK;
  for (uint32_t r = 0; r < networks && !status; r++) status = add_core(setup, r, &sum, out, error);
  if (status) return status;
  rq_outcome_exact(out, "people of the network", sum.vertices / networks);
  rq_outcome_exact(out, PEOPLE, sum.people / networks);
  rq_outcome_exact(out, TIES, sum.ties / networks);
  return RQ_OK;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  rq_status status = rq_runs_begin(c, &rq_quilts_model, &setup, error);
  if (status) return status;
  const quilts_parameters *p = setup.parameters;
  rq_outcome_exact(out, FRIENDS, p->friends);
  if (p->common == 0) status = find_core(&setup, out, error); /* ties that need support leave less than the core */
  setup.settings.weeks = INT32_MAX;                           /* until nothing changes */
  if (!status) status = simulate(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_quilts = {
    .name = "quilts",
    .question = "How many common friends must stand behind a favor, and what is left of a network where they do not?",
    .citation = "Jackson, Rodriguez-Barraquer & Tan (2012), Social capital and social quilts, American Economic Review 102:1857",
    .note =
        "The values were derived from the condition d p (v - c) / (1 - d) m > c; the people and ties that are left are those of the m-core "
        "of Zachary's karate club. A cycle is as stable as a clique until a tie is lost: then all of it unravels, and nothing of the "
        "clique. "
        "The last row is the control: a favor worth no more than it costs leaves nobody.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_quilts_model,
    .aliases = aliases,
    .work = work,
};
