/* Opening a run file: is it one, who made it, what is in it. See reader.h. */
#include "sim/reader_parts.h"
#include "sim/runfile_layout.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ATTRIBUTES = 256, MOST_LINKS = 100000, NAME = 128 };

/* ---- texts of the file ---- */

/* Values of texts (of fixed or variable length) as C strings, `count` of them; malloc'd; NULL where they cannot be read. */
static char **copy_texts(char *const *read, size_t count) {
  char **copy = calloc(count + 1, sizeof *copy);
  for (size_t k = 0; copy && k < count; k++) {
    const char *text = read[k] ? read[k] : "";
    copy[k] = malloc(strlen(text) + 1);
    if (copy[k]) strcpy(copy[k], text);
  }
  return copy;
}

static void free_texts(char **texts, size_t count) {
  for (size_t k = 0; texts && k < count; k++) free(texts[k]);
  free(texts);
}

static char *attribute_text(hid_t attribute) {
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  char *read = NULL, *text = NULL;
  int64_t number;
  if (H5Sget_simple_extent_npoints(space) == 1 && H5Tis_variable_str(type) > 0) {
    hid_t memory = rq_h5_text_type(0);
    if (H5Aread(attribute, memory, &read) >= 0 && read && (text = malloc(strlen(read) + 1))) strcpy(text, read);
    H5free_memory(read);
    H5Tclose(memory);
  } else if (H5Sget_simple_extent_npoints(space) == 1 && H5Tget_class(type) == H5T_INTEGER) {
    if (H5Aread(attribute, H5T_NATIVE_INT64, &number) >= 0 && (text = malloc(24))) snprintf(text, 24, "%" PRId64, number);
  }
  H5Sclose(space);
  H5Tclose(type);
  return text;
}

/* Keeps the root's attributes that are texts or integers. */
static rq_status load_attributes(rq_run *run, rq_error *error) {
  H5O_info_t about;
  if (H5Oget_info2(run->file, &about, H5O_INFO_NUM_ATTRS) < 0) return rq_reader_fail(run, "/", error, "its attributes cannot be read");
  if (about.num_attrs > MOST_ATTRIBUTES) return rq_reader_fail(run, "/", error, "has more than %d attributes", MOST_ATTRIBUTES);
  run->attribute = calloc(2 * (size_t)about.num_attrs + 1, sizeof *run->attribute);
  if (!run->attribute) return rq_no_memory(error, "the attributes of a run file");
  for (hsize_t k = 0; k < about.num_attrs; k++) {
    hid_t attribute = H5Aopen_by_idx(run->file, ".", H5_INDEX_NAME, H5_ITER_INC, k, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0) return rq_reader_fail(run, "/", error, "its attributes cannot be read");
    char *name = calloc(NAME, 1), *text = attribute_text(attribute);
    if (name && text && H5Aget_name(attribute, NAME, name) > 0) {
      run->attribute[2 * run->attributes] = name;
      run->attribute[2 * run->attributes++ + 1] = text;
    } else {
      free(name);
      free(text);
    }
    H5Aclose(attribute);
  }
  return RQ_OK;
}

const char *rq_run_attribute(const rq_run *run, const char *name) {
  for (size_t k = 0; k < run->attributes; k++)
    if (strcmp(run->attribute[2 * k], name) == 0) return run->attribute[2 * k + 1];
  return NULL;
}

char *rq_run_meta(const rq_run *run, const char *name) {
  char path[NAME + 8];
  snprintf(path, sizeof path, "meta/%.*s", NAME, name);
  H5O_info_t about;
  if (!rq_reader_has(run, path) || H5Oget_info_by_name1(run->file, path, &about, H5P_DEFAULT) < 0 || about.type != H5O_TYPE_DATASET)
    return NULL;
  hid_t dataset = H5Dopen2(run->file, path, H5P_DEFAULT);
  if (dataset < 0) return NULL;
  hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  char *text = NULL;
  double number;
  bool scalar = H5Sget_simple_extent_npoints(space) == 1;
  size_t size = H5Tget_size(type);
  if (scalar && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 && size <= run->bytes && (text = calloc(size + 1, 1))) {
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0) text[0] = '\0';
  } else if (scalar && (H5Tget_class(type) == H5T_FLOAT || H5Tget_class(type) == H5T_INTEGER) && (text = malloc(32))) {
    bool read = H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &number) >= 0;
    snprintf(text, 32, "%.15g", read ? number : 0.0);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
  return text;
}

/* ---- is it a run file? ---- */

