/* Where the time goes is noted, is all there, and changes nothing. A planted slow phase, a slow serial step, a wait and a share of slow
 * mail are each found in their own row and nowhere else. */
#include "models/renqing.h"
#include "sim/profile.h"
#include "sim/run.h"
#include "tiny.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const rq_profile_row *phase_row(const rq_profile *p, uint32_t phase) {
  return &p->row[RQ_STAGE_OBSERVATION + phase];
}

static const rq_profile_row *stage_row(const rq_profile *p, rq_stage stage) {
  return &p->row[stage < RQ_STAGE_OBSERVATION ? stage : stage + p->phases];
}

static double growth(const rq_profile *p) {
  double sum = 0;
  for (uint32_t k = 0; k < p->rows_count; k++) sum += p->row[k].growth;
  return sum;
}

/* ---- a model with planted slowness ---- */

enum { QUICK, BUSY, IDLE, SERIAL, READS, PLANTED };
#define WORK 0.03 /* seconds */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void quick(rq_block *b) {
  for (uint32_t k = 0; k < 3; k++) rq_post(b, &(rq_mail){.to = b->first, .from = b->first, .kind = 0});
}

/* Works as long as its own clock says, however busy the machine is. */
static void works(void) {
  double begun = rq_thread_seconds();
  while (rq_thread_seconds() < begun + WORK) continue;
}

static void busy(rq_block *b) {
  if (b->number == 0) works();
}

static void idle(rq_block *b) {
  struct timespec wait = {0, (long)(1e9 * WORK)};
  if (b->number == 0) nanosleep(&wait, NULL);
}

static void serial(rq_world *w) {
  (void)w;
  works();
}

static const rq_phase phases[PLANTED] = {{"quick", "", quick, NULL},
                                         {"busy", "", busy, NULL},
                                         {"idle", "", idle, NULL},
                                         {"serial", "", NULL, serial},
                                         {"reads", "", idle, NULL}};
static const rq_mail_kind kinds[] = {{"letter", READS, 0}};
static const rq_field fields[] = {
    {.name = "age", .type = RQ_F64, .place = RQ_PER_AGENT, .unit = "", .long_name = ""},
    {.name = "warmth", .type = RQ_F32, .place = RQ_PER_TIE, .unit = "", .long_name = ""},
};
static const rq_model planted = {.name = "planted",
                                 .fields = fields,
                                 .fields_count = RQ_COUNT_OF(fields),
                                 .mails = kinds,
                                 .mails_count = 1,
                                 .phases = phases,
                                 .phases_count = PLANTED,
                                 .dimensions = tiny_dimensions,
                                 .populate = tiny_populate};

static void slowness_is_found_where_it_is(void **state) {
  (void)state;
  rq_world_settings s = {.key = {1, 0}, .threads = 2};
  rq_world *w = tiny_world(&planted, NULL, 3 * RQ_BLOCK, 4, &s);
  tiny_tick(w); /* not looked at; its letters do not count */
  rq_clocks from = rq_clocks_now();
  rq_profile *p = rq_profile_create(&planted, 2, &from);
  assert_non_null(p);
  rq_world_profile(w, p);
  assert_ptr_equal(rq_world_profiled(w), p);
  for (int week = 0; week < 3; week++) tiny_tick(w);
  double work = 3 * WORK;
  const rq_profile_row *r = phase_row(p, BUSY);
  assert_true(r->seconds >= work && r->busy >= work && r->busy < 2 * work && r->serial == 0);
  r = phase_row(p, IDLE);
  assert_true(r->seconds >= work && r->busy < work / 2);
  r = phase_row(p, SERIAL);
  assert_true(r->serial >= work && r->serial <= r->seconds && r->busy >= work && r->mail == 0);
  r = phase_row(p, QUICK);
  assert_true(r->busy < work / 2 && r->letters == 0);
  r = phase_row(p, READS);
  assert_true(r->letters == 3.0 * 3 * 3); /* 3 weeks, 3 blocks, 3 letters */
  assert_true(r->mail > 0 && r->mail <= r->seconds);
  assert_int_equal(p->weeks, 3);
  rq_world_profile(w, NULL);
  tiny_tick(w);
  assert_int_equal(p->weeks, 3);
  rq_profile_free(p);
  rq_world_free(w);
}

