/* A sheet: datasets with equally many rows, one chunk of each filled and packed together by one of several threads. The chunks go into
 * the file in order, and HDF5 is called by one thread at a time, so that the bytes are the same for any number of threads.
 *
 * Memory: what rq_sheet_bytes says for each thread, however long the sheet is. */
#ifndef RQ_SHEET_H
#define RQ_SHEET_H

#include "sim/h5.h"

enum {
  RQ_SHEET_CHUNK = 1 << 17,  /* bytes of a chunk of the widest column, at most (but a row at least) */
  RQ_SHEET_MEMORY = 1 << 21, /* bytes of the chunks of all columns, at most (but a row of each at least) */
  RQ_ALL_BITS = 23           /* of the mantissa of a float */
};

typedef struct rq_column_out {
  hid_t dataset;
  size_t size;  /* bytes of a number, or of a text of fixed length */
  size_t width; /* numbers in a row */
  int mantissa; /* bits kept of 32-bit floats; RQ_ALL_BITS for all, and for other types */
} rq_column_out;

typedef struct rq_sheet {
  uint64_t rows, chunk; /* all, and of one chunk */
  rq_column_out *column;
  size_t columns, room;
  /* Fills rows first ... first + count - 1 of all columns, out[c][0] being the first of them. By several threads at once, `thread` being
   * 0 ... threads - 1. */
  void (*fill)(void *context, int thread, uint64_t first, uint64_t count, void *const *out);
  /* Where a sheet is read: takes these rows, in[c][0] being the first of column c. By several threads at once. */
  void (*take)(void *context, int thread, uint64_t first, uint64_t count, void *const *in);
  void *context;
} rq_sheet;

/* Rows of a chunk where a row has `bytes` in all columns and `widest` in one of them: chunks of equal length. */
uint64_t rq_sheet_chunk(uint64_t rows, size_t bytes, size_t widest);

/* Adds a dataset of `width` numbers a row (one dimension where `dims` is 1), which the sheet will close. `mantissa` is noted with floats. */
void rq_sheet_add(rq_h5 *, rq_sheet *, hid_t parent, const char *name, hid_t type, unsigned dims, size_t width, int mantissa);

/* Fills and writes all columns (of which there may be none); closes the datasets, also after a failure. */
void rq_sheet_write(rq_h5 *, rq_sheet *);

/* To read a sheet that was written so: adds a dataset (noting a failure where it is not there, or has another type, width or number of rows),
 * then hands all rows of all columns to `take`, chunk by chunk, and closes the datasets, also after a failure. */
void rq_sheet_open(rq_h5 *, rq_sheet *, hid_t parent, const char *name, hid_t type, size_t width);
void rq_sheet_read(rq_h5 *, rq_sheet *);

/* For sheet.c and sheet_read.c: one more column; all datasets closed. */
void rq_sheet_column(rq_h5 *, rq_sheet *, rq_column_out);
void rq_sheet_close(rq_sheet *);

/* Bytes of memory that each thread takes for this sheet. */
size_t rq_sheet_bytes(const rq_sheet *, int level);

#endif
