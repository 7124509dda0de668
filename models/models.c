/* The models of the program. A model NAME is a constant rq_NAME_model in a file of models/, and one word here. */
#include "models/models.h"
#include "sim/settings.h"

/* clang-format off */
#define MODELS(X) \
  X(renqing) \
  X(gift) \
  X(loyalty) \
  X(tags) \
  X(ethnocentrism) \
  X(talk) \
  X(bass) \
  X(face) \
  X(chips) \
  X(quilts) \
  X(churn) \
  X(graph) \
  X(reciprocity) \
  X(trust) \
  X(contagion)
/* clang-format on */

#define DECLARE(name) extern const rq_model rq_##name##_model;
MODELS(DECLARE)

#define ADDRESS(name) &rq_##name##_model,
const rq_model *const rq_models[] = {MODELS(ADDRESS) NULL};

#define NAME(name) #name,
const char *const rq_model_names[] = {MODELS(NAME) NULL};
