/* The study of the trust game. */
#include "analysis/study_runs.h"
#include "analysis/trust_game.h"
#include <stdio.h>
#include <stdlib.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_trust_schema, NULL};
static const char *const test_length[] = {"replicates=8", NULL};
static const char *const effort[] = {"seed=1", "replicates=100", "people=10000", "rounds=1500", "rate=0.1", "title=", NULL};
static const rq_study_alias aliases[] = {{"people", "population.size", NULL}, {"rounds", "weeks", NULL}, {NULL, NULL, NULL}};

#define LIMIT "limit, "
#define SIMULATED "imitation comes to, "
#define INVESTORS "investors"
#define TRUSTWORTHY "trustworthy"
#define UNTRUSTWORTHY "untrustworthy"
#define HONEST_START                                                                                                                       \
  { "trustworthy=0.5" }
#define MIXED_START                                                                                                                        \
  { "trustworthy=0.49" }
#define CONTROL                                                                                                                            \
  { "trustworthy=0.49", "selection=no" }

static const rq_published published[] = {
    {LIMIT INVESTORS, HONEST_START, RQ_EXACT, 5.0 / 11, 1e-6, RQ_READ},
    {LIMIT TRUSTWORTHY, HONEST_START, RQ_EXACT, 6.0 / 11, 1e-6, RQ_READ},
    {LIMIT UNTRUSTWORTHY, HONEST_START, RQ_EXACT, 0, 1e-6, RQ_READ},
    {LIMIT INVESTORS, MIXED_START, RQ_EXACT, 0, 1e-6, RQ_READ},
    {LIMIT TRUSTWORTHY, MIXED_START, RQ_EXACT, 0.13043, 5e-6, RQ_READ},
    {LIMIT UNTRUSTWORTHY, MIXED_START, RQ_EXACT, 0.86957, 5e-6, RQ_READ},
    {SIMULATED INVESTORS, HONEST_START, RQ_EXACT, 5.0 / 11, 0.01, RQ_READ},
    {SIMULATED TRUSTWORTHY, HONEST_START, RQ_EXACT, 6.0 / 11, 0.01, RQ_READ},
    {SIMULATED INVESTORS, MIXED_START, RQ_EXACT, 0, 0.01, RQ_READ},
    {SIMULATED TRUSTWORTHY, MIXED_START, RQ_EXACT, 0.13043, 0.01, RQ_READ},
    {SIMULATED UNTRUSTWORTHY, MIXED_START, RQ_EXACT, 0.86957, 0.01, RQ_READ},
    {SIMULATED INVESTORS, CONTROL, RQ_ABOVE, 0.1, 0, RQ_DERIVED},
};

static const char *const ways[TRUST_WAYS] = {INVESTORS, TRUSTWORTHY, UNTRUSTWORTHY};

/* Shares, until nobody invests, when all trustees fare alike. */
static bool see_week(const rq_world *w, double *share) {
  for (uint32_t k = 0; k < TRUST_WAYS; k++) share[k] = rq_tallied(w, TRUST_PEOPLE, k) / rq_agents(w);
  return share[TRUST_INVESTOR] > 0;
}

static rq_status study(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {TRUST_WAYS, see_week, NULL};
  size_t runs = (size_t)setup->settings.replicates;
  double limit[TRUST_WAYS], *share;
  char name[64];
  rq_status status = rq_trust_limit(setup->parameters, limit, error);
  if (!status) status = rq_runs(setup, &question, &share, error);
  if (status) return status;
  for (size_t k = 0; k < TRUST_WAYS; k++) {
    snprintf(name, sizeof name, LIMIT "%s", ways[k]);
    rq_outcome_exact(out, name, limit[k]);
    snprintf(name, sizeof name, SIMULATED "%s", ways[k]);
    rq_outcome_simulated(out, name, rq_runs_mean(share, runs, &question, k), runs);
  }
  free(share);
  return RQ_OK;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  rq_status status = rq_runs_begin(c, &rq_trust_model, &setup, error);
  if (status) return status;
  status = study(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_trust = {
    .name = "trust",
    .question = "Does trust survive where some of those who are trusted keep what they were given?",
    .citation =
        "Abbass, Greenwood & Petraki (2016), The N-player trust game and its replicator dynamics, IEEE Transactions on Evolutionary "
        "Computation 20:470",
    .note = "Limits of the replicator dynamics. People who imitate what pays must come near. The last row is the control: who imitates "
            "whatever it pays goes on trusting.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_trust_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
