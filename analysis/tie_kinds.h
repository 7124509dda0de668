/* What ties of one kind hold, on average: closeness and both trusts. */
#ifndef RQ_TIE_KINDS_H
#define RQ_TIE_KINDS_H

#include "analysis/configured.h"
#include "analysis/estimates.h"

/* Sums over the ties of one kind (halves of ties among people, or customers' ties to a brand). */
typedef struct rq_tie_kind {
  rq_moments closeness, affective, cognitive, owed;
  rq_pairs trusts; /* affective and cognitive */
} rq_tie_kind;
void rq_tie_kind_add(rq_tie_kind *, double closeness, double affective, double cognitive);
void rq_tie_kind_merge(rq_tie_kind *, const rq_tie_kind *more);

/* The halves of all ties of a snapshot by class and basis. Looked through a slab at a time, in parallel; the same numbers for any number
 * of threads. */
rq_status rq_tie_kinds_find(const rq_run *, uint32_t week, const rq_classes *, rq_tie_kind kinds[RQ_CLASSES][RQ_BASES], rq_error *);

#endif
