/* What two configurations say differently, and from which week on it can matter: in the lists whose items wait (schema.h), from the
 * earliest week of the items that differ; elsewhere from the start. */
#include "sim/config_parts.h"
#include <string.h>

typedef struct comparison {
  const rq_config *one, *other;
  rq_config_note note;
  void *context;
  rq_arena *arena;
} comparison;

/* The same place in both: what is there, its name, and the first week in which it can matter. */
typedef struct pair {
  const char *one, *other; /* the C structs; NULL: no such item */
  const char *path;
  int64_t from;
} pair;

static void compare_values(const comparison *c, const rq_entry *entry, const pair *p) {
  const char *one = rq_value_show(c->arena, c->one, entry->row, p->one + entry->offset);
  const char *other = rq_value_show(c->arena, c->other, entry->row, p->other + entry->offset);
  if (strcmp(one, other) != 0) c->note(c->context, p->path, one, other, p->from);
}

/* ---- lists ---- */

/* The first of a key's weeks; 0 where it names none. */
static int64_t first_week(const rq_entry *key, const char *item) {
  if (key->row->type == RQ_INTEGER) return *(const int64_t *)(const void *)(item + key->offset);
  const rq_numbers *weeks = (const rq_numbers *)(const void *)(item + key->offset);
  double first = weeks->count ? weeks->value[0] : 0;
  for (size_t i = 1; i < weeks->count; i++) first = weeks->value[i] < first ? weeks->value[i] : first;
  return (int64_t)first;
}

/* The week from which an item acts; that of the other side where there is none here. */
static int64_t acts_from(const rq_entry *list, const char *item) {
  const rq_group *group = list->group;
  const rq_entry *since = group->since ? rq_entry_child(list, group->since, strlen(group->since)) : NULL;
  const rq_entry *unless = group->unless ? rq_entry_child(list, group->unless, strlen(group->unless)) : NULL;
  if (!item) return INT64_MAX;
  if (!since || (unless && *(const double *)(const void *)(item + unless->offset) != 0)) return 0;
  return first_week(since, item);
}

/* An item in words: its name, or all that it says. */
static const char *show_item(const comparison *c, const rq_config *config, const rq_entry *list, const char *item) {
  const char *text = "{";
  for (const rq_entry *child = list->children; child && text; child = child->next) {
    const char *value = rq_value_show(c->arena, config, child->row, item + child->offset);
    if (strcmp(child->name, "name") == 0) return value;
    text = rq_arena_format(c->arena, "%s%s%s: %s", text, child == list->children ? "" : ", ", child->name, value);
  }
  return text ? rq_arena_format(c->arena, "%s}", text) : NULL;
}

static void compare_items(const comparison *c, const rq_entry *list, const pair *p) {
  int64_t from = acts_from(list, p->one), later = acts_from(list, p->other);
  if (later < from) from = later;
  if (!p->one || !p->other) {
    const char *one = p->one ? show_item(c, c->one, list, p->one) : "", *other = p->other ? show_item(c, c->other, list, p->other) : "";
    c->note(c->context, p->path, one ? one : "", other ? other : "", list->group->since_alone ? 0 : from);
    return;
  }
  for (const rq_entry *child = list->children; child; child = child->next) {
    bool waits = !list->group->since_alone || strcmp(child->name, list->group->since) == 0;
    pair inner = {p->one, p->other, rq_arena_format(c->arena, "%s.%s", p->path, child->name), waits ? from : 0};
    if (inner.path) compare_values(c, child, &inner);
  }
}

static const char *items_of(const rq_config *config, const rq_entry *list, uint32_t *count) {
  const char *image = config->images[list->schema], *items;
  memcpy(&items, image + list->group->items_offset, sizeof items);
  memcpy(count, image + list->group->count_offset, sizeof *count);
  return items;
}

static void compare_lists(const comparison *c, const rq_entry *list) {
  uint32_t ones, others;
  const char *one = items_of(c->one, list, &ones), *other = items_of(c->other, list, &others);
  for (uint32_t i = 0; i < ones || i < others; i++) {
    size_t at = i * list->group->item_size;
    pair p = {i < ones ? one + at : NULL, i < others ? other + at : NULL, rq_arena_format(c->arena, "%s.%u", list->path, (unsigned)i), 0};
    if (p.path) compare_items(c, list, &p);
  }
}

/* ---- all ---- */

static void compare_entries(const comparison *c, const rq_entry *parent) {
  for (const rq_entry *entry = parent->children; entry; entry = entry->next) {
    if (entry->of_file || entry->shared) continue;
    if (entry->kind == RQ_ENTRY_MAPPING) compare_entries(c, entry);
    if (entry->kind == RQ_ENTRY_LIST) compare_lists(c, entry);
    if (entry->kind != RQ_ENTRY_VALUE) continue;
    pair p = {c->one->images[entry->schema], c->other->images[entry->schema], entry->path, 0};
    compare_values(c, entry, &p);
  }
}

rq_status rq_config_compare(const rq_config *one, const rq_config *other, rq_config_note note, void *context, rq_error *error) {
  rq_arena arena = {0};
  comparison c = {one, other, note, context, &arena};
  compare_entries(&c, one->root);
  rq_status status = arena.exhausted ? rq_no_memory(error, "the comparison of two configurations") : RQ_OK;
  rq_arena_free(&arena);
  return status;
}

void rq_config_renumber(rq_config *config, const char *key, int64_t value) {
  const rq_entry *entry = rq_entry_find(config->root, key);
  memcpy(config->images[entry->schema] + entry->offset, &value, sizeof value);
}
