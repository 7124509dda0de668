/* What a run wrote is what the reader gives: every series, event, person, brand and tie, compared with the world itself. */
#include "models/renqing.h"
#include "sim/reader.h"
#include "small.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The world's own values, kept week by week while it is written. */
typedef struct kept {
  rq_writer *writer;
  double *series[SERIES]; /* weeks x cells */
  size_t events[EVENTS];
  double event_sum[EVENTS][RQ_MAX_COLUMNS];
} kept;

enum { WEEKS = 24 };

static rq_status keep(void *context, const rq_world *w, rq_error *error) {
  (void)error;
  kept *k = context;
  const rq_model *m = rq_world_model(w);
  for (uint32_t s = 0; s < m->series_count; s++) {
    size_t cells = rq_series_cells(w, s);
    if (!k->series[s]) k->series[s] = calloc(WEEKS * cells + 1, sizeof(double));
    rq_series_values(w, s, k->series[s] + (rq_week(w) - 1) * cells);
  }
  for (uint32_t e = 0; e < m->events_count; e++) {
    const double *values;
    size_t count = rq_world_events(w, e, &values), columns = m->events[e].columns_count;
    k->events[e] += count;
    for (size_t at = 0; at < count * columns; at++)
      k->event_sum[e][at % columns] += (double)(float)values[at] * (double)(1 + at / columns % 7);
  }
  return RQ_OK;
}

static kept the;
static rq_world *world;
static rq_setup setup;
static rq_run *run;
static char digest[RQ_DIGEST_LENGTH];

static int make(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  small_enter();
  const char *sets[] = {"snapshots.precision=23"};
  setup = small_setup(sets, 1);
  rq_provenance provenance = {.scenario = "", .command_line = "renqing run small.yaml", .threads = 1};
  rq_status status = rq_setup_world(&setup, 1, &world, &error);
  if (!status) status = rq_writer_open("run.h5", false, &setup.settings, setup.config, world, &provenance, &the.writer, &error);
  rq_observer observer = {.week = keep, .context = &the};
  if (!status) status = rq_turn_weeks(&setup, world, the.writer, &observer, &error);
  if (!status) status = rq_writer_finish(the.writer, world, "finished", &error);
  if (!status) status = rq_world_digest(world, digest, &error);
  if (!status) status = rq_run_open("run.h5", &run, &error);
  rq_error_print(&error);
  return (int)status;
}

static int clean(void **state) {
  (void)state;
  rq_run_close(run);
  rq_writer_free(the.writer);
  rq_world_free(world);
  rq_setup_free(&setup);
  for (int s = 0; s < SERIES; s++) free(the.series[s]);
  small_leave();
  return 0;
}

static void must(rq_status status, rq_error *error) {
  rq_error_print(error);
  assert_int_equal(status, RQ_OK);
}

static void nothing_is_left_beside_the_file(void **state) {
  (void)state;
  assert_true(small_exists("run.h5"));
  assert_false(small_exists("run.h5.parts"));
}

static void attributes_and_meta(void **state) {
  (void)state;
  assert_string_equal(rq_run_attribute(run, "renqing_format"), "renqing run");
  assert_string_equal(rq_run_attribute(run, "seed"), "7");
  assert_string_equal(rq_run_attribute(run, "state_digest"), digest);
  assert_int_equal(strlen(rq_run_attribute(run, "config_sha256")), 64);
  assert_int_equal(strlen(rq_run_attribute(run, "run_uuid")), 36);
  assert_null(rq_run_attribute(run, "no such attribute"));
  char *ending = rq_run_meta(run, "ending"), *written = rq_run_meta(run, "configuration_as_written"),
       *wall = rq_run_meta(run, "wall_seconds");
  assert_string_equal(ending, "finished");
  assert_string_equal(written, rq_config_as_written(setup.config));
  assert_non_null(wall);
  assert_null(rq_run_meta(run, "no such text"));
  free(ending);
  free(written);
  free(wall);
}

static void labels(void **state) {
  (void)state;
  uint32_t count;
  const char *const *from = rq_run_labels(run, "brand", &count);
  assert_int_equal(count, 2);
  assert_string_equal(from[0], "人情");
  const char *const *to = rq_run_labels(run, "brand_to", &count);
  assert_int_equal(count, 2);
  assert_string_equal(to[1], "Newcomer");
  rq_run_labels(run, "tie_class", &count);
  assert_int_equal(count, CLASSES);
  assert_null(rq_run_labels(run, "needs", &count));
  assert_int_equal(count, 0);
}

static void every_series(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_run_weeks(run), WEEKS);
  double all = 0;
  for (uint32_t s = 0; s < SERIES; s++) {
    rq_table t;
    must(rq_run_series(run, rq_renqing_model.series[s].name, &t, &error), &error);
    size_t cells = 1;
    for (unsigned d = 1; d < t.dims; d++) cells *= t.shape[d];
    assert_int_equal(t.shape[0], WEEKS);
    assert_int_equal(cells, rq_series_cells(world, s));
    for (size_t k = 0; k < WEEKS * cells; k++) {
      double expected = the.series[s][k];
      assert_true(t.value[k] == expected || (isnan(t.value[k]) && isnan(expected)));
      all += isnan(expected) ? 0 : fabs(expected);
    }
    rq_table_free(&t);
  }
  assert_true(all > 1000); /* not all of it zero */
}

