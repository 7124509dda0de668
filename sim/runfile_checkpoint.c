/* Checkpoints of a run that is written, and going on from one: see runfile.h. */
#include "sim/checkpoint.h"
#include "sim/checkpoint_seal.h"
#include "sim/runfile_layout.h"
#include "sim/runfile_writer.h"
#include "sim/state_file.h"
#include "sim/version.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- writing ---- */

static const char *name_in_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The header as text; malloc'd. */
static char *make_header(const rq_writer *w, rq_error *error) {
  char layout[RQ_LAYOUT_LENGTH];
  if (rq_checkpoint_layout(w->world->model, layout, error)) return NULL;
  char *configuration = rq_config_dump(w->config, false), *text = NULL;
  json_t *snapshots = json_array();
  for (size_t k = 0; k < w->snapshots_count; k++) json_array_append_new(snapshots, json_integer(w->snapshots[k]));
  json_t *header = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "week",
                             (json_int_t)w->world->week, "people", (json_int_t)w->world->agents, "panel", (json_int_t)w->world->panel_count,
                             "closed", (json_int_t)w->safe_week, "seed", (json_int_t)w->world->drawn.seed, "replicate",
                             (json_int_t)w->world->drawn.replicate, "seconds", rq_writer_seconds(w), "run_uuid", w->uuid, "ancestors",
                             w->ancestors ? w->ancestors : "", "parts", name_in_folder(w->parts.folder), "software_version", rq_version(),
                             "git_commit", rq_commit(), "model", w->world->model->name, "layout", layout, "configuration", configuration,
                             "dimensions", rq_checkpoint_dimensions(w->world), "snapshots", snapshots);
  if (header) text = json_dumps(header, JSON_INDENT(1));
  json_decref(header);
  free(configuration);
  if (!text) rq_no_memory(error, "the header of a checkpoint");
  return text;
}

static void fill(rq_h5 *h, hid_t file, const rq_writer *w, const char *header) {
  rq_h5_set_text(h, file, "renqing_format", RQ_CHECKPOINT_FORMAT);
  rq_h5_set_text(h, file, "renqing_format_version", RQ_FORMAT_VERSION);
  rq_h5_set_text(h, file, "header", header);
  if (w->stretch.weeks > 0) {
    hid_t unfinished = rq_h5_group(h, file, "unfinished");
    rq_stretch_write(&w->stretch, w->world, h, unfinished);
    if (unfinished >= 0) H5Gclose(unfinished);
  }
  hid_t state = rq_h5_group(h, file, "state");
  rq_state_save(h, state, w->world);
  if (state >= 0) H5Gclose(state);
}

enum { LEVEL = 1 }; /* entropy coding */

static rq_status write_temporary(const rq_writer *w, const char *temporary, rq_error *error) {
  char *header = make_header(w, error);
  if (!header) return RQ_INTERNAL;
  rq_h5 h = {.path = temporary, .failure = RQ_IO, .error = error, .level = LEVEL, .threads = w->world->threads};
  hid_t file = rq_h5_create(&h);
  if (!h.status) fill(&h, file, w, header);
  rq_h5_close(&h, file);
  free(header);
  return h.status ? h.status : rq_checkpoint_seal(temporary, error);
}

/* The checkpoint that there was becomes the previous one. Between the two steps there is only that. */
static rq_status publish(const char *temporary, const char *name, const char *previous, rq_error *error) {
  rq_status status = rq_parts_sync(temporary, error);
  if (!status && access(name, F_OK) == 0 && rename(name, previous) != 0)
    status = rq_fail(error, RQ_IO, "%s: renaming failed: %s", name, strerror(errno));
  return status ? status : rq_parts_publish(temporary, name, error);
}

rq_status rq_writer_checkpoint(rq_writer *w, const rq_world *world, rq_error *error) {
  (void)world;
  char *name = rq_checkpoint_name(w->parts.path, false), *previous = rq_checkpoint_name(w->parts.path, true);
  char *temporary = name ? rq_parts_temporary(name) : NULL;
  rq_status status = name && previous && temporary ? RQ_OK : rq_no_memory(error, "the names of the checkpoints");
  if (!status) {
    status = write_temporary(w, temporary, error);
    if (!status) status = publish(temporary, name, previous, error);
    if (status) unlink(temporary);
  }
  free(temporary);
  free(name);
  free(previous);
  return status;
}

