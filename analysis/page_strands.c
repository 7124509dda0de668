/* From one run to the strands of the report. */
#include "analysis/page_strands.h"
#include "analysis/configured.h"
#include "analysis/society.h"
#include "analysis/spells.h"
#include "analysis/survival.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define YEAR 52u

const char *const rq_strand_names[RQ_STRANDS] = {
    [RQ_STRAND_SHARE] = "share",         [RQ_STRAND_STAYING] = "staying",     [RQ_STRAND_SURVIVAL] = "survival",
    [RQ_STRAND_SWITCHING] = "switching", [RQ_STRAND_CUSTOMERS] = "customers", [RQ_STRAND_AFFECTIVE] = "affective",
    [RQ_STRAND_COGNITIVE] = "cognitive",
};

rq_frame rq_frame_make(uint32_t weeks, uint32_t brands, uint32_t brand) {
  uint32_t period = weeks > 520 ? 13 : weeks >= 26 ? 4 : 1;
  return (rq_frame){weeks, brands, brand, period, weeks / period, weeks > 520 ? period : 1};
}

size_t rq_strand_size(const rq_frame *f, rq_strand strand) {
  switch (strand) {
  case RQ_STRAND_SHARE:
  case RQ_STRAND_STAYING:
    return f->periods;
  case RQ_STRAND_SURVIVAL:
    return f->weeks / f->step + 1; /* from 0 on */
  case RQ_STRAND_SWITCHING:
    return (size_t)f->brands * f->brands;
  default:
    return RQ_CLASSES;
  }
}

/* ---- from the weekly series ---- */

static rq_status load(const rq_run *run, const char *name, const rq_frame *f, bool to, rq_table *table, rq_error *error) {
  rq_status status = rq_run_series(run, name, table, error);
  if (status != RQ_OK) return status;
  bool fits = table->shape[0] == f->weeks && table->dims == (to ? 3u : 2u) && table->shape[1] == f->brands;
  if (!fits || (to && table->shape[2] != f->brands))
    return rq_fail(error, RQ_BAD_DATA, "%s: /series/%s has another shape than %u weeks and %u brands", rq_run_path(run), name, f->weeks,
                   f->brands);
  return RQ_OK;
}

/* Sums of cells of a series over weeks from ... until - 1. */
static double sum_of(const rq_table *t, size_t cells, size_t first, size_t count, size_t from, size_t until) {
  double sum = 0;
  for (size_t week = from; week < until; week++)
    for (size_t c = first; c < first + count; c++) sum += t->value[week * cells + c];
  return sum;
}

static rq_status make_series(const rq_run *run, const rq_frame *f, rq_strands *s, rq_error *error) {
  rq_table bought = {0}, moved = {0};
  size_t n = f->brands, b = f->brand, last_year = f->weeks > YEAR ? f->weeks - YEAR : 0;
  rq_status status = load(run, "purchases", f, false, &bought, error);
  if (status == RQ_OK) status = load(run, "switch_count", f, true, &moved, error);
  for (size_t k = 0; status == RQ_OK && k < f->periods; k++) {
    size_t from = k * f->period, until = from + f->period;
    double all = sum_of(&bought, n, 0, n, from, until), next = sum_of(&moved, n * n, b * n, n, from, until);
    if (all > 0) s->of[RQ_STRAND_SHARE][k].value = sum_of(&bought, n, b, 1, from, until) / all;
    s->of[RQ_STRAND_STAYING][k] = rq_proportion(sum_of(&moved, n * n, b * n + b, 1, from, until), next);
  }
  for (size_t k = 0; status == RQ_OK && k < n * n; k++)
    s->of[RQ_STRAND_SWITCHING][k].value = sum_of(&moved, n * n, k, 1, last_year, f->weeks);
  rq_table_free(&bought);
  rq_table_free(&moved);
  return status;
}

/* ---- from the panel ---- */

static rq_status fill_survival(const rq_frame *f, const rq_spell *spell, size_t count, rq_estimate *to, rq_error *error) {
  rq_lifetime *life = malloc((count + 1) * sizeof *life);
  if (!life) return rq_no_memory(error, "the survival curve");
  size_t lives = 0;
  double longest = -1;
  for (size_t i = 0; i < count; i++) {
    if (!spell[i].first || spell[i].brand != f->brand) continue;
    life[lives++] = (rq_lifetime){spell[i].length, spell[i].left, 0};
    longest = fmax(longest, spell[i].length);
  }
  rq_survival curve = {0};
  rq_status status = rq_survival_make(life, lives, 0, &curve, error);
  for (uint32_t k = 0; status == RQ_OK && k * f->step <= f->weeks && k * f->step <= longest; k++)
    rq_survival_at(&curve, k * f->step, &to[k].value, &to[k].lower, &to[k].upper);
  rq_survival_free(&curve);
  free(life);
  return status;
}

