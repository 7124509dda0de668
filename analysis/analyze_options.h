/* The command line of `analyze`. */
#ifndef RQ_ANALYZE_OPTIONS_H
#define RQ_ANALYZE_OPTIONS_H

#include "analysis/log.h"
#include "analysis/measure.h"

typedef struct rq_analyze_options {
  char **runs, **logs; /* paths, in argv */
  size_t runs_count, logs_count;
  const rq_section **sections; /* what is asked for, or chosen by rq_analyze_choose; malloc'd */
  size_t sections_count;
  rq_log_columns columns;
  char *unit_costs; /* "BRAND=COST,..."; in argv; NULL */
  uint32_t at;      /* 0: the last week */
  double period, gap, discount;
  bool json, csv, communities;
} rq_analyze_options;

/* Reads it; on RQ_USAGE the message is printed. */
int rq_analyze_options_read(int argc, char **argv, rq_analyze_options *);
/* Chooses sections where none is asked for. `path` is the first run that is not of the model renqing, and `model` its model: then there are
 * only sections of any model (RQ_BAD_DATA where another one is asked for); NULL: all runs are of the model renqing. */
rq_status rq_analyze_choose(rq_analyze_options *, const char *path, const char *model, rq_error *);
void rq_analyze_options_free(rq_analyze_options *);

/* Takes "BRAND=COST,..." apart and fills log->unit_cost; `text` is kept. */
rq_status rq_unit_costs_apply(const char *text, rq_log *, rq_error *);

#endif
