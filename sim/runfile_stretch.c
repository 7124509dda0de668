/* A stretch of weeks in memory: see runfile_stretch.h. */
#include "sim/runfile_stretch.h"
#include "sim/runfile_layout.h"
#include "sim/sheet.h"
#include "sim/snapshot_values.h"
#include "sim/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond these a stretch is written before its weeks are full. */
enum { SERIES_BYTES = 32 << 20, EVENT_BYTES = 64 << 20 };

rq_status rq_stretch_create(rq_stretch *s, const rq_world *w, uint32_t weeks, rq_error *error) {
  const rq_model *m = rq_world_model(w);
  *s = (rq_stretch){.first = rq_week(w) + 1};
  for (uint32_t k = 0; k < m->series_count; k++) s->cells += rq_series_cells(w, k);
  size_t bytes = s->cells * sizeof *s->series, most = bytes ? SERIES_BYTES / bytes : weeks;
  s->room = weeks < most ? weeks : (uint32_t)(most ? most : 1);
  s->series = malloc((size_t)s->room * bytes + 1);
  s->events = calloc(m->events_count + 1u, sizeof *s->events);
  return s->series && s->events ? RQ_OK : rq_no_memory(error, "the weeks of a part");
}

void rq_stretch_free(rq_stretch *s, const rq_world *w) {
  for (uint32_t k = 0; s->events && k < rq_world_model(w)->events_count; k++)
    for (uint32_t c = 0; c < RQ_MAX_COLUMNS; c++) free(s->events[k].column[c]);
  free(s->events);
  free(s->series);
}

bool rq_stretch_full(const rq_stretch *s) {
  return s->weeks == s->room || s->event_bytes >= EVENT_BYTES;
}

/* ---- taking a week ---- */

static void store(rq_type type, size_t size, double value, unsigned char *at) {
  union {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    int32_t i32;
    float f32;
  } as;
  switch (type) {
  case RQ_U8:
    as.u8 = (uint8_t)value;
    break;
  case RQ_U16:
    as.u16 = (uint16_t)value;
    break;
  case RQ_U32:
    as.u32 = (uint32_t)value;
    break;
  case RQ_I32:
    as.i32 = (int32_t)value;
    break;
  default: /* the only other type that a column may have */
    as.f32 = (float)value;
  }
  memcpy(at, &as, size);
}

bool rq_event_log_grow(rq_event_log *log, const rq_event_kind *kind, size_t more) {
  if (log->count + more <= log->room) return true;
  size_t room = (log->count + more) + log->room / 2 + 64;
  for (uint32_t c = 0; c < kind->columns_count; c++) {
    unsigned char *grown = realloc(log->column[c], room * H5Tget_size(rq_layout_type(kind->columns[c].type)));
    if (!grown) return false;
    log->column[c] = grown;
  }
  log->room = room;
  return true;
}

static bool take_events(rq_stretch *s, const rq_world *w, uint32_t number) {
  const rq_event_kind *kind = &rq_world_model(w)->events[number];
  rq_event_log *log = &s->events[number];
  const double *values;
  size_t count = rq_world_events(w, number, &values);
  if (!rq_event_log_grow(log, kind, count)) return false;
  for (uint32_t c = 0; c < kind->columns_count; c++) {
    rq_type type = kind->columns[c].type;
    size_t size = H5Tget_size(rq_layout_type(type)); /* asked once a column: every call of HDF5 takes a lock */
    for (size_t e = 0; e < count; e++) store(type, size, values[e * kind->columns_count + c], log->column[c] + (log->count + e) * size);
    s->event_bytes += count * size;
  }
  log->count += count;
  return true;
}

rq_status rq_stretch_take(rq_stretch *s, const rq_world *w, rq_error *error) {
  const rq_model *m = rq_world_model(w);
  if (s->weeks == 0) s->first = rq_week(w);
  double *at = s->series;
  for (uint32_t k = 0; k < m->series_count; k++) {
    size_t cells = rq_series_cells(w, k);
    rq_series_values(w, k, at + (size_t)s->weeks * cells);
    at += (size_t)s->room * cells;
  }
  for (uint32_t k = 0; k < m->events_count; k++)
    if (!take_events(s, w, k)) return rq_no_memory(error, "the panel's events");
  s->weeks++;
  return RQ_OK;
}

