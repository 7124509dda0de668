/* Texts and files to values, by libyaml's documents: every mistake has its line and column. */
#include "sim/config_parts.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#define DEEPEST 64u         /* values inside values: the schema needs five */
#define MOST_VALUES 200000u /* of one file, aliases written out */

/* ---- reading ---- */

static char *read_stream(rq_findings *findings, rq_where place, FILE *stream, size_t *length) {
  size_t room = 64u << 10, used = 0;
  char *text = malloc(room);
  while (text) {
    used += fread(text + used, 1, room - used, stream);
    if (used < room) break; /* end of file, or an error */
    if (used > RQ_CONFIG_LARGEST) break;
    char *more = realloc(text, 2 * room);
    if (!more) free(text);
    text = more;
    room *= 2;
  }
  char *kept = NULL;
  if (!text)
    findings->arena->exhausted = true;
  else if (ferror(stream))
    rq_findings_add_status(findings, RQ_NO_INPUT, place, "%s", strerror(errno));
  else if (used > RQ_CONFIG_LARGEST)
    rq_findings_add(findings, place, "is larger than %u MiB; that is no configuration", RQ_CONFIG_LARGEST >> 20);
  else
    kept = rq_arena_text(findings->arena, text, used);
  free(text);
  *length = used;
  return kept;
}

char *rq_yaml_read(rq_findings *findings, const rq_source *source, rq_where asked, size_t *length) {
  rq_where whole = {source, 0, 0};
  if (strcmp(source->name, "-") == 0) return read_stream(findings, whole, stdin, length);
  struct stat about;
  FILE *stream = fopen(source->name, "rb");
  char *text = NULL;
  const char *wrong = NULL;
  if (!stream)
    wrong = strerror(errno);
  else if (fstat(fileno(stream), &about) == 0 && S_ISDIR(about.st_mode))
    wrong = "it is a directory";
  if (wrong && asked.source)
    rq_findings_add_status(findings, RQ_NO_INPUT, asked, "cannot read '%s': %s", source->name, wrong);
  else if (wrong)
    rq_findings_add_status(findings, RQ_NO_INPUT, whole, "cannot be read: %s", wrong);
  else
    text = read_stream(findings, whole, stream, length);
  if (stream) fclose(stream);
  return text;
}

/* ---- libyaml's own complaints ---- */

/* Where byte `offset` is: line and column, counted in characters. */
static rq_where place_of_byte(const rq_source *source, const char *text, size_t length, size_t offset) {
  rq_where place = {source, 1, 1};
  for (size_t i = 0; i < offset && i < length; i++) {
    if (text[i] == '\n') {
      place.line++;
      place.column = 1;
    } else if (((unsigned char)text[i] & 0xc0) != 0x80) {
      place.column++;
    }
  }
  return place;
}

/* Whether the line, up to its first other character, holds a tab. */
static bool indented_by_tab(const char *text, size_t length, size_t line) {
  const char *at = text, *end = text + length;
  for (; line > 0 && at; line--) {
    at = memchr(at, '\n', (size_t)(end - at));
    if (at) at++;
  }
  for (; at && at < end && (*at == ' ' || *at == '\t'); at++)
    if (*at == '\t') return true;
  return false;
}

static void complain(rq_findings *findings, const rq_source *source, const yaml_parser_t *parser, const char *text, size_t length) {
  if (parser->error == YAML_MEMORY_ERROR) {
    findings->arena->exhausted = true;
    return;
  }
  if (parser->error == YAML_READER_ERROR) {
    bool control = parser->problem && strstr(parser->problem, "control");
    rq_findings_add(findings, place_of_byte(source, text, length, parser->problem_offset), "%s",
                    control ? "a control character; a configuration is plain text" : "not UTF-8 text; save the file as UTF-8");
    return;
  }
  rq_where place = {source, parser->problem_mark.line + 1, parser->problem_mark.column + 1};
  const char *problem = parser->problem ? parser->problem : "cannot be understood";
  if (indented_by_tab(text, length, parser->problem_mark.line))
    rq_findings_add(findings, place, "a tab in the indentation; YAML is indented with spaces");
  else if (parser->context && strstr(parser->context, "duplicate anchor"))
    rq_findings_add(findings, place, "not YAML: found duplicate anchor; the first is in line %zu", parser->context_mark.line + 1);
  else if (parser->context && parser->context_mark.line != parser->problem_mark.line)
    rq_findings_add(findings, place, "not YAML: %s (%s that begins in line %zu)", problem, parser->context, parser->context_mark.line + 1);
  else
    rq_findings_add(findings, place, "not YAML: %s", problem);
}

