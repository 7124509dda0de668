/* A run that is killed at any moment loses no week that was reported as written, and what is put together afterwards is the beginning of
 * the undisturbed run. */
#include "models/renqing.h"
#include "sim/reader.h"
#include "small.h"
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { KILLS = 20, WEEKS = 24 };

static const char *const sets[] = {"output.part_weeks=2", "snapshots.every=4"};

static int enter(void **state) {
  (void)state;
  small_enter();
  small_make("whole.h5", sets, 2);
  return 0;
}

static int leave(void **state) {
  (void)state;
  small_leave();
  return 0;
}

static rq_run *open_run(const char *path) {
  rq_error error = RQ_NO_ERROR;
  rq_run *run = NULL;
  rq_status status = rq_run_open(path, &run, &error);
  rq_error_print(&error);
  assert_int_equal(status, RQ_OK);
  return run;
}

/* ---- comparing ---- */

static void equal_series(const rq_run *part, const rq_run *whole) {
  rq_error error = RQ_NO_ERROR;
  for (uint32_t s = 0; s < SERIES; s++) {
    rq_table a, b;
    assert_int_equal(rq_run_series(part, rq_renqing_model.series[s].name, &a, &error), RQ_OK);
    assert_int_equal(rq_run_series(whole, rq_renqing_model.series[s].name, &b, &error), RQ_OK);
    size_t values = a.shape[0];
    for (unsigned d = 1; d < a.dims; d++) values *= a.shape[d];
    for (size_t k = 0; k < values; k++) assert_true(a.value[k] == b.value[k] || (isnan(a.value[k]) && isnan(b.value[k])));
    rq_table_free(&a);
    rq_table_free(&b);
  }
}

static void equal_events(const rq_run *part, const rq_run *whole) {
  rq_error error = RQ_NO_ERROR;
  for (uint32_t e = 0; e < EVENTS; e++) {
    const rq_event_kind *kind = &rq_renqing_model.events[e];
    double *week, *a, *b;
    size_t all, count, expected = 0;
    assert_int_equal(rq_run_events(whole, kind->name, "week", &week, &all, &error), RQ_OK);
    while (expected < all && week[expected] <= rq_run_weeks(part)) expected++;
    for (uint32_t c = 0; c < kind->columns_count; c++) {
      assert_int_equal(rq_run_events(part, kind->name, kind->columns[c].name, &a, &count, &error), RQ_OK);
      assert_int_equal(rq_run_events(whole, kind->name, kind->columns[c].name, &b, &all, &error), RQ_OK);
      assert_int_equal(count, expected);
      if (count) assert_memory_equal(a, b, count * sizeof *a);
      free(a);
      free(b);
    }
    free(week);
  }
}

static void equal_snapshots(const rq_run *part, const rq_run *whole, uint32_t least) {
  rq_error error = RQ_NO_ERROR;
  size_t count, seen = 0;
  const uint32_t *weeks = rq_run_snapshots(part, &count);
  for (size_t k = 0; k < count; k++) {
    float *a, *b;
    size_t people;
    uint64_t halves, others;
    assert_int_equal(rq_run_ties(part, weeks[k], "closeness", NULL, NULL, &a, &people, &halves, &error), RQ_OK);
    assert_int_equal(rq_run_ties(whole, weeks[k], "closeness", NULL, NULL, &b, &people, &others, &error), RQ_OK);
    assert_int_equal(halves, others);
    assert_memory_equal(a, b, halves * sizeof *a);
    free(a);
    free(b);
    seen += weeks[k] <= least;
  }
  assert_true(seen >= (least ? least / 4 + 1 : 0)); /* weeks 0, 4, 8, ... */
}

/* ---- killing ---- */

static int run_child(int sink, const char *path) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(sets, 2);
  rq_status status = small_run(&setup, path, false, sink, &error);
  rq_setup_free(&setup);
  return (int)status;
}

static void wait_milliseconds(unsigned ms) {
  struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
  nanosleep(&time, NULL);
}

