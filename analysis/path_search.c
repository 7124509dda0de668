/* Each person found is remembered with its side, its steps from the end of that side, and the shortest paths between. */
#include "analysis/path_search.h"
#include <stdlib.h>

enum { UNSEEN = 0 };

/* People in the order in which they were found. */
typedef struct front {
  uint32_t *person;
  size_t count, room, begin; /* `begin`: the first of the outermost level */
  uint64_t halves;           /* of the outermost level */
  uint32_t level;
} front;

/* A tie over which the sides touch. */
typedef struct crossing {
  uint32_t end[2]; /* by side */
  double paths;
} crossing;

/* Side by side, for one look into memory. */
typedef struct place {
  double paths;  /* shortest ones from the side's end */
  uint32_t seen; /* UNSEEN, or 2 x (level + 1) + side */
} place;

struct rq_search {
  const rq_society *society;
  place *place; /* of each person */
  front side[2];
  crossing *crossings;
  size_t crossings_count, crossings_room;
  uint32_t *between;
  size_t between_room;
};

rq_search *rq_search_open(const rq_society *s) {
  rq_search *x = calloc(1, sizeof *x);
  if (!x) return NULL;
  x->society = s;
  x->between = malloc(sizeof *x->between); /* a path may have nobody between its ends */
  x->between_room = 1;
  x->place = calloc(s->people + 1, sizeof *x->place);
  if (x->place && x->between) return x;
  rq_search_close(x);
  return NULL;
}

void rq_search_close(rq_search *x) {
  if (!x) return;
  free(x->place);
  free(x->side[0].person);
  free(x->side[1].person);
  free(x->crossings);
  free(x->between);
  free(x);
}

/* The list, longer where there is no room for one more of `size` bytes; NULL for no memory (the list stays). */
static void *grow(void *list, size_t count, size_t *room, size_t size) {
  if (count < *room) return list;
  size_t wanted = *room ? 2 * *room : 1024;
  void *longer = realloc(list, wanted * size);
  if (longer) *room = wanted;
  return longer;
}

static uint32_t mark_of(uint32_t level, unsigned side) {
  return 2 * (level + 1) + side;
}

static bool find(rq_search *x, unsigned side, uint32_t person, uint32_t level, double paths) {
  front *f = &x->side[side];
  uint32_t *list = grow(f->person, f->count, &f->room, sizeof *list);
  if (!list) return false;
  f->person = list;
  list[f->count++] = person;
  f->halves += x->society->begin[person + 1] - x->society->begin[person];
  x->place[person] = (place){paths, mark_of(level, side)};
  return true;
}

static bool cross(rq_search *x, unsigned side, uint32_t here, uint32_t there) {
  crossing *list = grow(x->crossings, x->crossings_count, &x->crossings_room, sizeof *list), *c;
  if (!list) return false;
  x->crossings = list;
  c = &list[x->crossings_count++];
  c->end[side] = here;
  c->end[1 - side] = there;
  c->paths = x->place[here].paths * x->place[there].paths;
  return true;
}

/* One step further on one side. Once the sides touch, nobody new is of use. */
static bool step(rq_search *x, unsigned side) {
  const rq_society *s = x->society;
  front *f = &x->side[side];
  size_t from = f->begin, until = f->count;
  uint32_t next = mark_of(f->level + 1, side);
  f->begin = until;
  f->halves = 0;
  for (size_t n = from; n < until; n++) {
    uint32_t i = f->person[n];
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      uint32_t j = s->target[k];
      place *there = &x->place[j];
      bool good = true;
      if (there->seen == next)
        there->paths += x->place[i].paths;
      else if (there->seen == UNSEEN && x->crossings_count == 0)
        good = find(x, side, j, f->level + 1, x->place[i].paths);
      else if (there->seen != UNSEEN && there->seen % 2 != side)
        good = cross(x, side, i, j);
      if (!good) return false;
    }
  }
  f->level++;
  return true;
}

/* A number below `whole`, for the `turn`th choice of a draw. */
static double choose(rq_key key, uint32_t draw, uint32_t turn, double whole) {
  rq_words w = rq_draw(key, draw, 0, 1, turn);
  return ((double)(((uint64_t)w.v[0] << 32 | w.v[1]) >> 11) + 0.5) * 0x1p-53 * whole;
}

/* Who comes before a person on the way from its end: each in proportion to the paths that lead to it. */
static uint32_t before(const rq_search *x, uint32_t person, double at) {
  const rq_society *s = x->society;
  uint32_t last = person, wanted = x->place[person].seen - 2;
  for (uint64_t k = s->begin[person]; k < s->begin[person + 1]; k++) {
    const place *there = &x->place[s->target[k]];
    if (there->seen != wanted) continue;
    last = s->target[k];
    at -= there->paths;
    if (at < 0) break;
  }
  return last;
}

static bool note_between(rq_search *x, uint32_t person, uint32_t *count) {
  uint32_t *list = grow(x->between, *count, &x->between_room, sizeof *list);
  if (!list) return false;
  x->between = list;
  list[(*count)++] = person;
  return true;
}

/* From a tie over which the sides touch back to both ends. */
static bool trace(rq_search *x, rq_key key, uint32_t draw, uint32_t *count) {
  double whole = 0;
  for (size_t c = 0; c < x->crossings_count; c++) whole += x->crossings[c].paths;
  double at = choose(key, draw, 0, whole);
  size_t chosen = 0;
  while (chosen + 1 < x->crossings_count && (at -= x->crossings[chosen].paths) >= 0) chosen++;
  *count = 0;
  for (unsigned side = 0; side < 2; side++)
    for (uint32_t person = x->crossings[chosen].end[side]; x->place[person].seen != mark_of(0, side);) {
      if (!note_between(x, person, count)) return false;
      person = before(x, person, choose(key, draw, *count, x->place[person].paths));
    }
  return true;
}

static void forget(rq_search *x) {
  for (unsigned side = 0; side < 2; side++) {
    for (size_t n = 0; n < x->side[side].count; n++) x->place[x->side[side].person[n]].seen = UNSEEN;
    x->side[side].count = x->side[side].begin = 0;
    x->side[side].halves = 0;
    x->side[side].level = 0;
  }
  x->crossings_count = 0;
}

const uint32_t *rq_search_path(rq_search *x, uint32_t from, uint32_t to, rq_key key, uint32_t draw, uint32_t *count) {
  bool good = find(x, 0, from, 0, 1) && find(x, 1, to, 0, 1);
  while (good && x->crossings_count == 0) good = step(x, x->side[1].halves < x->side[0].halves);
  good = good && trace(x, key, draw, count);
  forget(x);
  return good ? x->between : NULL;
}
