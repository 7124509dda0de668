/* Random order. */
#include "sim/order.h"

void rq_shuffle(rq_key key, uint32_t week, uint32_t purpose, uint32_t *number, uint32_t count) {
  rq_words chance = {{0}};
  for (uint32_t left = count, n = 0; left > 1; left--, n++) {
    if (n % 4 == 0) chance = rq_draw(key, RQ_ORDER, week, purpose, n / 4);
    uint32_t k = rq_below(chance.v[n % 4], left), moved = number[left - 1];
    number[left - 1] = number[k];
    number[k] = moved;
  }
}
