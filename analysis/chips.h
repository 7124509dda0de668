/* Favors for chips (Moebius 2001; Hauser & Hopenhayn 2008). Two people share K chips. Occasions to do a favor come at the same rate either
 * way; a favor gives its receiver a benefit and costs its giver something, and one chip goes the other way. Who has no chip is refused.
 * With k chips in hand the value of the relationship solves
 *
 *     r V_k = rate ([k < K] (V_{k+1} - cost - V_k) + [k > 0] (V_{k-1} + benefit - V_k)),
 *
 * and K chips are sustained where no one would rather keep the cost than earn a chip: V_{k+1} - V_k >= cost for every k < K. */
#ifndef RQ_CHIPS_H
#define RQ_CHIPS_H

#include "models/chips.h"

typedef struct rq_chips {
  double benefit, cost; /* of one favor; > 0 */
  double discount;      /* rate r, per unit of time; > 0 */
  double rate;          /* occasions per unit of time, each way; > 0 */
} rq_chips;

/* V_0 ... V_chips: chips + 1 values. */
rq_status rq_chips_values(const rq_chips *, uint32_t chips, double *value, rq_error *);

/* Whether so many are sustained. */
rq_status rq_chips_sustained(const rq_chips *, uint32_t chips, bool *sustained, rq_error *);

/* The largest number that is sustained, up to RQ_MOST_CHIPS (more are never kept, so this is found by halving). */
rq_status rq_chips_most(const rq_chips *, uint32_t *chips, rq_error *);

/* The discount rate up to which `chips` > 0 are sustained; 0 where they never are. For one chip rate (benefit - cost) / cost. */
rq_status rq_chips_patience(const rq_chips *, uint32_t chips, double *discount, rq_error *);

/* The share of occasions that are served in the long run: K / (K + 1). */
double rq_chips_served(uint32_t chips);

#endif
