/* Before a run: what may not be overwritten is found out. While it goes on and after it: nothing half-written, equal runs equal. */
#include "sim/reader.h"
#include "small.h"
#include <fcntl.h>
#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int enter(void **state) {
  (void)state;
  small_enter();
  return 0;
}

static int leave(void **state) {
  (void)state;
  small_leave();
  return 0;
}

static void touch(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

/* Opens a writer; what it says must hold `says`. */
static void refuses(const char *path, bool force, rq_status expected, const char *says) {
  rq_error error = RQ_NO_ERROR;
  const char *sets[] = {"weeks=1", "snapshots.every=0"};
  rq_setup setup = small_setup(sets, 2);
  rq_status status = small_run(&setup, path, force, -1, &error);
  if (status != expected || (says && !strstr(error.text, says))) fail_msg("%s: status %d: %s", path, (int)status, error.text);
  rq_error_free(&error);
  rq_setup_free(&setup);
}

static void outputs_in_the_way(void **state) {
  (void)state;
  touch("there.h5", "precious");
  refuses("there.h5", false, RQ_NO_OUTPUT, "there.h5: exists already; --force replaces it");
  assert_false(small_exists("there.h5.parts"));
  assert_int_equal(small_size("there.h5"), 8);
  assert_int_equal(mkdir("folder", 0777), 0);
  refuses("folder", false, RQ_NO_OUTPUT, "folder: is a folder");
  refuses("folder", true, RQ_NO_OUTPUT, "folder: is a folder");
  refuses("folder/", true, RQ_NO_OUTPUT, "folder/: is a folder");
  refuses("nowhere/run.h5", false, RQ_NO_OUTPUT, "nowhere/run.h5.parts: cannot be created: No such file or directory");
  refuses("there.h5/run.h5", false, RQ_NO_OUTPUT, "cannot be created: Not a directory");
  refuses("/proc/run.h5", false, RQ_NO_OUTPUT, "/proc/run.h5.parts: cannot be created");
  touch("odd.h5.parts", "");
  refuses("odd.h5", true, RQ_NO_OUTPUT, "odd.h5.parts: is in the way");
  refuses("", false, RQ_NO_OUTPUT, "name the run file itself");
}

static void no_permission(void **state) {
  (void)state;
  if (geteuid() == 0) {
    puts("SKIPPED: root may write everywhere");
    skip();
  }
  assert_int_equal(mkdir("closed", 0555), 0);
  refuses("closed/run.h5", false, RQ_NO_OUTPUT, "closed/run.h5.parts: cannot be created: Permission denied");
}

static void parts_of_an_earlier_run(void **state) {
  (void)state;
  assert_int_equal(mkdir("again.h5.parts", 0777), 0);
  touch("again.h5.parts/weeks.000000001-000000005.h5", "old");
  touch("again.h5.parts/weeks.000000006-000000010.h5.tmp", "old");
  refuses("again.h5", false, RQ_NO_OUTPUT, "again.h5.parts: holds the parts of a run that did not finish; `renqing assemble again.h5`");
  assert_int_equal(small_size("again.h5.parts/weeks.000000001-000000005.h5"), 3);
  refuses("again.h5", true, RQ_OK, NULL);
  assert_true(small_exists("again.h5"));
  assert_false(small_exists("again.h5.parts"));
}

/* What is not ours stays, even with --force. */
static void files_of_others_stay(void **state) {
  (void)state;
  assert_int_equal(mkdir("mine.h5.parts", 0777), 0);
  touch("mine.h5.parts/notes.txt", "mine");
  refuses("mine.h5", true, RQ_OK, NULL);
  assert_int_equal(small_size("mine.h5.parts/notes.txt"), 4);
  assert_true(small_exists("mine.h5"));
}

/* With --force the old file stays whole until the new one is. */
typedef struct keeping {
  rq_writer *writer;
  long size;
} keeping;

static rq_status old_is_whole(void *context, const rq_world *world, rq_error *error) {
  (void)world;
  (void)error;
  assert_int_equal(small_size("kept.h5"), ((keeping *)context)->size);
  return RQ_OK;
}

static void the_old_file_stays_until_the_end(void **state) {
  (void)state;
  touch("kept.h5", "old");
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(NULL, 0);
  rq_world *world = NULL;
  rq_provenance provenance = {.scenario = "", .threads = 1};
  keeping k = {.size = 3};
  assert_int_equal(rq_setup_world(&setup, 1, &world, &error), RQ_OK);
  assert_int_equal(rq_writer_open("kept.h5", true, &setup.settings, setup.config, world, &provenance, &k.writer, &error), RQ_OK);
  rq_observer observer = {.week = old_is_whole, .context = &k};
  assert_int_equal(rq_turn_weeks(&setup, world, k.writer, &observer, &error), RQ_OK);
  assert_int_equal(rq_writer_finish(k.writer, world, "finished", &error), RQ_OK);
  assert_true(small_size("kept.h5") > 1000);
  rq_writer_free(k.writer);
  rq_world_free(world);
  rq_setup_free(&setup);
}

/* ---- one writer ---- */

static int assemble_in_child(void *path) {
  rq_error error = RQ_NO_ERROR;
  uint32_t last;
  rq_status status = rq_runfile_assemble(path, true, &last, &error);
  int code = strstr(error.text ? error.text : "", "another process is writing this run") ? (int)status : 1;
  rq_error_free(&error);
  return code;
}

static int force_in_child(void *path) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(NULL, 0);
  rq_status status = small_run(&setup, path, true, -1, &error);
  int code = strstr(error.text ? error.text : "", "another process is writing this run") ? (int)status : 1;
  rq_error_free(&error);
  rq_setup_free(&setup);
  return code;
}

