/* The gift model, in gift.c: its parameters, state and observables, in the order of its tables. */
#ifndef GIFT_H
#define GIFT_H

#include "sim/world.h"

extern const rq_model rq_gift_model;

/* A fading of many ticks is two looked-up factors: pace^n = coarse[n / 256] * fine[n % 256]. */
#define GIFT_FADE 256u

/* Derived from the parameters once: what a tick works with. */
typedef struct gift_rules {
  float least, span, closeness_gain, trust_gain;
  int fair_within;
  float fine[GIFT_FADE], coarse[GIFT_FADE];
} gift_rules;

typedef struct gift_parameters {
  int64_t favors;                      /* of each person at the start */
  double closeness_start, trust_start; /* of every tie */
  double least, most;                  /* probability of giving: least + (most - least) * trust * closeness */
  double closeness_gain, trust_gain;   /* by a gift */
  int64_t fair_within;                 /* balances below this, either way, are fair */
  double fading;                       /* of closeness, a tick */
  gift_rules rules;
} gift_parameters;

/* State: of people, then of ties (each half has a copy). */
enum { G_FAVORS, G_LATER, G_CLOSENESS, G_TRUST, G_BALANCE, G_LAST, G_FIELDS };

/* Observables of a tick. */
enum { GS_PICKED, GS_GIFTS, GS_REFUSED, GS_CLOSENESS, GS_TRUST, GS_SERIES };

/* Purpose of the one word that a person draws in a tick (rq_shared_words). Times the number of ties, its upper half picks the tie, and its
 * lower half decides. */
enum { GQ_GIVE = 1 };

#define GIFT_NONE UINT16_MAX /* of G_LATER */

#endif
