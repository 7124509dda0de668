/* Studies of a model of the engine: the runs of a case, side by side, and what they give on average. */
#ifndef RQ_STUDY_RUNS_H
#define RQ_STUDY_RUNS_H

#include "analysis/study.h"
#include "sim/run.h"

/* Makes a setup of a case whose study is of a model. The parameters may be changed before the runs. End with rq_runs_end. */
rq_status rq_runs_begin(const rq_case *, const rq_model *, rq_setup *, rq_error *);
/* The same with further settings (rq_case_with). End with rq_setup_free. */
rq_status rq_runs_begin_with(const rq_case *, const char *const *more, const rq_model *, rq_setup *, rq_error *);
void rq_runs_end(rq_setup *);

/* What is asked of a run: some numbers. */
typedef struct rq_runs_question {
  size_t outcomes;
  bool (*week)(const rq_world *, double *number); /* after each week, the numbers 0 before the first; false ends the run; may be NULL */
  void (*end)(const rq_world *, double *number);  /* makes outcomes of the numbers after the last week; NULL: they are outcomes */
} rq_runs_question;

/* Replicates 0, 1, 2, ... as many as the key `replicates` says, on all processors; `number` takes [replicates][outcomes], malloc'd. The same
 * numbers for any number of threads. Where the setup has a network, or chance has no part in it, all runs share one. */
rq_status rq_runs(const rq_setup *, const rq_runs_question *, double **number, rq_error *);

/* The same of runs that must remember more than numbers. */
typedef struct rq_runs_record {
  size_t outcomes;
  void *(*begin)(const rq_world *, uint32_t weeks); /* before the first week of so many: the run's memory, NULL where there is none */
  void (*week)(const rq_world *, void *memory);     /* after each week */
  /* after the last week: makes outcomes of the memory and frees it; `number` is NULL where the run has failed */
  rq_status (*end)(const rq_world *, void *memory, double *number, rq_error *);
} rq_runs_record;

/* The same where what is asked is not known in advance. */
typedef struct rq_runs_watch {
  size_t outcomes;
  bool (*week)(const void *context, const rq_world *, double *number); /* as of rq_runs_question; there is no end */
  const void *context;
} rq_runs_watch;

rq_status rq_runs_watched(const rq_setup *, const rq_runs_watch *, double **number, rq_error *);
rq_status rq_runs_recorded(const rq_setup *, const rq_runs_record *, double **number, rq_error *);

/* Of an outcome that is 1 or 0 in a run: the share of replicates in which it is 1, with the score interval of Wilson (1927), three standard
 * errors either side. */
rq_estimate rq_runs_share(const double *number, size_t replicates, const rq_runs_question *, size_t k);

/* The mean over replicates of outcome `k`, with the interval of three standard errors that published tables are compared with: that of
 * 99.73 % of Student's t. A right program is outside once in 370 rows. NaN bounds for one replicate. */
rq_estimate rq_runs_mean(const double *number, size_t replicates, const rq_runs_question *, size_t k);
/* The same where the published value is itself of one run: the interval holds the outcome of one more run. */
rq_estimate rq_runs_one_more(const double *number, size_t replicates, const rq_runs_question *, size_t k);

/* All of that for the usual case: the runs of the case, and outcome k as the mean over them, with interval, under name[k], which for
 * k < outcomes may be NULL: not handed over. */
rq_status rq_runs_hand_over(const rq_case *, const rq_model *, const rq_runs_question *, const char *const *name, rq_outcomes *,
                            rq_error *);

#endif
