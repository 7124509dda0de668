/* Evolution in the engine, on a model of the test's own whose people are of way 0 (fitness 1) or of way 1 (fitness r): chances to take over
 * against exact ones, whose error rate is below: 4.5 standard errors, one in 150,000 a check. */
#include "sim/engine.h"
#include "sim/evolution.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STANDARD_ERRORS 4.5

/* ---- the model ---- */

typedef struct spread {
  rq_updating updating;
  bool well_mixed, weighted;
  double fitness, loose; /* of way 1; how much larger than the largest fitness the bound is */
  uint32_t start;        /* of way 1 */
} spread;

enum { F_WAY, F_WEIGHT, F_COUNT, FIELDS };
static const rq_field fields[FIELDS] = {
    [F_WAY] = {"way", RQ_U8, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, 0, ""},
    [F_WEIGHT] = {"weight", RQ_F64, RQ_PER_TIE, {0, 0}, false, false, "", NULL, 1, ""},
    [F_COUNT] = {"count", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "", NULL, 0, ""},
};

static rq_status found(rq_world *w, const rq_network *network, rq_error *error) {
  (void)network;
  (void)error;
  const spread *p = rq_parameters(w);
  uint32_t count[2] = {rq_agents(w) - p->start, p->start};
  rq_deal_ways(w, 1, count, 2, rq_array(w, F_WAY));
  *(uint32_t *)rq_array(w, F_COUNT) = p->start;
  return RQ_OK;
}

static void populate(rq_block *b, const rq_network *network) {
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_row row = rq_row_of(b, i);
    double *weight = RQ_COLUMN(b->rows, row, F_WEIGHT, double);
    for (uint32_t k = 0; k < row.count && network->weight; k++) weight[k] = network->weight[network->begin[i] + k];
  }
}

static double fitness(const void *context, uint32_t person) {
  const spread *p = rq_parameters(context);
  double fit = ((const uint8_t *)rq_array(context, F_WAY))[person] ? p->fitness : 1;
  return p->updating == RQ_COMPARISON ? log(fit) : fit;
}

static bool follow(void *context, uint32_t place, uint32_t parent) {
  uint8_t *way = rq_array(context, F_WAY);
  uint32_t *count = rq_array(context, F_COUNT);
  *count += (uint32_t)way[parent] - way[place];
  way[place] = way[parent];
  return *count > 0 && *count < rq_agents(context);
}

static void evolve(rq_world *w) {
  const spread *p = rq_parameters(w);
  uint32_t count = *(const uint32_t *)rq_array(w, F_COUNT);
  rq_evolution e = {.updating = p->updating,
                    .well_mixed = p->well_mixed,
                    .weighted = p->weighted,
                    .weight = F_WEIGHT,
                    .purpose = 2,
                    .fitness = fitness,
                    .most = fmax(1, p->fitness) * p->loose,
                    .follow = follow,
                    .context = w};
  if (count > 0 && count < rq_agents(w)) rq_evolve(w, &e, rq_agents(w));
}

static const rq_phase week[] = {{"evolve", "", NULL, evolve}};
static const rq_model model = {.name = "spread",
                               .fields = fields,
                               .fields_count = FIELDS,
                               .phases = week,
                               .phases_count = 1,
                               .fixed_ties = true,
                               .found = found,
                               .populate = populate};

/* ---- chances to take over ---- */

/* From a full matrix of weights; 0 is no tie. */
static rq_network network_of(uint32_t people, const double *weight) {
  rq_network n = {.vertices = people, .shared = true};
  n.begin = calloc(people + 1, sizeof *n.begin);
  n.target = calloc((size_t)people * people, sizeof *n.target);
  n.weight = calloc((size_t)people * people, sizeof *n.weight);
  assert_true(n.begin && n.target && n.weight);
  for (uint32_t i = 0; i < people; i++) {
    for (uint32_t j = 0; j < people; j++) {
      if (!weight || weight[i * people + j] == 0) continue;
      n.target[n.halves] = j;
      n.weight[n.halves++] = weight[i * people + j];
    }
    n.begin[i + 1] = n.halves;
  }
  return n;
}

