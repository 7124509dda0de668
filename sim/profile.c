/* The stopwatch: see profile.h. */
#include "sim/profile.h"
#include "sim/state.h"
#include <omp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

const char *const rq_holder_names[RQ_HOLDERS] = {[RQ_HOLDS_NETWORK] = "network",
                                                 [RQ_HOLDS_TIES] = "ties",
                                                 [RQ_HOLDS_PEOPLE] = "people",
                                                 [RQ_HOLDS_MAIL] = "mail",
                                                 [RQ_HOLDS_OBSERVED] = "observed"};

/* `alone`: by one thread, while the others may still spin after a phase; their spinning is no work. */
static const struct {
  const char *group, *name;
  bool alone;
} stages[RQ_STAGES] = {
    [RQ_STAGE_CONFIGURATION] = {"start", "configuration", true},
    [RQ_STAGE_NETWORK] = {"start", "network", false},
    [RQ_STAGE_SOCIETY] = {"start", "people, ties", false},
    [RQ_STAGE_FIRST_FILE] = {"start", "first file", true},
    [RQ_STAGE_OBSERVATION] = {"week", "observation", true},
    [RQ_STAGE_CHECKS] = {"week", "checks", true},
    [RQ_STAGE_SERIES] = {"output", "series, events", true},
    [RQ_STAGE_SNAPSHOTS] = {"output", "snapshots", false},
    [RQ_STAGE_CHECKPOINTS] = {"output", "checkpoints", false},
    [RQ_STAGE_WHOLE_FILE] = {"output", "whole file", false},
    [RQ_STAGE_REST] = {"other", "the rest", true},
};

/* ---- clocks ---- */

