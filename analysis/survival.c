/* Kaplan-Meier curves and the log-rank test, over lifetimes in order of length. */
#include "analysis/survival.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_length(const void *left, const void *right) {
  double a = ((const rq_lifetime *)left)->length, b = ((const rq_lifetime *)right)->length;
  return a < b ? -1 : a > b;
}

/* ---- one curve ---- */

rq_status rq_survival_make(const rq_lifetime *all, size_t count, uint32_t group, rq_survival *s, rq_error *error) {
  *s = (rq_survival){0};
  rq_lifetime *own = malloc((count ? count : 1) * sizeof *own);
  size_t n = 0;
  for (size_t i = 0; own && i < count; i++)
    if (all[i].group == group) own[n++] = all[i];
  s->time = malloc((n + 1) * sizeof *s->time);
  s->share = malloc((n + 1) * sizeof *s->share);
  s->error = malloc((n + 1) * sizeof *s->error);
  if (!own || !s->time || !s->share || !s->error) {
    free(own);
    rq_survival_free(s);
    return rq_no_memory(error, "a survival curve");
  }
  qsort(own, n, sizeof *own, by_length);
  double share = 1, greenwood = 0;
  for (size_t i = 0; i < n;) {
    size_t next = i, ended = 0;
    for (; next < n && own[next].length == own[i].length; next++) ended += own[next].ended;
    if (ended > 0) {
      double at_risk = (double)(n - i), d = (double)ended;
      share *= 1 - d / at_risk;
      greenwood += at_risk > d ? d / (at_risk * (at_risk - d)) : INFINITY;
      if (!(at_risk > d)) share = 0;
      s->time[s->points] = own[i].length;
      s->share[s->points] = share;
      s->error[s->points++] = greenwood;
    }
    i = next;
  }
  free(own);
  return RQ_OK;
}

void rq_survival_free(rq_survival *s) {
  free(s->time);
  free(s->share);
  free(s->error);
  *s = (rq_survival){0};
}

void rq_survival_at(const rq_survival *s, double time, double *share, double *lower, double *upper) {
  size_t low = 0, high = s->points; /* the first point after `time` is in [low, high] */
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (s->time[middle] <= time)
      low = middle + 1;
    else
      high = middle;
  }
  *lower = *upper = NAN;
  *share = low > 0 ? s->share[low - 1] : 1;
  if (low == 0 || !(*share > 0)) return;
  double width = 1.959963984540054 * sqrt(s->error[low - 1]) / fabs(log(*share));
  *lower = pow(*share, exp(width));
  *upper = pow(*share, exp(-width));
}

double rq_survival_median(const rq_survival *s) {
  for (size_t i = 0; i < s->points; i++)
    if (s->share[i] <= 0.5) return s->time[i];
  return NAN;
}

/* ---- comparing curves ---- */

typedef struct comparison {
  uint32_t groups;
  double *at_risk, *ended, *excess; /* by group */
  gsl_matrix *variance;
} comparison;

/* Adds what happens at one time: entries from ... to - 1 of the lifetimes in order. */
static void add_time(comparison *c, const rq_lifetime *own, size_t from, size_t to, size_t count) {
  double n = (double)(count - from), d = 0;
  memset(c->ended, 0, c->groups * sizeof *c->ended);
  for (size_t i = from; i < to; i++)
    if (own[i].ended) {
      c->ended[own[i].group]++;
      d++;
    }
  if (d > 0)
    for (uint32_t g = 0; g < c->groups; g++) {
      double share = c->at_risk[g] / n;
      c->excess[g] += c->ended[g] - d * share;
      for (uint32_t h = 0; n > 1 && h < c->groups; h++) {
        double v = d * (n - d) / (n - 1) * share * ((g == h) - c->at_risk[h] / n);
        gsl_matrix_set(c->variance, g, h, gsl_matrix_get(c->variance, g, h) + v);
      }
    }
  for (size_t i = from; i < to; i++) c->at_risk[own[i].group]--;
}

/* excess' V^- excess with the pseudo-inverse: directions without variance have no excess either. */
static void test_excess(const comparison *c, gsl_vector *values, gsl_matrix *vectors, rq_log_rank *result) {
  double largest = 0;
  for (uint32_t k = 0; k < c->groups; k++) largest = fmax(largest, gsl_vector_get(values, k));
  for (uint32_t k = 0; k < c->groups; k++) {
    double along = 0, value = gsl_vector_get(values, k);
    if (!(value > 1e-9 * largest)) continue;
    for (uint32_t g = 0; g < c->groups; g++) along += gsl_matrix_get(vectors, g, k) * c->excess[g];
    result->statistic += along * along / value;
    result->df++;
  }
  if (result->df > 0) result->p = gsl_cdf_chisq_Q(result->statistic, result->df);
}

rq_status rq_log_rank_test(const rq_lifetime *all, size_t count, uint32_t groups, rq_log_rank *result, rq_error *error) {
  *result = (rq_log_rank){0, NAN, 0};
  if (count == 0 || groups < 2) return RQ_OK;
  rq_lifetime *own = malloc(count * sizeof *own);
  comparison c = {.groups = groups, .variance = gsl_matrix_calloc(groups, groups)};
  double *numbers = calloc(3 * (size_t)groups, sizeof *numbers);
  gsl_vector *values = gsl_vector_alloc(groups);
  gsl_matrix *vectors = gsl_matrix_alloc(groups, groups);
  gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(groups);
  rq_status status = RQ_OK;
  if (!own || !c.variance || !numbers || !values || !vectors || !work) {
    status = rq_no_memory(error, "the log-rank test");
    goto out;
  }
  c.at_risk = numbers;
  c.ended = numbers + groups;
  c.excess = numbers + 2 * (size_t)groups;
  memcpy(own, all, count * sizeof *own);
  qsort(own, count, sizeof *own, by_length);
  for (size_t i = 0; i < count; i++) c.at_risk[own[i].group]++;
  for (size_t i = 0, next; i < count; i = next) {
    for (next = i; next < count && own[next].length == own[i].length; next++) {
    }
    add_time(&c, own, i, next, count);
  }
  gsl_eigen_symmv(c.variance, values, vectors, work);
  test_excess(&c, values, vectors, result);
out:
  free(own);
  free(numbers);
  if (c.variance) gsl_matrix_free(c.variance);
  if (values) gsl_vector_free(values);
  if (vectors) gsl_matrix_free(vectors);
  if (work) gsl_eigen_symmv_free(work);
  return status;
}
