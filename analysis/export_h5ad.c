/* h5ad: the AnnData element of a snapshot, copied to the root of a file of its own. The file is built in memory and written by
 * us: H5Ocopy of HDF5 1.10.8 crashes where the disk is full. */
#include "analysis/export.h"
#include "sim/h5.h"
#include "sim/snapshot.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROWTH ((size_t)4 << 20) /* bytes by which the image grows */

/* What H5Aiterate and H5Literate hand on. */
typedef struct copying {
  rq_h5 *h;
  hid_t from, to;
} copying;

static herr_t copy_attribute(hid_t from, const char *name, const H5A_info_t *info, void *context) {
  copying *c = context;
  (void)info;
  hid_t source = H5Aopen(from, name, H5P_DEFAULT), type = H5Aget_type(source), space = H5Aget_space(source);
  hid_t target = H5Acreate2(c->to, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  hssize_t values = H5Sget_simple_extent_npoints(space);
  void *buffer = values > 0 ? calloc((size_t)values, H5Tget_size(type)) : NULL;
  herr_t result = -1;
  if (buffer && target >= 0 && H5Aread(source, type, buffer) >= 0) {
    result = H5Awrite(target, type, buffer);
    if (H5Tdetect_class(type, H5T_STRING) > 0 && H5Tis_variable_str(type) > 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
  }
  free(buffer);
  if (target >= 0) H5Aclose(target);
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(source);
  rq_h5_ok(c->h, result, name);
  return result < 0 ? -1 : 0;
}

static herr_t copy_member(hid_t from, const char *name, const H5L_info_t *info, void *context) {
  copying *c = context;
  (void)info;
  return rq_h5_ok(c->h, H5Ocopy(from, name, c->to, name, H5P_DEFAULT, H5P_DEFAULT), name) ? 0 : -1;
}

static void copy_element(copying *c, const char *group) {
  hid_t element = rq_h5_id(c->h, H5Gopen2(c->from, group, H5P_DEFAULT), group);
  if (element < 0) return;
  H5Aiterate2(element, H5_INDEX_NAME, H5_ITER_INC, NULL, copy_attribute, c);
  if (!c->h->status) H5Literate(element, H5_INDEX_NAME, H5_ITER_INC, NULL, copy_member, c);
  H5Gclose(element);
}

/* A new file that lives in memory only. */
static hid_t create_image(rq_h5 *h) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
  /* a superblock without checksum, in which write_image takes a flag away */
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  H5Pset_fapl_core(access, GROWTH, false);
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times(creation, false);
  hid_t file = rq_h5_id(h, H5Fcreate(h->path, H5F_ACC_TRUNC, creation, access), "the file");
  H5Pclose(creation);
  H5Pclose(access);
  return file;
}

static rq_status write_bytes(const char *path, const char *name, const void *bytes, size_t size, rq_error *error) {
  FILE *out = fopen(path, "wb");
  if (!out) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", name, strerror(errno));
  bool good = fwrite(bytes, 1, size, out) == size && fflush(out) == 0;
  int reason = errno;
  if (fclose(out) != 0 && good) {
    good = false;
    reason = errno;
  }
  return good ? RQ_OK : rq_fail(error, RQ_IO, "%s: cannot be written: %s", name, strerror(reason));
}

enum { VERSION_AT = 8, FLAGS_AT = 20, FLAGS = 4 }; /* in a superblock of version 0 or 1 */

/* Writes the image from where it lies, with the flag that says that the file is open taken away: H5Fget_file_image would copy it
 * first. */
static rq_status write_image(rq_h5 *h, hid_t file, const char *path) {
  ssize_t size = H5Fflush(file, H5F_SCOPE_LOCAL) < 0 ? -1 : H5Fget_file_image(file, NULL, 0);
  void *handle = NULL; /* of this driver: where the pointer to the image is */
  if (size <= 0 || H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || !handle) return rq_h5_fail(h, "the file cannot be put together");
  char *image = *(char *const *)handle;
  if (image[VERSION_AT] > 1) return rq_h5_fail(h, "the file has another beginning than was asked for");
  memset(image + FLAGS_AT, 0, FLAGS);
  return write_bytes(path, h->path, image, (size_t)size, h->error);
}

rq_status rq_export_h5ad(const rq_run *run, uint32_t week, const char *path, const char *name, rq_error *error) {
  char snapshot[RQ_SNAPSHOT_NAME], group[RQ_SNAPSHOT_NAME + 16];
  rq_snapshot_name(week, snapshot);
  snprintf(group, sizeof group, "/snapshots/%s", snapshot);
  rq_h5_begin();
  rq_h5 in = {.path = rq_run_path(run), .failure = RQ_BAD_DATA, .error = error}, out = {.path = name, .failure = RQ_IO, .error = error};
  hid_t from = rq_h5_open(&in, false);
  if (from < 0) return in.status;
  hid_t to = create_image(&out);
  rq_status status = out.status;
  if (to >= 0) {
    copying c = {.h = &out, .from = from, .to = to};
    copy_element(&c, group);
    status = out.status ? out.status : write_image(&out, to, path);
    rq_h5_close(&out, to);
  }
  rq_h5_close(&in, from);
  return status;
}
