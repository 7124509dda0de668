/* Logistic regression for the studies. */
#ifndef ODDS_H
#define ODDS_H

#include <stddef.h>

/* Fits y (0 or 1) on x, rows x terms with a column of ones; `estimate` gets `terms` log odds. How sure they are is seen from
 * the replicates. Fails the test where there is no answer. */
void odds_fit(const double *x, const double *y, size_t rows, size_t terms, double *estimate);

#endif
