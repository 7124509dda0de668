/* Printing reports as tables for reading, and the measures' definitions for --help. */
#include "analysis/grid.h"
#include "analysis/measure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CURVE_POINTS 13 /* points of a curve that are printed; machines get all */
#define MATRIX_ROWS 40  /* rows of a matrix that are printed */

static const rq_report *report_at(const rq_reports *all, size_t subject, size_t section) {
  return &all->report[subject * all->sections + section];
}

/* "title, unit", the unit only where the title does not say it. */
static char *titled(rq_grid *g, const rq_measure *m, const char *indent) {
  bool plain = !strcmp(m->unit, "1") || strstr(m->title, m->unit);
  return rq_grid_text(g, "%s%s%s%s", indent, m->title, plain ? "" : ", ", plain ? "" : m->unit);
}

static char *number(rq_grid *g, const rq_result *r, size_t cell) {
  char text[RQ_NUMBER_SIZE];
  bool tiny = r->value[cell] > 0 && r->value[cell] < 0.00005 && r->measure->decimals == 4;
  if (tiny) return rq_grid_text(g, "%s", "<0.0001");
  bool count = r->value[cell] >= 1000 && r->value[cell] == floor(r->value[cell]); /* beside shares in one table */
  return rq_grid_text(g, "%s", rq_number_text(text, r->value[cell], count ? 0 : r->measure->decimals));
}

static char *interval(rq_grid *g, const rq_result *r, size_t cell) {
  char low[RQ_NUMBER_SIZE], high[RQ_NUMBER_SIZE];
  if (isnan(r->lower[cell]) && isnan(r->upper[cell])) return rq_grid_text(g, "%s", "");
  return rq_grid_text(g, "[%s, %s]", rq_number_text(low, r->lower[cell], r->measure->decimals),
                      rq_number_text(high, r->upper[cell], r->measure->decimals));
}

static void finish(rq_grid *g, FILE *out) {
  if (!g->failed && g->rows && g->columns) {
    rq_grid_print(g, out);
    fputc('\n', out);
  }
  rq_grid_free(g);
}

static bool same_labels(const rq_result *a, const rq_result *b) {
  if (a->rows != b->rows) return false;
  for (size_t i = 0; i < a->rows; i++)
    if (strcmp(a->row[i], b->row[i]) != 0) return false;
  return true;
}

/* The result of a measure for a subject, when it has that form; NULL else. */
static const rq_result *look(const rq_reports *all, size_t subject, size_t section, size_t measure, rq_form form) {
  const rq_report *report = report_at(all, subject, section);
  const rq_result *r = rq_report_find(report, &report->section->measures[measure]);
  return r && r->form == form ? r : NULL;
}

static const rq_result *first_of(const rq_reports *all, size_t section, size_t measure, rq_form form) {
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_result *r = look(all, s, section, measure, form);
    if (r) return r;
  }
  return NULL;
}

/* ---- scalars: a line each; subjects side by side ---- */

static void print_scalars(const rq_reports *all, size_t section, FILE *out) {
  const rq_section *about = report_at(all, 0, section)->section;
  size_t lines = 0;
  for (size_t m = 0; m < about->measures_count; m++) {
    const rq_result *r = first_of(all, section, m, RQ_SCALAR);
    if (r) lines += r->lower && all->subjects > 1 ? 2 : 1;
  }
  bool single = all->subjects == 1;
  rq_grid g = rq_grid_make(lines, single ? 2 : all->subjects);
  for (size_t s = 0; !g.failed && !single && s < all->subjects; s++) g.column[s] = rq_grid_text(&g, "%s", report_at(all, s, 0)->subject);
  size_t line = 0;
  for (size_t m = 0; !g.failed && m < about->measures_count; m++) {
    const rq_result *any = first_of(all, section, m, RQ_SCALAR);
    if (!any) continue;
    g.row[line] = titled(&g, any->measure, "");
    if (!single && any->lower) g.row[line + 1] = rq_grid_text(&g, "  95 %% interval");
    for (size_t s = 0; s < all->subjects; s++) {
      const rq_result *r = look(all, s, section, m, RQ_SCALAR);
      if (!r) continue;
      g.cell[line * g.columns + s] = number(&g, r, 0);
      if (r->lower) g.cell[single ? line * 2 + 1 : (line + 1) * g.columns + s] = interval(&g, r, 0);
    }
    line += !single && any->lower ? 2 : 1;
  }
  finish(&g, out);
}

