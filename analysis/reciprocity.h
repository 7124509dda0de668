/* Direct reciprocity: tit for tat against always defecting in the repeated donation game (Nowak 2006, Science 314:1560). A round follows the
 * last with probability w; payoffs are sums over the rounds: TFT against TFT (b - c) / (1 - w), TFT against ALLD -c, ALLD against TFT b. */
#ifndef RQ_RECIPROCITY_H
#define RQ_RECIPROCITY_H

#include "analysis/estimates.h"
#include "sim/error.h"
#include "sim/random.h"
#include <stdbool.h>

typedef struct rq_repeated_game {
  double benefit, cost;
  double again;     /* w, 0 <= w < 1 */
  bool reciprocity; /* false: who should answer defection goes on cooperating, and the answer is lost (the negative control) */
} rq_repeated_game;

/* Benefit-to-cost ratios above which reciprocity is stable, risk-dominant and advantageous: 1/w, (2 - w)/w, (3 - 2w)/w; INFINITY for w = 0. */
void rq_reciprocity_thresholds(double again, double threshold[3]);

/* The payoff matrix [own][other], 0 for TFT. */
void rq_reciprocity_payoffs(const rq_repeated_game *, double payoff[2][2]);

/* The chance that one of strategy 0 among `people` takes over in the frequency-dependent Moran process with fitness
 * 1 - selection + selection * mean payoff from the others (Nowak, Sasaki, Taylor & Fudenberg 2004), exactly. RQ_BAD_DATA where a fitness
 * is not above 0. */
rq_status rq_moran_fixation(double payoff[2][2], uint32_t people, double selection, double *probability, rq_error *);
/* The same by simulation. */
rq_status rq_moran_simulate(double payoff[2][2], uint32_t people, double selection, rq_key, uint32_t replicates, rq_estimate *, rq_error *);

#endif
