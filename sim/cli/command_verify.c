/* renqing verify: does a run file hold what every run must, and does the run come out the same again? */
#include "analysis/invariants.h"
#include "models/models.h"
#include "sim/cli/cli.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_options.h"
#include "sim/run.h"
#include "sim/version.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct request {
  const char *path, *folder;
  int threads;
  bool again, quiet;
} request;

/* ---- once more ---- */

/* Puts the text into a new file; the caller removes it. */
static rq_status write_temporary(const char *text, char path[], rq_error *error) {
  int descriptor = mkstemp(path);
  FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
  bool written = file && fputs(text, file) >= 0;
  if (file && fclose(file) != 0) written = false;
  if (!written) return rq_fail(error, RQ_NO_OUTPUT, "%s: %s", path, strerror(errno));
  return RQ_OK;
}

static rq_status load_again(const rq_run *run, const request *r, rq_setup *setup, rq_error *error) {
  const char *folder = getenv("TMPDIR");
  char path[4096];
  if (snprintf(path, sizeof path, "%s/renqing-XXXXXX", folder && folder[0] ? folder : "/tmp") >= (int)sizeof path)
    return rq_fail(error, RQ_NO_OUTPUT, "TMPDIR is too long");
  char *text = rq_run_meta(run, "configuration");
  if (!text) return rq_fail(error, RQ_BAD_DATA, "%s: /meta/configuration is missing", r->path);
  rq_status status = write_temporary(text, path, error);
  free(text);
  if (status) return status;
  rq_config_source source = {.path = path};
  status = rq_setup_load_any(&source, rq_models, setup, error);
  unlink(path);
  if (status == RQ_OK) setup->folder = r->folder;
  if (status == RQ_BAD_DATA) {
    const char *commit = rq_run_attribute(run, "git_commit");
    rq_fail(error, status, "%s: its configuration (the lines above) was for commit %s; this is %s", r->path, commit ? commit : "unknown",
            rq_commit());
  }
  return status;
}

static rq_status show(void *context, const rq_world *world, rq_error *error) {
  (void)error;
  rq_progress_week(context, rq_week(world));
  return RQ_OK;
}

static rq_status run_again(const rq_run *run, const request *r, rq_checks *checks, rq_error *error) {
  const char *then = rq_run_attribute(run, "state_digest"), *commit = rq_run_attribute(run, "git_commit");
  if (!then) return rq_fail(error, RQ_BAD_DATA, "%s: there is no state_digest to compare with", r->path);
  rq_setup setup = {0};
  rq_world *world = NULL;
  char now[RQ_DIGEST_LENGTH] = "";
  rq_status status = load_again(run, r, &setup, error);
  if (status == RQ_OK) {
    setup.settings.weeks = rq_run_weeks(run); /* fewer than were asked for where the run was interrupted */
    status = rq_setup_world(&setup, r->threads, &world, error);
  }
  if (status == RQ_OK) {
    rq_progress progress = rq_progress_begin(r->quiet, rq_run_weeks(run), rq_agents(world));
    rq_observer observer = {.verify = true, .week = show, .context = &progress};
    status = rq_turn_weeks(&setup, world, NULL, &observer, error);
    rq_progress_end(&progress, rq_week(world));
  }
  if (status == RQ_OK) status = rq_world_digest(world, now, error);
  const char *parent = rq_run_attribute(run, "parent_run_uuid"), *step = rq_run_attribute(run, "parent_step");
  if (status == RQ_OK && parent && strcmp(then, now) != 0)
    status = rq_fail(error, RQ_BAD_DATA, "%s: branched off after week %s of run %s, which had other settings: its own do not make it again",
                     r->path, step ? step : "?", parent);
  else if (status == RQ_OK)
    rq_checks_note(checks, strcmp(then, now) == 0, "the run comes out the same again", "digest %.12s, was %.12s (by commit %s; this is %s)",
                   now, then, commit ? commit : "unknown", rq_commit());
  rq_world_free(world);
  rq_setup_free(&setup);
  return status;
}

/* ---- the command ---- */

static rq_status sum_up(const request *r, const rq_checks *checks) {
  printf("%s: %u hold, %u are broken\n", r->path, checks->passed, checks->failed);
  return checks->failed ? RQ_BAD_DATA : RQ_OK;
}

static rq_status check_file(const request *r, rq_error *error) {
  rq_checks checks = {.out = r->quiet ? NULL : stdout};
  rq_run *run = NULL;
  rq_status status = rq_run_open(r->path, &run, error);
  if (status == RQ_OK) status = rq_invariants_check(run, &checks, error);
  rq_run_close(run);
  return status ? status : sum_up(r, &checks);
}

/* In a process of its own: the file may be anybody's. */
static int check_guarded(void *argument) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = check_file(argument, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  fflush(stdout);
  return (int)status;
}

static rq_status check_again(const request *r, rq_error *error) {
  rq_checks checks = {.out = r->quiet ? NULL : stdout};
  rq_run *run = NULL;
  rq_status status = rq_run_open(r->path, &run, error);
  if (status == RQ_OK) status = run_again(run, r, &checks, error);
  rq_run_close(run);
  return status ? status : sum_up(r, &checks);
}

static int verify(int argc, char **argv) {
  static const struct option options[] = {
      {"again", no_argument, NULL, 'a'},
      {"folder", required_argument, NULL, 'f'},
      {"threads", required_argument, NULL, 't'},
      {"quiet", no_argument, NULL, 'q'},
      {NULL, 0, NULL, 0},
  };
  request r = {.folder = "."};
  int option;
  opterr = 0;
  while ((option = getopt_long(argc, argv, ":q", options, NULL)) != -1) {
    if (option == 'a')
      r.again = true;
    else if (option == 'f')
      r.folder = optarg;
    else if (option == 'q')
      r.quiet = true;
    else if (option != 't')
      return rq_bad_option(&rq_command_verify, option, argv, options);
    else if ((r.threads = rq_threads_read(optarg)) < 1)
      return rq_usage(&rq_command_verify, "--threads is %s; it must be 1 to 1024", optarg);
  }
  if (optind + 1 != argc) return rq_usage(&rq_command_verify, "give one run file");
  r.path = argv[optind];
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_guarded(check_guarded, &r, r.path, &error);
  if (status == RQ_OK && r.again) status = check_again(&r, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_verify = {
    .name = "verify",
    .usage = "verify RUN.h5 [--again]",
    .summary = "check the invariants of a run file, or run it anew and compare",
    .help = "Checks that switches and repeats add up to purchases, that favors owed sum to\n"
            "zero, that no budget was overspent, that every half of a tie has its partner, and\n"
            "more; a line for each. Exit code 65 where something is broken.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --again               run it anew from the configuration in the file, checking\n"
            "                        all invariants after every week, and compare the state\n"
            "                        (equal for equal versions of renqing)\n"
            "  --folder DIR          with --again: where a relative path of a network file\n"
            "                        starts; by default the current folder\n"
            "  --threads N           with --again: threads\n"
            "  -q, --quiet           only the sum\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing verify entry.h5\n"
            "    renqing verify entry.h5 --again\n",
    .run = verify,
};