/* ---- documents to values ---- */

typedef struct conversion {
  rq_findings *findings;
  const rq_source *source;
  yaml_document_t *document;
  bool *open; /* by node: being converted just now, so that meeting it again is a cycle */
  size_t values;
  bool stopped;
} conversion;

static rq_where place_of(const conversion *c, const yaml_node_t *node) {
  return (rq_where){c->source, node->start_mark.line + 1, node->start_mark.column + 1};
}

static const rq_written *stop(conversion *c, rq_where place, const char *why) {
  if (!c->stopped) rq_findings_add(c->findings, place, "%s", why);
  c->stopped = true;
  return NULL;
}

static bool known_tag(const yaml_node_t *node) {
  static const char *const tags[] = {YAML_NULL_TAG, YAML_BOOL_TAG, YAML_STR_TAG, YAML_INT_TAG, YAML_FLOAT_TAG, YAML_SEQ_TAG, YAML_MAP_TAG};
  if (!node->tag) return true;
  for (size_t i = 0; i < RQ_COUNT_OF(tags); i++)
    if (strcmp((const char *)node->tag, tags[i]) == 0) return true;
  return false;
}

static const rq_written *convert(conversion *, int index, unsigned depth);

static const rq_written *convert_scalar(conversion *c, const yaml_node_t *node, rq_where place) {
  const char *text = (const char *)node->data.scalar.value;
  size_t length = node->data.scalar.length;
  bool quoted = node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  bool block = node->data.scalar.style == YAML_LITERAL_SCALAR_STYLE || node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
  while (block && length && text[length - 1] == '\n') length--; /* the line break that ends a block */
  if (memchr(text, '\0', length)) {
    rq_findings_add(c->findings, place, "a text with a NUL character");
    length = strlen(text);
  }
  const char *copy = rq_arena_text(c->findings->arena, text, length);
  return copy ? rq_written_scalar(c->findings->arena, copy, quoted, place) : NULL;
}

static const rq_written *convert_sequence(conversion *c, const yaml_node_t *node, rq_where place, unsigned depth) {
  size_t count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
  rq_written *list = rq_written_new(c->findings->arena, RQ_SEQUENCE, count, place);
  for (size_t i = 0; list && i < count; i++) {
    const rq_written *item = convert(c, node->data.sequence.items.start[i], depth + 1);
    if (!item) return NULL;
    list->members[i] = (rq_member){NULL, item->place, item};
  }
  return list;
}

static int by_key(const void *left, const void *right) {
  const rq_member *const *a = left, *const *b = right;
  int order = strcmp((*a)->key, (*b)->key);
  return order ? order : (*a < *b ? -1 : *a > *b);
}

/* Reports doubled keys; the first of each stays. */
static void drop_doubles(conversion *c, rq_written *mapping) {
  rq_member **sorted = rq_arena_take(c->findings->arena, (mapping->count + 1) * sizeof(rq_member *));
  if (!sorted) return;
  for (size_t i = 0; i < mapping->count; i++) sorted[i] = &mapping->members[i];
  qsort(sorted, mapping->count, sizeof(rq_member *), by_key);
  rq_member *first = NULL;
  for (size_t i = 0; i < mapping->count; i++) {
    if (!first || strcmp(first->key, sorted[i]->key) != 0) {
      first = sorted[i];
      continue;
    }
    rq_findings_add(c->findings, sorted[i]->place, "duplicate key '%s'; it is already in line %zu",
                    rq_text_show(c->findings->arena, first->key), first->place.line);
    sorted[i]->value = NULL;
  }
  size_t kept = 0;
  for (size_t i = 0; i < mapping->count; i++)
    if (mapping->members[i].value) mapping->members[kept++] = mapping->members[i];
  mapping->count = kept;
}

