/* What a report shows, gathered from a folder of runs or from one run as one JSON document: the page's tables and its charts are made from
 * the same numbers.
 *
 *     {"title", "brand", "base": scenario's place, "as_written": bool, "weeks", "period", "replicates", "branch_week", "brands": [name],
 *      "scenarios": [name],
 *      "strands": {STRAND: [for each scenario {"mean": [...], "lower": [...], "upper": [...]}]},       page_strands.h; null where there is none
 *      "trust_week": week or null, "compare": compare.h's or null, "answer": [a run's own measures] or null, "picture": picture.h's or null,
 *      "facts": {...}, "campaigns": [...], "market": [...], "runs": [...], "configuration": text as written}                 page_facts.h */
#ifndef RQ_PAGE_GATHER_H
#define RQ_PAGE_GATHER_H

#include "analysis/ensemble.h"
#include <jansson.h>

typedef struct rq_page_request {
  const char *path;  /* a folder of runs, or a run */
  const char *base;  /* scenario; NULL for the usual one */
  const char *brand; /* NULL for the usual one: that of the first campaign */
} rq_page_request;

/* Runs that cannot be read are told in "runs" and left out; RQ_NO_INPUT where none can. */
rq_status rq_page_gather(const rq_page_request *, json_t **document, rq_error *);

#endif
