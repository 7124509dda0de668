/* What the tables say, for people (explain) and for editors (JSON Schema). */
#include "sim/config_parts.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- JSON Schema 2020-12 ---- */

static json_t *json_number(double number, bool whole) {
  return whole ? json_integer((json_int_t)number) : json_real(number);
}

static json_t *number_schema(const rq_parameter *row, bool whole) {
  json_t *schema = json_object();
  json_object_set_new(schema, "type", json_string(whole ? "integer" : "number"));
  if (!isinf(row->minimum)) json_object_set_new(schema, "minimum", json_number(row->minimum, whole));
  if (!isinf(row->maximum)) json_object_set_new(schema, "maximum", json_number(row->maximum, whole));
  return schema;
}

/* One of two forms. */
static json_t *either(json_t *one, json_t *other) {
  json_t *schema = json_object();
  json_object_set_new(schema, "anyOf", json_pack("[o, o]", one, other));
  return schema;
}

static json_t *list_of(json_t *items) {
  return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *choices_schema(const rq_parameter *row) {
  json_t *words = json_array();
  for (size_t i = 0; row->choices[i]; i++) json_array_append_new(words, json_string(row->choices[i]));
  return json_pack("{s:o}", "enum", words);
}

/* A default as JSON; NULL for one that JSON cannot say. */
static json_t *default_value(const rq_parameter *row, const rq_written *initial) {
  double number;
  if (initial->shape == RQ_SEQUENCE) {
    json_t *list = json_array();
    for (size_t i = 0; i < initial->count; i++) /* no list of texts ships with one in it */
      if (rq_written_number(initial->members[i].value, &number)) json_array_append_new(list, json_number(number, row->type == RQ_INTEGERS));
    return list;
  }
  if (row->type == RQ_SETTINGS) return NULL;
  if (row->type == RQ_BOOLEAN) return json_boolean(strcmp(initial->text, "yes") == 0);
  if (row->type != RQ_NUMBER && row->type != RQ_INTEGER) return json_string(initial->text);
  return rq_written_number(initial, &number) && isfinite(number) ? json_number(number, row->type == RQ_INTEGER) : NULL;
}

static json_t *value_schema(const rq_entry *entry) {
  const rq_parameter *row = entry->row;
  json_t *schema = NULL, *initial;
  switch (row->type) {
  case RQ_NUMBER:
    schema = number_schema(row, false);
    break;
  case RQ_INTEGER:
    schema = number_schema(row, true);
    break;
  case RQ_NUMBERS:
    schema = either(number_schema(row, false), list_of(number_schema(row, false)));
    break;
  case RQ_INTEGERS:
    schema = either(number_schema(row, true), list_of(number_schema(row, true)));
    break;
  case RQ_TEXTS:
    schema = either(json_pack("{s:s}", "type", "string"), list_of(json_pack("{s:s}", "type", "string")));
    break;
  case RQ_BOOLEAN:
    schema = json_pack("{s:s}", "type", "boolean");
    break;
  case RQ_TEXT:
  case RQ_REFERENCE:
    schema = json_pack("{s:[s, s]}", "type", "string", "number");
    break; /* 7 is a good name, too */
  case RQ_SETTINGS:
    schema = json_pack("{s:s}", "type", "object");
    break;
  case RQ_CHOICE:
    schema = choices_schema(row);
    break;
  }
  json_object_set_new(schema, "description",
                      json_sprintf("%s%s%s%s", row->description, *row->unit ? " [" : "", row->unit, *row->unit ? "]" : ""));
  initial = entry->initial ? default_value(row, entry->initial) : NULL;
  if (initial) json_object_set_new(schema, "default", initial);
  return schema;
}

static json_t *entry_schema(const rq_entry *);

static json_t *mapping_schema(const rq_entry *entry) {
  json_t *properties = json_object(), *required = json_array();
  bool by_name = entry->kind == RQ_ENTRY_LIST && entry->group->by_name;
  for (const rq_entry *child = entry->children; child; child = child->next) {
    json_object_set_new(properties, child->name, entry_schema(child));
    bool needed = child->kind == RQ_ENTRY_VALUE && !child->initial && (!by_name || strcmp(child->name, "name") == 0);
    if (needed) json_array_append_new(required, json_string(child->name));
  }
  json_t *schema = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
  if (json_array_size(required))
    json_object_set_new(schema, "required", required);
  else
    json_decref(required);
  return schema;
}

static json_t *entry_schema(const rq_entry *entry) {
  json_t *schema, *list;
  switch (entry->kind) {
  case RQ_ENTRY_VALUE:
    return value_schema(entry);
  case RQ_ENTRY_LIST:
    list = list_of(mapping_schema(entry));
    json_object_set_new(list, "maxItems", json_integer(entry->group->maximum));
    schema = either(list, mapping_schema(entry));
    break;
  case RQ_ENTRY_SET:
    schema = json_pack("{s:s}", "type", "object");
    break;
  default:
    schema = mapping_schema(entry);
    break;
  }
  json_object_set_new(schema, "description", json_string(entry->description));
  return schema;
}

json_t *rq_config_json_schema(const rq_schema *const *schemas, size_t count) {
  rq_arena arena = {0};
  const rq_entry *root = rq_entries_build(&arena, schemas, count);
  json_t *schema = root ? mapping_schema(root) : NULL;
  if (schema) {
    json_object_set_new(schema, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
    json_object_set_new(schema, "title", json_string("A configuration of renqing"));
  }
  rq_arena_free(&arena);
  return schema;
}

/* ---- explain ---- */

typedef struct page {
  rq_arena *arena;
  const rq_schema *const *schemas;
  size_t count;
  FILE *out;
} page;

/* A default in words. */
static const char *show_default(rq_arena *arena, const rq_entry *entry) {
  const char *text = NULL;
  if (!entry->initial) return "must be given";
  if (entry->initial->shape == RQ_SEQUENCE || *entry->initial->text) text = rq_arena_format(arena, "default %s", entry->row->initial);
  return text ? text : "may be left out";
}

static void explain_value(const page *p, const rq_entry *entry) {
  const rq_parameter *row = entry->row;
  fprintf(p->out, "%s\n    %s\n    %s%s%s; %s\n", entry->path, entry->description, rq_entry_expects(p->arena, row), *row->unit ? ", " : "",
          row->unit, show_default(p->arena, entry));
  const rq_preset *preset = NULL;
  while ((preset = rq_preset_next(p->schemas, p->count, entry->path, preset)))
    if (!row->initial || strcmp(preset->value, row->initial) != 0)
      fprintf(p->out, "    with %s: %s the default is %s\n", preset->key, preset->choice, preset->value);
}

static void explain_one_line(const page *p, const rq_entry *entry) {
  if (entry->kind == RQ_ENTRY_VALUE)
    fprintf(p->out, "  %-22s %s; %s\n", entry->name, rq_entry_expects(p->arena, entry->row), show_default(p->arena, entry));
  else
    fprintf(p->out, "  %-22s %s\n", rq_arena_format(p->arena, "%s:", entry->name), entry->description);
}

static void explain_group(const page *p, const rq_entry *entry) {
  fprintf(p->out, "%s\n    %s\n", *entry->path ? entry->path : "all keys", entry->description);
  if (entry->kind == RQ_ENTRY_LIST)
    fprintf(p->out, "    a list of mappings, %u to %u; a single mapping is a list of one%s\n", entry->group->minimum, entry->group->maximum,
            entry->group->by_name ? "; an item with the name of a shipped one changes it" : "");
  for (const rq_entry *child = entry->children; child; child = child->next) explain_one_line(p, child);
  if (entry->shipped) fprintf(p->out, "  shipped:\n%s", entry->group->shipped);
}

static void explain_entry(const page *p, const rq_entry *entry) {
  if (entry->kind == RQ_ENTRY_VALUE)
    explain_value(p, entry);
  else if (entry->kind == RQ_ENTRY_SET)
    fprintf(p->out, "%s\n    %s\n", entry->path, entry->description);
  else
    explain_group(p, entry);
}

/* Every entry whose path holds the text; returns how many. */
static unsigned explain_matches(const page *p, const rq_entry *entry, const char *text, rq_suggestion *closest) {
  unsigned found = 0;
  for (const rq_entry *child = entry->children; child; child = child->next) {
    rq_suggestion_offer(closest, strchr(closest->word, '.') ? child->path : child->name);
    if (strstr(child->name, text) || (strchr(text, '.') && strstr(child->path, text))) {
      if (child->kind == RQ_ENTRY_VALUE)
        explain_value(p, child);
      else
        fprintf(p->out, "%s\n    %s\n", child->path, child->description);
      found++;
    }
    found += explain_matches(p, child, text, closest);
  }
  return found;
}

static rq_status unknown_key(rq_arena *arena, const rq_entry *root, const char *key, const char *closest, rq_error *error) {
  const char *shown = rq_text_show(arena, key);
  if (!closest) return rq_fail(error, RQ_USAGE, "unknown key '%s'; 'renqing config reference' lists all", shown);
  const rq_entry *meant = rq_entry_anywhere(root, closest);
  return rq_fail(error, RQ_USAGE, "unknown key '%s'; did you mean '%s'?", shown, meant ? meant->path : closest);
}

rq_status rq_config_explain(const rq_schema *const *schemas, size_t count, const char *key, FILE *out, rq_error *error) {
  rq_arena arena = {0};
  rq_status status = RQ_OK;
  const rq_entry *root = rq_entries_build(&arena, schemas, count), *entry = root ? rq_entry_find(root, key) : NULL;
  page p = {&arena, schemas, count, out};
  rq_suggestion closest = {.word = key};
  if (!root)
    status = rq_no_memory(error, "the keys");
  else if (entry)
    explain_entry(&p, entry);
  else if (explain_matches(&p, root, key, &closest) == 0)
    status = unknown_key(&arena, root, key, closest.best, error);
  rq_arena_free(&arena);
  return status;
}
