/* Tables of parameters, presets and shipped items in an ODD description, and defaults in its sentences. */
#include "sim/odd_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- values in words ---- */

const char *rq_odd_default(rq_odd *odd, const rq_entry *entry) {
  const rq_preset *preset = NULL;
  if (strcmp(entry->path, "model") == 0) return odd->model->name;
  while ((preset = rq_preset_next(odd->schemas, RQ_ODD_SCHEMAS, entry->path, preset)))
    if (strcmp(preset->key, "model") == 0 && strcmp(preset->choice, odd->model->name) == 0) return preset->value;
  return entry->row->initial;
}

/* 1e9 rather than 1000000000. */
static const char *short_number(rq_odd *odd, double number) {
  if (isinf(number)) return number < 0 ? "−∞" : "∞";
  char text[32];
  for (int zeros = 6; zeros < 16; zeros++) {
    snprintf(text, sizeof text, "1e%d", zeros);
    if (strtod(text, NULL) == number) return rq_arena_text(&odd->arena, text, strlen(text));
  }
  return rq_number_show(&odd->arena, number);
}

static const char *words_of(rq_odd *odd, const rq_parameter *row) {
  static const char *const no_choices[] = {"", NULL};
  const char *text = "", *from = short_number(odd, row->minimum), *to = short_number(odd, row->maximum);
  const char *const *choices = row->choices ? row->choices : no_choices;
  switch (row->type) {
  case RQ_NUMBER:
    text = rq_arena_format(&odd->arena, "%s to %s", from, to);
    break;
  case RQ_INTEGER:
    text = rq_arena_format(&odd->arena, "whole, %s to %s", from, to);
    break;
  case RQ_NUMBERS:
    text = rq_arena_format(&odd->arena, "list, %s to %s", from, to);
    break;
  case RQ_INTEGERS:
    text = rq_arena_format(&odd->arena, "list, whole, %s to %s", from, to);
    break;
  case RQ_BOOLEAN:
    return "yes, no";
  case RQ_TEXT:
    return "text";
  case RQ_TEXTS:
    return "list of texts";
  case RQ_SETTINGS:
    return "list of keys and values";
  case RQ_CHOICE:
    return rq_words_show(&odd->arena, choices, ", ");
  case RQ_REFERENCE:
    text = rq_arena_format(&odd->arena, "a name in `%s`", choices[0]);
    break;
  }
  return text ? text : "";
}

/* ---- meaning and source ---- */

/* What a description says, and where it is from: "... (3) [own choice]" refers to a section and a source. */
typedef struct meaning {
  const char *says, *source;
} meaning;

/* Every `word` in the text becomes `other`. */
static const char *replaced(rq_odd *odd, const char *text, const char *word, const char *other) {
  const char *at = strstr(text, word);
  if (!at) return text;
  const char *rest = replaced(odd, at + strlen(word), word, other);
  const char *made = rq_arena_format(&odd->arena, "%.*s%s%s", (int)(at - text), text, other, rest);
  return made ? made : "";
}

/* Cuts `... (3, 4)` at the end. */
static size_t without_section(const char *text, size_t length) {
  const char *open = NULL;
  for (size_t k = 0; k < length; k++)
    if (text[k] == '(') open = text + k;
  if (!open || text[length - 1] != ')' || strspn(open + 1, "0123456789, ") != (size_t)(text + length - open) - 2) return length;
  for (length = (size_t)(open - text); length && text[length - 1] == ' ';) length--;
  return length;
}

static meaning meaning_of(rq_odd *odd, const char *description) {
  size_t length = strlen(description);
  const char *open = strrchr(description, '['), *source = "";
  if (open && open > description && description[length - 1] == ']') {
    source = rq_arena_text(&odd->arena, open + 1, length - (size_t)(open - description) - 2);
    for (length = (size_t)(open - description); length && description[length - 1] == ' ';) length--;
  }
  const char *says = rq_arena_text(&odd->arena, description, length ? without_section(description, length) : 0);
  if (!says || !source) return (meaning){"", ""};
  source = replaced(odd, source, "value own choice", "value assumed");
  source = replaced(odd, source, "own choice", "assumption");
  source = replaced(odd, source, "lit: ", "");
  return (meaning){says, replaced(odd, source, "seed", "purpose")};
}

