/* Closed classes of a chain, the steady state of each, and what flows into each. */
#include "analysis/chain.h"
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TRANSIENT SIZE_MAX
#define UNKNOWN (SIZE_MAX - 1)

typedef struct work {
  size_t states;
  double *move; /* row shares among known states */
  bool *reach;
  size_t *class; /* number of the closed class; TRANSIENT; UNKNOWN */
} work;

/* Row shares; states without moves to known states are unknown, until no more are. */
static size_t find_unknown(const double *count, work *w) {
  size_t n = w->states, unknown = 0, before;
  for (size_t i = 0; i < n; i++) w->class[i] = TRANSIENT;
  do {
    before = unknown;
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      if (w->class[i] == UNKNOWN) continue;
      for (size_t j = 0; j < n; j++) sum += w->class[j] == UNKNOWN ? 0 : count[i * n + j];
      for (size_t j = 0; j < n && sum > 0; j++) w->move[i * n + j] = w->class[j] == UNKNOWN ? 0 : count[i * n + j] / sum;
      if (sum > 0) continue;
      w->class[i] = UNKNOWN;
      unknown++;
    }
  } while (unknown > before);
  return unknown;
}

/* A known state is in a closed class when all that it leads to lead back. */
static size_t find_classes(work *w) {
  size_t n = w->states, closed = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      w->reach[i * n + j] = w->class[i] != UNKNOWN && w->class[j] != UNKNOWN && (i == j || w->move[i * n + j] > 0);
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; w->reach[i * n + k] && j < n; j++) w->reach[i * n + j] = w->reach[i * n + j] || w->reach[k * n + j];
  for (size_t i = 0; i < n; i++) {
    bool closes = w->class[i] == TRANSIENT;
    for (size_t j = 0; closes && j < n; j++) closes = !w->reach[i * n + j] || w->reach[j * n + i];
    if (!closes) continue;
    for (size_t j = 0; j < n; j++)
      if (w->reach[i * n + j]) w->class[j] = closed;
    closed++;
  }
  return closed;
}

/* Solves matrix x = right into right; both are spoilt. Size 0 is solved already. */
static rq_status solve(gsl_matrix *matrix, gsl_vector *right, rq_error *error) {
  gsl_permutation *order = gsl_permutation_alloc(matrix->size1);
  gsl_vector *x = gsl_vector_alloc(matrix->size1);
  int sign;
  rq_status status = RQ_OK;
  if (!order || !x)
    status = rq_no_memory(error, "the steady state");
  else if (gsl_linalg_LU_decomp(matrix, order, &sign) || gsl_linalg_LU_solve(matrix, order, right, x))
    status = rq_fail(error, RQ_INTERNAL, "the steady state could not be solved");
  else
    gsl_vector_memcpy(right, x);
  if (order) gsl_permutation_free(order);
  if (x) gsl_vector_free(x);
  return status;
}

/* The members of a class, ascending. */
static size_t members(const work *w, size_t class, size_t *list) {
  size_t m = 0;
  for (size_t i = 0; i < w->states; i++)
    if (w->class[i] == class) list[m++] = i;
  return m;
}

/* share = share P with sum 1 inside one closed class, times its weight. */
static rq_status settle(const work *w, size_t class, double weight, size_t *list, double *share, rq_error *error) {
  size_t m = members(w, class, list);
  gsl_matrix *a = gsl_matrix_alloc(m, m);
  gsl_vector *b = gsl_vector_calloc(m);
  rq_status status = a && b ? RQ_OK : rq_no_memory(error, "the steady state");
  for (size_t i = 0; status == RQ_OK && i < m; i++)
    for (size_t j = 0; j < m; j++) gsl_matrix_set(a, i, j, i + 1 == m ? 1 : w->move[list[j] * w->states + list[i]] - (i == j));
  if (status == RQ_OK) {
    gsl_vector_set(b, m - 1, 1);
    status = solve(a, b, error);
  }
  for (size_t i = 0; status == RQ_OK && i < m; i++) share[list[i]] = weight * fmax(gsl_vector_get(b, i), 0);
  if (a) gsl_matrix_free(a);
  if (b) gsl_vector_free(b);
  return status;
}

/* What reaches each closed class from `start`: its own, and what the transient states send there: visits v = start + v Q. */
static rq_status weigh(const work *w, const double *start, size_t *list, double *weight, rq_error *error) {
  size_t n = w->states, m = members(w, TRANSIENT, list);
  for (size_t i = 0; i < n; i++)
    if (w->class[i] < UNKNOWN) weight[w->class[i]] += start[i];
  if (m == 0) return RQ_OK;
  gsl_matrix *a = gsl_matrix_alloc(m, m);
  gsl_vector *visits = gsl_vector_alloc(m);
  rq_status status = a && visits ? RQ_OK : rq_no_memory(error, "the steady state");
  for (size_t i = 0; status == RQ_OK && i < m; i++) {
    gsl_vector_set(visits, i, start[list[i]]);
    for (size_t j = 0; j < m; j++) gsl_matrix_set(a, i, j, (i == j) - w->move[list[j] * n + list[i]]);
  }
  if (status == RQ_OK) status = solve(a, visits, error);
  for (size_t i = 0; status == RQ_OK && i < m; i++)
    for (size_t j = 0; j < n; j++)
      if (w->class[j] < UNKNOWN) weight[w->class[j]] += gsl_vector_get(visits, i) * w->move[list[i] * n + j];
  if (a) gsl_matrix_free(a);
  if (visits) gsl_vector_free(visits);
  return status;
}

static rq_status settle_all(const work *w, const rq_chain *chain, const double *start, double *weight, double *share, rq_error *error) {
  size_t *list = malloc(w->states * sizeof *list);
  if (!list) return rq_no_memory(error, "the steady state");
  rq_status status = weigh(w, start, list, weight, error);
  double total = 0;
  for (size_t k = 0; k < chain->closed; k++) total += weight[k];
  for (size_t i = 0; i < w->states; i++) share[i] = w->class[i] == UNKNOWN ? NAN : 0;
  for (size_t k = 0; status == RQ_OK && k < chain->closed; k++) {
    double own = chain->closed == 1 ? 1 : (total > 0 ? weight[k] / total : NAN);
    status = settle(w, k, own, list, share, error);
  }
  free(list);
  return status;
}

rq_status rq_chain_steady(const double *count, size_t states, const double *start, double *share, rq_chain *chain, rq_error *error) {
  *chain = (rq_chain){0};
  if (states == 0) return RQ_OK;
  work w = {.states = states};
  w.move = calloc(states * states, sizeof *w.move);
  w.reach = calloc(states * states, sizeof *w.reach);
  w.class = calloc(states, sizeof *w.class);
  double *weight = calloc(states, sizeof *weight);
  rq_status status = RQ_OK;
  if (!w.move || !w.reach || !w.class || !weight)
    status = rq_no_memory(error, "the steady state");
  else {
    chain->unknown = find_unknown(count, &w);
    chain->closed = find_classes(&w);
    status = settle_all(&w, chain, start, weight, share, error);
  }
  free(w.move);
  free(w.reach);
  free(w.class);
  free(weight);
  return status;
}
