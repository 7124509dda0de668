/* A snapshot as an AnnData element, all but its ties (snapshot_ties.c): see snapshot.h. The format is that of
 * https://anndata.readthedocs.io/en/0.8.0/fileformat-prose.html */
#include "sim/snapshot.h"
#include "sim/runfile_layout.h"
#include "sim/snapshot_ties.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN = 16384 }; /* people converted at a time */

void rq_snapshot_name(uint32_t week, char name[RQ_SNAPSHOT_NAME]) {
  snprintf(name, RQ_SNAPSHOT_NAME, "%09u", week % 1000000000u);
}

void rq_snapshot_encode(rq_h5 *h, hid_t object, const char *type, const char *version) {
  rq_h5_set_text(h, object, "encoding-type", type);
  rq_h5_set_text(h, object, "encoding-version", version);
}

hid_t rq_snapshot_type(const rq_field *f) {
  return f->viewed ? H5T_IEEE_F32LE : rq_layout_type(f->type);
}

void rq_snapshot_convert(const rq_field *f, const void *stored, size_t first, size_t count, void *out) {
  float *number = out;
  if (f->type == RQ_FRACTION) {
    const uint16_t *from = (const uint16_t *)stored + first;
    for (size_t k = 0; k < count; k++) number[k] = rq_fraction(from[k]);
  } else if (f->type == RQ_FIXED) {
    const int32_t *from = (const int32_t *)stored + first;
    for (size_t k = 0; k < count; k++) number[k] = rq_fixed(from[k]);
  } else {
    size_t size = H5Tget_size(rq_layout_type(f->type));
    memcpy(out, (const char *)stored + first * size, count * size);
  }
}

static hid_t dictionary(rq_h5 *h, hid_t parent, const char *name) {
  hid_t group = rq_h5_group(h, parent, name);
  rq_snapshot_encode(h, group, "dict", "0.1.0");
  return group;
}

static void close_group(hid_t group) {
  if (group >= 0) H5Gclose(group);
}

/* ---- names of rows ---- */

/* A string-array of fixed-length texts: a quarter of the space of variable-length ones, and safe to read. */
static void write_names(rq_h5 *h, hid_t frame, size_t count, size_t length, const char *const *labels) {
  length = length ? length : 1;
  hid_t type = rq_h5_text_type(length), dataset = rq_h5_dataset(h, frame, "_index", type, 1, &(hsize_t){count}, 0);
  size_t room = count < RUN ? count : RUN;
  char *text = malloc(room * length + 24);
  if (!text && !h->status) h->status = rq_no_memory(h->error, "names of a snapshot");
  for (size_t first = 0; first < count && !h->status; first += room) {
    size_t rows = count - first < room ? count - first : room;
    memset(text, 0, rows * length);
    for (size_t k = 0; k < rows; k++) {
      char digits[24];
      if (!labels) snprintf(digits, sizeof digits, "%zu", first + k);
      const char *name = labels ? labels[first + k] : digits;
      memcpy(text + k * length, name, strlen(name));
    }
    rq_h5_write_rows(h, dataset, type, first, rows, text);
  }
  rq_snapshot_encode(h, dataset, "string-array", "0.2.0");
  free(text);
  if (dataset >= 0) H5Dclose(dataset);
  H5Tclose(type);
}

static void frame_attributes(rq_h5 *h, hid_t frame, const char *const *columns, size_t count) {
  rq_snapshot_encode(h, frame, "dataframe", "0.2.0");
  rq_h5_set_text(h, frame, "_index", "_index");
  rq_h5_set_texts(h, frame, "column-order", columns, count);
}

/* ---- people ---- */

/* Values of a per-agent field of people first ... first + count - 1, `width` for each. */
static void take(const rq_world *w, uint32_t field, uint32_t first, uint32_t count, uint32_t width, void *out) {
  const rq_model *m = rq_world_model(w);
  const rq_field *f = &m->fields[field];
  if (!f->viewed) {
    rq_snapshot_convert(f, rq_array(w, field), (size_t)first * width, (size_t)count * width, out);
    return;
  }
  for (uint32_t k = 0; k < count; k++) m->view(w, first + k, field, (float *)out + (size_t)k * width);
}

static void write_field(rq_h5 *h, hid_t parent, const rq_world *w, uint32_t field, uint32_t width, unsigned dims) {
  const rq_field *f = &rq_world_model(w)->fields[field];
  hid_t type = rq_snapshot_type(f);
  uint32_t people = rq_agents(w), run = RUN / width + 1;
  hsize_t shape[2] = {people, width};
  hid_t dataset = rq_h5_dataset(h, parent, f->name, rq_layout_file_type(type), dims, shape, 0);
  void *values = malloc((size_t)run * width * H5Tget_size(type));
  if (!values && !h->status) h->status = rq_no_memory(h->error, "a field of a snapshot");
  for (uint32_t first = 0; first < people && !h->status; first += run) {
    uint32_t count = people - first < run ? people - first : run;
    take(w, field, first, count, width, values);
    rq_h5_write_rows(h, dataset, type, first, count, values);
  }
  rq_snapshot_encode(h, dataset, "array", "0.2.0");
  rq_h5_describe(h, dataset, f->unit, f->long_name, f->meanings);
  free(values);
  if (dataset >= 0) H5Dclose(dataset);
}

