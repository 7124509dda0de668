/* Files of networks on their way in: each reader makes an igraph graph with attributes (igraph_cattribute_table must be set),
 * which is then checked and taken over. */
#ifndef RQ_NETWORK_FOREIGN_H
#define RQ_NETWORK_FOREIGN_H

#include "sim/network_igraph.h"

/* Reads an edge list (network_edges.c): a tie a line, two names or numbers and up to eight further columns, separated by commas,
 * semicolons, tabs or blanks; # and % begin comments. A first line "source target ..." (or "from to ...") names the columns; else
 * there may be one more column, `weight`. Vertices get the attribute `name`. On RQ_OK the graph is the caller's. */
rq_status rq_read_edges(FILE *, const char *path, igraph_t *, rq_error *);

/* Takes the people of a graph over (network_people.c): label, household, circle, generation, skill, price sensitivity. */
rq_status rq_take_people(const igraph_t *, const rq_network_settings *, const char *path, rq_network *, rq_error *);
/* Takes its ties over (network_links.c): rows, layer, closeness, trust; needs the people's labels for its messages. */
rq_status rq_take_links(const igraph_t *, const rq_network_settings *, const char *path, rq_network *, rq_error *);

/* ---- doubts (network_doubts.c): each leaves the file at its beginning, or anywhere ---- */

/* A Pajek file says how many people there are before it names any; nobody must believe more than so many bytes can hold. */
rq_status rq_check_pajek_claim(FILE *, long long bytes, const char *path, rq_error *);
/* A misspelt end of an edge becomes a person, though GraphML has an element for each. */
rq_status rq_check_graphml_people(FILE *, const igraph_t *, const char *path, rq_error *);
/* Numbers of people may be negative in a GML file. */
rq_status rq_check_gml_ids(const igraph_t *, const char *path, rq_error *);
/* A value of the attribute `name` of a GraphML or GML file that says NaN (network_nan.c). */
rq_status rq_check_nan(FILE *, bool gml, igraph_attribute_elemtype_t of, const char *name, const char *path, rq_error *);

/* ---- attributes (network_attributes.c) ---- */

/* One attribute of vertices or edges; name NULL: there is none. */
typedef struct rq_attribute {
  const igraph_t *graph;
  igraph_attribute_elemtype_t of; /* IGRAPH_ATTRIBUTE_VERTEX or _EDGE */
  igraph_attribute_type_t type;
  const char *name;
} rq_attribute;

/* Finds the attribute `mapped` (an error where it is missing), or where that is NULL or empty the first of `own` (NULL-terminated)
 * that is there, or none. */
rq_status rq_find_attribute(const igraph_t *, igraph_attribute_elemtype_t of, const char *mapped, const char *const own[], const char *path,
                            rq_attribute *, rq_error *);

/* The value as a number; NaN where there is none. False where it is text that is no number, or says NaN. */
bool rq_attribute_number(const rq_attribute *, igraph_integer_t which, double *value);
/* The value as text, malloc'd; *text is NULL where there is none. */
rq_status rq_attribute_text(const rq_attribute *, igraph_integer_t which, char **text, rq_error *);

#endif
