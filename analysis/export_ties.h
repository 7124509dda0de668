/* The ties of a snapshot, each once, in order of the lower number, a slab at a time. The halves towards lower numbers, which lie elsewhere
 * in the file, are kept in memory: with rows and targets about 15 bytes a half. */
#ifndef RQ_EXPORT_TIES_H
#define RQ_EXPORT_TIES_H

#include "analysis/export.h"

typedef struct rq_tie_rows {
  uint64_t first;  /* number of the slab's first tie */
  size_t count;    /* ties in the slab */
  uint32_t *a, *b; /* people of each; a < b */
  uint32_t *half;  /* its half from a to b, as a place in the slab of halves */
  uint64_t *back;  /* its half from b to a */
  rq_slabs slabs;  /* values from a to b */
  float *lower;    /* values from b to a: back_fields of the export each */
} rq_tie_rows;

/* A tie's value in a column; and its weight, the mean closeness of its halves, or 1 where ties have none. */
double rq_tie_value(const rq_export *, unsigned column, size_t tie);
double rq_tie_weight(const rq_export *, size_t tie);

#endif
