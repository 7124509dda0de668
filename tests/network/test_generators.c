/* Our own generators against igraph's: the same distributions of degrees, clustering and path lengths. Statistics have a fixed seed; each
 * comparison is wrong with probability 1e-4 over seeds. Controls: settings a little off are told apart. */
#include "check.h"
#include "sim/network_igraph.h"
#include "sim/network_ring.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* ---- what is compared ---- */

#define MOST_DEGREE 400u

/* Of many networks: how often each degree is, and for each network two figures. */
typedef struct sample {
  double degrees[MOST_DEGREE + 1];
  size_t count;
  double clustering[1000], path[1000];
} sample;

static void measure(const igraph_t *graph, uint32_t sources, sample *s) {
  igraph_vector_int_t degree;
  igraph_vector_int_init(&degree, 0);
  assert_int_equal(igraph_degree(graph, &degree, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS), IGRAPH_SUCCESS);
  for (igraph_integer_t v = 0; v < igraph_vcount(graph); v++)
    s->degrees[VECTOR(degree)[v] < MOST_DEGREE ? VECTOR(degree)[v] : MOST_DEGREE]++;
  igraph_vector_int_destroy(&degree);

  assert_int_equal(igraph_transitivity_undirected(graph, &s->clustering[s->count], IGRAPH_TRANSITIVITY_ZERO), IGRAPH_SUCCESS);
  igraph_matrix_t distance;
  igraph_matrix_init(&distance, 0, 0);
  assert_int_equal(igraph_distances(graph, &distance, igraph_vss_range(0, sources), igraph_vss_all(), IGRAPH_ALL), IGRAPH_SUCCESS);
  double sum = 0, pairs = 0;
  for (igraph_integer_t i = 0; i < igraph_matrix_nrow(&distance); i++)
    for (igraph_integer_t j = 0; j < igraph_matrix_ncol(&distance); j++)
      if (MATRIX(distance, i, j) > 0 && isfinite(MATRIX(distance, i, j))) {
        sum += MATRIX(distance, i, j);
        pairs++;
      }
  s->path[s->count++] = sum / pairs;
  igraph_matrix_destroy(&distance);
}

/* Pearson's test that two samples have one distribution; cells with fewer than 20 are joined with the next. */
static double degrees_alike(const sample *a, const sample *b) {
  double of_a = 0, of_b = 0, square = 0, here = 0, there = 0;
  size_t cells = 0;
  for (size_t d = 0; d <= MOST_DEGREE; d++) {
    of_a += a->degrees[d];
    of_b += b->degrees[d];
  }
  for (size_t d = 0; d <= MOST_DEGREE; d++) {
    here += a->degrees[d];
    there += b->degrees[d];
    if (here + there < 20) continue;
    square += pow(here * sqrt(of_b / of_a) - there * sqrt(of_a / of_b), 2) / (here + there);
    here = there = 0;
    cells++;
  }
  return gsl_cdf_chisq_Q(square, (double)cells - 1);
}

/* Welch's test that two samples have one mean, which may be the same for all (path lengths of dense rings). */
static double means_alike(const double *a, const double *b, size_t count) {
  double va = gsl_stats_variance(a, 1, count), vb = gsl_stats_variance(b, 1, count), n = (double)count;
  double apart = gsl_stats_mean(a, 1, count) - gsl_stats_mean(b, 1, count), t = apart / sqrt((va + vb) / n);
  if (va + vb < 1e-20) return fabs(apart) < 1e-9;
  double freedom = (n - 1) * pow(va + vb, 2) / (va * va + vb * vb);
  return 2 * gsl_cdf_tdist_Q(fabs(t), freedom);
}

static double alike(const char *what, const sample *a, const sample *b) {
  double degrees = degrees_alike(a, b), clustering = means_alike(a->clustering, b->clustering, a->count),
         path = means_alike(a->path, b->path, a->count);
  print_message("%-32s p: degrees %.3f, clustering %.3f, path length %.3f\n", what, degrees, clustering, path);
  return fmin(degrees, fmin(clustering, path));
}

/* ---- rings ---- */

