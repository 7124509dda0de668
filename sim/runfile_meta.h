/* Who made a run, from what, where and how it ended: the root's attributes and /meta. */
#ifndef RQ_RUNFILE_META_H
#define RQ_RUNFILE_META_H

#include "sim/h5.h"
#include "sim/runfile.h"

#define RQ_UUID_LENGTH 37

/* A random UUID (version 4). */
rq_status rq_meta_uuid(char uuid[RQ_UUID_LENGTH], rq_error *);

/* The root's attributes and /meta as known before week 1. */
void rq_meta_write(rq_h5 *, hid_t file, const rq_settings *, const rq_config *, const rq_provenance *, const char *uuid);

/* Of a branch: the run it branched off after which week, and all runs whose parts it holds besides its own, separated by spaces. */
void rq_meta_parent(rq_h5 *, hid_t file, const char *uuid, uint32_t week, const char *ancestors);
/* The run's own UUID and those of these runs, separated by spaces; malloc'd; NULL where there is none. */
char *rq_meta_uuids(hid_t file);

/* How a run ended. */
typedef struct rq_ending {
  const char *ending;  /* "finished", ... */
  const char *digest;  /* of the last week's state; NULL where it is not known */
  double wall_seconds; /* since the writer was opened; negative where it is not known */
  rq_profile *profile; /* NULL for none */
} rq_ending;
void rq_meta_end(rq_h5 *, hid_t file, const rq_ending *);

/* An attribute that is a variable-length text; malloc'd; NULL where there is none. */
char *rq_meta_text(hid_t object, const char *name);

#endif
