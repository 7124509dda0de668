/* Large datasets read in threads are what HDF5 reads; damage is found; what is not ours is left to HDF5. */
#include "sim/reader_chunks.h"
#include "sim/sheet.h"
#include "small.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 700000, BRANDS = 2, LEVELS = 2 };

static void fill(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)context;
  (void)thread;
  for (uint64_t k = 0; k < count; k++) {
    uint32_t noise = (uint32_t)(first + k) * 2654435761u;
    ((int32_t *)out[0])[k] = (first + k) % 1000 == 7 ? -1 : (int32_t)(noise >> 12);
    ((uint16_t *)out[1])[k] = (uint16_t)(noise >> 28);
    for (uint64_t b = 0; b < BRANDS; b++) ((float *)out[2])[k * BRANDS + b] = (float)noise / (float)(b + 3);
  }
}

static const char *const paths[LEVELS] = {"plain.h5", "packed.h5"};

static int make(void **state) {
  (void)state;
  rq_h5_begin();
  small_enter();
  rq_error error = RQ_NO_ERROR;
  for (int level = 0; level < LEVELS; level++) {
    rq_h5 h = {.path = paths[level], .failure = RQ_IO, .error = &error, .level = level, .threads = 2};
    hid_t file = rq_h5_create(&h);
    rq_sheet s = {.rows = ROWS, .chunk = rq_sheet_chunk(ROWS, 14, 8), .fill = fill};
    rq_sheet_add(&h, &s, file, "people", H5T_STD_I32LE, 1, 1, RQ_ALL_BITS);
    rq_sheet_add(&h, &s, file, "weeks", H5T_STD_U16LE, 1, 1, RQ_ALL_BITS);
    rq_sheet_add(&h, &s, file, "pairs", H5T_IEEE_F32LE, 2, BRANDS, RQ_ALL_BITS);
    rq_sheet_write(&h, &s);
    hid_t foreign = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &(hsize_t){ROWS}, NULL); /* without our checksum */
    H5Pset_chunk(foreign, 1, &(hsize_t){4096});
    H5Pset_deflate(foreign, 1);
    H5Dclose(H5Dcreate2(file, "foreign", H5T_STD_I32LE, space, H5P_DEFAULT, foreign, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(foreign);
    rq_h5_close(&h, file);
    if (h.status) return (int)h.status;
  }
  return 0;
}

static int clean(void **state) {
  (void)state;
  small_leave();
  return 0;
}

static rq_run open_run(const char *path) {
  rq_error error = RQ_NO_ERROR;
  rq_h5 h = {.path = path, .failure = RQ_BAD_DATA, .error = &error};
  rq_run run = {.path = (char *)(uintptr_t)path, .bytes = (uint64_t)small_size(path), .file = rq_h5_open(&h, false)};
  assert_int_equal(h.status, RQ_OK);
  return run;
}

/* Values first ... by threads and by HDF5, as doubles. */
static void compare(const rq_run *run, const char *name, uint64_t first, size_t count) {
  rq_error error = RQ_NO_ERROR;
  rq_numeric d;
  bool done;
  assert_int_equal(rq_reader_open(run, &d, 1, 2, &error, "%s", name), RQ_OK);
  double *all = malloc(d.values * sizeof *all), *some = malloc(count * sizeof *some);
  assert_true(all && some);
  assert_int_equal(rq_reader_all(run, &d, H5T_NATIVE_DOUBLE, all, &error), RQ_OK);
  assert_int_equal(rq_reader_chunks(run, &d, RQ_AS_DOUBLE, first, count, some, &done, &error), RQ_OK);
  assert_true(done);
  assert_memory_equal(all + first, some, count * sizeof *some);
  rq_reader_close(&d);
  free(all);
  free(some);
}

static void as_hdf5_reads_it(void **state) {
  (void)state;
  for (int level = 0; level < LEVELS; level++) {
    rq_run run = open_run(paths[level]);
    compare(&run, "people", 0, ROWS);
    compare(&run, "people", 1, ROWS - 1);
    compare(&run, "people", 123457, 400000);
    compare(&run, "weeks", 99999, 600001);
    compare(&run, "pairs", 0, (size_t)ROWS * BRANDS);
    H5Fclose(run.file);
  }
}

static void as_people(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_run run = open_run("packed.h5");
  rq_numeric d;
  bool done;
  uint32_t *person = malloc(ROWS * sizeof *person);
  assert_int_equal(rq_reader_open(&run, &d, 1, 1, &error, "people"), RQ_OK);
  assert_int_equal(rq_reader_chunks(&run, &d, RQ_AS_PERSON, 0, ROWS, person, &done, &error), RQ_OK);
  assert_true(done);
  for (uint32_t k = 0; k < ROWS; k++) assert_int_equal(person[k], k % 1000 == 7 ? UINT32_MAX : k * 2654435761u >> 12);
  rq_reader_close(&d);
  free(person);
  H5Fclose(run.file);
}

static void left_to_hdf5(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_run run = open_run("packed.h5");
  rq_numeric d;
  bool done = true;
  float *value = malloc(ROWS * sizeof *value);
  assert_int_equal(rq_reader_open(&run, &d, 1, 1, &error, "foreign"), RQ_OK);
  assert_int_equal(rq_reader_chunks(&run, &d, RQ_AS_FLOAT, 0, ROWS, value, &done, &error), RQ_OK);
  assert_false(done);
  rq_reader_close(&d);
  assert_int_equal(rq_reader_open(&run, &d, 1, 1, &error, "people"), RQ_OK);
  assert_int_equal(rq_reader_chunks(&run, &d, RQ_AS_FLOAT, 0, 1000, value, &done, &error), RQ_OK);
  assert_false(done); /* few */
  rq_reader_close(&d);
  free(value);
  H5Fclose(run.file);
}

static void damage_is_found(void **state) {
  (void)state;
  for (int level = 0; level < LEVELS; level++) {
    rq_error error = RQ_NO_ERROR;
    small_copy(paths[level], "damaged.h5");
    rq_run run = open_run("damaged.h5");
    rq_numeric d;
    assert_int_equal(rq_reader_open(&run, &d, 1, 1, &error, "weeks"), RQ_OK);
    unsigned mask;
    haddr_t at;
    hsize_t size;
    assert_true(H5Dget_chunk_info_by_coord(d.id, &(hsize_t){0}, &mask, &at, &size) >= 0);
    FILE *file = fopen("damaged.h5", "r+b");
    assert_non_null(file);
    fseek(file, (long)(at + size / 2), SEEK_SET);
    int byte = getc(file);
    fseek(file, -1, SEEK_CUR);
    putc(byte ^ 4, file);
    fclose(file);
    float *value = malloc(ROWS * sizeof *value);
    bool done;
    assert_int_equal(rq_reader_chunks(&run, &d, RQ_AS_FLOAT, 0, ROWS, value, &done, &error), RQ_BAD_DATA);
    assert_false(done);
    assert_non_null(strstr(error.text, "damaged.h5: weeks: a chunk is damaged"));
    rq_error_free(&error);
    rq_reader_close(&d);
    free(value);
    H5Fclose(run.file);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_hdf5_reads_it),
      cmocka_unit_test(as_people),
      cmocka_unit_test(left_to_hdf5),
      cmocka_unit_test(damage_is_found),
  };
  return cmocka_run_group_tests(tests, make, clean);
}
