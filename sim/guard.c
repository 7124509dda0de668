/* Reading what may be damaged in a child process (rq_guarded of reader.h): a crash or an endless loop in libhdf5 becomes a message. */
#include "sim/compiler.h"
#include "sim/reader.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct limits {
  rlim_t memory, seconds;
} limits;

/* Generous: they are to stop what has gone wrong, not what is large. */
static limits limits_for(const char *path) {
  struct stat about;
  rlim_t size = stat(path, &about) == 0 && about.st_size > 0 ? (rlim_t)about.st_size : 0;
  return (limits){.memory = ((rlim_t)4 << 30) + 8 * size, .seconds = 600 + size / 100000};
}

static void limit(int resource, rlim_t most) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return;
  if (now.rlim_cur == RLIM_INFINITY || now.rlim_cur > most) now.rlim_cur = most;
  setrlimit(resource, &now); /* a lower hard limit stays in force */
}

static int run_child(int (*job)(void *), void *argument, limits l) {
  static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t k = 0; k < sizeof deadly / sizeof *deadly; k++) signal(deadly[k], SIG_DFL); /* whatever the caller does with them */
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, l.seconds);
  if (!RQ_ADDRESS_SPACE_RESERVED) limit(RLIMIT_AS, l.memory);
  int code = job(argument);
  return fflush(NULL) == 0 || code ? code : RQ_IO;
}

static rq_status died(int sign, const char *path, limits l, rq_error *error) {
  switch (sign) {
  case SIGINT:
  case SIGTERM:
  case SIGHUP:
    return RQ_INTERRUPTED;
  case SIGPIPE:
    return rq_fail(error, RQ_IO, "standard output was closed before all was written");
  case SIGXCPU:
    return rq_fail(error, RQ_BAD_DATA, "%s: reading it took more than %llu s of processor time (damaged?)", path,
                   (unsigned long long)l.seconds);
  default:
    return rq_fail(error, RQ_BAD_DATA, "%s: reading it ended with signal %d, %s (damaged?)", path, sign, strsignal(sign));
  }
}

rq_status rq_guarded(int (*job)(void *), void *argument, const char *path, rq_error *error) {
  limits l = limits_for(path);
  fflush(NULL); /* what is buffered is to be written once */
  pid_t child = fork();
  if (child < 0) return rq_fail(error, RQ_INTERNAL, "%s: no process to read it in: %s", path, strerror(errno));
  if (child == 0) _exit(run_child(job, argument, l));
  int state;
  pid_t ended;
  do {
    ended = waitpid(child, &state, 0);
  } while (ended < 0 && errno == EINTR);
  if (ended < 0) return rq_fail(error, RQ_INTERNAL, "%s: the process that read it was lost: %s", path, strerror(errno));
  return WIFSIGNALED(state) ? died(WTERMSIG(state), path, l, error) : (rq_status)WEXITSTATUS(state);
}
