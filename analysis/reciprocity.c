/* Direct reciprocity: thresholds, payoffs, and the Moran process as a chain of births and deaths. */
#include "analysis/reciprocity.h"
#include "analysis/replicates.h"
#include <gsl/gsl_rng.h>
#include <math.h>

void rq_reciprocity_thresholds(double w, double threshold[3]) {
  threshold[0] = w > 0 ? 1 / w : INFINITY;
  threshold[1] = w > 0 ? (2 - w) / w : INFINITY;
  threshold[2] = w > 0 ? (3 - 2 * w) / w : INFINITY;
}

void rq_reciprocity_payoffs(const rq_repeated_game *g, double payoff[2][2]) {
  double rounds = 1 / (1 - g->again), cheated = g->reciprocity ? 1 : rounds; /* rounds in which a defector is given a favor */
  payoff[0][0] = (g->benefit - g->cost) * rounds;
  payoff[0][1] = -g->cost * cheated;
  payoff[1][0] = g->benefit * cheated;
  payoff[1][1] = 0;
}

/* Fitness of each strategy when `count` of the people are of strategy 0. */
static void find_fitness(double payoff[2][2], uint32_t people, uint32_t count, double selection, double fitness[2]) {
  double others = people - 1.0, i = count, n = people;
  fitness[0] = 1 - selection + selection * (payoff[0][0] * (i - 1) + payoff[0][1] * (n - i)) / others;
  fitness[1] = 1 - selection + selection * (payoff[1][0] * i + payoff[1][1] * (n - i - 1)) / others;
}

static rq_status check_fitness(double payoff[2][2], uint32_t people, double selection, rq_error *error) {
  for (uint32_t i = 1; i<people; i += people - 2> 0 ? people - 2 : 1) { /* linear: the ends are enough */
    double fitness[2];
    find_fitness(payoff, people, i, selection, fitness);
    if (!(fitness[0] > 0 && fitness[1] > 0))
      return rq_fail(error, RQ_BAD_DATA, "selection is too strong: a fitness is %g, which is not above 0", fmin(fitness[0], fitness[1]));
  }
  return RQ_OK;
}

rq_status rq_moran_fixation(double payoff[2][2], uint32_t people, double selection, double *probability, rq_error *error) {
  rq_status status = check_fitness(payoff, people, selection, error);
  double sum = 1, product = 1;
  for (uint32_t i = 1; i < people && !status; i++) {
    double fitness[2];
    find_fitness(payoff, people, i, selection, fitness);
    product *= fitness[1] / fitness[0]; /* of the chances to lose one and to gain one */
    sum += product;
  }
  *probability = 1 / sum;
  return status;
}

typedef struct society {
  double payoff[2][2], selection;
  uint32_t people;
} society;

/* One birth in proportion to fitness and one death at random after the other, until all are alike. */
static void takes_over(const void *context, const gsl_rng *chance, double *does) {
  society s = *(const society *)context;
  uint32_t count = 1;
  while (count > 0 && count < s.people) {
    double fitness[2];
    find_fitness(s.payoff, s.people, count, s.selection, fitness);
    double all = count * fitness[0] + (s.people - count) * fitness[1];
    bool born = gsl_rng_uniform(chance) * all < count * fitness[0], dies = gsl_rng_uniform(chance) * s.people < count;
    count = count + born - dies;
  }
  *does = count > 0;
}

rq_status rq_moran_simulate(double payoff[2][2], uint32_t people, double selection, rq_key key, uint32_t replicates, rq_estimate *share,
                            rq_error *error) {
  rq_status status = check_fitness(payoff, people, selection, error);
  if (status) return status;
  society s = {{{payoff[0][0], payoff[0][1]}, {payoff[1][0], payoff[1][1]}}, selection, people};
  return rq_replicates_share(takes_over, &s, key, RQ_DRAW_RECIPROCITY, replicates, share, error);
}
