/* The ties of each agent in one growable row. A row lies in one place of its block's memory, column after column: the targets and the
 * values of each field beside them, so that an agent's ties are few cache lines and one page. A row that outgrows its room moves to the end
 * of the memory; when the end is reached all rows are packed anew. */
#include "sim/state.h"
#include <stdlib.h>
#include <string.h>

/* With room to grow, unless ties are said never to change. */
static uint32_t room_for(const rq_world *w, uint32_t count) {
  uint32_t room = w->model->fixed_ties && count > 0 ? count : count + count / 32 + 1;
  return room < UINT16_MAX ? room : UINT16_MAX;
}

static uint64_t places_of(const rq_world *w, uint32_t room) {
  return ((uint64_t)room * w->tie_size + RQ_PLACE - 1) / RQ_PLACE;
}

static uint32_t local(uint32_t agent) {
  return agent % RQ_BLOCK;
}

/* ---- columns ---- */

/* Columns stand in the order of the size of their values, so that each is aligned whatever the room is. The targets are a column. */
bool rq_rows_layout(rq_world *w) {
  const rq_model *m = w->model;
  for (size_t size = 8; size > 0; size /= 2) {
    if (size == sizeof(uint32_t)) {
      w->target_column = w->tie_size;
      w->tie_size += (uint32_t)size;
    }
    for (uint32_t f = 0; f < m->fields_count; f++) {
      if (m->fields[f].place != RQ_PER_TIE || w->field_size[f] != size) continue;
      w->tie_field[w->tie_fields++] = f;
      w->tie_column[f] = w->tie_size;
      w->tie_size += (uint32_t)size;
    }
  }
  w->blank_tie = calloc(1, w->tie_size);
  for (uint32_t n = 0; w->blank_tie && n < w->tie_fields; n++) {
    uint32_t f = w->tie_field[n];
    rq_set_values(w->blank_tie + w->tie_column[f], m->fields[f].type, 1, m->fields[f].initial);
  }
  return w->blank_tie != NULL;
}

static rq_row row_in(const rq_world *w, const rq_store *s, uint64_t at, uint32_t count, uint32_t room) {
  char *data = s->rows.data + at * RQ_PLACE;
  return (rq_row){count, room, (uint32_t *)(void *)(data + (size_t)w->target_column * room), data};
}

static rq_row row_at(const rq_world *w, const rq_store *s, uint32_t place) {
  return row_in(w, s, s->rows.at[place], s->rows.count[place], s->rows.room[place]);
}

static char *value_of(const rq_world *w, const rq_row *row, uint32_t field, uint32_t k) {
  return row->data + (size_t)w->tie_column[field] * row->room + k * w->field_size[field];
}

/* Entries of one row to another, of any room. */
static void copy_ties(const rq_world *w, const rq_row *from, const rq_row *to, uint32_t count) {
  memcpy(to->target, from->target, count * sizeof *to->target);
  for (uint32_t n = 0; n < w->tie_fields; n++) {
    uint32_t f = w->tie_field[n];
    memcpy(value_of(w, to, f, 0), value_of(w, from, f, 0), count * w->field_size[f]);
  }
}

/* A value of 1, 2, 4 or 8 bytes. */
static void copy_value(char *to, const char *from, size_t size) {
  if (size == 2)
    memcpy(to, from, 2);
  else if (size == 4)
    memcpy(to, from, 4);
  else if (size == 1)
    *to = *from;
  else
    memcpy(to, from, 8);
}

/* Entry m of one row to entry k of another (or the same). */
static void copy_tie(const rq_world *w, const rq_row *from, uint32_t m, const rq_row *to, uint32_t k) {
  to->target[k] = from->target[m];
  for (uint32_t n = 0; n < w->tie_fields; n++) {
    uint32_t f = w->tie_field[n];
    copy_value(value_of(w, to, f, k), value_of(w, from, f, m), w->field_size[f]);
  }
}

