/* Ctrl-C (SIGINT), SIGTERM and SIGHUP, politely: the first is noted, and the run stops by itself where it is whole; the second kills.
 *
 * The signals are blocked in all our threads, and one thread waits for them, so there is no global. Begin before other
 * threads are started (they inherit what is blocked). */
#ifndef RQ_INTERRUPT_H
#define RQ_INTERRUPT_H

#include "sim/error.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#define RQ_POLITE_SIGNALS 3u

typedef struct rq_interrupt {
  pthread_t thread;
  sigset_t signals, before;
  struct sigaction action[RQ_POLITE_SIGNALS]; /* as they were */
  atomic_int noted;                           /* the first signal; 0 for none */
  atomic_bool over;
} rq_interrupt;

/* The object must stay where it is until rq_interrupt_end. */
rq_status rq_interrupt_begin(rq_interrupt *, rq_error *);
/* The first signal; 0 for none. */
int rq_interrupted(rq_interrupt *);
void rq_interrupt_end(rq_interrupt *);

#endif
