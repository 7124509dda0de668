/* The studies of the program, and what those that are no model of the engine can be told. A new study is one word here. */
#include "analysis/study.h"

#define STUDIES(X) X(chips) X(face) X(graph) X(reciprocity) X(bass) X(quilts) X(dirichlet) X(trust) X(churn) X(talk) X(guanxi) X(contagion)

#define DECLARE(name) extern const rq_study rq_study_##name;
STUDIES(DECLARE)

#define ADDRESS(name) &rq_study_##name,
const rq_study *const rq_studies[] = {STUDIES(ADDRESS) NULL};

typedef struct settings {
  const char *study;
  int64_t seed, replicates;
} settings;

static const rq_parameter parameters[] = {
    {"study", RQ_TEXT, offsetof(settings, study), "", 0, 0, "", NULL, "which study a file is for"},
    {"seed", RQ_INTEGER, offsetof(settings, seed), "", 0, 4294967295, "1", NULL, "chance"},
    {"replicates", RQ_INTEGER, offsetof(settings, replicates), "", 0, 100000000, "0", NULL,
     "repetitions of what is simulated; 0: as many as the study thinks right"},
};

static const rq_group groups[] = {
    {.path = "", .description = "the study", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};

const rq_schema rq_study_schema = {.name = "study", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};

const char *const rq_study_effort[] = {"study=", "seed=1", "replicates=0", NULL};

const char *rq_case_study(const rq_case *c) {
  settings s = {0};
  rq_config_fill(c->config, &rq_study_schema, &s);
  return s.study;
}

rq_key rq_case_key(const rq_case *c) {
  settings s = {.seed = 1}; /* where this schema is not read */
  rq_config_fill(c->config, &rq_study_schema, &s);
  return (rq_key){(uint32_t)s.seed, 0};
}

uint32_t rq_case_replicates(const rq_case *c, uint32_t test, uint32_t full) {
  settings s = {.seed = 1}; /* where this schema is not read */
  rq_config_fill(c->config, &rq_study_schema, &s);
  return s.replicates ? (uint32_t)s.replicates : c->full ? full : test;
}
