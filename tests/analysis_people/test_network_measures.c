/* Network measures on small graphs whose values can be worked out by hand. */
#include "analysis/network_measures.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#define NEAR(a, b, error) assert_float_equal((float)(a), (float)(b), (float)(error))

/* Two triangles 0 1 2 and 3 4 5 joined by 2 - 3, and 6 alone. */
static const uint32_t bridge[][2] = {{0, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 4}, {3, 5}, {4, 5}};
#define BRIDGE 7u
#define PEOPLE 7u

/* Rows in memory, in an order of targets that is not ascending. */
static rq_society society(const uint32_t (*tie)[2], size_t ties, size_t people) {
  rq_society s = {.people = people, .halves = 2 * ties};
  s.begin = calloc(people + 1, sizeof *s.begin);
  s.target = calloc(2 * ties + 1, sizeof *s.target);
  uint64_t at = 0;
  for (uint32_t i = 0; i < people; i++) {
    s.begin[i] = at;
    for (size_t t = ties; t-- > 0;) {
      if (tie[t][0] == i) s.target[at++] = tie[t][1];
      if (tie[t][1] == i) s.target[at++] = tie[t][0];
    }
  }
  s.begin[people] = at;
  return s;
}

static int make(void **state) {
  static const size_t ties = sizeof bridge / sizeof *bridge;
  rq_igraph_quiet();
  rq_society s = society(bridge, ties, PEOPLE);
  igraph_t *graph = malloc(sizeof *graph);
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_graph_make(&s, graph, &error);
  rq_society_free(&s);
  *state = graph;
  return (int)status;
}

static int drop(void **state) {
  igraph_destroy(*state);
  free(*state);
  return 0;
}

static void degrees(void **state) {
  rq_degrees d;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_degrees(*state, &d, &error), RQ_OK);
  NEAR(d.mean, 2.0 * BRIDGE / PEOPLE, 1e-6);
  NEAR(d.largest, 3, 0);
  NEAR(d.quantile[2], 2, 0);
  assert_int_equal(d.isolated, 1);
  assert_true(isnan(d.tail_exponent)); /* seven people have no tail */
}

static void clustering(void **state) {
  rq_clustering c;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_clustering(*state, &c, &error), RQ_OK);
  NEAR(c.transitivity, 6.0 / 10, 1e-6); /* 2 triangles x 3 over triples 4 x 1 + 2 x 3 */
  NEAR(c.mean_local, (4 * 1.0 + 2 * 1.0 / 3) / 6, 1e-6);
}

static void parts(void **state) {
  rq_components c;
  rq_communities k;
  rq_estimate distance;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_components(*state, &c, &error), RQ_OK);
  assert_int_equal(c.count, 2);
  NEAR(c.largest_share, 6.0 / 7, 1e-6);
  assert_int_equal(rq_measure_communities(*state, &k, &error), RQ_OK);
  assert_int_equal(k.count, 3);
  NEAR(k.modularity, 5.0 / 14, 1e-6); /* 6/7 - 2 (7/14)^2 */
  NEAR(k.largest_share, 3.0 / 7, 1e-6);
  assert_int_equal(rq_measure_distance(*state, 100, &distance, &error), RQ_OK);
  NEAR(distance.value, 1.8, 1e-6); /* of 15 pairs 7 at 1, 4 at 2, 4 at 3: each person's mean, averaged */
}

static void brokers(void **state) {
  uint32_t who[] = {2, 0};
  double constraint[2];
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_constraint(*state, who, 2, constraint, &error), RQ_OK);
  /* Burt: 2 has ties to 0, 1, 3, a third each; 0 and 1 reach each other by half */
  NEAR(constraint[0], 2 * pow(1.0 / 3 + 1.0 / 6, 2) + pow(1.0 / 3, 2), 1e-6);
  /* 0 has ties to 1 and 2, a half each; 1 spends a half on 2, 2 a third on 1 */
  NEAR(constraint[1], pow(0.5 + 0.5 / 3, 2) + pow(0.5 + 0.25, 2), 1e-6);
  assert_true(constraint[0] < constraint[1]);
}

