/* The course of a comparison: which runs, which brand, what the others are compared with, and one result. */
#include "analysis/compare_parts.h"
#include "analysis/guarded.h"
#include "analysis/paired.h"
#include "sim/suggest.h"
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void rq_compare_warn(rq_comparison *c, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  json_array_append_new(c->warnings, json_string(text));
}

void rq_comparison_free(rq_comparison *c) {
  for (size_t i = 0; c->facts && i < c->scenarios * c->replicates; i++) json_decref(c->facts[i]);
  for (size_t i = 0; c->path && i < c->scenarios * c->replicates; i++) free(c->path[i]);
  for (size_t s = 0; s < c->scenarios; s++) free(c->name[s]);
  free(c->facts);
  free(c->path);
  free(c->name);
  free(c->replicate);
  free(c->left_out);
  free(c->brand_index);
  free(c->every);
  free(c->outcome);
  free(c->shown);
  free(c->value);
  json_decref(c->missing);
  json_decref(c->warnings);
  json_decref(c->uplift);
  rq_ensemble_free(&c->ensemble);
}

/* ---- the brand ---- */

/* The first run of a scenario that is there; NULL for none. */
static const json_t *facts_of(const rq_comparison *c, size_t scenario) {
  for (size_t r = 0; r < c->replicates; r++)
    if (c->facts[rq_cell(c, scenario, r)]) return c->facts[rq_cell(c, scenario, r)];
  return NULL;
}

/* Its place among the brands of a run; `size` of the list for none. */
static size_t brand_among(const json_t *brands, const char *name) {
  size_t b = 0;
  while (b < json_array_size(brands) && strcmp(json_string_value(json_array_get(brands, b)), name) != 0) b++;
  return b;
}

static rq_status find_brand_named(rq_comparison *c, rq_error *error) {
  rq_suggestion meant = {.word = c->ask.brand};
  for (size_t s = 0; s < c->scenarios; s++) {
    const json_t *facts = facts_of(c, s), *brands = json_object_get(facts, "brands");
    for (size_t b = 0; b < json_array_size(brands); b++) {
      const char *name = json_string_value(json_array_get(brands, b));
      if (strcmp(name, c->ask.brand) == 0) c->brand = name;
      rq_suggestion_offer(&meant, name);
    }
  }
  if (c->brand) return RQ_OK;
  if (meant.best) return rq_fail(error, RQ_USAGE, "there is no brand '%s'; did you mean '%s'?", c->ask.brand, meant.best);
  return rq_fail(error, RQ_USAGE, "there is no brand '%s' in these runs", c->ask.brand);
}

/* That of the first campaign; without campaigns, the first brand. */
static void find_brand(rq_comparison *c) {
  for (size_t s = 0; s < c->scenarios && !c->brand; s++) {
    const json_t *facts = facts_of(c, s), *campaign = json_object_get(facts, "first_campaign");
    if (json_is_integer(campaign))
      c->brand = json_string_value(json_array_get(json_object_get(facts, "brands"), (size_t)json_integer_value(campaign)));
  }
  for (size_t s = 0; s < c->scenarios && !c->brand; s++) {
    c->brand = json_string_value(json_array_get(json_object_get(facts_of(c, s), "brands"), 0));
    if (c->brand) rq_compare_warn(c, "no brand has campaigns; what is said is of %s (--brand NAME for another)", c->brand);
  }
}

static rq_status choose_brand(rq_comparison *c, rq_error *error) {
  rq_status status = RQ_OK;
  if (c->ask.brand)
    status = find_brand_named(c, error);
  else
    find_brand(c);
  for (size_t s = 0; status == RQ_OK && c->brand && s < c->scenarios; s++) {
    const json_t *facts = facts_of(c, s), *brands = json_object_get(facts, "brands");
    c->brand_index[s] = (uint32_t)brand_among(brands, c->brand);
    c->left_out[s] = facts && c->brand_index[s] == json_array_size(brands);
    if (c->left_out[s]) rq_compare_warn(c, "scenario '%s' has no brand %s: left out", c->name[s], c->brand);
  }
  return status;
}

