/* Figures of the network. Of a folder, the first finished run of each scenario: the same people, each in the same place. */
#include "analysis/plot_source.h"
#include "analysis/society.h"
#include <stdlib.h>

#define ACROSS 2u

typedef struct sketch {
  const rq_plot_request *request;
  rq_picture_kind kind;
  rq_figure *figure;
  rq_plan *plan; /* of the first run */
  uint32_t focus;
} sketch;

static rq_status choose_week(const rq_run *run, const rq_plot_request *r, uint32_t *week, rq_error *error) {
  uint32_t at = r->at_given ? r->at : UINT32_MAX;
  if (rq_snapshot_before(run, at, week)) return RQ_OK;
  char *list = rq_snapshot_list(run);
  if (!list) return rq_no_memory(error, "the list of snapshots");
  rq_fail(error, RQ_BAD_DATA, "%s: has no snapshot%s to draw; it has those of weeks: %s", rq_run_path(run),
          r->at_given ? " up to that week" : "", list);
  free(list);
  return RQ_BAD_DATA;
}

/* Who is drawn where is decided by the last snapshot of the first run, so that all weeks and scenarios can be laid beside each other. */
static rq_status make_plan(sketch *s, const rq_run *run, rq_error *error) {
  size_t snapshots;
  const uint32_t *weeks = rq_run_snapshots(run, &snapshots);
  rq_wish wish = {.kind = s->kind, .week = weeks[snapshots - 1], .brand = s->focus, .around = s->request->around};
  uint32_t brands;
  const char *const *label = rq_run_labels(run, "brand", &brands);
  for (uint32_t b = 0; b < brands; b++)
    if (!rq_labels_add(&s->figure->group, label[b])) return rq_no_memory(error, "a figure");
  return rq_plan_make(run, &wish, &s->plan, error);
}

static rq_status draw_run(sketch *s, const char *file, rq_picture *picture, rq_error *error) {
  rq_run *run;
  uint32_t week;
  rq_status status = rq_source_run(file, s->request, &run, error);
  if (status != RQ_OK) return status;
  status = choose_week(run, s->request, &week, error);
  if (status == RQ_OK && !s->plan) status = make_plan(s, run, error);
  if (status == RQ_OK) status = rq_picture_make(s->plan, run, week, s->focus, picture, error);
  rq_run_close(run);
  return status;
}

/* Beneath: what the colours are, and of whom it is. */
static rq_status label_picture(sketch *s, rq_error *error) {
  rq_figure *f = s->figure;
  const rq_picture *p = f->picture;
  const char *brand = f->group.label[s->focus];
  bool zh = f->language == RQ_CHINESE;
  size_t room = strlen(brand) + 64;
  char note[256];
  f->x_label = malloc(room);
  if (!f->x_label) return rq_no_memory(error, "a figure");
  snprintf(f->x_label, room, zh ? "购买者中 %s 的比例" : "share of %s among buyers", brand);
  if (s->kind == RQ_HUBS)
    snprintf(note, sizeof note,
             zh ? "第 %u 周；%.0f 人，%zu 个社群；面积与人数成比例"
                : "Week %u: %.0f people in %zu communities; areas in proportion to people",
             (unsigned)p->week, p->shown, p->nodes);
  else
    snprintf(note, sizeof note,
             zh ? "第 %u 周；%.0f 人中的 %.0f 人，以第 %u 号为中心；颜色：上次购买的品牌"
                : "Week %u: %.0f of %.0f people, around person %u; colour: brand bought last",
             (unsigned)p->week, zh ? p->people : p->shown, zh ? p->shown : p->people, (unsigned)p->node[0].person);
  if (s->kind == RQ_HUBS && p->ties_used < p->ties) {
    size_t used = strlen(note);
    snprintf(note + used, sizeof note - used, zh ? "；社群由 %.0f 条关系的样本得出" : "; communities from a sample of %.0f ties",
             p->ties_used);
  }
  f->note = strdup(note);
  return f->note ? RQ_OK : rq_no_memory(error, "a figure");
}

static rq_status draw(const rq_plot_request *r, rq_picture_kind kind, rq_figure *f, rq_error *error) {
  rq_source source;
  sketch s = {.request = r, .kind = kind, .figure = f};
  rq_status status = rq_source_open(r, &source, error);
  if (status == RQ_OK) status = rq_source_brand(&source, r, &s.focus, error);
  if (status == RQ_OK && !(f->picture = calloc(source.scenarios, sizeof *f->picture))) status = rq_no_memory(error, "a figure");
  for (size_t k = 0; status == RQ_OK && k < source.scenarios; k++) {
    if (!rq_labels_add(&f->panel, source.scenario[k].name)) status = rq_no_memory(error, "a figure");
    if (status == RQ_OK) status = draw_run(&s, source.scenario[k].file[0], &f->picture[k], error);
  }
  if (status == RQ_OK) status = label_picture(&s, error);
  f->across = f->panel.count == 3 ? 3 : ACROSS;
  rq_plan_free(s.plan);
  rq_source_close(&source);
  return status;
}

rq_status rq_plot_network(const rq_plot_request *r, rq_figure *f, rq_error *error) {
  return draw(r, RQ_HUBS, f, error);
}

rq_status rq_plot_neighborhood(const rq_plot_request *r, rq_figure *f, rq_error *error) {
  return draw(r, RQ_PEOPLE, f, error);
}
