/* Discrete-time hazards: what makes an event likelier in a week, for those to whom it has not happened yet.
 *
 * Of those at risk in a week with covariates x in stratum s the share 1 - exp(-exp(a_s + x'b)) has the event: exp(b) is the hazard ratio of a
 * continuous-time proportional-hazards model of which only weeks are seen (Prentice & Gloeckler 1978, Biometrics 34:57). Fitted by maximum
 * likelihood, by iteratively reweighted least squares, on cells: all person-weeks of equal covariates in a stratum are one cell. */
#ifndef RQ_HAZARD_H
#define RQ_HAZARD_H

#include "sim/error.h"
#include <stddef.h>

enum { RQ_HAZARD_TERMS = 32 }; /* at most */

typedef struct rq_hazard {
  size_t terms;
  double estimate[RQ_HAZARD_TERMS]; /* logarithms of hazard ratios */
  double error[RQ_HAZARD_TERMS];    /* standard errors */
  double at_risk, events, log_likelihood;
  unsigned steps;
} rq_hazard;

/* What is counted: `at_risk` are the person-weeks and `events` the events of each cell; `x` is cells x terms, row-major. `stratum` numbers
 * the baselines from 0 on; NULL: all are one. A stratum in which nobody has the event, or everybody, says nothing and is passed over. */
typedef struct rq_hazard_cells {
  size_t cells, terms, strata;
  const double *x, *at_risk, *events;
  const size_t *stratum;
} rq_hazard_cells;

/* RQ_BAD_DATA where there is no answer: no stratum that says anything, terms that depend on each other, or terms that separate the events completely. */
rq_status rq_hazard_fit(const rq_hazard_cells *, rq_hazard *, rq_error *);

#endif