/* ---- vectors of one subject: measures down, labels across ---- */

static void print_vectors(const rq_reports *all, size_t section, FILE *out) {
  const rq_section *about = report_at(all, 0, section)->section;
  for (size_t from = 0, to; from < about->measures_count; from = to) {
    to = from + 1;
    const rq_result *head = look(all, 0, section, from, RQ_VECTOR);
    if (!head || head->rows == 0) continue;
    size_t lines = head->lower ? 2 : 1;
    for (; to < about->measures_count; to++) {
      const rq_result *r = look(all, 0, section, to, RQ_VECTOR);
      if (r && !same_labels(head, r)) break;
      if (r) lines += r->lower ? 2 : 1;
    }
    rq_grid g = rq_grid_make(lines, head->rows);
    for (size_t j = 0; !g.failed && j < g.columns; j++) g.column[j] = rq_grid_text(&g, "%s", head->row[j]);
    size_t line = 0;
    for (size_t m = from; !g.failed && m < to; m++) {
      const rq_result *r = look(all, 0, section, m, RQ_VECTOR);
      if (!r) continue;
      g.row[line] = titled(&g, r->measure, "");
      for (size_t j = 0; j < g.columns; j++) g.cell[line * g.columns + j] = number(&g, r, j);
      line++;
      if (!r->lower) continue;
      g.row[line] = rq_grid_text(&g, "  95 %% interval");
      for (size_t j = 0; j < g.columns; j++) g.cell[line * g.columns + j] = interval(&g, r, j);
      line++;
    }
    finish(&g, out);
  }
}

/* ---- vectors of several subjects: measure and label down, subjects across ---- */

/* All labels of a measure over the subjects, in order of appearance; returns their number; the list is the caller's. */
static size_t all_labels(const rq_reports *all, size_t section, size_t measure, const char ***labels) {
  size_t room = 0, count = 0;
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_result *r = look(all, s, section, measure, RQ_VECTOR);
    room += r ? r->rows : 0;
  }
  const char **list = calloc(room + 1, sizeof *list); /* without memory: no labels */
  for (size_t s = 0; list && s < all->subjects; s++) {
    const rq_result *r = look(all, s, section, measure, RQ_VECTOR);
    for (size_t i = 0; r && i < r->rows; i++) {
      size_t k = 0;
      while (k < count && strcmp(list[k], r->row[i]) != 0) k++;
      if (k == count) list[count++] = r->row[i];
    }
  }
  *labels = list;
  return count;
}

/* Whether any of the values of a label has an interval. */
static bool any_interval(const rq_reports *all, size_t section, size_t measure, const char *label) {
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_result *r = look(all, s, section, measure, RQ_VECTOR);
    for (size_t i = 0; r && r->lower && i < r->rows; i++)
      if (!strcmp(r->row[i], label) && !(isnan(r->lower[i]) && isnan(r->upper[i]))) return true;
  }
  return false;
}

/* The line of one label from row `line` of the grid on; returns the lines used. */
static size_t compare_label(const rq_reports *all, size_t section, size_t measure, const char *label, rq_grid *g, size_t line) {
  bool intervals = any_interval(all, section, measure, label);
  g->row[line] = rq_grid_text(g, "  %s", label);
  if (intervals) g->row[line + 1] = rq_grid_text(g, "    95 %% interval");
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_result *r = look(all, s, section, measure, RQ_VECTOR);
    for (size_t i = 0; r && i < r->rows; i++) {
      size_t cell = line * g->columns + s;
      if (strcmp(r->row[i], label) != 0 || g->cell[cell]) continue;
      g->cell[cell] = number(g, r, i);
      if (intervals && r->lower) g->cell[cell + g->columns] = interval(g, r, i);
    }
  }
  return intervals ? 2 : 1;
}

