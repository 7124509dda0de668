/* The closest word, by edit distance. */
#include "sim/suggest.h"
#include <stddef.h>
#include <string.h>

#define LONGEST 63u

static unsigned least(unsigned a, unsigned b) {
  return a < b ? a : b;
}

static char plain(char c) {
  if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
  return c == '-' ? '_' : c;
}

unsigned rq_edit_distance(const char *a, const char *b) {
  unsigned rows[3][LONGEST + 1], *before = rows[0], *above = rows[1], *row = rows[2];
  size_t m = strnlen(a, LONGEST), n = strnlen(b, LONGEST);
  for (unsigned j = 0; j <= n; j++) above[j] = j;
  for (unsigned i = 1; i <= m; i++) {
    row[0] = i;
    for (unsigned j = 1; j <= n; j++) {
      unsigned same = plain(a[i - 1]) == plain(b[j - 1]) ? 0 : 1;
      row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + same);
      if (i > 1 && j > 1 && plain(a[i - 1]) == plain(b[j - 2]) && plain(a[i - 2]) == plain(b[j - 1]))
        row[j] = least(row[j], before[j - 2] + 1);
    }
    unsigned *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[n];
}

void rq_suggestion_offer(rq_suggestion *s, const char *candidate) {
  size_t length = strlen(s->word);
  unsigned distance = rq_edit_distance(s->word, candidate);
  unsigned allowed = length < 3 ? 0 : (length < 6 ? 1 : (unsigned)least((unsigned)length / 3, 4));
  if (distance > allowed || (s->best && distance >= s->distance)) return;
  s->best = candidate;
  s->distance = distance;
}

const char *rq_suggest(const char *word, const char *const *among, size_t count) {
  rq_suggestion suggestion = {.word = word};
  for (size_t i = 0; i < count; i++)
    if (among[i]) rq_suggestion_offer(&suggestion, among[i]);
  return suggestion.best;
}
