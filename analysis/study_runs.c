/* The runs of a study's case: see study_runs.h. */
#include "analysis/study_runs.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

rq_status rq_runs_begin(const rq_case *c, const rq_model *model, rq_setup *setup, rq_error *error) {
  return rq_setup_fill((rq_config *)c->config, model, setup, error);
}

rq_status rq_runs_begin_with(const rq_case *c, const char *const *more, const rq_model *model, rq_setup *setup, rq_error *error) {
  rq_config *config = NULL;
  *setup = (rq_setup){0};
  rq_status status = rq_case_with(c, more, &config, error);
  if (status) return status;
  status = rq_setup_fill(config, model, setup, error);
  if (status) rq_config_free(config);
  return status;
}

void rq_runs_end(rq_setup *setup) {
  setup->config = NULL; /* the case's */
  rq_setup_free(setup);
}

/* What is asked of a run, in one way or the other. */
typedef struct asked {
  size_t outcomes;
  const rq_runs_question *question;
  const rq_runs_record *record;
  const rq_runs_watch *watch;
} asked;

static rq_status turn_weeks(const rq_setup *setup, rq_world *world, const asked *a, void *memory, double *number, rq_error *error) {
  rq_status status = RQ_OK;
  bool more = true;
  for (int64_t week = 0; week < setup->settings.weeks && more && !status; week++) {
    status = rq_tick(world, error);
    if (status) break;
    if (a->record)
      a->record->week(world, memory);
    else if (a->watch)
      more = a->watch->week(a->watch->context, world, number);
    else if (a->question->week)
      more = a->question->week(world, number);
  }
  return status;
}

static rq_status turn_and_ask(const rq_setup *setup, rq_world *world, const asked *a, double *number, rq_error *error) {
  void *memory = a->record ? a->record->begin(world, (uint32_t)setup->settings.weeks) : NULL;
  if (a->record && !memory) return rq_no_memory(error, "a run of a study");
  rq_status status = turn_weeks(setup, world, a, memory, number, error);
  if (a->record) {
    rq_status end = a->record->end(world, memory, status ? NULL : number, error);
    return status ? status : end;
  }
  if (!status && a->question && a->question->end) a->question->end(world, number);
  return status;
}

static rq_status one_run(const rq_setup *setup, uint32_t replicate, const asked *a, double *number, rq_error *error) {
  rq_setup own = *setup;
  rq_world *world = NULL;
  rq_status status;
  own.settings.replicate = replicate;
  if (setup->network) {
    status = rq_setup_world(&own, 1, &world, error);
  } else {
#pragma omp critical(network) /* igraph works for one thread at a time */
    status = rq_setup_world(&own, 1, &world, error);
  }
  if (!status) status = turn_and_ask(&own, world, a, number, error);
  rq_world_free(world);
  return status;
}

static rq_status run_each(const rq_setup *setup, const asked *a, double *number, rq_error *error) {
  uint32_t replicates = (uint32_t)setup->settings.replicates;
  rq_status status = RQ_OK;
#pragma omp parallel for schedule(dynamic)
  for (uint32_t r = 0; r < replicates; r++) {
    rq_error own = RQ_NO_ERROR;
    rq_status done = one_run(setup, r, a, number + r * a->outcomes, &own);
    if (!done) continue;
#pragma omp critical(study)
    {
      if (!status) status = rq_fail(error, done, "%.*s", (int)strcspn(own.text, "\n"), own.text);
    }
    rq_error_free(&own);
  }
  return status;
}

static rq_status all_runs(const rq_setup *setup, const asked *a, double **number, rq_error *error) {
  rq_setup all = *setup;
  rq_network network = {0};
  rq_status status = RQ_OK;
  *number = calloc((size_t)setup->settings.replicates * a->outcomes + 1, sizeof **number);
  if (!*number) return rq_no_memory(error, "the runs of a study");
  if (!setup->network && !rq_network_by_chance(&setup->settings.network)) {
    status = rq_setup_network(setup, &network, error);
    network.shared = true;
    all.network = &network;
  }
  if (!status) status = run_each(&all, a, *number, error);
  rq_network_free(&network);
  if (status) {
    free(*number);
    *number = NULL;
  }
  return status;
}

rq_status rq_runs(const rq_setup *setup, const rq_runs_question *q, double **number, rq_error *error) {
  return all_runs(setup, &(asked){q->outcomes, q, NULL, NULL}, number, error);
}

rq_status rq_runs_recorded(const rq_setup *setup, const rq_runs_record *r, double **number, rq_error *error) {
  return all_runs(setup, &(asked){r->outcomes, NULL, r, NULL}, number, error);
}

rq_status rq_runs_watched(const rq_setup *setup, const rq_runs_watch *w, double **number, rq_error *error) {
  return all_runs(setup, &(asked){w->outcomes, NULL, NULL, w}, number, error);
}

#define BEYOND 0.00135 /* a normal variate's probability to be above three standard deviations */

static rq_estimate with_interval(const double *number, size_t replicates, const rq_runs_question *q, size_t k, double variances) {
  double mean = gsl_stats_mean(number + k, q->outcomes, replicates);
  if (replicates < 2) return (rq_estimate){mean, NAN, NAN};
  double width = gsl_cdf_tdist_Qinv(BEYOND, (double)replicates - 1) * gsl_stats_sd_m(number + k, q->outcomes, replicates, mean) *
                 sqrt(variances + 1.0 / (double)replicates);
  return (rq_estimate){mean, mean - width, mean + width};
}

rq_estimate rq_runs_share(const double *number, size_t replicates, const rq_runs_question *q, size_t k) {
  double n = (double)replicates, hits = 0, z = gsl_cdf_ugaussian_Qinv(BEYOND);
  for (size_t r = 0; r < replicates; r++) hits += number[r * q->outcomes + k];
  double p = hits / n, d = 1 + z * z / n, half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d, centre = (p + z * z / (2 * n)) / d;
  return (rq_estimate){p, fmax(0, centre - half), fmin(1, centre + half)};
}

rq_estimate rq_runs_mean(const double *number, size_t replicates, const rq_runs_question *q, size_t k) {
  return with_interval(number, replicates, q, k, 0);
}

rq_estimate rq_runs_one_more(const double *number, size_t replicates, const rq_runs_question *q, size_t k) {
  return with_interval(number, replicates, q, k, 1);
}

rq_status rq_runs_hand_over(const rq_case *c, const rq_model *model, const rq_runs_question *q, const char *const *name, rq_outcomes *out,
                            rq_error *error) {
  rq_setup setup;
  double *number;
  rq_status status = rq_runs_begin(c, model, &setup, error);
  if (status) return status;
  status = rq_runs(&setup, q, &number, error);
  size_t runs = (size_t)setup.settings.replicates;
  for (size_t k = 0; k < q->outcomes && !status; k++)
    if (name[k]) rq_outcome_simulated(out, name[k], rq_runs_mean(number, runs, q, k), runs);
  if (!status) free(number);
  rq_runs_end(&setup);
  return status;
}
