/* Building reports: values are copied into results, one for each measure. */
#include "analysis/measure.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static double *copy_numbers(const double *from, size_t count) {
  double *copy = malloc((count ? count : 1) * sizeof *copy);
  if (copy && count) memcpy(copy, from, count * sizeof *copy);
  return copy;
}

static void free_texts(char **texts, size_t count) {
  for (size_t i = 0; texts && i < count; i++) free(texts[i]);
  free(texts);
}

static char **copy_texts(const char *const *from, size_t count) {
  char **copy = calloc(count ? count : 1, sizeof *copy);
  for (size_t i = 0; copy && i < count; i++) {
    copy[i] = strdup(from[i]);
    if (!copy[i]) {
      free_texts(copy, count);
      return NULL;
    }
  }
  return copy;
}

static void free_result(rq_result *r) {
  free_texts(r->row, r->rows);
  free_texts(r->column, r->columns);
  free(r->axis);
  free(r->x);
  free(r->value);
  free(r->lower);
  free(r->upper);
  free(r->note);
}

/* Copies a text to where there is room, and says where the next goes. */
static const char *put(char **to, const char *text) {
  char *from = *to;
  strcpy(from, text);
  *to += strlen(text) + 1;
  return from;
}

size_t rq_report_measure(rq_report *report, const rq_measure *m) {
  size_t number = report->section->measures_count + report->owned;
  size_t texts = strlen(m->name) + strlen(m->title) + strlen(m->unit) + strlen(m->definition) + 4;
  rq_measure **longer = realloc(report->own, (report->owned + 1) * sizeof *longer), *own = malloc(sizeof *own + texts);
  if (longer) report->own = longer;
  if (!longer || !own) {
    free(own);
    report->failed = true;
    return number;
  }
  char *to = (char *)(own + 1);
  *own = (rq_measure){.decimals = m->decimals, .source = ""};
  own->name = put(&to, m->name);
  own->title = put(&to, m->title);
  own->unit = put(&to, m->unit);
  own->definition = put(&to, m->definition);
  report->own[report->owned++] = own;
  return number;
}

static const rq_measure *measure_at(const rq_report *report, size_t measure) {
  size_t fixed = report->section->measures_count;
  if (measure < fixed) return &report->section->measures[measure];
  return measure - fixed < report->owned ? report->own[measure - fixed] : NULL;
}

/* The result of a measure, made when it is not there yet; NULL when there is no memory. */
static rq_result *result_of(rq_report *report, size_t measure) {
  const rq_measure *m = measure_at(report, measure);
  if (!m) return NULL;
  for (size_t i = 0; i < report->count; i++)
    if (report->result[i].measure == m) return &report->result[i];
  if (report->count == report->room) {
    size_t room = report->room ? 2 * report->room : 32;
    rq_result *bigger = realloc(report->result, room * sizeof *bigger);
    if (!bigger) {
      report->failed = true;
      return NULL;
    }
    report->result = bigger;
    report->room = room;
  }
  rq_result *r = &report->result[report->count++];
  *r = (rq_result){.measure = m, .form = RQ_NOTE, .sample = report->sample};
  return r;
}

static void fill(rq_report *report, size_t measure, rq_form form, size_t rows, size_t columns, const double *value, const double *lower,
                 const double *upper) {
  rq_result *r = result_of(report, measure);
  if (!r) return;
  r->form = form;
  r->rows = rows;
  r->columns = columns;
  r->value = copy_numbers(value, rows * columns);
  if (lower && upper) {
    r->lower = copy_numbers(lower, rows * columns);
    r->upper = copy_numbers(upper, rows * columns);
    if (!r->lower || !r->upper) report->failed = true;
  }
  if (!r->value) report->failed = true;
}

static void label(rq_report *report, size_t measure, const char *const *rows, const char *const *columns) {
  rq_result *r = result_of(report, measure);
  if (!r) return;
  if (rows) {
    r->row = copy_texts(rows, r->rows);
    if (!r->row) report->failed = true;
  }
  if (columns) {
    r->column = copy_texts(columns, r->columns);
    if (!r->column) report->failed = true;
  }
}

