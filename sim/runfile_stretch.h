/* A stretch of weeks on its way to a part: series and events, kept in memory until it is written. */
#ifndef RQ_RUNFILE_STRETCH_H
#define RQ_RUNFILE_STRETCH_H

#include "sim/engine.h"
#include "sim/h5.h"

/* The events of one kind, one array for each column in the column's type. */
typedef struct rq_event_log {
  size_t count, room;
  unsigned char *column[RQ_MAX_COLUMNS];
} rq_event_log;

typedef struct rq_stretch {
  uint32_t first, weeks; /* the first week, and how many are kept */
  uint32_t room;         /* weeks that fit */
  size_t cells;          /* of all series in a week */
  double *series;        /* series after series, each [room][its cells] */
  rq_event_log *events;  /* for each kind */
  size_t event_bytes;
} rq_stretch;

/* Makes room for `weeks` weeks, fewer where that would be too much memory. */
rq_status rq_stretch_create(rq_stretch *, const rq_world *, uint32_t weeks, rq_error *);
void rq_stretch_free(rq_stretch *, const rq_world *);

/* Takes the week that the world has just turned. */
rq_status rq_stretch_take(rq_stretch *, const rq_world *, rq_error *);
/* Whether it is time to write: no room for another week, or many events. */
bool rq_stretch_full(const rq_stretch *);
/* Writes all into a new file or group, with the layout of a run file but in chunks no larger than they must be. */
void rq_stretch_write(const rq_stretch *, const rq_world *, rq_h5 *, hid_t file);
/* Forgets all weeks. */
void rq_stretch_forget(rq_stretch *, const rq_world *);

/* Makes a stretch of what was written so, in room for at least `weeks` weeks. `members` (by dimension; NULL: all are the same) says which members of
 * the dimensions the written ones have in common with the world: of the others, counts and totals are 0, and means have no value. */
struct rq_members;
rq_status rq_stretch_read(rq_stretch *, const rq_world *, uint32_t weeks, const struct rq_members *members, rq_h5 *, hid_t file);

/* Room for more events of a kind. */
bool rq_event_log_grow(rq_event_log *, const rq_event_kind *, size_t more);

#endif
