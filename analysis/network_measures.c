/* Degrees, components, assortativity and constraint, from the rows themselves. igraph is too slow for millions of people here; the tests
 * compare with it. */
#include "analysis/network_measures.h"
#include "analysis/graph.h"
#include <math.h>
#include <stdlib.h>

enum { BLOCK = 4096 }; /* people whose sums are added by one thread */

const double rq_degree_quantiles[RQ_DEGREE_QUANTILES] = {0.05, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};

/* ---- degrees ---- */

/* The numbers of ties, ascending, by counting. */
static bool sort_degrees(const rq_society *s, size_t largest, double *sorted) {
  size_t *people = calloc(largest + 1, sizeof *people), at = 0;
  if (!people) return false;
  for (size_t i = 0; i < s->people; i++) people[rq_degree(s, i)]++;
  for (size_t d = 0; d <= largest; d++)
    for (size_t k = 0; k < people[d]; k++) sorted[at++] = (double)d;
  free(people);
  return true;
}

rq_status rq_measure_degrees(const rq_society *s, rq_degrees *d, rq_error *error) {
  *d = (rq_degrees){.tail_exponent = NAN, .tail_from = NAN, .tail_distance = NAN};
  rq_moments m = {0};
  size_t largest = 0;
  for (size_t i = 0; i < s->people; i++) {
    uint32_t degree = rq_degree(s, i);
    largest = degree > largest ? degree : largest;
    d->isolated += degree == 0;
    rq_moments_add(&m, degree);
  }
  double *sorted = malloc((s->people + 1) * sizeof *sorted);
  rq_status status = sorted && sort_degrees(s, largest, sorted) ? RQ_OK : rq_no_memory(error, "ties");
  if (status == RQ_OK) {
    d->mean = s->people ? m.mean : NAN;
    d->deviation = rq_moments_deviation(&m);
    d->largest = s->people ? (double)largest : NAN;
    for (unsigned q = 0; q < RQ_DEGREE_QUANTILES; q++) d->quantile[q] = rq_quantile_sorted(sorted, s->people, rq_degree_quantiles[q]);
    status = rq_fit_tail(sorted + d->isolated, s->people - (size_t)d->isolated, &d->tail_exponent, &d->tail_from, &d->tail_distance, error);
  }
  free(sorted);
  return status;
}

/* ---- components ---- */

/* The person that stands for the component of another; ways that were gone are shortened. */
static uint32_t root_of(uint32_t *above, uint32_t person) {
  while (above[person] != person) person = above[person] = above[above[person]];
  return person;
}

static void join(const rq_society *s, uint32_t *above) {
  for (size_t i = 0; i < s->people; i++) above[i] = (uint32_t)i;
  for (size_t i = 0; i < s->people; i++) {
    uint32_t here = root_of(above, (uint32_t)i);
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1] && s->target[k] < i; k++) {
      uint32_t there = root_of(above, s->target[k]);
      if (there > here) {
        above[there] = here;
      } else {
        above[here] = there;
        here = there;
      }
    }
  }
}

rq_status rq_measure_components(const rq_society *s, rq_components *c, rq_error *error) {
  *c = (rq_components){.people = s->people, .largest_share = NAN};
  uint32_t *above = malloc((s->people + 1) * sizeof *above), *number = malloc((s->people + 1) * sizeof *number);
  c->member = malloc((s->people + 1) * sizeof *c->member);
  c->begin = calloc(s->people + 2, sizeof *c->begin);
  rq_status status = above && number && c->member && c->begin ? RQ_OK : rq_no_memory(error, "components");
  if (status == RQ_OK) {
    join(s, above);
    /* roots are the lowest of their component: their numbers come first; then a counting sort */
    for (size_t i = 0; i < s->people; i++) {
      number[i] = above[i] == i ? (uint32_t)c->count++ : number[root_of(above, (uint32_t)i)];
      c->begin[number[i] + 2]++;
    }
    size_t largest = 0;
    for (size_t k = 0; k < c->count; k++) {
      largest = c->begin[k + 2] > largest ? c->begin[k + 2] : largest;
      c->begin[k + 2] += c->begin[k + 1];
    }
    for (size_t i = 0; i < s->people; i++) c->member[c->begin[number[i] + 1]++] = (uint32_t)i;
    c->largest_share = s->people ? (double)largest / (double)s->people : NAN;
  }
  free(above);
  free(number);
  if (status != RQ_OK) rq_components_free(c);
  return status;
}

void rq_components_free(rq_components *c) {
  free(c->member);
  free(c->begin);
  *c = (rq_components){0};
}

/* ---- who is tied to whom ---- */

rq_status rq_measure_degree_assortativity(const rq_society *s, double *assortativity, rq_error *error) {
  size_t blocks = (s->people + BLOCK - 1) / BLOCK;
  double(*sum)[3] = calloc(blocks + 1, sizeof *sum), product = 0, degree = 0, square = 0, halves = (double)s->halves;
  *assortativity = NAN;
  if (!sum) return rq_no_memory(error, "assortativity");
#pragma omp parallel for schedule(dynamic)
  for (size_t b = 0; b < blocks; b++)
    for (size_t i = b * BLOCK; i < (b + 1) * BLOCK && i < s->people; i++) {
      double d = rq_degree(s, i), others = 0;
      for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) others += rq_degree(s, s->target[k]);
      sum[b][0] += d * others;
      sum[b][1] += d * d;
      sum[b][2] += d * d * d;
    }
  for (size_t b = 0; b < blocks; b++) {
    product += sum[b][0];
    degree += sum[b][1];
    square += sum[b][2];
  }
  free(sum);
  double mean = degree / halves, variance = square / halves - mean * mean;
  if (s->halves > 0 && variance > 0) *assortativity = (product / halves - mean * mean) / variance;
  return RQ_OK;
}

