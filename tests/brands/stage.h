/* A small society with its brands, from a few lines of YAML, for tests of the brand side. */
#ifndef STAGE_H
#define STAGE_H

#include "models/brands.h"
#include "sim/engine.h"
#include "sim/run.h"

/* People who only buy: no needs, no meetings. */
#define QUIET "favors: {needs: 0, repayment: {occasions: 0}}\nmeetings: {rate: 0}\npanel: {size: 0}\n"

/* So many people on a ring, each tied to four: quick to make and to verify. */
#define RING(people) "population: {size: " #people ", network: {kind: lattice, mean_degree: 4}}\n"

typedef struct stage {
  rq_setup setup;
  rq_world *world;
  renqing_parameters *p;
  brand_state s; /* as of the last week turned */
} stage;

/* `weeks` of the configuration do not matter; the test turns them. Fails the test where the configuration is wrong. */
stage stage_open(const char *yaml);
stage stage_open_with(const char *yaml, int threads);
void stage_close(stage *);
/* Turns weeks; all invariants must hold after each. */
void stage_turn(stage *, uint32_t weeks);
/* This week's value of a cell of a series. */
double stage_value(const stage *, uint32_t series, uint32_t cell);
/* All messages that a configuration gives; empty for a right one. The caller frees. */
char *stage_complaint(const char *yaml);
/* Sums a tally over the weeks turned by it. */
double stage_turn_and_sum(stage *, uint32_t weeks, uint32_t series, uint32_t cell);

#endif