static bool of_people(const rq_field *f) {
  return f->place == RQ_PER_AGENT && f->snapshot;
}

static void write_obs(rq_h5 *h, hid_t snapshot, const rq_world *w) {
  const rq_model *m = rq_world_model(w);
  const char **columns = calloc(m->fields_count + 1, sizeof *columns);
  if (!columns) {
    h->status = rq_no_memory(h->error, "columns of a snapshot");
    return;
  }
  size_t count = 0;
  hid_t obs = rq_h5_group(h, snapshot, "obs");
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (of_people(&m->fields[f]) && !m->fields[f].dims[0]) columns[count++] = m->fields[f].name;
  frame_attributes(h, obs, columns, count);
  char digits[24];
  write_names(h, obs, rq_agents(w), (size_t)snprintf(digits, sizeof digits, "%u", rq_agents(w)), NULL);
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (of_people(&m->fields[f]) && !m->fields[f].dims[0]) write_field(h, obs, w, f, 1, 1);
  close_group(obs);
  free(columns);
}

/* ---- people and brands ---- */

/* The dimension that is `var`: the first that a field of people has; counted from 1, 0 for none. */
static uint32_t var_dimension(const rq_model *m) {
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (of_people(&m->fields[f]) && m->fields[f].dims[0]) return m->fields[f].dims[0];
  return 0;
}

static void write_var(rq_h5 *h, hid_t snapshot, const rq_world *w, uint32_t dimension) {
  const rq_dimension *d = dimension ? rq_world_dimension(w, dimension - 1) : NULL;
  size_t longest = 10;
  for (uint32_t k = 0; d && d->labels && k < d->size; k++)
    if (strlen(d->labels[k]) > longest) longest = strlen(d->labels[k]);
  hid_t var = rq_h5_group(h, snapshot, "var");
  frame_attributes(h, var, NULL, 0);
  write_names(h, var, d ? d->size : 0, longest, d ? d->labels : NULL);
  close_group(var);
}

/* `layers` (fields over dimension `var`) or `obsm` (fields over the others). */
static void write_pairs(rq_h5 *h, hid_t snapshot, const rq_world *w, uint32_t var, bool layers) {
  const rq_model *m = rq_world_model(w);
  hid_t group = dictionary(h, snapshot, layers ? "layers" : "obsm");
  for (uint32_t f = 0; f < m->fields_count; f++) {
    const rq_field *field = &m->fields[f];
    if (!of_people(field) || !field->dims[0] || (field->dims[0] == var) != layers) continue;
    uint32_t width = rq_world_dimension(w, field->dims[0] - 1u)->size;
    if (width) write_field(h, group, w, f, width, 2);
  }
  close_group(group);
}

/* ---- the element ---- */

static void write_scalar(rq_h5 *h, hid_t parent, const char *name, hid_t type, double value, const char *long_name) {
  rq_h5_put_number(h, parent, name, type, value, "weeks", long_name);
  if (h->status) return;
  hid_t dataset = rq_h5_id(h, H5Dopen2(parent, name, H5P_DEFAULT), name);
  rq_snapshot_encode(h, dataset, "numeric-scalar", "0.2.0");
  if (dataset >= 0) H5Dclose(dataset);
}

rq_status rq_snapshot_write(rq_h5 *h, hid_t parent, const rq_world *w) {
  char name[RQ_SNAPSHOT_NAME];
  uint32_t var = var_dimension(rq_world_model(w));
  rq_snapshot_name(rq_week(w), name);
  hid_t snapshot = rq_h5_group(h, parent, name);
  rq_snapshot_encode(h, snapshot, "anndata", "0.1.0");
  write_obs(h, snapshot, w);
  write_var(h, snapshot, w, var);
  write_pairs(h, snapshot, w, var, true);
  write_pairs(h, snapshot, w, var, false);
  hid_t obsp = dictionary(h, snapshot, "obsp");
  rq_snapshot_ties(h, obsp, w);
  close_group(obsp);
  hid_t uns = dictionary(h, snapshot, "uns");
  write_scalar(h, uns, "step", H5T_STD_I64LE, rq_week(w), "number of weeks since the start");
  write_scalar(h, uns, "time", H5T_IEEE_F64LE, rq_week(w), "time since the start");
  close_group(uns);
  close_group(snapshot);
  return h->status;
}