/* Starts a run, kills it `ms` milliseconds after it has reported `reports` weeks; returns the last week that it said was safe. */
static uint32_t kill_run(const char *path, unsigned reports, unsigned ms) {
  int ends[2];
  uint32_t safe = 0, said;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    close(ends[0]);
    _exit(run_child(ends[1], path));
  }
  close(ends[1]);
  for (unsigned k = 0; k < reports && read(ends[0], &said, sizeof said) == sizeof said; k++) safe = said;
  wait_milliseconds(ms);
  assert_int_equal(kill(child, SIGKILL), 0);
  while (read(ends[0], &said, sizeof said) == sizeof said) safe = said;
  close(ends[0]);
  assert_int_equal(waitpid(child, NULL, 0), child);
  return safe;
}

static void remove_all(const char *path) {
  char command[256];
  snprintf(command, sizeof command, "rm -rf %s %s.parts", path, path);
  assert_int_equal(system(command), 0);
}

static void killed_runs_lose_nothing(void **state) {
  (void)state;
  rq_run *whole = open_run("whole.h5");
  uint32_t chance = 12345;
  unsigned midway = 0, finished = 0;
  for (unsigned k = 0; k < KILLS; k++) {
    chance = chance * 1664525u + 1013904223u;
    bool late = k % 4 == 3; /* while the parts are put together, or after it */
    uint32_t safe = kill_run("killed.h5", late ? WEEKS : (k * 29) % WEEKS, (chance >> 16) % (late ? 200 : 40));
    if (!small_exists("killed.h5.parts/start.h5") && !small_exists("killed.h5")) { /* before anything was written */
      assert_int_equal(safe, 0);
      remove_all("killed.h5");
      continue;
    }
    rq_error error = RQ_NO_ERROR;
    uint32_t last = 0;
    if (small_exists("killed.h5.parts")) {
      rq_status status = rq_runfile_assemble("killed.h5", false, &last, &error);
      if (status) fail_msg("kill %u: %s", k, error.text);
    }
    rq_run *part = open_run("killed.h5");
    assert_true(rq_run_weeks(part) >= safe);
    assert_false(small_exists("killed.h5.parts"));
    equal_series(part, whole);
    equal_events(part, whole);
    equal_snapshots(part, whole, safe);
    midway += rq_run_weeks(part) > 0 && rq_run_weeks(part) < WEEKS;
    finished += rq_run_attribute(part, "state_digest") != NULL;
    rq_run_close(part);
    remove_all("killed.h5");
  }
  rq_run_close(whole);
  printf("%d kills: %u midway, %u after the end\n", KILLS, midway, finished);
  assert_true(midway >= KILLS / 3);
}

/* ---- parts that are not as they were ---- */

/* A run that ended early, with its parts. */
static void leave_parts(const char *path, const char *more) {
  const char *all[] = {"output.part_weeks=2", "snapshots.every=4", "weeks=10", more};
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(all, 4);
  rq_world *world = NULL;
  rq_writer *writer = NULL;
  rq_provenance provenance = {.scenario = "", .threads = 1};
  rq_observer observer = {0};
  assert_int_equal(rq_setup_world(&setup, 1, &world, &error), RQ_OK);
  assert_int_equal(rq_writer_open(path, false, &setup.settings, setup.config, world, &provenance, &writer, &error), RQ_OK);
  assert_int_equal(rq_turn_weeks(&setup, world, writer, &observer, &error), RQ_OK);
  assert_int_equal(rq_writer_safe_week(writer), 10);
  rq_writer_free(writer);
  rq_world_free(world);
  rq_setup_free(&setup);
}

static void refuses(const char *path, bool force, rq_status expected, const char *says) {
  rq_error error = RQ_NO_ERROR;
  uint32_t last;
  rq_status status = rq_runfile_assemble(path, force, &last, &error);
  if (status != expected || !strstr(error.text ? error.text : "", says)) fail_msg("%s: status %d: %s", path, (int)status, error.text);
  rq_error_free(&error);
}

