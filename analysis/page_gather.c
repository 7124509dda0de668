/* From run files to the document of a report. */
#include "analysis/page_gather.h"
#include "analysis/configured.h"
#include "analysis/page_facts.h"
#include "analysis/page_picture.h"
#include "analysis/page_strands.h"
#include "analysis/society.h"
#include "sim/schema.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct gathering {
  const rq_page_request *request;
  rq_ensemble ensemble; /* of a single run: one scenario, one member */
  bool single;
  bool other_model;    /* a run is not of the model renqing: no report of it */
  rq_frame frame;      /* of the first run that can be read; weeks 0 until then */
  rq_strands *strands; /* of each member; zeroed where it could not be read */
  json_t *document, *runs;
} gathering;

/* A run by itself, as a folder of one scenario. */
static rq_status one_run(const char *path, rq_ensemble *e, rq_error *error) {
  *e = (rq_ensemble){.scenarios = 1, .members = 1, .replicates = 1};
  e->scenario = calloc(1, sizeof *e->scenario);
  e->member = calloc(1, sizeof *e->member);
  if (!e->scenario || !e->member) return rq_no_memory(error, "a run");
  e->member->file = strdup(path);
  e->member->path = strdup(path);
  return e->member->file && e->member->path ? RQ_OK : rq_no_memory(error, "a run");
}

/* ---- the first run: what is the same for all ---- */

static rq_status choose_brand(const gathering *g, const rq_run *run, uint32_t *brand, rq_error *error) {
  uint32_t brands;
  const char *const *name = rq_run_labels(run, "brand", &brands);
  if (brands == 0) return rq_fail(error, RQ_BAD_DATA, "%s: a run without brands; a report is about a brand", rq_run_path(run));
  *brand = rq_page_focus(run);
  if (!g->request->brand) return RQ_OK;
  for (*brand = 0; *brand < brands; (*brand)++)
    if (strcmp(name[*brand], g->request->brand) == 0) return RQ_OK;
  const char *meant = rq_suggest(g->request->brand, name, brands);
  return rq_fail(error, RQ_USAGE, "there is no brand '%s'%s%s%s", g->request->brand, meant ? "; did you mean '" : "", meant ? meant : "",
                 meant ? "'?" : "");
}

static rq_status describe_first(gathering *g, const rq_run *run, rq_error *error) {
  char model[64];
  g->other_model = !rq_configured_renqing(run, model) && model[0];
  if (g->other_model)
    return rq_fail(error, RQ_BAD_DATA,
                   "%s: a run of the model %s; reports are about the model renqing (renqing compare, plot and analyze tell of any)",
                   rq_run_path(run), model);
  uint32_t brands, brand = 0, week, weeks = rq_run_weeks(run);
  const char *const *name = rq_run_labels(run, "brand", &brands), *title = rq_run_attribute(run, "title");
  rq_status status = choose_brand(g, run, &brand, error);
  if (status != RQ_OK) return status;
  const rq_frame frame = rq_frame_make(weeks, brands, brand);
  json_t *d = g->document, *list = json_array();
  for (uint32_t b = 0; b < brands; b++) json_array_append_new(list, json_string(name[b]));
  json_object_set_new(d, "title", json_string(!g->single ? g->ensemble.title : title ? title : ""));
  json_object_set_new(d, "brand", json_string(name[brand]));
  json_object_set_new(d, "brands", list);
  json_object_set_new(d, "weeks", json_integer(weeks));
  json_object_set_new(d, "period", json_integer(frame.period));
  json_object_set_new(d, "step", json_integer(frame.step));
  json_object_set_new(d, "trust_week", rq_snapshot_before(run, weeks, &week) ? json_integer(week) : json_null());
  status = rq_page_facts(run, d, error);
  if (status == RQ_OK && g->single) status = rq_page_answers(run, d, error);
  if (status == RQ_OK) g->frame = frame;
  return status;
}

/* ---- each run ---- */

