/* The ties of a snapshot as sparse matrices: see snapshot_ties.h. A thread fills a stretch of entries, whosever they are. */
#include "sim/snapshot_ties.h"
#include "sim/entries.h"
#include "sim/sheet.h"
#include "sim/snapshot_values.h"
#include "sim/state.h"
#include <stdlib.h>

/* What one thread needs for one row. */
typedef struct row_scratch {
  uint64_t *order; /* target and place in the row (the lower half of the bits), ascending */
  float **seen;    /* for each field of the model: what `view` says, in the order of the row; NULL where it is not viewed */
  float *values;   /* of all those fields */
} row_scratch;

typedef struct ties {
  const rq_world *world;
  uint64_t *begin; /* first entry of each block of people; blocks + 1 */
  uint32_t widest; /* most ties of one person */
  bool views;
  uint32_t *field; /* of each column but the first, which has the targets */
  row_scratch *scratch;
  int threads;
  rq_sheet entries, rows;
} ties;

static bool of_ties(const rq_field *f) {
  return f->place == RQ_PER_TIE && f->snapshot;
}

/* Of a model without fields of ties: only who is tied to whom, so that a network is there for any reader. */
static const rq_field bare = {"tied", RQ_U16, RQ_PER_TIE, {0, 0}, false, true, "1", NULL, 1, "who is tied to whom: 1 for every tie"};
#define BARE UINT32_MAX /* its number */

static const rq_field *field_of(const rq_model *m, uint32_t field) {
  return field == BARE ? &bare : &m->fields[field];
}

/* ---- entries ---- */

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Most rows are short, where insertion is the fastest way to sort. */
static void sort_row(uint64_t *key, uint32_t count) {
  if (count > 64) {
    qsort(key, count, sizeof *key, ascending);
    return;
  }
  for (uint32_t k = 1; k < count; k++) {
    uint64_t moved = key[k];
    uint32_t at = k;
    for (; at > 0 && key[at - 1] > moved; at--) key[at] = key[at - 1];
    key[at] = moved;
  }
}

/* Where entries go. */
typedef struct putting {
  const ties *ties;
  const row_scratch *scratch;
  void *const *out;
} putting;

/* Entries `from` ... `to` - 1 of one person's sorted row, as the rows from `at` on of all columns. */
static void put_row(void *context, uint32_t agent, uint32_t from, uint32_t to, uint64_t at) {
  const putting *p = context;
  const ties *t = p->ties;
  const row_scratch *s = p->scratch;
  void *const *out = p->out;
  const rq_model *m = rq_world_model(t->world);
  rq_row row = rq_world_row(t->world, agent);
  for (uint32_t e = 0; e < row.count; e++) s->order[e] = (uint64_t)row.target[e] << 32 | e;
  sort_row(s->order, row.count);
  if (t->views) m->view(t->world, agent, RQ_PER_TIE, s->seen);
  if (t->entries.column[0].size == 8) {
    for (uint32_t e = from; e < to; e++) ((uint64_t *)out[0])[at + e - from] = s->order[e] >> 32;
  } else {
    for (uint32_t e = from; e < to; e++) ((uint32_t *)out[0])[at + e - from] = (uint32_t)(s->order[e] >> 32);
  }
  for (size_t c = 1; c < t->entries.columns; c++) {
    uint32_t f = t->field[c];
    if (f == BARE) {
      for (uint32_t e = from; e < to; e++) ((uint16_t *)out[c])[at + e - from] = 1;
      continue;
    }
    bool viewed = m->fields[f].viewed;
    const void *stored = viewed ? s->seen[f] : rq_world_row_values(t->world, &row, f);
    char *to_column = (char *)out[c] + at * t->entries.column[c].size;
    rq_snapshot_pick(viewed ? RQ_F32 : m->fields[f].type, stored, s->order + from, to - from, to_column);
  }
}

static void fill_entries(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  const ties *t = context;
  rq_entries_each(t->world, t->begin, first, count, put_row, &(putting){t, &t->scratch[thread], out});
}

/* Where the rows of people first ... begin; the one after the last person's is the end. */
static void fill_rows(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  const ties *t = context;
  uint32_t people = rq_agents(t->world), agent = (uint32_t)first / RQ_BLOCK * RQ_BLOCK;
  uint64_t begin = t->begin[agent / RQ_BLOCK];
  for (; agent < first; agent++) begin += rq_world_row(t->world, agent).count;
  for (uint64_t k = 0; k < count; k++, agent++) {
    if (t->rows.column[0].size == 8) {
      ((uint64_t *)out[0])[k] = begin;
    } else {
      ((uint32_t *)out[0])[k] = (uint32_t)begin;
    }
    if (agent < people) begin += rq_world_row(t->world, agent).count;
  }
}

/* ---- datasets ---- */

