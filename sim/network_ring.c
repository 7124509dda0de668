/* A ring needs no table of who is tied to whom: ties that were never moved are found by their number, the others by a list of those
 * that came to a person. */
#include "sim/network_ring.h"
#include "sim/network_parts.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

rq_status rq_ring_open(rq_ring *ring, uint32_t people, uint32_t neighbours, rq_error *error) {
  uint32_t nearest = neighbours < people ? neighbours : people;
  size_t most = (size_t)people * ((nearest + 1) / 2) + 1;
  *ring = (rq_ring){.people = people};
  ring->ends = malloc(most * sizeof *ring->ends);
  ring->moved = malloc(2 * most * sizeof *ring->moved);
  ring->moved_to = malloc(((size_t)people + 1) * sizeof *ring->moved_to);
  if (ring->ends && ring->moved && ring->moved_to) return RQ_OK;
  rq_ring_close(ring);
  return rq_no_memory(error, "the rings of the network");
}

void rq_ring_close(rq_ring *ring) {
  free(ring->ends);
  free(ring->moved);
  free(ring->moved_to);
  *ring = (rq_ring){0};
}

static bool all_tied(uint32_t people, uint32_t neighbours) {
  return neighbours + 1 >= people;
}

size_t rq_ring_ties(uint32_t people, uint32_t neighbours) {
  return all_tied(people, neighbours) ? (size_t)people * (people - 1) / 2 : (size_t)people * (neighbours / 2);
}

static void tie_all(rq_ring *ring) {
  ring->ties = 0;
  for (uint32_t a = 0; a < ring->people; a++)
    for (uint32_t b = a + 1; b < ring->people; b++, ring->ties++) {
      ring->ends[ring->ties][0] = a;
      ring->ends[ring->ties][1] = b;
    }
}

/* Tie a * reach + j - 1 goes from a to the j-th person after. */
static void tie_neighbours(rq_ring *ring) {
  size_t tie = 0;
  for (uint32_t a = 0; a < ring->people; a++)
    for (uint32_t j = 1; j <= ring->reach; j++, tie++) {
      ring->ends[tie][0] = a;
      ring->ends[tie][1] = a + j < ring->people ? a + j : a + j - ring->people;
    }
  ring->ties = tie;
}

static bool tied(const rq_ring *ring, uint32_t a, uint32_t b) {
  for (uint32_t j = 1; j <= ring->reach; j++) {
    uint32_t before = a >= j ? a - j : a + ring->people - j;
    const uint32_t *to = ring->ends[(size_t)a * ring->reach + j - 1], *from = ring->ends[(size_t)before * ring->reach + j - 1];
    if ((to[0] == a && to[1] == b) || (from[1] == a && from[0] == b)) return true;
  }
  for (uint32_t m = ring->moved_to[a]; m; m = ring->moved[m - 1].next) {
    uint32_t end = ring->moved[m - 1].end;
    if (ring->ends[end / 2][1 - end % 2] == b) return true;
  }
  return false;
}

/* Moves one end of a tie to a person drawn among those not tied to the other end; its old place is one of them. */
static void move(rq_ring *ring, size_t tie, unsigned side, rq_key key, uint32_t number) {
  uint32_t was = ring->ends[tie][side], other = ring->ends[tie][1 - side], now;
  uint32_t attempt = (uint32_t)side << 31;
  do {
    uint32_t word = rq_draw(key, number, attempt++, RQ_DRAW_RING_PLACES, (uint32_t)tie).v[0];
    now = (uint32_t)((uint64_t)word * (ring->people - 1) >> 32);
    now += now >= other;
  } while (now != was && tied(ring, other, now));
  if (now == was) return;
  ring->ends[tie][side] = now;
  ring->moved[ring->moves] = (rq_moved){(uint32_t)(2 * tie + side), ring->moved_to[now]};
  ring->moved_to[now] = ++ring->moves;
}

/* One end of every tie and then the other, in any order: which one shows in the spread of degrees by a hundredth. */
static void move_ends(rq_ring *ring, unsigned side, double rewiring, rq_key key, uint32_t number) {
  uint64_t below = (uint64_t)(rewiring * 0x1p32);
  for (size_t tie = 0; tie < ring->ties; tie += 4) {
    rq_words words = rq_draw(key, number, side, RQ_DRAW_RING_ENDS, (uint32_t)(tie / 4));
    for (unsigned k = 0; k < 4 && tie + k < ring->ties; k++)
      if (words.v[k] < below) move(ring, tie + k, side, key, number);
  }
}

void rq_ring_draw(rq_ring *ring, uint32_t people, uint32_t neighbours, double rewiring, rq_key key, uint32_t number) {
  ring->people = people;
  ring->reach = neighbours / 2;
  ring->moves = 0;
  if (all_tied(people, neighbours)) {
    tie_all(ring);
    return;
  }
  memset(ring->moved_to, 0, people * sizeof *ring->moved_to);
  tie_neighbours(ring);
  for (unsigned side = 2; side-- > 0;) move_ends(ring, side, rewiring, key, number);
}
