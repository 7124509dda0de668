/* The brand side gives the same bits for any number of threads, and scenarios share all the luck that is not about what differs. */
#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Everything at once, in four blocks. */
#define RICH                                                                                                                               \
  "population: {size: 14000, network: {kind: lattice, mean_degree: 8}}\npanel: {size: 500}\n"                                              \
  "brands: [{name: A, failure_rate: 0.1}, {name: B, price: 97.3}, {name: C, enters: 6, awareness: 0.2}]\n"                                 \
  "market: {price_war: yes, purchase_rate: 0.8, counter_offer: [{against: C, at: [9], weeks: 3, when_share_falls_by: 0.05}]}\n"            \
  "disruptions: [{brand: B, start: 8}]\nlaunches: [{brand: A, week: 5}]\n"                                                                 \
  "campaigns:\n"                                                                                                                           \
  "- {brand: C, favor: gift, channel: personalisation, target: prospects, start: 6, until: 20, budget: 4000}\n"                            \
  "- {brand: A, favor: discount, channel: email, value: 0.15, start: 2, until: 20, every: 3, budget: 9000}\n"                              \
  "- {brand: A, favor: event, channel: face_to_face, target: most_connected, fraction: 0.02, start: 3, until: 20, every: 4}\n"             \
  "- {brand: B, favor: apology, channel: live_chat, start: 4, until: 20, every: 2, staff_minutes: 20000}\n"                                \
  "- {brand: B, favor: personal_service, channel: live_chat, target: customers, start: 1, until: 20, every: 2, budget: 30000.55}\n"

static void digest_after(const char *yaml, int threads, uint32_t weeks, char *digest) {
  stage x = stage_open_with(yaml, threads);
  rq_error error = RQ_NO_ERROR;
  stage_turn(&x, weeks);
  assert_int_equal(rq_world_digest(x.world, digest, &error), RQ_OK);
  stage_close(&x);
}

static void threads_do_not_matter(void **state) {
  (void)state;
  char one[RQ_DIGEST_LENGTH], other[RQ_DIGEST_LENGTH];
  digest_after(RICH, 1, 20, one);
  for (int threads = 2; threads <= 3; threads++) {
    digest_after(RICH, threads, 20, other);
    assert_string_equal(one, other);
  }
  digest_after(RICH "seed: 2\n", 1, 20, other); /* control */
  assert_string_not_equal(one, other);
}

#define SMALL QUIET RING(5000) "brands: [{name: A, failure_rate: 0.1}, {name: B, failure_rate: 0.1}]\n"

/* With and without a campaign, the same people have the same occasions; and until it starts, everything is the same. */
static void scenarios_share_their_luck(void **state) {
  (void)state;
  stage with = stage_open(SMALL "campaigns: [{brand: A, favor: gift, channel: phone, target: random, fraction: 0.2, start: 4}]\n");
  stage without = stage_open(SMALL);
  double different = 0;
  for (uint32_t week = 1; week <= 30; week++) {
    stage_turn(&with, 1);
    stage_turn(&without, 1);
    double a = stage_value(&with, S_PURCHASES, 0), b = stage_value(&with, S_PURCHASES, 1);
    assert_true(a + b == stage_value(&without, S_PURCHASES, 0) + stage_value(&without, S_PURCHASES, 1));
    if (week < 4) assert_true(a == stage_value(&without, S_PURCHASES, 0));
    different += a != stage_value(&without, S_PURCHASES, 0);
  }
  assert_true(different > 5); /* control: the campaign did something */
  uint32_t same = 0, outside = 0;
  for (uint32_t i = 0; i < 5000; i++) {
    if (with.s.sample[i] & 1) continue;
    outside++;
    same += with.s.purchases[pair_of(&with.s, i, 0)] == without.s.purchases[pair_of(&without.s, i, 0)];
  }
  /* those at whom it did not aim live nearly the same lives: only what their friends tell them differs */
  assert_true(same > 0.9 * outside);
  stage_close(&with);
  stage_close(&without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(scenarios_share_their_luck),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
