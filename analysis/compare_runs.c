/* The runs of a comparison: found by a manifest or by name, asked for what they say, checked for belonging together. */
#include "analysis/compare_parts.h"
#include "analysis/guarded.h"
#include "sim/schema.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

static const char as_written[] = "as written";

static void note_missing(rq_comparison *c, const char *scenario, json_int_t replicate, const char *path, const char *reason) {
  size_t length = strcspn(reason, "\n");
  json_array_append_new(c->missing, json_pack("{s:s?, s:o, s:s?, s:o}", "scenario", scenario, "replicate",
                                              replicate >= 0 ? json_integer(replicate) : json_null(), "path", path, "reason",
                                              json_stringn(reason, length)));
}

static int ascending(const void *left, const void *right) {
  const uint32_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

/* Sorts and leaves each once; returns how many. */
static size_t sort_once(uint32_t *number, size_t count) {
  qsort(number, count, sizeof *number, ascending);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || number[kept - 1] != number[i]) number[kept++] = number[i];
  return kept;
}

static rq_status make_room(rq_comparison *c, rq_error *error) {
  size_t cells = c->scenarios * c->replicates;
  c->facts = calloc(cells + 1, sizeof *c->facts);
  c->path = calloc(cells + 1, sizeof *c->path);
  c->left_out = calloc(c->scenarios + 1, sizeof *c->left_out);
  c->brand_index = calloc(c->scenarios + 1, sizeof *c->brand_index);
  return c->facts && c->path && c->left_out && c->brand_index ? RQ_OK : rq_no_memory(error, "a comparison");
}

/* ---- a folder with a manifest ---- */

static rq_status ask_member(rq_comparison *c, const rq_member *m, size_t cell, rq_error *error) {
  const char *name = c->name[m->scenario];
  if (m->state != RQ_MEMBER_FINISHED) {
    char reason[256];
    snprintf(reason, sizeof reason, "%s%s%s", rq_member_states[m->state], *m->message ? ": " : "", m->message);
    note_missing(c, name, m->replicate, m->path, reason);
    return RQ_OK;
  }
  rq_error own = RQ_NO_ERROR;
  json_t *facts = NULL;
  rq_status status = rq_facts_guarded(m->file, &c->ask, &facts, &own);
  if (status == RQ_OK) {
    uint32_t weeks = (uint32_t)json_integer_value(json_object_get(facts, "weeks"));
    if (c->ensemble.weeks > 0 && weeks < c->ensemble.weeks) {
      char reason[64];
      snprintf(reason, sizeof reason, "ends after week %u of %u", weeks, c->ensemble.weeks);
      note_missing(c, name, m->replicate, m->path, reason);
      json_decref(facts);
    } else {
      c->facts[cell] = facts;
      c->path[cell] = strdup(m->file);
      if (!c->path[cell]) status = rq_no_memory(error, "a comparison");
      c->found++;
    }
  } else if (status == RQ_USAGE) {
    rq_fail(error, status, "%.*s", (int)strcspn(own.text, "\n"), own.text);
  } else if (status != RQ_INTERRUPTED) {
    note_missing(c, name, m->replicate, m->path, own.text ? own.text : "it cannot be read");
    status = RQ_OK;
  }
  rq_error_free(&own);
  return status;
}

/* Options win. */
static void take_question(const rq_question *q, rq_compare_options *ask) {
  if (!ask->brand && *q->brand) ask->brand = q->brand;
  if (!ask->base && *q->base) ask->base = q->base;
  if (ask->at == 0) ask->at = q->at;
  if (ask->outcomes_count > 0) return;
  ask->outcomes = (const char *const *)q->outcome;
  ask->outcomes_count = q->outcomes;
}

