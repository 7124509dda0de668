/* Small runs for the tests of checkpoints: see course.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "course.h"
#include "models/gift.h"
#include "models/renqing.h"
#include "sim/checkpoint.h"
#include "sim/reader.h"
#include <ftw.h>
#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char market[] =
    "title: checkpoints\nseed: 7\nweeks: 16\npopulation: {network: {mean_degree: 20}}\n"
    "brands:\n"
    "  - {name: 人情, quality: 0.6, price: 10, unit_cost: 6, awareness: 1}\n"
    "  - {name: Newcomer, quality: 0.7, price: 10.5, unit_cost: 6, awareness: 0.5, enters: 4}\n"
    "campaigns:\n"
    "  - {name: calls, brand: Newcomer, favor: personal_service, channel: live_chat, target: prospects, fraction: 0.3,\n"
    "     start: 5, until: 12, every: 2, value: 1, budget: 4000}\n"
    "  - {name: coupons, brand: 人情, favor: discount, channel: post, target: everyone, start: 3, every: 3, value: 0.2, budget: 9000}\n"
    "snapshots: {every: 9}\npanel: {size: 60}\noutput: {part_weeks: 3}\n";
static const char gifts[] = "title: checkpoints\nmodel: gift\nseed: 7\nweeks: 16\n"
                            "population: {network: {kind: small_world, mean_degree: 6, rewiring: 0.1}}\n"
                            "snapshots: {every: 9}\noutput: {part_weeks: 3}\n";

/* ---- files ---- */

static char folder[] = "/tmp/renqing-checkpoint-XXXXXX";
static char before[4096];

void course_write(const char *path, const char *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

void course_enter(void) {
  assert_non_null(getcwd(before, sizeof before));
  assert_non_null(mkdtemp(folder));
  assert_int_equal(chdir(folder), 0);
  course_write("renqing.yaml", market, strlen(market));
  course_write("gift.yaml", gifts, strlen(gifts));
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about;
  (void)kind;
  (void)where;
  return remove(path);
}

void course_leave(void) {
  assert_int_equal(chdir(before), 0);
  assert_int_equal(nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

long course_size(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

char *course_read(const char *path, size_t *size) {
  long length = course_size(path);
  assert_true(length >= 0);
  *size = (size_t)length;
  char *bytes = malloc(*size + 1);
  FILE *file = fopen(path, "rb");
  if (!bytes || !file) abort(); /* which, unlike an assertion, tells the compiler */
  assert_int_equal(fread(bytes, 1, *size, file), *size);
  fclose(file);
  return bytes;
}

void course_copy(const char *from, const char *to) {
  size_t size;
  char *bytes = course_read(from, &size);
  course_write(to, bytes, size);
  free(bytes);
}

/* ---- runs ---- */

rq_setup course_setup(const rq_model *model, unsigned people) {
  char size[64], path[64];
  snprintf(size, sizeof size, "population.size=%u", people);
  snprintf(path, sizeof path, "%s.yaml", model->name);
  const char *const sets[] = {size};
  rq_config_source source = {.path = path, .sets = sets, .sets_count = 1};
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = {0};
  rq_status status = rq_setup_load(&source, model, &setup, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  assert_int_equal(status, RQ_OK);
  return setup;
}

static rq_status after_week(void *context, const rq_world *world, rq_error *error) {
  course *c = context;
  uint32_t week = rq_week(world);
  if (c->digest && (!c->from || week == c->first + 1) && rq_world_digest(world, c->digest[week], error)) return RQ_INTERNAL;
  if (c->keep && week > 1) {
    char *name = rq_checkpoint_name(c->path, false), copy[256];
    snprintf(copy, sizeof copy, "%s.%u", c->path, week - 1);
    course_copy(name, copy);
    free(name);
  }
  return week == c->stop_at ? RQ_STOPPED : RQ_OK;
}

static rq_status begin(course *c, rq_world **world, rq_writer **writer, rq_error *error) {
  const rq_setup *s = c->setup;
  rq_provenance provenance = {.scenario = "", .command_line = "test", .threads = 1};
  rq_checkpoint *checkpoint = NULL;
  rq_status status;
  if (c->from) {
    status = rq_checkpoint_open(c->from, &checkpoint, error);
    if (!status) status = rq_checkpoint_check_resume(checkpoint, s, error);
    if (!status) c->first = checkpoint->week;
    if (!status) status = rq_checkpoint_world(checkpoint, s, false, c->threads, world, error);
    if (!status) status = rq_writer_resume(c->path, &s->settings, s->config, *world, checkpoint, writer, error);
  } else {
    status = rq_setup_world(s, c->threads, world, error);
    if (!status) status = rq_writer_open(c->path, false, &s->settings, s->config, *world, &provenance, writer, error);
  }
  rq_checkpoint_close(checkpoint);
  return status ? status : rq_world_digest(*world, c->restored, error);
}

rq_status course_run(course *c) {
  rq_world *world = NULL;
  rq_writer *writer = NULL;
  rq_error error = RQ_NO_ERROR;
  rq_observer observer = {.week = after_week, .context = c, .checkpoints = c->every || c->stop_at, .checkpoint_every = c->every};
  rq_status status = begin(c, &world, &writer, &error);
  if (!status && c->keep) rq_writer_keep(writer);
  if (!status) status = rq_turn_weeks(c->setup, world, writer, &observer, &error);
  if (!status) status = rq_writer_finish(writer, world, "finished", &error);
  rq_writer_free(writer);
  rq_world_free(world);
  snprintf(c->found, sizeof c->found, "%s", error.text ? error.text : "");
  rq_error_free(&error);
  return status;
}

/* ---- equal files ---- */

static void blank(char *bytes, size_t size, const char *text) {
  size_t length = strlen(text), found = 0;
  char *end = bytes + size - length;
  for (char *at = bytes; at <= end && (at = memchr(at, text[0], (size_t)(end - at) + 1)); at++)
    if (memcmp(at, text, length) == 0) {
      memset(at, 0, length);
      found++;
    }
  assert_true(found > 0);
}

/* The bytes of a run file without what says when and where it was made. */
static char *impersonal(const char *path, size_t *size) {
  char *bytes = course_read(path, size);
  rq_error error = RQ_NO_ERROR;
  rq_run *run;
  assert_int_equal(rq_run_open(path, &run, &error), RQ_OK);
  blank(bytes, *size, rq_run_attribute(run, "run_uuid"));
  blank(bytes, *size, rq_run_attribute(run, "created"));
  rq_run_close(run);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  static const char *const personal[] = {"meta/wall_seconds", "meta/peak_memory"};
  for (int k = 0; k < 2; k++) {
    hid_t dataset = H5Dopen2(file, personal[k], H5P_DEFAULT);
    haddr_t at = H5Dget_offset(dataset);
    if (at == HADDR_UNDEF || at + 8 > *size) abort();
    memset(bytes + at, 0, 8);
    H5Dclose(dataset);
  }
  H5Fclose(file);
  return bytes;
}

void course_equal(const char *one, const char *other) {
  size_t size_one, size_other;
  char *a = impersonal(one, &size_one), *b = impersonal(other, &size_other);
  assert_int_equal(size_one, size_other);
  for (size_t k = 0; memcmp(a, b, size_one) != 0 && k < size_one; k++)
    if (a[k] != b[k]) fail_msg("%s and %s differ in byte %zu of %zu", one, other, k, size_one);
  free(a);
  free(b);
}
