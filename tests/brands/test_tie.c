/* Fading of ties against its closed form (model.md 2). */
#include "models/people.h"
#include "stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static stage x;

static int open_stage(void **state) {
  (void)state;
  x = stage_open("population: {size: 50}\n");
  return 0;
}

static int close_stage(void **state) {
  (void)state;
  stage_close(&x);
  return 0;
}

static void assert_near(double got, double expected, double error) {
  if (!(fabs(got - expected) <= error)) fail_msg("%.9g is not %.9g within %g", got, expected, error);
}

/* Closeness in double precision, straight from the definition: three exponentials, one after the other. */
static double reference(double g, double weeks) {
  const double edge[] = {0.70, 0.25, 0}, half_life[] = {400, 104, 16};
  for (int k = 0; k < 3; k++) {
    if (g < edge[k]) continue;
    double until = edge[k] > 0 ? half_life[k] * log2(g / edge[k]) : INFINITY;
    if (weeks <= until) return g * exp2(-weeks / half_life[k]);
    weeks -= until;
    g = edge[k];
  }
  return g;
}

static void halves_in_its_half_life(void **state) {
  (void)state;
  const fading *f = &x.p->fading;
  assert_near((double)fade_factor(f, 0.2f, 16, false), 0.5, 1e-6);
  assert_near((double)fade_factor(f, 0.6f, 104, false), 0.5, 1e-6);
  assert_near((double)fade_factor(f, 0.99f, 100, false), exp2(-0.25), 1e-6);
  assert_near((double)fade_factor(f, 0.5f, 0, false), 1, 0);
}

static void follows_the_closed_form_through_the_edges(void **state) {
  (void)state;
  for (double g = 0.01; g <= 1; g += 0.0137)
    for (uint32_t t = 0; t < 4000; t += 37) {
      double expected = reference(g, t), got = (double)((float)g * fade_factor(&x.p->fading, (float)g, (float)t, false));
      assert_near(got, expected, 1e-7 + 2e-6 * expected * (1 + t / 100.0));
    }
}

static float factor_after(float g, uint32_t weeks) {
  return fade_factor(&x.p->fading, g, (float)weeks, false);
}

static float in_one_class(float g, uint32_t weeks) {
  return g * rq_exp2(-(float)weeks * x.p->fading.rate[class_of(x.p, g, false)]);
}

static void fading_composes(void **state) {
  (void)state;
  double worst = 0, worst_in_one_class = 0;
  for (float g = 0.05f; g <= 1; g += 0.05f)
    for (uint32_t s = 1; s < 900; s += 61)
      for (uint32_t t = 1; t < 900; t += 53) {
        float once = g * factor_after(g, s + t), half_way = g * factor_after(g, s), twice = half_way * factor_after(half_way, t);
        worst = fmax(worst, fabs((double)(once - twice)));
        /* control: the class at the start for the whole time does not compose */
        float a = in_one_class(g, s), b = in_one_class(a, t), c = in_one_class(g, s + t);
        worst_in_one_class = fmax(worst_in_one_class, fabs((double)(b - c)));
      }
  assert_near(worst, 0, 1e-5);
  assert_true(worst_in_one_class > 0.05);
}

/* A row at a time gives the bits of one at a time, whatever its length. */
static void rows_fade_as_single_ties(void **state) {
  (void)state;
  enum { MOST = 600 };
  uint16_t g[MOST + RQ_LANES], last[MOST + RQ_LANES] = {0}, zero[MOST + RQ_LANES] = {0};
  uint8_t basis_of[MOST + RQ_LANES] = {0};
  float closeness[MOST + RQ_LANES];
  for (uint32_t k = 0; k < MOST; k++) {
    rq_words word = rq_draw((rq_key){5, 0}, k, 0, 1, 0);
    g[k] = (uint16_t)word.v[0];
    last[k] = (uint16_t)(word.v[1] % 3000);
    basis_of[k] = (uint8_t)(word.v[2] % BASES);
  }
  ties t = {.g = g, .a = zero, .c = zero, .last = last, .basis = basis_of};
  for (uint32_t count = 0; count <= MOST; count += count < 40 ? 1 : 187) {
    closeness_now(x.p, &t, count, 3000, closeness);
    for (uint32_t k = 0; k < count; k++) assert_int_equal(rq_to_bits(closeness[k]), rq_to_bits(tie_now(x.p, &t, k, 3000).g));
  }
}

static void trusts_fade_in_their_own_ways(void **state) {
  (void)state;
  half was = {0.9f, 0.6f, 0.8f}, now = faded(&x.p->fading, was, 208, false);
  assert_near((double)(now.a / was.a), (double)(now.g / was.g), 1e-6);
  assert_near((double)now.c, 0.30 + 0.5 * (0.8 - 0.30), 1e-6);
  assert_near((double)faded(&x.p->fading, (half){0.5f, 0.5f, 0.1f}, 208, false).c, 0.20, 1e-6);
}

static void kin_stays_above_its_floor(void **state) {
  (void)state;
  half kin = faded(&x.p->fading, (half){0.9f, 0.8f, 0.5f}, 2000, true), other = faded(&x.p->fading, (half){0.9f, 0.8f, 0.5f}, 2000, false);
  assert_near((double)kin.g, 0.70, 1e-6);
  assert_near((double)kin.a, 0.8 * exp2(-5.0), 1e-6); /* trust has no floor */
  assert_true(other.g < 0.1f);
  assert_near((double)faded(&x.p->fading, (half){0.95f, 0.8f, 0.5f}, 10, true).g, 0.95 * exp2(-10.0 / 400), 1e-6);
}

static void a_club_halves_the_pace(void **state) {
  (void)state;
  for (float g = 0.0f; g <= 1; g += 0.1f)
    for (uint32_t t = 0; t < 500; t += 7) {
      half was = {g, 0.5f, 0.8f}, member = faded_brand(&x.p->fading, was, (float)(2 * t), true),
           other = faded_brand(&x.p->fading, was, (float)t, false);
      assert_near((double)member.g, (double)other.g, 1e-5);
      assert_near((double)member.a, (double)other.a, 1e-5);
      assert_near((double)member.c, (double)faded_brand(&x.p->fading, was, (float)(2 * t), false).c,
                  0); /* competence is not a matter of clubs */
    }
  assert_true(faded_brand(&x.p->fading, (half){0.5f, 0.5f, 0.5f}, 50, true).g >
              faded_brand(&x.p->fading, (half){0.5f, 0.5f, 0.5f}, 50, false).g + 0.05f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(halves_in_its_half_life),
      cmocka_unit_test(follows_the_closed_form_through_the_edges),
      cmocka_unit_test(fading_composes),
      cmocka_unit_test(rows_fade_as_single_ties),
      cmocka_unit_test(trusts_fade_in_their_own_ways),
      cmocka_unit_test(kin_stays_above_its_floor),
      cmocka_unit_test(a_club_halves_the_pace),
  };
  return cmocka_run_group_tests(tests, open_stage, close_stage);
}
