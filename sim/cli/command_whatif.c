/* renqing whatif: all scenarios of a configuration, each with the same replicates, into a folder; and the comparison. */
#include "sim/cli/cli.h"
#include "sim/cli/progress.h"
#include "sim/cli/whatif.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is going to be done ---- */

static void print_scenarios(const rq_design *d, FILE *out) {
  const rq_ensemble *e = &d->ensemble;
  for (size_t s = 0; s < e->scenarios; s++) {
    const rq_scenario *scenario = &e->scenario[s];
    fprintf(out, "  %s", scenario->name);
    if (s > 0 && scenario->differs_count == 0) fputs(": nothing differs", out);
    for (size_t i = 0; i < scenario->differs_count; i++) {
      const rq_difference *x = &scenario->differs[i];
      fprintf(out, "%s%s: ", i ? "; " : ": ", x->key);
      if (*x->value)
        fputs(x->value, out);
      else if (strcmp(x->as_written, x->key) == 0) /* it has no name */
        fputs("taken away", out);
      else
        fprintf(out, "without %s", x->as_written);
    }
    fputc('\n', out);
  }
}

static void print_plan(const rq_design *d, const rq_whatif_plan *p, FILE *out) {
  const rq_ensemble *e = &d->ensemble;
  char time[RQ_DURATION_SIZE], memory[RQ_BYTES_SIZE], there[RQ_BYTES_SIZE], disk[RQ_BYTES_SIZE];
  fprintf(out, "%zu scenarios x %u replicates of %u weeks", e->scenarios, (unsigned)d->replicates, (unsigned)e->weeks);
  if (e->branch_week > 0)
    fprintf(out, "; they are the same until week %u%s\n", (unsigned)e->branch_week, d->explicit_warmup ? ", as warmup says" : "");
  else
    fputs("; they may differ from the start\n", out);
  print_scenarios(d, out);
  if (p->runs == 0) return;
  double all = (double)p->runs * e->weeks, seconds = p->run_seconds * p->weeks / e->weeks / (p->jobs * p->threads);
  if (p->weeks < all)
    fprintf(out, "The weeks that scenarios share are run once a replicate, which saves %.0f %%.\n", 100 * (1 - p->weeks / all));
  fprintf(out, "%zu runs to do, %d side by side with %d thread%s each: about %s; %s of memory of %s that are free; at most %s on disk\n",
          p->runs, p->jobs, p->threads, p->threads == 1 ? "" : "s", rq_duration_text(time, seconds),
          rq_bytes_text(memory, p->run_memory * p->jobs), rq_bytes_text(there, p->free_memory),
          rq_bytes_text(disk, p->run_disk * (double)p->runs));
}

static rq_status print_plan_json(const rq_design *d, const rq_whatif_plan *p, rq_error *error) {
  const rq_ensemble *e = &d->ensemble;
  json_t *names = json_array();
  for (size_t s = 0; s < e->scenarios; s++) json_array_append_new(names, json_string(e->scenario[s].name));
  json_t *plan =
      json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:i, s:i, s:f, s:f, s:f, s:f}", "config", e->config, "scenarios", names, "replicates",
                (json_int_t)d->replicates, "weeks", (json_int_t)e->weeks, "branch_week", (json_int_t)e->branch_week, "runs",
                (json_int_t)p->runs, "jobs", p->jobs, "threads", p->threads, "run_seconds", p->run_seconds, "run_memory_bytes",
                p->run_memory, "run_disk_bytes_uncompressed", p->run_disk, "weeks_to_run", p->weeks);
  if (!plan) return rq_no_memory(error, "the plan");
  json_dumpf(plan, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
  putchar('\n');
  json_decref(plan);
  return RQ_OK;
}

/* ---- what came of it ---- */

