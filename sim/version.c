/* Version and commit, which the Makefile defines for this file alone. */
#include "sim/version.h"

const char *rq_version(void) {
  return RQ_VERSION;
}

const char *rq_commit(void) {
  return RQ_COMMIT;
}
