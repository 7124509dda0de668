/* The keys as Markdown, for the documentation: a section for each mapping or list, a table row for each key. */
#include "sim/config_parts.h"
#include <string.h>

typedef struct page {
  rq_arena *arena;
  const rq_schema *const *schemas;
  size_t count;
  FILE *out;
} page;

/* Text in a table's cell. */
static void write_cell(const page *p, const char *text) {
  for (; *text; text++) {
    if (*text == '|') fputc('\\', p->out);
    fputc(*text, p->out);
  }
}

static void write_row(const page *p, const rq_entry *entry) {
  const rq_parameter *row = entry->row;
  fprintf(p->out, "| `%s` | ", entry->name);
  write_cell(p, rq_entry_expects(p->arena, row));
  fprintf(p->out, " | %s | ", row->unit);
  if (!row->initial)
    fputs("must be given", p->out);
  else if (*row->initial)
    fprintf(p->out, "%s", row->initial);
  const rq_preset *preset = NULL;
  while ((preset = rq_preset_next(p->schemas, p->count, entry->path, preset)))
    if (!row->initial || strcmp(preset->value, row->initial) != 0)
      fprintf(p->out, "; %s with %s: %s", preset->value, preset->key, preset->choice);
  fputs(" | ", p->out);
  write_cell(p, entry->description);
  fputs(" |\n", p->out);
}

static bool has_values(const rq_entry *entry) {
  for (const rq_entry *child = entry->children; child; child = child->next)
    if (child->kind == RQ_ENTRY_VALUE || child->kind == RQ_ENTRY_SET) return true;
  return false;
}

static void write_section(const page *p, const rq_entry *entry) {
  if (has_values(entry)) {
    const char *path = *entry->path ? entry->path : "top level";
    fprintf(p->out, "\n## %s%s\n\n%s", path, entry->kind == RQ_ENTRY_LIST ? " (list)" : "", entry->description);
    if (entry->kind == RQ_ENTRY_LIST) fprintf(p->out, "; %u to %u items", entry->group->minimum, entry->group->maximum);
    fputs("\n\n| key | value | unit | default | meaning |\n|---|---|---|---|---|\n", p->out);
  }
  for (const rq_entry *child = entry->children; child; child = child->next) {
    if (child->kind == RQ_ENTRY_VALUE) write_row(p, child);
    if (child->kind == RQ_ENTRY_SET) {
      fprintf(p->out, "| `%s` | a mapping | | | ", child->name);
      write_cell(p, child->description);
      fputs(" |\n", p->out);
    }
  }
  if (entry->shipped) fprintf(p->out, "\nShipped:\n\n```yaml\n%s```\n", entry->group->shipped);
  for (const rq_entry *child = entry->children; child; child = child->next)
    if (child->kind == RQ_ENTRY_MAPPING || child->kind == RQ_ENTRY_LIST) write_section(p, child);
}

rq_status rq_config_reference(const rq_schema *const *schemas, size_t count, FILE *out, rq_error *error) {
  rq_arena arena = {0};
  const rq_entry *root = rq_entries_build(&arena, schemas, count);
  page p = {&arena, schemas, count, out};
  if (root) {
    fputs("# All keys of a configuration\n", out);
    write_section(&p, root);
  }
  rq_arena_free(&arena);
  return root ? RQ_OK : rq_no_memory(error, "the keys");
}
