/* A configuration from beginning to end: files, what they extend, scenario, --set, and what comes of it. */
#include "sim/config_parts.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEEPEST_EXTENDS 16u
#define COMMANDS_FROM 1000u /* order of the first --set among sources: after all files */

typedef struct loading {
  const rq_config_source *from;
  rq_config *config;
  rq_findings findings;
  unsigned files;
} loading;

/* The files that are being read, each extended by the one before. */
typedef struct chain {
  const struct chain *before;
  dev_t device;
  ino_t number;
  unsigned depth;
} chain;

/* ---- files ---- */

static const char *folder_of(rq_arena *arena, const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return ".";
  return slash == path ? "/" : rq_arena_text(arena, path, (size_t)(slash - path));
}

static const char *beside(rq_arena *arena, const char *file, const char *path) {
  const char *slash = strrchr(file, '/');
  if (*path == '/' || !slash) return path;
  return rq_arena_format(arena, "%.*s/%s", (int)(slash - file), file, path);
}

static const rq_source *new_source(loading *l, const char *name, unsigned order, bool command) {
  rq_source *source = rq_arena_take(&l->config->arena, sizeof *source);
  if (source) *source = (rq_source){name, order, command};
  return source;
}

/* Whether the file is already being read: then it extends itself. */
static bool in_chain(const chain *last, const char *path, chain *next) {
  struct stat about;
  *next = (chain){.before = last, .depth = last ? last->depth + 1 : 0};
  if (stat(path, &about) != 0) return false;
  next->device = about.st_dev;
  next->number = about.st_ino;
  for (const chain *c = last; c; c = c->before)
    if (c->device == about.st_dev && c->number == about.st_ino) return true;
  return false;
}

/* One file, laid over what it extends, laid over the shipped lists. `asked`: the place of `extends`. */
static const rq_written *read_file(loading *l, const char *path, rq_where asked, const chain *last) {
  rq_arena *arena = &l->config->arena;
  rq_findings *findings = &l->findings;
  const rq_source *source = new_source(l, path, ++l->files, false);
  chain here;
  size_t length = 0;
  if (!source) return NULL;
  if (in_chain(last, path, &here)) {
    rq_findings_add(findings, asked, "extends '%s', which in the end extends itself", rq_text_show(arena, path));
    return NULL;
  }
  if (here.depth > DEEPEST_EXTENDS) {
    rq_findings_add(findings, asked, "extends a file that extends a file, more than %u times", DEEPEST_EXTENDS);
    return NULL;
  }
  bool given = !last && l->from->text;
  char *text = given ? rq_arena_text(arena, l->from->text, length = l->from->length) : rq_yaml_read(findings, source, asked, &length);
  if (!last) {
    l->config->text = text;
    l->config->length = length;
  }
  const rq_written *written = text ? rq_yaml_parse(findings, source, text, length, false) : NULL;
  if (!written) return NULL;
  rq_check_written(findings, l->config->root, written);

  const rq_written *extends = rq_written_get(written, "extends"), *base;
  if (extends && extends->shape == RQ_SCALAR && *extends->text) {
    const char *other = beside(arena, path, extends->text);
    base = other ? read_file(l, other, extends->place, &here) : NULL;
  } else {
    base = rq_merge_shipped(arena, l->config->root, (rq_where){source, 1, 1});
  }
  return base ? rq_merge(arena, l->config->root, base, written) : NULL;
}

/* ---- scenarios ---- */

static const char *scenario_name(const rq_written *scenario) {
  const rq_written *name = rq_written_get(scenario, "name");
  return name && name->shape == RQ_SCALAR && *name->text ? name->text : NULL;
}

/* Notes the names of the file's scenarios. */
static void list_scenarios(loading *l, const rq_written *scenarios) {
  rq_config *config = l->config;
  config->scenarios = rq_arena_take(&config->arena, (scenarios->count + 1) * sizeof *config->scenarios);
  for (size_t i = 0; config->scenarios && i < scenarios->count; i++) {
    const rq_written *scenario = scenarios->members[i].value;
    const char *name = scenario_name(scenario);
    if (name)
      config->scenarios[config->scenarios_count++] = name;
    else if (scenario->shape == RQ_MAPPING && !rq_written_get(scenario, "name"))
      rq_findings_add(&l->findings, scenario->place, "key 'name' is missing; scenarios.%zu must have it", i);
  }
}

static const rq_written *find_scenario(loading *l, const rq_written *scenarios, const char *wanted, const rq_source *file) {
  rq_suggestion closest = {.word = wanted};
  for (size_t i = 0; scenarios && i < scenarios->count; i++) {
    const char *name = scenario_name(scenarios->members[i].value);
    if (name && strcmp(name, wanted) == 0) return scenarios->members[i].value;
    if (name) rq_suggestion_offer(&closest, name);
  }
  rq_arena *arena = &l->config->arena;
  const char *shown = rq_text_show(arena, wanted);
  if (closest.best)
    rq_findings_add(&l->findings, (rq_where){file, 0, 0}, "there is no scenario '%s'; did you mean '%s'?", shown,
                    rq_text_show(arena, closest.best));
  else if (l->config->scenarios_count)
    rq_findings_add(&l->findings, (rq_where){file, 0, 0}, "there is no scenario '%s'; there are %s", shown,
                    rq_text_show(arena, rq_words_show(arena, l->config->scenarios, " and ")));
  else
    rq_findings_add(&l->findings, (rq_where){file, 0, 0}, "there is no scenario '%s'; the file has none", shown);
  return NULL;
}

