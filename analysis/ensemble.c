/* Reading a manifest: every member is checked for its type and range before it is kept, so that who uses an ensemble need not. */
#include "analysis/ensemble.h"
#include "sim/suggest.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_RUNS 1000000u
#define MOST_WEEKS 65535u

const char *const rq_member_states[RQ_MEMBER_STATES] = {"finished", "failed", "missing", "running"};

/* ---- what every object's members are read with; `where` says which object, for messages ---- */

typedef struct reading {
  char *file;
  rq_error *error;
} reading;

static rq_status wrong(const reading *r, const char *where, const char *format, ...) RQ_PRINTF(3, 4);
static rq_status wrong(const reading *r, const char *where, const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return rq_fail(r->error, RQ_BAD_DATA, "%s: %s%s", r->file, where, text);
}

/* Texts are shown on terminals and in pages: no control characters. */
static bool plain(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text < 0x20 || *text == 0x7f) return false;
  return true;
}

static rq_status keep(const char *text, char **to, rq_error *error) {
  *to = strdup(text);
  return *to ? RQ_OK : rq_no_memory(error, "a manifest");
}

/* A text; where `needed` is false it may be missing or null: "". */
static rq_status read_text(const reading *r, const json_t *of, const char *where, const char *key, bool needed, char **to) {
  const json_t *value = json_object_get(of, key);
  if (!needed && (!value || json_is_null(value))) return keep("", to, r->error);
  if (!json_is_string(value)) return wrong(r, where, "\"%s\" must be a text", key);
  const char *text = json_string_value(value);
  if (!plain(text)) return wrong(r, where, "\"%s\" has control characters", key);
  if (needed && !*text) return wrong(r, where, "\"%s\" is empty", key);
  return keep(text, to, r->error);
}

static rq_status read_whole(const reading *r, const json_t *of, const char *where, const char *key, uint32_t most, uint32_t *to) {
  const json_t *value = json_object_get(of, key);
  json_int_t number = json_integer_value(value);
  if (!json_is_integer(value) || number < 0 || number > (json_int_t)most)
    return wrong(r, where, "\"%s\" must be a whole number from 0 to %lu", key, (unsigned long)most);
  *to = (uint32_t)number;
  return RQ_OK;
}

static rq_status read_list(const reading *r, const json_t *of, const char *where, const char *key, const json_t **list) {
  *list = json_object_get(of, key);
  if (!json_is_array(*list)) return wrong(r, where, "\"%s\" must be a list", key);
  for (size_t i = 0; i < json_array_size(*list); i++)
    if (!json_is_object(json_array_get(*list, i))) return wrong(r, where, "\"%s\": item %zu must be an object", key, i);
  return RQ_OK;
}

/* ---- the question ---- */

static rq_status read_question(const reading *r, const json_t *root, rq_question *q) {
  const json_t *of = json_object_get(root, "question"), *list = json_object_get(of, "outcomes");
  static const char where[] = "question: ";
  if (of && !json_is_object(of)) return wrong(r, "", "\"question\" must be an object");
  if (list && !json_is_array(list)) return wrong(r, where, "\"outcomes\" must be a list");
  rq_status status = read_text(r, of, where, "brand", false, &q->brand);
  if (status == RQ_OK) status = read_text(r, of, where, "base", false, &q->base);
  if (status == RQ_OK && json_object_get(of, "at")) status = read_whole(r, of, where, "at", MOST_WEEKS, &q->at);
  q->outcome = calloc(json_array_size(list) + 1, sizeof *q->outcome);
  if (!q->outcome) return rq_no_memory(r->error, "a manifest");
  for (; status == RQ_OK && q->outcomes < json_array_size(list); q->outcomes++) {
    const char *name = json_string_value(json_array_get(list, q->outcomes));
    if (!name || !plain(name)) return wrong(r, where, "\"outcomes\" must be texts");
    status = keep(name, &q->outcome[q->outcomes], r->error);
  }
  return status;
}

/* ---- scenarios ---- */

static rq_status read_setting(const reading *r, const json_t *of, const char *where, const char *key, char **to) {
  const json_t *value = json_object_get(of, key);
  if (!value || json_is_null(value) || json_is_string(value)) return read_text(r, of, where, key, false, to);
  *to = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
  return *to ? RQ_OK : rq_no_memory(r->error, "a manifest");
}

