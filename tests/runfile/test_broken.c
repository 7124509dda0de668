/* Run files that are not what they should be: each gives the message that it must give, none ends the program. */
#include "broken.h"
#include "models/renqing.h"
#include "sim/compiler.h"
#include "sim/reader.h"
#include "small.h"
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
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
  small_make("good.h5", NULL, 0);
  return 0;
}

static int leave(void **state) {
  (void)state;
  small_leave();
  return 0;
}

/* ---- reading everything ---- */

static rq_status read_weeks(const rq_run *run, rq_error *error) {
  rq_status status = RQ_OK;
  for (uint32_t s = 0; s < SERIES && !status; s++) {
    rq_table table;
    status = rq_run_series(run, rq_renqing_model.series[s].name, &table, error);
    rq_table_free(&table);
  }
  for (uint32_t e = 0; e < EVENTS && !status; e++)
    for (uint32_t c = 0; c < rq_renqing_model.events[e].columns_count && !status; c++) {
      double *values;
      size_t count;
      status = rq_run_events(run, rq_renqing_model.events[e].name, rq_renqing_model.events[e].columns[c].name, &values, &count, error);
      free(values);
    }
  uint32_t *people = NULL;
  size_t count;
  if (!status) status = rq_run_panel(run, &people, &count, error);
  free(people);
  return status;
}

static rq_status read_field(const rq_run *run, uint32_t week, const rq_field *f, rq_error *error) {
  rq_status status;
  size_t people, brands;
  double *values = NULL;
  if (f->place == RQ_PER_TIE) {
    uint64_t *begin = NULL, halves;
    uint32_t *target = NULL;
    float *value = NULL;
    status = rq_run_ties(run, week, f->name, &begin, &target, &value, &people, &halves, error);
    free(begin);
    free(target);
    free(value);
  } else if (f->dims[0]) {
    status = rq_run_pairs(run, week, f->name, &values, &people, &brands, error);
  } else {
    status = rq_run_people(run, week, f->name, &values, &people, error);
  }
  free(values);
  return status;
}

static rq_status read_listings(const rq_run *run, uint32_t week, rq_error *error) {
  rq_status status = RQ_OK;
  for (rq_contents c = RQ_WEEKLY; c <= RQ_OF_TIES && !status; c++) {
    rq_listing list;
    status = rq_run_list(run, c, week, &list, error);
    rq_listing_free(&list);
  }
  return status;
}

static rq_status read_all(const char *path, rq_error *error) {
  rq_run *run = NULL;
  rq_status status = rq_run_open(path, &run, error);
  if (!status) status = read_weeks(run, error);
  size_t count = 0;
  const uint32_t *weeks = status ? NULL : rq_run_snapshots(run, &count);
  for (size_t k = 0; k < count && !status; k++)
    for (uint32_t f = 0; f < FIELDS && !status; f++)
      if (rq_renqing_model.fields[f].snapshot) status = read_field(run, weeks[k], &rq_renqing_model.fields[f], error);
  if (!status) free(rq_run_meta(run, "configuration"));
  if (!status && count > 0) status = read_listings(run, weeks[count - 1], error);
  rq_run_close(run);
  return status;
}

static void says(const char *path, rq_status expected, const char *text) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = read_all(path, &error);
  if (status != expected) fail_msg("%s: status %d instead of %d: %s", path, (int)status, (int)expected, error.text ? error.text : "");
  if (error.count != 1 || !strstr(error.text, text) || strncmp(error.text, path, strlen(path)) != 0)
    fail_msg("expected '%s: ... %s', got: %s", path, text, error.text);
  rq_error_free(&error);
}

#define BREAK(how, text)                                                                                                                   \
  do {                                                                                                                                     \
    small_copy("good.h5", "bad.h5");                                                                                                       \
    how;                                                                                                                                   \
    says("bad.h5", RQ_BAD_DATA, text);                                                                                                     \
  } while (0)

static void the_good_one_is_good(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_status status = read_all("good.h5", &error);
  rq_error_print(&error);
  assert_int_equal(status, RQ_OK);
}

/* ---- not a file ---- */

