/* Failures on their way to the user: messages are collected, then printed once. */
#include "sim/error.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `length` more characters and a NUL; false where there is no memory. */
static bool enlarge(rq_error *error, size_t used, size_t length) {
  char *text = realloc(error->text, used + length + 1);
  if (!text) return false;
  text[used] = '\0';
  error->text = text;
  return true;
}

rq_status(rq_fail)(rq_error *error, rq_status status, const char *format, ...) {
  if (!error) return status;
  if (error->count++ == 0) error->status = status;

  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  size_t used = error->text ? strlen(error->text) : 0;
  if (length < 0 || !enlarge(error, used, (size_t)length + 1)) return status; /* the status still tells of it */

  va_start(arguments, format);
  vsnprintf(error->text + used, (size_t)length + 1, format, arguments);
  va_end(arguments);
  memcpy(error->text + used + length, "\n", 2);
  return status;
}

rq_status(rq_no_memory)(rq_error *error, const char *what) {
  return rq_fail(error, RQ_INTERNAL, "no memory for %s", what);
}

void rq_error_print(const rq_error *error) {
  if (error->count && !error->text) fputs("renqing: failed, and no memory is left to say why\n", stderr);
  for (const char *line = error->text; line && *line;) {
    size_t length = strcspn(line, "\n");
    fprintf(stderr, "renqing: %.*s\n", (int)length, line);
    line += length + (line[length] == '\n');
  }
}

void rq_error_free(rq_error *error) {
  if (!error) return;
  free(error->text);
  *error = RQ_NO_ERROR;
}