static void mixing(void **state) {
  (void)state;
  rq_society s = society(bridge, BRIDGE, PEOPLE);
  uint32_t sides[] = {70, 70, 70, 4000000000u, 4000000000u, 4000000000u, 9}, one[] = {5, 5, 5, 5, 5, 5, 5};
  uint32_t half[] = {1, 1, 1, RQ_UNGROUPED, 2, 2, RQ_UNGROUPED};
  rq_mixing m;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_mixing(&s, sides, &m, &error), RQ_OK);
  assert_int_equal(m.ties, 7);
  NEAR(m.same, 6.0 / 7, 1e-6);
  NEAR(m.by_chance, 0.5, 1e-6);
  NEAR(m.assortativity, 5.0 / 7, 1e-6);
  assert_int_equal(rq_measure_mixing(&s, one, &m, &error), RQ_OK);
  assert_true(isnan(m.assortativity)); /* nothing to sort by */
  assert_int_equal(rq_measure_mixing(&s, half, &m, &error), RQ_OK);
  assert_int_equal(m.ties, 4); /* those of person 3 do not count */
  NEAR(m.same, 1, 1e-6);
  rq_society_free(&s);
}

static void nothing(void **state) {
  (void)state;
  rq_society s = society(bridge, 0, 3);
  igraph_t graph;
  rq_degrees d;
  rq_clustering c;
  rq_communities k;
  rq_mixing m;
  rq_estimate distance;
  double assortativity;
  rq_error error = RQ_NO_ERROR;
  uint32_t group[] = {0, 0, 1};
  assert_int_equal(rq_graph_make(&s, &graph, &error), RQ_OK);
  assert_int_equal(rq_measure_degrees(&graph, &d, &error), RQ_OK);
  assert_int_equal(d.isolated, 3);
  assert_int_equal(rq_measure_clustering(&graph, &c, &error), RQ_OK);
  assert_true(isnan(c.transitivity));
  assert_int_equal(rq_measure_communities(&graph, &k, &error), RQ_OK);
  assert_int_equal(rq_measure_distance(&graph, 40, &distance, &error), RQ_OK);
  assert_true(isnan(distance.value));
  assert_int_equal(rq_measure_degree_assortativity(&graph, &assortativity, &error), RQ_OK);
  assert_int_equal(rq_measure_mixing(&s, group, &m, &error), RQ_OK);
  assert_true(isnan(m.assortativity));
  igraph_destroy(&graph);
  rq_society_free(&s);
}

static void partners(void **state) {
  (void)state;
  rq_society s = society(bridge, BRIDGE, PEOPLE);
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_society_pair(&s, "run.h5", &error), RQ_OK);
  for (uint32_t i = 0; i < PEOPLE; i++)
    for (uint64_t k = s.begin[i]; k < s.begin[i + 1]; k++) {
      uint64_t other = s.partner[k];
      assert_int_equal(s.target[other], i);
      assert_true(other >= s.begin[s.target[k]] && other < s.begin[s.target[k] + 1]);
      assert_int_equal(s.partner[other], k);
    }
  rq_society_free(&s);
}

/* 0 feels for 1, 1 for 2 and 2 for 0: as many halves in as out, and no tie. */
static void half_ties_are_found(void **state) {
  (void)state;
  rq_society s = {.people = 3, .halves = 3};
  s.begin = malloc(4 * sizeof *s.begin);
  s.target = malloc(3 * sizeof *s.target);
  for (uint32_t i = 0; i < 3; i++) {
    s.begin[i] = i;
    s.target[i] = (i + 1) % 3;
  }
  s.begin[3] = 3;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_society_pair(&s, "run.h5", &error), RQ_BAD_DATA);
  assert_non_null(strstr(error.text, "one half only"));
  rq_error_free(&error);
  rq_society_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(degrees), cmocka_unit_test(clustering), cmocka_unit_test(parts),    cmocka_unit_test(brokers),
      cmocka_unit_test(mixing),  cmocka_unit_test(nothing),    cmocka_unit_test(partners), cmocka_unit_test(half_ties_are_found),
  };
  return cmocka_run_group_tests(tests, make, drop);
}
