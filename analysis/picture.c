/* Pictures of the network: the plan, and what a week makes of it. */
#include "analysis/picture_plan.h"
#include "sim/network_igraph.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HUBS 60u
#define PEOPLE 150u
#define HUBS_COVER 0.22 /* of the unit square */
#define PEOPLE_COVER 0.07
#define LARGEST 0.09    /* radius, however few they are */
#define LINKS_OF_HUB 3u /* each keeps its strongest */

void rq_plan_free(rq_plan *plan) {
  if (!plan) return;
  free(plan->node_of);
  free(plan->node);
  free(plan->link);
  free(plan);
}

void rq_picture_free(rq_picture *p) {
  free(p->node);
  free(p->link);
  *p = (rq_picture){0};
}

/* ---- the plan ---- */

/* Sizes, and who stands for each node: of a hub its best connected, the first of equals. */
static rq_status describe_nodes(const rq_society *s, rq_plan *plan, rq_error *error) {
  plan->node = calloc((size_t)plan->nodes + 1, sizeof *plan->node);
  if (!plan->node) return rq_no_memory(error, "a picture of the network");
  for (size_t i = 0; i < s->people; i++) {
    if (plan->node_of[i] == RQ_UNGROUPED) continue;
    rq_node *n = &plan->node[plan->node_of[i]];
    if (n->people == 0 || rq_degree(s, i) > rq_degree(s, n->person)) n->person = (uint32_t)i;
    n->people++;
    plan->shown++;
  }
  double scale = sqrt((plan->kind == RQ_HUBS ? HUBS_COVER : PEOPLE_COVER) / (plan->shown * acos(-1)));
  for (uint32_t n = 0; n < plan->nodes; n++) {
    plan->node[n].group = n;
    plan->node[n].radius = fmin(scale * sqrt(plan->node[n].people), LARGEST);
  }
  return RQ_OK;
}

/* Of hubs: ties over those that chance would make between communities with so many tie ends. */
static double strength_of(const rq_tally *t, uint32_t a, uint32_t b, const double *ends, double all) {
  double ties = (t->between[(size_t)a * t->nodes + b] + t->between[(size_t)b * t->nodes + a]) / 2;
  return ends ? ties * all / (ends[a] * ends[b]) : ties;
}

/* Whether the link is among the strongest of hub a. */
static bool is_strong(const rq_tally *t, uint32_t a, uint32_t b, const double *ends, double all) {
  double here = strength_of(t, a, b, ends, all);
  unsigned stronger = 0;
  for (uint32_t k = 0; k < t->nodes && stronger < LINKS_OF_HUB; k++) stronger += k != a && k != b && strength_of(t, a, k, ends, all) > here;
  return stronger < LINKS_OF_HUB;
}

static rq_status choose_links(const rq_tally *t, rq_plan *plan, rq_error *error) {
  size_t room = (size_t)t->nodes * t->nodes / 2 + 1;
  double all = 0, *ends = calloc((size_t)t->nodes + 1, sizeof *ends);
  plan->link = malloc(room * sizeof *plan->link);
  if (!ends || !plan->link) {
    free(ends);
    return rq_no_memory(error, "a picture of the network");
  }
  for (uint32_t a = 0; a < t->nodes; a++)
    for (uint32_t b = 0; b < t->nodes; b++) {
      ends[a] += t->between[(size_t)a * t->nodes + b];
      all += t->between[(size_t)a * t->nodes + b];
    }
  const double *chance = plan->kind == RQ_HUBS ? ends : NULL;
  for (uint32_t a = 0; a < t->nodes; a++)
    for (uint32_t b = a + 1; b < t->nodes; b++) {
      double strength = strength_of(t, a, b, chance, all);
      if (!(strength > 0)) continue;
      if (plan->kind == RQ_HUBS && !is_strong(t, a, b, chance, all) && !is_strong(t, b, a, chance, all)) continue;
      plan->link[plan->links++] = (rq_pair){a, b, strength};
    }
  free(ends);
  return RQ_OK;
}

/* Pulls of about 1, so that the layout is as wide whatever the unit. */
static void scale_pulls(rq_plan *plan) {
  double sum = 0;
  for (size_t l = 0; l < plan->links; l++) sum += plan->link[l].strength;
  for (size_t l = 0; l < plan->links; l++) plan->link[l].strength *= (double)plan->links / sum;
}

static rq_status fill_plan(const rq_run *run, const rq_society *s, const rq_wish *w, rq_plan *plan, rq_error *error) {
  uint32_t most = w->most ? w->most : (w->kind == RQ_HUBS ? HUBS : PEOPLE);
  rq_tally tally = {0};
  if (most > RQ_MOST_NODES) most = RQ_MOST_NODES;
  plan->kind = w->kind;
  plan->people = s->people;
  plan->ties = (double)s->halves / 2;
  plan->node_of = malloc((s->people + 1) * sizeof *plan->node_of);
  if (!plan->node_of) return rq_no_memory(error, "a picture of the network");
  for (size_t i = 0; i < s->people; i++) plan->node_of[i] = RQ_UNGROUPED;
  rq_status status = w->kind == RQ_HUBS ? rq_plan_hubs(s, most, plan, error) : rq_plan_people(run, s, w, most, plan, error);
  if (status == RQ_OK) status = describe_nodes(s, plan, error);
  if (status == RQ_OK) status = rq_tally_make(run, s, plan->node_of, plan->nodes, plan->kind, &tally, error);
  if (status == RQ_OK) status = choose_links(&tally, plan, error);
  rq_tally_free(&tally);
  if (status != RQ_OK) return status;
  scale_pulls(plan);
  return rq_plan_place(plan, error);
}

