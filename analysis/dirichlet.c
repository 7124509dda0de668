/* The NBD-Dirichlet: sums over the number of purchases of the category. */
#include "analysis/dirichlet.h"
#include <math.h>

/* Sums over n = 0, 1, ... of P(n), n P(n) and so on, each times the chance that none, or all, of n purchases are of the brand. */
typedef struct sums {
  double none;        /* P(no purchase of the brand) */
  double none_bought; /* purchases of the category by those */
  double all;         /* P(n >= 1, and all of the brand) */
} sums;

static sums add_up(const rq_dirichlet *d, double share) {
  const double ratio = d->mean / (d->mean + d->shape), own = d->diversity * share, rest = d->diversity - own;
  double log_chance = d->shape * log1p(-ratio), none = 1, all = 1; /* of n = 0 */
  sums s = {0};
  for (double n = 0;; n++) {
    double chance = exp(log_chance);
    s.none += chance * none;
    s.none_bought += n * chance * none;
    if (n > 0) s.all += chance * all;
    double step = ratio * (d->shape + n) / (n + 1);
    if (n > d->mean && step < 1 && chance * (n + 1) < 1e-17 * (1 - step)) return s; /* what is left is less than rounding */
    none *= fmax(0, rest + n) / (d->diversity + n);
    all *= (own + n) / (d->diversity + n);
    log_chance += log(step);
  }
}

rq_brand_figures rq_dirichlet_brand(const rq_dirichlet *d, double share) {
  sums s = add_up(d, share);
  rq_brand_figures f = {.penetration = 1 - s.none};
  f.purchases = d->mean * share / f.penetration;
  f.category = (d->mean - s.none_bought) / f.penetration;
  f.requirements = f.purchases / f.category;
  f.sole = s.all / f.penetration;
  return f;
}

double rq_dirichlet_duplication(const rq_dirichlet *d, double share, double other) {
  double own = 1 - add_up(d, share).none, theirs = 1 - add_up(d, other).none, either = 1 - add_up(d, fmin(1, share + other)).none;
  return (own + theirs - either) / own;
}
