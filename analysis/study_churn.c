/* The study of customers who come and go unnoticed. */
#include "analysis/churn.h"
#include "analysis/customers.h"
#include "analysis/study.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct settings {
  rq_churn model;
  double time;
  const char *data;
  bool leaving;
  int64_t customers;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"r", RQ_NUMBER, AT(model.r), "", 1e-3, 1e4, "0.242593", NULL, "shape of the purchase rates"},
    {"alpha", RQ_NUMBER, AT(model.alpha), "", 1e-6, 1e6, "4.41353", NULL, "and their rate"},
    {"a", RQ_NUMBER, AT(model.a), "", 1e-3, 1e4, "0.792886", NULL, "of the beta distribution of the chance to be lost after a purchase"},
    {"b", RQ_NUMBER, AT(model.b), "", 1e-3, 1e4, "2.42575", NULL, "and its other parameter"},
    {"time", RQ_NUMBER, AT(time), "weeks", 0, 1e6, "32", NULL, "after the first purchase: until then purchases are expected"},
    {"data", RQ_TEXT, AT(data), "", 0, 0, "", NULL,
     "customers or purchases as for `renqing fit churn`: their likelihood under these parameters"},
    {"leaving", RQ_BOOLEAN, AT(leaving), "", 0, 0, "yes", NULL,
     "no: simulated customers are never lost, and the published values do not come out"},
    {"customers", RQ_INTEGER, AT(customers), "people", 1, 10000000, "20000", NULL, "who are simulated, in each replicate"},
};

static const rq_group groups[] = {
    {.path = "", .description = "churn", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "churn", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "customers=20000", NULL};

#define EXPECTED "purchases expected"
#define CUT "150 terms of their series"
#define SIMULATED "purchases, simulated"

static const rq_published published[] = {
    {EXPECTED, {"time=0.1429"}, RQ_EXACT, 0.0078, 5e-5, RQ_READ},  {EXPECTED, {"time=1"}, RQ_EXACT, 0.0532, 5e-5, RQ_READ},
    {EXPECTED, {"time=3"}, RQ_EXACT, 0.1506, 5e-5, RQ_READ},       {EXPECTED, {"time=31.8571"}, RQ_EXACT, 1.0405, 5e-5, RQ_READ},
    {EXPECTED, {"time=32"}, RQ_EXACT, 1.0437, 5e-5, RQ_READ},      {CUT, {"time=78"}, RQ_EXACT, 1.8576, 5e-5, RQ_READ},
    {EXPECTED, {"time=78"}, RQ_EXACT, 1.8580, 5e-5, RQ_DERIVED},   {SIMULATED, {"time=32"}, RQ_EXACT, 1.0437, 0.005, RQ_READ},
    {SIMULATED, {"time=78"}, RQ_EXACT, 1.8580, 0.005, RQ_DERIVED},
};

/* The path of the data: relative ones from the configuration's folder; malloc'd. */
static char *path_of(const rq_case *c, const char *data) {
  const char *folder = rq_config_folder(c->config);
  size_t size = strlen(folder) + strlen(data) + 2;
  char *path = malloc(size);
  bool as_is = *data == '/' || !strcmp(folder, ".");
  if (path) snprintf(path, size, "%s%s%s", as_is ? "" : folder, as_is ? "" : "/", data);
  return path;
}

static rq_status hand_over_data(const rq_case *c, const settings *s, rq_outcomes *out, rq_error *error) {
  if (!s->data || !*s->data) return RQ_OK;
  rq_customers customers = {0};
  char *path = path_of(c, s->data);
  rq_status status = path ? rq_customers_read(path, NULL, NAN, &customers, error) : rq_no_memory(error, "a path");
  if (!status) {
    rq_outcome_exact(out, "customers of the data", (double)customers.count);
    rq_outcome_exact(out, "log-likelihood of the data", rq_churn_likelihood(&s->model, customers.list, customers.count));
  }
  rq_customers_free(&customers);
  free(path);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_estimate simulated;
  rq_config_fill(c->config, &schema, &s);
  uint32_t replicates = rq_case_replicates(c, 20, 200);
  double expected = rq_churn_expected(&s.model, s.time);
  if (isnan(expected)) return rq_fail(error, RQ_BAD_DATA, "the expected purchases cannot be computed for these parameters");
  rq_status status = rq_churn_simulate(&s.model, s.time, s.leaving, (uint32_t)s.customers, rq_case_key(c), replicates, &simulated, error);
  if (status) return status;
  rq_outcome_exact(out, EXPECTED, expected);
  if (s.model.a != 1) rq_outcome_exact(out, CUT, rq_churn_series(&s.model, s.time, 150));
  rq_outcome_simulated(out, SIMULATED, simulated, replicates);
  return hand_over_data(c, &s, out, error);
}

const rq_study rq_study_churn = {
    .name = "churn",
    .question = "How often will customers come back, of whom nobody knows whether they are lost?",
    .citation = "Fader, Hardie & Lee (2005), \"Counting your customers\" the easy way, Marketing Science 24:275",
    .note =
        "CDNOW, 2,357 customers, weeks. Published are r, alpha, a, b = .243, 4.414, .793, 2.426; the expectations follow from more digits, "
        "which `renqing fit churn` finds in the data. Published for 78 weeks is 1.8576; the exact value is 1.8580, and 150 terms of the "
        "published series give 1.8576.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
