/* The group `study` of a configuration: its rows, and what these cannot check. */
#include "sim/declared.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

#define AT(field) offsetof(rq_declared, field)
const rq_parameter rq_declared_keys[] = {
    {"question", RQ_TEXT, AT(question), "", 0, 0, "", NULL, "what the study asks, in a sentence"},
    {"citation", RQ_TEXT, AT(citation), "", 0, 0, "", NULL, "where the published values stand"},
    {"note", RQ_TEXT, AT(note), "", 0, 0, "", NULL, "what a reader must know of the values"},
    {"test_length", RQ_SETTINGS, AT(test_length), "", 0, 0, "", NULL,
     "keys and values that make it shorter, unless it is run with --full: {replicates: 8}"},
};
const size_t rq_declared_keys_count = RQ_COUNT_OF(rq_declared_keys);
#undef AT

static const char *const intervals[] = {[RQ_OF_THE_MEAN] = "mean", [RQ_OF_A_RUN] = "run", NULL};

#define AT(field) offsetof(rq_declared_outcome, field)
const rq_parameter rq_declared_outcome_keys[] = {
    {"name", RQ_TEXT, AT(name), "", 0, 0, NULL, NULL, "what it is called in the table"},
    {"of", RQ_TEXTS, AT(of), "", 0, 0, NULL, NULL, "a weekly series, or one member of it (people:ethnocentric); several are added up"},
    {"over", RQ_TEXTS, AT(over), "", 0, 0, "[]", NULL, "what the sum over weeks is divided by: series in the same way; [] for the weeks"},
    {"percent", RQ_BOOLEAN, AT(percent), "", 0, 0, "no", NULL, "a hundred times as much"},
    {"last", RQ_INTEGER, AT(last), "weeks", 0, 60000, "0", NULL, "how many weeks at the end are looked at; 1 for the last one; 0 for all"},
    {"reaches", RQ_NUMBER, AT(reaches), "", -INFINITY, INFINITY, ".inf", NULL,
     "the outcome is the first week whose value is at least this; none where a run never comes there"},
    {"at_least", RQ_NUMBER, AT(at_least), "", -INFINITY, INFINITY, ".inf", NULL,
     "the outcome is the share of replicates whose value is at least this"},
    {"interval", RQ_CHOICE, AT(interval), "", 0, 0, "mean", intervals,
     "what the interval holds: the mean over runs, or one more run, where the published value is itself of one run"},
};
const size_t rq_declared_outcome_keys_count = RQ_COUNT_OF(rq_declared_outcome_keys);
#undef AT

static const char *const outcomes[] = {"study.outcomes", NULL};
static const char *const kinds[] = {
    [RQ_DECLARED_TABLE] = "table", [RQ_DECLARED_EXACT] = "exact", [RQ_DECLARED_ABOVE] = "above", [RQ_DECLARED_BELOW] = "below", NULL};
static const char *const origins[] = {
    [RQ_DECLARED_READ] = "read", [RQ_DECLARED_DERIVED] = "derived", [RQ_DECLARED_REPLICATED] = "replicated", NULL};

#define AT(field) offsetof(rq_declared_value, field)
const rq_parameter rq_declared_value_keys[] = {
    {"outcome", RQ_REFERENCE, AT(outcome), "", 0, 0, "", outcomes, "which outcome; by default the first"},
    {"set", RQ_SETTINGS, AT(set), "", 0, 0, "", NULL, "the case: keys and values that differ from the file's; {pairings: 4}"},
    {"value", RQ_NUMBER, AT(value), "", -INFINITY, INFINITY, NULL, NULL, "what was published"},
    {"tolerance", RQ_NUMBER, AT(tolerance), "", 0, INFINITY, "0", NULL, "what ours, or its interval, may be away from it"},
    {"kind", RQ_CHOICE, AT(kind), "", 0, 0, "table", kinds,
     "table of simulations, exact value, or a direction: all of our interval lies above or below the value"},
    {"origin", RQ_CHOICE, AT(origin), "", 0, 0, "read", origins,
     "read in the publication, derived from its model, or replicated: from a replication of it"},
};
const size_t rq_declared_value_keys_count = RQ_COUNT_OF(rq_declared_value_keys);
#undef AT

/* ---- series ---- */

rq_dimension *rq_model_dimensions(const rq_model *model, const void *parameters) {
  rq_dimension *dimensions = calloc(model->dimensions_count + 1u, sizeof *dimensions);
  if (dimensions && model->dimensions) model->dimensions(parameters, dimensions);
  return dimensions;
}

/* The next word of "a:b:c"; false after the last. */
static bool next_word(const char **text, char word[64]) {
  if (!**text) return false;
  size_t length = strcspn(*text, ":");
  snprintf(word, 64, "%.*s", (int)(length < 64 ? length : 63), *text);
  *text += length + ((*text)[length] == ':');
  return true;
}

