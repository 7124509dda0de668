/* The layout of a run file: see runfile_layout.h. */
#include "sim/runfile_layout.h"
#include <hdf5_hl.h>

enum { CHUNK_EVENTS = 16384 }; /* rows of a chunk */

hid_t rq_layout_type(rq_type type) {
  switch (type) {
  case RQ_U8:
    return H5T_STD_U8LE;
  case RQ_U16:
    return H5T_STD_U16LE;
  case RQ_U32:
    return H5T_STD_U32LE;
  case RQ_I16:
    return H5T_STD_I16LE;
  case RQ_I32:
    return H5T_STD_I32LE;
  case RQ_I64:
    return H5T_STD_I64LE;
  case RQ_F64:
    return H5T_IEEE_F64LE;
  case RQ_F32:
  case RQ_FRACTION:
  case RQ_FIXED:
    break;
  }
  return H5T_IEEE_F32LE;
}

hid_t rq_layout_file_type(hid_t type) {
  return type == H5T_STD_U8LE ? H5T_STD_U16LE : type;
}

bool rq_layout_has_series(const rq_world *w, uint32_t series) {
  const rq_series *s = &rq_world_model(w)->series[series];
  for (int d = 0; d < 2; d++)
    if (s->dims[d] && rq_world_dimension(w, s->dims[d] - 1u)->size == 0) return false;
  return true;
}

/* ---- scales ---- */

static void make_scale(rq_h5 *h, hid_t dataset, const char *name) {
  if (!h->status) rq_h5_ok(h, H5DSset_scale(dataset, name), name);
}

static bool used(const rq_world *w, uint32_t dimension) {
  const rq_model *m = rq_world_model(w);
  for (uint32_t s = 0; s < m->series_count; s++)
    if (m->series[s].dims[0] == dimension + 1 || m->series[s].dims[1] == dimension + 1) return true;
  return false;
}

/* Labels as variable-length texts, the only kind that netCDF-4 knows as strings; without labels, numbers from 0. */
static hid_t label_scale(rq_h5 *h, hid_t series, const rq_dimension *d) {
  hid_t type = d->labels ? rq_h5_text_type(0) : H5Tcopy(H5T_STD_U32LE);
  hid_t dataset = rq_h5_dataset(h, series, d->name, type, 1, &(hsize_t){d->size}, 0);
  if (d->labels) {
    rq_h5_write_rows(h, dataset, type, 0, d->size, d->labels);
  } else {
    for (uint32_t k = 0; k < d->size && !h->status; k++) rq_h5_write_rows(h, dataset, H5T_NATIVE_UINT32, k, 1, &k);
  }
  rq_h5_set_text(h, dataset, "long_name", d->name);
  make_scale(h, dataset, d->name);
  H5Tclose(type);
  return dataset;
}

static hid_t step_scale(rq_h5 *h, hid_t series, hsize_t chunk) {
  hid_t step = rq_h5_dataset(h, series, "step", H5T_STD_I64LE, 1, &(hsize_t){0}, chunk);
  rq_h5_describe(h, step, "weeks", "week of the run", NULL);
  make_scale(h, step, "step");
  return step;
}

/* ---- series ---- */

static void one_series(rq_h5 *h, hid_t group, const rq_world *w, const rq_series *s, hsize_t chunk, hid_t step, const hid_t *scale) {
  static const char *const kinds[] = {[RQ_TALLY] = "count", [RQ_TOTAL] = "total", [RQ_MEAN] = "mean"};
  hsize_t shape[3] = {0};
  hid_t on[3] = {step};
  unsigned dims = 1;
  for (int d = 0; d < 2; d++)
    if (s->dims[d]) {
      on[dims] = scale[s->dims[d] - 1];
      shape[dims++] = rq_world_dimension(w, s->dims[d] - 1u)->size;
    }
  hid_t dataset = rq_h5_dataset(h, group, s->name, s->kind == RQ_TALLY ? H5T_STD_I64LE : H5T_IEEE_F64LE, dims, shape, chunk);
  rq_h5_describe(h, dataset, s->unit, s->long_name, NULL);
  rq_h5_set_text(h, dataset, "kind", kinds[s->kind]);
  for (unsigned d = 0; d < dims && !h->status; d++) rq_h5_ok(h, H5DSattach_scale(dataset, on[d], d), s->name);
  if (dataset >= 0) H5Dclose(dataset);
}

void rq_layout_series(rq_h5 *h, hid_t file, const rq_world *w, uint32_t weeks) {
  enum { MOST_DIMENSIONS = 32 };
  const rq_model *m = rq_world_model(w);
  hid_t scale[MOST_DIMENSIONS];
  uint32_t dimensions = m->dimensions_count < MOST_DIMENSIONS ? m->dimensions_count : MOST_DIMENSIONS;
  hid_t group = rq_h5_group(h, file, "series"), step = step_scale(h, group, weeks);
  for (uint32_t d = 0; d < dimensions; d++) {
    const rq_dimension *dimension = rq_world_dimension(w, d);
    bool kept = dimension->size > 0 && (dimension->labels || used(w, d));
    scale[d] = kept ? label_scale(h, group, dimension) : H5I_INVALID_HID;
  }
  for (uint32_t s = 0; s < m->series_count; s++)
    if (rq_layout_has_series(w, s)) one_series(h, group, w, &m->series[s], weeks, step, scale);
  for (uint32_t d = 0; d < dimensions; d++)
    if (scale[d] >= 0) H5Dclose(scale[d]);
  if (step >= 0) H5Dclose(step);
  if (group >= 0) H5Gclose(group);
}

/* ---- events ---- */

static void one_kind(rq_h5 *h, hid_t events, const rq_event_kind *kind) {
  hid_t group = rq_h5_group(h, events, kind->name);
  rq_h5_set_text(h, group, "long_name", kind->long_name);
  for (uint32_t c = 0; c < kind->columns_count; c++) {
    const rq_column *column = &kind->columns[c];
    hid_t dataset =
        rq_h5_dataset(h, group, column->name, rq_layout_file_type(rq_layout_type(column->type)), 1, &(hsize_t){0}, CHUNK_EVENTS);
    rq_h5_describe(h, dataset, column->unit, column->long_name, column->meanings);
    if (dataset >= 0) H5Dclose(dataset);
  }
  if (group >= 0) H5Gclose(group);
}

void rq_layout_events(rq_h5 *h, hid_t file, const rq_world *w) {
  const rq_model *m = rq_world_model(w);
  size_t count;
  const uint32_t *people = rq_world_panel(w, &count);
  if (count == 0) return;
  hid_t panel = rq_h5_dataset(h, file, "panel", H5T_STD_U32LE, 1, &(hsize_t){count}, 0);
  rq_h5_write_rows(h, panel, H5T_NATIVE_UINT32, 0, count, people);
  rq_h5_describe(h, panel, "", "people whose events were noted", NULL);
  if (panel >= 0) H5Dclose(panel);
  hid_t events = rq_h5_group(h, file, "events");
  for (uint32_t k = 0; k < m->events_count; k++) one_kind(h, events, &m->events[k]);
  if (events >= 0) H5Gclose(events);
}