static void count_up(const rq_design *d, double seconds) {
  const rq_ensemble *e = &d->ensemble;
  rq_tally t = rq_members_count(e);
  char time[RQ_DURATION_SIZE];
  fprintf(stderr, "%s: %zu of %zu runs are finished, ", e->folder, t.finished, e->members);
  if (t.failed) fprintf(stderr, "%zu failed, ", t.failed);
  if (t.missing) fprintf(stderr, "%zu missing, ", t.missing);
  fprintf(stderr, "in %s\n", rq_duration_text(time, seconds));
}

/* The comparison, if there is anything to compare, and what to do next. */
static rq_status conclude(const rq_design *d, rq_error *error) {
  const rq_ensemble *e = &d->ensemble;
  rq_tally t = rq_members_count(e);
  rq_status status = RQ_OK;
  if (!d->options->quiet && t.finished > 0 && e->scenarios > 1) status = rq_whatif_compare(d, d->options->json, error);
  if (!status && t.failed) {
    rq_status code = t.finished == 0 && t.code < 128 ? (rq_status)t.code : RQ_STOPPED;
    return rq_fail(error, code, "%zu run%s failed (see above, or renqing status %s); the same command does only what is not finished",
                   t.failed, t.failed == 1 ? "" : "s", e->folder);
  }
  bool renqing = strcmp(d->setup[0].model->name, "renqing") == 0; /* reports are about it */
  if (!status && !d->options->quiet && renqing) fprintf(stderr, "\nA page to show: renqing report %s -o report.html\n", e->folder);
  return status;
}

/* ---- the whole ---- */

typedef struct task {
  const rq_whatif_options *options;
  rq_interrupt *interrupt;
  rq_design design;
  rq_ensemble old; /* what the folder held before */
  double started;
} task;

static rq_status prepare(task *t, uint32_t replicates, rq_error *error) {
  rq_design_free(&t->design);
  rq_ensemble_free(&t->old);
  rq_status status = rq_folder_read(t->options, &t->old, error);
  return status ? status : rq_design_make(t->options, t->old.folder ? &t->old : NULL, replicates, &t->design, error);
}

/* Looks at what there is and runs the rest; or only says so. */
static rq_status carry_out(task *t, rq_error *error) {
  const rq_whatif_options *o = t->options;
  rq_design *d = &t->design;
  rq_whatif_plan plan;
  rq_status status = rq_members_look(d, 0, d->ensemble.members, o->force, error);
  if (!status) status = rq_members_remember(d, &t->old, error);
  if (!status) status = rq_whatif_estimate(d, t->interrupt, &plan, error);
  if (status) return status;
  if (o->dry_run && o->json) return print_plan_json(d, &plan, error);
  print_plan(d, &plan, o->dry_run ? stdout : stderr);
  if (o->dry_run) return RQ_OK;
  status = rq_whatif_run(d, &plan, t->interrupt, error);
  count_up(d, rq_seconds() - t->started);
  if (status) fprintf(stderr, "What is finished is kept; the same command goes on.\n");
  return status;
}

/* Adds replicates until the interval is narrow enough, or there are as many as were allowed. */
static rq_status carry_out_until(task *t, rq_error *error) {
  enum { FIRST = 5 };
  const rq_whatif_options *o = t->options;
  uint32_t most = t->design.replicates, n = most < FIRST ? most : FIRST;
  while (true) {
    double half;
    rq_status status = prepare(t, n, error);
    n = t->design.ensemble.replicates; /* the folder may have more already */
    if (!status) status = carry_out(t, error);
    if (!status && rq_members_count(&t->design.ensemble).failed) return RQ_OK;
    if (!status) status = rq_whatif_halfwidth(&t->design, &half, error);
    if (status) return status;
    fprintf(stderr, "%u replicates: the intervals of %s are at most %.3g wide to each side, %g wanted", (unsigned)n, o->outcome, half,
            o->halfwidth);
    if (half <= o->halfwidth || n >= most) {
      fputs(half <= o->halfwidth ? "\n" : "; --replicates allows no more\n", stderr);
      return RQ_OK;
    }
    n = rq_whatif_more(n, half, o->halfwidth, most);
    fprintf(stderr, "; on to %u\n", (unsigned)n);
  }
}

