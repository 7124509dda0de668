/* Logistic regression for the studies. (Apart from study.h, since analysis/logistic.h and sim/arithmetic.h both have a rq_logistic.) */
#ifndef ODDS_H
#define ODDS_H

#include <stddef.h>
#include <stdint.h>

/* Fits y (0 or 1) on x, rows x terms with a column of ones; rows of one person side by side. `estimate` gets `terms` log odds. Fails
 * the test where there is no answer. */
void odds_fit(const double *x, const double *y, const uint32_t *person, size_t rows, size_t terms, double *estimate);

#endif
