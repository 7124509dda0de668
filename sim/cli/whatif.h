/* What-ifs: the scenarios of one configuration, each with the same replicates, run by child processes into a folder (see
 * analysis/ensemble.h).
 *
 * The way of one: whatif_options.c reads the command line; whatif_design.c makes of it the scenarios, what they change and the runs;
 * whatif_folder.c takes the folder and finds out what is there already; whatif_plan.c says how many runs go side by side;
 * whatif_runs.c runs what is missing; whatif_compare.c compares; command_whatif.c does one after the other. */
#ifndef RQ_WHATIF_H
#define RQ_WHATIF_H

#include "analysis/ensemble.h"
#include "sim/cli/interrupt.h"
#include "sim/run.h"
#include <sys/types.h>

#define RQ_AS_WRITTEN "as written"

/* ---- the command line ---- */

typedef struct rq_whatif_options {
  const char *config, *folder;
  const char **sets; /* owned, the texts are not */
  size_t sets_count;
  const char **scenarios; /* owned; those asked for; none: all */
  size_t scenarios_count;
  uint32_t replicates; /* 0: as the configuration says */
  int threads, jobs;   /* 0: found out */
  char *outcome;       /* owned; replicates are added until the half width of its intervals is ... */
  double halfwidth;    /* this; 0: no such wish */
  bool missing, force, dry_run, quiet, json;
} rq_whatif_options;

/* RQ_OK, or RQ_USAGE after the message. End with rq_whatif_options_free, also after an error. */
int rq_whatif_options_read(int argc, char **argv, rq_whatif_options *);
void rq_whatif_options_free(rq_whatif_options *);

/* ---- the design ---- */

typedef struct rq_design {
  const rq_whatif_options *options;
  rq_ensemble ensemble; /* run r of scenario s is member s x replicates + r - 1 */
  rq_setup *setup;      /* one a scenario */
  bool *wanted;         /* one a scenario: this command asks for it; others are in the folder */
  uint32_t replicates;  /* this command asks for; the folder may have more */
  bool explicit_warmup; /* the configuration says which week is shared */
} rq_design;

/* Reads the configuration with every scenario. `replicates`: 0 for as many as the options or the configuration say. `old`: what is in the folder already, or NULL; its scenarios and replicates are kept. */
rq_status rq_design_make(const rq_whatif_options *, const rq_ensemble *old, uint32_t replicates, rq_design *, rq_error *);
void rq_design_free(rq_design *); /* accepts a zeroed or half-made one */

/* Whether a member was asked for; and whether it is not finished, too. */
bool rq_design_wants(const rq_design *, const rq_member *);
bool rq_design_misses(const rq_design *, const rq_member *);
/* Whether the runs that are missing of a replicate begin with weeks that they share: where there are some, and more than one run to do. */
bool rq_design_shares(const rq_design *, uint32_t replicate);

/* ---- the folder ---- */

/* What the folder's manifest says; zeroed where there is none. RQ_NO_OUTPUT where the folder holds something else. */
rq_status rq_folder_read(const rq_whatif_options *, rq_ensemble *old, rq_error *);
/* Makes the folder where it is not there, and locks it against another what-if. */
rq_status rq_folder_take(const char *folder, int *lock, rq_error *);
void rq_folder_release(const char *folder, int lock);
/* Whether a what-if is at work in the folder now. */
bool rq_folder_busy(const char *folder);
/* DIR/PART, or DIR/PART/NAME where that is not NULL; malloc'd. */
char *rq_folder_path(const char *folder, const char *part, const char *name);
/* A folder inside that may be there already. */
rq_status rq_folder_make(const char *path, rq_error *);

/* Looks at the run files of members first ... first + count - 1, and sets state, digest and message by what is there. A file that
 * belongs to another configuration is an error, unless `force`: then it counts as missing. `shas`: of each member, the configuration that it
 * must have. */
rq_status rq_members_look(rq_design *, size_t first, size_t count, bool force, rq_error *);

/* Takes over from an older manifest what files do not say: how long finished runs took, and why failed ones failed. */
rq_status rq_members_remember(rq_design *, const rq_ensemble *old, rq_error *);

/* ---- child processes ---- */

/* Starts this program with arguments (the first is the command, the last NULL); its standard output goes to `out`, its errors to `err`. It gets no
 * signal from the terminal. */
rq_status rq_child_start(char *const *arguments, int out, int err, const rq_interrupt *, pid_t *, rq_error *);
/* Whether it has ended; then `*code` is its exit code, or 128 + the signal that killed it. */
bool rq_child_ended(pid_t, int *code);
/* Arguments of `run` for a scenario: "run", CONFIG, its sets and scenario, the replicate; then the caller's, up to NULL. malloc'd, to be freed with
 * rq_arguments_free. */
char **rq_child_arguments(const rq_design *, size_t scenario, uint32_t replicate, const char *const *more);
void rq_arguments_free(char **);

/* DIR/logs/SCENARIO-rNNNN.log; without a scenario that of the warm-up; malloc'd. */
char *rq_said_path(const rq_design *, const rq_scenario *, uint32_t replicate);
/* The last lines of a log in one. */
#define RQ_SAID_SIZE 800
void rq_said_last(const char *path, char text[RQ_SAID_SIZE]);

/* ---- the weeks that scenarios share ---- */

/* DIR/warmup/rNNNN.h5, beside which the checkpoint is; malloc'd. */
char *rq_warmup_path(const rq_design *, uint32_t replicate);
/* The week of the checkpoint from which the run of that file can go on; -1 where there is none. */
int64_t rq_checkpoint_there(const rq_design *, size_t scenario, uint32_t replicate, const char *run);
void rq_warmup_remove(const rq_design *, uint32_t replicate);
/* Removes DIR/warmup if it is empty; only when nothing runs, for a run may be about to write there. */
void rq_warmups_end(const rq_design *);

/* ---- the plan ---- */

typedef struct rq_whatif_plan {
  double run_seconds, run_memory, run_disk; /* of one run on one thread, estimated; bytes */
  double free_memory;
  int processors, jobs, threads; /* runs side by side, threads in each */
  size_t runs;                   /* to be done */
  double weeks;                  /* to be turned, all runs together */
} rq_whatif_plan;

rq_status rq_whatif_estimate(const rq_design *, const rq_interrupt *, rq_whatif_plan *, rq_error *);

/* ---- the runs ---- */

typedef struct rq_tally {
  size_t finished, failed, missing; /* of all members */
  int code;                         /* exit code of the first that failed; 0 for none */
} rq_tally;
rq_tally rq_members_count(const rq_ensemble *);

/* Runs what is wanted and not finished. RQ_OK also where runs have failed; RQ_INTERRUPTED after a signal. */
rq_status rq_whatif_run(rq_design *, const rq_whatif_plan *, rq_interrupt *, rq_error *);

/* ---- the comparison ---- */

/* Prints it, as `compare` does. */
rq_status rq_whatif_compare(const rq_design *, bool json, rq_error *);
/* The half width of the widest interval of the wanted outcome; infinite where it is not known. */
rq_status rq_whatif_halfwidth(const rq_design *, double *half, rq_error *);
/* How many replicates to try next, at most `most`; by the width so far, which falls with their root. */
uint32_t rq_whatif_more(uint32_t replicates, double half, double wanted, uint32_t most);
/* What is wrong with the name of an outcome, NULL for nothing; *meant: which one was meant, perhaps. */
const char *rq_whatif_no_outcome(const char *name, const char **meant);

#endif
