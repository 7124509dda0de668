/* Where a run's time and memory went. A profile is a stopwatch that is never stopped: each lap gives the time since the lap before to one
 * row, so that the rows add up to the whole. Rows are the stages of a run and the phases of its model.
 *
 * Everything here takes NULL for "no profile" and then costs a comparison. Looking at the clock changes no result. */
#ifndef RQ_PROFILE_H
#define RQ_PROFILE_H

#include "sim/engine.h"

/* What a run does besides the phases of its weeks. Those up to the first file come before the phases in a table, the others after. */
typedef enum rq_stage {
  RQ_STAGE_CONFIGURATION,
  RQ_STAGE_NETWORK,
  RQ_STAGE_SOCIETY,
  RQ_STAGE_FIRST_FILE,
  RQ_STAGE_OBSERVATION,
  RQ_STAGE_CHECKS,
  RQ_STAGE_SERIES,
  RQ_STAGE_SNAPSHOTS,
  RQ_STAGE_CHECKPOINTS,
  RQ_STAGE_WHOLE_FILE,
  RQ_STAGE_REST,
  RQ_STAGES
} rq_stage;

typedef struct rq_profile_row {
  const char *group, *name; /* "start", "week", "output", "other"; of a phase, the model's name */
  double seconds;           /* wall time */
  double serial;            /* of these, in the serial step of a phase */
  double mail;              /* of these, sorting and delivering a phase's mail; an estimate: see rq_profile_phase */
  double busy;              /* seconds that threads worked; at most `threads` times the wall time */
  double letters;           /* mail that was posted for a phase */
  double growth;            /* bytes by which the peak memory grew meanwhile */
} rq_profile_row;

/* What holds memory. */
typedef enum rq_holder { RQ_HOLDS_NETWORK, RQ_HOLDS_TIES, RQ_HOLDS_PEOPLE, RQ_HOLDS_MAIL, RQ_HOLDS_OBSERVED, RQ_HOLDERS } rq_holder;
extern const char *const rq_holder_names[RQ_HOLDERS];

typedef struct rq_clocks {
  double wall;            /* seconds of the monotonic clock */
  double thread, process; /* seconds of work: of the calling thread, of all threads */
  double peak;            /* bytes: the most resident memory until now */
} rq_clocks;
rq_clocks rq_clocks_now(void);

struct rq_profile {
  int threads;
  uint32_t weeks;              /* that were turned */
  double base;                 /* bytes: resident memory before the run */
  double held[RQ_HOLDERS];     /* bytes, at the end of a week, the most of any */
  uint32_t rows_count, phases; /* rows: RQ_STAGES + phases */
  rq_profile_row *row;
  double *posted; /* per phase: letters before the profile */
  rq_clocks lap;  /* the last */
};

/* NULL where there is no memory. `threads`: as many as the run will have; 0 for the default. What happened since `from` is in the first lap. */
rq_profile *rq_profile_create(const rq_model *, int threads, const rq_clocks *from);
void rq_profile_free(rq_profile *);

/* The time since the last lap was spent on a stage. */
void rq_profile_lap(rq_profile *, rq_stage);

/* The network of the start, while it is there. */
void rq_profile_network(rq_profile *, const rq_network *);

/* Seconds of all rows: from the first moment to the last lap. */
double rq_profile_seconds(const rq_profile *);

/* ---- for the week ---- */

/* What one thread did in a phase, in seconds of its own processor time. */
typedef struct rq_work {
  double clock, mail, rules;
} rq_work;

double rq_thread_seconds(void);

/* A thread's laps: it begins, it has sorted or delivered mail, it has followed the model's rules. */
static inline void rq_work_begins(const rq_profile *p, rq_work *work) {
  if (p) work->clock = rq_thread_seconds();
}
static inline void rq_work_lap(const rq_profile *p, rq_work *work, double *seconds) {
  if (!p) return;
  double now = rq_thread_seconds();
  *seconds += now - work->clock;
  work->clock = now;
}

/* The time since the last lap was spent in the serial step of a phase; on the blocks of a phase, whose mail is said to have taken the
 * share of it that mail has in what the threads did; on the end of a week. */
void rq_profile_once(const rq_world *, uint32_t phase);
void rq_profile_phase(const rq_world *, uint32_t phase);
void rq_profile_week(const rq_world *);

#endif
