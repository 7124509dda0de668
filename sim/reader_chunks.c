/* Reading chunks in threads: see reader_chunks.h. HDF5 is called by one thread at a time; checksum, inflate and conversion are not its. */
#include "sim/reader_chunks.h"
#include "sim/pack.h"
#include "sim/unpack.h"
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_BYTES = 1 << 20, MOST_CHUNK = 1 << 24 }; /* below and above these HDF5 reads */

typedef enum kind { U16, I16, U32, I32, I64, F32, F64, KINDS } kind;

/* A dataset that can be read this way. */
typedef struct plan {
  hid_t id;
  kind kind;
  bool deflated;
  size_t size;         /* bytes of a number */
  uint64_t chunk;      /* numbers of a chunk */
  uint64_t rows;       /* of a chunk */
  uint64_t first, end; /* numbers that are wanted */
  rq_read_as as;
  void *values;
} plan;

/* ---- can it be? ---- */

static bool kind_of(const rq_numeric *d, plan *p) {
  const hid_t types[KINDS] = {H5T_STD_U16LE, H5T_STD_I16LE, H5T_STD_U32LE, H5T_STD_I32LE, H5T_STD_I64LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE};
  static const size_t sizes[KINDS] = {2, 2, 4, 4, 8, 4, 8};
  hid_t type = H5Dget_type(d->id);
  int k = 0;
  while (k < KINDS && H5Tequal(type, types[k]) <= 0) k++;
  if (type >= 0) H5Tclose(type);
  if (k == KINDS) return false;
  p->kind = (kind)k;
  p->size = sizes[k];
  return true;
}

static bool our_filters(hid_t creation, bool *deflated) {
  H5Z_filter_t filter[3] = {0};
  int count = H5Pget_nfilters(creation);
  for (int k = 0; k < count && k < 3; k++) {
    unsigned flags, configuration;
    size_t values = 0;
    filter[k] = H5Pget_filter2(creation, (unsigned)k, &flags, &values, NULL, 0, NULL, &configuration);
  }
  *deflated = count == 3;
  if (count == 3) return filter[0] == H5Z_FILTER_SHUFFLE && filter[1] == H5Z_FILTER_DEFLATE && filter[2] == H5Z_FILTER_FLETCHER32;
  return count == 1 && filter[0] == H5Z_FILTER_FLETCHER32;
}

static bool make_plan(const rq_numeric *d, plan *p) {
  if (!kind_of(d, p) || (p->end - p->first) * p->size < LEAST_BYTES) return false;
  hid_t creation = H5Dget_create_plist(d->id);
  hsize_t chunk[3] = {0};
  bool can =
      H5Pget_layout(creation) == H5D_CHUNKED && H5Pget_chunk(creation, 3, chunk) == (int)d->dims && our_filters(creation, &p->deflated);
  H5Pclose(creation);
  uint64_t width = 1;
  for (unsigned k = 1; k < d->dims; k++) {
    can = can && chunk[k] == d->shape[k];
    width *= d->shape[k];
  }
  p->rows = chunk[0];
  if (!can || width == 0 || p->rows == 0 || p->rows > MOST_CHUNK / p->size / width) return false;
  p->chunk = p->rows * width;
  return true;
}

/* ---- values ---- */

enum { STEP = 512 }; /* numbers converted at a time */

#define LOAD(type)                                                                                                                         \
  for (size_t k = 0; k < count; k++) out[k] = (double)((const type *)stored)[first + k]

/* As doubles, which are exact for all but the largest integers of 64 bits. */
static void load(kind from, const void *stored, size_t first, size_t count, double *out) {
  switch (from) {
  case U16:
    LOAD(uint16_t);
    break;
  case I16:
    LOAD(int16_t);
    break;
  case U32:
    LOAD(uint32_t);
    break;
  case I32:
    LOAD(int32_t);
    break;
  case I64:
    LOAD(int64_t);
    break;
  case F32:
    LOAD(float);
    break;
  default:
    LOAD(double);
  }
}

