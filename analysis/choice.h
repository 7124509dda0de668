/* Why a customer chose one brand over another: the parts of the utility of model.md 6, put together again from a run file.
 *
 *     V(b) = taste + 3.0 (c - 0.5) - 6.0 sensitivity (price / reference - 1) + rho k (2.0 a + 1.0 tanh(owed)) + 0.3 [last] - 2.0 doubt (1 - rho min(1, k) a)
 *
 * with the run's own weights. What the run did not keep week by week (the state of the tie to the brand that was left) is the
 * last that the panel's events say: the parts are close, not exact. */
#ifndef RQ_CHOICE_H
#define RQ_CHOICE_H

#include "analysis/configured.h"

typedef enum rq_part {
  RQ_PART_TASTE,
  RQ_PART_QUALITY,
  RQ_PART_PRICE,
  RQ_PART_AFFECTION,
  RQ_PART_OWED,
  RQ_PART_HABIT,
  RQ_PART_DOUBT,
  RQ_PARTS
} rq_part;
extern const char *const rq_part_names[RQ_PARTS];

/* The weights of the run, and what is lasting about one customer. */
typedef struct rq_chooser {
  double cognitive, price, affective, owed, habit, doubt, doubt_half_life, reference;
  rq_classes classes;
  double sensitivity, orientation;
  double *taste; /* of each brand */
  uint32_t brands;
  bool known; /* sensitivity, orientation and taste are the customer's own; else 1, 1 and 0, since the run has no snapshot */
} rq_chooser;

rq_status rq_chooser_load(const rq_run *, uint32_t person, rq_chooser *, rq_error *);
void rq_chooser_free(rq_chooser *); /* accepts a zeroed one */

/* How a brand stands with the customer. */
typedef struct rq_standing {
  double closeness, affective, cognitive, owed, price, doubt;
  bool bought_last;
} rq_standing;

/* The parts of the utility of a brand for the customer. */
void rq_choice_parts(const rq_chooser *, uint32_t brand, const rq_standing *, double part[RQ_PARTS]);

#endif
