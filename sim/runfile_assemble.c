/* Putting the parts of a run together: see runfile_assemble.h. */
#include "sim/runfile_assemble.h"
#include "sim/runfile_layout.h"
#include "sim/snapshot.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 16, BUFFER_BYTES = 1 << 20, SLACK_BYTES = 1 << 16, NAME = 256 };

/* Parts that are open together, and the file that they go into. */
typedef struct gathering {
  rq_h5 *out;
  hid_t file;
  const rq_parts *parts;
  char *path[BATCH];
  rq_h5 in[BATCH];
  hid_t part[BATCH];
  size_t count;
  void *buffer;
} gathering;

/* ---- copying rows ---- */

static bool same_rows(hid_t a, hid_t b, int *dims, hsize_t shape[3]) {
  hsize_t other[3];
  hid_t space_a = H5Dget_space(a), space_b = H5Dget_space(b);
  *dims = H5Sget_simple_extent_ndims(space_a);
  bool same = *dims >= 1 && *dims <= 3 && H5Sget_simple_extent_ndims(space_b) == *dims;
  if (same) {
    H5Sget_simple_extent_dims(space_a, shape, NULL);
    H5Sget_simple_extent_dims(space_b, other, NULL);
    for (int d = 1; d < *dims; d++) same = same && shape[d] == other[d];
  }
  H5Sclose(space_a);
  H5Sclose(space_b);
  return same;
}

static void read_rows(rq_h5 *in, hid_t dataset, const char *name, hid_t type, int dims, const hsize_t *count, hsize_t first, void *buffer) {
  hsize_t start[3] = {first, 0, 0};
  hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(dims, count, NULL);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL);
  rq_h5_ok(in, H5Dread(dataset, type, memory, space, H5P_DEFAULT, buffer), name);
  H5Sclose(memory);
  H5Sclose(space);
}

/* Appends all rows of one part's dataset, a buffer at a time. */
static void copy_rows(gathering *g, size_t part, const char *name, hid_t to) {
  rq_h5 *in = &g->in[part];
  hid_t from = rq_h5_id(in, H5Dopen2(g->part[part], name, H5P_DEFAULT), name);
  if (in->status) return;
  int dims;
  hsize_t shape[3], count[3];
  hid_t type = H5Dget_type(to);
  if (!same_rows(from, to, &dims, shape)) {
    rq_h5_fail(in, "%s does not have the shape that the run's first part gives it", name);
  } else {
    memcpy(count, shape, sizeof count);
    hsize_t bytes = H5Tget_size(type);
    for (int d = 1; d < dims; d++) bytes *= shape[d];
    hsize_t most = bytes < BUFFER_BYTES ? BUFFER_BYTES / bytes : 0;
    if (most == 0) rq_h5_fail(in, "%s has rows of more than %d bytes", name, BUFFER_BYTES);
    for (hsize_t first = 0; first < shape[0] && !in->status && !g->out->status; first += count[0]) {
      count[0] = shape[0] - first < most ? shape[0] - first : most;
      read_rows(in, from, name, type, dims, count, first, g->buffer);
      if (!in->status) rq_h5_append(g->out, to, type, count[0], g->buffer);
    }
  }
  H5Tclose(type);
  H5Dclose(from);
}

static bool failed(const gathering *g) {
  for (size_t k = 0; k < g->count; k++)
    if (g->in[k].status) return true;
  return g->out->status != RQ_OK;
}

