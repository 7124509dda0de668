/* The generators: statistics of the layered network, and properties of all kinds. Statistical tests have fixed seeds; their bounds are
 * wider than five standard errors, so a correct program fails fewer than one in a million seeds. */
#include "check.h"
#include "sim/network_ties.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- the layered network ---- */

static void guanxi_has_its_layers(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  rq_network network;
  build(&settings, 20000, 1, &network);
  assert_true(rows_are_whole(&network));
  assert_true(fabs(mean_degree(&network, RQ_LAYER_KIN) - 2.6) < 0.15);
  assert_true(fabs(mean_degree(&network, RQ_LAYER_CIRCLE) - 12) < 0.12);
  assert_true(fabs(mean_degree(&network, -1) - 30) < 0.3);
  rq_network_free(&network);
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Sizes of groups numbered from 0; the caller frees. */
static uint32_t *group_sizes(const uint32_t *group, uint32_t people, uint32_t *groups) {
  uint32_t *sizes = calloc(people, sizeof *sizes);
  *groups = 0;
  for (uint32_t v = 0; v < people; v++) {
    assert_true(group[v] < people);
    sizes[group[v]]++;
    if (group[v] >= *groups) *groups = group[v] + 1;
  }
  return sizes;
}

static void households_are_cliques_across_circles(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  rq_network network;
  build(&settings, 5000, 2, &network);
  uint32_t households, circles;
  uint32_t *house = group_sizes(network.household, network.vertices, &households);
  uint32_t *circle = group_sizes(network.circle, network.vertices, &circles);
  for (uint32_t g = 0; g < households; g++) assert_in_range(house[g], 1, 6);
  for (uint32_t g = 0; g < circles; g++) assert_in_range(circle[g], 15, 45);
  assert_true(fabs((double)network.vertices / households - 3.2) < 0.15);
  for (uint32_t v = 0; v < network.vertices; v++) {
    uint32_t kin = 0;
    for (uint64_t h = network.begin[v]; h < network.begin[v + 1]; h++) {
      uint32_t w = network.target[h];
      bool one_household = network.household[v] == network.household[w], one_circle = network.circle[v] == network.circle[w];
      kin += network.layer[h] == RQ_LAYER_KIN;
      assert_int_equal(network.layer[h] == RQ_LAYER_KIN, one_household);
      assert_false(one_household && one_circle);
      if (network.layer[h] == RQ_LAYER_CIRCLE) assert_true(one_circle);
    }
    assert_int_equal(kin, house[network.household[v]] - 1);
  }
  free(house);
  free(circle);
  rq_network_free(&network);
}

/* Share of pairs of a person's circle that are tied to each other in the circle, over all people. */
static double circle_clustering(const rq_network *network) {
  uint64_t pairs = 0, closed = 0;
  for (uint32_t v = 0; v < network->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++)
      for (uint64_t k = h + 1; k < network->begin[v + 1]; k++) {
        if (network->layer[h] != RQ_LAYER_CIRCLE || network->layer[k] != RQ_LAYER_CIRCLE) continue;
        pairs++;
        uint32_t a = network->target[h], b = network->target[k];
        const uint32_t *row = network->target + network->begin[a];
        const uint32_t *found = bsearch(&b, row, degree(network, a), sizeof b, by_value);
        closed += found && network->layer[found - network->target] == RQ_LAYER_CIRCLE;
      }
  return (double)closed / (double)pairs;
}

static void circles_are_small_worlds(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  settings.circle_min = settings.circle_max = 45; /* a random graph of this size and degree clusters 12 / 44 */
  rq_network network;
  build(&settings, 4500, 3, &network);
  double drawn = circle_clustering(&network);
  rq_network_free(&network);
  settings.rewiring = 1; /* the negative control: without order in the ring the circles are random graphs */
  build(&settings, 4500, 3, &network);
  double rewired = circle_clustering(&network);
  rq_network_free(&network);
  assert_true(fabs(rewired - 12.0 / 44) < 0.01);
  assert_true(drawn > 0.40);
}

/* The share of people with so many acquaintances or more. */
static double tail_share(const rq_network *network, uint64_t from) {
  uint32_t above = 0;
  for (uint32_t v = 0; v < network->vertices; v++) {
    uint64_t acquaintances = 0;
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) acquaintances += network->layer[h] == RQ_LAYER_ACQUAINTANCE;
    above += acquaintances >= from;
  }
  return (double)above / network->vertices;
}