static void store(rq_read_as as, const double *from, size_t count, void *values, size_t first) {
  for (size_t k = 0; k < count; k++) {
    if (as == RQ_AS_DOUBLE) ((double *)values)[first + k] = from[k];
    if (as == RQ_AS_FLOAT) ((float *)values)[first + k] = (float)from[k];
    if (as == RQ_AS_PERSON) ((uint32_t *)values)[first + k] = from[k] >= 0 && from[k] < UINT32_MAX ? (uint32_t)from[k] : UINT32_MAX;
  }
}

/* What is wanted of the chunk that begins with number `begin`. */
static void convert(const plan *p, const void *stored, uint64_t begin) {
  double some[STEP];
  uint64_t from = begin < p->first ? p->first : begin, end = begin + p->chunk < p->end ? begin + p->chunk : p->end;
  for (uint64_t k = from; k < end; k += STEP) {
    size_t step = end - k < STEP ? (size_t)(end - k) : STEP;
    load(p->kind, stored, (size_t)(k - begin), step, some);
    store(p->as, some, step, p->values, (size_t)(k - p->first));
  }
}

/* ---- chunks ---- */

typedef struct worker {
  rq_unpacker *unpacker;
  unsigned char *packed, *chunk;
  size_t room;
} worker;

static bool hire(worker *w, const plan *p) {
  size_t bytes = (size_t)p->chunk * p->size;
  w->room = rq_packed_most(bytes) + bytes / 8; /* other compressors may need more than ours */
  w->packed = malloc(w->room);
  w->chunk = malloc(bytes);
  w->unpacker = rq_unpacker_create(bytes);
  return w->packed && w->chunk && w->unpacker;
}

static void dismiss(worker *w) {
  free(w->packed);
  free(w->chunk);
  rq_unpacker_free(w->unpacker);
}

typedef enum outcome { READ, DAMAGED, ODD } outcome; /* odd: HDF5 is to look at it */

static outcome read_stored(const plan *p, worker *w, uint64_t row, hsize_t *length, uint32_t *skipped) {
  const hsize_t at[3] = {row, 0, 0};
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* each thread has a setting of its own: nothing is printed */
  if (H5Dget_chunk_storage_size(p->id, at, length) < 0 || *length == 0 || *length > w->room) return ODD;
  if (H5Dread_chunk(p->id, H5P_DEFAULT, at, skipped, w->packed) < 0) return ODD;
  return *skipped == 0 || (p->deflated && *skipped == 3) ? READ : ODD;
}

static outcome read_chunk(const plan *p, worker *w, uint64_t number) {
  hsize_t length = 0;
  uint32_t skipped = 0;
  outcome o;
#pragma omp critical(hdf5)
  o = read_stored(p, w, number * p->rows, &length, &skipped);
  if (o != READ) return o;
  if (!rq_unpack(w->unpacker, w->packed, (size_t)length, p->deflated && !skipped, (size_t)p->chunk, p->size, w->chunk)) return DAMAGED;
  convert(p, w->chunk, number * p->chunk);
  return READ;
}

static outcome read_all(const plan *p, worker *workers, int threads) {
  uint64_t last = (p->end - 1) / p->chunk;
  atomic_int worst = READ;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (uint64_t k = p->first / p->chunk; k <= last; k++) {
    if (atomic_load(&worst) != READ) continue;
    outcome o = read_chunk(p, &workers[omp_get_thread_num()], k);
    if (o != READ) atomic_store(&worst, (int)o);
  }
  return (outcome)atomic_load(&worst);
}

rq_status rq_reader_chunks(const rq_run *run, const rq_numeric *d, rq_read_as as, uint64_t first, size_t count, void *values, bool *done,
                           rq_error *error) {
  plan p = {.id = d->id, .first = first, .end = first + count, .as = as, .values = values};
  *done = false;
  if (!make_plan(d, &p)) return RQ_OK;
  int threads = omp_get_max_threads();
  worker *workers = calloc((size_t)threads, sizeof *workers);
  bool hired = workers != NULL;
  for (int t = 0; t < threads && hired; t++) hired = hire(&workers[t], &p);
  outcome o = hired ? read_all(&p, workers, threads) : ODD;
  for (int t = 0; t < threads && workers; t++) dismiss(&workers[t]);
  free(workers);
  *done = o == READ;
  if (!hired) return rq_no_memory(error, d->name);
  return o == DAMAGED ? rq_reader_fail(run, d->name, error, "a chunk is damaged: its checksum is wrong") : RQ_OK;
}
