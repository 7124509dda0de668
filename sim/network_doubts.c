/* What igraph believes of a file and we do not. */
#include "sim/network_foreign.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

rq_status rq_check_pajek_claim(FILE *file, long long bytes, const char *path, rq_error *error) {
  char line[256];
  double claimed = 0;
  while (claimed == 0 && fgets(line, sizeof line, file))
    if (!strncasecmp(line, "*vertices", 9)) claimed = strtod(line + 9, NULL);
  rewind(file);
  if (claimed > (double)bytes)
    return rq_fail(error, RQ_BAD_DATA, "%s: claims %.0f people, more than a file of %lld bytes can name", path, claimed, bytes);
  return RQ_OK;
}

rq_status rq_check_graphml_people(FILE *file, const igraph_t *graph, const char *path, rq_error *error) {
  igraph_integer_t elements = 0;
  char word[6] = "";
  rewind(file);
  for (int c; (c = getc(file)) != EOF;) {
    memmove(word, word + 1, 5);
    word[5] = (char)c;
    elements += (word[0] == '<' || word[0] == ':') && !memcmp(word + 1, "node", 4) && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
  }
  if (elements >= igraph_vcount(graph)) return RQ_OK;
  return rq_fail(error, RQ_BAD_DATA, "%s: there are %lld <node> elements, but the edges name %lld people", path, (long long)elements,
                 (long long)igraph_vcount(graph));
}

rq_status rq_check_gml_ids(const igraph_t *graph, const char *path, rq_error *error) {
  if (!igraph_cattribute_has_attr(graph, IGRAPH_ATTRIBUTE_VERTEX, "id")) return RQ_OK;
  for (igraph_integer_t v = 0; v < igraph_vcount(graph); v++)
    if (VAN(graph, "id", v) < 0)
      return rq_fail(error, RQ_BAD_DATA, "%s: the id of vertex %lld is %.0f; it must not be negative", path, (long long)v + 1,
                     VAN(graph, "id", v));
  return RQ_OK;
}
