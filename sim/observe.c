/* What is observed: tallies added block by block and then in block order, rosters, and the events of the panel. */
#include "sim/state.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Purpose of the panel's draw: an observer has random numbers of its own. */
enum { PURPOSE_PANEL = 900 };

/* ---- the panel ---- */

static rq_status draw_panel(rq_world *w, uint32_t size, rq_error *error) {
  w->panel_count = size < w->agents ? size : w->agents;
  w->panel = calloc(w->panel_count + 1, sizeof *w->panel);
  w->in_panel = calloc(w->agents / 8 + 1, 1);
  uint32_t *everybody = malloc((size_t)w->agents * sizeof *everybody);
  gsl_rng *generator = gsl_rng_alloc(rq_gsl_type);
  if (!w->panel || !w->in_panel || !everybody || !generator) {
    free(everybody);
    if (generator) gsl_rng_free(generator);
    return rq_no_memory(error, "the panel");
  }
  rq_stream stream;
  rq_stream_open(generator, &stream, w->key, 0, 0, PURPOSE_PANEL);
  for (uint32_t i = 0; i < w->agents; i++) everybody[i] = i;
  if (w->panel_count) gsl_ran_choose(generator, w->panel, w->panel_count, everybody, w->agents, sizeof *everybody);
  for (size_t k = 0; k < w->panel_count; k++) w->in_panel[w->panel[k] / 8] |= (uint8_t)(1u << w->panel[k] % 8);
  free(everybody);
  gsl_rng_free(generator);
  return RQ_OK;
}

bool rq_in_panel(const rq_world *w, uint32_t agent) {
  return ((unsigned)w->in_panel[agent / 8] >> (agent % 8) & 1u) != 0;
}

const uint32_t *rq_world_panel(const rq_world *w, size_t *count) {
  *count = w->panel_count;
  return w->panel;
}

/* ---- making room for what will be observed ---- */

static bool create_block(const rq_world *w, rq_store *s) {
  s->tally = calloc(w->cells + 1, sizeof *s->tally);
  s->list = calloc(w->rosters + 1, sizeof *s->list);
  s->log = calloc(w->model->events_count + 1, sizeof *s->log);
  s->posted = calloc(w->model->mails_count + 1, sizeof *s->posted);
  s->outbox = calloc(w->model->phases_count, sizeof *s->outbox);
  s->spare = calloc(w->model->phases_count, sizeof *s->spare);
  return s->tally && s->list && s->log && s->posted && s->outbox && s->spare;
}

rq_status rq_observe_create(rq_world *w, uint32_t panel, rq_error *error) {
  const rq_model *m = w->model;
  w->series_at = calloc(m->series_count + 1, sizeof *w->series_at);
  w->series_width = calloc(m->series_count + 1, sizeof *w->series_width);
  if (!w->series_at || !w->series_width) return rq_no_memory(error, "the series");
  for (uint32_t s = 0; s < m->series_count; s++) {
    uint32_t width = 1;
    for (int d = 0; d < 2; d++)
      if (m->series[s].dims[d]) width *= w->dimension[m->series[s].dims[d] - 1].size;
    w->series_at[s] = w->cells;
    w->series_width[s] = width;
    w->cells += width;
  }
  w->tally = calloc(w->cells + 1, sizeof *w->tally);
  w->total = calloc(w->cells + 1, sizeof *w->total);
  w->roster = calloc(w->rosters + 1, sizeof *w->roster);
  w->event = calloc(m->events_count + 1, sizeof *w->event);
  if (!w->tally || !w->total || !w->roster || !w->event) return rq_no_memory(error, "the series");
  for (uint32_t b = 0; b < w->blocks; b++)
    if (!create_block(w, &w->store[b])) return rq_no_memory(error, "the series");
  return draw_panel(w, panel, error);
}

static void free_block(const rq_world *w, rq_store *s) {
  for (uint32_t r = 0; s->list && r < w->rosters; r++) free(s->list[r].agent);
  for (uint32_t e = 0; s->log && e < w->model->events_count; e++) free(s->log[e].value);
  rq_mail_free(w, s);
  free(s->tally);
  free(s->list);
  free(s->log);
  free(s->posted);
}

void rq_observe_free(rq_world *w) {
  for (uint32_t b = 0; w->store && b < w->blocks; b++) free_block(w, &w->store[b]);
  for (uint32_t r = 0; w->roster && r < w->rosters; r++) free(w->roster[r].agent);
  for (uint32_t e = 0; w->event && e < w->model->events_count; e++) free(w->event[e].value);
  free(w->roster);
  free(w->event);
  free(w->series_at);
  free(w->series_width);
  free(w->tally);
  free(w->total);
  free(w->panel);
  free(w->in_panel);
}

