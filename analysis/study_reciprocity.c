/* The study of direct reciprocity. */
#include "analysis/reciprocity.h"
#include "analysis/study_runs.h"
#include <stdlib.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_reciprocity_schema, NULL};
static const char *const test_length[] = {"replicates=40000", NULL};
static const char *const effort[] = {"seed=1", "replicates=1000000", "weeks=10000", "title=", NULL};
static const rq_study_alias aliases[] = {{"people", "population.size", NULL}, {NULL, NULL, NULL}};

#define STABLE "stable above b/c"
#define DOMINANT "risk-dominant above b/c"
#define ADVANTAGEOUS "advantageous above b/c"
#define FIXATION "one takes over"
#define SIMULATED "one takes over, simulated"
#define SHARE_SIMULATED "tit for tat takes over, simulated" /* where more than one starts */
#define CONTROL                                                                                                                            \
  { "again=0.9", "reciprocity=no" }
#define SHUFFLED                                                                                                                           \
  { "again=0.9", "partners=shuffled" }

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
    {SIMULATED, CONTROL, RQ_BELOW, 1.0 / 20, 0, RQ_DERIVED},
    {SIMULATED, SHUFFLED, RQ_BELOW, 1.0 / 20, 0, RQ_DERIVED},
};

enum { SIMULATED_PEOPLE = 1000 }; /* at most: a take-over takes the square of it */

/* Whether those who answer have taken over. */
static bool see_week(const rq_world *w, double *won) {
  bool fixed = rq_tallied(w, RECIPROCITY_FIXED, 0) > 0;
  *won = fixed && rq_tallied(w, RECIPROCITY_ANSWERING, 0) > 0;
  return !fixed;
}

static rq_status simulate(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {1, see_week, NULL};
  double *won;
  size_t runs = (size_t)setup->settings.replicates;
  rq_status status = rq_runs(setup, &question, &won, error);
  if (status) return status;
  bool one = ((const reciprocity_parameters *)setup->parameters)->start == 0;
  rq_outcome_simulated(out, one ? SIMULATED : SHARE_SIMULATED, rq_runs_share(won, runs, &question, 0), runs);
  free(won);
  return RQ_OK;
}

static rq_status study(const rq_setup *setup, rq_outcomes *out, rq_error *error) {
  const reciprocity_parameters *p = setup->parameters;
  uint32_t people = (uint32_t)setup->settings.people;
  double threshold[3], fixation;
  rq_reciprocity_thresholds(p->again, threshold);
  rq_status status = rq_moran_fixation(p, people, &fixation, error);
  if (status) return status;
  rq_outcome_exact(out, STABLE, threshold[0]);
  rq_outcome_exact(out, DOMINANT, threshold[1]);
  rq_outcome_exact(out, ADVANTAGEOUS, threshold[2]);
  if (p->start == 0) rq_outcome_exact(out, FIXATION, fixation);
  if (people <= SIMULATED_PEOPLE) return simulate(setup, out, error);
  rq_outcome_note(out, "more than %d people are not simulated", SIMULATED_PEOPLE);
  return RQ_OK;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  rq_status status = rq_runs_begin(c, &rq_reciprocity_model, &setup, error);
  if (status) return status;
  status = study(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_reciprocity = {
    .name = "reciprocity",
    .question = "When does answering favors with favors take over among people who give none?",
    .citation = "Nowak (2006), Five rules for the evolution of cooperation, Science 314:1560",
    .note =
        "The thresholds are 1/w, (2 - w)/w and (3 - 2w)/w; the chances to take over were derived, exactly, for the Moran process. The last "
        "rows are controls: where defection is never answered, or the answer goes to somebody else, giving takes over less often than by "
        "chance, 1 / N.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_reciprocity_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
