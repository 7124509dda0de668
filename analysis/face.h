/* Face, or reputation, under error: social norms that judge who gives favors to whom (Ohtsuki & Iwasa 2004, 2006; the closed form follows
 * Glynatsi, Hilbe & Murase). Everybody is good or bad in everybody's eyes. A random donor helps a random recipient or does not, by both
 * reputations; the norm then judges the donor by both reputations and by what was done, wrongly with probability `error`. */
#ifndef RQ_FACE_H
#define RQ_FACE_H

#include "analysis/estimates.h"
#include "sim/error.h"
#include "sim/random.h"
#include <stdbool.h>

/* 1 is good, and helping. Pairs are donor and recipient: BB, BG, GB, GG are 0, 1, 2, 3. */
typedef struct rq_norm {
  const char *name;
  uint8_t judged[8]; /* [2 * pair + helped]: BB_D BB_C BG_D BG_C GB_D GB_C GG_D GG_C */
  uint8_t helps[4];  /* [pair] */
} rq_norm;

/* L1 ... L8 and image scoring. */
#define RQ_NORMS 9u
extern const rq_norm rq_norms[RQ_NORMS];

typedef struct rq_face {
  double good;    /* share of people in good standing */
  double helping; /* share of favors that are done */
} rq_face;

/* The stable share of the good in a large population, and how much help there is. NaN where every share stays as it is. */
rq_face rq_face_steady(const rq_norm *, double error);

/* The share of favors done among `people` during `rounds` meetings a person, after as many to forget the start (everybody good), by
 * simulation: the mean over replicates. */
rq_status rq_face_simulate(const rq_norm *, double error, uint32_t people, uint32_t rounds, rq_key, uint32_t replicates, rq_estimate *,
                           rq_error *);

#endif