static rq_resolve resolver(loading *l, rq_findings *findings, const rq_written *written, char *const *images) {
  return (rq_resolve){findings, l->config->schemas, l->config->schemas_count, l->config->root, written, images};
}

/* Whether nothing is wrong with the configuration as it stands. */
static bool is_sound(loading *l, const rq_written *written) {
  rq_findings alone = {.arena = &l->config->arena};
  rq_resolve plain = resolver(l, &alone, written, NULL);
  rq_resolve_all(&plain);
  bool sound = alone.count == 0;
  rq_findings_free(&alone);
  return sound;
}

/* What was laid over the configuration for some cases only: the mistakes in `so_far`, and, if all else is sound, those that `written` has
 * in the end. */
static void check_case(loading *l, rq_findings *so_far, const rq_written *written, bool sound, const char *remark) {
  rq_findings_join(&l->findings, so_far, "");
  if (sound && written) {
    rq_resolve r = resolver(l, so_far, written, NULL);
    rq_resolve_all(&r);
    if (remark) rq_findings_join(&l->findings, so_far, remark);
  }
  rq_findings_free(so_far);
}

/* Checks the scenarios that were not chosen: a mistake in one shows now, not when its turn comes. */
static void check_scenarios(loading *l, const rq_written *base, const rq_written *scenarios, const rq_written *chosen, bool sound) {
  rq_arena *arena = &l->config->arena;
  for (size_t i = 0; i < scenarios->count; i++) {
    const rq_written *scenario = scenarios->members[i].value, *set = rq_written_get(scenario, "set");
    if (scenario == chosen || !set) continue;
    rq_findings alone = {.arena = arena};
    const rq_written *written = rq_merge_set(&alone, l->config->root, base, set);
    const char *name = scenario_name(scenario);
    check_case(l, &alone, written, sound, rq_arena_format(arena, " (in scenario '%s')", name ? rq_text_show(arena, name) : ""));
  }
}

/* ---- settings of single cases (RQ_SETTINGS) ---- */

/* The mapping that has the name of the model; NULL where the model has none. */
static const rq_entry *group_of_model(const loading *l, const rq_written *written) {
  const rq_entry *model = rq_entry_child(l->config->root, "model", strlen("model"));
  const rq_written *name = rq_written_get(written, "model");
  if (!name && model) name = model->initial;
  const rq_entry *group = name && name->shape == RQ_SCALAR ? rq_entry_child(l->config->root, name->text, strlen(name->text)) : NULL;
  return group && group->kind == RQ_ENTRY_MAPPING ? group : NULL;
}

/* Checks them all: a mistake in one shows now, too. `here` is what is written of the entry; base: the configuration. */
static void check_settings(loading *l, const rq_entry *entry, const rq_written *here, const rq_written *base, bool sound) {
  for (const rq_entry *child = entry->children; child; child = child->next) {
    const rq_written *value = rq_written_get(here, child->name);
    if (!value || child->of_file) continue;
    if (child->kind == RQ_ENTRY_MAPPING) check_settings(l, child, value, base, sound);
    for (size_t i = 0; child->kind == RQ_ENTRY_LIST && value->shape == RQ_SEQUENCE && i < value->count; i++)
      check_settings(l, child, value->members[i].value, base, sound);
    if (child->kind != RQ_ENTRY_VALUE || child->row->type != RQ_SETTINGS) continue;
    rq_findings alone = {.arena = &l->config->arena};
    const rq_written *written = rq_merge_settings(&alone, l->config->root, base, value, group_of_model(l, base));
    check_case(l, &alone, written, sound, "");
  }
}

/* ---- all of it ---- */

static void apply(loading *l, const rq_written *base) {
  const rq_config_source *from = l->from;
  rq_config *config = l->config;
  const rq_source *file = base->place.source;
  const rq_written *scenarios = rq_written_get(base, "scenarios"), *chosen = NULL, *written = base;
  if (scenarios && scenarios->shape != RQ_SEQUENCE) scenarios = NULL; /* already found */
  if (scenarios && scenarios->count > 256) {
    rq_findings_add(&l->findings, scenarios->place, "scenarios has %zu items; at most 256 are possible", scenarios->count);
    scenarios = NULL;
  }
  if (scenarios) list_scenarios(l, scenarios);
  if (from->scenario && *from->scenario) {
    chosen = find_scenario(l, scenarios, from->scenario, file);
    const rq_written *set = rq_written_get(chosen, "set");
    if (set) written = rq_merge_set(&l->findings, config->root, written, set);
    config->scenario = rq_arena_text(&config->arena, from->scenario, strlen(from->scenario));
  }
  for (size_t i = 0; i < from->sets_count && written; i++) {
    const char *set = rq_arena_text(&config->arena, from->sets[i], strlen(from->sets[i]));
    const char *name = set ? rq_arena_format(&config->arena, "--set %s", rq_text_show(&config->arena, set)) : NULL;
    const rq_source *source = name ? new_source(l, name, COMMANDS_FROM + (unsigned)i, true) : NULL;
    written = source ? rq_merge_command(&l->findings, config->root, written, set, source) : NULL;
  }
  config->written = written;
  if (!written) return;
  rq_resolve all = resolver(l, &l->findings, written, config->images);
  rq_resolve_all(&all);
  bool sound = is_sound(l, base);
  if (scenarios) check_scenarios(l, base, scenarios, chosen, sound);
  check_settings(l, config->root, base, base, sound);
}

