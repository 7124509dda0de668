/* Estimates and their intervals; sums are updated so that large counts lose no digits. */
#include "analysis/estimates.h"
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define Z95 1.959963984540054

rq_estimate rq_proportion(double successes, double trials) {
  if (!(trials > 0)) return (rq_estimate){NAN, NAN, NAN};
  double p = successes / trials, z2 = Z95 * Z95;
  double centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  double half = Z95 / (1 + z2 / trials) * sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials));
  return (rq_estimate){p, fmax(0, centre - half), fmin(1, centre + half)};
}

void rq_moments_add(rq_moments *m, double x) {
  m->count++;
  double delta = x - m->mean;
  m->mean += delta / (double)m->count;
  m->squares += delta * (x - m->mean);
}

void rq_moments_merge(rq_moments *m, const rq_moments *more) {
  if (more->count == 0) return;
  double here = (double)m->count, there = (double)more->count, all = here + there, delta = more->mean - m->mean;
  m->squares += more->squares + delta * delta * here * there / all;
  m->mean += delta * there / all;
  m->count += more->count;
}

static double variance(const rq_moments *m) {
  return m->count < 2 ? NAN : m->squares / (double)(m->count - 1);
}

double rq_moments_deviation(const rq_moments *m) {
  return sqrt(variance(m));
}

rq_estimate rq_mean(const rq_moments *m) {
  if (m->count == 0) return (rq_estimate){NAN, NAN, NAN};
  double half = Z95 * sqrt(variance(m) / (double)m->count);
  return (rq_estimate){m->mean, m->mean - half, m->mean + half};
}

rq_estimate rq_mean_difference(const rq_moments *a, const rq_moments *b) {
  if (a->count == 0 || b->count == 0) return (rq_estimate){NAN, NAN, NAN};
  double difference = a->mean - b->mean;
  double half = Z95 * sqrt(variance(a) / (double)a->count + variance(b) / (double)b->count);
  return (rq_estimate){difference, difference - half, difference + half};
}

void rq_pairs_add(rq_pairs *p, double x, double y) {
  p->count++;
  double dx = x - p->mean[0], dy = y - p->mean[1];
  p->mean[0] += dx / (double)p->count;
  p->mean[1] += dy / (double)p->count;
  p->squares[0] += dx * (x - p->mean[0]);
  p->squares[1] += dy * (y - p->mean[1]);
  p->product += dx * (y - p->mean[1]);
}

void rq_pairs_merge(rq_pairs *p, const rq_pairs *more) {
  if (more->count == 0) return;
  double here = (double)p->count, there = (double)more->count, all = here + there;
  double dx = more->mean[0] - p->mean[0], dy = more->mean[1] - p->mean[1], weight = here * there / all;
  p->squares[0] += more->squares[0] + dx * dx * weight;
  p->squares[1] += more->squares[1] + dy * dy * weight;
  p->product += more->product + dx * dy * weight;
  p->mean[0] += dx * there / all;
  p->mean[1] += dy * there / all;
  p->count += more->count;
}

rq_estimate rq_correlation(const rq_pairs *p, double independent) {
  if (p->count < 2 || !(p->squares[0] > 0) || !(p->squares[1] > 0)) return (rq_estimate){NAN, NAN, NAN};
  double r = p->product / sqrt(p->squares[0] * p->squares[1]);
  r = fmin(1, fmax(-1, r));
  if (!(independent > 3)) return (rq_estimate){r, NAN, NAN};
  double half = Z95 / sqrt(independent - 3);
  return (rq_estimate){r, tanh(atanh(r) - half), tanh(atanh(r) + half)};
}

static int ascending(const void *left, const void *right) {
  const double *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

void rq_sort_numbers(double *value, size_t count) {
  if (count > 1) qsort(value, count, sizeof *value, ascending); /* GSL's heap sort takes four times as long for a million */
}

double rq_gini(double *value, size_t count) {
  rq_sort_numbers(value, count);
  double sum = 0, weighted = 0;
  for (size_t i = 0; i < count; i++) {
    sum += value[i];
    weighted += (double)(i + 1) * value[i];
  }
  if (!(sum > 0)) return NAN;
  double n = (double)count;
  return 2 * weighted / (n * sum) - (n + 1) / n;
}

double rq_quantile_sorted(const double *value, size_t count, double p) {
  return count == 0 ? NAN : gsl_stats_quantile_from_sorted_data(value, 1, count, p);
}
