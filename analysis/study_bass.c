/* The study of diffusion. */
#include "analysis/bass.h"
#include "analysis/study_runs.h"
#include "models/bass.h"
#include <math.h>
#include <stdlib.h>

typedef struct settings {
  double time;
} settings;

#define MOST_TIME 1000

static const rq_parameter parameters[] = {
    {"time", RQ_NUMBER, offsetof(settings, time), "units of time", 0, MOST_TIME, "5", NULL, "when to look"},
};
static const rq_group groups[] = {
    {.path = "look", .description = "when to look", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "bass study", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_bass_schema, &schema, NULL};
static const rq_study_alias aliases[] = {
    {"time", "look.time", NULL},
    {"people", "population.size", NULL},
    {NULL, NULL, NULL},
};
static const char *const effort[] = {"seed=1", "replicates=200", "people=10000", "population.size=10000", "weeks=300", "title=", NULL};
static const char *const test_length[] = {"replicates=20", NULL};

#define SHARE "adopters"
#define SIMULATED "adopters, simulated"
#define HALVES "second half of the time over the first, simulated"
#define PEAK "time of the peak"
#define COLOUR_TV                                                                                                                          \
  { "innovation=0.005", "imitation=0.84" }
#define AIR_CONDITIONERS                                                                                                                   \
  { "innovation=0.010", "imitation=0.42" }
#define CLOTHES_DRYERS                                                                                                                     \
  { "innovation=0.017", "imitation=0.36" }
#define CONTROL                                                                                                                            \
  { "imitation=0", "time=10" }

static const rq_published published[] = {
    {SHARE, {"time=5"}, RQ_EXACT, 0.3312, 5e-5, RQ_DERIVED},
    {SHARE, {"time=10"}, RQ_EXACT, 0.8128, 5e-5, RQ_DERIVED},
    {PEAK, {"time=5"}, RQ_EXACT, 6.1926, 5e-5, RQ_DERIVED},
    {SIMULATED, {"time=5"}, RQ_EXACT, 0.3312, 0.01, RQ_DERIVED},
    {SIMULATED, {"time=10"}, RQ_EXACT, 0.8128, 0.01, RQ_DERIVED},
    {PEAK, COLOUR_TV, RQ_EXACT, 6.0639, 5e-5, RQ_DERIVED},
    {PEAK, AIR_CONDITIONERS, RQ_EXACT, 8.6923, 5e-5, RQ_DERIVED},
    {PEAK, CLOTHES_DRYERS, RQ_EXACT, 8.0979, 5e-5, RQ_DERIVED},
    {HALVES, {"time=5"}, RQ_ABOVE, 1, 0, RQ_DERIVED},
    {HALVES, CONTROL, RQ_BELOW, 1, 0, RQ_DERIVED},
};

/* Keeps the share of adopters of each week: number[week]. */
static bool keep(const rq_world *w, double *number) {
  number[rq_week(w)] = rq_tallied(w, BASS_ADOPTERS, 0) / rq_agents(w);
  return true;
}

/* The share of adopters at a time, in straight lines between the weeks. */
static double share_at(const double *share, double week) {
  size_t k = (size_t)week;
  double part = week - (double)k, next = part > 0 ? share[k + 1] : 0;
  return (1 - part) * share[k] + part * next;
}

static rq_status simulate(rq_setup *setup, double time, rq_outcomes *out, rq_error *error) {
  enum { SHARES, RATIOS, FIGURES };
  const bass_parameters *p = setup->parameters;
  double week = time * (double)p->steps, *number;
  setup->settings.weeks = (int64_t)ceil(week);
  size_t runs = (size_t)setup->settings.replicates, width = (size_t)setup->settings.weeks + 1;
  const rq_runs_question weekly = {width, keep, NULL}, figures = {FIGURES, NULL, NULL};
  rq_status status = rq_runs(setup, &weekly, &number, error);
  if (status) return status;
  double *figure = calloc(runs + 1, FIGURES * sizeof *figure);
  for (size_t r = 0; figure && r < runs; r++) {
    double half = share_at(number + r * width, week / 2), all = share_at(number + r * width, week);
    figure[r * FIGURES + SHARES] = all;
    figure[r * FIGURES + RATIOS] = all / half - 1;
  }
  free(number);
  if (!figure) return rq_no_memory(error, "the study of diffusion");
  rq_outcome_simulated(out, SIMULATED, rq_runs_mean(figure, runs, &figures, SHARES), runs);
  if (time > 0) rq_outcome_simulated(out, HALVES, rq_runs_mean(figure, runs, &figures, RATIOS), runs);
  free(figure);
  return RQ_OK;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_setup setup;
  rq_config_fill(c->config, &schema, &s);
  rq_status status = rq_runs_begin(c, &rq_bass_model, &setup, error);
  if (status) return status;
  const bass_parameters *p = setup.parameters;
  const rq_bass bass = {p->innovation, p->imitation};
  double peak = rq_bass_peak(&bass);
  rq_outcome_exact(out, SHARE, rq_bass_adopted(&bass, s.time));
  status = simulate(&setup, s.time, out, error);
  rq_outcome_exact(out, "adoptions per unit of time", rq_bass_pace(&bass, s.time));
  rq_outcome_exact(out, PEAK, peak);
  rq_outcome_exact(out, "adoptions per unit of time, at the peak", rq_bass_pace(&bass, peak));
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_bass = {
    .name = "bass",
    .question = "How does a novelty spread among people who hear of it from each other?",
    .citation = "Bass (1969), A new product growth model for consumer durables, Management Science 15:215",
    .note =
        "The values were derived from the published curve; published are p and q of colour TV, air conditioners and clothes dryers. The "
        "last row is the control: without imitation adoption only slows down.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_bass_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
