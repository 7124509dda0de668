/* A stretch of weeks back into memory: see runfile_stretch.h. */
#include "sim/runfile_layout.h"
#include "sim/runfile_stretch.h"
#include "sim/state_file.h"
#include <math.h>
#include <stdlib.h>

/* Opens a dataset whose first dimension has `rows` entries (or any number, where *rows is 0), and whose others are `shape`. */
static hid_t open_rows(rq_h5 *h, hid_t parent, const char *name, unsigned dims, hsize_t *rows, const hsize_t *shape) {
  if (h->status) return H5I_INVALID_HID;
  hid_t dataset = rq_h5_id(h, H5Dopen2(parent, name, H5P_DEFAULT), name);
  if (dataset < 0) return dataset;
  hsize_t its[3] = {0};
  hid_t space = H5Dget_space(dataset);
  bool good = H5Sget_simple_extent_ndims(space) == (int)dims && H5Sget_simple_extent_dims(space, its, NULL) == (int)dims;
  for (unsigned d = 1; d < dims; d++) good = good && its[d] == shape[d - 1];
  H5Sclose(space);
  if (*rows == 0) *rows = its[0];
  if (good && its[0] == *rows) return dataset;
  rq_h5_fail(h, "%s does not have the shape that it should have", name);
  H5Dclose(dataset);
  return H5I_INVALID_HID;
}

/* ---- series ---- */

typedef struct extent {
  uint32_t written, now;
  const bool *same;
} extent;

static extent extent_of(const rq_world *w, const rq_members *members, uint8_t dim) {
  if (!dim) return (extent){1, 1, NULL};
  uint32_t now = w->dimension[dim - 1].size;
  return members ? (extent){members[dim - 1].size, now, members[dim - 1].same} : (extent){now, now, NULL};
}

static bool shared(const extent *e, uint32_t k) {
  return k < e->written && k < e->now && (!e->same || e->same[k]);
}

/* What the weeks' values of a series are; NULL after a failure, or where the series was not written. */
static double *read_series(rq_h5 *h, hid_t group, const rq_series *s, hsize_t weeks, const extent *a, const extent *b) {
  hsize_t shape[2] = {s->dims[0] ? a->written : b->written, b->written};
  if (a->written == 0 || b->written == 0) return NULL;
  hid_t dataset = open_rows(h, group, s->name, 1u + (s->dims[0] != 0) + (s->dims[1] != 0), &weeks, shape);
  double *values = h->status ? NULL : malloc((size_t)weeks * a->written * b->written * sizeof *values);
  if (!values && !h->status) h->status = rq_no_memory(h->error, "the weeks of a part");
  if (values) rq_h5_ok(h, H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), s->name);
  if (dataset >= 0) H5Dclose(dataset);
  if (!h->status) return values;
  free(values);
  return NULL;
}

static void take_series(rq_stretch *stretch, const rq_world *w, const rq_members *members, rq_h5 *h, hid_t group) {
  double *at = stretch->series;
  for (uint32_t n = 0; n < w->model->series_count && !h->status; n++) {
    const rq_series *s = &w->model->series[n];
    extent a = extent_of(w, members, s->dims[0]), b = extent_of(w, members, s->dims[1]);
    double *values = read_series(h, group, s, stretch->weeks, &a, &b), none = s->kind == RQ_MEAN ? (double)NAN : 0;
    size_t cells = (size_t)a.now * b.now;
    for (uint32_t k = 0; k < stretch->weeks; k++)
      for (uint32_t i = 0; i < a.now; i++)
        for (uint32_t j = 0; j < b.now; j++)
          at[k * cells + (size_t)i * b.now + j] =
              values && shared(&a, i) && shared(&b, j) ? values[((size_t)k * a.written + i) * b.written + j] : none;
    free(values);
    at += stretch->room * cells;
  }
}

/* ---- events ---- */

static void take_kind(rq_stretch *stretch, const rq_event_kind *kind, rq_event_log *log, rq_h5 *h, hid_t events) {
  hid_t group = h->status ? H5I_INVALID_HID : rq_h5_id(h, H5Gopen2(events, kind->name, H5P_DEFAULT), kind->name);
  hsize_t rows = 0;
  for (uint32_t c = 0; c < kind->columns_count && !h->status; c++) {
    hid_t dataset = open_rows(h, group, kind->columns[c].name, 1, &rows, NULL), type = rq_layout_type(kind->columns[c].type);
    if (!h->status && c == 0 && !rq_event_log_grow(log, kind, rows)) h->status = rq_no_memory(h->error, "the panel's events");
    if (!h->status && rows > 0) rq_h5_ok(h, H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, log->column[c]), kind->columns[c].name);
    stretch->event_bytes += rows * H5Tget_size(type);
    if (dataset >= 0) H5Dclose(dataset);
  }
  if (!h->status) log->count = rows;
  if (group >= 0) H5Gclose(group);
}

static void take_events(rq_stretch *stretch, const rq_world *w, rq_h5 *h, hid_t file) {
  if (w->panel_count == 0 || h->status) return;
  hid_t events = rq_h5_id(h, H5Gopen2(file, "events", H5P_DEFAULT), "events");
  for (uint32_t k = 0; k < w->model->events_count; k++) take_kind(stretch, &w->model->events[k], &stretch->events[k], h, events);
  if (events >= 0) H5Gclose(events);
}

/* ---- all ---- */

/* The weeks that were written: how many, and the first. */
static hsize_t read_steps(rq_h5 *h, hid_t series, uint32_t *first) {
  hsize_t weeks = 0;
  hid_t dataset = open_rows(h, series, "step", 1, &weeks, NULL);
  int64_t *steps = h->status ? NULL : malloc(weeks * sizeof *steps + 1);
  if (!steps && !h->status) h->status = rq_no_memory(h->error, "the weeks of a part");
  if (steps) rq_h5_ok(h, H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, steps), "step");
  for (hsize_t k = 0; k < weeks && !h->status; k++)
    if (steps[k] < 1 || steps[k] != steps[0] + (int64_t)k || steps[k] > UINT16_MAX)
      rq_h5_fail(h, "step does not hold weeks that follow each other");
  if (!h->status && weeks > 0) *first = (uint32_t)steps[0];
  free(steps);
  if (dataset >= 0) H5Dclose(dataset);
  return h->status ? 0 : weeks;
}

rq_status rq_stretch_read(rq_stretch *stretch, const rq_world *w, uint32_t weeks, const struct rq_members *members, rq_h5 *h, hid_t file) {
  *stretch = (rq_stretch){.first = 0};
  if (h->status) return h->status;
  hid_t series = rq_h5_id(h, H5Gopen2(file, "series", H5P_DEFAULT), "series");
  uint32_t first = 0;
  hsize_t written = h->status ? 0 : read_steps(h, series, &first);
  if (!h->status) h->status = rq_stretch_create(stretch, w, written > weeks ? (uint32_t)written : weeks, h->error);
  if (!h->status && written > stretch->room) rq_h5_fail(h, "holds more weeks than fit into memory");
  if (!h->status) {
    stretch->first = first;
    stretch->weeks = (uint32_t)written;
    take_series(stretch, w, members, h, series);
    take_events(stretch, w, h, file);
  }
  if (series >= 0) H5Gclose(series);
  return h->status;
}
