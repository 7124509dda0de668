/* Events by person: columns are read, cut at a week and put in order of person by a stable sort. */
#include "analysis/happenings.h"
#include <stdlib.h>
#include <string.h>

typedef struct place {
  double person;
  size_t at;
} place;

static int by_person(const void *left, const void *right) {
  const place *a = left, *b = right;
  if (a->person < b->person) return -1;
  if (a->person > b->person) return 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

static rq_status load_columns(const rq_run *run, const char *kind, const char *const *names, rq_happenings *h, rq_error *error) {
  for (unsigned c = 0; c < h->columns; c++) {
    size_t count;
    rq_status status = rq_run_events(run, kind, names[c], &h->value[c], &count, error);
    if (status != RQ_OK) return status;
    if (c > 0 && count != h->count)
      return rq_fail(error, RQ_BAD_DATA, "%s: /events/%s: column '%s' has %zu rows and '%s' has %zu", rq_run_path(run), kind, names[c],
                     count, names[0], h->count);
    h->count = count;
  }
  return RQ_OK;
}

static rq_status put_in_order(rq_happenings *h, uint32_t at, rq_error *error) {
  place *order = malloc((h->count ? h->count : 1) * sizeof *order);
  double *copy = malloc((h->count ? h->count : 1) * sizeof *copy);
  rq_status status = RQ_OK;
  if (!order || !copy) {
    status = rq_no_memory(error, "the panel's events");
    goto out;
  }
  size_t kept = 0;
  for (size_t i = 0; i < h->count; i++)
    if (h->value[0][i] <= at) order[kept++] = (place){h->value[1][i], i};
  qsort(order, kept, sizeof *order, by_person);
  for (unsigned c = 0; c < h->columns && kept > 0; c++) {
    for (size_t i = 0; i < kept; i++) copy[i] = h->value[c][order[i].at];
    memcpy(h->value[c], copy, kept * sizeof *copy);
  }
  h->count = kept;
out:
  free(order);
  free(copy);
  return status;
}

rq_status rq_happenings_load(const rq_run *run, const char *kind, const char *const *names, unsigned columns, uint32_t at, rq_happenings *h,
                             rq_error *error) {
  *h = (rq_happenings){.columns = columns};
  rq_status status = load_columns(run, kind, names, h, error);
  if (status == RQ_OK) status = put_in_order(h, at, error);
  if (status != RQ_OK) rq_happenings_free(h);
  return status;
}

static size_t first_not_before(const rq_happenings *h, double person) {
  size_t low = 0, high = h->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (h->value[1][middle] < person)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t rq_happenings_of(const rq_happenings *h, uint32_t person, size_t *first) {
  *first = first_not_before(h, person);
  return first_not_before(h, (double)person + 1) - *first;
}

uint32_t rq_brand_at(const rq_happenings *purchases, uint32_t person, double week) {
  size_t first, count = rq_happenings_of(purchases, person, &first);
  uint32_t brand = RQ_NOTHING_BOUGHT;
  for (size_t i = first; i < first + count && purchases->value[0][i] <= week; i++) brand = (uint32_t)purchases->value[2][i];
  return brand;
}

void rq_happenings_free(rq_happenings *h) {
  for (unsigned c = 0; c < RQ_MOST_COLUMNS; c++) free(h->value[c]);
  *h = (rq_happenings){0};
}
