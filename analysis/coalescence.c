/* Coalescence times of a network: the walk, what they say about favors, and the direct solver.
 *
 * With 0 on the diagonal the times solve T = J + 1/2 (P T + T P') - diag(r), where r_i = 1 + sum_j p_ij tau_ij is the time until two walkers
 * from i meet again. The t_n need no more than r: t_{n+1} = t_n + sum_i pi_i p_ii^(n) r_i - 1 (Allen et al. 2017, supplement). */
#include "analysis/coalescence.h"
#include "analysis/coalescence_parts.h"
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>

/* ---- the walk ---- */

static void show_person(const rq_network *n, uint32_t v, char text[96]) {
  const char *label = n->label ? n->label[v] : NULL;
  snprintf(text, 96, label ? "%u (%.70s)" : "%u", v + 1, label);
}

/* Everybody must be reached from the first. */
static rq_status check_whole(const rq_network *n, rq_error *error) {
  uint32_t *queue = malloc(((size_t)n->vertices + 1) * sizeof *queue), found = 1;
  bool *seen = calloc((size_t)n->vertices + 1, sizeof *seen);
  rq_status status = queue && seen ? RQ_OK : rq_no_memory(error, "a walk");
  if (!status) {
    queue[0] = 0;
    seen[0] = true;
    for (uint32_t at = 0; at < found; at++)
      for (uint64_t h = n->begin[queue[at]]; h < n->begin[queue[at] + 1]; h++)
        if (!seen[n->target[h]]) {
          seen[n->target[h]] = true;
          queue[found++] = n->target[h];
        }
    uint32_t lost = 0;
    while (lost < n->vertices && seen[lost]) lost++;
    char one[96], other[96];
    if (lost < n->vertices) {
      show_person(n, 0, one);
      show_person(n, lost, other);
      status = rq_fail(error, RQ_BAD_DATA,
                       "the network falls into parts: no path leads from vertex %s to vertex %s; give the largest part alone", one, other);
    }
  }
  free(queue);
  free(seen);
  return status;
}

