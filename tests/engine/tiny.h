/* A world of a test's own small model, on a ring of people or on nobody's ties. */
#ifndef TINY_H
#define TINY_H

#include "sim/engine.h"

/* A model without dimensions; the caller fills in tables, phases and populate. */
void tiny_dimensions(const void *parameters, rq_dimension *dimensions);
void tiny_populate(rq_block *, const rq_network *); /* draws nothing */

/* So many people; each tied to the `neighbours` nearest on either side of a ring. Fails the test where it cannot be made. */
rq_world *tiny_world(const rq_model *, const void *parameters, uint32_t people, uint32_t neighbours, const rq_world_settings *);

/* One week; fails the test on an error. */
void tiny_tick(rq_world *);

#endif
