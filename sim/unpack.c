/* Unpacking a chunk: see unpack.h. */
#include "sim/unpack.h"
#include "sim/pack.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

struct rq_unpacker {
  struct libdeflate_decompressor *inflate;
  unsigned char *planes;
  size_t most;
};

rq_unpacker *rq_unpacker_create(size_t most) {
  rq_unpacker *u = calloc(1, sizeof *u);
  if (!u) return NULL;
  u->inflate = libdeflate_alloc_decompressor();
  u->planes = malloc(most + 1);
  u->most = most;
  if (u->inflate && u->planes) return u;
  rq_unpacker_free(u);
  return NULL;
}

void rq_unpacker_free(rq_unpacker *u) {
  if (!u) return;
  if (u->inflate) libdeflate_free_decompressor(u->inflate);
  free(u->planes);
  free(u);
}

static void join2(const uint8_t *from, size_t count, uint16_t *to) {
#pragma omp simd
  for (size_t k = 0; k < count; k++) to[k] = (uint16_t)(from[k] | from[count + k] << 8);
}

static void join4(const uint8_t *from, size_t count, uint32_t *to) {
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    to[k] = from[k] | (uint32_t)from[count + k] << 8 | (uint32_t)from[2 * count + k] << 16 | (uint32_t)from[3 * count + k] << 24;
}

bool rq_unpack(rq_unpacker *u, const unsigned char *bytes, size_t length, bool deflated, size_t count, size_t size, void *values) {
  size_t whole = count * size;
  uint32_t checksum = 0;
  if (length < RQ_CHECKSUM_BYTES || whole > u->most) return false;
  length -= RQ_CHECKSUM_BYTES;
  for (size_t k = 0; k < RQ_CHECKSUM_BYTES; k++) checksum |= (uint32_t)bytes[length + k] << 8 * k;
  if (checksum != rq_fletcher32(bytes, length)) return false;
  if (!deflated) {
    if (length == whole) memcpy(values, bytes, whole);
    return length == whole;
  }
  if (libdeflate_zlib_decompress(u->inflate, bytes, length, u->planes, whole, NULL) != LIBDEFLATE_SUCCESS) return false;
  if (size == 2) {
    join2(u->planes, count, values);
  } else if (size == 4) {
    join4(u->planes, count, values);
  } else {
    unsigned char *to = values;
    for (size_t p = 0; p < size; p++)
      for (size_t k = 0; k < count; k++) to[k * size + p] = u->planes[p * count + k];
  }
  return true;
}
