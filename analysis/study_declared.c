/* From the group `study` of a configuration to a study of the program. */
#include "analysis/study_declared.h"
#include "models/models.h"
#include <stdlib.h>
#include <string.h>

static const rq_claim claims[] = {
    [RQ_DECLARED_TABLE] = RQ_TABLE, [RQ_DECLARED_EXACT] = RQ_EXACT, [RQ_DECLARED_ABOVE] = RQ_ABOVE, [RQ_DECLARED_BELOW] = RQ_BELOW};
static const rq_origin origins[] = {
    [RQ_DECLARED_READ] = RQ_READ, [RQ_DECLARED_DERIVED] = RQ_DERIVED, [RQ_DECLARED_REPLICATED] = RQ_REPLICATED};

/* "configs/studies/tags.yaml" is the study "tags"; malloc'd. */
static char *name_of(const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  if (!strcmp(path, "-")) name = "study";
  return strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

/* ---- tables ---- */

static rq_status take_published(rq_declared_study *s, rq_error *error) {
  const rq_declared *d = &s->setup.settings.study;
  size_t more = s->further ? s->further->published_count : 0;
  s->published = calloc(d->published_count + more + 1, sizeof *s->published);
  if (!s->published) return rq_no_memory(error, "a study");
  for (size_t i = 0; i < d->published_count; i++) {
    const rq_declared_value *from = &d->published[i];
    rq_published *to = &s->published[i];
    *to = (rq_published){.outcome = d->outcomes[from->outcome < 0 ? 0 : from->outcome].name,
                         .claim = claims[from->kind],
                         .value = from->value,
                         .tolerance = from->tolerance,
                         .origin = origins[from->origin]};
    for (size_t k = 0; k < from->set.count && k + 1 < RQ_CASE_SETS; k++) to->sets[k] = from->set.text[k];
  }
  if (more) memcpy(s->published + d->published_count, s->further->published, more * sizeof *s->published);
  s->study.published = s->published;
  s->study.published_count = d->published_count + more;
  return RQ_OK;
}

static size_t count_texts(const char *const *texts) {
  size_t count = 0;
  while (texts && texts[count]) count++;
  return count;
}

static rq_status take_test_length(rq_declared_study *s, rq_error *error) {
  const rq_texts *given = &s->setup.settings.study.test_length;
  s->test_length = calloc(given->count + 1, sizeof *s->test_length);
  if (!s->test_length) return rq_no_memory(error, "a study");
  for (size_t i = 0; i < given->count; i++) s->test_length[i] = given->text[i];
  s->study.test_length = given->count || !s->further ? s->test_length : s->further->test_length;
  return RQ_OK;
}

/* Whether some published case is of another length. */
static bool is_about_weeks(const rq_declared *d) {
  for (size_t i = 0; i < d->published_count; i++)
    for (size_t k = 0; k < d->published[i].set.count; k++)
      if (!strncmp(d->published[i].set.text[k], "weeks=", strlen("weeks="))) return true;
  return false;
}

/* What says how much is computed: chance, replicates, title, what makes a test shorter, and, if no published case is about it, the length. */
static rq_status take_effort(rq_declared_study *s, rq_error *error) {
  static const char *const always[] = {"seed=1", "replicates=1", "title="};
  const char *const *more = s->further ? s->further->effort : NULL;
  size_t further = count_texts(more), test = count_texts(s->study.test_length), count = 0;
  s->effort = calloc(RQ_COUNT_OF(always) + test + further + 2, sizeof *s->effort);
  if (!s->effort) return rq_no_memory(error, "a study");
  for (size_t i = 0; i < RQ_COUNT_OF(always); i++) s->effort[count++] = always[i];
  if (!is_about_weeks(&s->setup.settings.study)) s->effort[count++] = "weeks=1";
  for (size_t i = 0; i < test; i++) s->effort[count++] = s->study.test_length[i];
  for (size_t i = 0; i < further; i++) s->effort[count++] = more[i];
  s->study.effort = s->effort;
  return RQ_OK;
}

/* ---- the file ---- */

/* Reads text and configuration. */
static rq_status read_file(rq_declared_study *s, const char *path, const char *text, rq_error *error) {
  rq_config_source source = {.path = path, .text = text, .length = text ? strlen(text) : 0};
  char *whole = NULL;
  const rq_model *model = rq_models[rq_config_choice(&source, &rq_engine_schema, "model", &whole, &source.length)];
  s->text = whole ? strndup(whole, source.length) : NULL;
  free(whole);
  source.text = s->text;
  rq_status status = rq_setup_load(&source, model, &s->setup, error);
  if (!status && !s->text) return rq_no_memory(error, "a study");
  if (!status && !s->setup.settings.study.question)
    return rq_fail(error, RQ_BAD_DATA, "%s: it declares no study: there is no group 'study' in it", path);
  return status;
}

static const char *text_or_empty(const char *text) {
  return text ? text : "";
}

rq_status rq_declared_study_read(const char *path, const char *text, const rq_study *further, rq_declared_study *s, rq_error *error) {
  *s = (rq_declared_study){.further = further, .name = name_of(path)};
  if (!s->name) return rq_no_memory(error, "a study");
  rq_status status = read_file(s, path, text, error);
  if (status) return status;
  const rq_declared *d = &s->setup.settings.study;
  s->schema[0] = &rq_engine_schema;
  s->schema[1] = s->setup.model->schema;
  s->study = (rq_study){.name = s->name,
                        .question = d->question,
                        .citation = text_or_empty(d->citation),
                        .note = d->note,
                        .schema = further ? further->schema : s->schema,
                        .model = s->setup.model,
                        .aliases = further ? further->aliases : NULL,
                        .configuration = s->text,
                        .file = path,
                        .declared = d,
                        .work = rq_declared_study_work};
  status = take_published(s, error);
  if (!status) status = take_test_length(s, error);
  return status ? status : take_effort(s, error);
}

void rq_declared_study_free(rq_declared_study *s) {
  rq_setup_free(&s->setup);
  free(s->name);
  free(s->text);
  free(s->published);
  free(s->effort);
  free(s->test_length);
  *s = (rq_declared_study){.text = NULL};
}
