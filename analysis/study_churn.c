/* The study of customers who come and go unnoticed. */
#include "analysis/churn.h"
#include "analysis/customers.h"
#include "analysis/study_runs.h"
#include "models/churn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct settings {
  double time;
  const char *data;
  bool fit;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"time", RQ_NUMBER, AT(time), "weeks", 0, 60000, "32", NULL, "after the first purchase: until then purchases are expected"},
    {"data", RQ_TEXT, AT(data), "", 0, 0, "", NULL,
     "customers or purchases as for `renqing fit churn`: their likelihood under these parameters"},
    {"fit", RQ_BOOLEAN, AT(fit), "", 0, 0, "no", NULL,
     "fits the customers of the first run as `renqing fit churn` does: the parameters that are found again, with three standard errors"},
};
static const rq_group groups[] = {
    {.path = "look", .description = "when and at what to look", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "churn study", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_churn_schema, &schema, NULL};
static const rq_study_alias aliases[] = {
    {"time", "look.time", NULL}, {"data", "look.data", NULL}, {"fit", "look.fit", NULL}, {"customers", "population.size", NULL},
    {NULL, NULL, NULL},
};
static const char *const effort[] = {"seed=1", "replicates=200", "population.size=20000", "customers=20000", "weeks=78", "title=", NULL};
static const char *const test_length[] = {"replicates=20", NULL};

#define EXPECTED "purchases expected"
#define CUT "150 terms of their series"
#define SIMULATED "purchases, simulated"
#define RECOVERED(parameter) "found again in a run: " parameter
#define FIT                                                                                                                                \
  { "time=78", "fit=yes" }

static const rq_published published[] = {
    {EXPECTED, {"time=0.1429"}, RQ_EXACT, 0.0078, 5e-5, RQ_READ}, {EXPECTED, {"time=1"}, RQ_EXACT, 0.0532, 5e-5, RQ_READ},
    {EXPECTED, {"time=3"}, RQ_EXACT, 0.1506, 5e-5, RQ_READ},      {EXPECTED, {"time=31.8571"}, RQ_EXACT, 1.0405, 5e-5, RQ_READ},
    {EXPECTED, {"time=32"}, RQ_EXACT, 1.0437, 5e-5, RQ_READ},     {CUT, {"time=78"}, RQ_EXACT, 1.8576, 5e-5, RQ_READ},
    {EXPECTED, {"time=78"}, RQ_EXACT, 1.8580, 5e-5, RQ_DERIVED},  {SIMULATED, {"time=0.1429"}, RQ_EXACT, 0.0078, 0.0005, RQ_READ},
    {SIMULATED, {"time=32"}, RQ_EXACT, 1.0437, 0.005, RQ_READ},   {SIMULATED, {"time=78"}, RQ_EXACT, 1.8580, 0.005, RQ_DERIVED},
    {RECOVERED("r"), FIT, RQ_EXACT, 0.2426, 0.0001, RQ_DERIVED},  {RECOVERED("alpha"), FIT, RQ_EXACT, 4.4135, 0.0001, RQ_DERIVED},
    {RECOVERED("a"), FIT, RQ_EXACT, 0.7929, 0.0001, RQ_DERIVED},  {RECOVERED("b"), FIT, RQ_EXACT, 2.4258, 0.0001, RQ_DERIVED},
    {SIMULATED, {"leaving=no"}, RQ_ABOVE, 1.0437, 0, RQ_READ},
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

static rq_status hand_over_data(const rq_case *c, const char *data, const rq_churn *model, rq_outcomes *out, rq_error *error) {
  if (!data || !*data) return RQ_OK;
  rq_customers customers = {0};
  char *path = path_of(c, data);
  rq_status status = path ? rq_customers_read(path, NULL, NAN, &customers, error) : rq_no_memory(error, "a path");
  if (!status) {
    rq_outcome_exact(out, "customers of the data", (double)customers.count);
    rq_outcome_exact(out, "log-likelihood of the data", rq_churn_likelihood(model, customers.list, customers.count));
  }
  rq_customers_free(&customers);
  free(path);
  return status;
}

/* ---- runs ---- */

enum { PARAMETERS = 4, N_PURCHASES = 0, N_VALUE, N_ERROR = N_VALUE + PARAMETERS, NUMBERS = N_ERROR + PARAMETERS };

static bool add_week(const rq_world *w, double *number) {
  number[N_PURCHASES] += rq_tallied(w, CHURN_PURCHASES, 0) / rq_agents(w);
  return true;
}

/* What a fit makes of the customers as a shop sees them; zeros where they determine nothing. */
static void fit(const rq_world *w, double *number) {
  const uint32_t *frequency = rq_array(w, CHURN_FREQUENCY);
  const double *recency = rq_array(w, CHURN_RECENCY), *observed = rq_array(w, CHURN_OBSERVED);
  rq_customer *customer = malloc(rq_agents(w) * sizeof *customer);
  rq_error error = RQ_NO_ERROR;
  rq_churn_fit found;
  for (uint32_t i = 0; customer && i < rq_agents(w); i++) customer[i] = (rq_customer){frequency[i], recency[i], observed[i]};
  if (customer && !rq_churn_fit_customers(customer, rq_agents(w), &found, &error)) {
    const double value[PARAMETERS] = {found.model.r, found.model.alpha, found.model.a, found.model.b};
    memcpy(number + N_VALUE, value, sizeof value);
    memcpy(number + N_ERROR, found.error, sizeof value);
  }
  rq_error_free(&error);
  free(customer);
}

static rq_status find_again(rq_setup *setup, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {NUMBERS, add_week, fit};
  static const char *const name[PARAMETERS] = {RECOVERED("r"), RECOVERED("alpha"), RECOVERED("a"), RECOVERED("b")};
  double *number;
  setup->settings.replicates = 1;
  rq_status status = rq_runs(setup, &question, &number, error);
  if (status) return status;
  for (size_t k = 0; k < PARAMETERS; k++) {
    double value = number[N_VALUE + k], width = 3 * number[N_ERROR + k];
    if (value > 0) rq_outcome_simulated(out, name[k], (rq_estimate){value, value - width, value + width}, 1);
  }
  if (!(number[N_VALUE] > 0)) rq_outcome_note(out, "the customers of the run determine no parameters");
  free(number);
  return RQ_OK;
}

/* All make their first purchase such a part of a week before the second begins that the last week ends when it is time. */
static rq_status simulate(const rq_case *c, const settings *s, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {1, add_week, NULL};
  rq_setup setup;
  double *number;
  rq_status status = rq_runs_begin(c, &rq_churn_model, &setup, error);
  if (status) return status;
  churn_parameters *p = setup.parameters;
  size_t runs = (size_t)setup.settings.replicates;
  setup.settings.weeks = (int64_t)ceil(s->time);
  p->first_from = p->first_until = ceil(s->time) - s->time;
  status = rq_runs(&setup, &question, &number, error);
  if (!status) {
    rq_outcome_simulated(out, SIMULATED, rq_runs_mean(number, runs, &question, N_PURCHASES), runs);
    free(number);
  }
  if (!status && s->fit) status = find_again(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  churn_parameters p;
  rq_config_fill(c->config, &schema, &s);
  rq_config_fill(c->config, &rq_churn_schema, &p);
  const rq_churn model = {p.r, p.alpha, p.a, p.b};
  double expected = rq_churn_expected(&model, s.time);
  if (isnan(expected)) return rq_fail(error, RQ_BAD_DATA, "the expected purchases cannot be computed for these parameters");
  rq_outcome_exact(out, EXPECTED, expected);
  if (model.a != 1) rq_outcome_exact(out, CUT, rq_churn_series(&model, s.time, 150));
  rq_status status = simulate(c, &s, out, error);
  return status ? status : hand_over_data(c, s.data, &model, out, error);
}

const rq_study rq_study_churn = {
    .name = "churn",
    .question = "How often will customers come back, of whom nobody knows whether they are lost?",
    .citation = "Fader, Hardie & Lee (2005), \"Counting your customers\" the easy way, Marketing Science 24:275",
    .note =
        "CDNOW, 2,357 customers, weeks. Published are r, alpha, a, b = .243, 4.414, .793, 2.426; the expectations follow from more digits, "
        "which `renqing fit churn` finds in the data. Published for 78 weeks is 1.8576; the exact value is 1.8580, and 150 terms of the "
        "published series give 1.8576. Found again: a fit of 20,000 customers of a run, with three of its standard errors. The last row is "
        "the control: where nobody is ever lost "
        "more purchases are made.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_churn_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