static bool prepare(rq_config *config, const rq_schema *const *schemas, size_t count) {
  rq_arena *arena = &config->arena;
  const rq_schema **list = rq_arena_take(arena, count * sizeof *list + 1);
  config->images = rq_arena_take(arena, count * sizeof *config->images + 1);
  if (!list || !config->images) return false;
  for (size_t i = 0; i < count; i++) {
    list[i] = schemas[i];
    config->images[i] = rq_arena_take(arena, schemas[i]->size);
  }
  config->schemas = list;
  config->schemas_count = count;
  config->scenario = config->text = "";
  config->folder = ".";
  config->root = rq_entries_build(arena, schemas, count);
  return !arena->exhausted;
}

/* Everything that the source says; mistakes are in the findings. */
static void read_all(loading *l, const rq_schema *const *schemas, size_t count) {
  rq_config *config = l->config;
  if (!prepare(config, schemas, count)) return;
  const rq_written *written;
  if (l->from->path) {
    config->folder = folder_of(&config->arena, l->from->path);
    written = read_file(l, l->from->path, (rq_where){0}, NULL);
  } else {
    const rq_source *none = new_source(l, "defaults", 1, false);
    written = none ? rq_merge_shipped(&config->arena, config->root, (rq_where){none, 1, 1}) : NULL;
  }
  if (written && written->shape == RQ_MAPPING) apply(l, written);
}

int rq_config_choice(const rq_config_source *from, const rq_schema *schema, const char *key, char **text, size_t *length) {
  rq_config config = {0};
  loading l = {.from = from, .config = &config, .findings = {.arena = &config.arena}};
  int choice = 0;
  read_all(&l, &schema, 1);
  const rq_entry *entry = config.root ? rq_entry_find(config.root, key) : NULL;
  if (entry) memcpy(&choice, config.images[0] + entry->offset, sizeof choice);
  *length = config.length;
  *text = config.length ? malloc(config.length) : NULL;
  if (*text) memcpy(*text, config.text, config.length);
  rq_findings_free(&l.findings);
  rq_arena_free(&config.arena);
  return choice;
}

rq_status rq_config_load(const rq_config_source *from, const rq_schema *const *schemas, size_t count, rq_config **result, rq_error *error) {
  rq_config *config = calloc(1, sizeof *config);
  if (!config) return rq_no_memory(error, "the configuration");
  loading l = {.from = from, .config = config, .findings = {.arena = &config->arena}};
  read_all(&l, schemas, count);
  rq_status status = rq_findings_report(&l.findings, error);
  rq_findings_free(&l.findings);
  if (config->arena.exhausted) status = rq_no_memory(error, "the configuration");
  if (status == RQ_OK)
    *result = config;
  else
    rq_config_free(config);
  return status;
}

void rq_config_free(rq_config *config) {
  if (!config) return;
  rq_arena_free(&config->arena);
  free(config);
}

rq_status rq_config_blame(const rq_config *config, const rq_error *found, rq_error *error) {
  rq_arena arena = {0};
  rq_findings findings = {.arena = &arena};
  for (const char *line = found->text; line && *line;) {
    int length = (int)strcspn(line, "\n");
    rq_findings_add_status(&findings, found->status, rq_written_place(config->written, line), "%.*s", length, line);
    line += length + (line[length] == '\n');
  }
  rq_status status = rq_findings_report(&findings, error);
  rq_findings_free(&findings);
  if (arena.exhausted) status = rq_no_memory(error, "the mistakes of a configuration");
  rq_arena_free(&arena);
  return status ? status : found->status;
}

void rq_config_fill(const rq_config *config, const rq_schema *schema, void *parameters) {
  for (size_t i = 0; i < config->schemas_count; i++)
    if (config->schemas[i] == schema) memcpy(parameters, config->images[i], schema->size);
}

const char *rq_config_folder(const rq_config *config) {
  return config->folder;
}

const char *rq_config_as_written(const rq_config *config) {
  return config->text;
}

const char *rq_config_scenario(const rq_config *config) {
  return config->scenario;
}

size_t rq_config_scenarios(const rq_config *config) {
  return config->scenarios_count;
}

const char *rq_config_scenario_name(const rq_config *config, size_t number) {
  return config->scenarios[number];
}