static void two_processes_do_not_write_one_run(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(NULL, 0);
  rq_world *world = NULL;
  rq_writer *writer = NULL;
  rq_provenance provenance = {.scenario = "", .threads = 1};
  assert_int_equal(rq_setup_world(&setup, 1, &world, &error), RQ_OK);
  assert_int_equal(rq_writer_open("busy.h5", false, &setup.settings, setup.config, world, &provenance, &writer, &error), RQ_OK);
  char path[] = "busy.h5";
  assert_int_equal(rq_guarded(assemble_in_child, path, path, &error), RQ_NO_OUTPUT);
  assert_int_equal(rq_guarded(force_in_child, path, path, &error), RQ_NO_OUTPUT);
  assert_true(small_exists("busy.h5.parts/start.h5"));
  rq_writer_free(writer);
  rq_world_free(world);
  rq_setup_free(&setup);
}

/* ---- equal runs ---- */

static unsigned char *load(const char *path, size_t size) {
  unsigned char *bytes = malloc(size);
  FILE *file = fopen(path, "rb");
  assert_non_null(bytes);
  assert_non_null(file);
  assert_int_equal(fread(bytes, 1, size, file), size);
  fclose(file);
  return bytes;
}

static void blank(unsigned char *bytes, size_t size, const char *text) {
  size_t length = strlen(text), found = 0;
  for (size_t k = 0; k + length <= size; k++)
    if (memcmp(bytes + k, text, length) == 0) {
      memset(bytes + k, 0, length);
      found++;
    }
  assert_true(found > 0);
}

/* The bytes of a run file without what says when and where it was made. */
static unsigned char *impersonal(const char *path, size_t size) {
  unsigned char *bytes = load(path, size);
  rq_error error = RQ_NO_ERROR;
  rq_run *run;
  assert_int_equal(rq_run_open(path, &run, &error), RQ_OK);
  blank(bytes, size, rq_run_attribute(run, "run_uuid"));
  blank(bytes, size, rq_run_attribute(run, "created"));
  rq_run_close(run);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  static const char *const personal[] = {"meta/wall_seconds", "meta/peak_memory"};
  for (int k = 0; k < 2; k++) {
    hid_t dataset = H5Dopen2(file, personal[k], H5P_DEFAULT);
    haddr_t at = H5Dget_offset(dataset);
    if (at == HADDR_UNDEF || at + 8 > size) abort(); /* which, unlike an assertion, tells the compiler */
    memset(bytes + at, 0, 8);
    H5Dclose(dataset);
  }
  H5Fclose(file);
  return bytes;
}