void rq_writer_keep(rq_writer *w) {
  w->parts.keep = true;
}

/* ---- those that are there already ---- */

/* Calls for each file that may be a checkpoint of the run, or have become one. */
static void each_checkpoint(const char *run, void (*what)(const char *name, void *context), void *context) {
  for (int k = 0; k < 3; k++) {
    char *name = rq_checkpoint_name(run, k == 1), *temporary = k == 2 && name ? rq_parts_temporary(name) : NULL;
    if (k < 2 ? name : temporary) what(k < 2 ? name : temporary, context);
    free(name);
    free(temporary);
  }
}

static void drop(const char *name, void *none) {
  (void)none;
  unlink(name);
}

void rq_writer_drop_checkpoints(const rq_writer *w) {
  each_checkpoint(w->parts.path, drop, NULL);
}

void rq_runfile_tidy(const char *path) {
  rq_parts parts;
  rq_error none = RQ_NO_ERROR;
  rq_status status = rq_parts_open(&parts, path, &none);
  if (!status) rq_parts_remove(&parts);
  if (!status || status == RQ_NO_INPUT) each_checkpoint(path, drop, NULL); /* there are no parts any more */
  rq_parts_close(&parts);
  rq_error_free(&none);
}

static void look(const char *name, void *found) {
  struct stat about;
  if (lstat(name, &about) == 0 && strcmp(name + strlen(name) - 4, ".tmp") != 0) *(bool *)found = true;
}

rq_status rq_writer_make_folder(rq_writer *w, const char *path, bool force, rq_error *error) {
  bool found = false;
  each_checkpoint(path, look, &found);
  if (found && !force)
    return rq_fail(error, RQ_NO_OUTPUT, "%s: has a checkpoint beside it; --resume auto goes on from it, --force discards it", path);
  rq_status status = rq_parts_create(&w->parts, path, force, error);
  if (!status) rq_writer_drop_checkpoints(w);
  return status;
}

/* ---- going on ---- */

/* The parts that a checkpoint counts on: stretches up to `closed`, and its snapshots. */
static bool counts_on(const rq_checkpoint *c, const rq_part *part) {
  if (!part->snapshot) return part->last <= c->closed;
  uint32_t week;
  for (size_t k = 0; rq_checkpoint_snapshot(c, k, &week); k++)
    if (week == part->first) return true;
  return false;
}

/* Whether all of them are in a folder; tells of the first that is not. */
static rq_status check_parts(const rq_parts *p, const rq_part *list, size_t count, const rq_checkpoint *c, rq_error *error) {
  uint32_t last = 0, week;
  for (size_t k = 0; k < count; k++)
    if (!list[k].snapshot && list[k].first == last + 1 && list[k].last <= c->closed) last = list[k].last;
  if (last != c->closed)
    return rq_fail(error, RQ_BAD_DATA, "%s: counts on the weeks from %u to %u in %s, where they are not", c->path, last + 1, c->closed,
                   p->folder);
  for (size_t n = 0; rq_checkpoint_snapshot(c, n, &week); n++) {
    bool found = false;
    for (size_t k = 0; k < count; k++) found = found || (list[k].snapshot && list[k].first == week);
    if (!found)
      return rq_fail(error, RQ_BAD_DATA, "%s: counts on the snapshot of week %u in %s, where it is not", c->path, week, p->folder);
  }
  return RQ_OK;
}

