/* The settings of a case, short names written out. */
#include "analysis/study_sets.h"
#include "models/models.h"
#include "sim/settings.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

typedef struct sets {
  const rq_study *study;
  char **list; /* owned, and so are its texts */
  size_t count, room;
  bool failed;
} sets;

static bool is_key(const char *set, size_t length, const char *key) {
  return strlen(key) == length && !strncmp(set, key, length);
}

static size_t count_rows(const rq_group *group) {
  return group->counted ? *group->counted : group->parameters_count;
}

static bool has_key(const rq_group *group, const char *set, size_t length) {
  for (size_t i = 0; i < count_rows(group); i++)
    if (is_key(set, length, group->parameters[i].key)) return true;
  return false;
}

/* All groups of a study, one after the other; NULL after the last. */
static const rq_group *group_number(const rq_study *study, size_t number) {
  for (size_t s = 0; study->schema[s]; number -= study->schema[s++]->groups_count)
    if (number < study->schema[s]->groups_count) return &study->schema[s]->groups[number];
  return NULL;
}

/* Whether its keys need not say which group they are of: it has the study's name, or its model's. */
static bool is_own(const rq_study *study, const rq_group *group) {
  return !strcmp(group->path, study->name) || (study->model && !strcmp(group->path, study->model->name));
}

/* Whether the key, or the group in which it stands, is at the top. */
static bool is_at_top(const rq_study *study, const char *word) {
  const rq_group *group;
  for (size_t g = 0; (group = group_number(study, g)); g++)
    if (!strcmp(group->path, word) || (!*group->path && has_key(group, word, strlen(word)))) return true;
  return false;
}

/* What stands before a short name: that of an alias is the last part of its target. */
static size_t before_short(const rq_study_alias *a) {
  const char *last = strrchr(a->target, '.');
  return last && !strcmp(last + 1, a->key) ? (size_t)(last - a->target) : 0;
}

/* The group, so many bytes of a path, in which the message is to look for what was meant: that of the nearest short name, unless a name at the
 * top is as near. */
static const char *meant_group(const rq_study *study, const char *word, size_t *bytes) {
  const rq_group *group;
  rq_suggestion meant = {.word = word};
  for (size_t g = 0; (group = group_number(study, g)); g++) {
    if (!strchr(group->path, '.')) rq_suggestion_offer(&meant, group->path);
    for (size_t i = 0; !*group->path && i < count_rows(group); i++) rq_suggestion_offer(&meant, group->parameters[i].key);
  }
  const char *nearest = meant.best, *found = NULL;
  for (size_t g = 0; (group = group_number(study, g)); g++) {
    for (size_t i = 0; is_own(study, group) && i < count_rows(group); i++) rq_suggestion_offer(&meant, group->parameters[i].key);
    if (meant.best == nearest) continue;
    nearest = meant.best;
    found = group->path;
    *bytes = strlen(found);
  }
  for (const rq_study_alias *a = study->aliases; a && a->key; a++) {
    if (before_short(a)) rq_suggestion_offer(&meant, a->key);
    if (meant.best == nearest) continue;
    nearest = meant.best;
    found = a->target;
    *bytes = before_short(a);
  }
  return found;
}

/* The own group that has such a key, or is meant, as so many bytes of a path; NULL: the key says all. */
static const char *own_group(const rq_study *study, const char *set, size_t length, size_t *bytes) {
  const rq_group *group;
  char word[64];
  for (size_t g = 0; (group = group_number(study, g)); g++) {
    if (!is_own(study, group) || !has_key(group, set, length)) continue;
    *bytes = strlen(group->path);
    return group->path;
  }
  snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), set);
  return strchr(word, '.') || is_at_top(study, word) ? NULL : meant_group(study, word, bytes);
}

/* Adds so many bytes of the first text, and the others, as one. */
static void add(sets *s, const char *first, size_t bytes, const char *second, const char *third) {
  if (s->count == s->room) {
    size_t room = s->room ? 2 * s->room : 16;
    char **bigger = realloc(s->list, room * sizeof *bigger);
    s->failed = s->failed || !bigger;
    if (!bigger) return;
    s->list = bigger;
    s->room = room;
  }
  char *text = malloc(bytes + strlen(second) + strlen(third) + 1);
  s->failed = s->failed || !text;
  if (!text) return;
  memcpy(text, first, bytes);
  strcpy(text + bytes, second);
  strcat(text, third);
  s->list[s->count++] = text;
}

