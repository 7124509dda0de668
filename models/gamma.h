/* Gamma and beta variates as logarithms and logits, for people who are drawn at the start of time: also where a small shape would make
 * them underflow. */
#ifndef GAMMA_H
#define GAMMA_H

#include <gsl/gsl_rng.h>

/* The logarithm of a Gamma(shape, scale 1) variate. */
float log_gamma_draw(gsl_rng *, double shape);

/* A Beta(a, b) variate. */
float beta_draw(gsl_rng *, double a, double b);

#endif
