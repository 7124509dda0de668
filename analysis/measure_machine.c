/* Printing reports for machines: JSON and CSV. */
#include "analysis/measure.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- JSON ---- */

static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *numbers(const double *value, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; list && i < count; i++) json_array_append_new(list, number(value[i]));
  return list;
}

static json_t *texts(char *const *text, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; list && i < count; i++) json_array_append_new(list, json_string(text[i]));
  return list;
}

/* A scalar, a list, or a list of rows. */
static json_t *shaped(const rq_result *r, const double *value) {
  if (r->form == RQ_SCALAR) return number(value[0]);
  if (r->form == RQ_VECTOR) return numbers(value, r->rows);
  json_t *list = json_array();
  for (size_t i = 0; list && i < r->rows; i++) json_array_append_new(list, numbers(value + i * r->columns, r->columns));
  return list;
}

static bool is_own(const rq_report *report, const rq_measure *m) {
  for (size_t k = 0; k < report->owned; k++)
    if (report->own[k] == m) return true;
  return false;
}

static json_t *result_json(const rq_report *report, const rq_result *r) {
  json_t *object = json_object();
  if (is_own(report, r->measure)) json_object_set_new(object, "definition", json_string(r->measure->definition));
  json_object_set_new(object, "unit", json_string(r->measure->unit));
  if (r->form == RQ_VECTOR) json_object_set_new(object, "labels", texts(r->row, r->rows));
  if (r->form == RQ_MATRIX) json_object_set_new(object, "rows", texts(r->row, r->rows));
  if (r->form == RQ_CURVE) {
    json_object_set_new(object, "axis", json_string(r->axis));
    json_object_set_new(object, "x", numbers(r->x, r->rows));
  }
  if (r->form == RQ_MATRIX || r->form == RQ_CURVE) json_object_set_new(object, "columns", texts(r->column, r->columns));
  json_object_set_new(object, "value", r->form == RQ_NOTE ? json_null() : shaped(r, r->value));
  if (r->lower) {
    json_object_set_new(object, "lower", shaped(r, r->lower));
    json_object_set_new(object, "upper", shaped(r, r->upper));
  }
  if (r->form != RQ_NOTE) json_object_set_new(object, "method", json_string(r->sample.size > 0 ? "sample" : "exact"));
  if (r->form != RQ_NOTE && r->sample.size > 0)
    json_object_set_new(object, "sample", json_pack("{s:f, s:f, s:s}", "size", r->sample.size, "of", r->sample.of, "unit", r->sample.unit));
  if (r->note) json_object_set_new(object, "note", json_string(r->note));
  return object;
}

static json_t *subject_json(const rq_reports *all, size_t subject) {
  const rq_report *report = &all->report[subject * all->sections];
  json_t *sections = json_object();
  for (size_t k = 0; k < all->sections; k++) {
    json_t *measures = json_object();
    for (size_t i = 0; i < report[k].count; i++)
      json_object_set_new(measures, report[k].result[i].measure->name, result_json(&report[k], &report[k].result[i]));
    json_object_set_new(sections, report[k].section->name, measures);
  }
  json_t *object = json_object();
  json_object_set_new(object, "run", json_string(report->subject));
  json_object_set_new(object, "file", json_string(report->path));
  json_object_set_new(object, "sections", sections);
  return object;
}

static rq_status written(FILE *out, bool whole, rq_error *error) {
  if (whole && fflush(out) == 0 && !ferror(out)) return RQ_OK;
  return rq_fail(error, RQ_IO, "the results could not be written: %s", strerror(errno));
}

rq_status rq_reports_json(const rq_reports *all, FILE *out, rq_error *error) {
  json_t *runs = json_array(), *root = json_object();
  for (size_t s = 0; all->sections > 0 && s < all->subjects; s++) json_array_append_new(runs, subject_json(all, s));
  json_object_set_new(root, "runs", runs);
  bool whole = root && runs && json_dumpf(root, out, JSON_INDENT(1)) == 0;
  json_decref(root);
  fputc('\n', out);
  return written(out, whole, error);
}

/* ---- CSV ---- */

static void put_text(const char *text, FILE *out) {
  if (!text[strcspn(text, ",\"\r\n")]) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (; *text; text++) {
    if (*text == '"') fputc('"', out);
    fputc(*text, out);
  }
  fputc('"', out);
}

static void put_number(double value, FILE *out) {
  fputc(',', out);
  if (isfinite(value)) fprintf(out, "%.17g", value);
}

static void put_result(const rq_report *report, const rq_result *r, FILE *out) {
  for (size_t i = 0; i < r->rows; i++)
    for (size_t j = 0; j < r->columns; j++) {
      size_t cell = i * r->columns + j;
      put_text(report->subject, out);
      fprintf(out, ",%s,%s,", report->section->name, r->measure->name);
      if (r->x) fprintf(out, "%.17g", r->x[i]);
      if (r->row) put_text(r->row[i], out);
      fputc(',', out);
      if (r->column) put_text(r->column[j], out);
      put_number(r->value[cell], out);
      put_number(r->lower ? r->lower[cell] : NAN, out);
      put_number(r->upper ? r->upper[cell] : NAN, out);
      fputc('\n', out);
    }
}

rq_status rq_reports_csv(const rq_reports *all, FILE *out, rq_error *error) {
  fputs("run,section,measure,row,column,value,lower,upper\n", out);
  for (size_t k = 0; k < all->subjects * all->sections; k++)
    for (size_t i = 0; i < all->report[k].count; i++) put_result(&all->report[k], &all->report[k].result[i], out);
  return written(out, true, error);
}
