/* Who is in a picture of people: a snowball sample in which each names the closest (Goodman 1961). */
#include "analysis/picture_plan.h"
#include "sim/random.h"
#include <stdlib.h>
#include <string.h>

#define NAMES 5u /* that each gives */
#define DRAW 1u  /* purposes of random numbers: looking has its own */
#define SEED ((rq_key){20, 0})

/* One of those with a tie, preferably a customer of the brand: the drawn one of them. */
static uint32_t draw_person(const rq_society *s, const double *last_brand, uint32_t brand) {
  size_t customers = 0, tied = 0;
  for (size_t i = 0; i < s->people; i++) {
    if (rq_degree(s, i) == 0) continue;
    tied++;
    customers += last_brand[i] == (double)brand;
  }
  size_t among = customers ? customers : tied;
  if (among == 0) return 0;
  size_t wanted = (size_t)((double)rq_uniform(SEED, 0, 0, DRAW, 0) * (double)among);
  for (size_t i = 0; i < s->people; i++) {
    bool counts = rq_degree(s, i) > 0 && (!customers || last_brand[i] == (double)brand);
    if (counts && wanted-- == 0) return (uint32_t)i;
  }
  return 0;
}

static rq_status choose_start(const rq_run *run, const rq_society *s, const rq_wish *w, uint32_t *person, rq_error *error) {
  *person = w->around;
  if (w->around != RQ_ANYBODY) {
    if (w->around < s->people) return RQ_OK;
    return rq_fail(error, RQ_USAGE, "%s: there is no person %u; there are %zu", rq_run_path(run), w->around, s->people);
  }
  double *last_brand;
  size_t count;
  rq_status status = rq_run_people(run, w->week, "last_brand", &last_brand, &count, error);
  if (status != RQ_OK) return status;
  if (count == s->people)
    *person = draw_person(s, last_brand, w->brand);
  else
    status = rq_fail(error, RQ_BAD_DATA, "%s: week %u: %zu last brands of %zu people", rq_run_path(run), w->week, count, s->people);
  free(last_brand);
  return status;
}

/* The places in a person's row of up to NAMES closest; the row's order decides between equals. */
static size_t name_closest(const rq_society *s, uint32_t person, uint64_t name[NAMES]) {
  const float *closeness = s->value[RQ_TIE_CLOSENESS];
  size_t count = 0;
  for (uint64_t k = s->begin[person]; k < s->begin[person + 1]; k++) {
    size_t at = count;
    while (at > 0 && closeness[name[at - 1]] < closeness[k]) at--;
    if (at == NAMES) continue;
    size_t kept = count < NAMES ? count : NAMES - 1;
    memmove(name + at + 1, name + at, (kept - at) * sizeof *name);
    name[at] = k;
    count = kept + 1;
  }
  return count;
}

rq_status rq_plan_people(const rq_run *run, const rq_society *s, const rq_wish *w, uint32_t most, rq_plan *plan, rq_error *error) {
  uint32_t start, person[RQ_MOST_NODES], count = 1;
  rq_status status = choose_start(run, s, w, &start, error);
  if (status != RQ_OK) return status;
  person[0] = start;
  plan->node_of[start] = 0;
  for (uint32_t asked = 0; asked < count && count < most; asked++) {
    uint64_t name[NAMES];
    size_t names = name_closest(s, person[asked], name);
    for (size_t n = 0; n < names && count < most; n++) {
      uint32_t named = s->target[name[n]];
      if (plan->node_of[named] != RQ_UNGROUPED) continue;
      plan->node_of[named] = count;
      person[count++] = named;
    }
  }
  plan->nodes = count;
  return RQ_OK;
}
