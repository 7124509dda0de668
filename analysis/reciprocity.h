/* Direct reciprocity in closed form: tit for tat against always defecting in the repeated donation game (Nowak 2006, Science 314:1560), whose
 * payoffs and fitness are those of the model (models/reciprocity.h). */
#ifndef RQ_RECIPROCITY_H
#define RQ_RECIPROCITY_H

#include "models/reciprocity.h"

/* Benefit-to-cost ratios above which reciprocity is stable, risk-dominant and advantageous: 1/w, (2 - w)/w, (3 - 2w)/w; INFINITY for w = 0. */
void rq_reciprocity_thresholds(double again, double threshold[3]);

/* The chance that one who plays tit for tat among `people` takes over in the frequency-dependent Moran process (Nowak, Sasaki, Taylor &
 * Fudenberg 2004), exactly. RQ_BAD_DATA where a fitness is not above 0. */
rq_status rq_moran_fixation(const reciprocity_parameters *, uint32_t people, double *probability, rq_error *);

#endif
