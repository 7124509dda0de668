/* How a run begins: see run_begin.h. */
#include "sim/cli/run_begin.h"
#include "sim/checkpoint.h"
#include "sim/reader.h"
#include "sim/runfile_meta.h"
#include "sim/runfile_parts.h"
#include <errno.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool rq_run_checkpoints(const rq_run_options *o) {
  return o->checkpoint_every || o->stop_at || o->resume;
}

static bool is_there(const char *path) {
  struct stat about;
  return lstat(path, &about) == 0;
}

/* ---- anew ---- */

/* A name that is taken, or a folder that cannot be written to, is better known before the people are drawn. */
static rq_status check_output(const rq_run_options *o, rq_error *error) {
  if (!o->force && is_there(o->output))
    return rq_fail(error, RQ_NO_OUTPUT, "%s is there already; --force replaces it, -o gives another name", o->output);
  const char *slash = strrchr(o->output, '/');
  char *folder = slash ? strdup(o->output) : strdup(".");
  if (!folder) return rq_no_memory(error, "the name of a folder");
  if (slash) folder[slash == o->output ? 1 : slash - o->output] = '\0';
  bool good = access(folder, W_OK | X_OK) == 0;
  if (!good) rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created in %s: %s", o->output, folder, strerror(errno));
  free(folder);
  return good ? RQ_OK : RQ_NO_OUTPUT;
}

static rq_provenance provenance_of(const rq_run_options *o, const rq_setup *setup) {
  return (rq_provenance){.scenario = rq_config_scenario(setup->config),
                         .command_line = o->command_line,
                         .threads = o->threads ? o->threads : omp_get_max_threads()};
}

/* `force`: parts that are there go. */
static rq_status begin_anew(const rq_run_options *o, const rq_setup *setup, bool force, rq_interrupt *interrupt, rq_world **world,
                            rq_writer **writer, rq_error *error) {
  rq_provenance provenance = provenance_of(o, setup);
  rq_status status = check_output(o, error);
  if (!status) status = rq_setup_world(setup, o->threads, world, error);
  if (!status && rq_interrupted(interrupt)) return RQ_INTERRUPTED;
  if (!status) status = rq_writer_open(o->output, force, &setup->settings, setup->config, *world, &provenance, writer, error);
  return status;
}

/* ---- as a branch ---- */

static rq_status branch_off(const rq_run_options *o, const rq_setup *setup, bool force, rq_interrupt *interrupt, rq_world **world,
                            rq_writer **writer, rq_error *error) {
  rq_provenance provenance = provenance_of(o, setup);
  rq_checkpoint *c = NULL;
  rq_status status = rq_checkpoint_open(o->from, &c, error);
  if (!status) status = rq_checkpoint_check_branch(c, setup, error);
  if (!status) status = check_output(o, error);
  if (!status) status = rq_checkpoint_world(c, setup, true, o->threads, world, error);
  if (!status && rq_interrupted(interrupt)) status = RQ_INTERRUPTED;
  if (!status) status = rq_writer_branch(o->output, force, &setup->settings, setup->config, *world, &provenance, c, writer, error);
  if (!status && !o->quiet) fprintf(stderr, "renqing: branching off week %u of %s\n", (unsigned)c->week, o->from);
  rq_checkpoint_close(c);
  return status;
}

/* ---- where it stopped ---- */

static rq_status go_on(const rq_run_options *o, const rq_setup *setup, const rq_checkpoint *c, rq_world **world, rq_writer **writer,
                       rq_error *error) {
  rq_status status = rq_checkpoint_check_resume(c, setup, error);
  if (!status) status = rq_checkpoint_world(c, setup, false, o->threads, world, error);
  if (!status) status = rq_writer_resume(o->output, &setup->settings, setup->config, *world, c, writer, error);
  if (!status && !o->quiet) fprintf(stderr, "renqing: going on after week %u (%s)\n", (unsigned)c->week, c->path);
  return status;
}

/* The newest checkpoint that is whole; NULL where there is none at all. */
static rq_status find_checkpoint(const char *output, rq_checkpoint **c, rq_error *error) {
  rq_error damage = RQ_NO_ERROR;
  rq_status status = RQ_OK;
  bool any = false;
  *c = NULL;
  for (int k = 0; k < 2 && !*c && status != RQ_INTERNAL; k++) {
    char *name = rq_checkpoint_name(output, k == 1);
    if (!name) status = rq_no_memory(&damage, "the names of the checkpoints");
    if (name && is_there(name)) {
      any = true;
      rq_checkpoint_open(name, c, &damage);
    }
    free(name);
  }
  if (*c || !any) {
    if (damage.count) fprintf(stderr, "renqing: warning: the checkpoint before it is used:\n");
    rq_error_print(&damage);
  } else {
    status = rq_fail(error, damage.status, "%s%s: no checkpoint can be used; --force without --resume begins anew", damage.text, output);
  }
  rq_error_free(&damage);
  return status;
}

