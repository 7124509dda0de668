/* What the machine can do at all: bytes in a row, and cache lines in random order, with pages of 4 kB and with huge ones. */
#define _DEFAULT_SOURCE /* madvise */
#include "bench.h"
#include "sim/compiler.h"
#include "worker.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Larger than caches are: three arrays of 192 MiB in a row; 1 GiB in random order. */
#define TRIAD ((size_t)24 << 20)
#define LINES ((size_t)16 << 20)
#define LINE 64
#define HUGE_PAGE ((size_t)2 << 20)
#define READS ((size_t)8 << 20) /* of each thread */

enum { AHEAD = 32 }; /* lines that are on their way */

/* a = b + s c: the bytes of all three, as they are counted by STREAM (McCalpin 1995). */
static double triad(int threads) {
  double *a = malloc(3 * TRIAD * sizeof *a), best = 0;
  if (!a) return (double)NAN;
  double *b = a + TRIAD, *c = b + TRIAD;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (size_t k = 0; k < TRIAD; k++) a[k] = 0, b[k] = 1, c[k] = 2;
  for (int turn = 0; turn < 5; turn++) {
    double started = bench_seconds();
#pragma omp parallel for schedule(static) num_threads(threads)
    for (size_t k = 0; k < TRIAD; k++) a[k] = b[k] + 3.0 * c[k];
    double rate = 3 * sizeof *a * TRIAD / (bench_seconds() - started);
    if (rate > best) best = rate;
  }
  bool right = a[TRIAD / 2] == 7.0;
  free(a);
  return right ? best : (double)NAN;
}

static inline uint64_t next(uint64_t *state) { /* Steele, Lea & Flood 2014, SplitMix64 */
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint64_t read_lines(const unsigned char *memory, uint64_t seed) {
  const unsigned char *coming[AHEAD];
  uint64_t sum = 0;
  for (size_t k = 0; k < AHEAD; k++) coming[k] = memory;
  for (size_t k = 0; k < READS; k++) {
    const unsigned char *line = memory + (next(&seed) & (LINES - 1)) * LINE;
    RQ_PREFETCH(line);
    sum += *coming[k % AHEAD];
    coming[k % AHEAD] = line;
  }
  return sum;
}

static double random_lines(int threads, bool huge) {
  void *at;
  if (posix_memalign(&at, HUGE_PAGE, LINES * LINE) != 0) return (double)NAN;
  unsigned char *memory = at;
  madvise(memory, LINES * LINE, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (size_t k = 0; k < LINES * LINE; k += LINE) memory[k] = 1;
  double best = 0;
  for (uint64_t turn = 0; turn < 5; turn++) {
    uint64_t sum = 0;
    double started = bench_seconds();
#pragma omp parallel for schedule(static) num_threads(threads) reduction(+ : sum)
    for (int t = 0; t < threads; t++) sum += read_lines(memory, (uint64_t)t << 32 | turn);
    double rate = (double)sum / (bench_seconds() - started);
    if (rate > best) best = rate;
  }
  free(at);
  return best;
}

typedef struct limits {
  double triad[THREADS], lines[THREADS], huge_lines[THREADS];
} limits;

static void measure(void *out) {
  limits *l = out;
  for (int t = 1; t <= THREADS; t++) {
    l->triad[t - 1] = triad(t);
    l->lines[t - 1] = random_lines(t, false);
    l->huge_lines[t - 1] = random_lines(t, true);
  }
}

bool bench_hardware(bench *b) {
  static const bench_column columns[] = {{"threads_1", "1 thread"}, {"threads_2", "2 threads"}};
  limits l;
  if (!apart(measure, &l, sizeof l)) return false;
  bench_table t = bench_table_begin(b, "hardware", "Limits of the machine", 0, 46, columns, 2);
  bench_table_row(&t, "triad, GB/s", (double[]){l.triad[0] / 1e9, l.triad[1] / 1e9});
  bench_table_row(&t, "random lines, pages of 4 kB, million/s", (double[]){l.lines[0] / 1e6, l.lines[1] / 1e6});
  bench_table_row(&t, "random lines, huge pages, million/s", (double[]){l.huge_lines[0] / 1e6, l.huge_lines[1] / 1e6});
  for (int k = 0; k < THREADS; k++) b->lines[k + 1] = l.huge_lines[k];
  return true;
}