static rq_status gather_folder(rq_comparison *c, rq_error *error) {
  rq_status status = rq_ensemble_read(c->ask.paths[0], &c->ensemble, error);
  if (status != RQ_OK) return status;
  const rq_ensemble *e = &c->ensemble;
  take_question(&e->question, &c->ask);
  c->name = calloc(e->scenarios + 1, sizeof *c->name);
  c->replicate = calloc(e->members + 1, sizeof *c->replicate);
  if (!c->name || !c->replicate) return rq_no_memory(error, "a comparison");
  for (; c->scenarios < e->scenarios; c->scenarios++)
    if (!(c->name[c->scenarios] = strdup(e->scenario[c->scenarios].name))) return rq_no_memory(error, "a comparison");
  for (size_t i = 0; i < e->members; i++) c->replicate[i] = e->member[i].replicate;
  c->replicates = sort_once(c->replicate, e->members);
  c->expected = e->scenarios * (c->replicates > e->replicates ? c->replicates : e->replicates);
  if (e->members == 0) return rq_fail(error, RQ_NO_INPUT, "%s: no runs in this folder: its manifest lists none", e->folder);
  status = make_room(c, error);
  for (size_t s = 0; status == RQ_OK && s < c->scenarios; s++)
    for (size_t r = 0; status == RQ_OK && r < c->replicates; r++) {
      const rq_member *m = rq_ensemble_member(e, s, c->replicate[r]);
      if (m)
        status = ask_member(c, m, rq_cell(c, s, r), error);
      else
        note_missing(c, c->name[s], c->replicate[r], NULL, "not in the manifest");
    }
  return status;
}

/* ---- run files ---- */

/* The facts of each file, in their order; NULL for a damaged one. */
static rq_status ask_files(rq_comparison *c, json_t **facts, rq_error *error) {
  rq_status status = RQ_OK;
  for (size_t i = 0; status == RQ_OK && i < c->ask.paths_count; i++) {
    rq_error own = RQ_NO_ERROR;
    const char *path = c->ask.paths[i];
    status = rq_facts_guarded(path, &c->ask, &facts[i], &own);
    if (status == RQ_NO_INPUT || status == RQ_USAGE) rq_fail(error, status, "%.*s", (int)strcspn(own.text, "\n"), own.text);
    if (status != RQ_OK && status != RQ_NO_INPUT && status != RQ_USAGE && status != RQ_INTERRUPTED) {
      note_missing(c, NULL, -1, path, own.text ? own.text : "it cannot be read");
      status = RQ_OK;
    }
    rq_error_free(&own);
  }
  return status;
}

static size_t scenario_named(const rq_comparison *c, const char *name) {
  size_t s = 0;
  while (s < c->scenarios && strcmp(c->name[s], name) != 0) s++;
  return s;
}

/* Names in order of their first file, "as written" first. */
static rq_status name_scenarios(rq_comparison *c, json_t *const *facts, rq_error *error) {
  c->name = calloc(c->ask.paths_count + 2, sizeof *c->name);
  c->replicate = calloc(c->ask.paths_count + 1, sizeof *c->replicate);
  if (!c->name || !c->replicate) return rq_no_memory(error, "a comparison");
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < c->ask.paths_count; i++) {
      const char *name = facts[i] ? json_string_value(json_object_get(facts[i], "scenario")) : NULL;
      if (!name || (pass == 0 && strcmp(name, as_written) != 0) || scenario_named(c, name) < c->scenarios) continue;
      if (!(c->name[c->scenarios] = strdup(name))) return rq_no_memory(error, "a comparison");
      c->scenarios++;
    }
  for (size_t i = 0; i < c->ask.paths_count; i++)
    if (facts[i]) c->replicate[c->replicates++] = (uint32_t)json_integer_value(json_object_get(facts[i], "replicate"));
  c->replicates = sort_once(c->replicate, c->replicates);
  return make_room(c, error);
}

