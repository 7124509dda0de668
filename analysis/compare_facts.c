/* What one run says of itself, found in a child process and handed over as JSON:
 *
 *     {"model", "title", "scenario", "seed", "replicate", "weeks", "people", "software", "written": the configuration as written,
 *      "brands": [names], "snapshots": [weeks], "panel": people, "campaigns": for each brand, how many,
 *      "outcomes": [[of each brand] for each outcome], "series": {NAME: {"value": [of each brand, or one number], "unit", "label"}}: what was asked for
 *      besides, "customers": [[of each brand] for each week],
 *      "pulse": for each week a number that differs as soon as two runs do} */
#include "analysis/compare_parts.h"
#include "analysis/configured.h"
#include "analysis/guarded.h"
#include "sim/reader.h"
#include "sim/schema.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct asked {
  const char *path;
  const rq_compare_options *options;
} asked;

static json_t *text(const char *words) {
  return json_string(words ? words : "");
}

static json_t *rows(const double *value, size_t count, size_t width) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) {
    json_t *row = json_array();
    for (size_t k = 0; k < width; k++) json_array_append_new(row, rq_json_number(value[i * width + k]));
    json_array_append_new(list, row);
  }
  return list;
}

static void say_itself(const rq_run *run, json_t *facts) {
  char model[64];
  rq_configured_renqing(run, model);
  char *written = rq_run_meta(run, "configuration_as_written");
  const char *seed = rq_run_attribute(run, "seed"), *replicate = rq_run_attribute(run, "replicate");
  const char *scenario = rq_run_attribute(run, "scenario");
  json_object_set_new(facts, "model", text(model));
  json_object_set_new(facts, "title", text(rq_run_attribute(run, "title")));
  json_object_set_new(facts, "scenario", text(scenario && *scenario ? scenario : "as written"));
  json_object_set_new(facts, "seed", json_integer(seed ? strtoll(seed, NULL, 10) : 0));
  json_object_set_new(facts, "replicate", json_integer(replicate ? strtoll(replicate, NULL, 10) : 0));
  json_object_set_new(facts, "weeks", json_integer(rq_run_weeks(run)));
  json_object_set_new(facts, "software", text(rq_run_attribute(run, "software_version")));
  json_object_set_new(facts, "written", text(written));
  free(written);
}

static void say_kept(const rq_run *run, json_t *facts) {
  size_t count, snapshots;
  uint32_t brands;
  const uint32_t *week = rq_run_snapshots(run, &snapshots);
  const char *const *label = rq_run_labels(run, "brand", &brands);
  json_t *weeks = json_array(), *names = json_array();
  for (size_t k = 0; k < snapshots; k++) json_array_append_new(weeks, json_integer(week[k]));
  for (uint32_t b = 0; b < brands; b++) json_array_append_new(names, json_string(label[b]));
  json_object_set_new(facts, "snapshots", weeks);
  json_object_set_new(facts, "brands", names);
  uint32_t *panel = NULL;
  rq_error ignored = RQ_NO_ERROR; /* no panel is no mistake */
  if (rq_run_panel(run, &panel, &count, &ignored) != RQ_OK) count = 0;
  rq_error_free(&ignored);
  json_object_set_new(facts, "panel", json_integer((json_int_t)count));
  free(panel);
}

static rq_status say_campaigns(const rq_run *run, uint32_t brands, json_t *facts, rq_error *error) {
  uint32_t *brand = NULL, campaigns = 0;
  rq_status status = rq_campaign_brands(run, &brand, &campaigns, error);
  json_t *list = json_array();
  for (uint32_t b = 0; status == RQ_OK && b < brands; b++) {
    json_int_t count = 0;
    for (uint32_t k = 0; k < campaigns; k++) count += brand[k] == b;
    json_array_append_new(list, json_integer(count));
  }
  json_object_set_new(facts, "first_campaign", campaigns > 0 && brand ? json_integer(brand[0]) : json_null());
  json_object_set_new(facts, "campaigns", list);
  free(brand);
  return status;
}