/* With density x^-2.5 the share above twice a degree is 2^-1.5 = 0.354 of the share above it, less where the cap is near. */
static void acquaintances_have_a_heavy_tail(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  settings.degree_cap = 1000;
  rq_network network;
  build(&settings, 20000, 4, &network);
  double ratio = tail_share(&network, 40) / tail_share(&network, 20);
  rq_network_free(&network);
  settings.density_exponent = 10; /* the negative control: nearly equal people, a Poisson tail */
  build(&settings, 20000, 4, &network);
  double thin = tail_share(&network, 40) / tail_share(&network, 20);
  rq_network_free(&network);
  assert_true(fabs(ratio - 0.354) < 0.05);
  assert_true(thin < 0.05);
}

static void guanxi_follows_its_settings(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  settings.mean_degree = 20;
  settings.household_max = 4;
  settings.household_mean = 4;
  settings.circle_min = settings.circle_max = 20;
  settings.circle_neighbours = 8;
  settings.degree_cap = 60;
  rq_network network;
  build(&settings, 4000, 5, &network);
  assert_true(rows_are_whole(&network));
  assert_true(fabs(mean_degree(&network, -1) - 20) < 0.01);
  assert_true(fabs(mean_degree(&network, RQ_LAYER_KIN) - 3) < 1e-9);
  assert_true(fabs(mean_degree(&network, RQ_LAYER_CIRCLE) - 8) < 1e-9);
  for (uint32_t v = 0; v < network.vertices; v++) assert_true(degree(&network, v) <= 60);
  rq_network_free(&network);
}

/* Where nearly all pairs are needed the mean is still met. */
static void small_societies_are_filled(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  static const uint32_t sizes[] = {31, 32, 40, 64, 100, 257};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    rq_network network;
    build(&settings, sizes[i], 6, &network);
    assert_true(rows_are_whole(&network));
    assert_int_equal(network.halves, 30 * sizes[i]);
    rq_network_free(&network);
  }
}

/* ---- every kind ---- */

static rq_network_settings typical(int kind, uint32_t *people) {
  rq_network_settings settings = default_settings(kind);
  *people = kind == RQ_NET_COMPLETE || kind == RQ_NET_STAR ? 40 : kind == RQ_NET_KARATE ? 0 : 900;
  if (kind == RQ_NET_LATTICE) settings.mean_degree = 12;
  return settings;
}

static bool is_drawn(int kind) {
  return kind < RQ_NET_LATTICE || kind == RQ_NET_BLOCKS;
}

static void kinds_are_whole_and_keyed(void **state) {
  (void)state;
  for (int kind = RQ_NET_GUANXI; kind <= RQ_NET_KARATE; kind++) {
    uint32_t people;
    rq_network_settings settings = typical(kind, &people);
    rq_network first, again, other;
    build(&settings, people, 7, &first);
    build(&settings, people, 8, &other);
    build(&settings, people, 7, &again);
    assert_true(rows_are_whole(&first));
    assert_true(same_network(&first, &again));
    assert_int_equal(same_network(&first, &other), !is_drawn(kind));
    assert_int_equal(rq_network_by_chance(&settings), is_drawn(kind));
    if (is_drawn(kind)) assert_true(fabs(mean_degree(&first, -1) - 30) < 0.3 + 2.0 * (kind == RQ_NET_BLOCKS));
    rq_network_free(&first);
    rq_network_free(&again);
    rq_network_free(&other);
  }
}