static void every_event(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  for (uint32_t e = 0; e < EVENTS; e++) {
    const rq_event_kind *kind = &rq_renqing_model.events[e];
    for (uint32_t c = 0; c < kind->columns_count; c++) {
      double *values, *week, sum = 0;
      size_t count, rows, in_week = 0;
      must(rq_run_events(run, kind->name, kind->columns[c].name, &values, &count, &error), &error);
      must(rq_run_events(run, kind->name, "week", &week, &rows, &error), &error);
      assert_int_equal(count, the.events[e]);
      for (size_t k = 0; k < count; k++) {
        in_week = k > 0 && week[k] == week[k - 1] ? in_week + 1 : 0;
        sum += (double)(float)values[k] * (double)(1 + in_week % 7);
      }
      assert_true(fabs(sum - the.event_sum[e][c]) <= 1e-9 * fabs(sum));
      free(values);
      free(week);
    }
  }
  assert_true(the.events[E_PURCHASE] > 50 && the.events[E_FAVOR] > 50);
  double *values;
  size_t count;
  must(rq_run_events(run, "no such kind", "week", &values, &count, &error), &error);
  assert_int_equal(count, 0);
}

static void the_panel(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  uint32_t *people;
  size_t count, expected;
  const uint32_t *panel = rq_world_panel(world, &expected);
  must(rq_run_panel(run, &people, &count, &error), &error);
  assert_int_equal(count, 60);
  assert_int_equal(expected, 60);
  assert_memory_equal(people, panel, count * sizeof *people);
  free(people);
}

static void the_snapshots(void **state) {
  (void)state;
  size_t count;
  const uint32_t *weeks = rq_run_snapshots(run, &count), expected[] = {0, 8, 16, 24};
  assert_int_equal(count, 4);
  assert_memory_equal(weeks, expected, sizeof expected);
}

/* Value of a field of the last week, as files show it. */
static double in_world(uint32_t field, uint32_t agent, const rq_row *row, uint32_t place) {
  const rq_field *f = &rq_renqing_model.fields[field];
  if (f->viewed) {
    static float values[FIELDS][1024];
    float *out[FIELDS];
    for (int k = 0; k < FIELDS; k++) out[k] = values[k];
    assert_true((row ? row->count : 2) < 1024);
    rq_renqing_model.view(world, agent, f->place, out);
    return (double)values[field][place];
  }
  const void *stored = row ? rq_world_row_values(world, row, field) : rq_array(world, field);
  size_t at = row || !f->dims[0] ? (row ? place : agent) : (size_t)agent * 2 + place;
  switch (f->type) {
  case RQ_U8:
    return ((const uint8_t *)stored)[at];
  case RQ_U16:
    return ((const uint16_t *)stored)[at];
  case RQ_U32:
    return ((const uint32_t *)stored)[at];
  case RQ_F32:
    return (double)((const float *)stored)[at];
  case RQ_FRACTION:
    return (double)rq_fraction(((const uint16_t *)stored)[at]);
  case RQ_FIXED:
    return (double)rq_fixed(((const int32_t *)stored)[at]);
  default:
    fail_msg("field %s has a type that this test does not know", f->name);
  }
  return 0;
}

static void people_and_brands(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  unsigned seen = 0;
  for (uint32_t f = 0; f < FIELDS; f++) {
    const rq_field *field = &rq_renqing_model.fields[f];
    if (field->place != RQ_PER_AGENT || !field->snapshot) continue;
    double *values;
    size_t people, brands = 1;
    if (field->dims[0]) {
      must(rq_run_pairs(run, WEEKS, field->name, &values, &people, &brands, &error), &error);
    } else {
      must(rq_run_people(run, WEEKS, field->name, &values, &people, &error), &error);
    }
    assert_int_equal(people, 300);
    assert_int_equal(brands, field->dims[0] ? 2 : 1);
    for (size_t k = 0; k < people * brands; k++)
      assert_true(values[k] == in_world(f, (uint32_t)(k / brands), NULL, (uint32_t)(k % brands)));
    free(values);
    seen++;
  }
  assert_true(seen > 10);
}

