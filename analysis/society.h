/* The people and ties of one snapshot: who is tied to whom is kept in memory (8 bytes a person and 4 a half); the fields beside
 * it are kept too where they are asked for, or looked through a slab at a time. */
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
  uint32_t *target;            /* halves; ascending within each row */
  float *value[RQ_TIE_FIELDS]; /* halves each; NULL where not asked for */
  uint64_t *partner;           /* of each half, the half of the other person; NULL until rq_society_pair */
} rq_society;

/* The latest snapshot that is not after week `at`; false when there is none. */
bool rq_snapshot_before(const rq_run *, uint32_t at, uint32_t *week);
/* "0, 26, 52 ... 260": the weeks of the run's snapshots, malloc'd, for messages; NULL for no memory. */
char *rq_snapshot_list(const rq_run *);

/* Loads the ties of a snapshot with the fields of `wanted` (1u << RQ_TIE_CLOSENESS | ...; 0: no field). */
rq_status rq_society_load(const rq_run *, uint32_t week, unsigned wanted, rq_society *, rq_error *);
/* Of the run of any model: only who is tied to whom. A model without ties has people only. */
rq_status rq_society_rows(const rq_run *, uint32_t week, rq_society *, rq_error *);
/* Finds the partner of each half; RQ_BAD_DATA where a half has none. Time and memory linear in the halves. */
rq_status rq_society_pair(rq_society *, const char *path, rq_error *);
/* Only whether each half has one. */
rq_status rq_society_check(const rq_society *, const char *path, rq_error *);
void rq_society_free(rq_society *); /* accepts a zeroed one */

/* The partners of halves without a list of them. Whoever goes through people and their rows in ascending order passes the halves towards a
 * person j in the order of j's own row: next[j] is the one whose partner passes next. `next` starts as a copy of `begin`. To be
 * called for each half of person i that leads to a higher number, after rq_society_enter(i); returns its partner, or `halves` where
 * there is none. */
static inline uint64_t rq_society_meet(const rq_society *s, uint64_t *next, uint32_t i, uint64_t half) {
  uint64_t other = next[s->target[half]]++;
  return other < s->halves && s->target[other] == i ? other : s->halves;
}
/* Whether the halves of person i towards lower numbers have been met, all of them and no more. */
bool rq_society_enter(const rq_society *, const uint64_t *next, uint32_t i);
/* `begin` to count in, malloc'd; NULL for no memory. */
uint64_t *rq_society_next(const rq_society *);
/* RQ_BAD_DATA with the message for person i, whose half has no partner. */
rq_status rq_society_single(const rq_society *, const char *path, size_t i, rq_error *);

/* Fields of all halves in order, a slab at a time:
 *     rq_slabs x;
 *     status = rq_slabs_open(&x, run, week, halves, 1u << RQ_TIE_BALANCE, error);
 *     while (status == RQ_OK && rq_slabs_next(&x, &status, error))
 *       for (size_t k = 0; k < x.count; k++) ... half x.first + k: x.value[RQ_TIE_BALANCE][k]
 *     rq_slabs_close(&x); */
#define RQ_SLAB (1u << 20) /* halves in a slab, at most */
#define RQ_SLAB_FIELDS 24u /* fields, at most */
typedef struct rq_slabs {
  const rq_run *run;
  uint32_t week;
  uint64_t halves, first;  /* `first`: the number of the slab's first half */
  size_t count;            /* halves in the slab; 0 before the first */
  const char *const *name; /* of the fields */
  size_t fields;
  float *value[RQ_SLAB_FIELDS];
} rq_slabs;
/* Of the fields `name` of the ties of any model, those of `wanted`; the names must last as long. */
rq_status rq_slabs_of(rq_slabs *, const rq_run *, uint32_t week, uint64_t halves, const char *const *name, size_t fields, unsigned wanted,
                      rq_error *);
rq_status rq_slabs_open(rq_slabs *, const rq_run *, uint32_t week, uint64_t halves, unsigned wanted, rq_error *);
bool rq_slabs_next(rq_slabs *, rq_status *, rq_error *); /* false after the last one, and where *status is a failure */
void rq_slabs_close(rq_slabs *);                         /* also after a failure */
/* Number of halves in a snapshot. */
rq_status rq_snapshot_halves(const rq_run *, uint32_t week, uint64_t *halves, rq_error *);

#endif
