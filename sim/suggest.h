/* "Did you mean", among words that stand in a list. */
#ifndef RQ_SUGGEST_H
#define RQ_SUGGEST_H

#include <stddef.h>

/* The word that was meant (suggestion.h), or NULL where none is near enough. NULL entries are passed over. */
const char *rq_suggest(const char *word, const char *const *among, size_t count);

#endif