static void replicates_differ(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  rq_network networks[2];
  for (uint32_t replicate = 0; replicate < 2; replicate++)
    assert_int_equal(rq_network_build(&settings, 500, (rq_key){1, replicate}, "", &networks[replicate], NULL), RQ_OK);
  assert_false(same_network(&networks[0], &networks[1]));
  for (int i = 0; i < 2; i++) rq_network_free(&networks[i]);
}

/* Random settings and sizes: all networks are whole, and no one passes the cap. */
static void kinds_hold_at_random(void **state) {
  (void)state;
  for (uint32_t trial = 0; trial < 120; trial++) {
    rq_words word = rq_draw((rq_key){99, 0}, trial, 0, 1, 0), more = rq_draw((rq_key){99, 0}, trial, 0, 1, 1);
    rq_network_settings settings = default_settings((int)(trial % RQ_NET_KARATE));
    uint32_t people = 60 + word.v[0] % 900;
    settings.mean_degree = settings.kind == RQ_NET_GUANXI ? 24 + word.v[1] % 12 : 2 * (1 + word.v[1] % 14);
    settings.degree_cap = (int64_t)settings.mean_degree + 5 + word.v[2] % 40;
    settings.rewiring = rq_unit(word.v[3]);
    settings.density_exponent = 1.5 + 3 * (double)rq_unit(more.v[0]);
    settings.blocks = 1 + more.v[1] % 9;
    settings.within = rq_unit(more.v[2]);
    if (settings.kind == RQ_NET_COMPLETE || settings.kind == RQ_NET_STAR) settings.degree_cap = people;
    if (settings.kind == RQ_NET_TORUS) people = 9 * 11;
    if (settings.kind == RQ_NET_LATTICE && (settings.mean_degree == 4 || settings.mean_degree == 12 || settings.mean_degree == 24))
      people = 12 * 13;
    rq_network network;
    build(&settings, people, trial, &network);
    assert_true(rows_are_whole(&network));
    assert_int_equal(network.vertices, people);
    for (uint32_t v = 0; v < people; v++) assert_true(degree(&network, v) <= (uint64_t)settings.degree_cap);
    rq_network_free(&network);
  }
}

static void shapes_are_exact(void **state) {
  (void)state;
  rq_network network;
  rq_network_settings settings = default_settings(RQ_NET_KARATE);
  build(&settings, 0, 1, &network);
  assert_int_equal(network.vertices, 34);
  assert_int_equal(network.halves, 2 * 78);
  assert_int_equal(degree(&network, 33), 17);
  assert_string_equal(network.label[33], "34");
  rq_network_free(&network);

  settings = default_settings(RQ_NET_COMPLETE);
  build(&settings, 30, 1, &network);
  assert_int_equal(network.halves, 30 * 29);
  rq_network_free(&network);

  settings = default_settings(RQ_NET_RANDOM_REGULAR);
  settings.mean_degree = 7;
  build(&settings, 200, 1, &network);
  for (uint32_t v = 0; v < 200; v++) assert_int_equal(degree(&network, v), 7);
  rq_network_free(&network);

  settings = default_settings(RQ_NET_LATTICE);
  settings.mean_degree = 4; /* a torus of 5 x 5 */
  build(&settings, 25, 1, &network);
  static const uint32_t around_0[] = {1, 4, 5, 20};
  assert_memory_equal(network.target, around_0, sizeof around_0);
  rq_network_free(&network);
  settings = default_settings(RQ_NET_TORUS); /* the same by its own name */
  build(&settings, 25, 1, &network);
  assert_memory_equal(network.target, around_0, sizeof around_0);
  rq_network_free(&network);
  settings = default_settings(RQ_NET_LATTICE);
  settings.mean_degree = 2; /* a ring */
  build(&settings, 25, 1, &network);
  static const uint32_t beside_0[] = {1, 24};
  assert_memory_equal(network.target, beside_0, sizeof beside_0);
  rq_network_free(&network);
  settings = default_settings(RQ_NET_CYCLE);
  build(&settings, 25, 1, &network);
  assert_int_equal(network.halves, 50);
  assert_memory_equal(network.target, beside_0, sizeof beside_0);
  rq_network_free(&network);
}

