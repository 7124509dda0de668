/* Rows that are counted, placed, sorted and completed in their final place. */
#include "sim/network_draft.h"
#include "sim/network_parts.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING UINT32_MAX /* no entry: there is no such layer */
#define MOST_TIES ((uint64_t)1 << 31)

rq_status rq_draft_open(rq_draft *draft, uint32_t people, uint32_t cap, uint64_t ties, rq_error *error) {
  *draft = (rq_draft){.people = people, .cap = cap, .ties = ties};
  if (people > RQ_MOST_PEOPLE)
    return rq_fail(error, RQ_BAD_DATA, "a network of %.3g people is too large; there can be %.3g", (double)people, (double)RQ_MOST_PEOPLE);
  if (ties > MOST_TIES)
    return rq_fail(error, RQ_BAD_DATA, "a network of %.3g ties is too large; there can be %.3g", (double)ties, (double)MOST_TIES);
  draft->begin = calloc((size_t)people + 1, sizeof *draft->begin);
  return draft->begin ? RQ_OK : rq_no_memory(error, "the rows of the network");
}

void rq_draft_close(rq_draft *draft) {
  free(draft->begin);
  free(draft->entry);
  free(draft->degree);
  *draft = (rq_draft){0};
}

/* ---- counting and placing ---- */

rq_status rq_draft_lay_out(rq_draft *draft, rq_error *error) {
  uint64_t next = 0;
  for (uint32_t v = 0; v < draft->people; v++) {
    uint64_t count = draft->begin[v + 1];
    draft->begin[v + 1] = next;
    next += count;
  }
  draft->room = next > 2 * draft->ties ? next : 2 * draft->ties;
  draft->entry = malloc((draft->room + 1) * sizeof *draft->entry);
  draft->degree = malloc(((size_t)draft->people + 1) * sizeof *draft->degree);
  return draft->entry && draft->degree ? RQ_OK : rq_no_memory(error, "the rows of the network");
}

/* ---- settling ---- */

#define SHORT 128u

/* Every entry's place is the number of smaller ones: nothing for the processor to guess, and many are compared at once. Equal entries
 * leave gaps, which hold NOTHING. */
static void place_by_rank(const uint32_t *entry, uint32_t count, uint32_t *sorted) {
  for (uint32_t k = 0; k < count; k++) sorted[k] = NOTHING;
  for (uint32_t k = 0; k < count; k++) {
    uint32_t rank = 0;
#pragma omp simd reduction(+ : rank)
    for (uint32_t j = 0; j < count; j++) rank += entry[j] < entry[k];
    sorted[rank] = entry[k];
  }
}

static int by_value(const void *left, const void *right) {
  const uint32_t *a = left, *b = right;
  return *a < *b ? -1 : *a > *b;
}

/* Sorts a row, and leaves the first entry of each person; how many are left. */
static uint32_t settle_row(uint32_t *row, uint32_t count) {
  uint32_t sorted[SHORT], kept = 0;
  const uint32_t *from = sorted;
  if (count <= SHORT)
    place_by_rank(row, count, sorted);
  else
    qsort((uint32_t *)(from = row), count, sizeof *row, by_value);
  for (uint32_t k = 0; k < count; k++)
    if (from[k] != NOTHING && (!kept || from[k] >> 2 != row[kept - 1] >> 2)) row[kept++] = from[k];
  return kept;
}

