/* Fitness and its urn, in whole numbers, so that chances are the same everywhere. */
#include "sim/network_fitness.h"
#include "sim/arithmetic.h"
#include "sim/compiler.h"
#include "sim/network_parts.h"
#include <math.h>
#include <stdlib.h>

enum { BATCH = 64 }; /* candidates drawn together */

/* ---- fitness ---- */

static float power(float base, float exponent) {
  return rq_exp(exponent * rq_log(base));
}

/* The mean of a density x^-(alpha + 1) between 1 and `ratio`. */
static float pareto_mean(float alpha, float ratio) {
  if (ratio < 1.001f) return 1;
  if (fabsf(alpha - 1) < 0.001f) return rq_log(ratio) / (1 - 1 / ratio);
  return alpha / (alpha - 1) * (1 - power(ratio, 1 - alpha)) / (1 - power(ratio, -alpha));
}

/* How many times more acquaintances the most sociable expects than the least, so that the mean is `mean` and the most `most`. */
static float tail_ratio(float alpha, float mean, float most) {
  float low = 1, high = 1e6f;
  for (int step = 0; step < 60; step++) {
    float middle = 0.5f * (low + high);
    if (pareto_mean(alpha, middle) * most / middle > mean)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* ---- the urn ---- */

/* Fills the slots: each is shared by a person whose weight is below the mean and one who has more than enough. `weight` is in units in which
 * the mean is `mean` exactly; it is used up. */
static void share_slots(rq_urn *urn, uint64_t *weight, uint64_t mean) {
  uint32_t rich = 0;
  for (uint32_t v = 0; v < urn->people; v++) urn->slot[v] = (struct rq_slot){UINT32_MAX, v};
  for (uint32_t v = 0; v < urn->people; v++)
    for (uint32_t poor = v; weight[poor] < mean; poor = rich) {
      while (weight[rich] <= mean) rich++;
      urn->slot[poor] = (struct rq_slot){(uint32_t)((double)weight[poor] / (double)mean * 0x1p32), rich};
      weight[rich] -= mean - weight[poor];
      weight[poor] = mean;
    }
}

rq_status rq_urn_open(rq_urn *urn, uint32_t people, double exponent, double mean, double most, rq_key key, rq_error *error) {
  float alpha = (float)exponent - 1, ratio = tail_ratio(alpha, (float)mean, (float)most), cut = 1 - power(ratio, -alpha);
  *urn = (rq_urn){people, malloc(((size_t)people + 1) * sizeof *urn->slot)};
  uint64_t *weight = malloc(((size_t)people + 1) * sizeof *weight), sum = 0;
  if (!urn->slot || !weight) {
    free(weight);
    rq_urn_close(urn);
    return rq_no_memory(error, "the acquaintances");
  }
#pragma omp parallel for schedule(static) reduction(+ : sum)
  for (uint32_t v = 0; v < people; v++) {
    float u = rq_uniform(key, v, 0, RQ_DRAW_FITNESS, 0);
    weight[v] = (uint64_t)(power(1 - u * cut, -1 / alpha) * 1024.0f);
    sum += weight[v];
  }
  for (uint32_t v = 0; v < people; v++) weight[v] *= people;
  share_slots(urn, weight, sum);
  free(weight);
  return RQ_OK;
}

void rq_urn_close(rq_urn *urn) {
  free(urn->slot);
  *urn = (rq_urn){0};
}

/* Slots are anywhere in memory: all are asked for before the first is looked at. */
static void draw_batch(const rq_urn *urn, rq_key key, uint32_t round, uint32_t first, uint32_t count, uint32_t (*ends)[2]) {
  uint32_t number[BATCH] = {0}, zero[BATCH] = {0}, word[4][BATCH];
  for (uint32_t t = 0; t < count; t++) number[t] = first + t;
  rq_draw_each(key, number, zero, count, round, RQ_DRAW_ACQUAINTANCES, (uint32_t *[]){word[0], word[1], word[2], word[3]});
  for (uint32_t t = 0; t < count; t++)
    for (size_t side = 0; side < 2; side++) {
      ends[t][side] = (uint32_t)((uint64_t)word[2 * side][t] * urn->people >> 32);
      RQ_PREFETCH(&urn->slot[ends[t][side]]);
    }
  for (uint32_t t = 0; t < count; t++)
    for (size_t side = 0; side < 2; side++) {
      const struct rq_slot *slot = &urn->slot[ends[t][side]];
      if (word[2 * side + 1][t] >= slot->own) ends[t][side] = slot->other;
    }
}

void rq_urn_pairs(const rq_urn *urn, rq_key key, uint32_t round, uint32_t first, uint32_t count, uint32_t (*ends)[2]) {
  for (uint32_t done = 0; done < count; done += BATCH)
    draw_batch(urn, key, round, first + done, count - done < BATCH ? count - done : BATCH, ends + done);
}
