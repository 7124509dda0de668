/* Worlds in processes of their own: see worker.h. Orders and answers are structs that go through pipes. */
#include "worker.h"
#include "models/renqing.h"
#include "sim/profile.h"
#include "sim/run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef enum order_kind { TURN, PROFILE, SNAPSHOT } order_kind;

typedef struct order {
  order_kind kind;
  uint32_t weeks;
  int level;
  char path[1024];
} order;

static bool pass(int to, const void *data, size_t size) {
  return write(to, data, size) == (ssize_t)size;
}

static bool take(int from, void *data, size_t size) {
  size_t got = 0;
  for (ssize_t n; got < size && (n = read(from, (char *)data + got, size - got)) > 0;) got += (size_t)n;
  return got == size;
}

bool apart(void (*function)(void *out), void *out, size_t size) {
  int tube[2];
  if (pipe(tube) != 0) return false;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    function(out);
    _exit(pass(tube[1], out, size) ? 0 : 1);
  }
  close(tube[1]);
  bool came = child > 0 && take(tube[0], out, size);
  close(tube[0]);
  if (child > 0) waitpid(child, NULL, 0);
  return came;
}

/* ---- what a world tells ---- */

static double week_sum(const rq_world *world, uint32_t series) {
  double value[1024], sum = 0;
  size_t cells = rq_series_cells(world, series);
  if (cells > RQ_COUNT_OF(value)) return 0;
  rq_series_values(world, series, value);
  for (size_t i = 0; i < cells; i++) sum += value[i];
  return sum;
}

/* An interaction is something that happened between two people, or between a customer and a brand. */
static void count_week(const rq_world *world, tidings *t) {
  static const uint32_t interactions[] = {S_ASKED, S_REPAYMENTS, S_MEETINGS, S_INTRODUCTIONS, S_CONTACTS, S_PURCHASES, S_RETURNS};
  if (rq_world_model(world) != &rq_renqing_model) return;
  for (size_t k = 0; k < RQ_COUNT_OF(interactions); k++) t->interactions += week_sum(world, interactions[k]);
  t->purchases += week_sum(world, S_PURCHASES);
}

static rq_status turn(rq_world *world, uint32_t weeks, tidings *t, rq_error *error) {
  rq_status status = RQ_OK;
  double started = bench_seconds();
  for (uint32_t w = 0; w < weeks && status == RQ_OK; w++) {
    status = rq_tick(world, error);
    count_week(world, t);
  }
  t->seconds = bench_seconds() - started;
  return status;
}

/* Weeks with a profile; the phases are those of the middle rows, whose group is the week. */
static rq_status turn_profiled(const rq_setup *setup, rq_world *world, const order *o, tidings *t, rq_error *error) {
  rq_clocks now = rq_clocks_now();
  rq_profile *p = rq_profile_create(setup->model, 0, &now);
  if (!p) return rq_no_memory(error, "the profile");
  rq_world_profile(world, p);
  rq_status status = turn(world, o->weeks, t, error);
  rq_world_profile(world, NULL);
  for (uint32_t k = 0; k < p->rows_count && t->phases < MOST_PHASES; k++) {
    if (strcmp(p->row[k].group, "week") != 0) continue;
    snprintf(t->phase[t->phases].name, PHASE_NAME, "%s", p->row[k].name);
    t->phase[t->phases].seconds = p->row[k].seconds;
    t->phase[t->phases++].mail = p->row[k].mail;
  }
  rq_profile_free(p);
  return status;
}

/* ---- a snapshot, through the writer of a run ---- */

static double size_of(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? (double)about.st_size : 0;
}

/* Until the snapshot has its final name, and is therefore on the disk, whoever writes it. */
static double wait_for(const char *path) {
  while (size_of(path) <= 0) {
    struct timespec pause = {.tv_nsec = 1000000};
    nanosleep(&pause, NULL);
  }
  return size_of(path);
}

static rq_status write_snapshot(const rq_setup *setup, const rq_world *world, const order *o, tidings *t, rq_error *error) {
  rq_provenance provenance = {.scenario = "", .command_line = "bench", .threads = 0};
  rq_settings settings = setup->settings;
  rq_writer *writer = NULL;
  char part[sizeof o->path + 64];
  settings.snapshot_level = o->level;
  snprintf(part, sizeof part, "%s.parts/snapshot.%09u.h5", o->path, (unsigned)rq_week(world));
  double started = bench_seconds();
  rq_status status = rq_writer_open(o->path, true, &settings, setup->config, world, &provenance, &writer, error);
  double opened = bench_seconds();
  if (status == RQ_OK) status = rq_writer_snapshot(writer, world, error);
  if (status == RQ_OK) t->file_bytes = wait_for(part);
  t->first_file = opened - started;
  t->snapshot = bench_seconds() - opened;
  rq_writer_free(writer);
  return status;
}