static rq_status whatif(const rq_whatif_options *o, rq_interrupt *interrupt, rq_error *error) {
  task t = {.options = o, .interrupt = interrupt, .started = rq_seconds()};
  int lock = -1;
  rq_status status = prepare(&t, 0, error);
  if (!status && !o->dry_run) status = rq_folder_take(o->folder, &lock, error);
  bool until = o->outcome && !o->dry_run && t.design.ensemble.scenarios > 1;
  if (!status) status = until ? carry_out_until(&t, error) : carry_out(&t, error);
  if (!status && !o->dry_run) status = conclude(&t.design, error);
  rq_folder_release(o->folder, lock);
  rq_design_free(&t.design);
  rq_ensemble_free(&t.old);
  return status;
}

static int run(int argc, char **argv) {
  rq_whatif_options o;
  rq_interrupt interrupt;
  rq_error error = RQ_NO_ERROR;
  int code = rq_whatif_options_read(argc, argv, &o);
  if (code == RQ_OK) {
    rq_status status = rq_interrupt_begin(&interrupt, &error);
    if (status == RQ_OK) {
      status = whatif(&o, &interrupt, &error);
      rq_interrupt_end(&interrupt);
    }
    rq_error_print(&error);
    code = (int)status;
  }
  rq_error_free(&error);
  rq_whatif_options_free(&o);
  return code;
}

const rq_command rq_command_whatif = {
    .name = "whatif",
    .usage = "whatif CONFIG -o DIR [--replicates N] [--scenario NAME]... [options]",
    .summary = "all scenarios of a configuration, each with the same replicates",
    .help = "Runs the configuration as written and each of its `scenarios` N times into the\n"
            "folder DIR. Replicate r of every scenario has the same people and the same luck, so\n"
            "that what differs comes from the scenario. A run that is finished is never computed\n"
            "again: after an interruption, a failure, or with more replicates or scenarios, the\n"
            "same command does what is missing. At the end the scenarios are compared, as\n"
            "`renqing compare DIR` does.\n"
            "\n"
            "Weeks in which no scenario can differ yet (before the first campaign that differs\n"
            "starts, say) are run once for each replicate; then every scenario branches off. The\n"
            "key `warmup` names another week; what scenarios set holds from the next one on.\n"
            "\n"
            "Options:\n"
            "\n"
            "  -o, --output DIR      the folder; made where it is not there\n"
            "  --replicates N        repetitions of each scenario; by default the key\n"
            "                        `replicates` of the configuration (10)\n"
            "  --scenario NAME       only this one, beside the configuration as written; again\n"
            "                        for more\n"
            "  --set key=value       change one key in all runs, as with run; again for more\n"
            "  --threads N           threads within each run\n"
            "  --jobs N              runs side by side. By default as many as there are\n"
            "                        processors, and as fit into memory\n"
            "  --missing             complete the folder: its scenarios and replicates\n"
            "  --force               replace runs of another configuration\n"
            "  --until-halfwidth OUTCOME=VALUE\n"
            "                        add replicates, at most --replicates, until the 95 % intervals\n"
            "                        of this outcome's differences reach so far to each side, such\n"
            "                        as retention=0.01; `renqing compare --help` has the outcomes\n"
            "  --dry-run             say what would be done, and estimate time, memory and disk\n"
            "  -q, --quiet           do not compare at the end\n"
            "  --json                the comparison, or what would be done, as JSON\n"
            "\n"
            "Ctrl-C stops all runs (exit 130; SIGTERM: 75). Where runs fail, the others go on; exit 75, or,\n"
            "where none is finished, the exit code of the first that failed. What a run said is\n"
            "in DIR/logs, what there is in DIR/manifest.json; `renqing status DIR` shows it.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing whatif configs/brand_entry.yaml -o entry/ --replicates 20\n"
            "    renqing whatif configs/brand_entry.yaml -o small/ --set population.size=5000\n",
    .run = run,
};
