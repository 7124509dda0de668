/* Rows of ties, tallies, rosters, and the panel, each against a plain reference. */
#include "tiny.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- rows: ties come and go at random, and grow by waves ---- */

#define PEOPLE 5000u
#define MOST 400u

enum { SMALL, WIDE, EXACT, FIELDS };
static const rq_field fields[FIELDS] = {
    {"small", RQ_FRACTION, RQ_PER_TIE, {0, 0}, false, false, "", NULL, 0.25, ""},
    {"wide", RQ_U32, RQ_PER_TIE, {0, 0}, false, false, "", NULL, 7, ""},
    {"exact", RQ_F64, RQ_PER_TIE, {0, 0}, false, false, "", NULL, -1.5, ""},
};

typedef struct entry {
  uint32_t target;
  uint16_t small;
  uint32_t wide;
  double exact;
} entry;

typedef struct list {
  entry entry[MOST];
  uint32_t count;
} list;

enum action { ADD, REMOVE, CHANGE };

/* What a person does in a week: growing in the first weeks, then shrinking to nothing, and a few people grow very long rows. */
static uint32_t doings(rq_key key, uint32_t person, uint32_t week, enum action *what, uint32_t *number) {
  rq_words word = rq_draw(key, person, week, 1, 0);
  uint32_t count = person % 500 == 3 ? 30 : word.v[0] % 6;
  bool growing = week % 12 < 7;
  for (uint32_t k = 0; k < count; k++) {
    rq_words w = rq_draw(key, person, week, 2, k);
    what[k] = w.v[0] % 8 == 0 ? CHANGE : ((w.v[0] >> 8) % 4 == 0) == growing ? REMOVE : ADD;
    number[k] = w.v[1];
  }
  return count;
}

static entry place_of(const rq_block *b, const rq_row *row, uint32_t k) {
  return (entry){row->target[k], RQ_COLUMN(b->rows, *row, SMALL, uint16_t)[k], RQ_COLUMN(b->rows, *row, WIDE, uint32_t)[k],
                 RQ_COLUMN(b->rows, *row, EXACT, double)[k]};
}

static void do_one(rq_block *b, uint32_t i, enum action what, uint32_t number) {
  rq_row row = rq_row_of(b, i);
  if (what == ADD && row.count < MOST) {
    row = rq_tie_add(b, i, number);
    if (place_of(b, &row, row.count - 1).wide != 7) abort(); /* initial values are checked here and below, by those left alone */
  }
  if (what == REMOVE && row.count) row = rq_tie_remove(b, i, number % row.count);
  if (what == CHANGE && row.count) {
    uint32_t k = number % row.count;
    RQ_COLUMN(b->rows, row, SMALL, uint16_t)[k] = (uint16_t)number;
    RQ_COLUMN(b->rows, row, WIDE, uint32_t)[k] = number;
    RQ_COLUMN(b->rows, row, EXACT, double)[k] = number / 3.0;
  }
}

/* Many are found at once where each would be found by itself: a tie of the row, what stands behind its end, and nobody. */
static void find_many(const rq_block *b) {
  uint32_t agent[RQ_BLOCK], target[RQ_BLOCK], place[RQ_BLOCK];
  for (uint32_t n = 0; n < b->count; n++) {
    rq_row row = rq_row_of(b, b->first + n);
    agent[n] = b->first + n;
    target[n] = n % 3 == 0 ? RQ_NOBODY : row.target[n % 3 == 1 || !row.count ? row.count : n % row.count];
  }
  rq_find_each(b, agent, target, b->count, place);
  for (uint32_t n = 0; n < b->count; n++) {
    rq_row row = rq_row_of(b, agent[n]);
    if (place[n] != rq_row_find(&row, target[n])) abort();
  }
}

static void come_and_go(rq_block *b) {
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    enum action what[32];
    uint32_t number[32], count = doings(rq_world_key(b->world), i, rq_week(b->world), what, number);
    for (uint32_t k = 0; k < count; k++) do_one(b, i, what[k], number[k]);
  }
  find_many(b);
}

static const rq_phase changing[] = {{"ties", "", come_and_go, NULL}};
static const rq_model restless = {.name = "restless",
                                  .fields = fields,
                                  .fields_count = FIELDS,
                                  .phases = changing,
                                  .phases_count = 1,
                                  .dimensions = tiny_dimensions,
                                  .populate = tiny_populate};

static void do_one_simply(list *l, enum action what, uint32_t number) {
  if (what == ADD && l->count < MOST) l->entry[l->count++] = (entry){number, rq_to_fraction(0.25f), 7, -1.5};
  if (what == REMOVE && l->count) l->entry[number % l->count] = l->entry[l->count - 1], l->count--;
  if (what == CHANGE && l->count) {
    entry *e = &l->entry[number % l->count];
    *e = (entry){e->target, (uint16_t)number, number, number / 3.0};
  }
}

