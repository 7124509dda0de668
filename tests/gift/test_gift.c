/* The gift model: favors are conserved, both halves of a tie stay equal, threads do not matter, and all of it is bit by bit what plain loops
 * give. Controls: a wrong order of booking, and state that was tampered with, are found out. */
#include "sim/run.h"
#include "twin.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void must(rq_status status, const rq_error *error) {
  if (status) fail_msg("%s", error->text);
}

static rq_world *world_of(const char *network, const char *size, int threads, rq_setup *setup) {
  const char *const sets[] = {network, size};
  rq_config_source source = {.path = "configs/bench/gift.yaml", .sets = sets, .sets_count = 2};
  rq_world *world;
  rq_error error = RQ_NO_ERROR;
  must(rq_setup_load(&source, &rq_gift_model, setup, &error), &error);
  must(rq_setup_world(setup, threads, &world, &error), &error);
  return world;
}

/* Turns weeks of world and twin; how often they differ. */
static uint64_t differences(const char *network, const char *size, uint32_t weeks, bool high_first) {
  rq_setup setup;
  rq_error error = RQ_NO_ERROR;
  rq_world *world = world_of(network, size, 2, &setup);
  twin t = twin_of(world);
  t.high_first = high_first;
  uint64_t differ = twin_differs(&t, world);
  for (uint32_t week = 0; week < weeks; week++) {
    must(rq_tick(world, &error), &error);
    twin_tick(&t);
    differ += twin_differs(&t, world);
    if (week % 16 == 0) must(rq_world_verify(world, &error), &error);
  }
  must(rq_world_verify(world, &error), &error);
  twin_free(&t);
  rq_world_free(world);
  rq_setup_free(&setup);
  return differ;
}

static void plain_loops_give_the_same_bits(void **state) {
  (void)state;
  assert_int_equal(differences("population.network.mean_degree=10", "population.size=9000", 60, false), 0);
  assert_int_equal(differences("population.network.mean_degree=2", "population.size=300", 700, false), 0);
  assert_int_equal(differences("population.network.kind=preferential", "population.size=500", 300, false), 0);
}

static void the_order_of_booking_matters(void **state) {
  (void)state;
  assert_true(differences("population.network.mean_degree=2", "population.size=300", 200, true) > 0);
}

static void threads_do_not_matter(void **state) {
  (void)state;
  static const int threads[] = {1, 2, 3, 8};
  char digest[RQ_COUNT_OF(threads)][RQ_DIGEST_LENGTH];
  for (size_t n = 0; n < RQ_COUNT_OF(threads); n++) {
    rq_setup setup;
    rq_error error = RQ_NO_ERROR;
    rq_world *world = world_of("population.network.mean_degree=10", "population.size=36000", threads[n], &setup);
    for (int week = 0; week < 40; week++) must(rq_tick(world, &error), &error);
    must(rq_world_digest(world, digest[n], &error), &error);
    assert_string_equal(digest[n], digest[0]);
    rq_world_free(world);
    rq_setup_free(&setup);
  }
}

/* What the numbers lead to: each tick about a third of the favors' owners give, and closeness settles where gifts and fading meet. */
static void gifts_and_fading_meet(void **state) {
  (void)state;
  rq_setup setup;
  rq_error error = RQ_NO_ERROR;
  rq_world *world = world_of("population.network.mean_degree=10", "population.size=4000", 2, &setup);
  double picked = 0, gifts = 0, refused = 0, closeness = 0, trust = 0;
  for (int week = 1; week <= 300; week++) {
    must(rq_tick(world, &error), &error);
    rq_series_values(world, GS_PICKED, &picked);
    rq_series_values(world, GS_GIFTS, &gifts);
    rq_series_values(world, GS_REFUSED, &refused);
    rq_series_values(world, GS_CLOSENESS, &closeness);
    rq_series_values(world, GS_TRUST, &trust);
    assert_true(gifts + refused == picked);
    if (week > 1) continue;
    assert_true(picked == 4000);
    assert_true(fabs(closeness - 0.495) < 1e-4 && fabs(trust - 0.5) < 1e-4);
    assert_true(fabs(gifts / picked - (0.2 + 0.8 * 0.495 * 0.5)) < 4 * sqrt(0.4 * 0.6 / 4000)); /* four standard errors */
  }
  /* a tie sees 2 x gifts / (people x ties a person) gifts a tick: the stationary closeness of that rate */
  double rate = 2 * gifts / (4000 * 10), settled = 0.1 * rate / (0.1 * rate + 0.01);
  print_message("gifts %.3f a person, closeness %.3f (%.3f expected), trust %.3f\n", gifts / 4000, closeness, settled, trust);
  assert_true(fabs(closeness - settled) < 0.03);
  rq_world_free(world);
  rq_setup_free(&setup);
}

static bool complains(const rq_world *world, const char *about) {
  rq_error error = RQ_NO_ERROR;
  bool found = rq_world_verify(world, &error) != RQ_OK && strstr(error.text, about);
  rq_error_free(&error);
  return found;
}

static void tampering_is_found_out(void **state) {
  (void)state;
  rq_setup setup;
  rq_error error = RQ_NO_ERROR;
  rq_world *world = world_of("population.network.mean_degree=4", "population.size=200", 1, &setup);
  uint32_t *favors = rq_array(world, G_FAVORS);
  must(rq_tick(world, &error), &error);
  must(rq_world_verify(world, &error), &error);
  favors[7]++;
  assert_true(complains(world, "1001 favors"));
  favors[7]--;
  rq_row row = rq_world_row(world, 9);
  uint16_t *trust = RQ_COLUMN(rq_world_rows(world, 9), row, G_TRUST, uint16_t);
  trust[1] ^= 1;
  assert_true(complains(world, "2 halves"));
  trust[1] ^= 1;
  must(rq_world_verify(world, &error), &error);
  rq_world_free(world);
  rq_setup_free(&setup);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_loops_give_the_same_bits), cmocka_unit_test(the_order_of_booking_matters),
      cmocka_unit_test(threads_do_not_matter),          cmocka_unit_test(gifts_and_fading_meet),
      cmocka_unit_test(tampering_is_found_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
