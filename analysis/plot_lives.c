/* Figures from the panel's purchases, as `analyze` measures them, and from snapshots. */
#include "analysis/loyalty.h"
#include "analysis/network_measures.h"
#include "analysis/plot_kinds.h"
#include "analysis/sections.h"
#include "analysis/society.h"
#include "analysis/tie_kinds.h"
#include <math.h>
#include <stdlib.h>

/* ---- from the panel ---- */

/* The value of a curve at a time: that of its last point not after it. */
static size_t point_at(const rq_result *r, double time) {
  size_t at = 0;
  for (size_t i = 1; i < r->rows && r->x[i] <= time; i++) at = i;
  return at;
}

/* A measured curve over x = 0, 1, 2 ...; `steps`: it holds between its points. */
static rq_status take_curve(const rq_result *r, rq_bundle *b, rq_error *error) {
  size_t points = r->rows > 0 ? (size_t)r->x[r->rows - 1] + 1 : 0;
  rq_status status = rq_bundle_make(b, 1, r->columns, points, error);
  if (status == RQ_OK) status = rq_bundle_label(b, NULL, (const char *const *)r->column, error);
  for (size_t k = 0; status == RQ_OK && k < points; k++) {
    size_t row = point_at(r, (double)k);
    for (size_t g = 0; g < r->columns; g++) {
      size_t from = row * r->columns + g, to = rq_bundle_cell(b, 0, g, k);
      b->y[to] = r->value[from];
      b->lower[to] = r->lower ? r->lower[from] : NAN;
      b->upper[to] = r->upper ? r->upper[from] : NAN;
    }
  }
  return status;
}

static rq_status plot_measure(const rq_view *v, size_t measure, rq_bundle *b, rq_error *error) {
  rq_log log = {0};
  rq_report report = {0};
  rq_status status = rq_log_from_run(v->run, v->at, &log, error);
  rq_subject subject = {.name = "", .path = rq_run_path(v->run), .run = v->run, .log = &log, .at = v->at, .discount = 0.1};
  if (status == RQ_OK && log.count == 0)
    status = rq_fail(error, RQ_BAD_DATA, "%s: its purchases are not kept one by one: it needs a panel (panel.size)", rq_run_path(v->run));
  if (status == RQ_OK) status = rq_report_make(&report, &rq_loyalty_section, &subject, error);
  const rq_result *found = status == RQ_OK ? rq_report_find(&report, &rq_loyalty_measures[measure]) : NULL;
  if (status == RQ_OK && (!found || found->form != RQ_CURVE))
    status = rq_fail(error, RQ_BAD_DATA, "%s: too few purchases for this figure", rq_run_path(v->run));
  if (status == RQ_OK) status = take_curve(found, b, error);
  rq_report_free(&report);
  rq_log_free(&log);
  return status;
}

rq_status rq_plot_loyalty(const rq_view *v, rq_bundle *b, rq_error *error) {
  return plot_measure(v, LOYAL_CURVE, b, error);
}

rq_status rq_plot_survival(const rq_view *v, rq_bundle *b, rq_error *error) {
  return plot_measure(v, LOYAL_SURVIVAL, b, error);
}

rq_status rq_plot_survival_by_class(const rq_view *v, rq_bundle *b, rq_error *error) {
  rq_status status = plot_measure(v, LOYAL_SURVIVAL_CLASS, b, error);
  for (size_t g = 0; status == RQ_OK && g < b->groups && g < RQ_CLASSES; g++) {
    free(b->group.label[g]);
    b->group.label[g] = strdup(rq_class_words[g].in[v->language]);
    if (!b->group.label[g]) status = rq_no_memory(error, "labels");
  }
  return status;
}

/* ---- from snapshots ---- */

/* The snapshots up to the week, of which there must be one. */
static rq_status list_snapshots(const rq_view *v, const uint32_t **weeks, size_t *count, rq_error *error) {
  *weeks = rq_run_snapshots(v->run, count);
  while (*count > 0 && (*weeks)[*count - 1] > v->at) --*count;
  if (*count > 0) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "%s: has no snapshot up to week %u (snapshots.every, snapshots.at)", rq_run_path(v->run),
                 (unsigned)v->at);
}

rq_status rq_plot_trust(const rq_view *v, rq_bundle *b, rq_error *error) {
  static const char *const facets[RQ_LANGUAGES][2] = {{"affective", "cognitive"}, {"情感信任", "认知信任"}};
  const char *label[RQ_CLASSES];
  const uint32_t *weeks;
  size_t count;
  rq_classes classes;
  for (unsigned c = 0; c < RQ_CLASSES; c++) label[c] = rq_class_words[c].in[v->language];
  rq_status status = list_snapshots(v, &weeks, &count, error);
  if (status == RQ_OK) status = rq_classes_read(v->run, &classes, error);
  if (status == RQ_OK) status = rq_bundle_make(b, 2, RQ_CLASSES, count, error);
  if (status == RQ_OK) status = rq_bundle_label(b, facets[v->language], label, error);
  for (size_t k = 0; status == RQ_OK && k < count; k++) {
    rq_tie_kind kinds[RQ_CLASSES][RQ_BASES];
    b->x[k] = weeks[k];
    status = rq_tie_kinds_find(v->run, weeks[k], &classes, kinds, error);
    for (unsigned c = 0; status == RQ_OK && c < RQ_CLASSES; c++) {
      rq_tie_kind all = kinds[c][0];
      for (unsigned basis = 1; basis < RQ_BASES; basis++) rq_tie_kind_merge(&all, &kinds[c][basis]);
      if (all.affective.count == 0) continue;
      b->y[rq_bundle_cell(b, 0, c, k)] = all.affective.mean;
      b->y[rq_bundle_cell(b, 1, c, k)] = all.cognitive.mean;
    }
  }
  return status;
}

rq_status rq_plot_degree(const rq_view *v, rq_bundle *b, rq_error *error) {
  const uint32_t *weeks;
  size_t count;
  rq_society s = {0};
  uint32_t most = 0;
  rq_status status = list_snapshots(v, &weeks, &count, error);
  if (status == RQ_OK) status = rq_society_rows(v->run, weeks[count - 1], &s, error);
  if (status == RQ_OK && s.halves == 0) status = rq_fail(error, RQ_BAD_DATA, "%s: nobody is tied to anybody", rq_run_path(v->run));
  for (size_t i = 0; status == RQ_OK && i < s.people; i++) most = rq_degree(&s, i) > most ? rq_degree(&s, i) : most;
  if (status == RQ_OK) status = rq_bundle_make(b, 1, 1, (size_t)most + 1, error);
  if (status == RQ_OK) status = rq_bundle_label(b, NULL, (const char *const[]){""}, error);
  if (status == RQ_OK) {
    for (size_t k = 0; k <= most; k++) b->y[k] = 0;
    for (size_t i = 0; i < s.people; i++) b->y[rq_degree(&s, i)]++;
    for (size_t k = most; k-- > 0;) b->y[k] += b->y[k + 1];
    for (size_t k = 0; k <= most; k++) b->y[k] /= (double)s.people;
  }
  rq_society_free(&s);
  return status;
}
