/* What a run file says about its own series and fields: see rq_run_list. */
#include "sim/reader_parts.h"
#include "sim/runfile_meta.h"
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LISTED = 4096, NAME = 128 };

static char *copy(const char *text, size_t length) {
  char *to = malloc(length + 1);
  if (!to) return NULL;
  memcpy(to, text, length);
  to[length] = '\0';
  return to;
}

/* The text of an attribute, "" where there is none; NULL for no memory. */
static char *said(hid_t dataset, const char *name) {
  char *text = rq_meta_text(dataset, name);
  return text ? text : copy("", 0);
}

/* "no yes" is two meanings. */
static bool take_meanings(hid_t dataset, rq_listed *to) {
  char *words = said(dataset, "flag_meanings");
  bool good = words != NULL;
  for (const char *word = words; good && *word; to->meanings++) {
    size_t length = strcspn(word, " ");
    char **longer = realloc(to->meaning, (to->meanings + 1) * sizeof *longer);
    if (longer) to->meaning = longer;
    good = longer && (to->meaning[to->meanings] = copy(word, length));
    if (!good) break;
    word += length;
    word += strspn(word, " ");
  }
  free(words);
  return good;
}

static herr_t name_scale(hid_t dataset, unsigned dimension, hid_t scale, void *context) {
  (void)dataset;
  (void)dimension;
  char path[2 * NAME];
  if (H5Iget_name(scale, path, sizeof path) <= 0) return 0;
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  *(char **)context = copy(name, strlen(name));
  return 1;
}

/* The dimensions of a series beside the weeks. */
static bool take_dimensions(hid_t dataset, rq_listed *to) {
  hid_t space = H5Dget_space(dataset);
  int dims = H5Sget_simple_extent_ndims(space);
  H5Sclose(space);
  for (int d = 1; d < dims && d <= 2; d++) {
    char **name = &to->dimension[to->dimensions++];
    H5DSiterate_scales(dataset, (unsigned)d, NULL, name_scale, name);
    if (!*name && !(*name = copy("", 0))) return false;
  }
  return true;
}

static bool is_of_numbers(hid_t dataset, bool *whole) {
  hid_t type = H5Dget_type(dataset);
  H5T_class_t class = H5Tget_class(type);
  H5Tclose(type);
  *whole = class == H5T_INTEGER;
  return class == H5T_INTEGER || class == H5T_FLOAT;
}

/* Adds the dataset at `path` where it is one of numbers and not a scale; false for no memory. */
static bool add(const rq_run *run, rq_listing *list, const char *name, const char *path) {
  H5O_info_t about;
  if (!rq_reader_has(run, path) || H5Oget_info_by_name1(run->file, path, &about, H5P_DEFAULT) < 0 || about.type != H5O_TYPE_DATASET)
    return true;
  hid_t dataset = H5Dopen2(run->file, path, H5P_DEFAULT);
  if (dataset < 0) return true;
  rq_listed *to = &list->entry[list->count];
  bool good = true;
  if (is_of_numbers(dataset, &to->whole) && H5DSis_scale(dataset) <= 0) {
    list->count++;
    to->name = copy(name, strlen(name));
    to->unit = said(dataset, "units");
    to->long_name = said(dataset, "long_name");
    to->kind = said(dataset, "kind");
    good = to->name && to->unit && to->long_name && to->kind && take_meanings(dataset, to) && take_dimensions(dataset, to);
  }
  H5Dclose(dataset);
  return good;
}

rq_status rq_run_list(const rq_run *run, rq_contents part, uint32_t week, rq_listing *list, rq_error *error) {
  static const char *const folders[] = {[RQ_OF_PEOPLE] = "obs", [RQ_OF_PAIRS] = "layers", [RQ_OF_TIES] = "obsp"};
  *list = (rq_listing){0};
  char group[64] = "series", name[NAME], path[4 * NAME];
  if (part != RQ_WEEKLY) snprintf(group, sizeof group, "snapshots/%09u/%s", week, folders[part]);
  H5G_info_t about;
  if (!rq_reader_has(run, group) || H5Gget_info_by_name(run->file, group, &about, H5P_DEFAULT) < 0)
    return rq_reader_fail(run, group, error, "is missing");
  if (about.nlinks > MOST_LISTED) return rq_reader_fail(run, group, error, "has more than %d members", MOST_LISTED);
  list->entry = calloc((size_t)about.nlinks + 1, sizeof *list->entry);
  bool good = list->entry != NULL;
  for (hsize_t k = 0; good && k < about.nlinks; k++) {
    if (H5Lget_name_by_idx(run->file, group, H5_INDEX_CRT_ORDER, H5_ITER_INC, k, name, NAME, H5P_DEFAULT) < 0 &&
        H5Lget_name_by_idx(run->file, group, H5_INDEX_NAME, H5_ITER_INC, k, name, NAME, H5P_DEFAULT) < 0)
      continue;
    if (name[0] == '_') continue; /* the index of a data frame */
    snprintf(path, sizeof path, "%s/%s%s", group, name, part == RQ_OF_TIES ? "/data" : "");
    good = add(run, list, name, path);
  }
  if (good) return RQ_OK;
  rq_listing_free(list);
  return rq_no_memory(error, "the contents of a run file");
}

void rq_listing_free(rq_listing *list) {
  for (size_t k = 0; list->entry && k < list->count; k++) {
    rq_listed *e = &list->entry[k];
    for (size_t m = 0; m < e->meanings; m++) free(e->meaning[m]);
    free(e->meaning);
    free(e->name);
    free(e->unit);
    free(e->long_name);
    free(e->kind);
    free(e->dimension[0]);
    free(e->dimension[1]);
  }
  free(list->entry);
  *list = (rq_listing){0};
}

const rq_listed *rq_listing_find(const rq_listing *list, const char *name) {
  for (size_t k = 0; k < list->count; k++)
    if (strcmp(list->entry[k].name, name) == 0) return &list->entry[k];
  return NULL;
}