static void a_star_has_a_middle(void **state) {
  (void)state;
  rq_network network;
  rq_network_settings settings = default_settings(RQ_NET_STAR);
  build(&settings, 40, 1, &network);
  assert_int_equal(degree(&network, 0), 39);
  for (uint32_t v = 1; v < 40; v++) {
    assert_int_equal(degree(&network, v), 1);
    assert_int_equal(network.target[network.begin[v]], 0);
  }
  network.shared = true;
  rq_network_cut(&network, 0);
  assert_int_equal(network.halves, 78); /* still whole */
  rq_network_free(&network);
}

static void blocks_have_layers(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_BLOCKS);
  rq_network network;
  build(&settings, 4000, 9, &network);
  assert_true(fabs(mean_degree(&network, RQ_LAYER_CIRCLE) - 24) < 0.6);
  assert_true(fabs(mean_degree(&network, RQ_LAYER_ACQUAINTANCE) - 6) < 0.3);
  for (uint32_t v = 0; v < 4000; v++)
    for (uint64_t h = network.begin[v]; h < network.begin[v + 1]; h++)
      assert_int_equal(network.layer[h] == RQ_LAYER_CIRCLE, network.circle[v] == network.circle[network.target[h]]);
  rq_network_free(&network);
}

/* ---- the set of ties ---- */

static void ties_refuse_what_they_must(void **state) {
  (void)state;
  rq_ties ties;
  assert_int_equal(rq_ties_open(&ties, 5, 2, 3, NULL), RQ_OK);
  assert_int_equal(rq_ties_add(&ties, 1, 1, RQ_LAYER_KIN), RQ_TIE_LOOP);
  assert_int_equal(rq_ties_add(&ties, 2, 1, RQ_LAYER_KIN), RQ_TIE_ADDED);
  assert_int_equal(rq_ties_add(&ties, 1, 2, RQ_LAYER_CIRCLE), RQ_TIE_DOUBLE);
  assert_int_equal(rq_ties_add(&ties, 1, 0, RQ_LAYER_CIRCLE), RQ_TIE_ADDED);
  assert_int_equal(rq_ties_add(&ties, 1, 4, RQ_LAYER_CIRCLE), RQ_TIE_OVER_CAP);
  assert_int_equal(rq_ties_add(&ties, 3, 4, RQ_LAYER_CIRCLE), RQ_TIE_ADDED);
  assert_int_equal(rq_ties_add(&ties, 0, 4, RQ_LAYER_CIRCLE), RQ_TIE_NO_ROOM);
  assert_int_equal(rq_ties_find(&ties, 0, 1), 1);
  assert_int_equal(rq_ties_find(&ties, 0, 4), RQ_NO_TIE);
  rq_ties_close(&ties);
}

static void checks_see_what_is_broken(void **state) { /* the negative control of rows_are_whole */
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  rq_network network;
  build(&settings, 100, 1, &network);
  uint32_t kept = network.target[5];
  network.target[5] = network.target[4];
  assert_false(rows_are_whole(&network));
  network.target[5] = kept;
  network.layer[5] = (uint8_t)((network.layer[5] + 1) % RQ_LAYERS);
  assert_false(rows_are_whole(&network));
  rq_network_free(&network);
}

/* ---- what cannot be ---- */

static void impossible_textbook_networks_are_refused(void **state) {
  (void)state;
  rq_network_settings s = default_settings(RQ_NET_CYCLE);
  expect_failure(&s, 2, "", RQ_BAD_DATA, "population.size is 2; a cycle needs at least 3 people");
  s = default_settings(RQ_NET_TORUS);
  expect_failure(&s, 14, "", RQ_BAD_DATA,
                 "population.size is 14; so many people fill no torus of 4 neighbours, which needs two sides of at least 3 people, as in "
                 "9 = 3 x 3");
  s.degree_cap = 3;
  expect_failure(
      &s, 25, "", RQ_BAD_DATA,
      "population.network.degree_cap is 3; in a torus of 25 people each has 4 ties (make the cap larger or the population smaller)");
  s = default_settings(RQ_NET_STAR);
  expect_failure(
      &s, 1000, "", RQ_BAD_DATA,
      "population.network.degree_cap is 150; in a star of 1000 people the one in the middle has 999 ties (make the cap larger or "
      "the population smaller)");
}