void rq_report_scalar(rq_report *report, size_t measure, double value) {
  fill(report, measure, RQ_SCALAR, 1, 1, &value, NULL, NULL);
}

void rq_report_between(rq_report *report, size_t measure, double value, double lower, double upper) {
  fill(report, measure, RQ_SCALAR, 1, 1, &value, &lower, &upper);
}

void rq_report_vector(rq_report *report, size_t measure, size_t count, const char *const *labels, const double *value, const double *lower,
                      const double *upper) {
  fill(report, measure, RQ_VECTOR, count, 1, value, lower, upper);
  label(report, measure, labels, NULL);
}

void rq_report_matrix(rq_report *report, size_t measure, size_t rows, const char *const *row_labels, size_t columns,
                      const char *const *column_labels, const double *value, const double *lower, const double *upper) {
  fill(report, measure, RQ_MATRIX, rows, columns, value, lower, upper);
  label(report, measure, row_labels, column_labels);
}

void rq_report_curve(rq_report *report, size_t measure, const char *axis, size_t points, const double *x, size_t columns,
                     const char *const *column_labels, const double *value, const double *lower, const double *upper) {
  fill(report, measure, RQ_CURVE, points, columns, value, lower, upper);
  label(report, measure, NULL, column_labels);
  rq_result *r = result_of(report, measure);
  if (!r) return;
  r->x = copy_numbers(x, points);
  r->axis = strdup(axis);
  if (!r->x || !r->axis) report->failed = true;
}

void rq_report_sampled(rq_report *report, double size, double of, const char *unit) {
  report->sample = size < of ? (rq_sample){size, of, unit} : (rq_sample){0};
}

void rq_report_exact(rq_report *report) {
  report->sample = (rq_sample){0};
}

void rq_report_panel(rq_report *report, const rq_subject *s) {
  rq_report_exact(report);
  uint32_t *panel = NULL;
  size_t count;
  rq_table people;
  rq_error error = RQ_NO_ERROR; /* without a panel there is nothing to be said */
  if (s->run && s->at > 0 && rq_run_panel(s->run, &panel, &count, &error) == RQ_OK &&
      rq_run_series(s->run, "people", &people, &error) == RQ_OK) {
    if (people.dims == 1 && s->at <= people.shape[0]) rq_report_sampled(report, (double)count, people.value[s->at - 1], "people");
    rq_table_free(&people);
  }
  free(panel);
  rq_error_free(&error);
}

void rq_report_note(rq_report *report, size_t measure, const char *format, ...) {
  rq_result *r = result_of(report, measure);
  if (!r) return;
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  free(r->note);
  r->note = length < 0 ? NULL : malloc((size_t)length + 1);
  if (r->note)
    vsnprintf(r->note, (size_t)length + 1, format, again);
  else
    report->failed = true;
  va_end(again);
}

rq_status rq_report_make(rq_report *report, const rq_section *section, const rq_subject *subject, rq_error *error) {
  *report = (rq_report){.section = section, .subject = subject->name, .path = subject->path};
  if (!subject->run && !section->from_log) return RQ_OK; /* nothing to look at */
  rq_status status = section->work(subject, report, error);
  if (status == RQ_OK && report->failed) status = rq_no_memory(error, "the results of the analysis");
  return status;
}

void rq_report_free(rq_report *report) {
  for (size_t i = 0; i < report->count; i++) free_result(&report->result[i]);
  for (size_t i = 0; i < report->owned; i++) free(report->own[i]);
  free(report->own);
  free(report->result);
  *report = (rq_report){0};
}

const rq_result *rq_report_find(const rq_report *report, const rq_measure *measure) {
  for (size_t i = 0; i < report->count; i++)
    if (report->result[i].measure == measure) return &report->result[i];
  return NULL;
}