/* Takes over what the checkpoint knows of the run: weeks in no part yet, snapshots, time. */
static rq_status take_over(rq_writer *w, const rq_checkpoint *c, const rq_members *members, rq_error *error) {
  rq_h5 h = {.path = c->path, .failure = RQ_BAD_DATA, .error = error};
  uint32_t week, weeks = (uint32_t)w->settings->part_weeks;
  rq_status status = RQ_OK;
  if (H5Lexists(c->file, "unfinished", H5P_DEFAULT) > 0) {
    hid_t group = rq_h5_id(&h, H5Gopen2(c->file, "unfinished", H5P_DEFAULT), "unfinished");
    status = rq_stretch_read(&w->stretch, w->world, weeks, members, &h, group);
    if (group >= 0) H5Gclose(group);
  } else {
    status = rq_stretch_create(&w->stretch, w->world, weeks, error);
  }
  if (!status && c->closed + w->stretch.weeks != c->week) status = rq_h5_fail(&h, "its weeks do not follow each other");
  for (size_t k = 0; !status && rq_checkpoint_snapshot(c, k, &week); k++)
    if (!rq_writer_note_snapshot(w, week)) status = rq_no_memory(error, "the list of snapshots");
  w->safe_week = c->closed;
  w->seconds_before = c->seconds;
  return status;
}

/* Whether start.h5 is that of the checkpoint's run. */
static rq_status check_start(const rq_parts *p, const rq_checkpoint *c, rq_error *error) {
  char *start = rq_parts_file(p, "start.h5");
  if (!start) return rq_no_memory(error, "the names of the parts");
  rq_h5 h = {.path = start, .failure = RQ_BAD_DATA, .error = error};
  hid_t file = rq_h5_open(&h, false);
  char *uuid = file >= 0 ? rq_meta_text(file, "run_uuid") : NULL;
  if (!h.status && (!uuid || strcmp(uuid, c->run_uuid) != 0)) rq_h5_fail(&h, "is of another run than the checkpoint %s", c->path);
  rq_h5_close(&h, file);
  free(uuid);
  free(start);
  return h.status;
}

static rq_status resume(rq_writer *w, const char *path, const rq_checkpoint *c, rq_error *error) {
  rq_part *list = NULL;
  size_t count = 0;
  rq_status status = rq_parts_open(&w->parts, path, error);
  if (!status) status = check_start(&w->parts, c, error);
  if (!status) status = rq_parts_list(&w->parts, &list, &count, error);
  if (!status) status = check_parts(&w->parts, list, count, c, error);
  if (!status) status = take_over(w, c, NULL, error);
  for (size_t k = 0; k < count && !status; k++) {
    char *name = list[k].snapshot ? rq_parts_snapshot(&w->parts, list[k].first) : rq_parts_weeks(&w->parts, list[k].first, list[k].last);
    if (name && !counts_on(c, &list[k])) unlink(name);
    free(name);
  }
  free(list);
  memcpy(w->uuid, c->run_uuid, RQ_UUID_LENGTH);
  if (!status && *c->ancestors && !(w->ancestors = strdup(c->ancestors))) status = rq_no_memory(error, "the run file");
  return status;
}

rq_status rq_writer_resume(const char *path, const rq_settings *settings, const rq_config *config, const rq_world *world,
                           const rq_checkpoint *c, rq_writer **writer, rq_error *error) {
  *writer = NULL;
  rq_writer *w = NULL;
  rq_status status = rq_writer_new(settings, config, world, &w, error);
  if (!status) status = strlen(c->run_uuid) == RQ_UUID_LENGTH - 1 ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "%s: names no run", c->path);
  if (!status) status = resume(w, path, c, error);
  if (status) {
    rq_writer_free(w);
  } else {
    *writer = w;
  }
  return status;
}

/* ---- branching off ---- */

/* A part of the parent with the members of the branch. */
static rq_status convert(const rq_writer *w, const char *from, const rq_members *members, rq_error *error) {
  rq_h5 h = {.path = from, .failure = RQ_BAD_DATA, .error = error};
  rq_stretch stretch;
  hid_t file = rq_h5_open(&h, false);
  rq_status status = rq_stretch_read(&stretch, w->world, 1, members, &h, file);
  rq_h5_close(&h, file);
  if (!status) status = rq_writer_put_stretch(w, &stretch, error);
  rq_stretch_free(&stretch, w->world);
  return status;
}