/* ---- the scenario that the others are compared with ---- */

static bool campaigns_of(const rq_comparison *c, size_t scenario, json_int_t *count) {
  const json_t *facts = facts_of(c, scenario);
  *count = json_integer_value(json_array_get(json_object_get(facts, "campaigns"), c->brand_index[scenario]));
  return facts && !c->left_out[scenario];
}

static rq_status choose_base(rq_comparison *c, rq_error *error) {
  json_int_t count;
  if (c->ask.base) {
    rq_suggestion meant = {.word = c->ask.base};
    for (c->base = 0; c->base < c->scenarios && strcmp(c->name[c->base], c->ask.base) != 0; c->base++)
      rq_suggestion_offer(&meant, c->name[c->base]);
    if (c->base == c->scenarios && meant.best)
      return rq_fail(error, RQ_USAGE, "there is no scenario '%s'; did you mean '%s'?", c->ask.base, meant.best);
    if (c->base == c->scenarios) return rq_fail(error, RQ_USAGE, "there is no scenario '%s' in these runs", c->ask.base);
  } else {
    while (c->brand && c->base < c->scenarios && !(campaigns_of(c, c->base, &count) && count == 0)) c->base++;
    for (size_t s = 0; c->base == c->scenarios && s < c->scenarios; s++)
      if (campaigns_of(c, s, &count)) c->base = s;
  }
  if (!campaigns_of(c, c->base, &count))
    return rq_fail(error, RQ_NO_INPUT, "scenario '%s', with which the others would be compared, has no run that can be read",
                   c->name[c->base]);
  return RQ_OK;
}

/* ---- when they part ---- */

/* The first week, from 0, in which two runs differ. */
static size_t parting(const json_t *one, const json_t *other) {
  const json_t *a = json_object_get(one, "pulse"), *b = json_object_get(other, "pulse");
  size_t week = 0;
  while (week < json_array_size(a) && json_equal(json_array_get(a, week), json_array_get(b, week))) week++;
  return week;
}

static void find_branch(rq_comparison *c) {
  c->branch_week = c->folder ? c->ensemble.branch_week : c->weeks;
  for (size_t s = 0; s < c->scenarios; s++)
    for (size_t r = 0; r < c->replicates; r++) {
      const json_t *run = c->facts[rq_cell(c, s, r)], *base = c->facts[rq_cell(c, c->base, r)];
      if (!run || !base || s == c->base) continue;
      size_t week = parting(base, run);
      if (week < c->branch_week) c->branch_week = (uint32_t)week; /* a manifest that says more is mistaken */
    }
}

/* ---- outcomes ---- */

/* A weekly series that was asked for, as some run says it. */
static const json_t *series_of(const rq_comparison *c, const char *name) {
  const json_t *found = NULL;
  for (size_t i = 0; i < c->scenarios * c->replicates && !found; i++) found = json_object_get(json_object_get(c->facts[i], "series"), name);
  return found;
}

static void add_series(rq_comparison *c, const char *name) {
  const json_t *about = series_of(c, name);
  if (!about) return; /* an outcome of the table */
  const char *unit = json_string_value(json_object_get(about, "unit")), *label = json_string_value(json_object_get(about, "label"));
  c->shown[c->outcomes] = true;
  c->outcome[c->outcomes++] =
      (rq_outcome){.name = name, .label = name, .unit = unit, .decimals = strcmp(unit, "1") ? 2 : 3, .description = label};
}

/* Whether all runs say the same of a series. */
static bool is_same(const rq_comparison *c, const char *name) {
  const json_t *first = json_object_get(json_object_get(c->first, "series"), name);
  for (size_t i = 0; i < c->scenarios * c->replicates; i++)
    if (c->facts[i] && !json_equal(json_object_get(json_object_get(c->facts[i], "series"), name), first)) return false;
  return true;
}

