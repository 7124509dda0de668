/* A small society and its run file, for the tests of run files. */
#ifndef RQ_TEST_SMALL_H
#define RQ_TEST_SMALL_H

#include "sim/run.h"

/* A temporary folder, entered; small_leave goes back and removes it with all that is in it. */
void small_enter(void);
void small_leave(void);

/* The configuration (300 people, 2 brands, a campaign) with "key=value" settings on top. Fails the test on an error. */
rq_setup small_setup(const char *const *sets, size_t count);

/* Runs the set-up into `path`. `sink` (file descriptor, or -1) is sent the safe week, four bytes, after every week. */
rq_status small_run(const rq_setup *, const char *path, bool force, int sink, rq_error *);

/* Runs with these settings; fails the test on an error. */
void small_make(const char *path, const char *const *sets, size_t count);

/* Sizes, copies, whether there is a file or folder. */
long small_size(const char *path);
bool small_exists(const char *path);
void small_copy(const char *from, const char *to);

#endif
