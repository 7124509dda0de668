/* Reading the snapshots of a run file: people, people and brands, ties. See reader.h. */
#include "sim/reader_chunks.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUN = 65536 }; /* entries checked at a time */

static rq_status check_week(const rq_run *run, uint32_t week, rq_error *error) {
  char known[200] = "";
  size_t used = 0;
  for (size_t k = 0; k < run->snapshots; k++) {
    if (run->snapshot[k] == week) return RQ_OK;
    if (used < sizeof known - 32) used += (size_t)snprintf(known + used, 16, "%s%u", k ? ", " : "", run->snapshot[k]);
  }
  return rq_fail(error, RQ_BAD_DATA, "%s: has no snapshot of week %u; %s%s", run->path, week,
                 used ? "there are those of week " : "it has none", known);
}

/* The length of the index of `obs` or `var`, which is a list of texts. */
static rq_status frame_rows(const rq_run *run, uint32_t week, const char *frame, hsize_t *rows, rq_error *error) {
  char path[64];
  snprintf(path, sizeof path, "snapshots/%09u/%s/_index", week, frame);
  hid_t dataset = rq_reader_has(run, path) ? H5Dopen2(run->file, path, H5P_DEFAULT) : H5I_INVALID_HID;
  if (dataset < 0) return rq_reader_fail(run, path, error, "is missing");
  hid_t space = H5Dget_space(dataset);
  int dims = H5Sget_simple_extent_dims(space, NULL, NULL);
  if (dims == 1) H5Sget_simple_extent_dims(space, rows, NULL);
  H5Sclose(space);
  H5Dclose(dataset);
  if (dims != 1) return rq_reader_fail(run, path, error, "has %d dimensions; it must have 1", dims);
  if (*rows >= UINT32_MAX) return rq_reader_fail(run, path, error, "claims %llu rows", (unsigned long long)*rows);
  return RQ_OK;
}

static rq_status check_rows(const rq_run *run, const rq_numeric *d, unsigned dimension, hsize_t rows, const char *of, rq_error *error) {
  if (d->shape[dimension] == rows) return RQ_OK;
  return rq_reader_fail(run, d->name, error, "has %llu %s; the snapshot has %llu", (unsigned long long)d->shape[dimension], of,
                        (unsigned long long)rows);
}

/* ---- people, and people and brands ---- */

rq_status rq_run_population(const rq_run *run, uint32_t week, size_t *people, rq_error *error) {
  hsize_t rows = 0;
  rq_status status = check_week(run, week, error);
  if (!status) status = frame_rows(run, week, "obs", &rows, error);
  *people = (size_t)rows;
  return status;
}

rq_status rq_run_people(const rq_run *run, uint32_t week, const char *field, double **values, size_t *count, rq_error *error) {
  *values = NULL;
  *count = 0;
  hsize_t people = 0;
  rq_numeric d = {.id = H5I_INVALID_HID};
  rq_status status = check_week(run, week, error);
  if (!status) status = frame_rows(run, week, "obs", &people, error);
  if (!status) status = rq_reader_open(run, &d, 1, 1, error, "snapshots/%09u/obs/%s", week, field);
  if (!status) status = check_rows(run, &d, 0, people, "people", error);
  if (!status) status = rq_reader_doubles(run, &d, false, values, error);
  if (!status) *count = (size_t)people;
  rq_reader_close(&d);
  return status;
}

rq_status rq_run_pairs(const rq_run *run, uint32_t week, const char *field, double **values, size_t *people, size_t *brands,
                       rq_error *error) {
  *values = NULL;
  *people = *brands = 0;
  hsize_t rows = 0, columns = 0;
  rq_numeric d = {.id = H5I_INVALID_HID};
  rq_status status = check_week(run, week, error);
  if (!status) status = frame_rows(run, week, "obs", &rows, error);
  if (!status) status = frame_rows(run, week, "var", &columns, error);
  if (!status) status = rq_reader_open(run, &d, 2, 2, error, "snapshots/%09u/layers/%s", week, field);
  if (!status) status = check_rows(run, &d, 0, rows, "people", error);
  if (!status) status = check_rows(run, &d, 1, columns, "brands", error);
  if (!status) status = rq_reader_doubles(run, &d, false, values, error);
  if (!status) {
    *people = (size_t)rows;
    *brands = (size_t)columns;
  }
  rq_reader_close(&d);
  return status;
}

/* ---- ties ---- */

/* Where the rows begin: from 0, never falling, to the number of halves. */
static rq_status read_begin(const rq_run *run, const rq_numeric *d, uint64_t halves, uint64_t **begin, rq_error *error) {
  uint64_t *at = malloc(d->values * sizeof *at + 1);
  if (!at) return rq_no_memory(error, "rows of ties");
  rq_status status = rq_reader_all(run, d, H5T_NATIVE_INT64, at, error); /* negative numbers become huge, and are found below */
  for (size_t k = 0; k < d->values && !status; k++) {
    if (at[k] > halves) {
      status = rq_reader_fail(run, d->name, error, "entry %zu is %lld; it must be between 0 and %llu", k, (long long)at[k],
                              (unsigned long long)halves);
    } else if (k > 0 && at[k] < at[k - 1]) {
      status = rq_reader_fail(run, d->name, error, "entry %zu is %llu, less than the one before it, %llu", k, (unsigned long long)at[k],
                              (unsigned long long)at[k - 1]);
    }
  }
  if (!status && (at[0] != 0 || at[d->values - 1] != halves))
    status = rq_reader_fail(run, d->name, error, "goes from %llu to %llu; it must go from 0 to %llu", (unsigned long long)at[0],
                            (unsigned long long)at[d->values - 1], (unsigned long long)halves);
  if (status) {
    free(at);
  } else {
    *begin = at;
  }
  return status;
}

