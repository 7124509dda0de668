/* One thread that waits for signals. */
#include "sim/cli/interrupt.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int polite[RQ_POLITE_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

/* A library may have started threads when it was loaded (OpenBLAS does), which block nothing. One that a signal reaches blocks it from
 * now on, as of the return from here, and sends it on to whoever waits for it. */
static void send_on(int signal, siginfo_t *info, void *context) {
  (void)info;
  sigaddset(&((ucontext_t *)context)->uc_sigmask, signal);
  kill(getpid(), signal);
}

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
    fputs("\nrenqing: stopping when this week is over and what was done is on disk; once more to stop at once\n", stderr);
  }
  return NULL;
}

static void restore(const rq_interrupt *self) {
  for (size_t i = 0; i < RQ_POLITE_SIGNALS; i++) sigaction(polite[i], &self->action[i], NULL);
  pthread_sigmask(SIG_SETMASK, &self->before, NULL);
}

rq_status rq_interrupt_begin(rq_interrupt *self, rq_error *error) {
  atomic_init(&self->noted, 0);
  atomic_init(&self->over, false);
  sigemptyset(&self->signals);
  for (size_t i = 0; i < RQ_POLITE_SIGNALS; i++) {
    struct sigaction on = {.sa_sigaction = send_on, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigfillset(&on.sa_mask);
    sigaction(polite[i], NULL, &self->action[i]);
    if (self->action[i].sa_handler == SIG_IGN) continue; /* what nohup, or a shell in the background, ignores stays ignored */
    sigaddset(&self->signals, polite[i]);
    sigaction(polite[i], &on, NULL);
  }
  sigaddset(&self->signals, SIGUSR1); /* rq_interrupt_end wakes the thread with it */
  pthread_sigmask(SIG_BLOCK, &self->signals, &self->before);
  int failed = pthread_create(&self->thread, NULL, wait_for_signals, self);
  if (failed) {
    restore(self);
    return rq_fail(error, RQ_INTERNAL, "cannot start a thread: %s", strerror(failed));
  }
  return RQ_OK;
}

int rq_interrupted(rq_interrupt *self) {
  return atomic_load(&self->noted);
}

void rq_interrupt_end(rq_interrupt *self) {
  atomic_store(&self->over, true);
  pthread_kill(self->thread, SIGUSR1);
  pthread_join(self->thread, NULL);
  restore(self);
}