static rq_world *world_of(rq_network *network, const spread *p, uint32_t replicate) {
  rq_world_settings s = {.key = {7, replicate}, .threads = 1};
  rq_error error = RQ_NO_ERROR;
  rq_world *w;
  assert_int_equal(rq_world_create(&model, p, network, &s, &w, &error), RQ_OK);
  return w;
}

static double takes_over(rq_network *network, const spread *p, uint32_t runs) {
  uint32_t won = 0;
  for (uint32_t r = 0; r < runs; r++) {
    rq_world *w = world_of(network, p, r);
    const uint32_t *count = rq_array(w, F_COUNT);
    rq_error error = RQ_NO_ERROR;
    while (*count > 0 && *count < rq_agents(w)) assert_int_equal(rq_tick(w, &error), RQ_OK);
    won += *count > 0;
    rq_world_free(w);
  }
  return (double)won / runs;
}

static bool is_chance(double share, double chance, uint32_t runs) {
  return fabs(share - chance) <= STANDARD_ERRORS * sqrt(chance * (1 - chance) / runs);
}

static void expect(const char *what, double share, double chance, uint32_t runs) {
  print_message("  %-50s %.4f; exactly %.4f\n", what, share, chance);
  if (!is_chance(share, chance, runs)) fail_msg("%s: %.4f is not %.4f", what, share, chance);
}

/* Moran 1958: among n, of relative fitness r. */
static double moran(double r, double n) {
  return (1 - 1 / r) / (1 - pow(r, -n));
}

enum { SIX = 6, EIGHT = 8, RUNS = 12000 };

static const double knotted[SIX * SIX] = {
    0, 2, 0, 0, 1, 0, 2, 0, 5, 0.5, 0, 0, 0, 5, 0, 1, 0, 3, 0, 0.5, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 3, 0, 1, 0,
};

/* Where ways are equally good, one at random takes over with probability 1 / N on any network, under any updating. */
static void drift_is_fair(void **state) {
  (void)state;
  rq_network network = network_of(SIX, knotted);
  for (int updating = RQ_DEATH_BIRTH; updating <= RQ_COMPARISON; updating++)
    for (int mixed = 0; mixed < 2; mixed++) {
      spread p = {.updating = (rq_updating)updating, .well_mixed = mixed, .weighted = true, .fitness = 1, .loose = 1, .start = 1};
      expect(rq_updatings[updating], takes_over(&network, &p, RUNS), 1.0 / SIX, RUNS);
    }
  rq_network_free(&network);
}

/* A cycle is isothermal: under birth-death, chances are those of the well-mixed population (Lieberman, Hauert & Nowak 2005). */
static void the_moran_process_is_morans(void **state) {
  (void)state;
  double ring[EIGHT * EIGHT] = {0};
  for (int i = 0; i < EIGHT; i++) ring[i * EIGHT + (i + 1) % EIGHT] = ring[i * EIGHT + (i + EIGHT - 1) % EIGHT] = 1;
  rq_network network = network_of(EIGHT, ring);
  spread p = {.updating = RQ_BIRTH_DEATH, .well_mixed = true, .fitness = 1.5, .loose = 1, .start = 1};
  expect("Moran, fitness 1.5", takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS);
  p.loose = 1e9; /* nobody is accepted, so that all are gone through */
  expect("the same where the bound is far too large", takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS);
  p.loose = 1;
  p.well_mixed = false;
  expect("birth-death on a cycle", takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS);
  p.updating = RQ_COMPARISON;
  expect("comparison on a cycle", takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS);
  p.well_mixed = true;
  expect("comparison, well-mixed", takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS);
  p.updating = RQ_DEATH_BIRTH;
  p.well_mixed = false; /* the control: death-birth on a cycle is not it */
  assert_false(is_chance(takes_over(&network, &p, RUNS), moran(1.5, EIGHT), RUNS));
  rq_network_free(&network);
}

/* With i of way 1 among n: the row of them on a cycle grows (down: shrinks) with these weights. */
static double chance_of_rows(unsigned n, double r, bool imitation) {
  double sum = 1, product = 1;
  for (unsigned i = 1; i < n; i++) {
    double own = imitation ? 1 : 0; /* who compares competes */
    double up = n - i == 1 ? 2 * r / (2 * r + own) : 2 * r / (r + 1 + own), down = i == 1 ? 2 / (2 + own * r) : 2 / (1 + r + own * r);
    product *= down / up;
    sum += product;
  }
  return 1 / sum;
}

