/* Two people who always grant, need equally often and rarely, never give gifts and share a mixed tie with a credit limit of n favors of size 1
 * are the chips model with 2n chips (models/model.md 14.11). */
#include "analysis/study_chips_renqing.h"
#include "analysis/study_runs.h"
#include "models/renqing.h"
#include <math.h>
#include <stdlib.h>

#define RATE 0.02 /* needs of a person a week: rare, since petitions of one week are simultaneous */
enum { MEASURED = 1000, MOST_CHIPS = 20 };

/* Pairs with nothing but their tie and the renqing rule, which always grants where there is credit. */
static const char *const pairs[] = {"model=renqing",
                                    "population.size=400",
                                    "population.network.kind=random_regular",
                                    "population.network.mean_degree=1",
                                    "population.skills=1",
                                    "population.orientation={alpha: 1e6, beta: 0.001}",
                                    "population.capacity_mean=1000",
                                    "population.capacity_sigma=0",
                                    "ties.start={acquaintance_low: 0.5, acquaintance_high: 0.5, half_spread: 0}",
                                    "ties.half_life_mixed=1e6",
                                    "favors.needs=0.02",
                                    "favors.size_sigma=0",
                                    "favors.ask.market_utility=-100",
                                    "favors.renqing_rule.constant=100",
                                    "favors.granted.closeness=0",
                                    "favors.repayment.occasions=0",
                                    "meetings.rate=0",
                                    "introductions.enabled=no",
                                    "panel.size=0"};

/* Weeks until where the balances began is forgotten: five relaxation times of a walk of chips + 1 places. */
static uint32_t settled(uint32_t chips) {
  return (uint32_t)(5 / (2 * RATE * (1 - cos(acos(-1.0) / (chips + 1)))));
}

enum { ALL_NEEDS, NEEDS_MET, NUMBERS };

static bool add_week(const rq_world *w, double *number) {
  const renqing_parameters *p = rq_parameters(w);
  uint32_t chips = p->credit_limit <= MOST_CHIPS ? (uint32_t)(2 * p->credit_limit) : 1;
  if (rq_week(w) <= settled(chips)) return true;
  number[ALL_NEEDS] += rq_tallied(w, S_NEEDS, 0);
  number[NEEDS_MET] += rq_tallied(w, S_MET_INSIDE, 0);
  return rq_week(w) < settled(chips) + MEASURED;
}

static void divide(const rq_world *w, double *number) {
  (void)w;
  number[NEEDS_MET] = number[NEEDS_MET] / number[ALL_NEEDS];
}

rq_status rq_chips_renqing(const rq_case *c, uint32_t chips, bool refusal, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {NUMBERS, add_week, divide};
  rq_config_source source = {.sets = pairs, .sets_count = RQ_COUNT_OF(pairs)};
  rq_settings asked;
  rq_setup setup;
  double *number;
  if (!chips || chips % 2 || chips > MOST_CHIPS) return RQ_OK;
  rq_status status = rq_setup_load(&source, &rq_renqing_model, &setup, error);
  if (status) return status;
  rq_config_fill(c->config, &rq_engine_schema, &asked);
  setup.settings.seed = asked.seed;
  setup.settings.replicates = asked.replicates;
  setup.settings.weeks = settled(chips) + MEASURED;
  ((renqing_parameters *)setup.parameters)->credit_limit = refusal ? chips / 2.0 : 1e6;
  status = rq_runs(&setup, &question, &number, error);
  if (!status) {
    rq_outcome_simulated(out, RQ_SERVED_RENQING, rq_runs_mean(number, (size_t)asked.replicates, &question, NEEDS_MET),
                         (uint64_t)asked.replicates);
    free(number);
  }
  rq_setup_free(&setup);
  return status;
}