static void not_a_file(void **state) {
  (void)state;
  says("missing.h5", RQ_NO_INPUT, "No such file or directory");
  assert_int_equal(mkdir("folder.h5", 0777), 0);
  says("folder.h5", RQ_NO_INPUT, "is a folder, not a run file");
  assert_int_equal(mkfifo("pipe.h5", 0666), 0);
  says("pipe.h5", RQ_NO_INPUT, "is not a regular file");
  says("good.h5/x.h5", RQ_NO_INPUT, "Not a directory");
  assert_int_equal(mkdir("going.h5.parts", 0777), 0);
  says("going.h5", RQ_NO_INPUT, "the run has not finished; if it was cut short, `renqing assemble going.h5` puts its parts together");
}

static void no_permission(void **state) {
  (void)state;
  if (geteuid() == 0) {
    puts("SKIPPED: root may read everything");
    skip();
  }
  small_copy("good.h5", "closed.h5");
  assert_int_equal(chmod("closed.h5", 0), 0);
  says("closed.h5", RQ_NO_INPUT, "Permission denied");
}

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

/* ---- not this format ---- */

static void not_this_format(void **state) {
  (void)state;
  long size = small_size("good.h5");
  write_text("empty.h5", "");
  says("empty.h5", RQ_BAD_DATA, "is empty");
  write_text("text.h5", "week,person,brand\n1,2,3\n");
  says("text.h5", RQ_BAD_DATA, "is not an HDF5 file");
  BREAK(broken_cut("bad.h5", 4), "is not an HDF5 file");
  BREAK(broken_cut("bad.h5", 20), "reading the file failed");
  BREAK(broken_cut("bad.h5", 4000), "truncated file");
  BREAK(broken_cut("bad.h5", size / 2), "truncated file");
  BREAK(broken_cut("bad.h5", size - 1), "truncated file");
  BREAK(broken_attribute("bad.h5", "renqing_format", NULL), "is an HDF5 file, but not a run of renqing (no attribute renqing_format)");
  BREAK(broken_attribute("bad.h5", "renqing_format", "recipe"), "attribute renqing_format is 'recipe'; it must be 'renqing run'");
  BREAK(broken_attribute("bad.h5", "renqing_format", "renqing part"), "is a part of a run; `renqing assemble RUN.h5`");
  BREAK(broken_attribute("bad.h5", "renqing_format_version", NULL), "renqing_format_version is ''; it must be a version like 1.0");
  BREAK(broken_attribute("bad.h5", "renqing_format_version", "new"), "renqing_format_version is 'new'");
  BREAK(broken_attribute("bad.h5", "renqing_format_version", "2.0"),
        "has format version 2.0; this program reads versions up to 1.0: a newer renqing is needed");
  hid_t other = H5Fcreate("other.h5", H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  H5Gclose(H5Gcreate2(other, "series", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Fclose(other);
  says("other.h5", RQ_BAD_DATA, "not a run of renqing");
}

/* ---- weeks ---- */

static void broken_weeks(void **state) {
  (void)state;
  BREAK(broken_remove("bad.h5", "series"), "series/step: is missing");
  BREAK(broken_remove("bad.h5", "series/step"), "series/step: is missing");
  BREAK(broken_poke("bad.h5", "series/step", 5, 9), "series/step: value 5 is 9; weeks must follow each other");
  BREAK(broken_remove("bad.h5", "series/price"), "series/price: is missing");
  BREAK(broken_texts("bad.h5", "series/price"), "series/price: does not hold numbers");
  BREAK(broken_group("bad.h5", "series/price"), "series/price: is not a dataset");
  BREAK(broken_link("bad.h5", "series/price"), "series/price: is a link to elsewhere");
  BREAK(broken_reshape("bad.h5", "series/price", 23, 2), "series/price: has 23 weeks; series/step has 24");
  BREAK(broken_reshape("bad.h5", "series/step", 23, 2), "series/step: has 2 dimensions; it must have 1");
  BREAK(broken_poke("bad.h5", "series/price", 7, (double)NAN), "series/price: value 7 is NaN; it must be a finite number");
  BREAK(broken_poke("bad.h5", "series/closeness", 3, (double)INFINITY), "series/closeness: value 3 is infinite");
  BREAK(broken_flip("bad.h5", broken_place("bad.h5", "series/price")), "series/price");
  BREAK(broken_reshape("bad.h5", "series/price", 24, 1ull << 50), "claims 2.16e+17 bytes of values, more than a file of");
}

static void broken_events(void **state) {
  (void)state;
  BREAK(broken_remove("bad.h5", "events/favors/size"), "events/favors/size: is missing");
  BREAK(broken_remove("bad.h5", "events/favors/week"), "events/favors/week: is missing");
  BREAK(broken_reshape("bad.h5", "events/favors/size", 3, 0), "events/favors/size: has 3 rows; the column week has");
  BREAK(broken_poke("bad.h5", "events/favors/week", 0, 99), "events/favors/week: row 0 is week 99; weeks are 1 to 24");
  BREAK(broken_poke("bad.h5", "events/favors/week", 4, 24), "events/favors/week: row 5 is week 1, after week 24; rows must be in order");
  BREAK(broken_poke("bad.h5", "events/favors/size", 1, (double)NAN), "events/favors/size: value 1 is NaN");
  BREAK(broken_poke("bad.h5", "panel", 3, 0), "panel: person 3 is 0; people must be ascending numbers from 0");
}

/* ---- snapshots ---- */

static void broken_people(void **state) {
  (void)state;
  BREAK(broken_remove("bad.h5", "snapshots"), "snapshots: is missing");
  BREAK(broken_remove("bad.h5", AT_8 "obs/face"), AT_8 "obs/face: is missing");
  BREAK(broken_remove("bad.h5", AT_8 "obs/_index"), AT_8 "obs/_index: is missing");
  BREAK(broken_reshape("bad.h5", AT_8 "obs/face", 299, 0), AT_8 "obs/face: has 299 people; the snapshot has 300");
  BREAK(broken_poke("bad.h5", AT_8 "obs/face", 17, (double)NAN), AT_8 "obs/face: value 17 is NaN");
  BREAK(broken_external("bad.h5", AT_8 "obs/face"), AT_8 "obs/face: its values are not in this file");
  BREAK(broken_virtual("bad.h5", AT_8 "obs/face"), AT_8 "obs/face: its values are not in this file");
  BREAK(broken_reshape("bad.h5", AT_8 "layers/taste", 300, 3), AT_8 "layers/taste: has 3 brands; the snapshot has 2");
  BREAK(broken_reshape("bad.h5", AT_8 "layers/taste", 600, 0), AT_8 "layers/taste: has 1 dimensions; it must have 2");
}

static void broken_ties(void **state) {
  (void)state;
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indices", 11, 300), "indices: entry 11 is 300; it must be between 0 and 299");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indices", 11, -1), "indices: entry 11 is -1; it must be between 0 and 299");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indices", 0, 299), "in the row of person 0; rows must be ascending");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indptr", 40, 1), "indptr: entry 40 is 1, less than the one before it");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indptr", 40, 1e9), "indptr: entry 40 is 1000000000; it must be between 0 and");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indptr", 40, -5), "indptr: entry 40 is -5; it must be between 0 and");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/closeness/indptr", 0, 1), "indptr: goes from 1 to");
  BREAK(broken_reshape("bad.h5", AT_8 "obsp/closeness/indptr", 300, 0), "indptr: has 300 entries; the snapshot has 301");
  BREAK(broken_reshape("bad.h5", AT_8 "obsp/closeness/data", 12, 0), "indices: has");
  BREAK(broken_reshape("bad.h5", AT_8 "obsp/closeness/data", 1ull << 40, 0), "data: claims 4.4e+12 bytes of values, more than a file of");
  BREAK(broken_reshape("bad.h5", AT_8 "obsp/closeness/data", 1ull << 62, 0), "data: claims 1.84e+19 bytes of values");
  BREAK(broken_poke("bad.h5", AT_8 "obsp/balance/data", 100, (double)NAN), "balance/data: value 100 is not a finite number");
  BREAK(broken_flip("bad.h5", broken_place("bad.h5", AT_8 "obsp/closeness/data")), "obsp/closeness/data failed");
}