/* Of another model than renqing: all series that are not the same in all runs. */
static rq_status ask_for_all(rq_comparison *c, rq_error *error) {
  json_t *all = json_object_get(c->first, "series"), *about;
  const char *name;
  c->every = calloc(json_object_size(all) + 1, sizeof *c->every);
  if (!c->every) return rq_no_memory(error, "a comparison");
  size_t count = 0;
  json_object_foreach(all, name, about) if (!is_same(c, name)) c->every[count++] = name;
  c->ask.outcomes = c->every;
  c->ask.outcomes_count = count;
  return count > 0 ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "the runs do not differ in any weekly series");
}

static rq_status choose_outcomes(rq_comparison *c, rq_error *error) {
  const char *model = json_string_value(json_object_get(c->first, "model"));
  if (c->ask.outcomes_count == 0 && strcmp(model ? model : "", "renqing") != 0) {
    rq_status status = ask_for_all(c, error);
    if (status != RQ_OK) return status;
  }
  size_t asked = c->ask.outcomes_count, most = RQ_OUTCOMES + asked;
  c->outcome = calloc(most, sizeof *c->outcome);
  c->shown = calloc(most, sizeof *c->shown);
  c->value = malloc((c->scenarios * most * c->replicates + 1) * sizeof *c->value);
  if (!c->outcome || !c->shown || !c->value) return rq_no_memory(error, "a comparison");
  memcpy(c->outcome, rq_outcomes, sizeof rq_outcomes);
  c->outcomes = RQ_OUTCOMES;
  for (size_t k = 0; asked == 0 && k < RQ_OUTCOMES; k++) c->shown[k] = true;
  for (size_t k = 0; k < asked; k++) {
    size_t known = rq_outcome_named(c->ask.outcomes[k]);
    if (known < RQ_OUTCOMES)
      c->shown[known] = true;
    else
      add_series(c, c->ask.outcomes[k]);
  }
  if (c->brand || c->outcomes > RQ_OUTCOMES) return RQ_OK;
  return rq_fail(error, RQ_USAGE, "the runs have no brands: say what to compare them by, as in --outcome ties:mixed");
}

static double value_of(const rq_comparison *c, size_t scenario, size_t outcome, const json_t *facts) {
  const json_t *of;
  if (c->left_out[scenario]) return NAN;
  if (outcome < RQ_OUTCOMES) {
    of = json_array_get(json_object_get(facts, "outcomes"), outcome);
    return rq_json_value(json_array_get(of, c->brand_index[scenario]));
  }
  of = json_object_get(json_object_get(facts, "series"), c->outcome[outcome].name);
  size_t at = json_is_true(json_object_get(of, "by_brand")) ? c->brand_index[scenario] : 0;
  return rq_json_value(json_array_get(json_object_get(of, "value"), at));
}

static void collect(rq_comparison *c) {
  for (size_t s = 0; s < c->scenarios; s++)
    for (size_t k = 0; k < c->outcomes; k++)
      for (size_t r = 0; r < c->replicates; r++) rq_values(c, s, k)[r] = value_of(c, s, k, c->facts[rq_cell(c, s, r)]);
}

/* ---- what must be known to read it ---- */

