/* An output that appears under its name only when it is whole: written under a temporary name beside it, synced, renamed. */
#ifndef RQ_OUTPUT_H
#define RQ_OUTPUT_H

#include "sim/error.h"
#include <stdbool.h>

typedef struct rq_output {
  const char *path; /* as asked for */
  char *temporary;  /* what is written; NULL after rq_output_finish or rq_output_drop */
  bool folder;      /* a folder of files */
  bool force;
  const char *const *files; /* of a folder: the names in it, NULL-terminated */
} rq_output;

/* Creates the temporary file or folder. RQ_NO_OUTPUT where `path` exists (unless `force`) or cannot be created. With `force` a
 * file replaces a file; a folder replaces a folder that holds nothing but `files`. */
rq_status rq_output_begin(rq_output *, const char *path, bool folder, bool force, const char *const *files, rq_error *);
/* Syncs and renames. */
rq_status rq_output_finish(rq_output *, rq_error *);
/* Removes what was written. Does nothing after rq_output_finish. */
void rq_output_drop(rq_output *);

#endif
