/* renqing run: one run, from a configuration to its file and the lines that answer its question. */
#include "analysis/configured.h"
#include "analysis/sections.h"
#include "models/models.h"
#include "sim/checkpoint.h"
#include "sim/cli/cli.h"
#include "sim/cli/estimate.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/profile_table.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_begin.h"
#include "sim/run.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- what is looked at after every week ---- */

typedef struct watch {
  rq_progress progress;
  rq_interrupt *interrupt;
  double until;     /* on the monotonic clock; 0: no limit */
  uint32_t stop_at; /* week; 0: none */
  bool checkpoints;
} watch;

/* With checkpoints, a run that a queue takes off its machine (SIGTERM) is one to go on with, as one that is out of time. */
static rq_status after_week(void *context, const rq_world *world, rq_error *error) {
  watch *w = context;
  (void)error;
  rq_progress_week(&w->progress, rq_week(world));
  int signal = rq_interrupted(w->interrupt);
  if (signal) return w->checkpoints && signal != SIGINT ? RQ_STOPPED : RQ_INTERRUPTED;
  if (w->stop_at && rq_week(world) >= w->stop_at) return RQ_STOPPED;
  return w->until > 0 && rq_seconds() >= w->until ? RQ_STOPPED : RQ_OK;
}

/* ---- the run ---- */

static const char *ending_of(rq_status status) {
  return status == RQ_INTERRUPTED ? "interrupted" : status == RQ_STOPPED ? "out of time" : "finished";
}

static void report_file(const rq_run_options *o, const rq_world *world, double seconds) {
  struct stat file;
  struct rusage usage;
  char size[RQ_BYTES_SIZE], memory[RQ_BYTES_SIZE], time[RQ_DURATION_SIZE];
  if (stat(o->output, &file) != 0 || getrusage(RUSAGE_SELF, &usage) != 0) return;
  fprintf(stderr, "%s (%s): %u weeks of %u people in %s, %s of memory at most\n", o->output, rq_bytes_text(size, (double)file.st_size),
          (unsigned)rq_week(world), (unsigned)rq_agents(world), rq_duration_text(time, seconds),
          rq_bytes_text(memory, 1024.0 * (double)usage.ru_maxrss));
}

/* What is to be kept when the weeks are turned, or the run was ended early: a whole file, or parts and checkpoint; or, after a failure, what there is. */
static rq_status end_run(const rq_run_options *o, const rq_world *world, rq_writer *writer, rq_status status, bool whole, rq_error *error) {
  if (whole) {
    rq_status finished = rq_writer_finish(writer, world, ending_of(status), error);
    if (finished) return finished;
  } else if (status != RQ_INTERRUPTED && status != RQ_STOPPED) {
    rq_fail(error, status, "what was written until week %u is kept in %s.parts; %s", (unsigned)rq_writer_safe_week(writer), o->output,
            rq_run_checkpoints(o) ? "--resume auto goes on from the last checkpoint" : "`renqing assemble` makes a file of it");
  }
  return status;
}

/* Turns the weeks and writes them. *whole: there is a whole file, also where the run was ended early. */
static rq_status turn_and_write(const rq_run_options *o, const rq_setup *setup, rq_world *world, rq_writer *writer, watch *w, bool *whole,
                                rq_error *error) {
  rq_observer observer = {
      .verify = o->verify, .week = after_week, .context = w, .checkpoints = w->checkpoints, .checkpoint_every = o->checkpoint_every};
  if (o->keep_checkpoint) rq_writer_keep(writer);
  w->progress = rq_progress_begin(o->quiet, (uint32_t)setup->settings.weeks, rq_agents(world));
  w->progress.first = rq_week(world);
  rq_status status = rq_turn_weeks(setup, world, writer, &observer, error);
  rq_progress_end(&w->progress, rq_week(world));
  rq_profile_lap(setup->profile, RQ_STAGE_REST);
  bool ended = status == RQ_INTERRUPTED || status == RQ_STOPPED, done = rq_week(world) == (uint32_t)setup->settings.weeks;
  if (ended && done) status = RQ_OK; /* just in time */
  *whole = status == RQ_OK || (ended && !w->checkpoints);
  status = end_run(o, world, writer, status, *whole, error);
  *whole = *whole && error->count == 0;
  rq_profile_lap(setup->profile, RQ_STAGE_WHOLE_FILE);
  return status;
}

/* ---- a run that stopped with a checkpoint ---- */

