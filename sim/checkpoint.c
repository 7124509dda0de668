/* Opening a checkpoint, and making its world: see checkpoint.h. What it must agree with is in checkpoint_fit.c. */
#include "sim/checkpoint.h"
#include "sim/checkpoint_seal.h"
#include "sim/runfile_layout.h"
#include "sim/runfile_meta.h"
#include "sim/state_file.h"
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

char *rq_checkpoint_name(const char *run, bool previous) {
  const char *end = previous ? ".ckpt.prev.h5" : ".ckpt.h5";
  size_t stem = strlen(run), size = stem + strlen(end) + 1;
  if (stem > 3 && strcmp(run + stem - 3, ".h5") == 0 && run[stem - 4] != '/') stem -= 3;
  char *name = malloc(size);
  if (name) snprintf(name, size, "%.*s%s", (int)stem, run, end);
  return name;
}

/* ---- opening ---- */

static rq_status not_ours(const char *path, rq_error *error, const char *what) {
  return rq_fail(error, RQ_BAD_DATA, "%s: is not a checkpoint of renqing: %s", path, what);
}

static rq_status read_header(rq_checkpoint *c, rq_error *error) {
  char *format = rq_meta_text(c->file, "renqing_format"), *version = rq_meta_text(c->file, "renqing_format_version");
  char *text = rq_meta_text(c->file, "header");
  rq_status status = RQ_OK;
  if (!format || strcmp(format, RQ_CHECKPOINT_FORMAT) != 0 || !text) {
    status = not_ours(c->path, error, "it does not say that it is one");
  } else if (!version || strcmp(version, RQ_FORMAT_VERSION) != 0) {
    status = rq_fail(error, RQ_BAD_DATA, "%s: has version %s of the format; this program reads version " RQ_FORMAT_VERSION, c->path,
                     version ? version : "none");
  } else {
    json_int_t week, people, panel, closed, seed, replicate;
    c->header = json_loads(text, 0, NULL);
    if (json_unpack(c->header, "{s:I, s:I, s:I, s:I, s:I, s:I, s:F, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "week", &week,
                    "people", &people, "panel", &panel, "closed", &closed, "seed", &seed, "replicate", &replicate, "seconds", &c->seconds,
                    "run_uuid", &c->run_uuid, "ancestors", &c->ancestors, "parts", &c->parts, "software_version", &(const char *){NULL},
                    "git_commit", &(const char *){NULL}, "model", &(const char *){NULL}, "layout", &(const char *){NULL}, "configuration",
                    &(const char *){NULL}, "dimensions", &(json_t *){NULL}, "snapshots", &(json_t *){NULL}) != 0)
      status = not_ours(c->path, error, "something is missing in its header");
    else if (week < 0 || week > UINT16_MAX || people < 1 || people >= RQ_NOBODY || panel < 0 || panel > people || closed < 0 ||
             closed > week)
      status = not_ours(c->path, error, "numbers in its header are out of range");
    c->week = (uint32_t)week;
    c->people = (uint32_t)people;
    c->panel = (uint32_t)panel;
    c->closed = (uint32_t)closed;
    c->drawn = (rq_key){(uint32_t)seed, (uint32_t)replicate};
  }
  free(format);
  free(version);
  free(text);
  return status;
}

rq_status rq_checkpoint_open(const char *path, rq_checkpoint **checkpoint, rq_error *error) {
  rq_h5_begin();
  *checkpoint = NULL;
  rq_checkpoint *c = calloc(1, sizeof *c);
  if (!c) return rq_no_memory(error, "the checkpoint");
  c->file = H5I_INVALID_HID;
  c->path = strdup(path);
  rq_status status = c->path ? rq_checkpoint_sealed(path, error) : rq_no_memory(error, "the checkpoint");
  rq_h5 h = {.path = c->path, .failure = RQ_BAD_DATA, .error = error};
  if (!status) {
    c->file = rq_h5_open(&h, false);
    status = h.status ? h.status : read_header(c, error);
  }
  if (status) {
    rq_checkpoint_close(c);
  } else {
    *checkpoint = c;
  }
  return status;
}

void rq_checkpoint_close(rq_checkpoint *c) {
  if (!c) return;
  if (c->file >= 0) H5Fclose(c->file);
  json_decref(c->header);
  free(c->path);
  free(c);
}

bool rq_checkpoint_snapshot(const rq_checkpoint *c, size_t k, uint32_t *week) {
  const json_t *list = json_object_get(c->header, "snapshots");
  if (k >= json_array_size(list)) return false;
  *week = (uint32_t)json_integer_value(json_array_get(list, k));
  return true;
}

/* ---- what a state is made of ---- */

