/* make bench: how fast, how large, and how near the limits of the machine.
 *
 * Each section is a file; all print one table, and put the same numbers into one JSON document. What is measured runs in processes of its
 * own (worker.h), so that peak memory is its own; what is compared is turned in turns, a few weeks each, so that a busy machine is busy for
 * both. */
#ifndef BENCH_H
#define BENCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_RUNS = 25, THREADS = 2 };

typedef struct bench {
  unsigned runs;      /* repetitions, of which medians are taken */
  bool large;         /* ten times as many people too */
  int64_t people;     /* of what is not about sizes: a million */
  const char *folder; /* for run files; removed again */
  json_t *json;
  double lines[THREADS + 1]; /* random cache lines a second with huge pages, by threads: what rates are compared with */
} bench;

/* ---- sections, in the order of printing; false where a measurement failed (which has been said) ---- */

bool bench_hardware(bench *);
bool bench_people(bench *);  /* people without brands: interactions */
bool bench_society(bench *); /* the demo model, what sizes and ties cost; its phases, snapshots and start-up */
bool bench_gift(bench *);    /* the small model for comparison with other frameworks */

/* ---- numbers ---- */

double bench_seconds(void);
double bench_median(const double *values, size_t count);

/* ---- tables ---- */

typedef struct bench_column {
  const char *key, *head; /* in JSON; as printed */
} bench_column;

typedef struct bench_table {
  const bench_column *column;
  size_t columns, width;
  json_t *rows;
} bench_table;

/* Prints the title, how many people (0: about none in particular), and heads; `width` is that of the first column, the rows' names. */
bench_table bench_table_begin(bench *, const char *key, const char *title, int64_t people, int width, const bench_column *, size_t columns);
/* NaN leaves a place blank (null in JSON). */
void bench_table_row(bench_table *, const char *name, const double *values);
/* A remark under the table. */
void bench_note(const char *text);
/* "1,000,000" */
#define BENCH_NUMBER 32
const char *bench_number(char text[BENCH_NUMBER], int64_t number);

#endif
