/* A society of people alone: see society.h. */
#include "society.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

society society_open(const char *const *sets, int threads) {
  society s = {.world = NULL};
  rq_error error = RQ_NO_ERROR;
  rq_config_source source = {.sets = sets};
  while (sets[source.sets_count]) source.sets_count++;
  rq_status status = rq_setup_load(&source, &rq_renqing_model, &s.setup, &error);
  if (!status) status = rq_setup_world(&s.setup, threads, &s.world, &error);
  if (status) fail_msg("%s", error.text);
  s.p = s.setup.parameters;
  return s;
}

void society_close(society *s) {
  rq_world_free(s->world);
  rq_setup_free(&s->setup);
}

void society_turn(society *s, uint32_t weeks, bool verify) {
  rq_error error = RQ_NO_ERROR;
  for (uint32_t w = 0; w < weeks; w++)
    if (rq_tick(s->world, &error) || (verify && rq_world_verify(s->world, &error))) fail_msg("week %u: %s", rq_week(s->world), error.text);
}

double society_sum(society *s, uint32_t weeks, uint32_t series, uint32_t cell) {
  double sum = 0;
  for (uint32_t w = 0; w < weeks; w++) {
    society_turn(s, 1, false);
    sum += rq_tallied(s->world, series, cell);
  }
  return sum;
}
