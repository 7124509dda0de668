/* make bench: all sections in one run, as tables and as JSON.
 *
 *   BENCH_RUNS=5   repetitions of which medians are taken (3)
 *   BENCH_LARGE=1  ten million people too: 12 GB of memory, some minutes more
 *   BENCH_PEOPLE=20000  for a quick look: so many people instead of a million */
#define _DEFAULT_SOURCE /* mkdtemp, getloadavg */
#include "bench.h"
#include "sim/engine.h"
#include "sim/version.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

static int64_t number_of(const char *name, int64_t most, int64_t otherwise) {
  const char *text = getenv(name);
  long long value = text ? strtoll(text, NULL, 10) : 0;
  return value > 0 && value <= most ? value : otherwise;
}

/* Others at work take time from what is measured, from 2 threads more than from 1. */
static void look_around(void) {
  double load;
  if (getloadavg(&load, 1) == 1 && load > 0.5)
    printf("others are at work on this machine (load %.1f): figures are too low, ratios unsure\n", load);
}

static void introduce(bench *b) {
  struct utsname system = {0};
  uname(&system);
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  look_around();
  printf("renqing %s (%s), %ld processors, %s %s, medians of %u\n", rq_version(), rq_commit(), processors, system.sysname, system.machine,
         b->runs);
  if (processors < THREADS) printf("fewer than %d processors: what is said of 2 threads is not what 2 processors do\n", THREADS);
  json_object_update_new(b->json, json_pack("{s:s, s:s, s:i, s:i}", "version", rq_version(), "commit", rq_commit(), "processors",
                                            (int)processors, "runs", (int)b->runs));
}

int main(int argc, char **argv) {
  static bool (*const sections[])(bench *) = {bench_hardware, bench_people, bench_society, bench_gift};
  char folder[] = "build/bench-XXXXXX";
  bench b = {.runs = (unsigned)number_of("BENCH_RUNS", MOST_RUNS, 3),
             .large = number_of("BENCH_LARGE", 1, 0) != 0,
             .people = number_of("BENCH_PEOPLE", 10000000, 1000000)};
  if (argc != 2 || !mkdtemp(folder)) {
    fprintf(stderr, "usage: bench OUT.json, in the root of the repository\n");
    return 64;
  }
  rq_keep_memory_low();
  b.folder = folder;
  b.json = json_object();
  introduce(&b);
  bool good = true;
  double started = bench_seconds();
  for (size_t k = 0; k < RQ_COUNT_OF(sections) && good; k++) good = sections[k](&b);
  rmdir(folder);
  bool written = json_dump_file(b.json, argv[1], JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0;
  json_decref(b.json);
  printf("\n%s in %.0f s; the numbers are in %s\n", good ? "done" : "FAILED", bench_seconds() - started, argv[1]);
  return good && written ? 0 : 70;
}
