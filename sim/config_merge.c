/* One configuration over another. Values are never changed, only replaced on the way from the root. */
#include "sim/config_parts.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

static const rq_written *one_item(rq_arena *arena, const rq_written *item) {
  rq_written *list = rq_written_new(arena, RQ_SEQUENCE, 1, item->place);
  if (list) list->members[0] = (rq_member){NULL, item->place, item};
  return list;
}

/* The number of the item with this name; the count of items where there is none. */
static size_t item_named(const rq_written *list, const char *name) {
  size_t i = 0;
  for (; i < list->count; i++) {
    const rq_written *own = rq_written_get(list->members[i].value, "name");
    if (own && own->shape == RQ_SCALAR && strcmp(own->text, name) == 0) break;
  }
  return i;
}

static const rq_written *merge_mapping(rq_arena *arena, const rq_entry *entry, const rq_written *base, const rq_written *top) {
  rq_written *merged = rq_written_new(arena, RQ_MAPPING, base->count + top->count, top->place);
  if (!merged) return NULL;
  memcpy(merged->members, base->members, base->count * sizeof *base->members);
  merged->count = base->count;
  for (size_t i = 0; i < top->count; i++) {
    rq_member member = top->members[i];
    const rq_entry *child = rq_entry_child(entry, member.key, strlen(member.key));
    size_t at = merged->count; /* of unknown keys, already found: they are kept for config_resolve.c */
    for (size_t k = 0; child && k < base->count; k++)
      if (strcmp(base->members[k].key, member.key) == 0) at = k;
    if (child) member.value = rq_merge(arena, child, at < base->count ? base->members[at].value : NULL, member.value);
    if (!member.value) return NULL;
    merged->members[at] = member;
    if (at == merged->count) merged->count++;
  }
  return merged;
}

/* Items of the same name are laid over each other, others added. */
static const rq_written *merge_by_name(rq_arena *arena, const rq_entry *entry, const rq_written *base, const rq_written *top) {
  rq_written *merged = rq_written_new(arena, RQ_SEQUENCE, base->count + top->count, top->place);
  if (!merged) return NULL;
  memcpy(merged->members, base->members, base->count * sizeof *base->members);
  merged->count = base->count;
  for (size_t i = 0; i < top->count; i++) {
    const rq_written *item = top->members[i].value, *name = rq_written_get(item, "name");
    if (item->shape != RQ_MAPPING) continue;
    size_t at = name && name->shape == RQ_SCALAR ? item_named(base, name->text) : base->count;
    if (at < base->count) {
      item = merge_mapping(arena, entry, base->members[at].value, item);
    } else {
      at = merged->count++;
    }
    if (!item) return NULL;
    merged->members[at] = (rq_member){NULL, item->place, item};
  }
  return merged;
}

const rq_written *rq_merge(rq_arena *arena, const rq_entry *entry, const rq_written *base, const rq_written *top) {
  if (entry->kind == RQ_ENTRY_LIST && top->shape == RQ_MAPPING) top = one_item(arena, top);
  if (!top) return NULL;
  if (entry->kind == RQ_ENTRY_LIST && top->shape == RQ_SEQUENCE && entry->group->by_name && base && base->shape == RQ_SEQUENCE &&
      top->count)
    return merge_by_name(arena, entry, base, top);
  if (entry->kind == RQ_ENTRY_MAPPING && top->shape == RQ_MAPPING) {
    if (!base || base->shape != RQ_MAPPING) base = rq_written_new(arena, RQ_MAPPING, 0, top->place);
    return base ? merge_mapping(arena, entry, base, top) : NULL;
  }
  return top;
}

const rq_written *rq_merge_shipped(rq_arena *arena, const rq_entry *root, rq_where place) {
  const rq_written *merged = rq_written_new(arena, RQ_MAPPING, 0, place);
  for (const rq_entry *child = root->children; child && merged; child = child->next) {
    const rq_written *shipped = child->shipped;
    if (child->kind == RQ_ENTRY_MAPPING) {
      shipped = rq_merge_shipped(arena, child, place);
      if (shipped && shipped->count == 0) continue;
    }
    if (shipped) merged = rq_written_with(arena, merged, child->name, shipped->place, shipped);
  }
  return merged;
}

/* ---- one value by its path ---- */

/* A path being followed. */
typedef struct walk {
  rq_findings *findings;
  const char *path; /* all of it, for messages */
  rq_where place;
  const rq_written *value;
} walk;

static const rq_written *follow(const walk *, const rq_entry *, const rq_written *base, const char *rest);

