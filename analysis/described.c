/* Fields that only the run file describes: measured, and printed. See described.h. */
#include "analysis/described.h"
#include "analysis/estimates.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 80, FEW = 12, ALL_SHOWN = 24 };
#define MOST_EXACT 1e7 /* from here on powers of ten are written */

char *rq_short_number(char buffer[RQ_NUMBER_SIZE], double value) {
  double size = fabs(value);
  if (isnan(value)) return strcpy(buffer, "-");
  if (size >= MOST_EXACT || (size > 0 && size < 1e-4))
    snprintf(buffer, RQ_NUMBER_SIZE, "%.3g", value);
  else if (value == floor(value) || size >= 1000)
    rq_number_text(buffer, value, size < 1000 || value == floor(value) ? 0 : 1);
  else
    rq_number_text(buffer, value, size >= 100 ? 1 : (size >= 10 ? 2 : (size >= 0.1 ? 3 : 4)));
  return buffer;
}

const char *rq_label_at(const rq_run *run, const char *dimension, size_t number, char buffer[24]) {
  uint32_t count;
  const char *const *label = rq_run_labels(run, dimension, &count);
  if (number < count) return label[number];
  snprintf(buffer, 24, "%zu", number);
  return buffer;
}

/* ---- measuring ---- */

static const char *const moments[] = {"mean", "sd", "least", "25 %", "median", "75 %", "most"};
enum { MOMENTS = RQ_COUNT_OF(moments) };

/* How often each of the sorted values stands there; 0 where there are more than a few. */
static size_t count_values(const double *value, size_t count, double distinct[FEW], double often[FEW]) {
  size_t kinds = 0;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && value[i] == value[i - 1]) {
      often[kinds - 1]++;
      continue;
    }
    if (kinds == FEW) return 0;
    distinct[kinds] = value[i];
    often[kinds++] = 1;
  }
  return kinds;
}

static void report_codes(rq_report *report, size_t measure, const rq_listed *f, const double *value, size_t count) {
  double *often = calloc(f->meanings + 1, sizeof *often);
  const char **label = calloc(f->meanings + 1, sizeof *label);
  bool other = false;
  for (size_t i = 0; often && i < count; i++) {
    bool known = value[i] >= 0 && value[i] < (double)f->meanings;
    often[known ? (size_t)value[i] : f->meanings]++;
    other = other || !known;
  }
  for (size_t k = 0; label && k < f->meanings; k++) label[k] = f->meaning[k];
  if (often && label) {
    label[f->meanings] = "another";
    rq_report_vector(report, measure, f->meanings + other, label, often, NULL, NULL);
  } else {
    report->failed = true;
  }
  free(often);
  free(label);
}

static void report_values(rq_report *report, size_t measure, const double *distinct, const double *often, size_t kinds) {
  char text[FEW][RQ_NUMBER_SIZE];
  const char *label[FEW];
  for (size_t k = 0; k < kinds; k++) label[k] = rq_number_text(text[k], distinct[k], 0);
  rq_report_vector(report, measure, kinds, label, often, NULL, NULL);
}

void rq_report_field(rq_report *report, const rq_listed *f, double *value, size_t count) {
  double distinct[FEW], often[FEW];
  size_t measure = rq_report_measure(report, &(rq_measure){f->name, f->name, f->unit, 3, f->long_name, ""});
  if (f->meanings > 0) {
    report_codes(report, measure, f, value, count);
    return;
  }
  rq_sort_numbers(value, count);
  size_t kinds = f->whole && strcmp(f->unit, "1") == 0 ? count_values(value, count, distinct, often) : 0;
  if (kinds > 0) {
    report_values(report, measure, distinct, often, kinds);
    return;
  }
  rq_moments m = {0};
  double sum = 0; /* of whole numbers exact */
  for (size_t i = 0; i < count; i++) {
    rq_moments_add(&m, value[i]);
    sum += value[i];
  }
  double said[MOMENTS] = {count == 0 ? NAN : (f->whole ? sum / (double)count : m.mean),
                          rq_moments_deviation(&m),
                          rq_quantile_sorted(value, count, 0),
                          rq_quantile_sorted(value, count, 0.25),
                          rq_quantile_sorted(value, count, 0.5),
                          rq_quantile_sorted(value, count, 0.75),
                          rq_quantile_sorted(value, count, 1)};
  rq_report_vector(report, measure, MOMENTS, moments, said, NULL, NULL);
}

/* ---- printing ---- */

static bool is_own(const rq_report *report, const rq_result *r) {
  for (size_t k = 0; k < report->owned; k++)
    if (report->own[k] == r->measure) return r->value != NULL;
  return false;
}

