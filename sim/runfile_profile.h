/* /meta/profile: where time and memory went until the file was put together, as columns of one length that belong together. */
#ifndef RQ_RUNFILE_PROFILE_H
#define RQ_RUNFILE_PROFILE_H

#include "sim/h5.h"
#include "sim/profile.h"

/* /meta/profile/time: one entry a part of the run, in order; /meta/profile/memory: one entry a holder. Takes NULL: writes nothing. */
void rq_runfile_profile(rq_h5 *, hid_t meta, rq_profile *);

#endif