/* Whether the parts in the folder are of a run of the same configuration (or there are none worth keeping): then they can be made again. */
static bool parts_are_ours(const char *output, const char *sha256) {
  size_t size = strlen(output) + sizeof ".parts/start.h5";
  char *start = malloc(size), *its = NULL;
  if (start) snprintf(start, size, "%s.parts/start.h5", output);
  bool there = start && access(start, F_OK) == 0;
  rq_h5 h = {.path = start, .failure = RQ_BAD_DATA};
  hid_t file = there ? rq_h5_open(&h, false) : H5I_INVALID_HID;
  if (file >= 0) its = rq_meta_text(file, "config_sha256");
  bool ours = start && (!there || (its && strcmp(its, sha256) == 0));
  if (file >= 0) H5Fclose(file);
  free(its);
  free(start);
  return ours;
}

/* A run file under the final name: done already, or in the way. */
static rq_status look_at_whole(const rq_run_options *o, const char *sha256, bool *finished, rq_error *error) {
  rq_run *run = NULL;
  rq_status status = rq_run_open(o->output, &run, error);
  if (status) return rq_fail(error, RQ_NO_OUTPUT, "%s is there already, and in the way; --force without --resume replaces it", o->output);
  const char *its = rq_run_attribute(run, "config_sha256");
  char *ending = rq_run_meta(run, "ending");
  if (!its || strcmp(its, sha256) != 0) {
    status =
        rq_fail(error, RQ_NO_OUTPUT,
                "%s is there already, of another configuration; --force without --resume replaces it, -o gives another name", o->output);
  } else if (!ending || strcmp(ending, "finished") != 0) {
    status = rq_fail(error, RQ_NO_OUTPUT,
                     "%s is there already, of a run that ended early and left no checkpoint (%s); --force without --resume begins anew",
                     o->output, ending ? ending : "unknown");
  } else {
    *finished = true;
    if (!o->keep_checkpoint) rq_runfile_tidy(o->output);
    if (!o->quiet) fprintf(stderr, "renqing: %s is finished (%u weeks); nothing is left to do\n", o->output, (unsigned)rq_run_weeks(run));
  }
  free(ending);
  rq_run_close(run);
  return status;
}

/* With --resume auto: whatever there is to go on with. */
static rq_status go_on_or_begin(const rq_run_options *o, const rq_setup *setup, rq_interrupt *interrupt, rq_world **world,
                                rq_writer **writer, bool *finished, rq_error *error) {
  rq_h5_begin();
  char *sha256 = rq_config_sha256(setup->config);
  rq_checkpoint *c = NULL;
  rq_status status = sha256 ? RQ_OK : rq_no_memory(error, "the configuration's digest");
  if (!status && is_there(o->output)) {
    status = look_at_whole(o, sha256, finished, error);
  } else if (!status) {
    status = find_checkpoint(o->output, &c, error);
    bool ours = parts_are_ours(o->output, sha256);
    if (!status && c) {
      status = go_on(o, setup, c, world, writer, error);
    } else if (!status) {
      status = o->from ? branch_off(o, setup, ours, interrupt, world, writer, error)
                       : begin_anew(o, setup, ours, interrupt, world, writer, error);
    }
  }
  rq_checkpoint_close(c);
  free(sha256);
  return status;
}

/* ---- all ---- */

rq_status rq_run_begin(const rq_run_options *o, const rq_setup *setup, rq_interrupt *interrupt, rq_world **world, rq_writer **writer,
                       bool *finished, rq_error *error) {
  *world = NULL;
  *writer = NULL;
  *finished = false;
  if (o->resume && strcmp(o->resume, "auto") == 0) return go_on_or_begin(o, setup, interrupt, world, writer, finished, error);
  if (o->from) return branch_off(o, setup, o->force, interrupt, world, writer, error);
  if (!o->resume) return begin_anew(o, setup, o->force, interrupt, world, writer, error);
  rq_checkpoint *c = NULL;
  rq_status status = rq_checkpoint_open(o->resume, &c, error);
  if (!status && is_there(o->output)) status = rq_fail(error, RQ_NO_OUTPUT, "%s is there already: the run is finished", o->output);
  if (!status) status = go_on(o, setup, c, world, writer, error);
  rq_checkpoint_close(c);
  return status;
}
