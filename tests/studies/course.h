/* A run of a published study in a test: its configuration, one setting changed, one replicate. */
#ifndef COURSE_H
#define COURSE_H

#include "sim/run.h"

typedef struct course {
  rq_setup setup;
  rq_world *world;
} course;

/* `setting` is "key=value"; all fail the test where something is wrong. */
course course_begin(const char *config, const rq_model *, const char *setting, unsigned replicate);
void course_turn(const course *, unsigned weeks);
double course_value(const course *, uint32_t series, uint32_t cell); /* of the week that was turned */
void course_end(course *);                                           /* checks the invariants too */

typedef struct figure {
  double mean, error; /* standard error of the mean */
} figure;
figure figure_of(const double *value, unsigned count);

#endif
