/* Diffusion of a novelty (Bass 1969, Management Science 15:215). Who has not adopted does so at rate p + q F, F being the share of those who
 * have: F(t) = (1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t)). */
#ifndef RQ_BASS_H
#define RQ_BASS_H

typedef struct rq_bass {
  double innovation, imitation; /* p > 0, q >= 0, per unit of time */
} rq_bass;

/* F(t); f(t), the share that adopts per unit of time; and where f is largest: ln(q / p) / (p + q), 0 where q <= p. */
double rq_bass_adopted(const rq_bass *, double time);
double rq_bass_pace(const rq_bass *, double time);
double rq_bass_peak(const rq_bass *);

#endif