static rq_status read_differences(const reading *r, const json_t *of, const char *where, rq_scenario *s) {
  const json_t *list;
  rq_status status = read_list(r, of, where, "differs", &list);
  if (status != RQ_OK) return status;
  size_t count = json_array_size(list);
  s->differs = calloc(count ? count : 1, sizeof *s->differs);
  if (!s->differs) return rq_no_memory(r->error, "a manifest");
  s->differs_count = count;
  for (size_t i = 0; status == RQ_OK && i < count; i++) {
    const json_t *item = json_array_get(list, i);
    rq_difference *d = &s->differs[i];
    status = read_text(r, item, where, "key", true, &d->key);
    if (status == RQ_OK) status = read_setting(r, item, where, "as_written", &d->as_written);
    if (status == RQ_OK) status = read_setting(r, item, where, "value", &d->value);
  }
  return status;
}

static bool good_slug(const char *slug) {
  for (const char *c = slug; *c; c++)
    if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", *c) && !((unsigned char)*c & 0x80)) return false;
  return *slug != '\0';
}

static rq_status read_scenarios(const reading *r, const json_t *root, rq_ensemble *e) {
  const json_t *list;
  rq_status status = read_list(r, root, "", "scenarios", &list);
  if (status != RQ_OK) return status;
  size_t count = json_array_size(list);
  if (count == 0) return wrong(r, "", "\"scenarios\" is empty; the configuration as written is the first of them");
  e->scenario = calloc(count, sizeof *e->scenario);
  if (!e->scenario) return rq_no_memory(r->error, "a manifest");
  for (; status == RQ_OK && e->scenarios < count; e->scenarios++) {
    char where[64];
    snprintf(where, sizeof where, "scenario %zu: ", e->scenarios);
    rq_scenario *s = &e->scenario[e->scenarios];
    const json_t *item = json_array_get(list, e->scenarios);
    status = read_text(r, item, where, "name", true, &s->name);
    if (status == RQ_OK) status = read_text(r, item, where, "slug", true, &s->slug);
    if (status == RQ_OK && !good_slug(s->slug)) status = wrong(r, where, "\"slug\" may have letters, digits, '-' and '_' only");
    for (size_t k = 0; status == RQ_OK && k < e->scenarios; k++)
      if (!strcmp(e->scenario[k].name, s->name) || !strcmp(e->scenario[k].slug, s->slug))
        status = wrong(r, where, "has the name or the slug of scenario %zu", k);
    if (status == RQ_OK) status = read_differences(r, item, where, s);
  }
  return status;
}

/* ---- runs ---- */

