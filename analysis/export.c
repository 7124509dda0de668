/* What is exported: the people's and customers' columns, and writing rows that threads have formatted. */
#include "analysis/export.h"
#include "analysis/configured.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024, BLOCKS = 32 }; /* rows that one thread formats at a time; blocks that wait for being written */

/* ---- what there is ---- */

static rq_status load_generations(rq_export *x, rq_error *error) {
  rq_configured *c;
  rq_status status = rq_configured_open(x->run, &c, error);
  if (status != RQ_OK) return status;
  char path[64];
  for (;;) {
    snprintf(path, sizeof path, "population.generations.%zu.name", x->generations);
    const char *name = rq_configured_text(c, path);
    if (!name) break;
    char **longer = realloc(x->generation_name, (x->generations + 1) * sizeof *longer), *copy = longer ? strdup(name) : NULL;
    if (longer) x->generation_name = longer;
    if (!copy) {
      status = rq_no_memory(error, "names of generations");
      break;
    }
    x->generation_name[x->generations++] = copy;
  }
  rq_configured_free(c);
  return status;
}

rq_status rq_export_open(const rq_run *run, uint32_t week, const char *name, rq_export *x, rq_error *error) {
  *x = (rq_export){.run = run, .name = name, .week = week, .weight = -1};
  char model[64];
  bool renqing = rq_configured_renqing(run, model) || !model[0];
  uint32_t brands = 0;
  uint64_t halves = 0;
  rq_status status = RQ_OK;
  if (renqing) {
    x->brand_name = rq_run_labels(run, "brand", &brands);
    status = load_generations(x, error);
  }
  x->brands = brands;
  if (status == RQ_OK) status = rq_export_columns(x, renqing, error);
  if (status == RQ_OK) status = rq_run_population(run, week, &x->people, error);
  if (status == RQ_OK && x->tie_fields > 0) status = rq_run_ties(run, week, x->tie_field[0], NULL, NULL, NULL, &x->people, &halves, error);
  x->ties = (size_t)(halves / 2);
  if (status != RQ_OK) rq_export_close(x);
  return status;
}

static void drop_values(rq_export_column *columns, size_t count) {
  for (size_t c = 0; c < count; c++) {
    free(columns[c].value);
    columns[c].value = NULL;
  }
}

void rq_export_close(rq_export *x) {
  for (size_t g = 0; g < x->generations; g++) free(x->generation_name[g]);
  free(x->generation_name);
  rq_export_columns_free(x);
  *x = (rq_export){0};
}

/* ---- writing ---- */

static rq_status write_failed(const rq_export *x, rq_error *error) {
  return rq_fail(error, RQ_IO, "%s: cannot be written: %s", x->name, errno ? strerror(errno) : "output failed");
}

rq_status rq_export_text(const rq_export *x, rq_text *t, FILE *out, rq_error *error) {
  if (t->failed) return rq_no_memory(error, x->name);
  if (t->count == 0) return RQ_OK;
  errno = 0;
  bool good = fwrite(t->bytes, 1, t->count, out) == t->count;
  t->count = 0;
  return good ? RQ_OK : write_failed(x, error);
}

rq_status rq_export_rows(const rq_export *x, size_t rows, rq_row_writer *write, FILE *out, rq_error *error) {
  rq_text text[BLOCKS] = {{0}};
  rq_status status = RQ_OK;
  for (size_t from = 0; from < rows && status == RQ_OK; from += (size_t)BLOCK * BLOCKS) {
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < BLOCKS; b++)
      for (size_t row = from + b * BLOCK; row < rows && row < from + (b + 1) * BLOCK; row++) write(x, row, &text[b]);
    for (size_t b = 0; b < BLOCKS && status == RQ_OK; b++) status = rq_export_text(x, &text[b], out, error);
  }
  for (size_t b = 0; b < BLOCKS; b++) rq_text_free(&text[b]);
  return status;
}

void rq_export_put(rq_text *t, const rq_export_column *c, double value, void (*put)(rq_text *, const char *)) {
  if (c->kind != RQ_WORDS_COLUMN)
    rq_text_number(t, value);
  else if (value >= 0 && value < (double)c->words_count)
    put(t, c->words[(size_t)value]);
}

rq_status rq_export_people(rq_export *x, rq_row_writer *write, FILE *out, rq_error *error) {
  rq_status status = RQ_OK;
  for (unsigned c = 0; c < x->person_columns && status == RQ_OK; c++) {
    size_t count;
    status = rq_run_people(x->run, x->week, x->person[c].name, &x->person[c].value, &count, error);
    if (status == RQ_OK && count != x->people)
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' has %zu values for %zu people", rq_run_path(x->run), x->week,
                       x->person[c].name, count, x->people);
  }
  if (status == RQ_OK) status = rq_export_rows(x, x->people, write, out, error);
  drop_values(x->person, x->person_columns);
  return status;
}

rq_status rq_export_customers(rq_export *x, rq_row_writer *write, FILE *out, rq_error *error) {
  rq_status status = RQ_OK;
  for (unsigned c = 0; c < x->pair_columns && x->brands > 0 && status == RQ_OK; c++) {
    size_t people, brands;
    status = rq_run_pairs(x->run, x->week, x->pair[c].name, &x->pair[c].value, &people, &brands, error);
    if (status == RQ_OK && (people != x->people || brands != x->brands))
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' is %zu x %zu; it must be %zu people x %zu brands",
                       rq_run_path(x->run), x->week, x->pair[c].name, people, brands, x->people, x->brands);
  }
  if (status == RQ_OK) status = rq_export_rows(x, x->people * x->brands, write, out, error);
  drop_values(x->pair, x->pair_columns);
  return status;
}
