/* The iterative solver of coalescence times, for coalescence.c. */
#ifndef RQ_COALESCENCE_PARTS_H
#define RQ_COALESCENCE_PARTS_H

#include "analysis/coalescence.h"

/* again[i]: the mean time until two walkers from i meet again. By as many threads as OpenMP has; the same for any number. */
rq_status rq_solve_coalescence(const rq_walk *, double *again, uint32_t *iterations, rq_error *);

#endif
