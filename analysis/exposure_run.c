/* Customers' weeks from a run file: the panel's events, week by week (exposure.h). */
#include "analysis/configured.h"
#include "analysis/exposure.h"
#include "analysis/happenings.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { WEEK, PERSON, BRAND };
enum { CLASS = 3 };
static const char *const bought[] = {"week", "person", "brand", "tie_class"};
enum { CLOSENESS = 3 };
static const char *const felt[] = {"week", "person", "brand", "closeness"};
enum { WHAT = 3, STRENGTH = 4, LEAVING = 1 };
static const char *const heard[] = {"week", "person", "brand", "what", "strength"};

#define CLOSE 0.5  /* closeness from which a friend is close here */
#define UNSEEN 12u /* weeks in which it is not known what was heard before */

/* Events of a kind, and their numbers in order of weeks. */
typedef struct kind {
  rq_happenings h;
  size_t *order, next;
} kind;

static rq_status load(const rq_run *run, const char *name, const char *const *columns, unsigned count, uint32_t at, kind *k,
                      rq_error *error) {
  rq_status status = rq_happenings_load(run, name, columns, count, at, &k->h, error);
  if (status || !k->h.count) return status;
  size_t *begin = calloc((size_t)at + 2, sizeof *begin);
  k->order = malloc(k->h.count * sizeof *k->order);
  if (begin && k->order) {
    for (size_t n = 0; n < k->h.count; n++) begin[(size_t)k->h.value[WEEK][n] + 1]++;
    for (size_t w = 0; w <= at; w++) begin[w + 1] += begin[w];
    for (size_t n = 0; n < k->h.count; n++) k->order[begin[(size_t)k->h.value[WEEK][n]]++] = n;
  } else
    status = rq_no_memory(error, "the panel's events");
  free(begin);
  return status;
}

static void unload(kind *k) {
  rq_happenings_free(&k->h);
  free(k->order);
}

/* The next event of the week; false where there is none. */
static bool take(kind *k, uint32_t week, size_t *n) {
  if (k->next == k->h.count || k->h.value[WEEK][k->order[k->next]] > week) return false;
  *n = k->order[k->next++];
  return true;
}

typedef struct sources {
  kind buy, contact, hear;
  rq_classes classes;
  uint32_t *panel;
  size_t people;
} sources;

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The place of the event's person in the panel. */
static uint32_t person_of(const sources *s, const kind *k, size_t n) {
  uint32_t person = (uint32_t)k->h.value[PERSON][n];
  const uint32_t *found = bsearch(&person, s->panel, s->people, sizeof person, by_number);
  return found ? (uint32_t)(found - s->panel) : 0;
}

static void turn_weeks(sources *s, uint32_t at, rq_exposure *x) {
  for (uint32_t week = 1; week <= at; week++) {
    size_t n;
    while (take(&s->buy, week, &n))
      rq_exposure_bought(x, person_of(s, &s->buy, n), (uint32_t)s->buy.h.value[BRAND][n], s->buy.h.value[CLASS][n] != RQ_INSTRUMENTAL);
    while (take(&s->contact, week, &n))
      rq_exposure_felt(x, person_of(s, &s->contact, n), (uint32_t)s->contact.h.value[BRAND][n],
                       s->contact.h.value[CLOSENESS][n] >= s->classes.mixed_from);
    while (take(&s->hear, week, &n))
      if (s->hear.h.value[WHAT][n] == LEAVING)
        rq_exposure_heard(x, person_of(s, &s->hear, n), (uint32_t)s->hear.h.value[BRAND][n], s->hear.h.value[STRENGTH][n] >= CLOSE);
    rq_exposure_turn(x);
  }
}

rq_status rq_exposure_from_run(const rq_run *run, uint32_t brands, uint32_t at, uint32_t groups, rq_exposure **made, rq_error *error) {
  sources s = {.people = 0};
  *made = NULL;
  rq_status status = rq_run_panel(run, &s.panel, &s.people, error);
  if (!status) status = rq_classes_read(run, &s.classes, error);
  if (!status) status = load(run, "purchases", bought, 4, at, &s.buy, error);
  if (!status) status = load(run, "contacts", felt, 4, at, &s.contact, error);
  if (!status) status = load(run, "heard", heard, 5, at, &s.hear, error);
  if (!status) {
    *made = rq_exposure_open((uint32_t)s.people, brands, groups, UNSEEN, at);
    if (*made)
      turn_weeks(&s, at, *made);
    else
      status = rq_no_memory(error, "the weeks of customers");
  }
  unload(&s.buy);
  unload(&s.contact);
  unload(&s.hear);
  free(s.panel);
  return status;
}

/* ---- how sure they are ---- */

static void list(const rq_contagion *c, double of[RQ_CONTAGION_RATIOS]) {
  of[0] = c->heard;
  of[1] = c->earlier;
  of[2] = c->close;
  of[3] = c->loyal;
}

rq_status rq_exposure_ratios(const rq_exposure *x, uint32_t groups, rq_estimate ratio[RQ_CONTAGION_RATIOS], rq_error *error) {
  double all[RQ_CONTAGION_RATIOS], one[RQ_CONTAGION_RATIOS];
  rq_moments without[RQ_CONTAGION_RATIOS] = {{0}};
  rq_contagion c;
  rq_status status = rq_exposure_fit(x, RQ_ALL_GROUPS, &c, error);
  list(&c, all);
  for (uint32_t g = 0; g < groups && !status; g++) {
    status = rq_exposure_fit(x, g, &c, error);
    list(&c, one);
    for (size_t k = 0; k < RQ_CONTAGION_RATIOS; k++) rq_moments_add(&without[k], one[k]);
  }
  double t = gsl_cdf_tdist_Pinv(0.975, groups - 1.0);
  for (size_t k = 0; k < RQ_CONTAGION_RATIOS; k++) {
    double width = t * sqrt((groups - 1.0) / groups * without[k].squares);
    ratio[k] = (rq_estimate){exp(all[k]), exp(all[k] - width), exp(all[k] + width)};
  }
  return status;
}
