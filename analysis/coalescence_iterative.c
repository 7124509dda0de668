/* Coalescence times of thousands of people, by conjugate gradients (Hestenes & Stiefel 1952).
 *
 * X_ij = sqrt(pi_i) tau_ij sqrt(pi_j), off the diagonal, solves A X = X - 1/2 (M X + X M) = s s', where M_ij = w_ij / sqrt(w_i w_j) and s = sqrt(pi).
 * A is symmetric and, as the walkers are killed when they meet, positive definite on matrices with an empty diagonal; the number of iterations
 * grows with the square root of the longest time. A product takes one pass along the ties of each person over a matrix. */
#include "analysis/coalescence_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 32 };

typedef struct equations {
  const rq_walk *walk;
  size_t n;
  double *link;          /* M, per half */
  double *root;          /* s */
  double *x, *r, *d, *q; /* n x n: solution, residual, direction, A d */
  double *row;           /* n: partial sums, added in order */
} equations;

static void close_system(equations *s) {
  free(s->link);
  free(s->root);
  free(s->x);
  free(s->r);
  free(s->d);
  free(s->q);
  free(s->row);
}

static rq_status open_system(const rq_walk *w, equations *s, rq_error *error) {
  size_t n = w->people, halves = w->begin[n];
  *s = (equations){.walk = w, .n = n};
  s->link = malloc((halves + 1) * sizeof *s->link);
  s->root = malloc(n * sizeof *s->root);
  s->row = malloc(n * sizeof *s->row);
  s->x = calloc(n * n, sizeof *s->x);
  s->r = malloc(n * n * sizeof *s->r);
  s->d = malloc(n * n * sizeof *s->d);
  s->q = malloc(n * n * sizeof *s->q);
  if (!s->link || !s->root || !s->row || !s->x || !s->r || !s->d || !s->q) return rq_no_memory(error, "coalescence times");
  for (size_t i = 0; i < n; i++) s->root[i] = sqrt(w->share[i]);
  for (size_t i = 0; i < n; i++)
    for (uint64_t h = w->begin[i]; h < w->begin[i + 1]; h++) s->link[h] = w->step[h] * s->root[i] / s->root[w->target[h]];
  return RQ_OK;
}

/* q = M d. */
static void walk_once(const equations *s) {
  const rq_walk *w = s->walk;
#pragma omp parallel for schedule(dynamic, 16)
  for (size_t i = 0; i < s->n; i++) {
    double *restrict to = s->q + i * s->n;
    memset(to, 0, s->n * sizeof *to);
    for (uint64_t h = w->begin[i]; h < w->begin[i + 1]; h++) {
      const double *restrict from = s->d + (size_t)w->target[h] * s->n;
      double m = s->link[h];
      for (size_t j = 0; j < s->n; j++) to[j] += m * from[j];
    }
  }
}

/* One tile of q = d - 1/2 (q + q'), off the diagonal, and its mirror image. */
static void fold_tile(const equations *s, size_t top, size_t left) {
  size_t n = s->n, bottom = top + TILE < n ? top + TILE : n, right = left + TILE < n ? left + TILE : n;
  for (size_t i = top; i < bottom; i++)
    for (size_t j = left; j < right && j <= i; j++) {
      double y = i == j ? 0 : s->d[i * n + j] - (s->q[i * n + j] + s->q[j * n + i]) / 2;
      s->q[i * n + j] = s->q[j * n + i] = y;
    }
}

static void fold(const equations *s) {
  size_t tiles = (s->n + TILE - 1) / TILE;
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t a = 0; a < tiles; a++)
    for (size_t b = 0; b <= a; b++) fold_tile(s, a * TILE, b * TILE);
}

static double add_rows(const equations *s) {
  double sum = 0;
  for (size_t i = 0; i < s->n; i++) sum += s->row[i];
  return sum;
}

static double product(const equations *s, const double *a, const double *b) {
#pragma omp parallel for schedule(static)
  for (size_t i = 0; i < s->n; i++) {
    double sum = 0;
    for (size_t j = 0; j < s->n; j++) sum += a[i * s->n + j] * b[i * s->n + j];
    s->row[i] = sum;
  }
  return add_rows(s);
}

/* x += step d, r -= step q; the square of r. */
static double advance(const equations *s, double step) {
#pragma omp parallel for schedule(static)
  for (size_t i = 0; i < s->n; i++) {
    double sum = 0;
    for (size_t k = i * s->n; k < (i + 1) * s->n; k++) {
      s->x[k] += step * s->d[k];
      s->r[k] -= step * s->q[k];
      sum += s->r[k] * s->r[k];
    }
    s->row[i] = sum;
  }
  return add_rows(s);
}

static void turn(const equations *s, double kept) {
#pragma omp parallel for schedule(static)
  for (size_t i = 0; i < s->n; i++)
    for (size_t k = i * s->n; k < (i + 1) * s->n; k++) s->d[k] = s->r[k] + kept * s->d[k];
}

static void start(const equations *s) {
  for (size_t i = 0; i < s->n; i++)
    for (size_t j = 0; j < s->n; j++) s->r[i * s->n + j] = s->d[i * s->n + j] = i == j ? 0 : s->root[i] * s->root[j];
}

static rq_status iterate(const equations *s, uint32_t *iterations, rq_error *error) {
  uint32_t most = 2000 + 20 * (uint32_t)s->n;
  start(s);
  double square = product(s, s->r, s->r), goal = square * 1e-26;
  for (*iterations = 0; square > goal && *iterations < most; ++*iterations) {
    walk_once(s);
    fold(s);
    double after = advance(s, square / product(s, s->d, s->q));
    turn(s, after / square);
    square = after;
  }
  if (square <= goal * 1e6) return RQ_OK; /* three digits short at most, where rounding stops the descent */
  return rq_fail(error, RQ_INTERNAL, "the coalescence times of %zu people do not converge", s->n);
}

rq_status rq_solve_coalescence(const rq_walk *w, double *again, uint32_t *iterations, rq_error *error) {
  equations s;
  rq_status status = open_system(w, &s, error);
  if (!status) status = iterate(&s, iterations, error);
  for (size_t i = 0; i < s.n && !status; i++) {
    again[i] = 1;
    for (uint64_t h = w->begin[i]; h < w->begin[i + 1]; h++) {
      size_t j = w->target[h];
      again[i] += w->step[h] * s.x[i * s.n + j] / (s.root[i] * s.root[j]);
    }
  }
  close_system(&s);
  return status;
}