static void death_birth_and_imitation_on_a_cycle(void **state) {
  (void)state;
  double ring[EIGHT * EIGHT] = {0};
  for (int i = 0; i < EIGHT; i++) ring[i * EIGHT + (i + 1) % EIGHT] = ring[i * EIGHT + (i + EIGHT - 1) % EIGHT] = 1;
  rq_network network = network_of(EIGHT, ring);
  spread p = {.updating = RQ_DEATH_BIRTH, .fitness = 2, .loose = 1, .start = 1};
  expect("death-birth on a cycle, fitness 2", takes_over(&network, &p, RUNS), chance_of_rows(EIGHT, 2, false), RUNS);
  p.updating = RQ_IMITATION;
  expect("imitation on a cycle, fitness 2", takes_over(&network, &p, RUNS), chance_of_rows(EIGHT, 2, true), RUNS);
  rq_network_free(&network);
}

/* Two people of way 1 in the middle of nothing: who has no ties is never followed, and follows nobody. */
static void people_without_ties_stay(void **state) {
  (void)state;
  rq_network network = network_of(5, NULL);
  for (int updating = RQ_DEATH_BIRTH; updating <= RQ_COMPARISON; updating++) {
    spread p = {.updating = (rq_updating)updating, .fitness = 3, .loose = 1, .start = 2};
    rq_world *w = world_of(&network, &p, 0);
    rq_error error = RQ_NO_ERROR;
    for (int n = 0; n < 20; n++) assert_int_equal(rq_tick(w, &error), RQ_OK);
    assert_int_equal(*(const uint32_t *)rq_array(w, F_COUNT), 2);
    rq_world_free(w);
  }
  rq_network_free(&network);
}

/* Three in a row, the middle one tied to the others with weights 3 and 1: whose way it takes when all are alike but for weights. */
static void weights_of_ties_count(void **state) {
  (void)state;
  static const double row[9] = {0, 3, 0, 3, 0, 1, 0, 1, 0};
  rq_network network = network_of(3, row);
  enum { TRIES = 10000 };
  for (int updating = RQ_DEATH_BIRTH; updating <= RQ_COMPARISON; updating += RQ_COMPARISON)
    for (int weighted = 0; weighted < 2; weighted++) {
      spread p = {.updating = (rq_updating)updating, .weighted = weighted, .fitness = 1, .loose = 1, .start = 1};
      uint32_t of_middle = 0, strong = 0;
      for (uint32_t r = 0; r < TRIES; r++) {
        rq_world *w = world_of(&network, &p, r);
        uint8_t *way = rq_array(w, F_WAY);
        memset(way, 0, 3);
        way[0] = 1;
        *(uint32_t *)rq_array(w, F_COUNT) = 1;
        rq_evolution e = {.updating = p.updating,
                          .weighted = weighted,
                          .weight = F_WEIGHT,
                          .purpose = 3,
                          .fitness = fitness,
                          .most = 1,
                          .follow = follow,
                          .context = w};
        rq_evolve(w, &e, 1);
        bool middle = way[1] == 1, gone = way[0] == 0; /* the middle took it over; person 0 lost it */
        of_middle += middle;
        strong += gone;
        rq_world_free(w);
      }
      double half = updating == RQ_COMPARISON ? 0.5 : 1, share = weighted ? 0.75 : 0.5;
      expect("the middle takes over the way of one end", (double)of_middle / TRIES, share * half / 3, TRIES);
      expect("an end that of the middle", (double)strong / TRIES, half / 3, TRIES);
    }
  rq_network_free(&network);
}

/* ---- dealing out, and all at the same time ---- */

