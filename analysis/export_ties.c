/* See export_ties.h. */
#include "analysis/export_ties.h"
#include <stdlib.h>

double rq_tie_value(const rq_export *x, unsigned column, size_t tie) {
  const rq_tie_rows *r = x->rows;
  const rq_export_column *c = &x->tie[column];
  double value =
      (double)(c->back >= 0 ? r->lower[r->back[tie] * x->back_fields + (size_t)c->back] : r->slabs.value[c->field][r->half[tie]]);
  return c->kind == RQ_PERSON_COLUMN && !(value < (double)x->people) ? -1 : value;
}

double rq_tie_weight(const rq_export *x, size_t tie) {
  unsigned column = (unsigned)x->weight;
  return x->weight < 0 ? 1 : (double)(float)((rq_tie_value(x, column, tie) + rq_tie_value(x, column + 1, tie)) / 2);
}

/* ---- halves towards lower numbers ---- */

/* What is needed to go through the ties. */
typedef struct walk {
  rq_society society;
  uint64_t *low;   /* the place in `lower` of each person's first */
  uint64_t *next;  /* of that whose partner comes next: see rq_society_meet */
  uint32_t person; /* whose row it is in */
} walk;

static rq_status open_walk(const rq_export *x, walk *w, rq_error *error) {
  rq_status status = rq_society_rows(x->run, x->week, &w->society, error);
  if (status == RQ_OK) status = rq_society_check(&w->society, rq_run_path(x->run), error);
  if (status != RQ_OK) return status;
  w->low = calloc(w->society.people + 1, sizeof *w->low);
  w->next = calloc(w->society.people + 1, sizeof *w->next);
  if (!w->low || !w->next) return rq_no_memory(error, "ties");
  const rq_society *s = &w->society;
  for (size_t i = 0; i < s->people; i++) {
    uint64_t k = s->begin[i];
    while (k < s->begin[i + 1] && s->target[k] < i) k++;
    w->low[i + 1] = w->low[i] + (k - s->begin[i]);
    w->next[i] = w->low[i];
  }
  return RQ_OK;
}

static void close_walk(walk *w) {
  rq_society_free(&w->society);
  free(w->low);
  free(w->next);
}

static rq_status load_lower(const rq_export *x, const walk *w, float *lower, rq_error *error) {
  const rq_society *s = &w->society;
  unsigned wanted = 0;
  for (size_t c = 0; c < x->tie_columns; c++)
    if (x->tie[c].back >= 0) wanted |= 1u << x->tie[c].field;
  rq_slabs slabs;
  rq_status status = rq_slabs_of(&slabs, x->run, x->week, s->halves, x->tie_field, x->tie_fields, wanted, error);
  size_t i = 0;
  while (status == RQ_OK && rq_slabs_next(&slabs, &status, error))
    for (size_t k = 0; k < slabs.count; k++) {
      while (slabs.first + k >= s->begin[i + 1]) i++;
      if (s->target[slabs.first + k] > i) continue;
      float *to = lower + (w->low[i] + (slabs.first + k - s->begin[i])) * x->back_fields;
      for (size_t c = 0; c < x->tie_columns; c++)
        if (x->tie[c].back >= 0) to[x->tie[c].back] = slabs.value[x->tie[c].field][k];
    }
  rq_slabs_close(&slabs);
  return status;
}

/* ---- rows ---- */

static bool make_rows(rq_tie_rows *r, uint64_t halves, size_t back_fields) {
  size_t room = halves < RQ_SLAB ? (size_t)halves + 1 : RQ_SLAB;
  r->a = malloc(room * sizeof *r->a);
  r->b = malloc(room * sizeof *r->b);
  r->half = malloc(room * sizeof *r->half);
  r->back = malloc(room * sizeof *r->back);
  r->lower = malloc((size_t)(halves / 2 + 1) * (back_fields + 1) * sizeof *r->lower);
  return r->a && r->b && r->half && r->back && r->lower;
}

static void free_rows(rq_tie_rows *r) {
  free(r->a);
  free(r->b);
  free(r->half);
  free(r->back);
  free(r->lower);
  rq_slabs_close(&r->slabs);
}

/* The ties of the slab of halves at hand. */
static void fill_rows(walk *w, rq_tie_rows *r) {
  const rq_society *s = &w->society;
  r->first += r->count;
  r->count = 0;
  for (size_t k = 0; k < r->slabs.count; k++) {
    uint64_t half = r->slabs.first + k;
    while (half >= s->begin[w->person + 1]) w->person++;
    uint32_t other = s->target[half];
    if (other < w->person) continue;
    r->a[r->count] = w->person;
    r->b[r->count] = other;
    r->half[r->count] = (uint32_t)k;
    r->back[r->count++] = w->next[other]++;
  }
}

rq_status rq_export_ties(rq_export *x, rq_row_writer *write, FILE *out, rq_error *error) {
  walk w = {0};
  rq_tie_rows r = {0};
  rq_status status = open_walk(x, &w, error);
  if (status == RQ_OK && !make_rows(&r, w.society.halves, x->back_fields)) status = rq_no_memory(error, "ties");
  if (status == RQ_OK) status = load_lower(x, &w, r.lower, error);
  if (status == RQ_OK)
    status = rq_slabs_of(&r.slabs, x->run, x->week, w.society.halves, x->tie_field, x->tie_fields, (1u << x->tie_fields) - 1, error);
  x->rows = &r;
  while (status == RQ_OK && rq_slabs_next(&r.slabs, &status, error)) {
    fill_rows(&w, &r);
    status = rq_export_rows(x, r.count, write, out, error);
  }
  x->rows = NULL;
  free_rows(&r);
  close_walk(&w);
  return status;
}
