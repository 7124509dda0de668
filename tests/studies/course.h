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
/* The same with any settings (NULL-terminated), on so many threads. */
course course_open(const char *config, const rq_model *, const char *const *sets, int threads);
void course_turn(const course *, unsigned weeks);
double course_value(const course *, uint32_t series, uint32_t cell); /* of the week that was turned */
void course_end(course *);                                           /* checks the invariants too */

/* Fails where the state after so many weeks differs between one thread and three, or does not with another seed. At most 6 settings. */
void course_on_threads(const char *config, const rq_model *, const char *const *sets, unsigned weeks);

typedef struct figure {
  double mean, error; /* standard error of the mean */
} figure;
#define FAR 5.4 /* standard errors: of 8 runs the mean is farther off once in a thousand times (Student's t, 7 degrees) */
bool figure_is(figure, double value, double slack); /* within FAR standard errors, and the slack */
figure figure_of(const double *value, unsigned count);

#endif
