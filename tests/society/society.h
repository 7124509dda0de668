/* A society of people alone (no brands), made from "key=value" settings, for the tests of the people's week. */
#ifndef SOCIETY_H
#define SOCIETY_H

#include "models/people.h"
#include "sim/engine.h"
#include "sim/run.h"

typedef struct society {
  rq_setup setup;
  rq_world *world;
  const renqing_parameters *p;
} society;

/* Settings on top of the defaults, ended by NULL. Fails the test where one is wrong. */
society society_open(const char *const *sets, int threads);
void society_close(society *);

/* Turns weeks; with `verify` all invariants must hold after each. */
void society_turn(society *, uint32_t weeks, bool verify);

/* Turns weeks and sums a tally over them. */
double society_sum(society *, uint32_t weeks, uint32_t series, uint32_t cell);

#endif