rq_status rq_plan_make(const rq_run *run, const rq_wish *w, rq_plan **made, rq_error *error) {
  rq_society s = {0};
  rq_plan *plan = calloc(1, sizeof *plan);
  if (!plan) return rq_no_memory(error, "a picture of the network");
  rq_igraph_quiet();
  rq_status status = rq_society_load(run, w->week, w->kind == RQ_PEOPLE ? 1u << RQ_TIE_CLOSENESS : 0, &s, error);
  if (status == RQ_OK && s.people == 0) status = rq_fail(error, RQ_BAD_DATA, "%s: has no people", rq_run_path(run));
  if (status == RQ_OK) status = fill_plan(run, &s, w, plan, error);
  rq_society_free(&s);
  if (status == RQ_OK)
    *made = plan;
  else
    rq_plan_free(plan);
  return status;
}

/* ---- a week ---- */

/* Whose customers the people of each node are. */
static rq_status colour_nodes(const rq_plan *plan, const rq_run *run, rq_picture *p, rq_error *error) {
  uint32_t brands;
  double *last_brand = NULL, *customers = NULL;
  size_t count;
  rq_run_labels(run, "brand", &brands);
  rq_status status = rq_run_people(run, p->week, "last_brand", &last_brand, &count, error);
  if (status == RQ_OK && count != plan->people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: week %u: %zu last brands of %zu people", rq_run_path(run), p->week, count, plan->people);
  if (status == RQ_OK && !(customers = calloc((size_t)plan->nodes * brands + 1, sizeof *customers)))
    status = rq_no_memory(error, "a picture of the network");
  for (size_t i = 0; status == RQ_OK && i < count; i++)
    if (plan->node_of[i] != RQ_UNGROUPED && last_brand[i] >= 0 && last_brand[i] < (double)brands)
      customers[(size_t)plan->node_of[i] * brands + (size_t)last_brand[i]]++;
  for (uint32_t n = 0; status == RQ_OK && n < plan->nodes; n++) {
    const double *of = customers + (size_t)n * brands;
    double all = 0, most = 0;
    p->node[n].brand = RQ_NOBODYS;
    for (uint32_t b = 0; b < brands; b++) {
      all += of[b];
      if (!(of[b] > most)) continue;
      most = of[b];
      p->node[n].brand = b;
    }
    p->node[n].share = all > 0 && p->brand < brands ? of[p->brand] / all : NAN;
  }
  free(last_brand);
  free(customers);
  return status;
}

static void weigh_links(const rq_plan *plan, const rq_tally *t, rq_picture *p) {
  for (uint32_t n = 0; n < plan->nodes; n++) {
    double all = 0;
    for (unsigned c = 0; c < RQ_CLASSES; c++) all += t->classes[n][c];
    for (unsigned c = 0; c < RQ_CLASSES; c++) p->node[n].class[c] = all > 0 ? t->classes[n][c] / all : NAN;
  }
  if (plan->kind == RQ_HUBS) {
    for (size_t l = 0; l < plan->links; l++) {
      uint32_t a = plan->link[l].from, b = plan->link[l].to;
      p->link[p->links++] = (rq_link){a, b, t->between[(size_t)a * t->nodes + b], RQ_CLASSES};
    }
    return;
  }
  for (uint32_t a = 0; a < t->nodes; a++)
    for (uint32_t b = a + 1; b < t->nodes; b++) {
      size_t there = (size_t)a * t->nodes + b, back = (size_t)b * t->nodes + a;
      double closeness = (t->between[there] + t->between[back]) / 2;
      unsigned class = t->class[there] > t->class[back] ? t->class[there] : t->class[back];
      if (closeness > 0) p->link[p->links++] = (rq_link){a, b, closeness, class};
    }
}

static rq_status look_at_week(const rq_plan *plan, const rq_run *run, rq_picture *p, rq_error *error) {
  rq_society s = {0};
  rq_tally tally = {0};
  rq_status status = rq_society_load(run, p->week, 0, &s, error);
  if (status == RQ_OK && s.people != plan->people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: week %u: has %zu people; the picture is of %zu", rq_run_path(run), p->week, s.people,
                     plan->people);
  if (status == RQ_OK) status = rq_tally_make(run, &s, plan->node_of, plan->nodes, plan->kind, &tally, error);
  rq_society_free(&s);
  if (status != RQ_OK) return status;
  weigh_links(plan, &tally, p);
  rq_tally_free(&tally);
  return colour_nodes(plan, run, p, error);
}

rq_status rq_picture_make(const rq_plan *plan, const rq_run *run, uint32_t week, uint32_t brand, rq_picture *p, rq_error *error) {
  size_t links = plan->kind == RQ_HUBS ? plan->links : (size_t)plan->nodes * plan->nodes / 2;
  *p = (rq_picture){.kind = plan->kind,
                    .week = week,
                    .brand = brand,
                    .nodes = plan->nodes,
                    .people = (double)plan->people,
                    .shown = plan->shown,
                    .ties = plan->ties,
                    .ties_used = plan->ties_used};
  p->node = malloc(((size_t)plan->nodes + 1) * sizeof *p->node);
  p->link = malloc((links + 1) * sizeof *p->link);
  if (!p->node || !p->link) {
    rq_picture_free(p);
    return rq_no_memory(error, "a picture of the network");
  }
  memcpy(p->node, plan->node, plan->nodes * sizeof *p->node);
  rq_status status = look_at_week(plan, run, p, error);
  if (status != RQ_OK) rq_picture_free(p);
  return status;
}
