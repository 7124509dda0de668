/* One number for the whole state: SHA-256 of each block's fields, ties and mail, then of these and what is global. */
#include "sim/state.h"
#include <sha2.h>
#include <stdlib.h>

static void hash(SHA2_CTX *context, const void *data, size_t size) {
  SHA256Update(context, data, size);
}

static void hash_ties(const rq_world *w, const rq_block *b, SHA2_CTX *context) {
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_row row = rq_row_of(b, i);
    hash(context, &row.count, sizeof row.count);
    hash(context, row.target, row.count * sizeof *row.target);
    for (uint32_t f = 0; f < w->model->fields_count; f++)
      if (w->model->fields[f].place == RQ_PER_TIE) hash(context, rq_world_row_values(w, &row, f), row.count * w->field_size[f]);
  }
}

static void hash_block(rq_world *w, uint32_t number, uint8_t digest[SHA256_DIGEST_LENGTH]) {
  SHA2_CTX context;
  SHA256Init(&context);
  rq_block b = rq_block_at(w, number);
  for (uint32_t f = 0; f < w->model->fields_count; f++) {
    size_t size = w->field_size[f] * w->field_width[f];
    if (w->model->fields[f].place == RQ_PER_AGENT) hash(&context, (const char *)w->field[f] + b.first * size, b.count * size);
  }
  hash_ties(w, &b, &context);
  for (uint32_t p = 0; p < w->model->phases_count; p++) hash(&context, b.store->outbox[p].word, b.store->outbox[p].used * sizeof(uint32_t));
  SHA256Final(digest, &context);
}

rq_status rq_world_digest(const rq_world *world, char digest[RQ_DIGEST_LENGTH], rq_error *error) {
  rq_world *w = (rq_world *)(uintptr_t)world; /* blocks are views that could change the world; here they only read */
  uint8_t(*blocks)[SHA256_DIGEST_LENGTH] = calloc(w->blocks, sizeof *blocks);
  if (!blocks) return rq_no_memory(error, "the digest");
#pragma omp parallel for schedule(dynamic) num_threads(w->threads)
  for (uint32_t b = 0; b < w->blocks; b++) hash_block(w, b, blocks[b]);
  SHA2_CTX context;
  SHA256Init(&context);
  hash(&context, blocks, w->blocks * sizeof *blocks);
  hash(&context, &w->week, sizeof w->week);
  hash(&context, &w->agents, sizeof w->agents);
  for (uint32_t f = 0; f < w->model->fields_count; f++)
    if (w->model->fields[f].place == RQ_GLOBAL) hash(&context, w->field[f], w->field_size[f] * w->field_width[f]);
  SHA256End(&context, digest);
  free(blocks);
  return RQ_OK;
}
