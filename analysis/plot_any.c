/* The kind `series`: weekly series of the run of any model, each in a panel of its own scale. */
#include "analysis/described.h"
#include "analysis/plot_kinds.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_PANELS = 16, MOST_LINES = 24, MOST_POINTS = 600, TITLE = 96 };

/* What is drawn: some of the run's series, and all their labels; label 0 is that of series without dimensions. */
typedef struct drawing {
  const rq_view *view;
  rq_listing list;
  const rq_listed *series[MOST_PANELS];
  rq_table table[MOST_PANELS];
  size_t count, points;
  rq_labels group;
} drawing;

static size_t lines_of(const rq_table *t) {
  return (t->dims > 1 ? t->shape[1] : 1) * (t->dims > 2 ? t->shape[2] : 1);
}

static rq_status choose(drawing *d, rq_error *error) {
  const rq_view *v = d->view;
  rq_suggestion meant = {.word = v->series ? v->series : ""};
  if (!v->series && d->list.count > MOST_PANELS)
    return rq_fail(error, RQ_USAGE, "%s: has %zu weekly series; choose one with --series NAME (`analyze --section series` lists them)",
                   rq_run_path(v->run), d->list.count);
  for (size_t k = 0; k < d->list.count; k++) {
    rq_suggestion_offer(&meant, d->list.entry[k].name);
    if (!v->series || strcmp(v->series, d->list.entry[k].name) == 0) d->series[d->count++] = &d->list.entry[k];
  }
  if (d->count > 0) return RQ_OK;
  if (!v->series) return rq_fail(error, RQ_BAD_DATA, "%s: has no weekly series", rq_run_path(v->run));
  return rq_fail(error, RQ_USAGE, "%s: there is no series '%s'%s%s%s", rq_run_path(v->run), v->series, meant.best ? "; did you mean '" : "",
                 meant.best ? meant.best : "", meant.best ? "'?" : "");
}

/* The place of a label among the lines; added where it is new. SIZE_MAX for no memory. */
static size_t group_of(drawing *d, const char *label) {
  for (size_t k = 0; k < d->group.count; k++)
    if (strcmp(d->group.label[k], label) == 0) return k;
  return rq_labels_add(&d->group, label) ? d->group.count - 1 : SIZE_MAX;
}

/* The label of one line of a series. */
static size_t group_of_line(drawing *d, size_t series, size_t line) {
  const rq_table *t = &d->table[series];
  char first[24], second[24], both[160];
  if (t->dims < 2 || d->series[series]->dimensions + 1 != t->dims) return group_of(d, "");
  size_t inner = t->dims > 2 ? t->shape[2] : 1;
  const char *a = rq_label_at(d->view->run, d->series[series]->dimension[0], line / inner, first);
  if (t->dims == 2) return group_of(d, a);
  snprintf(both, sizeof both, "%s > %s", a, rq_label_at(d->view->run, d->series[series]->dimension[1], line % inner, second));
  return group_of(d, both);
}

static rq_status load(drawing *d, rq_error *error) {
  rq_status status = RQ_OK;
  for (size_t k = 0; k < d->count && status == RQ_OK; k++) {
    status = rq_run_series(d->view->run, d->series[k]->name, &d->table[k], error);
    size_t lines = status == RQ_OK ? lines_of(&d->table[k]) : 0;
    if (lines > MOST_LINES)
      status = rq_fail(error, RQ_BAD_DATA, "%s: /series/%s has %zu lines; at most %d can be drawn", rq_run_path(d->view->run),
                       d->series[k]->name, lines, MOST_LINES);
    for (size_t l = 0; status == RQ_OK && l < lines; l++)
      if (group_of_line(d, k, l) == SIZE_MAX) status = rq_no_memory(error, "a figure");
  }
  return status;
}

/* Mean of some weeks; NaN where none has a value. */
static double mean_of(const rq_table *t, size_t lines, size_t line, size_t from, size_t past) {
  double sum = 0, weeks = 0;
  for (size_t w = from; w < past; w++) {
    double x = t->value[w * lines + line];
    if (isnan(x)) continue;
    sum += x;
    weeks++;
  }
  return weeks > 0 ? sum / weeks : NAN;
}

static void fill(drawing *d, size_t step, rq_bundle *b) {
  for (size_t i = 0; i < b->points; i++) b->x[i] = (double)((i + 1) * step < d->view->at ? (i + 1) * step : d->view->at);
  for (size_t k = 0; k < d->count; k++) {
    size_t lines = lines_of(&d->table[k]);
    for (size_t l = 0; l < lines; l++) {
      size_t group = group_of_line(d, k, l);
      for (size_t i = 0; i < b->points; i++)
        b->y[rq_bundle_cell(b, k, group, i)] = mean_of(&d->table[k], lines, l, i * step, (size_t)b->x[i]);
    }
  }
}

static rq_status make(drawing *d, rq_bundle *b, rq_error *error) {
  char title[MOST_PANELS][TITLE];
  const char *facet[MOST_PANELS];
  size_t step = (d->view->at + MOST_POINTS - 1) / MOST_POINTS, points = (d->view->at + step - 1) / step;
  for (size_t k = 0; k < d->count; k++) {
    const rq_listed *s = d->series[k];
    bool plain = strcmp(s->unit, "1") == 0 || strcmp(s->unit, s->name) == 0;
    snprintf(title[k], TITLE, "%s%s%s", s->name, plain ? "" : ", ", plain ? "" : s->unit);
    facet[k] = title[k];
  }
  rq_status status = rq_bundle_make(b, d->count, d->group.count, points, error);
  if (status == RQ_OK) status = rq_bundle_label(b, facet, (const char *const *)d->group.label, error);
  if (status == RQ_OK) fill(d, step, b);
  return status;
}

rq_status rq_plot_any_series(const rq_view *v, rq_bundle *b, rq_error *error) {
  drawing d = {.view = v};
  rq_status status = rq_run_list(v->run, RQ_WEEKLY, 0, &d.list, error);
  if (status == RQ_OK) status = choose(&d, error);
  if (status == RQ_OK) status = load(&d, error);
  if (status == RQ_OK) status = make(&d, b, error);
  for (size_t k = 0; k < d.count; k++) rq_table_free(&d.table[k]);
  rq_labels_free(&d.group);
  rq_listing_free(&d.list);
  return status;
}
