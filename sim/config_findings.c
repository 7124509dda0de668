/* Mistakes in configurations: collected while reading, reported in the order of the files. */
#include "sim/config_parts.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MOST 1000u /* findings that are kept: a file with more is not a configuration */

bool rq_findings_full(const rq_findings *findings) {
  return findings->count >= MOST;
}

static bool same_place(rq_where a, rq_where b) {
  return a.source == b.source && a.line == b.line && a.column == b.column;
}

static bool known(const rq_findings *findings, rq_where place, const char *text) {
  for (size_t i = 0; i < findings->count; i++)
    if (same_place(findings->list[i].place, place) && strcmp(findings->list[i].text, text) == 0) return true;
  return false;
}

static void append(rq_findings *findings, rq_status status, rq_where place, const char *text) {
  if (findings->count == findings->room) {
    size_t room = findings->room ? 2 * findings->room : 16;
    rq_finding *list = realloc(findings->list, room * sizeof *list);
    if (!list) {
      findings->arena->exhausted = true;
      return;
    }
    findings->list = list;
    findings->room = room;
  }
  findings->list[findings->count] = (rq_finding){place, status, text, findings->count};
  findings->count++;
}

static void add(rq_findings *findings, rq_status status, rq_where place, const char *format, va_list arguments) {
  if (rq_findings_full(findings)) return;
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = length < 0 ? NULL : rq_arena_take(findings->arena, (size_t)length + 1);
  if (!text) return;
  vsnprintf(text, (size_t)length + 1, format, arguments);
  if (!known(findings, place, text)) append(findings, status, place, text);
}

void rq_findings_add(rq_findings *findings, rq_where place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  add(findings, RQ_BAD_DATA, place, format, arguments);
  va_end(arguments);
}

void rq_findings_add_status(rq_findings *findings, rq_status status, rq_where place, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  add(findings, status, place, format, arguments);
  va_end(arguments);
}

void rq_findings_join(rq_findings *findings, const rq_findings *more, const char *remark) {
  for (size_t i = 0; i < more->count && !rq_findings_full(findings); i++) {
    const rq_finding *f = &more->list[i];
    if (known(findings, f->place, f->text)) continue;
    const char *text = rq_arena_format(findings->arena, "%s%s", f->text, remark);
    if (text && !known(findings, f->place, text)) append(findings, f->status, f->place, text);
  }
}

static int in_order(const void *left, const void *right) {
  const rq_finding *a = left, *b = right;
  if (a->place.source->order != b->place.source->order) return a->place.source->order < b->place.source->order ? -1 : 1;
  if (a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
  if (a->place.column != b->place.column) return a->place.column < b->place.column ? -1 : 1;
  return a->number < b->number ? -1 : 1;
}

rq_status rq_findings_report(rq_findings *findings, rq_error *error) {
  if (findings->count == 0) return RQ_OK;
  qsort(findings->list, findings->count, sizeof *findings->list, in_order);
  for (size_t i = 0; i < findings->count; i++) {
    const rq_finding *f = &findings->list[i];
    if (f->place.line && !f->place.source->command)
      rq_fail(error, f->status, "%s:%zu:%zu: %s", f->place.source->name, f->place.line, f->place.column, f->text);
    else
      rq_fail(error, f->status, "%s: %s", f->place.source->name, f->text);
  }
  return findings->list[0].status;
}

void rq_findings_free(rq_findings *findings) {
  free(findings->list);
  findings->list = NULL;
  findings->count = findings->room = 0;
}
