/* The study of direct reciprocity. */
#include "analysis/reciprocity.h"
#include "analysis/study.h"

typedef struct settings {
  double benefit, cost, again, selection;
  int64_t people;
  bool reciprocity;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"again", RQ_NUMBER, AT(again), "", 0, 0.999999, "0.5", NULL, "w: chance that two people meet again, round after round"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1e6, "3", NULL, "of a favor, to its receiver"},
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1e6, "1", NULL, "of a favor, to its giver"},
    {"people", RQ_INTEGER, AT(people), "people", 2, 1000000, "20", NULL, "one of whom reciprocates at first"},
    {"selection", RQ_NUMBER, AT(selection), "", 0, 1, "0.01", NULL, "weight of the payoffs in fitness: 1 - selection + selection * payoff"},
    {"reciprocity", RQ_BOOLEAN, AT(reciprocity), "", 0, 0, "yes", NULL,
     "defection is answered; no: favors go on whatever the other does, and the published values do not come out"},
};

static const rq_group groups[] = {
    {.path = "", .description = "direct reciprocity", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "reciprocity", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};

#define STABLE "stable above b/c"
#define DOMINANT "risk-dominant above b/c"
#define ADVANTAGEOUS "advantageous above b/c"
#define FIXATION "one takes over"
#define SIMULATED "one takes over, simulated"

static const rq_published published[] = {
    {STABLE, {"again=0.5"}, RQ_EXACT, 2, 1e-9, RQ_READ},
    {DOMINANT, {"again=0.5"}, RQ_EXACT, 3, 1e-9, RQ_READ},
    {ADVANTAGEOUS, {"again=0.5"}, RQ_EXACT, 4, 1e-9, RQ_READ},
    {FIXATION, {"again=0.5"}, RQ_EXACT, 0.047527, 5e-7, RQ_DERIVED},
    {FIXATION, {"again=0.8"}, RQ_EXACT, 0.056037, 5e-7, RQ_DERIVED},
    {FIXATION, {"again=0.9"}, RQ_EXACT, 0.069571, 5e-7, RQ_DERIVED},
    {SIMULATED, {"again=0.5"}, RQ_EXACT, 0.047527, 0, RQ_DERIVED},
    {SIMULATED, {"again=0.8"}, RQ_EXACT, 0.056037, 0, RQ_DERIVED},
    {SIMULATED, {"again=0.9"}, RQ_EXACT, 0.069571, 0, RQ_DERIVED},
};

enum { SIMULATED_PEOPLE = 1000 }; /* at most: a take-over takes the square of it */

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  double threshold[3], payoff[2][2], fixation;
  rq_estimate share = {0};
  rq_config_fill(c->config, &schema, &s);
  rq_repeated_game game = {s.benefit, s.cost, s.again, s.reciprocity};
  uint32_t people = (uint32_t)s.people, replicates = rq_case_replicates(c, 40000, 1000000);
  rq_reciprocity_thresholds(s.again, threshold);
  rq_reciprocity_payoffs(&game, payoff);
  rq_status status = rq_moran_fixation(payoff, people, s.selection, &fixation, error);
  bool simulated = people <= SIMULATED_PEOPLE;
  if (!status && simulated) status = rq_moran_simulate(payoff, people, s.selection, rq_case_key(c), replicates, &share, error);
  if (status) return status;
  rq_outcome_exact(out, STABLE, threshold[0]);
  rq_outcome_exact(out, DOMINANT, threshold[1]);
  rq_outcome_exact(out, ADVANTAGEOUS, threshold[2]);
  rq_outcome_exact(out, FIXATION, fixation);
  if (simulated)
    rq_outcome_simulated(out, SIMULATED, share, replicates);
  else
    rq_outcome_note(out, "more than %d people are not simulated", SIMULATED_PEOPLE);
  return RQ_OK;
}

const rq_study rq_study_reciprocity = {
    .name = "reciprocity",
    .question = "When does answering favors with favors take over among people who give none?",
    .citation = "Nowak (2006), Five rules for the evolution of cooperation, Science 314:1560",
    .note = "The thresholds are 1/w, (2 - w)/w and (3 - 2w)/w; the chances to take over were derived, exactly, for the Moran process.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = rq_study_effort,
    .work = work,
};