static void assert_same_rows(const rq_world *w, const list *people) {
  for (uint32_t i = 0; i < PEOPLE; i++) {
    rq_row row = rq_world_row(w, i);
    assert_int_equal(row.count, people[i].count);
    const uint16_t *small = rq_world_row_values(w, &row, SMALL);
    const uint32_t *wide = rq_world_row_values(w, &row, WIDE);
    const double *exact = rq_world_row_values(w, &row, EXACT);
    for (uint32_t k = 0; k < row.count; k++) {
      const entry *e = &people[i].entry[k];
      assert_true(row.target[k] == e->target && small[k] == e->small && wide[k] == e->wide && exact[k] == e->exact);
    }
  }
}

static void rows_are_plain_lists(void **state) {
  (void)state;
  list *people = calloc(PEOPLE, sizeof *people);
  assert_non_null(people);
  rq_world_settings settings = {.key = {3, 0}, .threads = 2};
  rq_world *w = tiny_world(&restless, NULL, PEOPLE, 3, &settings);
  for (uint32_t i = 0; i < PEOPLE; i++) {
    rq_row row = rq_world_row(w, i);
    for (uint32_t k = 0; k < row.count; k++) do_one_simply(&people[i], ADD, row.target[k]);
  }
  assert_same_rows(w, people);
  uint32_t longest = 0;
  for (uint32_t week = 1; week <= 50; week++) {
    tiny_tick(w);
    for (uint32_t i = 0; i < PEOPLE; i++) {
      enum action what[32];
      uint32_t number[32], count = doings(settings.key, i, week, what, number);
      for (uint32_t k = 0; k < count; k++) do_one_simply(&people[i], what[k], number[k]);
      longest = people[i].count > longest ? people[i].count : longest;
    }
    assert_same_rows(w, people);
  }
  assert_true(longest > 100);
  /* the ties have no partners, and some are double: the engine's own check must say so */
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_world_verify(w, &error), RQ_INTERNAL);
  assert_non_null(strstr(error.text, "without their other half"));
  rq_error_free(&error);
  rq_world_free(w);
  free(people);
}

/* ---- what the engine's check finds ---- */

typedef struct fault {
  uint32_t person, target;
  bool remove;
} fault;

static void make_fault(rq_block *b) {
  const fault *f = rq_parameters(b->world);
  if (f->person < b->first || f->person >= b->first + b->count) return;
  if (f->remove)
    rq_tie_remove(b, f->person, 0);
  else
    rq_tie_add(b, f->person, f->target);
}

static const rq_phase faulty[] = {{"fault", "", make_fault, NULL}};

static void one_broken_tie_is_found(void **state) {
  (void)state;
  static const struct {
    fault fault;
    const char *says;
  } faults[] = {{{4321, 4321, false}, "1 ties of a person to himself; the first from person 4321 to 4321"},
                {{4321, 4322, false}, "1 ties that are there twice; the first from person 4321 to 4322"},
                {{4321, 17, false}, "1 ties without their other half; the first from person 4321 to 17"},
                {{10, 0, true}, "1 ties without their other half; the first from person 8 to 10"}};
  rq_model model = restless;
  model.phases = faulty;
  for (size_t k = 0; k < RQ_COUNT_OF(faults); k++) {
    rq_world_settings settings = {.key = {3, 0}, .threads = 1};
    rq_world *w = tiny_world(&model, &faults[k].fault, PEOPLE, 2, &settings);
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(rq_world_verify(w, &error), RQ_OK);
    tiny_tick(w);
    assert_int_equal(rq_world_verify(w, &error), RQ_INTERNAL);
    if (!strstr(error.text, faults[k].says)) fail_msg("'%s' is not in '%s'", faults[k].says, error.text);
    rq_error_free(&error);
    rq_world_free(w);
  }
}

/* ---- tallies, rosters, events, the panel ---- */

enum { COUNTED, SUMMED, AVERAGED, EMPTY, NEVER, LATE, SERIES };
static const rq_series series[SERIES] = {
    {"counted", RQ_TALLY, {0, 0}, 0, "", ""},  {"summed", RQ_TOTAL, {1, 0}, 0, "", ""}, {"averaged", RQ_MEAN, {1, 0}, COUNTED, "", ""},
    {"empty", RQ_MEAN, {0, 0}, NEVER, "", ""}, {"never", RQ_TALLY, {0, 0}, 0, "", ""},  {"late", RQ_TALLY, {0, 0}, 0, "", ""},
};
static const rq_column columns[] = {{"week", RQ_U16, "", NULL, ""}, {"person", RQ_U32, "", NULL, ""}, {"value", RQ_F32, "", NULL, ""}};
static const rq_event_kind events[] = {{"seen", columns, 3, ""}};

static void three(const void *parameters, rq_dimension *d) {
  (void)parameters;
  d[0] = (rq_dimension){"third", 3, NULL};
}

static void count_all(rq_block *b) {
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_add(b, COUNTED, 0, 1);
    rq_add(b, SUMMED, i % 3, i);
    rq_add(b, AVERAGED, i % 3, i);
    if (i % 7 == rq_week(b->world) % 7) rq_enlist(b, 1, i);
    if (rq_in_panel(b->world, i)) rq_note(b, 0, (double[]){rq_week(b->world), i, i / 2.0});
  }
}

