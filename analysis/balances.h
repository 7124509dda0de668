/* What people owe each other over their ties, and in which directions favors have gone. */
#ifndef RQ_BALANCES_H
#define RQ_BALANCES_H

#include "sim/reader.h"

typedef struct rq_balances {
  size_t people;
  double *credit, *debt;                 /* of each person: what others owe it, what it owes; favor units */
  double ties, owed, one_way, both_ways; /* ties; what is owed over all of them; ties with favors in one direction, in both */
} rq_balances;

/* Goes through the ties of a snapshot a slab at a time. RQ_BAD_DATA where a tie has one half only. */
rq_status rq_balances_find(const rq_run *, uint32_t week, rq_balances *, rq_error *);
void rq_balances_free(rq_balances *); /* accepts a zeroed one */

#endif
