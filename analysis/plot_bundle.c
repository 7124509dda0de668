/* Bundles of curves: room, labels, and the mean of several with its interval. */
#include "analysis/plot_bundle.h"
#include "analysis/estimates.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

void rq_bundle_free(rq_bundle *b) {
  rq_labels_free(&b->facet);
  rq_labels_free(&b->group);
  free(b->x);
  *b = (rq_bundle){0};
}

rq_status rq_bundle_make(rq_bundle *b, size_t facets, size_t groups, size_t points, rq_error *error) {
  size_t cells = facets * groups * points;
  *b = (rq_bundle){.facets = facets, .groups = groups, .points = points};
  b->x = malloc((points + 3 * cells + 1) * sizeof *b->x);
  if (!b->x) return rq_no_memory(error, "a figure");
  b->y = b->x + points;
  b->lower = b->y + cells;
  b->upper = b->lower + cells;
  for (size_t k = 0; k < points; k++) b->x[k] = (double)k;
  for (size_t k = 0; k < 3 * cells; k++) b->y[k] = NAN;
  return RQ_OK;
}

rq_status rq_bundle_label(rq_bundle *b, const char *const *facet, const char *const *group, rq_error *error) {
  bool good = true;
  for (size_t f = 0; f < b->facets; f++) good = rq_labels_add(&b->facet, facet ? facet[f] : "") && good;
  for (size_t g = 0; g < b->groups; g++) good = rq_labels_add(&b->group, group[g]) && good;
  return good ? RQ_OK : rq_no_memory(error, "a figure");
}

static rq_status check_alike(const rq_bundle *each, size_t count, const char *path, rq_error *error) {
  for (size_t i = 1; i < count; i++)
    if (each[i].facets != each->facets || each[i].groups != each->groups)
      return rq_fail(error, RQ_BAD_DATA, "%s: its runs differ in their brands", path);
  return RQ_OK;
}

/* Mean and t interval of one cell over those that have it. */
static void average(const rq_bundle *each, size_t count, size_t f, size_t g, size_t k, rq_bundle *mean) {
  rq_moments m = {0};
  for (size_t i = 0; i < count; i++) {
    if (k >= each[i].points) continue;
    double y = each[i].y[rq_bundle_cell(&each[i], f, g, k)];
    if (!isnan(y)) rq_moments_add(&m, y);
  }
  if (m.count == 0) return;
  size_t cell = rq_bundle_cell(mean, f, g, k);
  mean->y[cell] = m.mean;
  if (m.count < 2) return;
  double half = gsl_cdf_tdist_Pinv(0.975, (double)m.count - 1) * rq_moments_deviation(&m) / sqrt((double)m.count);
  mean->lower[cell] = m.mean - half;
  mean->upper[cell] = m.mean + half;
}

rq_status rq_bundle_mean(const rq_bundle *each, size_t count, const char *path, rq_bundle *mean, rq_error *error) {
  size_t longest = 0;
  rq_status status = check_alike(each, count, path, error);
  if (status != RQ_OK) return status;
  for (size_t i = 1; i < count; i++)
    if (each[i].points > each[longest].points) longest = i;
  const rq_bundle *like = &each[longest];
  status = rq_bundle_make(mean, like->facets, like->groups, like->points, error);
  if (status == RQ_OK)
    status = rq_bundle_label(mean, (const char *const *)like->facet.label, (const char *const *)like->group.label, error);
  if (status != RQ_OK) return status;
  for (size_t k = 0; k < like->points; k++) mean->x[k] = like->x[k];
  if (count == 1) {
    for (size_t k = 0; k < 3 * like->facets * like->groups * like->points; k++) mean->y[k] = like->y[k]; /* with its own interval */
    return RQ_OK;
  }
  for (size_t f = 0; f < like->facets; f++)
    for (size_t g = 0; g < like->groups; g++)
      for (size_t k = 0; k < like->points; k++) average(each, count, f, g, k, mean);
  return RQ_OK;
}
