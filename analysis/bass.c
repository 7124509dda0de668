/* Diffusion after Bass: the curve, and people who adopt one after the other. */
#include "analysis/bass.h"
#include "analysis/replicates.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

double rq_bass_adopted(const rq_bass *b, double time) {
  double decay = (b->innovation + b->imitation) * time;
  return -expm1(-decay) / (1 + b->imitation / b->innovation * exp(-decay));
}

double rq_bass_pace(const rq_bass *b, double time) {
  double adopted = rq_bass_adopted(b, time);
  return (b->innovation + b->imitation * adopted) * (1 - adopted);
}

double rq_bass_peak(const rq_bass *b) {
  return b->imitation > b->innovation ? log(b->imitation / b->innovation) / (b->innovation + b->imitation) : 0;
}

typedef struct society {
  rq_bass bass;
  double time;
  uint32_t people;
} society;

/* The next of those left adopts after an exponential time. */
static void share_adopted(const void *context, const gsl_rng *chance, double *share) {
  const society *s = context;
  double now = 0, n = s->people;
  uint32_t adopters = 0;
  for (; adopters < s->people; adopters++) {
    now += gsl_ran_exponential(chance, 1 / ((n - adopters) * (s->bass.innovation + s->bass.imitation * adopters / n)));
    if (now > s->time) break;
  }
  *share = adopters / n;
}

rq_status rq_bass_simulate(const rq_bass *bass, double time, uint32_t people, rq_key key, uint32_t replicates, rq_estimate *share,
                           rq_error *error) {
  society s = {*bass, time, people};
  return rq_replicates_mean(share_adopted, &s, key, RQ_DRAW_BASS, replicates, 1, share, error);
}
