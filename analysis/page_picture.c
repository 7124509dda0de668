/* From runs of the same people to one picture of their communities. */
#include "analysis/page_picture.h"
#include "analysis/page_facts.h"
#include "analysis/picture.h"
#include "analysis/society.h"
#include <math.h>

/* Places, sizes and links: the same for all scenarios but for how many ties there are, which are those of the first. */
static json_t *layout(const rq_picture *p) {
  json_t *nodes = json_array(), *links = json_array();
  for (size_t k = 0; k < p->nodes; k++)
    json_array_append_new(nodes, json_pack("{s:f, s:f, s:f, s:f}", "x", round(p->node[k].x * 1e4) / 1e4, "y",
                                           round((1 - p->node[k].y) * 1e4) / 1e4, "radius", round(p->node[k].radius * 1e4) / 1e4, "people",
                                           p->node[k].people));
  for (size_t k = 0; k < p->links; k++)
    json_array_append_new(
        links, json_pack("{s:i, s:i, s:f}", "from", (int)p->link[k].from, "to", (int)p->link[k].to, "weight", p->link[k].weight));
  return json_pack("{s:i, s:f, s:o, s:o, s:[]}", "week", (int)p->week, "people", p->people, "nodes", nodes, "links", links, "share");
}

static json_t *shares(const rq_picture *p) {
  json_t *share = json_array();
  for (size_t k = 0; k < p->nodes; k++) json_array_append_new(share, rq_page_json(round(p->node[k].share * 1e6) / 1e6));
  return share;
}

/* The picture of one scenario; the first one makes the plan. */
static rq_status add_run(const char *file, uint32_t brand, rq_plan **plan, json_t **all, json_t **share, rq_error *error) {
  rq_run *run = NULL;
  rq_picture picture = {0};
  uint32_t week = 0;
  rq_status status = rq_run_open(file, &run, error);
  bool there = status == RQ_OK && rq_snapshot_before(run, rq_run_weeks(run), &week);
  if (there && !*plan)
    status = rq_plan_make(run, &(rq_wish){.kind = RQ_HUBS, .week = week, .brand = brand, .around = RQ_ANYBODY}, plan, error);
  if (there && status == RQ_OK) status = rq_picture_make(*plan, run, week, brand, &picture, error);
  if (there && status == RQ_OK) {
    if (!*all) *all = layout(&picture);
    *share = shares(&picture);
  }
  rq_picture_free(&picture);
  rq_run_close(run);
  return status;
}

rq_status rq_page_picture(const char *const *file, size_t scenarios, uint32_t brand, json_t *document, rq_error *error) {
  rq_plan *plan = NULL;
  json_t *all = NULL, *list = json_array();
  rq_status status = RQ_OK;
  for (size_t s = 0; status == RQ_OK && s < scenarios; s++) {
    json_t *share = NULL;
    if (file[s]) status = add_run(file[s], brand, &plan, &all, &share, error);
    json_array_append_new(list, share ? share : json_null());
  }
  rq_plan_free(plan);
  if (all) json_object_set(all, "share", list);
  json_decref(list);
  return json_object_set_new(document, "picture", all ? all : json_null()) == 0 || status ? status : rq_no_memory(error, "a picture");
}