static rq_status say_customers(const rq_run *run, uint32_t brands, json_t *facts, rq_error *error) {
  rq_table customers = {0};
  rq_status status = rq_run_series(run, "customers", &customers, error);
  if (status == RQ_OK && (customers.dims != 2 || customers.shape[1] != brands))
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/customers must be weeks x brands", rq_run_path(run));
  if (status == RQ_OK) json_object_set_new(facts, "customers", rows(customers.value, customers.shape[0], brands));
  rq_table_free(&customers);
  return status;
}

static rq_status say_size(const rq_run *run, json_t *facts, rq_error *error) {
  rq_configured *c;
  double people = 0;
  rq_status status = rq_configured_open(run, &c, error);
  if (status == RQ_OK) status = rq_configured_number(c, "population.size", &people, error);
  rq_configured_free(c);
  json_object_set_new(facts, "people", json_real(people));
  return status;
}

#define GOLDEN 1.618033988749895 /* weights of which no few add up to another */

/* Adds what happened in each week, all cells of a series together. */
static rq_status feel(const rq_run *run, const char *series, double weight, double *pulse, uint32_t weeks, rq_error *error) {
  rq_table t;
  rq_status status = rq_run_series(run, series, &t, error);
  if (status != RQ_OK) return status;
  size_t width = (t.dims > 1 ? t.shape[1] : 1) * (t.dims > 2 ? t.shape[2] : 1);
  for (size_t i = 0; i < t.shape[0] * width && i / width < weeks; i++)
    if (isfinite(t.value[i])) pulse[i / width] += weight * t.value[i];
  rq_table_free(&t);
  return RQ_OK;
}

static rq_status say_pulse(const rq_run *run, uint32_t weeks, json_t *facts, rq_error *error) {
  static const char *const series[] = {"closeness", "meetings", "needs", "aware", "revenue", "customer_closeness", "contacts"};
  double *pulse = calloc(weeks + (size_t)1, sizeof *pulse), weight = 1;
  rq_status status = pulse ? RQ_OK : rq_no_memory(error, "the facts of a run");
  for (size_t k = 0; status == RQ_OK && k < RQ_COUNT_OF(series); k++, weight *= GOLDEN) {
    uint32_t brands, campaigns;
    rq_run_labels(run, "brand", &brands);
    rq_run_labels(run, "campaign", &campaigns);
    bool there = k < 3 || (k < 6 ? brands > 0 : campaigns > 0);
    if (there) status = feel(run, series[k], weight, pulse, weeks, error);
  }
  json_t *list = json_array();
  for (uint32_t w = 0; pulse && w < weeks; w++) json_array_append_new(list, rq_json_number(pulse[w]));
  json_object_set_new(facts, "pulse", list);
  free(pulse);
  return status;
}

static rq_status say_people(const rq_run *run, json_t *facts, rq_error *error) {
  rq_table people = {0};
  rq_status status = rq_run_series(run, "people", &people, error);
  if (status == RQ_OK) json_object_set_new(facts, "people", json_real(people.shape[0] > 0 ? people.value[0] : 0));
  rq_table_free(&people);
  return status;
}

static rq_status say_one(const rq_run *run, const char *name, uint32_t at, json_t *all, rq_error *error) {
  rq_series_outcome s = {0};
  if (rq_outcome_named(name) < RQ_OUTCOMES) return RQ_OK;
  rq_status status = rq_series_outcome_find(run, name, at, &s, error);
  json_t *values = json_array();
  for (size_t b = 0; status == RQ_OK && b < s.count; b++) json_array_append_new(values, rq_json_number(s.value[b]));
  if (status == RQ_OK)
    json_object_set_new(all, name,
                        json_pack("{s:O, s:b, s:s, s:s}", "value", values, "by_brand", s.by_brand, "unit", s.unit ? s.unit : "1", "label",
                                  s.label ? s.label : name));
  json_decref(values);
  rq_series_outcome_free(&s);
  return status;
}

