/* The study of donation by similarity. */
#include "analysis/study_runs.h"
#include "models/tags.h"

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_tags_schema, NULL};
static const char *const effort[] = {"seed=1", "replicates=30", "weeks=30000", "title=", NULL};
static const char *const test_length[] = {"replicates=8", NULL};

#define RATE "donation rate, %"
static const rq_published published[] = {
    {RATE, {"pairings=1"}, RQ_TABLE, 2.1, 0.5, RQ_REPLICATED},   {RATE, {"pairings=2", "replicates=30"}, RQ_TABLE, 4.3, 0, RQ_REPLICATED},
    {RATE, {"pairings=3"}, RQ_TABLE, 73.6, 0.5, RQ_REPLICATED},  {RATE, {"pairings=4"}, RQ_TABLE, 76.8, 0.5, RQ_REPLICATED},
    {RATE, {"pairings=6"}, RQ_TABLE, 78.7, 0.5, RQ_REPLICATED},  {RATE, {"pairings=8"}, RQ_TABLE, 79.2, 0.5, RQ_REPLICATED},
    {RATE, {"pairings=10"}, RQ_TABLE, 79.2, 0.5, RQ_REPLICATED}, {RATE, {"cost=0.05"}, RQ_TABLE, 73.7, 0.5, RQ_REPLICATED},
    {RATE, {"cost=0.2"}, RQ_TABLE, 73.6, 0.5, RQ_REPLICATED},    {RATE, {"cost=0.3"}, RQ_TABLE, 73.5, 0.5, RQ_REPLICATED},
    {RATE, {"cost=0.4"}, RQ_TABLE, 60.1, 0, RQ_REPLICATED},      {RATE, {"cost=0.5"}, RQ_TABLE, 24.7, 0, RQ_REPLICATED},
    {RATE, {"cost=0.6"}, RQ_TABLE, 2.2, 0.5, RQ_REPLICATED},     {RATE, {"strict=yes"}, RQ_TABLE, 1.6, 0.5, RQ_REPLICATED},
};

static bool add_week(const rq_world *w, double *number) {
  number[0] += rq_tallied(w, TAGS_DONATIONS, 0);
  number[1] += rq_tallied(w, TAGS_PAIRINGS, 0);
  return true;
}

static void divide(const rq_world *w, double *number) {
  (void)w;
  number[0] = 100 * number[0] / number[1];
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  static const rq_runs_question question = {2, add_week, divide};
  static const char *const name[] = {RATE, NULL};
  return rq_runs_hand_over(c, &rq_tags_model, &question, name, out, error);
}

const rq_study rq_study_tags = {
    .name = "tags",
    .question = "Do people without memory or reputation help whoever resembles them?",
    .citation = "Riolo, Cohen & Axelrod (2001), Evolution of cooperation without reciprocity, Nature 414:441; values of the replication by "
                "Edmonds & Hales (2003), JASSS 6(4)11",
    .note =
        "Intervals are three standard errors over runs (Student's t, 99.73 %). The last row is the control: with a strict comparison of "
        "tags, cooperation collapses.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_tags_model,
    .test_length = test_length,
    .work = work,
};
