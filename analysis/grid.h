/* A table of short texts with a title for each row and column, printed aligned, in pieces where it is wider than the page. */
#ifndef RQ_GRID_H
#define RQ_GRID_H

#include "sim/compiler.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define RQ_PAGE_WIDTH 120

typedef struct rq_grid {
  size_t rows, columns;
  char **row, **column; /* titles; rows, columns */
  char **cell;          /* rows x columns; NULL is an empty cell */
  size_t width;         /* of the page; 0: RQ_PAGE_WIDTH */
  bool failed;          /* no memory */
} rq_grid;

/* An empty grid; `failed` where there is no memory. */
rq_grid rq_grid_make(size_t rows, size_t columns);
/* printf to a new text; NULL where there is no memory (noted in the grid). */
char *rq_grid_text(rq_grid *, const char *format, ...) RQ_PRINTF(2, 3);
void rq_grid_print(const rq_grid *, FILE *);
void rq_grid_free(rq_grid *);

/* A number as printed: "-" for NaN, commas between thousands from 10,000 on. Returns `buffer`. */
#define RQ_NUMBER_SIZE 64
char *rq_number_text(char buffer[RQ_NUMBER_SIZE], double value, int decimals);
/* Columns that a UTF-8 text takes on a terminal (Chinese, Japanese and Korean characters take two). */
size_t rq_text_width(const char *text);
/* Prints words of `text` in lines of `width` columns, each line after `indent` spaces; the first line starts at column `at`. */
void rq_print_wrapped(FILE *, const char *text, size_t at, size_t indent, size_t width);

#endif
