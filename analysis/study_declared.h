/* Studies that a configuration declares in its group `study` (sim/declared.h), as studies like any other: no code is needed for one. What is
 * published of a study whose name also stands in studies.c, and what its function in C hands over, are added to it. */
#ifndef RQ_STUDY_DECLARED_H
#define RQ_STUDY_DECLARED_H

#include "analysis/study.h"
#include "sim/run.h"

typedef struct rq_declared_study {
  rq_study study;          /* its texts and tables are below, or in the configuration */
  const rq_study *further; /* what C adds to it; NULL for nothing */
  rq_setup setup;          /* the file as it stands */
  char *name, *text;
  const rq_schema *schema[3];
  rq_published *published;
  const char **effort, **test_length;
} rq_declared_study;

/* Reads one. `text`: of the file, where it is part of the program; NULL: it is read from `path`. Mistakes are told with file and line; a file
 * without a study is one. The study must be freed even after an error. */
rq_status rq_declared_study_read(const char *path, const char *text, const rq_study *further, rq_declared_study *, rq_error *);
void rq_declared_study_free(rq_declared_study *); /* accepts a zeroed one */

/* Computes a case of it: all its outcomes as the means, shares or times over the case's runs (study_outcomes.c). */
rq_status rq_declared_study_work(const rq_case *, rq_outcomes *, rq_error *);

#endif