static void create_matrix(rq_h5 *h, hid_t obsp, ties *t, uint32_t f) {
  const rq_field *field = field_of(rq_world_model(t->world), f);
  uint64_t people = rq_agents(t->world), halves = t->entries.rows;
  hid_t index = halves >= INT32_MAX ? H5T_STD_I64LE : H5T_STD_I32LE; /* both alike: a mix breaks python-igraph */
  int64_t shape[2] = {(int64_t)people, (int64_t)people};
  hid_t group = rq_h5_group(h, obsp, field->name);
  rq_snapshot_encode(h, group, "csr_matrix", "0.1.0");
  rq_h5_set_integers(h, group, "shape", H5T_STD_I64LE, shape, 2);
  if (t->entries.columns == 0) {
    rq_sheet_add(h, &t->entries, group, "indices", index, 1, 1, RQ_ALL_BITS);
    rq_sheet_add(h, &t->rows, group, "indptr", index, 1, 1, RQ_ALL_BITS);
  } else if (!h->status) {
    rq_h5_ok(h, H5Lcreate_hard(t->entries.column[0].dataset, ".", group, "indices", H5P_DEFAULT, H5P_DEFAULT), "indices");
    rq_h5_ok(h, H5Lcreate_hard(t->rows.column[0].dataset, ".", group, "indptr", H5P_DEFAULT, H5P_DEFAULT), "indptr");
  }
  t->field[t->entries.columns] = f;
  rq_sheet_add(h, &t->entries, group, "data", rq_snapshot_type(field), 1, 1, rq_snapshot_mantissa(h, field));
  if (!h->status) rq_h5_describe(h, t->entries.column[t->entries.columns - 1].dataset, field->unit, field->long_name, field->meanings);
  if (group >= 0) H5Gclose(group);
}

static void create_matrices(rq_h5 *h, hid_t obsp, ties *t) {
  const rq_model *m = rq_world_model(t->world);
  for (uint32_t f = 0; f < m->fields_count && !h->status; f++)
    if (of_ties(&m->fields[f])) create_matrix(h, obsp, t, f);
  if (t->entries.columns == 0 && t->entries.rows > 0 && !h->status) create_matrix(h, obsp, t, BARE);
}

/* ---- what is needed for it ---- */

static void count_entries(ties *t) {
  const rq_world *w = t->world;
  for (uint32_t b = 0; b < w->blocks; b++) {
    uint64_t sum = t->begin[b];
    uint32_t end = (b + 1) * RQ_BLOCK < rq_agents(w) ? (b + 1) * RQ_BLOCK : rq_agents(w);
    for (uint32_t i = b * RQ_BLOCK; i < end; i++) {
      uint32_t count = rq_world_row(w, i).count;
      sum += count;
      if (count > t->widest) t->widest = count;
    }
    t->begin[b + 1] = sum;
  }
}

static bool prepare_scratch(const ties *t, row_scratch *s) {
  const rq_model *m = rq_world_model(t->world);
  uint32_t viewed = 0;
  for (uint32_t f = 0; f < m->fields_count; f++) viewed += m->fields[f].place == RQ_PER_TIE && m->fields[f].viewed;
  s->order = malloc((t->widest + 1) * sizeof *s->order);
  s->seen = calloc(m->fields_count + 1u, sizeof *s->seen);
  s->values = malloc(((size_t)t->widest * viewed + 1) * sizeof *s->values);
  if (!s->order || !s->seen || !s->values) return false;
  float *at = s->values;
  for (uint32_t f = 0; f < m->fields_count; f++) {
    if (m->fields[f].place != RQ_PER_TIE || !m->fields[f].viewed) continue;
    s->seen[f] = at;
    at += t->widest;
  }
  return true;
}

static bool prepare(ties *t) {
  const rq_model *m = rq_world_model(t->world);
  t->begin = calloc(t->world->blocks + 1u, sizeof *t->begin);
  t->field = calloc(m->fields_count + 2u, sizeof *t->field);
  t->scratch = calloc((size_t)t->threads, sizeof *t->scratch);
  if (!t->begin || !t->field || !t->scratch) return false;
  count_entries(t);
  size_t bytes = 8;
  for (uint32_t f = 0; f < m->fields_count; f++) {
    t->views = t->views || (of_ties(&m->fields[f]) && m->fields[f].viewed);
    if (of_ties(&m->fields[f])) bytes += H5Tget_size(rq_snapshot_type(&m->fields[f]));
  }
  uint64_t halves = t->begin[t->world->blocks], people = rq_agents(t->world);
  t->entries = (rq_sheet){.rows = halves, .chunk = rq_sheet_chunk(halves, bytes, 4), .fill = fill_entries, .context = t};
  t->rows = (rq_sheet){.rows = people + 1, .chunk = rq_sheet_chunk(people + 1, 4, 4), .fill = fill_rows, .context = t};
  for (int k = 0; k < t->threads; k++)
    if (!prepare_scratch(t, &t->scratch[k])) return false;
  return true;
}

void rq_snapshot_ties(rq_h5 *h, hid_t obsp, const rq_world *w) {
  if (h->status) return;
  ties t = {.world = w, .threads = h->threads > 1 ? h->threads : 1};
  if (prepare(&t)) {
    create_matrices(h, obsp, &t);
    rq_sheet_write(h, &t.rows);
    rq_sheet_write(h, &t.entries);
  } else {
    h->status = rq_no_memory(h->error, "ties of a snapshot");
  }
  for (int k = 0; k < t.threads && t.scratch; k++) {
    free(t.scratch[k].order);
    free(t.scratch[k].seen);
    free(t.scratch[k].values);
  }
  free(t.scratch);
  free(t.begin);
  free(t.field);
}
