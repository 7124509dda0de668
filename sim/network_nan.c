/* Values that say NaN. igraph gives the same for them and for values that are not there, which are allowed: so the text is searched. */
#include "sim/network_foreign.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LONGEST 128u

/* Words of a file, one after the other, with what stood before. */
typedef struct words {
  FILE *file;
  bool gml; /* what is in quotes is a value of its own */
  char word[LONGEST], before[LONGEST], two_before[LONGEST];
  char opened_by; /* the last mark before the word */
  int closed_by;  /* the character after it; 0 at the end of the file */
  unsigned long line;
} words;

static bool ends_word(int c) {
  return c == EOF || isspace(c) || strchr("<>=\"'[]/", c);
}

/* Skips what parts two words; in GML what is in quotes as well. */
static int skip_to_word(words *w) {
  bool quoted = false;
  w->opened_by = '\0';
  for (int c = w->closed_by; c != EOF; c = getc(w->file)) {
    w->line += c == '\n';
    if (c == '"' && w->gml) quoted = !quoted;
    if (c && !quoted && !ends_word(c)) return c;
    if (c && !isspace(c)) w->opened_by = (char)c;
  }
  return EOF;
}

static bool next_word(words *w) {
  memcpy(w->two_before, w->before, LONGEST);
  memcpy(w->before, w->word, LONGEST);
  int c = skip_to_word(w);
  size_t length = 0;
  for (; !ends_word(c); c = getc(w->file))
    if (length < LONGEST - 1) w->word[length++] = (char)c;
  w->word[length] = '\0';
  w->closed_by = c == EOF ? 0 : c;
  return length > 0;
}

static void begin(words *w, FILE *file, bool gml) {
  *w = (words){.file = file, .gml = gml, .line = 1};
  rewind(file);
}

/* The id of GraphML's <key id="..." for="node|edge" attr.name="NAME">, in any order of the three; false where there is none. */
static bool find_key(FILE *file, const char *of, const char *name, char id[LONGEST]) {
  words w;
  bool right_kind = false, right_name = false;
  for (begin(&w, file, false); next_word(&w);) {
    if (w.opened_by == '<') {
      if (right_kind && right_name) return true;
      right_kind = right_name = false;
    }
    if (!strcmp(w.before, "id")) memcpy(id, w.word, LONGEST);
    if (!strcmp(w.before, "for")) right_kind = !strcmp(w.word, of) || !strcmp(w.word, "all");
    if (!strcmp(w.before, "attr.name")) right_name = !strcmp(w.word, name);
  }
  return false;
}

rq_status rq_check_nan(FILE *file, bool gml, igraph_attribute_elemtype_t of, const char *name, const char *path, rq_error *error) {
  char id[LONGEST] = "";
  words w;
  if (!gml && !find_key(file, of == IGRAPH_ATTRIBUTE_VERTEX ? "node" : "edge", name, id)) return RQ_OK;
  for (begin(&w, file, gml); next_word(&w);) {
    bool here = gml ? !strcmp(w.before, name) : !strcmp(w.before, id) && !strcmp(w.two_before, "key");
    if (here && !strcasecmp(w.word, "nan"))
      return rq_fail(error, RQ_BAD_DATA, "%s:%lu: %s is NaN; leave it out where it is not known", path, w.line, name);
  }
  return RQ_OK;
}
