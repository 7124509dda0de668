/* The ties of each agent in one growable row, the rows of a block in one set of arrays: targets contiguous, one
 * array per field. */
#include "sim/state.h"
#include <stdlib.h>
#include <string.h>

static uint64_t slack(uint64_t count) {
  return count / 16 + 2;
}

static uint32_t local(uint32_t agent) {
  return agent % RQ_BLOCK;
}

static void *entry(const rq_world *w, const rq_store *s, uint32_t field, uint64_t at) {
  return (char *)s->rows.tie[field] + at * w->field_size[field];
}

/* Sets one value to the field's initial value. */
static void initialise(const rq_world *w, const rq_store *s, uint32_t field, uint64_t at) {
  double x = w->model->fields[field].initial;
  void *to = entry(w, s, field, at);
  switch (w->model->fields[field].type) {
  case RQ_U8:
    *(uint8_t *)to = (uint8_t)x;
    break;
  case RQ_U16:
    *(uint16_t *)to = (uint16_t)x;
    break;
  case RQ_U32:
    *(uint32_t *)to = (uint32_t)x;
    break;
  case RQ_I16:
    *(int16_t *)to = (int16_t)x;
    break;
  case RQ_I32:
    *(int32_t *)to = (int32_t)x;
    break;
  case RQ_I64:
    *(int64_t *)to = (int64_t)x;
    break;
  case RQ_F32:
    *(float *)to = (float)x;
    break;
  case RQ_F64:
    *(double *)to = x;
    break;
  case RQ_FRACTION:
    *(uint16_t *)to = rq_to_fraction((float)x);
    break;
  case RQ_FIXED:
    *(int32_t *)to = rq_to_fixed((float)x);
    break;
  }
}

static bool allocate(const rq_world *w, rq_store *s, uint32_t agents, uint64_t size) {
  s->rows.at = calloc(agents, sizeof *s->rows.at);
  s->rows.count = calloc(agents, sizeof *s->rows.count);
  s->rows.room = calloc(agents, sizeof *s->rows.room);
  s->rows.target = malloc(size * sizeof *s->rows.target);
  s->rows.tie = calloc(w->model->fields_count, sizeof *s->rows.tie);
  if (!s->rows.at || !s->rows.count || !s->rows.room || !s->rows.target || !s->rows.tie) return false;
  for (uint32_t f = 0; f < w->model->fields_count; f++)
    if (w->model->fields[f].place == RQ_PER_TIE && !(s->rows.tie[f] = malloc(size * w->field_size[f]))) return false;
  s->size = size;
  return true;
}

/* Room to grow at the start. */
static uint64_t spare(const rq_model *m, uint64_t count) {
  return m->fixed_ties ? 0 : slack(count);
}

static bool create_block(rq_world *w, const rq_network *n, uint32_t block) {
  rq_store *s = &w->store[block];
  rq_block b = rq_block_at(w, block);
  uint64_t size = 64;
  for (uint32_t i = 0; i < b.count; i++) {
    uint64_t ties = n->begin[b.first + i + 1] - n->begin[b.first + i];
    size += ties + spare(w->model, ties);
  }
  if (!allocate(w, s, b.count, size + (w->model->fixed_ties ? 0 : size / 32))) return false;
  for (uint32_t i = 0; i < b.count; i++) {
    uint64_t from = n->begin[b.first + i], ties = n->begin[b.first + i + 1] - from;
    s->rows.at[i] = s->used;
    s->rows.count[i] = (uint16_t)ties;
    s->rows.room[i] = (uint16_t)(ties + spare(w->model, ties));
    memcpy(s->rows.target + s->used, n->target + from, ties * sizeof *n->target);
    for (uint32_t f = 0; f < w->model->fields_count; f++)
      if (s->rows.tie[f])
        for (uint64_t k = 0; k < ties; k++) initialise(w, s, f, s->used + k);
    s->used += s->rows.room[i];
  }
  return true;
}

rq_status rq_rows_create(rq_world *w, const rq_network *n, rq_error *error) {
  for (uint32_t v = 0; v < n->vertices; v++)
    if (n->begin[v + 1] - n->begin[v] > UINT16_MAX / 2)
      return rq_fail(error, RQ_BAD_DATA, "person %u has %llu ties at the start; at most %u are possible", v,
                     (unsigned long long)(n->begin[v + 1] - n->begin[v]), UINT16_MAX / 2);
  for (uint32_t block = 0; block < w->blocks; block++)
    if (!create_block(w, n, block)) return rq_no_memory(error, "the ties");
  return RQ_OK;
}

void rq_rows_free(const rq_world *w, rq_store *s) {
  free(s->rows.at);
  free(s->rows.count);
  free(s->rows.room);
  free(s->rows.target);
  for (uint32_t f = 0; s->rows.tie && f < w->model->fields_count; f++) free(s->rows.tie[f]);
  free(s->rows.tie);
}

