/* The halves of ties as one list of entries. */
#include "sim/entries.h"
#include "sim/state.h"

/* The block of people that an entry belongs to: the last that begins at or before it. */
static uint32_t block_with(const rq_world *w, const uint64_t *begin, uint64_t entry) {
  uint32_t low = 0, high = w->blocks - 1;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (begin[middle] <= entry) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

void rq_entries_each(const rq_world *w, const uint64_t *begin, uint64_t first, uint64_t count, rq_entries_visit visit, void *context) {
  uint32_t block = block_with(w, begin, first), agent = block * RQ_BLOCK;
  uint64_t at = begin[block], end = first + count;
  for (; at < end; agent++) {
    uint32_t halves = rq_world_row(w, agent).count;
    if (at + halves > first) {
      uint32_t from = at < first ? (uint32_t)(first - at) : 0, to = at + halves > end ? (uint32_t)(end - at) : halves;
      visit(context, agent, from, to, at + from - first);
    }
    at += halves;
  }
}
