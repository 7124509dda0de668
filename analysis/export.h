/* A snapshot in the formats of other tools: people with their fields, ties once (undirected) with the values of both halves. */
#ifndef RQ_EXPORT_H
#define RQ_EXPORT_H

#include "analysis/society.h"
#include <stdio.h>

typedef enum rq_column_kind { RQ_INTEGERS_COLUMN, RQ_NUMBERS_COLUMN, RQ_WORDS_COLUMN } rq_column_kind;

/* A column of people or of ties: numbers, or codes that stand for words. */
typedef struct rq_export_column {
  const char *name;
  rq_column_kind kind;
  double *value;            /* one for each row; words: the code */
  const char *const *words; /* RQ_WORDS_COLUMN: words_count of them; other codes are "" */
  size_t words_count;
} rq_export_column;

#define RQ_EXPORT_PEOPLE 12u
#define RQ_EXPORT_PAIRS 10u
#define RQ_EXPORT_TIES 14u

typedef struct rq_export {
  const rq_run *run;
  uint32_t week;
  size_t people, brands, ties;
  const char *const *brand_name;
  char **generation_name; /* generations; NULL where the configuration does not say */
  size_t generations;
  uint32_t *a, *b; /* the people of each tie; a < b */
  rq_export_column person[RQ_EXPORT_PEOPLE];
  rq_export_column tie[RQ_EXPORT_TIES]; /* "closeness_ab" is what a feels about b; "balance" what b owes a */
  rq_export_column pair[RQ_EXPORT_PAIRS];
} rq_export;

/* Loads people and ties of the snapshot of that very week. `pairs`: customers x brands as well, people-major. */
rq_status rq_export_load(const rq_run *, uint32_t week, bool pairs, rq_export *, rq_error *);
void rq_export_free(rq_export *); /* accepts a zeroed one */

/* The word of a code, "" for none; and the tie's weight, the mean closeness of its halves. */
const char *rq_export_word(const rq_export_column *, size_t row);
double rq_export_weight(const rq_export *, size_t tie);

/* A number as short as it can be told from its neighbours: single precision where it is one. "" for NaN. `text` has 32 bytes. */
void rq_export_number(double value, char text[32]);

/* Writers; each returns after everything is written to the stream (not yet synced). */
rq_status rq_export_graphml(const rq_export *, FILE *, rq_error *);
rq_status rq_export_gml(const rq_export *, FILE *, rq_error *);
rq_status rq_export_pajek(const rq_export *, FILE *, rq_error *);
rq_status rq_export_gexf(const rq_export *, FILE *, rq_error *);
/* people.csv, ties.csv and customers.csv in a folder that exists. */
rq_status rq_export_csv(const rq_export *, const char *folder, rq_error *);
extern const char *const rq_export_csv_files[]; /* NULL-terminated */
/* The snapshot as a file of its own, written to `path`. */
rq_status rq_export_h5ad(const rq_run *, uint32_t week, const char *path, rq_error *);

#endif
