/* GraphML, GML and Pajek: igraph's writers, over a graph with attributes. One thread only. */
#include "analysis/export.h"
#include "analysis/graph.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sets one column as an attribute of all vertices, or of all edges. */
static igraph_error_t set_numbers(igraph_t *graph, const rq_export_column *c, size_t rows, bool edges) {
  igraph_vector_t value = {0}; /* igraph 0.10 calls the view that it fills const */
  igraph_vector_view(&value, c->value, (igraph_integer_t)rows);
  return edges ? igraph_cattribute_EAN_setv(graph, c->name, &value) : igraph_cattribute_VAN_setv(graph, c->name, &value);
}

static igraph_error_t set_words(igraph_t *graph, const rq_export_column *c, size_t rows, bool edges) {
  igraph_strvector_t words;
  igraph_error_t code = igraph_strvector_init(&words, (igraph_integer_t)rows);
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t r = 0; r < rows && code == IGRAPH_SUCCESS; r++)
    code = igraph_strvector_set(&words, (igraph_integer_t)r, rq_export_word(c, r));
  if (code == IGRAPH_SUCCESS)
    code = edges ? igraph_cattribute_EAS_setv(graph, c->name, &words) : igraph_cattribute_VAS_setv(graph, c->name, &words);
  igraph_strvector_destroy(&words);
  return code;
}

static igraph_error_t set_columns(igraph_t *graph, const rq_export_column *columns, size_t count, size_t rows, bool edges) {
  igraph_error_t code = IGRAPH_SUCCESS;
  for (size_t c = 0; c < count && code == IGRAPH_SUCCESS; c++) {
    bool words = columns[c].kind == RQ_WORDS_COLUMN;
    code = words ? set_words(graph, &columns[c], rows, edges) : set_numbers(graph, &columns[c], rows, edges);
  }
  return code;
}

/* The number of each person as its name; and the mean closeness of each tie as its weight. */
static igraph_error_t set_names(igraph_t *graph, const rq_export *x, const char *attribute) {
  igraph_strvector_t names;
  igraph_vector_t weight;
  igraph_error_t code = igraph_strvector_init(&names, (igraph_integer_t)x->people);
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t i = 0; i < x->people && code == IGRAPH_SUCCESS; i++) {
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", i);
    code = igraph_strvector_set(&names, (igraph_integer_t)i, digits);
  }
  if (code == IGRAPH_SUCCESS) code = igraph_cattribute_VAS_setv(graph, attribute, &names);
  igraph_strvector_destroy(&names);
  if (code == IGRAPH_SUCCESS) code = igraph_vector_init(&weight, (igraph_integer_t)x->ties);
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t t = 0; t < x->ties; t++) VECTOR(weight)[t] = rq_export_weight(x, t);
  code = igraph_cattribute_EAN_setv(graph, "weight", &weight);
  igraph_vector_destroy(&weight);
  return code;
}

static igraph_error_t build(const rq_export *x, igraph_t *graph) {
  igraph_vector_int_t ends;
  igraph_error_t code = igraph_vector_int_init(&ends, (igraph_integer_t)(2 * x->ties));
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t t = 0; t < x->ties; t++) {
    VECTOR(ends)[2 * t] = (igraph_integer_t)x->a[t];
    VECTOR(ends)[2 * t + 1] = (igraph_integer_t)x->b[t];
  }
  code = igraph_create(graph, &ends, (igraph_integer_t)x->people, IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&ends);
  return code;
}

typedef igraph_error_t writer(const igraph_t *, FILE *);

static igraph_error_t write_graphml(const igraph_t *graph, FILE *out) {
  return igraph_write_graph_graphml(graph, out, false);
}
static igraph_error_t write_gml(const igraph_t *graph, FILE *out) {
  return igraph_write_graph_gml(graph, out, IGRAPH_WRITE_GML_DEFAULT_SW, NULL, "renqing");
}
static igraph_error_t write_pajek(const igraph_t *graph, FILE *out) {
  return igraph_write_graph_pajek(graph, out);
}

/* `name`: the attribute in which the format expects the vertices' names; `columns`: whether it takes attributes of ours. */
static rq_status write_graph(const rq_export *x, FILE *out, const char *name, bool columns, writer *write, rq_error *error) {
  rq_igraph_quiet();
  igraph_attribute_table_t *table = igraph_set_attribute_table(&igraph_cattribute_table);
  igraph_t graph;
  igraph_error_t code = build(x, &graph);
  if (code == IGRAPH_SUCCESS) {
    code = set_names(&graph, x, name);
    if (code == IGRAPH_SUCCESS && columns) code = set_columns(&graph, x->person, RQ_EXPORT_PEOPLE, x->people, false);
    if (code == IGRAPH_SUCCESS && columns) code = set_columns(&graph, x->tie, RQ_EXPORT_TIES, x->ties, true);
    errno = 0;
    if (code == IGRAPH_SUCCESS) code = write(&graph, out);
    igraph_destroy(&graph);
  }
  igraph_set_attribute_table(table);
  if (code == IGRAPH_EFILE) return rq_fail(error, RQ_IO, "cannot write the network: %s", errno ? strerror(errno) : "output failed");
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "the network cannot be written", error);
}

rq_status rq_export_graphml(const rq_export *x, FILE *out, rq_error *error) {
  return write_graph(x, out, "name", true, write_graphml, error);
}

rq_status rq_export_gml(const rq_export *x, FILE *out, rq_error *error) {
  return write_graph(x, out, "label", true, write_gml, error);
}

rq_status rq_export_pajek(const rq_export *x, FILE *out, rq_error *error) {
  return write_graph(x, out, "id", false, write_pajek, error);
}