static void compare_vectors(const rq_reports *all, size_t section, FILE *out) {
  const rq_section *about = report_at(all, 0, section)->section;
  size_t room = 0, line = 0;
  const char **labels = NULL;
  for (size_t m = 0; m < about->measures_count; m++) {
    room += 1 + 2 * all_labels(all, section, m, &labels);
    free(labels);
  }
  rq_grid g = rq_grid_make(room, all->subjects);
  for (size_t s = 0; !g.failed && s < all->subjects; s++) g.column[s] = rq_grid_text(&g, "%s", report_at(all, s, 0)->subject);
  for (size_t m = 0; !g.failed && m < about->measures_count; m++) {
    size_t count = all_labels(all, section, m, &labels);
    if (count > 0) g.row[line++] = titled(&g, &about->measures[m], "");
    for (size_t k = 0; k < count; k++) line += compare_label(all, section, m, labels[k], &g, line);
    free(labels);
  }
  g.rows = line;
  finish(&g, out);
}

/* ---- matrices and curves: one after the other ---- */

static void print_matrix(const rq_result *r, FILE *out) {
  size_t rows = r->rows < MATRIX_ROWS ? r->rows : MATRIX_ROWS;
  rq_grid g = rq_grid_make(1 + rows * (r->lower ? 2 : 1), r->columns);
  if (!g.failed) g.row[0] = titled(&g, r->measure, "");
  for (size_t j = 0; !g.failed && j < r->columns; j++) g.column[j] = rq_grid_text(&g, "%s", r->column[j]);
  size_t line = 1;
  for (size_t i = 0; !g.failed && i < rows; i++) {
    g.row[line] = rq_grid_text(&g, "  %s", r->row[i]);
    if (r->lower) g.row[line + 1] = rq_grid_text(&g, "    95 %% interval");
    for (size_t j = 0; j < r->columns; j++) {
      g.cell[line * r->columns + j] = number(&g, r, i * r->columns + j);
      if (r->lower) g.cell[(line + 1) * r->columns + j] = interval(&g, r, i * r->columns + j);
    }
    line += r->lower ? 2 : 1;
  }
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
  if (rows < r->rows) fprintf(out, "  (%zu of %zu rows, all with --csv or --json)\n", rows, r->rows);
  fputc('\n', out);
}

static void print_curve(const rq_result *r, FILE *out) {
  size_t points = r->rows < CURVE_POINTS ? r->rows : CURVE_POINTS;
  rq_grid g = rq_grid_make(1 + points, r->columns * (r->lower ? 2 : 1));
  if (!g.failed) g.row[0] = titled(&g, r->measure, "");
  size_t step = r->lower ? 2 : 1;
  for (size_t j = 0; !g.failed && j < r->columns; j++) g.column[j * step] = rq_grid_text(&g, "%s", r->column[j]);
  for (size_t k = 0; !g.failed && k < points; k++) {
    size_t i = points < 2 ? 0 : k * (r->rows - 1) / (points - 1);
    g.row[1 + k] = rq_grid_text(&g, "  %g", r->x[i]);
    for (size_t j = 0; j < r->columns; j++) {
      g.cell[(1 + k) * g.columns + j * step] = number(&g, r, i * r->columns + j);
      if (r->lower) g.cell[(1 + k) * g.columns + j * step + 1] = interval(&g, r, i * r->columns + j);
    }
  }
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
  fprintf(out, "  (down: %s", r->axis);
  if (points < r->rows) fprintf(out, "; %zu of %zu points, all with --csv or --json", points, r->rows);
  fputs(")\n\n", out);
}

static void print_larger(const rq_reports *all, size_t section, FILE *out) {
  const rq_section *about = report_at(all, 0, section)->section;
  for (size_t m = 0; m < about->measures_count; m++)
    for (size_t s = 0; s < all->subjects; s++) {
      const rq_result *r = rq_report_find(report_at(all, s, section), &about->measures[m]);
      if (!r || r->rows == 0 || r->columns == 0 || (r->form != RQ_MATRIX && r->form != RQ_CURVE)) continue;
      if (all->subjects > 1) fprintf(out, "  [%s]\n", report_at(all, s, section)->subject);
      if (r->form == RQ_MATRIX)
        print_matrix(r, out);
      else
        print_curve(r, out);
    }
}

static void print_notes(const rq_reports *all, size_t section, FILE *out) {
  bool any = false;
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_report *report = report_at(all, s, section);
    for (size_t i = 0; i < report->count; i++) {
      const rq_result *r = &report->result[i];
      if (!r->note) continue;
      size_t at = 4 + rq_text_width(r->measure->title) + 2;
      if (all->subjects > 1) at += rq_text_width(report->subject) + 3;
      if (all->subjects > 1)
        fprintf(out, "  * [%s] %s: ", report->subject, r->measure->title);
      else
        fprintf(out, "  * %s: ", r->measure->title);
      rq_print_wrapped(out, r->note, at, 4, 100);
      any = true;
    }
  }
  if (any) fputc('\n', out);
}

