/* Finding the runs that a figure is made from. */
#include "analysis/plot_source.h"
#include "analysis/ensemble.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

void rq_source_close(rq_source *s) {
  for (size_t i = 0; i < s->scenarios; i++) free(s->scenario[i].file);
  free(s->scenario);
  if (s->ensemble) rq_ensemble_free(s->ensemble);
  free(s->ensemble);
  *s = (rq_source){0};
}

static rq_status add_scenario(rq_source *s, const char *name, size_t room, rq_error *error) {
  rq_source_scenario *to = &s->scenario[s->scenarios++];
  *to = (rq_source_scenario){.name = name, .file = malloc((room + 1) * sizeof *to->file)};
  return to->file ? RQ_OK : rq_no_memory(error, "the list of runs");
}

static rq_status list_members(const rq_plot_request *r, rq_source *s, size_t number, rq_error *error) {
  const rq_ensemble *e = s->ensemble;
  rq_status status = add_scenario(s, e->scenario[number].name, e->members, error);
  rq_source_scenario *to = &s->scenario[s->scenarios - 1];
  for (size_t m = 0; status == RQ_OK && m < e->members; m++) {
    if (e->member[m].scenario != number) continue;
    to->expected++;
    if (e->member[m].state == RQ_MEMBER_FINISHED) to->file[to->files++] = e->member[m].file;
  }
  if (status != RQ_OK) return status;
  if (to->files == 0) return rq_fail(error, RQ_BAD_DATA, "%s: no run of the scenario '%s' is finished", r->path, to->name);
  if (to->files < to->expected)
    fprintf(stderr, "renqing: note: %s: %zu of %zu runs of the scenario '%s' are missing\n", r->path, to->expected - to->files,
            to->expected, to->name);
  return RQ_OK;
}

static rq_status open_folder(const rq_plot_request *r, rq_source *s, rq_error *error) {
  s->ensemble = calloc(1, sizeof *s->ensemble);
  if (!s->ensemble) return rq_no_memory(error, "the list of runs");
  rq_status status = rq_ensemble_read(r->path, s->ensemble, error);
  if (status != RQ_OK) return status;
  size_t wanted = s->ensemble->scenarios;
  if (r->scenario) {
    wanted = rq_ensemble_scenario(s->ensemble, r->scenario, error);
    if (wanted == s->ensemble->scenarios) return RQ_USAGE;
  }
  s->scenario = calloc(s->ensemble->scenarios + 1, sizeof *s->scenario);
  if (!s->scenario) return rq_no_memory(error, "the list of runs");
  for (size_t k = 0; k < s->ensemble->scenarios && status == RQ_OK; k++)
    if (!r->scenario || k == wanted) status = list_members(r, s, k, error);
  return status;
}

rq_status rq_source_open(const rq_plot_request *r, rq_source *s, rq_error *error) {
  *s = (rq_source){0};
  if (rq_is_folder(r->path)) return open_folder(r, s, error);
  if (r->scenario) return rq_fail(error, RQ_USAGE, "%s: is a single run; --scenario is for a folder of runs", r->path);
  s->scenario = calloc(1, sizeof *s->scenario);
  if (!s->scenario) return rq_no_memory(error, "the list of runs");
  rq_status status = add_scenario(s, "", 1, error);
  if (status == RQ_OK) s->scenario->file[s->scenario->files++] = r->path;
  s->scenario->expected = 1;
  return status;
}

rq_status rq_source_run(const char *file, const rq_plot_request *r, rq_run **run, rq_error *error) {
  char model[64];
  *run = NULL;
  rq_status status = rq_run_open(file, run, error);
  if (status != RQ_OK) return status;
  if (!r->kind->any_model && !rq_configured_renqing(*run, model) && model[0])
    status = rq_fail(error, RQ_BAD_DATA, "%s: a run of the model %s; '%s' is of the model renqing, any model has 'series' and 'degree'",
                     file, model, r->kind->name);
  else if (r->at_given && r->at > rq_run_weeks(*run))
    status = rq_fail(error, RQ_USAGE, "%s: --at %u: the run has %u weeks", file, (unsigned)r->at, (unsigned)rq_run_weeks(*run));
  if (status == RQ_OK) return RQ_OK;
  rq_run_close(*run);
  *run = NULL;
  return status;
}

static bool find_brand(const char *const *label, uint32_t brands, const char *name, uint32_t *brand) {
  for (uint32_t b = 0; b < brands; b++)
    if (strcmp(label[b], name) == 0) {
      *brand = b;
      return true;
    }
  return false;
}

/* `sure`: it was asked for, or has a campaign. */
static rq_status choose_brand(const rq_run *run, const char *name, uint32_t *brand, bool *sure, rq_error *error) {
  uint32_t brands;
  const char *const *label = rq_run_labels(run, "brand", &brands);
  if (brands == 0) return rq_fail(error, RQ_BAD_DATA, "%s: has no brands", rq_run_path(run));
  *brand = brands - 1;
  *sure = true;
  if (name) {
    if (find_brand(label, brands, name, brand)) return RQ_OK;
    const char *meant = rq_suggest(name, label, brands);
    return rq_fail(error, RQ_USAGE, "%s: there is no brand '%s'%s%s%s", rq_run_path(run), name, meant ? "; did you mean '" : "",
                   meant ? meant : "", meant ? "'?" : "");
  }
  rq_configured *configured = NULL;
  rq_status status = rq_configured_open(run, &configured, error);
  if (status != RQ_OK) return status;
  const char *courting = rq_configured_text(configured, "campaigns.0.brand");
  *sure = courting && find_brand(label, brands, courting, brand);
  rq_configured_free(configured);
  return RQ_OK;
}

static rq_status look_into(const char *file, const rq_plot_request *r, uint32_t *brand, bool *sure, rq_error *error) {
  rq_run *run;
  rq_status status = rq_source_run(file, r, &run, error);
  if (status != RQ_OK) return status;
  status = choose_brand(run, r->brand, brand, sure, error);
  rq_run_close(run);
  return status;
}

rq_status rq_source_brand(const rq_source *s, const rq_plot_request *r, uint32_t *brand, rq_error *error) {
  bool sure = false;
  rq_status status = RQ_OK;
  const rq_ensemble *e = s->ensemble;
  if (!e) return look_into(s->scenario[0].file[0], r, brand, &sure, error);
  for (size_t k = 0; k < e->scenarios && status == RQ_OK && !sure; k++) /* also of scenarios that are not shown */
    for (size_t m = 0; m < e->members; m++) {
      if (e->member[m].scenario != k || e->member[m].state != RQ_MEMBER_FINISHED) continue;
      status = look_into(e->member[m].file, r, brand, &sure, error);
      break;
    }
  return status;
}
