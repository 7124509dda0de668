/* Merging runs: see merge.h. All is read and written in a child process, which notes in lines of JSON what it finds; where it dies of a
 * file, another begins anew without that one. */
#include "analysis/merge.h"
#include "sim/h5.h"
#include "sim/reader.h"
#include "sim/runfile_meta.h"
#include "sim/runfile_parts.h"
#include "sim/version.h"
#include <errno.h>
#include <hdf5_hl.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SERIES = 256, NAME = 64 };

/* One series of a scenario: the same in all its runs. */
typedef struct series {
  char name[NAME];
  int dims; /* of a run's */
  hsize_t shape[RQ_H5_DIMENSIONS];
  size_t count; /* values of one run */
  hid_t dataset;
  double *values; /* of the run at hand */
} series;

typedef struct merge {
  const rq_ensemble *ensemble;
  const rq_merged *merged; /* those with a message are left out */
  const char *temporary;
  FILE *notes;
  rq_h5 out;
  hid_t group; /* of the scenario at hand */
  series *series;
  size_t series_count;
  int16_t *coverage;
} merge;

static void say(FILE *out, json_t *line) {
  json_dumpf(line, out, JSON_COMPACT);
  fputc('\n', out);
  fflush(out);
  json_decref(line);
}

/* ---- the layout of a scenario, taken from its first whole run ---- */

static herr_t take_name(hid_t dataset, unsigned dimension, hid_t scale, void *name) {
  char path[NAME * 2] = "";
  (void)dataset;
  (void)dimension;
  H5Iget_name(scale, path, sizeof path);
  const char *slash = strrchr(path, '/');
  snprintf(name, NAME, "%.*s", NAME - 1, slash ? slash + 1 : path);
  return 1; /* the first is enough */
}

/* A scale as it is, without the list of who uses it in the other file. */
static void copy_scale(merge *m, hid_t from, const char *name) {
  rq_h5_ok(&m->out, H5Ocopy(from, name, m->group, name, H5P_DEFAULT, H5P_DEFAULT), name);
  if (!m->out.status && H5Aexists_by_name(m->group, name, "REFERENCE_LIST", H5P_DEFAULT) > 0)
    rq_h5_ok(&m->out, H5Adelete_by_name(m->group, name, "REFERENCE_LIST", H5P_DEFAULT), name);
}

static void attach(merge *m, hid_t dataset, const char *name, unsigned dimension) {
  if (m->out.status) return;
  hid_t scale = rq_h5_id(&m->out, H5Dopen2(m->group, name, H5P_DEFAULT), name);
  if (scale < 0) return;
  rq_h5_ok(&m->out, H5DSattach_scale(dataset, scale, dimension), name);
  H5Dclose(scale);
}

static void copy_text(merge *m, hid_t from, hid_t to, const char *name) {
  char *text = rq_meta_text(from, name);
  if (text) rq_h5_set_text(&m->out, to, name, text);
  free(text);
}

/* Lays out one series [replicate, step, ...] like a run's. */
static void lay_out_series(merge *m, hid_t from, const char *name) {
  series *s = &m->series[m->series_count];
  hsize_t shape[RQ_H5_DIMENSIONS] = {m->ensemble->replicates};
  hid_t space = H5Dget_space(from);
  *s = (series){.dims = H5Sget_simple_extent_ndims(space), .count = 1};
  if (s->dims >= 1 && s->dims < RQ_H5_DIMENSIONS) H5Sget_simple_extent_dims(space, s->shape, NULL);
  H5Sclose(space);
  if (s->dims < 1 || s->dims >= RQ_H5_DIMENSIONS || strlen(name) >= NAME) return;
  memcpy(s->name, name, strlen(name) + 1);
  for (int d = 0; d < s->dims; d++) {
    shape[d + 1] = s->shape[d];
    s->count *= s->shape[d];
  }
  s->dataset = rq_h5_dataset(&m->out, m->group, name, H5T_IEEE_F64LE, (unsigned)s->dims + 1, shape, 0);
  s->values = malloc(s->count * sizeof *s->values + 1);
  if (!s->values && !m->out.status) m->out.status = rq_no_memory(m->out.error, "a series");
  m->series_count++;
  copy_text(m, from, s->dataset, "units");
  copy_text(m, from, s->dataset, "long_name");
  copy_text(m, from, s->dataset, "kind");
  attach(m, s->dataset, "replicate", 0);
  for (int d = 0; d < s->dims; d++) {
    char scale[NAME] = "";
    H5DSiterate_scales(from, (unsigned)d, NULL, take_name, scale);
    if (*scale) attach(m, s->dataset, scale, (unsigned)d + 1);
  }
}