static rq_status report_stop(const rq_run_options *o, const rq_world *world, rq_status ending, rq_error *error) {
  char *name = rq_checkpoint_name(o->output, false), digest[RQ_DIGEST_LENGTH];
  rq_status status = name ? ending : rq_no_memory(error, "the name of the checkpoint");
  if (name && !o->quiet)
    fprintf(stderr, "renqing: stopped after week %u with a checkpoint, %s; the same command with --resume auto goes on\n",
            (unsigned)rq_week(world), name);
  if (name && o->json) {
    rq_status digested = rq_world_digest(world, digest, error);
    json_t *object =
        digested ? NULL
                 : json_pack("{s:s, s:s, s:i, s:s}", "checkpoint", name, "ending", ending == RQ_INTERRUPTED ? "interrupted" : "stopped",
                             "weeks", (int)rq_week(world), "state_digest", digest);
    if (!object || json_dumpf(object, stdout, JSON_INDENT(2)) != 0) status = rq_fail(error, RQ_IO, "cannot write to standard output");
    putchar('\n');
    json_decref(object);
  }
  free(name);
  return status;
}

/* ---- the answer, from the file ---- */

static rq_status make_answer(const char *path, rq_report *report, rq_run **run, rq_error *error) {
  rq_status status = rq_run_open(path, run, error);
  if (status) return status;
  rq_subject subject = {.name = path, .path = path, .run = *run, .at = rq_run_weeks(*run)};
  char model[64];
  bool renqing = rq_configured_renqing(*run, model);
  return rq_report_make(report, renqing ? &rq_answer_section : &rq_series_section, &subject, error);
}

/* {"file", "ending", "weeks", "state_digest", "answer": as `analyze --json` has it, "profile" where it was asked for} */
static rq_status print_json(const rq_run *run, const char *ending, const rq_reports *reports, const rq_profile *profile, rq_error *error) {
  char *text = NULL;
  size_t size = 0;
  FILE *memory = open_memstream(&text, &size);
  rq_status status = memory ? rq_reports_json(reports, memory, error) : rq_no_memory(error, "the answer");
  if (memory && fclose(memory) != 0 && status == RQ_OK) status = rq_no_memory(error, "the answer");
  json_t *object = NULL;
  if (status == RQ_OK) {
    object = json_pack("{s:s, s:s, s:i, s:s?, s:o, s:o*}", "file", rq_run_path(run), "ending", ending, "weeks", (int)rq_run_weeks(run),
                       "state_digest", rq_run_attribute(run, "state_digest"), "answer", json_loadb(text, size, 0, NULL), "profile",
                       profile ? rq_profile_json(profile) : NULL);
    if (!object)
      status = rq_no_memory(error, "the answer");
    else if (json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0)
      status = rq_fail(error, RQ_IO, "cannot write to standard output");
    putchar('\n');
  }
  json_decref(object);
  free(text);
  return status;
}

static rq_status answer(const rq_run_options *o, rq_status ending, rq_profile *profile, rq_error *error) {
  rq_report report = {0};
  rq_run *run = NULL;
  rq_status status = make_answer(o->output, &report, &run, error);
  rq_profile_lap(profile, RQ_STAGE_REST);
  if (status == RQ_OK) {
    rq_reports reports = {&report, 1, 1};
    if (o->json)
      status = print_json(run, ending_of(ending), &reports, profile, error);
    else
      rq_reports_print(&reports, stdout);
  }
  rq_report_free(&report);
  rq_run_close(run);
  return status;
}

/* The lines, or the JSON, at the end. */
static rq_status report(const rq_run_options *o, const rq_setup *setup, const rq_world *world, rq_status ending, double seconds,
                        rq_error *error) {
  rq_status status = ending;
  if (!o->quiet) report_file(o, world, seconds);
  if (!o->quiet || o->json) {
    rq_status answered = answer(o, ending, setup->profile, error);
    if (answered) status = answered;
  }
  if (setup->profile && !o->json) rq_profile_print(setup->profile, rq_agents(world), stderr);
  return status;
}

static rq_status run_whole(const rq_run_options *o, const rq_setup *setup, rq_interrupt *interrupt, rq_error *error) {
  double started = rq_seconds();
  watch w = {.interrupt = interrupt,
             .until = o->max_seconds > 0 ? started + o->max_seconds : 0,
             .stop_at = o->stop_at,
             .checkpoints = rq_run_checkpoints(o)};
  rq_world *world;
  rq_writer *writer;
  bool finished, whole = false;
  rq_status status = rq_run_begin(o, setup, interrupt, &world, &writer, &finished, error);
  rq_profile_lap(setup->profile, RQ_STAGE_FIRST_FILE);
  if (status == RQ_OK && !finished) {
    if (o->stop_at && rq_week(world) >= o->stop_at) /* by an earlier call */
      status = rq_writer_checkpoint(writer, world, error) ? error->status : RQ_STOPPED;
    else
      status = turn_and_write(o, setup, world, writer, &w, &whole, error);
    if (whole && rq_week(world) > 0)
      status = report(o, setup, world, status, rq_seconds() - started, error);
    else if (!whole && (status == RQ_STOPPED || status == RQ_INTERRUPTED))
      status = report_stop(o, world, status, error);
  }
  rq_writer_free(writer);
  rq_world_free(world);
  return status;
}

