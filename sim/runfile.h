/* Writing a run: parts while it goes on, one file at the end.
 *
 * Nothing that exists is ever appended to. Each snapshot and each stretch of series and events is a file of its own in
 * RUN.h5.parts/, built under a temporary name, synced, renamed. At the end, or by `renqing assemble` after a crash, the
 * parts are put together into RUN.h5 the same way.
 *
 * Equal runs give equal bytes, provenance aside: the root's attributes created and run_uuid, and /meta. */
#ifndef RQ_RUNFILE_H
#define RQ_RUNFILE_H

#include "sim/config.h"
#include "sim/engine.h"
#include "sim/settings.h"

typedef struct rq_writer rq_writer;

/* How the run came to be; kept in `/` and `/meta`. */
typedef struct rq_provenance {
  const char *scenario; /* "" for none */
  const char *command_line;
  int threads;
} rq_provenance;

/* Creates PATH.parts/ and its first part (everything known before week 1). Fails with RQ_NO_OUTPUT, before anything is computed,
 * where PATH, PATH.parts or a checkpoint of PATH exists (unless `force`: then they are replaced when the new run is whole, resp. now) or cannot be
 * written. Settings, configuration and world are the caller's until the writer is freed. */
rq_status rq_writer_open(const char *path, bool force, const rq_settings *, const rq_config *, const rq_world *, const rq_provenance *,
                         rq_writer **, rq_error *);
/* Takes the week's series and events; closes a stretch when it is full. */
rq_status rq_writer_week(rq_writer *, const rq_world *, rq_error *);
/* Writes a checkpoint of the run now (sim/checkpoint.h), and keeps the one before. It counts on the parts that are written. */
rq_status rq_writer_checkpoint(rq_writer *, const rq_world *, rq_error *);
/* Parts and checkpoints stay when the run is whole, for branches. */
void rq_writer_keep(rq_writer *);

/* Goes on with the run in PATH.parts/ after its checkpoint, from which the world was made; what was written after it goes. RQ_BAD_DATA where parts that
 * it counts on are not there. */
typedef struct rq_checkpoint rq_checkpoint;
rq_status rq_writer_resume(const char *path, const rq_settings *, const rq_config *, const rq_world *, const rq_checkpoint *, rq_writer **,
                           rq_error *);
/* Opens a run that branches off after a checkpoint, from which the world was made: the weeks until then are those of its parent, whose parts are linked,
 * or copied, from the folder beside the checkpoint. Otherwise as rq_writer_open. */
rq_status rq_writer_branch(const char *path, bool force, const rq_settings *, const rq_config *, const rq_world *, const rq_provenance *,
                           const rq_checkpoint *, rq_writer **, rq_error *);

/* Writes a snapshot of the world now. */
rq_status rq_writer_snapshot(rq_writer *, const rq_world *, rq_error *);
/* Closes the last stretch, puts the parts together, removes them and the checkpoints. `ending`: "finished", "interrupted", ... */
rq_status rq_writer_finish(rq_writer *, const rq_world *, const char *ending, rq_error *);
/* Removes the parts and checkpoints that a run left beside its whole file when it was ended at its very end; not those that another process uses. */
void rq_runfile_tidy(const char *path);
/* Weeks whose series are on disk for certain. */
uint32_t rq_writer_safe_week(const rq_writer *);
void rq_writer_free(rq_writer *); /* accepts NULL; leaves the parts */

/* Puts together what PATH.parts holds, up to the first gap; reports the last week. For `renqing assemble`. */
rq_status rq_runfile_assemble(const char *path, bool force, uint32_t *last_week, rq_error *);

#endif
