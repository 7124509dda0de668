/* The nearest of a list of words. */
#include "sim/suggest.h"
#include "sim/suggestion.h"

const char *rq_suggest(const char *word, const char *const *among, size_t count) {
  rq_suggestion suggestion = {.word = word};
  for (size_t i = 0; i < count; i++)
    if (among[i]) rq_suggestion_offer(&suggestion, among[i]);
  return suggestion.best;
}
