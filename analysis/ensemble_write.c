/* Writing a manifest: see ensemble.h. */
#include "analysis/ensemble.h"
#include "sim/runfile_parts.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NULL where there is nothing to say. */
static json_t *text_or_null(const char *text) {
  return text && *text ? json_string(text) : json_null();
}

static json_t *scenario_json(const rq_scenario *s) {
  json_t *differs = json_array();
  for (size_t i = 0; i < s->differs_count; i++)
    json_array_append_new(differs, json_pack("{s:s, s:o, s:o}", "key", s->differs[i].key, "as_written",
                                             text_or_null(s->differs[i].as_written), "value", text_or_null(s->differs[i].value)));
  return json_pack("{s:s, s:s, s:o}", "name", s->name, "slug", s->slug, "differs", differs);
}

static json_t *member_json(const rq_ensemble *e, const rq_member *m) {
  return json_pack("{s:s, s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "scenario", e->scenario[m->scenario].name, "replicate",
                   (json_int_t)m->replicate, "path", m->path, "state", rq_member_states[m->state], "seconds",
                   isnan(m->seconds) ? json_null() : json_real(m->seconds), "state_digest", text_or_null(m->digest), "exit",
                   m->exit < 0 ? json_null() : json_integer(m->exit), "message", text_or_null(m->message));
}

static json_t *question_json(const rq_question *q) {
  json_t *outcomes = json_array();
  for (size_t i = 0; i < q->outcomes; i++) json_array_append_new(outcomes, json_string(q->outcome[i]));
  return json_pack("{s:s, s:s, s:o, s:I}", "brand", q->brand ? q->brand : "", "base", q->base ? q->base : "", "outcomes", outcomes, "at",
                   (json_int_t)q->at);
}

static json_t *manifest(const rq_ensemble *e) {
  json_t *scenarios = json_array(), *runs = json_array();
  bool whole = scenarios && runs;
  for (size_t i = 0; i < e->scenarios; i++) whole = json_array_append_new(scenarios, scenario_json(&e->scenario[i])) == 0 && whole;
  for (size_t i = 0; i < e->members; i++) whole = json_array_append_new(runs, member_json(e, &e->member[i])) == 0 && whole;
  json_t *root =
      json_pack("{s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o}", "renqing_manifest", 1, "title", e->title, "config", e->config,
                "config_sha256", e->config_sha256, "weeks", (json_int_t)e->weeks, "branch_week", (json_int_t)e->branch_week, "replicates",
                (json_int_t)e->replicates, "question", question_json(&e->question), "scenarios", scenarios, "runs", runs);
  if (whole) return root;
  json_decref(root);
  return NULL;
}

static rq_status dump(const json_t *root, const char *temporary, const char *name, rq_error *error) {
  FILE *out = fopen(temporary, "w");
  if (!out) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be written: %s", name, strerror(errno));
  bool written = json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) == 0 && fputc('\n', out) != EOF;
  int reason = errno;
  if (fclose(out) != 0 && written) {
    written = false;
    reason = errno;
  }
  if (written) return rq_parts_publish(temporary, name, error);
  unlink(temporary);
  return rq_fail(error, RQ_IO, "%s: writing failed: %s", name, strerror(reason));
}

rq_status rq_ensemble_write(const rq_ensemble *e, rq_error *error) {
  size_t size = strlen(e->folder) + sizeof "/" RQ_MANIFEST;
  char *name = malloc(size);
  if (name) snprintf(name, size, "%s/" RQ_MANIFEST, e->folder);
  char *temporary = name ? rq_parts_temporary(name) : NULL;
  json_t *root = temporary ? manifest(e) : NULL;
  rq_status status = root ? dump(root, temporary, name, error) : rq_no_memory(error, "a manifest");
  json_decref(root);
  free(temporary);
  free(name);
  return status;
}
