/* The study of favors for chips. */
#include "analysis/chips.h"
#include "analysis/study.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct settings {
  int64_t chips, occasions;
  rq_chips favors;
  bool refusal;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"chips", RQ_INTEGER, AT(chips), "", 0, RQ_MOST_CHIPS, "1", NULL, "chips that the two people have between them: the ceiling of debt"},
    {"benefit", RQ_NUMBER, AT(favors.benefit), "", 0, 1e9, "2", NULL, "what a favor is worth to its receiver"},
    {"cost", RQ_NUMBER, AT(favors.cost), "", 1e-9, 1e9, "1", NULL, "what it costs its giver"},
    {"discount", RQ_NUMBER, AT(favors.discount), "per unit of time", 1e-9, 1e9, "0.1", NULL, "rate at which the future is discounted"},
    {"rate", RQ_NUMBER, AT(favors.rate), "per unit of time", 1e-9, 1e9, "1", NULL, "occasions to do a favor, either way"},
    {"refusal", RQ_BOOLEAN, AT(refusal), "", 0, 0, "yes", NULL,
     "who has no chip is refused; no: in the simulation nobody is, and the published share does not come out"},
    {"occasions", RQ_INTEGER, AT(occasions), "", 1, 1000000000, "100000", NULL, "length of a simulated replicate"},
};

static const rq_group groups[] = {
    {.path = "", .description = "favors for chips", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "chips", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "occasions=100000", NULL};

#define SERVED "favors served"
#define SIMULATED "favors served, simulated"
#define LIMIT "discount rate that sustains them"
#define MOST "most chips sustained"
#define VALUE "value with %lld in hand"

static const rq_published published[] = {
    {SERVED, {"chips=1"}, RQ_EXACT, 0.5, 1e-9, RQ_DERIVED},     {SERVED, {"chips=2"}, RQ_EXACT, 2.0 / 3, 1e-9, RQ_DERIVED},
    {SERVED, {"chips=4"}, RQ_EXACT, 0.8, 1e-9, RQ_DERIVED},     {SIMULATED, {"chips=1"}, RQ_EXACT, 0.5, 0, RQ_DERIVED},
    {SIMULATED, {"chips=2"}, RQ_EXACT, 2.0 / 3, 0, RQ_DERIVED}, {SIMULATED, {"chips=4"}, RQ_EXACT, 0.8, 0, RQ_DERIVED},
    {LIMIT, {"chips=1"}, RQ_EXACT, 1, 1e-9, RQ_DERIVED},        {MOST, {"benefit=2"}, RQ_EXACT, 3, 0, RQ_DERIVED},
    {MOST, {"benefit=1.5"}, RQ_EXACT, 2, 0, RQ_DERIVED},        {MOST, {"discount=0.05"}, RQ_EXACT, 5, 0, RQ_DERIVED},
    {MOST, {"discount=1.1"}, RQ_EXACT, 0, 0, RQ_DERIVED},       {"value with 1 in hand", {"chips=3"}, RQ_EXACT, 6.997, 5e-4, RQ_DERIVED},
};

enum { MOST_VALUES = 20 }; /* that are shown: all, or the first and the last */

static rq_status hand_over_values(const settings *s, rq_outcomes *out, rq_error *error) {
  double *value = malloc(((size_t)s->chips + 1) * sizeof *value);
  rq_status status = value ? rq_chips_values(&s->favors, (uint32_t)s->chips, value, error) : rq_no_memory(error, "the values of chips");
  for (int64_t k = 0; k <= s->chips && !status; k++) {
    char name[64];
    snprintf(name, sizeof name, VALUE, (long long)k);
    if (s->chips <= MOST_VALUES || k == 0 || k == s->chips) rq_outcome_exact(out, name, value[k]);
  }
  free(value);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  uint32_t most = 0, replicates = rq_case_replicates(c, 20, 1000);
  double limit = 0;
  bool sustained = false;
  rq_estimate served;
  rq_config_fill(c->config, &schema, &s);
  uint32_t chips = (uint32_t)s.chips;
  rq_status status = rq_chips_most(&s.favors, &most, error);
  if (!status) status = rq_chips_sustained(&s.favors, chips, &sustained, error);
  if (!status && chips) status = rq_chips_patience(&s.favors, chips, &limit, error);
  if (!status) status = rq_chips_simulate(chips, s.refusal, (uint32_t)s.occasions, rq_case_key(c), replicates, &served, error);
  if (status) return status;
  rq_outcome_exact(out, SERVED, rq_chips_served(chips));
  rq_outcome_simulated(out, SIMULATED, served, replicates);
  rq_outcome_exact(out, "sustained (1: yes)", sustained);
  if (chips) rq_outcome_exact(out, LIMIT, limit);
  rq_outcome_exact(out, MOST, most);
  return hand_over_values(&s, out, error);
}

const rq_study rq_study_chips = {
    .name = "chips",
    .question = "How much debt can two people allow each other before doing a favor does not pay any more?",
    .citation = "Moebius (2001), Trading favors; Hauser & Hopenhayn (2008), Trading favors: optimal exchange and forgiveness",
    .note = "The values were derived from the model; one chip is sustained iff r <= rate (benefit - cost) / cost.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
