/* Loading what is exported: the people's columns, and ties once with the columns of both halves. */
#include "analysis/export.h"
#include "analysis/configured.h"
#include "analysis/graph.h"
#include "sim/schema.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  rq_column_kind kind;
} person_columns[RQ_EXPORT_PEOPLE] = {
    {"skill", RQ_INTEGERS_COLUMN},        {"generation", RQ_WORDS_COLUMN},          {"household", RQ_INTEGERS_COLUMN},
    {"circle", RQ_INTEGERS_COLUMN},       {"orientation", RQ_NUMBERS_COLUMN},       {"capacity", RQ_NUMBERS_COLUMN},
    {"face", RQ_NUMBERS_COLUMN},          {"price_sensitivity", RQ_NUMBERS_COLUMN}, {"interested", RQ_INTEGERS_COLUMN},
    {"purchase_rate", RQ_NUMBERS_COLUMN}, {"last_brand", RQ_WORDS_COLUMN},          {"streak", RQ_INTEGERS_COLUMN},
};

static const struct {
  const char *name;
  rq_column_kind kind;
} pair_columns[RQ_EXPORT_PAIRS] = {
    {"taste", RQ_NUMBERS_COLUMN},
    {"brand_closeness", RQ_NUMBERS_COLUMN},
    {"brand_affective_trust", RQ_NUMBERS_COLUMN},
    {"brand_cognitive_trust", RQ_NUMBERS_COLUMN},
    {"brand_owed", RQ_NUMBERS_COLUMN},
    {"brand_last_contact", RQ_INTEGERS_COLUMN},
    {"doubt", RQ_NUMBERS_COLUMN},
    {"brand_flags", RQ_INTEGERS_COLUMN},
    {"brand_purchases", RQ_INTEGERS_COLUMN},
    {"brand_last_purchase", RQ_INTEGERS_COLUMN},
};

