/* Writing a run: see runfile.h. Each part is made by make_part: built under a temporary name, closed, synced, renamed. */
#include "sim/runfile.h"
#include "sim/runfile_assemble.h"
#include "sim/runfile_layout.h"
#include "sim/runfile_writer.h"
#include "sim/snapshot.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- parts ---- */

static void fill_start(rq_h5 *h, hid_t file, const rq_writer *w, const void *provenance) {
  rq_meta_write(h, file, w->settings, w->config, provenance, w->uuid);
  if (w->parent_uuid) rq_meta_parent(h, file, w->parent_uuid, w->parent_week, w->ancestors);
  rq_layout_series(h, file, w->world, RQ_LAYOUT_WEEKS);
  rq_layout_events(h, file, w->world);
  hid_t snapshots = rq_h5_group(h, file, "snapshots");
  if (snapshots >= 0) H5Gclose(snapshots);
}

static void mark_part(rq_h5 *h, hid_t file, const rq_writer *w) {
  rq_h5_set_text(h, file, "renqing_format", RQ_PART_FORMAT);
  rq_h5_set_text(h, file, "renqing_format_version", RQ_FORMAT_VERSION);
  rq_h5_set_text(h, file, "run_uuid", w->uuid);
}

static void fill_stretch(rq_h5 *h, hid_t file, const rq_writer *w, const void *stretch) {
  mark_part(h, file, w);
  rq_stretch_write(stretch, w->world, h, file);
}

static void fill_snapshot(rq_h5 *h, hid_t file, const rq_writer *w, const void *none) {
  (void)none;
  mark_part(h, file, w);
  h->mantissa = w->mantissa;
  hid_t snapshots = rq_h5_group(h, file, "snapshots");
  rq_snapshot_write(h, snapshots, w->world);
  if (snapshots >= 0) H5Gclose(snapshots);
}

/* Takes the ownership of `name` (NULL: no memory). */
static rq_status make_part(const rq_writer *w, char *name, int level, rq_fill *fill, const void *content, rq_error *error) {
  char *temporary = name ? rq_parts_temporary(name) : NULL;
  rq_h5 h = {.path = temporary, .failure = RQ_IO, .error = error, .level = level, .threads = rq_world_threads(w->world)};
  if (temporary) {
    hid_t file = rq_h5_create(&h);
    if (!h.status) fill(&h, file, w, content);
    rq_h5_close(&h, file);
    if (h.status) {
      unlink(temporary);
    } else {
      h.status = rq_parts_publish(temporary, name, error);
    }
  } else {
    h.status = rq_no_memory(error, "the names of the parts");
  }
  free(temporary);
  free(name);
  return h.status;
}

/* ---- the writer ---- */

/* A write past a limit on file size is to fail like any other, not to end the program. */
static void ignore_size_signal(void) {
  struct sigaction now;
  if (sigaction(SIGXFSZ, NULL, &now) == 0 && now.sa_handler == SIG_DFL) signal(SIGXFSZ, SIG_IGN);
}

rq_status rq_writer_new(const rq_settings *settings, const rq_config *config, const rq_world *world, rq_writer **writer, rq_error *error) {
  rq_h5_begin();
  ignore_size_signal();
  rq_writer *w = calloc(1, sizeof *w);
  *writer = w;
  if (!w) return rq_no_memory(error, "the run file");
  w->world = world;
  w->settings = settings;
  w->config = config;
  w->parts.lock = -1;
  w->level = (int)settings->level;
  w->snapshot_level = (int)settings->snapshot_level;
  w->mantissa = (int)settings->snapshot_precision;
  w->safe_week = rq_week(world);
  clock_gettime(CLOCK_MONOTONIC, &w->opened);
  return RQ_OK;
}

rq_status rq_writer_start(const rq_writer *w, const rq_provenance *provenance, rq_error *error) {
  return make_part(w, rq_parts_file(&w->parts, "start.h5"), w->level, fill_start, provenance, error);
}

rq_status rq_writer_put_stretch(const rq_writer *w, const rq_stretch *s, rq_error *error) {
  return make_part(w, rq_parts_weeks(&w->parts, s->first, s->first + s->weeks - 1), w->level, fill_stretch, s, error);
}

rq_status rq_writer_open(const char *path, bool force, const rq_settings *settings, const rq_config *config, const rq_world *world,
                         const rq_provenance *provenance, rq_writer **writer, rq_error *error) {
  *writer = NULL;
  rq_writer *w = NULL;
  rq_status status = rq_writer_new(settings, config, world, &w, error);
  if (status || !w) return status;
  status = rq_writer_make_folder(w, path, force, error);
  if (status) goto out;
  status = rq_meta_uuid(w->uuid, error);
  if (!status) status = rq_stretch_create(&w->stretch, world, (uint32_t)settings->part_weeks, error);
  if (!status) status = rq_writer_start(w, provenance, error);
  if (status) rq_parts_remove(&w->parts);
out:
  if (status) {
    rq_writer_free(w);
  } else {
    *writer = w;
  }
  return status;
}

void rq_writer_free(rq_writer *w) {
  if (!w) return;
  rq_stretch_free(&w->stretch, w->world);
  rq_parts_close(&w->parts);
  free(w->parent_uuid);
  free(w->ancestors);
  free(w->snapshots);
  free(w);
}

uint32_t rq_writer_safe_week(const rq_writer *w) {
  return w->safe_week;
}