static void ties(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  unsigned seen = 0;
  for (uint32_t f = 0; f < FIELDS; f++) {
    const rq_field *field = &rq_renqing_model.fields[f];
    if (field->place != RQ_PER_TIE || !field->snapshot) continue;
    uint64_t *begin, halves, counted = 0;
    uint32_t *target;
    float *value;
    size_t people;
    must(rq_run_ties(run, WEEKS, field->name, &begin, &target, &value, &people, &halves, &error), &error);
    assert_int_equal(people, 300);
    for (uint32_t i = 0; i < people; i++) {
      rq_row row = rq_world_row(world, i);
      assert_int_equal(begin[i + 1] - begin[i], row.count);
      counted += row.count;
      for (uint64_t e = begin[i]; e < begin[i + 1]; e++) {
        uint32_t place = rq_row_find(&row, target[e]);
        assert_true(place < row.count);
        assert_true(value[e] == (float)in_world(f, i, &row, place));
        assert_true(e == begin[i] || target[e] > target[e - 1]);
      }
    }
    assert_int_equal(halves, counted);
    assert_true(halves > 3000);
    free(begin);
    free(target);
    free(value);
    seen++;
  }
  assert_true(seen >= 8);
}

/* The rows alone, or the values alone. */
static void parts_of_ties(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  float *value;
  uint64_t halves, *begin;
  uint32_t *target;
  size_t people;
  must(rq_run_ties(run, 0, "balance", NULL, NULL, &value, &people, &halves, &error), &error);
  double sum = 0;
  for (uint64_t e = 0; e < halves; e++) sum += (double)value[e];
  assert_true(sum == 0);
  free(value);
  must(rq_run_ties(run, 0, "balance", &begin, &target, NULL, &people, &halves, &error), &error);
  assert_int_equal(begin[people], halves);
  free(begin);
  free(target);
}

/* ---- what the file says of itself ---- */

/* "no yes" is two meanings. */
static void same_meanings(const rq_listed *l, const char *words) {
  char joined[512] = "";
  for (size_t k = 0; k < l->meanings; k++) {
    if (k) strcat(joined, " ");
    strcat(joined, l->meaning[k]);
  }
  assert_string_equal(joined, words ? words : "");
}

static void listed_series(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_listing list;
  must(rq_run_list(run, RQ_WEEKLY, 0, &list, &error), &error);
  static const char *const kinds[] = {[RQ_TALLY] = "count", [RQ_TOTAL] = "total", [RQ_MEAN] = "mean"};
  assert_int_equal(list.count, SERIES);
  for (uint32_t s = 0; s < SERIES; s++) { /* in the order of the table */
    const rq_series *of = &rq_renqing_model.series[s];
    const rq_listed *l = &list.entry[s];
    assert_string_equal(l->name, of->name);
    assert_string_equal(l->long_name, of->long_name);
    assert_string_equal(l->kind, kinds[of->kind]);
    assert_int_equal(l->whole, of->kind == RQ_TALLY);
    assert_int_equal(l->dimensions, (of->dims[0] != 0) + (of->dims[1] != 0));
    for (unsigned d = 0; d < l->dimensions; d++) assert_string_equal(l->dimension[d], rq_world_dimension(world, of->dims[d] - 1u)->name);
    assert_ptr_equal(rq_listing_find(&list, of->name), l);
  }
  assert_null(rq_listing_find(&list, "step")); /* a scale */
  rq_listing_free(&list);
}

static void listed_fields(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_listing part[4];
  size_t at[4] = {0}, people;
  for (rq_contents c = RQ_OF_PEOPLE; c <= RQ_OF_TIES; c++) must(rq_run_list(run, c, WEEKS, &part[c], &error), &error);
  for (uint32_t f = 0; f < FIELDS; f++) {
    const rq_field *field = &rq_renqing_model.fields[f];
    if (!field->snapshot || field->place == RQ_GLOBAL) continue;
    rq_contents c = field->place == RQ_PER_TIE ? RQ_OF_TIES : (field->dims[0] ? RQ_OF_PAIRS : RQ_OF_PEOPLE);
    assert_true(at[c] < part[c].count);
    const rq_listed *l = &part[c].entry[at[c]++];
    assert_string_equal(l->name, field->name);
    assert_string_equal(l->long_name, field->long_name);
    same_meanings(l, field->meanings);
  }
  for (rq_contents c = RQ_OF_PEOPLE; c <= RQ_OF_TIES; c++) {
    assert_int_equal(at[c], part[c].count);
    rq_listing_free(&part[c]);
  }
  must(rq_run_population(run, WEEKS, &people, &error), &error);
  assert_int_equal(people, rq_agents(world));
  assert_int_equal(rq_run_list(run, RQ_OF_TIES, WEEKS + 1, &part[0], &error), RQ_BAD_DATA);
  rq_error_free(&error);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_left_beside_the_file),
      cmocka_unit_test(attributes_and_meta),
      cmocka_unit_test(labels),
      cmocka_unit_test(every_series),
      cmocka_unit_test(every_event),
      cmocka_unit_test(the_panel),
      cmocka_unit_test(the_snapshots),
      cmocka_unit_test(people_and_brands),
      cmocka_unit_test(ties),
      cmocka_unit_test(parts_of_ties),
      cmocka_unit_test(listed_series),
      cmocka_unit_test(listed_fields),
  };
  return cmocka_run_group_tests(tests, make, clean);
}