static void begin_tie(const rq_world *w, const rq_row *row, uint32_t k, uint32_t target) {
  rq_row blank = {1, 1, (uint32_t *)(void *)(w->blank_tie + w->target_column), w->blank_tie};
  copy_tie(w, &blank, 0, row, k);
  row->target[k] = target;
}

/* ---- making ---- */

/* Gives a block memory for rows that need `places`, and a sixteenth of that to grow into. */
static bool take_memory(const rq_world *w, rq_store *s, uint64_t places) {
  uint64_t size = places + (w->model->fixed_ties ? 0 : places / 16) + 64;
  if (size > UINT32_MAX) return false;
  char *data = malloc((size + RQ_LANES) * RQ_PLACE);
  if (!data) return false;
  s->rows.data = data;
  s->size = size;
  s->used = 0;
  return true;
}

static uint32_t take_place(const rq_world *w, rq_store *s, uint32_t room) {
  uint32_t at = (uint32_t)s->used;
  s->used += places_of(w, room);
  return at;
}

static uint32_t ties_of(const rq_network *n, uint32_t person) {
  return (uint32_t)(n->begin[person + 1] - n->begin[person]);
}

bool rq_rows_restore(const rq_world *w, rq_store *s, const uint16_t *count, uint32_t agents) {
  uint64_t places = 0;
  for (uint32_t i = 0; i < agents; i++) places += places_of(w, room_for(w, count[i]));
  rq_rows_free(s);
  s->rows = (rq_rows){.at = calloc(agents, sizeof *s->rows.at),
                      .count = calloc(agents, sizeof *s->rows.count),
                      .room = calloc(agents, sizeof *s->rows.room),
                      .column = w->tie_column,
                      .target_column = w->target_column,
                      .tie_size = w->tie_size};
  if (!s->rows.at || !s->rows.count || !s->rows.room || !take_memory(w, s, places)) return false;
  for (uint32_t i = 0; i < agents; i++) {
    uint32_t room = room_for(w, count[i]);
    s->rows.at[i] = take_place(w, s, room);
    s->rows.count[i] = count[i];
    s->rows.room[i] = (uint16_t)room;
  }
  return true;
}

bool rq_rows_create(rq_world *w, const rq_network *n, uint32_t block) {
  rq_store *s = &w->store[block];
  rq_block b = rq_block_at(w, block);
  uint16_t count[RQ_BLOCK] = {0};
  for (uint32_t i = 0; i < b.count; i++) count[i] = (uint16_t)ties_of(n, b.first + i);
  if (!rq_rows_restore(w, s, count, b.count)) return false;
  for (uint32_t i = 0; i < b.count; i++) {
    rq_row row = row_at(w, s, i);
    for (uint32_t k = 0; k < row.count; k++) begin_tie(w, &row, k, n->target[n->begin[b.first + i] + k]);
  }
  return true;
}

rq_status rq_rows_check(const rq_network *n, rq_error *error) {
  for (uint32_t v = 0; v < n->vertices; v++)
    if (n->begin[v + 1] - n->begin[v] > UINT16_MAX / 2)
      return rq_fail(error, RQ_BAD_DATA, "person %u has %llu ties at the start; at most %u are possible", v,
                     (unsigned long long)(n->begin[v + 1] - n->begin[v]), UINT16_MAX / 2);
  return RQ_OK;
}

void rq_rows_free(rq_store *s) {
  free(s->rows.at);
  free(s->rows.count);
  free(s->rows.room);
  free(s->rows.data);
}

uint64_t rq_rows_bytes(const rq_model *model, uint64_t agents, uint64_t halves) {
  uint64_t each = sizeof(uint32_t);
  for (uint32_t f = 0; f < model->fields_count; f++)
    if (model->fields[f].place == RQ_PER_TIE) each += rq_type_size(model->fields[f].type);
  uint64_t to_grow = model->fixed_ties ? 0 : halves / 10 + agents; /* room of rows, and of their block */
  return agents * (sizeof(uint32_t) + 2 * sizeof(uint16_t)) + (halves + to_grow) * each;
}

