/* The bytes of one HDF5 chunk, as the filters shuffle, deflate and fletcher32 may make them, so that every reader understands them without
 * a plug-in: but fast, and by any thread.
 *
 * Shuffled numbers are planes: all lowest bytes, all next bytes, ... Each becomes a deflate block of its own kind: stored where it is
 * noise (low bytes of floats), else Huffman-coded (pack_plane.h). */
#ifndef RQ_PACK_H
#define RQ_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RQ_CHECKSUM_BYTES = 4 };

/* What one thread needs to pack; not for two threads at once. */
typedef struct rq_packer rq_packer;

/* For chunks of up to `most` bytes. `level` 0: only a checksum; 1: entropy coding alone, which on these data is smaller than gzip's level 1; 2 ...
 * 12: repeated strings are looked for as well (libdeflate), ever longer. NULL without memory. */
rq_packer *rq_packer_create(int level, size_t most);
void rq_packer_free(rq_packer *); /* accepts NULL */

/* Bytes that a packed chunk may take, and that a packer of such chunks owns. */
size_t rq_packed_most(size_t bytes);
size_t rq_packer_bytes(int level, size_t most);

typedef struct rq_packed {
  const unsigned char *bytes; /* in `out`, or `values` where those could not be made smaller */
  size_t length;
  uint32_t skipped; /* HDF5's filter mask: which of shuffle (bit 0), deflate (1) and fletcher32 (2) were left out */
} rq_packed;

/* Packs `count` numbers of `size` bytes, little-endian. Behind `values` there is room for RQ_CHECKSUM_BYTES; `out` has rq_packed_most(count x
 * size) bytes (none at level 0). */
rq_packed rq_pack(rq_packer *, unsigned char *values, size_t count, size_t size, unsigned char *out);

/* HDF5's checksum of stored bytes. */
uint32_t rq_fletcher32(const unsigned char *bytes, size_t count);

#endif
