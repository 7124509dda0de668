/* Three CSV files (RFC 4180): people, ties once, and customers x brands. */
#include "analysis/export_ties.h"
#include <errno.h>
#include <stdlib.h>

const char *const rq_export_csv_files[] = {"people.csv", "ties.csv", "customers.csv", NULL};

static void put_names(rq_text *t, const char *first, const rq_export_column *columns, size_t count) {
  rq_text_put(t, first);
  for (size_t c = 0; c < count; c++) {
    rq_text_put(t, ",");
    rq_text_put(t, columns[c].name);
  }
  rq_text_put(t, "\n");
}

static void put_cell(rq_text *t, const rq_export_column *c, double value) {
  rq_text_put(t, ",");
  rq_export_put(t, c, value, rq_text_csv);
}

static void put_person(const rq_export *x, size_t row, rq_text *t) {
  rq_text_whole(t, row);
  for (size_t c = 0; c < x->person_columns; c++) put_cell(t, &x->person[c], x->person[c].value[row]);
  rq_text_put(t, "\n");
}

static void put_tie(const rq_export *x, size_t row, rq_text *t) {
  rq_text_whole(t, x->rows->a[row]);
  rq_text_put(t, ",");
  rq_text_whole(t, x->rows->b[row]);
  for (unsigned c = 0; c < x->tie_columns; c++) put_cell(t, &x->tie[c], rq_tie_value(x, c, row));
  rq_text_put(t, "\n");
}

static void put_customer(const rq_export *x, size_t row, rq_text *t) {
  rq_text_whole(t, row / x->brands);
  rq_text_put(t, ",");
  rq_text_csv(t, x->brand_name[row % x->brands]);
  for (size_t c = 0; c < x->pair_columns; c++) put_cell(t, &x->pair[c], x->pair[c].value[row]);
  rq_text_put(t, "\n");
}

static rq_status write_table(rq_export *x, unsigned table, FILE *out, rq_error *error) {
  rq_text head = {0};
  if (table == 0) put_names(&head, "person", x->person, x->person_columns);
  if (table == 1) put_names(&head, "a,b", x->tie, x->tie_columns);
  if (table == 2) put_names(&head, "person,brand", x->pair, x->brands ? x->pair_columns : 0);
  rq_status status = rq_export_text(x, &head, out, error);
  rq_text_free(&head);
  if (status != RQ_OK) return status;
  if (table == 0) return rq_export_people(x, put_person, out, error);
  return table == 1 ? rq_export_ties(x, put_tie, out, error) : rq_export_customers(x, put_customer, out, error);
}

static rq_status write_file(rq_export *x, const char *folder, unsigned table, rq_error *error) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, rq_export_csv_files[table]);
  FILE *out = fopen(path, "w");
  if (!out) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", x->name, strerror(errno));
  rq_status status = write_table(x, table, out, error);
  if (fclose(out) != 0 && status == RQ_OK) status = rq_fail(error, RQ_IO, "%s: cannot be written: %s", x->name, strerror(errno));
  return status;
}

rq_status rq_export_csv(rq_export *x, const char *folder, rq_error *error) {
  rq_status status = RQ_OK;
  const char *name = x->name;
  for (unsigned f = 0; rq_export_csv_files[f] && status == RQ_OK; f++) {
    if ((f == 1 && x->tie_fields == 0) || (f == 2 && x->pair_columns == 0)) continue; /* another model, without them */
    char shown[4096];
    snprintf(shown, sizeof shown, "%s%s%s", name, name[strlen(name) - 1] == '/' ? "" : "/", rq_export_csv_files[f]);
    x->name = shown;
    status = write_file(x, folder, f, error);
    x->name = name;
  }
  return status;
}
