/* Gamma variates: log G(a) = log G(a + 1) + log(U) / a (Marsaglia & Tsang 2000). */
#include "models/gamma.h"
#include "sim/arithmetic.h"
#include <gsl/gsl_randist.h>

float log_gamma_draw(gsl_rng *generator, double shape) {
  double gamma = gsl_ran_gamma(generator, shape + 1.0, 1.0);
  return rq_log((float)gamma) + rq_log((float)gsl_rng_uniform_pos(generator)) / (float)shape;
}

float beta_draw(gsl_rng *generator, double a, double b) {
  float x = log_gamma_draw(generator, a), y = log_gamma_draw(generator, b);
  return rq_logistic(x - y);
}
