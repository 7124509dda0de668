/* What a report says of how its runs were made: settings, digests, versions. */
#ifndef RQ_PAGE_FACTS_H
#define RQ_PAGE_FACTS_H

#include "sim/reader.h"
#include <jansson.h>

/* Puts into `document`: "facts" {"seed", "software_version", "git_commit", "created", "config_sha256", "command_line", and settings
 * by dotted path}, "market" and "campaigns" (lists of settings by name; texts as in the configuration), "configuration" (as written). */
rq_status rq_page_facts(const rq_run *, json_t *document, rq_error *);

/* The brand of the first campaign, else the first brand. */
uint32_t rq_page_focus(const rq_run *);

/* The run's answers (section `answer` of analyze): [{"name", "decimals", "labels": [...], "value": [...], "lower", "upper"}]. */
rq_status rq_page_answers(const rq_run *, json_t *document, rq_error *);

/* null for NaN. */
json_t *rq_page_json(double value);

#endif