/* ---- reading ---- */

rq_row rq_world_row(const rq_world *w, uint32_t agent) {
  return row_at(w, &w->store[rq_block_of(agent)], local(agent));
}

const rq_rows *rq_world_rows(const rq_world *w, uint32_t agent) {
  return &w->store[rq_block_of(agent)].rows;
}

const void *rq_world_row_values(const rq_world *w, const rq_row *row, uint32_t field) {
  return value_of(w, row, field, 0);
}

/* Without branches, RQ_LANES targets at a time: each lane keeps how many places stand from the target on, itself included, to the end. */
static inline uint32_t find_place(const rq_row *row, uint32_t target) {
  uint32_t left[RQ_LANES] = {0}, most = 0;
  for (uint32_t from = 0; from < row->count; from += RQ_LANES) {
    const uint32_t *t = row->target + from;
    const uint32_t to_end = row->count - from;
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) {
      int32_t here = (t[k] == target) & (k < to_end);
      left[k] += (uint32_t)here * (to_end - k);
    }
  }
#pragma omp simd reduction(+ : most)
  for (uint32_t k = 0; k < RQ_LANES; k++) most += left[k];
  return row->count - most;
}

RQ_CLONES void rq_find_each(const rq_block *b, const uint32_t *agent, const uint32_t *target, uint32_t count, uint32_t *place) {
  for (uint32_t n = 0; n < count; n++) {
    if (n + RQ_AHEAD < count) rq_expect_row(b, agent[n + RQ_AHEAD] - b->first);
    rq_row row = rq_row_of(b, agent[n]);
    place[n] = find_place(&row, target[n]);
  }
}

/* ---- changing ---- */

static void move_row(const rq_world *w, rq_store *s, uint32_t place, const rq_row *from) {
  uint32_t room = room_for(w, from->count + 1), at = take_place(w, s, room);
  rq_row to = row_in(w, s, at, from->count, room);
  copy_ties(w, from, &to, from->count);
  s->rows.at[place] = at;
  s->rows.room[place] = (uint16_t)room;
}

/* Packs all rows anew, each with new room. */
static bool repack(const rq_world *w, rq_store *s, uint32_t agents) {
  uint64_t places = 0;
  rq_store old = *s;
  for (uint32_t i = 0; i < agents; i++) places += places_of(w, room_for(w, s->rows.count[i] + 1u));
  if (!take_memory(w, s, places)) return false;
  for (uint32_t i = 0; i < agents; i++) {
    rq_row row = row_at(w, &old, i);
    move_row(w, s, i, &row);
  }
  free(old.rows.data);
  return true;
}

static bool make_room(const rq_block *b, uint32_t place) {
  rq_store *s = b->store;
  const rq_world *w = b->world;
  if (s->rows.count[place] < s->rows.room[place]) return true;
  if (s->rows.count[place] == UINT16_MAX) return false;
  if (s->used + places_of(w, room_for(w, s->rows.count[place] + 1u)) > s->size) return repack(w, s, b->count);
  rq_row row = row_at(w, s, place);
  move_row(w, s, place, &row);
  return true;
}

rq_row rq_tie_add(rq_block *b, uint32_t agent, uint32_t target) {
  rq_store *s = b->store;
  uint32_t place = agent - b->first;
  if (s->out_of_memory || !make_room(b, place)) {
    s->out_of_memory = true; /* the tick ends with an error; until then the first row of the memory stands in */
    return row_in(b->world, s, 0, 1, 2);
  }
  uint32_t k = s->rows.count[place]++;
  rq_row row = row_at(b->world, s, place);
  begin_tie(b->world, &row, k, target);
  return row;
}

rq_row rq_tie_remove(rq_block *b, uint32_t agent, uint32_t place) {
  rq_store *s = b->store;
  uint32_t n = agent - b->first;
  rq_row row = row_at(b->world, s, n);
  copy_tie(b->world, &row, row.count - 1, &row, place);
  row.count = --s->rows.count[n];
  return row;
}
