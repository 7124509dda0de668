/* Favors for chips, in chips.c. */
#ifndef CHIPS_H
#define CHIPS_H

#include "sim/world.h"

extern const rq_model rq_chips_model;
extern const rq_schema rq_chips_schema;

#define RQ_MOST_CHIPS 1000000u

typedef struct chips_parameters {
  int64_t chips, start;                 /* of a pair; in the hands of its first person at the start, -1: drawn */
  double benefit, cost, discount, rate; /* of a favor; of the future, and of occasions each way, per unit of time */
  double occasions;                     /* of a pair, in a week, on average */
  bool refusal;                         /* who has no chip is refused */
} chips_parameters;

/* Units of time that a week is long. */
static inline double chips_week(const chips_parameters *p) {
  return p->occasions / (2 * p->rate);
}

enum { CHIPS_IN_HAND, CHIPS_VALUE, CHIPS_FIELDS };

/* Observables of a week. */
enum { CHIPS_OCCASIONS, CHIPS_FAVORS, CHIPS_REFUSED, CHIPS_SERVED, CHIPS_SERIES };

#endif
