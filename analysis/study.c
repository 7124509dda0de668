/* From a study and what the user set to the rows of its table: which cases, their outcomes, and whether these are what was published. */
#include "analysis/study_sets.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct outcome {
  char *name;
  rq_estimate value;
  uint64_t replicates;
} outcome;

struct rq_outcomes {
  outcome *list;
  size_t count, room;
  char *note;
  bool failed;
};

/* ---- outcomes ---- */

void rq_outcome_simulated(rq_outcomes *out, const char *name, rq_estimate value, uint64_t replicates) {
  if (out->count == out->room) {
    size_t room = out->room ? 2 * out->room : 16;
    outcome *bigger = realloc(out->list, room * sizeof *bigger);
    out->failed = out->failed || !bigger;
    if (!bigger) return;
    out->list = bigger;
    out->room = room;
  }
  outcome *o = &out->list[out->count];
  *o = (outcome){strdup(name), value, replicates};
  out->failed = out->failed || !o->name;
  if (o->name) out->count++;
}

void rq_outcome_exact(rq_outcomes *out, const char *name, double value) {
  rq_outcome_simulated(out, name, (rq_estimate){value, NAN, NAN}, 0);
}

/* Adds lines to a text, unless they are there. */
static bool add_lines(char **text, const char *lines) {
  size_t used = *text ? strlen(*text) : 0, length = strlen(lines);
  if (*text && strstr(*text, lines)) return true;
  char *longer = realloc(*text, used + length + 1);
  if (!longer) return false;
  memcpy(longer + used, lines, length + 1);
  *text = longer;
  return true;
}

void rq_outcome_note(rq_outcomes *out, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  strcat(line, "\n");
  out->failed = !add_lines(&out->note, line) || out->failed;
}

static void free_outcomes(rq_outcomes *out) {
  for (size_t i = 0; i < out->count; i++) free(out->list[i].name);
  free(out->list);
  free(out->note);
  *out = (rq_outcomes){0};
}

static const outcome *find_outcome(const rq_outcomes *out, const char *name) {
  for (size_t i = 0; i < out->count; i++)
    if (!strcmp(out->list[i].name, name)) return &out->list[i];
  return NULL;
}

/* ---- cases ---- */

static const char *const nothing[] = {NULL};

/* The case as a text: equal cases have equal texts, however much is computed of them. */
static rq_status name_case(const rq_study *study, const rq_study_request *asked, const char *const *sets, char **name, rq_error *error) {
  rq_config *config = NULL;
  rq_status status = rq_study_load(study, asked, sets, study->effort, &config, error);
  if (status) return status;
  *name = rq_config_dump(config, false);
  rq_config_free(config);
  return *name ? RQ_OK : rq_no_memory(error, "a study");
}

/* Whether the user's case is that of the published one. */
static rq_status same_case(const rq_study *study, const rq_study_request *asked, const char *const *sets, bool *same, rq_error *error) {
  char *own = NULL, *theirs = NULL;
  rq_status status = name_case(study, asked, nothing, &own, error);
  if (!status) status = name_case(study, NULL, sets, &theirs, error);
  *same = !status && !strcmp(own, theirs);
  free(own);
  free(theirs);
  return status;
}

static rq_status compute(const rq_study *study, const rq_study_request *asked, const char *const *sets, rq_outcomes *out, rq_error *error) {
  rq_config *config = NULL;
  rq_status status = rq_study_load(study, asked, sets, nothing, &config, error);
  rq_case c = {config, asked->full, study, asked, sets};
  if (!status) status = study->work(&c, out, error);
  if (!status && out->failed) status = rq_no_memory(error, "a study's outcomes");
  rq_config_free(config);
  return status;
}

/* ---- rows ---- */

rq_verdict rq_study_judge(const rq_published *p, double ours, double lower, double upper) {
  if (isnan(ours)) return RQ_OUTSIDE;
  double low = isnan(lower) ? ours : lower, high = isnan(upper) ? ours : upper;
  bool inside = p->claim == RQ_ABOVE   ? low > p->value
                : p->claim == RQ_BELOW ? high < p->value
                : isinf(p->value)      ? ours == p->value
                                       : low - p->tolerance <= p->value && p->value <= high + p->tolerance;
  return inside ? RQ_INSIDE : RQ_OUTSIDE;
}

/* "chips=2, benefit=1.5", without effort, malloc'd. */
static char *join(const rq_study *study, const char *const *sets) {
  size_t length = 1;
  for (size_t i = 0; sets[i]; i++) length += strlen(sets[i]) + 2;
  char *text = calloc(length, 1);
  for (size_t i = 0; text && sets[i]; i++) {
    if (rq_study_is_effort(study, sets[i])) continue;
    if (*text) strcat(text, ", ");
    strcat(text, sets[i]);
  }
  return text;
}

