/* Values as they were written: made once, never changed. */
#include "sim/config_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

rq_written *rq_written_new(rq_arena *arena, rq_shape shape, size_t members, rq_where place) {
  rq_written *written = rq_arena_take(arena, sizeof *written);
  if (!written) return NULL;
  *written = (rq_written){.shape = shape, .count = members, .place = place};
  written->members = rq_arena_take(arena, (members + 1) * sizeof *written->members);
  return written->members ? written : NULL;
}

const rq_written *rq_written_scalar(rq_arena *arena, const char *text, bool quoted, rq_where place) {
  rq_written *written = rq_arena_take(arena, sizeof *written);
  if (written) *written = (rq_written){.shape = RQ_SCALAR, .quoted = quoted, .text = text, .place = place};
  return written;
}

const rq_written *rq_written_get(const rq_written *mapping, const char *key) {
  if (!mapping || mapping->shape != RQ_MAPPING) return NULL;
  for (size_t i = 0; i < mapping->count; i++)
    if (strcmp(mapping->members[i].key, key) == 0) return mapping->members[i].value;
  return NULL;
}

/* A copy in which member `at` is `member`; `at` may be one past the last. */
static const rq_written *with(rq_arena *arena, const rq_written *from, size_t at, rq_member member) {
  size_t count = at < from->count ? from->count : from->count + 1;
  rq_written *copy = rq_written_new(arena, from->shape, count, from->place);
  if (!copy) return NULL;
  memcpy(copy->members, from->members, from->count * sizeof *from->members);
  copy->members[at] = member;
  return copy;
}

const rq_written *rq_written_with(rq_arena *arena, const rq_written *mapping, const char *key, rq_where place, const rq_written *value) {
  size_t at = 0;
  while (at < mapping->count && strcmp(mapping->members[at].key, key) != 0) at++;
  return with(arena, mapping, at, (rq_member){key, place, value});
}

const rq_written *rq_written_with_item(rq_arena *arena, const rq_written *sequence, size_t item, const rq_written *value) {
  return with(arena, sequence, item, (rq_member){NULL, value->place, value});
}

rq_where rq_written_place(const rq_written *root, const char *text) {
  rq_where place = {root->place.source, 0, 0};
  const rq_written *at = root;
  for (size_t part = strcspn(text, ". :"); at && part; part = strcspn(text, ". :")) {
    const rq_member *found = NULL;
    for (size_t i = 0; i < at->count && !found; i++) {
      const char *key = at->members[i].key;
      bool here =
          key ? strlen(key) == part && strncmp(key, text, part) == 0 : strspn(text, "0123456789") == part && i == strtoul(text, NULL, 10);
      if (here) found = &at->members[i];
    }
    if (found) place = found->place;
    at = found ? found->value : NULL;
    text += part + (text[part] == '.');
  }
  return place;
}

/* In double quotes. */
static const char *quote(rq_arena *arena, const char *text) {
  char *quoted = rq_arena_take(arena, 2 * strlen(text) + 3), *at = quoted;
  if (!quoted) return "";
  *at++ = '"';
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') *at++ = '\\';
    *at++ = *text;
  }
  *at = '"';
  return quoted;
}

const char *rq_written_flow(rq_arena *arena, const rq_written *written) {
  if (written->shape == RQ_SCALAR) return written->quoted ? quote(arena, written->text) : written->text;
  const char *open = written->shape == RQ_MAPPING ? "{" : "[", *close = written->shape == RQ_MAPPING ? "}" : "]", *text = open;
  for (size_t i = 0; i < written->count && text; i++) {
    const rq_member *m = &written->members[i];
    const char *key = m->key ? rq_arena_format(arena, "%s: ", m->key) : "";
    text = rq_arena_format(arena, "%s%s%s%s", text, i ? ", " : "", key ? key : "", rq_written_flow(arena, m->value));
  }
  text = text ? rq_arena_format(arena, "%s%s", text, close) : NULL;
  return text ? text : "";
}

bool rq_written_is_null(const rq_written *written) {
  static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
  if (written->shape != RQ_SCALAR || written->quoted) return false;
  for (size_t i = 0; i < RQ_COUNT_OF(nulls); i++)
    if (strcmp(written->text, nulls[i]) == 0) return true;
  return false;
}

static bool is_one_of(const char *text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(text, words[i]) == 0) return true;
  return false;
}

bool rq_written_number(const rq_written *written, double *number) {
  static const char *const infinite[] = {".inf", ".Inf", ".INF"}, *const none[] = {".nan", ".NaN", ".NAN"};
  const char *text = written->text;
  if (written->shape != RQ_SCALAR || written->quoted) return false;
  const char *unsigned_text = text + (*text == '+' || *text == '-');
  if (is_one_of(unsigned_text, infinite, RQ_COUNT_OF(infinite))) {
    *number = *text == '-' ? -INFINITY : INFINITY;
    return true;
  }
  if (is_one_of(text, none, RQ_COUNT_OF(none))) {
    *number = NAN;
    return true;
  }
  if (strspn(text, "+-.0123456789eE") != strlen(text) || !strpbrk(text, "0123456789")) return false; /* strtod knows more: hex, infinity */
  char *end;
  *number = strtod(text, &end);
  return *end == '\0';
}

const char *rq_text_show(rq_arena *arena, const char *text) {
  const size_t most = 60;
  size_t length = strlen(text), cut = length;
  if (length > most) /* never inside a character of UTF-8 */
    for (cut = most; cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80;) cut--;
  char *shown = rq_arena_format(arena, "%.*s%s", (int)cut, text, cut < length ? "..." : "");
  for (char *c = shown; c && *c; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = '?';
  return shown ? shown : "";
}

const char *rq_written_show(rq_arena *arena, const rq_written *written) {
  double number;
  if (written->shape == RQ_SEQUENCE) return "a list";
  if (written->shape == RQ_MAPPING) return "a mapping";
  const char *text = rq_text_show(arena, written->text);
  if (rq_written_number(written, &number)) return text;
  const char *shown = rq_arena_format(arena, written->quoted ? "the text '%s'" : "'%s'", text);
  return shown ? shown : "";
}
