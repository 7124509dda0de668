/* From a configuration to the last week: read and check it, build the society, turn the weeks, write them down. */
#ifndef RQ_RUN_H
#define RQ_RUN_H

#include "sim/config.h"
#include "sim/runfile.h"
#include "sim/settings.h"

/* A configuration that has been read and checked. Owned by the caller; start with {0}, end with rq_setup_free. */
typedef struct rq_setup {
  rq_config *config;
  const rq_model *model;
  rq_settings settings;
  void *parameters;    /* of the model, prepared */
  const char *folder;  /* where relative paths start: that of the configuration, unless the caller sets another */
  rq_network *network; /* NULL; or what the caller made for several worlds, `shared`, in place of one for each */
  rq_profile *profile; /* NULL, or what the caller sets: where time and memory go is noted there */
} rq_setup;

rq_status rq_setup_load(const rq_config_source *, const rq_model *, rq_setup *, rq_error *);
/* The same from a configuration that has been read against the engine's and the model's schema; the setup owns it unless this fails. */
rq_status rq_setup_fill(rq_config *, const rq_model *, rq_setup *, rq_error *);
/* rq_setup_load with the model that the configuration's `model` names: that number of a list in the order of the key's choices. */
rq_status rq_setup_load_any(const rq_config_source *, const rq_model *const *models, rq_setup *, rq_error *);
void rq_setup_free(rq_setup *); /* accepts a zeroed or half-made one */

/* Draws or reads the network alone; one thread at a time. */
rq_status rq_setup_network(const rq_setup *, rq_network *, rq_error *);

/* Draws or reads the network, and the people: week 0. `threads` 0: as many as there are. */
rq_status rq_setup_world(const rq_setup *, int threads, rq_world **, rq_error *);

/* What happens besides turning a week. */
typedef struct rq_observer {
  bool verify; /* all invariants are checked at the start and after every week */
  /* Called after every week, when it has been handed to the writer. RQ_INTERRUPTED or RQ_STOPPED end the run there; NULL for none. */
  rq_status (*week)(void *context, const rq_world *, rq_error *);
  void *context;
  /* Checkpoints are on: one is written where the run is ended early, instead of a snapshot, and after every so many weeks (0: only then). */
  bool checkpoints;
  uint32_t checkpoint_every;
} rq_observer;

/* Turns the weeks of the settings that are left. With a writer (NULL for none), hands it every week and the snapshots that the settings ask for; the
 * last week is always one of them, also where the observer ends the run without a checkpoint. Returns the observer's status, if it ended the run. */
rq_status rq_turn_weeks(const rq_setup *, rq_world *, rq_writer *, const rq_observer *, rq_error *);

#endif
