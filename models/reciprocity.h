/* Direct reciprocity, in reciprocity.c: tit for tat (way 0 of the payoffs) against always defecting in the repeated donation game
 * (Nowak 2006, Science 314:1560). */
#ifndef RECIPROCITY_H
#define RECIPROCITY_H

#include "sim/evolution.h"

extern const rq_model rq_reciprocity_model;
extern const rq_schema rq_reciprocity_schema;

typedef struct reciprocity_parameters {
  double again; /* w, 0 <= w < 1: chance that a round follows */
  double benefit, cost, selection;
  double start;     /* share of those who answer favors; 0: one of them */
  bool reciprocity; /* false: who should answer defection goes on cooperating, and the answer is lost (the negative control) */
} reciprocity_parameters;

/* Sums over the rounds, [own][other]: TFT against TFT (b - c) / (1 - w), TFT against ALLD -c, ALLD against TFT b. */
void rq_reciprocity_payoffs(const reciprocity_parameters *, double payoff[2][2]);

/* Fitness of each strategy when `count` of the people are of strategy 0: 1 - selection + selection * mean payoff from the others. Linear in
 * `count`. */
void rq_reciprocity_fitness(double payoff[2][2], uint32_t people, uint32_t count, double selection, double fitness[2]);

/* RQ_BAD_DATA where a fitness is not above 0, or nobody is there to play with. */
rq_status rq_reciprocity_check(double payoff[2][2], uint32_t people, double selection, rq_error *);

/* Observables of a generation. */
enum { RECIPROCITY_ANSWERING, RECIPROCITY_EVENTS, RECIPROCITY_FIXED, RECIPROCITY_SERIES };

#endif
