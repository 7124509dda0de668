/* A giver's way on a cycle. */
#include "analysis/fixation.h"
#include <math.h>

/* Fitness of who gives or not and has so many givers (0, 1, 2) beside him. */
static double beside(const graph_parameters *p, bool gives, unsigned givers) {
  double payoff = (p->benefit * givers - (gives ? 2 * p->cost : 0)) / (p->payoffs == GRAPH_MEAN ? 2 : 1);
  return p->update == RQ_COMPARISON ? p->selection * payoff : 1 - p->selection + p->selection * payoff;
}

/* N times the chance per event (under birth-death, the sum of fitness times it) that the row of `row` people, givers or not, grows in a cycle
 * in which `others` are of the other kind. */
static double grows(const graph_parameters *p, uint32_t row, uint32_t others, bool givers) {
  double end = beside(p, givers, givers ? row > 1 : (row > 1 ? 1 : 2));             /* the last of the row, */
  double next = beside(p, !givers, others > 1 ? 1 : (givers ? 2 : 0));              /* who is beside him, whose place he may take, */
  double beyond = beside(p, !givers, givers ? others == 2 : (others == 2 ? 1 : 2)); /* and the one after that */
  bool closes = others == 1;                                                        /* who is beside him is beside the other end, too */
  switch ((rq_updating)p->update) {
  case RQ_DEATH_BIRTH: /* one of two dies; his neighbors are the end and the one beyond */
    return closes ? 1 : 2 * end / (end + beyond);
  case RQ_BIRTH_DEATH: /* born at one of two ends and placed outside with probability 1/2, or at the only one, and placed outside */
    return end;
  case RQ_IMITATION: /* the same, but that he who would die competes */
    return closes ? 2 * end / (2 * end + next) : 2 * end / (end + beyond + next);
  default: /* RQ_COMPARISON: one of two looks with probability 1/2 at the end, or the only one with probability 1 */
    return 1 / (1 + exp(next - end));
  }
}

rq_status rq_fixation_on_cycle(uint32_t people, const graph_parameters *p, double *probability, rq_error *error) {
  rq_status status = rq_graph_check(p, 2, error);
  double sum = 1, product = 1;
  for (uint32_t i = 1; i < people && !status; i++) {
    product *= grows(p, people - i, i, false) / grows(p, i, people - i, true);
    sum += product;
  }
  *probability = 1 / sum;
  return status;
}
