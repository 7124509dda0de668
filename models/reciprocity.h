/* Direct reciprocity, in reciprocity.c: tit for tat (TFT, way 0) against always defecting (ALLD, way 1) in the repeated donation game
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
  int partners;     /* reciprocity_partners */
  bool reciprocity; /* false: who should answer defection goes on cooperating, and the answer is lost (a negative control) */
} reciprocity_parameters;

typedef enum reciprocity_partners { RECIPROCITY_SAME, RECIPROCITY_SHUFFLED } reciprocity_partners;

/* Fitness of both ways where `count` of the people, from 1 to all but one, play tit for tat: 1 - selection + selection * payoff, which is the
 * mean over the others of sums over the rounds: TFT against TFT (b - c) / (1 - w), TFT against ALLD -c, ALLD against TFT b.
 *
 * Where partners are shuffled, a round is with another partner, who is treated as the last one treated oneself. With a share x of TFT among a
 * TFT's others, it gives in round t with probability x^(t - 1), Q = 1 / (1 - w x) times in all: it fares (b x - c) Q, and ALLD, among whose
 * others a share y gives, b y Q (a negative control: ALLD always fares better). */
void rq_reciprocity_fitness(const reciprocity_parameters *, uint32_t people, uint32_t count, double fitness[2]);

/* RQ_BAD_DATA where a fitness is not above 0, or nobody is there to play with. */
rq_status rq_reciprocity_check(const reciprocity_parameters *, uint32_t people, rq_error *);

/* Observables of a generation. */
enum { RECIPROCITY_ANSWERING, RECIPROCITY_EVENTS, RECIPROCITY_FIXED, RECIPROCITY_SERIES };

#endif
