/* Large datasets that we wrote ourselves, read by several threads. */
#ifndef RQ_READER_CHUNKS_H
#define RQ_READER_CHUNKS_H

#include "sim/reader_parts.h"

/* What values are read as. */
typedef enum rq_read_as {
  RQ_AS_DOUBLE,
  RQ_AS_FLOAT,
  RQ_AS_PERSON /* uint32_t; UINT32_MAX for what is none */
} rq_read_as;

/* Reads values first ... first + count - 1 (of a dataset of more than one dimension, all of them) and sets *done; or leaves both alone where they
 * are few, or not in chunks of whole rows with our filters: then HDF5 is to read them. RQ_BAD_DATA where a chunk is damaged. */
rq_status rq_reader_chunks(const rq_run *, const rq_numeric *, rq_read_as, uint64_t first, size_t count, void *values, bool *done,
                           rq_error *);

#endif
