/* Reading run files in a child process that hands its findings over as JSON: a damaged file ends the child and not the program. */
#ifndef RQ_GUARDED_H
#define RQ_GUARDED_H

#include "sim/error.h"
#include <jansson.h>

/* What the child does: makes a JSON value, or fails with messages. */
typedef rq_status (*rq_finding)(void *argument, json_t **found, rq_error *);

/* Runs it in rq_guarded (see there: before any parallel region); `path` is named where the child dies. On RQ_OK the caller owns *found. */
rq_status rq_find_guarded(rq_finding, void *argument, const char *path, json_t **found, rq_error *);

/* NaN is null. */
json_t *rq_json_number(double);
double rq_json_value(const json_t *); /* NaN where it is no number */

#endif