static void draw_rings(uint32_t people, uint32_t neighbours, double rewiring, uint32_t rings, sample *s) {
  rq_ring ring;
  *s = (sample){.count = 0};
  assert_int_equal(rq_ring_open(&ring, people, neighbours, NULL), RQ_OK);
  for (uint32_t number = 0; number < rings; number++) {
    igraph_t graph;
    igraph_vector_int_t ends;
    rq_ring_draw(&ring, people, neighbours, rewiring, (rq_key){11, 0}, number);
    assert_int_equal(ring.ties, rq_ring_ties(people, neighbours));
    igraph_vector_int_init(&ends, 2 * (igraph_integer_t)ring.ties);
    for (size_t t = 0; t < 2 * ring.ties; t++) VECTOR(ends)[t] = ring.ends[t / 2][t % 2];
    assert_int_equal(igraph_create(&graph, &ends, people, IGRAPH_UNDIRECTED), IGRAPH_SUCCESS);
    igraph_bool_t simple;
    igraph_is_simple(&graph, &simple);
    assert_true(simple);
    measure(&graph, people < 50 ? people : 50, s);
    igraph_vector_int_destroy(&ends);
    igraph_destroy(&graph);
  }
  rq_ring_close(&ring);
}

static void draw_rings_of_igraph(uint32_t people, uint32_t neighbours, double rewiring, uint32_t rings, sample *s) {
  *s = (sample){.count = 0};
  for (uint32_t number = 0; number < rings; number++) {
    igraph_t graph;
    assert_int_equal(igraph_watts_strogatz_game(&graph, 1, people, neighbours / 2, rewiring, false, false), IGRAPH_SUCCESS);
    measure(&graph, people < 50 ? people : 50, s);
    igraph_destroy(&graph);
  }
}

static void rings_are_igraphs(void **state) {
  (void)state;
  static const struct {
    uint32_t people, neighbours, rings;
    double rewiring;
  } kinds[] = {{30, 12, 600, 0.1}, {45, 12, 300, 0.1}, {24, 8, 300, 0.3}, {40, 4, 300, 0.5}, {30, 8, 300, 1.0}, {2000, 10, 20, 0.1}};
  sample *ours = calloc(3, sizeof *ours), *theirs = ours + 1, *off = ours + 2;
  rq_igraph_quiet();
  igraph_rng_seed(igraph_rng_default(), 1);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    draw_rings(kinds[k].people, kinds[k].neighbours, kinds[k].rewiring, kinds[k].rings, ours);
    draw_rings_of_igraph(kinds[k].people, kinds[k].neighbours, kinds[k].rewiring, kinds[k].rings, theirs);
    assert_true(alike("rings", ours, theirs) > 1e-4);
    if (kinds[k].rewiring >= 1) continue;
    draw_rings(kinds[k].people, kinds[k].neighbours, kinds[k].rewiring * 1.3, kinds[k].rings, off); /* control */
    assert_true(alike("  rewired a third more", off, theirs) < 1e-4);
  }
  free(ours);
}

static void small_circles_know_each_other(void **state) {
  (void)state;
  rq_ring ring;
  assert_int_equal(rq_ring_open(&ring, 13, 12, NULL), RQ_OK);
  for (uint32_t people = 1; people <= 13; people++) {
    rq_ring_draw(&ring, people, 12, 0.5, (rq_key){1, 0}, people);
    assert_int_equal(ring.ties, people * (people - 1) / 2);
  }
  rq_ring_close(&ring);
}

/* ---- acquaintances ---- */

#define PEOPLE 5000u
#define REPLICATES 12u

static rq_network_settings acquaintances_only(void) {
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  settings.household_max = 1;
  settings.household_mean = 1;
  settings.circle_neighbours = 0;
  return settings;
}