static rq_status check_same(const gathering *g, const rq_run *run, rq_error *error) {
  uint32_t brands;
  const char *const *name = rq_run_labels(run, "brand", &brands);
  bool same = rq_run_weeks(run) == g->frame.weeks && brands == g->frame.brands;
  const json_t *list = json_object_get(g->document, "brands");
  for (uint32_t b = 0; same && b < brands; b++) same = strcmp(json_string_value(json_array_get(list, b)), name[b]) == 0;
  return same ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "%s: other weeks or brands than the runs before", rq_run_path(run));
}

static rq_status read_member(gathering *g, size_t m, json_t *row, rq_error *error) {
  rq_run *run = NULL;
  rq_status status = rq_run_open(g->ensemble.member[m].file, &run, error);
  if (status == RQ_OK && g->frame.weeks == 0) {
    status = describe_first(g, run, error);
  } else if (status == RQ_OK) {
    status = check_same(g, run, error);
  }
  if (status == RQ_OK) status = rq_strands_make(run, &g->frame, &g->strands[m], error);
  static const char *const kept[] = {"seed", "replicate", "scenario", "state_digest"};
  for (unsigned k = 0; status == RQ_OK && k < RQ_COUNT_OF(kept); k++) {
    const char *text = rq_run_attribute(run, kept[k]);
    json_object_set_new(row, kept[k], json_string(text ? text : ""));
  }
  rq_run_close(run);
  return status;
}

/* What is wrong with one run is told in its row; that every run is wrong is an error. */
static rq_status read_members(gathering *g, rq_error *error) {
  size_t good = 0;
  for (size_t m = 0; m < g->ensemble.members; m++) {
    const rq_member *member = &g->ensemble.member[m];
    rq_error why = RQ_NO_ERROR;
    json_t *row = json_pack("{s:i, s:i, s:s, s:s}", "place", (int)member->scenario, "replicate", (int)member->replicate, "file",
                            member->path, "state", rq_member_states[member->state]);
    rq_status status = member->state == RQ_MEMBER_FINISHED ? read_member(g, m, row, &why) : RQ_NO_INPUT;
    good += status == RQ_OK;
    if (status != RQ_OK && member->state == RQ_MEMBER_FINISHED) {
      json_object_set_new(row, "state", json_string("unreadable"));
      if (status == RQ_USAGE || g->single || g->other_model || status == RQ_INTERNAL) {
        json_decref(row);
        rq_fail(error, status, "%.*s", (int)strcspn(why.text, "\n"), why.text);
        rq_error_free(&why);
        return status;
      }
      rq_error_print(&why);
    }
    rq_error_free(&why);
    json_array_append_new(g->runs, row);
  }
  return good ? RQ_OK : rq_fail(error, RQ_NO_INPUT, "%s: no finished run that can be read", g->request->path);
}

/* ---- over the replicates ---- */

static json_t *rounded(double x) {
  return rq_page_json(fabs(x) < 1e6 ? round(x * 1e6) / 1e6 : x);
}

/* One strand of one scenario: mean and interval, or null where no run has a value. */
static json_t *strand_json(const gathering *g, size_t scenario, rq_strand strand, const rq_estimate **run) {
  size_t runs = 0, seen = 0;
  for (size_t m = 0; m < g->ensemble.members; m++)
    if (g->ensemble.member[m].scenario == scenario && g->strands[m].of[strand]) run[runs++] = g->strands[m].of[strand];
  json_t *mean = json_array(), *lower = json_array(), *upper = json_array();
  for (size_t k = 0; runs > 0 && k < rq_strand_size(&g->frame, strand); k++) {
    rq_estimate e = rq_over_runs(run, runs, k);
    if (!isnan(e.value)) seen++;
    json_array_append_new(mean, rounded(e.value));
    json_array_append_new(lower, rounded(e.lower));
    json_array_append_new(upper, rounded(e.upper));
  }
  json_t *all = json_pack("{s:o, s:o, s:o}", "mean", mean, "lower", lower, "upper", upper);
  if (seen) return all;
  json_decref(all);
  return json_null();
}

