/* Workers side by side: what is compared was measured in the same minute. */
#include "worker.h"

bool take_turns(const bench *b, worker *w, size_t workers, uint32_t warm_up, uint32_t weeks, course *c) {
  for (size_t k = 0; k < workers; k++) {
    if (!worker_turn(&w[k], warm_up)) return false;
    c[k] = (course){.turns = b->runs, .weeks = weeks};
  }
  for (unsigned turn = 0; turn < b->runs; turn++)
    for (size_t k = 0; k < workers; k++) {
      if (!worker_turn(&w[k], weeks)) return false;
      c[k].seconds[turn] = w[k].news.seconds;
      c[k].interactions[turn] = w[k].news.interactions;
      c[k].purchases[turn] = w[k].news.purchases;
      c[k].people = w[k].news.people;
      c[k].peak = w[k].news.peak;
    }
  return true;
}

double course_rate(const course *c, const double *amount) {
  double rate[MOST_RUNS];
  for (unsigned k = 0; k < c->turns; k++) rate[k] = (amount ? amount[k] : c->people * c->weeks) / c->seconds[k];
  return bench_median(rate, c->turns);
}

double course_ratio(const course *over, const course *under) {
  double ratio[MOST_RUNS];
  for (unsigned k = 0; k < over->turns; k++) ratio[k] = over->seconds[k] / under->seconds[k];
  return bench_median(ratio, over->turns);
}
