/* The pool: starts runs as places become free, notes how each ended, and keeps the manifest true. */
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

typedef struct worker {
  pid_t pid; /* 0: free */
  size_t member;
  double started;
} worker;

typedef struct pool {
  rq_design *design;
  const rq_whatif_plan *plan;
  rq_interrupt *interrupt;
  rq_error *error;
  worker *worker;
  size_t running, next, ended, failed; /* next: the first member that was not looked at for work */
  bool stopping, changed;              /* changed: the manifest is to be written */
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

static void show(pool *p, bool now) {
  double time = rq_seconds();
  if (!now && time - p->line.shown < (p->line.terminal ? on_terminal : in_log)) return;
  p->line.shown = time;
  char left[RQ_DURATION_SIZE];
  size_t all = p->plan->runs;
  fprintf(stderr, "%s%zu of %zu runs  %3.0f %%  %zu at work", p->line.terminal ? "\r" : "", p->ended, all,
          100.0 * (double)p->ended / (double)all, p->running);
  if (p->failed) fprintf(stderr, "  %zu failed", p->failed);
  if (p->ended && p->ended < all)
    fprintf(stderr, "  %s left", rq_duration_text(left, (time - p->line.started) * (double)(all - p->ended) / (double)p->ended));
  fputs(p->line.terminal ? "\033[K" : "\n", stderr);
  p->line.open = p->line.terminal;
}

/* ---- one run ---- */

static char *log_path(const pool *p, const rq_member *m) {
  char name[256];
  snprintf(name, sizeof name, "%s-r%04u.log", p->design->ensemble.scenario[m->scenario].slug, (unsigned)m->replicate);
  return rq_folder_path(p->design->ensemble.folder, "logs", name);
}

static void set_message(rq_member *m, const char *text) {
  char *kept = strdup(text);
  if (!kept) return;
  free(m->message);
  m->message = kept;
}

/* Threads of the next run: where fewer runs are left than places, they share the processors. */
static int threads_now(const pool *p) {
  const rq_whatif_options *o = p->design->options;
  size_t left = p->plan->runs - p->ended;
  if (o->threads || left >= (size_t)p->plan->jobs || left == 0) return p->plan->threads;
  int share = p->plan->processors / (int)left;
  return share > p->plan->threads ? share : p->plan->threads;
}

static rq_status start(pool *p, worker *w, size_t k) {
  rq_ensemble *e = &p->design->ensemble;
  rq_member *m = &e->member[k];
  char threads[16], *path = log_path(p, m), *folder = rq_folder_path(e->folder, "runs", e->scenario[m->scenario].slug);
  snprintf(threads, sizeof threads, "%d", threads_now(p));
  /* whatever is there is not finished, as was looked at before */
  const char *more[] = {"-o", m->file, "--threads", threads, "--quiet", "--force", NULL};
  char **arguments = rq_child_arguments(p->design, m->scenario, m->replicate, more);
  rq_status status = path && folder && arguments ? rq_folder_make(folder, p->error) : rq_no_memory(p->error, "a run's arguments");
  int log = status ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (!status && log < 0) status = rq_fail(p->error, RQ_NO_OUTPUT, "%s: cannot be written: %s", path, strerror(errno));
  if (!status) status = rq_child_start(arguments, log, log, p->interrupt, &w->pid, p->error);
  if (!status) {
    w->member = k;
    w->started = rq_seconds();
    m->state = RQ_MEMBER_RUNNING;
    m->exit = -1;
    m->seconds = NAN;
    set_message(m, "");
    p->running++;
    p->changed = true;
  } else {
    w->pid = 0;
  }
  if (log >= 0) close(log);
  rq_arguments_free(arguments);
  free(path);
  free(folder);
  return status;
}

/* The last lines of a log in one, for the message of a run that failed. */
static void read_end(const char *path, char text[400]) {
  enum { TAIL = 360 };
  char tail[TAIL + 1] = "";
  FILE *log = path ? fopen(path, "r") : NULL;
  size_t got = 0;
  if (log) {
    fseek(log, 0, SEEK_END);
    long size = ftell(log);
    fseek(log, size > TAIL ? size - TAIL : 0, SEEK_SET);
    got = fread(tail, 1, TAIL, log);
    fclose(log);
  }
  while (got > 0 && (tail[got - 1] == '\n' || tail[got - 1] == ' ')) got--;
  tail[got] = '\0';
  const char *from = tail;
  while (((unsigned char)*from & 0xc0) == 0x80) from++; /* cut inside a character */
  if (strncmp(from, "renqing: ", 9) == 0) from += 9;
  size_t n = 0;
  for (; *from && n + 3 < 400; from++) {
    if (*from == '\n') {
      text[n++] = ';';
      text[n++] = ' ';
      if (strncmp(from + 1, "renqing: ", 9) == 0) from += 9;
    } else {
      text[n++] = (unsigned char)*from < 0x20 || *from == 0x7f ? ' ' : *from;
    }
  }
  text[n] = '\0';
}

static void note_failure(pool *p, rq_member *m, int code) {
  char *path = log_path(p, m), end[400], text[600];
  read_end(path, end);
  if (code == RQ_OK)
    snprintf(text, sizeof text, "the file is not what was asked for; was the configuration changed meanwhile?");
  else if (code > 128)
    snprintf(text, sizeof text, "killed by signal %d, %s%s%s", code - 128, strsignal(code - 128), *end ? "; " : "", end);
  else
    snprintf(text, sizeof text, "%s", *end ? end : "it said nothing");
  m->state = RQ_MEMBER_FAILED;
  m->exit = code ? code : RQ_BAD_DATA;
  set_message(m, text);
  p->failed++;
  clear_line(p);
  fprintf(stderr, "renqing: %s, replicate %u failed (exit %d): %s\n         all that it said: %s\n",
          p->design->ensemble.scenario[m->scenario].name, (unsigned)m->replicate, m->exit, text, path ? path : "");
  free(path);
}

/* A run has ended: what it left is looked at, whatever it says. What is not finished goes: weeks until it was stopped, say. */
static rq_status finish(pool *p, worker *w, int code) {
  rq_member *m = &p->design->ensemble.member[w->member];
  struct stat about;
  rq_error wrong = RQ_NO_ERROR; /* another configuration than when the what-if began */
  w->pid = 0;
  p->running--;
  p->changed = true;
  m->seconds = rq_seconds() - w->started;
  m->exit = code;
  m->state = RQ_MEMBER_MISSING;
  rq_status status = stat(m->file, &about) == 0 ? rq_members_look(p->design, w->member, 1, false, &wrong) : RQ_OK;
  if (status && status != RQ_NO_OUTPUT) rq_fail(p->error, status, "%s: cannot be looked at", m->file);
  rq_error_free(&wrong);
  if (m->state != RQ_MEMBER_FINISHED) {
    unlink(m->file);
    if (!p->stopping) note_failure(p, m, code);
    if (p->stopping) m->state = RQ_MEMBER_MISSING;
    if (p->stopping) set_message(m, "interrupted");
  }
  p->ended += m->state != RQ_MEMBER_MISSING;
  return status == RQ_NO_OUTPUT ? RQ_OK : status;
}

/* ---- all of them ---- */

/* The next run to do: replicate by replicate, so that whole pairs are there early. */
static bool find_work(pool *p, size_t *k) {
  const rq_ensemble *e = &p->design->ensemble;
  for (; p->next < e->members; p->next++) {
    *k = p->next % e->scenarios * e->replicates + p->next / e->scenarios;
    if (rq_design_wants(p->design, &e->member[*k]) && e->member[*k].state != RQ_MEMBER_FINISHED) {
      p->next++;
      return true;
    }
  }
  return false;
}

static rq_status fill_places(pool *p) {
  rq_status status = RQ_OK;
  size_t k;
  for (int n = 0; n < p->plan->jobs && !status && !p->stopping; n++)
    if (p->worker[n].pid == 0 && find_work(p, &k)) status = start(p, &p->worker[n], k);
  return status;
}

static rq_status collect(pool *p) {
  rq_status status = RQ_OK;
  int code;
  for (int n = 0; n < p->plan->jobs && !status; n++)
    if (p->worker[n].pid && rq_child_ended(p->worker[n].pid, &code)) status = finish(p, &p->worker[n], code);
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
  while (true) {
    if (rq_interrupted(p->interrupt) || status) stop(p);
    rq_status done = collect(p);
    if (!done) done = fill_places(p);
    if (done && !status) status = done;
    if (p->changed) {
      rq_status written = rq_ensemble_write(&p->design->ensemble, p->error);
      if (written && !status) status = written;
      p->changed = false;
    }
    if (p->running == 0 && (p->stopping || status || p->next >= p->design->ensemble.members)) break;
    show(p, false);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  return status ? status : p->stopping ? RQ_INTERRUPTED : RQ_OK;
}

rq_status rq_whatif_run(rq_design *d, const rq_whatif_plan *plan, rq_interrupt *interrupt, rq_error *error) {
  if (plan->runs == 0) return rq_ensemble_write(&d->ensemble, error);
  pool p = {.design = d, .plan = plan, .interrupt = interrupt, .error = error, .worker = calloc((size_t)plan->jobs + 1, sizeof *p.worker)};
  if (!p.worker) return rq_no_memory(error, "the runs");
  static const char *const inside[] = {"runs", "logs"};
  rq_status status = RQ_OK;
  for (size_t i = 0; i < 2 && !status; i++) {
    char *path = rq_folder_path(d->ensemble.folder, inside[i], NULL);
    status = path ? rq_folder_make(path, error) : rq_no_memory(error, "a folder's name");
    free(path);
  }
  p.line = rq_progress_begin(false, 1, 1);
  if (!p.line.terminal) p.line.shown = p.line.started + first_in_log - in_log;
  p.changed = true;
  if (!status) status = work(&p);
  clear_line(&p);
  free(p.worker);
  return status;
}
