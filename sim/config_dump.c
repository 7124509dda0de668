/* A configuration as YAML that can be run again: all keys, in the order of the tables, every value in one form. */
#include "sim/config_parts.h"
#include <sha256.h>
#include <stdlib.h>
#include <string.h>

/* What is being written. Strings that are shown and forgotten live in `scratch`. */
typedef struct dump {
  const rq_config *config;
  FILE *out;
  bool commented;
  bool first; /* of an item: its key stands behind the dash */
  rq_arena scratch;
} dump;

static bool is_plain(const char *text) {
  static const char *const words[] = {"y",  "n",   "yes",  "no",    "on",   "off", "true", "false", "null", "Y",    "N",     "Yes", "No",
                                      "On", "Off", "True", "False", "Null", "YES", "NO",   "ON",    "OFF",  "TRUE", "FALSE", "NULL"};
  const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (!*text || !strchr(letters, *text)) return false;
  for (size_t i = 0; i < RQ_COUNT_OF(words); i++)
    if (strcmp(text, words[i]) == 0) return false;
  size_t length = strlen(text);
  return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_. -") == length && text[length - 1] != ' ';
}

/* One character of UTF-8 that must be escaped: C1 controls, line separators, byte-order marks. 0 if it need not. */
static unsigned to_escape(const unsigned char *at) {
  unsigned code = 0;
  if ((at[0] & 0xe0) == 0xc0) code = (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
  if ((at[0] & 0xf0) == 0xe0) code = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
  bool hidden = (code >= 0x80 && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff || code >= 0xfffe;
  return hidden ? code : 0;
}

static void write_text(FILE *out, const char *text) {
  if (is_plain(text)) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    unsigned escaped = to_escape(at);
    if (escaped) {
      fprintf(out, "\\u%04X", escaped);
      at += escaped < 0x800 ? 1 : 2;
    } else {
      if (*at == '"' || *at == '\\') fputc('\\', out);
      fputc(*at, out);
    }
  }
  fputc('"', out);
}

/* The name of item `number` of a list outside other lists. */
static const char *name_in(const rq_config *config, const char *path, int32_t number) {
  const rq_entry *list = rq_entry_find(config->root, path);
  const rq_entry *name = list ? rq_entry_child(list, "name", strlen("name")) : NULL;
  if (!name || number < 0) return "";
  const char *items, *text;
  memcpy(&items, config->images[list->schema] + list->group->items_offset, sizeof items);
  memcpy(&text, items + (size_t)number * list->group->item_size + name->offset, sizeof text);
  return text;
}

static void write_value(dump *d, const rq_parameter *row, const void *object) {
  switch (row->type) {
  case RQ_NUMBER:
    fputs(rq_number_show(&d->scratch, *(const double *)object), d->out);
    break;
  case RQ_INTEGER:
    fprintf(d->out, "%lld", (long long)*(const int64_t *)object);
    break;
  case RQ_BOOLEAN:
    fputs(*(const bool *)object ? "yes" : "no", d->out);
    break;
  case RQ_CHOICE:
    fputs(row->choices[*(const int *)object], d->out);
    break;
  case RQ_TEXT: {
    const char *text = *(const char *const *)object;
    write_text(d->out, text ? text : "");
    break;
  }
  case RQ_REFERENCE:
    write_text(d->out, name_in(d->config, row->choices[0], *(const int32_t *)object));
    break;
  case RQ_SETTINGS:
  case RQ_TEXTS: {
    const rq_texts *texts = object;
    fputc('[', d->out);
    for (size_t i = 0; i < texts->count; i++) {
      if (i) fputs(", ", d->out);
      write_text(d->out, texts->text[i]);
    }
    fputc(']', d->out);
    break;
  }
  case RQ_NUMBERS:
  case RQ_INTEGERS: {
    const rq_numbers *numbers = object;
    fputc('[', d->out);
    for (size_t i = 0; i < numbers->count; i++) fprintf(d->out, "%s%s", i ? ", " : "", rq_number_show(&d->scratch, numbers->value[i]));
    fputc(']', d->out);
    break;
  }
  }
}

const char *rq_value_show(rq_arena *arena, const rq_config *config, const rq_parameter *row, const void *object) {
  if (row->type == RQ_REFERENCE) return name_in(config, row->choices[0], *(const int32_t *)object);
  if (row->type == RQ_TEXT) return *(const char *const *)object ? *(const char *const *)object : "";
  char *text = NULL;
  size_t length = 0;
  dump d = {.config = config, .out = open_memstream(&text, &length)};
  if (!d.out) return "";
  write_value(&d, row, object);
  const char *shown = fclose(d.out) == 0 ? rq_arena_text(arena, text, length) : NULL;
  rq_arena_free(&d.scratch);
  free(text);
  return shown ? shown : "";
}

static void write_comment(const dump *d, const rq_entry *entry, int indent) {
  if (!d->commented || !*entry->description) return;
  const char *unit = entry->row ? entry->row->unit : "";
  fprintf(d->out, "%*s# %s%s%s%s\n", indent, "", entry->description, *unit ? " [" : "", unit, *unit ? "]" : "");
}

static void write_entry(dump *, const rq_entry *, const char *item, int indent, bool commented);

/* The items of a list; comments stand at the first only. */
static void write_list(dump *d, const rq_entry *entry, int indent) {
  const char *image = d->config->images[entry->schema], *items;
  uint32_t count;
  memcpy(&items, image + entry->group->items_offset, sizeof items);
  memcpy(&count, image + entry->group->count_offset, sizeof count);
  fprintf(d->out, "%*s%s:%s\n", indent, "", entry->name, count ? "" : " []");
  for (uint32_t i = 0; i < count; i++) {
    d->first = true;
    for (const rq_entry *child = entry->children; child; child = child->next)
      write_entry(d, child, items + i * entry->group->item_size, indent + 4, i == 0);
  }
}

static void write_entry(dump *d, const rq_entry *entry, const char *item, int indent, bool commented) {
  if (entry->of_file || entry->shared) return;
  if (d->commented && indent == 0) fputc('\n', d->out);
  if (commented) write_comment(d, entry, indent);
  switch (entry->kind) {
  case RQ_ENTRY_VALUE:
    fprintf(d->out, "%*s%s%s: ", d->first ? indent - 2 : indent, "", d->first ? "- " : "", entry->name);
    d->first = false;
    write_value(d, entry->row, (item ? item : d->config->images[entry->schema]) + entry->offset);
    fputc('\n', d->out);
    break;
  case RQ_ENTRY_MAPPING:
    fprintf(d->out, "%*s%s:\n", indent, "", entry->name);
    for (const rq_entry *child = entry->children; child; child = child->next) write_entry(d, child, item, indent + 2, commented);
    break;
  case RQ_ENTRY_LIST:
    write_list(d, entry, indent);
    break;
  case RQ_ENTRY_SET:
    break; /* of scenarios, which are of the file */
  }
}

char *rq_config_dump(const rq_config *config, bool commented) {
  char *text = NULL;
  size_t length = 0;
  dump d = {.config = config, .out = open_memstream(&text, &length), .commented = commented};
  if (!d.out) return NULL;
  for (const rq_entry *child = config->root->children; child; child = child->next) write_entry(&d, child, NULL, 0, true);
  bool whole = fclose(d.out) == 0 && !d.scratch.exhausted;
  rq_arena_free(&d.scratch);
  if (whole) return text;
  free(text);
  return NULL;
}

char *rq_config_sha256(const rq_config *config) {
  char *text = rq_config_dump(config, false), *digits = malloc(SHA256_DIGEST_STRING_LENGTH);
  if (text && digits) {
    SHA256_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)text, strlen(text));
    SHA256End(&context, digits);
  } else {
    free(digits);
    digits = NULL;
  }
  free(text);
  return digits;
}
