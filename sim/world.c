/* Making and freeing a world, and reading what is in it. */
#include "sim/state.h"
#include <stdlib.h>
#if defined(__GLIBC__) /* which <stdlib.h> tells */
#include <malloc.h>
#endif
#include <omp.h>
#include <string.h>

size_t rq_type_size(rq_type type) {
  static const size_t size[] = {[RQ_U8] = 1,  [RQ_U16] = 2, [RQ_U32] = 4, [RQ_I16] = 2,      [RQ_I32] = 4,
                                [RQ_I64] = 8, [RQ_F32] = 4, [RQ_F64] = 8, [RQ_FRACTION] = 2, [RQ_FIXED] = 4};
  return size[type];
}

rq_block rq_block_at(rq_world *w, uint32_t number) {
  uint32_t first = number * RQ_BLOCK, left = w->agents - first;
  rq_store *s = &w->store[number];
  return (rq_block){.world = w,
                    .number = number,
                    .first = first,
                    .count = left < RQ_BLOCK ? left : RQ_BLOCK,
                    .tally = s->tally,
                    .series_at = w->series_at,
                    .rows = &s->rows,
                    .store = s};
}

/* ---- making ---- */

void rq_set_values(void *array, rq_type type, uint64_t count, double x) {
  for (uint64_t k = 0; k < count; k++) switch (type) {
    case RQ_U8:
      ((uint8_t *)array)[k] = (uint8_t)x;
      break;
    case RQ_U16:
      ((uint16_t *)array)[k] = (uint16_t)x;
      break;
    case RQ_U32:
      ((uint32_t *)array)[k] = (uint32_t)x;
      break;
    case RQ_I16:
      ((int16_t *)array)[k] = (int16_t)x;
      break;
    case RQ_I32:
      ((int32_t *)array)[k] = (int32_t)x;
      break;
    case RQ_I64:
      ((int64_t *)array)[k] = (int64_t)x;
      break;
    case RQ_F32:
      ((float *)array)[k] = (float)x;
      break;
    case RQ_F64:
      ((double *)array)[k] = x;
      break;
    case RQ_FRACTION:
      ((uint16_t *)array)[k] = rq_to_fraction((float)x);
      break;
    case RQ_FIXED:
      ((int32_t *)array)[k] = rq_to_fixed((float)x);
      break;
    }
}

static uint32_t width_of(const rq_field *f, const rq_dimension *dimension) {
  uint32_t width = 1;
  for (int d = 0; d < 2; d++)
    if (f->dims[d]) width *= dimension[f->dims[d] - 1].size;
  return width;
}

static rq_status create_fields(rq_world *w, rq_error *error) {
  const rq_model *m = w->model;
  w->field = calloc(m->fields_count, sizeof *w->field);
  w->field_size = calloc(m->fields_count, sizeof *w->field_size);
  w->field_width = calloc(m->fields_count, sizeof *w->field_width);
  w->tie_column = calloc(m->fields_count, sizeof *w->tie_column);
  w->tie_field = calloc(m->fields_count, sizeof *w->tie_field);
  if (!w->field || !w->field_size || !w->field_width || !w->tie_column || !w->tie_field) return rq_no_memory(error, "the fields");
  for (uint32_t f = 0; f < m->fields_count; f++) {
    const rq_field *field = &m->fields[f];
    w->field_size[f] = rq_type_size(field->type);
    w->field_width[f] = width_of(field, w->dimension);
    if (field->place == RQ_PER_TIE) continue;
    uint64_t count = (uint64_t)w->field_width[f] * (field->place == RQ_GLOBAL ? 1 : w->agents);
    w->field[f] = calloc(count + 1, w->field_size[f]);
    if (!w->field[f]) return rq_no_memory(error, field->name);
    rq_set_values(w->field[f], field->type, count, field->initial);
  }
  return rq_rows_layout(w) ? RQ_OK : rq_no_memory(error, "the fields");
}

/* All but the ties, with everything at its initial value. */
static rq_status furnish(rq_world *w, uint32_t panel, rq_error *error) {
  const rq_model *m = w->model;
  w->dimension = calloc(m->dimensions_count + 1, sizeof *w->dimension);
  w->store = calloc(w->blocks, sizeof *w->store);
  w->scratch = calloc((size_t)w->threads, sizeof *w->scratch);
  if (!w->dimension || !w->store || !w->scratch) return rq_no_memory(error, "the world");
  if (m->dimensions) m->dimensions(w->parameters, w->dimension);
  rq_status status = create_fields(w, error);
  return status ? status : rq_observe_create(w, panel, error);
}

