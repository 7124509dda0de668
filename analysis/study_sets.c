/* The settings of a case, short names written out. */
#include "analysis/study_sets.h"
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

static bool has_key(const rq_group *group, const char *set, size_t length) {
  for (size_t i = 0; i < group->parameters_count; i++)
    if (is_key(set, length, group->parameters[i].key)) return true;
  return false;
}

/* The group of the study's name, or else of its model's, where that has such a key; NULL: neither has. */
static const char *own_group(const rq_study *study, const char *set, size_t length) {
  const char *const names[] = {study->name, study->model ? study->model->name : study->name};
  for (size_t n = 0; n < RQ_COUNT_OF(names); n++)
    for (size_t s = 0; study->schema[s]; s++)
      for (size_t g = 0; g < study->schema[s]->groups_count; g++) {
        const rq_group *group = &study->schema[s]->groups[g];
        if (!strcmp(group->path, names[n]) && has_key(group, set, length)) return group->path;
      }
  return NULL;
}

/* Adds the three texts as one. */
static void add(sets *s, const char *first, const char *second, const char *third) {
  if (s->count == s->room) {
    size_t room = s->room ? 2 * s->room : 16;
    char **bigger = realloc(s->list, room * sizeof *bigger);
    s->failed = s->failed || !bigger;
    if (!bigger) return;
    s->list = bigger;
    s->room = room;
  }
  char *text = malloc(strlen(first) + strlen(second) + strlen(third) + 1);
  s->failed = s->failed || !text;
  if (!text) return;
  strcpy(text, first);
  strcat(text, second);
  strcat(text, third);
  s->list[s->count++] = text;
}

static void add_written_out(sets *s, const char *set) {
  size_t length = strcspn(set, "=");
  for (const rq_study_alias *a = s->study->aliases; a && a->key; a++) {
    if (!is_key(set, length, a->key)) continue;
    if (a->also) add(s, a->also, "", "");
    add(s, a->target, set + length, "");
    return;
  }
  const char *own = own_group(s->study, set, length);
  add(s, own ? own : "", own ? "." : "", set);
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

rq_status rq_study_load(const rq_study *study, const rq_study_request *asked, const char *const *more, const char *const *last,
                        rq_config **config, rq_error *error) {
  const char *const *shorter = asked && !asked->full ? study->test_length : NULL;
  sets s = {.study = study};
  size_t schemas = 0;
  while (study->schema[schemas]) schemas++;
  if (study->model) add(&s, "model=", study->model->name, "");
  add_all(&s, shorter, count_texts(shorter));
  if (more) add_of_case(&s, more, true); /* the user knows better how much to compute */
  if (asked) add_all(&s, asked->sets, asked->sets_count);
  if (more) add_of_case(&s, more, false);
  add_all(&s, last, count_texts(last));
  rq_config_source source = {.path = asked ? asked->path : NULL, .sets = (const char *const *)s.list, .sets_count = s.count};
  char path[128];
  if (!source.path && study->configuration) {
    snprintf(path, sizeof path, "%s.yaml", study->name);
    source.path = study->file ? study->file : path;
    source.text = study->configuration;
    source.length = strlen(study->configuration);
  }
  rq_status status = s.failed ? rq_no_memory(error, "a study") : rq_config_load(&source, study->schema, schemas, config, error);
  for (size_t i = 0; i < s.count; i++) free(s.list[i]);
  free(s.list);
  return status;
}

rq_status rq_case_with(const rq_case *c, const char *const *more, rq_config **config, rq_error *error) {
  return rq_study_load(c->study, c->asked, c->sets, more, config, error);
}
