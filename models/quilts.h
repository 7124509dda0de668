/* Social quilts, in quilts.c: how many friends must stand behind a favor, and the unraveling of a network where they do not. */
#ifndef QUILTS_H
#define QUILTS_H

#include "sim/world.h"

extern const rq_model rq_quilts_model;
extern const rq_schema rq_quilts_schema;

typedef struct rq_quilt {
  double patience; /* d, 0 ... 1, excluded */
  double need;     /* p */
  double benefit, cost;
} rq_quilt;

/* m: the smallest number with d p (v - c) / (1 - d) m > c; INFINITY where no number of friends makes a favor worth its cost. */
double rq_quilt_friends(const rq_quilt *);

typedef enum quilts_shock { QUILTS_NO_SHOCK, QUILTS_TIE, QUILTS_PERSON } quilts_shock;

typedef struct quilts_parameters {
  rq_quilt quilt;
  int64_t common;     /* friends in common that a tie needs */
  int shock;          /* quilts_shock */
  int64_t shock_week; /* when that is lost */
  double friends;     /* derived: m */
} quilts_parameters;

/* Observables of a week. */
enum { QUILTS_PEOPLE, QUILTS_TIES, QUILTS_LOST, QUILTS_SHOCKED, QUILTS_DROPPED, QUILTS_SERIES };

#endif
