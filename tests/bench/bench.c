/* make bench: how fast, how large. The demo's configuration without its file, each size and number of threads in a process of its own, so
 * that its peak memory is its own. An interaction is something that happens between two people, or between a customer and a brand. */
#include "models/renqing.h"
#include "sim/run.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WEEKS = 104 };

static const int interactions[] = {S_ASKED, S_REPAYMENTS, S_MEETINGS, S_BROKER_REQUESTS, S_CONTACTS, S_PURCHASES, S_RETURNS};

typedef struct figures {
  rq_status status;
  double people, ties, threads, build_seconds, week_seconds, interactions, purchases, letters, bytes;
} figures;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double peak_bytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * (double)usage.ru_maxrss;
}

static double week_sum(const rq_world *world, uint32_t series) {
  double value[1024], sum = 0;
  size_t cells = rq_series_cells(world, series);
  if (cells > sizeof value / sizeof value[0]) return 0;
  rq_series_values(world, series, value);
  for (size_t i = 0; i < cells; i++) sum += value[i];
  return sum;
}

static rq_status turn(rq_world *world, int64_t weeks, figures *f, rq_error *error) {
  double started = seconds();
  for (int64_t w = 0; w < weeks; w++) {
    rq_status status = rq_tick(world, error);
    if (status) return status;
    for (size_t i = 0; i < sizeof interactions / sizeof interactions[0]; i++) f->interactions += week_sum(world, (uint32_t)interactions[i]);
    f->purchases += week_sum(world, S_PURCHASES);
  }
  f->week_seconds = (seconds() - started) / (double)weeks;
  for (uint32_t kind = 0; kind < rq_world_model(world)->mails_count; kind++) f->letters += (double)rq_world_mail(world, kind);
  for (uint32_t agent = 0; agent < rq_agents(world); agent++) f->ties += rq_world_row(world, agent).count;
  return RQ_OK;
}

static figures measure(const char *path, int people, int threads) {
  char size[64], weeks[64];
  snprintf(size, sizeof size, "population.size=%d", people);
  snprintf(weeks, sizeof weeks, "weeks=%d", WEEKS);
  const char *const sets[] = {size, weeks};
  rq_config_source source = {.path = path, .sets = sets, .sets_count = 2};
  figures f = {.people = people, .threads = threads};
  rq_setup setup = {0};
  rq_world *world = NULL;
  rq_error error = RQ_NO_ERROR;
  f.status = rq_setup_load(&source, &rq_renqing_model, &setup, &error);
  double before = peak_bytes(), started = seconds();
  if (f.status == RQ_OK) f.status = rq_setup_world(&setup, threads, &world, &error);
  f.build_seconds = seconds() - started;
  if (f.status == RQ_OK) f.status = turn(world, setup.settings.weeks, &f, &error);
  f.bytes = peak_bytes() - before;
  rq_error_print(&error);
  rq_error_free(&error);
  rq_world_free(world);
  rq_setup_free(&setup);
  return f;
}

static figures measure_apart(const char *path, int people, int threads) {
  figures f = {.status = RQ_INTERNAL};
  int tube[2];
  if (pipe(tube) != 0) return f;
  pid_t child = fork();
  if (child == 0) {
    figures own = measure(path, people, threads);
    _exit(write(tube[1], &own, sizeof own) == (ssize_t)sizeof own ? 0 : 1);
  }
  close(tube[1]);
  if (child > 0) {
    if (read(tube[0], &f, sizeof f) != (ssize_t)sizeof f) f.status = RQ_INTERNAL;
    waitpid(child, NULL, 0);
  }
  close(tube[0]);
  return f;
}

static json_t *row(const figures *f) {
  double total = f->week_seconds * WEEKS;
  return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "people", f->people, "threads", f->threads, "ties_per_person",
                   f->ties / f->people, "build_seconds", f->build_seconds, "weeks_per_second", 1 / f->week_seconds,
                   "people_weeks_per_second", f->people / f->week_seconds, "interactions_per_second", f->interactions / total,
                   "purchases_per_second", f->purchases / total, "letters_per_second", f->letters / total, "bytes_per_person",
                   f->bytes / f->people);
}

int main(int argc, char **argv) {
  rq_keep_memory_low();
  static const int people[] = {10000, 100000}, threads[] = {1, 2};
  const char *path = argc > 1 ? argv[1] : "configs/brand_entry.yaml";
  json_t *rows = json_array();
  printf("%s, %d weeks\n\n%9s %8s %10s %8s %9s %16s %16s %14s %12s\n", path, WEEKS, "people", "threads", "ties each", "build s", "weeks/s",
         "people-weeks/s", "interactions/s", "purchases/s", "bytes/person");
  for (size_t p = 0; p < 2; p++) {
    for (size_t t = 0; t < 2; t++) {
      figures f = measure_apart(path, people[p], threads[t]);
      if (f.status) return (int)f.status;
      double total = f.week_seconds * WEEKS;
      printf("%9.0f %8.0f %10.1f %8.2f %9.1f %16.3g %16.3g %14.3g %12.0f\n", f.people, f.threads, f.ties / f.people, f.build_seconds,
             1 / f.week_seconds, f.people / f.week_seconds, f.interactions / total, f.purchases / total, f.bytes / f.people);
      fflush(stdout);
      json_array_append_new(rows, row(&f));
    }
  }
  printf("\nbytes/person: peak memory of the process, less what it had before the people were drawn\n");
  int failed = argc > 2 && json_dump_file(rows, argv[2], JSON_INDENT(2) | JSON_REAL_PRECISION(6)) != 0;
  json_decref(rows);
  return failed ? RQ_NO_OUTPUT : 0;
}
