/* Network measures on small networks whose values can be worked out by hand, and against igraph on random ones. */
#include "analysis/graph.h"
#include "analysis/network_measures.h"
#include "analysis/paths.h"
#include <math.h>
#include <omp.h>
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

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Rows in memory. */
static rq_society society(const uint32_t (*tie)[2], size_t ties, size_t people) {
  rq_society s = {.people = people, .halves = 2 * ties};
  s.begin = calloc(people + 1, sizeof *s.begin);
  s.target = calloc(2 * ties + 1, sizeof *s.target);
  for (size_t t = 0; t < ties; t++) {
    s.begin[tie[t][0]]++;
    s.begin[tie[t][1]]++;
  }
  uint64_t at = 0;
  for (size_t i = 0; i <= people; i++) {
    uint64_t count = i < people ? s.begin[i] : 0;
    s.begin[i] = at;
    at += count;
  }
  uint64_t *next = malloc((people + 1) * sizeof *next);
  for (size_t i = 0; i < people; i++) next[i] = s.begin[i];
  for (size_t t = 0; t < ties; t++)
    for (int end = 0; end < 2; end++) s.target[next[tie[t][end]]++] = tie[t][1 - end];
  for (size_t i = 0; i < people; i++) qsort(s.target + s.begin[i], rq_degree(&s, i), sizeof *s.target, ascending);
  free(next);
  return s;
}

/* A network of igraph's as rows. */
static rq_society society_of(const igraph_t *graph) {
  size_t ties = (size_t)igraph_ecount(graph);
  uint32_t(*tie)[2] = malloc((ties + 1) * sizeof *tie);
  for (size_t e = 0; e < ties; e++) {
    tie[e][0] = (uint32_t)IGRAPH_FROM(graph, (igraph_integer_t)e);
    tie[e][1] = (uint32_t)IGRAPH_TO(graph, (igraph_integer_t)e);
  }
  rq_society s = society((const uint32_t(*)[2])tie, ties, (size_t)igraph_vcount(graph));
  free(tie);
  return s;
}

static int make(void **state) {
  static rq_society s;
  rq_igraph_quiet();
  s = society(bridge, BRIDGE, PEOPLE);
  *state = &s;
  return 0;
}

static int drop(void **state) {
  rq_society_free(*state);
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
  igraph_t graph;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_measure_components(*state, &c, &error), RQ_OK);
  assert_int_equal(c.count, 2);
  NEAR(c.largest_share, 6.0 / 7, 1e-6);
  assert_int_equal(c.begin[1], 6);
  assert_int_equal(c.begin[2], 7);
  assert_int_equal(c.member[6], 6);
  rq_components_free(&c);
  assert_int_equal(rq_graph_make(*state, &graph, &error), RQ_OK);
  assert_int_equal(rq_measure_communities(&graph, &k, &error), RQ_OK);
  assert_int_equal(k.count, 3);
  NEAR(k.modularity, 5.0 / 14, 1e-6); /* 6/7 - 2 (7/14)^2 */
  NEAR(k.largest_share, 3.0 / 7, 1e-6);
  igraph_destroy(&graph);
}

/* Of 15 pairs 7 are at 1, 4 at 2 and 4 at 3 steps; all 12 places between ends are those of 2 and 3: 8 pairs cross. */
static void paths(void **state) {
  rq_components c;
  rq_paths p;
  rq_error error = RQ_NO_ERROR;
  static const uint8_t ends_of_bridge[] = {0, 0, 3, 3, 0, 0, 0};
  assert_int_equal(rq_measure_components(*state, &c, &error), RQ_OK);
  assert_int_equal(rq_measure_paths(*state, &c, ends_of_bridge, 0, &p, &error), RQ_OK);
  assert_false(p.sampled);
  NEAR(p.pairs, 30, 0);
  NEAR(p.steps.value, 1.8, 1e-6);
  NEAR(p.through[3].value, 1, 0);
  NEAR(p.through[0].value, 0, 0);
  assert_int_equal(rq_measure_paths(*state, &c, ends_of_bridge, 3000, &p, &error), RQ_OK);
  assert_true(p.sampled);
  assert_true(p.steps.lower < 1.8 && p.steps.upper > 1.8);
  NEAR(p.through[3].value, 1, 0);
  rq_components_free(&c);
}

