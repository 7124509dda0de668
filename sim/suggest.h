/* "Did you mean": the closest of several words to the one that was written. */
#ifndef RQ_SUGGEST_H
#define RQ_SUGGEST_H

#include <stddef.h>

/* The word of a list that was meant, or NULL where none is near enough. NULL entries are passed over. */
const char *rq_suggest(const char *word, const char *const *among, size_t count);

/* The same, candidate after candidate. Start with {.word = ...}; `best` is NULL as long as nothing offered is close enough. */
typedef struct rq_suggestion {
  const char *word, *best;
  unsigned distance; /* of `best` */
} rq_suggestion;

/* Considers one candidate, which is kept by reference. Letters' case and - for _ count nothing; of two equally close ones the first stays. */
void rq_suggestion_offer(rq_suggestion *, const char *candidate);

/* Number of letters to insert, delete, replace or swap with the next one (optimal string alignment; Damerau 1964, Levenshtein 1966);
 * words are cut at 63 bytes. */
unsigned rq_edit_distance(const char *a, const char *b);

#endif
