/* From what a study was told to the configuration of a case. */
#ifndef RQ_STUDY_SETS_H
#define RQ_STUDY_SETS_H

#include "analysis/study.h"

/* Whether a setting says how much is computed, which leaves the case as it is. */
bool rq_study_is_effort(const rq_study *, const char *set);

/* The study's model and test length, the user's file and settings (`asked`, NULL for none), then `more`, then `last` (both NULL-terminated).
 * Short names become keys of the schemas. On RQ_OK *config is the caller's. */
rq_status rq_study_load(const rq_study *, const rq_study_request *asked, const char *const *more, const char *const *last,
                        rq_config **config, rq_error *);

#endif
