/* A snapshot as an AnnData element, all but its ties (snapshot_ties.c): see snapshot.h. The format is that of
 * https://anndata.readthedocs.io/en/0.8.0/fileformat-prose.html */
#include "sim/snapshot.h"
#include "sim/snapshot_people.h"
#include "sim/snapshot_ties.h"
#include "sim/snapshot_values.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rq_snapshot_name(uint32_t week, char name[RQ_SNAPSHOT_NAME]) {
  snprintf(name, RQ_SNAPSHOT_NAME, "%09u", week % 1000000000u);
}

static void close_group(hid_t group) {
  if (group >= 0) H5Gclose(group);
}

static void frame_attributes(rq_h5 *h, hid_t frame, const char *const *columns, size_t count) {
  rq_snapshot_encode(h, frame, "dataframe", "0.2.0");
  rq_h5_set_text(h, frame, "_index", "_index");
  rq_h5_set_texts(h, frame, "column-order", columns, count);
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
    if (rq_snapshot_of_people(&m->fields[f]) && !m->fields[f].dims[0]) columns[count++] = m->fields[f].name;
  frame_attributes(h, obs, columns, count);
  rq_snapshot_obs(h, obs, w);
  close_group(obs);
  free(columns);
}

/* ---- people and brands ---- */

/* The dimension that is `var`: the first that a field of people has; counted from 1, 0 for none. */
static uint32_t var_dimension(const rq_model *m) {
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (rq_snapshot_of_people(&m->fields[f]) && m->fields[f].dims[0]) return m->fields[f].dims[0];
  return 0;
}

/* A string-array of fixed-length texts: a quarter of the space of variable-length ones, and safe to read. */
static void write_names(rq_h5 *h, hid_t frame, const rq_dimension *d) {
  size_t length = 10, count = d ? d->size : 0;
  for (size_t k = 0; k < count && d->labels; k++)
    if (strlen(d->labels[k]) > length) length = strlen(d->labels[k]);
  hid_t type = rq_h5_text_type(length), dataset = rq_h5_dataset(h, frame, "_index", type, 1, &(hsize_t){count}, 0);
  char *text = calloc(count * length + 24, 1);
  if (!text && !h->status) h->status = rq_no_memory(h->error, "names of a snapshot");
  for (size_t k = 0; k < count && !h->status; k++) {
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", k);
    const char *name = d->labels ? d->labels[k] : digits;
    memcpy(text + k * length, name, strlen(name));
  }
  rq_h5_write_rows(h, dataset, type, 0, count, text);
  rq_snapshot_encode(h, dataset, "string-array", "0.2.0");
  free(text);
  if (dataset >= 0) H5Dclose(dataset);
  H5Tclose(type);
}

static void write_var(rq_h5 *h, hid_t snapshot, const rq_world *w, uint32_t dimension) {
  hid_t var = rq_h5_group(h, snapshot, "var");
  frame_attributes(h, var, NULL, 0);
  write_names(h, var, dimension ? rq_world_dimension(w, dimension - 1) : NULL);
  close_group(var);
}

static void write_pairs(rq_h5 *h, hid_t snapshot, const rq_world *w, uint32_t var) {
  hid_t layers = rq_snapshot_dictionary(h, snapshot, "layers"), obsm = rq_snapshot_dictionary(h, snapshot, "obsm");
  rq_snapshot_pairs(h, layers, obsm, w, var);
  close_group(layers);
  close_group(obsm);
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
  write_pairs(h, snapshot, w, var);
  hid_t obsp = rq_snapshot_dictionary(h, snapshot, "obsp");
  rq_snapshot_ties(h, obsp, w);
  close_group(obsp);
  hid_t uns = rq_snapshot_dictionary(h, snapshot, "uns");
  write_scalar(h, uns, "step", H5T_STD_I64LE, rq_week(w), "number of weeks since the start");
  write_scalar(h, uns, "time", H5T_IEEE_F64LE, rq_week(w), "time since the start");
  close_group(uns);
  close_group(snapshot);
  return h->status;
}
