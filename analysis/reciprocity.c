/* Direct reciprocity: thresholds, and the Moran process as a chain of births and deaths. */
#include "analysis/reciprocity.h"
#include <math.h>

void rq_reciprocity_thresholds(double w, double threshold[3]) {
  threshold[0] = w > 0 ? 1 / w : INFINITY;
  threshold[1] = w > 0 ? (2 - w) / w : INFINITY;
  threshold[2] = w > 0 ? (3 - 2 * w) / w : INFINITY;
}

rq_status rq_moran_fixation(const reciprocity_parameters *p, uint32_t people, double *probability, rq_error *error) {
  rq_status status = rq_reciprocity_check(p, people, error);
  double sum = 1, product = 1;
  for (uint32_t i = 1; i < people && !status; i++) {
    double fitness[2];
    rq_reciprocity_fitness(p, people, i, fitness);
    product *= fitness[1] / fitness[0]; /* of the chances to lose one and to gain one */
    sum += product;
  }
  *probability = 1 / sum;
  return status;
}
