/* Diffusion after Bass: the curve. */
#include "analysis/bass.h"
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
