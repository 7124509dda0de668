/* GEXF 1.2 (https://gexf.net): the version that NetworkX reads as well as Gephi. Written with libxml2, which escapes names. */
#include "analysis/export.h"
#include <errno.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#define XML(text) ((const xmlChar *)(text))

static bool attribute(xmlTextWriterPtr w, const char *name, const char *value) {
  return xmlTextWriterWriteAttribute(w, XML(name), XML(value)) >= 0;
}

static bool number_attribute(xmlTextWriterPtr w, const char *name, double value) {
  char text[32];
  rq_export_number(value, text);
  return attribute(w, name, text);
}

static bool begin(xmlTextWriterPtr w, const char *element) {
  return xmlTextWriterStartElement(w, XML(element)) >= 0;
}

static bool end(xmlTextWriterPtr w) {
  return xmlTextWriterEndElement(w) >= 0;
}

/* <attributes class="node"><attribute id="0" title="face" type="double"/> ... */
static bool declare(xmlTextWriterPtr w, const char *class, const rq_export_column *columns, size_t count) {
  static const char *const types[] = {[RQ_INTEGERS_COLUMN] = "integer", [RQ_NUMBERS_COLUMN] = "double", [RQ_WORDS_COLUMN] = "string"};
  bool good = begin(w, "attributes") && attribute(w, "class", class);
  for (size_t c = 0; c < count && good; c++)
    good = begin(w, "attribute") && number_attribute(w, "id", (double)c) && attribute(w, "title", columns[c].name) &&
           attribute(w, "type", types[columns[c].kind]) && end(w);
  return good && end(w);
}

/* <attvalues><attvalue for="0" value="0.5"/> ... */
static bool values(xmlTextWriterPtr w, const rq_export_column *columns, size_t count, size_t row) {
  bool good = begin(w, "attvalues");
  for (size_t c = 0; c < count && good; c++) {
    good = begin(w, "attvalue") && number_attribute(w, "for", (double)c);
    if (columns[c].kind == RQ_WORDS_COLUMN)
      good = good && attribute(w, "value", rq_export_word(&columns[c], row));
    else
      good = good && number_attribute(w, "value", columns[c].value[row]);
    good = good && end(w);
  }
  return good && end(w);
}

static bool nodes(xmlTextWriterPtr w, const rq_export *x) {
  bool good = begin(w, "nodes");
  for (size_t i = 0; i < x->people && good; i++)
    good = begin(w, "node") && number_attribute(w, "id", (double)i) && number_attribute(w, "label", (double)i) &&
           values(w, x->person, RQ_EXPORT_PEOPLE, i) && end(w);
  return good && end(w);
}

static bool edges(xmlTextWriterPtr w, const rq_export *x) {
  bool good = begin(w, "edges");
  for (size_t t = 0; t < x->ties && good; t++)
    good = begin(w, "edge") && number_attribute(w, "id", (double)t) && number_attribute(w, "source", x->a[t]) &&
           number_attribute(w, "target", x->b[t]) && number_attribute(w, "weight", rq_export_weight(x, t)) &&
           values(w, x->tie, RQ_EXPORT_TIES, t) && end(w);
  return good && end(w);
}

static bool document(xmlTextWriterPtr w, const rq_export *x) {
  bool good = xmlTextWriterSetIndent(w, 1) >= 0 && xmlTextWriterStartDocument(w, "1.0", "UTF-8", NULL) >= 0;
  good = good && begin(w, "gexf") && attribute(w, "xmlns", "http://www.gexf.net/1.2draft") &&
         attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance") &&
         attribute(w, "xsi:schemaLocation", "http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd") &&
         attribute(w, "version", "1.2");
  good = good && begin(w, "meta") && xmlTextWriterWriteElement(w, XML("creator"), XML("renqing")) >= 0 && end(w);
  good = good && begin(w, "graph") && attribute(w, "defaultedgetype", "undirected") && attribute(w, "mode", "static");
  good = good && declare(w, "node", x->person, RQ_EXPORT_PEOPLE) && declare(w, "edge", x->tie, RQ_EXPORT_TIES);
  good = good && nodes(w, x) && edges(w, x);
  return good && end(w) && end(w) && xmlTextWriterEndDocument(w) >= 0;
}

/* libxml2 prints on its own what we report. */
static void be_silent(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

rq_status rq_export_gexf(const rq_export *x, FILE *out, rq_error *error) {
  xmlSetGenericErrorFunc(NULL, be_silent);
  errno = 0;
  xmlOutputBufferPtr buffer = xmlOutputBufferCreateFile(out, NULL);
  xmlTextWriterPtr writer = buffer ? xmlNewTextWriter(buffer) : NULL; /* owns the buffer */
  bool good = writer && document(writer, x);
  int reason = errno;
  if (writer)
    xmlFreeTextWriter(writer);
  else if (buffer)
    xmlOutputBufferClose(buffer);
  xmlSetGenericErrorFunc(NULL, NULL);
  if (!writer) return rq_no_memory(error, "writing GEXF");
  if (good && !ferror(out)) return RQ_OK;
  return rq_fail(error, RQ_IO, "cannot write GEXF: %s", reason ? strerror(reason) : "a name is not valid in XML");
}