static rq_status close_stretch(rq_writer *w, rq_error *error) {
  if (w->stretch.weeks == 0) return RQ_OK;
  uint32_t last = w->stretch.first + w->stretch.weeks - 1;
  rq_status status = rq_writer_put_stretch(w, &w->stretch, error);
  if (status) return status;
  rq_stretch_forget(&w->stretch, w->world);
  w->safe_week = last;
  return RQ_OK;
}

rq_status rq_writer_week(rq_writer *w, const rq_world *world, rq_error *error) {
  rq_status status = rq_stretch_take(&w->stretch, world, error);
  return status || !rq_stretch_full(&w->stretch) ? status : close_stretch(w, error);
}

bool rq_writer_note_snapshot(rq_writer *w, uint32_t week) {
  uint32_t *grown = realloc(w->snapshots, (w->snapshots_count + 1) * sizeof *grown);
  if (!grown) return false;
  w->snapshots = grown;
  w->snapshots[w->snapshots_count++] = week;
  return true;
}

rq_status rq_writer_snapshot(rq_writer *w, const rq_world *world, rq_error *error) {
  uint32_t week = rq_week(world);
  if (w->snapshots_count > 0 && w->snapshots[w->snapshots_count - 1] == week) return RQ_OK; /* there already */
  rq_status status = make_part(w, rq_parts_snapshot(&w->parts, week), w->snapshot_level, fill_snapshot, NULL, error);
  return status || rq_writer_note_snapshot(w, week) ? status : rq_no_memory(error, "the list of snapshots");
}

double rq_writer_seconds(const rq_writer *w) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return w->seconds_before + (double)(now.tv_sec - w->opened.tv_sec) + 1e-9 * (double)(now.tv_nsec - w->opened.tv_nsec);
}

rq_status rq_writer_finish(rq_writer *w, const rq_world *world, const char *ending, rq_error *error) {
  char digest[RQ_DIGEST_LENGTH];
  uint32_t last;
  rq_status status = close_stretch(w, error);
  if (!status) status = rq_world_digest(world, digest, error);
  if (status) return status;
  status = rq_parts_assemble(&w->parts, &(rq_ending){ending, digest, rq_writer_seconds(w), rq_world_profiled(world)}, &last, error);
  if (!status && !w->parts.keep) rq_writer_drop_checkpoints(w);
  return status;
}

/* ---- after a crash ---- */

/* The run_uuid of a file and the weeks in it; false where it is not a run file. */
static bool peek(const char *path, char uuid[RQ_UUID_LENGTH], uint32_t *weeks) {
  rq_h5 h = {.path = path, .failure = RQ_BAD_DATA};
  hid_t file = rq_h5_open(&h, false);
  if (file < 0) return false;
  char *text = rq_meta_text(file, "run_uuid");
  hid_t step = H5Lexists(file, "series", H5P_DEFAULT) > 0 ? H5Dopen2(file, "series/step", H5P_DEFAULT) : H5I_INVALID_HID;
  bool found = text && strlen(text) == RQ_UUID_LENGTH - 1 && step >= 0;
  if (found) {
    memcpy(uuid, text, RQ_UUID_LENGTH);
    hid_t space = H5Dget_space(step);
    *weeks = (uint32_t)H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
  }
  if (step >= 0) H5Dclose(step);
  free(text);
  H5Fclose(file);
  return found;
}

/* Whether no stretch goes past week `last`. */
static bool none_past(const rq_parts *p, uint32_t last) {
  rq_part *list;
  size_t count;
  bool none = rq_parts_list(p, &list, &count, NULL) == RQ_OK;
  for (size_t k = 0; k < count; k++) none = none && (list[k].snapshot || list[k].last <= last);
  free(list);
  return none;
}

/* Whether PATH is there already, made of these very parts: the program was ended between the two last steps of a run. */
static bool already_whole(const rq_parts *p, const char *start, uint32_t *last_week) {
  char whole[RQ_UUID_LENGTH], part[RQ_UUID_LENGTH];
  uint32_t none;
  if (!peek(p->path, whole, last_week)) return false;
  if (access(start, F_OK) != 0) return true; /* start.h5 is the first to go */
  return peek(start, part, &none) && strcmp(whole, part) == 0 && none_past(p, *last_week);
}

rq_status rq_runfile_assemble(const char *path, bool force, uint32_t *last_week, rq_error *error) {
  rq_h5_begin();
  ignore_size_signal();
  rq_parts p;
  struct stat about;
  char *start = NULL;
  rq_status status = rq_parts_open(&p, path, error);
  if (status) goto out;
  start = rq_parts_file(&p, "start.h5");
  if (!start) {
    status = rq_no_memory(error, "the names of the parts");
  } else if (!force && already_whole(&p, start, last_week)) {
    rq_parts_remove(&p);
  } else if (access(start, F_OK) != 0) {
    status = rq_fail(error, RQ_BAD_DATA, "%s: is missing; without it the other parts cannot be put together", start);
  } else if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
    status = rq_fail(error, RQ_NO_OUTPUT, "%s: is a folder", path);
  } else if (lstat(path, &about) == 0 && !force) {
    status = rq_fail(error, RQ_NO_OUTPUT, "%s: exists already; --force replaces it", path);
  } else {
    status = rq_parts_assemble(&p, &(rq_ending){"ended early; put together from its parts", NULL, -1, NULL}, last_week, error);
  }
out:
  free(start);
  rq_parts_close(&p);
  return status;
}
