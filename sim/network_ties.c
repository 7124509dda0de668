/* A set of pairs, and the rows that are made of it. */
#include "sim/network_ties.h"
#include <stdlib.h>
#include <string.h>

#define MOST_TIES ((uint64_t)1 << 31) /* so that halves are counted in 32 bits while rows are made */

rq_status rq_ties_open(rq_ties *ties, uint32_t vertices, uint32_t cap, uint64_t room, rq_error *error) {
  *ties = (rq_ties){.vertices = vertices, .cap = cap};
  if (room >= MOST_TIES) return rq_fail(error, RQ_BAD_DATA, "a network of %.3g ties is too large; there can be %.3g", (double)room, 0x1p31);
  size_t slots = 16;
  while (slots < room + room / 3) slots *= 2;
  ties->room = (size_t)room;
  ties->slots_mask = slots - 1;
  ties->ends = malloc((ties->room + 1) * sizeof *ties->ends);
  ties->layer = malloc(ties->room + 1);
  ties->degree = calloc((size_t)vertices + 1, sizeof *ties->degree);
  ties->slots = malloc(slots * sizeof *ties->slots);
  if (!ties->ends || !ties->layer || !ties->degree || !ties->slots) {
    rq_ties_close(ties);
    return rq_no_memory(error, "the ties of the network");
  }
  memset(ties->slots, 0xff, slots * sizeof *ties->slots);
  return RQ_OK;
}

void rq_ties_close(rq_ties *ties) {
  free(ties->ends);
  free(ties->layer);
  free(ties->degree);
  free(ties->slots);
  *ties = (rq_ties){0};
}

/* The slot where the tie a - b (a < b) is, or would go. */
static size_t slot_of(const rq_ties *ties, uint32_t a, uint32_t b) {
  uint64_t mixed = (((uint64_t)a << 32) | b) * UINT64_C(0x9e3779b97f4a7c15);
  mixed ^= mixed >> 29;
  size_t slot = (size_t)mixed & ties->slots_mask;
  for (; ties->slots[slot] != RQ_NO_TIE; slot = (slot + 1) & ties->slots_mask) {
    const uint32_t *ends = ties->ends[ties->slots[slot]];
    if (ends[0] == a && ends[1] == b) break;
  }
  return slot;
}

uint32_t rq_ties_find(const rq_ties *ties, uint32_t a, uint32_t b) {
  return ties->slots[slot_of(ties, a < b ? a : b, a < b ? b : a)];
}

rq_offer rq_ties_add(rq_ties *ties, uint32_t a, uint32_t b, rq_layer layer) {
  if (a == b) return RQ_TIE_LOOP;
  uint32_t low = a < b ? a : b, high = a < b ? b : a;
  size_t slot = slot_of(ties, low, high);
  if (ties->slots[slot] != RQ_NO_TIE) return RQ_TIE_DOUBLE;
  if (ties->degree[a] >= ties->cap || ties->degree[b] >= ties->cap) return RQ_TIE_OVER_CAP;
  if (ties->count == ties->room) return RQ_TIE_NO_ROOM;
  ties->slots[slot] = (uint32_t)ties->count;
  ties->ends[ties->count][0] = low;
  ties->ends[ties->count][1] = high;
  ties->layer[ties->count++] = (uint8_t)layer;
  ties->degree[a]++;
  ties->degree[b]++;
  return RQ_TIE_ADDED;
}

/* A word as a number below n, without the bias of a remainder. */
static uint32_t below(uint32_t word, uint32_t n) {
  return (uint32_t)(((uint64_t)word * n) >> 32);
}

void rq_ties_fill(rq_ties *ties, size_t target, rq_layer layer, rq_key key, uint32_t purpose) {
  uint64_t in_vain = 0, most_in_vain = 100 * (uint64_t)ties->vertices;
  for (uint32_t draw = 0; ties->count < target && in_vain < most_in_vain; draw++) {
    rq_words words = rq_draw(key, 0, 0, purpose, draw);
    rq_offer offer = rq_ties_add(ties, below(words.v[0], ties->vertices), below(words.v[1], ties->vertices), layer);
    in_vain = offer == RQ_TIE_ADDED ? 0 : in_vain + 1;
  }
}

/* Where each row begins, from the degrees. */
static void lay_out(const rq_ties *ties, uint64_t *begin) {
  begin[0] = 0;
  for (uint32_t v = 0; v < ties->vertices; v++) begin[v + 1] = begin[v] + ties->degree[v];
}

/* Puts every half into its row, in order of the ties; `at` is the next free place of each row, and ends as begin of the next row. */
static void place_unordered(const rq_ties *ties, uint64_t *at, uint32_t *tie) {
  for (size_t t = 0; t < ties->count; t++)
    for (int end = 0; end < 2; end++) tie[at[ties->ends[t][end]]++] = (uint32_t)t;
}

/* Walking the rows in order of their owners fills the partners' rows with ascending targets. */
static void place_ascending(const rq_ties *ties, const uint32_t *unordered, uint64_t *at, rq_network *network, uint32_t *tie_of_half) {
  for (uint32_t v = 0; v < ties->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) {
      uint32_t t = unordered[h], partner = ties->ends[t][0] ^ ties->ends[t][1] ^ v;
      uint64_t place = at[partner]++;
      network->target[place] = v;
      network->layer[place] = ties->layer[t];
      if (tie_of_half) tie_of_half[place] = t;
    }
}

rq_status rq_ties_rows(rq_ties *ties, rq_network *network, uint32_t **tie_of_half, rq_error *error) {
  rq_status status = RQ_OK;
  size_t halves = 2 * ties->count, rows = (size_t)ties->vertices + 1;
  uint64_t *at = NULL;
  uint32_t *unordered = NULL, *numbers = NULL;
  free(ties->slots);
  ties->slots = NULL;

  network->vertices = ties->vertices;
  network->halves = halves;
  network->begin = malloc(rows * sizeof *network->begin);
  network->target = malloc((halves + 1) * sizeof *network->target);
  network->layer = malloc(halves + 1);
  at = malloc(rows * sizeof *at);
  unordered = calloc(halves + 1, sizeof *unordered);
  if (tie_of_half) numbers = malloc((halves + 1) * sizeof *numbers);
  if (!network->begin || !network->target || !network->layer || !at || !unordered || (tie_of_half && !numbers)) {
    status = rq_no_memory(error, "the rows of the network");
    goto out;
  }
  lay_out(ties, network->begin);
  memcpy(at, network->begin, rows * sizeof *at);
  place_unordered(ties, at, unordered);
  memcpy(at, network->begin, rows * sizeof *at);
  place_ascending(ties, unordered, at, network, numbers);
  if (tie_of_half) {
    *tie_of_half = numbers;
    numbers = NULL;
  } else {
    rq_ties_close(ties);
  }
out:
  free(at);
  free(unordered);
  free(numbers);
  return status;
}
