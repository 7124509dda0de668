/* Reputation under error: the steady state of a norm as the root of a quadratic. */
#include "analysis/face.h"
#include <math.h>

/* The chance that a donor of this pair is good afterwards. */
static double judged_good(const rq_norm *norm, unsigned pair, double error) {
  return norm->judged[2 * pair + norm->helps[pair]] ? 1 - error : error;
}

/* Where c2 h^2 + c1 h + c0, what the share h of the good changes by, crosses zero from above. It is not below 0 at h = 0 and not above 0
 * at h = 1, so there is one such place, or it is 0 everywhere. */
static double stable_root(double c2, double c1, double c0) {
  const double tiny = 1e-15;
  if (fabs(c2) < tiny && fabs(c1) < tiny && fabs(c0) < tiny) return NAN;
  if (fabs(c2) < tiny) return fabs(c1) < tiny ? NAN : fmin(1, fmax(0, -c0 / c1));
  double d = sqrt(fmax(0, c1 * c1 - 4 * c2 * c0));
  /* The slope there is -d: 2 c2 h + c1 = -d; the form without cancellation. */
  double h = c1 > 0 ? (-c1 - d) / (2 * c2) : c1 - d != 0 ? 2 * c0 / (d - c1) : 0;
  return fmin(1, fmax(0, h));
}

rq_face rq_face_steady(const rq_norm *norm, double error) {
  double bb = judged_good(norm, 0, error), bg = judged_good(norm, 1, error), gb = judged_good(norm, 2, error),
         gg = judged_good(norm, 3, error);
  double h = stable_root(gg - gb - bg + bb, gb + bg - 2 * bb - 1, bb);
  const uint8_t *s = norm->helps;
  return (rq_face){h, h * h * s[3] + h * (1 - h) * (s[2] + s[1]) + (1 - h) * (1 - h) * s[0]};
}
