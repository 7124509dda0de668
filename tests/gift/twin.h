/* The gift model once more, as plain loops over people and over ties that are there once: an oracle, slow and obvious. */
#ifndef TWIN_H
#define TWIN_H

#include "models/gift.h"
#include "sim/engine.h"

typedef struct twin_tie {
  uint32_t low, high;        /* the two people, low < high */
  uint16_t closeness, trust; /* in 65535ths; closeness as of the tick `last` */
  int balance;               /* gifts from low to high, less those from high to low */
  uint32_t last;
} twin_tie;

typedef struct twin {
  const gift_parameters *p;
  rq_key key;
  uint32_t people, ties, week, picked, gifts;
  uint32_t *favors;
  twin_tie *tie;
  uint32_t *begin, *number; /* ties of person i, in the order of the world's row: number[begin[i]] ... */
  bool high_first;          /* a wrong twin: of two gifts on one tie that of the higher number is booked first */
} twin;

/* The people and ties of a world at its start. */
twin twin_of(const rq_world *);
void twin_free(twin *);
void twin_tick(twin *);

/* Halves of ties and favors of people that the world holds differently, and whether this week's counts differ. */
uint64_t twin_differs(const twin *, const rq_world *);

#endif
