/* Figures from weekly series. Counts of purchases are added up over four weeks. */
#include "analysis/plot_kinds.h"
#include "analysis/switching.h"
#include <math.h>
#include <stdlib.h>

#define PERIOD 4u /* weeks */

/* ---- what all of them need ---- */

static rq_status label_by(const rq_view *v, rq_bundle *b, const char *dimension, const char *const *facet, rq_error *error) {
  uint32_t count;
  return rq_bundle_label(b, facet, rq_run_labels(v->run, dimension, &count), error);
}

static rq_status label_classes(const rq_view *v, rq_bundle *b, rq_error *error) {
  const char *label[RQ_CLASSES];
  for (unsigned c = 0; c < RQ_CLASSES; c++) label[c] = rq_class_words[c].in[v->language];
  return rq_bundle_label(b, NULL, label, error);
}

static rq_status count_brands(const rq_view *v, uint32_t *brands, rq_error *error) {
  rq_run_labels(v->run, "brand", brands);
  return *brands > 0 ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "%s: has no brands", rq_run_path(v->run));
}

/* Week by week: a series over a dimension of so many labels as it is, or summed up from the start. */
static rq_status plot_weekly(const rq_view *v, const char *name, size_t groups, bool sum, rq_bundle *b, size_t facet, rq_error *error) {
  rq_table t = {0};
  rq_status status = rq_run_series(v->run, name, &t, error);
  if (status != RQ_OK) return status;
  if (t.dims != 2 || t.shape[1] != groups || t.shape[0] < v->at)
    status =
        rq_fail(error, RQ_BAD_DATA, "%s: /series/%s is not by %u weeks and %zu labels", rq_run_path(v->run), name, (unsigned)v->at, groups);
  for (size_t g = 0; status == RQ_OK && g < groups; g++) {
    double all = 0;
    for (size_t w = 0; w < v->at; w++) {
      double value = t.value[w * groups + g];
      all += value;
      b->x[w] = (double)w + 1;
      b->y[rq_bundle_cell(b, facet, g, w)] = sum ? all : value;
    }
  }
  rq_table_free(&t);
  return status;
}

static rq_status plot_brands(const rq_view *v, const char *name, bool sum, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_bundle_make(b, 1, brands, v->at, error);
  if (status == RQ_OK) status = label_by(v, b, "brand", NULL, error);
  return status == RQ_OK ? plot_weekly(v, name, brands, sum, b, 0, error) : status;
}

/* ---- parts of counts, in periods ---- */

/* y = sum of `part` over sum of `all`, both by week and brand, in each period. */
static void divide(const double *part, const double *all, rq_bundle *b, size_t weeks) {
  for (size_t k = 0; k < b->points; k++) {
    size_t from = k * PERIOD, past = from + PERIOD < weeks ? from + PERIOD : weeks;
    b->x[k] = (double)past;
    for (size_t g = 0; g < b->groups; g++) {
      double upper = 0, lower = 0;
      for (size_t w = from; w < past; w++) {
        upper += part[w * b->groups + g];
        lower += all[w * b->groups + g];
      }
      if (lower > 0) b->y[rq_bundle_cell(b, 0, g, k)] = upper / lower;
    }
  }
}

static rq_status plot_parts(const rq_view *v, const double *part, const double *all, uint32_t brands, rq_bundle *b, rq_error *error) {
  rq_status status = rq_bundle_make(b, 1, brands, (v->at + PERIOD - 1) / PERIOD, error);
  if (status == RQ_OK) status = label_by(v, b, "brand", NULL, error);
  if (status == RQ_OK) divide(part, all, b, v->at);
  return status;
}

rq_status rq_plot_share(const rq_view *v, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_table bought = {0};
  double *all = NULL;
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_switching_series(v->run, "purchases", brands, false, &bought, error);
  if (status == RQ_OK && !(all = calloc(bought.shape[0] * brands + 1, sizeof *all))) status = rq_no_memory(error, "market shares");
  for (size_t w = 0; status == RQ_OK && w < bought.shape[0]; w++) {
    double sum = 0;
    for (size_t g = 0; g < brands; g++) sum += bought.value[w * brands + g];
    for (size_t g = 0; g < brands; g++) all[w * brands + g] = sum;
  }
  if (status == RQ_OK) status = plot_parts(v, bought.value, all, brands, b, error);
  rq_table_free(&bought);
  free(all);
  return status;
}