static void equal_runs_give_equal_bytes(void **state) {
  (void)state;
  small_make("one.h5", NULL, 0);
  sleep(1); /* so that `created` differs */
  small_make("two.h5", NULL, 0);
  const char *sets[] = {"seed=8"};
  small_make("other.h5", sets, 1);
  size_t size = (size_t)small_size("one.h5");
  assert_int_equal(small_size("two.h5"), size);
  unsigned char *one = impersonal("one.h5", size), *two = impersonal("two.h5", size);
  for (size_t k = 0; k < size; k++)
    if (one[k] != two[k]) fail_msg("byte %zu of %zu differs", k, size);
  if ((size_t)small_size("other.h5") == size) { /* the negative control: another seed is another file */
    unsigned char *other = impersonal("other.h5", size);
    assert_memory_not_equal(one, other, size);
    free(other);
  }
  free(one);
  free(two);
}

/* ---- settings at their edges ---- */

static void no_panel_no_campaigns_every_level(void **state) {
  (void)state;
  const char *sets[] = {"panel.size=0", "campaigns=[]", "output.level=9", "output.part_weeks=1", "snapshots.every=0", "snapshots.at=[]"};
  small_make("bare.h5", sets, 6);
  rq_error error = RQ_NO_ERROR;
  rq_run *run;
  assert_int_equal(rq_run_open("bare.h5", &run, &error), RQ_OK);
  size_t count;
  uint32_t labels, *panel;
  double *values;
  rq_run_snapshots(run, &count);
  assert_int_equal(count, 1);
  assert_int_equal(rq_run_weeks(run), 24);
  assert_null(rq_run_labels(run, "campaign", &labels));
  assert_int_equal(rq_run_events(run, "purchases", "week", &values, &count, &error), RQ_OK);
  assert_int_equal(count, 0);
  assert_int_equal(rq_run_panel(run, &panel, &count, &error), RQ_OK);
  assert_int_equal(count, 0);
  rq_table table;
  assert_int_equal(rq_run_series(run, "spend", &table, &error), RQ_BAD_DATA);
  rq_error_free(&error);
  assert_int_equal(rq_run_series(run, "purchases", &table, &error), RQ_OK);
  rq_table_free(&table);
  rq_run_close(run);
  const char *plain[] = {"output.level=0", "output.part_weeks=60000"};
  small_make("plain.h5", plain, 2);
  assert_true(small_size("plain.h5") > small_size("bare.h5"));
}

/* More parts than are open at a time. */
static void many_parts(void **state) {
  (void)state;
  const char *sets[] = {"weeks=150", "output.part_weeks=1", "population.size=60", "snapshots.every=0", "panel.size=10"};
  const char *whole[] = {"weeks=150", "output.part_weeks=150", "population.size=60", "snapshots.every=0", "panel.size=10"};
  small_make("many.h5", sets, 5);
  small_make("few.h5", whole, 5);
  rq_error error = RQ_NO_ERROR;
  static const char *const names[] = {"many.h5", "few.h5"};
  double *events[2];
  rq_table table[2];
  size_t count[2];
  for (int k = 0; k < 2; k++) {
    rq_run *run;
    assert_int_equal(rq_run_open(names[k], &run, &error), RQ_OK);
    assert_int_equal(rq_run_weeks(run), 150);
    assert_int_equal(rq_run_series(run, "switch_count", &table[k], &error), RQ_OK);
    assert_int_equal(rq_run_events(run, "favors", "size", &events[k], &count[k], &error), RQ_OK);
    rq_run_close(run);
  }
  assert_int_equal(table[0].dims, 3);
  assert_memory_equal(table[0].value, table[1].value, 150 * 4 * sizeof(double));
  assert_int_equal(count[0], count[1]);
  assert_true(count[0] > 100);
  assert_memory_equal(events[0], events[1], count[0] * sizeof(double));
  for (int k = 0; k < 2; k++) {
    rq_table_free(&table[k]);
    free(events[k]);
  }
}

/* ---- no room ---- */

typedef struct tight {
  const char *path;
  rlim_t most; /* bytes in a file; 0: no limit */
} tight;

