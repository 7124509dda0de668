/* Reading comma-separated values (RFC 4180, and what spreadsheets make of it): quotes, doubled quotes, CR LF, byte-order mark, blank lines;
 * comma, semicolon or tab, whichever the header has most of. The text must be UTF-8. Mistakes are told with file:line:column. */
#ifndef RQ_CSV_H
#define RQ_CSV_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>

#define RQ_CSV_FIELDS 256u

typedef struct rq_csv_field {
  char *text;    /* without quotes, and without the blanks around it where it had none; lives as long as the rq_csv */
  size_t column; /* where it begins: bytes, from 1 */
} rq_csv_field;

typedef struct rq_csv {
  const char *path; /* the caller's */
  char *text, *at, *end;
  char separator;
  size_t next_line;
  /* the record read last */
  size_t line, count;
  rq_csv_field field[RQ_CSV_FIELDS];
} rq_csv;

/* Reads the whole file ("-": standard input) and its encoding. */
rq_status rq_csv_open(rq_csv *, const char *path, rq_error *);
/* The next record that is not blank: *more is false at the end of the file. After an error the rest of the line is skipped. */
rq_status rq_csv_next(rq_csv *, bool *more, rq_error *);
/* A plain decimal number, 0 or more: no NaN, no infinity, nothing around it. */
bool rq_csv_number(const char *text, double *value);
void rq_csv_close(rq_csv *); /* accepts a zeroed one */

#endif
