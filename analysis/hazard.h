/* Discrete-time hazards: what makes an event likelier in a week, for those to whom it has not happened yet.
 *
 * Of those at risk in a week with covariates x the share 1 - exp(-exp(x'b)) has the event: exp(b) is the hazard ratio of a continuous-time
 * proportional-hazards model of which only weeks are seen (Prentice & Gloeckler 1978, Biometrics 34:57). Fitted by maximum likelihood, by
 * iteratively reweighted least squares, on cells: all person-weeks of equal covariates are one cell. */
#ifndef RQ_HAZARD_H
#define RQ_HAZARD_H

#include "sim/error.h"
#include <stddef.h>

enum { RQ_HAZARD_TERMS = 256 }; /* at most */

typedef struct rq_hazard {
  size_t terms;
  double estimate[RQ_HAZARD_TERMS]; /* logarithms of hazard ratios */
  double error[RQ_HAZARD_TERMS];    /* standard errors */
  double at_risk, events, log_likelihood;
  unsigned steps;
} rq_hazard;

/* `x` is cells x terms, row-major, with a column of ones (or one for each stratum) for the baseline; `at_risk` are the person-weeks and `events` the
 * events of each cell; a cell without anybody at risk is passed over. RQ_BAD_DATA where there is no answer: no events, events everywhere, terms that
 * depend on each other, or terms that separate the events completely. */
rq_status rq_hazard_fit(const double *x, const double *at_risk, const double *events, size_t cells, size_t terms, rq_hazard *, rq_error *);

#endif
