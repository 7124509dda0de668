/* Writing the profile: see runfile_profile.h. */
#include "sim/runfile_profile.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { HELD = RQ_HOLDERS + 2 }; /* with what there was before the run, and the peak */

static void put_texts(rq_h5 *h, hid_t group, const char *name, const char *const *texts, hsize_t count, const char *long_name) {
  hid_t type = rq_h5_text_type(0), dataset = rq_h5_dataset(h, group, name, type, 1, &count, 0);
  rq_h5_write_rows(h, dataset, type, 0, count, texts);
  rq_h5_set_text(h, dataset, "long_name", long_name);
  if (dataset >= 0) H5Dclose(dataset);
  H5Tclose(type);
}

static void put_numbers(rq_h5 *h, hid_t group, const char *name, const double *values, hsize_t count, const char *unit,
                        const char *long_name) {
  hid_t dataset = rq_h5_dataset(h, group, name, H5T_IEEE_F64LE, 1, &count, 0);
  rq_h5_write_rows(h, dataset, H5T_NATIVE_DOUBLE, 0, count, values);
  rq_h5_describe(h, dataset, unit, long_name, NULL);
  if (dataset >= 0) H5Dclose(dataset);
}

/* ---- time ---- */

static const struct {
  const char *name, *unit, *long_name;
  size_t offset;
} columns[] = {
    {"seconds", "s", "wall time", offsetof(rq_profile_row, seconds)},
    {"serial_seconds", "s", "of these, in the serial step of a phase", offsetof(rq_profile_row, serial)},
    {"mail_seconds", "s", "of these, sorting and delivering the phase's mail", offsetof(rq_profile_row, mail)},
    {"busy_seconds", "s", "work of all threads; at most threads times the wall time", offsetof(rq_profile_row, busy)},
    {"letters", "", "mail posted for the phase", offsetof(rq_profile_row, letters)},
    {"peak_memory_growth", "bytes", "by how much the peak memory grew meanwhile", offsetof(rq_profile_row, growth)},
};

static void put_time(rq_h5 *h, hid_t profile, const rq_profile *p) {
  hid_t group = rq_h5_group(h, profile, "time");
  const char **text = calloc(p->rows_count, sizeof *text);
  double *value = calloc(p->rows_count, sizeof *value);
  if (text && value) {
    for (uint32_t k = 0; k < p->rows_count; k++) text[k] = p->row[k].group;
    put_texts(h, group, "group", text, p->rows_count, "what the part belongs to");
    for (uint32_t k = 0; k < p->rows_count; k++) text[k] = p->row[k].name;
    put_texts(h, group, "part", text, p->rows_count, "part of the run; of a week, its phases");
    for (size_t c = 0; c < RQ_COUNT_OF(columns); c++) {
      for (uint32_t k = 0; k < p->rows_count; k++) memcpy(&value[k], (const char *)&p->row[k] + columns[c].offset, sizeof *value);
      put_numbers(h, group, columns[c].name, value, p->rows_count, columns[c].unit, columns[c].long_name);
    }
  } else if (!h->status) {
    h->status = rq_no_memory(h->error, "the profile");
  }
  free(text);
  free(value);
  if (group >= 0) H5Gclose(group);
}

/* ---- memory ---- */

static void put_memory(rq_h5 *h, hid_t profile, const rq_profile *p) {
  const char *text[HELD] = {[RQ_HOLDERS] = "program", [RQ_HOLDERS + 1] = "at most"};
  double value[HELD] = {[RQ_HOLDERS] = p->base, [RQ_HOLDERS + 1] = p->lap.peak};
  for (int k = 0; k < RQ_HOLDERS; k++) {
    text[k] = rq_holder_names[k];
    value[k] = p->held[k];
  }
  hid_t group = rq_h5_group(h, profile, "memory");
  put_texts(h, group, "part", text, HELD, "what holds it; program: resident before the run; at most: resident, of all");
  put_numbers(h, group, "bytes", value, HELD, "bytes", "the most at the end of any week; of the network, at the start");
  if (group >= 0) H5Gclose(group);
}

void rq_runfile_profile(rq_h5 *h, hid_t meta, rq_profile *p) {
  if (!p) return;
  rq_profile_lap(p, RQ_STAGE_WHOLE_FILE);
  hid_t group = rq_h5_group(h, meta, "profile");
  rq_h5_set_integer(h, group, "threads", p->threads);
  rq_h5_set_integer(h, group, "weeks", p->weeks);
  put_time(h, group, p);
  put_memory(h, group, p);
  if (group >= 0) H5Gclose(group);
}