static rq_status place_file(rq_comparison *c, size_t i, json_t *facts, rq_error *error) {
  size_t s = scenario_named(c, json_string_value(json_object_get(facts, "scenario"))), r = 0;
  while (c->replicate[r] != (uint32_t)json_integer_value(json_object_get(facts, "replicate"))) r++;
  size_t cell = rq_cell(c, s, r);
  if (c->facts[cell])
    return rq_fail(error, RQ_BAD_DATA, "%s and %s are both scenario '%s', replicate %u; a replicate has one run of each scenario",
                   c->path[cell], c->ask.paths[i], c->name[s], c->replicate[r]);
  c->facts[cell] = json_incref(facts);
  c->path[cell] = strdup(c->ask.paths[i]);
  c->found++;
  return c->path[cell] ? RQ_OK : rq_no_memory(error, "a comparison");
}

static rq_status gather_files(rq_comparison *c, rq_error *error) {
  size_t count = c->ask.paths_count;
  json_t **facts = calloc(count + 1, sizeof(json_t *));
  if (!facts) return rq_no_memory(error, "a comparison");
  c->expected = count;
  rq_status status = ask_files(c, facts, error);
  if (status == RQ_OK) status = name_scenarios(c, facts, error);
  for (size_t i = 0; status == RQ_OK && i < count; i++)
    if (facts[i]) status = place_file(c, i, facts[i], error);
  for (size_t i = 0; i < count; i++) json_decref(facts[i]);
  free(facts);
  return status;
}

rq_status rq_compare_gather(rq_comparison *c, rq_error *error) {
  c->folder = c->ask.paths_count == 1 && rq_is_folder(c->ask.paths[0]);
  rq_status status = c->folder ? gather_folder(c, error) : gather_files(c, error);
  if (status != RQ_OK || c->found > 0) return status;
  const char *reason = json_string_value(json_object_get(json_array_get(c->missing, 0), "reason"));
  return rq_fail(error, RQ_NO_INPUT, "%s: no run that can be read; the first: %s", c->ask.paths[0], reason ? reason : "missing");
}

/* ---- whether they belong together ---- */

static const char *path_of(const rq_comparison *c, const json_t *facts) {
  for (size_t i = 0; i < c->scenarios * c->replicates; i++)
    if (c->facts[i] == facts) return c->path[i];
  return "";
}

static rq_status agree(const rq_comparison *c, const json_t *facts, const char *path, rq_error *error) {
  const char *first = path_of(c, c->first);
  static const char *const same[][2] = {
      {"model", "models"}, {"weeks", "lengths"}, {"people", "populations"}, {"written", "configurations"}};
  for (size_t k = 0; k < RQ_COUNT_OF(same); k++)
    if (!json_equal(json_object_get(facts, same[k][0]), json_object_get(c->first, same[k][0])))
      return rq_fail(error, RQ_BAD_DATA, "%s and %s are runs of different %s; scenarios of one configuration can be compared", first, path,
                     same[k][1]);
  return RQ_OK;
}

static void warn_of_versions(rq_comparison *c) {
  for (size_t i = 0; i < c->scenarios * c->replicates; i++)
    if (c->facts[i] && !json_equal(json_object_get(c->facts[i], "software"), json_object_get(c->first, "software"))) {
      rq_compare_warn(c, "%s was made by another version of renqing than %s", c->path[i], path_of(c, c->first));
      return;
    }
}

rq_status rq_compare_agree(rq_comparison *c, rq_error *error) {
  size_t cells = c->scenarios * c->replicates;
  for (size_t i = 0; i < cells && !c->first; i++) c->first = c->facts[i];
  rq_status status = RQ_OK;
  for (size_t i = 0; status == RQ_OK && i < cells; i++)
    if (c->facts[i]) status = agree(c, c->facts[i], c->path[i], error);
  if (status != RQ_OK) return status;
  warn_of_versions(c);
  c->weeks = (uint32_t)json_integer_value(json_object_get(c->first, "weeks"));
  c->people = rq_json_value(json_object_get(c->first, "people"));
  if (c->ask.at > c->weeks) return rq_fail(error, RQ_USAGE, "--at %u: the runs have %u weeks", c->ask.at, c->weeks);
  c->at = c->ask.at > 0 ? c->ask.at : c->weeks;
  return RQ_OK;
}