static bool is_moments(const rq_result *r) {
  return r->rows == MOMENTS && strcmp(r->row[0], moments[0]) == 0 && strcmp(r->row[MOMENTS - 1], moments[MOMENTS - 1]) == 0;
}

static void finish(rq_grid *g, size_t rows, FILE *out) {
  g->rows = rows;
  g->width = PAGE;
  if (!g->failed && rows > 0) {
    rq_grid_print(g, out);
    fputc('\n', out);
  }
  rq_grid_free(g);
}

static void print_quantities(const rq_report *report, FILE *out) {
  char text[RQ_NUMBER_SIZE];
  size_t line = 0;
  rq_grid g = rq_grid_make(report->count, MOMENTS);
  for (size_t j = 0; !g.failed && j < MOMENTS; j++) g.column[j] = rq_grid_text(&g, "%s", moments[j]);
  for (size_t i = 0; !g.failed && i < report->count; i++) {
    const rq_result *r = &report->result[i];
    if (!is_own(report, r) || !is_moments(r)) continue;
    g.row[line] = rq_grid_text(&g, "%s", r->measure->name);
    for (size_t j = 0; j < MOMENTS; j++) g.cell[line * MOMENTS + j] = rq_grid_text(&g, "%s", rq_short_number(text, r->value[j]));
    line++;
  }
  finish(&g, line, out);
}

/* Lines of one field: its name, and beneath what it may be, how often, and the share; returns the lines used. */
static size_t put_codes(const rq_result *r, rq_grid *g, size_t line) {
  char text[RQ_NUMBER_SIZE];
  double all = 0;
  size_t first = line;
  for (size_t k = 0; k < r->rows; k++) all += r->value[k];
  g->row[line++] = rq_grid_text(g, "%s", r->measure->name);
  for (size_t k = 0; k < r->rows && k < ALL_SHOWN; k++, line++) {
    g->row[line] = rq_grid_text(g, "  %s", r->row[k]);
    g->cell[line * 2] = rq_grid_text(g, "%s", rq_number_text(text, r->value[k], 0));
    g->cell[line * 2 + 1] = rq_grid_text(g, "%s", rq_number_text(text, all > 0 ? r->value[k] / all : NAN, 3));
  }
  if (r->rows > ALL_SHOWN) g->row[line++] = rq_grid_text(g, "  ... %zu more with --csv or --json", r->rows - ALL_SHOWN);
  return line - first;
}

static void print_codes(const rq_report *report, FILE *out) {
  size_t room = 0, line = 0;
  for (size_t i = 0; i < report->count; i++) room += (report->result[i].rows < ALL_SHOWN ? report->result[i].rows : ALL_SHOWN) + 2;
  rq_grid g = rq_grid_make(room, 2);
  if (!g.failed) {
    g.column[0] = rq_grid_text(&g, "count");
    g.column[1] = rq_grid_text(&g, "share");
  }
  for (size_t i = 0; !g.failed && i < report->count; i++) {
    const rq_result *r = &report->result[i];
    if (is_own(report, r) && !is_moments(r)) line += put_codes(r, &g, line);
  }
  finish(&g, line, out);
}

void rq_print_fields(const rq_report *report, FILE *out) {
  print_quantities(report, out);
  print_codes(report, out);
  rq_print_meanings(report, out);
}

void rq_print_meanings(const rq_report *report, FILE *out) {
  size_t widest = 0;
  bool any = false;
  for (size_t k = 0; k < report->owned; k++) {
    size_t width = rq_text_width(report->own[k]->name);
    if (width > widest && width <= 24) widest = width;
  }
  for (size_t k = 0; k < report->owned; k++) {
    const rq_measure *m = report->own[k];
    char text[1024];
    bool plain = !strcmp(m->unit, "1") || strstr(m->definition, m->unit);
    snprintf(text, sizeof text, "%s%s%s%s", m->definition, plain ? "" : " (", plain ? "" : m->unit, plain ? "" : ")");
    size_t width = rq_text_width(m->name), at = 2 + (width > widest ? width : widest) + 2;
    fprintf(out, "  %s%*s", m->name, (int)(at - 2 - width), "");
    rq_print_wrapped(out, text, at, 2 + widest + 2, PAGE);
    any = true;
  }
  if (any) fputc('\n', out);
}

void rq_print_remarks(const rq_report *report, FILE *out) {
  bool any = false;
  for (size_t i = 0; i < report->count; i++) {
    if (!report->result[i].note) continue;
    fputs("  * ", out);
    rq_print_wrapped(out, report->result[i].note, 4, 4, PAGE);
    any = true;
  }
  if (any) fputc('\n', out);
}
