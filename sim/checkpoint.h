/* A checkpoint: the whole state of a run after a week, from which the run goes on, or another run branches off, with any number of threads.
 *
 * RUN.ckpt.h5 is an HDF5 file with the attribute `header` (JSON: week, configuration, version, what the state is made of, which parts of the run it
 * counts on), the group /state (state_file.h), and /unfinished, the weeks that are in no part yet. A last line behind it holds a checksum of all
 * that is before, so that damage is found before anything is believed. The one before is kept as RUN.ckpt.prev.h5. */
#ifndef RQ_CHECKPOINT_H
#define RQ_CHECKPOINT_H

#include "sim/h5.h"
#include "sim/run.h"
#include <jansson.h>

#define RQ_CHECKPOINT_FORMAT "renqing checkpoint"

struct rq_checkpoint {
  char *path;
  hid_t file;
  json_t *header;
  /* Of the header, and owned by it. */
  uint32_t week, people, panel;
  uint32_t closed;       /* the last week that is in a part; 0 for none */
  rq_key drawn;          /* the key that people and panel were drawn with */
  double seconds;        /* wall time until then */
  const char *run_uuid;  /* of the run */
  const char *ancestors; /* of the runs whose parts it holds, besides its own; separated by spaces */
  const char *parts;     /* name of the folder of parts, beside the checkpoint */
};

/* RUN.ckpt.h5 and RUN.ckpt.prev.h5 for RUN.h5; malloc'd, NULL without memory. */
char *rq_checkpoint_name(const char *run, bool previous);

/* RQ_NO_INPUT where it cannot be read, RQ_BAD_DATA where it is no checkpoint or is damaged. */
rq_status rq_checkpoint_open(const char *path, rq_checkpoint **, rq_error *);
void rq_checkpoint_close(rq_checkpoint *); /* accepts NULL */

/* Whether a run may go on from it: the same version, model and configuration. Or branch off: the same model, people, members of the dimensions of
 * people (brands) and kinds of state, and weeks that are to come. RQ_BAD_DATA with what differs. */
rq_status rq_checkpoint_check_resume(const rq_checkpoint *, const rq_setup *, rq_error *);
rq_status rq_checkpoint_check_branch(const rq_checkpoint *, const rq_setup *, rq_error *);

/* The world as it was. A branch is built as the first run was (with its seed), so that what follows from the parameters and the start, such as at whom
 * campaigns aim, is that of the branch; then it gets the state, and draws with the key of its own configuration. */
rq_status rq_checkpoint_world(const rq_checkpoint *, const rq_setup *, bool branch, int threads, rq_world **, rq_error *);

/* Which members of its dimensions the world has, too; by dimension, NULL where all are the same. To be freed with rq_members_free. */
typedef struct rq_members rq_members;
rq_status rq_checkpoint_members(const rq_checkpoint *, const rq_world *, rq_members **, rq_error *);
void rq_members_free(rq_members *, const rq_world *);

/* Weeks with a snapshot among the parts it counts on: number k of them; false past the last. */
bool rq_checkpoint_snapshot(const rq_checkpoint *, size_t k, uint32_t *week);

/* ---- for who writes one ---- */

/* SHA-256 of what a state of the model is made of: fields, mail, series, events. */
#define RQ_LAYOUT_LENGTH 65
rq_status rq_checkpoint_layout(const rq_model *, char layout[RQ_LAYOUT_LENGTH], rq_error *);
/* {"brand": ["Jiahe", ...], "lag": 13}: the members of the dimensions, or how many they are; NULL without memory. */
json_t *rq_checkpoint_dimensions(const rq_world *);
#endif
