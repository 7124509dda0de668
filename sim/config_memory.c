/* Memory of a configuration, given back at once. */
#include "sim/config_parts.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct rq_chunk {
  struct rq_chunk *next;
  size_t used, size;
  max_align_t bytes[];
} rq_chunk;

void *rq_arena_take(rq_arena *arena, size_t size) {
  const size_t step = sizeof(max_align_t), usual = 64u << 10;
  size_t whole = (size + step - 1) / step * step;
  rq_chunk *chunk = arena->chunks;
  if (!chunk || chunk->size - chunk->used < whole) {
    size_t room = whole > usual ? whole : usual;
    chunk = calloc(1, sizeof *chunk + room);
    if (!chunk) {
      arena->exhausted = true;
      return NULL;
    }
    chunk->size = room;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
  }
  void *taken = (char *)chunk->bytes + chunk->used;
  chunk->used += whole;
  return taken;
}

char *rq_arena_text(rq_arena *arena, const char *text, size_t length) {
  char *copy = rq_arena_take(arena, length + 1);
  if (copy) memcpy(copy, text, length);
  return copy;
}

char *rq_arena_format(rq_arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = length < 0 ? NULL : rq_arena_take(arena, (size_t)length + 1);
  if (!text) return NULL;
  va_start(arguments, format);
  vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return text;
}

void rq_arena_free(rq_arena *arena) {
  for (rq_chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
    next = chunk->next;
    free(chunk);
  }
  *arena = (rq_arena){0};
}
