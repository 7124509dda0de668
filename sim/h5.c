/* HDF5 with our settings: see h5.h. */
#include "sim/h5.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 65536 };

void rq_h5_begin(void) {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0);
}

/* ---- failures ---- */

/* Keeps the innermost description of the error stack; of a failed system call, the system's words. */
static herr_t innermost(unsigned n, const H5E_error2_t *entry, void *reason) {
  if (n > 0 || !entry->desc) return 0;
  static const char mark[] = "error message = '";
  const char *from = strstr(entry->desc, mark);
  from = from ? from + sizeof mark - 1 : entry->desc;
  size_t length = from == entry->desc ? strlen(from) : strcspn(from, "'");
  snprintf(reason, 160, "%.*s", (int)(length < 159 ? length : 159), from);
  return 0;
}

bool rq_h5_ok(rq_h5 *h, herr_t result, const char *what) {
  if (result >= 0 || h->status) return h->status == RQ_OK;
  char reason[160] = "unknown reason";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, reason);
  const char *done = h->failure == RQ_IO ? "writing" : "reading";
  h->status = rq_fail(h->error, h->failure, "%s: %s %s failed: %s", h->path, done, what, reason);
  return false;
}

hid_t rq_h5_id(rq_h5 *h, hid_t id, const char *what) {
  rq_h5_ok(h, id < 0 ? -1 : 0, what);
  return id;
}

rq_status rq_h5_fail(rq_h5 *h, const char *format, ...) {
  if (h->status) return h->status;
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  h->status = rq_fail(h->error, h->failure, "%s: %s", h->path, text);
  return h->status;
}

/* ---- files and groups ---- */

/* Finished files are never changed in place, so nothing needs HDF5's locks, which fail on some network file systems. */
static hid_t file_access(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_file_locking(access, false, true);
  H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  return access;
}

hid_t rq_h5_create(rq_h5 *h) {
  hid_t access = file_access(), creation = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times(creation, false);
  hid_t file = rq_h5_id(h, H5Fcreate(h->path, H5F_ACC_TRUNC, creation, access), "the file");
  H5Pclose(creation);
  H5Pclose(access);
  return file;
}

hid_t rq_h5_open(rq_h5 *h, bool write) {
  hid_t access = file_access();
  hid_t file = rq_h5_id(h, H5Fopen(h->path, write ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access), "the file");
  H5Pclose(access);
  return file;
}

void rq_h5_close(rq_h5 *h, hid_t file) {
  if (file >= 0) rq_h5_ok(h, H5Fclose(file), "the file");
}

static hid_t object_creation(hid_t class) {
  hid_t creation = H5Pcreate(class);
  H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times(creation, false);
  return creation;
}

hid_t rq_h5_group(rq_h5 *h, hid_t parent, const char *name) {
  hid_t creation = object_creation(H5P_GROUP_CREATE);
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  hid_t group = rq_h5_id(h, H5Gcreate2(parent, name, H5P_DEFAULT, creation, H5P_DEFAULT), name);
  H5Pclose(creation);
  return group;
}

/* ---- attributes ---- */

hid_t rq_h5_text_type(size_t length) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, length ? length : H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  if (length) H5Tset_strpad(type, H5T_STR_NULLPAD);
  return type;
}

static void set_attribute(rq_h5 *h, hid_t object, const char *name, hid_t type, hid_t space, const void *values) {
  if (h->status) return;
  hid_t attribute = rq_h5_id(h, H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), name);
  if (attribute < 0) return;
  if (H5Sget_simple_extent_npoints(space) > 0) rq_h5_ok(h, H5Awrite(attribute, type, values), name);
  H5Aclose(attribute);
}

void rq_h5_set_text(rq_h5 *h, hid_t object, const char *name, const char *text) {
  hid_t type = rq_h5_text_type(0), space = H5Screate(H5S_SCALAR);
  set_attribute(h, object, name, type, space, &text);
  H5Sclose(space);
  H5Tclose(type);
}

void rq_h5_set_texts(rq_h5 *h, hid_t object, const char *name, const char *const *texts, size_t count) {
  hid_t type = rq_h5_text_type(0), space = H5Screate_simple(1, &(hsize_t){count}, NULL);
  set_attribute(h, object, name, type, space, texts);
  H5Sclose(space);
  H5Tclose(type);
}

void rq_h5_set_integer(rq_h5 *h, hid_t object, const char *name, int64_t value) {
  hid_t space = H5Screate(H5S_SCALAR);
  set_attribute(h, object, name, H5T_NATIVE_INT64, space, &value);
  H5Sclose(space);
}

void rq_h5_set_integers(rq_h5 *h, hid_t object, const char *name, hid_t type, const int64_t *values, size_t count) {
  if (h->status) return;
  hid_t space = H5Screate_simple(1, &(hsize_t){count}, NULL);
  hid_t attribute = rq_h5_id(h, H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), name);
  if (attribute >= 0) {
    rq_h5_ok(h, H5Awrite(attribute, H5T_NATIVE_INT64, values), name);
    H5Aclose(attribute);
  }
  H5Sclose(space);
}

void rq_h5_describe(rq_h5 *h, hid_t dataset, const char *unit, const char *long_name, const char *meanings) {
  const char *units = unit && *unit ? unit : "1";
  if (strcmp(units, "minutes") == 0) units = "min"; /* xarray turns numbers of "minutes" into time differences */
  rq_h5_set_text(h, dataset, "units", units);
  rq_h5_set_text(h, dataset, "long_name", long_name);
  if (!meanings || h->status) return;
  enum { MOST = 64 };
  int64_t values[MOST];
  size_t count = 0;
  for (const char *word = meanings; *word && count < MOST; count++) {
    values[count] = (int64_t)count;
    word += strcspn(word, " ");
    word += strspn(word, " ");
  }
  hid_t type = H5Dget_type(dataset);
  rq_h5_set_integers(h, dataset, "flag_values", type, values, count);
  rq_h5_set_text(h, dataset, "flag_meanings", meanings);
  H5Tclose(type);
}

