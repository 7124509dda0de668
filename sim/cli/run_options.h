/* What the command line of `run` says. */
#ifndef RQ_RUN_OPTIONS_H
#define RQ_RUN_OPTIONS_H

#include "sim/config.h"

typedef struct rq_run_options {
  rq_config_source source;
  const char **sets;                  /* source.sets; owned */
  char *seed, *replicate;             /* "seed=..." of --seed; owned; among the sets */
  char *output;                       /* owned; NULL until it is known */
  char *command_line;                 /* owned; quoted for a shell */
  int threads;                        /* 0: as many as there are */
  double max_seconds;                 /* 0: no limit */
  uint32_t checkpoint_every, stop_at; /* weeks; 0: none */
  char *resume, *from;                /* of argv: "auto" or a checkpoint; a checkpoint; NULL for none */
  bool keep_checkpoint;
  bool force, dry_run, quiet, json, verify, profile;
} rq_run_options;

/* RQ_OK, or RQ_USAGE after the message. End with rq_run_options_free, also after an error. */
int rq_run_options_read(int argc, char **argv, rq_run_options *);
void rq_run_options_free(rq_run_options *);

/* "1h50m", "90s", "2d 3h": seconds; -1 where it is no duration. */
double rq_duration_read(const char *text);

/* "1" ... "1024"; -1 for anything else. */
int rq_threads_read(const char *text);

/* The file for a run of `path` in `scenario`, in the current folder: "brand_entry.h5", "brand_entry-discount.h5"; malloc'd. */
char *rq_run_default_output(const char *path, const char *scenario);

#endif