/* Serial: the tallies of this week so far, and something of its own. */
static void count_late(rq_world *w) {
  rq_tally_global(w, LATE, 0, rq_tallied(w, COUNTED, 0) + 1);
}

static void read_roster(rq_block *b) {
  uint32_t count, empty;
  const uint32_t *people = rq_roster(b->world, 1, &count);
  rq_roster(b->world, 0, &empty);
  uint32_t week = rq_week(b->world) % 7, expected = 0;
  for (uint32_t i = 0; i < rq_agents(b->world); i++)
    if (i % 7 == week && (expected >= count || people[expected++] != i)) abort();
  if (expected != count || empty) abort();
}

static const rq_phase observed[] = {{"count", "", count_all, NULL}, {"late", "", read_roster, count_late}};
static const rq_model counting = {.name = "counting",
                                  .series = series,
                                  .series_count = SERIES,
                                  .events = events,
                                  .events_count = 1,
                                  .phases = observed,
                                  .phases_count = 2,
                                  .rosters_count = 2,
                                  .dimensions_count = 1,
                                  .dimensions = three,
                                  .populate = tiny_populate};

static void tallies_and_rosters_are_of_all_blocks(void **state) {
  (void)state;
  rq_world_settings settings = {.key = {3, 0}, .threads = 2};
  rq_world *w = tiny_world(&counting, NULL, 10001, 0, &settings);
  for (uint32_t week = 1; week <= 15; week++) { /* every week by itself: nothing is left from the last */
    tiny_tick(w);
    double value[3], sum[3] = {0};
    for (uint32_t i = 0; i < 10001; i++) sum[i % 3] += i;
    rq_series_values(w, COUNTED, value);
    assert_true(value[0] == 10001);
    rq_series_values(w, SUMMED, value);
    assert_true(value[0] == sum[0] && value[1] == sum[1] && value[2] == sum[2]);
    rq_series_values(w, AVERAGED, value);
    assert_true(value[0] == sum[0] / 10001 && value[2] == sum[2] / 10001);
    rq_series_values(w, EMPTY, value);
    assert_true(isnan(value[0]));
    rq_series_values(w, LATE, value);
    assert_true(value[0] == 10002);
    assert_int_equal(rq_series_cells(w, SUMMED), 3);
  }
  rq_world_free(w);
}

static void assert_panel(uint32_t size, uint32_t expected, uint32_t seed) {
  rq_world_settings settings = {.key = {seed, 0}, .threads = 2, .panel = size};
  rq_world *w = tiny_world(&counting, NULL, 10001, 0, &settings);
  size_t count;
  const uint32_t *panel = rq_world_panel(w, &count);
  assert_int_equal(count, expected);
  for (size_t k = 1; k < count; k++) assert_true(panel[k] > panel[k - 1]);
  uint32_t members = 0;
  for (uint32_t i = 0; i < 10001; i++) members += rq_in_panel(w, i);
  assert_int_equal(members, expected);
  for (uint32_t week = 1; week <= 3; week++) {
    tiny_tick(w);
    const double *value;
    assert_int_equal(rq_world_events(w, 0, &value), expected);
    for (size_t k = 0; k < count; k++)
      assert_true(value[3 * k] == week && value[3 * k + 1] == panel[k] && value[3 * k + 2] == panel[k] / 2.0);
  }
  rq_world_free(w);
}

static void the_panel_has_exactly_its_size(void **state) {
  (void)state;
  static const uint32_t sizes[] = {0, 1, 2, 997, 5000, 10000, 10001};
  for (size_t k = 0; k < RQ_COUNT_OF(sizes); k++) assert_panel(sizes[k], sizes[k], 1 + (uint32_t)k);
  assert_panel(10002, 10001, 1);
  assert_panel(UINT32_MAX, 10001, 1);
}

/* Everybody is as likely to be in it: over 200 panels of half the people, nobody's count is out of reach of Binomial(200, 1/2), 6 sigma. */
static void the_panel_favors_nobody(void **state) {
  (void)state;
  enum { PANELS = 200, MEMBERS = 300 };
  uint32_t times[MEMBERS] = {0};
  for (uint32_t seed = 0; seed < PANELS; seed++) {
    rq_world_settings settings = {.key = {seed, 0}, .threads = 1, .panel = MEMBERS / 2};
    rq_world *w = tiny_world(&counting, NULL, MEMBERS, 0, &settings);
    for (uint32_t i = 0; i < MEMBERS; i++) times[i] += rq_in_panel(w, i);
    rq_world_free(w);
  }
  for (uint32_t i = 0; i < MEMBERS; i++) assert_in_range(times[i], 100 - 42, 100 + 42);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_plain_lists),
      cmocka_unit_test(one_broken_tie_is_found),
      cmocka_unit_test(tallies_and_rosters_are_of_all_blocks),
      cmocka_unit_test(the_panel_has_exactly_its_size),
      cmocka_unit_test(the_panel_favors_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
