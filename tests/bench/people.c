/* People alone, and the small gift model: with one thread and with two. */
#include "models/gift.h"
#include "models/renqing.h"
#include "worker.h"
#include <math.h>
#include <stdio.h>

/* One configuration with 1 and with 2 threads. */
static bool both(const bench *b, const char *config, const rq_model *model, uint32_t warm_up, uint32_t weeks, course c[THREADS]) {
  worker w[THREADS] = {0};
  bool good = true;
  for (int k = 0; k < THREADS && good; k++) {
    world_case one = {.config = config, .model = model, .people = b->people, .threads = k + 1};
    good = worker_start(&one, &w[k]);
  }
  good = good && take_turns(b, w, THREADS, warm_up, weeks, c);
  for (int k = 0; k < THREADS; k++) worker_end(&w[k]);
  return good;
}

bool bench_people(bench *b) {
  static const bench_column columns[] = {{"interactions_million_per_second", "interactions M/s"},
                                         {"lines_per_interaction", "lines for one"},
                                         {"agent_weeks_million_per_second", "agent-weeks M/s"},
                                         {"bytes_per_person", "bytes/person"},
                                         {"speed_up", "times 1 thread"}};
  course c[THREADS];
  if (!both(b, "configs/bench/people.yaml", &rq_renqing_model, 4, 3, c)) return false;
  bench_table t = bench_table_begin(b, "people", "People alone, configs/bench/people.yaml", b->people, 20, columns, 5);
  for (int k = 0; k < THREADS; k++) {
    double rate = course_rate(&c[k], c[k].interactions);
    bench_table_row(&t, k ? "2 threads" : "1 thread",
                    (double[]){rate / 1e6, b->lines[k + 1] / rate, course_rate(&c[k], NULL) / 1e6, c[k].peak / c[k].people,
                               k ? course_ratio(&c[0], &c[1]) : (double)NAN});
  }
  bench_note(
      "interactions: petitions, meetings, repayments, introductions. Lines for one: random cache lines (huge pages, as many threads)");
  bench_note("that the machine reads in the same time; 20 or fewer is the aim. Bytes: peak memory of the process, start-up included.");
  return true;
}

bool bench_gift(bench *b) {
  static const bench_column columns[] = {{"updates_million_per_second", "updates M/s"},
                                         {"lines_per_update", "lines for one"},
                                         {"bytes_per_agent", "bytes/agent"},
                                         {"speed_up", "times 1 thread"}};
  course c[THREADS];
  if (!both(b, "configs/bench/gift.yaml", &rq_gift_model, 10, 20, c)) return false;
  bench_table t = bench_table_begin(b, "gift", "The gift model, configs/bench/gift.yaml", b->people, 20, columns, 4);
  for (int k = 0; k < THREADS; k++) {
    double rate = course_rate(&c[k], NULL);
    bench_table_row(&t, k ? "2 threads" : "1 thread",
                    (double[]){rate / 1e6, b->lines[k + 1] / rate, c[k].peak / c[k].people, k ? course_ratio(&c[0], &c[1]) : (double)NAN});
  }
  bench_note("an update: an agent in a tick, its gifts booked. Aim: 30 M/s with 2 threads, 200 bytes.");
  return true;
}