static rq_status check_file(rq_run *run, rq_error *error) {
  struct stat about;
  char beginning[8] = "";
  if (stat(run->path, &about) != 0) {
    char parts[4096];
    int missing = errno;
    snprintf(parts, sizeof parts, "%s.parts", run->path);
    if (missing == ENOENT && access(parts, F_OK) == 0)
      return rq_fail(error, RQ_NO_INPUT, "%s: the run has not finished; if it was cut short, `renqing assemble %s` puts its parts together",
                     run->path, run->path);
    return rq_fail(error, RQ_NO_INPUT, "%s: %s", run->path, strerror(missing));
  }
  if (S_ISDIR(about.st_mode)) return rq_fail(error, RQ_NO_INPUT, "%s: is a folder, not a run file", run->path);
  if (!S_ISREG(about.st_mode)) return rq_fail(error, RQ_NO_INPUT, "%s: is not a regular file", run->path);
  FILE *file = fopen(run->path, "rb");
  if (!file) return rq_fail(error, RQ_NO_INPUT, "%s: %s", run->path, strerror(errno));
  size_t got = fread(beginning, 1, sizeof beginning, file);
  fclose(file);
  run->bytes = (uint64_t)about.st_size;
  if (run->bytes == 0) return rq_fail(error, RQ_BAD_DATA, "%s: is empty", run->path);
  if (got < 8 || memcmp(beginning, "\x89HDF\r\n\x1a\n", 8) != 0) return rq_fail(error, RQ_BAD_DATA, "%s: is not an HDF5 file", run->path);
  return RQ_OK;
}