static void assembles(const char *path, bool force, uint32_t expected) {
  rq_error error = RQ_NO_ERROR;
  uint32_t last = 0;
  rq_status status = rq_runfile_assemble(path, force, &last, &error);
  rq_error_print(&error);
  assert_int_equal(status, RQ_OK);
  assert_int_equal(last, expected);
}

static void a_gap_ends_the_file_and_keeps_the_parts(void **state) {
  (void)state;
  leave_parts("gap.h5", "seed=7");
  assert_int_equal(unlink("gap.h5.parts/weeks.000000005-000000006.h5"), 0);
  assembles("gap.h5", false, 4);
  assert_true(small_exists("gap.h5.parts/weeks.000000007-000000008.h5"));
  rq_run *part = open_run("gap.h5"), *whole = open_run("whole.h5");
  assert_int_equal(rq_run_weeks(part), 4);
  equal_series(part, whole);
  rq_run_close(part);
  rq_run_close(whole);
  refuses("gap.h5", false, RQ_NO_OUTPUT, "gap.h5: exists already; --force replaces it");
  assembles("gap.h5", true, 4);
}

static void damaged_parts_are_named_and_kept(void **state) {
  (void)state;
  leave_parts("bad.h5", "seed=7");
  static const char stretch[] = "bad.h5.parts/weeks.000000003-000000004.h5";
  small_copy(stretch, "good");
  FILE *file = fopen(stretch, "r+b");
  assert_non_null(file);
  assert_int_equal(ftruncate(fileno(file), small_size(stretch) / 2), 0);
  fclose(file);
  refuses("bad.h5", false, RQ_BAD_DATA, stretch);
  assert_false(small_exists("bad.h5"));
  assert_false(small_exists("bad.h5.parts/whole.h5.tmp"));
  small_copy("good", stretch);
  assembles("bad.h5", false, 10);
}

static void parts_of_two_runs_are_not_mixed(void **state) {
  (void)state;
  leave_parts("one.h5", "seed=7");
  leave_parts("two.h5", "seed=7");
  small_copy("two.h5.parts/weeks.000000003-000000004.h5", "one.h5.parts/weeks.000000003-000000004.h5");
  refuses("one.h5", false, RQ_BAD_DATA, "is a part of another run");
}

static void nothing_to_assemble(void **state) {
  (void)state;
  refuses("none.h5", false, RQ_NO_INPUT, "none.h5.parts: No such file or directory; there are no parts");
  leave_parts("headless.h5", "seed=7");
  assert_int_equal(unlink("headless.h5.parts/start.h5"), 0);
  refuses("headless.h5", false, RQ_BAD_DATA, "start.h5: is missing");
}

/* Ended between the renaming of the whole file and the removal of the parts. */
static void a_whole_file_is_not_made_again(void **state) {
  (void)state;
  leave_parts("late.h5", "seed=7");
  assert_int_equal(system("cp -r late.h5.parts saved"), 0);
  assembles("late.h5", false, 10);
  long size = small_size("late.h5");
  assert_int_equal(system("cp -r saved late.h5.parts && rm late.h5.parts/weeks.000000003-000000004.h5"), 0);
  assembles("late.h5", false, 10);
  assert_int_equal(small_size("late.h5"), size);
  assert_false(small_exists("late.h5.parts"));
  assert_int_equal(system("cp -r saved late.h5.parts && rm late.h5.parts/start.h5"), 0);
  assembles("late.h5", false, 10);
  assert_int_equal(small_size("late.h5"), size);
  assert_false(small_exists("late.h5.parts"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(killed_runs_lose_nothing),
      cmocka_unit_test(a_gap_ends_the_file_and_keeps_the_parts),
      cmocka_unit_test(damaged_parts_are_named_and_kept),
      cmocka_unit_test(parts_of_two_runs_are_not_mixed),
      cmocka_unit_test(nothing_to_assemble),
      cmocka_unit_test(a_whole_file_is_not_made_again),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
