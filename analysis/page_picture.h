/* The society of a report: its communities, and in each the brand's share under every scenario. */
#ifndef RQ_PAGE_PICTURE_H
#define RQ_PAGE_PICTURE_H

#include "sim/error.h"
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Puts "picture" into the document: {"week", "people", "nodes": [{"x", "y", "radius", "people"}], "links": [{"from", "to", "weight"}],
 * "share": [for each scenario the brand's share among those of each community who have bought, or null]}; places are those of
 * picture.h, y downwards. `file`: a run of each scenario, all of one replicate; NULL for none. Without a snapshot: null. */
rq_status rq_page_picture(const char *const *file, size_t scenarios, uint32_t brand, json_t *document, rq_error *);

#endif
