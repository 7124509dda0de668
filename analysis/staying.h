/* What makes a customer's next purchase stay with the brand: the panel's purchases as rows of a logistic regression. */
#ifndef RQ_STAYING_H
#define RQ_STAYING_H

#include "analysis/logistic.h"
#include "sim/reader.h"

typedef enum rq_staying_term {
  RQ_STAY_INTERCEPT,
  RQ_STAY_AFFECTIVE,
  RQ_STAY_COGNITIVE,
  RQ_STAY_OWED,
  RQ_STAY_PRICE,  /* the brand's list price at the next purchase over the mean of its rivals' then, less 1 */
  RQ_STAY_STREAK, /* log2 of the purchases in a row, this one included */
  RQ_STAY_FAILED, /* 1 where this purchase's service failed and was not forgiven */
  RQ_STAY_HEARD,  /* 1 where the customer heard of a friend's leaving or warning between the two purchases */
  RQ_STAY_TERMS
} rq_staying_term;
extern const char *const rq_staying_names[RQ_STAY_TERMS];

/* One row for each purchase of the panel that has a next one: trust and debt before this purchase, whether the next is of the same brand. */
typedef struct rq_staying {
  size_t rows;
  double *x; /* rows x RQ_STAY_TERMS */
  double *stays;
  uint32_t *person;
} rq_staying;

/* Purchases up to week `at`. No panel: no rows. */
rq_status rq_staying_load(const rq_run *, uint32_t at, rq_staying *, rq_error *);
void rq_staying_free(rq_staying *);

/* The regression on the terms that vary; used[k] is the term of the k-th estimate, spread[] each term's standard deviation over the
 * rows. RQ_BAD_DATA where the rows cannot answer (rq_logistic_fit); else the caller frees fit. */
typedef struct rq_staying_fit {
  rq_regression fit;
  rq_staying_term used[RQ_STAY_TERMS];
  double spread[RQ_STAY_TERMS];
} rq_staying_fit;
rq_status rq_staying_regress(const rq_staying *, rq_staying_fit *, rq_error *);

#endif
