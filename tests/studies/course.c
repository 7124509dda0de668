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

course course_open(const char *config, const rq_model *model, const char *const *sets, int threads) {
  course c = {.world = NULL};
  size_t count = 0;
  while (sets[count]) count++;
  rq_config_source source = {.path = config, .sets = sets, .sets_count = count};
  rq_error error = RQ_NO_ERROR;
  must(rq_setup_load(&source, model, &c.setup, &error), &error);
  must(rq_setup_world(&c.setup, threads, &c.world, &error), &error);
  return c;
}

course course_begin(const char *config, const rq_model *model, const char *setting, unsigned replicate) {
  char second[32];
  snprintf(second, sizeof second, "replicate=%u", replicate);
  return course_open(config, model, (const char *const[]){setting, second, NULL}, 1);
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

static void digest_of(const char *config, const rq_model *model, const char *const *sets, int threads, unsigned weeks, char *digest) {
  rq_error error = RQ_NO_ERROR;
  course c = course_open(config, model, sets, threads);
  course_turn(&c, weeks);
  must(rq_world_digest(c.world, digest, &error), &error);
  course_end(&c);
}

void course_on_threads(const char *config, const rq_model *model, const char *const *sets, unsigned weeks) {
  const char *other[8] = {"seed=99"};
  char one[RQ_DIGEST_LENGTH], three[RQ_DIGEST_LENGTH];
  digest_of(config, model, sets, 1, weeks, one);
  digest_of(config, model, sets, 3, weeks, three);
  assert_string_equal(one, three);
  for (size_t n = 0; sets[n]; n++) other[n + 1] = sets[n];
  digest_of(config, model, other, 3, weeks, three);
  assert_string_not_equal(one, three);
}

bool figure_is(figure f, double value, double slack) {
  return fabs(f.mean - value) <= FAR * f.error + slack;
}

figure figure_of(const double *value, unsigned count) {
  return (figure){gsl_stats_mean(value, 1, count), gsl_stats_sd(value, 1, count) / sqrt((double)count)};
}