static void list_tables(const rq_model *m, FILE *out) {
  fprintf(out, "model %s\n", m->name);
  for (uint32_t f = 0; f < m->fields_count; f++) {
    const rq_field *field = &m->fields[f];
    fprintf(out, "field %s %d %d %d %d\n", field->name, (int)field->type, (int)field->place, field->dims[0], field->dims[1]);
  }
  for (uint32_t k = 0; k < m->mails_count; k++) fprintf(out, "mail %s %u %u\n", m->mails[k].name, m->mails[k].phase, m->mails[k].words);
  for (uint32_t p = 0; p < m->phases_count; p++) fprintf(out, "phase %s\n", m->phases[p].name);
  for (uint32_t s = 0; s < m->series_count; s++) {
    const rq_series *series = &m->series[s];
    fprintf(out, "series %s %d %d %d\n", series->name, (int)series->kind, series->dims[0], series->dims[1]);
  }
  for (uint32_t e = 0; e < m->events_count; e++) {
    fprintf(out, "events %s", m->events[e].name);
    for (uint32_t c = 0; c < m->events[e].columns_count; c++)
      fprintf(out, " %s %d", m->events[e].columns[c].name, (int)m->events[e].columns[c].type);
    fputc('\n', out);
  }
}

rq_status rq_checkpoint_layout(const rq_model *m, char layout[RQ_LAYOUT_LENGTH], rq_error *error) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (!out) return rq_no_memory(error, "the checkpoint");
  list_tables(m, out);
  rq_status status = fclose(out) == 0 ? RQ_OK : rq_no_memory(error, "the checkpoint");
  if (!status) {
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)text, length);
    SHA256End(&context, layout);
  }
  free(text);
  return status;
}

json_t *rq_checkpoint_dimensions(const rq_world *w) {
  json_t *all = json_object();
  for (uint32_t d = 0; all && d < w->model->dimensions_count; d++) {
    const rq_dimension *dimension = &w->dimension[d];
    json_t *members = dimension->labels ? json_array() : json_integer(dimension->size);
    for (uint32_t k = 0; dimension->labels && k < dimension->size; k++) json_array_append_new(members, json_string(dimension->labels[k]));
    json_object_set_new(all, dimension->name, members);
  }
  return all;
}

/* ---- the world ---- */

static rq_key key_of(const rq_setup *setup) {
  return (rq_key){(uint32_t)setup->settings.seed, (uint32_t)setup->settings.replicate};
}

/* As it was built at the start, but with the parameters of the set-up. */
static rq_status build_branch(const rq_checkpoint *c, const rq_setup *setup, int threads, rq_world **world, rq_error *error) {
  rq_setup first = *setup;
  first.settings.seed = c->drawn.seed;
  first.settings.replicate = c->drawn.replicate;
  rq_status status = rq_setup_world(&first, threads, world, error);
  if (status) return status;
  (*world)->key = key_of(setup);
  if ((*world)->agents == c->people) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "%s: has %u people; the configuration makes %u", c->path, c->people, (*world)->agents);
}

static rq_status build_blank(const rq_checkpoint *c, const rq_setup *setup, int threads, rq_world **world, rq_error *error) {
  rq_world_settings settings = {c->drawn, threads, (uint32_t)setup->settings.panel};
  rq_status status = rq_world_blank(setup->model, setup->parameters, c->people, &settings, world, error);
  if (status) return status;
  (*world)->key = key_of(setup);
  rq_world_profile(*world, setup->profile);
  return RQ_OK;
}

static rq_status load(const rq_checkpoint *c, rq_world *w, bool branch, rq_error *error) {
  rq_members *members = NULL;
  rq_status status = branch ? rq_checkpoint_members(c, w, &members, error) : RQ_OK;
  rq_h5 h = {.path = c->path, .failure = RQ_BAD_DATA, .status = status, .error = error, .threads = w->threads};
  hid_t group = status ? H5I_INVALID_HID : rq_h5_id(&h, H5Gopen2(c->file, "state", H5P_DEFAULT), "state");
  rq_state_load(&h, group, w, members, branch);
  if (group >= 0) H5Gclose(group);
  rq_members_free(members, w);
  w->week = c->week;
  if (!h.status && w->panel_count != c->panel)
    rq_h5_fail(&h, "follows a panel of %u people one by one; the configuration one of %zu (panel.size)", c->panel, w->panel_count);
  return h.status;
}

rq_status rq_checkpoint_world(const rq_checkpoint *c, const rq_setup *setup, bool branch, int threads, rq_world **world, rq_error *error) {
  *world = NULL;
  rq_status status = branch ? build_branch(c, setup, threads, world, error) : build_blank(c, setup, threads, world, error);
  if (!status) status = load(c, *world, branch, error);
  rq_profile_lap(setup->profile, RQ_STAGE_SOCIETY);
  if (status) {
    rq_world_free(*world);
    *world = NULL;
  }
  return status;
}
