/* One thread that waits for signals. */
#include "sim/cli/interrupt.h"
#include <stdio.h>
#include <string.h>

static void die_of(int signal, const sigset_t *signals) {
  struct sigaction plain = {.sa_handler = SIG_DFL};
  sigemptyset(&plain.sa_mask);
  sigaction(signal, &plain, NULL);
  pthread_sigmask(SIG_UNBLOCK, signals, NULL);
  raise(signal);
}

static void *wait_for_signals(void *argument) {
  rq_interrupt *self = argument;
  int signal;
  while (sigwait(&self->signals, &signal) == 0 && !atomic_load(&self->over)) {
    if (atomic_load(&self->noted)) die_of(signal, &self->signals);
    atomic_store(&self->noted, signal);
    fputs("\nrenqing: stopping when this week is over and the file is whole; once more to stop at once\n", stderr);
  }
  return NULL;
}

rq_status rq_interrupt_begin(rq_interrupt *self, rq_error *error) {
  static const int polite[] = {SIGINT, SIGTERM, SIGHUP};
  atomic_init(&self->noted, 0);
  atomic_init(&self->over, false);
  sigemptyset(&self->signals);
  for (size_t i = 0; i < sizeof polite / sizeof polite[0]; i++) {
    struct sigaction now; /* what nohup, or a shell in the background, ignores stays ignored */
    if (sigaction(polite[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) sigaddset(&self->signals, polite[i]);
  }
  sigaddset(&self->signals, SIGUSR1); /* rq_interrupt_end wakes the thread with it */
  pthread_sigmask(SIG_BLOCK, &self->signals, &self->before);
  int failed = pthread_create(&self->thread, NULL, wait_for_signals, self);
  if (failed) {
    pthread_sigmask(SIG_SETMASK, &self->before, NULL);
    return rq_fail(error, RQ_INTERNAL, "cannot start a thread: %s", strerror(failed));
  }
  return RQ_OK;
}

bool rq_interrupted(rq_interrupt *self) {
  return atomic_load(&self->noted) != 0;
}

void rq_interrupt_end(rq_interrupt *self) {
  atomic_store(&self->over, true);
  pthread_kill(self->thread, SIGUSR1);
  pthread_join(self->thread, NULL);
  pthread_sigmask(SIG_SETMASK, &self->before, NULL);
}
