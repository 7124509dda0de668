/* What the files of the reader share: the open run, and datasets that are looked at before they are read. */
#ifndef RQ_READER_PARTS_H
#define RQ_READER_PARTS_H

#include "sim/h5.h"
#include "sim/reader.h"

typedef struct rq_labels {
  char *dimension;
  char **label;
  uint32_t count;
} rq_labels;

struct rq_run {
  char *path;
  uint64_t bytes; /* size of the file */
  hid_t file;
  char **attribute; /* name, text, name, text, ... */
  size_t attributes;
  rq_labels *labels;
  size_t labels_count;
  uint32_t first_week, weeks;
  uint32_t *snapshot; /* weeks */
  size_t snapshots;
};

/* A dataset of numbers whose type, shape and size are what they should be. */
typedef struct rq_numeric {
  hid_t id;
  char name[256];
  unsigned dims;
  hsize_t shape[3];
  size_t values;
} rq_numeric;

/* Opens a dataset of numbers by its path (printf style). RQ_BAD_DATA, with a message, where it is missing, is reached by a link that
 * leads elsewhere, is not of numbers, has not `least` to `most` dimensions, or claims more than the file can hold. */
rq_status rq_reader_open(const rq_run *, rq_numeric *, unsigned least, unsigned most, rq_error *, const char *format, ...) RQ_PRINTF(6, 7);
void rq_reader_close(rq_numeric *);

/* Whether a path is there (groups and datasets reached by plain links). */
bool rq_reader_has(const rq_run *, const char *path);

/* Reads values `first` ... of a one-dimensional dataset, or all of it. */
rq_status rq_reader_rows(const rq_run *, const rq_numeric *, hid_t type, hsize_t first, hsize_t count, void *values, rq_error *);
rq_status rq_reader_all(const rq_run *, const rq_numeric *, hid_t type, void *values, rq_error *);

/* Reads all values as finite doubles (`nan`: NaN may stand where there is no value); malloc'd. */
rq_status rq_reader_doubles(const rq_run *, const rq_numeric *, bool nan, double **values, rq_error *);

/* One message: "FILE: NAME: ...". Returns RQ_BAD_DATA. */
rq_status rq_reader_fail(const rq_run *, const char *name, rq_error *, const char *format, ...) RQ_PRINTF(4, 5);

#endif
