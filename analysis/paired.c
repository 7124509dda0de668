/* Paired differences: t and bootstrap intervals, quotients of means, Holm's correction. */
#include "analysis/paired.h"
#include "analysis/estimates.h"
#include "sim/random.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define RESAMPLES 1999u             /* (RESAMPLES + 1) * 0.025 is whole */
#define PURPOSE_BOOTSTRAP 0x626f6fu /* of draws: a number that no model uses */
#define MOST_REPLICATES 1000000u

static double quantile_t(double level, size_t count) {
  return gsl_cdf_tdist_Pinv(0.5 + level / 2, (double)(count - 1));
}

/* ---- the bootstrap ---- */

/* t of one resample: how far its mean is from that of the values, in its own standard errors. */
static double resampled_t(const double *x, size_t count, double mean, gsl_rng *rng) {
  rq_moments m = {0};
  for (size_t i = 0; i < count; i++) rq_moments_add(&m, x[gsl_rng_uniform_int(rng, count)]);
  double error = rq_moments_deviation(&m) / sqrt((double)count), distance = m.mean - mean;
  if (error > 0) return distance / error;
  return distance > 0 ? INFINITY : (distance < 0 ? -INFINITY : 0);
}

static void bootstrap(const double *x, size_t count, double level, rq_resamples from, rq_contrast *c) {
  if (count < RQ_BOOTSTRAP_FEWEST) return;
  rq_stream stream, *bound;
  gsl_rng rng = {rq_gsl_type, (void *)&bound};
  rq_stream_open(&rng, &stream, (rq_key){from.seed, 0}, from.number, 0, PURPOSE_BOOTSTRAP);
  double t[RESAMPLES], error = c->deviation / sqrt((double)count);
  for (size_t k = 0; k < RESAMPLES; k++) t[k] = resampled_t(x, count, c->mean, &rng);
  rq_sort_numbers(t, RESAMPLES);
  size_t tail = (size_t)floor((RESAMPLES + 1) * (1 - level) / 2 + 1e-9);
  if (tail < 1 || !isfinite(t[tail - 1]) || !isfinite(t[RESAMPLES - tail])) return;
  c->bootstrap_lower = c->mean - t[RESAMPLES - tail] * error;
  c->bootstrap_upper = c->mean - t[tail - 1] * error;
}

/* ---- one mean ---- */

/* Nothing varies: the mean is known as far as these replicates can say. */
static void certain(rq_contrast *c) {
  c->lower = c->upper = c->bootstrap_lower = c->bootstrap_upper = c->mean;
  c->p = c->mean == 0 ? 1 : 0;
  c->above = c->mean > 0 ? 1 : (c->mean < 0 ? 0 : 0.5);
}

rq_contrast rq_contrast_make(const double *x, size_t count, double level, rq_resamples from) {
  rq_contrast c = {count, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
  rq_moments m = {0};
  for (size_t i = 0; i < count; i++) rq_moments_add(&m, x[i]);
  if (count > 0) c.mean = m.mean;
  if (count < 2) return c;
  c.deviation = rq_moments_deviation(&m);
  if (!(c.deviation > 0)) {
    certain(&c);
    return c;
  }
  double error = c.deviation / sqrt((double)count), half = quantile_t(level, count) * error, t = c.mean / error;
  c.lower = c.mean - half;
  c.upper = c.mean + half;
  c.p = 2 * gsl_cdf_tdist_Q(fabs(t), (double)(count - 1));
  c.above = gsl_cdf_tdist_P(t, (double)(count - 1));
  bootstrap(x, count, level, from, &c);
  return c;
}

double rq_pairing_saved(const double *a, const double *b, size_t count) {
  rq_moments of_a = {0}, of_b = {0}, difference = {0};
  for (size_t i = 0; i < count; i++) {
    rq_moments_add(&of_a, a[i]);
    rq_moments_add(&of_b, b[i]);
    rq_moments_add(&difference, a[i] - b[i]);
  }
  return count >= 2 && difference.squares > 0 ? (of_a.squares + of_b.squares) / difference.squares : NAN;
}

/* ---- quotients ---- */

typedef struct sums {
  double x, y;       /* means */
  double xx, xy, yy; /* variances and covariance of the means */
} sums;

static sums sum_up(const double *y, const double *x, size_t count) {
  sums s = {0};
  double n = (double)count;
  for (size_t i = 0; i < count; i++) {
    s.x += x[i] / n;
    s.y += y[i] / n;
  }
  for (size_t i = 0; i < count; i++) {
    double dx = x[i] - s.x, dy = y[i] - s.y, weight = n * (n - 1);
    s.xx += dx * dx / weight;
    s.xy += dx * dy / weight;
    s.yy += dy * dy / weight;
  }
  return s;
}

rq_quotient rq_quotient_clear(const double *y, const double *x, size_t count, double level) {
  const rq_quotient none = {NAN, NAN, NAN};
  if (count < 2) return none;
  sums s = sum_up(y, x, count);
  double t = quantile_t(level, count), t2 = t * t;
  double a = s.x * s.x - t2 * s.xx, b = s.x * s.y - t2 * s.xy, c = s.y * s.y - t2 * s.yy;
  if (!(s.x > 0) || !(a > 0)) return none;
  double root = sqrt(fmax(0, b * b - a * c));
  return (rq_quotient){s.y / s.x, (b - root) / a, (b + root) / a};
}

rq_quotient rq_quotient_share(const double *y, const double *x, size_t count, double level) {
  rq_quotient q = {NAN, NAN, NAN};
  double sum_y = 0, sum_x = 0, squares = 0, n = (double)count;
  for (size_t i = 0; i < count; i++) {
    sum_y += y[i];
    sum_x += x[i];
  }
  if (!(sum_x > 0)) return q;
  q.value = sum_y / sum_x;
  if (count < 2) return q;
  for (size_t i = 0; i < count; i++) {
    double rest = y[i] - q.value * x[i];
    squares += rest * rest;
  }
  if (!(squares > 0)) return q; /* none or all of a few: that does not say that it is so always */
  double half = quantile_t(level, count) * sqrt(n / (n - 1) * squares) / sum_x;
  q.lower = q.value - half;
  q.upper = q.value + half;
  return q;
}

/* ---- many comparisons ---- */

typedef struct ranked {
  double p;
  size_t at;
} ranked;

static int by_p(const void *left, const void *right) {
  const ranked *a = left, *b = right;
  if (a->p != b->p) return a->p < b->p ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

void rq_holm(const double *p, size_t count, double *adjusted) {
  size_t tests = 0;
  for (size_t i = 0; i < count; i++) {
    adjusted[i] = NAN;
    tests += isnan(p[i]) ? 0 : 1;
  }
  ranked *order = malloc((tests ? tests : 1) * sizeof *order);
  if (!order) return; /* none is said to be clear */
  for (size_t i = 0, k = 0; i < count; i++)
    if (!isnan(p[i])) order[k++] = (ranked){p[i], i};
  qsort(order, tests, sizeof *order, by_p);
  double most = 0;
  for (size_t k = 0; k < tests; k++) {
    most = fmax(most, fmin(1, order[k].p * (double)(tests - k)));
    adjusted[order[k].at] = most;
  }
  free(order);
}

uint32_t rq_replicates_needed(double deviation, double half_width, double level) {
  if (!(deviation >= 0) || !(half_width > 0)) return 0;
  uint32_t low = 1, high = MOST_REPLICATES; /* low are too few, high are enough or as many as are said */
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (quantile_t(level, middle) * deviation <= half_width * sqrt(middle))
      high = middle;
    else
      low = middle;
  }
  return high;
}