static void draw_acquaintances(const rq_network_settings *settings, sample *s) {
  *s = (sample){.count = 0};
  for (uint32_t r = 0; r < REPLICATES; r++) {
    rq_network network;
    igraph_t graph;
    igraph_vector_int_t ends;
    igraph_integer_t next = 0;
    build(settings, PEOPLE, 100 + r, &network);
    assert_true(rows_are_whole(&network));
    assert_int_equal(network.halves, 30 * PEOPLE);
    igraph_vector_int_init(&ends, (igraph_integer_t)network.halves);
    for (uint32_t v = 0; v < PEOPLE; v++)
      for (uint64_t h = network.begin[v]; h < network.begin[v + 1]; h++)
        if (network.target[h] > v) {
          VECTOR(ends)[next++] = v;
          VECTOR(ends)[next++] = network.target[h];
        }
    igraph_create(&graph, &ends, PEOPLE, IGRAPH_UNDIRECTED);
    measure(&graph, 50, s);
    igraph_vector_int_destroy(&ends);
    igraph_destroy(&graph);
    rq_network_free(&network);
  }
}

/* The mean of a density x^-2.5 between 1 and `ratio`. */
static double mean_fitness(double ratio) {
  return 3 * (1 - pow(ratio, -0.5)) / (1 - pow(ratio, -1.5));
}

/* A density x^-2.5 between what the least and the most sociable expect, 150, with a mean of 30. No cap, as only few would reach it. */
static void draw_acquaintances_of_igraph(sample *s) {
  double low = 1, high = 1e6;
  for (int step = 0; step < 100; step++) {
    double middle = (low + high) / 2;
    if (mean_fitness(middle) * 150 / middle > 30)
      low = middle;
    else
      high = middle;
  }
  *s = (sample){.count = 0};
  for (uint32_t r = 0; r < REPLICATES; r++) {
    igraph_t graph;
    igraph_vector_t fitness;
    igraph_vector_init(&fitness, PEOPLE);
    for (uint32_t v = 0; v < PEOPLE; v++)
      VECTOR(fitness)[v] = pow(1 - igraph_rng_get_unif01(igraph_rng_default()) * (1 - pow(low, -1.5)), -1 / 1.5);
    assert_int_equal(igraph_static_fitness_game(&graph, 15 * PEOPLE, &fitness, NULL, false, false), IGRAPH_SUCCESS);
    measure(&graph, 50, s);
    igraph_vector_destroy(&fitness);
    igraph_destroy(&graph);
  }
}

/* Those near the cap are left out of the degrees: igraph's generator has none. */
static void join_from(sample *s, size_t from) {
  for (size_t d = from + 1; d <= MOST_DEGREE; d++) {
    s->degrees[from] += s->degrees[d];
    s->degrees[d] = 0;
  }
}

static void acquaintances_are_igraphs(void **state) {
  (void)state;
  rq_network_settings settings = acquaintances_only();
  sample *ours = calloc(3, sizeof *ours), *theirs = ours + 1, *off = ours + 2;
  rq_igraph_quiet();
  igraph_rng_seed(igraph_rng_default(), 2);
  draw_acquaintances_of_igraph(theirs);
  join_from(theirs, 120);
  draw_acquaintances(&settings, ours);
  join_from(ours, 120);
  assert_true(alike("acquaintances", ours, theirs) > 1e-4);
  settings.density_exponent = 2.6; /* control */
  draw_acquaintances(&settings, off);
  join_from(off, 120);
  assert_true(alike("  a tail a little thinner", off, theirs) < 1e-4);
  free(ours);
}

/* ---- threads ---- */

static void threads_make_no_difference(void **state) {
  (void)state;
  static const int kinds[] = {RQ_NET_GUANXI, RQ_NET_SMALL_WORLD}, threads[] = {2, 3, 8};
  int before = omp_get_max_threads();
  for (size_t k = 0; k < 2; k++) {
    rq_network_settings settings = default_settings(kinds[k]);
    settings.degree_cap = 40; /* many are above it at first */
    rq_network one, many;
    omp_set_num_threads(1);
    build(&settings, 40000, 5, &one);
    assert_int_equal(one.halves, 30 * 40000);
    for (size_t t = 0; t < 3; t++) {
      omp_set_num_threads(threads[t]);
      build(&settings, 40000, 5, &many);
      assert_true(same_network(&one, &many));
      rq_network_free(&many);
    }
    rq_network_free(&one);
  }
  omp_set_num_threads(before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rings_are_igraphs),
      cmocka_unit_test(small_circles_know_each_other),
      cmocka_unit_test(acquaintances_are_igraphs),
      cmocka_unit_test(threads_make_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
