/* Reading a sheet, a chunk of all columns by one of several threads: see sheet.h. */
#include "sim/pack.h"
#include "sim/sheet.h"
#include "sim/unpack.h"
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>

/* ---- what is there ---- */

/* Rows of a chunk; 0 where the dataset is not in chunks of whole rows. */
static hsize_t chunk_rows(hid_t dataset, int dims, const hsize_t *shape) {
  hsize_t chunk[2] = {0, 0};
  hid_t creation = H5Dget_create_plist(dataset);
  bool whole = H5Pget_layout(creation) == H5D_CHUNKED && H5Pget_chunk(creation, 2, chunk) == dims && (dims == 1 || chunk[1] == shape[1]);
  H5Pclose(creation);
  return whole ? chunk[0] : 0;
}

static bool as_expected(const rq_sheet *s, hid_t dataset, hid_t type, size_t width, hsize_t *rows) {
  hsize_t shape[2] = {0, 1};
  hid_t space = H5Dget_space(dataset), its = H5Dget_type(dataset);
  int dims = H5Sget_simple_extent_ndims(space);
  bool good = (dims == 1 || dims == 2) && H5Sget_simple_extent_dims(space, shape, NULL) == dims && H5Tequal(its, type) > 0;
  H5Tclose(its);
  H5Sclose(space);
  if (!good || shape[0] != s->rows || shape[1] != width) return false;
  *rows = chunk_rows(dataset, dims, shape);
  return s->rows == 0 || (*rows > 0 && (s->columns == 0 || *rows == s->chunk));
}

void rq_sheet_open(rq_h5 *h, rq_sheet *s, hid_t parent, const char *name, hid_t type, size_t width) {
  if (h->status) return;
  hid_t dataset = rq_h5_id(h, H5Dopen2(parent, name, H5P_DEFAULT), name);
  if (h->status) return;
  hsize_t rows = 0;
  if (as_expected(s, dataset, type, width, &rows)) {
    s->chunk = rows;
    rq_sheet_column(h, s, (rq_column_out){dataset, H5Tget_size(type), width, RQ_ALL_BITS});
  } else {
    rq_h5_fail(h, "%s does not have the type and shape that it should have", name);
  }
  if (h->status) H5Dclose(dataset);
}

/* ---- chunks ---- */

typedef struct worker {
  rq_unpacker *unpacker;
  unsigned char *packed, *values;
  void **in; /* where each column's values begin */
  size_t room;
} worker;

static size_t chunk_bytes(const rq_sheet *s, size_t column) {
  return (size_t)s->chunk * s->column[column].width * s->column[column].size;
}

static size_t aligned(size_t bytes) {
  return (bytes + 63) / 64 * 64;
}

static bool hire(worker *w, const rq_sheet *s) {
  size_t values = 64, largest = 1;
  for (size_t c = 0; c < s->columns; c++) {
    values += aligned(chunk_bytes(s, c));
    if (chunk_bytes(s, c) > largest) largest = chunk_bytes(s, c);
  }
  w->room = rq_packed_most(largest);
  w->packed = malloc(w->room);
  w->values = malloc(values);
  w->in = calloc(s->columns + 1, sizeof *w->in);
  w->unpacker = rq_unpacker_create(largest);
  if (!w->packed || !w->values || !w->in || !w->unpacker) return false;
  unsigned char *at = w->values;
  for (size_t c = 0; c < s->columns; at += aligned(chunk_bytes(s, c++))) w->in[c] = at;
  return true;
}

static void dismiss(worker *w) {
  free(w->packed);
  free(w->values);
  free(w->in);
  rq_unpacker_free(w->unpacker);
}

enum { ALL_SKIPPED = 3 }; /* neither shuffled nor deflated, but with a checksum */

static bool read_stored(hid_t dataset, const worker *w, uint64_t row, hsize_t *length, bool *deflated) {
  const hsize_t at[2] = {row, 0};
  uint32_t skipped = 0;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* each thread has a setting of its own: nothing is printed */
  if (H5Dget_chunk_storage_size(dataset, at, length) < 0 || *length == 0 || *length > w->room) return false;
  hid_t creation = H5Dget_create_plist(dataset);
  *deflated = H5Pget_nfilters(creation) == 3;
  H5Pclose(creation);
  if (H5Dread_chunk(dataset, H5P_DEFAULT, at, &skipped, w->packed) < 0) return false;
  if (*deflated && skipped == ALL_SKIPPED) *deflated = false;
  return skipped == 0 || skipped == ALL_SKIPPED;
}

static bool read_chunk(const rq_sheet *s, worker *w, int thread, uint64_t k) {
  for (size_t c = 0; c < s->columns; c++) {
    const rq_column_out *column = &s->column[c];
    hsize_t length = 0;
    bool deflated = false, there;
#pragma omp critical(hdf5)
    there = read_stored(column->dataset, w, k * s->chunk, &length, &deflated);
    size_t numbers = (size_t)s->chunk * column->width;
    if (!there || !rq_unpack(w->unpacker, w->packed, (size_t)length, deflated, numbers, column->size, w->in[c])) return false;
  }
  uint64_t first = k * s->chunk, count = s->rows - first < s->chunk ? s->rows - first : s->chunk;
  s->take(s->context, thread, first, count, w->in);
  return true;
}

static bool read_all(const rq_sheet *s, worker *workers, int threads) {
  uint64_t chunks = (s->rows + s->chunk - 1) / s->chunk;
  atomic_bool damaged = false;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (uint64_t k = 0; k < chunks; k++) {
    int thread = omp_get_thread_num();
    if (!atomic_load(&damaged) && !read_chunk(s, &workers[thread], thread, k)) atomic_store(&damaged, true);
  }
  return !atomic_load(&damaged);
}

void rq_sheet_read(rq_h5 *h, rq_sheet *s) {
  int threads = h->threads > 1 ? h->threads : 1;
  worker *workers = calloc((size_t)threads, sizeof *workers);
  bool hired = workers != NULL, any = s->rows > 0 && s->columns > 0;
  for (int t = 0; t < threads && hired && any && !h->status; t++) hired = hire(&workers[t], s);
  if (!hired && !h->status) h->status = rq_no_memory(h->error, "chunks of a file");
  if (!h->status && any && !read_all(s, workers, threads)) rq_h5_fail(h, "a chunk is damaged");
  for (int t = 0; t < threads && workers; t++) dismiss(&workers[t]);
  free(workers);
  rq_sheet_close(s);
}