static rq_status not_a_person(const rq_run *run, const rq_numeric *d, size_t entry, int64_t is, size_t people, rq_error *error) {
  return rq_reader_fail(run, d->name, error, "entry %zu is %lld; it must be between 0 and %zu", entry, (long long)is, people - 1);
}

/* By HDF5, a run at a time. */
static rq_status read_targets_slowly(const rq_run *run, const rq_numeric *d, size_t people, uint32_t *to, rq_error *error) {
  int64_t *number = malloc(RUN * sizeof *number);
  rq_status status = number ? RQ_OK : rq_no_memory(error, "ties");
  for (size_t first = 0; first < d->values && !status; first += RUN) {
    size_t count = d->values - first < RUN ? d->values - first : RUN;
    status = rq_reader_rows(run, d, H5T_NATIVE_INT64, first, count, number, error);
    for (size_t k = 0; k < count && !status; k++) {
      if (number[k] < 0 || (uint64_t)number[k] >= people) status = not_a_person(run, d, first + k, number[k], people, error);
      to[first + k] = (uint32_t)number[k];
    }
  }
  free(number);
  return status;
}

/* Targets: each below the number of people. */
static rq_status read_targets(const rq_run *run, const rq_numeric *d, size_t people, uint32_t **target, rq_error *error) {
  bool done = false;
  uint32_t *to = malloc(d->values * sizeof *to + 1);
  rq_status status = to ? rq_reader_chunks(run, d, RQ_AS_PERSON, 0, d->values, to, &done, error) : rq_no_memory(error, "ties");
  for (size_t k = 0; done && !status && k < d->values; k++)
    if (to[k] >= people) done = false; /* HDF5 is to say what it is */
  if (!status && !done) status = read_targets_slowly(run, d, people, to, error);
  if (status) {
    free(to);
  } else {
    *target = to;
  }
  return status;
}

static rq_status check_order(const rq_run *run, const char *name, const uint64_t *begin, const uint32_t *target, size_t people,
                             rq_error *error) {
  for (size_t i = 0; i < people; i++)
    for (uint64_t e = begin[i] + 1; e < begin[i + 1]; e++)
      if (target[e] <= target[e - 1])
        return rq_reader_fail(run, name, error, "entry %llu is %u, after %u in the row of person %zu; rows must be ascending",
                              (unsigned long long)e, target[e], target[e - 1], i);
  return RQ_OK;
}

static rq_status read_values(const rq_run *run, const rq_numeric *d, float **value, rq_error *error) {
  float *values = malloc(d->values * sizeof *values + 1);
  if (!values) return rq_no_memory(error, "ties");
  bool done;
  rq_status status = rq_reader_chunks(run, d, RQ_AS_FLOAT, 0, d->values, values, &done, error);
  if (!status && !done) status = rq_reader_all(run, d, H5T_NATIVE_FLOAT, values, error);
  for (size_t k = 0; k < d->values && !status; k++)
    if (!isfinite(values[k])) status = rq_reader_fail(run, d->name, error, "value %zu is not a finite number", k);
  if (status) {
    free(values);
  } else {
    *value = values;
  }
  return status;
}

/* The rows themselves, where the caller asks for them: both or neither. */
static rq_status read_rows(const rq_run *run, uint32_t week, const char *field, hsize_t people, uint64_t halves, uint64_t **begin,
                           uint32_t **target, rq_error *error) {
  rq_numeric indptr = {.id = H5I_INVALID_HID}, indices = {.id = H5I_INVALID_HID};
  rq_status status = rq_reader_open(run, &indptr, 1, 1, error, "snapshots/%09u/obsp/%s/indptr", week, field);
  if (!status) status = check_rows(run, &indptr, 0, people + 1, "entries", error);
  if (!status) status = rq_reader_open(run, &indices, 1, 1, error, "snapshots/%09u/obsp/%s/indices", week, field);
  if (!status) status = check_rows(run, &indices, 0, halves, "entries", error);
  uint64_t *rows = NULL;
  if (!status) status = read_begin(run, &indptr, halves, &rows, error);
  if (!status) status = read_targets(run, &indices, (size_t)people, target, error);
  if (!status) status = check_order(run, indices.name, rows, *target, (size_t)people, error);
  rq_reader_close(&indptr);
  rq_reader_close(&indices);
  if (status) {
    free(rows);
  } else {
    *begin = rows;
  }
  return status;
}

rq_status rq_run_ties(const rq_run *run, uint32_t week, const char *field, uint64_t **begin, uint32_t **target, float **value,
                      size_t *people, uint64_t *halves, rq_error *error) {
  uint64_t *rows = NULL;
  uint32_t *to = NULL;
  float *values = NULL;
  hsize_t count = 0;
  rq_numeric data = {.id = H5I_INVALID_HID};
  rq_status status = check_week(run, week, error);
  if (!status) status = frame_rows(run, week, "obs", &count, error);
  if (!status) status = rq_reader_open(run, &data, 1, 1, error, "snapshots/%09u/obsp/%s/data", week, field);
  if (!status && (begin || target)) status = read_rows(run, week, field, count, data.values, &rows, &to, error);
  if (!status && value) status = read_values(run, &data, &values, error);
  rq_reader_close(&data);
  if (status) {
    free(rows);
    free(to);
    free(values);
    return status;
  }
  if (begin) {
    *begin = rows;
  } else {
    free(rows);
  }
  if (target) {
    *target = to;
  } else {
    free(to);
  }
  if (value) *value = values;
  *people = (size_t)count;
  *halves = data.values;
  return RQ_OK;
}
