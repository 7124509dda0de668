/* The folder RUN.h5.parts/: which files it holds, how a file comes into being there, and who may write.
 *
 *   start.h5                         all that is known before week 1: attributes, /meta, labels, the panel, empty series
 *   weeks.000000001-000000026.h5     series and events of these weeks
 *   snapshot.000000026.h5            one snapshot
 *   lock                             held by the process that writes
 *   *.tmp                            not finished; never read */
#ifndef RQ_RUNFILE_PARTS_H
#define RQ_RUNFILE_PARTS_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rq_parts {
  char *path;   /* RUN.h5 */
  char *folder; /* RUN.h5.parts */
  int lock;     /* file descriptor; -1 when not held */
  bool keep;    /* they stay when the whole file is made */
} rq_parts;

typedef struct rq_part {
  uint32_t first, last; /* weeks; of a snapshot both are its week */
  bool snapshot;
} rq_part;

/* Both are to be closed with rq_parts_close, also after a failure. */
/* Makes the folder and takes the lock. RQ_NO_OUTPUT where it or RUN.h5 exists (unless `force`: what a run left in it is removed), where another
 * process writes, where RUN.h5 is a folder, or where nothing can be written. */
rq_status rq_parts_create(rq_parts *, const char *path, bool force, rq_error *);
/* Takes the lock of a folder that exists; RQ_NO_INPUT where it does not. */
rq_status rq_parts_open(rq_parts *, const char *path, rq_error *);
void rq_parts_close(rq_parts *);

/* Names, malloc'd; NULL without memory. */
char *rq_parts_file(const rq_parts *, const char *name);
char *rq_parts_weeks(const rq_parts *, uint32_t first, uint32_t last);
char *rq_parts_snapshot(const rq_parts *, uint32_t week);
char *rq_parts_temporary(const char *name); /* NAME.tmp */

/* Gives a closed temporary file its final name: synced, renamed, the final name's folder synced. On failure it is removed. */
rq_status rq_parts_publish(const char *temporary, const char *name, rq_error *);

/* Copies a file, and does not sync it. */
rq_status rq_parts_copy(const char *from, const char *to, rq_error *);
/* Only syncs a closed file, or a folder. */
rq_status rq_parts_sync(const char *name, rq_error *);
/* Makes a finished file known under another name too, or copies it where that cannot be; the caller syncs the folder. */
rq_status rq_parts_link(const char *from, const char *to, rq_error *);

/* The finished parts but start.h5, by first week, series before snapshots of the same week; malloc'd. */
rq_status rq_parts_list(const rq_parts *, rq_part **list, size_t *count, rq_error *);

/* Removes every part, start.h5 first, and the folder. Files of others stay, and then so does the folder. */
void rq_parts_remove(rq_parts *);

#endif
