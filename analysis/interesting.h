/* Panel customers whose story is worth telling. */
#ifndef RQ_INTERESTING_H
#define RQ_INTERESTING_H

#include "sim/reader.h"
#include <jansson.h>
#include <stdio.h>

typedef enum rq_interest {
  RQ_CAME_BACK, /* times that it came back to a brand that it had left */
  RQ_LOYAL,     /* purchases of one brand in a row, the longest such row */
  RQ_CONTACTED, /* contacts by brands */
  RQ_GAVE_BACK, /* favors given back to brands */
  RQ_WARNED,    /* warnings and leavings heard from friends */
  RQ_FORGAVE,   /* service failures forgiven */
  RQ_INTERESTS
} rq_interest;

typedef struct rq_interesting {
  uint32_t *person; /* the panel */
  size_t people;
  double *count; /* people x RQ_INTERESTS */
} rq_interesting;

rq_status rq_interesting_find(const rq_run *, rq_interesting *, rq_error *);
void rq_interesting_free(rq_interesting *);
/* The `most` first persons of each kind; persons with 0 are left out. */
void rq_interesting_print(const rq_interesting *, size_t most, FILE *);
json_t *rq_interesting_json(const rq_interesting *, size_t most);

#endif
