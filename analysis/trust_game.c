/* The trust game: the replicator equation. */
#include "analysis/trust_game.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>

static int replicate(double t, const double y[], double dy[], void *context) {
  double payoff[3], mean = 0;
  (void)t;
  rq_trust_payoffs(context, y, payoff);
  for (size_t i = 0; i < 3; i++) mean += y[i] * payoff[i];
  for (size_t i = 0; i < 3; i++) dy[i] = y[i] * (payoff[i] - mean);
  return GSL_SUCCESS;
}

static bool at_rest(const trust_parameters *p, const double y[3]) {
  double dy[3];
  replicate(0, y, dy, (void *)p);
  return fabs(dy[0]) + fabs(dy[1]) + fabs(dy[2]) < 1e-13;
}

rq_status rq_trust_limit(const trust_parameters *p, double limit[3], rq_error *error) {
  gsl_odeiv2_system flow = {replicate, NULL, 3, (void *)p};
  gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&flow, gsl_odeiv2_step_rkf45, 1e-4, 1e-13, 1e-11);
  if (!driver) return rq_no_memory(error, "the trust game");
  double t = 0;
  limit[TRUST_INVESTOR] = p->investors;
  limit[TRUST_TRUSTWORTHY] = p->trustworthy;
  limit[TRUST_UNTRUSTWORTHY] = 1 - p->investors - p->trustworthy;
  if (limit[TRUST_UNTRUSTWORTHY] < 1e-12) limit[TRUST_UNTRUSTWORTHY] = 0; /* shares that sum to 1 but for rounding */
  int code = GSL_SUCCESS;
  for (double until = 1; until < 2e6 && code == GSL_SUCCESS && !at_rest(p, limit); until *= 1.1)
    code = gsl_odeiv2_driver_apply(driver, &t, until, limit);
  gsl_odeiv2_driver_free(driver);
  if (code == GSL_SUCCESS && at_rest(p, limit)) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "the shares do not come to rest: %g, %g, %g at time %g", limit[0], limit[1], limit[2], t);
}