/* Scales first, for series are attached to them. */
static void lay_out(merge *m, hid_t from) {
  H5G_info_t about = {0};
  H5Gget_info(from, &about);
  for (int scales = 1; scales >= 0; scales--)
    for (hsize_t k = 0; k < about.nlinks && !m->out.status; k++) {
      char name[NAME * 2];
      if (H5Lget_name_by_idx(from, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, k, name, sizeof name, H5P_DEFAULT) < 0) continue;
      hid_t dataset = H5Oopen(from, name, H5P_DEFAULT);
      bool is_scale = dataset >= 0 && H5Iget_type(dataset) == H5I_DATASET && H5DSis_scale(dataset) > 0;
      if (is_scale && scales) copy_scale(m, from, name);
      if (dataset >= 0 && H5Iget_type(dataset) == H5I_DATASET && !is_scale && !scales && m->series_count < MOST_SERIES)
        lay_out_series(m, dataset, name);
      if (dataset >= 0) H5Oclose(dataset);
    }
}

/* ---- one run ---- */

static void read_series(rq_h5 *in, hid_t group, const series *s) {
  if (in->status) return;
  hid_t dataset = rq_h5_id(in, H5Dopen2(group, s->name, H5P_DEFAULT), s->name);
  if (dataset < 0) return;
  hsize_t shape[H5S_MAX_RANK];
  hid_t space = H5Dget_space(dataset);
  bool same = H5Sget_simple_extent_ndims(space) == s->dims;
  if (same) H5Sget_simple_extent_dims(space, shape, NULL);
  for (int d = 0; same && d < s->dims; d++) same = shape[d] == s->shape[d];
  H5Sclose(space);
  if (same)
    rq_h5_ok(in, H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->values), s->name);
  else
    rq_h5_fail(in, "/series/%s has another shape than in the other runs of the scenario", s->name);
  H5Dclose(dataset);
}

/* Reads all of a run, or none; lays the scenario out by the first one that can be read. */
static bool read_run(merge *m, const rq_member *member, rq_error *error) {
  rq_h5 in = {.path = member->file, .failure = RQ_BAD_DATA, .error = error};
  hid_t file = rq_h5_open(&in, false);
  if (in.status) return false;
  char *digest = rq_meta_text(file, "state_digest");
  if (!digest || strcmp(digest, member->digest) != 0) rq_h5_fail(&in, "is another run than the manifest says");
  free(digest);
  hid_t group = in.status ? H5I_INVALID_HID : rq_h5_id(&in, H5Gopen2(file, "series", H5P_DEFAULT), "/series");
  if (group >= 0 && m->series_count == 0) {
    say(m->notes, json_pack("{s:b}", "writes", true)); /* should it die now, then not of this file */
    lay_out(m, group);
    say(m->notes, json_pack("{s:I}", "begins", (json_int_t)(member - m->ensemble->member)));
  }
  for (size_t k = 0; k < m->series_count; k++) read_series(&in, group, &m->series[k]);
  if (group >= 0) H5Gclose(group);
  rq_h5_close(&in, file);
  return in.status == RQ_OK;
}

/* NaN where there is no run. */
static void write_run(merge *m, const rq_member *member, bool there) {
  for (size_t k = 0; k < m->series_count && !m->out.status; k++) {
    const series *s = &m->series[k];
    for (size_t i = 0; i < s->count && !there; i++) s->values[i] = NAN;
    rq_h5_write_rows(&m->out, s->dataset, H5T_NATIVE_DOUBLE, member->replicate - 1, 1, s->values);
  }
}

/* ---- one scenario ---- */

