/* The renqing model's tables, for renqing.c. */
#ifndef RENQING_TABLES_H
#define RENQING_TABLES_H

#include "models/renqing.h"

extern const rq_field renqing_fields[FIELDS];
extern const rq_series renqing_series[SERIES];
extern const rq_event_kind renqing_events[EVENTS];
extern const rq_schema renqing_schema;
extern const char renqing_odd[]; /* odd.md */

#endif