rq_status rq_plot_retention(const rq_view *v, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_table moved = {0};
  double *stay = NULL, *all = NULL;
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_switching_series(v->run, "switch_count", brands, true, &moved, error);
  size_t cells = status == RQ_OK ? moved.shape[0] * brands : 0;
  if (status == RQ_OK && !(stay = calloc(2 * cells + 1, sizeof *stay))) status = rq_no_memory(error, "retention");
  all = stay ? stay + cells : NULL;
  for (size_t k = 0; status == RQ_OK && k < cells; k++) {
    stay[k] = moved.value[k * brands + k % brands];
    for (size_t to = 0; to < brands; to++) all[k] += moved.value[k * brands + to];
  }
  if (status == RQ_OK) status = plot_parts(v, stay, all, brands, b, error);
  rq_table_free(&moved);
  free(stay);
  return status;
}

rq_status rq_plot_churn(const rq_view *v, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_table lost = {0}, customers = {0};
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_switching_series(v->run, "lost_customers", brands, false, &lost, error);
  if (status == RQ_OK) status = rq_switching_series(v->run, "customers", brands, false, &customers, error);
  if (status == RQ_OK) status = plot_parts(v, lost.value, customers.value, brands, b, error);
  rq_table_free(&lost);
  rq_table_free(&customers);
  return status;
}

/* ---- as they are ---- */

rq_status rq_plot_customers(const rq_view *v, rq_bundle *b, rq_error *error) {
  return plot_brands(v, "customers", false, b, error);
}

rq_status rq_plot_profit(const rq_view *v, rq_bundle *b, rq_error *error) {
  return plot_brands(v, "profit", true, b, error);
}

rq_status rq_plot_prices(const rq_view *v, rq_bundle *b, rq_error *error) {
  rq_status status = plot_brands(v, "price", false, b, error);
  for (size_t k = 0; status == RQ_OK && k < b->groups * b->points; k++)
    if (!(b->y[k] > 0)) b->y[k] = NAN; /* not in the market */
  return status;
}

rq_status rq_plot_brand_trust(const rq_view *v, rq_bundle *b, rq_error *error) {
  static const char *const facets[RQ_LANGUAGES][2] = {{"affective", "cognitive"}, {"情感信任", "认知信任"}};
  uint32_t brands;
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_bundle_make(b, 2, brands, v->at, error);
  if (status == RQ_OK) status = label_by(v, b, "brand", facets[v->language], error);
  if (status == RQ_OK) status = plot_weekly(v, "customer_affective_trust", brands, false, b, 0, error);
  return status == RQ_OK ? plot_weekly(v, "customer_cognitive_trust", brands, false, b, 1, error) : status;
}

rq_status rq_plot_ties(const rq_view *v, rq_bundle *b, rq_error *error) {
  rq_status status = rq_bundle_make(b, 1, RQ_CLASSES, v->at, error);
  if (status == RQ_OK) status = label_classes(v, b, error);
  return status == RQ_OK ? plot_weekly(v, "ties", RQ_CLASSES, false, b, 0, error) : status;
}

rq_status rq_plot_classes(const rq_view *v, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_table t = {0};
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_run_series(v->run, "customers_by_class", &t, error);
  if (status == RQ_OK && (t.dims != 3 || t.shape[1] != brands || t.shape[2] != RQ_CLASSES))
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/customers_by_class is not by week, brand and class", rq_run_path(v->run));
  if (status == RQ_OK) status = rq_bundle_make(b, 1, RQ_CLASSES, v->at, error);
  if (status == RQ_OK) status = label_classes(v, b, error);
  for (size_t w = 0; status == RQ_OK && w < v->at; w++) {
    b->x[w] = (double)w + 1;
    for (size_t c = 0; c < RQ_CLASSES; c++) b->y[rq_bundle_cell(b, 0, c, w)] = t.value[(w * brands + v->focus) * RQ_CLASSES + c];
  }
  rq_table_free(&t);
  return status;
}

rq_status rq_plot_switching(const rq_view *v, rq_bundle *b, rq_error *error) {
  uint32_t brands;
  rq_table moved = {0};
  rq_status status = count_brands(v, &brands, error);
  if (status == RQ_OK) status = rq_switching_series(v->run, "switch_count", brands, true, &moved, error);
  if (status == RQ_OK) status = rq_bundle_make(b, 1, brands, brands, error);
  if (status == RQ_OK) status = label_by(v, b, "brand", NULL, error);
  for (size_t from = 0; status == RQ_OK && from < brands; from++) {
    double all = 0;
    for (size_t to = 0; to < brands; to++) {
      double sum = 0;
      for (size_t w = 0; w < v->at; w++) sum += moved.value[(w * brands + from) * brands + to];
      b->y[rq_bundle_cell(b, 0, from, to)] = sum;
      all += sum;
    }
    for (size_t to = 0; to < brands; to++) {
      double *y = &b->y[rq_bundle_cell(b, 0, from, to)];
      *y = all > 0 ? *y / all : NAN;
    }
  }
  rq_table_free(&moved);
  return status;
}