static void add_written_out(sets *s, const char *set) {
  size_t length = strcspn(set, "="), bytes = 0;
  for (const rq_study_alias *a = s->study->aliases; a && a->key; a++) {
    if (!is_key(set, length, a->key)) continue;
    if (a->also) add(s, a->also, strlen(a->also), "", "");
    add(s, a->target, strlen(a->target), set + length, "");
    return;
  }
  const char *own = own_group(s->study, set, length, &bytes);
  add(s, own ? own : "", bytes, own ? "." : "", set);
}

static void add_all(sets *s, const char *const *more, size_t count) {
  for (size_t i = 0; i < count; i++) add_written_out(s, more[i]);
}

bool rq_study_is_effort(const rq_study *study, const char *set) {
  size_t key = strcspn(set, "=");
  for (size_t i = 0; study->effort && study->effort[i]; i++)
    if (strcspn(study->effort[i], "=") == key && !strncmp(study->effort[i], set, key)) return true;
  return false;
}

/* Of a case those settings that are of effort, or those that are not. */
static void add_of_case(sets *s, const char *const *more, bool effort) {
  for (size_t i = 0; more[i]; i++)
    if (rq_study_is_effort(s->study, more[i]) == effort) add_written_out(s, more[i]);
}

static size_t count_texts(const char *const *texts) {
  size_t count = 0;
  while (texts && texts[count]) count++;
  return count;
}

/* A study is of a model whose keys it reads, whatever a file or --set say. */
static rq_status check_model(const rq_study *study, const rq_config *config, rq_error *error) {
  rq_settings s = {.model = -1}; /* where the engine's keys are not read */
  rq_config_fill(config, &rq_engine_schema, &s);
  for (size_t k = 0; s.model >= 0 && study->schema[k]; k++)
    if (study->schema[k] == rq_models[s.model]->schema) return RQ_OK;
  if (!study->model || s.model < 0) return RQ_OK;
  rq_error found = RQ_NO_ERROR;
  rq_fail(&found, RQ_BAD_DATA, "model: it is '%s'; the study %s is of the model '%s'", rq_model_names[s.model], study->name,
          study->model->name);
  rq_status status = rq_config_blame(config, &found, error);
  rq_error_free(&found);
  return status;
}

rq_status rq_study_load(const rq_study *study, const rq_study_request *asked, const char *const *more, const char *const *last,
                        rq_config **config, rq_error *error) {
  const char *const *shorter = asked && !asked->full ? study->test_length : NULL;
  sets s = {.study = study};
  size_t schemas = 0;
  *config = NULL;
  while (study->schema[schemas]) schemas++;
  if (study->model) add(&s, "model=", strlen("model="), study->model->name, "");
  add_all(&s, shorter, count_texts(shorter));
  if (more) add_of_case(&s, more, true); /* the user knows better how much to compute */
  if (asked) add_all(&s, asked->sets, asked->sets_count);
  if (more) add_of_case(&s, more, false);
  add_all(&s, last, count_texts(last));
  rq_config_source source = {.path = asked ? asked->path : NULL, .sets = (const char *const *)s.list, .sets_count = s.count};
  char path[128];
  if (!source.path) source.text = study->configured ? rq_studies_configuration(study->name) : study->configuration;
  if (source.text) {
    snprintf(path, sizeof path, "%s.yaml", study->name);
    source.path = study->file ? study->file : path;
    source.length = strlen(source.text);
  }
  rq_status status = s.failed ? rq_no_memory(error, "a study") : rq_config_load(&source, study->schema, schemas, config, error);
  if (!status) status = check_model(study, *config, error);
  if (status) {
    rq_config_free(*config);
    *config = NULL;
  }
  for (size_t i = 0; i < s.count; i++) free(s.list[i]);
  free(s.list);
  return status;
}

rq_status rq_case_with(const rq_case *c, const char *const *more, rq_config **config, rq_error *error) {
  return rq_study_load(c->study, c->asked, c->sets, more, config, error);
}