static const rq_written *convert_mapping(conversion *c, const yaml_node_t *node, rq_where place, unsigned depth) {
  size_t count = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start), kept = 0;
  rq_written *mapping = rq_written_new(c->findings->arena, RQ_MAPPING, count, place);
  if (!mapping) return NULL;
  for (size_t i = 0; i < count; i++) {
    const yaml_node_pair_t *pair = &node->data.mapping.pairs.start[i];
    const yaml_node_t *key = yaml_document_get_node(c->document, pair->key);
    if (key->type != YAML_SCALAR_NODE) {
      rq_findings_add(c->findings, place_of(c, key), "a key must be a word, not a list or a mapping");
      continue;
    }
    const rq_written *name = convert_scalar(c, key, place_of(c, key)), *value = convert(c, pair->value, depth + 1);
    if (!name || !value) return NULL;
    mapping->members[kept++] = (rq_member){name->text, name->place, value};
  }
  mapping->count = kept;
  drop_doubles(c, mapping);
  return mapping;
}

static const rq_written *convert(conversion *c, int index, unsigned depth) {
  const yaml_node_t *node = yaml_document_get_node(c->document, index);
  rq_where place = place_of(c, node);
  if (c->open[index - 1]) return stop(c, place, "an alias stands inside what it stands for");
  if (depth > DEEPEST) return stop(c, place, "nested deeper than 64 levels");
  if (++c->values > MOST_VALUES) return stop(c, place, "more than 200000 values, with aliases written out");
  if (!known_tag(node)) rq_findings_add(c->findings, place, "unknown tag '%s'", rq_text_show(c->findings->arena, (const char *)node->tag));
  if (node->type == YAML_SCALAR_NODE) return convert_scalar(c, node, place);
  c->open[index - 1] = true;
  const rq_written *written =
      node->type == YAML_SEQUENCE_NODE ? convert_sequence(c, node, place, depth) : convert_mapping(c, node, place, depth);
  c->open[index - 1] = false;
  return written;
}

/* Whether nothing but the end follows the first document; else a finding. */
static bool nothing_follows(rq_findings *findings, const rq_source *source, yaml_parser_t *parser, const char *text, size_t length) {
  yaml_document_t second;
  if (!yaml_parser_load(parser, &second)) {
    complain(findings, source, parser, text, length);
    return false;
  }
  bool more = yaml_document_get_root_node(&second) != NULL;
  if (more)
    rq_findings_add(findings, (rq_where){source, second.start_mark.line + 1, second.start_mark.column + 1},
                    "a second document begins here; a configuration is one document");
  yaml_document_delete(&second);
  return !more;
}

static const rq_written *convert_document(rq_findings *findings, const rq_source *source, yaml_document_t *document) {
  conversion c = {.findings = findings, .source = source, .document = document};
  size_t nodes = (size_t)(document->nodes.top - document->nodes.start);
  c.open = rq_arena_take(findings->arena, nodes * sizeof *c.open);
  return c.open ? convert(&c, 1, 0) : NULL;
}

const rq_written *rq_yaml_parse(rq_findings *findings, const rq_source *source, const char *text, size_t length, bool empty_is_null) {
  yaml_parser_t parser;
  yaml_document_t document;
  const rq_written *written = NULL;
  if (!yaml_parser_initialize(&parser)) {
    findings->arena->exhausted = true;
    return NULL;
  }
  if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte-order mark: editors do not count it as a column */
    text += 3;
    length -= 3;
  }
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  if (!yaml_parser_load(&parser, &document)) {
    complain(findings, source, &parser, text, length);
    goto out;
  }
  if (yaml_document_get_root_node(&document)) {
    written = convert_document(findings, source, &document);
    if (!nothing_follows(findings, source, &parser, text, length)) written = NULL;
  } else if (empty_is_null) {
    written = rq_written_scalar(findings->arena, "", false, (rq_where){source, 0, 0});
  } else {
    rq_findings_add(findings, (rq_where){source, 1, 1}, "nothing is configured here; the file is empty");
  }
  yaml_document_delete(&document);
out:
  yaml_parser_delete(&parser);
  return written;
}
