/* A snapshot in the formats of other tools: people with their fields, ties once (undirected) with the values of both halves. Ties are read
 * and written a slab at a time, formatted in parallel: see export_ties.h. */
#ifndef RQ_EXPORT_H
#define RQ_EXPORT_H

#include "analysis/society.h"
#include "analysis/text.h"
#include <stdio.h>

typedef enum rq_column_kind {
  RQ_INTEGERS_COLUMN,
  RQ_NUMBERS_COLUMN,
  RQ_WORDS_COLUMN,
  RQ_PERSON_COLUMN, /* a person's number, -1 for none */
} rq_column_kind;

/* A column of people, of ties or of customers: numbers, or codes that stand for words. */
typedef struct rq_export_column {
  const char *name;
  rq_column_kind kind;
  const char *const *words; /* RQ_WORDS_COLUMN: words_count of them; other codes are "" */
  size_t words_count;
  double *value; /* of people and customers, one for each row; NULL while not loaded, and for ties */
  /* Of ties: which field (tie_field), and the place of the half of b among the fields that are kept of it; -1: the half of a. */
  unsigned field;
  int back;
} rq_export_column;

struct rq_tie_rows;

typedef struct rq_export {
  const rq_run *run;
  const char *name; /* of what is written, for messages */
  uint32_t week;
  size_t people, brands, ties;
  const char *const *brand_name;
  char **generation_name; /* generations; NULL where the configuration does not say */
  size_t generations;
  rq_export_column *person, *tie, *pair; /* of people; ties; customers x brands, people-major */
  size_t person_columns, tie_columns, pair_columns;
  const char **tie_field; /* read for the columns of ties ("closeness_ab" is what a feels about b; "balance" what b owes a) */
  size_t tie_fields, back_fields;
  int weight;               /* the column of ties whose mean with the next is the weight; -1: all weigh 1 */
  rq_listing listed[2];     /* of another model than renqing: fields of people and of ties */
  char **tie_name;          /* then: names of the columns of ties, tie_columns of them */
  struct rq_tie_rows *rows; /* the slab of ties at hand; NULL outside rq_export_ties */
} rq_export;

/* What there is in the snapshot of that very week; `name` is kept, not copied. */
rq_status rq_export_open(const rq_run *, uint32_t week, const char *name, rq_export *, rq_error *);
void rq_export_close(rq_export *); /* accepts a zeroed one */

/* The columns, of the model renqing or of any other (export_columns.c). */
rq_status rq_export_columns(rq_export *, bool renqing, rq_error *);
void rq_export_columns_free(rq_export *);

/* Writes one row. Called from several threads at once, for rows in no order; what it puts is written in order. */
typedef void rq_row_writer(const rq_export *, size_t row, rq_text *);

/* Write all people, ties or customers (nothing where there are no brands); each loads its columns and lets them go. The row of a tie is its
 * place in the slab at hand. RQ_IO where it cannot be written. */
rq_status rq_export_people(rq_export *, rq_row_writer *, FILE *, rq_error *);
rq_status rq_export_ties(rq_export *, rq_row_writer *, FILE *, rq_error *);
rq_status rq_export_customers(rq_export *, rq_row_writer *, FILE *, rq_error *);
/* Formats `rows` rows in parallel and writes them in order. */
rq_status rq_export_rows(const rq_export *, size_t rows, rq_row_writer *, FILE *, rq_error *);
/* Writes a text, and empties it. */
rq_status rq_export_text(const rq_export *, rq_text *, FILE *, rq_error *);

/* Puts the value of a column as the kind says; words through `put`. */
void rq_export_put(rq_text *, const rq_export_column *, double value, void (*put)(rq_text *, const char *));

/* Formats. */
rq_status rq_export_graphml(rq_export *, FILE *, rq_error *);
rq_status rq_export_gml(rq_export *, FILE *, rq_error *);
rq_status rq_export_pajek(rq_export *, FILE *, rq_error *);
rq_status rq_export_gexf(rq_export *, FILE *, rq_error *);
/* people.csv, ties.csv where there are ties, and customers.csv of the model renqing, in a folder that exists. */
rq_status rq_export_csv(rq_export *, const char *folder, rq_error *);
extern const char *const rq_export_csv_files[]; /* NULL-terminated */
/* The snapshot as a file of its own, written to `path`; messages say `name`. */
rq_status rq_export_h5ad(const rq_run *, uint32_t week, const char *path, const char *name, rq_error *);

#endif
