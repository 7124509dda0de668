/* The trust game: the replicator equation, and people who imitate. */
#include "analysis/trust_game.h"
#include "analysis/replicates.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_rng.h>
#include <math.h>

/* Payoffs of the three ways; 0 for all where there is nobody to trust. */
static void find_payoffs(const rq_trust_game *g, const double y[3], double payoff[3]) {
  double trustees = y[1] + y[2];
  payoff[0] = trustees > 0 ? g->honest * y[1] / trustees - 1 : 0;
  payoff[1] = trustees > 0 ? g->honest * y[0] / trustees : 0;
  payoff[2] = trustees > 0 ? g->dishonest * y[0] / trustees : 0;
}

static int replicate(double t, const double y[], double dy[], void *context) {
  double payoff[3], mean = 0;
  (void)t;
  find_payoffs(context, y, payoff);
  for (size_t i = 0; i < 3; i++) mean += y[i] * payoff[i];
  for (size_t i = 0; i < 3; i++) dy[i] = y[i] * (payoff[i] - mean);
  return GSL_SUCCESS;
}

static bool at_rest(const rq_trust_game *g, const double y[3]) {
  double dy[3];
  replicate(0, y, dy, (void *)g);
  return fabs(dy[0]) + fabs(dy[1]) + fabs(dy[2]) < 1e-13;
}

rq_status rq_trust_limit(const rq_trust_game *g, double limit[3], rq_error *error) {
  gsl_odeiv2_system flow = {replicate, NULL, 3, (void *)g};
  gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&flow, gsl_odeiv2_step_rkf45, 1e-4, 1e-13, 1e-11);
  if (!driver) return rq_no_memory(error, "the trust game");
  double t = 0;
  for (size_t i = 0; i < 3; i++) limit[i] = g->start[i];
  int code = GSL_SUCCESS;
  for (double until = 1; until < 2e6 && code == GSL_SUCCESS && !at_rest(g, limit); until *= 1.1)
    code = gsl_odeiv2_driver_apply(driver, &t, until, limit);
  gsl_odeiv2_driver_free(driver);
  if (code == GSL_SUCCESS && at_rest(g, limit)) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "the shares do not come to rest: %g, %g, %g at time %g", limit[0], limit[1], limit[2], t);
}

/* ---- imitation ---- */

typedef struct society {
  rq_trust_game game;
  uint32_t people, rounds;
  bool selection;
} society;

/* Who has a way, when people are numbered by their ways. */
static size_t way_of(const uint32_t count[3], unsigned long person) {
  return person < count[0] ? 0 : person < (unsigned long)count[0] + count[1] ? 1 : 2;
}

static void compare(const society *s, uint32_t count[3], const gsl_rng *chance) {
  double y[3], payoff[3];
  for (size_t i = 0; i < 3; i++) y[i] = (double)count[i] / s->people;
  size_t own = way_of(count, gsl_rng_uniform_int(chance, s->people)), other = way_of(count, gsl_rng_uniform_int(chance, s->people));
  if (own == other) return;
  find_payoffs(&s->game, y, payoff);
  double most = fmax(payoff[0], fmax(payoff[1], payoff[2])), least = fmin(payoff[0], fmin(payoff[1], payoff[2]));
  double better = s->selection ? (payoff[other] - payoff[own]) / (most - least) : 0.5; /* the unit of time alone depends on the range */
  if (gsl_rng_uniform(chance) >= better) return;
  count[own]--;
  count[other]++;
}

static void come_to(const void *context, const gsl_rng *chance, double share[3]) {
  const society *s = context;
  uint32_t count[3];
  count[0] = (uint32_t)lround(s->game.start[0] * s->people);
  count[1] = (uint32_t)lround(s->game.start[1] * s->people);
  if (count[0] + count[1] > s->people) count[1] = s->people - count[0];
  count[2] = s->people - count[0] - count[1];
  for (uint64_t i = 0; i < (uint64_t)s->people * s->rounds && count[0] > 0; i++) compare(s, count, chance);
  for (size_t i = 0; i < 3; i++) share[i] = (double)count[i] / s->people;
}

rq_status rq_trust_simulate(const rq_trust_game *g, uint32_t people, uint32_t rounds, bool selection, rq_key key, uint32_t replicates,
                            rq_estimate share[3], rq_error *error) {
  society s = {*g, people, rounds, selection};
  return rq_replicates_mean(come_to, &s, key, RQ_DRAW_IMITATION, replicates, 3, share, error);
}
