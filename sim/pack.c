/* Packing a chunk: see pack.h. Formats: RFC 1950 (zlib), H5Zshuffle.c and H5Zfletcher32.c of HDF5. */
#include "sim/pack.h"
#include "sim/pack_plane.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { SEARCH_BYTES = 9 << 20 };              /* libdeflate's, at the highest levels; 1 MB and less at others */
enum { FRAME = 16, SHUFFLE_AND_DEFLATE = 3 }; /* bytes: ends of a zlib stream and a checksum; a filter mask */

struct rq_packer {
  bool deflate;
  struct libdeflate_compressor *search; /* for repeated strings; NULL below level 2 */
  uint8_t *planes, *other;              /* of one chunk */
};

size_t rq_packer_bytes(int level, size_t most) {
  return sizeof(rq_packer) + (level > 0 ? most : 0) + (level > 1 ? rq_packed_most(most) + SEARCH_BYTES : 0);
}

static bool make_buffers(rq_packer *p, int level, size_t most) {
  p->deflate = level > 0;
  if (level > 0 && !(p->planes = malloc(most))) return false;
  if (level > 1 && !(p->other = malloc(rq_packed_most(most)))) return false;
  return level <= 1 || (p->search = libdeflate_alloc_compressor(level));
}

rq_packer *rq_packer_create(int level, size_t most) {
  rq_packer *p = calloc(1, sizeof *p);
  if (!p || make_buffers(p, level, most)) return p;
  rq_packer_free(p);
  return NULL;
}

void rq_packer_free(rq_packer *p) {
  if (!p) return;
  if (p->search) libdeflate_free_compressor(p->search);
  free(p->planes);
  free(p->other);
  free(p);
}

size_t rq_packed_most(size_t bytes) {
  return rq_plane_most(bytes) + 8 * rq_plane_most(0) + FRAME;
}

/* ---- planes ---- */

static void shuffle2(const uint16_t *from, size_t count, uint8_t *to) {
#pragma omp simd
  for (size_t k = 0; k < count; k++) {
    to[k] = (uint8_t)from[k];
    to[count + k] = (uint8_t)(from[k] >> 8);
  }
}

static void shuffle4(const uint32_t *from, size_t count, uint8_t *to) {
#pragma omp simd
  for (size_t k = 0; k < count; k++) {
    to[k] = (uint8_t)from[k];
    to[count + k] = (uint8_t)(from[k] >> 8);
    to[2 * count + k] = (uint8_t)(from[k] >> 16);
    to[3 * count + k] = (uint8_t)(from[k] >> 24);
  }
}

static void shuffle(const void *values, size_t count, size_t size, uint8_t *to) {
  if (size == 2) {
    shuffle2(values, count, to);
  } else if (size == 4) {
    shuffle4(values, count, to);
  } else {
    const uint8_t *from = values;
    for (size_t p = 0; p < size; p++)
      for (size_t k = 0; k < count; k++) to[p * count + k] = from[k * size + p];
  }
}

/* ---- the stream ---- */

static void put_big_endian(uint8_t *out, uint32_t value) {
  for (int k = 0; k < 4; k++) out[k] = (uint8_t)(value >> (24 - 8 * k));
}

/* By entropy alone; the length of the deflate stream. */
static size_t compress_planes(const uint8_t *planes, size_t count, size_t size, uint8_t *out) {
  rq_bits b = {.out = out};
  for (size_t k = 0; k < size; k++) rq_put_plane(&b, planes + k * count, count, k + 1 == size);
  return (size_t)(b.out - out);
}

/* Returns the length of the zlib stream, or 0 where that is not less than the planes. */
static size_t compress(rq_packer *p, size_t count, size_t size, uint8_t *out) {
  size_t bytes = count * size, length = compress_planes(p->planes, count, size, out + 2);
  if (p->search) {
    size_t other = libdeflate_deflate_compress(p->search, p->planes, bytes, p->other, length);
    if (other > 0 && other < length) {
      memcpy(out + 2, p->other, other);
      length = other;
    }
  }
  out[0] = 0x78;
  out[1] = 0x01;
  put_big_endian(out + 2 + length, libdeflate_adler32(1, p->planes, bytes));
  return length + 6 < bytes ? length + 6 : 0;
}

/* ---- checksum ---- */

enum { LANES = 16, GROUP = 2 * LANES, GROUPS = 256 }; /* so many groups that the sums of sums fit into 32 bits */

/* Of big-endian words of 16 bits: their sum, and the sum of the sums so far. HDF5 folds the carries in, which makes of a multiple of
 * 65535 other than 0 itself, not 0. */
static uint32_t folded(uint64_t sum) {
  return sum ? (uint32_t)((sum - 1) % 65535 + 1) : 0;
}

/* In lanes, for vector units: lane l sums words l, l + LANES, ..., and these sums. Of n words, word i counts n - i times in the second
 * sum, which is LANES times as often as in its lane's, less l. */
static const unsigned char *add_groups(const unsigned char *bytes, size_t groups, uint64_t *sum, uint64_t *sums) {
  uint32_t s[LANES] = {0}, t[LANES] = {0};
  for (size_t g = 0; g < groups; g++, bytes += GROUP) {
    uint16_t word[LANES];
    memcpy(word, bytes, sizeof word);
#pragma omp simd
    for (int l = 0; l < LANES; l++) {
      s[l] += (uint16_t)(word[l] << 8 | word[l] >> 8);
      t[l] += s[l];
    }
  }
  *sums += groups * LANES * *sum;
  for (uint32_t l = 0; l < LANES; l++) {
    *sums += LANES * (uint64_t)t[l] - l * (uint64_t)s[l];
    *sum += s[l];
  }
  return bytes;
}

uint32_t rq_fletcher32(const unsigned char *bytes, size_t count) {
  uint64_t sum = 0, sums = 0;
  const unsigned char *end = bytes + count;
  for (size_t groups; (groups = (size_t)(end - bytes) / GROUP) > 0;) {
    bytes = add_groups(bytes, groups < GROUPS ? groups : GROUPS, &sum, &sums);
    sums = folded(sums);
    sum = folded(sum);
  }
  for (; bytes < end; bytes += 2) {
    sum += (uint32_t)bytes[0] << 8 | (bytes + 1 < end ? bytes[1] : 0u);
    sums += sum;
  }
  return folded(sums) << 16 | folded(sum);
}

/* ---- the chunk ---- */

rq_packed rq_pack(rq_packer *p, unsigned char *values, size_t count, size_t size, unsigned char *out) {
  size_t bytes = count * size, length = 0;
  if (p->deflate) {
    shuffle(values, count, size, p->planes);
    length = compress(p, count, size, out);
  }
  unsigned char *packed = length ? out : values;
  rq_packed result = {packed, (length ? length : bytes) + RQ_CHECKSUM_BYTES, p->deflate && !length ? SHUFFLE_AND_DEFLATE : 0};
  uint32_t checksum = rq_fletcher32(packed, result.length - RQ_CHECKSUM_BYTES);
  unsigned char *at = packed + result.length - RQ_CHECKSUM_BYTES;
  for (int k = 0; k < RQ_CHECKSUM_BYTES; k++) at[k] = (unsigned char)(checksum >> 8 * k);
  return result;
}
