#include "sim/network_scatter.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK_BITS 14 /* of owners: their rows fit into a core's own memory */

rq_status rq_scatter_open(rq_scatter *scatter, uint32_t people, uint64_t ties, rq_error *error) {
  *scatter = (rq_scatter){.blocks = (people >> BLOCK_BITS) + 1, .chunks = (uint32_t)((ties + RQ_SCATTER_CHUNK - 1) / RQ_SCATTER_CHUNK)};
  scatter->half = malloc((2 * ties + 1) * sizeof *scatter->half);
  scatter->begin = calloc(((size_t)scatter->blocks + 1) * scatter->chunks + 1, sizeof *scatter->begin);
  if (scatter->half && scatter->begin) return RQ_OK;
  rq_scatter_close(scatter);
  return rq_no_memory(error, "the ties of the network");
}

void rq_scatter_close(rq_scatter *scatter) {
  free(scatter->half);
  free(scatter->begin);
  *scatter = (rq_scatter){0};
}

/* A counting sort: first begin[b + 1] counts those of block b, then it is their next place, and at last where the next block begins. */
void rq_scatter_take(rq_scatter *scatter, uint32_t chunk, uint32_t (*ends)[2], uint32_t count) {
  uint32_t *begin = scatter->begin + (size_t)chunk * (scatter->blocks + 1), next = 0;
  struct rq_thrown *half = scatter->half + (size_t)chunk * 2 * RQ_SCATTER_CHUNK;
  for (uint32_t t = 0; t < count; t++)
    for (int side = 0; side < 2; side++) begin[(ends[t][side] >> BLOCK_BITS) + 1] += ends[t][0] != ends[t][1];
  for (uint32_t b = 1; b <= scatter->blocks; b++) {
    uint32_t of_block = begin[b];
    begin[b] = next;
    next += of_block;
  }
  for (uint32_t t = 0; t < count; t++)
    for (int side = 0; side < 2; side++)
      if (ends[t][0] != ends[t][1]) half[begin[(ends[t][side] >> BLOCK_BITS) + 1]++] = (struct rq_thrown){ends[t][side], ends[t][1 - side]};
}

void rq_scatter_pour(const rq_scatter *scatter, rq_draft *draft, rq_layer layer) {
#pragma omp parallel for schedule(dynamic)
  for (uint32_t b = 0; b < scatter->blocks; b++)
    for (uint32_t chunk = 0; chunk < scatter->chunks; chunk++) {
      const uint32_t *begin = scatter->begin + (size_t)chunk * (scatter->blocks + 1) + b;
      const struct rq_thrown *half = scatter->half + (size_t)chunk * 2 * RQ_SCATTER_CHUNK;
      for (uint32_t h = begin[0]; h < begin[1]; h++) rq_draft_half(draft, half[h].owner, half[h].other, layer);
    }
}