static double seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double rq_thread_seconds(void) {
  return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

rq_clocks rq_clocks_now(void) {
  struct rusage usage;
  double peak = getrusage(RUSAGE_SELF, &usage) == 0 ? 1024.0 * (double)usage.ru_maxrss : 0;
  return (rq_clocks){seconds_of(CLOCK_MONOTONIC), rq_thread_seconds(), seconds_of(CLOCK_PROCESS_CPUTIME_ID), peak};
}

/* ---- the profile ---- */

/* Gives the row the wall time since the last lap. Returns what was worked meanwhile: by this thread alone, or by all. */
static double take_lap(rq_profile *p, rq_profile_row *row, bool alone) {
  rq_clocks now = rq_clocks_now();
  double worked = alone ? now.thread - p->lap.thread : now.process - p->lap.process;
  row->seconds += now.wall - p->lap.wall;
  row->growth += now.peak - p->lap.peak;
  p->lap = now;
  return worked;
}

rq_profile *rq_profile_create(const rq_model *model, int threads, const rq_clocks *from) {
  rq_profile *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->threads = threads > 0 ? threads : omp_get_max_threads();
  p->phases = model->phases_count;
  p->rows_count = RQ_STAGES + p->phases;
  p->row = calloc(p->rows_count, sizeof *p->row);
  p->posted = calloc(p->phases + 1, sizeof *p->posted);
  if (!p->row || !p->posted) {
    rq_profile_free(p);
    return NULL;
  }
  for (uint32_t k = 0; k < p->rows_count; k++) {
    bool phase = k >= RQ_STAGE_OBSERVATION && k < RQ_STAGE_OBSERVATION + p->phases;
    uint32_t stage = k < RQ_STAGE_OBSERVATION ? k : k - p->phases;
    p->row[k].group = phase ? "week" : stages[stage].group;
    p->row[k].name = phase ? model->phases[k - RQ_STAGE_OBSERVATION].name : stages[stage].name;
  }
  p->lap = *from;
  p->base = from->peak;
  return p;
}

void rq_profile_free(rq_profile *p) {
  if (!p) return;
  free(p->row);
  free(p->posted);
  free(p);
}

static rq_profile_row *row_of_phase(const rq_profile *p, uint32_t phase) {
  return &p->row[RQ_STAGE_OBSERVATION + phase];
}

void rq_profile_lap(rq_profile *p, rq_stage stage) {
  if (!p) return;
  rq_profile_row *row = &p->row[stage < RQ_STAGE_OBSERVATION ? stage : stage + p->phases];
  row->busy += take_lap(p, row, stages[stage].alone);
}

double rq_profile_seconds(const rq_profile *p) {
  double sum = 0;
  for (uint32_t k = 0; k < p->rows_count; k++) sum += p->row[k].seconds;
  return sum;
}

/* ---- memory ---- */

static void holds(rq_profile *p, rq_holder holder, uint64_t bytes) {
  if ((double)bytes > p->held[holder]) p->held[holder] = (double)bytes;
}

void rq_profile_network(rq_profile *p, const rq_network *n) {
  if (!p) return;
  uint64_t vertex = sizeof *n->begin, half = sizeof *n->target;
  const void *const of_vertices[] = {n->household, n->circle, n->skill, n->price_sensitivity};
  const void *const of_halves[] = {n->closeness, n->affective, n->cognitive};
  for (size_t k = 0; k < RQ_COUNT_OF(of_vertices); k++) vertex += of_vertices[k] ? sizeof(float) : 0;
  for (size_t k = 0; k < RQ_COUNT_OF(of_halves); k++) half += of_halves[k] ? sizeof(float) : 0;
  if (n->layer) half += sizeof *n->layer;
  holds(p, RQ_HOLDS_NETWORK, n->vertices * vertex + n->halves * half);
}

static uint64_t bytes_of_mail(const rq_world *w) {
  uint64_t bytes = 0;
  for (uint32_t b = 0; b < w->blocks; b++) {
    const rq_store *s = &w->store[b];
    uint64_t words = s->incoming.room + (s->begin ? w->blocks + 1 : 0);
    for (uint32_t f = 0; f < w->model->phases_count; f++) words += s->outbox[f].room;
    for (uint32_t k = 0; k < s->spares; k++) words += s->spare[k].room;
    bytes += words * sizeof(uint32_t);
  }
  for (int t = 0; t < w->threads; t++)
    bytes += w->scratch[t].room * sizeof *w->scratch[t].mail + w->scratch[t].letter_room * sizeof *w->scratch[t].letter;
  return bytes;
}

static uint64_t bytes_of_ties(const rq_world *w) {
  uint64_t places = 0;
  for (uint32_t b = 0; b < w->blocks; b++) places += w->store[b].size;
  return places * RQ_PLACE + (uint64_t)w->agents * (sizeof *w->store->rows.at + sizeof *w->store->rows.count + sizeof *w->store->rows.room);
}

static uint64_t bytes_of_people(const rq_world *w) {
  uint64_t bytes = 0;
  for (uint32_t f = 0; f < w->model->fields_count; f++)
    if (w->model->fields[f].place == RQ_PER_AGENT) bytes += (uint64_t)w->agents * w->field_width[f] * w->field_size[f];
  return bytes;
}

static uint64_t bytes_of_observed(const rq_world *w) {
  const rq_model *m = w->model;
  uint64_t bytes = ((uint64_t)w->blocks + 2) * w->cells * sizeof *w->tally;
  for (uint32_t e = 0; e < m->events_count; e++) {
    uint64_t room = w->event[e].room;
    for (uint32_t b = 0; b < w->blocks; b++) room += w->store[b].log[e].room;
    bytes += room * m->events[e].columns_count * sizeof(double);
  }
  for (uint32_t r = 0; r < w->rosters; r++) {
    bytes += w->roster[r].room * sizeof *w->roster[r].agent;
    for (uint32_t b = 0; b < w->blocks; b++) bytes += w->store[b].list[r].room * sizeof(uint32_t);
  }
  return bytes;
}

static void weigh(rq_profile *p, const rq_world *w) {
  holds(p, RQ_HOLDS_TIES, bytes_of_ties(w));
  holds(p, RQ_HOLDS_PEOPLE, bytes_of_people(w));
  holds(p, RQ_HOLDS_MAIL, bytes_of_mail(w));
  holds(p, RQ_HOLDS_OBSERVED, bytes_of_observed(w));
}

/* ---- the week ---- */

/* Letters posted since the start of the world, by the phase that receives them. */
static double letters(const rq_world *w, uint32_t phase) {
  double sum = 0;
  for (uint32_t kind = 0; kind < w->model->mails_count; kind++)
    if (w->model->mails[kind].phase == phase) sum += (double)rq_world_mail(w, kind);
  return sum;
}

void rq_world_profile(rq_world *w, rq_profile *p) {
  w->profile = p;
  if (!p) return;
  p->threads = w->threads;
  for (uint32_t f = 0; f < p->phases; f++) p->posted[f] = letters(w, f) - row_of_phase(p, f)->letters;
  weigh(p, w);
}

rq_profile *rq_world_profiled(const rq_world *w) {
  return w->profile;
}

void rq_profile_once(const rq_world *w, uint32_t phase) {
  rq_profile *p = w->profile;
  if (!p) return;
  rq_profile_row *row = row_of_phase(p, phase);
  double before = row->seconds;
  row->busy += take_lap(p, row, true);
  row->serial += row->seconds - before;
}

void rq_profile_phase(const rq_world *w, uint32_t phase) {
  rq_profile *p = w->profile;
  if (!p) return;
  rq_profile_row *row = row_of_phase(p, phase);
  double before = row->seconds, mail = 0, rules = 0;
  take_lap(p, row, true);
  for (int t = 0; t < w->threads; t++) {
    rq_work *work = &w->scratch[t].work;
    mail += work->mail;
    rules += work->rules;
    *work = (rq_work){0};
  }
  row->busy += mail + rules;
  if (mail > 0) row->mail += (row->seconds - before) * mail / (mail + rules);
}

void rq_profile_week(const rq_world *w) {
  rq_profile *p = w->profile;
  if (!p) return;
  p->weeks++;
  for (uint32_t f = 0; f < p->phases; f++) row_of_phase(p, f)->letters = letters(w, f) - p->posted[f];
  weigh(p, w);
  rq_profile_lap(p, RQ_STAGE_OBSERVATION);
}
