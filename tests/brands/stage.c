#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static rq_status load(const char *yaml, rq_setup *setup, rq_error *error) {
  char path[] = "/tmp/stage-XXXXXX";
  int file = mkstemp(path);
  assert_true(file >= 0);
  FILE *out = fdopen(file, "w");
  fputs(yaml, out);
  fclose(out);
  rq_config_source source = {.path = path};
  rq_status status = rq_setup_load(&source, &rq_renqing_model, setup, error);
  unlink(path);
  return status;
}

stage stage_open_with(const char *yaml, int threads) {
  stage x = {.world = NULL};
  rq_error error = RQ_NO_ERROR;
  rq_status status = load(yaml, &x.setup, &error);
  if (!status) status = rq_setup_world(&x.setup, threads, &x.world, &error);
  if (!status) status = rq_world_verify(x.world, &error);
  if (status) fail_msg("%s", error.text);
  x.p = x.setup.parameters;
  x.s = brand_state_of(x.world);
  return x;
}

stage stage_open(const char *yaml) {
  return stage_open_with(yaml, 1);
}

char *stage_complaint(const char *yaml) {
  rq_setup setup = {0};
  rq_error error = RQ_NO_ERROR;
  rq_status status = load(yaml, &setup, &error);
  char *text = strdup(error.text ? error.text : "");
  assert_true((status == RQ_OK) == (error.count == 0));
  rq_setup_free(&setup);
  rq_error_free(&error);
  return text;
}

void stage_close(stage *x) {
  rq_world_free(x->world);
  rq_setup_free(&x->setup);
}

void stage_turn(stage *x, uint32_t weeks) {
  rq_error error = RQ_NO_ERROR;
  for (uint32_t w = 0; w < weeks; w++)
    if (rq_tick(x->world, &error) || rq_world_verify(x->world, &error)) fail_msg("week %u: %s", rq_week(x->world), error.text);
  x->s = brand_state_of(x->world);
}

double stage_value(const stage *x, uint32_t series, uint32_t cell) {
  return rq_tallied(x->world, series, cell);
}

double stage_turn_and_sum(stage *x, uint32_t weeks, uint32_t series, uint32_t cell) {
  double sum = 0;
  for (uint32_t w = 0; w < weeks; w++) {
    stage_turn(x, 1);
    sum += stage_value(x, series, cell);
  }
  return sum;
}
