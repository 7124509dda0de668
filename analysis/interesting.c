/* Counting what happened to each person of the panel, and choosing the extremes. */
#include "analysis/interesting.h"
#include "analysis/chronicle.h"
#include <stdlib.h>

static const struct {
  const char *name, *title;
} interests[RQ_INTERESTS] = {
    [RQ_CAME_BACK] = {"came_back", "left a brand and came back"},
    [RQ_LOYAL] = {"longest_streak", "stayed longest with one brand"},
    [RQ_CONTACTED] = {"contacts", "most contacts by brands"},
    [RQ_GAVE_BACK] = {"gave_back", "gave most favors back to brands"},
    [RQ_WARNED] = {"heard_against", "heard most warnings and leavings of friends"},
    [RQ_FORGAVE] = {"forgave", "forgave most service failures"},
};

static bool bought_earlier(const rq_happenings *buy, size_t first, size_t n) {
  for (size_t k = first; k < n; k++)
    if (buy->value[BUY_BRAND][k] == buy->value[BUY_BRAND][n]) return true;
  return false;
}

static void count_purchases(const rq_happenings *buy, uint32_t person, double *count) {
  size_t first, events = rq_happenings_of(buy, person, &first);
  double streak = 0;
  for (size_t n = first; n < first + events; n++) {
    bool same = n > first && buy->value[BUY_BRAND][n] == buy->value[BUY_BRAND][n - 1];
    streak = same ? streak + 1 : 1;
    if (streak > count[RQ_LOYAL]) count[RQ_LOYAL] = streak;
    if (!same && n > first && bought_earlier(buy, first, n)) count[RQ_CAME_BACK] += 1;
    count[RQ_FORGAVE] += buy->value[BUY_SERVICE][n] == SERVICE_FORGIVEN;
  }
}

static void count_others(const rq_happenings *call, const rq_happenings *gave, const rq_happenings *heard, uint32_t person, double *count) {
  size_t first, events;
  count[RQ_CONTACTED] = (double)rq_happenings_of(call, person, &first);
  count[RQ_GAVE_BACK] = (double)rq_happenings_of(gave, person, &first);
  events = rq_happenings_of(heard, person, &first);
  for (size_t n = first; n < first + events; n++) count[RQ_WARNED] += heard->value[HEARD_WHAT][n] <= TOLD_LEAVING;
}

rq_status rq_interesting_find(const rq_run *run, rq_interesting *found, rq_error *error) {
  *found = (rq_interesting){0};
  rq_happenings buy = {0}, call = {0}, gave = {0}, heard = {0};
  rq_status status = rq_run_panel(run, &found->person, &found->people, error);
  if (status == RQ_OK) status = rq_chronicle_purchases(run, &buy, error);
  if (status == RQ_OK) status = rq_chronicle_calls(run, &call, error);
  if (status == RQ_OK) status = rq_chronicle_returns(run, &gave, error);
  if (status == RQ_OK) status = rq_chronicle_hearsay(run, &heard, error);
  if (status == RQ_OK) {
    found->count = calloc((found->people ? found->people : 1) * RQ_INTERESTS, sizeof *found->count);
    if (!found->count) status = rq_no_memory(error, "the panel");
  }
  for (size_t i = 0; i < found->people && status == RQ_OK; i++) {
    count_purchases(&buy, found->person[i], found->count + i * RQ_INTERESTS);
    count_others(&call, &gave, &heard, found->person[i], found->count + i * RQ_INTERESTS);
  }
  rq_happenings_free(&buy);
  rq_happenings_free(&call);
  rq_happenings_free(&gave);
  rq_happenings_free(&heard);
  if (status != RQ_OK) rq_interesting_free(found);
  return status;
}

void rq_interesting_free(rq_interesting *found) {
  free(found->person);
  free(found->count);
  *found = (rq_interesting){0};
}

/* The next person after `after` (by count, then by number), or people where there is none left; `after` people: the first. */
static size_t next_of(const rq_interesting *f, rq_interest kind, size_t after) {
  size_t best = f->people;
  for (size_t i = 0; i < f->people; i++) {
    double n = f->count[i * RQ_INTERESTS + kind];
    if (!(n > 0)) continue;
    if (after < f->people) {
      double last = f->count[after * RQ_INTERESTS + kind];
      if (n > last || (n == last && i <= after)) continue;
    }
    if (best == f->people || n > f->count[best * RQ_INTERESTS + kind]) best = i;
  }
  return best;
}

void rq_interesting_print(const rq_interesting *f, size_t most, FILE *out) {
  fprintf(out, "%zu people in the panel; renqing explain RUN --customer N tells the story of one.\n", f->people);
  for (unsigned kind = 0; kind < RQ_INTERESTS; kind++) {
    fprintf(out, "\n%s\n", interests[kind].title);
    size_t at = f->people;
    for (size_t k = 0; k < most; k++) {
      at = next_of(f, (rq_interest)kind, at);
      if (at == f->people) {
        if (k == 0) fputs("  nobody\n", out);
        break;
      }
      fprintf(out, "  %10u  %6.0f\n", f->person[at], f->count[at * RQ_INTERESTS + kind]);
    }
  }
}

json_t *rq_interesting_json(const rq_interesting *f, size_t most) {
  json_t *kinds = json_object();
  for (unsigned kind = 0; kind < RQ_INTERESTS; kind++) {
    json_t *list = json_array();
    size_t at = f->people;
    for (size_t k = 0; k < most; k++) {
      at = next_of(f, (rq_interest)kind, at);
      if (at == f->people) break;
      json_array_append_new(list,
                            json_pack("{s:I, s:f}", "customer", (json_int_t)f->person[at], "count", f->count[at * RQ_INTERESTS + kind]));
    }
    json_object_set_new(kinds, interests[kind].name, list);
  }
  return json_pack("{s:I, s:o}", "panel", (json_int_t)f->people, "interesting", kinds);
}