static void no_such_snapshot(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_run *run;
  double *values;
  size_t count;
  assert_int_equal(rq_run_open("good.h5", &run, &error), RQ_OK);
  assert_int_equal(rq_run_people(run, 9, "face", &values, &count, &error), RQ_BAD_DATA);
  assert_string_equal(error.text, "good.h5: has no snapshot of week 9; there are those of week 0, 8, 16, 24\n");
  rq_error_free(&error);
  rq_run_close(run);
}

/* ---- damage at random ---- */

static int read_in_child(void *path) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = read_all(path, &error);
  rq_error_free(&error);
  return (int)status;
}

static void random_damage(void **state) {
  (void)state;
  enum { TRIALS = 240 };
  uint32_t chance = 2024;
  unsigned found = 0, died = 0;
  long size = small_size("good.h5");
  for (unsigned k = 0; k < TRIALS; k++) {
    small_copy("good.h5", "bad.h5");
    long range = k % 3 == 0 ? 16384 : size; /* the beginning is where the structure is */
    for (unsigned flips = 0; flips < 1 + k % 8; flips++) {
      chance = chance * 1664525u + 1013904223u;
      broken_flip("bad.h5", (long)((uint64_t)chance * (uint64_t)range >> 32));
    }
    rq_error error = RQ_NO_ERROR;
    char path[] = "bad.h5";
    rq_status status = rq_guarded(read_in_child, path, path, &error);
    if (RQ_ADDRESS_SPACE_RESERVED && (int)status == 1) status = RQ_BAD_DATA; /* the sanitizer stopped libhdf5 */
    if (status != RQ_OK && status != RQ_BAD_DATA) fail_msg("trial %u: status %d", k, (int)status);
    if (error.count) {
      assert_non_null(strstr(error.text, "bad.h5: reading it "));
      died++;
    }
    found += status == RQ_BAD_DATA;
    rq_error_free(&error);
  }
  printf("%d damaged files: %u found out, %u of them by the death of the reader\n", TRIALS, found, died);
  assert_true(found > TRIALS / 2);
}

