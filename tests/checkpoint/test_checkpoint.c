/* A run that is stopped and resumed is the run that was not, whatever the week and the threads; and nothing but a whole checkpoint is taken for
 * one. */
#include "course.h"
#include "models/gift.h"
#include "models/renqing.h"
#include "sim/checkpoint.h"
#include "sim/checkpoint_seal.h"
#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
enum { RESUMES = 4, FLIPS = 60 }; /* ten times as slow */
#else
enum { RESUMES = 20, FLIPS = 400 };
#endif
enum { THREE_BLOCKS = 2 * RQ_BLOCK + 8, FEW = 300 };

static int enter(void **state) {
  (void)state;
  course_enter();
  return 0;
}

static int leave(void **state) {
  (void)state;
  course_leave();
  return 0;
}

/* The same in every run of the test. */
static uint32_t random_number(uint32_t below) {
  static const rq_key key = {20261122, 4};
  static uint32_t drawn;
  return rq_draw(key, drawn++, 0, 1, 0).v[0] % below;
}

/* ---- going on ---- */

typedef char digests[COURSE_WEEKS + 1][RQ_DIGEST_LENGTH];

/* To the end, or for one more week. */
static void resume_once(const rq_setup *setup, uint32_t week, int threads, bool to_the_end, digests expected) {
  char from[64];
  digests found;
  snprintf(from, sizeof from, "base.h5.%u", week);
  assert_int_equal(system("cp -r base.h5.parts again.h5.parts"), 0);
  course again = {
      .setup = setup, .path = "again.h5", .threads = threads, .from = from, .stop_at = to_the_end ? 0 : week + 1, .digest = found};
  rq_status status = course_run(&again);
  if (status != (to_the_end ? RQ_OK : RQ_STOPPED)) fail_msg("week %u, %d threads: %s", week, threads, again.found);
  assert_string_equal(again.restored, expected[week]);
  assert_string_equal(found[week + 1], expected[week + 1]);
  assert_true((course_size("again.h5.parts") < 0) == to_the_end);
  if (to_the_end) course_equal("whole.h5", "again.h5");
  assert_int_equal(system("rm -r again.*"), 0);
}

static void resume_everywhere(const rq_model *model, int resumes) {
  rq_setup setup = course_setup(model, THREE_BLOCKS);
  digests expected;
  assert_int_equal(course_run(&(course){.setup = &setup, .path = "whole.h5", .threads = 2, .digest = expected}), RQ_OK);
  assert_int_equal(course_run(&(course){.setup = &setup, .path = "base.h5", .threads = 3, .every = 1, .keep = true}), RQ_OK);
  course_equal("whole.h5", "base.h5");
  for (int k = 0; k < resumes; k++) {
    uint32_t week = 1 + random_number(COURSE_WEEKS - 2);
    for (int threads = 1; threads <= 3; threads++) resume_once(&setup, week, threads, threads == 1 + k % 3, expected);
  }
  assert_int_equal(system("rm -rf whole.h5 base.*"), 0);
  rq_setup_free(&setup);
}

static void renqing_goes_on(void **state) {
  (void)state;
  resume_everywhere(&rq_renqing_model, RESUMES);
}

static void gift_goes_on(void **state) {
  (void)state;
  resume_everywhere(&rq_gift_model, RESUMES / 2);
}

static void a_run_of_many_stops_is_the_same(void **state) {
  (void)state;
  rq_setup setup = course_setup(&rq_renqing_model, FEW);
  assert_int_equal(course_run(&(course){.setup = &setup, .path = "whole.h5"}), RQ_OK);
  for (uint32_t week = 1; week <= COURSE_WEEKS; week++) {
    course step = {
        .setup = &setup, .path = "steps.h5", .stop_at = week < COURSE_WEEKS ? week : 0, .from = week > 1 ? "steps.ckpt.h5" : NULL};
    assert_int_equal(course_run(&step), week < COURSE_WEEKS ? RQ_STOPPED : RQ_OK);
    assert_true((course_size("steps.ckpt.prev.h5") > 0) == (week > 1 && week < COURSE_WEEKS));
  }
  course_equal("whole.h5", "steps.h5");
  assert_int_equal(course_size("steps.ckpt.h5"), -1); /* not needed any more */
  assert_int_equal(system("rm whole.h5 steps.h5"), 0);
  rq_setup_free(&setup);
}

/* ---- what is not a whole checkpoint ---- */

static void refused(const char *path, rq_status expected, const char *says) {
  rq_error error = RQ_NO_ERROR;
  rq_checkpoint *c;
  rq_status status = rq_checkpoint_open(path, &c, &error);
  if (status != expected || !strstr(error.text, path) || !strstr(error.text, says))
    fail_msg("%s: status %d, not %d with '%s': %s", path, (int)status, (int)expected, says, error.text ? error.text : "taken");
  assert_null(c);
  rq_error_free(&error);
}

static void make_one(const rq_setup *setup, const char *name) {
  char checkpoint[64];
  snprintf(checkpoint, sizeof checkpoint, "%s.h5", name);
  assert_int_equal(course_run(&(course){.setup = setup, .path = checkpoint, .stop_at = 5}), RQ_STOPPED);
}

