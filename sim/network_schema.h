/* The keys of `population.network`, for the engine's schema. Offsets count from the start of rq_settings, as the group
 * is a single mapping inside it. */
#ifndef RQ_NETWORK_SCHEMA_H
#define RQ_NETWORK_SCHEMA_H

#include "sim/schema.h"

extern const rq_parameter rq_network_parameters[];
extern const size_t rq_network_parameters_count;

#endif
