/* What a run file says about its weeks: series, the panel, its events. See reader.h. */
#include "sim/reader_parts.h"
#include "sim/runfile_meta.h"
#include <stdlib.h>
#include <string.h>

/* ---- series ---- */

/* Whether the series is a mean, which is NaN in a week without members. */
static bool is_mean(const rq_numeric *d) {
  char *kind = rq_meta_text(d->id, "kind");
  bool mean = kind && strcmp(kind, "mean") == 0;
  free(kind);
  return mean;
}

rq_status rq_run_series(const rq_run *run, const char *name, rq_table *table, rq_error *error) {
  *table = (rq_table){0};
  rq_numeric d;
  rq_status status = rq_reader_open(run, &d, 1, 3, error, "series/%s", name);
  if (status) return status;
  if (d.shape[0] != run->weeks)
    status = rq_reader_fail(run, d.name, error, "has %llu weeks; series/step has %u", (unsigned long long)d.shape[0], run->weeks);
  if (!status) status = rq_reader_doubles(run, &d, is_mean(&d), &table->value, error);
  table->dims = d.dims;
  for (unsigned k = 0; k < d.dims; k++) table->shape[k] = (size_t)d.shape[k];
  rq_reader_close(&d);
  return status;
}

void rq_table_free(rq_table *table) {
  free(table->value);
  *table = (rq_table){0};
}

/* ---- events ---- */

/* Rows of a kind: those of its column "week". */
static rq_status count_rows(const rq_run *run, const char *kind, hsize_t *rows, rq_error *error) {
  rq_numeric week;
  rq_status status = rq_reader_open(run, &week, 1, 1, error, "events/%s/week", kind);
  if (!status) *rows = week.shape[0];
  rq_reader_close(&week);
  return status;
}

static rq_status check_weeks(const rq_run *run, const rq_numeric *d, const double *value, rq_error *error) {
  double last = run->first_week + (double)run->weeks - 1;
  for (size_t k = 0; k < d->values; k++) {
    if (value[k] < run->first_week || value[k] > last)
      return rq_reader_fail(run, d->name, error, "row %zu is week %g; weeks are %u to %g", k, value[k], run->first_week, last);
    if (k > 0 && value[k] < value[k - 1])
      return rq_reader_fail(run, d->name, error, "row %zu is week %g, after week %g; rows must be in order", k, value[k], value[k - 1]);
  }
  return RQ_OK;
}

rq_status rq_run_events(const rq_run *run, const char *kind, const char *column, double **values, size_t *count, rq_error *error) {
  *values = NULL;
  *count = 0;
  char group[160] = "events/";
  strncat(group, kind, 128);
  if (!rq_reader_has(run, "events") || !rq_reader_has(run, group)) return RQ_OK;
  hsize_t rows = 0;
  rq_numeric d = {.id = H5I_INVALID_HID};
  rq_status status = count_rows(run, kind, &rows, error);
  if (!status) status = rq_reader_open(run, &d, 1, 1, error, "events/%s/%s", kind, column);
  if (!status && d.shape[0] != rows)
    status = rq_reader_fail(run, d.name, error, "has %llu rows; the column week has %llu", (unsigned long long)d.shape[0],
                            (unsigned long long)rows);
  if (!status) status = rq_reader_doubles(run, &d, false, values, error);
  if (!status && strcmp(column, "week") == 0) status = check_weeks(run, &d, *values, error);
  if (status) {
    free(*values);
    *values = NULL;
  } else {
    *count = d.values;
  }
  rq_reader_close(&d);
  return status;
}

/* ---- the panel ---- */

rq_status rq_run_panel(const rq_run *run, uint32_t **people, size_t *count, rq_error *error) {
  *people = NULL;
  *count = 0;
  if (!rq_reader_has(run, "panel")) return RQ_OK;
  rq_numeric d;
  double *value = NULL;
  rq_status status = rq_reader_open(run, &d, 1, 1, error, "panel");
  if (!status) status = rq_reader_doubles(run, &d, false, &value, error);
  if (!status && !(*people = malloc(d.values * sizeof **people + 1))) status = rq_no_memory(error, "the panel");
  for (size_t k = 0; k < d.values && !status; k++) {
    if (value[k] < 0 || value[k] >= UINT32_MAX || (k > 0 && value[k] <= value[k - 1]))
      status = rq_reader_fail(run, d.name, error, "person %zu is %g; people must be ascending numbers from 0", k, value[k]);
    (*people)[k] = status ? 0 : (uint32_t)value[k];
  }
  if (status) {
    free(*people);
    *people = NULL;
  } else {
    *count = d.values;
  }
  free(value);
  rq_reader_close(&d);
  return status;
}
