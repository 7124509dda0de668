/* A story: dated lines in plain English, and a last sentence that sums up. */
#ifndef RQ_STORY_H
#define RQ_STORY_H

#include "sim/reader.h"
#include <jansson.h>
#include <stdio.h>

typedef struct rq_line {
  uint32_t from, until; /* weeks */
  uint32_t count;       /* events in it */
  const char *kind;     /* "purchase", "leaving", ...; static */
  char *text;
} rq_line;

typedef struct rq_story {
  rq_line *line;
  size_t count, room;
  char *title, *summary;
  bool failed; /* no memory; the teller reports it */
} rq_story;

/* Writes a text piece by piece: open, fprintf, close. `file` is NULL where there is no memory; then nothing must be written. */
typedef struct rq_writing {
  FILE *file;
  char *text;
  size_t length;
} rq_writing;
bool rq_writing_open(rq_writing *);
char *rq_writing_close(rq_writing *); /* the text, malloc'd; NULL for no memory */

/* Adds a line; takes the text. */
void rq_story_add(rq_story *, uint32_t from, uint32_t until, uint32_t count, const char *kind, rq_writing *);
/* printf style. */
void rq_story_title(rq_story *, const char *format, ...) RQ_PRINTF(2, 3);
void rq_story_free(rq_story *); /* accepts a zeroed one */

/* The story for reading, wrapped at `width` columns. */
void rq_story_print(const rq_story *, unsigned width, FILE *);
/* {"title", "lines": [{"from", "until", "count", "kind", "text"}], "summary"}; NULL for no memory. */
json_t *rq_story_json(const rq_story *);

#endif
