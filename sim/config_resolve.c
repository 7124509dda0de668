/* From what was written to what the program reads: defaults, presets, names, sizes of lists, and the C structs. */
#include "sim/config_parts.h"
#include "sim/suggest.h"
#include <string.h>

#define NAMES_SHOWN 12u

/* A value being resolved. */
typedef struct position {
  const rq_entry *entry;
  const rq_written *written; /* NULL: absent */
  const rq_written *within;  /* what holds it; NULL: absent, too */
  rq_where place;            /* of what holds it */
  char *object;              /* start of the C struct that holds it; NULL for checking only */
  const char *holder;        /* path of what holds it: "brands.0" */
} position;

static void resolve(const rq_resolve *, const position *);

/* ---- defaults ---- */

/* The value at a path outside lists: as written, else its plain default. */
static const rq_written *value_at(const rq_resolve *r, const char *path) {
  const rq_entry *entry = rq_entry_find(r->root, path);
  const rq_written *written = r->written;
  for (const char *at = path; *at && written;) {
    size_t part = strcspn(at, ".");
    const char *name = rq_arena_text(r->findings->arena, at, part);
    written = name ? rq_written_get(written, name) : NULL;
    at += part + (at[part] == '.');
  }
  return written ? written : (entry ? entry->initial : NULL);
}

const rq_written *rq_resolve_default(const rq_resolve *r, const rq_entry *entry) {
  const rq_preset *preset = NULL;
  while ((preset = rq_preset_next(r->schemas, r->schemas_count, entry->path, preset))) {
    const rq_written *key = value_at(r, preset->key);
    if (!key || key->shape != RQ_SCALAR || strcmp(key->text, preset->choice) != 0) continue;
    return rq_written_scalar(r->findings->arena, preset->value, false, r->written->place);
  }
  return entry->initial;
}

/* ---- names ---- */

/* The name of an item, or, where names have a default, its place in the list. */
static const char *item_name(rq_arena *arena, const rq_entry *list, const rq_written *item, size_t number) {
  const rq_written *name = rq_written_get(item, "name");
  if (name && name->shape == RQ_SCALAR && *name->text) return name->text;
  return rq_arena_format(arena, "%s.%zu", list->path, number);
}

/* "Jiahe, Newcomer and Third", the first few. */
static const char *show_names(rq_arena *arena, const rq_entry *target, const rq_written *list) {
  const char *names[NAMES_SHOWN + 2] = {NULL}; /* ends with NULL */
  for (size_t i = 0; i < list->count && i < NAMES_SHOWN; i++) {
    const char *name = item_name(arena, target, list->members[i].value, i);
    names[i] = name ? rq_text_show(arena, name) : "";
  }
  if (list->count > NAMES_SHOWN) names[NAMES_SHOWN] = "...";
  return rq_words_show(arena, names, list->count > NAMES_SHOWN ? ", " : " and ");
}

static void resolve_reference(const rq_resolve *r, const rq_entry *entry, const rq_written *written, int32_t *object) {
  rq_arena *arena = r->findings->arena;
  const char *path = entry->row->choices[0], *shown;
  const rq_entry *target = rq_entry_find(r->root, path);
  const rq_written *list = value_at(r, path);
  *object = -1;
  if (!*written->text) return;                                 /* absent */
  if (!target || (list && list->shape != RQ_SEQUENCE)) return; /* already found */
  rq_suggestion closest = {.word = written->text};
  size_t count = list ? list->count : 0;
  for (size_t i = 0; i < count; i++) {
    const char *name = item_name(arena, target, list->members[i].value, i);
    if (!name) return;
    if (strcmp(name, written->text) == 0) {
      *object = (int32_t)i;
      return;
    }
    rq_suggestion_offer(&closest, name);
  }
  shown = rq_text_show(arena, written->text);
  if (count == 0)
    rq_findings_add(r->findings, written->place, "%s is '%s', but there are no %s", entry->name, shown, target->name);
  else if (closest.best)
    rq_findings_add(r->findings, written->place, "%s is '%s', which is none of the %s; did you mean '%s'?", entry->name, shown,
                    target->name, rq_text_show(arena, closest.best));
  else
    rq_findings_add(r->findings, written->place, "%s is '%s', which is none of the %s; there are %s", entry->name, shown, target->name,
                    show_names(arena, target, list));
}

/* ---- values, mappings, lists ---- */

