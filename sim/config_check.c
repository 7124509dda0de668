/* Holding what was written against the tables: unknown keys, types, ranges, doubled names. */
#include "sim/config_parts.h"
#include "sim/suggest.h"
#include <math.h>
#include <string.h>

#define MOST_NUMBERS 60000u /* in one list: no run has more weeks */

/* ---- unknown keys ---- */

/* The keys of a mapping in a row, for a message: "a, b, c, ..." */
static const char *list_keys(rq_arena *arena, const rq_entry *parent) {
  const char *text = "";
  unsigned shown = 0;
  for (const rq_entry *child = parent->children; child && text; child = child->next) {
    if (++shown > 12) {
      text = rq_arena_format(arena, "%s, ...", text);
      break;
    }
    text = rq_arena_format(arena, "%s%s%s", text, shown > 1 ? ", " : "", child->name);
  }
  return text ? text : "";
}

void rq_check_unknown(rq_findings *findings, const rq_entry *parent, const char *key, rq_where place) {
  if (rq_findings_full(findings)) return;
  rq_arena *arena = findings->arena;
  const char *shown = rq_text_show(arena, key);
  const rq_entry *root = parent, *elsewhere;
  while (root->parent) root = root->parent;
  rq_suggestion closest = {.word = key};
  for (const rq_entry *child = parent->children; child; child = child->next) rq_suggestion_offer(&closest, child->name);

  if (closest.best)
    rq_findings_add(findings, place, "unknown key '%s'; did you mean '%s'?", shown, closest.best);
  else if ((elsewhere = rq_entry_anywhere(root, key)))
    rq_findings_add(findings, place, "unknown key '%s'; did you mean '%s'?", shown, elsewhere->path);
  else if (strcmp(key, "<<") == 0)
    rq_findings_add(findings, place, "merge keys (<<) are not understood; use extends or an alias");
  else if (strchr(key, '.') && rq_entry_find(root, key))
    rq_findings_add(findings, place, "unknown key '%s'; in a file it is written nested, %.*s: {...}", shown, (int)strcspn(key, "."), key);
  else
    rq_findings_add(findings, place, "unknown key '%s'; known are %s", shown, list_keys(arena, parent));
}

/* ---- single values ---- */

/* A value under check: its name in messages, and its row. */
typedef struct subject {
  rq_findings *findings;
  const rq_parameter *row;
  const char *label;
} subject;

static bool wrong(const subject *s, const rq_written *written, const char *expected) {
  if (rq_written_is_null(written))
    rq_findings_add(s->findings, written->place, "%s has no value; it must be %s", s->label, expected);
  else
    rq_findings_add(s->findings, written->place, "%s is %s; it must be %s", s->label, rq_written_show(s->findings->arena, written),
                    expected);
  return false;
}

/* One number within the row's range; the text is made only where something is wrong. */
static bool read_number(const subject *s, const rq_written *written, bool whole, double *number) {
  bool is_number = rq_written_number(written, number) && !isnan(*number);
  bool inside = is_number && *number >= s->row->minimum && *number <= s->row->maximum;
  if (inside && (!whole || *number == floor(*number))) return true;
  const char *range = rq_entry_range(s->findings->arena, s->row), *kind = whole ? "a whole number" : "a number";
  const char *expected = rq_arena_format(s->findings->arena, *range ? "%s %s" : "%s", kind, range);
  return expected && wrong(s, written, is_number && !inside ? range : expected);
}

static bool read_numbers(const subject *s, const rq_written *written, rq_numbers *numbers) {
  rq_arena *arena = s->findings->arena;
  bool whole = s->row->type == RQ_INTEGERS, list = written->shape == RQ_SEQUENCE, fine = true;
  if (written->shape == RQ_MAPPING || rq_written_is_null(written)) return wrong(s, written, rq_entry_expects(arena, s->row));
  size_t count = list ? written->count : 1;
  if (count > MOST_NUMBERS) {
    rq_findings_add(s->findings, written->place, "%s has %zu items; at most %u are possible", s->label, count, MOST_NUMBERS);
    return false;
  }
  double *values = rq_arena_take(arena, (count + 1) * sizeof *values);
  for (size_t i = 0; values && i < count; i++) {
    const rq_written *item = list ? written->members[i].value : written;
    char label[80];
    snprintf(label, sizeof label, list ? "%s.%zu" : "%s", s->label, i);
    subject one = {s->findings, s->row, label};
    fine &= read_number(&one, item, whole, &values[i]);
  }
  *numbers = (rq_numbers){values, count};
  return fine && values;
}

