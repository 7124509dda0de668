/* The ties of a saved state, row after row: see state_file.h. A thread fills, or takes, a stretch of entries, whosever they are. */
#include "sim/entries.h"
#include "sim/sheet.h"
#include "sim/state_file.h"
#include <stdlib.h>
#include <string.h>

typedef struct ties {
  const rq_world *world;
  uint64_t *begin; /* first entry of each block of people; blocks + 1 */
  rq_sheet entries;
} ties;

/* ---- how many each person has ---- */

static void fill_counts(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  for (uint64_t k = 0; k < count; k++) ((uint16_t *)out[0])[k] = (uint16_t)rq_world_row(context, (uint32_t)(first + k)).count;
}

static void take_counts(void *context, int thread, uint64_t first, uint64_t count, void *const *in) {
  (void)thread;
  memcpy((uint16_t *)context + first, in[0], count * sizeof(uint16_t));
}

static void save_counts(rq_h5 *h, hid_t group, const rq_world *w) {
  rq_sheet sheet = {.rows = w->agents, .fill = fill_counts, .context = (void *)(uintptr_t)w};
  sheet.chunk = rq_sheet_chunk(sheet.rows, sizeof(uint16_t), sizeof(uint16_t));
  rq_sheet_add(h, &sheet, group, "count", H5T_STD_U16LE, 1, 1, RQ_ALL_BITS);
  rq_sheet_write(h, &sheet);
}

static uint32_t people_of(const rq_world *w, uint32_t block) {
  uint32_t left = w->agents - block * RQ_BLOCK;
  return left < RQ_BLOCK ? left : RQ_BLOCK;
}

/* Gives everybody a row of the length that was saved. */
static void load_counts(rq_h5 *h, hid_t group, rq_world *w) {
  uint16_t *count = malloc((size_t)w->agents * sizeof *count);
  rq_sheet sheet = {.rows = w->agents, .take = take_counts, .context = count};
  rq_sheet_open(h, &sheet, group, "count", H5T_STD_U16LE, 1);
  if (count) rq_sheet_read(h, &sheet);
  bool made = count != NULL;
  if (!h->status && made) {
#pragma omp parallel for schedule(dynamic) num_threads(w->threads) reduction(&& : made)
    for (uint32_t b = 0; b < w->blocks; b++) made = rq_rows_restore(w, &w->store[b], count + (size_t)b * RQ_BLOCK, people_of(w, b)) && made;
  }
  if (!made && !h->status) h->status = rq_no_memory(h->error, "the ties");
  rq_sheet_close(&sheet);
  free(count);
}

/* ---- the entries ---- */

/* Where entries go or come from. */
typedef struct copying {
  const ties *ties;
  void *const *column;
  bool save;
} copying;

/* One person's row, to (or from) row `at` of all columns. */
static void copy_row(void *context, uint32_t agent, uint32_t from, uint32_t to, uint64_t at) {
  const copying *c = context;
  const ties *t = c->ties;
  rq_row row = rq_world_row(t->world, agent);
  for (size_t k = 0; k < t->entries.columns; k++) {
    size_t size = t->entries.column[k].size;
    char *stored = k == 0 ? (char *)row.target : (char *)(uintptr_t)rq_world_row_values(t->world, &row, t->world->tie_field[k - 1]);
    char *in_file = (char *)c->column[k] + at * size;
    if (c->save) {
      memcpy(in_file, stored + from * size, (to - from) * size);
    } else {
      memcpy(stored + from * size, in_file, (to - from) * size);
    }
  }
}

static void fill_entries(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  const ties *t = context;
  rq_entries_each(t->world, t->begin, first, count, copy_row, &(copying){t, out, true});
}

static void take_entries(void *context, int thread, uint64_t first, uint64_t count, void *const *in) {
  (void)thread;
  const ties *t = context;
  rq_entries_each(t->world, t->begin, first, count, copy_row, &(copying){t, in, false});
}

static bool begin_entries(rq_h5 *h, ties *t, const rq_world *w) {
  *t = (ties){.world = w, .begin = calloc(w->blocks + 1u, sizeof *t->begin)};
  if (!t->begin && !h->status) h->status = rq_no_memory(h->error, "the ties of a checkpoint");
  if (h->status) return false;
  for (uint32_t b = 0; b < w->blocks; b++) {
    uint64_t sum = 0;
    for (uint32_t k = 0; k < people_of(w, b); k++) sum += w->store[b].rows.count[k];
    t->begin[b + 1] = t->begin[b] + sum;
  }
  uint64_t halves = t->begin[w->blocks];
  size_t widest = sizeof(uint32_t);
  for (uint32_t n = 0; n < w->tie_fields; n++)
    if (w->field_size[w->tie_field[n]] > widest) widest = w->field_size[w->tie_field[n]];
  t->entries = (rq_sheet){.rows = halves, .fill = fill_entries, .take = take_entries, .context = t};
  t->entries.chunk = rq_sheet_chunk(halves, w->tie_size, widest);
  return true;
}

void rq_state_save_ties(rq_h5 *h, hid_t parent, const rq_world *w) {
  ties t;
  hid_t group = rq_h5_group(h, parent, "ties");
  save_counts(h, group, w);
  if (begin_entries(h, &t, w)) {
    rq_sheet_add(h, &t.entries, group, "target", H5T_STD_U32LE, 1, 1, RQ_ALL_BITS);
    for (uint32_t n = 0; n < w->tie_fields; n++) {
      const rq_field *f = &w->model->fields[w->tie_field[n]];
      rq_sheet_add(h, &t.entries, group, f->name, rq_state_type(f->type), 1, 1, RQ_ALL_BITS);
    }
    rq_sheet_write(h, &t.entries);
  }
  free(t.begin);
  if (group >= 0) H5Gclose(group);
}

/* What models take for granted of ties. */
static bool targets_hold(const rq_world *w) {
  bool good = true;
#pragma omp parallel for schedule(dynamic) num_threads(w->threads) reduction(&& : good)
  for (uint32_t b = 0; b < w->blocks; b++)
    for (uint32_t k = 0; k < people_of(w, b); k++) {
      rq_row row = rq_world_row(w, b * RQ_BLOCK + k);
      for (uint32_t e = 0; e < row.count; e++) good = good && row.target[e] < w->agents;
    }
  return good;
}

void rq_state_load_ties(rq_h5 *h, hid_t parent, rq_world *w) {
  if (h->status) return;
  ties t;
  hid_t group = rq_h5_id(h, H5Gopen2(parent, "ties", H5P_DEFAULT), "ties");
  load_counts(h, group, w);
  if (begin_entries(h, &t, w)) {
    rq_sheet_open(h, &t.entries, group, "target", H5T_STD_U32LE, 1);
    for (uint32_t n = 0; n < w->tie_fields; n++) {
      const rq_field *f = &w->model->fields[w->tie_field[n]];
      rq_sheet_open(h, &t.entries, group, f->name, rq_state_type(f->type), 1);
    }
    rq_sheet_read(h, &t.entries);
    if (!h->status && !targets_hold(w)) rq_h5_fail(h, "a tie leads to nobody");
  }
  free(t.begin);
  if (group >= 0) H5Gclose(group);
}