/* Weekly series that were asked for as outcomes. */
static rq_status say_series(const rq_run *run, const char *const *name, size_t count, uint32_t at, json_t *facts, rq_error *error) {
  json_t *all = json_object();
  rq_status status = RQ_OK;
  for (size_t k = 0; status == RQ_OK && k < count; k++) status = say_one(run, name[k], at, all, error);
  json_object_set_new(facts, "series", all);
  return status;
}

/* What is measured; the week to look at is looked into by the caller, who knows all runs' lengths. */
static rq_status say_outcomes(const rq_run *run, const rq_compare_options *o, json_t *facts, rq_error *error) {
  double *value = NULL;
  uint32_t brands, weeks = rq_run_weeks(run);
  rq_run_labels(run, "brand", &brands);
  uint32_t at = o->at > 0 && o->at < weeks ? o->at : weeks;
  rq_status status = say_people(run, facts, error);
  if (status == RQ_OK) status = say_pulse(run, weeks, facts, error);
  if (status == RQ_OK) status = say_series(run, o->outcomes, o->outcomes_count, at, facts, error);
  if (brands == 0 || weeks == 0) return status;
  if (status == RQ_OK) status = say_campaigns(run, brands, facts, error);
  if (status == RQ_OK) status = say_customers(run, brands, facts, error);
  if (status == RQ_OK) status = rq_outcomes_of(run, at, &value, &brands, error);
  if (status == RQ_OK) json_object_set_new(facts, "outcomes", rows(value, RQ_OUTCOMES, brands));
  free(value);
  return status;
}

/* Another model: weekly series only, all of them where none is asked for. */
static rq_status say_any(const rq_run *run, const rq_compare_options *o, json_t *facts, rq_error *error) {
  uint32_t weeks = rq_run_weeks(run), at = o->at > 0 && o->at < weeks ? o->at : weeks;
  rq_series_names names = {0};
  rq_listing list = {0};
  double *pulse = calloc(weeks + (size_t)1, sizeof *pulse), weight = 1;
  json_t *beats = json_array();
  rq_status status = pulse ? rq_run_list(run, RQ_WEEKLY, 0, &list, error) : rq_no_memory(error, "the facts of a run");
  for (size_t k = 0; status == RQ_OK && k < list.count; k++, weight *= GOLDEN)
    status = feel(run, list.entry[k].name, weight, pulse, weeks, error);
  for (uint32_t w = 0; pulse && w < weeks; w++) json_array_append_new(beats, rq_json_number(pulse[w]));
  json_object_set_new(facts, "pulse", beats);
  if (status == RQ_OK && o->outcomes_count == 0) status = rq_series_outcomes_all(run, &names, error);
  bool given = o->outcomes_count > 0;
  if (status == RQ_OK)
    status =
        say_series(run, given ? o->outcomes : (const char *const *)names.name, given ? o->outcomes_count : names.count, at, facts, error);
  rq_series_names_free(&names);
  rq_listing_free(&list);
  free(pulse);
  return status == RQ_OK ? say_size(run, facts, error) : status;
}

static rq_status find(void *argument, json_t **found, rq_error *error) {
  const asked *a = argument;
  rq_run *run = NULL;
  rq_status status = rq_run_open(a->path, &run, error);
  if (status != RQ_OK) return status;
  *found = json_object();
  say_itself(run, *found);
  say_kept(run, *found);
  const char *model = json_string_value(json_object_get(*found, "model"));
  status = strcmp(model, "renqing") == 0 ? say_outcomes(run, a->options, *found, error) : say_any(run, a->options, *found, error);
  rq_run_close(run);
  if (status != RQ_OK) json_decref(*found);
  return status;
}

rq_status rq_facts_guarded(const char *path, const rq_compare_options *options, json_t **facts, rq_error *error) {
  asked a = {path, options};
  return rq_find_guarded(find, &a, path, facts, error);
}