/* ---- writing ---- */

static void append_to(rq_h5 *h, hid_t parent, const char *name, hid_t type, size_t rows, const void *values) {
  if (h->status) return;
  hid_t dataset = rq_h5_id(h, H5Dopen2(parent, name, H5P_DEFAULT), name);
  if (dataset < 0) return;
  rq_h5_append(h, dataset, type, rows, values);
  H5Dclose(dataset);
}

static void append_steps(const rq_stretch *s, rq_h5 *h, hid_t group) {
  int64_t *step = malloc((s->weeks + 1u) * sizeof *step);
  for (uint32_t k = 0; step && k < s->weeks; k++) step[k] = (int64_t)s->first + k;
  if (step)
    append_to(h, group, "step", H5T_NATIVE_INT64, s->weeks, step);
  else if (!h->status)
    h->status = rq_no_memory(h->error, "weeks of a stretch");
  free(step);
}

/* Not compressed: a few weeks are few bytes. */
static void write_series(const rq_stretch *s, const rq_world *w, rq_h5 *h, hid_t file) {
  const rq_model *m = rq_world_model(w);
  int level = h->level;
  h->level = 0;
  rq_layout_series(h, file, w, s->weeks);
  h->level = level;
  hid_t group = rq_h5_id(h, H5Gopen2(file, "series", H5P_DEFAULT), "series");
  append_steps(s, h, group);
  const double *at = s->series;
  for (uint32_t k = 0; k < m->series_count; k++) {
    if (rq_layout_has_series(w, k)) append_to(h, group, m->series[k].name, H5T_NATIVE_DOUBLE, s->weeks, at);
    at += (size_t)s->room * rq_series_cells(w, k);
  }
  if (group >= 0) H5Gclose(group);
}

/* Events of one kind under way to their sheet. */
typedef struct kind_log {
  const rq_event_kind *kind;
  const rq_event_log *log;
} kind_log;

static void fill_events(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  const kind_log *k = context;
  for (uint32_t c = 0; c < k->kind->columns_count; c++) {
    rq_type type = k->kind->columns[c].type;
    rq_snapshot_pick(type, k->log->column[c] + first * rq_type_size(type), NULL, (size_t)count, out[c]);
  }
}

static void write_kind(rq_h5 *h, hid_t events, kind_log *k) {
  hid_t group = rq_h5_group(h, events, k->kind->name);
  rq_h5_set_text(h, group, "long_name", k->kind->long_name);
  rq_sheet sheet = {.rows = k->log->count, .fill = fill_events, .context = k};
  sheet.chunk = rq_sheet_chunk(sheet.rows, sizeof(uint32_t) * k->kind->columns_count, sizeof(uint32_t));
  for (uint32_t c = 0; c < k->kind->columns_count; c++) {
    const rq_column *column = &k->kind->columns[c];
    rq_sheet_add(h, &sheet, group, column->name, rq_layout_file_type(rq_layout_type(column->type)), 1, 1, RQ_ALL_BITS);
    if (!h->status) rq_h5_describe(h, sheet.column[c].dataset, column->unit, column->long_name, column->meanings);
  }
  rq_sheet_write(h, &sheet);
  if (group >= 0) H5Gclose(group);
}

static void write_events(const rq_stretch *s, const rq_world *w, rq_h5 *h, hid_t file) {
  const rq_model *m = rq_world_model(w);
  size_t panel;
  rq_world_panel(w, &panel);
  if (panel > 0) {
    hid_t events = rq_h5_group(h, file, "events");
    for (uint32_t k = 0; k < m->events_count; k++) write_kind(h, events, &(kind_log){&m->events[k], &s->events[k]});
    if (events >= 0) H5Gclose(events);
  }
}

void rq_stretch_write(const rq_stretch *s, const rq_world *w, rq_h5 *h, hid_t file) {
  write_series(s, w, h, file);
  write_events(s, w, h, file);
}

void rq_stretch_forget(rq_stretch *s, const rq_world *w) {
  for (uint32_t k = 0; k < rq_world_model(w)->events_count; k++) s->events[k].count = 0;
  s->event_bytes = 0;
  s->weeks = 0;
}
