/* Filling, packing and writing sheets: see sheet.h. */
#include "sim/sheet.h"
#include "sim/pack.h"
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

uint64_t rq_sheet_chunk(uint64_t rows, size_t bytes, size_t widest) {
  uint64_t most = RQ_SHEET_CHUNK / widest, others = RQ_SHEET_MEMORY / bytes;
  if (others < most) most = others;
  if (most == 0) most = 1;
  uint64_t chunks = (rows + most - 1) / most;
  return chunks ? (rows + chunks - 1) / chunks : 1;
}

void rq_sheet_column(rq_h5 *h, rq_sheet *s, rq_column_out column) {
  if (s->columns == s->room) {
    s->room = 2 * s->room + 8;
    rq_column_out *grown = realloc(s->column, s->room * sizeof *grown);
    if (!grown) {
      h->status = rq_no_memory(h->error, "columns of a file");
      return;
    }
    s->column = grown;
  }
  s->column[s->columns++] = column;
}

void rq_sheet_add(rq_h5 *h, rq_sheet *s, hid_t parent, const char *name, hid_t type, unsigned dims, size_t width, int mantissa) {
  if (h->status) return;
  hsize_t shape[2] = {s->rows, width};
  hid_t dataset = rq_h5_chunked(h, parent, name, type, dims, shape, s->chunk);
  if (h->status) return;
  bool floats = H5Tget_class(type) == H5T_FLOAT && H5Tget_size(type) == 4;
  if (floats) rq_h5_set_integer(h, dataset, "mantissa_bits", mantissa);
  rq_sheet_column(h, s, (rq_column_out){dataset, H5Tget_size(type), width, floats ? mantissa : RQ_ALL_BITS});
}

void rq_sheet_close(rq_sheet *s) {
  for (size_t c = 0; c < s->columns; c++) H5Dclose(s->column[c].dataset);
  free(s->column);
  s->column = NULL;
  s->columns = s->room = 0;
}

/* ---- what a thread needs ---- */

typedef struct worker {
  rq_packer *packer;
  unsigned char *values, *packed; /* of a chunk of all columns, one after the other */
  void **out;                     /* where each column's values begin */
  rq_packed *chunk;               /* of each column */
} worker;

static size_t chunk_bytes(const rq_sheet *s, size_t column) {
  return (size_t)s->chunk * s->column[column].width * s->column[column].size;
}

/* Bytes between the beginnings of two columns' values: with a checksum behind them, aligned. */
static size_t values_room(const rq_sheet *s, size_t column) {
  return (chunk_bytes(s, column) + RQ_CHECKSUM_BYTES + 63) / 64 * 64;
}

static void measure(const rq_sheet *s, size_t *values, size_t *packed, size_t *largest) {
  *values = *packed = *largest = 0;
  for (size_t c = 0; c < s->columns; c++) {
    size_t bytes = chunk_bytes(s, c);
    *values += values_room(s, c);
    *packed += rq_packed_most(bytes);
    if (bytes > *largest) *largest = bytes;
  }
}

size_t rq_sheet_bytes(const rq_sheet *s, int level) {
  size_t values, packed, largest;
  measure(s, &values, &packed, &largest);
  return values + (level > 0 ? packed : 0) + rq_packer_bytes(level, largest) + s->columns * (sizeof(void *) + sizeof(rq_packed));
}

static bool hire(worker *w, const rq_sheet *s, int level) {
  size_t values, packed, largest;
  measure(s, &values, &packed, &largest);
  w->packer = rq_packer_create(level, largest);
  w->values = calloc(values, 1);
  w->packed = malloc(level > 0 ? packed : 1);
  w->out = calloc(s->columns, sizeof *w->out);
  w->chunk = calloc(s->columns, sizeof *w->chunk);
  if (!w->packer || !w->values || !w->packed || !w->out || !w->chunk) return false;
  unsigned char *at = w->values;
  for (size_t c = 0; c < s->columns; at += values_room(s, c++)) w->out[c] = at;
  return true;
}

static void dismiss(worker *w) {
  rq_packer_free(w->packer);
  free(w->values);
  free(w->packed);
  free(w->out);
  free(w->chunk);
}

/* ---- chunks ---- */

/* Rounds to nearest, ties to even, keeping so many bits of the mantissa. All values are finite. */
static void round_floats(uint32_t *word, size_t count, int bits) {
  const uint32_t drop = (uint32_t)(RQ_ALL_BITS - bits), half = (1u << (drop - 1)) - 1, mask = ~((1u << drop) - 1);
#pragma omp simd
  for (size_t k = 0; k < count; k++) word[k] = (word[k] + half + (word[k] >> drop & 1u)) & mask;
}

/* Makes chunk k; rows past the end of the sheet are zeros. */
static void make_chunk(const rq_sheet *s, worker *w, int thread, uint64_t k) {
  uint64_t first = k * s->chunk, count = s->rows - first < s->chunk ? s->rows - first : s->chunk;
  s->fill(s->context, thread, first, count, w->out);
  unsigned char *packed = w->packed;
  for (size_t c = 0; c < s->columns; c++) {
    const rq_column_out *column = &s->column[c];
    size_t numbers = (size_t)s->chunk * column->width, used = (size_t)count * column->width;
    unsigned char *values = w->out[c];
    memset(values + used * column->size, 0, (numbers - used) * column->size);
    if (column->mantissa < RQ_ALL_BITS) round_floats(w->out[c], used, column->mantissa);
    w->chunk[c] = rq_pack(w->packer, values, numbers, column->size, packed);
    packed += rq_packed_most(numbers * column->size);
  }
}

static void write_chunk(rq_h5 *h, const rq_sheet *s, const worker *w, uint64_t k) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* each thread has a setting of its own: nothing is printed */
  for (size_t c = 0; c < s->columns && !h->status; c++) {
    const rq_packed *chunk = &w->chunk[c];
    hsize_t at[2] = {k * s->chunk, 0};
    rq_h5_ok(h, H5Dwrite_chunk(s->column[c].dataset, H5P_DEFAULT, chunk->skipped, at, chunk->length, chunk->bytes), "a chunk");
  }
}

/* The threads take chunks in order; each waits for its turn to write. */
static void write_all(rq_h5 *h, const rq_sheet *s, worker *workers, int threads) {
  uint64_t chunks = (s->rows + s->chunk - 1) / s->chunk;
  atomic_bool failed = false;
#pragma omp parallel num_threads(threads)
  {
    int thread = omp_get_thread_num();
    worker *w = &workers[thread];
#pragma omp for ordered schedule(dynamic, 1)
    for (uint64_t k = 0; k < chunks; k++) {
      bool stop = atomic_load(&failed);
      if (!stop) make_chunk(s, w, thread, k);
#pragma omp ordered
      {
        if (!stop) write_chunk(h, s, w, k);
        if (h->status) atomic_store(&failed, true);
      }
    }
  }
}

void rq_sheet_write(rq_h5 *h, rq_sheet *s) {
  int threads = h->threads > 1 ? h->threads : 1;
  worker *workers = calloc((size_t)threads, sizeof *workers);
  bool hired = workers != NULL;
  for (int t = 0; t < threads && hired && !h->status; t++) hired = hire(&workers[t], s, h->level);
  if (!hired && !h->status) h->status = rq_no_memory(h->error, "chunks of a snapshot");
  if (!h->status && s->rows > 0 && s->columns > 0) write_all(h, s, workers, threads);
  for (int t = 0; t < threads && workers; t++) dismiss(&workers[t]);
  free(workers);
  rq_sheet_close(s);
}