static bool differ(const rq_world *w, const rq_members *members) {
  for (uint32_t d = 0; d < w->model->dimensions_count; d++)
    if (members[d].same) return true;
  return false;
}

static rq_status take_part(const rq_writer *w, const rq_parts *parent, const rq_part *part, const rq_members *members, rq_error *error) {
  char *from = part->snapshot ? rq_parts_snapshot(parent, part->first) : rq_parts_weeks(parent, part->first, part->last);
  char *to = part->snapshot ? rq_parts_snapshot(&w->parts, part->first) : rq_parts_weeks(&w->parts, part->first, part->last);
  rq_status status = RQ_OK;
  if (!from || !to) {
    status = rq_no_memory(error, "the names of the parts");
  } else if (!part->snapshot && differ(w->world, members)) {
    status = convert(w, from, members, error);
  } else {
    status = rq_parts_link(from, to, error);
  }
  free(from);
  free(to);
  return status;
}

/* The parent's folder, beside the checkpoint. */
static rq_status find_parent(const rq_checkpoint *c, rq_parts *parent, rq_error *error) {
  size_t folder = (size_t)(name_in_folder(c->path) - c->path), size = folder + strlen(c->parts) + 1;
  *parent = (rq_parts){.folder = malloc(size), .lock = -1};
  if (!parent->folder) return rq_no_memory(error, "the names of the parts");
  snprintf(parent->folder, size, "%.*s%s", (int)folder, c->path, c->parts);
  if (!strchr(c->parts, '/') && access(parent->folder, R_OK | X_OK) == 0) return RQ_OK;
  return rq_fail(error, RQ_NO_INPUT, "%s: counts on the parts of its run in %s, which is not there (--keep-checkpoint keeps it)", c->path,
                 parent->folder);
}

static rq_status inherit(rq_writer *w, const rq_checkpoint *c, rq_error *error) {
  rq_parts parent = {.lock = -1};
  rq_part *list = NULL;
  rq_members *members = NULL;
  size_t count = 0;
  rq_status status = find_parent(c, &parent, error);
  if (!status) status = rq_parts_list(&parent, &list, &count, error);
  if (!status) status = check_parts(&parent, list, count, c, error);
  if (!status) status = rq_checkpoint_members(c, w->world, &members, error);
  for (size_t k = 0; k < count && !status; k++)
    if (counts_on(c, &list[k])) status = take_part(w, &parent, &list[k], members, error);
  if (!status) status = rq_parts_sync(w->parts.folder, error);
  if (!status) status = take_over(w, c, members, error);
  rq_members_free(members, w->world);
  free(list);
  rq_parts_close(&parent);
  return status;
}

static rq_status note_parent(rq_writer *w, const rq_checkpoint *c, rq_error *error) {
  size_t size = strlen(c->run_uuid) + strlen(c->ancestors) + 2;
  w->parent_week = c->week;
  w->parent_uuid = strdup(c->run_uuid);
  w->ancestors = malloc(size);
  if (!w->parent_uuid || !w->ancestors) return rq_no_memory(error, "the run file");
  snprintf(w->ancestors, size, "%s%s%s", c->run_uuid, *c->ancestors ? " " : "", c->ancestors);
  return rq_meta_uuid(w->uuid, error);
}

rq_status rq_writer_branch(const char *path, bool force, const rq_settings *settings, const rq_config *config, const rq_world *world,
                           const rq_provenance *provenance, const rq_checkpoint *c, rq_writer **writer, rq_error *error) {
  *writer = NULL;
  rq_writer *w = NULL;
  rq_status status = rq_writer_new(settings, config, world, &w, error);
  if (!status) status = note_parent(w, c, error);
  if (!status) status = rq_writer_make_folder(w, path, force, error);
  if (!status) {
    status = rq_writer_start(w, provenance, error);
    if (!status) status = inherit(w, c, error);
    if (status) rq_parts_remove(&w->parts);
  }
  if (status) {
    rq_writer_free(w);
  } else {
    *writer = w;
  }
  return status;
}
