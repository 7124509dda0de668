/* The studies of the program that compute in C. A new one is one word here. */
#include "analysis/study.h"

#define STUDIES(X) X(chips) X(face) X(graph) X(reciprocity) X(bass) X(quilts) X(dirichlet) X(trust) X(churn) X(talk) X(guanxi) X(contagion)

#define DECLARE(name) extern const rq_study rq_study_##name;
STUDIES(DECLARE)

#define ADDRESS(name) &rq_study_##name,
const rq_study *const rq_studies[] = {STUDIES(ADDRESS) NULL};