rq_status rq_world_blank(const rq_model *model, const void *parameters, uint32_t agents, const rq_world_settings *settings,
                         rq_world **world, rq_error *error) {
  *world = NULL;
  rq_world *w = calloc(1, sizeof *w);
  if (!w) return rq_no_memory(error, "the world");
  w->model = model;
  w->parameters = parameters;
  w->key = w->drawn = settings->key;
  w->agents = agents;
  w->blocks = (w->agents + RQ_BLOCK - 1) / RQ_BLOCK;
  int threads = settings->threads > 0 ? settings->threads : omp_get_max_threads();
  w->threads = w->blocks > 0 && w->blocks < (uint32_t)threads ? (int)w->blocks : threads; /* more would have nothing to do */
  w->rosters = model->rosters_count;
  rq_status status = furnish(w, settings->panel, error);
  if (status) {
    rq_world_free(w);
  } else {
    *world = w;
  }
  return status;
}

enum { BLOCKS_AT_ONCE = 8 }; /* for each thread, between two times that the network gives memory back */

/* Draws the people and their ties, from the last to the first: what the network says of them is given back on the way, as the ties in both
 * forms would be the most memory that a run ever takes. */
static rq_status settle(rq_world *w, rq_network *network, rq_error *error) {
  rq_status status = rq_rows_check(network, error);
  if (!status && w->model->found) status = w->model->found(w, network, error);
  if (status) return status;
  bool made = true;
  uint32_t at_once = BLOCKS_AT_ONCE * (uint32_t)w->threads;
  for (uint32_t end = w->blocks, first; end > 0 && made; end = first) {
    first = end > at_once ? end - at_once : 0;
#pragma omp parallel for schedule(dynamic) num_threads(w->threads) reduction(&& : made)
    for (uint32_t b = first; b < end; b++) {
      rq_block block = rq_block_at(w, b);
      bool rows = rq_rows_create(w, network, b);
      if (rows && w->model->populate) w->model->populate(&block, network);
      made = made && rows;
    }
    rq_network_cut(network, first * RQ_BLOCK);
  }
  return made ? RQ_OK : rq_no_memory(error, "the ties");
}

rq_status rq_world_create(const rq_model *model, const void *parameters, rq_network *network, const rq_world_settings *settings,
                          rq_world **world, rq_error *error) {
  *world = NULL;
  if (network->vertices == 0) return rq_fail(error, RQ_BAD_DATA, "the network has no people");
  rq_status status = rq_world_blank(model, parameters, network->vertices, settings, world, error);
  if (!status) status = settle(*world, network, error);
  if (status) {
    rq_world_free(*world);
    *world = NULL;
  }
  return status;
}

void rq_world_free(rq_world *w) {
  if (!w) return;
  for (uint32_t b = 0; w->store && b < w->blocks; b++) rq_rows_free(&w->store[b]);
  rq_observe_free(w);
  for (uint32_t f = 0; w->field && f < w->model->fields_count; f++) free(w->field[f]);
  for (int t = 0; w->scratch && t < w->threads; t++) {
    free(w->scratch[t].mail);
    free(w->scratch[t].letter);
  }
  free(w->field);
  free(w->field_size);
  free(w->field_width);
  free(w->tie_column);
  free(w->tie_field);
  free(w->blank_tie);
  free(w->dimension);
  free(w->store);
  free(w->scratch);
  free(w);
}

enum { MAIL_BYTES = 64 }; /* of an agent: two or three letters are under way */

uint64_t rq_world_estimate(const rq_model *m, const void *parameters, uint64_t agents, uint64_t halves) {
  rq_dimension *dimension = calloc(m->dimensions_count + 1, sizeof *dimension);
  if (!dimension) return 0;
  if (m->dimensions) m->dimensions(parameters, dimension);
  uint64_t bytes = rq_rows_bytes(m, agents, halves) + agents * MAIL_BYTES;
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (m->fields[f].place == RQ_PER_AGENT) bytes += agents * width_of(&m->fields[f], dimension) * rq_type_size(m->fields[f].type);
  free(dimension);
  return bytes;
}

/* ---- reading ---- */

const void *rq_parameters(const rq_world *w) {
  return w->parameters;
}

rq_key rq_world_key(const rq_world *w) {
  return w->key;
}

uint32_t rq_week(const rq_world *w) {
  return w->week;
}

uint32_t rq_agents(const rq_world *w) {
  return w->agents;
}

uint32_t rq_extent(const rq_world *w, uint32_t dimension) {
  return w->dimension[dimension].size;
}

void *rq_array(const rq_world *w, uint32_t field) {
  return w->field[field];
}

int rq_world_threads(const rq_world *w) {
  return w->threads;
}

const rq_model *rq_world_model(const rq_world *w) {
  return w->model;
}

const rq_dimension *rq_world_dimension(const rq_world *w, uint32_t dimension) {
  return &w->dimension[dimension];
}

void rq_keep_memory_low(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 16);
  mallopt(M_ARENA_MAX, 1);
#endif
}