/* Runs until there is no room; the message goes to `said`. */
static int run_in_child(void *argument) {
  const tight *t = argument;
  struct rlimit limit = {t->most, t->most};
  if (t->most) setrlimit(RLIMIT_FSIZE, &limit);
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = small_setup(NULL, 0);
  rq_status status = small_run(&setup, t->path, false, -1, &error);
  int said = open("said", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (error.text && write(said, error.text, strlen(error.text)) < 0) status = 1;
  close(said);
  rq_error_free(&error);
  rq_setup_free(&setup);
  return (int)status;
}

static void expect_message(const char *text) {
  char said[1024] = "";
  FILE *file = fopen("said", "r");
  assert_non_null(file);
  assert_true(fread(said, 1, sizeof said - 1, file) > 0);
  fclose(file);
  if (!strstr(said, text)) fail_msg("expected '%s' in: %s", text, said);
}

/* Runs into a limit on file size at every stage; afterwards what was reported as written is there. */
static void files_that_may_not_grow(void **state) {
  (void)state;
  small_make("free.h5", NULL, 0);
  long whole = small_size("free.h5");
  unsigned stages[3] = {0};
  for (int k = 1; k <= 12; k++) {
    tight t = {.path = "tight.h5", .most = (rlim_t)(whole * k / 13)};
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(rq_guarded(run_in_child, &t, "tight.h5", &error), RQ_IO);
    expect_message("File too large");
    assert_false(small_exists("tight.h5"));
    uint32_t last = 0;
    rq_status status = rq_runfile_assemble("tight.h5", false, &last, &error);
    stages[status != RQ_OK ? 0 : (last < 24 ? 1 : 2)]++;
    if (status == RQ_OK) {
      rq_run *run;
      assert_int_equal(rq_run_open("tight.h5", &run, &error), RQ_OK);
      assert_int_equal(rq_run_weeks(run), last);
      rq_run_close(run);
    }
    assert_false(small_exists("tight.h5.parts"));
    unlink("tight.h5");
    rq_error_free(&error);
  }
  printf("no room: at the start %u, in a part %u, at the end %u times\n", stages[0], stages[1], stages[2]);
  assert_true(stages[2] > 0 && stages[0] + stages[1] > 0);
}

static void a_full_disk(void **state) {
  (void)state;
  assert_int_equal(mkdir("disk", 0777), 0);
  small_make("measure.h5", NULL, 0);
  long whole = small_size("measure.h5") / 1024;
  unsigned full = 0;
  for (int k = 1; k <= 8; k++) {
    char command[128];
    snprintf(command, sizeof command, "mount -t tmpfs -o size=%ldk none disk 2>/dev/null", whole * k);
    if (geteuid() != 0 || system(command) != 0) {
      puts("SKIPPED: a small disk cannot be mounted here");
      skip();
    }
    tight t = {.path = "disk/run.h5"};
    rq_error error = RQ_NO_ERROR;
    rq_status status = rq_guarded(run_in_child, &t, "disk/run.h5", &error);
    bool left = small_exists("disk/run.h5");
    if (status == RQ_IO) expect_message("No space left on device");
    assert_int_equal(system("umount disk"), 0);
    if (status != RQ_IO && status != RQ_OK) fail_msg("status %d: %s", (int)status, error.text ? error.text : "");
    assert_true(left == (status == RQ_OK));
    full += status == RQ_IO;
  }
  printf("full disk: %u of 8 times\n", full);
  assert_true(full >= 3 && full < 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(outputs_in_the_way),
      cmocka_unit_test(no_permission),
      cmocka_unit_test(parts_of_an_earlier_run),
      cmocka_unit_test(files_of_others_stay),
      cmocka_unit_test(the_old_file_stays_until_the_end),
      cmocka_unit_test(two_processes_do_not_write_one_run),
      cmocka_unit_test(equal_runs_give_equal_bytes),
      cmocka_unit_test(no_panel_no_campaigns_every_level),
      cmocka_unit_test(many_parts),
      cmocka_unit_test(files_that_may_not_grow),
      cmocka_unit_test(a_full_disk),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