static rq_status check_format(const rq_run *run, rq_error *error) {
  const char *format = rq_run_attribute(run, "renqing_format"), *version = rq_run_attribute(run, "renqing_format_version");
  if (!format) return rq_fail(error, RQ_BAD_DATA, "%s: is an HDF5 file, but not a run of renqing (no attribute renqing_format)", run->path);
  if (strcmp(format, RQ_PART_FORMAT) == 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: is a part of a run; `renqing assemble RUN.h5` puts the parts together", run->path);
  if (strcmp(format, RQ_RUN_FORMAT) != 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: attribute renqing_format is '%s'; it must be '%s'", run->path, format, RQ_RUN_FORMAT);
  char *end = NULL;
  long major = version ? strtol(version, &end, 10) : 0;
  if (!version || end == version || (*end && *end != '.') || major < 1)
    return rq_fail(error, RQ_BAD_DATA, "%s: attribute renqing_format_version is '%s'; it must be a version like %s", run->path,
                   version ? version : "", RQ_FORMAT_VERSION);
  if (major > strtol(RQ_FORMAT_VERSION, NULL, 10))
    return rq_fail(error, RQ_BAD_DATA, "%s: has format version %s; this program reads versions up to %s: a newer renqing is needed",
                   run->path, version, RQ_FORMAT_VERSION);
  return RQ_OK;
}

/* ---- weeks, labels, snapshots ---- */

static rq_status load_weeks(rq_run *run, rq_error *error) {
  rq_numeric step;
  double *week = NULL;
  rq_status status = rq_reader_open(run, &step, 1, 1, error, "series/step");
  if (!status) status = rq_reader_doubles(run, &step, false, &week, error);
  for (size_t k = 0; k < step.values && !status; k++)
    if (week[k] < 1 || week[k] > 1e9 || week[k] != week[0] + (double)k)
      status = rq_reader_fail(run, step.name, error, "value %zu is %g; weeks must follow each other", k, week[k]);
  if (!status) {
    run->weeks = (uint32_t)step.values;
    run->first_week = step.values ? (uint32_t)week[0] : 1;
  }
  free(week);
  rq_reader_close(&step);
  return status;
}

/* The labels of one dataset of /series, if it is a list of texts. */
static void load_one(rq_run *run, const char *name, const char *path) {
  hid_t dataset = H5Dopen2(run->file, path, H5P_DEFAULT);
  if (dataset < 0) return;
  hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  if (H5Tis_variable_str(type) > 0 && H5Sget_simple_extent_ndims(space) == 1 && count > 0 && (uint64_t)count < run->bytes) {
    hid_t memory = rq_h5_text_type(0);
    char **read = calloc((size_t)count, sizeof *read);
    if (read && H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) >= 0) {
      rq_labels *l = &run->labels[run->labels_count++];
      l->dimension = strdup(name);
      l->count = (uint32_t)count;
      l->label = copy_texts(read, l->count);
      for (hssize_t k = 0; k < count; k++) H5free_memory(read[k]);
    }
    free(read);
    H5Tclose(memory);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
}

/* Calls `each` with the names of a group's members, ascending. */
static rq_status each_member(rq_run *run, const char *group, rq_error *error, void (*each)(rq_run *, const char *name, const char *path)) {
  H5G_info_t about;
  if (!rq_reader_has(run, group)) return rq_reader_fail(run, group, error, "is missing");
  if (H5Gget_info_by_name(run->file, group, &about, H5P_DEFAULT) < 0 || about.nlinks > MOST_LINKS)
    return rq_reader_fail(run, group, error, "cannot be listed");
  for (hsize_t k = 0; k < about.nlinks; k++) {
    char name[NAME], path[2 * NAME];
    if (H5Lget_name_by_idx(run->file, group, H5_INDEX_NAME, H5_ITER_INC, k, name, NAME, H5P_DEFAULT) < 0)
      return rq_reader_fail(run, group, error, "cannot be listed");
    snprintf(path, sizeof path, "%s/%s", group, name);
    if (rq_reader_has(run, path)) each(run, name, path);
  }
  return RQ_OK;
}

static void count_member(rq_run *run, const char *name, const char *path) {
  (void)name;
  (void)path;
  run->labels_count++;
}

static void load_labels(rq_run *run, const char *name, const char *path) {
  H5O_info_t about;
  if (H5Oget_info_by_name1(run->file, path, &about, H5P_DEFAULT) >= 0 && about.type == H5O_TYPE_DATASET) load_one(run, name, path);
}

static rq_status load_series(rq_run *run, rq_error *error) {
  rq_status status = each_member(run, "series", error, count_member);
  if (status) return status;
  run->labels = calloc(run->labels_count + 1, sizeof *run->labels);
  run->labels_count = 0;
  if (!run->labels) return rq_no_memory(error, "the labels of a run file");
  status = each_member(run, "series", error, load_labels);
  for (size_t k = 0; k < run->labels_count && !status; k++) {
    const rq_labels *l = &run->labels[k];
    bool whole = l->dimension && l->label;
    for (uint32_t e = 0; whole && e < l->count; e++) whole = l->label[e] != NULL;
    if (!whole) status = rq_no_memory(error, "the labels of a run file");
  }
  return status;
}

static void load_snapshot(rq_run *run, const char *name, const char *path) {
  (void)path;
  if (strspn(name, "0123456789") != 9 || name[9] != '\0') return;
  uint32_t *grown = realloc(run->snapshot, (run->snapshots + 1) * sizeof *grown);
  if (!grown) return;
  run->snapshot = grown;
  grown[run->snapshots++] = (uint32_t)strtoul(name, NULL, 10);
}

/* ---- the run ---- */

rq_status rq_run_open(const char *path, rq_run **out, rq_error *error) {
  rq_h5_begin();
  *out = NULL;
  rq_run *run = calloc(1, sizeof *run);
  if (!run) return rq_no_memory(error, path);
  run->file = H5I_INVALID_HID;
  run->path = strdup(path);
  rq_status status = run->path ? check_file(run, error) : rq_no_memory(error, path);
  if (!status) {
    rq_h5 h = {.path = run->path, .failure = RQ_BAD_DATA, .error = error};
    run->file = rq_h5_open(&h, false);
    status = h.status;
  }
  if (!status) status = load_attributes(run, error);
  if (!status) status = check_format(run, error);
  if (!status) status = load_weeks(run, error);
  if (!status) status = load_series(run, error);
  if (!status) status = each_member(run, "snapshots", error, load_snapshot);
  if (status) {
    rq_run_close(run);
  } else {
    *out = run;
  }
  return status;
}

void rq_run_close(rq_run *run) {
  if (!run) return;
  if (run->file >= 0) H5Fclose(run->file);
  for (size_t k = 0; k < run->labels_count && run->labels; k++) {
    free(run->labels[k].dimension);
    free_texts(run->labels[k].label, run->labels[k].count);
  }
  free_texts(run->attribute, 2 * run->attributes);
  free(run->labels);
  free(run->snapshot);
  free(run->path);
  free(run);
}

const char *rq_run_path(const rq_run *run) {
  return run->path;
}

uint32_t rq_run_weeks(const rq_run *run) {
  return run->weeks;
}

const uint32_t *rq_run_snapshots(const rq_run *run, size_t *count) {
  *count = run->snapshots;
  return run->snapshot;
}

const char *const *rq_run_labels(const rq_run *run, const char *dimension, uint32_t *count) {
  for (size_t k = 0; k < run->labels_count; k++)
    if (strcmp(run->labels[k].dimension, dimension) == 0) {
      *count = run->labels[k].count;
      return (const char *const *)run->labels[k].label;
    }
  *count = 0;
  return NULL;
}
