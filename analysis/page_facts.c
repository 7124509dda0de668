/* Settings, digests and versions of a report's runs. */
#include "analysis/page_facts.h"
#include "analysis/configured.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *rq_page_json(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static void put_text(json_t *object, const char *key, const char *text) {
  if (text && *text) json_object_set_new(object, key, json_string(text));
}

static const char *const general[] = {"culture", "weeks", "population.size", "population.network.kind", "population.network.mean_degree"};
static const char *const of_brand[] = {"name", "quality", "price", "unit_cost", "enters", "awareness", NULL};
static const char *const of_campaign[] = {"name",  "brand", "favor", "channel", "target", "fraction",
                                          "start", "until", "every", "value",   "budget", NULL};
static const char *const attributes[] = {"seed", "replicate", "software_version", "git_commit", "created", "config_sha256", "state_digest"};

/* The items of a list of the configuration, with the settings of `keys`. */
static json_t *list_of(const rq_configured *c, const char *path, const char *const *keys) {
  json_t *list = json_array();
  for (unsigned i = 0;; i++) {
    char at[96];
    snprintf(at, sizeof at, "%s.%u.name", path, i);
    if (!rq_configured_text(c, at)) return list;
    json_t *item = json_object();
    for (unsigned k = 0; keys[k]; k++) {
      snprintf(at, sizeof at, "%s.%u.%s", path, i, keys[k]);
      put_text(item, keys[k], rq_configured_text(c, at));
    }
    json_array_append_new(list, item);
  }
}

rq_status rq_page_facts(const rq_run *run, json_t *document, rq_error *error) {
  rq_configured *c;
  rq_status status = rq_configured_open(run, &c, error);
  if (status != RQ_OK) return status;
  json_t *facts = json_object();
  for (unsigned k = 0; k < RQ_COUNT_OF(general); k++) put_text(facts, general[k], rq_configured_text(c, general[k]));
  for (unsigned k = 0; k < RQ_COUNT_OF(attributes); k++) put_text(facts, attributes[k], rq_run_attribute(run, attributes[k]));
  char *command = rq_run_meta(run, "command_line"), *written = rq_run_meta(run, "configuration_as_written");
  put_text(facts, "command_line", command);
  put_text(document, "configuration", written);
  free(command);
  free(written);
  json_object_set_new(document, "market", list_of(c, "brands", of_brand));
  json_object_set_new(document, "campaigns", list_of(c, "campaigns", of_campaign));
  rq_configured_free(c);
  return json_object_set_new(document, "facts", facts) == 0 ? RQ_OK : rq_no_memory(error, "the settings of a run");
}

uint32_t rq_page_focus(const rq_run *run) {
  rq_configured *c;
  rq_error ignored = RQ_NO_ERROR;
  uint32_t brands, focus = 0;
  const char *const *brand = rq_run_labels(run, "brand", &brands);
  if (rq_configured_open(run, &c, &ignored) == RQ_OK) {
    const char *name = rq_configured_text(c, "campaigns.0.brand");
    for (uint32_t b = 0; name && b < brands; b++)
      if (strcmp(brand[b], name) == 0) focus = b;
  }
  rq_configured_free(c);
  rq_error_free(&ignored);
  return focus;
}

static json_t *numbers(const double *value, size_t count) {
  json_t *list = json_array();
  for (size_t k = 0; k < count; k++) json_array_append_new(list, rq_page_json(value[k]));
  return list;
}

static json_t *answer_of(const rq_result *r) {
  json_t *labels = json_array();
  for (size_t k = 0; k < r->rows; k++) json_array_append_new(labels, json_string(r->row[k]));
  json_t *answer = json_pack("{s:s, s:i, s:b, s:o, s:o}", "name", r->measure->name, "decimals", r->measure->decimals, "percent",
                             r->measure->decimals == 3, "labels", labels, "value", numbers(r->value, r->rows));
  if (answer && r->lower) {
    json_object_set_new(answer, "lower", numbers(r->lower, r->rows));
    json_object_set_new(answer, "upper", numbers(r->upper, r->rows));
  }
  return answer;
}

rq_status rq_page_answers(const rq_run *run, json_t *document, rq_error *error) {
  rq_report report = {0};
  const rq_subject subject = {.name = "run", .path = rq_run_path(run), .run = run, .at = rq_run_weeks(run)};
  rq_status status = rq_report_make(&report, &rq_answer_section, &subject, error);
  json_t *answers = json_array();
  for (size_t k = 0; status == RQ_OK && k < report.count; k++)
    if (report.result[k].form == RQ_VECTOR) json_array_append_new(answers, answer_of(&report.result[k]));
  rq_report_free(&report);
  return json_object_set_new(document, "answer", answers) == 0 || status != RQ_OK ? status : rq_no_memory(error, "the run's answers");
}
