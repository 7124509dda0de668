/* What a model sees of the engine: fields, ties, mail, tallies and events, block by block.
 *
 * A model declares its state in tables (rq_field), its weekly observables (rq_series), its events (rq_event_kind), its
 * mail (rq_mail_kind) and the phases of a week (rq_phase). The engine owns the arrays, turns the weeks, and calls
 * each phase once for every block of RQ_BLOCK consecutive agents, in any order and on any thread. In a phase a
 * block may read and write the state of its own agents, read its mail, read what is global, and post mail.
 * That one rule makes the result the same for any number of threads. */
#ifndef RQ_WORLD_H
#define RQ_WORLD_H

#include "sim/compiler.h"
#include "sim/error.h"
#include "sim/network.h"
#include "sim/random.h"
#include "sim/schema.h"
#include <stdbool.h>
#include <stdint.h>

#define RQ_BLOCK 4096u       /* agents in a block, whatever the number of threads */
#define RQ_NOBODY UINT32_MAX /* no agent */

/* ---- state ---- */

typedef enum rq_type {
  RQ_U8,
  RQ_U16,
  RQ_U32,
  RQ_I16,
  RQ_I32,
  RQ_I64,
  RQ_F32,
  RQ_F64,
  RQ_FRACTION, /* a number in [0, 1] in 16 bits (uint16_t, 65535 is 1); written to files as float32 */
  RQ_FIXED,    /* a number in units of 1/1024 (int32_t); written to files as float32 */
} rq_type;

typedef enum rq_place { RQ_PER_AGENT, RQ_PER_TIE, RQ_GLOBAL } rq_place;

/* One field of state. With a dimension d > 0 (index into the model's dimensions, plus one) a field has that
 * many values for each agent or globally; global fields may have two. */
typedef struct rq_field {
  const char *name;
  rq_type type;
  rq_place place;
  uint8_t dims[2]; /* 0: none */
  bool viewed;     /* files show what the model's `view` says it is now (fading is lazy), not what is stored */
  bool snapshot;   /* written to snapshots */
  const char *unit;
  const char *meanings; /* codes: what 0, 1, 2, ... stand for, separated by spaces; NULL for a quantity */
  double initial;       /* value at the start, in the field's unit */
  const char *long_name;
} rq_field;

typedef struct rq_dimension {
  const char *name; /* "brand" */
  uint32_t size;
  const char *const *labels; /* size names, UTF-8; lifetime of the parameters */
} rq_dimension;

/* ---- what is observed ---- */

typedef enum rq_series_kind {
  RQ_TALLY, /* a count over the week; written as int64 */
  RQ_TOTAL, /* a sum over the week; written as float64 */
  RQ_MEAN,  /* a sum divided by the series `over` of the same dimensions; NaN where that is 0 */
} rq_series_kind;

typedef struct rq_series {
  const char *name;
  rq_series_kind kind;
  uint8_t dims[2]; /* 0: none */
  uint16_t over;
  const char *unit;
  const char *long_name;
} rq_series;

typedef struct rq_column {
  const char *name;
  rq_type type; /* RQ_U8, RQ_U16, RQ_U32, RQ_I32 or RQ_F32 */
  const char *unit;
  const char *meanings; /* codes: what 0, 1, 2, ... stand for, separated by spaces; NULL for a quantity */
  const char *long_name;
} rq_column;

#define RQ_MAX_COLUMNS 12
typedef struct rq_event_kind {
  const char *name;
  const rq_column *columns; /* the first is the week, the second the person of the panel */
  uint32_t columns_count;
  const char *long_name;
} rq_event_kind;

/* ---- mail ---- */

typedef union rq_word {
  float f;
  int32_t i;
  uint32_t u;
} rq_word;

/* Mail is delivered in the order receiver, kind, priority, sender. */
#define RQ_MOST_PRIORITY 0xffffffu
typedef struct rq_mail {
  uint32_t to, from;
  uint32_t priority; /* keyed random, so that low numbers are not first for ever; the lower 24 bits count */
  uint32_t kind;
  rq_word word[7];
} rq_mail;

typedef struct rq_mail_kind {
  const char *name;
  uint32_t phase; /* the phase that receives it: later in the same week, or else in the next */
  uint32_t words; /* how many of the letter's words are used: the others do not arrive */
} rq_mail_kind;

/* ---- the model ---- */

typedef struct rq_world rq_world;
typedef struct rq_block rq_block;

typedef struct rq_phase {
  const char *name;
  const char *says;         /* one line of model.md */
  void (*run)(rq_block *);  /* for each block, in parallel; or NULL */
  void (*once)(rq_world *); /* serial, for what is global; before `run`; or NULL */
} rq_phase;

