/* A comparison as CSV: a line for each number, whatever it is of. */
#include "analysis/compare.h"
#include "analysis/guarded.h"
#include "analysis/text.h"
#include <string.h>

/* kind, scenario, outcome or grouping, what, value */
static void line(rq_text *t, const char *kind, const char *scenario, const char *of, const char *what, const json_t *value) {
  const char *const words[] = {kind, scenario, of, what};
  for (size_t k = 0; k < 4; k++) {
    rq_text_csv(t, words[k] ? words[k] : "");
    rq_text_put(t, ",");
  }
  if (json_is_string(value)) rq_text_csv(t, json_string_value(value));
  if (json_is_boolean(value)) rq_text_put(t, json_is_true(value) ? "1" : "0");
  if (json_is_number(value)) rq_text_number(t, json_number_value(value));
  rq_text_put(t, "\n");
}

static const char *text_at(const json_t *of, const char *key) {
  return json_string_value(json_object_get(of, key));
}

static void put_each(rq_text *t, const json_t *numbers, const char *scenario, const char *outcome, const json_t *each) {
  for (size_t r = 0; r < json_array_size(each); r++) {
    char replicate[40];
    snprintf(replicate, sizeof replicate, "replicate %" JSON_INTEGER_FORMAT, json_integer_value(json_array_get(numbers, r)));
    line(t, "value", scenario, outcome, replicate, json_array_get(each, r));
  }
}

static void put_values(rq_text *t, const json_t *result, const json_t *scenario) {
  static const char *const keys[] = {"mean", "lower", "upper"};
  const char *outcome, *name = text_at(scenario, "name");
  json_t *value;
  json_object_foreach(json_object_get(scenario, "values"), outcome, value) {
    for (size_t k = 0; k < 3; k++) line(t, "value", name, outcome, keys[k], json_object_get(value, keys[k]));
    put_each(t, json_object_get(result, "replicate_numbers"), name, outcome, json_object_get(value, "each"));
  }
}

/* All numbers (and texts, if asked for) of an object. */
static void put_all(rq_text *t, const char *kind, const char *scenario, const char *of, const json_t *object, bool texts) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    if (!json_is_array(value) && !json_is_object(value) && (texts || !json_is_string(value))) line(t, kind, scenario, of, key, value);
  }
}

static void put_uplift(rq_text *t, const json_t *uplift) {
  const char *group, *scenario = text_at(uplift, "scenario");
  json_t *about;
  size_t k;
  put_all(t, "uplift", scenario, "all", uplift, true);
  json_object_foreach(json_object_get(uplift, "groups"), group, about) {
    put_all(t, "uplift", scenario, group, about, false);
  }
  json_array_foreach(json_object_get(uplift, "segments"), k, about) {
    char of[160];
    snprintf(of, sizeof of, "%s=%s", text_at(about, "by"), text_at(about, "value"));
    put_all(t, "uplift", scenario, of, about, false);
  }
}

void rq_compare_csv(const json_t *result, FILE *out) {
  rq_text t = {0};
  size_t k;
  json_t *item;
  rq_text_put(&t, "kind,scenario,of,what,value\n");
  line(&t, "comparison", NULL, "verdict", NULL, json_object_get(result, "verdict"));
  json_array_foreach(json_object_get(result, "scenarios"), k, item) {
    put_values(&t, result, item);
  }
  json_array_foreach(json_object_get(result, "differences"), k, item) {
    put_all(&t, "difference", text_at(item, "scenario"), text_at(item, "outcome"), item, false);
  }
  json_array_foreach(json_object_get(result, "uplift"), k, item) {
    put_uplift(&t, item);
  }
  json_array_foreach(json_object_get(result, "warnings"), k, item) {
    line(&t, "comparison", NULL, "warning", NULL, item);
  }
  json_array_foreach(json_object_get(json_object_get(result, "members"), "missing"), k, item) {
    line(&t, "missing", text_at(item, "scenario"), text_at(item, "path"), "reason", json_object_get(item, "reason"));
  }
  fwrite(t.bytes, 1, t.count, out);
  rq_text_free(&t);
}