static void damaged_ones_are_refused(void **state) {
  (void)state;
  rq_setup setup = course_setup(&rq_gift_model, FEW);
  make_one(&setup, "one");
  size_t size;
  char *bytes = course_read("one.ckpt.h5", &size);
  for (size_t k = 0; k < FLIPS; k++) { /* anywhere, and in the last line */
    size_t at = k < 60 ? size - 1 - k : random_number((uint32_t)size);
    bytes[at] = (char)(bytes[at] ^ 1 << random_number(8));
    course_write("bad.h5", bytes, size);
    refused("bad.h5", RQ_BAD_DATA, "");
    size_t whole;
    free(bytes);
    bytes = course_read("one.ckpt.h5", &whole);
  }
  for (size_t k = 0; k < 40; k++) {
    course_write("bad.h5", bytes, k < 10 ? size - 1 - k : random_number((uint32_t)size));
    refused("bad.h5", RQ_BAD_DATA, "is not a checkpoint of renqing, or not a whole one");
  }
  course_write("bad.h5", bytes, size + 1);
  refused("bad.h5", RQ_BAD_DATA, "not a whole one");
  course_write("bad.h5", "", 0);
  refused("bad.h5", RQ_BAD_DATA, "is not a checkpoint of renqing");
  refused("gift.yaml", RQ_BAD_DATA, "is not a checkpoint of renqing");
  refused("one.h5.parts/start.h5", RQ_BAD_DATA, "is not a checkpoint of renqing");
  refused("none.h5", RQ_NO_INPUT, "No such file");
  free(bytes);
  assert_int_equal(system("rm -rf one.* bad.h5"), 0);
  rq_setup_free(&setup);
}

/* Changes a copy and seals it anew, as if somebody wanted to deceive. */
static void forge(const char *what) {
  course_copy("two.ckpt.h5", "forged.h5");
  hid_t file = H5Fopen("forged.h5", H5F_ACC_RDWR, H5P_DEFAULT);
  if (strcmp(what, "a missing field") == 0) {
    assert_true(H5Ldelete(file, "state/people/face", H5P_DEFAULT) >= 0);
  } else if (strcmp(what, "a missing header") == 0) {
    assert_true(H5Adelete(file, "header") >= 0);
  } else if (strcmp(what, "another shape") == 0) {
    assert_true(H5Lmove(file, "state/people/brand_owed", file, "state/people/kept", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    assert_true(H5Lmove(file, "state/people/face", file, "state/people/brand_owed", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  } else if (strcmp(what, "a tie to nobody") == 0) {
    uint32_t nobody = 7000000;
    hid_t target = H5Dopen2(file, "state/ties/target", H5P_DEFAULT), space = H5Dget_space(target), one = H5Screate(H5S_SCALAR);
    H5Sselect_elements(space, H5S_SELECT_SET, 1, &(hsize_t){5});
    assert_true(H5Dwrite(target, H5T_NATIVE_UINT32, one, space, H5P_DEFAULT, &nobody) >= 0);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(target);
  } else {
    assert_true(H5Ldelete(file, "state/mail/sizes", H5P_DEFAULT) >= 0);
  }
  H5Fclose(file);
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_checkpoint_seal("forged.h5", &error), RQ_OK);
}

static void forged_ones_do_no_harm(void **state) {
  (void)state;
  static const char *const forgeries[] = {"a missing field", "a missing header", "another shape", "a tie to nobody", "missing mail"};
  rq_setup setup = course_setup(&rq_renqing_model, FEW);
  make_one(&setup, "two");
  for (size_t k = 0; k < RQ_COUNT_OF(forgeries); k++) {
    forge(forgeries[k]);
    course c = {.setup = &setup, .path = "two.h5", .from = "forged.h5"};
    rq_status status = course_run(&c);
    if (status != RQ_BAD_DATA || !strstr(c.found, "forged.h5")) fail_msg("%s: status %d, %s", forgeries[k], (int)status, c.found);
  }
  course c = {.setup = &setup, .path = "two.h5", .from = "two.ckpt.h5"}; /* and the run is as it was */
  assert_int_equal(course_run(&c), RQ_OK);
  assert_int_equal(system("rm -rf two.* forged.h5"), 0);
  rq_setup_free(&setup);
}

/* ---- what is missing beside it ---- */

static void missing_parts_are_named(void **state) {
  (void)state;
  rq_setup setup = course_setup(&rq_renqing_model, FEW);
  assert_int_equal(course_run(&(course){.setup = &setup, .path = "gap.h5", .stop_at = 11}), RQ_STOPPED);
  static const char *const lost[] = {"weeks.000000004-000000006.h5", "snapshot.000000009.h5", "start.h5"};
  for (size_t k = 0; k < RQ_COUNT_OF(lost); k++) {
    char name[128];
    snprintf(name, sizeof name, "gap.h5.parts/%s", lost[k]);
    assert_int_equal(rename(name, "away"), 0);
    course c = {.setup = &setup, .path = "gap.h5", .from = "gap.ckpt.h5"};
    assert_int_equal(course_run(&c), RQ_BAD_DATA);
    assert_non_null(strstr(c.found, "gap.h5.parts"));
    assert_int_equal(rename("away", name), 0);
  }
  course c = {.setup = &setup, .path = "gap.h5", .from = "gap.ckpt.h5"};
  assert_int_equal(course_run(&c), RQ_OK);
  assert_int_equal(system("rm -rf gap.*"), 0);
  rq_setup_free(&setup);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(renqing_goes_on),
      cmocka_unit_test(gift_goes_on),
      cmocka_unit_test(a_run_of_many_stops_is_the_same),
      cmocka_unit_test(damaged_ones_are_refused),
      cmocka_unit_test(forged_ones_do_no_harm),
      cmocka_unit_test(missing_parts_are_named),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
