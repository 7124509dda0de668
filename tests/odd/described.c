/* See described.h. */
#include "tests/odd/described.h"
#include "models/renqing.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static rq_status describe(const rq_model *model, const char *citation, char **text, rq_error *error) {
  size_t length;
  FILE *out = open_memstream(text, &length);
  assert_non_null(out);
  rq_status status = rq_odd_write(model, citation, out, error);
  assert_int_equal(fclose(out), 0);
  return status;
}

char *described(const rq_model *model, const char *citation) {
  rq_error error = RQ_NO_ERROR;
  char *text = NULL;
  rq_status status = describe(model, citation, &text, &error);
  if (status) fail_msg("%s: %s", model->name, error.text);
  return text;
}

char *mistake_in(const char *odd) {
  rq_error error = RQ_NO_ERROR;
  rq_model model = rq_renqing_model;
  char *text = NULL;
  model.odd = odd;
  assert_int_equal(describe(&model, NULL, &text, &error), RQ_INTERNAL);
  free(text);
  return error.text;
}

char *text_alone(void) {
  char *text = strdup(rq_renqing_model.odd), *to = text;
  for (const char *at = text; *at;) {
    const char *end = strncmp(at, "<!-- ", 5) == 0 ? strstr(at, "-->") : NULL;
    if (end)
      at = end + 3;
    else
      *to++ = *at++;
  }
  *to = '\0';
  return text;
}

/* Whether the line is the caption of the group's table. */
static bool captions(const char *line, const char *group) {
  size_t length = strlen(group);
  if (!length) return strncmp(line, "Top level", 9) == 0;
  return line[0] == '`' && strncmp(line + 1, group, length) == 0 && line[length + 1] == '`';
}

/* Whether one of the first two cells of the line is the key, in back-ticks. */
static bool is_row_of(const char *line, const char *key) {
  if (strncmp(line, "| ", 2) != 0) return false;
  const char *cell = line + 2;
  if (*cell != '`') {
    cell = strchr(cell, '|');
    if (!cell || strncmp(cell, "| `", 3) != 0) return false;
    cell += 2;
  }
  return strncmp(cell + 1, key, strlen(key)) == 0 && cell[1 + strlen(key)] == '`';
}

unsigned times_in_tables(const char *description, const char *group, const char *key) {
  unsigned times = 0;
  bool inside = false;
  for (const char *line = description; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (*line == '|')
      times += inside && is_row_of(line, key);
    else if (*line != '\n')
      inside = captions(line, group);
  }
  return times;
}

char *part_of(const char *description, const char *from, const char *to) {
  const char *begin = strstr(description, from), *end = to && begin ? strstr(begin, to) : NULL;
  assert_non_null(begin);
  assert_true(!to || end);
  return to ? strndup(begin, (size_t)(end - begin)) : strdup(begin);
}