static bool read_boolean(const subject *s, const rq_written *written, bool *truth) {
  static const char *const yes[] = {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"};
  static const char *const no[] = {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"};
  for (size_t i = 0; written->shape == RQ_SCALAR && !written->quoted && i < RQ_COUNT_OF(yes); i++) {
    *truth = strcmp(written->text, yes[i]) == 0;
    if (*truth || strcmp(written->text, no[i]) == 0) return true;
  }
  return wrong(s, written, "yes or no");
}

/* A text without control characters; an empty one only where the key may be absent, and then NULL. */
static bool read_text(const subject *s, const rq_written *written, const char **text) {
  bool may_be_absent = s->row->initial && !*s->row->initial, absent = written->shape == RQ_SCALAR && !*written->text;
  *text = NULL;
  if (absent && (may_be_absent && (written->quoted || !written->place.line))) return true;
  if (absent && written->quoted) {
    rq_findings_add(s->findings, written->place, "%s is empty; it must be a text", s->label);
    return false;
  }
  if (written->shape != RQ_SCALAR || rq_written_is_null(written)) return wrong(s, written, "a text");
  for (const char *c = written->text; *c; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f) {
      rq_findings_add(s->findings, written->place, "%s holds a line break, a tab or another control character", s->label);
      return false;
    }
  *text = written->text;
  return true;
}

static bool read_choice(const subject *s, const rq_written *written, int *choice) {
  rq_arena *arena = s->findings->arena;
  const char *words = rq_words_show(arena, s->row->choices, " or ");
  if (written->shape != RQ_SCALAR || rq_written_is_null(written)) return wrong(s, written, words);
  rq_suggestion closest = {.word = written->text};
  for (*choice = 0; s->row->choices[*choice]; ++*choice) {
    if (strcmp(s->row->choices[*choice], written->text) == 0) return true;
    rq_suggestion_offer(&closest, s->row->choices[*choice]);
  }
  if (!closest.best) return wrong(s, written, words);
  rq_findings_add(s->findings, written->place, "%s is '%s'; it must be %s; did you mean '%s'?", s->label,
                  rq_text_show(arena, written->text), words, closest.best);
  return false;
}

static bool read_texts(const subject *s, const rq_written *written, rq_texts *texts) {
  bool list = written->shape == RQ_SEQUENCE, fine = true;
  size_t count = list ? written->count : 1;
  if (written->shape == RQ_MAPPING || rq_written_is_null(written) || count > MOST_NUMBERS)
    return wrong(s, written, rq_entry_expects(s->findings->arena, s->row));
  const char **text = rq_arena_take(s->findings->arena, (count + 1) * sizeof *text);
  for (size_t i = 0; text && i < count; i++) {
    char label[80];
    snprintf(label, sizeof label, list ? "%s.%zu" : "%s", s->label, i);
    subject one = {s->findings, s->row, label};
    fine &= read_text(&one, list ? written->members[i].value : written, &text[i]);
  }
  *texts = (rq_texts){text, count};
  return fine && text;
}

/* "key=value" of each; what the keys are is found out where they are laid over the file (config.c). */
static bool read_settings(const subject *s, const rq_written *written, rq_texts *texts) {
  rq_arena *arena = s->findings->arena;
  bool none = written->shape == RQ_SCALAR && !*written->text && !written->place.line; /* the default */
  if (!none && written->shape != RQ_MAPPING) return wrong(s, written, rq_entry_expects(arena, s->row));
  const char **text = rq_arena_take(arena, (written->count + 1) * sizeof *text);
  for (size_t i = 0; text && i < written->count; i++) {
    text[i] = rq_arena_format(arena, "%s=%s", written->members[i].key, rq_written_flow(arena, written->members[i].value));
    if (!text[i]) return false;
  }
  *texts = (rq_texts){text, written->count};
  return text;
}

bool rq_check_value(rq_findings *findings, const rq_entry *entry, const rq_written *written, void *object) {
  subject s = {findings, entry->row, entry->name};
  double number;
  switch (entry->row->type) {
  case RQ_NUMBER:
    return read_number(&s, written, false, object);
  case RQ_INTEGER:
    if (!read_number(&s, written, true, &number)) return false;
    *(int64_t *)object = (int64_t)number;
    return true;
  case RQ_NUMBERS:
  case RQ_INTEGERS:
    return read_numbers(&s, written, object);
  case RQ_TEXTS:
    return read_texts(&s, written, object);
  case RQ_SETTINGS:
    return read_settings(&s, written, object);
  case RQ_BOOLEAN:
    return read_boolean(&s, written, object);
  case RQ_CHOICE:
    return read_choice(&s, written, object);
  case RQ_TEXT:
    return read_text(&s, written, object);
  case RQ_REFERENCE: {
    const char *name;
    return read_text(&s, written, &name);
  }
  }
  return false;
}

/* ---- whole layers ---- */

void rq_check_names(rq_findings *findings, const rq_entry *entry, const rq_written *list) {
  if (!rq_entry_child(entry, "name", 4) || list->count > 1000) return;
  for (size_t i = 0; i < list->count; i++) {
    const rq_written *name = rq_written_get(list->members[i].value, "name");
    for (size_t j = 0; name && name->shape == RQ_SCALAR && j < i; j++) {
      const rq_written *before = rq_written_get(list->members[j].value, "name");
      if (!before || before->shape != RQ_SCALAR || strcmp(before->text, name->text) != 0) continue;
      bool later = name->place.source->order >= before->place.source->order; /* the user's, not a shipped one, is to blame */
      rq_findings_add(findings, later ? name->place : before->place, "name '%s' is already that of another of the %s",
                      rq_text_show(findings->arena, name->text), entry->name);
      break;
    }
  }
}

static void check_list(rq_findings *findings, const rq_entry *entry, const rq_written *written) {
  if (written->shape == RQ_SCALAR) {
    const char *empty = rq_written_is_null(written) ? "has no value" : rq_written_show(findings->arena, written);
    rq_findings_add(findings, written->place, "%s %s%s; it must be a list of mappings%s", entry->name,
                    rq_written_is_null(written) ? "" : "is ", empty, entry->group->minimum ? "" : "; [] is none");
    return;
  }
  rq_entry item = *entry; /* an item is a mapping of the list's keys */
  item.kind = RQ_ENTRY_MAPPING;
  if (written->shape == RQ_MAPPING) {
    rq_check_written(findings, &item, written);
    return;
  }
  for (size_t i = 0; i < written->count; i++) {
    const char *name = rq_arena_format(findings->arena, "%s.%zu", entry->name, i);
    if (!name) return;
    item.name = name;
    rq_check_written(findings, &item, written->members[i].value);
  }
  rq_check_names(findings, entry, written);
}

static void check_mapping(rq_findings *findings, const rq_entry *entry, const rq_written *written) {
  const char *name = *entry->name ? entry->name : "the configuration";
  if (written->shape != RQ_MAPPING) {
    if (rq_written_is_null(written))
      rq_findings_add(findings, written->place, "%s has no value; it must be a mapping of keys to values", name);
    else
      rq_findings_add(findings, written->place, "%s is %s; it must be a mapping of keys to values", name,
                      rq_written_show(findings->arena, written));
    return;
  }
  for (size_t i = 0; i < written->count; i++) {
    const rq_member *member = &written->members[i];
    const rq_entry *child = rq_entry_child(entry, member->key, strlen(member->key));
    if (child)
      rq_check_written(findings, child, member->value);
    else
      rq_check_unknown(findings, entry, member->key, member->place);
  }
}

void rq_check_written(rq_findings *findings, const rq_entry *entry, const rq_written *written) {
  union {
    double number;
    int64_t integer;
    bool truth;
    int choice;
    const char *text;
    rq_numbers numbers;
    rq_texts texts;
  } unused;
  switch (entry->kind) {
  case RQ_ENTRY_MAPPING:
    check_mapping(findings, entry, written);
    break;
  case RQ_ENTRY_LIST:
    check_list(findings, entry, written);
    break;
  case RQ_ENTRY_VALUE:
    rq_check_value(findings, entry, written, &unused);
    break;
  case RQ_ENTRY_SET:
    if (written->shape != RQ_MAPPING)
      rq_findings_add(findings, written->place, "set is %s; it must be a mapping of keys to values",
                      rq_written_show(findings->arena, written));
    break;
  }
}