/* Columns of ties: a field of the half of a, or of that of b. */
static const struct {
  const char *name;
  rq_column_kind kind;
  rq_tie_field field;
  bool back; /* the half of b */
} tie_columns[RQ_EXPORT_TIES] = {
    {"closeness_ab", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, false},
    {"closeness_ba", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, true},
    {"affective_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, false},
    {"affective_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, true},
    {"cognitive_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, false},
    {"cognitive_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, true},
    {"balance", RQ_NUMBERS_COLUMN, RQ_TIE_BALANCE, false},
    {"last_favor_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, false},
    {"last_favor_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, true},
    {"last_contact_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, false},
    {"last_contact_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, true},
    {"basis", RQ_WORDS_COLUMN, RQ_TIE_BASIS, false},
    {"since", RQ_INTEGERS_COLUMN, RQ_TIE_SINCE, false},
    {"introducer", RQ_INTEGERS_COLUMN, RQ_TIE_INTRODUCER, false},
};

static rq_status load_generations(rq_export *x, rq_error *error) {
  rq_configured *c;
  rq_status status = rq_configured_open(x->run, &c, error);
  if (status != RQ_OK) return status;
  char path[64];
  for (;;) {
    snprintf(path, sizeof path, "population.generations.%zu.name", x->generations);
    const char *name = rq_configured_text(c, path);
    if (!name) break;
    char **longer = realloc(x->generation_name, (x->generations + 1) * sizeof *longer), *copy = longer ? strdup(name) : NULL;
    if (longer) x->generation_name = longer;
    if (!copy) {
      status = rq_no_memory(error, "names of generations");
      break;
    }
    x->generation_name[x->generations++] = copy;
  }
  rq_configured_free(c);
  return status;
}

static rq_status load_people(rq_export *x, rq_error *error) {
  for (unsigned c = 0; c < RQ_EXPORT_PEOPLE; c++) {
    rq_export_column *column = &x->person[c];
    size_t count;
    column->name = person_columns[c].name;
    column->kind = person_columns[c].kind;
    rq_status status = rq_run_people(x->run, x->week, column->name, &column->value, &count, error);
    if (status == RQ_OK && count != x->people)
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' has %zu values for %zu people", rq_run_path(x->run), x->week,
                       column->name, count, x->people);
    if (status != RQ_OK) return status;
    bool generation = strcmp(column->name, "generation") == 0;
    column->words = generation ? (const char *const *)x->generation_name : x->brand_name;
    column->words_count = generation ? x->generations : x->brands;
  }
  return RQ_OK;
}

static rq_status load_pairs(rq_export *x, rq_error *error) {
  for (unsigned c = 0; c < RQ_EXPORT_PAIRS; c++) {
    rq_export_column *column = &x->pair[c];
    size_t people, brands;
    column->name = pair_columns[c].name;
    column->kind = pair_columns[c].kind;
    rq_status status = rq_run_pairs(x->run, x->week, column->name, &column->value, &people, &brands, error);
    if (status == RQ_OK && (people != x->people || brands != x->brands))
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' is %zu x %zu; it must be %zu people x %zu brands",
                       rq_run_path(x->run), x->week, column->name, people, brands, x->people, x->brands);
    if (status != RQ_OK) return status;
  }
  return RQ_OK;
}

static rq_status fill_ties(rq_export *x, const rq_society *s, const uint64_t *half, rq_error *error) {
  x->a = malloc((x->ties ? x->ties : 1) * sizeof *x->a);
  x->b = malloc((x->ties ? x->ties : 1) * sizeof *x->b);
  if (!x->a || !x->b) return rq_no_memory(error, "ties");
  for (size_t t = 0; t < x->ties; t++) {
    x->a[t] = s->target[s->partner[half[t]]];
    x->b[t] = s->target[half[t]];
  }
  for (unsigned c = 0; c < RQ_EXPORT_TIES; c++) {
    rq_export_column *column = &x->tie[c];
    const float *value = s->value[tie_columns[c].field];
    *column =
        (rq_export_column){.name = tie_columns[c].name, .kind = tie_columns[c].kind, .words = rq_basis_names, .words_count = RQ_BASES};
    column->value = malloc((x->ties ? x->ties : 1) * sizeof *column->value);
    if (!column->value) return rq_no_memory(error, "ties");
    for (size_t t = 0; t < x->ties; t++) {
      double v = (double)value[tie_columns[c].back ? s->partner[half[t]] : half[t]];
      bool nobody = tie_columns[c].field == RQ_TIE_INTRODUCER && !(v < (double)x->people);
      column->value[t] = nobody ? -1 : v;
    }
  }
  return RQ_OK;
}

static rq_status load_ties(rq_export *x, rq_error *error) {
  rq_society s;
  rq_status status = rq_society_load(x->run, x->week, (1u << RQ_TIE_FIELDS) - 1, &s, error);
  if (status != RQ_OK) return status;
  status = rq_society_pair(&s, rq_run_path(x->run), error);
  x->people = s.people;
  x->ties = (size_t)(s.halves / 2);
  uint64_t *half = status == RQ_OK ? rq_tie_halves(&s) : NULL;
  if (status == RQ_OK) status = half ? fill_ties(x, &s, half, error) : rq_no_memory(error, "ties");
  free(half);
  rq_society_free(&s);
  return status;
}

rq_status rq_export_load(const rq_run *run, uint32_t week, bool pairs, rq_export *x, rq_error *error) {
  *x = (rq_export){.run = run, .week = week};
  uint32_t brands;
  x->brand_name = rq_run_labels(run, "brand", &brands);
  x->brands = brands;
  rq_status status = load_generations(x, error);
  if (status == RQ_OK) status = load_ties(x, error);
  if (status == RQ_OK) status = load_people(x, error);
  if (status == RQ_OK && pairs && brands > 0) status = load_pairs(x, error);
  if (status != RQ_OK) rq_export_free(x);
  return status;
}

void rq_export_free(rq_export *x) {
  for (size_t g = 0; g < x->generations; g++) free(x->generation_name[g]);
  free(x->generation_name);
  free(x->a);
  free(x->b);
  for (unsigned c = 0; c < RQ_EXPORT_PEOPLE; c++) free(x->person[c].value);
  for (unsigned c = 0; c < RQ_EXPORT_TIES; c++) free(x->tie[c].value);
  for (unsigned c = 0; c < RQ_EXPORT_PAIRS; c++) free(x->pair[c].value);
  *x = (rq_export){0};
}

const char *rq_export_word(const rq_export_column *column, size_t row) {
  double code = column->value[row];
  return code >= 0 && code < (double)column->words_count ? column->words[(size_t)code] : "";
}

double rq_export_weight(const rq_export *x, size_t tie) {
  return (x->tie[0].value[tie] + x->tie[1].value[tie]) / 2;
}

void rq_export_number(double value, char text[32]) {
  text[0] = '\0';
  if (isnan(value)) return;
  if (fabs(value) < 1e15 && value == floor(value)) {
    snprintf(text, 32, "%lld", (long long)value); /* much faster than %.0f */
    return;
  }
  bool is_single = (double)(float)value == value;
  snprintf(text, 32, "%.*g", is_single ? 7 : 15, value);
  bool enough = is_single ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value;
  if (!enough) snprintf(text, 32, "%.*g", is_single ? 9 : 17, value);
}
