/* Social quilts: what a network unravels to. */
#include "analysis/quilts.h"
#include <stdlib.h>

rq_status rq_quilt_unravel(const rq_network *n, double friends, bool *stays, uint32_t *people, uint64_t *ties, rq_error *error) {
  uint32_t *left = malloc(((size_t)n->vertices + 1) * sizeof *left), *leaving = malloc(((size_t)n->vertices + 1) * sizeof *leaving);
  uint32_t waiting = 0, dropped = 0;
  rq_status status = left && leaving ? RQ_OK : rq_no_memory(error, "a network that unravels");
  for (uint32_t v = 0; v < n->vertices && !status; v++) {
    left[v] = (uint32_t)(n->begin[v + 1] - n->begin[v]);
    stays[v] = left[v] >= friends;
    if (!stays[v]) leaving[waiting++] = v;
  }
  for (; dropped < waiting && !status; dropped++) {
    uint32_t v = leaving[dropped];
    for (uint64_t h = n->begin[v]; h < n->begin[v + 1]; h++) {
      uint32_t other = n->target[h];
      left[other]--;
      if (!stays[other] || left[other] >= friends) continue;
      stays[other] = false;
      leaving[waiting++] = other;
    }
  }
  *people = n->vertices - dropped;
  *ties = 0;
  for (uint32_t v = 0; v < n->vertices && !status; v++)
    if (stays[v]) *ties += left[v];
  *ties /= 2;
  free(left);
  free(leaving);
  return status;
}
