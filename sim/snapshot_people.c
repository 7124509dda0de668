/* The people of a snapshot: see snapshot_people.h. */
#include "sim/snapshot_people.h"
#include "sim/sheet.h"
#include "sim/snapshot_values.h"
#include "sim/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = -1 }; /* in place of a field */

/* A sheet of people under way. */
typedef struct people {
  const rq_world *world;
  int *field;    /* of each column, or NAMES */
  float **at;    /* of each thread, for each field of the model: where `view` is to put it */
  float *unseen; /* of each thread: what nobody wants to see of it */
  size_t widest; /* numbers that a field has for one person, at most */
  bool views;    /* whether a column is `viewed` */
  rq_sheet sheet;
} people;

bool rq_snapshot_of_people(const rq_field *f) {
  return f->place == RQ_PER_AGENT && f->snapshot;
}

static size_t width_of(const rq_world *w, const rq_field *f) {
  return f->dims[0] ? rq_world_dimension(w, f->dims[0] - 1u)->size : 1;
}

/* ---- values ---- */

/* Digits of the numbers of people, without a NUL; zeros behind. */
static void name_people(uint64_t first, uint64_t count, size_t length, char *out) {
  for (uint64_t k = 0; k < count; k++, out += length) {
    char digits[24];
    size_t from = sizeof digits;
    uint64_t number = first + k;
    do {
      digits[--from] = (char)('0' + number % 10);
    } while ((number /= 10) > 0);
    memset(out, 0, length);
    memcpy(out, digits + from, sizeof digits - from);
  }
}

/* All fields that are `viewed`, of people first ...; `out` of columns that are not becomes the place of what is unseen. */
static void view(const people *p, int thread, uint64_t first, uint64_t count, void *const *out) {
  const rq_model *m = rq_world_model(p->world);
  float **at = p->at + (size_t)thread * m->fields_count, *unseen = p->unseen + (size_t)thread * p->widest;
  for (uint32_t f = 0; f < m->fields_count; f++) at[f] = unseen;
  for (size_t c = 0; c < p->sheet.columns; c++)
    if (p->field[c] != NAMES && m->fields[p->field[c]].viewed) at[p->field[c]] = out[c];
  for (uint64_t k = 0; k < count; k++) {
    m->view(p->world, (uint32_t)(first + k), RQ_PER_AGENT, at);
    for (uint32_t f = 0; f < m->fields_count; f++)
      if (at[f] != unseen) at[f] += width_of(p->world, &m->fields[f]);
  }
}

static void fill(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  const people *p = context;
  const rq_model *m = rq_world_model(p->world);
  for (size_t c = 0; c < p->sheet.columns; c++) {
    size_t width = p->sheet.column[c].width;
    if (p->field[c] == NAMES) {
      name_people(first, count, p->sheet.column[c].size, out[c]);
      continue;
    }
    const rq_field *f = &m->fields[p->field[c]];
    const char *stored = rq_array(p->world, (uint32_t)p->field[c]);
    if (!f->viewed) rq_snapshot_pick(f->type, stored + first * width * rq_type_size(f->type), NULL, (size_t)count * width, out[c]);
  }
  if (p->views) view(p, thread, first, count, out);
}

/* ---- sheets ---- */

static bool prepare(rq_h5 *h, people *p, const rq_world *w, size_t bytes, size_t widest) {
  const rq_model *m = rq_world_model(w);
  size_t threads = h->threads > 1 ? (size_t)h->threads : 1;
  p->world = w;
  p->widest = 1;
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (m->fields[f].place == RQ_PER_AGENT && width_of(w, &m->fields[f]) > p->widest) p->widest = width_of(w, &m->fields[f]);
  p->field = calloc(m->fields_count + 1u, sizeof *p->field);
  p->at = calloc(threads * m->fields_count + 1, sizeof(float *));
  p->unseen = calloc(threads * p->widest, sizeof *p->unseen);
  if ((!p->field || !p->at || !p->unseen) && !h->status) h->status = rq_no_memory(h->error, "columns of a snapshot");
  p->sheet.rows = rq_agents(w);
  p->sheet.chunk = rq_sheet_chunk(p->sheet.rows, bytes, widest);
  p->sheet.fill = fill;
  p->sheet.context = p;
  return !h->status;
}

static void add_field(rq_h5 *h, people *p, hid_t parent, uint32_t field) {
  const rq_field *f = &rq_world_model(p->world)->fields[field];
  p->field[p->sheet.columns] = (int)field;
  p->views = p->views || f->viewed;
  rq_sheet_add(h, &p->sheet, parent, f->name, rq_snapshot_type(f), f->dims[0] ? 2 : 1, width_of(p->world, f), rq_snapshot_mantissa(h, f));
  if (h->status) return;
  hid_t dataset = p->sheet.column[p->sheet.columns - 1].dataset;
  rq_snapshot_encode(h, dataset, "array", "0.2.0");
  rq_h5_describe(h, dataset, f->unit, f->long_name, f->meanings);
}

static void finish(rq_h5 *h, people *p) {
  rq_sheet_write(h, &p->sheet);
  free(p->field);
  free(p->at);
  free(p->unseen);
}

/* Bytes of a row of all fields of people with (or without) a dimension, and of the widest of them. */
static size_t row_bytes(const rq_world *w, bool pairs, size_t *widest) {
  const rq_model *m = rq_world_model(w);
  size_t sum = 1;
  *widest = 1;
  for (uint32_t f = 0; f < m->fields_count; f++) {
    if (!rq_snapshot_of_people(&m->fields[f]) || (m->fields[f].dims[0] != 0) != pairs) continue;
    size_t bytes = width_of(w, &m->fields[f]) * H5Tget_size(rq_snapshot_type(&m->fields[f]));
    sum += bytes;
    if (bytes > *widest) *widest = bytes;
  }
  return sum;
}

void rq_snapshot_obs(rq_h5 *h, hid_t obs, const rq_world *w) {
  const rq_model *m = rq_world_model(w);
  people p = {.views = false};
  char digits[24];
  size_t widest, bytes = row_bytes(w, false, &widest), length = (size_t)snprintf(digits, sizeof digits, "%u", rq_agents(w));
  if (prepare(h, &p, w, bytes + length, widest > length ? widest : length)) {
    hid_t text = rq_h5_text_type(length);
    p.field[0] = NAMES;
    rq_sheet_add(h, &p.sheet, obs, "_index", text, 1, 1, RQ_ALL_BITS);
    if (!h->status) rq_snapshot_encode(h, p.sheet.column[0].dataset, "string-array", "0.2.0");
    H5Tclose(text);
    for (uint32_t f = 0; f < m->fields_count && !h->status; f++)
      if (rq_snapshot_of_people(&m->fields[f]) && !m->fields[f].dims[0]) add_field(h, &p, obs, f);
  }
  finish(h, &p);
}

void rq_snapshot_pairs(rq_h5 *h, hid_t layers, hid_t obsm, const rq_world *w, uint32_t var) {
  const rq_model *m = rq_world_model(w);
  people p = {.views = false};
  size_t widest, bytes = row_bytes(w, true, &widest);
  if (prepare(h, &p, w, bytes, widest)) {
    for (uint32_t f = 0; f < m->fields_count && !h->status; f++) {
      const rq_field *field = &m->fields[f];
      if (!rq_snapshot_of_people(field) || !field->dims[0] || width_of(w, field) == 0) continue;
      add_field(h, &p, field->dims[0] == var ? layers : obsm, f);
    }
  }
  finish(h, &p);
}
