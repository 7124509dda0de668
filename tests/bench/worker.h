/* Something measured in a process of its own: a world that turns weeks when it is told to. */
#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

#include "bench.h"
#include "sim/world.h"
#include <sys/types.h>

/* Runs a function in another process and brings back what it wrote; false where it died. */
bool apart(void (*function)(void *out), void *out, size_t size);

/* What a worker builds. */
typedef struct world_case {
  const char *config;
  const rq_model *model;
  int64_t people;
  int threads;
  const char *sets[8]; /* NULL-terminated "key=value" besides */
} world_case;

enum { MOST_PHASES = 32, PHASE_NAME = 24 };

/* What a worker tells, after it was built and after each order. */
typedef struct tidings {
  rq_status status;
  uint32_t week;
  double people, ties;                    /* ties: halves a person */
  double seconds;                         /* of the order */
  double interactions, purchases;         /* in the weeks of the order */
  double peak;                            /* bytes, of the process until now */
  double configuration, network, society; /* seconds of the start-up */
  uint32_t phases;                        /* of a profiled order: seconds of each, and of them for mail */
  struct {
    char name[PHASE_NAME];
    double seconds, mail;
  } phase[MOST_PHASES];
  double first_file, snapshot, file_bytes; /* of a snapshot: seconds, and bytes */
} tidings;

typedef struct worker {
  pid_t process;
  int orders, answers;
  tidings news;
} worker;

/* Builds the world, and waits until it is there; false where it cannot be built (which has been said). */
bool worker_start(const world_case *, worker *);
/* Turns weeks. */
bool worker_turn(worker *, uint32_t weeks);
/* Turns weeks with a profile of their phases. */
bool worker_profile(worker *, uint32_t weeks);
/* Writes a snapshot into a new run file PATH with a level of compression, and leaves its parts. */
bool worker_snapshot(worker *, const char *path, int level);
void worker_end(worker *); /* accepts one that is not there */

/* What a worker did, turn after turn. */
typedef struct course {
  unsigned turns;
  double people, weeks; /* of each turn */
  double seconds[MOST_RUNS], interactions[MOST_RUNS], purchases[MOST_RUNS];
  double peak; /* bytes, of the process */
} course;

/* After some weeks to warm up, lets the workers turn `weeks` weeks each in turns, b->runs times. */
bool take_turns(const bench *, worker *, size_t workers, uint32_t warm_up, uint32_t weeks, course *);
/* Medians over the turns: of an amount a second (NULL: people times weeks), and of the seconds of one over those of another. */
double course_rate(const course *, const double *amount);
double course_ratio(const course *over, const course *under);

#endif
