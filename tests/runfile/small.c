/* A small society: see small.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "small.h"
#include "models/renqing.h"
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char configuration[] = "title: small\n"
                                    "seed: 7\n"
                                    "weeks: 24\n"
                                    "population: {size: 300}\n"
                                    "brands:\n"
                                    "  - {name: 人情, quality: 0.6, price: 10, unit_cost: 6, awareness: 1}\n"
                                    "  - {name: Newcomer, quality: 0.7, price: 10.5, unit_cost: 6, awareness: 0.5}\n"
                                    "campaigns:\n"
                                    "  - {brand: Newcomer, favor: personal_service, channel: live_chat, target: prospects, fraction: 0.3,\n"
                                    "     start: 3, until: 20, every: 2, value: 1, budget: 4000}\n"
                                    "snapshots: {every: 8, at: [0]}\n"
                                    "panel: {size: 60}\n"
                                    "output: {part_weeks: 5}\n";

static char folder[] = "/tmp/renqing-runfile-XXXXXX";
static char from[4096];

void small_enter(void) {
  assert_non_null(getcwd(from, sizeof from));
  assert_non_null(mkdtemp(folder));
  assert_int_equal(chdir(folder), 0);
  FILE *file = fopen("small.yaml", "w");
  assert_non_null(file);
  fputs(configuration, file);
  assert_int_equal(fclose(file), 0);
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about;
  (void)kind;
  (void)where;
  return remove(path);
}

void small_leave(void) {
  assert_int_equal(chdir(from), 0);
  assert_int_equal(nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void must(rq_status status, rq_error *error) {
  rq_error_print(error);
  assert_int_equal(status, RQ_OK);
  rq_error_free(error);
}

rq_setup small_setup(const char *const *sets, size_t count) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = {0};
  rq_config_source source = {.path = "small.yaml", .sets = sets, .sets_count = count};
  must(rq_setup_load(&source, &rq_renqing_model, &setup, &error), &error);
  return setup;
}

typedef struct watch {
  rq_writer *writer;
  int sink;
} watch;

static rq_status tell(void *context, const rq_world *world, rq_error *error) {
  const watch *w = context;
  uint32_t safe = rq_writer_safe_week(w->writer);
  assert_true(safe <= rq_week(world));
  if (w->sink >= 0 && write(w->sink, &safe, sizeof safe) != sizeof safe) return rq_fail(error, RQ_IO, "the pipe is closed");
  return RQ_OK;
}

rq_status small_run(const rq_setup *setup, const char *path, bool force, int sink, rq_error *error) {
  rq_world *world = NULL;
  rq_writer *writer = NULL;
  rq_provenance provenance = {.scenario = "", .command_line = "test", .threads = 1};
  rq_status status = rq_setup_world(setup, 1, &world, error);
  if (!status) status = rq_writer_open(path, force, &setup->settings, setup->config, world, &provenance, &writer, error);
  watch w = {writer, sink};
  rq_observer observer = {.week = tell, .context = &w};
  if (!status) status = rq_turn_weeks(setup, world, writer, &observer, error);
  if (!status) status = rq_writer_finish(writer, world, "finished", error);
  rq_writer_free(writer);
  rq_world_free(world);
  return status;
}

void small_make(const char *path, const char *const *sets, size_t count) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(sets, count);
  must(small_run(&setup, path, false, -1, &error), &error);
  rq_setup_free(&setup);
}

long small_size(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

bool small_exists(const char *path) {
  struct stat about;
  return lstat(path, &about) == 0;
}

void small_copy(const char *source, const char *to) {
  FILE *in = fopen(source, "rb"), *out = fopen(to, "wb");
  assert_non_null(in);
  assert_non_null(out);
  char buffer[65536];
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, in)) > 0;) assert_int_equal(fwrite(buffer, 1, got, out), got);
  fclose(in);
  assert_int_equal(fclose(out), 0);
}
