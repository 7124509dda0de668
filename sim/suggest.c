/* Edit distance between words, and the nearest word. */
#include "sim/suggest.h"
#include <stdint.h>
#include <string.h>

enum { LONGEST = 63 };

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

static size_t length(const char *word) {
  return smaller(strlen(word), LONGEST);
}

size_t rq_edit_distance(const char *a, const char *b) {
  size_t rows = length(a), columns = length(b);
  size_t cost[LONGEST + 1][LONGEST + 1];
  for (size_t i = 0; i <= rows; i++) cost[i][0] = i;
  for (size_t j = 0; j <= columns; j++) cost[0][j] = j;
  for (size_t i = 1; i <= rows; i++) {
    for (size_t j = 1; j <= columns; j++) {
      size_t best = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      best = smaller(best, smaller(cost[i - 1][j], cost[i][j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = smaller(best, cost[i - 2][j - 2] + 1);
      cost[i][j] = best;
    }
  }
  return cost[rows][columns];
}

const char *rq_suggest(const char *word, const char *const *among, size_t count) {
  const char *nearest = NULL;
  size_t least = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    if (!among[i]) continue;
    size_t longer = length(word) > length(among[i]) ? length(word) : length(among[i]);
    size_t distance = rq_edit_distance(word, among[i]);
    if (distance < least && distance * 3 <= longer + 1) {
      least = distance;
      nearest = among[i];
    }
  }
  return nearest;
}
