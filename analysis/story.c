/* Collecting the lines of a story, and printing them. */
#include "analysis/story.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool rq_writing_open(rq_writing *w) {
  *w = (rq_writing){0};
  w->file = open_memstream(&w->text, &w->length);
  return w->file != NULL;
}

char *rq_writing_close(rq_writing *w) {
  if (w->file && fclose(w->file) != 0) {
    free(w->text);
    w->text = NULL;
  }
  w->file = NULL;
  return w->text;
}

void rq_story_add(rq_story *s, uint32_t from, uint32_t until, uint32_t count, const char *kind, rq_writing *words) {
  char *text = rq_writing_close(words);
  if (s->count == s->room) {
    size_t room = s->room ? 2 * s->room : 64;
    rq_line *bigger = realloc(s->line, room * sizeof *bigger);
    if (!bigger) {
      free(text);
      text = NULL;
    } else {
      s->line = bigger;
      s->room = room;
    }
  }
  if (!text) {
    s->failed = true;
    return;
  }
  s->line[s->count++] = (rq_line){from, until, count, kind, text};
}

void rq_story_title(rq_story *s, const char *format, ...) {
  rq_writing words;
  if (rq_writing_open(&words)) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(words.file, format, arguments);
    va_end(arguments);
  }
  s->title = rq_writing_close(&words);
  if (!s->title) s->failed = true;
}

void rq_story_free(rq_story *s) {
  for (size_t i = 0; i < s->count; i++) free(s->line[i].text);
  free(s->line);
  free(s->title);
  free(s->summary);
  *s = (rq_story){0};
}

/* Columns that a word takes: its characters, not its bytes. */
static unsigned columns_of(const char *word, size_t length) {
  unsigned columns = 0;
  for (size_t i = 0; i < length; i++) columns += ((unsigned char)word[i] & 0xC0) != 0x80;
  return columns;
}

/* Prints text with line breaks between words; the first line has `used` columns already, the others are indented. */
static void print_wrapped(const char *text, unsigned used, unsigned indent, unsigned width, FILE *out) {
  bool first = true;
  while (*text) {
    size_t length = strcspn(text, " ");
    unsigned columns = columns_of(text, length);
    if (!first && used + 1 + columns > width) {
      fprintf(out, "\n%*s", (int)indent, "");
      used = indent;
      first = true;
    }
    fprintf(out, "%s%.*s", first ? "" : " ", (int)length, text);
    used += columns + (first ? 0 : 1);
    first = false;
    text += length + (text[length] == ' ');
  }
  fputc('\n', out);
}

void rq_story_print(const rq_story *s, unsigned width, FILE *out) {
  print_wrapped(s->title, 0, 0, width, out);
  fputc('\n', out);
  for (size_t i = 0; i < s->count; i++) {
    const rq_line *l = &s->line[i];
    char weeks[32];
    if (l->from == l->until)
      snprintf(weeks, sizeof weeks, "week %u", l->from);
    else
      snprintf(weeks, sizeof weeks, "weeks %u-%u", l->from, l->until);
    fprintf(out, "%-15s ", weeks);
    print_wrapped(l->text, 16, 16, width, out);
  }
  if (s->count) fputc('\n', out);
  print_wrapped(s->summary, 0, 0, width, out);
}

json_t *rq_story_json(const rq_story *s) {
  json_t *lines = json_array();
  for (size_t i = 0; i < s->count; i++) {
    const rq_line *l = &s->line[i];
    json_array_append_new(lines, json_pack("{s:I, s:I, s:I, s:s, s:s}", "from", (json_int_t)l->from, "until", (json_int_t)l->until, "count",
                                           (json_int_t)l->count, "kind", l->kind, "text", l->text));
  }
  return json_pack("{s:s, s:o, s:s}", "title", s->title, "lines", lines, "summary", s->summary);
}
