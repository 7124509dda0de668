/* A growing text, for writers of millions of lines: numbers are put as short as they can be told from their neighbours. */
#ifndef RQ_TEXT_H
#define RQ_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct rq_text {
  char *bytes;
  size_t count, room;
  bool failed; /* no memory; what is put from then on is lost */
} rq_text;

/* Room for `more` bytes; where they begin, or NULL. */
char *rq_text_room(rq_text *, size_t more);
void rq_text_free(rq_text *); /* accepts a zeroed one */

static inline void rq_text_bytes(rq_text *t, const char *bytes, size_t count) {
  char *to = rq_text_room(t, count);
  if (!to) return;
  memcpy(to, bytes, count);
  t->count += count;
}
static inline void rq_text_put(rq_text *t, const char *words) {
  rq_text_bytes(t, words, strlen(words));
}

void rq_text_whole(rq_text *, uint64_t number);
/* Nothing for NaN. A number that is one in single precision is read back as that very one; any other to the last bit of a double. */
void rq_text_number(rq_text *, double number);

/* Words as the formats want them: XML (and GML) texts and attributes; GML keeps < and >; CSV cells (RFC 4180). */
void rq_text_xml(rq_text *, const char *words);
void rq_text_gml(rq_text *, const char *words);
void rq_text_csv(rq_text *, const char *words);

#endif