static bool is_tied(const rq_society *s, uint32_t i, uint32_t j) {
  uint64_t low = s->begin[i], high = s->begin[i + 1];
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (s->target[middle] < j)
      low = middle + 1;
    else
      high = middle;
  }
  return low < s->begin[i + 1] && s->target[low] == j;
}

/* All ties alike: a person gives each contact the same share of its time (Burt 1992, equation 2.4). */
static double constraint_of(const rq_society *s, uint32_t i) {
  double share = 1.0 / rq_degree(s, i), sum = 0;
  for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
    uint32_t j = s->target[k];
    double invested = share;
    for (uint64_t m = s->begin[j]; m < s->begin[j + 1]; m++)
      if (s->target[m] != i && is_tied(s, i, s->target[m])) invested += share / rq_degree(s, s->target[m]);
    sum += invested * invested;
  }
  return rq_degree(s, i) ? sum : NAN;
}

void rq_measure_constraint(const rq_society *s, const uint32_t *person, size_t count, double *constraint) {
#pragma omp parallel for schedule(dynamic, 64)
  for (size_t n = 0; n < count; n++) constraint[n] = constraint_of(s, person[n]);
}

/* ---- groups ---- */

typedef struct numbered {
  uint32_t group, person;
} numbered;

static int by_group(const void *left, const void *right) {
  const numbered *a = left, *b = right;
  return a->group < b->group ? -1 : a->group > b->group;
}

/* Numbers the groups without gaps where their own numbers are much larger than there are people; returns a bound of the numbers. */
static bool compact(uint32_t *number, size_t people, size_t *groups) {
  uint32_t largest = 0;
  for (size_t i = 0; i < people; i++)
    if (number[i] != RQ_UNGROUPED && number[i] > largest) largest = number[i];
  *groups = (size_t)largest + 1;
  if (*groups <= 4 * people + 256) return true;
  numbered *order = malloc((people + 1) * sizeof *order);
  if (!order) return false;
  for (size_t i = 0; i < people; i++) order[i] = (numbered){number[i], (uint32_t)i};
  qsort(order, people, sizeof *order, by_group);
  *groups = 0;
  for (size_t i = 0; i < people; i++) {
    if (order[i].group == RQ_UNGROUPED) continue;
    if (i == 0 || order[i].group != order[i - 1].group) ++*groups;
    number[order[i].person] = (uint32_t)(*groups - 1);
  }
  free(order);
  return true;
}

/* Ties of person i that count, and those of them inside its group. */
static uint32_t count_row(const rq_society *s, const uint32_t *number, size_t i, uint64_t *same) {
  uint32_t ends = 0;
  for (uint64_t k = s->begin[i]; k < s->begin[i + 1] && number[i] != RQ_UNGROUPED; k++) {
    uint32_t other = number[s->target[k]];
    ends += other != RQ_UNGROUPED;
    *same += other == number[i];
  }
  return ends;
}

static void count_mixing(const rq_society *s, const uint32_t *number, size_t groups, uint32_t *ends, uint64_t *of_group, rq_mixing *m) {
  uint64_t same = 0, halves = 0;
#pragma omp parallel for schedule(dynamic, BLOCK) reduction(+ : same, halves)
  for (size_t i = 0; i < s->people; i++) {
    ends[i] = count_row(s, number, i, &same);
    halves += ends[i];
  }
  for (size_t i = 0; i < s->people; i++)
    if (number[i] != RQ_UNGROUPED) of_group[number[i]] += ends[i];
  *m = (rq_mixing){.assortativity = NAN, .same = NAN, .by_chance = NAN, .ties = halves / 2};
  if (halves == 0) return;
  m->by_chance = 0;
  for (size_t g = 0; g < groups; g++) m->by_chance += (double)of_group[g] / (double)halves * ((double)of_group[g] / (double)halves);
  m->same = (double)same / (double)halves;
  if (m->by_chance < 1) m->assortativity = (m->same - m->by_chance) / (1 - m->by_chance);
}

rq_status rq_measure_mixing(const rq_society *s, const uint32_t *group, rq_mixing *m, rq_error *error) {
  size_t groups = 0;
  uint32_t *number = malloc((s->people + 1) * sizeof *number), *ends = malloc((s->people + 1) * sizeof *ends);
  uint64_t *of_group = NULL;
  for (size_t i = 0; number && i < s->people; i++) number[i] = group[i];
  if (number && compact(number, s->people, &groups)) of_group = calloc(groups + 1, sizeof *of_group);
  rq_status status = ends && of_group ? RQ_OK : rq_no_memory(error, "groups of people");
  if (status == RQ_OK) count_mixing(s, number, groups, ends, of_group, m);
  free(number);
  free(ends);
  free(of_group);
  return status;
}
