#include "study.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- worlds ---- */

static rq_status load(uint32_t seed, const char *format, va_list values, rq_setup *setup, rq_error *error) {
  char path[] = "/tmp/study-XXXXXX", set[32];
  int file = mkstemp(path);
  assert_true(file >= 0);
  FILE *out = fdopen(file, "w");
  vfprintf(out, format, values);
  fclose(out);
  snprintf(set, sizeof set, "seed=%u", seed);
  const char *const sets[] = {set};
  rq_config_source source = {.path = path, .sets = sets, .sets_count = 1};
  rq_status status = rq_setup_load(&source, &rq_renqing_model, setup, error);
  unlink(path);
  return status;
}

study study_open(uint32_t seed, const char *format, ...) {
  study x = {.world = NULL};
  rq_error error = RQ_NO_ERROR;
  va_list values;
  va_start(values, format);
  rq_status status = load(seed, format, values, &x.setup, &error);
  va_end(values);
  if (!status) status = rq_setup_world(&x.setup, 1, &x.world, &error);
  if (status) fail_msg("%s", error.text);
  x.s = brand_state_of(x.world);
  return x;
}

void study_close(study *x) {
  rq_error error = RQ_NO_ERROR;
  if (rq_world_verify(x->world, &error)) fail_msg("%s", error.text);
  rq_world_free(x->world);
  rq_setup_free(&x->setup);
}

void study_turn(study *x, uint32_t weeks) {
  rq_error error = RQ_NO_ERROR;
  for (uint32_t w = 0; w < weeks; w++)
    if (rq_tick(x->world, &error)) fail_msg("week %u: %s", rq_week(x->world), error.text);
  x->s = brand_state_of(x->world);
}

double study_value(const study *x, uint32_t series, uint32_t cell) {
  return rq_tallied(x->world, series, cell);
}

double study_turn_and_sum(study *x, uint32_t weeks, uint32_t series, uint32_t cell) {
  double sum = 0;
  for (uint32_t w = 0; w < weeks; w++) {
    study_turn(x, 1);
    sum += study_value(x, series, cell);
  }
  return sum;
}

/* ---- claims ---- */

evidence evidence_of(const double *x, size_t count) {
  double mean = gsl_stats_mean(x, 1, count), error = gsl_stats_sd_m(x, 1, count, mean) / sqrt((double)count), free = (double)count - 1;
  double half_width = error * gsl_cdf_tdist_Pinv(0.975, free);
  double p = error > 0 ? gsl_cdf_tdist_Q(mean / error, free) : (mean > 0 ? 0 : 1);
  return (evidence){mean, mean - half_width, mean + half_width, p};
}

evidence evidence_of_difference(const double *more, const double *less, size_t count) {
  double difference[64];
  assert_true(count <= RQ_COUNT_OF(difference));
  for (size_t n = 0; n < count; n++) difference[n] = more[n] - less[n];
  return evidence_of(difference, count);
}

void tell_figure(const char *what, const double *x, size_t count) {
  evidence e = evidence_of(x, count);
  printf("  %-62s %9.4g  [%.4g, %.4g]\n", what, e.mean, e.low, e.high);
}

static bool tell_claim(const char *what, evidence e) {
  bool holds = e.p < CLAIM_RISK;
  printf("  %-62s %+9.4g  [%.4g, %.4g]  p = %.2g: %s\n", what, e.mean, e.low, e.high, e.p, holds ? "holds" : "does not hold");
  return holds;
}

bool claim_more(const char *what, const double *more, const double *less, size_t count) {
  return tell_claim(what, evidence_of_difference(more, less, count));
}

bool claim_positive(const char *what, const double *x, size_t count) {
  return tell_claim(what, evidence_of(x, count));
}
