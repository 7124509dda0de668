/* Whether a file ends as a checkpoint does, and is as it was written. */
#ifndef RQ_CHECKPOINT_SEAL_H
#define RQ_CHECKPOINT_SEAL_H

#include "sim/error.h"

/* RQ_NO_INPUT where it cannot be read, RQ_BAD_DATA where it is no checkpoint, not whole or damaged. */
rq_status rq_checkpoint_sealed(const char *path, rq_error *);
/* Adds the last line to a closed file. */
rq_status rq_checkpoint_seal(const char *path, rq_error *);

#endif