/* Every dataset of a group that grows: series on `step`, events. */
static void gather_group(gathering *g, const char *group) {
  H5G_info_t about;
  if (failed(g) || H5Gget_info_by_name(g->file, group, &about, H5P_DEFAULT) < 0) return;
  for (hsize_t k = 0; k < about.nlinks && !failed(g); k++) {
    char name[NAME], path[2 * NAME];
    if (H5Lget_name_by_idx(g->file, group, H5_INDEX_CRT_ORDER, H5_ITER_INC, k, name, NAME, H5P_DEFAULT) < 0) continue;
    snprintf(path, sizeof path, "%s/%s", group, name);
    hid_t object = rq_h5_id(g->out, H5Oopen(g->file, path, H5P_DEFAULT), path);
    if (object >= 0 && H5Iget_type(object) == H5I_GROUP) gather_group(g, path);
    if (object >= 0 && H5Iget_type(object) == H5I_DATASET) {
      hid_t space = H5Dget_space(object);
      hsize_t shape[H5S_MAX_RANK], most[H5S_MAX_RANK] = {0};
      H5Sget_simple_extent_dims(space, shape, most);
      H5Sclose(space);
      if (most[0] == H5S_UNLIMITED)
        for (size_t part = 0; part < g->count && !failed(g); part++) copy_rows(g, part, path, object);
    }
    if (object >= 0) H5Oclose(object);
  }
}

/* ---- parts ---- */

/* Opens a part, if it is one of this run's, or of one that it branched off. */
static hid_t open_part(rq_h5 *in, const char *uuids) {
  hid_t file = rq_h5_open(in, false);
  if (in->status) return file;
  char *its = rq_meta_text(file, "run_uuid");
  if (!its || strlen(its) != RQ_UUID_LENGTH - 1 || !strstr(uuids, its)) rq_h5_fail(in, "is a part of another run");
  free(its);
  return file;
}

static void gather_batch(gathering *g, const rq_part *list, size_t count, const char *uuids, rq_error *error) {
  for (g->count = 0; g->count < count && !failed(g); g->count++) {
    size_t k = g->count;
    g->path[k] = rq_parts_weeks(g->parts, list[k].first, list[k].last);
    g->in[k] = (rq_h5){.path = g->path[k], .failure = RQ_BAD_DATA, .error = error};
    if (!g->path[k]) g->in[k].status = rq_no_memory(error, "the names of the parts");
    g->part[k] = g->path[k] ? open_part(&g->in[k], uuids) : H5I_INVALID_HID;
  }
  gather_group(g, "series");
  if (!failed(g) && H5Lexists(g->file, "events", H5P_DEFAULT) > 0) gather_group(g, "events");
  for (size_t k = 0; k < g->count; k++) {
    rq_h5_close(&g->in[k], g->part[k]);
    if (g->in[k].status && !g->out->status) g->out->status = g->in[k].status;
    free(g->path[k]);
  }
}

/* Copies a snapshot as it is; the hard links inside it stay what they are. */
static void gather_snapshot(gathering *g, uint32_t week, const char *uuids, rq_error *error) {
  char name[sizeof "snapshots/" + RQ_SNAPSHOT_NAME] = "snapshots/";
  rq_snapshot_name(week, name + strlen(name));
  char *path = rq_parts_snapshot(g->parts, week);
  rq_h5 in = {.path = path, .failure = RQ_BAD_DATA, .error = error};
  if (!path) in.status = rq_no_memory(error, "the names of the parts");
  hid_t part = path ? open_part(&in, uuids) : H5I_INVALID_HID;
  if (!in.status) {
    if (H5Lexists(part, "snapshots", H5P_DEFAULT) <= 0 || H5Lexists(part, name, H5P_DEFAULT) <= 0) {
      rq_h5_fail(&in, "has no %s", name);
    } else {
      rq_h5_ok(g->out, H5Ocopy(part, name, g->file, name, H5P_DEFAULT, H5P_DEFAULT), name);
    }
  }
  rq_h5_close(&in, part);
  if (in.status && !g->out->status) g->out->status = in.status;
  free(path);
}

/* ---- the whole ---- */

/* The stretches that follow each other from week 1, moved to the front of the list in order; *kept counts them. */
static void chain(rq_part *list, size_t count, size_t *kept, uint32_t *last_week) {
  *kept = 0;
  *last_week = 0;
  for (size_t k = 0; k < count; k++)
    if (!list[k].snapshot && list[k].first == *last_week + 1) {
      *last_week = list[k].last;
      rq_part part = list[k];
      memmove(list + *kept + 1, list + *kept, (k - *kept) * sizeof *list);
      list[(*kept)++] = part;
    }
}