static bool same_sample(const rq_result *a, const rq_result *b) {
  return a->sample.size == b->sample.size && a->sample.of == b->sample.of && !strcmp(a->sample.unit, b->sample.unit);
}

static bool is_sampled(const rq_result *r) {
  return r->form != RQ_NOTE && r->sample.size > 0;
}

/* "from a random sample of 3000 of 100,000 people: ..." with the measures that were computed from it. */
static void print_sample(const rq_report *report, const rq_result *first, const char *of, FILE *out) {
  char size[RQ_NUMBER_SIZE], all[RQ_NUMBER_SIZE], *text = NULL;
  size_t length = 0;
  FILE *words = open_memstream(&text, &length);
  if (!words) return;
  fprintf(words, "%sfrom a random sample of %s of %s %s: ", of, rq_number_text(size, first->sample.size, 0),
          rq_number_text(all, first->sample.of, 0), first->sample.unit);
  const char *between = "";
  for (const rq_result *r = first; r < report->result + report->count; r++)
    if (is_sampled(r) && same_sample(first, r)) {
      fprintf(words, "%s%s", between, r->measure->title);
      between = "; ";
    }
  if (fclose(words) == 0) {
    fputs("  ~ ", out);
    rq_print_wrapped(out, text, 4, 4, 100);
  }
  free(text);
}

/* How each subject's values were found: the samples, and that the others are exact. */
static void print_samples(const rq_reports *all, size_t section, FILE *out) {
  bool any = false, results = false;
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_report *report = report_at(all, s, section);
    char of[256] = "";
    if (all->subjects > 1) snprintf(of, sizeof of, "[%s] ", report->subject);
    for (size_t i = 0; i < report->count; i++) {
      const rq_result *r = &report->result[i];
      bool first = is_sampled(r);
      results = results || r->form != RQ_NOTE;
      for (size_t k = 0; k < i && first; k++) first = !is_sampled(&report->result[k]) || !same_sample(&report->result[k], r);
      if (first) print_sample(report, r, of, out);
      any = any || first;
    }
  }
  if (results) fputs(any ? "  ~ all else is exact\n\n" : "  ~ all of it is exact\n\n", out);
}

/* Subject after subject, as the section prints itself. */
static void print_each(const rq_reports *all, size_t section, FILE *out) {
  for (size_t s = 0; s < all->subjects; s++) {
    const rq_report *report = report_at(all, s, section);
    if (all->subjects > 1) fprintf(out, "  [%s]\n", report->subject);
    report->section->print(report, out);
  }
}

void rq_reports_print(const rq_reports *all, FILE *out) {
  for (size_t k = 0; k < all->sections && all->subjects > 0; k++) {
    const rq_section *about = report_at(all, 0, k)->section;
    fprintf(out, "%s: %s", about->name, about->summary);
    if (all->subjects == 1) fprintf(out, " (%s)", report_at(all, 0, k)->subject);
    fputs("\n\n", out);
    if (about->print) {
      print_each(all, k, out);
      continue;
    }
    print_scalars(all, k, out);
    if (all->subjects == 1)
      print_vectors(all, k, out);
    else
      compare_vectors(all, k, out);
    print_larger(all, k, out);
    print_notes(all, k, out);
    print_samples(all, k, out);
  }
}

void rq_section_describe(const rq_section *section, FILE *out) {
  fprintf(out, "%s: %s\n", section->name, section->summary);
  for (size_t m = 0; m < section->measures_count; m++) {
    const rq_measure *about = &section->measures[m];
    fprintf(out, "  %s", about->name);
    if (strcmp(about->unit, "1") != 0) fprintf(out, " (%s)", about->unit);
    fputs("\n      ", out);
    rq_print_wrapped(out, about->definition, 6, 6, 80);
    if (!*about->source) continue;
    fputs("      [", out);
    char text[512];
    snprintf(text, sizeof text, "%s]", about->source);
    rq_print_wrapped(out, text, 7, 6, 80);
  }
}
