/* In-group favor on a torus, in ethnocentrism.c. */
#ifndef ETHNOCENTRISM_H
#define ETHNOCENTRISM_H

#include "sim/world.h"

extern const rq_model rq_ethnocentrism_model;

#endif