static void impossible_settings_are_refused(void **state) {
  (void)state;
  rq_network_settings s = default_settings(RQ_NET_GUANXI);
  expect_failure(&s, 0, "", RQ_BAD_DATA, "population.size is 0; it must be at least 1 unless the network brings its people");
  expect_failure(&s, 30, "", RQ_BAD_DATA, "population.network.mean_degree is 30; among 30 people it can be 29 at most");
  s.mean_degree = 200;
  expect_failure(&s, 1000, "", RQ_BAD_DATA, "population.network.mean_degree is 200; it must be at most degree_cap, which is 150");
  s.mean_degree = 10;
  expect_failure(&s, 1000, "", RQ_BAD_DATA,
                 "population.network.mean_degree is 10; kin and circles alone are 14.5 ties a person (make circle_neighbours or "
                 "household_mean smaller)");
  s = default_settings(RQ_NET_GUANXI);
  s.household_mean = 7;
  expect_failure(&s, 1000, "", RQ_BAD_DATA, "population.network.household_mean is 7; it must be at most household_max, which is 6");
  s = default_settings(RQ_NET_GUANXI);
  s.circle_min = 46;
  expect_failure(&s, 1000, "", RQ_BAD_DATA, "population.network.circle_min is 46; it must be at most circle_max, which is 45");
  s = default_settings(RQ_NET_GUANXI);
  s.file = "friends.gml";
  expect_failure(&s, 1000, "", RQ_BAD_DATA, "population.network.file is 'friends.gml', which only population.network.kind: file reads");

  s = default_settings(RQ_NET_KARATE);
  expect_failure(&s, 35, "", RQ_BAD_DATA, "population.size is 35; the karate club has 34 members (or write 0)");
  s.degree_cap = 16;
  expect_failure(&s, 34, "", RQ_BAD_DATA, "population.network.degree_cap is 16; a member of the karate club has 17 ties");
  s = default_settings(RQ_NET_COMPLETE);
  expect_failure(&s, 1000, "", RQ_BAD_DATA,
                 "population.network.degree_cap is 150; in a complete network of 1000 people each has 999 ties (make the cap larger or the "
                 "population smaller)");
  s = default_settings(RQ_NET_BLOCKS);
  s.blocks = 101;
  expect_failure(&s, 100, "", RQ_BAD_DATA, "population.network.blocks is 101; there are only 100 people");
  s = default_settings(RQ_NET_LATTICE);
  s.mean_degree = 3;
  expect_failure(&s, 100, "", RQ_BAD_DATA, "population.network.mean_degree is 3; a lattice needs an even number");
  s.mean_degree = 4;
  expect_failure(
      &s, 101, "", RQ_BAD_DATA,
      "population.size is 101; so many people fill no torus of 4 neighbours, which needs two sides of at least 3 people, as in 9 = 3 x 3");
  s = default_settings(RQ_NET_RANDOM_REGULAR);
  s.mean_degree = 3;
  expect_failure(&s, 101, "", RQ_BAD_DATA,
                 "population.network.mean_degree is 3; a random regular network of 101 people needs a whole number, an even one as people "
                 "are odd in number");
}

/* ---- positions ---- */

static double modularity(const rq_network *network, const uint32_t *community) {
  double inside = 0, expected = 0, all = (double)network->halves;
  double *degrees = calloc(network->vertices, sizeof *degrees);
  for (uint32_t v = 0; v < network->vertices; v++) {
    assert_true(community[v] < network->vertices);
    degrees[community[v]] += (double)degree(network, v);
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) inside += community[v] == community[network->target[h]];
  }
  for (uint32_t g = 0; g < network->vertices; g++) expected += degrees[g] * degrees[g] / (all * all);
  free(degrees);
  return inside / all - expected;
}