/* ---- parameters ---- */

/* The default, and what presets other than the model make of it. */
static void write_default(rq_odd *odd, const rq_entry *entry) {
  const char *value = rq_odd_default(odd, entry);
  if (!value)
    fputs("must be given", odd->out);
  else
    rq_odd_cell(odd, strcmp(value, ".inf") == 0 ? "∞" : value);
  const rq_preset *preset = NULL;
  while ((preset = rq_preset_next(odd->schemas, RQ_ODD_SCHEMAS, entry->path, preset)))
    if (strcmp(preset->key, "model") != 0 && (!value || strcmp(preset->value, value) != 0))
      fprintf(odd->out, "; %s with `%s: %s`", preset->value, preset->key, preset->choice);
}

/* Which columns a table has: those in which something stands. */
typedef struct columns {
  size_t rows;
  bool symbols, units, sources;
} columns;

static void write_parameter(rq_odd *odd, rq_odd_mark *mark, const rq_entry *entry, const columns *has) {
  meaning m = meaning_of(odd, entry->description);
  fputs("| ", odd->out);
  if (has->symbols) {
    rq_odd_cell(odd, rq_odd_symbol_of(mark, entry->path));
    fputs(" | ", odd->out);
  }
  fprintf(odd->out, "`%s` | ", entry->name);
  write_default(odd, entry);
  fputs(" | ", odd->out);
  rq_odd_cell(odd, words_of(odd, entry->row));
  if (has->units) fprintf(odd->out, " | %s", entry->row->unit);
  fputs(" | ", odd->out);
  rq_odd_cell(odd, m.says);
  if (has->sources) {
    fputs(" | ", odd->out);
    rq_odd_cell(odd, m.source);
  }
  fputs(" |\n", odd->out);
}

/* The values of one group; of one schema only where `schema` is not negative. */
static bool belongs(const rq_entry *entry, int schema) {
  return entry->kind == RQ_ENTRY_VALUE && !entry->of_file && (schema < 0 || entry->schema == (size_t)schema);
}

static columns columns_of(rq_odd *odd, rq_odd_mark *mark, const rq_entry *group, int schema) {
  columns has = {.rows = 0};
  for (const rq_entry *child = group->children; child; child = child->next) {
    if (!belongs(child, schema)) continue;
    has.rows++;
    has.symbols |= *rq_odd_symbol_of(mark, child->path) != '\0';
    has.units |= *child->row->unit != '\0';
    has.sources |= *meaning_of(odd, child->description).source != '\0';
  }
  return has;
}

/* Which group the table is of, once for all its keys. */
static void write_caption(rq_odd *odd, const rq_entry *group) {
  const char *says = meaning_of(odd, group->description).says;
  if (*group->path)
    fprintf(odd->out, "`%s`%s", group->path, group->kind == RQ_ENTRY_LIST ? ", for each item of the list" : "");
  else
    fputs("Top level", odd->out);
  fprintf(odd->out, "%s%s:\n\n", *says ? ": " : "", says);
}

static void write_heads(const rq_odd *odd, const columns *has) {
  fprintf(odd->out, "|%s parameter | default | range |%s meaning |%s\n", has->symbols ? " symbol |" : "", has->units ? " unit |" : "",
          has->sources ? " source |" : "");
  fprintf(odd->out, "|%s---|---|---|%s---|%s\n", has->symbols ? "---|" : "", has->units ? "---|" : "", has->sources ? "---|" : "");
}

static bool take_turn(rq_odd *odd, const rq_entry *group, int schema) {
  for (size_t k = 0; k < odd->written_count; k++) {
    bool same = odd->written[k].schema == schema || odd->written[k].schema < 0 || schema < 0;
    if (odd->written[k].entry == group && same) return false;
  }
  if (odd->written_count < RQ_ODD_GROUPS) odd->written[odd->written_count++] = (struct rq_odd_group){group, schema};
  return true;
}

