/* GraphML, and GEXF 1.2 (https://gexf.net): the version that NetworkX reads as well as Gephi. */
#include "analysis/export_ties.h"

/* ---- GraphML ---- */

static void declare_keys(rq_text *t, const char *of, const char *first, bool word, const rq_export_column *columns, size_t count) {
  for (size_t c = 0; c <= count; c++) {
    const char *name = c == 0 ? first : columns[c - 1].name;
    bool words = c == 0 ? word : columns[c - 1].kind == RQ_WORDS_COLUMN;
    const char *const parts[] = {
        "  <key id=\"", name, "\" for=\"", of, "\" attr.name=\"", name, "\" attr.type=\"", words ? "string" : "double", "\"/>\n"};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) rq_text_put(t, parts[k]);
  }
}

static void put_data(rq_text *t, const rq_export_column *c, double value) {
  rq_text_put(t, "<data key=\"");
  rq_text_put(t, c->name);
  rq_text_put(t, "\">");
  rq_export_put(t, c, value, rq_text_xml);
  rq_text_put(t, "</data>\n");
}

static void put_node(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "<node id=\"n");
  rq_text_whole(t, row);
  rq_text_put(t, "\">\n<data key=\"name\">");
  rq_text_whole(t, row);
  rq_text_put(t, "</data>\n");
  for (size_t c = 0; c < x->person_columns; c++) put_data(t, &x->person[c], x->person[c].value[row]);
  rq_text_put(t, "</node>\n");
}

static void put_edge(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "<edge source=\"n");
  rq_text_whole(t, x->rows->a[row]);
  rq_text_put(t, "\" target=\"n");
  rq_text_whole(t, x->rows->b[row]);
  rq_text_put(t, "\">\n<data key=\"weight\">");
  rq_text_number(t, rq_tie_weight(x, row));
  rq_text_put(t, "</data>\n");
  for (unsigned c = 0; c < x->tie_columns; c++) put_data(t, &x->tie[c], rq_tie_value(x, c, row));
  rq_text_put(t, "</edge>\n");
}

rq_status rq_export_graphml(rq_export *x, FILE *out, rq_error *error) {
  rq_text t = {0};
  rq_text_put(&t,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
              "  xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
  declare_keys(&t, "node", "name", true, x->person, x->person_columns);
  declare_keys(&t, "edge", "weight", false, x->tie, x->tie_columns);
  rq_text_put(&t, "  <graph id=\"G\" edgedefault=\"undirected\">\n");
  rq_status status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_people(x, put_node, out, error);
  if (status == RQ_OK) status = rq_export_ties(x, put_edge, out, error);
  rq_text_put(&t, "  </graph>\n</graphml>\n");
  if (status == RQ_OK) status = rq_export_text(x, &t, out, error);
  rq_text_free(&t);
  return status;
}

/* ---- GEXF ---- */

static void declare_attributes(rq_text *t, const char *class, const rq_export_column *columns, size_t count) {
  static const char *const types[] = {
      [RQ_INTEGERS_COLUMN] = "integer", [RQ_NUMBERS_COLUMN] = "double", [RQ_WORDS_COLUMN] = "string", [RQ_PERSON_COLUMN] = "integer"};
  rq_text_put(t, "<attributes class=\"");
  rq_text_put(t, class);
  rq_text_put(t, "\">\n");
  for (size_t c = 0; c < count; c++) {
    rq_text_put(t, "<attribute id=\"");
    rq_text_whole(t, c);
    rq_text_put(t, "\" title=\"");
    rq_text_put(t, columns[c].name);
    rq_text_put(t, "\" type=\"");
    rq_text_put(t, types[columns[c].kind]);
    rq_text_put(t, "\"/>\n");
  }
  rq_text_put(t, "</attributes>\n");
}

static void put_value(rq_text *t, unsigned number, const rq_export_column *c, double value) {
  rq_text_put(t, "<attvalue for=\"");
  rq_text_whole(t, number);
  rq_text_put(t, "\" value=\"");
  rq_export_put(t, c, value, rq_text_xml);
  rq_text_put(t, "\"/>\n");
}

static void put_gexf_node(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "<node id=\"");
  rq_text_whole(t, row);
  rq_text_put(t, "\" label=\"");
  rq_text_whole(t, row);
  rq_text_put(t, "\"><attvalues>\n");
  for (size_t c = 0; c < x->person_columns; c++) put_value(t, (unsigned)c, &x->person[c], x->person[c].value[row]);
  rq_text_put(t, "</attvalues></node>\n");
}

static void put_gexf_edge(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "<edge id=\"");
  rq_text_whole(t, x->rows->first + row);
  rq_text_put(t, "\" source=\"");
  rq_text_whole(t, x->rows->a[row]);
  rq_text_put(t, "\" target=\"");
  rq_text_whole(t, x->rows->b[row]);
  rq_text_put(t, "\" weight=\"");
  rq_text_number(t, rq_tie_weight(x, row));
  rq_text_put(t, "\"><attvalues>\n");
  for (unsigned c = 0; c < x->tie_columns; c++) put_value(t, c, &x->tie[c], rq_tie_value(x, c, row));
  rq_text_put(t, "</attvalues></edge>\n");
}

rq_status rq_export_gexf(rq_export *x, FILE *out, rq_error *error) {
  rq_text t = {0};
  rq_text_put(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<gexf xmlns=\"http://www.gexf.net/1.2draft\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                  "  xsi:schemaLocation=\"http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd\" version=\"1.2\">\n"
                  "<meta><creator>renqing</creator></meta>\n<graph defaultedgetype=\"undirected\" mode=\"static\">\n");
  declare_attributes(&t, "node", x->person, x->person_columns);
  declare_attributes(&t, "edge", x->tie, x->tie_columns);
  rq_text_put(&t, "<nodes>\n");
  rq_status status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_people(x, put_gexf_node, out, error);
  rq_text_put(&t, "</nodes>\n<edges>\n");
  if (status == RQ_OK) status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_ties(x, put_gexf_edge, out, error);
  rq_text_put(&t, "</edges>\n</graph>\n</gexf>\n");
  if (status == RQ_OK) status = rq_export_text(x, &t, out, error);
  rq_text_free(&t);
  return status;
}
