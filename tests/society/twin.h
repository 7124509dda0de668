/* A slow, obvious twin of the people's week (model.md 2 to 5), to hold the engine to it.
 *
 * Everybody's ties are a plain list, the week is one function, and nothing is cut into blocks or sent by mail: what the people
 * want of one another in a week stands in lists that all can see. Shared with the engine are only what makes luck and rounding
 * the same: keyed draws, sim/arithmetic.h, the stored precision (closeness and trust in 16 bits, balances in 1/1024), and the order of a
 * person's list (begun last stands last; the last takes the place of one that ends), since a draw chooses by place. */
#ifndef TWIN_H
#define TWIN_H

#include "models/renqing.h"

typedef struct twin_half {
  uint32_t other, introducer;
  uint16_t g, a, c; /* as of week `last` */
  uint16_t last, favored, since;
  int32_t balance; /* what the other owes */
  uint8_t basis, skill;
} twin_half;

typedef struct twin_person {
  uint32_t skill, count, room;
  float orientation, capacity, face;
  int32_t left;
  twin_half *tie;
} twin_person;

/* Something that one person wants of another, or tells another. */
typedef struct wish {
  uint32_t to, from, rank, priority, posted; /* the order in which a person attends to them */
  uint32_t number, week;                     /* of the need, of person `for_whom` */
  uint32_t for_whom, about, skill;
  float face, size;
  float g, a, c;
  answer answer;
  rule rule;
  int32_t amount;
  bool prompt;
} wish;

typedef struct wishes {
  wish *item;
  uint32_t count, room;
} wishes;

typedef struct twin {
  renqing_parameters p; /* a copy that a test may change */
  rq_key key;
  uint32_t week, people;
  twin_person *person;
  wishes again; /* needs that waited for an introduction: carried into the next week */
  double tally[SERIES][8];
} twin;

/* Starts as the world is now (week 0, or any). */
twin twin_of(const rq_world *);
void twin_free(twin *);
void twin_week(twin *);

/* Compares all that the people's week changes, bit for bit, and this week's tallies; NULL where all is the same, or what differs first
 * (static text, overwritten by the next call is avoided by the caller's buffer). */
const char *twin_differs(const twin *, const rq_world *, char *text, size_t size);

#endif
