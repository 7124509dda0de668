/* Diffusion of a novelty (Bass 1969, Management Science 15:215). Who has not adopted does so at rate p + q F, F being the share of those who
 * have: F(t) = (1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t)). */
#ifndef RQ_BASS_H
#define RQ_BASS_H

#include "analysis/estimates.h"
#include "sim/error.h"
#include "sim/random.h"

typedef struct rq_bass {
  double innovation, imitation; /* p > 0, q >= 0, per unit of time */
} rq_bass;

/* F(t); f(t), the share that adopts per unit of time; and where f is largest: ln(q / p) / (p + q), 0 where q <= p. */
double rq_bass_adopted(const rq_bass *, double time);
double rq_bass_pace(const rq_bass *, double time);
double rq_bass_peak(const rq_bass *);

/* The share of adopters at a time among so many who all know each other, by simulation: the mean over replicates. */
rq_status rq_bass_simulate(const rq_bass *, double time, uint32_t people, rq_key, uint32_t replicates, rq_estimate *, rq_error *);

#endif
