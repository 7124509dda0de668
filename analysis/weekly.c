/* Section `series`: every weekly series of the run of any model, in one table. */
#include "analysis/described.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { M_WEEKS, MEASURES };
static const rq_measure measures[MEASURES] = {
    [M_WEEKS] =
        {"weeks_looked_at", "weeks", "week", 0,
         "First and last week looked at (--at), and the week from which on `mean` is taken: the last tenth of them. Beside it, each "
         "weekly series of the run's model by its own name, for each label of its dimensions: first, last, mean; share of the "
         "mean over all labels, of counts and totals; least and most with the first week of each. Weeks in which a mean has "
         "no members are left out.",
         ""},
};

enum { FIRST, LAST, END, SHARE, MEAN, LEAST, LEAST_WEEK, MOST, MOST_WEEK, COLUMNS };
static const char *const columns[COLUMNS] = {"first", "last", "end", "share", "mean", "least", "least_week", "most", "most_week"};
static const char *const weeks_of[] = {"first", "last", "end_from"};
enum { PAGE = 80, LABELS_SHOWN = 24, LABEL = 160 };

/* ---- measuring ---- */

static uint32_t end_from(uint32_t at) {
  return at - (at + 9) / 10 + 1;
}

/* One cell of a series over the weeks; `to` has COLUMNS values. */
static void look_along(const rq_table *t, size_t width, size_t cell, uint32_t at, double *to) {
  double sum = 0, weeks = 0, late = 0, late_weeks = 0;
  for (unsigned c = 0; c < COLUMNS; c++) to[c] = NAN;
  for (uint32_t w = 1; w <= at; w++) {
    double x = t->value[(w - 1) * width + cell];
    if (isnan(x)) continue;
    if (isnan(to[FIRST])) to[FIRST] = x;
    to[LAST] = x;
    if (!(x >= to[LEAST])) { /* also the first */
      to[LEAST] = x;
      to[LEAST_WEEK] = w;
    }
    if (!(x <= to[MOST])) {
      to[MOST] = x;
      to[MOST_WEEK] = w;
    }
    sum += x;
    weeks++;
    if (w < end_from(at)) continue;
    late += x;
    late_weeks++;
  }
  if (weeks > 0) to[MEAN] = sum / weeks;
  if (late_weeks > 0) to[END] = late / late_weeks;
}

static void take_shares(double *value, size_t cells) {
  double all = 0;
  for (size_t k = 0; k < cells; k++) all += value[k * COLUMNS + END];
  for (size_t k = 0; k < cells; k++) value[k * COLUMNS + SHARE] = all > 0 ? value[k * COLUMNS + END] / all : NAN;
}

/* "Jiahe", or "Jiahe > Newcomer" of two dimensions. */
static void label_cell(const rq_run *run, const rq_listed *l, const rq_table *t, size_t cell, char text[LABEL]) {
  char first[24], second[24];
  size_t inner = t->dims > 2 ? t->shape[2] : 1;
  const char *a = rq_label_at(run, l->dimension[0], cell / inner, first);
  if (t->dims > 2)
    snprintf(text, LABEL, "%s > %s", a, rq_label_at(run, l->dimension[1], cell % inner, second));
  else
    snprintf(text, LABEL, "%s", a);
}

static rq_status report_cells(const rq_subject *s, rq_report *report, const rq_listed *l, const rq_table *t, rq_error *error) {
  size_t cells = (t->dims > 1 ? t->shape[1] : 1) * (t->dims > 2 ? t->shape[2] : 1);
  size_t measure = rq_report_measure(report, &(rq_measure){l->name, l->name, l->unit, 3, l->long_name, ""});
  double *value = malloc((cells * COLUMNS + 1) * sizeof *value);
  char(*text)[LABEL] = malloc((cells + 1) * sizeof *text);
  const char **label = malloc((cells + 1) * sizeof *label);
  rq_status status = value && text && label ? RQ_OK : rq_no_memory(error, "series");
  for (size_t k = 0; status == RQ_OK && k < cells; k++) {
    look_along(t, cells, k, s->at, value + k * COLUMNS);
    if (t->dims > 1) label_cell(s->run, l, t, k, text[k]);
    label[k] = text[k];
  }
  if (status == RQ_OK && t->dims > 1) {
    if (strcmp(l->kind, "mean") != 0) take_shares(value, cells);
    rq_report_matrix(report, measure, cells, label, COLUMNS, columns, value, NULL, NULL);
  } else if (status == RQ_OK) {
    rq_report_vector(report, measure, COLUMNS, columns, value, NULL, NULL);
  }
  free(value);
  free(text);
  free(label);
  return status;
}

