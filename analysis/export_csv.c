/* Three CSV files (RFC 4180): people, ties once, and customers x brands. */
#include "analysis/export.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const rq_export_csv_files[] = {"people.csv", "ties.csv", "customers.csv", NULL};

static void put_word(const char *word, FILE *out) {
  if (!strpbrk(word, ",\"\r\n")) {
    fputs(word, out);
    return;
  }
  fputc('"', out);
  for (; *word; word++) {
    if (*word == '"') fputc('"', out);
    fputc(*word, out);
  }
  fputc('"', out);
}

static void put_names(const rq_export_column *columns, size_t count, FILE *out) {
  for (size_t c = 0; c < count; c++) fprintf(out, ",%s", columns[c].name);
  fputc('\n', out);
}

static void put_values(const rq_export_column *columns, size_t count, size_t row, FILE *out) {
  for (size_t c = 0; c < count; c++) {
    char text[32];
    fputc(',', out);
    if (columns[c].kind == RQ_WORDS_COLUMN) {
      put_word(rq_export_word(&columns[c], row), out);
    } else {
      rq_export_number(columns[c].value[row], text);
      fputs(text, out);
    }
  }
  fputc('\n', out);
}

static void put_people(const rq_export *x, FILE *out) {
  fputs("person", out);
  put_names(x->person, RQ_EXPORT_PEOPLE, out);
  for (size_t i = 0; i < x->people; i++) {
    fprintf(out, "%zu", i);
    put_values(x->person, RQ_EXPORT_PEOPLE, i, out);
  }
}

static void put_ties(const rq_export *x, FILE *out) {
  fputs("a,b", out);
  put_names(x->tie, RQ_EXPORT_TIES, out);
  for (size_t t = 0; t < x->ties; t++) {
    fprintf(out, "%u,%u", x->a[t], x->b[t]);
    put_values(x->tie, RQ_EXPORT_TIES, t, out);
  }
}

static void put_customers(const rq_export *x, FILE *out) {
  fputs("person,brand", out);
  if (x->brands == 0) {
    fputc('\n', out);
    return;
  }
  put_names(x->pair, RQ_EXPORT_PAIRS, out);
  for (size_t row = 0; row < x->people * x->brands; row++) {
    fprintf(out, "%zu,", row / x->brands);
    put_word(x->brand_name[row % x->brands], out);
    put_values(x->pair, RQ_EXPORT_PAIRS, row, out);
  }
}

rq_status rq_export_csv(const rq_export *x, const char *folder, rq_error *error) {
  static void (*const put[])(const rq_export *, FILE *) = {put_people, put_ties, put_customers};
  size_t size = strlen(folder) + 32;
  char *path = malloc(size);
  if (!path) return rq_no_memory(error, "writing CSV");
  rq_status status = RQ_OK;
  for (unsigned f = 0; rq_export_csv_files[f] && status == RQ_OK; f++) {
    snprintf(path, size, "%s/%s", folder, rq_export_csv_files[f]);
    FILE *out = fopen(path, "w");
    if (!out) {
      status = rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", path, strerror(errno));
      break;
    }
    put[f](x, out);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) status = rq_fail(error, RQ_IO, "%s: cannot be written: %s", path, strerror(errno));
  }
  free(path);
  return status;
}