/* The table of a group, if it has not stood yet; of the groups in it too where a schema is asked for. Returns how many parameters that were. */
static size_t write_group(rq_odd *odd, rq_odd_mark *mark, const rq_entry *group, int schema) {
  columns has = columns_of(odd, mark, group, schema);
  if (has.rows && !take_turn(odd, group, schema)) has.rows = 0;
  if (has.rows) {
    write_caption(odd, group);
    write_heads(odd, &has);
    for (const rq_entry *child = group->children; child; child = child->next)
      if (belongs(child, schema)) write_parameter(odd, mark, child, &has);
    fputc('\n', odd->out);
  }
  for (const rq_entry *child = group->children; child && schema >= 0; child = child->next)
    if (child->kind == RQ_ENTRY_MAPPING || child->kind == RQ_ENTRY_LIST) has.rows += write_group(odd, mark, child, schema);
  return has.rows;
}

rq_status rq_odd_parameters(rq_odd *odd, rq_odd_mark *mark) {
  for (size_t k = 1; k < mark->words; k++) {
    const char *name = mark->word[k];
    bool engine = strcmp(name, "engine") == 0, model = strcmp(name, "model") == 0, top = engine || model || strcmp(name, "top") == 0;
    const rq_entry *group = top ? odd->root : rq_entry_find(odd->root, name);
    size_t count = group ? write_group(odd, mark, group, engine ? RQ_ODD_ENGINE : (model ? RQ_ODD_MODEL : -1)) : 0;
    if (!count && !model) return rq_odd_wrong(odd, "group of parameters without a table so far", name);
    if (!count) fputs("It has none.\n", odd->out);
  }
  return RQ_OK;
}

/* ---- presets and shipped items ---- */

rq_status rq_odd_presets(rq_odd *odd, rq_odd_mark *mark) {
  const char *key = mark->words == 2 ? mark->word[1] : "";
  const rq_entry *entry = *key ? rq_entry_find(odd->root, key) : NULL;
  if (!entry || entry->kind != RQ_ENTRY_VALUE || entry->row->type != RQ_CHOICE) return rq_odd_wrong(odd, "choice", key);
  const char *const *choices = entry->row->choices;
  fputs("| default of |", odd->out);
  for (size_t c = 0; choices[c]; c++) fprintf(odd->out, " %s |", choices[c]);
  fputs("\n|---|", odd->out);
  for (size_t c = 0; choices[c]; c++) fputs("---|", odd->out);
  fputc('\n', odd->out);
  const rq_schema *schema = odd->schemas[RQ_ODD_MODEL];
  for (size_t k = 0; k < schema->presets_count; k++) {
    const rq_preset *preset = &schema->presets[k];
    bool first = strcmp(preset->key, key) == 0 && strcmp(preset->choice, choices[0]) == 0;
    if (!first) continue;
    fprintf(odd->out, "| `%s` |", preset->target);
    for (size_t c = 0; choices[c]; c++) {
      const rq_preset *other = NULL;
      while ((other = rq_preset_next(odd->schemas, RQ_ODD_SCHEMAS, preset->target, other)))
        if (strcmp(other->key, key) == 0 && strcmp(other->choice, choices[c]) == 0) fprintf(odd->out, " %s", other->value);
      fputs(" |", odd->out);
    }
    fputc('\n', odd->out);
  }
  return RQ_OK;
}

/* The default of a list's key, or what the item says. */
static const char *value_in(const rq_written *item, const rq_entry *key) {
  const rq_written *value = rq_written_get(item, key->name);
  if (value && value->shape == RQ_SCALAR) return value->text;
  return key->row->initial ? key->row->initial : "";
}

rq_status rq_odd_shipped(rq_odd *odd, rq_odd_mark *mark) {
  const char *path = mark->words == 2 ? mark->word[1] : "";
  const rq_entry *list = *path ? rq_entry_find(odd->root, path) : NULL;
  if (!list || !list->shipped) return rq_odd_wrong(odd, "shipped list", path);
  fputc('|', odd->out);
  for (const rq_entry *key = list->children; key; key = key->next) fprintf(odd->out, " %s |", key->name);
  fputs("\n|", odd->out);
  for (const rq_entry *key = list->children; key; key = key->next) fputs("---|", odd->out);
  fputc('\n', odd->out);
  for (size_t k = 0; k < list->shipped->count; k++) {
    fputc('|', odd->out);
    for (const rq_entry *key = list->children; key; key = key->next) {
      fputc(' ', odd->out);
      rq_odd_cell(odd, value_in(list->shipped->members[k].value, key));
      fputs(" |", odd->out);
    }
    fputc('\n', odd->out);
  }
  return RQ_OK;
}
