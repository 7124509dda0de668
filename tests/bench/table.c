/* Tables for people, and the same numbers as JSON. */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELL = 18 };

double bench_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double bench_median(const double *values, size_t count) {
  double sorted[MOST_RUNS];
  if (count == 0 || count > MOST_RUNS) return (double)NAN;
  memcpy(sorted, values, count * sizeof *values);
  qsort(sorted, count, sizeof *sorted, ascending);
  return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

const char *bench_number(char text[BENCH_NUMBER], int64_t number) {
  char digits[BENCH_NUMBER];
  int length = snprintf(digits, sizeof digits, "%lld", (long long)number), to = 0;
  for (int k = 0; k < length && to < BENCH_NUMBER - 2; k++) {
    if (k > 0 && (length - k) % 3 == 0) text[to++] = ',';
    text[to++] = digits[k];
  }
  text[to] = '\0';
  return text;
}

bench_table bench_table_begin(bench *b, const char *key, const char *title, int64_t people, int width, const bench_column *column,
                              size_t columns) {
  char number[BENCH_NUMBER];
  bench_table t = {.column = column, .columns = columns, .width = (size_t)width, .rows = json_array()};
  json_object_set_new(b->json, key, t.rows);
  printf("\n%s%s%s\n%*s", title, people ? ": people " : "", people ? bench_number(number, people) : "", width + 2, "");
  for (size_t c = 0; c < columns; c++) printf("%*s", CELL, column[c].head);
  putchar('\n');
  fflush(stdout);
  return t;
}

/* Three digits that count, never an exponent. */
static void print_number(double x) {
  double size = fabs(x);
  if (isnan(x))
    printf("%*s", CELL, "");
  else
    printf("%*.*f", CELL, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size == 0 ? 2 : 3, x);
}

void bench_table_row(bench_table *t, const char *name, const double *values) {
  json_t *row = json_pack("{s:s}", "name", name);
  printf("  %-*s", (int)t->width, name);
  for (size_t c = 0; c < t->columns; c++) {
    print_number(values[c]);
    json_object_set_new(row, t->column[c].key, isfinite(values[c]) ? json_real(values[c]) : json_null());
  }
  putchar('\n');
  fflush(stdout);
  json_array_append_new(t->rows, row);
}

void bench_note(const char *text) {
  printf("  %s\n", text);
}
