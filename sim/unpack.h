/* The numbers of one HDF5 chunk from its stored bytes: fletcher32, deflate and shuffle undone, by any thread. The other way: pack.h. */
#ifndef RQ_UNPACK_H
#define RQ_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

/* What one thread needs for chunks of up to `most` bytes. NULL without memory. */
typedef struct rq_unpacker rq_unpacker;
rq_unpacker *rq_unpacker_create(size_t most);
void rq_unpacker_free(rq_unpacker *); /* accepts NULL */

/* `count` numbers of `size` bytes into `values`, from `length` stored bytes with a checksum, which were shuffled and deflated or not. False where
 * they are damaged. */
bool rq_unpack(rq_unpacker *, const unsigned char *bytes, size_t length, bool deflated, size_t count, size_t size, void *values);

#endif
