/* The model of leaving that is catching, in contagion.c. */
#ifndef CONTAGION_H
#define CONTAGION_H

#include "sim/world.h"

extern const rq_model rq_contagion_model;
extern const rq_schema rq_contagion_schema;

typedef struct contagion_parameters {
  double hazard, ratio;
  int64_t memory;
  bool shuffled;
  float leaves[2]; /* derived: probability of leaving in a week; exposed */
} contagion_parameters;

enum { CONTAGION_LEFT, CONTAGION_HEARD, CONTAGION_FIELDS };                                              /* of a person: weeks */
enum { CONTAGION_AT_RISK, CONTAGION_EXPOSED, CONTAGION_LEAVING, CONTAGION_FOLLOWING, CONTAGION_SERIES }; /* of a week */

#endif
