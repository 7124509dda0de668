/* Attributes of igraph, whatever their type, as numbers and as text. */
#include "sim/network_foreign.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding ---- */

typedef struct attribute_list {
  igraph_strvector_t names[3]; /* of the graph, its vertices, its edges */
  igraph_vector_int_t types[3];
  unsigned ready; /* how many of the six are initialised */
} attribute_list;

static void close_list(attribute_list *list) {
  for (unsigned i = 0; i < list->ready; i++) {
    if (i % 2 == 0)
      igraph_strvector_destroy(&list->names[i / 2]);
    else
      igraph_vector_int_destroy(&list->types[i / 2]);
  }
}

static igraph_error_t open_list(const igraph_t *graph, attribute_list *list) {
  for (list->ready = 0; list->ready < 6; list->ready++) {
    unsigned i = list->ready;
    igraph_error_t code = i % 2 == 0 ? igraph_strvector_init(&list->names[i / 2], 0) : igraph_vector_int_init(&list->types[i / 2], 0);
    if (code) return code;
  }
  return igraph_cattribute_list(graph, &list->names[0], &list->types[0], &list->names[1], &list->types[1], &list->names[2],
                                &list->types[2]);
}

/* The message for an attribute that is not there. */
static rq_status missing(const igraph_strvector_t *names, const char *of, const char *mapped, const char *path, rq_error *error) {
  igraph_integer_t count = igraph_strvector_size(names);
  if (!count) return rq_fail(error, RQ_BAD_DATA, "%s: there is no %s attribute '%s'; there are none at all", path, of, mapped);
  const char **all = malloc((size_t)count * sizeof *all);
  size_t length = 1;
  for (igraph_integer_t i = 0; i < count; i++) length += strlen(igraph_strvector_get(names, i)) + 2;
  char *list = calloc(length, 1);
  rq_status status = RQ_INTERNAL;
  if (!all || !list) {
    status = rq_no_memory(error, "attributes");
    goto out;
  }
  for (igraph_integer_t i = 0; i < count; i++) {
    all[i] = igraph_strvector_get(names, i);
    if (i) strcat(list, ", ");
    strcat(list, all[i]);
  }
  const char *near = rq_suggest(mapped, all, (size_t)count);
  if (near)
    status = rq_fail(error, RQ_BAD_DATA, "%s: there is no %s attribute '%s'; did you mean '%s'?", path, of, mapped, near);
  else
    status = rq_fail(error, RQ_BAD_DATA, "%s: there is no %s attribute '%s'; there are: %s", path, of, mapped, list);
out:
  free(all);
  free(list);
  return status;
}

/* The place of a name, or -1. */
static igraph_integer_t place_of(const igraph_strvector_t *names, const char *name) {
  for (igraph_integer_t i = 0; i < igraph_strvector_size(names); i++)
    if (!strcmp(igraph_strvector_get(names, i), name)) return i;
  return -1;
}

rq_status rq_find_attribute(const igraph_t *graph, igraph_attribute_elemtype_t of, const char *mapped, const char *const own[],
                            const char *path, rq_attribute *attribute, rq_error *error) {
  *attribute = (rq_attribute){.graph = graph, .of = of};
  rq_status status = RQ_OK;
  attribute_list list;
  igraph_error_t code = open_list(graph, &list);
  bool vertex = of == IGRAPH_ATTRIBUTE_VERTEX;
  const igraph_strvector_t *names = &list.names[vertex ? 1 : 2];
  if (code) {
    status = rq_igraph_failed(code, "the attributes cannot be listed", error);
    goto out;
  }
  igraph_integer_t place = -1;
  if (mapped && *mapped) {
    attribute->name = mapped;
    place = place_of(names, mapped);
    if (place < 0) status = missing(names, vertex ? "vertex" : "edge", mapped, path, error);
  }
  for (unsigned i = 0; !attribute->name && own[i]; i++) {
    place = place_of(names, own[i]);
    if (place >= 0) attribute->name = own[i];
  }
  if (place >= 0) attribute->type = (igraph_attribute_type_t)VECTOR(list.types[vertex ? 1 : 2])[place];
out:
  close_list(&list);
  return status;
}

/* ---- values ---- */

static double number_at(const rq_attribute *attribute, igraph_integer_t which) {
  bool vertex = attribute->of == IGRAPH_ATTRIBUTE_VERTEX;
  if (attribute->type == IGRAPH_ATTRIBUTE_BOOLEAN)
    return vertex ? VAB(attribute->graph, attribute->name, which) : EAB(attribute->graph, attribute->name, which);
  return vertex ? VAN(attribute->graph, attribute->name, which) : EAN(attribute->graph, attribute->name, which);
}

static const char *text_at(const rq_attribute *attribute, igraph_integer_t which) {
  return attribute->of == IGRAPH_ATTRIBUTE_VERTEX ? VAS(attribute->graph, attribute->name, which)
                                                  : EAS(attribute->graph, attribute->name, which);
}

bool rq_attribute_number(const rq_attribute *attribute, igraph_integer_t which, double *value) {
  *value = NAN;
  if (!attribute->name) return true;
  if (attribute->type != IGRAPH_ATTRIBUTE_STRING) {
    *value = number_at(attribute, which);
    return true;
  }
  const char *text = text_at(attribute, which);
  if (!*text) return true;
  char *end;
  *value = strtod(text, &end);
  return end != text && !*end && !isnan(*value);
}

rq_status rq_attribute_text(const rq_attribute *attribute, igraph_integer_t which, char **text, rq_error *error) {
  *text = NULL;
  if (!attribute->name) return RQ_OK;
  char digits[32];
  const char *value = digits;
  if (attribute->type == IGRAPH_ATTRIBUTE_STRING) {
    value = text_at(attribute, which);
  } else {
    double number = number_at(attribute, which);
    if (isnan(number)) return RQ_OK;
    snprintf(digits, sizeof digits, "%.15g", number);
  }
  if (!*value) return RQ_OK;
  *text = malloc(strlen(value) + 1);
  if (!*text) return rq_no_memory(error, "attributes");
  strcpy(*text, value);
  return RQ_OK;
}
