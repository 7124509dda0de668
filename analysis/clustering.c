/* Clustering: each triangle is found once, from the person of lowest rank in it. Ranks go by the number of ties, so that who has very many is
 * nobody's starting point and the work grows with ties to the power of 1.5 at most (Chiba & Nishizeki 1985). */
#include "analysis/network_measures.h"
#include <math.h>
#include <stdlib.h>

/* For each person, the contacts of higher rank, ascending by number. */
typedef struct upward {
  size_t people;
  uint64_t *begin;
  uint32_t *target;
} upward;

static bool is_higher(const rq_society *s, uint32_t i, uint32_t j) {
  uint32_t a = rq_degree(s, i), b = rq_degree(s, j);
  return b > a || (b == a && j > i);
}

static void free_upward(upward *u) {
  free(u->begin);
  free(u->target);
}

static rq_status point_upward(const rq_society *s, upward *u, rq_error *error) {
  *u = (upward){.people = s->people};
  u->begin = calloc(s->people + 1, sizeof *u->begin);
  u->target = malloc((s->halves / 2 + 1) * sizeof *u->target);
  if (!u->begin || !u->target) return rq_no_memory(error, "clustering");
#pragma omp parallel for schedule(dynamic, 4096)
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) u->begin[i + 1] += is_higher(s, (uint32_t)i, s->target[k]);
  for (size_t i = 0; i < s->people; i++) u->begin[i + 1] += u->begin[i];
#pragma omp parallel for schedule(dynamic, 4096)
  for (size_t i = 0; i < s->people; i++) {
    uint64_t at = u->begin[i];
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++)
      if (is_higher(s, (uint32_t)i, s->target[k])) u->target[at++] = s->target[k];
  }
  return RQ_OK;
}

/* The place of a person in the row of i, in which it is. */
static size_t place_of(const uint32_t *row, size_t count, uint32_t person) {
  size_t low = 0;
  while (count > 1) {
    size_t half = count / 2;
    if (row[low + half] <= person) low += half;
    count -= half;
  }
  return low;
}

/* Triangles whose lowest is i, counted at each of their people. `marked`: a bit for each person, all 0; `found`: one for each contact. */
static void count_from(const upward *u, size_t i, uint64_t *marked, uint64_t *found, uint64_t *closed) {
  const uint32_t *row = u->target + u->begin[i];
  size_t count = (size_t)(u->begin[i + 1] - u->begin[i]);
  if (count < 2) return;
  uint64_t own = 0;
  for (size_t a = 0; a < count; a++) {
    marked[row[a] / 64] |= (uint64_t)1 << row[a] % 64;
    found[a] = 0;
  }
  for (size_t a = 0; a < count; a++)
    for (uint64_t k = u->begin[row[a]]; k < u->begin[row[a] + 1]; k++) {
      uint32_t third = u->target[k];
      if (!(marked[third / 64] >> third % 64 & 1)) continue;
      own++;
      found[a]++;
      found[place_of(row, count, third)]++;
    }
  for (size_t a = 0; a < count; a++) {
    marked[row[a] / 64] = 0;
    if (found[a] == 0) continue;
#pragma omp atomic
    closed[row[a]] += found[a];
  }
  if (own == 0) return;
#pragma omp atomic
  closed[i] += own;
}

static bool count_triangles(const upward *u, uint64_t *closed) {
  size_t widest = 0;
  bool failed = false;
  for (size_t i = 0; i < u->people; i++)
    if (u->begin[i + 1] - u->begin[i] > widest) widest = (size_t)(u->begin[i + 1] - u->begin[i]);
#pragma omp parallel reduction(|| : failed)
  {
    uint64_t *marked = calloc(u->people / 64 + 1, sizeof *marked), *found = malloc((widest + 1) * sizeof *found);
    failed = !marked || !found;
#pragma omp for schedule(dynamic, 256)
    for (size_t i = 0; i < u->people; i++)
      if (marked && found) count_from(u, i, marked, found, closed);
    free(marked);
    free(found);
  }
  return !failed;
}

rq_status rq_measure_clustering(const rq_society *s, rq_clustering *c, rq_error *error) {
  upward u;
  uint64_t *closed = calloc(s->people + 1, sizeof *closed);
  rq_status status = point_upward(s, &u, error);
  if (status == RQ_OK && (!closed || !count_triangles(&u, closed))) status = rq_no_memory(error, "clustering");
  free_upward(&u);
  double all = 0, tied = 0;
  rq_moments local = {0};
  for (size_t i = 0; i < s->people && status == RQ_OK; i++) {
    double d = rq_degree(s, i), pairs = d * (d - 1) / 2;
    if (!(pairs > 0)) continue;
    all += pairs;
    tied += (double)closed[i];
    rq_moments_add(&local, (double)closed[i] / pairs);
  }
  *c = (rq_clustering){.transitivity = all > 0 ? tied / all : NAN, .mean_local = local.count ? local.mean : NAN};
  free(closed);
  return status;
}