/* ---- the guard itself ---- */

static int abort_at_once(void *nothing) {
  (void)nothing;
  abort();
}

static int overflow(void *nothing) {
  (void)nothing;
  raise(SIGSEGV);
  return 0;
}

static int ask_for_much(void *nothing) {
  (void)nothing;
  volatile char *much = malloc((size_t)6 << 30); /* never touched: only the address space is asked for */
  int got = much != NULL;
  free((void *)much);
  return got ? 0 : RQ_INTERNAL;
}

static int never_end(void *nothing) {
  (void)nothing;
  for (volatile unsigned k = 0;; k++) continue;
  return 0;
}

/* The limit in force when the guard starts holds where it is lower. */
static int never_end_guarded(void *nothing) {
  (void)nothing;
  struct rlimit second = {1, 10};
  setrlimit(RLIMIT_CPU, &second);
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_guarded(never_end, NULL, "endless.h5", &error);
  bool said = error.text && strstr(error.text, "endless.h5: reading it took more than");
  rq_error_free(&error);
  return said ? (int)status : 1;
}

static void the_guard(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_guarded(abort_at_once, NULL, "good.h5", &error), RQ_BAD_DATA);
  assert_non_null(strstr(error.text, "good.h5: reading it ended with signal 6"));
  rq_error_free(&error);
  assert_int_equal(rq_guarded(overflow, NULL, "good.h5", &error), RQ_BAD_DATA);
  assert_non_null(strstr(error.text, "good.h5: reading it ended with signal 11"));
  rq_error_free(&error);
  assert_int_equal(rq_guarded(never_end_guarded, NULL, "good.h5", &error), RQ_BAD_DATA);
  assert_int_equal(error.count, 0);
  char good[] = "good.h5";
  assert_int_equal(rq_guarded(read_in_child, good, good, &error), RQ_OK);
  if (RQ_ADDRESS_SPACE_RESERVED) return;
  assert_int_equal(rq_guarded(ask_for_much, NULL, "good.h5", &error), RQ_INTERNAL);
  assert_int_equal(ask_for_much(NULL), 0); /* outside there is no limit */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_good_one_is_good), cmocka_unit_test(not_a_file),   cmocka_unit_test(no_permission),
      cmocka_unit_test(not_this_format),      cmocka_unit_test(broken_weeks), cmocka_unit_test(broken_events),
      cmocka_unit_test(broken_people),        cmocka_unit_test(broken_ties),  cmocka_unit_test(no_such_snapshot),
      cmocka_unit_test(random_damage),        cmocka_unit_test(the_guard),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