/* Reads the configuration and runs it, or says what it would take. */
static rq_status load_and_run(const rq_run_options *o, rq_interrupt *interrupt, rq_error *error) {
  rq_setup setup = {0};
  rq_clocks started = rq_clocks_now();
  rq_status status = rq_setup_load_any(&o->source, rq_models, &setup, error);
  if (status == RQ_OK && o->dry_run) {
    status = rq_estimate_print(&setup, o, error);
  } else if (status == RQ_OK) {
    if (o->profile) setup.profile = rq_profile_create(setup.model, o->threads, &started);
    rq_profile_lap(setup.profile, RQ_STAGE_CONFIGURATION);
    status = o->profile && !setup.profile ? rq_no_memory(error, "the profile") : run_whole(o, &setup, interrupt, error);
  }
  rq_profile_free(setup.profile);
  rq_setup_free(&setup);
  return status;
}

static int run(int argc, char **argv) {
  rq_run_options o;
  rq_interrupt interrupt;
  rq_error error = RQ_NO_ERROR;
  int code = rq_run_options_read(argc, argv, &o);
  if (code == RQ_OK) {
    rq_status status = rq_interrupt_begin(&interrupt, &error);
    if (status == RQ_OK) {
      status = load_and_run(&o, &interrupt, &error);
      rq_interrupt_end(&interrupt);
    }
    rq_error_print(&error);
    code = (int)status;
  }
  rq_error_free(&error);
  rq_run_options_free(&o);
  return code;
}

const rq_command rq_command_run = {
    .name = "run",
    .usage = "run CONFIG [-o RUN.h5] [--set key=value]... [options]",
    .summary = "one run: from a configuration to a file, and the answer",
    .help = "CONFIG is a YAML file (- for standard input); `renqing config explain` says what can be in it.\n"
            "\n"
            "Options:\n"
            "\n"
            "  -o, --output RUN.h5   the file to write; by default the configuration's name, in\n"
            "                        the current folder\n"
            "  --force               replace a file that is there already\n"
            "  --set key=value       change one key; dots lead into mappings, numbers into lists:\n"
            "                        --set campaigns.0.favor=discount. Again for more\n"
            "  --scenario NAME       one of the configuration's `scenarios`\n"
            "  --seed S              the same as --set seed=S\n"
            "  --replicate R         the same as --set replicate=R: another repetition\n"
            "  --threads N           threads; as many as there are processors by default. The\n"
            "                        result is the same for any number\n"
            "  --max-time 1h50m      stop in time with a whole file of the weeks so far, or where\n"
            "                        checkpoints are on with one (exit 75)\n"
            "  --checkpoint-every W  write a checkpoint, RUN.ckpt.h5, after every W weeks and when the\n"
            "                        run is stopped early; the one before is RUN.ckpt.prev.h5\n"
            "  --resume auto|FILE    go on from the last checkpoint that is whole (or from FILE), with\n"
            "                        any number of threads: the file is that of a run that was never\n"
            "                        stopped. auto: begins where there is none, and does nothing where\n"
            "                        RUN.h5 is finished\n"
            "  --stop-at WEEK        stop after that week with a checkpoint (exit 75)\n"
            "  --from CKPT           branch off: a new run, complete from week 0, that has the weeks of\n"
            "                        another one up to its checkpoint, and goes on with this\n"
            "                        configuration, scenario, seed or replicate\n"
            "  --keep-checkpoint     keep checkpoint and parts when the run is finished, for --from\n"
            "  --dry-run             check the configuration, and estimate memory, disk and time\n"
            "  --verify              check all invariants after every week (slow)\n"
            "  --profile             say at the end where time and memory went, also in /meta/profile\n"
            "                        of the file\n"
            "  -q, --quiet           no progress, no answer\n"
            "  --json                the answer as JSON on standard output\n"
            "\n"
            "Progress goes to standard error: one line on a terminal, else a line now and then.\n"
            "Ctrl-C stops after the week with a whole file (exit 130); a second one stops at once.\n"
            "With checkpoints, Ctrl-C (exit 130), SIGTERM and --max-time (exit 75) stop after the week\n"
            "with a checkpoint; the same command with --resume auto goes on.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing run configs/brand_entry.yaml -o entry.h5\n"
            "    renqing run configs/brand_entry.yaml --scenario discount --seed 7\n"
            "    renqing run configs/brand_entry.yaml --dry-run --set population.size=1000000\n"
            "    renqing run big.yaml --checkpoint-every 26 --max-time 1h50m --resume auto\n"
            "    renqing run configs/brand_entry.yaml -o base.h5 --stop-at 51\n"
            "    renqing run configs/brand_entry.yaml --scenario discount --from base.ckpt.h5 -o d.h5\n",
    .run = run,
};
