/* The ties of a snapshot as sparse matrices: row i, column j is what i's half of the tie to j holds. */
#include "sim/snapshot_ties.h"
#include "sim/runfile_layout.h"
#include <stdlib.h>
#include <string.h>

/* What is under way for one block of people. */
typedef struct ties {
  uint32_t first, count; /* people */
  uint64_t halves;       /* of the block */
  uint64_t *order;       /* target and place in its row (the lower half of the bits), ascending within each row */
  uint64_t *begin;       /* begin[k]: first entry of person first + k; count + 1 */
  void *scratch, *out;   /* one value for each half, 8 bytes wide */
  uint64_t room;
} ties;

static bool make_room(ties *t, uint64_t halves) {
  if (halves <= t->room) return true;
  free(t->order);
  free(t->scratch);
  free(t->out);
  t->room = halves + halves / 8;
  t->order = malloc(t->room * sizeof *t->order);
  t->scratch = malloc(t->room * 8);
  t->out = malloc(t->room * 8);
  return t->order && t->scratch && t->out;
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Most rows are short, where insertion is the fastest way to sort. */
static void sort_row(uint64_t *key, uint32_t count) {
  if (count > 64) {
    qsort(key, count, sizeof *key, ascending);
    return;
  }
  for (uint32_t k = 1; k < count; k++) {
    uint64_t moved = key[k];
    uint32_t at = k;
    for (; at > 0 && key[at - 1] > moved; at--) key[at] = key[at - 1];
    key[at] = moved;
  }
}

static bool order_block(ties *t, const rq_world *w) {
  t->begin[0] = 0;
  for (uint32_t k = 0; k < t->count; k++) t->begin[k + 1] = t->begin[k] + rq_world_row(w, t->first + k).count;
  t->halves = t->begin[t->count];
  if (!make_room(t, t->halves)) return false;
  for (uint32_t k = 0; k < t->count; k++) {
    rq_row row = rq_world_row(w, t->first + k);
    uint64_t *key = t->order + t->begin[k];
    for (uint32_t e = 0; e < row.count; e++) key[e] = (uint64_t)row.target[e] << 32 | e;
    sort_row(key, row.count);
  }
  return true;
}

/* Puts a row's values (element size 1, 2, 4 or 8) in the order of their targets. */
static void permute(const uint64_t *order, uint32_t count, size_t size, const void *from, void *to) {
  for (uint32_t e = 0; e < count; e++) memcpy((char *)to + e * size, (const char *)from + (uint32_t)order[e] * size, size);
}

static void gather_field(ties *t, const rq_world *w, uint32_t field) {
  const rq_model *m = rq_world_model(w);
  const rq_field *f = &m->fields[field];
  size_t size = H5Tget_size(rq_snapshot_type(f));
  for (uint32_t k = 0; k < t->count; k++) {
    uint32_t agent = t->first + k;
    rq_row row = rq_world_row(w, agent);
    if (row.count == 0) continue;
    if (f->viewed) {
      m->view(w, agent, field, t->scratch);
    } else {
      rq_snapshot_convert(f, rq_world_row_values(w, agent, &row, field), 0, row.count, t->scratch);
    }
    permute(t->order + t->begin[k], row.count, size, t->scratch, (char *)t->out + t->begin[k] * size);
  }
}

/* The targets, in place of the keys' upper bits, as 64-bit numbers for HDF5 to convert. */
static void gather_targets(ties *t) {
  uint64_t *out = t->out;
  for (uint64_t e = 0; e < t->halves; e++) out[e] = t->order[e] >> 32;
}

static bool of_ties(const rq_field *f) {
  return f->place == RQ_PER_TIE && f->snapshot;
}

/* ---- datasets ---- */

typedef struct matrices {
  hid_t indices, indptr;
  hid_t *data; /* for each field; invalid where it is not written */
} matrices;

static void create_matrices(rq_h5 *h, hid_t obsp, const rq_world *w, uint64_t halves, matrices *x) {
  const rq_model *m = rq_world_model(w);
  hsize_t people = rq_agents(w);
  hid_t index = halves >= INT32_MAX ? H5T_STD_I64LE : H5T_STD_I32LE; /* both alike: a mix breaks python-igraph */
  int64_t shape[2] = {(int64_t)people, (int64_t)people};
  const char *owner = NULL;
  for (uint32_t f = 0; f < m->fields_count; f++) {
    const rq_field *field = &m->fields[f];
    x->data[f] = H5I_INVALID_HID;
    if (!of_ties(field)) continue;
    hid_t group = rq_h5_group(h, obsp, field->name);
    rq_snapshot_encode(h, group, "csr_matrix", "0.1.0");
    rq_h5_set_integers(h, group, "shape", H5T_STD_I64LE, shape, 2);
    x->data[f] = rq_h5_dataset(h, group, "data", rq_layout_file_type(rq_snapshot_type(field)), 1, &(hsize_t){halves}, 0);
    rq_h5_describe(h, x->data[f], field->unit, field->long_name, field->meanings);
    if (!owner) {
      owner = field->name;
      x->indices = rq_h5_dataset(h, group, "indices", index, 1, &(hsize_t){halves}, 0);
      x->indptr = rq_h5_dataset(h, group, "indptr", index, 1, &(hsize_t){people + 1}, 0);
    } else if (!h->status) {
      rq_h5_ok(h, H5Lcreate_hard(x->indices, ".", group, "indices", H5P_DEFAULT, H5P_DEFAULT), "indices");
      rq_h5_ok(h, H5Lcreate_hard(x->indptr, ".", group, "indptr", H5P_DEFAULT, H5P_DEFAULT), "indptr");
    }
    if (group >= 0) H5Gclose(group);
  }
}

static void close_matrices(const rq_world *w, const matrices *x) {
  for (uint32_t f = 0; f < rq_world_model(w)->fields_count; f++)
    if (x->data[f] >= 0) H5Dclose(x->data[f]);
  if (x->indices >= 0) H5Dclose(x->indices);
  if (x->indptr >= 0) H5Dclose(x->indptr);
}

/* Writes the ties of one block as entries `at`, ... of the matrices. */
static void write_block(rq_h5 *h, const rq_world *w, const matrices *x, ties *t, uint64_t at) {
  if (!order_block(t, w)) {
    h->status = rq_no_memory(h->error, "ties of a snapshot");
    return;
  }
  for (uint32_t k = 0; k <= t->count; k++) t->begin[k] += at;
  rq_h5_write_rows(h, x->indptr, H5T_NATIVE_UINT64, t->first, (hsize_t)t->count + 1, t->begin);
  for (uint32_t k = 0; k <= t->count; k++) t->begin[k] -= at;
  gather_targets(t);
  rq_h5_write_rows(h, x->indices, H5T_NATIVE_UINT64, at, t->halves, t->out);
  const rq_model *m = rq_world_model(w);
  for (uint32_t f = 0; f < m->fields_count && !h->status; f++) {
    if (!of_ties(&m->fields[f])) continue;
    gather_field(t, w, f);
    rq_h5_write_rows(h, x->data[f], rq_snapshot_type(&m->fields[f]), at, t->halves, t->out);
  }
}

void rq_snapshot_ties(rq_h5 *h, hid_t obsp, const rq_world *w) {
  const rq_model *m = rq_world_model(w);
  uint32_t people = rq_agents(w);
  uint64_t halves = 0;
  for (uint32_t i = 0; i < people; i++) halves += rq_world_row(w, i).count;
  matrices x = {.indices = H5I_INVALID_HID, .indptr = H5I_INVALID_HID, .data = calloc(m->fields_count + 1, sizeof *x.data)};
  ties t = {.begin = malloc((RQ_BLOCK + 1) * sizeof *t.begin)};
  if (!x.data || !t.begin) {
    if (!h->status) h->status = rq_no_memory(h->error, "ties of a snapshot");
  } else {
    create_matrices(h, obsp, w, halves, &x);
    uint64_t at = 0;
    for (t.first = 0; t.first < people && !h->status; t.first += RQ_BLOCK) {
      t.count = people - t.first < RQ_BLOCK ? people - t.first : RQ_BLOCK;
      write_block(h, w, &x, &t, at);
      at += t.halves;
    }
    close_matrices(w, &x);
  }
  free(x.data);
  free(t.begin);
  free(t.order);
  free(t.scratch);
  free(t.out);
}