/* Whether the missing key is there, misspelt: then one finding is enough. */
static bool misspelt(const position *p) {
  for (size_t i = 0; p->within && p->within->shape == RQ_MAPPING && i < p->within->count; i++) {
    const char *key = p->within->members[i].key;
    rq_suggestion closest = {.word = key};
    if (!rq_entry_child(p->entry->parent, key, strlen(key))) rq_suggestion_offer(&closest, p->entry->name);
    if (closest.best) return true;
  }
  return false;
}

static void resolve_value(const rq_resolve *r, const position *p) {
  union {
    double number;
    int64_t integer;
    bool truth;
    int choice;
    int32_t reference;
    const char *text;
    rq_numbers numbers;
  } unused;
  void *object = p->object ? (void *)(p->object + p->entry->offset) : (void *)&unused;
  const rq_written *written = p->written ? p->written : rq_resolve_default(r, p->entry);
  if (!written) {
    if (misspelt(p)) return;
    rq_findings_add(r->findings, p->place, "key '%s' is missing; %s must have it", p->entry->name, p->holder);
    return;
  }
  if (!rq_check_value(r->findings, p->entry, written, object)) return;
  if (p->entry->row->type == RQ_REFERENCE) resolve_reference(r, p->entry, written, object);
}

static void resolve_children(const rq_resolve *r, const position *p, const char *path) {
  for (const rq_entry *child = p->entry->children; child; child = child->next) {
    if (child->of_file) continue;
    position inner = {child, rq_written_get(p->written, child->name), p->written, p->written ? p->written->place : p->place, p->object,
                      path};
    resolve(r, &inner);
  }
}

/* An item's name, where it was not given one. */
static void resolve_name(const rq_entry *list, const char *path, char *object) {
  const rq_entry *name = rq_entry_child(list, "name", strlen("name"));
  if (!name || !object || name->row->type != RQ_TEXT) return;
  const char **text = (const char **)(void *)(object + name->offset);
  if (!*text) *text = path;
}

static bool right_size(const rq_resolve *r, const position *p, size_t count) {
  const rq_group *group = p->entry->group;
  const char *path = p->entry->path;
  rq_where place = p->written ? p->written->place : p->place;
  if (count > group->maximum)
    rq_findings_add(r->findings, place, "%s has %zu items; at most %u are possible", path, count, group->maximum);
  else if (count < group->minimum)
    rq_findings_add(r->findings, place, "%s has %zu items; at least %u must be there", path, count, group->minimum);
  return count >= group->minimum && count <= group->maximum;
}

static void resolve_list(const rq_resolve *r, const position *p) {
  const rq_group *group = p->entry->group;
  rq_arena *arena = r->findings->arena;
  if (p->written && p->written->shape != RQ_SEQUENCE) return; /* already found */
  size_t count = p->written ? p->written->count : 0;
  if (!right_size(r, p, count)) return;
  if (count) rq_check_names(r->findings, p->entry, p->written);
  char *items = p->object ? rq_arena_take(arena, count * group->item_size + 1) : NULL;
  if (p->object && !items) return;
  for (size_t i = 0; i < count; i++) {
    const rq_written *item = p->written->members[i].value;
    const char *path = rq_arena_format(arena, "%s.%zu", p->entry->path, i);
    if (item->shape != RQ_MAPPING || !path) continue;
    position inner = {p->entry, item, p->written, item->place, items ? items + i * group->item_size : NULL, path};
    resolve_children(r, &inner, path);
    resolve_name(p->entry, path, inner.object);
  }
  if (!p->object) return;
  memcpy(p->object + group->items_offset, &items, sizeof items);
  *(uint32_t *)(void *)(p->object + group->count_offset) = (uint32_t)count;
}

static void resolve(const rq_resolve *r, const position *p) {
  position here = *p;
  if (r->images && !p->object && p->entry->kind != RQ_ENTRY_MAPPING) here.object = r->images[p->entry->schema]; /* in lists: the item's */
  if (p->entry->kind == RQ_ENTRY_VALUE) resolve_value(r, &here);
  if (p->entry->kind == RQ_ENTRY_LIST) resolve_list(r, &here);
  if (p->entry->kind == RQ_ENTRY_MAPPING) resolve_children(r, &here, p->entry->path);
}

void rq_resolve_all(const rq_resolve *r) {
  position top = {r->root, r->written, NULL, r->written->place, NULL, "the configuration"};
  resolve(r, &top);
}