static void number_scale(rq_h5 *h, hid_t parent, const char *name, const char *long_name, uint32_t count) {
  hid_t dataset = rq_h5_dataset(h, parent, name, H5T_STD_U32LE, 1, &(hsize_t){count}, 0);
  for (uint32_t k = 0; k < count && !h->status; k++) rq_h5_write_rows(h, dataset, H5T_NATIVE_UINT32, k, 1, &(uint32_t){k + 1});
  rq_h5_describe(h, dataset, "", long_name, NULL);
  if (!h->status) rq_h5_ok(h, H5DSset_scale(dataset, name), name);
  if (dataset >= 0) H5Dclose(dataset);
}

static void merge_member(merge *m, size_t k) {
  const rq_member *member = &m->ensemble->member[k];
  rq_error error = RQ_NO_ERROR;
  if (member->state != RQ_MEMBER_FINISHED || m->merged[k].message) return;
  say(m->notes, json_pack("{s:I}", "begins", (json_int_t)k));
  bool there = read_run(m, member, &error);
  if (there) {
    say(m->notes, json_pack("{s:I}", "there", (json_int_t)k));
    write_run(m, member, true);
    m->coverage[member->scenario * m->ensemble->replicates + member->replicate - 1] = 1;
  } else {
    const char *text = error.text ? error.text : "";
    say(m->notes, json_pack("{s:I, s:s%}", "damaged", (json_int_t)k, "message", text, strcspn(text, "\n")));
  }
  rq_error_free(&error);
}

static void merge_scenario(merge *m, hid_t file, size_t s) {
  const rq_ensemble *e = m->ensemble;
  m->group = rq_h5_group(&m->out, file, e->scenario[s].slug);
  m->series_count = 0;
  rq_h5_set_text(&m->out, m->group, "scenario", e->scenario[s].name);
  number_scale(&m->out, m->group, "replicate", "repetition; the same number has the same luck in every scenario", e->replicates);
  for (size_t k = 0; k < e->members && !m->out.status; k++)
    if (e->member[k].scenario == s) merge_member(m, k);
  for (uint32_t r = 1; r <= e->replicates; r++)
    if (!m->coverage[s * e->replicates + r - 1]) write_run(m, &(rq_member){.replicate = r}, false);
  for (size_t k = 0; k < m->series_count; k++) {
    if (m->series[k].dataset >= 0) H5Dclose(m->series[k].dataset);
    free(m->series[k].values);
  }
  if (m->group >= 0) H5Gclose(m->group);
}

/* ---- the whole ---- */

static void write_coverage(merge *m, hid_t file) {
  const rq_ensemble *e = m->ensemble;
  hsize_t shape[] = {e->scenarios, e->replicates};
  hid_t table = rq_h5_dataset(&m->out, file, "coverage", H5T_STD_I16LE, 2, shape, 0);
  rq_h5_write_rows(&m->out, table, H5T_NATIVE_INT16, 0, e->scenarios, m->coverage);
  rq_h5_describe(&m->out, table, "", "whether the run is there; where it is not, its series are NaN", "missing there");
  m->group = file;
  attach(m, table, "scenario", 0);
  attach(m, table, "replicate", 1);
  if (table >= 0) H5Dclose(table);
}

static void write_head(merge *m, hid_t file) {
  const rq_ensemble *e = m->ensemble;
  rq_h5 *h = &m->out;
  rq_h5_set_text(h, file, "renqing_format", "renqing ensemble");
  rq_h5_set_text(h, file, "renqing_format_version", "1.0");
  rq_h5_set_text(h, file, "Conventions", "CF-1.8");
  rq_h5_set_text(h, file, "title", e->title);
  rq_h5_set_text(h, file, "software_version", rq_version());
  rq_h5_set_text(h, file, "git_commit", rq_commit());
  rq_h5_set_text(h, file, "config_sha256", e->config_sha256);
  rq_h5_set_integer(h, file, "branch_week", e->branch_week);
  hid_t text = rq_h5_text_type(0), names = rq_h5_dataset(h, file, "scenario", text, 1, &(hsize_t){e->scenarios}, 0);
  for (size_t s = 0; s < e->scenarios; s++) rq_h5_write_rows(h, names, text, s, 1, &(const char *){e->scenario[s].name});
  rq_h5_set_text(h, names, "long_name", "scenario; its series are in the group of this place");
  if (!h->status) rq_h5_ok(h, H5DSset_scale(names, "scenario"), "scenario");
  if (names >= 0) H5Dclose(names);
  H5Tclose(text);
  number_scale(h, file, "replicate", "repetition", e->replicates);
}