/* Relative, and never upwards. */
static bool inside(const char *path) {
  if (*path == '/' || !*path) return false;
  for (const char *part = path; part; part = strchr(part, '/')) {
    if (*part == '/') part++;
    size_t length = strcspn(part, "/");
    if (length == 0 || (length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.')) return false;
  }
  return true;
}

static rq_status read_path(const reading *r, const rq_ensemble *e, const json_t *item, const char *where, rq_member *m) {
  rq_status status = read_text(r, item, where, "path", true, &m->path);
  if (status != RQ_OK) return status;
  if (!inside(m->path)) return wrong(r, where, "\"path\" leads out of the folder");
  size_t length = strlen(e->folder) + strlen(m->path) + 2;
  m->file = malloc(length);
  if (!m->file) return rq_no_memory(r->error, "a manifest");
  snprintf(m->file, length, "%s/%s", e->folder, m->path);
  return RQ_OK;
}

static rq_status read_scenario_name(const reading *r, const rq_ensemble *e, const json_t *item, const char *where, rq_member *m) {
  const char *name = json_string_value(json_object_get(item, "scenario"));
  for (m->scenario = 0; m->scenario < e->scenarios; m->scenario++)
    if (name && !strcmp(e->scenario[m->scenario].name, name)) return RQ_OK;
  return wrong(r, where, "\"scenario\" is none of the scenarios");
}

static rq_status read_state(const reading *r, const json_t *item, const char *where, rq_member *m) {
  const char *state = json_string_value(json_object_get(item, "state"));
  for (unsigned k = 0; state && k < RQ_MEMBER_STATES; k++)
    if (!strcmp(rq_member_states[k], state)) {
      m->state = (rq_member_state)k;
      return RQ_OK;
    }
  return wrong(r, where, "\"state\" must be finished, failed, missing or running");
}

static rq_status read_outcome(const reading *r, const json_t *item, const char *where, rq_member *m) {
  const json_t *seconds = json_object_get(item, "seconds"), *code = json_object_get(item, "exit");
  m->seconds = NAN;
  m->exit = -1;
  if (seconds && !json_is_null(seconds)) {
    if (!json_is_number(seconds) || json_number_value(seconds) < 0) return wrong(r, where, "\"seconds\" must be a number from 0 on");
    m->seconds = json_number_value(seconds);
  }
  if (code && !json_is_null(code)) {
    json_int_t number = json_integer_value(code);
    if (!json_is_integer(code) || number < 0 || number > 255) return wrong(r, where, "\"exit\" must be a whole number from 0 to 255");
    m->exit = (int)number;
  }
  rq_status status = read_text(r, item, where, "state_digest", false, &m->digest);
  return status != RQ_OK ? status : read_text(r, item, where, "message", false, &m->message);
}

static int by_place(const void *left, const void *right) {
  const rq_member *a = *(const rq_member *const *)left, *b = *(const rq_member *const *)right;
  if (a->scenario != b->scenario) return a->scenario < b->scenario ? -1 : 1;
  return a->replicate < b->replicate ? -1 : a->replicate > b->replicate;
}

static rq_status check_single(const reading *r, const rq_ensemble *e) {
  const rq_member **order = malloc((e->members ? e->members : 1) * sizeof *order);
  if (!order) return rq_no_memory(r->error, "a manifest");
  for (size_t i = 0; i < e->members; i++) order[i] = &e->member[i];
  qsort(order, e->members, sizeof *order, by_place);
  rq_status status = RQ_OK;
  for (size_t i = 1; status == RQ_OK && i < e->members; i++)
    if (by_place(&order[i - 1], &order[i]) == 0)
      status = wrong(r, "", "two runs of scenario %.80s, replicate %u", e->scenario[order[i]->scenario].name, order[i]->replicate);
  free(order);
  return status;
}

static rq_status read_runs(const reading *r, const json_t *root, rq_ensemble *e) {
  const json_t *list;
  rq_status status = read_list(r, root, "", "runs", &list);
  if (status != RQ_OK) return status;
  size_t count = json_array_size(list);
  if (count > MOST_RUNS) return wrong(r, "", "%zu runs; at most %u", count, MOST_RUNS);
  e->member = calloc(count ? count : 1, sizeof *e->member);
  if (!e->member) return rq_no_memory(r->error, "a manifest");
  for (; status == RQ_OK && e->members < count; e->members++) {
    char where[64];
    snprintf(where, sizeof where, "run %zu: ", e->members);
    const json_t *item = json_array_get(list, e->members);
    rq_member *m = &e->member[e->members];
    status = read_scenario_name(r, e, item, where, m);
    if (status == RQ_OK) status = read_whole(r, item, where, "replicate", UINT32_MAX, &m->replicate);
    if (status == RQ_OK) status = read_path(r, e, item, where, m);
    if (status == RQ_OK) status = read_state(r, item, where, m);
    if (status == RQ_OK) status = read_outcome(r, item, where, m);
  }
  return status == RQ_OK ? check_single(r, e) : status;
}

/* ---- the whole ---- */

static rq_status read_root(const reading *r, const json_t *root, rq_ensemble *e) {
  const json_t *format = json_object_get(root, "renqing_manifest");
  if (!json_is_integer(format)) return wrong(r, "", "not a manifest of renqing (\"renqing_manifest\" is missing)");
  if (json_integer_value(format) != 1)
    return wrong(r, "", "a manifest of form %" JSON_INTEGER_FORMAT "; this program reads form 1", json_integer_value(format));
  rq_status status = read_text(r, root, "", "title", false, &e->title);
  if (status == RQ_OK) status = read_text(r, root, "", "config", true, &e->config);
  if (status == RQ_OK) status = read_text(r, root, "", "config_sha256", false, &e->config_sha256);
  if (status == RQ_OK) status = read_whole(r, root, "", "weeks", MOST_WEEKS, &e->weeks);
  if (status == RQ_OK) status = read_whole(r, root, "", "branch_week", MOST_WEEKS, &e->branch_week);
  if (status == RQ_OK) status = read_whole(r, root, "", "replicates", MOST_RUNS, &e->replicates);
  if (status == RQ_OK && e->branch_week > e->weeks)
    status = wrong(r, "", "\"branch_week\" is %u, after the last week, %u", e->branch_week, e->weeks);
  if (status == RQ_OK) status = read_question(r, root, &e->question);
  if (status == RQ_OK) status = read_scenarios(r, root, e);
  return status == RQ_OK ? read_runs(r, root, e) : status;
}

bool rq_is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static rq_status load(const reading *r, const char *folder, json_t **root) {
  FILE *in = fopen(r->file, "r");
  if (!in && errno == ENOENT && rq_is_folder(folder))
    return rq_fail(r->error, RQ_NO_INPUT, "%s: no runs in this folder (it has no " RQ_MANIFEST "); renqing whatif CONFIG -o DIR makes them",
                   folder);
  if (!in) return rq_fail(r->error, RQ_NO_INPUT, "%s: %s", r->file, strerror(errno));
  json_error_t where;
  *root = json_loadf(in, JSON_REJECT_DUPLICATES, &where);
  bool unread = ferror(in);
  fclose(in);
  if (unread) return rq_fail(r->error, RQ_NO_INPUT, "%s: it cannot be read", r->file);
  if (*root) return RQ_OK;
  return rq_fail(r->error, RQ_BAD_DATA, "%s:%d:%d: %s", r->file, where.line, where.column, where.text);
}

rq_status rq_ensemble_read(const char *folder, rq_ensemble *e, rq_error *error) {
  *e = (rq_ensemble){0};
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  e->folder = strndup(folder, length);
  reading r = {.file = malloc(length + sizeof "/" RQ_MANIFEST), .error = error};
  if (!e->folder || !r.file) {
    free(r.file);
    return rq_no_memory(error, "a manifest");
  }
  snprintf(r.file, length + sizeof "/" RQ_MANIFEST, "%s/" RQ_MANIFEST, e->folder);
  json_t *root = NULL;
  rq_status status = load(&r, e->folder, &root);
  if (status == RQ_OK) status = read_root(&r, root, e);
  json_decref(root);
  free(r.file);
  return status;
}

/* Also of what was read halfway. */
static void free_scenario(rq_scenario *s) {
  for (size_t i = 0; i < s->differs_count; i++) {
    free(s->differs[i].key);
    free(s->differs[i].as_written);
    free(s->differs[i].value);
  }
  free(s->differs);
  free(s->name);
  free(s->slug);
}

void rq_ensemble_free(rq_ensemble *e) {
  for (size_t i = 0; i < e->scenarios; i++) free_scenario(&e->scenario[i]);
  for (size_t i = 0; i < e->members; i++) {
    free(e->member[i].path);
    free(e->member[i].file);
    free(e->member[i].digest);
    free(e->member[i].message);
  }
  for (size_t i = 0; i < e->question.outcomes; i++) free(e->question.outcome[i]);
  free(e->question.outcome);
  free(e->question.brand);
  free(e->question.base);
  free(e->scenario);
  free(e->member);
  free(e->folder);
  free(e->title);
  free(e->config);
  free(e->config_sha256);
  *e = (rq_ensemble){0};
}

size_t rq_ensemble_scenario(const rq_ensemble *e, const char *name, rq_error *error) {
  rq_suggestion meant = {.word = name};
  for (size_t i = 0; i < e->scenarios; i++) {
    if (!strcmp(e->scenario[i].name, name)) return i;
    rq_suggestion_offer(&meant, e->scenario[i].name);
  }
  if (meant.best)
    rq_fail(error, RQ_USAGE, "%s: there is no scenario '%s'; did you mean '%s'?", e->folder, name, meant.best);
  else
    rq_fail(error, RQ_USAGE, "%s: there is no scenario '%s'", e->folder, name);
  return e->scenarios;
}

const rq_member *rq_ensemble_member(const rq_ensemble *e, size_t scenario, uint32_t replicate) {
  for (size_t i = 0; i < e->members; i++)
    if (e->member[i].scenario == scenario && e->member[i].replicate == replicate) return &e->member[i];
  return NULL;
}
