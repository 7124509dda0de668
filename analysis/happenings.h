/* The panel's events of one kind as columns, sorted by person and, within a person, in the order in which they happened. */
#ifndef RQ_HAPPENINGS_H
#define RQ_HAPPENINGS_H

#include "sim/reader.h"

#define RQ_MOST_COLUMNS 12u

typedef struct rq_happenings {
  size_t count;
  unsigned columns;
  double *value[RQ_MOST_COLUMNS]; /* by column, in the order of `names`; NULL where there are no events */
} rq_happenings;

/* Loads the named columns ("week" and "person" first) of the events up to week `at`. No events of the kind: count 0. */
rq_status rq_happenings_load(const rq_run *, const char *kind, const char *const *names, unsigned columns, uint32_t at, rq_happenings *,
                             rq_error *);
/* The events of one person: from *first, so many. */
size_t rq_happenings_of(const rq_happenings *, uint32_t person, size_t *first);
/* Of purchases with the columns week, person, brand: the brand that the person bought last until a week; RQ_NOTHING_BOUGHT for none. */
#define RQ_NOTHING_BOUGHT UINT32_MAX
uint32_t rq_brand_at(const rq_happenings *purchases, uint32_t person, double week);
void rq_happenings_free(rq_happenings *); /* accepts a zeroed one */

#endif