static rq_status make_survival(const rq_run *run, const rq_frame *f, rq_strands *s, rq_error *error) {
  rq_log log = {0};
  rq_spell *spell = NULL;
  size_t count = 0;
  rq_status status = rq_log_from_run(run, f->weeks, &log, error);
  if (status == RQ_OK) status = rq_spells_make(&log, 0, &spell, &count, error);
  if (status == RQ_OK) status = fill_survival(f, spell, count, s->of[RQ_STRAND_SURVIVAL], error);
  free(spell);
  rq_log_free(&log);
  return status;
}

/* ---- from the last snapshot ---- */

typedef struct customers {
  double *last, *closeness, *affective, *cognitive;
  size_t people;
} customers;

static rq_status load_customers(const rq_run *run, uint32_t week, const rq_frame *f, customers *c, rq_error *error) {
  const char *const fields[] = {"brand_closeness", "brand_affective_trust", "brand_cognitive_trust"};
  double **const columns[] = {&c->closeness, &c->affective, &c->cognitive};
  rq_status status = rq_run_people(run, week, "last_brand", &c->last, &c->people, error);
  for (unsigned k = 0; status == RQ_OK && k < 3; k++) {
    size_t people = 0, brands = 0;
    status = rq_run_pairs(run, week, fields[k], columns[k], &people, &brands, error);
    if (status == RQ_OK && (people != c->people || brands != f->brands))
      status = rq_fail(error, RQ_BAD_DATA, "%s: '%s' in the snapshot of week %u is not %zu people x %u brands", rq_run_path(run), fields[k],
                       week, c->people, f->brands);
  }
  return status;
}

static void fill_trust(const customers *c, const rq_classes *classes, const rq_frame *f, rq_strands *s) {
  rq_moments affective[RQ_CLASSES] = {0}, cognitive[RQ_CLASSES] = {0};
  double all = 0;
  for (size_t i = 0; i < c->people; i++) {
    if (c->last[i] != (double)f->brand) continue;
    size_t at = i * f->brands + f->brand;
    unsigned class = rq_class_of(classes, c->closeness[at], false);
    rq_moments_add(&affective[class], c->affective[at]);
    rq_moments_add(&cognitive[class], c->cognitive[at]);
    all++;
  }
  for (unsigned k = 0; k < RQ_CLASSES; k++) {
    s->of[RQ_STRAND_CUSTOMERS][k] = rq_proportion((double)affective[k].count, all);
    s->of[RQ_STRAND_AFFECTIVE][k] = rq_mean(&affective[k]);
    s->of[RQ_STRAND_COGNITIVE][k] = rq_mean(&cognitive[k]);
  }
}

static rq_status make_trust(const rq_run *run, const rq_frame *f, rq_strands *s, rq_error *error) {
  uint32_t week;
  if (!rq_snapshot_before(run, f->weeks, &week)) return RQ_OK;
  rq_classes classes;
  customers c = {0};
  rq_status status = rq_classes_read(run, &classes, error);
  if (status == RQ_OK) status = load_customers(run, week, f, &c, error);
  if (status == RQ_OK) fill_trust(&c, &classes, f, s);
  free(c.last);
  free(c.closeness);
  free(c.affective);
  free(c.cognitive);
  return status;
}

/* ---- all of them ---- */

rq_status rq_strands_make(const rq_run *run, const rq_frame *f, rq_strands *s, rq_error *error) {
  *s = (rq_strands){0};
  rq_status status = RQ_OK;
  for (unsigned k = 0; status == RQ_OK && k < RQ_STRANDS; k++) {
    size_t size = rq_strand_size(f, k);
    s->of[k] = malloc((size + 1) * sizeof *s->of[k]);
    if (!s->of[k]) status = rq_no_memory(error, "the numbers of a run");
    for (size_t i = 0; s->of[k] && i < size; i++) s->of[k][i] = (rq_estimate){NAN, NAN, NAN};
  }
  if (status == RQ_OK) status = make_series(run, f, s, error);
  if (status == RQ_OK) status = make_survival(run, f, s, error);
  if (status == RQ_OK) status = make_trust(run, f, s, error);
  if (status != RQ_OK) rq_strands_free(s);
  return status;
}

void rq_strands_free(rq_strands *s) {
  for (unsigned k = 0; k < RQ_STRANDS; k++) free(s->of[k]);
  *s = (rq_strands){0};
}

rq_estimate rq_over_runs(const rq_estimate *const *run, size_t runs, size_t place) {
  rq_moments m = {0};
  for (size_t r = 0; r < runs; r++)
    if (!isnan(run[r][place].value)) rq_moments_add(&m, run[r][place].value);
  if (runs == 1) return run[0][place];
  if (m.count < 2) return (rq_estimate){m.count ? m.mean : NAN, NAN, NAN};
  double half = gsl_cdf_tdist_Pinv(0.975, (double)m.count - 1) * rq_moments_deviation(&m) / sqrt((double)m.count);
  return (rq_estimate){m.mean, m.mean - half, m.mean + half};
}
