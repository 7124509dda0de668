/* The slow twin: its lists, its start, and its comparison with the engine. */
#include "twin_parts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- lists ---- */

static void *grown(void *array, uint32_t *room, uint32_t count, size_t size) {
  if (count < *room) return array;
  *room = 2 * *room + 16;
  void *more = realloc(array, *room * size);
  assert_non_null(more);
  return more;
}

void twin_add(wishes *list, wish w) {
  list->item = grown(list->item, &list->room, list->count, sizeof w);
  w.posted = list->count;
  w.priority &= RQ_MOST_PRIORITY;
  list->item[list->count++] = w;
}

#define BY(field)                                                                                                                          \
  if (a->field != b->field) return a->field < b->field ? -1 : 1

static int by_receiver(const void *one, const void *other) {
  const wish *a = one, *b = other;
  BY(to);
  BY(rank);
  BY(priority);
  BY(from);
  BY(posted);
  return 0;
}

static int by_asker(const void *one, const void *other) {
  const wish *a = one, *b = other;
  BY(from);
  BY(priority);
  BY(to);
  BY(posted);
  return 0;
}

void twin_order(wishes *list) {
  if (list->count) qsort(list->item, list->count, sizeof *list->item, by_receiver);
}

void twin_order_by_asker(wishes *list) {
  if (list->count) qsort(list->item, list->count, sizeof *list->item, by_asker);
}

float *twin_weights(uint32_t count) {
  float *weight = malloc((count + 1) * sizeof *weight);
  assert_non_null(weight);
  return weight;
}

uint32_t *twin_places(uint32_t count) {
  uint32_t *place = malloc((count + 1) * sizeof *place);
  assert_non_null(place);
  return place;
}

void twin_drop(void *list) {
  free(list);
}

/* ---- ties ---- */

static twin_half *append(twin_person *me, twin_half h) {
  me->tie = grown(me->tie, &me->room, me->count, sizeof h);
  me->tie[me->count] = h;
  return &me->tie[me->count++];
}

twin_half *twin_begin(twin *t, uint32_t i, twin_half h) {
  t->tally[S_TIES_MADE][0]++;
  return append(&t->person[i], h);
}

void twin_end(twin *t, uint32_t i, uint32_t other) {
  twin_person *me = &t->person[i];
  *twin_tie(t, i, other) = me->tie[me->count - 1];
  me->count--;
  t->tally[S_TIES_ENDED][0]++;
}

void twin_clear(twin *t) {
  memset(t->tally, 0, sizeof t->tally);
}

/* ---- the start ---- */

twin twin_of(const rq_world *w) {
  twin t = {.p = *(const renqing_parameters *)rq_parameters(w), .key = rq_world_key(w), .week = rq_week(w), .people = rq_agents(w)};
  t.person = calloc(t.people, sizeof *t.person);
  assert_non_null(t.person);
  for (uint32_t i = 0; i < t.people; i++) {
    twin_person *me = &t.person[i];
    me->skill = ((uint8_t *)rq_array(w, F_SKILL))[i];
    me->orientation = ((float *)rq_array(w, F_ORIENTATION))[i];
    me->capacity = ((float *)rq_array(w, F_CAPACITY))[i];
    me->face = ((float *)rq_array(w, F_FACE))[i];
    ties s = ties_seen(w, i);
    for (uint32_t k = 0; k < s.count; k++)
      append(me, (twin_half){.other = s.target[k],
                             .introducer = s.introducer[k],
                             .g = s.g[k],
                             .a = s.a[k],
                             .c = s.c[k],
                             .last = s.last[k],
                             .favored = s.favored[k],
                             .since = s.since[k],
                             .balance = s.balance[k],
                             .basis = s.basis[k],
                             .skill = s.skill[k]});
  }
  return t;
}

void twin_free(twin *t) {
  for (uint32_t i = 0; i < t->people; i++) free(t->person[i].tie);
  free(t->person);
  free(t->again.item);
}

/* ---- comparison ---- */

static const char *say(char *text, size_t size, const twin *t, uint32_t i, uint32_t other, const char *what, double ours, double engine) {
  snprintf(text, size, "week %u, person %u, other %u: %s is %.9g, the engine says %.9g", t->week, i, other, what, ours, engine);
  return text;
}

#define SAME(what, ours, engine)                                                                                                           \
  if ((ours) != (engine)) return say(text, size, t, i, other, what, (double)(ours), (double)(engine))

static const char *tie_differs(const twin *t, uint32_t i, const twin_half *h, const ties *s, char *text, size_t size) {
  uint32_t other = h->other, k = rq_row_find(&s->row, other);
  SAME("whether they are tied", 1, k < s->count);
  SAME("closeness", h->g, s->g[k]);
  SAME("affective trust", h->a, s->a[k]);
  SAME("cognitive trust", h->c, s->c[k]);
  SAME("balance", h->balance, s->balance[k]);
  SAME("basis", h->basis, s->basis[k]);
  SAME("skill", h->skill, s->skill[k]);
  SAME("last contact", h->last, s->last[k]);
  SAME("last favor", h->favored, s->favored[k]);
  SAME("since", h->since, s->since[k]);
  SAME("introducer", h->introducer, s->introducer[k]);
  return NULL;
}

static const char *person_differs(const twin *t, const rq_world *w, uint32_t i, char *text, size_t size) {
  const twin_person *me = &t->person[i];
  ties s = ties_seen(w, i);
  uint32_t other = RQ_NOBODY;
  SAME("number of ties", me->count, s.count);
  for (uint32_t k = 0; k < me->count; k++)
    if (tie_differs(t, i, &me->tie[k], &s, text, size)) return text;
  SAME("face", rq_to_bits(me->face), rq_to_bits(((float *)rq_array(w, F_FACE))[i]));
  SAME("capacity left", me->left, ((int32_t *)rq_array(w, F_CAPACITY_LEFT))[i]);
  return NULL;
}

const char *twin_differs(const twin *t, const rq_world *w, char *text, size_t size) {
  static const struct {
    uint32_t series, cells;
  } counted[] = {{S_NEEDS, 1},
                 {S_TO_MARKET, 1},
                 {S_ASKED, 1},
                 {S_ANSWERED, RULES},
                 {S_GRANTED, RULES},
                 {S_REFUSED, ANSWERS - CANNOT},
                 {S_ASKED_CLASS, 3},
                 {S_MET_INSIDE, 1},
                 {S_BROKER_REQUESTS, 1},
                 {S_INTRODUCTIONS, 1},
                 {S_INTRODUCTIONS_FAILED, 1},
                 {S_REPAYMENTS, 1},
                 {S_REPAYMENT_DELAY, 1},
                 {S_PROMPT_REPAYMENTS, 1},
                 {S_MEETINGS, 1},
                 {S_TIES_MADE, 1},
                 {S_TIES_ENDED, 1},
                 {S_PEOPLE_LOOKED_AT, 1},
                 {S_TIES, CLASSES},
                 {S_TIES_LOOKED_AT, 1},
                 {S_RECIPROCATED, 1}};
  for (uint32_t i = 0; i < t->people; i++)
    if (person_differs(t, w, i, text, size)) return text;
  for (uint32_t k = 0; k < RQ_COUNT_OF(counted); k++)
    for (uint32_t cell = 0; cell < counted[k].cells; cell++) {
      uint32_t i = RQ_NOBODY, other = cell;
      SAME(rq_renqing_model.series[counted[k].series].name, t->tally[counted[k].series][cell], rq_tallied(w, counted[k].series, cell));
    }
  return NULL;
}