static void ways_are_dealt_out_evenly(void **state) {
  (void)state;
  enum { PEOPLE = 10, TRIES = 20000 };
  rq_network network = network_of(PEOPLE, NULL);
  spread p = {.fitness = 1, .loose = 1, .start = 3};
  uint32_t at[PEOPLE] = {0};
  for (uint32_t r = 0; r < TRIES; r++) {
    rq_world *w = world_of(&network, &p, r);
    const uint8_t *way = rq_array(w, F_WAY);
    uint32_t count = 0;
    for (uint32_t i = 0; i < PEOPLE; i++) {
      count += way[i];
      at[i] += way[i];
    }
    assert_int_equal(count, 3);
    rq_world_free(w);
  }
  for (uint32_t i = 0; i < PEOPLE; i++) assert_true(is_chance((double)at[i] / TRIES, 0.3, TRIES));
  rq_network_free(&network);
}

static void imitation_is_in_proportion(void **state) {
  (void)state;
  static const double count[4] = {50, 30, 20, 0}, payoff[4] = {1, 3, -1, 100};
  rq_change c = rq_imitate(4, count, payoff, 0.5, true);
  assert_true(fabs(c.chance[0][1] - 0.5 * 0.3 * 2 / 4) < 1e-15); /* the range is that of -1 ... 3 */
  assert_true(fabs(c.chance[2][1] - 0.5 * 0.3 * 4 / 4) < 1e-15);
  assert_true(fabs(c.chance[2][0] - 0.5 * 0.5 * 2 / 4) < 1e-15);
  assert_true(c.chance[1][0] == 0 && c.chance[0][2] == 0 && c.chance[0][3] == 0 && c.chance[3][0] == 0);
  c = rq_imitate(4, count, payoff, 0.5, false);
  assert_true(fabs(c.chance[1][2] - 0.5 * 0.2 / 2) < 1e-15 && c.chance[1][3] == 0);
  static const double alike[2] = {2, 2};
  c = rq_imitate(2, count, alike, 1, true);
  assert_true(c.chance[0][1] == 0 && c.chance[1][0] == 0);
}

/* The middle matrix of chances, as shares of many who change once. */
static void change_week(rq_block *b) {
  rq_change_ways(b, rq_parameters(b->world), 5, rq_array(b->world, F_WAY));
}

static void people_change_by_these_chances(void **state) {
  (void)state;
  enum { PEOPLE = 300000 };
  static const rq_phase phases[] = {{"change", "", change_week, NULL}};
  static const rq_change change = {3, {{0, 0.2, 0.05}, {0.5, 0, 0.5}, {0, 0.001, 0}}};
  const rq_model changing = {.name = "changing",
                             .fields = fields,
                             .fields_count = FIELDS,
                             .phases = phases,
                             .phases_count = 1,
                             .fixed_ties = true,
                             .populate = populate};
  rq_network network = {.vertices = PEOPLE, .begin = calloc(PEOPLE + 1, sizeof(uint64_t)), .target = calloc(1, sizeof(uint32_t))};
  rq_world_settings s = {.key = {3, 0}, .threads = 2};
  rq_error error = RQ_NO_ERROR;
  rq_world *w;
  assert_int_equal(rq_world_create(&changing, &change, &network, &s, &w, &error), RQ_OK);
  uint8_t *way = rq_array(w, F_WAY);
  uint32_t became[3][3] = {{0}};
  for (uint32_t i = 0; i < PEOPLE; i++) way[i] = (uint8_t)(i % 3);
  assert_int_equal(rq_tick(w, &error), RQ_OK);
  for (uint32_t i = 0; i < PEOPLE; i++) became[i % 3][way[i]]++;
  for (uint32_t own = 0; own < 3; own++)
    for (uint32_t k = 0; k < 3; k++)
      if (own != k) assert_true(is_chance(became[own][k] / (PEOPLE / 3.0), change.chance[own][k], PEOPLE / 3));
  rq_world_free(w);
  rq_network_free(&network);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(drift_is_fair),
      cmocka_unit_test(the_moran_process_is_morans),
      cmocka_unit_test(death_birth_and_imitation_on_a_cycle),
      cmocka_unit_test(people_without_ties_stay),
      cmocka_unit_test(weights_of_ties_count),
      cmocka_unit_test(ways_are_dealt_out_evenly),
      cmocka_unit_test(imitation_is_in_proportion),
      cmocka_unit_test(people_change_by_these_chances),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
