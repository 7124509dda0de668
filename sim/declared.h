/* A study that is declared in a configuration, in its group `study`: what is asked, what is made of the weekly series of its runs, and
 * what was published of that. It is the file's and not a run's: runs and their digests do not know of it. Which runs are made of it, and how
 * it is printed, is in analysis/study_declared.h. */
#ifndef RQ_DECLARED_H
#define RQ_DECLARED_H

#include "sim/world.h"

#define RQ_DECLARED_SETS 7 /* settings of a published case, at most */

/* One outcome of a run. With `of` and `over` sums of series: the sum over weeks of `of`, divided by that of `over`, or by the weeks. */
typedef struct rq_declared_outcome {
  const char *name;
  rq_texts of, over; /* "people" or "people:ethnocentric" */
  bool percent;      /* a hundred times as much */
  int64_t last;      /* only so many weeks at the end; 0: all */
  double reaches;    /* the outcome is the first week whose own value is at least this; INFINITY: it is not */
  double at_least;   /* the outcome is the share of runs whose value is at least this; INFINITY: it is not */
  int interval;      /* rq_declared_interval */
} rq_declared_outcome;

typedef enum rq_declared_interval { RQ_OF_THE_MEAN, RQ_OF_A_RUN } rq_declared_interval;
typedef enum rq_declared_kind { RQ_DECLARED_TABLE, RQ_DECLARED_EXACT, RQ_DECLARED_ABOVE, RQ_DECLARED_BELOW } rq_declared_kind;
typedef enum rq_declared_origin { RQ_DECLARED_READ, RQ_DECLARED_DERIVED, RQ_DECLARED_REPLICATED } rq_declared_origin;

typedef struct rq_declared_value {
  int32_t outcome; /* number of the outcome; -1: the first */
  rq_texts set;    /* "key=value": the case, where it is not that of the file */
  double value, tolerance;
  int kind, origin; /* rq_declared_kind, rq_declared_origin */
} rq_declared_value;

typedef struct rq_declared {
  const char *question, *citation, *note; /* NULL where they are not given; there is a study where there is a question */
  rq_texts test_length;                   /* "key=value" unless at full length */
  rq_declared_outcome *outcomes;
  rq_declared_value *published;
  uint32_t outcomes_count, published_count;
} rq_declared;

/* The rows of the group, and of its lists; offsets are those in the structs above. */
extern const rq_parameter rq_declared_keys[], rq_declared_outcome_keys[], rq_declared_value_keys[];
extern const size_t rq_declared_keys_count, rq_declared_outcome_keys_count, rq_declared_value_keys_count;

/* Cells of a series side by side, in the order of rq_add. */
typedef struct rq_cells {
  uint32_t series, first, count;
} rq_cells;

/* "people", "people:ethnocentric", "switches:Jiahe:Newcomer": a series, and members of its dimensions; without these all of them.
 * RQ_BAD_DATA with "did you mean". */
rq_status rq_cells_find(const rq_model *, const rq_dimension *, const char *text, rq_cells *, rq_error *);

/* The dimensions of a model with these parameters, malloc'd; NULL where there is no memory. */
rq_dimension *rq_model_dimensions(const rq_model *, const void *parameters);

/* What the tables cannot see: a message for each mistake, for rq_config_blame. */
void rq_declared_check(const rq_declared *, const rq_model *, const void *parameters, rq_error *);

#endif
