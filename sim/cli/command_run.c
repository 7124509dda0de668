/* renqing run: one run, from a configuration to its file and the lines that answer its question. */
#include "analysis/sections.h"
#include "sim/cli/cli.h"
#include "sim/cli/estimate.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/profile_table.h"
#include "sim/cli/progress.h"
#include "sim/cli/run_options.h"
#include "sim/run.h"
#include <jansson.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- what is looked at after every week ---- */

typedef struct watch {
  rq_progress progress;
  rq_interrupt *interrupt;
  double until; /* on the monotonic clock; 0: no limit */
} watch;

static rq_status after_week(void *context, const rq_world *world, rq_error *error) {
  watch *w = context;
  (void)error;
  rq_progress_week(&w->progress, rq_week(world));
  if (rq_interrupted(w->interrupt)) return RQ_INTERRUPTED;
  return w->until > 0 && rq_seconds() >= w->until ? RQ_STOPPED : RQ_OK;
}

/* ---- the run ---- */

/* A name that is taken is better known before the people are drawn. */
static rq_status check_output(const rq_run_options *o, rq_error *error) {
  struct stat there;
  if (o->force || stat(o->output, &there) != 0) return RQ_OK;
  return rq_fail(error, RQ_NO_OUTPUT, "%s is there already; --force replaces it, -o gives another name", o->output);
}

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

/* Turns the weeks and writes them; ends with a whole file also where the run was ended early. */
static rq_status run_and_write(const rq_run_options *o, const rq_setup *setup, rq_world *world, watch *w, rq_error *error) {
  rq_provenance provenance = {.scenario = rq_config_scenario(setup->config),
                              .command_line = o->command_line,
                              .threads = o->threads ? o->threads : omp_get_max_threads()};
  rq_observer observer = {.verify = o->verify, .week = after_week, .context = w};
  rq_writer *writer = NULL;
  rq_status status = rq_writer_open(o->output, o->force, &setup->settings, setup->config, world, &provenance, &writer, error);
  rq_profile_lap(setup->profile, RQ_STAGE_FIRST_FILE);
  if (status == RQ_OK) {
    w->progress = rq_progress_begin(o->quiet, (uint32_t)setup->settings.weeks, rq_agents(world));
    status = rq_turn_weeks(setup, world, writer, &observer, error);
    rq_progress_end(&w->progress, rq_week(world));
    rq_profile_lap(setup->profile, RQ_STAGE_REST);
    if (status == RQ_OK || status == RQ_INTERRUPTED || status == RQ_STOPPED) {
      rq_status finished = rq_writer_finish(writer, world, ending_of(status), error);
      if (finished) status = finished;
      rq_profile_lap(setup->profile, RQ_STAGE_WHOLE_FILE);
    } else {
      rq_fail(error, status, "what was written until week %u is kept in %s.parts; `renqing assemble %s` makes a file of it",
              (unsigned)rq_writer_safe_week(writer), o->output, o->output);
    }
  }
  rq_writer_free(writer);
  return status;
}

/* ---- the answer, from the file ---- */

static rq_status make_answer(const char *path, rq_report *report, rq_run **run, rq_error *error) {
  rq_status status = rq_run_open(path, run, error);
  if (status) return status;
  rq_subject subject = {.name = path, .path = path, .run = *run, .at = rq_run_weeks(*run)};
  return rq_report_make(report, &rq_answer_section, &subject, error);
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

static rq_status run_whole(const rq_run_options *o, const rq_setup *setup, rq_interrupt *interrupt, rq_error *error) {
  double started = rq_seconds();
  watch w = {.interrupt = interrupt, .until = o->max_seconds > 0 ? started + o->max_seconds : 0};
  rq_world *world = NULL;
  rq_status status = check_output(o, error);
  if (status == RQ_OK) status = rq_setup_world(setup, o->threads, &world, error);
  if (status == RQ_OK) {
    status = rq_interrupted(interrupt) ? RQ_INTERRUPTED : run_and_write(o, setup, world, &w, error);
    bool whole = rq_week(world) > 0 && error->count == 0;
    if (whole && !o->quiet) report_file(o, world, rq_seconds() - started);
    if (whole && (!o->quiet || o->json)) {
      rq_status answered = answer(o, status, setup->profile, error);
      if (answered) status = answered;
    }
    if (whole && setup->profile && !o->json) rq_profile_print(setup->profile, rq_agents(world), stderr);
  }
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
            "  --max-time 1h50m      stop in time with a whole file of the weeks so far (exit 75)\n"
            "  --dry-run             check the configuration, and estimate memory, disk and time\n"
            "  --verify              check all invariants after every week (slow)\n"
            "  --profile             say at the end where time and memory went, also in /meta/profile\n"
            "                        of the file\n"
            "  -q, --quiet           no progress, no answer\n"
            "  --json                the answer as JSON on standard output\n"
            "\n"
            "Progress goes to standard error: one line on a terminal, else a line now and then.\n"
            "Ctrl-C stops after the week with a whole file (exit 130); a second one stops at once.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing run configs/brand_entry.yaml -o entry.h5\n"
            "    renqing run configs/brand_entry.yaml --scenario discount --seed 7\n"
            "    renqing run configs/brand_entry.yaml --dry-run --set population.size=1000000\n",
    .run = run,
};
