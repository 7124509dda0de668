/* GML (https://www.fim.uni-passau.de: names of letters and digits only) and Pajek (people from 1 on, ties with weights). */
#include "analysis/export_ties.h"

/* ---- GML ---- */

static void put_pair(rq_text *t, const rq_export_column *c, double value) {
  for (const char *letter = c->name; *letter; letter++)
    if (*letter != '_') rq_text_bytes(t, letter, 1);
  const char *mark = c->kind == RQ_WORDS_COLUMN ? "\"" : "";
  rq_text_put(t, " ");
  rq_text_put(t, mark);
  rq_export_put(t, c, value, rq_text_gml);
  rq_text_put(t, mark);
  rq_text_put(t, "\n");
}

static void put_node(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "node [\nid ");
  rq_text_whole(t, row);
  rq_text_put(t, "\nlabel \"");
  rq_text_whole(t, row);
  rq_text_put(t, "\"\n");
  for (size_t c = 0; c < x->person_columns; c++) put_pair(t, &x->person[c], x->person[c].value[row]);
  rq_text_put(t, "]\n");
}

static void put_edge(const rq_export *x, size_t row, rq_text *t) {
  rq_text_put(t, "edge [\nsource ");
  rq_text_whole(t, x->rows->a[row]);
  rq_text_put(t, "\ntarget ");
  rq_text_whole(t, x->rows->b[row]);
  rq_text_put(t, "\nweight ");
  rq_text_number(t, rq_tie_weight(x, row));
  rq_text_put(t, "\n");
  for (unsigned c = 0; c < x->tie_columns; c++) put_pair(t, &x->tie[c], rq_tie_value(x, c, row));
  rq_text_put(t, "]\n");
}

rq_status rq_export_gml(rq_export *x, FILE *out, rq_error *error) {
  rq_text t = {0};
  rq_text_put(&t, "Creator \"renqing\"\nVersion 1\ngraph\n[\ndirected 0\n");
  rq_status status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_people(x, put_node, out, error);
  if (status == RQ_OK) status = rq_export_ties(x, put_edge, out, error);
  rq_text_put(&t, "]\n");
  if (status == RQ_OK) status = rq_export_text(x, &t, out, error);
  rq_text_free(&t);
  return status;
}

/* ---- Pajek ---- */

static void put_vertex(const rq_export *x, size_t row, rq_text *t) {
  (void)x;
  rq_text_whole(t, row + 1);
  rq_text_put(t, " \"");
  rq_text_whole(t, row);
  rq_text_put(t, "\"\n");
}

static void put_line(const rq_export *x, size_t row, rq_text *t) {
  rq_text_whole(t, (uint64_t)x->rows->a[row] + 1);
  rq_text_put(t, " ");
  rq_text_whole(t, (uint64_t)x->rows->b[row] + 1);
  rq_text_put(t, " ");
  rq_text_number(t, rq_tie_weight(x, row));
  rq_text_put(t, "\n");
}

rq_status rq_export_pajek(rq_export *x, FILE *out, rq_error *error) {
  rq_text t = {0};
  rq_text_put(&t, "*Vertices ");
  rq_text_whole(&t, x->people);
  rq_text_put(&t, "\n");
  rq_status status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_rows(x, x->people, put_vertex, out, error);
  rq_text_put(&t, "*Edges\n");
  if (status == RQ_OK) status = rq_export_text(x, &t, out, error);
  if (status == RQ_OK) status = rq_export_ties(x, put_line, out, error);
  rq_text_free(&t);
  return status;
}
