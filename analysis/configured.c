/* The kept configuration, as a tree of YAML nodes in which dotted paths are looked up. */
#include "analysis/configured.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct rq_configured {
  yaml_document_t tree;
  char *file;
};

const char *const rq_class_names[RQ_CLASSES] = {"instrumental", "mixed", "expressive"};
const char *const rq_basis_names[RQ_BASES] = {"kin", "circle", "acquaintance", "met", "introduced", "club"};

static bool parse(const char *text, yaml_document_t *tree) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) return false;
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
  bool good = yaml_parser_load(&parser, tree);
  yaml_parser_delete(&parser);
  return good;
}

rq_status rq_configured_open(const rq_run *run, rq_configured **out, rq_error *error) {
  *out = NULL;
  char *text = rq_run_meta(run, "configuration");
  if (!text) return rq_fail(error, RQ_BAD_DATA, "%s: /meta/configuration is missing", rq_run_path(run));
  rq_configured *c = calloc(1, sizeof *c);
  char *file = strdup(rq_run_path(run));
  rq_status status = RQ_OK;
  if (!c || !file)
    status = rq_no_memory(error, "the configuration of a run");
  else if (!parse(text, &c->tree))
    status = rq_fail(error, RQ_BAD_DATA, "%s: /meta/configuration is not YAML", rq_run_path(run));
  free(text);
  if (status != RQ_OK) {
    free(c);
    free(file);
    return status;
  }
  c->file = file;
  *out = c;
  return RQ_OK;
}

void rq_configured_free(rq_configured *c) {
  if (!c) return;
  yaml_document_delete(&c->tree);
  free(c->file);
  free(c);
}

static yaml_node_t *item(yaml_document_t *tree, yaml_node_t *list, const char *key, size_t length) {
  char *end;
  unsigned long at = strtoul(key, &end, 10);
  size_t items = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
  return end == key + length && at < items ? yaml_document_get_node(tree, list->data.sequence.items.start[at]) : NULL;
}

static yaml_node_t *child(yaml_document_t *tree, yaml_node_t *node, const char *key, size_t length) {
  if (node->type == YAML_SEQUENCE_NODE) return item(tree, node, key, length);
  if (node->type != YAML_MAPPING_NODE) return NULL;
  for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
    const yaml_node_t *name = yaml_document_get_node(tree, pair->key);
    if (name && name->type == YAML_SCALAR_NODE && name->data.scalar.length == length && !memcmp(name->data.scalar.value, key, length))
      return yaml_document_get_node(tree, pair->value);
  }
  return NULL;
}

const char *rq_configured_text(const rq_configured *c, const char *path) {
  yaml_document_t *tree = (yaml_document_t *)&c->tree; /* libyaml reads only, but does not say const */
  yaml_node_t *node = yaml_document_get_root_node(tree);
  while (node && *path) {
    size_t length = strcspn(path, ".");
    node = child(tree, node, path, length);
    path += length;
    if (*path) path++;
  }
  return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

rq_status rq_configured_number(const rq_configured *c, const char *path, double *number, rq_error *error) {
  const char *text = rq_configured_text(c, path);
  char *end;
  *number = text ? strtod(text, &end) : NAN;
  if (!text || end == text || *end || !isfinite(*number))
    return rq_fail(error, RQ_BAD_DATA, "%s: /meta/configuration: '%s' is %s; it must be a number", c->file, path, text ? text : "missing");
  return RQ_OK;
}

bool rq_configured_renqing(const rq_run *run, char name[64]) {
  rq_configured *c;
  rq_error ignored = RQ_NO_ERROR;
  name[0] = '\0';
  if (rq_configured_open(run, &c, &ignored) == RQ_OK) {
    const char *model = rq_configured_text(c, "model");
    if (model) snprintf(name, 64, "%s", model);
  }
  rq_configured_free(c);
  rq_error_free(&ignored);
  return strcmp(name, "renqing") == 0;
}

rq_status rq_classes_read(const rq_run *run, rq_classes *classes, rq_error *error) {
  rq_configured *c;
  rq_status status = rq_configured_open(run, &c, error);
  if (status == RQ_OK) status = rq_configured_number(c, "ties.mixed_from", &classes->mixed_from, error);
  if (status == RQ_OK) status = rq_configured_number(c, "ties.expressive_from", &classes->expressive_from, error);
  rq_configured_free(c);
  return status;
}

unsigned rq_class_of(const rq_classes *classes, double closeness, bool kin) {
  if (kin || closeness >= classes->expressive_from) return RQ_EXPRESSIVE;
  return closeness >= classes->mixed_from ? RQ_MIXED : RQ_INSTRUMENTAL;
}
