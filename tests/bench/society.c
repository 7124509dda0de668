/* The demo model: people, three brands and a campaign, at three or four sizes; what more people and more ties cost; and, with a million
 * people, the parts of the start-up and the phases of a week. */
#include "models/renqing.h"
#include "snapshot.h"
#include "worker.h"
#include <math.h>
#include <stdio.h>

/* The newcomer and its campaign are there from the first week, so that the first weeks have everything in them. */
static bool start(int64_t people, int threads, const char *more, worker *w) {
  char budget[64];
  snprintf(budget, sizeof budget, "campaigns.0.budget=%lld", 80 * (long long)people);
  world_case c = {.config = "configs/brand_entry.yaml",
                  .model = &rq_renqing_model,
                  .people = people,
                  .threads = threads,
                  .sets = {"brands.2.enters=0", "campaigns.0.start=1", budget, more}};
  return worker_start(&c, w);
}

static void row(bench_table *t, const bench *b, int threads, const course *c, const course *alone) {
  char name[96], number[BENCH_NUMBER];
  double rate = course_rate(c, NULL);
  snprintf(name, sizeof name, "%s people, %d thread%s", bench_number(number, (int64_t)c->people), threads, threads > 1 ? "s" : "");
  bench_table_row(t, name,
                  (double[]){rate / 1e6, b->lines[threads] / rate, course_rate(c, c->interactions) / 1e6,
                             course_rate(c, c->purchases) / 1e6, c->peak / c->people, alone ? course_ratio(alone, c) : (double)NAN});
}

/* ---- sizes up to 100,000 ---- */

static bool small_sizes(const bench *b, bench_table *t) {
  static const struct {
    int64_t people;
    uint32_t weeks;
  } sizes[] = {{10000, 60}, {100000, 12}};
  for (size_t s = 0; s < RQ_COUNT_OF(sizes); s++) {
    worker w[THREADS] = {0};
    course c[THREADS];
    bool good =
        start(sizes[s].people, 1, NULL, &w[0]) && start(sizes[s].people, 2, NULL, &w[1]) && take_turns(b, w, THREADS, 8, sizes[s].weeks, c);
    for (int k = 0; k < THREADS; k++) worker_end(&w[k]);
    if (!good) return false;
    row(t, b, 1, &c[0], NULL);
    row(t, b, 2, &c[1], &c[0]);
  }
  return true;
}

/* ---- ten times as many, beside a hundred thousand, if asked for ---- */

static bool most(const bench *b, bench_table *t, double *slower) {
  worker w[2] = {0};
  course c[2];
  bool good = start(10 * b->people, 2, NULL, &w[0]) && start(100000, 2, NULL, &w[1]) && take_turns(b, w, 2, 4, 4, c);
  for (int k = 0; k < 2; k++) worker_end(&w[k]);
  if (!good) return false;
  row(t, b, 2, &c[0], NULL);
  *slower = course_ratio(&c[0], &c[1]) * c[1].people / c[0].people;
  return true;
}

/* ---- a million, or as many as were asked for ---- */

enum { ALONE, BOTH, TIED, MANY }; /* 1 thread; 2 threads; 2 threads and twice the ties */

static bool many(const bench *b, worker w[MANY], course c[MANY]) {
  return start(b->people, 1, NULL, &w[ALONE]) && start(b->people, 2, NULL, &w[BOTH]) &&
         start(b->people, 2, "population.network.mean_degree=60", &w[TIED]) && take_turns(b, w, MANY, 4, 3, c);
}

static void show_costs(bench *b, const worker w[MANY], const course c[MANY], double slower) {
  static const bench_column columns[] = {{"ratio", "times"}, {"aim", "aim at most"}};
  bench_table t = bench_table_begin(b, "costs", "What more of it costs", 0, 54, columns, 2);
  char name[96];
  snprintf(name, sizeof name, "a week with %.0f ties each, against %.0f", w[TIED].news.ties, w[BOTH].news.ties);
  bench_table_row(&t, name, (double[]){course_ratio(&c[TIED], &c[BOTH]), 1.25});
  if (b->large) bench_table_row(&t, "an agent's week among ten times as many, against 100,000", (double[]){slower, 1.6});
}

static void show_start(bench *b, const tidings *n, double first_file, double week) {
  static const bench_column columns[] = {{"seconds", "s"}, {"percent_of_five_years", "% of five years"}};
  double part[] = {n->configuration, n->network, n->society, first_file}, all = 0;
  static const char *const names[] = {"configuration", "network", "people and ties", "first file"};
  for (size_t k = 0; k < RQ_COUNT_OF(part); k++) all += part[k];
  double five_years = all + 260 * week;
  bench_table t = bench_table_begin(b, "start_up", "Start-up, 2 threads", b->people, 20, columns, 2);
  for (size_t k = 0; k < RQ_COUNT_OF(part); k++) bench_table_row(&t, names[k], (double[]){part[k], 100 * part[k] / five_years});
  bench_table_row(&t, "all", (double[]){all, 100 * all / five_years});
  bench_note("five years: start-up and 260 weeks at the pace above, without snapshots; 10 % is the aim.");
}

static bool show_phases(bench *b, worker *w) {
  static const bench_column columns[] = {{"milliseconds", "ms a week"}, {"percent", "% of the week"}, {"percent_mail", "% of it is mail"}};
  enum { WEEKS = 4 };
  if (!worker_profile(w, WEEKS)) return false;
  const tidings *n = &w->news;
  bench_table t = bench_table_begin(b, "phases", "Phases of a week, 2 threads", b->people, 20, columns, 3);
  for (uint32_t k = 0; k < n->phases; k++)
    bench_table_row(&t, n->phase[k].name,
                    (double[]){1e3 * n->phase[k].seconds / WEEKS, 100 * n->phase[k].seconds / n->seconds,
                               n->phase[k].seconds > 0 ? 100 * n->phase[k].mail / n->phase[k].seconds : 0});
  return true;
}

bool bench_society(bench *b) {
  static const bench_column columns[] = {{"agent_weeks_million_per_second", "agent-weeks M/s"},
                                         {"lines_per_agent_week", "lines for one"},
                                         {"interactions_million_per_second", "interactions M/s"},
                                         {"purchases_million_per_second", "purchases M/s"},
                                         {"bytes_per_person", "bytes/person"},
                                         {"speed_up", "times 1 thread"}};
  worker w[MANY] = {0};
  course c[MANY];
  double slower = (double)NAN;
  bench_table t = bench_table_begin(b, "demo", "The demo, configs/brand_entry.yaml: 30 ties each, 3 brands, a campaign", 0, 30, columns, 6);
  bool good = small_sizes(b, &t) && many(b, w, c);
  if (good) {
    row(&t, b, 1, &c[ALONE], NULL);
    row(&t, b, 2, &c[BOTH], &c[ALONE]);
  }
  worker_end(&w[ALONE]);
  if (good && b->large) good = most(b, &t, &slower);
  if (good) {
    bench_note("interactions: also contacts, purchases and returns. Aims: 34 lines for an agent's week, 1.8 times 1 thread, 700 bytes.");
    show_costs(b, w, c, slower);
  }
  worker_end(&w[TIED]);
  double first_file = 0;
  good = good && show_phases(b, &w[BOTH]) && bench_snapshot(b, &w[BOTH], &first_file);
  if (good) show_start(b, &w[BOTH].news, first_file, c[BOTH].people / course_rate(&c[BOTH], NULL));
  worker_end(&w[BOTH]);
  return good;
}