/* Bytes of the parts. */
static uint64_t size_of(const rq_parts *p, const rq_part *list, size_t count) {
  uint64_t bytes = 0;
  for (size_t k = 0; k < count; k++) {
    struct stat about;
    char *name = list[k].snapshot ? rq_parts_snapshot(p, list[k].first) : rq_parts_weeks(p, list[k].first, list[k].last);
    if (name && stat(name, &about) == 0) bytes += (uint64_t)about.st_size;
    free(name);
  }
  return bytes;
}

/* Reserves room on the disk for so many bytes more: HDF5 crashes where copying an object finds the disk full. Closing
 * the file cuts off what was not needed. */
static rq_status reserve(const char *name, const char *final, uint64_t bytes, rq_error *error) {
  struct stat about;
  int file = open(name, O_WRONLY | O_CLOEXEC);
  int reason = file < 0 || fstat(file, &about) != 0 ? errno : posix_fallocate(file, about.st_size, (off_t)bytes);
  if (file >= 0) close(file);
  if (reason == 0 || reason == EINVAL || reason == EOPNOTSUPP) return RQ_OK; /* a file system that cannot reserve */
  return rq_fail(error, RQ_IO, "%s: no room to put the parts together (%llu MB): %s", final, (unsigned long long)(bytes >> 20) + 1,
                 strerror(reason));
}

/* Fills the copy of start.h5 with the parts. */
static rq_status fill(const rq_parts *p, rq_h5 *out, const rq_part *list, size_t count, size_t stretches, const rq_ending *ending) {
  gathering g = {.out = out, .file = rq_h5_open(out, true), .parts = p, .buffer = malloc(BUFFER_BYTES)};
  char *uuids = g.file >= 0 ? rq_meta_uuids(g.file) : NULL;
  if (!out->status && !g.buffer) out->status = rq_no_memory(out->error, "a buffer for the parts");
  if (!out->status && !uuids) rq_h5_fail(out, "has no run_uuid");
  for (size_t k = 0; k < count && !out->status; k++)
    if (list[k].snapshot) gather_snapshot(&g, list[k].first, uuids, out->error);
  for (size_t k = 0; k < stretches && !out->status; k += BATCH)
    gather_batch(&g, list + k, stretches - k < BATCH ? stretches - k : BATCH, uuids, out->error);
  if (!out->status) rq_meta_end(out, g.file, ending);
  rq_h5_close(out, g.file);
  free(uuids);
  free(g.buffer);
  return out->status;
}

rq_status rq_parts_assemble(rq_parts *p, const rq_ending *ending, uint32_t *last_week, rq_error *error) {
  rq_part *list = NULL;
  size_t count, stretches, stray = 0;
  char *start = rq_parts_file(p, "start.h5"), *temporary = rq_parts_file(p, "whole.h5.tmp");
  rq_status status = start && temporary ? rq_parts_list(p, &list, &count, error) : rq_no_memory(error, "the names of the parts");
  if (status) goto out;
  chain(list, count, &stretches, last_week);
  for (size_t k = stretches; k < count; k++) stray += !list[k].snapshot;
  rq_h5 out = {.path = temporary, .failure = RQ_IO, .error = error};
  status = rq_parts_copy(start, temporary, error);
  if (!status) status = reserve(temporary, p->path, size_of(p, list, count) + SLACK_BYTES, error);
  if (!status) status = fill(p, &out, list, count, stretches, ending);
  if (!status) status = rq_parts_publish(temporary, p->path, error);
  if (status) {
    unlink(temporary);
  } else if (stray == 0 && !p->keep) {
    rq_parts_remove(p);
  }
out:
  free(list);
  free(start);
  free(temporary);
  return status;
}
