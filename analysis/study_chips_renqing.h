/* The renqing model in its limit of two people who only do each other favors: the chips model again. */
#ifndef RQ_STUDY_CHIPS_RENQING_H
#define RQ_STUDY_CHIPS_RENQING_H

#include "analysis/study.h"

#define RQ_SERVED_RENQING "favors served, renqing of two"

/* The share of needs that are met among pairs with a credit limit of chips / 2 favors (without `refusal`: with none), over as many runs as the case
 * has replicates; nothing for an odd number of chips, or more than 20. */
rq_status rq_chips_renqing(const rq_case *, uint32_t chips, bool refusal, rq_outcomes *, rq_error *);

#endif
