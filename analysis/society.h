/* The people and ties of one snapshot, in memory: rows of halves with the chosen fields beside them, and the partner of
 * each half. */
#ifndef RQ_SOCIETY_H
#define RQ_SOCIETY_H

#include "sim/reader.h"

/* Tie fields that may be loaded: bits of `wanted`. */
typedef enum rq_tie_field {
  RQ_TIE_CLOSENESS,
  RQ_TIE_AFFECTIVE,
  RQ_TIE_COGNITIVE,
  RQ_TIE_BALANCE,
  RQ_TIE_BASIS,
  RQ_TIE_LAST_CONTACT,
  RQ_TIE_LAST_FAVOR,
  RQ_TIE_SINCE,
  RQ_TIE_INTRODUCER,
  RQ_TIE_FIELDS
} rq_tie_field;
extern const char *const rq_tie_field_names[RQ_TIE_FIELDS];

typedef struct rq_society {
  uint32_t week;
  size_t people;
  uint64_t halves;
  uint64_t *begin;             /* people + 1 */
  uint32_t *target;            /* halves */
  float *value[RQ_TIE_FIELDS]; /* halves each; NULL where not asked for */
  uint64_t *partner;           /* of each half, the half of the other person; NULL until rq_society_pair */
} rq_society;

/* The latest snapshot that is not after week `at`; false when there is none. */
bool rq_snapshot_before(const rq_run *, uint32_t at, uint32_t *week);
/* "0, 26, 52 ... 260": the weeks of the run's snapshots, malloc'd, for messages; NULL for no memory. */
char *rq_snapshot_list(const rq_run *);

/* Loads the ties of a snapshot with the fields of `wanted` (1u << RQ_TIE_CLOSENESS | ...; at least one). */
rq_status rq_society_load(const rq_run *, uint32_t week, unsigned wanted, rq_society *, rq_error *);
/* Finds the partner of each half; RQ_BAD_DATA where a half has none. Time and memory linear in the halves. */
rq_status rq_society_pair(rq_society *, const char *path, rq_error *);
void rq_society_free(rq_society *); /* accepts a zeroed one */

#endif
