/* The profile of a run, for people and for programs. */
#ifndef RQ_PROFILE_TABLE_H
#define RQ_PROFILE_TABLE_H

#include "sim/profile.h"
#include <jansson.h>
#include <stdio.h>

/* A table of at most 90 columns: a line for each part that took any time, in the order of a run, and memory. `people`: in the run. */
void rq_profile_print(const rq_profile *, double people, FILE *);

/* {"threads", "weeks", "seconds", "parts": [{"group", "name", "seconds", ...}], "memory_bytes": {"most", "before", ...}}; NULL without memory. */
json_t *rq_profile_json(const rq_profile *);

#endif
