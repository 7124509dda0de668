/* Reputation under error, in face.c: the norms by which people act and judge. */
#ifndef FACE_H
#define FACE_H

#include "sim/world.h"

extern const rq_model rq_face_model;
extern const rq_schema rq_face_schema;

/* 1 is good, and helping. Pairs are donor and recipient: BB, BG, GB, GG are 0, 1, 2, 3. */
typedef struct rq_norm {
  const char *name;
  uint8_t judged[8]; /* [2 * pair + helped]: BB_D BB_C BG_D BG_C GB_D GB_C GG_D GG_C */
  uint8_t helps[4];  /* [pair] */
} rq_norm;

/* L1 ... L8 (Ohtsuki & Iwasa 2004, 2006) and image scoring. */
#define RQ_NORMS 9u
extern const rq_norm rq_norms[RQ_NORMS];

typedef struct face_parameters {
  int norm;                 /* index into rq_norms */
  double error;             /* chance that a donor is judged wrongly */
  double start;             /* share of people in good standing at the start */
  double meetings;          /* a person, in a week */
  rq_numbers judged, helps; /* a norm of the user's own, instead: 8 and 4 bits; or none */
  rq_norm rules;            /* derived: which of them holds */
} face_parameters;

/* Observables of a week. */
enum { FACE_MEETINGS, FACE_HELP, FACE_ERRORS, FACE_PEOPLE, FACE_GOOD, FACE_COOPERATION, FACE_SERIES };

#endif
