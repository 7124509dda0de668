/* The study of leaving that is catching: its two halves. */
#ifndef RQ_STUDY_CONTAGION_H
#define RQ_STUDY_CONTAGION_H

#include "analysis/study_runs.h"

#define RQ_RECOVERED "hazard ratio found"

/* Of runs of the small model `contagion`, whose hazard ratio is known: the ratio that the estimator finds, as RQ_RECOVERED. */
rq_status rq_contagion_recover(const rq_case *, rq_outcomes *, rq_error *);

/* Hands over e to outcome k, which is a logarithm, with its interval. */
void rq_contagion_ratio(rq_outcomes *, const char *name, const double *number, size_t runs, size_t outcomes, size_t k);

#endif