/* What is at the end of the path: checked, then laid over. Inside a set's mappings keys may be dotted again. */
static const rq_written *arrive(const walk *w, const rq_entry *entry, const rq_written *base) {
  rq_arena *arena = w->findings->arena;
  if (entry->kind == RQ_ENTRY_MAPPING && w->value->shape == RQ_MAPPING) {
    if (!base || base->shape != RQ_MAPPING) base = rq_written_new(arena, RQ_MAPPING, 0, w->place);
    for (size_t i = 0; base && i < w->value->count; i++) {
      const rq_member *member = &w->value->members[i];
      walk inner = {w->findings, member->key, member->place, member->value};
      base = follow(&inner, entry, base, member->key);
    }
    return base;
  }
  size_t before = w->findings->count;
  rq_check_written(w->findings, entry, w->value);
  return w->findings->count > before && base ? base : rq_merge(arena, entry, base, w->value);
}

/* An unknown key somewhere in a path: the message shows the whole path. */
static const rq_written *lost(const walk *w, const rq_entry *parent, const rq_written *base, const char *rest) {
  size_t part = strcspn(rest, ".");
  rq_arena *arena = w->findings->arena;
  const char *word = rq_arena_text(arena, rest, part);
  if (!word) return NULL;
  if (rest == w->path && rest[part] == '\0') {
    rq_check_unknown(w->findings, parent, word, w->place);
    return base;
  }
  rq_suggestion closest = {.word = word};
  for (const rq_entry *child = parent->children; child; child = child->next) rq_suggestion_offer(&closest, child->name);
  const char *shown = rq_text_show(arena, w->path);
  if (closest.best)
    rq_findings_add(w->findings, w->place, "unknown key '%s'; did you mean '%.*s%s%s'?", shown, (int)(rest - w->path), w->path,
                    closest.best, rest + part);
  else
    rq_findings_add(w->findings, w->place, "unknown key '%s'; %s%s has no '%s'", shown, *parent->path ? "" : "the top level", parent->path,
                    rq_text_show(arena, word));
  return base;
}

/* Which item a part of a path means: a number (the count of items for one more), a name, or, where there is at most one item,
 * a key of it (`*is_key`). Returns false after a finding. */
static bool which_item(const walk *w, const rq_entry *entry, const rq_written *list, const char *part, size_t *item, bool *is_key) {
  rq_arena *arena = w->findings->arena;
  const char *shown = rq_text_show(arena, part);
  *is_key = false;
  if (*part && strspn(part, "0123456789") == strlen(part) && strlen(part) < 7) {
    *item = (size_t)strtoul(part, NULL, 10);
    if (*item <= list->count) return true;
    rq_findings_add(w->findings, w->place, "%s has %zu item%s, numbered from 0; there is no %s", entry->path, list->count,
                    list->count == 1 ? "" : "s", shown);
    return false;
  }
  *item = item_named(list, part);
  if (*item < list->count) return true;
  rq_suggestion closest = {.word = part};
  for (size_t i = 0; i < list->count; i++) {
    const rq_written *name = rq_written_get(list->members[i].value, "name");
    if (name && name->shape == RQ_SCALAR) rq_suggestion_offer(&closest, name->text);
  }
  if (!closest.best && rq_entry_child(entry, part, strlen(part))) {
    *is_key = list->count <= 1;
    *item = 0;
    if (*is_key) return true;
    rq_findings_add(w->findings, w->place, "%s has %zu items; say which, such as %s.0.%s", entry->path, list->count, entry->path, shown);
  } else if (closest.best) {
    rq_findings_add(w->findings, w->place, "%s has no item '%s'; did you mean '%s'?", entry->path, shown,
                    rq_text_show(arena, closest.best));
  } else {
    rq_findings_add(w->findings, w->place, "%s has no item '%s'; items go by number, from 0, or by name", entry->path, shown);
  }
  return false;
}

static const rq_written *follow_list(const walk *w, const rq_entry *entry, const rq_written *list, const char *rest) {
  rq_arena *arena = w->findings->arena;
  size_t part = strcspn(rest, "."), item;
  bool is_key;
  const char *word = rq_arena_text(arena, rest, part);
  const rq_written *none = rq_written_new(arena, RQ_SEQUENCE, 0, w->place);
  if (!list || list->shape != RQ_SEQUENCE) list = none;
  if (!word || !list) return NULL;
  if (!which_item(w, entry, list, word, &item, &is_key)) return list;
  rq_entry mapping = *entry;
  mapping.kind = RQ_ENTRY_MAPPING;
  const rq_written *base = item < list->count ? list->members[item].value : rq_written_new(arena, RQ_MAPPING, 0, w->place);
  if (!base) return NULL;
  const char *inside = is_key ? rest : rest + part + (rest[part] == '.');
  const rq_written *value = follow(w, &mapping, base, inside);
  if (!value) return NULL;
  return value == base ? list : rq_written_with_item(arena, list, item, value); /* after a mistake nothing is added */
}

