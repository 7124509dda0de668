/* Starting gnuplot with files as its standard input, output and error, so that nobody waits for anybody. */
#include "analysis/gnuplot.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MISSING "the package is gnuplot-nox on Debian and Ubuntu, gnuplot elsewhere; --data prints the numbers without it"

/* ---- words ---- */

/* The length in bytes of the character at `at`, and the columns it takes; damaged bytes count for one. */
static size_t character(const char *at, size_t *columns) {
  unsigned char c = (unsigned char)*at;
  size_t length = c < 0xC0 ? 1 : (c < 0xE0 ? 2 : (c < 0xF0 ? 3 : 4));
  for (size_t k = 1; k < length; k++)
    if (((unsigned char)at[k] & 0xC0) != 0x80) length = 1;
  *columns = length >= 3 && c >= 0xE3 ? 2 : 1; /* U+3000 and above: mostly wide */
  return length;
}

size_t rq_columns(const char *words, size_t most) {
  size_t sum = 0, columns;
  for (size_t length; *words && sum < most; words += length) {
    length = character(words, &columns);
    sum += columns;
  }
  return sum < most ? sum : most;
}

void rq_gnuplot_quote(rq_text *t, const char *words, size_t columns) {
  bool cut = rq_columns(words, columns + 1) > columns;
  size_t used = 0, wide;
  rq_text_put(t, "'");
  for (size_t length; *words; words += length) {
    length = character(words, &wide);
    if (used + wide > columns - (cut ? 1 : 0)) break;
    used += wide;
    if (*words == '\'')
      rq_text_put(t, "''"); /* the only character that means anything here */
    else if ((unsigned char)*words < ' ' || *words == 0x7F || (length == 1 && (unsigned char)*words >= 0x80))
      rq_text_put(t, " ");
    else
      rq_text_bytes(t, words, length);
  }
  rq_text_put(t, cut ? "…'" : "'");
}

void rq_gnuplot_put(rq_text *t, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof line)
    t->failed = true;
  else
    rq_text_bytes(t, line, (size_t)length);
}

/* ---- the process ---- */

/* The environment, but for what would change the drawing. */
static char **plain_environment(void) {
  extern char **environ;
  size_t count = 0, kept = 0;
  while (environ[count]) count++;
  char **plain = malloc((count + 2) * sizeof *plain);
  if (!plain) return NULL;
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], "GNUPLOT", 7) != 0 && strncmp(environ[i], "GNUTERM", 7) != 0 && strncmp(environ[i], "LC_", 3) != 0)
      plain[kept++] = environ[i];
  plain[kept++] = (char *)"LC_ALL=C.UTF-8";
  plain[kept] = NULL;
  return plain;
}

/* Waits for it; its exit code, 128 and more for a signal, -1 with errno where it cannot be started. */
static int spawn(char *const *argument, int in, int out, int messages) {
  posix_spawn_file_actions_t actions;
  char **environment = plain_environment();
  if (!environment || posix_spawn_file_actions_init(&actions) != 0) {
    free(environment);
    errno = ENOMEM;
    return -1;
  }
  pid_t child;
  int code = posix_spawn_file_actions_adddup2(&actions, in, 0);
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, out, 1);
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, messages, 2);
  if (code == 0) code = posix_spawnp(&child, argument[0], &actions, NULL, argument, environment);
  posix_spawn_file_actions_destroy(&actions);
  free(environment);
  if (code != 0) {
    errno = code;
    return -1;
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

rq_status rq_gnuplot_there(rq_error *error) {
  int nowhere = open("/dev/null", O_RDWR);
  if (nowhere < 0) return rq_fail(error, RQ_INTERNAL, "/dev/null cannot be opened: %s", strerror(errno));
  int code = spawn((char *const[]){(char *)"gnuplot", (char *)"--version", NULL}, nowhere, nowhere, nowhere), reason = errno;
  close(nowhere);
  if (code == 0) return RQ_OK;
  if (code == 127 || (code == -1 && reason == ENOENT)) return rq_fail(error, RQ_NO_OUTPUT, "gnuplot is not installed; " MISSING);
  if (code == -1) return rq_fail(error, RQ_NO_OUTPUT, "gnuplot cannot be started: %s; " MISSING, strerror(reason));
  return rq_fail(error, RQ_NO_OUTPUT, "gnuplot does not work (exit code %d); " MISSING, code);
}

/* The first line in which gnuplot says what is wrong. */
static rq_status complain(FILE *messages, int code, const char *shown, rq_error *error) {
  char line[300] = "", said[300] = "";
  rewind(messages);
  while (fgets(line, sizeof line, messages)) {
    line[strcspn(line, "\r\n")] = '\0';
    const char *text = line + strspn(line, " ^");
    if (*text && (!*said || strstr(text, "line "))) snprintf(said, sizeof said, "%s", text);
  }
  return rq_fail(error, RQ_IO, "%s: gnuplot could not draw it (exit code %d)%s%s", shown, code, *said ? ": " : "", said);
}

static rq_status run_with(FILE *script, FILE *messages, int out, const char *shown, rq_error *error) {
  int code = spawn((char *const[]){(char *)"gnuplot", (char *)"-d", (char *)"-", NULL}, fileno(script), out, fileno(messages));
  if (code == -1) return rq_fail(error, RQ_NO_OUTPUT, "gnuplot cannot be started: %s; " MISSING, strerror(errno));
  return code == 0 ? RQ_OK : complain(messages, code, shown, error);
}

rq_status rq_gnuplot_run(const rq_text *script, const char *file, const char *shown, rq_error *error) {
  if (script->failed) return rq_no_memory(error, "a figure");
  rq_status status = RQ_OK;
  FILE *in = tmpfile(), *messages = tmpfile();
  int out = open(file, O_WRONLY | O_TRUNC);
  if (!in || !messages || out < 0)
    status = rq_fail(error, RQ_IO, "%s: cannot be written: %s", shown, strerror(errno));
  else if (fwrite(script->bytes, 1, script->count, in) != script->count || fflush(in) != 0)
    status = rq_fail(error, RQ_IO, "the figure's temporary file cannot be written: %s", strerror(errno));
  else {
    rewind(in);
    lseek(fileno(in), 0, SEEK_SET);
    status = run_with(in, messages, out, shown, error);
    if (status == RQ_OK && lseek(out, 0, SEEK_END) <= 0) status = rq_fail(error, RQ_IO, "%s: gnuplot drew nothing", shown);
  }
  if (in) fclose(in);
  if (messages) fclose(messages);
  if (out >= 0) close(out);
  return status;
}
