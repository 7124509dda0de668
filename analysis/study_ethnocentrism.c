/* The study of in-group favor. */
#include "analysis/study_runs.h"
#include "models/ethnocentrism.h"

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_ethnocentrism_schema, NULL};
static const char *const effort[] = {"seed=1", "replicates=10", "weeks=2000", "title=", NULL};

#define SHARE "ethnocentric people, %"
#define COOPERATION "cooperation, %"
#define FAVORING "acts that favor the own group, %"
#define LAST 100 /* steps that are looked at */

static const rq_published published[] = {
    {SHARE, {NULL}, RQ_TABLE, 76, 0.5, RQ_READ},
    {COOPERATION, {NULL}, RQ_TABLE, 74, 0.5, RQ_READ},
    {FAVORING, {NULL}, RQ_TABLE, 88, 0.5, RQ_READ},
    {SHARE, {"blind=yes"}, RQ_BELOW, 30, 0, RQ_DERIVED},
};

/* Sums over the last hundred steps. */
enum { ETHNOCENTRICS, HELP, FAVORS, PEOPLE, ACTS, NUMBERS };

static bool add_week(const rq_world *w, double *number) {
  if (rq_week(w) % LAST == 1) /* a new hundred */
    for (int k = 0; k < NUMBERS; k++) number[k] = 0;
  for (uint32_t s = 0; s < ETHNOCENTRISM_STRATEGIES; s++) number[PEOPLE] += rq_tallied(w, ETHNOCENTRISM_PEOPLE, s);
  number[ETHNOCENTRICS] += rq_tallied(w, ETHNOCENTRISM_PEOPLE, ETHNOCENTRISM_ETHNOCENTRIC);
  number[HELP] += rq_tallied(w, ETHNOCENTRISM_HELP, 0);
  number[FAVORS] += rq_tallied(w, ETHNOCENTRISM_FAVORING, 0);
  number[ACTS] += rq_tallied(w, ETHNOCENTRISM_ACTS, 0);
  return true;
}

static void divide(const rq_world *w, double *number) {
  (void)w;
  number[ETHNOCENTRICS] *= 100 / number[PEOPLE];
  number[HELP] *= 100 / number[ACTS];
  number[FAVORS] *= 100 / number[ACTS];
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {NUMBERS, add_week, divide};
  static const char *const name[NUMBERS] = {SHARE, COOPERATION, FAVORING};
  return rq_runs_hand_over(c, &rq_ethnocentrism_model, &question, name, out, error);
}

const rq_study rq_study_ethnocentrism = {
    .name = "ethnocentrism",
    .question = "Do people who see of each other nothing but a tag come to favor their own?",
    .citation = "Hammond & Axelrod (2006), The evolution of ethnocentrism, Journal of Conflict Resolution 50:926",
    .note = "Published are \"about\" 76, 74 and 88 %, of the last 100 of 2,000 steps. Intervals are three standard errors over runs "
            "(Student's t, 99.73 %). The last row is the control: nobody sees tags.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_ethnocentrism_model,
    .work = work,
};
