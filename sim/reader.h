/* Reading a run file, checked: format, shapes, types and ranges are looked at before anything is believed. Malformed files can crash
 * or hang libhdf5, so commands that open a file of unknown origin do it inside rq_guarded. */
#ifndef RQ_READER_H
#define RQ_READER_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Runs job(argument) in a child process with limits on memory and time of processor; its status is returned, its death is a clear message
 * that names `path`. Standard output and error are shared: the job prints its own messages. To be called before any parallel region
 * (OpenMP's threads do not survive in a child). */
rq_status rq_guarded(int (*job)(void *), void *argument, const char *path, rq_error *);

typedef struct rq_run rq_run;

rq_status rq_run_open(const char *path, rq_run **, rq_error *);
void rq_run_close(rq_run *); /* accepts NULL */
const char *rq_run_path(const rq_run *);

/* Root attributes as text ("seed" as digits); NULL when absent. Owned by the run. */
const char *rq_run_attribute(const rq_run *, const char *name);
/* A text of /meta ("configuration", "ending", ...); malloc'd; NULL when absent. */
char *rq_run_meta(const rq_run *, const char *name);

/* What there is in the file, as the tables of its model say: weekly series, fields of people, of people and another dimension (layers), and
 * of ties. For what is made of the runs of any model. */
typedef enum rq_contents { RQ_WEEKLY, RQ_OF_PEOPLE, RQ_OF_PAIRS, RQ_OF_TIES } rq_contents;
typedef struct rq_listed {
  char *name, *unit, *long_name; /* unit "1": a pure number */
  char *kind;                    /* of a series "count", "total" or "mean"; "" else */
  bool whole;                    /* integers */
  char **meaning;                /* of codes: what 0, 1, 2 ... stand for */
  size_t meanings;               /* 0 for a quantity */
  char *dimension[2];            /* of a series: its dimensions beside the weeks; rq_run_labels has their labels, if any */
  unsigned dimensions;
} rq_listed;
typedef struct rq_listing {
  rq_listed *entry; /* in the order of the model's tables */
  size_t count;
} rq_listing;
/* `week`: of a snapshot; not looked at for RQ_WEEKLY. On RQ_OK the caller frees it. */
rq_status rq_run_list(const rq_run *, rq_contents, uint32_t week, rq_listing *, rq_error *);
void rq_listing_free(rq_listing *);                                     /* accepts a zeroed one */
const rq_listed *rq_listing_find(const rq_listing *, const char *name); /* NULL for none */

/* Labels of a dimension ("brand", "tie_class", "rule", "reason", "return_kind", "campaign"); owned by the run; *count 0 when absent. */
const char *const *rq_run_labels(const rq_run *, const char *dimension, uint32_t *count);

/* A series, as double: shape[0] is weeks; dims 1 ... 3. A mean is NaN in a week without members; all else is finite. Over a dimension
 * without members (no campaigns) there is no series: look at the labels first. */
typedef struct rq_table {
  unsigned dims;
  size_t shape[3];
  double *value; /* row-major, malloc'd */
} rq_table;
rq_status rq_run_series(const rq_run *, const char *name, rq_table *, rq_error *);
void rq_table_free(rq_table *);
uint32_t rq_run_weeks(const rq_run *); /* weeks in /series */

/* One column of the events of one kind, as double; in order of week. A kind that was not kept has count 0. */
rq_status rq_run_events(const rq_run *, const char *kind, const char *column, double **values, size_t *count, rq_error *);
/* The people of the panel, ascending; malloc'd. */
rq_status rq_run_panel(const rq_run *, uint32_t **people, size_t *count, rq_error *);

/* Snapshots: their weeks, ascending; owned by the run. */
const uint32_t *rq_run_snapshots(const rq_run *, size_t *count);
rq_status rq_run_population(const rq_run *, uint32_t week, size_t *people, rq_error *); /* in the snapshot */
/* Columns of a snapshot: per person ("face"), per person x brand ("brand_closeness": values[person * brands + brand]); malloc'd. */
rq_status rq_run_people(const rq_run *, uint32_t week, const char *field, double **values, size_t *count, rq_error *);
rq_status rq_run_pairs(const rq_run *, uint32_t week, const char *field, double **values, size_t *people, size_t *brands, rq_error *);

/* The ties of a snapshot as rows (CSR), targets ascending, with one field beside them ("closeness"); malloc'd; begin has people + 1 entries. Pass
 * NULL for begin and target when another field's are at hand. */
rq_status rq_run_ties(const rq_run *, uint32_t week, const char *field, uint64_t **begin, uint32_t **target, float **value, size_t *people,
                      uint64_t *halves, rq_error *);
/* Some values of one field, in the order of rq_run_ties, for who looks at each once and keeps none: those of halves first ... first + count - 1;
 * `value` has room for them. */
rq_status rq_run_tie_values(const rq_run *, uint32_t week, const char *field, uint64_t first, size_t count, float *value, rq_error *);

#endif