/* ---- the worker's side ---- */

static double peak_bytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * (double)usage.ru_maxrss;
}

static rq_status build(const world_case *c, rq_setup *setup, rq_world **world, tidings *t, rq_error *error) {
  char size[64];
  const char *sets[RQ_COUNT_OF(c->sets) + 1] = {size};
  rq_config_source source = {.path = c->config, .sets = sets, .sets_count = 1};
  snprintf(size, sizeof size, "population.size=%lld", (long long)c->people);
  for (size_t k = 0; k < RQ_COUNT_OF(c->sets) && c->sets[k]; k++) sets[source.sets_count++] = c->sets[k];
  double started = bench_seconds();
  rq_status status = rq_setup_load(&source, c->model, setup, error);
  t->configuration = bench_seconds() - started;
  if (status) return status;
  rq_clocks now = rq_clocks_now();
  rq_profile *p = setup->profile = rq_profile_create(c->model, c->threads, &now);
  status = p ? rq_setup_world(setup, c->threads, world, error) : rq_no_memory(error, "the profile");
  if (status == RQ_OK) {
    t->network = p->row[RQ_STAGE_NETWORK].seconds;
    t->society = p->row[RQ_STAGE_SOCIETY].seconds;
    rq_world_profile(*world, NULL);
  }
  setup->profile = NULL;
  rq_profile_free(p);
  return status;
}

static void look(const rq_world *world, tidings *t) {
  t->week = rq_week(world);
  t->people = rq_agents(world);
  for (uint32_t i = 0; i < rq_agents(world); i++) t->ties += rq_world_row(world, i).count / t->people;
}

static void serve(const world_case *c, int orders, int answers) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup = {0};
  rq_world *world = NULL;
  tidings t = {0};
  order o;
  t.status = build(c, &setup, &world, &t, &error);
  do {
    if (t.status == RQ_OK) look(world, &t);
    t.peak = peak_bytes();
    if (t.status) rq_error_print(&error);
    if (!pass(answers, &t, sizeof t) || t.status || !take(orders, &o, sizeof o)) break;
    t = (tidings){.configuration = t.configuration, .network = t.network, .society = t.society};
    if (o.kind == TURN)
      t.status = turn(world, o.weeks, &t, &error);
    else if (o.kind == PROFILE)
      t.status = turn_profiled(&setup, world, &o, &t, &error);
    else
      t.status = write_snapshot(&setup, world, &o, &t, &error);
  } while (true);
  rq_error_free(&error);
  rq_world_free(world);
  rq_setup_free(&setup);
}

/* ---- the other side ---- */

static bool hear(worker *w) {
  return take(w->answers, &w->news, sizeof w->news) && w->news.status == RQ_OK;
}

bool worker_start(const world_case *c, worker *w) {
  int down[2], up[2];
  *w = (worker){.orders = -1, .answers = -1};
  if (pipe(down) != 0) return false;
  if (pipe(up) != 0) {
    close(down[0]);
    close(down[1]);
    return false;
  }
  fflush(NULL);
  w->process = fork();
  if (w->process == 0) {
    for (int file = 3; file < 256; file++) /* also the pipes of other workers, which could not end else */
      if (file != down[0] && file != up[1]) close(file);
    serve(c, down[0], up[1]);
    _exit(0);
  }
  close(down[0]);
  close(up[1]);
  w->orders = down[1];
  w->answers = up[0];
  return w->process > 0 && hear(w);
}

static bool tell(worker *w, const order *o) {
  return pass(w->orders, o, sizeof *o) && hear(w);
}

bool worker_turn(worker *w, uint32_t weeks) {
  return tell(w, &(order){.kind = TURN, .weeks = weeks});
}

bool worker_profile(worker *w, uint32_t weeks) {
  return tell(w, &(order){.kind = PROFILE, .weeks = weeks});
}

bool worker_snapshot(worker *w, const char *path, int level) {
  order o = {.kind = SNAPSHOT, .level = level};
  snprintf(o.path, sizeof o.path, "%s", path);
  return tell(w, &o);
}

void worker_end(worker *w) {
  if (w->process <= 0) return;
  close(w->orders);
  close(w->answers);
  waitpid(w->process, NULL, 0);
  w->process = 0;
}
