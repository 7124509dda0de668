/* "Did you mean": the known word that is nearest to a misspelt one. */
#ifndef RQ_SUGGEST_H
#define RQ_SUGGEST_H

#include <stddef.h>

/* Number of edits between two words: a letter added, dropped or replaced, or two neighbours swapped (optimal string
 * alignment; Damerau 1964). Words longer than 63 bytes are compared by their first 63. */
size_t rq_edit_distance(const char *a, const char *b);

/* The nearest of `count` words, or NULL where none is near enough to be meant: more than a third of the letters differ. NULL
 * entries are passed over. The first of equals wins. */
const char *rq_suggest(const char *word, const char *const *among, size_t count);

#endif
