/* The study of diffusion. */
#include "analysis/bass.h"
#include "analysis/study.h"

typedef struct settings {
  rq_bass bass;
  double time;
  int64_t people;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"innovation", RQ_NUMBER, AT(bass.innovation), "per unit of time", 1e-9, 100, "0.03", NULL, "p: adoption by oneself"},
    {"imitation", RQ_NUMBER, AT(bass.imitation), "per unit of time", 0, 100, "0.38", NULL,
     "q: adoption by word of mouth; 0: there is none, and no peak"},
    {"time", RQ_NUMBER, AT(time), "", 0, 1e6, "5", NULL, "when to look"},
    {"people", RQ_INTEGER, AT(people), "people", 1, 10000000, "10000", NULL, "who are simulated; all know each other"},
};

static const rq_group groups[] = {
    {.path = "", .description = "diffusion", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "bass", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "people=10000", NULL};

#define SHARE "adopters"
#define SIMULATED "adopters, simulated"
#define PEAK "time of the peak"
#define COLOUR_TV                                                                                                                          \
  { "innovation=0.005", "imitation=0.84" }
#define AIR_CONDITIONERS                                                                                                                   \
  { "innovation=0.010", "imitation=0.42" }
#define CLOTHES_DRYERS                                                                                                                     \
  { "innovation=0.017", "imitation=0.36" }

static const rq_published published[] = {
    {SHARE, {"time=5"}, RQ_EXACT, 0.3312, 5e-5, RQ_DERIVED},      {SHARE, {"time=10"}, RQ_EXACT, 0.8128, 5e-5, RQ_DERIVED},
    {PEAK, {"time=5"}, RQ_EXACT, 6.1926, 5e-5, RQ_DERIVED},       {SIMULATED, {"time=5"}, RQ_EXACT, 0.3312, 0.01, RQ_DERIVED},
    {SIMULATED, {"time=10"}, RQ_EXACT, 0.8128, 0.01, RQ_DERIVED}, {PEAK, COLOUR_TV, RQ_EXACT, 6.0639, 5e-5, RQ_DERIVED},
    {PEAK, AIR_CONDITIONERS, RQ_EXACT, 8.6923, 5e-5, RQ_DERIVED}, {PEAK, CLOTHES_DRYERS, RQ_EXACT, 8.0979, 5e-5, RQ_DERIVED},
};

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_estimate share;
  rq_config_fill(c->config, &schema, &s);
  uint32_t replicates = rq_case_replicates(c, 20, 1000);
  rq_status status = rq_bass_simulate(&s.bass, s.time, (uint32_t)s.people, rq_case_key(c), replicates, &share, error);
  if (status) return status;
  double peak = rq_bass_peak(&s.bass);
  rq_outcome_exact(out, SHARE, rq_bass_adopted(&s.bass, s.time));
  rq_outcome_simulated(out, SIMULATED, share, replicates);
  rq_outcome_exact(out, "adoptions per unit of time", rq_bass_pace(&s.bass, s.time));
  rq_outcome_exact(out, PEAK, peak);
  rq_outcome_exact(out, "adoptions per unit of time, at the peak", rq_bass_pace(&s.bass, peak));
  return RQ_OK;
}

const rq_study rq_study_bass = {
    .name = "bass",
    .question = "How does a novelty spread among people who hear of it from each other?",
    .citation = "Bass (1969), A new product growth model for consumer durables, Management Science 15:215",
    .note = "The values were derived from the published curve; published are p and q of colour TV, air conditioners and clothes dryers.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
