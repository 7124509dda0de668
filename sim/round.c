/* Rounds: the first letter or deed of every agent in a block, then the second of everybody, and so on. */
#include "sim/world.h"

bool rq_letters_round(const rq_block *b, rq_round *round) {
  uint32_t count = 0;
  if (round->number++ == 0) {
    for (uint32_t m = 0; m < b->mail_count; m++) {
      round->of[count] = m;
      count += m == 0 || b->mail[m].to != b->mail[m - 1].to;
    }
  } else {
    for (uint32_t k = 0; k < round->count; k++) {
      uint32_t next = round->of[k] + 1;
      round->of[count] = next;
      count += next < b->mail_count && b->mail[next].to == b->mail[next - 1].to;
    }
  }
  round->count = count;
  return count > 0;
}

bool rq_agents_round(const rq_block *b, const uint8_t *things, rq_round *round) {
  uint32_t count = 0, done = round->number++;
  if (done == 0) {
    for (uint32_t n = 0; n < b->count; n++) {
      round->of[count] = n;
      count += things[n] > 0;
    }
  } else {
    for (uint32_t k = 0; k < round->count; k++) {
      uint32_t n = round->of[k];
      round->of[count] = n;
      count += things[n] > done;
    }
  }
  round->count = count;
  return count > 0;
}
