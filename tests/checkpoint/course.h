/* Small runs of both models, stopped and resumed, for the tests of checkpoints. */
#ifndef RQ_TEST_COURSE_H
#define RQ_TEST_COURSE_H

#include "sim/run.h"

enum { COURSE_WEEKS = 16 };

/* A temporary folder, entered; course_leave goes back and removes it with all that is in it. */
void course_enter(void);
void course_leave(void);

/* A configuration of the model, with so many people. Fails the test on an error. */
rq_setup course_setup(const rq_model *, unsigned people);

typedef struct course {
  const rq_setup *setup;
  const char *path;
  int threads;
  uint32_t stop_at;                             /* 0: to the end */
  uint32_t every;                               /* checkpoints */
  bool keep;                                    /* parts and checkpoints, also one of each week: copies named PATH.WEEK */
  char (*digest)[RQ_DIGEST_LENGTH];             /* NULL, or room for the state's digest of each week; where resumed, of the first */
  const char *from;                             /* a checkpoint to resume from; NULL: anew */
  uint32_t first;                               /* out: its week */
  char restored[RQ_DIGEST_LENGTH], found[1024]; /* out: digest of the state that was resumed; messages */
} course;

rq_status course_run(course *);

void course_copy(const char *from, const char *to);
long course_size(const char *path);
char *course_read(const char *path, size_t *size); /* malloc'd */
void course_write(const char *path, const char *bytes, size_t size);

/* Fails the test where two run files differ in more than when and where they were made. */
void course_equal(const char *one, const char *other);

#endif
