/* Scenarios compared, replicate by replicate: what differs between them, how sure that is, and which customers made the difference.
 *
 * The result is one JSON object, which `renqing compare --json` writes and reports are made from:
 *
 *     {"renqing_compare": 1, "title", "brand", "base": scenario that the others are compared with, "replicates", "level", "weeks", "at": the week
 *      looked at, "branch_week": the last week before the scenarios part, "people",
 *      "outcomes": [{"name", "label", "unit", "decimals", "percent": told in per cent, "better": "high|low|none", "description", "against_base": true for quotients}],
 *      "scenarios": [{"name", "differs": [{"key", "as_written", "value"}], "campaigns": of the brand, how many, "found": replicates,
 *                     "values": {OUTCOME: {"mean", "lower", "upper", "each": [in order of "replicate_numbers", null where there is none]}}}],
 *      "replicate_numbers": [...],
 *      "differences": [{"scenario", "outcome", "mean", "lower", "upper", "bootstrap_lower", "bootstrap_upper", "p", "p_adjusted",
 *                       "probability_better", "better_in": pairs in which it was better, "pairs", "variance_ratio", "clear": p_adjusted < 1 - level,
 *                       "replicates_needed": for a half width as large as the difference seen}],
 *      "uplift": [{"scenario", "reference_week", "at_risk": "customers|everybody", "of": "people|panel", "grouped_week", "replicates",
 *                  "customers": at risk, mean of a replicate, "uplift", "lower", "upper",
 *                  "groups": {"persuadable|sure_thing|lost_cause|sleeping_dog": {"count", "share", "lower", "upper"}},
 *                  "segments": [{"by": "tie_class|channel|generation|degree|community|bought_before", "value", "of": "people|panel", "customers",
 *                                "persuadable", "sure_thing", "lost_cause", "sleeping_dog", "uplift", "lower", "upper"}]}],   highest uplift first
 *      "verdict": one or two sentences,
 *      "verdict_parts": the same for other languages, one for each outcome that the verdict is about (the first one asked for, or the one that
 *                       fits best): [{"kind": "clear": `best` is clearly better than the base | "unclear" | "base": none is better than the base and
 *                       `best` is clearly worse | "same": no difference at all | "single": no two pairs | "none": nothing to compare,
 *                       "outcome", "best": the best scenario, the base aside, "base", "value", "base_value", "difference", "lower", "upper",
 *                       "p_adjusted": for the scenarios compared, "pairs", "replicates_needed",
 *                       "runner_up": {"scenario", "value", "difference": of `best` to it, "lower", "upper", "clear"} or null,
 *                       "cost": {"state": "defined|undefined|no_more_spend|unknown", "value", "lower", "upper"}}],
 *      "warnings": [...], "members": {"expected", "found", "missing": [{"scenario", "replicate", "path", "reason"}]}}
 *
 * Numbers that are not known are null. Differences are scenario less base within a replicate; quotients (cost per kept customer, return on
 * spend) compare with the base by themselves and stand in "values" only. In a segment the four groups are shares. */
#ifndef RQ_COMPARE_H
#define RQ_COMPARE_H

#include "sim/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct rq_compare_options {
  const char *const *paths; /* one folder with a manifest, or run files */
  size_t paths_count;
  const char *base, *brand; /* NULL for the usual */
  uint32_t at;              /* 0: the last week */
  const char *const *outcomes;
  size_t outcomes_count; /* 0: all */
  double level;          /* of intervals; 0: 0.95 */
  const char *by;        /* "tie_class,degree"; NULL for all that is not dear, "" for none */
} rq_compare_options;

/* Compares. Run files are only opened in child processes (rq_guarded: call it before any parallel region). Missing and damaged members are in
 * the result; RQ_USAGE for an unknown scenario, brand or outcome; RQ_BAD_DATA for runs that do not belong together; RQ_NO_INPUT where
 * there is nothing to compare. */
rq_status rq_compare(const rq_compare_options *, json_t **, rq_error *);

/* Tables for reading, at most 120 columns wide. */
void rq_compare_print(const json_t *, FILE *);
/* kind,scenario,of,what,value: a line for each number. */
void rq_compare_csv(const json_t *, FILE *);

#endif
