/* A folder of runs: the scenarios of one configuration, each with the same replicates, and a manifest that says what there is.
 *
 *     DIR/manifest.json
 *     DIR/runs/SLUG/r0001.h5
 *
 * The manifest, JSON:
 *
 *     {"renqing_manifest": 1, "title", "config": path as given, "config_sha256", "weeks", "branch_week", "replicates",
 *      "question": {"brand", "base", "outcomes": [...], "at"}: what is asked of them; all may be missing,
 *      "scenarios": [{"name", "slug", "differs": [{"key", "as_written", "value"}]}],      the first is "as written"
 *      "runs": [{"scenario", "replicate", "path", "state": "finished|failed|missing|running", "seconds", "state_digest", "exit", "message"}]}
 *
 * "seconds", "state_digest", "exit", "message" may be missing or null; members that are not known here are passed over. */
#ifndef RQ_ENSEMBLE_H
#define RQ_ENSEMBLE_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RQ_MANIFEST "manifest.json"

/* One setting of a scenario that is not as written; texts. A value that is no text in the manifest is given as compact JSON. */
typedef struct rq_difference {
  char *key, *as_written, *value; /* as_written, value: "" where the setting is not there */
} rq_difference;

typedef struct rq_scenario {
  char *name, *slug;
  rq_difference *differs;
  size_t differs_count;
} rq_scenario;

typedef enum rq_member_state {
  RQ_MEMBER_FINISHED,
  RQ_MEMBER_FAILED,
  RQ_MEMBER_MISSING,
  RQ_MEMBER_RUNNING,
  RQ_MEMBER_STATES
} rq_member_state;
extern const char *const rq_member_states[RQ_MEMBER_STATES]; /* as written in the manifest */

/* One run. */
typedef struct rq_member {
  size_t scenario; /* its place among the scenarios */
  uint32_t replicate;
  char *path; /* "runs/SLUG/r0001.h5": relative to the folder, inside it */
  char *file; /* the same from where the program stands: FOLDER/runs/SLUG/r0001.h5 */
  rq_member_state state;
  double seconds;         /* NaN where unknown */
  char *digest, *message; /* "" for none */
  int exit;               /* -1 where unknown */
} rq_member;

/* What the comparison is to answer; "", 0 and none for what is not said. */
typedef struct rq_question {
  char *brand, *base, **outcome;
  size_t outcomes;
  uint32_t at;
} rq_question;

typedef struct rq_ensemble {
  rq_question question;
  char *folder, *title, *config, *config_sha256;
  uint32_t weeks, branch_week, replicates; /* replicates: of each scenario */
  rq_scenario *scenario;                   /* at least one */
  size_t scenarios;
  rq_member *member; /* in the manifest's order; at most one for each scenario and replicate */
  size_t members;
} rq_ensemble;

/* Reads and checks FOLDER/manifest.json: RQ_NO_INPUT where there is none, RQ_BAD_DATA with what is wrong where it cannot be believed.
 * Whether the run files are there and whole is not looked at. The caller frees it, also after an error. */
rq_status rq_ensemble_read(const char *folder, rq_ensemble *, rq_error *);
void rq_ensemble_free(rq_ensemble *); /* accepts a zeroed one */

/* Writes FOLDER/manifest.json: under a temporary name, synced, renamed, so that there is a whole one at any time. */
rq_status rq_ensemble_write(const rq_ensemble *, rq_error *);

/* The place of a scenario by its name, or `scenarios` after a message with "did you mean" (RQ_USAGE). */
size_t rq_ensemble_scenario(const rq_ensemble *, const char *name, rq_error *);
/* The run of a scenario and a replicate, whatever its state; NULL where the manifest has none. */
const rq_member *rq_ensemble_member(const rq_ensemble *, size_t scenario, uint32_t replicate);

/* Whether a path is a folder (with a manifest or without). */
bool rq_is_folder(const char *path);

#endif
