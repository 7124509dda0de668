/* Root attributes and /meta: see runfile_meta.h. */
#include "sim/runfile_meta.h"
#include "sim/runfile_layout.h"
#include "sim/runfile_profile.h"
#include "sim/version.h"
#include <gsl/gsl_version.h>
#include <igraph.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>

rq_status rq_meta_uuid(char uuid[RQ_UUID_LENGTH], rq_error *error) {
  unsigned char b[16];
  FILE *source = fopen("/dev/urandom", "rb");
  size_t got = source ? fread(b, 1, sizeof b, source) : 0;
  if (source) fclose(source);
  if (got != sizeof b) return rq_fail(error, RQ_INTERNAL, "/dev/urandom: cannot be read");
  b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* RFC 4122: version 4, */
  b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* its variant */
  snprintf(uuid, RQ_UUID_LENGTH, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
           b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
  return RQ_OK;
}

/* Now, in UTC, as ISO 8601. */
static void timestamp(char text[32]) {
  time_t now = time(NULL);
  struct tm utc;
  if (!gmtime_r(&now, &utc) || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) snprintf(text, 32, "unknown");
}

static void put_owned(rq_h5 *h, hid_t group, const char *name, char *text) {
  if (text) {
    rq_h5_put_text(h, group, name, text);
  } else if (!h->status) {
    h->status = rq_no_memory(h->error, "the configuration's text");
  }
  free(text);
}

static void put_libraries(rq_h5 *h, hid_t meta) {
  unsigned major, minor, release;
  char text[64];
  H5get_libversion(&major, &minor, &release);
  snprintf(text, sizeof text, "%u.%u.%u", major, minor, release);
  rq_h5_put_text(h, meta, "hdf5_version", text);
  rq_h5_put_text(h, meta, "gsl_version", gsl_version);
  const char *igraph = "";
  igraph_version(&igraph, NULL, NULL, NULL);
  rq_h5_put_text(h, meta, "igraph_version", igraph);
  rq_h5_put_text(h, meta, "compiler", __VERSION__);
}

static void put_machine(rq_h5 *h, hid_t meta, int threads) {
  struct utsname machine;
  if (uname(&machine) == 0) {
    char text[sizeof machine.sysname + sizeof machine.release + sizeof machine.machine + 2];
    snprintf(text, sizeof text, "%s %s %s", machine.sysname, machine.release, machine.machine);
    rq_h5_put_text(h, meta, "host", machine.nodename);
    rq_h5_put_text(h, meta, "system", text);
  }
  rq_h5_put_number(h, meta, "threads", H5T_STD_I64LE, threads, "1", "OpenMP threads");
  static const char *const slurm[][2] = {{"SLURM_JOB_ID", "slurm_job_id"},
                                         {"SLURM_ARRAY_JOB_ID", "slurm_array_job_id"},
                                         {"SLURM_ARRAY_TASK_ID", "slurm_array_task_id"},
                                         {"SLURM_JOB_PARTITION", "slurm_job_partition"}};
  for (size_t k = 0; k < sizeof slurm / sizeof *slurm; k++) {
    const char *value = getenv(slurm[k][0]);
    if (value) rq_h5_put_text(h, meta, slurm[k][1], value);
  }
}

void rq_meta_write(rq_h5 *h, hid_t file, const rq_settings *s, const rq_config *c, const rq_provenance *p, const char *uuid) {
  char created[32];
  timestamp(created);
  char *sha256 = rq_config_sha256(c);
  if (!sha256 && !h->status) h->status = rq_no_memory(h->error, "the configuration's digest");
  rq_h5_set_text(h, file, "renqing_format", RQ_RUN_FORMAT);
  rq_h5_set_text(h, file, "renqing_format_version", RQ_FORMAT_VERSION);
  rq_h5_set_text(h, file, "Conventions", "CF-1.8");
  rq_h5_set_text(h, file, "title", s->title ? s->title : "");
  rq_h5_set_text(h, file, "software_version", rq_version());
  rq_h5_set_text(h, file, "git_commit", rq_commit());
  rq_h5_set_text(h, file, "created", created);
  rq_h5_set_text(h, file, "run_uuid", uuid);
  rq_h5_set_integer(h, file, "seed", s->seed);
  rq_h5_set_integer(h, file, "replicate", s->replicate);
  rq_h5_set_text(h, file, "scenario", p->scenario ? p->scenario : "");
  rq_h5_set_text(h, file, "config_sha256", sha256 ? sha256 : "");
  free(sha256);

  hid_t meta = rq_h5_group(h, file, "meta");
  put_owned(h, meta, "configuration", rq_config_dump(c, true));
  rq_h5_put_text(h, meta, "configuration_as_written", rq_config_as_written(c));
  rq_h5_put_text(h, meta, "command_line", p->command_line ? p->command_line : "");
  put_libraries(h, meta);
  put_machine(h, meta, p->threads);
  if (meta >= 0) H5Gclose(meta);
}

void rq_meta_parent(rq_h5 *h, hid_t file, const char *uuid, uint32_t week, const char *ancestors) {
  rq_h5_set_text(h, file, "parent_run_uuid", uuid);
  rq_h5_set_integer(h, file, "parent_step", week);
  if (h->status) return;
  hid_t meta = rq_h5_id(h, H5Gopen2(file, "meta", H5P_DEFAULT), "meta");
  rq_h5_set_text(h, meta, "ancestors", ancestors);
  if (meta >= 0) H5Gclose(meta);
}

char *rq_meta_uuids(hid_t file) {
  char *own = rq_meta_text(file, "run_uuid"), *all = NULL, *ancestors = NULL;
  hid_t meta = H5Lexists(file, "meta", H5P_DEFAULT) > 0 ? H5Gopen2(file, "meta", H5P_DEFAULT) : H5I_INVALID_HID;
  if (meta >= 0) {
    ancestors = rq_meta_text(meta, "ancestors");
    H5Gclose(meta);
  }
  if (own && (all = malloc(strlen(own) + (ancestors ? strlen(ancestors) : 0) + 2))) {
    strcpy(all, own);
    if (ancestors) strcat(strcat(all, " "), ancestors);
  }
  free(own);
  free(ancestors);
  return all;
}

void rq_meta_end(rq_h5 *h, hid_t file, const rq_ending *e) {
  if (e->digest) rq_h5_set_text(h, file, "state_digest", e->digest);
  if (h->status) return;
  hid_t meta = rq_h5_id(h, H5Gopen2(file, "meta", H5P_DEFAULT), "meta");
  rq_h5_put_text(h, meta, "ending", e->ending);
  struct rusage usage;
  if (e->wall_seconds >= 0 && getrusage(RUSAGE_SELF, &usage) == 0) {
    rq_h5_put_number(h, meta, "wall_seconds", H5T_IEEE_F64LE, e->wall_seconds, "s", "wall time of the run");
    rq_h5_put_number(h, meta, "peak_memory", H5T_STD_I64LE, (double)usage.ru_maxrss * 1024, "bytes",
                     "largest resident memory of the process");
  }
  rq_runfile_profile(h, meta, e->profile);
  if (meta >= 0) H5Gclose(meta);
}

char *rq_meta_text(hid_t object, const char *name) {
  if (H5Aexists(object, name) <= 0) return NULL;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  if (attribute < 0) return NULL;
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute), memory = rq_h5_text_type(0);
  char *read = NULL, *text = NULL;
  if (H5Tis_variable_str(type) > 0 && H5Sget_simple_extent_type(space) == H5S_SCALAR && H5Aread(attribute, memory, &read) >= 0 && read) {
    text = malloc(strlen(read) + 1);
    if (text) memcpy(text, read, strlen(read) + 1);
  }
  H5free_memory(read);
  H5Tclose(memory);
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return text;
}