/* The place in v's row of the first entry not below `entry`. */
static uint32_t place_of(const rq_draft *draft, uint32_t v, uint32_t entry) {
  const uint32_t *row = draft->entry + draft->begin[v];
  uint32_t low = 0, high = draft->degree[v];
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (row[middle] < entry)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool tied(const rq_draft *draft, uint32_t v, uint32_t w) {
  uint32_t place = place_of(draft, v, w << 2);
  return place < draft->degree[v] && draft->entry[draft->begin[v] + place] >> 2 == w;
}

static void take_out(rq_draft *draft, uint32_t v, uint32_t place) {
  uint32_t *row = draft->entry + draft->begin[v];
  draft->degree[v]--;
  memmove(row + place, row + place + 1, (draft->degree[v] - place) * sizeof *row);
}

/* A place of v's row, drawn among those of the last layer. */
static uint32_t draw_place(const rq_draft *draft, uint32_t v, rq_key key) {
  const uint32_t *row = draft->entry + draft->begin[v];
  uint32_t count = draft->degree[v], last = 0, of_last = 0, place = 0;
  for (uint32_t k = 0; k < count; k++) last = (row[k] & 3) > last ? row[k] & 3 : last;
  for (uint32_t k = 0; k < count; k++) of_last += (row[k] & 3) == last;
  uint32_t chosen = (uint32_t)((uint64_t)rq_draw(key, v, 0, RQ_DRAW_CAP, count).v[0] * of_last >> 32);
  while ((row[place] & 3) != last || chosen--) place++;
  return place;
}

static void keep_cap(rq_draft *draft, rq_key key) {
  for (uint32_t v = 0; v < draft->people; v++)
    while (draft->degree[v] > draft->cap) {
      uint32_t place = draw_place(draft, v, key), other = draft->entry[draft->begin[v] + place] >> 2;
      take_out(draft, v, place);
      take_out(draft, other, place_of(draft, other, v << 2));
    }
}

void rq_draft_settle(rq_draft *draft, rq_key key) {
#pragma omp parallel for schedule(dynamic, 4096)
  for (uint32_t v = 0; v < draft->people; v++) {
    uint32_t *row = draft->entry + draft->begin[v], count = (uint32_t)(draft->begin[v + 1] - draft->begin[v]);
    draft->degree[v] = settle_row(row, count);
  }
  keep_cap(draft, key);
}

/* ---- what is missing ---- */

static bool full(const rq_draft *draft, const rq_ties *more, uint32_t v) {
  return draft->degree[v] + more->degree[v] >= draft->cap;
}

static bool offer(const rq_draft *draft, rq_ties *more, const uint32_t ends[2], rq_layer layer) {
  if (full(draft, more, ends[0]) || full(draft, more, ends[1]) || tied(draft, ends[0], ends[1])) return false;
  return rq_ties_add(more, ends[0], ends[1], layer) == RQ_TIE_ADDED;
}

static void draw_anybody(const rq_draft *draft, rq_key key, uint32_t number, uint32_t ends[2]) {
  rq_words words = rq_draw(key, 0, 0, RQ_DRAW_FILL, number);
  for (int side = 0; side < 2; side++) ends[side] = (uint32_t)((uint64_t)words.v[side] * draft->people >> 32);
}

/* As many more ties as are missing, or as find a place. */
static void draw_more(const rq_draft *draft, rq_ties *more, rq_layer layer, rq_draft_drawer *draw, const void *context, rq_key key) {
  uint32_t ends[2];
  uint64_t in_vain = 0;
  for (uint32_t number = 0; draw && more->count < more->room && in_vain < 256; number++) {
    draw(context, number, ends);
    in_vain = offer(draft, more, ends, layer) ? 0 : in_vain + 1;
  }
  in_vain = 0;
  for (uint32_t number = 0; more->count < more->room && in_vain < 100 * (uint64_t)draft->people; number++) {
    draw_anybody(draft, key, number, ends);
    in_vain = offer(draft, more, ends, layer) ? 0 : in_vain + 1;
  }
}

/* ---- handing over ---- */

static int by_owner(const void *left, const void *right) {
  const uint64_t *a = left, *b = right;
  return *a < *b ? -1 : *a > *b;
}

/* Halves of the ties, owner above entry, ascending; malloc'd. */
static uint64_t *halves_of(const rq_ties *ties) {
  uint64_t *half = malloc((2 * ties->count + 1) * sizeof *half);
  for (size_t t = 0; half && t < ties->count; t++)
    for (int side = 0; side < 2; side++)
      half[2 * t + (size_t)side] = (uint64_t)ties->ends[t][side] << 32 | rq_draft_entry(ties->ends[t][1 - side], (rq_layer)ties->layer[t]);
  if (half) qsort(half, 2 * ties->count, sizeof *half, by_owner);
  return half;
}

/* Closes the gaps that doubles left. */
static void close_up(rq_draft *draft) {
  uint64_t to = 0;
  for (uint32_t v = 0; v < draft->people; v++) {
    uint64_t from = draft->begin[v];
    draft->begin[v] = to;
    if (to != from) memmove(draft->entry + to, draft->entry + from, draft->degree[v] * sizeof *draft->entry);
    to += draft->degree[v];
  }
  draft->begin[draft->people] = to;
}

/* Merges halves into the rows, from the end, so that no entry is overwritten before it has moved. */
static void merge(rq_draft *draft, const uint64_t *half, size_t count) {
  uint64_t end = draft->begin[draft->people], to = end + count;
  for (uint32_t v = draft->people; count && v-- > 0; end = draft->begin[v]) {
    draft->begin[v + 1] = to;
    while (count && half[count - 1] >> 32 == v) {
      uint32_t entry = (uint32_t)half[--count];
      while (end > draft->begin[v] && draft->entry[end - 1] > entry) draft->entry[--to] = draft->entry[--end];
      draft->entry[--to] = entry;
    }
    while (count && end > draft->begin[v]) draft->entry[--to] = draft->entry[--end];
  }
}

static rq_status unpack(rq_draft *draft, rq_network *network, rq_error *error) {
  uint64_t halves = draft->begin[draft->people];
  network->layer = malloc(halves + 1);
  if (!network->layer) return rq_no_memory(error, "the rows of the network");
#pragma omp parallel for schedule(static)
  for (uint64_t h = 0; h < halves; h++) {
    network->layer[h] = (uint8_t)(draft->entry[h] & 3);
    draft->entry[h] >>= 2;
  }
  network->vertices = draft->people;
  network->halves = halves;
  network->begin = draft->begin;
  network->target = draft->entry;
  draft->begin = NULL;
  draft->entry = NULL;
  return RQ_OK;
}

rq_status rq_draft_finish(rq_draft *draft, rq_layer layer, rq_draft_drawer *draw, const void *context, rq_key key, rq_network *network,
                          rq_error *error) {
  uint64_t there = 0;
  for (uint32_t v = 0; v < draft->people; v++) there += draft->degree[v];
  rq_ties more;
  rq_status status = rq_ties_open(&more, draft->people, UINT32_MAX, draft->ties - there / 2, error);
  if (status) return status;
  draw_more(draft, &more, layer, draw, context, key);
  close_up(draft);
  size_t count = 2 * more.count;
  uint64_t *half = halves_of(&more);
  rq_ties_close(&more);
  if (!half) return rq_no_memory(error, "the rows of the network");
  merge(draft, half, count);
  free(half);
  free(draft->degree);
  draft->degree = NULL;
  return unpack(draft, network, error);
}
