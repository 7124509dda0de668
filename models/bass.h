/* Diffusion of a novelty, in bass.c. */
#ifndef BASS_H
#define BASS_H

#include "sim/world.h"

extern const rq_model rq_bass_model;
extern const rq_schema rq_bass_schema;

/* Whose adoptions a person hears of. */
typedef enum bass_hearing { BASS_EVERYBODY, BASS_TIES } bass_hearing;

typedef struct bass_parameters {
  double innovation, imitation; /* p and q, per unit of time */
  int64_t steps;                /* weeks of a unit of time */
  int hears;                    /* bass_hearing */
} bass_parameters;

/* Observables of a week. */
enum { BASS_ADOPTIONS, BASS_ADOPTERS, BASS_PEOPLE, BASS_SHARE, BASS_SERIES };

#endif