static const rq_written *follow(const walk *w, const rq_entry *entry, const rq_written *base, const char *rest) {
  rq_arena *arena = w->findings->arena;
  if (!*rest && rest != w->path) return arrive(w, entry, base);
  if (entry->kind == RQ_ENTRY_LIST) return follow_list(w, entry, base, rest);
  size_t part = strcspn(rest, ".");
  const rq_entry *child = entry->kind == RQ_ENTRY_MAPPING ? rq_entry_child(entry, rest, part) : NULL;
  if (!child || child->of_file) {
    if (child) rq_findings_add(w->findings, w->place, "'%s' stands in files only, at the top", child->name);
    return child ? base : lost(w, entry, base, rest);
  }
  if (!base || base->shape != RQ_MAPPING) base = rq_written_new(arena, RQ_MAPPING, 0, w->place);
  if (!base) return NULL;
  const rq_written *old = rq_written_get(base, child->name);
  const rq_written *value = follow(w, child, old, rest + part + (rest[part] == '.'));
  if (arena->exhausted) return NULL;
  return value && value != old ? rq_written_with(arena, base, child->name, w->place, value) : base;
}

const rq_written *rq_merge_path(rq_findings *findings, const rq_entry *entry, const rq_written *base, const char *path, rq_where place,
                                const rq_written *value) {
  walk w = {findings, path, place, value};
  return follow(&w, entry, base, path);
}

const rq_written *rq_merge_set(rq_findings *findings, const rq_entry *root, const rq_written *base, const rq_written *set) {
  for (size_t i = 0; base && set->shape == RQ_MAPPING && i < set->count; i++)
    base = rq_merge_path(findings, root, base, set->members[i].key, set->members[i].place, set->members[i].value);
  return base;
}

/* Whether a member of a RQ_SETTINGS is a key of the group `own`: it is one, or it is nothing at the top and nearer to one. */
static bool is_of_own(const rq_entry *root, const rq_entry *own, const rq_member *m) {
  if (m->value->shape != RQ_MAPPING && rq_entry_child(own, m->key, strlen(m->key))) return true;
  if (strchr(m->key, '.') || rq_entry_child(root, m->key, strlen(m->key))) return false;
  rq_suggestion meant = {.word = m->key};
  for (const rq_entry *child = root->children; child; child = child->next) rq_suggestion_offer(&meant, child->name);
  const char *at_top = meant.best;
  for (const rq_entry *child = own->children; child; child = child->next) rq_suggestion_offer(&meant, child->name);
  return meant.best != at_top;
}

const rq_written *rq_merge_settings(rq_findings *findings, const rq_entry *root, const rq_written *base, const rq_written *settings,
                                    const rq_entry *own) {
  for (size_t i = 0; base && settings->shape == RQ_MAPPING && i < settings->count; i++) {
    const rq_member *m = &settings->members[i];
    const char *path = own && is_of_own(root, own, m) ? rq_arena_format(findings->arena, "%s.%s", own->path, m->key) : m->key;
    base = path ? rq_merge_path(findings, root, base, path, m->place, m->value) : NULL;
  }
  return base;
}

const rq_written *rq_merge_command(rq_findings *findings, const rq_entry *root, const rq_written *base, const char *set,
                                   const rq_source *source) {
  rq_where place = {source, 0, 0};
  const char *equal = strchr(set, '=');
  if (!equal || equal == set) {
    rq_findings_add(findings, place, "it must be key=value");
    return base;
  }
  const char *key = rq_arena_text(findings->arena, set, (size_t)(equal - set)), *text = equal + 1;
  const rq_entry *entry = key ? rq_entry_find(root, key) : NULL;
  bool is_text = entry && entry->kind == RQ_ENTRY_VALUE && entry->row->type == RQ_TEXT && *text != '"' && *text != '\'';
  const rq_written *value =
      is_text ? rq_written_scalar(findings->arena, text, true, place) : rq_yaml_parse(findings, source, text, strlen(text), true);
  return key && value ? rq_merge_path(findings, root, base, key, place, value) : base;
}
