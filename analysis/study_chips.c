/* The study of favors for chips. */
#include "analysis/chips.h"
#include "analysis/study_chips_renqing.h"
#include "analysis/study_runs.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_chips_schema, NULL};
static const rq_study_alias aliases[] = {{"people", "population.size", NULL}, {NULL, NULL, NULL}};
static const char *const effort[] = {
    "seed=1", "replicates=100", "population.size=2000", "people=2000", "weeks=10", "occasions=50", "title=", NULL};
static const char *const test_length[] = {"replicates=20", NULL};

#define SERVED "favors served"
#define SIMULATED "favors served, simulated"
#define LIMIT "discount rate that sustains them"
#define MOST "most chips sustained"
#define VALUE "value with %lld in hand"

static const rq_published published[] = {
    {SERVED, {"chips=1"}, RQ_EXACT, 0.5, 1e-9, RQ_DERIVED},
    {SERVED, {"chips=2"}, RQ_EXACT, 2.0 / 3, 1e-9, RQ_DERIVED},
    {SERVED, {"chips=4"}, RQ_EXACT, 0.8, 1e-9, RQ_DERIVED},
    {SIMULATED, {"chips=1"}, RQ_EXACT, 0.5, 0, RQ_DERIVED},
    {SIMULATED, {"chips=2"}, RQ_EXACT, 2.0 / 3, 0, RQ_DERIVED},
    {SIMULATED, {"chips=4"}, RQ_EXACT, 0.8, 0, RQ_DERIVED},
    {LIMIT, {"chips=1"}, RQ_EXACT, 1, 1e-9, RQ_DERIVED},
    {MOST, {"benefit=2"}, RQ_EXACT, 3, 0, RQ_DERIVED},
    {MOST, {"benefit=1.5"}, RQ_EXACT, 2, 0, RQ_DERIVED},
    {MOST, {"discount=0.05"}, RQ_EXACT, 5, 0, RQ_DERIVED},
    {MOST, {"discount=1.1"}, RQ_EXACT, 0, 0, RQ_DERIVED},
    {"value with 1 in hand", {"chips=3"}, RQ_EXACT, 6.997, 5e-4, RQ_DERIVED},
    {"value with 1 in hand, simulated", {"chips=3", "start=1"}, RQ_EXACT, 6.997, 5e-4, RQ_DERIVED},
    {SIMULATED, {"refusal=no"}, RQ_ABOVE, 0.99, 0, RQ_DERIVED},
    {RQ_SERVED_RENQING, {"chips=2"}, RQ_TABLE, 2.0 / 3, 0.003, RQ_DERIVED},
    {RQ_SERVED_RENQING, {"chips=4"}, RQ_TABLE, 0.8, 0.003, RQ_DERIVED},
    {RQ_SERVED_RENQING, {"chips=2", "refusal=no"}, RQ_ABOVE, 0.99, 0, RQ_DERIVED},
};

enum { MOST_VALUES = 20 }; /* that are shown: all, or the first and the last */

static rq_status hand_over_values(const rq_chips *favors, int64_t chips, rq_outcomes *out, rq_error *error) {
  double *value = malloc(((size_t)chips + 1) * sizeof *value), sum = 0;
  rq_status status = value ? rq_chips_values(favors, (uint32_t)chips, value, error) : rq_no_memory(error, "the values of chips");
  for (int64_t k = 0; k <= chips && !status; k++) {
    char name[64];
    snprintf(name, sizeof name, VALUE, (long long)k);
    if (chips <= MOST_VALUES || k == 0 || k == chips) rq_outcome_exact(out, name, value[k]);
    sum += value[k];
  }
  if (!status) rq_outcome_exact(out, "mean value", sum / ((double)chips + 1));
  free(value);
  return status;
}

/* ---- runs ---- */

enum { N_SERVED, N_VALUE, N_OCCASIONS, NUMBERS };

static bool add_week(const rq_world *w, double *number) {
  number[N_SERVED] += rq_tallied(w, CHIPS_FAVORS, 0);
  number[N_OCCASIONS] += rq_tallied(w, CHIPS_OCCASIONS, 0);
  return true;
}

/* The value of a relationship to the first person of each pair. */
static void reckon(const rq_world *w, double *number) {
  const double *value = rq_array(w, CHIPS_VALUE);
  uint32_t pairs = rq_agents(w) / 2;
  for (uint32_t i = 0; i < pairs; i++) number[N_VALUE] += value[2 * (size_t)i] / pairs;
  number[N_SERVED] /= number[N_OCCASIONS];
}

#define FAR 12 /* discounted by e^-12, what is still to come counts no more */

static rq_status simulate(const rq_case *c, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {NUMBERS, add_week, reckon};
  rq_setup setup;
  char value[64] = "mean value, simulated";
  rq_status status = rq_runs_begin(c, &rq_chips_model, &setup, error);
  if (status) return status;
  const chips_parameters *p = setup.parameters;
  bool long_enough = p->discount * chips_week(p) * (double)setup.settings.weeks >= FAR;
  if (p->start >= 0) snprintf(value, sizeof value, VALUE ", simulated", (long long)p->start);
  rq_runs_end(&setup);
  return rq_runs_hand_over(c, &rq_chips_model, &question, (const char *const[]){SIMULATED, long_enough ? value : NULL, NULL}, out, error);
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  chips_parameters p;
  uint32_t most = 0;
  double limit = 0;
  bool sustained = false;
  rq_config_fill(c->config, &rq_chips_schema, &p);
  const rq_chips favors = {p.benefit, p.cost, p.discount, p.rate};
  uint32_t chips = (uint32_t)p.chips;
  rq_status status = rq_chips_most(&favors, &most, error);
  if (!status) status = rq_chips_sustained(&favors, chips, &sustained, error);
  if (!status && chips) status = rq_chips_patience(&favors, chips, &limit, error);
  if (!status) rq_outcome_exact(out, SERVED, rq_chips_served(chips));
  if (!status) status = simulate(c, out, error);
  if (!status) status = rq_chips_renqing(c, chips, p.refusal, out, error);
  if (status) return status;
  rq_outcome_exact(out, "sustained (1: yes)", sustained);
  if (chips) rq_outcome_exact(out, LIMIT, limit);
  rq_outcome_exact(out, MOST, most);
  return hand_over_values(&favors, p.chips, out, error);
}

const rq_study rq_study_chips = {
    .name = "chips",
    .question = "How much debt can two people allow each other before doing a favor does not pay any more?",
    .citation = "Moebius (2001), Trading favors; Hauser & Hopenhayn (2008), Trading favors: optimal exchange and forgiveness",
    .note = "The values were derived from the model; one chip is sustained iff r <= rate (benefit - cost) / cost. Controls: where nobody "
            "is refused, "
            "all favors are served. Renqing of two: the renqing model in the limit in which it is the chips model (pairs with a credit "
            "limit of "
            "half the chips, rare needs); its weeks, in which petitions are simultaneous, cost less than 0.003.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_chips_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