static void laps_add_up(void **state) {
  (void)state;
  rq_clocks from = rq_clocks_now();
  rq_profile *p = rq_profile_create(&planted, 1, &from);
  assert_non_null(p);
  works();
  rq_profile_lap(p, RQ_STAGE_CONFIGURATION);
  char *much = malloc(64u << 20);
  assert_non_null(much);
  memset(much, 1, 64u << 20);
  rq_profile_lap(p, RQ_STAGE_NETWORK);
  free(much);
  rq_profile_lap(p, RQ_STAGE_REST);
  assert_true(stage_row(p, RQ_STAGE_CONFIGURATION)->busy >= WORK);
  assert_true(stage_row(p, RQ_STAGE_CONFIGURATION)->growth < 1e6);
  assert_true(stage_row(p, RQ_STAGE_NETWORK)->growth > 60e6);
  assert_true(fabs(rq_profile_seconds(p) - (p->lap.wall - from.wall)) < 1e-9);
  assert_true(p->lap.wall <= now());
  assert_true(growth(p) == p->lap.peak - p->base);
  rq_profile_free(p);
  rq_profile_lap(NULL, RQ_STAGE_REST); /* no profile: nothing happens */
  rq_profile_free(NULL);
}

/* ---- the whole model ---- */

/* Runs it; with a profile, where p is not NULL. */
static void society(rq_profile **p, char digest[RQ_DIGEST_LENGTH]) {
  static const char *const sets[] = {"population.size=9000", "population.network.mean_degree=12", "population.network.circle_neighbours=6",
                                     "brands=[{name: A}, {name: B, price: 97}]", "weeks=8"};
  rq_config_source source = {.sets = sets, .sets_count = RQ_COUNT_OF(sets)};
  rq_error error = RQ_NO_ERROR;
  rq_setup setup;
  rq_world *world = NULL;
  rq_clocks from = rq_clocks_now();
  rq_status status = rq_setup_load(&source, &rq_renqing_model, &setup, &error);
  if (p) setup.profile = *p = rq_profile_create(&rq_renqing_model, 2, &from);
  rq_profile_lap(setup.profile, RQ_STAGE_CONFIGURATION);
  rq_observer observer = {.verify = true};
  if (!status) status = rq_setup_world(&setup, 2, &world, &error);
  if (!status) status = rq_turn_weeks(&setup, world, NULL, &observer, &error);
  if (!status) status = rq_world_digest(world, digest, &error);
  if (status) fail_msg("%s", error.text);
  for (uint32_t kind = 0; p && kind < rq_renqing_model.mails_count; kind++) /* to be taken from what the profile says */
    (*p)->row[RQ_STAGE_OBSERVATION + rq_renqing_model.mails[kind].phase].letters -= (double)rq_world_mail(world, kind);
  rq_world_free(world);
  rq_setup_free(&setup);
}

static void every_phase_is_there_and_looking_changes_nothing(void **state) {
  (void)state;
  char bare[RQ_DIGEST_LENGTH], looked_at[RQ_DIGEST_LENGTH];
  rq_profile *p;
  society(NULL, bare);
  society(&p, looked_at);
  assert_string_equal(bare, looked_at);
  assert_int_equal(p->phases, rq_renqing_model.phases_count);
  for (uint32_t f = 0; f < p->phases; f++) {
    const rq_profile_row *r = phase_row(p, f);
    assert_string_equal(r->name, rq_renqing_model.phases[f].name);
    assert_string_equal(r->group, "week");
    assert_true(r->seconds > 0 && r->letters == 0);
    assert_true(r->busy > 0 && r->busy < 1.05 * p->threads * r->seconds + 1e-3);
    assert_true(r->serial + r->mail <= r->seconds * (1 + 1e-9));
    assert_true((r->serial > 0) == (rq_renqing_model.phases[f].once != NULL));
  }
  static const rq_stage lapped[] = {RQ_STAGE_CONFIGURATION, RQ_STAGE_NETWORK, RQ_STAGE_SOCIETY, RQ_STAGE_OBSERVATION, RQ_STAGE_CHECKS};
  for (size_t k = 0; k < RQ_COUNT_OF(lapped); k++) assert_true(stage_row(p, lapped[k])->seconds > 0);
  assert_true(stage_row(p, RQ_STAGE_SNAPSHOTS)->seconds == 0); /* no file */
  /* 9,000 people of 12 ties: at least 4 + 4 bytes a half, some bytes a person, some mail; all of it resident */
  assert_true(p->held[RQ_HOLDS_TIES] > 9000 * 12 * 8.0 && p->held[RQ_HOLDS_PEOPLE] > 9000 * 8.0 && p->held[RQ_HOLDS_MAIL] > 0);
  assert_true(p->held[RQ_HOLDS_NETWORK] > 9000 * 12 * 4.0);
  assert_true(p->held[RQ_HOLDS_TIES] + p->held[RQ_HOLDS_PEOPLE] < p->lap.peak);
  rq_profile_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(laps_add_up),
      cmocka_unit_test(slowness_is_found_where_it_is),
      cmocka_unit_test(every_phase_is_there_and_looking_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
