/* The tree of keys, made from the schema tables: groups of the same path merge, values come before groups. */
#include "sim/config_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const rq_source built_in = {.name = "built-in defaults"};

/* ---- keys of the file itself ---- */

static const rq_parameter extends_row = {
    "extends", RQ_TEXT, 0,
    "",        0,       0,
    "",        NULL,    "a configuration to start from; its path, from this file's folder. Keys here win; lists replace"};
static const rq_parameter scenario_name = {"name", RQ_TEXT, 0, "", 0, 0, NULL, NULL, "name of the scenario, for --scenario"};
static const rq_group scenarios_group = {
    .path = "scenarios", .description = "what-ifs: each is a name and what it sets", .list = true, .maximum = 256};

/* ---- building ---- */

static void insert(rq_entry *parent, rq_entry *entry) {
  rq_entry **at = &parent->children;
  while (*at && (entry->kind != RQ_ENTRY_VALUE || (*at)->kind == RQ_ENTRY_VALUE)) at = &(*at)->next;
  entry->next = *at;
  entry->parent = parent;
  *at = entry;
}

static rq_entry *add(rq_arena *arena, rq_entry *parent, rq_entry_kind kind, const char *name, size_t length) {
  rq_entry *entry = rq_arena_take(arena, sizeof *entry);
  if (!entry) return NULL;
  entry->kind = kind;
  entry->name = rq_arena_text(arena, name, length);
  entry->path = *parent->path ? rq_arena_format(arena, "%s.%.*s", parent->path, (int)length, name) : entry->name;
  entry->description = "";
  entry->of_file = parent->of_file;
  insert(parent, entry);
  return entry;
}

/* The entry of a dotted path below `from`, with mappings on the way. */
static rq_entry *reach(rq_arena *arena, rq_entry *from, const char *path, size_t length) {
  for (const char *at = path, *end = path + length; from && at < end;) {
    const char *dot = memchr(at, '.', (size_t)(end - at));
    size_t part = dot ? (size_t)(dot - at) : (size_t)(end - at);
    rq_entry *child = from->children;
    while (child && (strlen(child->name) != part || strncmp(child->name, at, part) != 0)) child = child->next;
    from = child ? child : add(arena, from, RQ_ENTRY_MAPPING, at, part);
    at += part + 1;
  }
  return from;
}

static const rq_written *parse_default(rq_arena *arena, const char *text) {
  rq_findings findings = {.arena = arena};
  const rq_written *written = NULL;
  if (*text == '[' || *text == '-') written = rq_yaml_parse(&findings, &built_in, text, strlen(text), false);
  if (!written || findings.count) written = rq_written_scalar(arena, text, false, (rq_where){&built_in, 0, 0});
  rq_findings_free(&findings);
  return written;
}

static rq_entry *add_value(rq_arena *arena, rq_entry *group, const rq_parameter *row, size_t schema, size_t offset) {
  const char *last = strrchr(row->key, '.');
  rq_entry *parent = last ? reach(arena, group, row->key, (size_t)(last - row->key)) : group;
  const char *name = last ? last + 1 : row->key;
  rq_entry *entry = parent ? add(arena, parent, RQ_ENTRY_VALUE, name, strlen(name)) : NULL;
  if (!entry) return NULL;
  entry->row = row;
  entry->description = row->description;
  entry->schema = schema;
  entry->offset = offset + row->offset;
  entry->initial = row->initial ? parse_default(arena, row->initial) : NULL;
  return entry;
}

static void add_group(rq_arena *arena, rq_entry *root, const rq_group *group, size_t schema) {
  rq_entry *entry = reach(arena, root, group->path, strlen(group->path));
  if (!entry) return;
  if (!*entry->description) entry->description = group->description;
  entry->schema = schema;
  if (group->of_file && *group->path) entry->shared = true;
  if (group->list) {
    entry->kind = RQ_ENTRY_LIST;
    entry->group = group;
    entry->shipped = group->shipped ? parse_default(arena, group->shipped) : NULL;
  }
  size_t rows = group->counted ? *group->counted : group->parameters_count;
  for (size_t i = 0; i < rows && !arena->exhausted; i++) {
    rq_entry *value = add_value(arena, entry, &group->parameters[i], schema, group->list ? 0 : group->items_offset);
    if (value && group->of_file) value->shared = true;
  }
}

static void add_file_keys(rq_arena *arena, rq_entry *root) {
  rq_entry *extends = add_value(arena, root, &extends_row, 0, 0);
  if (extends) extends->of_file = true;
  rq_entry *scenarios = add(arena, root, RQ_ENTRY_LIST, "scenarios", strlen("scenarios"));
  if (!scenarios) return;
  scenarios->of_file = true;
  scenarios->group = &scenarios_group;
  scenarios->description = scenarios_group.description;
  add_value(arena, scenarios, &scenario_name, 0, 0);
  rq_entry *set = add(arena, scenarios, RQ_ENTRY_SET, "set", strlen("set"));
  if (set) set->description = "keys and their values in this scenario, nested or dotted: {campaigns.0.favor: discount}";
}

