/* HDF5 with our settings: failures become messages, nothing is printed, equal content gives equal bytes (no object times, creation order
 * tracked, formats of HDF5 1.8, which every reader knows).
 *
 * One rq_h5 goes through all calls on a file. Its first failure is reported with HDF5's innermost reason; what follows a
 * failure fails too and stays silent, so that callers look at `status` once at the end. */
#ifndef RQ_H5_H
#define RQ_H5_H

#include "sim/error.h"
#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct rq_h5 {
  const char *path;  /* of the file, for messages */
  rq_status failure; /* the status of a failure: RQ_IO when writing, RQ_BAD_DATA when reading */
  rq_status status;  /* RQ_OK until the first failure */
  rq_error *error;
  int level;    /* deflate level of new datasets */
  int threads;  /* that fill and pack sheets (sheet.h); 0 is 1 */
  int mantissa; /* bits kept of the 32-bit floats of a snapshot */
} rq_h5;

/* To be called before any other use of HDF5: no exit handler (it crashes when the disk was full), no printing, no plug-ins. */
void rq_h5_begin(void);

/* Notes a failure (negative result) of what was done to `what`; returns whether there was none so far. */
bool rq_h5_ok(rq_h5 *, herr_t result, const char *what);
hid_t rq_h5_id(rq_h5 *, hid_t id, const char *what);
/* Notes a failure that is not HDF5's; the message begins with the path. */
rq_status rq_h5_fail(rq_h5 *, const char *format, ...) RQ_PRINTF(2, 3);

/* Files: new (replaced where it exists), to be read, to be read and written. Closing also notes failures. */
hid_t rq_h5_create(rq_h5 *);
hid_t rq_h5_open(rq_h5 *, bool write);
void rq_h5_close(rq_h5 *, hid_t file);

/* A new group. The caller closes it with H5Gclose. */
hid_t rq_h5_group(rq_h5 *, hid_t parent, const char *name);

/* The type of variable-length (length 0) or fixed-length UTF-8 text. The caller closes it. */
hid_t rq_h5_text_type(size_t length);

/* Attributes. Texts are variable-length UTF-8, which h5py and xarray show as `str`. */
void rq_h5_set_text(rq_h5 *, hid_t object, const char *name, const char *text);
void rq_h5_set_texts(rq_h5 *, hid_t object, const char *name, const char *const *texts, size_t count);
void rq_h5_set_integer(rq_h5 *, hid_t object, const char *name, int64_t value);
void rq_h5_set_integers(rq_h5 *, hid_t object, const char *name, hid_t type, const int64_t *values, size_t count);

/* What a dataset is: `units` ("" is written as "1", "minutes" as "min"), `long_name`, and CF's flag_values and flag_meanings where `meanings`
 * (words separated by spaces) is not NULL. */
void rq_h5_describe(rq_h5 *, hid_t dataset, const char *unit, const char *long_name, const char *meanings);

#define RQ_H5_DIMENSIONS 4 /* at most */

/* A new dataset of up to RQ_H5_DIMENSIONS dimensions, chunked (about 64 kB), shuffled, deflated, with a checksum. `growing` is 0, or the
 * first dimension is unlimited, and it is the number of rows in a chunk, fewer where they are long. Where a dimension is 0 and it
 * does not grow, it is contiguous and empty. */
hid_t rq_h5_dataset(rq_h5 *, hid_t parent, const char *name, hid_t type, unsigned dims, const hsize_t *shape, hsize_t growing);

/* The same with a shape that stays, in chunks of so many rows, for H5Dwrite_chunk. */
hid_t rq_h5_chunked(rq_h5 *, hid_t parent, const char *name, hid_t type, unsigned dims, const hsize_t *shape, hsize_t rows);

/* A scalar dataset with a text of fixed length or a number (for /meta). */
void rq_h5_put_text(rq_h5 *, hid_t parent, const char *name, const char *text);
void rq_h5_put_number(rq_h5 *, hid_t parent, const char *name, hid_t type, double value, const char *unit, const char *long_name);

/* Writes rows `first` ... `first + rows - 1` of a dataset; the other dimensions in full. */
void rq_h5_write_rows(rq_h5 *, hid_t dataset, hid_t type, hsize_t first, hsize_t rows, const void *values);
/* Lets the first dimension grow by so many rows, and writes them. */
void rq_h5_append(rq_h5 *, hid_t dataset, hid_t type, hsize_t rows, const void *values);

#endif
