/* The pool: starts runs as places become free, notes how each ended, and keeps the manifest true. Where the scenarios of a replicate share
 * their first weeks, these are run first, and every scenario branches off. */
#include "sim/checkpoint.h"
#include "sim/cli/progress.h"
#include "sim/cli/whatif.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const double on_terminal = 0.1, first_in_log = 10.0, in_log = 30.0; /* seconds between lines */
static const double between_checkpoints = 300.0;                           /* seconds */

typedef enum warmth { UNSHARED, COLD, WARMING, WARM } warmth;

typedef struct worker {
  pid_t pid; /* 0: free */
  bool warmup;
  uint32_t replicate;
  size_t member; /* where it is no warm-up */
  double started, weeks;
} worker;

typedef struct pool {
  rq_design *design;
  const rq_whatif_plan *plan;
  rq_interrupt *interrupt;
  rq_error *error;
  worker *worker;
  warmth *warm; /* of replicate r: warm[r - 1] */
  bool *todo;   /* of each member */
  size_t running, ended, failed;
  double weeks_done;
  bool stopping, changed; /* changed: the manifest is to be written */
  rq_progress line;
} pool;

rq_tally rq_members_count(const rq_ensemble *e) {
  rq_tally t = {0};
  for (size_t k = 0; k < e->members; k++) {
    const rq_member *m = &e->member[k];
    t.finished += m->state == RQ_MEMBER_FINISHED;
    t.failed += m->state == RQ_MEMBER_FAILED;
    t.missing += m->state == RQ_MEMBER_MISSING || m->state == RQ_MEMBER_RUNNING;
    if (m->state == RQ_MEMBER_FAILED && t.code == 0) t.code = m->exit > 0 ? m->exit : RQ_BAD_DATA;
  }
  return t;
}

/* ---- progress ---- */

static void clear_line(pool *p) {
  if (p->line.open) fputs("\r\033[K", stderr);
  p->line.open = false;
}

static void show(pool *p) {
  double time = rq_seconds(), part = p->weeks_done / p->plan->weeks;
  if (time - p->line.shown < (p->line.terminal ? on_terminal : in_log)) return;
  p->line.shown = time;
  char left[RQ_DURATION_SIZE];
  fprintf(stderr, "%s%zu of %zu runs  %3.0f %%  %zu at work", p->line.terminal ? "\r" : "", p->ended, p->plan->runs, 100 * part,
          p->running);
  if (p->failed) fprintf(stderr, "  %zu failed", p->failed);
  if (part > 0 && part < 1) fprintf(stderr, "  %s left", rq_duration_text(left, (time - p->line.started) * (1 - part) / part));
  fputs(p->line.terminal ? "\033[K" : "\n", stderr);
  p->line.open = p->line.terminal;
}

/* ---- starting a run ---- */

static void set_message(rq_member *m, const char *text) {
  char *kept = strdup(text);
  if (!kept) return;
  free(m->message);
  m->message = kept;
}

/* Threads of the next run: where fewer runs are left than places, they share the processors. */
static int threads_now(const pool *p) {
  size_t left = p->plan->runs - p->ended;
  if (p->design->options->threads || left >= (size_t)p->plan->jobs || left == 0) return p->plan->threads;
  int share = p->plan->processors / (int)left;
  return share > p->plan->threads ? share : p->plan->threads;
}

/* Starts `run` with its output in a log. `more`: its arguments besides configuration, scenario, replicate and threads. */
static rq_status start(pool *p, worker *w, size_t scenario, const char *output, const char *const *more) {
  const char *arguments[24] = {"-o", output, "--threads", NULL, "--quiet"};
  char threads[16], *log = rq_said_path(p->design, w->warmup ? NULL : &p->design->ensemble.scenario[scenario], w->replicate);
  snprintf(threads, sizeof threads, "%d", threads_now(p));
  arguments[3] = threads;
  for (size_t n = 5; *more && n + 1 < sizeof arguments / sizeof *arguments; n++) arguments[n] = *more++;
  char **all = rq_child_arguments(p->design, scenario, w->replicate, arguments);
  rq_status status = log && all ? RQ_OK : rq_no_memory(p->error, "a run's arguments");
  int file = status ? -1 : open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (!status && file < 0) status = rq_fail(p->error, RQ_NO_OUTPUT, "%s: cannot be written: %s", log, strerror(errno));
  if (!status) status = rq_child_start(all, file, file, p->interrupt, &w->pid, p->error);
  if (status)
    w->pid = 0;
  else
    p->running++;
  w->started = rq_seconds();
  if (file >= 0) close(file);
  rq_arguments_free(all);
  free(log);
  return status;
}

static rq_status start_warmup(pool *p, worker *w, uint32_t replicate) {
  char week[16], *output = rq_warmup_path(p->design, replicate);
  if (!output) return rq_no_memory(p->error, "a run's name");
  *w = (worker){.warmup = true, .replicate = replicate, .weeks = p->design->ensemble.branch_week};
  snprintf(week, sizeof week, "%u", (unsigned)p->design->ensemble.branch_week);
  bool begun = rq_checkpoint_there(p->design, 0, replicate, output) > 0;
  const char *more[] = {"--stop-at", week, begun ? "--resume" : "--force", begun ? "auto" : NULL, NULL};
  p->warm[replicate - 1] = WARMING;
  rq_status status = start(p, w, 0, output, more);
  free(output);
  return status;
}