static void warn_of_replicates(rq_comparison *c) {
  if (json_array_size(c->missing) > 0)
    rq_compare_warn(c, "%zu of %zu runs are missing or damaged: their pairs are left out", json_array_size(c->missing), c->expected);
  size_t fewest = c->replicates;
  for (size_t s = 0; s < c->scenarios; s++) {
    size_t both = 0;
    for (size_t r = 0; r < c->replicates; r++) both += c->facts[rq_cell(c, s, r)] && c->facts[rq_cell(c, c->base, r)];
    if (both < fewest && !c->left_out[s]) fewest = both;
  }
  if (c->scenarios < 2)
    rq_compare_warn(c, "one scenario only: nothing to compare it with");
  else if (fewest < 2)
    rq_compare_warn(c, "%s: there are no intervals, and what is seen may be luck; ten replicates are a good start",
                    fewest == 1 ? "one replicate only" : "a scenario shares no replicate with the base");
  else if (fewest < RQ_BOOTSTRAP_FEWEST)
    rq_compare_warn(c, "%zu replicates are few: t intervals trust that differences are normal, and the bootstrap has no interval below %u",
                    fewest, RQ_BOOTSTRAP_FEWEST);
}

static void warn_of_seeds(rq_comparison *c) {
  for (size_t s = 0; s < c->scenarios; s++)
    for (size_t r = 0; r < c->replicates; r++) {
      const json_t *run = c->facts[rq_cell(c, s, r)], *base = c->facts[rq_cell(c, c->base, r)];
      if (!run || !base || json_equal(json_object_get(run, "seed"), json_object_get(base, "seed"))) continue;
      rq_compare_warn(c, "scenario '%s' has another seed than '%s': they share no luck, and their people are not the same", c->name[s],
                      c->name[c->base]);
      break;
    }
}

/* ---- the result ---- */

static json_t *begin_result(const rq_comparison *c) {
  json_t *numbers = json_array();
  for (size_t r = 0; r < c->replicates; r++) json_array_append_new(numbers, json_integer(c->replicate[r]));
  const char *title = c->folder && *c->ensemble.title ? c->ensemble.title : json_string_value(json_object_get(c->first, "title"));
  return json_pack("{s:i, s:s, s:s?, s:s, s:I, s:o, s:f, s:I, s:I, s:I, s:f}", "renqing_compare", 1, "title", title ? title : "", "brand",
                   c->brand, "base", c->name[c->base], "replicates", (json_int_t)c->replicates, "replicate_numbers", numbers, "level",
                   c->level, "weeks", (json_int_t)c->weeks, "at", (json_int_t)c->at, "branch_week", (json_int_t)c->branch_week, "people",
                   c->people);
}

static rq_status finish(rq_comparison *c, json_t *result, rq_error *error) {
  rq_status status = rq_compare_results(c, result, error);
  if (status != RQ_OK) return status;
  if (c->uplift) json_object_set(result, "uplift", c->uplift);
  rq_compare_verdict(c, result);
  json_object_set(result, "warnings", c->warnings);
  json_object_set_new(
      result, "members",
      json_pack("{s:I, s:I, s:O}", "expected", (json_int_t)c->expected, "found", (json_int_t)c->found, "missing", c->missing));
  return RQ_OK;
}

rq_status rq_compare(const rq_compare_options *o, json_t **result, rq_error *error) {
  rq_comparison c = {.ask = *o, .level = o->level > 0 ? o->level : 0.95, .missing = json_array(), .warnings = json_array()};
  *result = NULL;
  gsl_set_error_handler_off();
  rq_status status = rq_compare_gather(&c, error);
  if (status == RQ_OK) status = rq_compare_agree(&c, error);
  if (status == RQ_OK) status = choose_brand(&c, error);
  if (status == RQ_OK) status = choose_base(&c, error);
  if (status == RQ_OK) status = choose_outcomes(&c, error);
  if (status == RQ_OK) {
    find_branch(&c);
    warn_of_replicates(&c);
    warn_of_seeds(&c);
    collect(&c);
    status = rq_compare_uplift(&c, error);
  }
  if (status == RQ_OK) {
    *result = begin_result(&c);
    status = *result ? finish(&c, *result, error) : rq_no_memory(error, "a comparison");
  }
  if (status != RQ_OK) {
    json_decref(*result);
    *result = NULL;
  }
  rq_comparison_free(&c);
  return status;
}
