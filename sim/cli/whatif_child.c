/* Runs as child processes: the same program, with its arguments, in a process group of its own. */
#include "sim/cli/whatif.h"
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

rq_status rq_child_start(char *const *arguments, int out, int err, const rq_interrupt *interrupt, pid_t *child, rq_error *error) {
  size_t count = 0;
  while (arguments[count]) count++;
  char **line = calloc(count + 2, sizeof *line), name[] = "renqing";
  if (!line) return rq_no_memory(error, "a run's arguments");
  line[0] = name;
  memcpy(line + 1, arguments, count * sizeof *line);
  posix_spawnattr_t how;
  posix_spawn_file_actions_t files;
  int reason = posix_spawnattr_init(&how);
  if (!reason) {
    reason = posix_spawn_file_actions_init(&files);
    if (!reason) {
      /* a group of its own: Ctrl-C reaches the what-if alone, which tells its children */
      posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
      posix_spawnattr_setpgroup(&how, 0);
      posix_spawnattr_setsigmask(&how, &interrupt->before);
      reason = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", 0, 0);
      if (!reason) reason = posix_spawn_file_actions_adddup2(&files, out, 1);
      if (!reason) reason = posix_spawn_file_actions_adddup2(&files, err, 2);
      if (!reason) reason = posix_spawn(child, "/proc/self/exe", &files, &how, line, environ);
      posix_spawn_file_actions_destroy(&files);
    }
    posix_spawnattr_destroy(&how);
  }
  free(line);
  return reason ? rq_fail(error, RQ_INTERNAL, "a run cannot be started: %s", strerror(reason)) : RQ_OK;
}

bool rq_child_ended(pid_t child, int *code) {
  int state;
  pid_t ended = waitpid(child, &state, WNOHANG);
  if (ended == 0 || (ended < 0 && errno == EINTR)) return false;
  *code = ended < 0 ? RQ_INTERNAL : WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
  return true;
}

void rq_arguments_free(char **arguments) {
  for (size_t i = 0; arguments && arguments[i]; i++) free(arguments[i]);
  free(arguments);
}

char **rq_child_arguments(const rq_design *d, size_t scenario, uint32_t replicate, const char *const *more) {
  const rq_whatif_options *o = d->options;
  size_t extra = 0, n = 0;
  while (more[extra]) extra++;
  char **list = calloc(2 * o->sets_count + extra + 8, sizeof *list), number[32];
  if (!list) return NULL;
  snprintf(number, sizeof number, "%u", (unsigned)replicate);
  bool whole = (list[n++] = strdup("run")) != NULL;
  for (size_t i = 0; i < o->sets_count && whole; i++) {
    whole = (list[n++] = strdup("--set")) != NULL;
    whole = whole && (list[n++] = strdup(o->sets[i])) != NULL;
  }
  if (scenario > 0 && whole) {
    whole = (list[n++] = strdup("--scenario")) != NULL;
    whole = whole && (list[n++] = strdup(d->ensemble.scenario[scenario].name)) != NULL;
  }
  if (whole) whole = (list[n++] = strdup("--replicate")) != NULL;
  if (whole) whole = (list[n++] = strdup(number)) != NULL;
  for (size_t i = 0; i < extra && whole; i++) whole = (list[n++] = strdup(more[i])) != NULL;
  if (whole) whole = (list[n++] = strdup("--")) != NULL; /* a name may begin with a dash */
  if (whole) whole = (list[n++] = strdup(o->config)) != NULL;
  if (whole) return list;
  rq_arguments_free(list);
  return NULL;
}
