/* What the files that write a run share: runfile.c its parts, runfile_checkpoint.c its checkpoints and the ways to go on from one. */
#ifndef RQ_RUNFILE_WRITER_H
#define RQ_RUNFILE_WRITER_H

#include "sim/runfile.h"
#include "sim/runfile_meta.h"
#include "sim/runfile_parts.h"
#include "sim/runfile_stretch.h"
#include <time.h>

struct rq_writer {
  const rq_world *world; /* of the open call; the same in all calls */
  const rq_settings *settings;
  const rq_config *config;
  rq_parts parts;
  rq_stretch stretch;
  int level, snapshot_level, mantissa; /* see settings.h */
  char uuid[RQ_UUID_LENGTH];
  char *parent_uuid; /* of the run that it branched off; NULL for none */
  uint32_t parent_week;
  char *ancestors; /* runs whose parts it holds besides its own, separated by spaces; NULL for none */
  uint32_t safe_week;
  uint32_t *snapshots; /* weeks of those that are written, in order */
  size_t snapshots_count;
  double seconds_before; /* wall time of the run before it was resumed */
  struct timespec opened;
};

/* What goes into a part. */
typedef void rq_fill(rq_h5 *, hid_t file, const rq_writer *, const void *content);

/* A writer without a folder; to be freed also after a failure. */
rq_status rq_writer_new(const rq_settings *, const rq_config *, const rq_world *, rq_writer **, rq_error *);
/* Its folder of parts, empty; see rq_writer_open. */
rq_status rq_writer_make_folder(rq_writer *, const char *path, bool force, rq_error *);
rq_status rq_writer_start(const rq_writer *, const rq_provenance *, rq_error *); /* start.h5 */
rq_status rq_writer_put_stretch(const rq_writer *, const rq_stretch *, rq_error *);
bool rq_writer_note_snapshot(rq_writer *, uint32_t week); /* false without memory */
double rq_writer_seconds(const rq_writer *);              /* wall time of the run */
void rq_writer_drop_checkpoints(const rq_writer *);

#endif