static rq_status start_member(pool *p, worker *w, size_t k) {
  rq_ensemble *e = &p->design->ensemble;
  rq_member *m = &e->member[k];
  bool warm = p->warm[m->replicate - 1] == WARM;
  uint32_t first = warm ? e->branch_week : 0;
  char every[16], *folder = rq_folder_path(e->folder, "runs", e->scenario[m->scenario].slug),
                  *shared = rq_warmup_path(p->design, m->replicate), *from = shared ? rq_checkpoint_name(shared, false) : NULL;
  *w = (worker){.replicate = m->replicate, .member = k, .weeks = e->weeks - first};
  p->todo[k] = false;
  rq_status status = folder && from ? rq_folder_make(folder, p->error) : rq_no_memory(p->error, "a run's name");
  const char *more[8] = {"--force", NULL}; /* whatever is there is not finished, as was looked at before */
  size_t n = 1;
  bool begun = rq_checkpoint_there(p->design, m->scenario, m->replicate, m->file) > 0;
  if (begun) {
    more[0] = "--resume";
    more[n++] = "auto";
  } else if (warm) {
    more[n++] = "--from";
    more[n++] = from;
  }
  if (p->plan->run_seconds > between_checkpoints) { /* a long one is worth going on with */
    snprintf(every, sizeof every, "%.0f", fmax(1, e->weeks * between_checkpoints / p->plan->run_seconds));
    more[n++] = "--checkpoint-every";
    more[n++] = every;
  }
  if (!status) status = start(p, w, m->scenario, m->file, more);
  if (!status) {
    m->state = RQ_MEMBER_RUNNING;
    m->exit = -1;
    m->seconds = NAN;
    set_message(m, "");
    p->changed = true;
  }
  free(folder);
  free(shared);
  free(from);
  return status;
}

/* ---- a run has ended ---- */

/* What a failed run has to say, to the manifest and to the user. */
static void note_failure(pool *p, rq_member *m, int code, const char *log, const char *what) {
  char end[RQ_SAID_SIZE], text[RQ_SAID_SIZE + 100];
  rq_said_last(log, end);
  if (code == RQ_OK)
    snprintf(text, sizeof text, "the file is not what was asked for; was the configuration changed meanwhile?");
  else if (code > 128)
    snprintf(text, sizeof text, "%skilled by signal %d, %s%s%s", what, code - 128, strsignal(code - 128), *end ? "; " : "", end);
  else
    snprintf(text, sizeof text, "%s%s", what, *end ? end : "it said nothing");
  m->state = RQ_MEMBER_FAILED;
  m->exit = code ? code : RQ_BAD_DATA;
  set_message(m, text);
  p->failed++;
  p->ended++;
  clear_line(p);
  fprintf(stderr, "renqing: %s, replicate %u failed (exit %d): %s\n         all that it said: %s\n",
          p->design->ensemble.scenario[m->scenario].name, (unsigned)m->replicate, m->exit, text, log);
}

static bool all_finished(const pool *p, uint32_t replicate) {
  const rq_ensemble *e = &p->design->ensemble;
  for (size_t k = replicate - 1; k < e->members; k += e->replicates)
    if (rq_design_wants(p->design, &e->member[k]) && e->member[k].state != RQ_MEMBER_FINISHED) return false;
  return true;
}

/* What it left is looked at, whatever it says. What is not finished goes: weeks until it was stopped, say. */
static rq_status end_member(pool *p, const worker *w, int code) {
  rq_member *m = &p->design->ensemble.member[w->member];
  struct stat about;
  rq_error wrong = RQ_NO_ERROR; /* another configuration than when the what-if began */
  m->seconds = rq_seconds() - w->started;
  m->exit = code;
  m->state = RQ_MEMBER_MISSING;
  rq_status status = stat(m->file, &about) == 0 ? rq_members_look(p->design, w->member, 1, false, &wrong) : RQ_OK;
  if (status == RQ_NO_OUTPUT) status = RQ_OK;
  if (status) rq_fail(p->error, status, "%s: cannot be looked at", m->file);
  rq_error_free(&wrong);
  if (m->state == RQ_MEMBER_FINISHED) {
    p->ended++;
    if (p->warm[m->replicate - 1] == WARM && all_finished(p, m->replicate)) rq_warmup_remove(p->design, m->replicate);
    return status;
  }
  unlink(m->file);
  if (p->stopping) {
    m->state = RQ_MEMBER_MISSING;
    set_message(m, "interrupted");
  } else {
    char *log = rq_said_path(p->design, &p->design->ensemble.scenario[m->scenario], m->replicate);
    note_failure(p, m, code, log ? log : "", "");
    free(log);
  }
  return status;
}

