/* Names are sorted, equal ones get one number, and the numbers are put in the order asked for. */
#include "sim/network_names.h"
#include "sim/network.h"
#include <stdlib.h>
#include <string.h>

typedef struct name {
  const char *text;
  size_t length; /* leading zeros apart, the order of numbers is that of length, then of digits */
  uint32_t place;
} name;

static int by_first_place(const void *a, const void *b) {
  const name *x = a, *y = b;
  return x->place < y->place ? -1 : x->place > y->place;
}

static int by_text(const void *a, const void *b) {
  const name *x = a, *y = b;
  if (x->length != y->length) return x->length < y->length ? -1 : 1;
  int order = memcmp(x->text, y->text, x->length);
  return order ? order : by_first_place(a, b);
}

/* Leaves the first of each run of equal names at the front of `sorted`; every name learns the number of its run. */
static size_t unite(name *sorted, size_t count, uint32_t *number) {
  size_t distinct = 0;
  for (size_t i = 0; i < count; i++) {
    const name *last = &sorted[distinct ? distinct - 1 : 0];
    bool same = distinct && last->length == sorted[i].length && !memcmp(last->text, sorted[i].text, last->length);
    if (!same) sorted[distinct++] = sorted[i];
    number[sorted[i].place] = (uint32_t)distinct - 1;
  }
  return distinct;
}

/* Numbers runs anew, by the place where they first appear. */
static rq_status renumber(name *runs, size_t distinct, uint32_t *number, size_t count, rq_error *error) {
  uint32_t *rank = malloc((distinct + 1) * sizeof *rank);
  if (!rank) return rq_no_memory(error, "names");
  for (size_t i = 0; i < distinct; i++) runs[i].length = i; /* the run's number so far */
  qsort(runs, distinct, sizeof *runs, by_first_place);
  for (size_t i = 0; i < distinct; i++) rank[runs[i].length] = (uint32_t)i;
  for (size_t i = 0; i < count; i++)
    if (number[i] != RQ_NO_GROUP) number[i] = rank[number[i]];
  free(rank);
  return RQ_OK;
}

rq_status rq_number_names(const char *const *names, size_t count, bool by_value, uint32_t *number, uint32_t *distinct, rq_error *error) {
  name *sorted = malloc((count + 1) * sizeof *sorted);
  if (!sorted) return rq_no_memory(error, "names");
  size_t known = 0;
  for (size_t i = 0; i < count; i++) {
    number[i] = RQ_NO_GROUP;
    if (!names[i]) continue;
    const char *text = names[i];
    while (by_value && text[0] == '0' && text[1]) text++;
    sorted[known++] = (name){text, strlen(text), (uint32_t)i};
  }
  qsort(sorted, known, sizeof *sorted, by_text);
  size_t runs = unite(sorted, known, number);
  rq_status status = by_value ? RQ_OK : renumber(sorted, runs, number, count, error);
  *distinct = (uint32_t)runs;
  free(sorted);
  return status;
}