/* The karate club's best modularity is 0.4198 (Brandes et al. 2008). */
static void communities_are_found(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_KARATE);
  rq_network network;
  uint32_t community[34], again[34];
  build(&settings, 0, 1, &network);
  assert_int_equal(rq_network_communities(&network, (rq_key){1, 0}, community, NULL), RQ_OK);
  assert_int_equal(rq_network_communities(&network, (rq_key){1, 0}, again, NULL), RQ_OK);
  assert_memory_equal(community, again, sizeof community);
  double found = modularity(&network, community);
  assert_true(found > 0.40 && found < 0.4199);
  rq_network_free(&network);
}

/* Burt's constraint by its definition, for ties of equal strength. */
static double constraint_of(const rq_network *network, uint32_t i) {
  double sum = 0;
  for (uint64_t h = network->begin[i]; h < network->begin[i + 1]; h++) {
    uint32_t j = network->target[h];
    double share = 1 / (double)degree(network, i);
    for (uint64_t k = network->begin[i]; k < network->begin[i + 1]; k++) {
      uint32_t q = network->target[k];
      const uint32_t *row = network->target + network->begin[q];
      if (q != j && bsearch(&j, row, degree(network, q), sizeof j, by_value))
        share += 1 / (double)degree(network, i) / (double)degree(network, q);
    }
    sum += share * share;
  }
  return sum;
}

static void constraint_is_burts(void **state) {
  (void)state;
  rq_network_settings settings = default_settings(RQ_NET_KARATE);
  rq_network network;
  float constraint[34];
  build(&settings, 0, 1, &network);
  assert_int_equal(rq_network_constraint(&network, constraint, NULL), RQ_OK);
  for (uint32_t v = 0; v < 34; v++) assert_true(fabs((double)constraint[v] - constraint_of(&network, v)) < 1e-5);
  rq_network_free(&network);
}

/* ---- size ---- */

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Builds in a child, so that its peak is that of the build alone; bytes a person above the resulting rows. */
static int measure(void) {
  rq_network_settings settings = default_settings(RQ_NET_GUANXI);
  rq_network network;
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  double start = seconds();
  if (rq_network_build(&settings, 100000, (rq_key){1, 0}, "", &network, NULL)) return 1;
  double took = seconds() - start;
  getrusage(RUSAGE_SELF, &after);
  double rows = (double)network.halves * 5 + network.vertices * 16.0;
  double peak = ((double)(after.ru_maxrss - before.ru_maxrss) * 1024 - rows) / network.vertices;
  printf("100,000 people, 30 ties each: %.2f s; %.0f bytes a person, and %.0f for the rows\n", took, peak, rows / network.vertices);
  rq_network_free(&network);
  fflush(stdout);
  return peak > 600;
}

static void large_societies_fit(void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  print_message("memory is not measured under a sanitizer\n");
  skip();
#endif
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) _exit(measure());
  int ended;
  assert_int_equal(waitpid(child, &ended, 0), child);
  assert_int_equal(ended, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(large_societies_fit),
      cmocka_unit_test(guanxi_has_its_layers),
      cmocka_unit_test(households_are_cliques_across_circles),
      cmocka_unit_test(circles_are_small_worlds),
      cmocka_unit_test(acquaintances_have_a_heavy_tail),
      cmocka_unit_test(guanxi_follows_its_settings),
      cmocka_unit_test(small_societies_are_filled),
      cmocka_unit_test(kinds_are_whole_and_keyed),
      cmocka_unit_test(replicates_differ),
      cmocka_unit_test(kinds_hold_at_random),
      cmocka_unit_test(shapes_are_exact),
      cmocka_unit_test(a_star_has_a_middle),
      cmocka_unit_test(blocks_have_layers),
      cmocka_unit_test(ties_refuse_what_they_must),
      cmocka_unit_test(checks_see_what_is_broken),
      cmocka_unit_test(impossible_settings_are_refused),
      cmocka_unit_test(impossible_textbook_networks_are_refused),
      cmocka_unit_test(communities_are_found),
      cmocka_unit_test(constraint_is_burts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