typedef struct rq_model {
  const char *name, *description;
  const char *odd; /* its description by the ODD protocol, with marks for tables (sim/odd.h); NULL for none */
  const rq_schema *schema;
  const rq_field *fields;
  uint32_t fields_count;
  const rq_series *series;
  uint32_t series_count;
  const rq_event_kind *events;
  uint32_t events_count;
  const rq_mail_kind *mails;
  uint32_t mails_count;
  const rq_phase *phases;
  uint32_t phases_count;
  bool weighted;          /* ties have weights: of a network's file these are read (rq_network.weight), and labels, and nothing else */
  bool fixed_ties;        /* ties neither begin nor end: rows are made without room to grow (they would still grow) */
  uint32_t rosters_count; /* lists that blocks fill with rq_enlist */
  /* Fields of agents that follow from the parameters and the start alone: a branch (sim/checkpoint.h) has those of its own parameters. */
  const uint32_t *configured;
  uint32_t configured_count;
  uint32_t dimensions_count;
  /* Fills dimensions_count dimensions from the parameters. NULL where there are none. */
  void (*dimensions)(const void *parameters, rq_dimension *dimensions);
  /* Computes what is derived from the parameters, inside them, once after they are filled. May be NULL. */
  void (*prepare)(void *parameters);
  /* What the tables cannot check: one message for each mistake. May be NULL. */
  void (*check)(const void *parameters, rq_error *error);
  /* Sets global state at the start, once; may measure the network (igraph: serial). */
  rq_status (*found)(rq_world *, const rq_network *, rq_error *);
  /* Draws the people of a block and the state of their ties; row k of agent i is entry network->begin[i] + k. NULL: all are as the table
   * of fields, or `found`, says. */
  void (*populate)(rq_block *, const rq_network *);
  /* The values now, in their units, of all `viewed` fields of a place (agent or tie) for one agent: out[f] takes those of field f, of all
   * ties of its row, or all along its dimension. */
  void (*view)(const rq_world *, uint32_t agent, rq_place place, float *const *out);
  /* Checks the model's invariants: one message for each kind that is broken. */
  rq_status (*verify)(const rq_world *, rq_error *);
} rq_model;

/* ---- reading the world ---- */

const void *rq_parameters(const rq_world *);
rq_key rq_world_key(const rq_world *);
uint32_t rq_week(const rq_world *); /* 0 before the first week; then 1, 2, ... */
uint32_t rq_agents(const rq_world *);
uint32_t rq_extent(const rq_world *, uint32_t dimension); /* dimension counted from 0 */

/* A per-agent field (agents x dimension, agent-major) or a global one, as stored. */
void *rq_array(const rq_world *, uint32_t field);

/* The list that the blocks filled with rq_enlist in an earlier phase, in order of agent. */
const uint32_t *rq_roster(const rq_world *, uint32_t roster, uint32_t *count);

/* The total so far this week of a series' first value (for serial steps). */
double rq_tallied(const rq_world *, uint32_t series, uint32_t cell);
void rq_tally_global(rq_world *, uint32_t series, uint32_t cell, double amount);

/* ---- a block at work ---- */

#define RQ_PLACE 8u /* bytes; rows begin at multiples of it */

/* The ties of a block (rows.c): person n has count[n] of them, in a row with room for room[n]. */
typedef struct rq_rows {
  uint32_t *at; /* where each row begins, in RQ_PLACE bytes */
  uint16_t *count, *room;
  char *data;
  const uint32_t *column;           /* per field of a tie: where its values begin in a row, in bytes for each tie of room */
  uint32_t target_column, tie_size; /* bytes of a tie, all together */
} rq_rows;

struct rq_block {
  rq_world *world;
  uint32_t number, first, count; /* agents first ... first + count - 1 */
  double *tally;                 /* this week's sums, all series one after the other; see rq_add */
  const uint32_t *series_at;     /* where each series begins in it */
  const rq_rows *rows;
  const rq_mail *mail; /* of the phase, in canonical order */
  uint32_t mail_count;
  const uint32_t *mail_begin; /* mail of agent first + n: mail_begin[n] ... mail_begin[n + 1] - 1 */
  struct rq_store *store;     /* the engine's */
};

/* Adds to cell `cell` (row-major) of a series. */
static inline void rq_add(rq_block *b, uint32_t series, uint32_t cell, double amount) {
  b->tally[b->series_at[series] + cell] += amount;
}

/* Posts mail; `to` is any agent, also the sender itself. */
void rq_post(rq_block *, const rq_mail *mail);

/* Puts an agent on a roster (of which there are as many as the world was made with). */
void rq_enlist(rq_block *, uint32_t roster, uint32_t agent);

/* Notes an event of the panel; the caller asks rq_in_panel first. Values in the order of the kind's columns. */
bool rq_in_panel(const rq_world *, uint32_t agent);
void rq_note(rq_block *, uint32_t kind, const double *values);

/* ---- ties ---- */

/* The ties of one agent: `count` targets, and for a field its values beside them (RQ_COLUMN). Valid until the next
 * rq_tie_add in the block. */
typedef struct rq_row {
  uint32_t count, room;
  uint32_t *target;
  char *data;
} rq_row;

