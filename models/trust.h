/* The N-player trust game (Abbass, Greenwood & Petraki 2016), in trust.c. */
#ifndef TRUST_H
#define TRUST_H

#include "sim/evolution.h"

extern const rq_model rq_trust_model;
extern const rq_schema rq_trust_schema;

enum { TRUST_INVESTOR, TRUST_TRUSTWORTHY, TRUST_UNTRUSTWORTHY, TRUST_WAYS };

typedef struct trust_parameters {
  double honest, dishonest;      /* R1, R2; R1 < R2 < 2 R1 in the publication */
  double investors, trustworthy; /* shares at the start; the rest is untrustworthy */
  double rate;
  bool selection;
} trust_parameters;

/* Of all people the shares y_1, y_2, y_3 are investors, trustworthy and untrustworthy trustees. Each investor hands one unit to the trustees,
 * who share all that alike; a trustworthy one returns `honest` times what it got, and keeps as much; an untrustworthy one keeps `dishonest`
 * times. Payoffs, which are 0 where there is nobody to trust:
 *
 *     investor honest y_2 / (y_2 + y_3) - 1,   trustworthy honest y_1 / (y_2 + y_3),   untrustworthy dishonest y_1 / (y_2 + y_3).
 *
 * `y` may be shares or numbers of people. */
void rq_trust_payoffs(const trust_parameters *, const double y[TRUST_WAYS], double payoff[TRUST_WAYS]);

/* Observables of a week. */
enum { TRUST_PEOPLE, TRUST_PAYOFF, TRUST_SERIES };

#endif