static rq_status find_member(const rq_dimension *d, const char *series, const char *word, uint32_t *member, rq_error *error) {
  char *end;
  if (!d->labels) {
    unsigned long number = strtoul(word, &end, 10);
    *member = (uint32_t)number;
    if (*word >= '0' && *word <= '9' && !*end && number < d->size) return RQ_OK;
    return rq_fail(error, RQ_BAD_DATA, "the series '%s' has no '%s'; it goes from 0 to %u", series, word, d->size - 1);
  }
  for (*member = 0; *member < d->size; ++*member)
    if (strcmp(d->labels[*member], word) == 0) return RQ_OK;
  const char *meant = rq_suggest(word, d->labels, d->size);
  if (meant) return rq_fail(error, RQ_BAD_DATA, "the series '%s' has no '%s'; did you mean '%s:%s'?", series, word, series, meant);
  return rq_fail(error, RQ_BAD_DATA, "the series '%s' has no '%s'; one of them is '%s:%s'", series, word, series,
                 d->size ? d->labels[0] : "");
}

static rq_status find_series(const rq_model *model, const char *name, uint32_t *number, rq_error *error) {
  rq_suggestion meant = {.word = name};
  for (*number = 0; *number < model->series_count; ++*number) {
    if (strcmp(model->series[*number].name, name) == 0) return RQ_OK;
    rq_suggestion_offer(&meant, model->series[*number].name);
  }
  if (meant.best) return rq_fail(error, RQ_BAD_DATA, "the model has no series '%s'; did you mean '%s'?", name, meant.best);
  return rq_fail(error, RQ_BAD_DATA, "the model '%s' has no series '%s'; one of them is '%s'", model->name, name, model->series[0].name);
}

rq_status rq_cells_find(const rq_model *model, const rq_dimension *dimension, const char *text, rq_cells *cells, rq_error *error) {
  char word[64];
  const char *rest = text;
  *cells = (rq_cells){.count = 1};
  if (!next_word(&rest, word)) return rq_fail(error, RQ_BAD_DATA, "a series has no name");
  rq_status status = find_series(model, word, &cells->series, error);
  if (status) return status;
  const rq_series *s = &model->series[cells->series];
  unsigned d = 0;
  for (; d < 2 && s->dims[d] && !status && next_word(&rest, word); d++) {
    uint32_t member = 0;
    status = find_member(&dimension[s->dims[d] - 1], s->name, word, &member, error);
    cells->first = cells->first * dimension[s->dims[d] - 1].size + member;
  }
  for (; d < 2 && s->dims[d]; d++) {
    cells->first *= dimension[s->dims[d] - 1].size;
    cells->count *= dimension[s->dims[d] - 1].size;
  }
  if (!status && *rest) return rq_fail(error, RQ_BAD_DATA, "'%s' has more labels than the series '%s' has dimensions", text, s->name);
  return status;
}

/* ---- checks ---- */

typedef struct check {
  const rq_declared *study;
  const rq_model *model;
  const rq_dimension *dimension;
  rq_error *error;
} check;

/* The series of one key of an outcome; whether they are what can be added up. */
static void check_series(const check *c, size_t outcome, const char *key, const rq_texts *names, bool alone) {
  for (size_t i = 0; i < names->count; i++) {
    rq_error found = RQ_NO_ERROR;
    rq_cells cells;
    rq_status status = rq_cells_find(c->model, c->dimension, names->text[i], &cells, &found);
    if (!status && c->model->series[cells.series].kind == RQ_MEAN && !(alone && names->count == 1))
      status = rq_fail(&found, RQ_BAD_DATA, "the series '%s' is a mean already: it stands alone in `of`, without `over`", names->text[i]);
    if (status) rq_fail(c->error, status, "study.outcomes.%zu.%s: %.*s", outcome, key, (int)strcspn(found.text, "\n"), found.text);
    rq_error_free(&found);
  }
}

static void check_outcome(const check *c, size_t number) {
  const rq_declared_outcome *o = &c->study->outcomes[number];
  bool reaches = !isinf(o->reaches);
  if (o->of.count == 0) rq_fail(c->error, RQ_BAD_DATA, "study.outcomes.%zu.of: it is empty; an outcome is made of a series", number);
  check_series(c, number, "of", &o->of, o->over.count == 0);
  check_series(c, number, "over", &o->over, false);
  if (reaches && !isinf(o->at_least))
    rq_fail(c->error, RQ_BAD_DATA, "study.outcomes.%zu.at_least: with `reaches` there is nothing that it says", number);
  if (reaches && o->last) rq_fail(c->error, RQ_BAD_DATA, "study.outcomes.%zu.last: with `reaches` all weeks are looked at", number);
}

void rq_declared_check(const rq_declared *s, const rq_model *model, const void *parameters, rq_error *error) {
  if (!s->question && !s->outcomes_count && !s->published_count) return;
  if (!s->question) rq_fail(error, RQ_BAD_DATA, "study: key 'question' is missing; a study must have it");
  if (!s->outcomes_count) rq_fail(error, RQ_BAD_DATA, "study: key 'outcomes' is missing; a study must have them");
  rq_dimension *dimension = rq_model_dimensions(model, parameters);
  check c = {s, model, dimension, error};
  if (!dimension) rq_no_memory(error, "a study");
  for (size_t k = 0; dimension && k < s->outcomes_count; k++) check_outcome(&c, k);
  for (size_t i = 0; i < s->published_count; i++)
    if (s->published[i].set.count > RQ_DECLARED_SETS)
      rq_fail(error, RQ_BAD_DATA, "study.published.%zu.set: it has %zu keys; at most %d are possible", i, s->published[i].set.count,
              RQ_DECLARED_SETS);
  free(dimension);
}