void rq_observe_begin(rq_world *w) {
  memset(w->tally, 0, w->cells * sizeof *w->tally);
  for (uint32_t r = 0; r < w->rosters; r++) w->roster[r].count = 0;
  for (uint32_t b = 0; b < w->blocks; b++) {
    rq_store *s = &w->store[b];
    memset(s->tally, 0, w->cells * sizeof *s->tally);
    for (uint32_t r = 0; r < w->rosters; r++) s->list[r].count = 0;
    for (uint32_t e = 0; e < w->model->events_count; e++) s->log[e].count = 0;
  }
}

/* ---- tallies ---- */

void rq_tally_global(rq_world *w, uint32_t series, uint32_t cell, double amount) {
  w->tally[w->series_at[series] + cell] += amount;
}

double rq_tallied(const rq_world *w, uint32_t series, uint32_t cell) {
  uint32_t at = w->series_at[series] + cell;
  double sum = w->tally[at];
  for (uint32_t b = 0; b < w->blocks; b++) sum += w->store[b].tally[at];
  return sum;
}

size_t rq_series_cells(const rq_world *w, uint32_t series) {
  return w->series_width[series];
}

void rq_series_values(const rq_world *w, uint32_t series, double *out) {
  const rq_series *s = &w->model->series[series];
  for (uint32_t k = 0; k < w->series_width[series]; k++) {
    double sum = w->total[w->series_at[series] + k];
    if (s->kind == RQ_MEAN) { /* a denominator without dimensions serves all cells */
      double over = w->total[w->series_at[s->over] + (w->series_width[s->over] == 1 ? 0 : k)];
      sum = over > 0 ? sum / over : (double)NAN;
    }
    out[k] = sum;
  }
}

/* ---- rosters ---- */

void rq_enlist(rq_block *b, uint32_t roster, uint32_t agent) {
  rq_list *list = &b->store->list[roster];
  if (!rq_grow((void **)&list->agent, &list->room, (uint64_t)list->count + 1, sizeof *list->agent)) {
    b->store->out_of_memory = true;
    return;
  }
  list->agent[list->count++] = agent;
}

/* Puts the blocks' lists one after the other, where they have grown since the last time. */
bool rq_observe_rosters(rq_world *w) {
  for (uint32_t r = 0; r < w->rosters; r++) {
    uint64_t total = 0;
    for (uint32_t b = 0; b < w->blocks; b++) total += w->store[b].list[r].count;
    rq_list *roster = &w->roster[r];
    if (total == roster->count) continue;
    if (!rq_grow((void **)&roster->agent, &roster->room, total, sizeof *roster->agent)) return false;
    roster->count = 0;
    for (uint32_t b = 0; b < w->blocks; b++) {
      const rq_list *list = &w->store[b].list[r];
      if (list->count) memcpy(roster->agent + roster->count, list->agent, list->count * sizeof *list->agent);
      roster->count += list->count;
    }
  }
  return true;
}

const uint32_t *rq_roster(const rq_world *w, uint32_t roster, uint32_t *count) {
  *count = w->roster[roster].count;
  return w->roster[roster].agent;
}

/* ---- events ---- */

static bool append(rq_log *log, const double *values, size_t count, size_t columns) {
  if (log->count + count > log->room) {
    size_t room = (log->count + count) + (log->count + count) / 2 + 16;
    double *grown = realloc(log->value, room * columns * sizeof *grown);
    if (!grown) return false;
    log->value = grown;
    log->room = room;
  }
  if (count) memcpy(log->value + log->count * columns, values, count * columns * sizeof *values);
  log->count += count;
  return true;
}

void rq_note(rq_block *b, uint32_t kind, const double *values) {
  if (!append(&b->store->log[kind], values, 1, b->world->model->events[kind].columns_count)) b->store->out_of_memory = true;
}

size_t rq_world_events(const rq_world *w, uint32_t kind, const double **values) {
  *values = w->event[kind].value;
  return w->event[kind].count;
}

/* Sums of the week in block order, and its events. */
bool rq_observe_end(rq_world *w) {
  memcpy(w->total, w->tally, w->cells * sizeof *w->total);
  for (uint32_t b = 0; b < w->blocks; b++)
    for (uint32_t c = 0; c < w->cells; c++) w->total[c] += w->store[b].tally[c];
  for (uint32_t e = 0; e < w->model->events_count; e++) {
    w->event[e].count = 0;
    for (uint32_t b = 0; b < w->blocks; b++) {
      const rq_log *log = &w->store[b].log[e];
      if (!append(&w->event[e], log->value, log->count, w->model->events[e].columns_count)) return false;
    }
  }
  return true;
}

uint64_t rq_world_mail(const rq_world *w, uint32_t kind) {
  uint64_t sum = 0;
  for (uint32_t b = 0; b < w->blocks; b++) sum += w->store[b].posted[kind];
  return sum;
}
