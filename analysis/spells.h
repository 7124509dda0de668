/* Spells: how long a customer stays a customer of a brand.
 *
 * A customer of a brand is somebody whose latest purchase was of that brand. A spell begins with the purchase that makes a customer, and ends with
 * leaving: the next purchase of another brand, or, where a gap is given, so long without any purchase after the last one. A spell
 * that does not end before the customer is last observed is censored there. */
#ifndef RQ_SPELLS_H
#define RQ_SPELLS_H

#include "analysis/log.h"

typedef struct rq_spell {
  uint32_t customer, brand;
  uint32_t segment; /* at its first purchase; RQ_NO_SEGMENT where the log has none */
  double start, length;
  double spent;     /* sum of the prices known */
  size_t purchases; /* at least 1 */
  size_t priced;    /* purchases whose price is known */
  bool left;        /* it ended; else censored */
  bool first;       /* the customer's first with this brand */
} rq_spell;

/* All spells in order of customer and time; malloc'd. `gap` <= 0: only another brand ends a spell. */
rq_status rq_spells_make(const rq_log *, double gap, rq_spell **spells, size_t *count, rq_error *);

#endif