uint64_t rq_rows_bytes(const rq_model *model, uint64_t agents, uint64_t halves) {
  uint64_t each = sizeof(uint32_t);
  for (uint32_t f = 0; f < model->fields_count; f++)
    if (model->fields[f].place == RQ_PER_TIE) each += rq_type_size(model->fields[f].type);
  uint64_t entries = halves;
  if (!model->fixed_ties) entries += halves / 16 + 2 * agents + (halves + halves / 16 + 2 * agents) / 32;
  return agents * (sizeof(uint64_t) + 2 * sizeof(uint16_t)) + entries * each;
}

/* ---- reading ---- */

static rq_row row_at(const rq_store *s, uint32_t place) {
  return (rq_row){s->rows.count[place], s->rows.target + s->rows.at[place], s->rows.at[place]};
}

rq_row rq_world_row(const rq_world *w, uint32_t agent) {
  return row_at(&w->store[rq_block_of(agent)], local(agent));
}

const rq_rows *rq_world_rows(const rq_world *w, uint32_t agent) {
  return &w->store[rq_block_of(agent)].rows;
}

const void *rq_world_row_values(const rq_world *w, uint32_t agent, const rq_row *row, uint32_t field) {
  return entry(w, &w->store[rq_block_of(agent)], field, row->at);
}

/* ---- changing ---- */

static void move_row(const rq_world *w, rq_store *s, uint32_t place, uint64_t to) {
  uint64_t from = s->rows.at[place], n = s->rows.count[place];
  memcpy(s->rows.target + to, s->rows.target + from, n * sizeof *s->rows.target);
  for (uint32_t f = 0; f < w->model->fields_count; f++)
    if (s->rows.tie[f]) memcpy(entry(w, s, f, to), entry(w, s, f, from), n * w->field_size[f]);
  s->rows.at[place] = to;
}

/* Copies all rows of one array into a new one, row after row with new room; NULL where there is no memory. */
static void *repacked(const rq_store *s, const void *from, size_t size, uint64_t entries, uint32_t agents) {
  char *to = malloc(entries * size);
  uint64_t used = 0;
  for (uint32_t i = 0; to && i < agents; i++) {
    memcpy(to + used * size, (const char *)from + s->rows.at[i] * size, s->rows.count[i] * size);
    used += s->rows.count[i] + slack(s->rows.count[i]);
  }
  return to;
}

/* Packs all rows anew, one array at a time, so that little more than one array is there twice. Each array has room for
 * `entries` at least, before and after: where memory ends midway, the block is marked and the run ends. */
static bool repack(const rq_world *w, rq_store *s, uint32_t agents) {
  uint64_t used = 0;
  for (uint32_t i = 0; i < agents; i++) used += s->rows.count[i] + slack(s->rows.count[i]);
  uint64_t entries = used + used / 32 + 64;
  uint64_t size = entries > s->size ? entries : s->size;
  for (uint32_t f = 0; f <= w->model->fields_count; f++) {
    void **array = f < w->model->fields_count ? &s->rows.tie[f] : (void **)&s->rows.target;
    if (!*array) continue;
    void *packed = repacked(s, *array, f < w->model->fields_count ? w->field_size[f] : sizeof *s->rows.target, size, agents);
    if (!packed) return false;
    free(*array);
    *array = packed;
  }
  s->used = 0;
  for (uint32_t i = 0; i < agents; i++) {
    s->rows.at[i] = s->used;
    s->rows.room[i] = (uint16_t)(s->rows.count[i] + slack(s->rows.count[i]));
    s->used += s->rows.room[i];
  }
  s->size = size;
  return true;
}

static bool make_room(const rq_block *b, uint32_t place) {
  rq_store *s = b->store;
  if (s->rows.count[place] < s->rows.room[place]) return true;
  uint64_t want = s->rows.count[place] + slack(s->rows.count[place]);
  if (want > UINT16_MAX) return false;
  if (s->used + want > s->size) return repack(b->world, s, b->count);
  move_row(b->world, s, place, s->used);
  s->rows.room[place] = (uint16_t)want;
  s->used += want;
  return true;
}

rq_row rq_tie_add(rq_block *b, uint32_t agent, uint32_t target) {
  rq_store *s = b->store;
  uint32_t place = agent - b->first;
  if (s->out_of_memory || !make_room(b, place)) {
    s->out_of_memory = true; /* the tick ends with an error; until then the last entry of the arrays stands in */
    return (rq_row){1, s->rows.target + s->size - 1, s->size - 1};
  }
  uint64_t at = s->rows.at[place] + s->rows.count[place]++;
  s->rows.target[at] = target;
  for (uint32_t f = 0; f < b->world->model->fields_count; f++)
    if (s->rows.tie[f]) initialise(b->world, s, f, at);
  return row_at(s, place);
}

rq_row rq_tie_remove(rq_block *b, uint32_t agent, uint32_t place) {
  rq_store *s = b->store;
  uint32_t n = agent - b->first;
  uint64_t at = s->rows.at[n] + place, last = s->rows.at[n] + --s->rows.count[n];
  s->rows.target[at] = s->rows.target[last];
  for (uint32_t f = 0; f < b->world->model->fields_count; f++)
    if (s->rows.tie[f]) memmove(entry(b->world, s, f, at), entry(b->world, s, f, last), b->world->field_size[f]);
  return row_at(s, n);
}