/* The place of the half from v to u. */
static uint64_t half_to(const rq_network *n, uint32_t v, uint32_t u) {
  uint64_t low = n->begin[v], high = n->begin[v + 1];
  while (low + 1 < high) {
    uint64_t middle = low + (high - low) / 2;
    if (n->target[middle] <= u)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static rq_status check_both_ways(const rq_network *n, rq_error *error) {
  for (uint32_t v = 0; v < n->vertices && n->weight; v++)
    for (uint64_t h = n->begin[v]; h < n->begin[v + 1]; h++) {
      uint32_t u = n->target[h];
      double back = n->weight[half_to(n, u, v)];
      if (fabs(back - n->weight[h]) <= 1e-9 * back) continue;
      char one[96], other[96];
      show_person(n, v, one);
      show_person(n, u, other);
      return rq_fail(error, RQ_BAD_DATA, "the tie between vertex %s and vertex %s weighs %g one way and %g the other; it must be the same",
                     one, other, n->weight[h], back);
    }
  return RQ_OK;
}

rq_status rq_walk_make(const rq_network *n, rq_walk *walk, rq_error *error) {
  *walk = (rq_walk){.people = n->vertices, .begin = n->begin, .target = n->target};
  if (n->vertices < 2) return rq_fail(error, RQ_BAD_DATA, "a network of one person has no ties");
  rq_status status = check_whole(n, error);
  if (!status) status = check_both_ways(n, error);
  if (status) return status;
  walk->step = malloc((n->halves + 1) * sizeof *walk->step);
  walk->share = malloc(((size_t)n->vertices + 1) * sizeof *walk->share);
  walk->strength = malloc(((size_t)n->vertices + 1) * sizeof *walk->strength);
  if (!walk->step || !walk->share || !walk->strength) return rq_no_memory(error, "a walk");
  double all = 0;
  for (uint32_t v = 0; v < n->vertices; v++) {
    walk->strength[v] = 0;
    for (uint64_t h = n->begin[v]; h < n->begin[v + 1]; h++) walk->strength[v] += n->weight ? n->weight[h] : 1;
    all += walk->strength[v];
    for (uint64_t h = n->begin[v]; h < n->begin[v + 1]; h++) walk->step[h] = (n->weight ? n->weight[h] : 1) / walk->strength[v];
  }
  for (uint32_t v = 0; v < n->vertices; v++) walk->share[v] = walk->strength[v] / all;
  return RQ_OK;
}

void rq_walk_free(rq_walk *walk) {
  free(walk->step);
  free(walk->share);
  free(walk->strength);
  *walk = (rq_walk){0};
}

/* ---- the direct solver ----
 * X = S T S with S = diag(sqrt(pi)) obeys X - 1/2 (M X + X M) = s s' - diag(pi r), M = S P S^-1 being symmetric. In the eigenvectors U of M, the
 * first of which is s, Y = U' X U is Y_ab (1 - (l_a + l_b) / 2) = [a = b = 1] - sum_k U_ka U_kb pi_k r_k. The diagonal X_ii = 0 and the
 * equation of Y_11, sum_k pi_k^2 r_k = 1, are people + 1 equations for r and Y_11. */

typedef struct spectrum {
  gsl_matrix *vectors; /* columns; the largest value first */
  gsl_vector *values;
  gsl_matrix *weight; /* 1 / (1 - (l_a + l_b) / 2); 0 for (1, 1) */
} spectrum;

static bool find_spectrum(const rq_walk *w, spectrum *s) {
  gsl_matrix *m = gsl_matrix_calloc(w->people, w->people);
  gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(w->people);
  s->vectors = gsl_matrix_alloc(w->people, w->people);
  s->values = gsl_vector_alloc(w->people);
  s->weight = gsl_matrix_calloc(w->people, w->people);
  bool good = m && work && s->vectors && s->values && s->weight;
  for (uint32_t i = 0; good && i < w->people; i++)
    for (uint64_t h = w->begin[i]; h < w->begin[i + 1]; h++)
      gsl_matrix_set(m, i, w->target[h], w->step[h] * sqrt(w->share[i] / w->share[w->target[h]]));
  good = good && !gsl_eigen_symmv(m, s->values, s->vectors, work) && !gsl_eigen_symmv_sort(s->values, s->vectors, GSL_EIGEN_SORT_VAL_DESC);
  for (size_t a = 0; good && a < w->people; a++)
    for (size_t b = 0; b < w->people; b++)
      if (a || b) gsl_matrix_set(s->weight, a, b, 1 / (1 - (gsl_vector_get(s->values, a) + gsl_vector_get(s->values, b)) / 2));
  gsl_matrix_free(m);
  gsl_eigen_symmv_free(work);
  return good;
}

/* sum over (a, b) but (1, 1) of U_ia U_ib U_ka U_kb / (1 - (l_a + l_b) / 2). */
static double response(const spectrum *s, size_t people, size_t i, size_t k) {
  double sum = 0;
  const double *u = s->vectors->data + i * s->vectors->tda, *v = s->vectors->data + k * s->vectors->tda;
  for (size_t a = 0; a < people; a++) {
    const double *weight = s->weight->data + a * s->weight->tda;
    double row = 0;
    for (size_t b = 0; b < people; b++) row += u[b] * v[b] * weight[b];
    sum += u[a] * v[a] * row;
  }
  return sum;
}

static bool solve_equations(const rq_walk *w, const spectrum *s, double *again) {
  size_t n = w->people;
  gsl_matrix *m = gsl_matrix_calloc(n + 1, n + 1);
  gsl_vector *right = gsl_vector_calloc(n + 1), *solution = gsl_vector_alloc(n + 1);
  gsl_permutation *order = gsl_permutation_alloc(n + 1);
  bool good = m && right && solution && order;
  int sign;
  for (size_t i = 0; good && i < n; i++) {
    for (size_t k = 0; k < n; k++) gsl_matrix_set(m, i, k, -w->share[k] * response(s, n, i, k));
    gsl_matrix_set(m, i, n, w->share[i]);
    gsl_matrix_set(m, n, i, w->share[i] * w->share[i]);
  }
  if (good) gsl_vector_set(right, n, 1);
  good = good && !gsl_linalg_LU_decomp(m, order, &sign) && !gsl_linalg_LU_solve(m, order, right, solution);
  for (size_t i = 0; good && i < n; i++) again[i] = gsl_vector_get(solution, i);
  gsl_matrix_free(m);
  gsl_vector_free(right);
  gsl_vector_free(solution);
  gsl_permutation_free(order);
  return good;
}

static rq_status solve_directly(const rq_walk *w, double *again, rq_error *error) {
  spectrum s = {0};
  bool good = find_spectrum(w, &s) && solve_equations(w, &s, again);
  gsl_matrix_free(s.vectors);
  gsl_vector_free(s.values);
  gsl_matrix_free(s.weight);
  return good ? RQ_OK : rq_fail(error, RQ_INTERNAL, "the coalescence times of %u people cannot be solved for", w->people);
}

/* ---- what follows ---- */

/* p_ii^(2). */
static double there_and_back(const rq_walk *w, uint32_t i) {
  double sum = 0;
  for (uint64_t h = w->begin[i]; h < w->begin[i + 1]; h++) {
    uint32_t j = w->target[h];
    sum += w->step[h] * w->step[h] * w->strength[i] / w->strength[j]; /* p_ji = p_ij w_i / w_j */
  }
  return sum;
}

rq_status rq_coalesce(const rq_walk *w, rq_solver solver, rq_coalescence *result, rq_error *error) {
  *result = (rq_coalescence){.iterations = 0};
  if (w->people > RQ_COALESCENCE_PEOPLE)
    return rq_fail(error, RQ_BAD_DATA, "%u people are too many for coalescence times; at most %d", w->people, RQ_COALESCENCE_PEOPLE);
  if (solver == RQ_SOLVE_DIRECT && w->people > RQ_DIRECT_MOST)
    return rq_fail(error, RQ_BAD_DATA, "%u people are too many for the direct solver; at most %d", w->people, RQ_DIRECT_MOST);
  double *again = malloc(((size_t)w->people + 1) * sizeof *again);
  if (!again) return rq_no_memory(error, "coalescence times");
  bool direct = solver == RQ_SOLVE_DIRECT || (solver == RQ_SOLVE_AUTO && w->people <= RQ_DIRECT_PEOPLE);
  rq_status status = direct ? solve_directly(w, again, error) : rq_solve_coalescence(w, again, &result->iterations, error);
  double once = -1, twice = -1;
  for (uint32_t i = 0; i < w->people && !status; i++) {
    once += w->share[i] * again[i];
    twice += w->share[i] * there_and_back(w, i) * again[i];
  }
  free(again);
  result->t[1] = once;
  result->t[2] = once - 1; /* nobody is his own neighbor */
  result->t[3] = once - 1 + twice;
  double gain = twice - 1; /* t_3 - t_1 */
  result->critical = fabs(gain) > 1e-9 * fabs(once) ? result->t[2] / gain : INFINITY;
  return status;
}
