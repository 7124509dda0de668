/* The study of the trust game. */
#include "analysis/study.h"
#include "analysis/trust_game.h"
#include <math.h>
#include <stdio.h>

typedef struct settings {
  rq_trust_game game;
  int64_t people, rounds;
  bool selection;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"honest", RQ_NUMBER, AT(game.honest), "", 0, 1e6, "6", NULL, "R1: what a trustworthy trustee returns, and keeps, of a unit"},
    {"dishonest", RQ_NUMBER, AT(game.dishonest), "", 0, 1e6, "8", NULL, "R2: what an untrustworthy one keeps"},
    {"investors", RQ_NUMBER, AT(game.start[0]), "", 0, 1, "0.5", NULL, "share at the start"},
    {"trustworthy", RQ_NUMBER, AT(game.start[1]), "", 0, 1, "0.5", NULL, "share at the start; the rest is untrustworthy"},
    {"selection", RQ_BOOLEAN, AT(selection), "", 0, 0, "yes", NULL,
     "simulated people imitate what pays; no: whatever it pays, and the limits are not approached"},
    {"people", RQ_INTEGER, AT(people), "people", 2, 10000000, "10000", NULL, "who are simulated"},
    {"rounds", RQ_INTEGER, AT(rounds), "comparisons a person", 1, 1000000, "150", NULL, "of the simulation"},
};

static const rq_group groups[] = {
    {.path = "", .description = "the trust game", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "trust", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "people=10000", "rounds=150", NULL};

#define LIMIT "limit, "
#define SIMULATED "imitation comes to, "
#define INVESTORS "investors"
#define TRUSTWORTHY "trustworthy"
#define UNTRUSTWORTHY "untrustworthy"
#define HONEST_START                                                                                                                       \
  { "trustworthy=0.5" }
#define MIXED_START                                                                                                                        \
  { "trustworthy=0.49" }

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
};

static const char *const ways[] = {INVESTORS, TRUSTWORTHY, UNTRUSTWORTHY};

static rq_status check_start(const rq_case *c, settings *s, rq_error *error) {
  rq_error found = RQ_NO_ERROR;
  double rest = 1 - s->game.start[0] - s->game.start[1];
  if (rest < -1e-9) rq_fail(&found, RQ_BAD_DATA, "trustworthy: with the investors there are %g; it must be at most 1", 1 - rest);
  s->game.start[2] = rest < 1e-12 ? 0 : rest;
  rq_status status = found.count ? rq_config_blame(c->config, &found, error) : RQ_OK;
  rq_error_free(&found);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  double limit[3];
  rq_estimate share[3];
  rq_config_fill(c->config, &schema, &s);
  uint32_t replicates = rq_case_replicates(c, 8, 100);
  rq_status status = check_start(c, &s, error);
  if (!status) status = rq_trust_limit(&s.game, limit, error);
  if (!status)
    status = rq_trust_simulate(&s.game, (uint32_t)s.people, (uint32_t)s.rounds, s.selection, rq_case_key(c), replicates, share, error);
  char name[64];
  for (size_t i = 0; i < 3 && !status; i++) {
    snprintf(name, sizeof name, LIMIT "%s", ways[i]);
    rq_outcome_exact(out, name, limit[i]);
    snprintf(name, sizeof name, SIMULATED "%s", ways[i]);
    rq_outcome_simulated(out, name, share[i], replicates);
  }
  return status;
}

const rq_study rq_study_trust = {
    .name = "trust",
    .question = "Does trust survive where some of those who are trusted keep what they were given?",
    .citation =
        "Abbass, Greenwood & Petraki (2016), The N-player trust game and its replicator dynamics, IEEE Transactions on Evolutionary "
        "Computation 20:470",
    .note = "Limits of the replicator dynamics. People who imitate what pays must come near.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
