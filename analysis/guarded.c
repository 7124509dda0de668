/* A child's findings come back through a temporary file without a name. */
#include "analysis/guarded.h"
#include "sim/reader.h"
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct errand {
  rq_finding find;
  void *argument;
  FILE *file;
} errand;

/* In the child: {"found": ...} or {"failed": "messages"}. */
static int run_errand(void *argument) {
  errand *e = argument;
  json_t *found = NULL;
  rq_error error = RQ_NO_ERROR;
  gsl_set_error_handler_off();
  rq_status status = e->find(e->argument, &found, &error);
  json_t *answer = status == RQ_OK ? json_pack("{s:o}", "found", found) : json_pack("{s:s}", "failed", error.text ? error.text : "");
  rq_error_free(&error);
  if (!answer || json_dumpf(answer, e->file, JSON_COMPACT) != 0 || fflush(e->file) != 0) status = status != RQ_OK ? status : RQ_INTERNAL;
  json_decref(answer);
  return (int)status;
}

/* The child's messages, a line each. */
static rq_status pass_on(const json_t *answer, rq_status status, const char *path, rq_error *error) {
  const char *text = json_string_value(json_object_get(answer, "failed"));
  if (!text || !*text) return error->count > 0 ? status : rq_fail(error, status, "%s: it could not be read", path);
  for (const char *line = text; *line;) {
    size_t length = strcspn(line, "\n");
    rq_fail(error, status, "%.*s", (int)length, line);
    line += length + (line[length] == '\n');
  }
  return status;
}

rq_status rq_find_guarded(rq_finding find, void *argument, const char *path, json_t **found, rq_error *error) {
  *found = NULL;
  errand e = {find, argument, tmpfile()};
  if (!e.file) return rq_fail(error, RQ_IO, "no temporary file: %s", strerror(errno));
  rq_status status = rq_guarded(run_errand, &e, path, error);
  rewind(e.file);
  json_t *answer = json_loadf(e.file, 0, NULL);
  fclose(e.file);
  if (status == RQ_INTERRUPTED) {
    json_decref(answer);
    return status;
  }
  *found = json_incref(json_object_get(answer, "found"));
  if (status == RQ_OK && !*found) status = rq_fail(error, RQ_INTERNAL, "%s: what was found in it got lost", path);
  if (status != RQ_OK) {
    pass_on(answer, status, path, error);
    json_decref(*found);
    *found = NULL;
  }
  json_decref(answer);
  return status;
}

json_t *rq_json_number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

double rq_json_value(const json_t *value) {
  return json_is_number(value) ? json_number_value(value) : NAN;
}
