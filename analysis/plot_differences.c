/* Paired differences between scenarios as a forest plot: the numbers of `compare`. */
#include "analysis/compare.h"
#include "analysis/ensemble.h"
#include "analysis/plot_kinds.h"
#include <math.h>
#include <stdlib.h>

#define ACROSS 2u

/* In Chinese; what is not here keeps its name. */
static const struct {
  const char *outcome, *label;
} chinese[] = {{"stayed_during_cut", "对手降价期间的留存率"},
               {"loss_during_cut", "对手降价造成的忠诚损失"},
               {"retention", "一年后仍为顾客的比例"},
               {"switching", "流向其他品牌的购买比例"},
               {"share", "最后一年的购买份额"},
               {"customers", "顾客数"},
               {"profit", "总利润"},
               {"spend", "营销支出"},
               {"affective_trust", "顾客的情感信任"},
               {"cognitive_trust", "顾客的认知信任"},
               {"affection", "顾客的亲近感"}};

static const char *text(const json_t *object, const char *key) {
  const char *words = json_string_value(json_object_get(object, key));
  return words ? words : "";
}

static double number(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return json_is_number(value) ? json_number_value(value) : NAN;
}

/* "profit, whole run (currency)" */
static bool add_title(rq_figure *f, const json_t *outcome) {
  const char *label = text(outcome, "label"), *unit = text(outcome, "unit");
  bool zh = f->language == RQ_CHINESE, bare = strcmp(unit, "1") == 0 || strcmp(unit, text(outcome, "label")) == 0;
  for (size_t k = 0; zh && k < sizeof chinese / sizeof *chinese; k++)
    if (strcmp(text(outcome, "name"), chinese[k].outcome) == 0) label = chinese[k].label;
  char title[256];
  snprintf(title, sizeof title, "%s%s%s%s", label, bare || zh ? "" : " (", bare || zh ? "" : unit, bare || zh ? "" : ")");
  return rq_labels_add(&f->panel, title);
}

/* The row of a scenario. */
static size_t row_of(const rq_figure *f, const char *scenario) {
  size_t row = 0;
  while (row < f->tick.count && strcmp(f->tick.label[row], scenario) != 0) row++;
  return row;
}

/* A panel for an outcome, where anything is known of it. */
static bool add_outcome(rq_figure *f, const json_t *differences, const json_t *outcome) {
  const char *name = text(outcome, "name");
  rq_curve *c = NULL;
  if (strcmp(name, "kept_customers") == 0) return true; /* as far apart as "customers" */
  for (size_t k = 0; k < json_array_size(differences); k++) {
    const json_t *d = json_array_get(differences, k);
    size_t row = row_of(f, text(d, "scenario"));
    if (strcmp(text(d, "outcome"), name) != 0 || row == f->tick.count || isnan(number(d, "mean"))) continue;
    if (!c) {
      if (!add_title(f, outcome) || !(c = rq_figure_add(f, f->panel.count - 1, 0, f->tick.count))) return false;
      for (size_t i = 0; i < c->points; i++) c->x[i] = (double)i;
    }
    c->y[row] = number(d, "mean");
    c->lower[row] = number(d, "lower");
    c->upper[row] = number(d, "upper");
  }
  return true;
}

static rq_status fill(const rq_plot_request *r, const json_t *compared, rq_figure *f, rq_error *error) {
  const json_t *scenarios = json_object_get(compared, "scenarios"), *outcomes = json_object_get(compared, "outcomes");
  const char *base = text(compared, "base");
  char note[256];
  bool good = rq_labels_add(&f->group, "difference");
  for (size_t s = 0; s < json_array_size(scenarios); s++) {
    const char *name = text(json_array_get(scenarios, s), "name");
    if (strcmp(name, base) != 0 && (!r->scenario || strcmp(r->scenario, name) == 0)) good = good && rq_labels_add(&f->tick, name);
  }
  for (size_t k = 0; good && k < json_array_size(outcomes); k++)
    good = add_outcome(f, json_object_get(compared, "differences"), json_array_get(outcomes, k));
  if (!good) return rq_no_memory(error, "a figure");
  if (f->curves == 0) return rq_fail(error, RQ_BAD_DATA, "%s: there is no difference between scenarios to show", r->path);
  snprintf(note, sizeof note,
           r->language == RQ_CHINESE ? "与“%.60s”的配对差异（%d 次重复）；线段为 95%% 区间。"
                                     : "Paired differences to '%.60s', %d replicates; bars: 95 %% intervals.",
           base, (int)number(compared, "replicates"));
  f->note = strdup(note);
  f->across = ACROSS;
  return f->note ? RQ_OK : rq_no_memory(error, "a figure");
}

rq_status rq_plot_differences(const rq_plot_request *r, rq_figure *f, rq_error *error) {
  json_t *compared = NULL;
  rq_compare_options options = {.paths = &r->path, .paths_count = 1, .brand = r->brand, .at = r->at_given ? r->at : 0, .by = ""};
  if (!rq_is_folder(r->path))
    return rq_fail(error, RQ_BAD_DATA, "%s: is a single run; differences need a folder of runs with scenarios", r->path);
  rq_status status = rq_compare(&options, &compared, error);
  if (status == RQ_OK) status = fill(r, compared, f, error);
  json_decref(compared);
  return status;
}
