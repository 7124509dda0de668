/* Datasets that are looked at before they are read: see reader_parts.h. */
#include "sim/reader_parts.h"
#include "sim/reader_chunks.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deflate shrinks at most 1032 to 1; what claims more than that was not written by us. */
enum { MOST_EXPANSION = 1100, SLACK_BYTES = 1 << 22 };

rq_status rq_reader_fail(const rq_run *run, const char *name, rq_error *error, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return rq_fail(error, RQ_BAD_DATA, "%s: %s: %s", run->path, name, text);
}

/* ---- the way to a dataset ---- */

/* Follows a path link by link: 1 there, 0 missing, -1 a link that leads elsewhere (another file, another name). */
static int follow(hid_t file, const char *path) {
  char prefix[256];
  for (const char *end = path; *end;) {
    end += *end == '/';
    end += strcspn(end, "/");
    size_t length = (size_t)(end - path);
    if (length >= sizeof prefix) return 0;
    memcpy(prefix, path, length);
    prefix[length] = '\0';
    H5L_info_t link;
    if (H5Lexists(file, prefix, H5P_DEFAULT) <= 0) return 0;
    if (H5Lget_info(file, prefix, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return -1;
  }
  return 1;
}

bool rq_reader_has(const rq_run *run, const char *path) {
  return follow(run->file, path) == 1;
}

/* ---- type, storage and shape ---- */

static rq_status check_type(const rq_run *run, const rq_numeric *d, rq_error *error) {
  hid_t type = H5Dget_type(d->id);
  H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
  if (type >= 0) H5Tclose(type);
  if (class == H5T_INTEGER || class == H5T_FLOAT) return RQ_OK;
  return rq_reader_fail(run, d->name, error, "does not hold numbers");
}

static rq_status check_storage(const rq_run *run, const rq_numeric *d, rq_error *error) {
  hid_t creation = H5Dget_create_plist(d->id);
  H5D_layout_t layout = creation >= 0 ? H5Pget_layout(creation) : H5D_LAYOUT_ERROR;
  bool outside = creation >= 0 && layout == H5D_CONTIGUOUS && H5Pget_external_count(creation) > 0;
  if (creation >= 0) H5Pclose(creation);
  if ((layout == H5D_CHUNKED || layout == H5D_CONTIGUOUS || layout == H5D_COMPACT) && !outside) return RQ_OK;
  return rq_reader_fail(run, d->name, error, "its values are not in this file");
}

static rq_status check_shape(const rq_run *run, rq_numeric *d, unsigned least, unsigned most, rq_error *error) {
  hid_t space = H5Dget_space(d->id), type = H5Dget_type(d->id);
  int dims = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
  size_t size = type >= 0 ? H5Tget_size(type) : 1;
  bool simple =
      space >= 0 && H5Sget_simple_extent_type(space) == H5S_SIMPLE && dims > 0 && (unsigned)dims >= least && (unsigned)dims <= most;
  if (simple) H5Sget_simple_extent_dims(space, d->shape, NULL);
  if (space >= 0) H5Sclose(space);
  if (type >= 0) H5Tclose(type);
  if (!simple && least == most) return rq_reader_fail(run, d->name, error, "has %d dimensions; it must have %u", dims, least);
  if (!simple) return rq_reader_fail(run, d->name, error, "has %d dimensions; it must have %u to %u", dims, least, most);
  d->dims = (unsigned)dims;
  double bytes = (double)size;
  d->values = 1;
  for (unsigned k = 0; k < d->dims; k++) {
    bytes *= (double)d->shape[k];
    d->values *= (size_t)d->shape[k];
  }
  if (bytes <= (double)MOST_EXPANSION * (double)run->bytes + SLACK_BYTES) return RQ_OK;
  return rq_reader_fail(run, d->name, error, "claims %.3g bytes of values, more than a file of %llu bytes can hold", bytes,
                        (unsigned long long)run->bytes);
}

rq_status rq_reader_open(const rq_run *run, rq_numeric *d, unsigned least, unsigned most, rq_error *error, const char *format, ...) {
  *d = (rq_numeric){.id = H5I_INVALID_HID};
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(d->name, sizeof d->name, format, arguments);
  va_end(arguments);
  int found = follow(run->file, d->name);
  if (found < 0) return rq_reader_fail(run, d->name, error, "is a link to elsewhere");
  if (found == 0) return rq_reader_fail(run, d->name, error, "is missing");
  H5O_info_t about;
  if (H5Oget_info_by_name1(run->file, d->name, &about, H5P_DEFAULT) < 0 || about.type != H5O_TYPE_DATASET)
    return rq_reader_fail(run, d->name, error, "is not a dataset");
  rq_h5 h = {.path = run->path, .failure = RQ_BAD_DATA, .error = error};
  d->id = rq_h5_id(&h, H5Dopen2(run->file, d->name, H5P_DEFAULT), d->name);
  rq_status status = h.status;
  if (!status) status = check_type(run, d, error);
  if (!status) status = check_storage(run, d, error);
  if (!status) status = check_shape(run, d, least, most, error);
  if (status) rq_reader_close(d);
  return status;
}

void rq_reader_close(rq_numeric *d) {
  if (d->id >= 0) H5Dclose(d->id);
  d->id = H5I_INVALID_HID;
}

/* ---- values ---- */

rq_status rq_reader_rows(const rq_run *run, const rq_numeric *d, hid_t type, hsize_t first, hsize_t count, void *values, rq_error *error) {
  rq_h5 h = {.path = run->path, .failure = RQ_BAD_DATA, .error = error};
  hid_t space = H5Dget_space(d->id), memory = H5Screate_simple(1, &count, NULL);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &count, NULL);
  rq_h5_ok(&h, H5Dread(d->id, type, memory, space, H5P_DEFAULT, values), d->name);
  H5Sclose(memory);
  H5Sclose(space);
  return h.status;
}

rq_status rq_reader_all(const rq_run *run, const rq_numeric *d, hid_t type, void *values, rq_error *error) {
  rq_h5 h = {.path = run->path, .failure = RQ_BAD_DATA, .error = error};
  if (d->values) rq_h5_ok(&h, H5Dread(d->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), d->name);
  return h.status;
}

rq_status rq_reader_doubles(const rq_run *run, const rq_numeric *d, bool nan, double **values, rq_error *error) {
  *values = malloc(d->values * sizeof **values + 1);
  if (!*values) return rq_no_memory(error, d->name);
  bool done;
  rq_status status = rq_reader_chunks(run, d, RQ_AS_DOUBLE, 0, d->values, *values, &done, error);
  if (!status && !done) status = rq_reader_all(run, d, H5T_NATIVE_DOUBLE, *values, error);
  for (size_t k = 0; k < d->values && !status; k++)
    if (!isfinite((*values)[k]) && !(nan && isnan((*values)[k])))
      status =
          rq_reader_fail(run, d->name, error, "value %zu is %s; it must be a finite number", k, isnan((*values)[k]) ? "NaN" : "infinite");
  if (status) {
    free(*values);
    *values = NULL;
  }
  return status;
}