rq_entry *rq_entries_build(rq_arena *arena, const rq_schema *const *schemas, size_t count) {
  rq_entry *root = rq_arena_take(arena, sizeof *root);
  if (!root) return NULL;
  root->kind = RQ_ENTRY_MAPPING;
  root->name = root->path = root->description = "";
  for (size_t s = 0; s < count; s++)
    for (size_t g = 0; g < schemas[s]->groups_count; g++) add_group(arena, root, &schemas[s]->groups[g], s);
  add_file_keys(arena, root);
  return arena->exhausted ? NULL : root;
}

/* ---- finding ---- */

const rq_entry *rq_entry_child(const rq_entry *entry, const char *name, size_t length) {
  for (const rq_entry *child = entry->children; child; child = child->next)
    if (strlen(child->name) == length && strncmp(child->name, name, length) == 0) return child;
  return NULL;
}

const rq_entry *rq_entry_find(const rq_entry *root, const char *path) {
  const rq_entry *entry = root;
  for (const char *at = path; entry && *at;) {
    size_t part = strcspn(at, "."), name = strcspn(at, ".[");
    bool number = entry->kind == RQ_ENTRY_LIST && part > 0 && strspn(at, "0123456789") == part;
    if (!number) entry = rq_entry_child(entry, at, name < part && strncmp(at + name, "[]", 2) == 0 ? name : part);
    at += part;
    if (*at == '.') at++;
  }
  return entry;
}

const rq_entry *rq_entry_anywhere(const rq_entry *root, const char *name) {
  for (const rq_entry *child = root->children; child; child = child->next)
    if (strcmp(child->name, name) == 0) return child;
  for (const rq_entry *child = root->children; child; child = child->next) {
    const rq_entry *found = child->kind == RQ_ENTRY_MAPPING ? rq_entry_anywhere(child, name) : NULL;
    if (found) return found;
  }
  return NULL;
}

const rq_preset *rq_preset_next(const rq_schema *const *schemas, size_t count, const char *path, const rq_preset *last) {
  bool passed = !last;
  for (size_t s = 0; s < count; s++)
    for (size_t i = 0; i < schemas[s]->presets_count; i++) {
      const rq_preset *preset = &schemas[s]->presets[i];
      if (passed && strcmp(preset->target, path) == 0) return preset;
      if (preset == last) passed = true;
    }
  return NULL;
}

/* ---- describing ---- */

const char *rq_number_show(rq_arena *arena, double number) {
  if (isnan(number)) return ".nan";
  if (isinf(number)) return number < 0 ? "-.inf" : ".inf";
  char *text = NULL;
  for (int digits = 15; digits <= 17; digits++) {
    text = rq_arena_format(arena, "%.*g", digits, number);
    if (!text || strtod(text, NULL) == number) break;
  }
  return text ? text : "";
}

const char *rq_words_show(rq_arena *arena, const char *const *words, const char *before_last) {
  const char *text = "";
  for (size_t i = 0; words[i] && text; i++)
    text = rq_arena_format(arena, "%s%s%s", text, i == 0 ? "" : (words[i + 1] ? ", " : before_last), words[i]);
  return text ? text : "";
}

const char *rq_entry_range(rq_arena *arena, const rq_parameter *row) {
  bool low = !isinf(row->minimum), high = !isinf(row->maximum);
  const char *text = "";
  if (low && high)
    text = rq_arena_format(arena, "between %s and %s", rq_number_show(arena, row->minimum), rq_number_show(arena, row->maximum));
  else if (low)
    text = rq_arena_format(arena, "at least %s", rq_number_show(arena, row->minimum));
  else if (high)
    text = rq_arena_format(arena, "at most %s", rq_number_show(arena, row->maximum));
  return text ? text : "";
}

const char *rq_entry_expects(rq_arena *arena, const rq_parameter *row) {
  const char *range = "", *space = "", *text = NULL;
  if (row->type == RQ_NUMBER || row->type == RQ_INTEGER || row->type == RQ_NUMBERS || row->type == RQ_INTEGERS) {
    range = rq_entry_range(arena, row);
    space = *range ? " " : "";
  }
  switch (row->type) {
  case RQ_NUMBER:
    text = rq_arena_format(arena, "a number%s%s", space, range);
    break;
  case RQ_INTEGER:
    text = rq_arena_format(arena, "a whole number%s%s", space, range);
    break;
  case RQ_NUMBERS:
    text = rq_arena_format(arena, "a list of numbers%s%s", space, range);
    break;
  case RQ_INTEGERS:
    text = rq_arena_format(arena, "a list of whole numbers%s%s", space, range);
    break;
  case RQ_BOOLEAN:
    return "yes or no";
  case RQ_TEXT:
    return "a text";
  case RQ_TEXTS:
    return "a list of texts";
  case RQ_SETTINGS:
    return "a mapping of keys to values";
  case RQ_CHOICE:
    return rq_words_show(arena, row->choices, " or ");
  case RQ_REFERENCE:
    text = rq_arena_format(arena, "a name in %s", row->choices[0]);
    break;
  }
  return text ? text : "";
}
