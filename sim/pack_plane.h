/* One plane of bytes as blocks of a deflate stream (RFC 1951), by entropy alone.
 *
 * Planes of shuffled numbers repeat single bytes more than strings of them: Huffman codes, with runs of one byte where there are
 * many, come out smaller than a fast search for strings, at many times its speed. */
#ifndef RQ_PACK_PLANE_H
#define RQ_PACK_PLANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stream of bits on its way to `out`; fewer than 8 are pending between calls. */
typedef struct rq_bits {
  uint8_t *out;
  uint64_t pending;
  unsigned count;
} rq_bits;

/* Bytes of `out` that a plane may take, and some behind it that are overwritten. */
size_t rq_plane_most(size_t count);

/* Puts `count` > 0 bytes as a block of Huffman codes, or where that saves nothing as stored blocks; `last` ends the stream
 * and fills up its last byte. */
void rq_put_plane(rq_bits *, const uint8_t *plane, size_t count, bool last);

#endif