static rq_status put_strands(gathering *g, rq_error *error) {
  const rq_estimate **run = malloc(g->ensemble.members * sizeof *run);
  if (!run) return rq_no_memory(error, "the runs' numbers");
  json_t *strands = json_object(), *scenarios = json_array();
  for (unsigned k = 0; k < RQ_STRANDS; k++) {
    json_t *each = json_array();
    for (size_t s = 0; s < g->ensemble.scenarios; s++) json_array_append_new(each, strand_json(g, s, k, run));
    json_object_set_new(strands, rq_strand_names[k], each);
  }
  free(run);
  for (size_t s = 0; !g->single && s < g->ensemble.scenarios; s++)
    json_array_append_new(scenarios, json_string(g->ensemble.scenario[s].name));
  if (g->single) {
    const char *name = json_string_value(json_object_get(json_array_get(g->runs, 0), "scenario"));
    json_array_append_new(scenarios, json_string(name && *name ? name : "as written"));
  }
  json_object_set_new(g->document, "scenarios", scenarios);
  json_object_set_new(g->document, "runs", json_incref(g->runs));
  return json_object_set_new(g->document, "strands", strands) == 0 ? RQ_OK : rq_no_memory(error, "the runs' numbers");
}

/* How each scenario differs: [{"key", "values": [as written, for each scenario its value or null]}]. */
static void put_differences(gathering *g) {
  json_t *keys = json_object();
  for (size_t s = 0; s < g->ensemble.scenarios; s++)
    for (size_t k = 0; k < g->ensemble.scenario[s].differs_count; k++) {
      const rq_difference *d = &g->ensemble.scenario[s].differs[k];
      json_t *values = json_object_get(keys, d->key);
      if (!values) {
        values = json_array();
        for (size_t t = 0; t < g->ensemble.scenarios; t++) json_array_append_new(values, json_string(d->as_written));
        json_object_set_new(keys, d->key, values);
      }
      json_array_set_new(values, s, json_string(d->value));
    }
  json_object_set_new(g->document, "differs", keys);
}

/* One run of each scenario, all of the first replicate that can be read. */
static rq_status put_picture(gathering *g, rq_error *error) {
  const char **file = calloc(g->ensemble.scenarios, sizeof *file);
  const rq_member *first = NULL;
  if (!file) return rq_no_memory(error, "a picture");
  for (size_t m = 0; m < g->ensemble.members; m++) {
    const rq_member *member = &g->ensemble.member[m];
    if (!g->strands[m].of[0] || (first && member->replicate != first->replicate)) continue;
    if (!first) first = member;
    file[member->scenario] = member->file;
  }
  rq_status status = rq_page_picture(file, g->ensemble.scenarios, g->frame.brand, g->document, error);
  free(file);
  return status;
}

static rq_status gather(gathering *g, rq_error *error) {
  const char *path = g->request->path;
  g->single = !rq_is_folder(path);
  rq_status status = g->single ? one_run(path, &g->ensemble, error) : rq_ensemble_read(path, &g->ensemble, error);
  if (status != RQ_OK) return status;
  g->strands = calloc(g->ensemble.members + 1, sizeof *g->strands);
  if (!g->strands || !g->document || !g->runs) return rq_no_memory(error, "a report");
  status = read_members(g, error);
  if (status == RQ_OK) status = put_strands(g, error);
  if (status == RQ_OK) status = put_picture(g, error);
  if (status != RQ_OK || g->single) return status;
  put_differences(g);
  json_object_set_new(g->document, "replicates", json_integer(g->ensemble.replicates));
  json_object_set_new(g->document, "branch_week", json_integer(g->ensemble.branch_week));
  json_object_set_new(g->document, "config", json_string(g->ensemble.config));
  return RQ_OK;
}

rq_status rq_page_gather(const rq_page_request *request, json_t **document, rq_error *error) {
  gathering g = {.request = request, .document = json_object(), .runs = json_array()};
  rq_status status = gather(&g, error);
  for (size_t m = 0; g.strands && m < g.ensemble.members; m++) rq_strands_free(&g.strands[m]);
  free(g.strands);
  json_decref(g.runs);
  if (status == RQ_OK)
    *document = g.document;
  else
    json_decref(g.document);
  rq_ensemble_free(&g.ensemble);
  return status;
}
