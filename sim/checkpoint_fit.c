/* What a checkpoint and a configuration must agree in: see checkpoint.h. */
#include "sim/checkpoint.h"
#include "sim/state_file.h"
#include "sim/version.h"
#include <stdlib.h>
#include <string.h>

static const char *text_of(const rq_checkpoint *c, const char *key) {
  return json_string_value(json_object_get(c->header, key));
}

static rq_status check_model(const rq_checkpoint *c, const rq_setup *setup, rq_error *error) {
  char layout[RQ_LAYOUT_LENGTH];
  const char *model = text_of(c, "model");
  if (strcmp(model, setup->model->name) != 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: is of model %s; the configuration asks for model %s", c->path, model, setup->model->name);
  rq_status status = rq_checkpoint_layout(setup->model, layout, error);
  if (!status && strcmp(layout, text_of(c, "layout")) != 0)
    status = rq_fail(error, RQ_BAD_DATA, "%s: was written by renqing %s (%s), whose model has other fields than this one, %s (%s)", c->path,
                     text_of(c, "software_version"), text_of(c, "git_commit"), rq_version(), rq_commit());
  return status;
}

/* ---- differing keys ---- */

enum { MOST_SHOWN = 8 };

typedef struct report {
  const rq_checkpoint *checkpoint;
  rq_error *error;
  const char *prefix; /* keys that begin so count */
  unsigned count;
} report;

static void note(void *context, const char *key, const char *there, const char *here, int64_t from) {
  report *r = context;
  (void)from;
  if (strncmp(key, r->prefix, strlen(r->prefix)) != 0 || r->count++ >= MOST_SHOWN) return;
  rq_fail(r->error, RQ_BAD_DATA, "%s: %s is %s in the checkpoint and %s in the configuration", r->checkpoint->path, key,
          *there ? there : "not there", *here ? here : "not there");
}

/* Reports the keys that begin with `prefix` and differ. */
static rq_status check_keys(const rq_checkpoint *c, const rq_setup *setup, const char *prefix, rq_error *error) {
  const rq_schema *const schemas[] = {&rq_engine_schema, setup->model->schema};
  const char *text = text_of(c, "configuration");
  rq_config_source source = {.path = c->path, .text = text, .length = strlen(text)};
  rq_config *then = NULL;
  rq_status status = rq_config_load(&source, schemas, RQ_COUNT_OF(schemas), &then, error);
  report r = {c, error, prefix, 0};
  if (!status) status = rq_config_compare(then, setup->config, note, &r, error);
  rq_config_free(then);
  if (status) return status;
  if (r.count > MOST_SHOWN) rq_fail(error, RQ_BAD_DATA, "%s: %u more keys differ", c->path, r.count - MOST_SHOWN);
  return r.count ? RQ_BAD_DATA : RQ_OK;
}

/* ---- going on ---- */

rq_status rq_checkpoint_check_resume(const rq_checkpoint *c, const rq_setup *setup, rq_error *error) {
  rq_status status = check_model(c, setup, error);
  if (status) return status;
  if (strcmp(text_of(c, "software_version"), rq_version()) != 0 || strcmp(text_of(c, "git_commit"), rq_commit()) != 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: was written by renqing %s (%s); this is %s (%s), which may compute something else", c->path,
                   text_of(c, "software_version"), text_of(c, "git_commit"), rq_version(), rq_commit());
  status = check_keys(c, setup, "", error);
  if (status == RQ_BAD_DATA)
    rq_fail(error, status, "%s: is of another configuration; --from branches off into another one, under another name", c->path);
  return status;
}

/* ---- branching off ---- */

rq_status rq_checkpoint_check_branch(const rq_checkpoint *c, const rq_setup *setup, rq_error *error) {
  rq_status status = check_model(c, setup, error);
  if (status) return status;
  if (setup->settings.weeks <= (int64_t)c->week)
    return rq_fail(error, RQ_BAD_DATA, "%s: is of week %u; the configuration ends with week %lld", c->path, c->week,
                   (long long)setup->settings.weeks);
  status = check_keys(c, setup, "population.", error);
  if (status == RQ_BAD_DATA) rq_fail(error, status, "%s: its people were drawn at the start, and stay who they are in a branch", c->path);
  return status;
}

/* Whether people have state along a dimension. */
static bool of_people(const rq_model *m, uint32_t dimension) {
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (m->fields[f].place == RQ_PER_AGENT && m->fields[f].dims[0] == dimension + 1) return true;
  return false;
}

static rq_status compare_members(const rq_checkpoint *c, const rq_dimension *d, const json_t *saved, rq_members *m, rq_error *error) {
  if (!json_is_array(saved) || !d->labels) {
    m->size = (uint32_t)json_integer_value(saved);
    if (json_is_integer(saved) && !d->labels && m->size == d->size) return RQ_OK;
    return rq_fail(error, RQ_BAD_DATA, "%s: dimension %s has %u members; in the configuration it has %u", c->path, d->name, m->size,
                   d->size);
  }
  m->size = (uint32_t)json_array_size(saved);
  bool *same = calloc(m->size + 1u, sizeof *same), all = m->size == d->size;
  if (!same) return rq_no_memory(error, "the dimensions");
  for (uint32_t k = 0; k < m->size; k++) {
    const char *label = json_string_value(json_array_get(saved, k));
    same[k] = k < d->size && label && strcmp(label, d->labels[k]) == 0;
    all = all && same[k];
  }
  if (all) {
    free(same);
  } else {
    m->same = same;
  }
  return RQ_OK;
}

static const char *label_of(const json_t *saved, uint32_t k) {
  const char *label = json_string_value(json_array_get(saved, k));
  return label ? label : "";
}

/* Members that the world does not have, or has elsewhere, must be without a past: those of people always have one. */
static rq_status check_past(const rq_checkpoint *c, const rq_world *w, const rq_members *members, rq_h5 *h, uint32_t d) {
  const rq_dimension *now = &w->dimension[d];
  const json_t *saved = json_object_get(json_object_get(c->header, "dimensions"), now->name);
  if (!members[d].same) return RQ_OK;
  if (of_people(w->model, d))
    return rq_h5_fail(h, "its members of %s are not those of the configuration, by name and in this order; a branch keeps them", now->name);
  hid_t group = rq_h5_id(h, H5Gopen2(c->file, "state", H5P_DEFAULT), "state");
  for (uint32_t k = 0; group >= 0 && k < members[d].size && !h->status; k++)
    if (!members[d].same[k] && rq_state_begun(h, group, w, members, d, k))
      rq_h5_fail(
          h, "%s '%s' (number %u) has begun by week %u; a branch must have it in the same place, under the same name (it may end there)",
          now->name, label_of(saved, k), k, c->week);
  if (group >= 0) H5Gclose(group);
  return h->status;
}

rq_status rq_checkpoint_members(const rq_checkpoint *c, const rq_world *w, rq_members **members, rq_error *error) {
  uint32_t count = w->model->dimensions_count;
  const json_t *saved = json_object_get(c->header, "dimensions");
  rq_status status = RQ_OK;
  *members = calloc(count + 1u, sizeof **members);
  if (!*members) return rq_no_memory(error, "the dimensions");
  for (uint32_t d = 0; d < count && !status; d++)
    status = compare_members(c, &w->dimension[d], json_object_get(saved, w->dimension[d].name), &(*members)[d], error);
  rq_h5 h = {.path = c->path, .failure = RQ_BAD_DATA, .error = error};
  for (uint32_t d = 0; d < count && !status; d++) status = check_past(c, w, *members, &h, d);
  return status;
}

void rq_members_free(rq_members *members, const rq_world *w) {
  for (uint32_t d = 0; members && d < w->model->dimensions_count; d++) free(members[d].same);
  free(members);
}