/* ---- datasets ---- */

/* `rows` in a chunk; 0: contiguous. */
static hid_t make_dataset(rq_h5 *h, hid_t parent, const char *name, hid_t type, hid_t space, hsize_t rows) {
  hid_t creation = object_creation(H5P_DATASET_CREATE);
  if (rows > 0) {
    hsize_t chunk[RQ_H5_DIMENSIONS];
    int dims = H5Sget_simple_extent_dims(space, chunk, NULL);
    chunk[0] = rows;
    H5Pset_chunk(creation, dims, chunk);
    if (h->level > 0) {
      H5Pset_shuffle(creation);
      H5Pset_deflate(creation, h->level < 9 ? (unsigned)h->level : 9u);
    }
    H5Pset_fletcher32(creation);
  }
  hid_t dataset = rq_h5_id(h, H5Dcreate2(parent, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), name);
  H5Sclose(space);
  H5Pclose(creation);
  return dataset;
}

hid_t rq_h5_dataset(rq_h5 *h, hid_t parent, const char *name, hid_t type, unsigned dims, const hsize_t *shape, hsize_t growing) {
  if (h->status) return H5I_INVALID_HID;
  hsize_t maximum[RQ_H5_DIMENSIONS], row = H5Tget_size(type), wanted = growing ? growing : shape[0];
  bool empty = wanted == 0;
  for (unsigned d = 0; d < dims; d++) {
    maximum[d] = d == 0 && growing ? H5S_UNLIMITED : shape[d];
    if (d > 0) row *= shape[d];
    empty = empty || (d > 0 && shape[d] == 0);
  }
  hsize_t rows = row && row < CHUNK_BYTES ? CHUNK_BYTES / row : 1;
  if (wanted < rows) rows = wanted;
  if (empty || H5Tis_variable_str(type) > 0) rows = 0; /* a label is a reference: nothing to compress */
  return make_dataset(h, parent, name, type, H5Screate_simple((int)dims, shape, maximum), rows);
}

hid_t rq_h5_chunked(rq_h5 *h, hid_t parent, const char *name, hid_t type, unsigned dims, const hsize_t *shape, hsize_t rows) {
  if (h->status) return H5I_INVALID_HID;
  return make_dataset(h, parent, name, type, H5Screate_simple((int)dims, shape, NULL), shape[0] > 0 ? rows : 0);
}

void rq_h5_put_text(rq_h5 *h, hid_t parent, const char *name, const char *text) {
  if (h->status) return;
  size_t length = strlen(text);
  hid_t type = rq_h5_text_type(length ? length : 1), space = H5Screate(H5S_SCALAR), creation = object_creation(H5P_DATASET_CREATE);
  hid_t dataset = rq_h5_id(h, H5Dcreate2(parent, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), name);
  if (dataset >= 0) {
    rq_h5_ok(h, H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text), name);
    H5Dclose(dataset);
  }
  H5Pclose(creation);
  H5Sclose(space);
  H5Tclose(type);
}

void rq_h5_put_number(rq_h5 *h, hid_t parent, const char *name, hid_t type, double value, const char *unit, const char *long_name) {
  if (h->status) return;
  hid_t space = H5Screate(H5S_SCALAR), creation = object_creation(H5P_DATASET_CREATE);
  hid_t dataset = rq_h5_id(h, H5Dcreate2(parent, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), name);
  if (dataset >= 0) {
    rq_h5_ok(h, H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value), name);
    rq_h5_describe(h, dataset, unit, long_name, NULL);
    H5Dclose(dataset);
  }
  H5Pclose(creation);
  H5Sclose(space);
}

/* The name of an open object inside its file, for messages; asked for beforehand, as any call clears HDF5's error stack. */
static void name_of(hid_t object, char name[128]) {
  if (H5Iget_name(object, name, 128) <= 0) snprintf(name, 128, "a dataset");
}

void rq_h5_write_rows(rq_h5 *h, hid_t dataset, hid_t type, hsize_t first, hsize_t rows, const void *values) {
  if (h->status || rows == 0) return;
  char name[128];
  name_of(dataset, name);
  hsize_t start[RQ_H5_DIMENSIONS] = {first}, count[RQ_H5_DIMENSIONS];
  hid_t space = H5Dget_space(dataset);
  int dims = H5Sget_simple_extent_dims(space, count, NULL);
  count[0] = rows;
  hid_t memory = H5Screate_simple(dims, count, NULL);
  bool selected = rq_h5_ok(h, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL), name);
  if (selected) rq_h5_ok(h, H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, values), name);
  H5Sclose(memory);
  H5Sclose(space);
}

void rq_h5_append(rq_h5 *h, hid_t dataset, hid_t type, hsize_t rows, const void *values) {
  if (h->status || rows == 0) return;
  char name[128];
  name_of(dataset, name);
  hsize_t shape[RQ_H5_DIMENSIONS];
  hid_t space = H5Dget_space(dataset);
  H5Sget_simple_extent_dims(space, shape, NULL);
  H5Sclose(space);
  hsize_t first = shape[0];
  shape[0] += rows;
  if (rq_h5_ok(h, H5Dset_extent(dataset, shape), name)) rq_h5_write_rows(h, dataset, type, first, rows, values);
}
