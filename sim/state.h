/* The engine's own view of the world: what rq_world and rq_store are made of. Only sim/ includes this. */
#ifndef RQ_STATE_H
#define RQ_STATE_H

#include "sim/profile.h"

/* Mail under way: letters of different lengths, one after the other (mail.c). */
typedef struct rq_outbox {
  uint32_t *word;
  uint32_t used, room; /* words */
} rq_outbox;

/* A letter while it is sorted. */
typedef struct rq_letter {
  uint32_t rank; /* kind and priority */
  const uint32_t *word;
} rq_letter;

typedef struct rq_list {
  uint32_t *agent;
  uint32_t count, room;
} rq_list;

typedef struct rq_log {
  double *value;
  size_t count, room; /* events; each has as many values as its kind has columns */
} rq_log;

/* What one block owns. */
typedef struct rq_store rq_store;
struct rq_store {
  rq_rows rows;
  uint64_t used, size; /* of the rows' memory, in RQ_PLACE bytes */
  rq_outbox *outbox;   /* per phase that receives: posted by this block */
  rq_outbox incoming;  /* posted by this block for the phase that runs, in order of receiving block */
  uint32_t *begin;     /* of each receiving block in it; blocks + 1 entries */
  rq_outbox *spare;    /* memory of boxes that were read */
  uint32_t spares;
  rq_list *list; /* per roster */
  rq_log *log;   /* per kind of event */
  double *tally;
  uint64_t *posted; /* per kind of mail */
  bool out_of_memory;
};

/* Of one thread while it works on a block. */
typedef struct rq_scratch {
  rq_mail *mail;
  rq_letter *letter;
  uint32_t room, letter_room;
  uint32_t begin[RQ_BLOCK + 1], cursor[RQ_BLOCK + 1];
  uint32_t nothing[RQ_BLOCK + 1]; /* zeros: no mail for anybody */
  rq_work work;                   /* for the profile */
} rq_scratch;

struct rq_world {
  const rq_model *model;
  const void *parameters;
  rq_key key;
  rq_key drawn; /* the key that people and panel were drawn with: another one where the run branched off from one with another seed */
  int threads;
  uint32_t week, agents, blocks, rosters;
  rq_dimension *dimension;
  void **field;       /* per field: the array of an agent's or a global field; NULL for ties */
  size_t *field_size; /* bytes of one value */
  uint32_t *field_width;
  uint32_t *tie_field, tie_fields;               /* the fields of a tie */
  uint32_t *tie_column, target_column, tie_size; /* bytes of a tie in its row: where each field stands, and all together */
  char *blank_tie;                               /* a row of one tie with the initial values */
  rq_store *store;
  rq_scratch *scratch; /* per thread */
  uint32_t *series_at, *series_width;
  uint32_t cells;
  double *tally, *total; /* posted globally this week; sums of the week that ended */
  rq_list *roster;
  rq_log *event;
  uint32_t *panel;
  size_t panel_count;
  uint8_t *in_panel;   /* a bit an agent */
  rq_profile *profile; /* NULL: nobody asks where the time goes */
};

/* Grows an array to hold at least `count` entries (by half more); false and unchanged where there is no memory. */
bool rq_grow(void **array, uint32_t *room, uint64_t count, size_t size);

/* world.c: everything at its initial value, and no rows yet. */
rq_status rq_world_blank(const rq_model *, const void *parameters, uint32_t agents, const rq_world_settings *, rq_world **, rq_error *);

/* rows.c */
rq_status rq_rows_check(const rq_network *, rq_error *); /* whether its rows are short enough */
bool rq_rows_create(rq_world *, const rq_network *, uint32_t block);
/* Gives a block rows with so many ties each in place of those that it has; what is in them is for the caller to fill in. */
bool rq_rows_restore(const rq_world *, rq_store *, const uint16_t *count, uint32_t agents);
bool rq_rows_layout(rq_world *);
void rq_rows_free(rq_store *);
uint64_t rq_rows_bytes(const rq_model *, uint64_t agents, uint64_t halves);

/* mail.c */
bool rq_mail_take(const rq_world *, uint32_t phase, rq_store *);      /* what one block posted for the phase, by receiving block */
bool rq_mail_deliver(const rq_world *, uint32_t block, rq_scratch *); /* what one block receives, in canonical order */
void rq_mail_free(const rq_world *, rq_store *);
/* Words of a letter for the phase, of which at least three are there; 0 for one that is not for it. */
uint32_t rq_mail_length(const rq_world *, const uint32_t *letter, uint32_t phase);

/* observe.c */
rq_status rq_observe_create(rq_world *, uint32_t panel, rq_error *);
void rq_observe_free(rq_world *);
void rq_observe_begin(rq_world *);
bool rq_observe_rosters(rq_world *);
bool rq_observe_end(rq_world *);

size_t rq_type_size(rq_type);
void rq_set_values(void *array, rq_type, uint64_t count, double x); /* x in the field's unit */
static inline uint32_t rq_block_of(uint32_t agent) {
  return agent / RQ_BLOCK;
}
rq_block rq_block_at(rq_world *, uint32_t number);

#endif