static inline rq_row rq_row_of(const rq_block *b, uint32_t agent) {
  const rq_rows *r = b->rows;
  uint32_t n = agent - b->first, room = r->room[n];
  char *data = r->data + (size_t)r->at[n] * RQ_PLACE;
  return (rq_row){r->count[n], room, (uint32_t *)(void *)(data + (size_t)r->target_column * room), data};
}
/* The same from outside a block (files, verification). */
rq_row rq_world_row(const rq_world *, uint32_t agent);

/* Many ties at a time: a row and the values beside it may be read (not written) beyond the last tie, up to a multiple of RQ_LANES; what
 * stands there means nothing. */
#define RQ_LANES 16u

/* The values of a tie's field beside row.target; `rows` are those of the agent's block. */
#define RQ_COLUMN(rows, row, field, type) ((type *)(void *)((row).data + (size_t)(rows)->column[field] * (row).room))
const rq_rows *rq_world_rows(const rq_world *, uint32_t agent);
const void *rq_world_row_values(const rq_world *, const rq_row *row, uint32_t field);

/* Asks memory for the row of the block's agent number n, which is needed soon. Four cache lines at a time, since the end of a loop whose
 * length changes from row to row costs more than lines too many. */
static inline void rq_expect_row(const rq_block *b, uint32_t n) {
  const rq_rows *r = b->rows;
  const char *row = r->data + (size_t)r->at[n] * RQ_PLACE;
  for (uint32_t byte = 0; byte < r->tie_size * (uint32_t)r->room[n]; byte += 256) {
    RQ_PREFETCH(row + byte);
    RQ_PREFETCH(row + byte + 64);
    RQ_PREFETCH(row + byte + 128);
    RQ_PREFETCH(row + byte + 192);
  }
}

/* While letter m is attended to: asks for the row of the agent who gets the letter some letters on. */
#define RQ_AHEAD 6u
static inline void rq_expect_letter(const rq_block *b, uint32_t m) {
  if (m + RQ_AHEAD < b->mail_count) rq_expect_row(b, b->mail[m + RQ_AHEAD].to - b->first);
}

/* Rounds: what everybody in the block does first, then what everybody does second, and so on. In a round each agent is there only once, so
 * that many can be attended to at the same time. */
typedef struct rq_round {
  uint32_t number, count;    /* number: 0 before the first round */
  uint32_t of[RQ_BLOCK + 1]; /* letters (in b->mail), or agents as their places in the block */
} rq_round;

/* The next round of letters, in order of receiver; false after the last. */
bool rq_letters_round(const rq_block *, rq_round *);
/* The next round of agents of whom agent n has things[n] to do; false after the last. */
bool rq_agents_round(const rq_block *, const uint8_t *things, rq_round *);

/* While entry n of a round of agents is attended to: asks for the row of the agent who comes some entries later. */
static inline void rq_expect_agent(const rq_block *b, const rq_round *round, uint32_t n) {
  if (n + RQ_AHEAD < round->count) rq_expect_row(b, round->of[n + RQ_AHEAD]);
}

/* The place of `target` in the row, or row->count. */
static inline uint32_t rq_row_find(const rq_row *row, uint32_t target) {
  const uint32_t *t = row->target;
  uint32_t k = 0;
  while (k + 3 < row->count && t[k] != target && t[k + 1] != target && t[k + 2] != target && t[k + 3] != target) k += 4;
  while (k < row->count && t[k] != target) k++;
  return k;
}

/* The same for many: the place of target[n] in the row of agent[n] of the block, or that row's count. No target stands twice in a row. */
void rq_find_each(const rq_block *, const uint32_t *agent, const uint32_t *target, uint32_t count, uint32_t *place);

/* Adds a half to `target` with fields at their initial values, and returns the row with it as the last entry. */
rq_row rq_tie_add(rq_block *, uint32_t agent, uint32_t target);

/* Removes entry `place`; the last entry moves there. */
rq_row rq_tie_remove(rq_block *, uint32_t agent, uint32_t place);

/* ---- small conversions ---- */

static inline float rq_fraction(uint16_t stored) {
  return (float)stored * (1.0f / 65535.0f);
}
static inline uint16_t rq_to_fraction(float x) {
  float y = x * 65535.0f + 0.5f;
  return (uint16_t)(int32_t)(y < 0.0f ? 0.0f : (y > 65535.0f ? 65535.0f : y));
}
/* Favor units as an integer of 1/1024, rounded once, to nearest; at most a million of them either way, so that two can be added. */
#define RQ_MOST_UNITS 1e6f
static inline int32_t rq_to_fixed(float x) {
  x = x < -RQ_MOST_UNITS ? -RQ_MOST_UNITS : (x > RQ_MOST_UNITS ? RQ_MOST_UNITS : x);
  return (int32_t)(x * 1024.0f + (x < 0.0f ? -0.5f : 0.5f));
}
static inline float rq_fixed(int32_t stored) {
  return (float)stored * (1.0f / 1024.0f);
}

#endif