static int write_all(void *argument) {
  merge *m = argument;
  rq_error error = RQ_NO_ERROR;
  const rq_ensemble *e = m->ensemble;
  rq_h5_begin();
  signal(SIGXFSZ, SIG_IGN); /* a file too large is an error like any other */
  m->out = (rq_h5){.path = m->temporary, .failure = RQ_IO, .error = &error, .level = 1};
  m->series = calloc(MOST_SERIES, sizeof *m->series);
  m->coverage = calloc(e->scenarios * e->replicates + 1, sizeof *m->coverage);
  if (!m->series || !m->coverage) m->out.status = rq_no_memory(&error, "the merged runs");
  hid_t file = m->out.status ? H5I_INVALID_HID : rq_h5_create(&m->out);
  if (!m->out.status) write_head(m, file);
  for (size_t s = 0; s < e->scenarios && !m->out.status; s++) merge_scenario(m, file, s);
  if (!m->out.status) write_coverage(m, file);
  rq_h5_close(&m->out, file);
  free(m->series);
  free(m->coverage);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)m->out.status;
}

/* Takes the child's notes; returns the member of which it died, or `members`. */
static size_t take_notes(FILE *notes, rq_merged *merged, size_t members) {
  size_t begun = members;
  rewind(notes);
  for (json_t *line; (line = json_loadf(notes, JSON_DISABLE_EOF_CHECK, NULL)); json_decref(line)) {
    const json_t *begins = json_object_get(line, "begins"), *there = json_object_get(line, "there");
    begun = begins ? (size_t)json_integer_value(begins) : members;
    if (there) merged[json_integer_value(there)].there = true;
    const json_t *damaged = json_object_get(line, "damaged");
    if (damaged) merged[json_integer_value(damaged)].message = strdup(json_string_value(json_object_get(line, "message")));
  }
  return begun;
}

/* One attempt; *again where a file killed it. */
static rq_status attempt(merge *m, rq_merged *merged, bool *again, rq_error *error) {
  size_t members = m->ensemble->members;
  *again = false;
  m->notes = tmpfile();
  if (!m->notes) return rq_fail(error, RQ_NO_OUTPUT, "no temporary file: %s", strerror(errno));
  rq_error died = RQ_NO_ERROR;
  rq_status status = rq_guarded(write_all, m, m->ensemble->folder, &died);
  size_t of = take_notes(m->notes, merged, members);
  if (died.count && of < members) {
    merged[of].message = strdup("reading it crashed; it is damaged");
    *again = true;
    for (size_t k = 0; k < members; k++) merged[k].there = false;
  } else if (died.count) {
    status = rq_fail(error, RQ_IO, "%s/" RQ_MERGED ": writing failed; is the disk full?", m->ensemble->folder); /* HDF5 crashes then */
  }
  rq_error_free(&died);
  fclose(m->notes);
  return status;
}

rq_status rq_merge_runs(const rq_ensemble *e, rq_merged *merged, rq_error *error) {
  char name[4096];
  if (snprintf(name, sizeof name, "%s/" RQ_MERGED, e->folder) >= (int)sizeof name)
    return rq_fail(error, RQ_NO_OUTPUT, "%s: the path is too long", e->folder);
  char *temporary = rq_parts_temporary(name);
  if (!temporary) return rq_no_memory(error, "the name of the merged file");
  merge m = {.ensemble = e, .merged = merged, .temporary = temporary};
  bool again = true;
  rq_status status = RQ_OK;
  while (again) status = attempt(&m, merged, &again, error);
  if (status)
    unlink(temporary);
  else
    status = rq_parts_publish(temporary, name, error);
  free(temporary);
  return status;
}