static void brokers(void **state) {
  uint32_t who[] = {2, 0};
  double constraint[2];
  rq_measure_constraint(*state, who, 2, constraint);
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
  rq_components parts;
  rq_paths p;
  static const uint8_t none[3] = {0};
  double assortativity;
  rq_error error = RQ_NO_ERROR;
  uint32_t group[] = {0, 0, 1};
  assert_int_equal(rq_graph_make(&s, &graph, &error), RQ_OK);
  assert_int_equal(rq_measure_degrees(&s, &d, &error), RQ_OK);
  assert_int_equal(d.isolated, 3);
  assert_int_equal(rq_measure_clustering(&s, &c, &error), RQ_OK);
  assert_true(isnan(c.transitivity));
  assert_int_equal(rq_measure_communities(&graph, &k, &error), RQ_OK);
  assert_int_equal(rq_measure_components(&s, &parts, &error), RQ_OK);
  assert_int_equal(parts.count, 3);
  assert_int_equal(rq_measure_paths(&s, &parts, none, 0, &p, &error), RQ_OK);
  assert_true(isnan(p.steps.value) && isnan(p.through[0].value));
  rq_components_free(&parts);
  assert_int_equal(rq_measure_degree_assortativity(&s, &assortativity, &error), RQ_OK);
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

/* ---- against igraph ---- */

/* A random network of 700 people: the n-th of several kinds. */
static void draw(unsigned n, igraph_t *graph) {
  assert_int_equal(igraph_rng_seed(igraph_rng_default(), 100 + n), IGRAPH_SUCCESS);
  if (n % 3 == 0) assert_int_equal(igraph_erdos_renyi_game_gnm(graph, 700, 1100, IGRAPH_UNDIRECTED, IGRAPH_NO_LOOPS), IGRAPH_SUCCESS);
  if (n % 3 == 1) assert_int_equal(igraph_watts_strogatz_game(graph, 1, 700, 5, 0.1, IGRAPH_NO_LOOPS, IGRAPH_NO_MULTIPLE), IGRAPH_SUCCESS);
  if (n % 3 == 2) {
    assert_int_equal(igraph_barabasi_game(graph, 700, 1, 4, NULL, true, 1, IGRAPH_UNDIRECTED, IGRAPH_BARABASI_PSUMTREE, NULL),
                     IGRAPH_SUCCESS);
    assert_int_equal(igraph_simplify(graph, true, true, NULL), IGRAPH_SUCCESS);
  }
}

static void same_as_igraph(void **state) {
  (void)state;
  for (unsigned n = 0; n < 6; n++) {
    igraph_t graph;
    draw(n, &graph);
    rq_society s = society_of(&graph);
    rq_error error = RQ_NO_ERROR;
    rq_clustering c;
    rq_components k;
    double expected, mine;
    igraph_integer_t parts;
    assert_int_equal(rq_society_check(&s, "random", &error), RQ_OK);
    assert_int_equal(rq_measure_clustering(&s, &c, &error), RQ_OK);
    igraph_transitivity_undirected(&graph, &expected, IGRAPH_TRANSITIVITY_NAN);
    NEAR(c.transitivity, expected, 1e-6);
    igraph_transitivity_avglocal_undirected(&graph, &expected, IGRAPH_TRANSITIVITY_NAN);
    NEAR(c.mean_local, expected, 1e-6);
    assert_int_equal(rq_measure_degree_assortativity(&s, &mine, &error), RQ_OK);
    igraph_assortativity_degree(&graph, &expected, IGRAPH_UNDIRECTED);
    NEAR(mine, expected, 1e-5);
    igraph_connected_components(&graph, NULL, NULL, &parts, IGRAPH_WEAK);
    assert_int_equal(rq_measure_components(&s, &k, &error), RQ_OK);
    assert_int_equal(k.count, parts);
    uint32_t all[700];
    double constraint[700];
    igraph_vector_t theirs;
    for (uint32_t i = 0; i < 700; i++) all[i] = i;
    rq_measure_constraint(&s, all, 700, constraint);
    igraph_vector_init(&theirs, 0);
    igraph_constraint(&graph, &theirs, igraph_vss_all(), NULL);
    for (uint32_t i = 0; i < 700; i++)
      if (rq_degree(&s, i) > 0) NEAR(constraint[i], VECTOR(theirs)[i], 1e-5);
    igraph_vector_destroy(&theirs);
    rq_components_free(&k);
    rq_society_free(&s);
    igraph_destroy(&graph);
  }
}

/* A sample's interval must hold the exact value. 30 samples x 5 intervals of 95 %: 7.5 misses are expected, and more than 18 are seen once
 * in 10,000 times if they were independent; the draws are fixed. A sampler that prefers some paths misses nearly always. */
static void samples_agree_with_all_pairs(void **state) {
  (void)state;
  unsigned misses = 0, looked = 0;
  for (unsigned n = 0; n < 30; n++) {
    igraph_t graph;
    draw(n, &graph);
    rq_society s = society_of(&graph);
    rq_error error = RQ_NO_ERROR;
    rq_components c;
    rq_degrees d;
    rq_paths exact, sample;
    uint8_t group[700];
    assert_int_equal(rq_measure_components(&s, &c, &error), RQ_OK);
    assert_int_equal(rq_measure_degrees(&s, &d, &error), RQ_OK);
    rq_tie_groups(&s, &d, group);
    assert_int_equal(rq_measure_paths(&s, &c, group, 0, &exact, &error), RQ_OK);
    assert_int_equal(rq_measure_paths(&s, &c, group, 1500, &sample, &error), RQ_OK);
    assert_false(exact.sampled);
    assert_true(sample.sampled);
    misses += !(sample.steps.lower <= exact.steps.value && exact.steps.value <= sample.steps.upper);
    looked++;
    for (unsigned g = 0; g < RQ_TIE_GROUPS; g++, looked++)
      misses += !(sample.through[g].lower <= exact.through[g].value && exact.through[g].value <= sample.through[g].upper);
    assert_true(sample.steps.upper - sample.steps.lower < 0.1 * exact.steps.value); /* not so wide that it says nothing */
    rq_components_free(&c);
    rq_society_free(&s);
    igraph_destroy(&graph);
  }
  print_message("%u of %u intervals miss the exact value\n", misses, looked);
  assert_true(misses <= 18);
}

static void any_number_of_threads(void **state) {
  (void)state;
  igraph_t graph;
  draw(1, &graph);
  rq_society s = society_of(&graph);
  rq_error error = RQ_NO_ERROR;
  rq_components c;
  rq_paths first = {0};
  rq_clustering shape = {0};
  uint8_t group[700] = {0};
  double mixed = 0;
  assert_int_equal(rq_measure_components(&s, &c, &error), RQ_OK);
  for (int threads = 1; threads <= 8; threads++) {
    rq_paths p;
    rq_clustering k;
    double mine;
    omp_set_num_threads(threads);
    assert_int_equal(rq_measure_paths(&s, &c, group, 500, &p, &error), RQ_OK);
    assert_int_equal(rq_measure_clustering(&s, &k, &error), RQ_OK);
    assert_int_equal(rq_measure_degree_assortativity(&s, &mine, &error), RQ_OK);
    if (threads == 1) {
      first = p;
      shape = k;
      mixed = mine;
    }
    assert_memory_equal(&first.steps, &p.steps, sizeof p.steps);
    assert_memory_equal(&first.through[0], &p.through[0], sizeof p.through[0]);
    assert_memory_equal(&shape, &k, sizeof k);
    assert_memory_equal(&mixed, &mine, sizeof mine);
  }
  rq_components_free(&c);
  rq_society_free(&s);
  igraph_destroy(&graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(degrees),
      cmocka_unit_test(clustering),
      cmocka_unit_test(parts),
      cmocka_unit_test(paths),
      cmocka_unit_test(brokers),
      cmocka_unit_test(mixing),
      cmocka_unit_test(nothing),
      cmocka_unit_test(partners),
      cmocka_unit_test(half_ties_are_found),
      cmocka_unit_test(same_as_igraph),
      cmocka_unit_test(samples_agree_with_all_pairs),
      cmocka_unit_test(any_number_of_threads),
  };
  return cmocka_run_group_tests(tests, make, drop);
}
