/* A run of a published study in a test. */
#include "course.h"
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void must(rq_status status, const rq_error *error) {
  if (status) fail_msg("%s", error->text);
}

course course_begin(const char *config, const rq_model *model, const char *setting, unsigned replicate) {
  course c = {.world = NULL};
  char second[32];
  snprintf(second, sizeof second, "replicate=%u", replicate);
  const char *const sets[] = {setting, second};
  rq_config_source source = {.path = config, .sets = sets, .sets_count = 2};
  rq_error error = RQ_NO_ERROR;
  must(rq_setup_load(&source, model, &c.setup, &error), &error);
  must(rq_setup_world(&c.setup, 1, &c.world, &error), &error);
  return c;
}

void course_turn(const course *c, unsigned weeks) {
  rq_error error = RQ_NO_ERROR;
  for (unsigned n = 0; n < weeks; n++) must(rq_tick(c->world, &error), &error);
}

double course_value(const course *c, uint32_t series, uint32_t cell) {
  return rq_tallied(c->world, series, cell);
}

void course_end(course *c) {
  rq_error error = RQ_NO_ERROR;
  must(rq_world_verify(c->world, &error), &error);
  rq_world_free(c->world);
  rq_setup_free(&c->setup);
}

figure figure_of(const double *value, unsigned count) {
  return (figure){gsl_stats_mean(value, 1, count), gsl_stats_sd(value, 1, count) / sqrt((double)count)};
}
