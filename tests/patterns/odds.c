#include "odds.h"
#include "analysis/logistic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void odds_fit(const double *x, const double *y, size_t rows, size_t terms, double *estimate) {
  rq_regression fit;
  rq_error error = RQ_NO_ERROR;
  if (rq_logistic_fit(x, y, NULL, rows, terms, &fit, &error)) fail_msg("%s", error.text);
  memcpy(estimate, fit.estimate, terms * sizeof *estimate);
  rq_logistic_free(&fit);
}
