/* The vertices of a foreign graph as people. */
#include "sim/network_foreign.h"
#include "sim/network_names.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SKILL 254

/* Who a message is about: "vertex 3 ('Wang')". */
static rq_status wrong(const rq_network *network, uint32_t v, const char *what, const char *value, const char *allowed, const char *path,
                       rq_error *error) {
  const char *label = network->label ? network->label[v] : NULL;
  return rq_fail(error, RQ_BAD_DATA, "%s: %s of vertex %u%s%s%s is %s; it must be %s", path, what, v + 1, label ? " ('" : "",
                 label ? label : "", label ? "')" : "", value, allowed);
}

/* Texts of all vertices; *texts NULL where there is no attribute. The caller frees. */
static rq_status take_texts(const rq_attribute *attribute, const char *path, uint32_t people, char ***texts, rq_error *error) {
  if (!attribute->name) return RQ_OK;
  *texts = calloc((size_t)people + 1, sizeof **texts);
  if (!*texts) return rq_no_memory(error, "attributes");
  for (uint32_t v = 0; v < people; v++) {
    rq_status status = rq_attribute_text(attribute, v, &(*texts)[v], error);
    if (status) return status;
    if (!(*texts)[v]) continue;
    json_t *utf8 = json_string((*texts)[v]); /* refuses what is not UTF-8 */
    if (!utf8) return rq_fail(error, RQ_BAD_DATA, "%s: %s of vertex %u is not text in UTF-8", path, attribute->name, v + 1);
    json_decref(utf8);
  }
  return RQ_OK;
}

static rq_status take_group(const rq_attribute *attribute, const char *path, uint32_t people, uint32_t **group, rq_error *error) {
  char **texts = NULL;
  rq_status status = take_texts(attribute, path, people, &texts, error);
  uint32_t distinct;
  if (!status && texts) {
    *group = malloc(((size_t)people + 1) * sizeof **group);
    status = *group ? rq_number_names((const char *const *)texts, people, false, *group, &distinct, error) : rq_no_memory(error, "groups");
  }
  for (uint32_t v = 0; texts && v < people; v++) free(texts[v]);
  free(texts);
  return status;
}

static bool is_skill(double x) {
  return x >= 0 && x <= MOST_SKILL && x == floor(x);
}

static bool is_sensitivity(double x) {
  return x >= 0 && x <= 1000;
}

static rq_status take_numbers(const rq_attribute *attribute, const char *path, const rq_network *network, bool (*allowed)(double),
                              const char *range, float **numbers, rq_error *error) {
  if (!attribute->name) return RQ_OK;
  *numbers = malloc(((size_t)network->vertices + 1) * sizeof **numbers);
  if (!*numbers) return rq_no_memory(error, "attributes");
  for (uint32_t v = 0; v < network->vertices; v++) {
    double value;
    bool number = rq_attribute_number(attribute, v, &value);
    (*numbers)[v] = (float)value;
    if (number && (isnan(value) || allowed(value))) continue;
    char *text = NULL;
    rq_status status = rq_attribute_text(attribute, v, &text, error);
    if (!status) status = wrong(network, v, attribute->name, text ? text : "nothing", range, path, error);
    free(text);
    return status;
  }
  return RQ_OK;
}

rq_status rq_take_people(const igraph_t *graph, const rq_network_settings *settings, const char *path, rq_network *network,
                         rq_error *error) {
  static const char *const labels[] = {"label", "name", "id", NULL}, *const households[] = {"household", NULL},
                           *const circles[] = {"circle", NULL}, *const generations[] = {"generation", NULL},
                           *const skills[] = {"skill", NULL}, *const sensitivities[] = {"price_sensitivity", NULL};
  enum { LABEL, HOUSEHOLD, CIRCLE, GENERATION, SKILL, SENSITIVITY, ATTRIBUTES };
  const char *mapped[ATTRIBUTES] = {settings->map_label,      settings->map_household, settings->map_circle,
                                    settings->map_generation, settings->map_skill,     settings->map_price_sensitivity};
  const char *const *own[ATTRIBUTES] = {labels, households, circles, generations, skills, sensitivities};
  rq_attribute attribute[ATTRIBUTES] = {{0}};
  rq_status status = RQ_OK;
  for (unsigned i = 0; i < (settings->weighted ? LABEL + 1u : ATTRIBUTES); i++) {
    rq_status found = rq_find_attribute(graph, IGRAPH_ATTRIBUTE_VERTEX, mapped[i], own[i], path, &attribute[i], error);
    if (found) status = found;
  }
  uint32_t people = (uint32_t)igraph_vcount(graph);
  network->vertices = people;
  if (!status) status = take_texts(&attribute[LABEL], path, people, &network->label, error);
  if (!status) status = take_group(&attribute[HOUSEHOLD], path, people, &network->household, error);
  if (!status) status = take_group(&attribute[CIRCLE], path, people, &network->circle, error);
  if (!status) status = take_texts(&attribute[GENERATION], path, people, &network->generation, error);
  if (!status) status = take_numbers(&attribute[SKILL], path, network, is_skill, "a whole number from 0 to 254", &network->skill, error);
  if (!status)
    status = take_numbers(&attribute[SENSITIVITY], path, network, is_sensitivity, "between 0 and 1000", &network->price_sensitivity, error);
  return status;
}
