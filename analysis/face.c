/* Reputation under error: the steady state of a norm as the root of a quadratic, and a population that lives by it. */
#include "analysis/face.h"
#include "analysis/replicates.h"
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const rq_norm rq_norms[RQ_NORMS] = {
    {"L1", {0, 1, 0, 1, 1, 1, 0, 1}, {1, 1, 0, 1}},
    {"L2", {0, 1, 0, 1, 1, 0, 0, 1}, {1, 1, 0, 1}},
    {"L3", {1, 1, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L4", {1, 0, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L5", {1, 1, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"L6", {1, 0, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"L7", {0, 0, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L8", {0, 0, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"image scoring", {0, 1, 0, 1, 0, 1, 0, 1}, {0, 1, 0, 1}},
};

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

/* ---- a population ---- */

typedef struct society {
  const rq_norm *norm;
  double error;
  uint32_t people, rounds;
} society;

/* One meeting; whether there was help. */
static bool meet(const society *s, uint8_t *good, const gsl_rng *chance) {
  unsigned long donor = gsl_rng_uniform_int(chance, s->people), other = gsl_rng_uniform_int(chance, s->people - 1ul);
  unsigned long recipient = other < donor ? other : other + 1;
  unsigned pair = 2u * good[donor] + good[recipient], helped = s->norm->helps[pair];
  bool wrong = gsl_rng_uniform(chance) < s->error;
  good[donor] = s->norm->judged[2 * pair + helped] != wrong;
  return helped;
}

static void share_helped(const void *context, const gsl_rng *chance, double *share) {
  const society *s = context;
  uint64_t meetings = (uint64_t)s->people * s->rounds, helped = 0;
  uint8_t *good = malloc(s->people);
  *share = NAN;
  if (!good) return;
  memset(good, 1, s->people);
  for (uint64_t i = 0; i < meetings; i++) meet(s, good, chance);
  for (uint64_t i = 0; i < meetings; i++) helped += meet(s, good, chance);
  free(good);
  *share = (double)helped / (double)meetings;
}

rq_status rq_face_simulate(const rq_norm *norm, double error, uint32_t people, uint32_t rounds, rq_key key, uint32_t replicates,
                           rq_estimate *helping, rq_error *failure) {
  society s = {norm, error, people, rounds};
  return rq_replicates_mean(share_helped, &s, key, RQ_DRAW_FACE, replicates, 1, helping, failure);
}
