/* What configs/studies/talk.yaml cannot say of the study of word of mouth: the regression over all cells of the paper's design. */
#include "analysis/study_runs.h"
#include "models/talk.h"
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

typedef struct settings {
  int cells;
} settings;

enum { ONE, ALL };
static const char *const cells[] = {"one", "all", NULL};
static const rq_parameter parameters[] = {
    {"cells", RQ_CHOICE, offsetof(settings, cells), "", 0, 0, "one", cells,
     "all: a run of each of the 243 cells of the paper's design, and the regression on its five factors"},
};
static const rq_group groups[] = {
    {.path = "design", .description = "cells of the paper's design", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "talk study", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_talk_schema, &schema, NULL};
#define DESIGN                                                                                                                             \
  { "design.cells=all" }
#define SLOPE(name) "regression: " name

static const rq_published published[] = {
    {SLOPE("intercept"), DESIGN, RQ_TABLE, 84.36, 0, RQ_REPLICATED},    {SLOPE("strong"), DESIGN, RQ_TABLE, -1.011, 0, RQ_REPLICATED},
    {SLOPE("weak"), DESIGN, RQ_TABLE, -0.825, 0, RQ_REPLICATED},        {SLOPE("alpha"), DESIGN, RQ_TABLE, -1375, 0, RQ_REPLICATED},
    {SLOPE("beta_strong"), DESIGN, RQ_TABLE, -293, 0, RQ_REPLICATED},   {SLOPE("beta_weak"), DESIGN, RQ_TABLE, -1095, 0, RQ_REPLICATED},
    {SLOPE("R squared"), DESIGN, RQ_TABLE, 0.677, 0.02, RQ_REPLICATED},
};

/* Counts periods until 95 % have adopted. */
static bool add_week(const rq_world *w, double *number) {
  number[0]++;
  return rq_tallied(w, TALK_ADOPTERS, 0) < 0.95 * rq_agents(w);
}

static const rq_runs_question question = {1, add_week, NULL};

/* ---- the design: three levels of five factors ---- */

enum { LEVELS = 3, FACTORS = 5, TERMS = FACTORS + 1, CELLS = 243 };
static const double levels[FACTORS][LEVELS] = {
    {5, 17, 29}, {5, 17, 29}, {0.0005, 0.00525, 0.01}, {0.01, 0.04, 0.07}, {0.005, 0.01, 0.015},
};
static const char *const terms[TERMS] = {SLOPE("intercept"), SLOPE("strong"),      SLOPE("weak"),
                                         SLOPE("alpha"),     SLOPE("beta_strong"), SLOPE("beta_weak")};

static rq_status run_cells(rq_setup *setup, gsl_matrix *x, gsl_vector *y, rq_error *error) {
  talk_parameters *p = setup->parameters;
  setup->settings.replicates = 1;
  rq_status status = RQ_OK;
  for (size_t cell = 0; cell < CELLS && !status; cell++) {
    double value[FACTORS], *number;
    size_t rest = cell;
    gsl_matrix_set(x, cell, 0, 1);
    for (size_t f = 0; f < FACTORS; f++, rest /= LEVELS) gsl_matrix_set(x, cell, f + 1, value[f] = levels[f][rest % LEVELS]);
    *p = (talk_parameters){(int64_t)value[0], (int64_t)value[1], value[2], value[4], value[3]};
    status = rq_runs(setup, &question, &number, error);
    if (status) break;
    gsl_vector_set(y, cell, number[0]);
    free(number);
  }
  return status;
}

static rq_status all_cells(rq_setup *setup, rq_outcomes *out, rq_error *error) {
  gsl_matrix *x = gsl_matrix_alloc(CELLS, TERMS), *covariance = gsl_matrix_alloc(TERMS, TERMS);
  gsl_vector *y = gsl_vector_alloc(CELLS), *slope = gsl_vector_alloc(TERMS);
  gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(CELLS, TERMS);
  double rest;
  rq_status status = run_cells(setup, x, y, error);
  if (!status) {
    gsl_multifit_linear(x, y, slope, covariance, &rest, work);
    for (size_t k = 0; k < TERMS; k++) {
      double b = gsl_vector_get(slope, k), width = 3 * sqrt(gsl_matrix_get(covariance, k, k));
      rq_outcome_simulated(out, terms[k], (rq_estimate){b, b - width, b + width}, CELLS);
    }
    rq_outcome_simulated(out, SLOPE("R squared"), (rq_estimate){1 - rest / gsl_stats_tss(y->data, 1, CELLS), NAN, NAN}, CELLS);
  }
  gsl_multifit_linear_free(work);
  gsl_vector_free(slope);
  gsl_vector_free(y);
  gsl_matrix_free(covariance);
  gsl_matrix_free(x);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_setup setup;
  rq_config_fill(c->config, &schema, &s);
  if (s.cells == ONE) return RQ_OK;
  rq_status status = rq_runs_begin(c, &rq_talk_model, &setup, error);
  if (status) return status;
  status = all_cells(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_talk = {.name = "talk",
                                .schema = schemas,
                                .published = published,
                                .published_count = RQ_COUNT_OF(published),
                                .model = &rq_talk_model,
                                .work = work};
