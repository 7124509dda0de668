/* The layout of a run file: /series on its dimension scales, /events, /panel, and the types of fields in files. Made from the model's
 * tables, with no weeks in it yet; stretches of weeks are appended. */
#ifndef RQ_RUNFILE_LAYOUT_H
#define RQ_RUNFILE_LAYOUT_H

#include "sim/engine.h"
#include "sim/h5.h"

#define RQ_RUN_FORMAT "renqing run"
#define RQ_PART_FORMAT "renqing part"
#define RQ_FORMAT_VERSION "1.0"

/* The type in which values stored as `type` are handed over: RQ_FRACTION and RQ_FIXED become 32-bit floats. Not to be closed. */
hid_t rq_layout_type(rq_type type);
/* The type that files have for it: the same, but 16 bits for 8 (R's rhdf5 shows numbers of 8 bits as raw bytes). */
hid_t rq_layout_file_type(hid_t type);

/* Whether a series is written: not where a dimension of it has no members (no brands, no campaigns). */
bool rq_layout_has_series(const rq_world *, uint32_t series);

#define RQ_LAYOUT_WEEKS 512 /* in a chunk of a run file */

/* /series with its scales: step (unlimited), and each dimension that has labels or is used; all series with no week, in chunks of `weeks`. */
void rq_layout_series(rq_h5 *, hid_t file, const rq_world *, uint32_t weeks);
/* /events/<kind>/<column>, empty, and /panel; nothing where there is no panel. */
void rq_layout_events(rq_h5 *, hid_t file, const rq_world *);

#endif
