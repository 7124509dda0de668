/* Ratio estimates over customers. */
#include "analysis/ratio.h"
#include <math.h>

void rq_ratio_add(rq_ratio *r, double y, double x) {
  if (!(x > 0)) return;
  r->customers++;
  r->y += y;
  r->x += x;
  r->yy += y * y;
  r->xy += x * y;
  r->xx += x * x;
}

rq_estimate rq_ratio_estimate(const rq_ratio *r) {
  rq_estimate e = {NAN, NAN, NAN};
  if (!(r->x > 0)) return e;
  e.value = r->y / r->x;
  double odds = e.value / (1 - e.value);
  if (r->customers < 2 || !(odds > 0) || !isfinite(odds)) return e;
  double n = (double)r->customers, squares = r->yy - 2 * e.value * r->xy + e.value * e.value * r->xx;
  double error = sqrt(n / (n - 1) * fmax(squares, 0)) / r->x;
  double width = exp(1.959963984540054 * error / (e.value * (1 - e.value)));
  e.lower = odds / (odds + width);
  e.upper = odds * width / (1 + odds * width);
  return e;
}