/* Without its warm-up no scenario of the replicate can be run. */
static rq_status end_warmup(pool *p, const worker *w, int code) {
  rq_ensemble *e = &p->design->ensemble;
  char *run = rq_warmup_path(p->design, w->replicate), *log = rq_said_path(p->design, NULL, w->replicate);
  bool there = run && rq_checkpoint_there(p->design, 0, w->replicate, run) == (int64_t)e->branch_week;
  p->warm[w->replicate - 1] = there ? WARM : COLD;
  for (size_t k = w->replicate - 1; k < e->members && !there && !p->stopping; k += e->replicates) {
    if (p->todo[k]) note_failure(p, &e->member[k], code, log ? log : "", "the weeks that all scenarios share: ");
    p->todo[k] = false;
  }
  rq_status status = run && log ? RQ_OK : rq_no_memory(p->error, "a run's name");
  free(run);
  free(log);
  return status;
}

/* ---- all of them ---- */

/* Starts what is next: replicate by replicate, so that whole pairs are there early. Does nothing where all that is left waits for a warm-up. */
static rq_status start_next(pool *p, worker *w) {
  const rq_ensemble *e = &p->design->ensemble;
  for (uint32_t r = 1; r <= e->replicates; r++)
    for (size_t k = r - 1; k < e->members && p->warm[r - 1] != WARMING; k += e->replicates)
      if (p->todo[k]) return p->warm[r - 1] == COLD ? start_warmup(p, w, r) : start_member(p, w, k);
  return RQ_OK;
}

static rq_status fill_places(pool *p) {
  rq_status status = RQ_OK;
  for (int n = 0; n < p->plan->jobs && !status && !p->stopping; n++)
    if (p->worker[n].pid == 0) status = start_next(p, &p->worker[n]);
  return status;
}

static rq_status collect(pool *p) {
  rq_status status = RQ_OK;
  int code;
  for (int n = 0; n < p->plan->jobs && !status; n++) {
    worker *w = &p->worker[n];
    if (!w->pid || !rq_child_ended(w->pid, &code)) continue;
    w->pid = 0;
    p->running--;
    p->changed = true;
    p->weeks_done += w->weeks;
    status = w->warmup ? end_warmup(p, w, code) : end_member(p, w, code);
  }
  return status;
}

/* Asks all children, once, to end. */
static void stop(pool *p) {
  if (p->stopping) return;
  p->stopping = true;
  for (int n = 0; n < p->plan->jobs; n++)
    if (p->worker[n].pid) kill(p->worker[n].pid, SIGTERM);
}

static rq_status work(pool *p) {
  rq_status status = RQ_OK;
  do {
    if (status || rq_interrupted(p->interrupt)) stop(p);
    rq_status done = collect(p);
    if (!done) done = fill_places(p);
    if (done && !status) status = done;
    if (p->changed) {
      rq_status written = rq_ensemble_write(&p->design->ensemble, p->error);
      if (written && !status) status = written;
      p->changed = false;
    }
    show(p);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  } while (p->running > 0);
  if (status || !p->stopping) return status;
  return rq_interrupted(p->interrupt) == SIGINT ? RQ_INTERRUPTED : RQ_STOPPED; /* a queue that takes it off its machine: to go on with */
}

static rq_status make_folders(const rq_ensemble *e, bool shared, rq_error *error) {
  static const char *const inside[] = {"runs", "logs", "warmup"};
  rq_status status = RQ_OK;
  for (size_t i = 0; i < (shared ? 3 : 2) && !status; i++) {
    char *path = rq_folder_path(e->folder, inside[i], NULL);
    status = path ? rq_folder_make(path, error) : rq_no_memory(error, "a folder's name");
    free(path);
  }
  return status;
}

rq_status rq_whatif_run(rq_design *d, const rq_whatif_plan *plan, rq_interrupt *interrupt, rq_error *error) {
  const rq_ensemble *e = &d->ensemble;
  if (plan->runs == 0) return rq_ensemble_write(e, error);
  pool p = {.design = d,
            .plan = plan,
            .interrupt = interrupt,
            .error = error,
            .worker = calloc((size_t)plan->jobs, sizeof *p.worker),
            .warm = calloc(e->replicates, sizeof *p.warm),
            .todo = calloc(e->members, sizeof *p.todo),
            .line = rq_progress_begin(false, 1, 1)};
  bool shared = false;
  rq_status status = p.worker && p.warm && p.todo ? RQ_OK : rq_no_memory(error, "the runs");
  for (size_t k = 0; k < e->members && !status; k++) p.todo[k] = rq_design_misses(d, &e->member[k]);
  for (uint32_t r = 1; r <= e->replicates && !status; r++) {
    p.warm[r - 1] = rq_design_shares(d, r) ? COLD : UNSHARED;
    shared = shared || p.warm[r - 1] == COLD;
  }
  if (!p.line.terminal) p.line.shown = p.line.started + first_in_log - in_log;
  p.changed = true;
  if (!status) status = make_folders(e, shared, error);
  if (!status) status = work(&p);
  rq_warmups_end(d);
  clear_line(&p);
  free(p.worker);
  free(p.warm);
  free(p.todo);
  return status;
}
