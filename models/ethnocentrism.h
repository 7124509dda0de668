/* In-group favor on a torus, in ethnocentrism.c. */
#ifndef ETHNOCENTRISM_H
#define ETHNOCENTRISM_H

#include "sim/world.h"

extern const rq_model rq_ethnocentrism_model;
extern const rq_schema rq_ethnocentrism_schema;

/* Observables of a step; people by what they do: 2 x helps same + helps other. */
enum {
  ETHNOCENTRISM_PEOPLE,
  ETHNOCENTRISM_ACTS,
  ETHNOCENTRISM_HELP,
  ETHNOCENTRISM_FAVORING,
  ETHNOCENTRISM_BORN,
  ETHNOCENTRISM_DIED,
  ETHNOCENTRISM_SERIES
};
enum { ETHNOCENTRISM_EGOIST, ETHNOCENTRISM_TRAITOR, ETHNOCENTRISM_ETHNOCENTRIC, ETHNOCENTRISM_ALTRUIST, ETHNOCENTRISM_STRATEGIES };

#endif
