/* See export_ties.h. */
#include "analysis/export_ties.h"
#include "analysis/configured.h"
#include <stdlib.h>

enum { BACK_FIELDS = 5 };

/* Columns of ties: a field of the half of a, or (`back`: its place in rq_tie_rows.lower) of that of b. */
static const struct {
  const char *name;
  rq_column_kind kind;
  rq_tie_field field;
  int back;
} columns[RQ_EXPORT_TIES] = {
    {"closeness_ab", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, -1},
    {"closeness_ba", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, 0},
    {"affective_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, -1},
    {"affective_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, 1},
    {"cognitive_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, -1},
    {"cognitive_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, 2},
    {"balance", RQ_NUMBERS_COLUMN, RQ_TIE_BALANCE, -1},
    {"last_favor_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, -1},
    {"last_favor_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, 3},
    {"last_contact_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, -1},
    {"last_contact_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, 4},
    {"basis", RQ_WORDS_COLUMN, RQ_TIE_BASIS, -1},
    {"since", RQ_INTEGERS_COLUMN, RQ_TIE_SINCE, -1},
    {"introducer", RQ_INTEGERS_COLUMN, RQ_TIE_INTRODUCER, -1},
};
static const rq_tie_field back_fields[BACK_FIELDS] = {RQ_TIE_CLOSENESS, RQ_TIE_AFFECTIVE, RQ_TIE_COGNITIVE, RQ_TIE_LAST_FAVOR,
                                                      RQ_TIE_LAST_CONTACT};

void rq_tie_columns(rq_export *x) {
  for (unsigned c = 0; c < RQ_EXPORT_TIES; c++)
    x->tie[c] = (rq_export_column){columns[c].name, columns[c].kind, rq_basis_names, RQ_BASES, NULL};
}

double rq_tie_value(const rq_export *x, unsigned column, size_t tie) {
  const rq_tie_rows *r = x->rows;
  int back = columns[column].back;
  double value = (double)(back >= 0 ? r->lower[r->back[tie]][back] : r->slabs.value[columns[column].field][r->half[tie]]);
  return columns[column].field == RQ_TIE_INTRODUCER && !(value < (double)x->people) ? -1 : value;
}

double rq_tie_weight(const rq_export *x, size_t tie) {
  return (double)(float)((rq_tie_value(x, 0, tie) + rq_tie_value(x, 1, tie)) / 2);
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
  rq_status status = rq_society_load(x->run, x->week, 0, &w->society, error);
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

static rq_status load_lower(const rq_export *x, const walk *w, float (*lower)[BACK_FIELDS], rq_error *error) {
  const rq_society *s = &w->society;
  unsigned wanted = 0;
  for (unsigned f = 0; f < BACK_FIELDS; f++) wanted |= 1u << back_fields[f];
  rq_slabs slabs;
  rq_status status = rq_slabs_open(&slabs, x->run, x->week, s->halves, wanted, error);
  size_t i = 0;
  while (status == RQ_OK && rq_slabs_next(&slabs, &status, error))
    for (size_t k = 0; k < slabs.count; k++) {
      while (slabs.first + k >= s->begin[i + 1]) i++;
      if (s->target[slabs.first + k] > i) continue;
      float *to = lower[w->low[i] + (slabs.first + k - s->begin[i])];
      for (unsigned f = 0; f < BACK_FIELDS; f++) to[f] = slabs.value[back_fields[f]][k];
    }
  rq_slabs_close(&slabs);
  return status;
}

/* ---- rows ---- */

static bool make_rows(rq_tie_rows *r, uint64_t halves) {
  size_t room = halves < RQ_SLAB ? (size_t)halves + 1 : RQ_SLAB;
  r->a = malloc(room * sizeof *r->a);
  r->b = malloc(room * sizeof *r->b);
  r->half = malloc(room * sizeof *r->half);
  r->back = malloc(room * sizeof *r->back);
  r->lower = malloc((size_t)(halves / 2 + 1) * sizeof *r->lower);
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
  if (status == RQ_OK && !make_rows(&r, w.society.halves)) status = rq_no_memory(error, "ties");
  if (status == RQ_OK) status = load_lower(x, &w, r.lower, error);
  if (status == RQ_OK) status = rq_slabs_open(&r.slabs, x->run, x->week, w.society.halves, (1u << RQ_TIE_FIELDS) - 1, error);
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