static rq_status work(const rq_subject *s, rq_report *report, rq_error *error) {
  rq_listing list;
  if (s->at == 0) {
    rq_report_note(report, M_WEEKS, "the run has no weeks");
    return RQ_OK;
  }
  rq_report_vector(report, M_WEEKS, RQ_COUNT_OF(weeks_of), weeks_of, (double[]){1, s->at, end_from(s->at)}, NULL, NULL);
  rq_status status = rq_run_list(s->run, RQ_WEEKLY, 0, &list, error);
  for (size_t k = 0; status == RQ_OK && k < list.count; k++) {
    rq_table t = {0};
    status = rq_run_series(s->run, list.entry[k].name, &t, error);
    if (status == RQ_OK && t.dims - 1 != list.entry[k].dimensions)
      status = rq_fail(error, RQ_BAD_DATA, "%s: /series/%s has no dimension scales", s->path, list.entry[k].name);
    if (status == RQ_OK) status = report_cells(s, report, &list.entry[k], &t, error);
    rq_table_free(&t);
  }
  rq_listing_free(&list);
  return status;
}

/* ---- printing ---- */

static void put_cells(rq_grid *g, size_t line, const double *value, bool shares) {
  char text[RQ_NUMBER_SIZE];
  size_t at = line * g->columns;
  for (unsigned c = 0; c < COLUMNS; c++) {
    if (c == SHARE && !shares) continue;
    if (c == SHARE || c == LEAST_WEEK || c == MOST_WEEK) {
      if (!isnan(value[c])) g->cell[at] = rq_grid_text(g, "%s", rq_number_text(text, value[c], c == SHARE ? 3 : 0));
    } else {
      g->cell[at] = rq_grid_text(g, "%s", rq_short_number(text, value[c]));
    }
    at++;
  }
}

/* The lines of one series; returns how many. */
static size_t put_series(rq_grid *g, size_t line, const rq_result *r, bool shares) {
  size_t first = line;
  g->row[line] = rq_grid_text(g, "%s", r->measure->name);
  if (r->form == RQ_VECTOR) {
    put_cells(g, line, r->value, shares);
    return 1;
  }
  line++;
  for (size_t k = 0; k < r->rows && k < LABELS_SHOWN; k++, line++) {
    g->row[line] = rq_grid_text(g, "  %s", r->row[k]);
    put_cells(g, line, r->value + k * COLUMNS, shares);
  }
  if (r->rows > LABELS_SHOWN) g->row[line++] = rq_grid_text(g, "  ... %zu more with --csv or --json", r->rows - LABELS_SHOWN);
  return line - first;
}

static void print_table(const rq_report *report, FILE *out) {
  static const char *const heads[COLUMNS] = {"first", "last", "end", "share", "mean", "least", "week", "most", "week"};
  size_t lines = 0, line = 0;
  bool shares = false;
  for (size_t i = 1; i < report->count; i++) {
    const rq_result *r = &report->result[i];
    lines += 2 + (r->rows < LABELS_SHOWN ? r->rows : LABELS_SHOWN);
    for (size_t k = 0; r->form == RQ_MATRIX && k < r->rows; k++) shares = shares || !isnan(r->value[k * COLUMNS + SHARE]);
  }
  rq_grid g = rq_grid_make(lines, shares ? COLUMNS : COLUMNS - 1);
  for (size_t c = 0, at = 0; !g.failed && c < COLUMNS; c++)
    if (c != SHARE || shares) g.column[at++] = rq_grid_text(&g, "%s", heads[c]);
  for (size_t i = 1; !g.failed && i < report->count; i++) line += put_series(&g, line, &report->result[i], shares);
  g.rows = line;
  g.width = PAGE;
  if (!g.failed && line > 0) {
    rq_grid_print(&g, out);
    fputc('\n', out);
  }
  rq_grid_free(&g);
}

static void print(const rq_report *report, FILE *out) {
  const rq_result *weeks = rq_report_find(report, &measures[M_WEEKS]);
  if (weeks && weeks->value) {
    if (weeks->value[2] < weeks->value[1])
      fprintf(out, "  weeks 1 to %.0f; end: mean of the last tenth, weeks %.0f to %.0f\n\n", weeks->value[1], weeks->value[2],
              weeks->value[1]);
    else
      fprintf(out, "  weeks 1 to %.0f; end: the last tenth, week %.0f\n\n", weeks->value[1], weeks->value[2]);
    print_table(report, out);
  }
  rq_print_meanings(report, out);
  rq_print_remarks(report, out);
}

const rq_section rq_series_section = {.name = "series",
                                      .summary = "Every weekly series of the model",
                                      .measures = measures,
                                      .measures_count = MEASURES,
                                      .work = work,
                                      .any_model = true,
                                      .print = print};