static rq_status add_row(rq_study_result *result, const outcome *o, const rq_published *published, const char *const *sets,
                         rq_error *error) {
  if (result->count == result->room) {
    size_t room = result->room ? 2 * result->room : 16;
    rq_study_row *bigger = realloc(result->row, room * sizeof *bigger);
    if (!bigger) return rq_no_memory(error, "a study's table");
    result->row = bigger;
    result->room = room;
  }
  rq_study_row *row = &result->row[result->count++];
  *row = (rq_study_row){
      strdup(o->name), join(result->study, sets), published, o->value.value, o->value.lower, o->value.upper, o->replicates, RQ_NO_VERDICT};
  if (published) row->verdict = rq_study_judge(published, row->ours, row->lower, row->upper);
  return row->outcome && row->setting ? RQ_OK : rq_no_memory(error, "a study's table");
}

static bool same_sets(const char *const *a, const char *const *b) {
  size_t i = 0;
  for (; a[i] && b[i]; i++)
    if (strcmp(a[i], b[i]) != 0) return false;
  return !a[i] && !b[i];
}

/* All that was published, each case computed once. */
static rq_status published_cases(const rq_study *study, const rq_study_request *asked, rq_study_result *result, rq_error *error) {
  rq_outcomes *of = calloc(study->published_count + 1, sizeof *of);
  if (!of) return rq_no_memory(error, "a study's outcomes");
  rq_status status = RQ_OK;
  for (size_t i = 0; i < study->published_count && !status; i++) {
    const rq_published *p = &study->published[i];
    size_t first = 0;
    while (!same_sets(study->published[first].sets, p->sets)) first++;
    if (first == i) status = compute(study, asked, p->sets, &of[i], error);
    if (!status && of[first].note && !add_lines(&result->note, of[first].note)) status = rq_no_memory(error, "a study's table");
    const outcome *o = status ? NULL : find_outcome(&of[first], p->outcome);
    outcome missing = {(char *)p->outcome, {NAN, NAN, NAN}, 0};
    if (!status) status = add_row(result, o ? o : &missing, p, p->sets, error);
  }
  for (size_t i = 0; i < study->published_count; i++) free_outcomes(&of[i]);
  free(of);
  return status;
}

/* All outcomes of the user's case; beside what was published of it, if anything was. */
static rq_status own_case(const rq_study *study, const rq_study_request *asked, rq_study_result *result, rq_error *error) {
  rq_outcomes out = {0};
  bool *same = calloc(study->published_count + 1, sizeof *same);
  rq_status status = same ? RQ_OK : rq_no_memory(error, "a study");
  for (size_t i = 0; i < study->published_count && !status; i++)
    status = same_case(study, asked, study->published[i].sets, &same[i], error);
  if (!status) status = compute(study, asked, nothing, &out, error);
  for (size_t k = 0; k < out.count && !status; k++) {
    const rq_published *found = NULL;
    for (size_t i = 0; i < study->published_count; i++)
      if (same[i] && !strcmp(study->published[i].outcome, out.list[k].name)) found = &study->published[i];
    status = add_row(result, &out.list[k], found, nothing, error);
  }
  result->note = out.note;
  out.note = NULL;
  free_outcomes(&out);
  free(same);
  return status;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

rq_status rq_study_run(const rq_study *study, const rq_study_request *asked, rq_study_result *result, rq_error *error) {
  *result = (rq_study_result){.study = study};
  double start = now();
  bool as_published = false;
  rq_status status = same_case(study, asked, nothing, &as_published, error);
  for (size_t i = 0; i < asked->sets_count; i++) as_published = as_published && rq_study_is_effort(study, asked->sets[i]);
  as_published = as_published && study->published_count > 0;
  if (!status) status = (as_published ? published_cases : own_case)(study, asked, result, error);
  result->seconds = now() - start;
  return status;
}

void rq_study_result_free(rq_study_result *result) {
  for (size_t i = 0; i < result->count; i++) {
    free(result->row[i].outcome);
    free(result->row[i].setting);
  }
  free(result->row);
  free(result->note);
  *result = (rq_study_result){0};
}

size_t rq_study_count(const rq_study_result *result, rq_verdict verdict) {
  size_t count = 0;
  for (size_t i = 0; i < result->count; i++) count += result->row[i].verdict == verdict;
  return count;
}
