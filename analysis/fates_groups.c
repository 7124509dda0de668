/* Grouping the customers at risk: by what they were before the runs part, and by who contacted them. */
#include "analysis/fates_groups.h"
#include "analysis/configured.h"
#include "analysis/graph.h"
#include "analysis/happenings.h"
#include "analysis/outcomes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a grouping is made: the run, its snapshot, and the ties in it where they are wanted. */
typedef struct place {
  const rq_fate_question *q;
  const rq_run *run;
  const rq_cohort *cohort;
  const rq_society *ties;
  uint32_t brand;
} place;

static rq_status begin_grouping(rq_grouping *g, const place *p, unsigned count, const char *const *names, rq_error *error) {
  g->of = malloc(p->cohort->people + 1);
  bool whole = g->of != NULL;
  if (whole) memset(g->of, RQ_UNGROUPED, p->cohort->people + 1);
  for (g->count = 0; whole && g->count < count; g->count++) whole = (g->name[g->count] = strdup(names[g->count])) != NULL;
  return whole ? RQ_OK : rq_no_memory(error, "groups of customers");
}

static void free_grouping(rq_grouping *g) {
  free(g->of);
  for (unsigned k = 0; k < g->count; k++) free(g->name[k]);
  *g = (rq_grouping){0};
}

/* ---- the class of the tie to the brand ---- */

static rq_status by_class(rq_grouping *g, const place *p, rq_error *error) {
  rq_classes classes;
  double *closeness = NULL;
  size_t people = 0, brands = 0;
  rq_status status = rq_classes_read(p->run, &classes, error);
  if (status == RQ_OK) status = rq_run_pairs(p->run, p->q->grouped, "brand_closeness", &closeness, &people, &brands, error);
  if (status == RQ_OK) status = begin_grouping(g, p, RQ_CLASSES, rq_class_names, error);
  for (size_t i = 0; status == RQ_OK && i < p->cohort->people && i < people; i++)
    g->of[i] = (uint8_t)rq_class_of(&classes, closeness[i * brands + p->brand], false);
  free(closeness);
  return status;
}

/* ---- generation ---- */

static rq_status by_generation(rq_grouping *g, const place *p, rq_error *error) {
  double *generation = NULL;
  size_t people = 0;
  rq_configured *c = NULL;
  rq_status status = rq_run_people(p->run, p->q->grouped, "generation", &generation, &people, error);
  if (status == RQ_OK) status = rq_configured_open(p->run, &c, error);
  if (status == RQ_OK) status = begin_grouping(g, p, 0, NULL, error);
  while (status == RQ_OK && g->count < RQ_MOST_GROUPS) {
    char path[64];
    snprintf(path, sizeof path, "population.generations.%u.name", g->count);
    const char *name = rq_configured_text(c, path);
    if (!name) break;
    if (!(g->name[g->count] = strdup(name)))
      status = rq_no_memory(error, "groups of customers");
    else
      g->count++;
  }
  for (size_t i = 0; status == RQ_OK && i < p->cohort->people && i < people; i++)
    if (generation[i] >= 0 && generation[i] < g->count) g->of[i] = (uint8_t)generation[i];
  rq_configured_free(c);
  free(generation);
  return status;
}

/* ---- what they bought before ---- */

/* Where everybody is at risk: nothing, other brands, this one and then another, this one the last time. Where the brand's customers are:
 * how often they bought it. */
static const char *const bought_names[] = {"nothing yet", "other brands only", "left it before", "customer already"};
static const char *const often_names[] = {"bought it once", "2 or 3 times", "4 to 7 times", "8 times or more"};

static uint8_t bought_group(bool everybody, uint32_t brand, double last, double purchases) {
  if (!everybody) return purchases >= 8 ? 3 : (purchases >= 4 ? 2 : purchases >= 2);
  if (last == brand) return 3;
  if (purchases > 0) return 2;
  return last != 255;
}

static rq_status by_bought(rq_grouping *g, const place *p, rq_error *error) {
  double *last = NULL, *purchases = NULL;
  size_t people = 0, brands = 0;
  rq_status status = rq_run_people(p->run, p->q->grouped, "last_brand", &last, &people, error);
  if (status == RQ_OK) status = rq_run_pairs(p->run, p->q->grouped, "brand_purchases", &purchases, &people, &brands, error);
  if (status == RQ_OK) status = begin_grouping(g, p, 4, p->q->everybody ? bought_names : often_names, error);
  for (size_t i = 0; status == RQ_OK && i < p->cohort->people && i < people; i++)
    g->of[i] = bought_group(p->q->everybody, p->brand, last[i], purchases[i * brands + p->brand]);
  free(last);
  free(purchases);
  return status;
}

/* ---- ties and communities ---- */

/* Parts of the people at risk by a number of each, from the lowest: equal parts, but people with the same number stay together. */
static rq_status cut_by(rq_grouping *g, const place *p, const double *number, unsigned parts, rq_error *error) {
  const rq_cohort *c = p->cohort;
  double *sorted = malloc((c->risks + 1) * sizeof *sorted), cut[8];
  if (!sorted) return rq_no_memory(error, "groups of customers");
  size_t count = 0;
  for (size_t i = 0; i < c->people; i++)
    if (c->at_risk[i]) sorted[count++] = number[i];
  rq_sort_numbers(sorted, count);
  for (unsigned k = 1; k < parts; k++) cut[k - 1] = rq_quantile_sorted(sorted, count, (double)k / parts);
  for (size_t i = 0; i < c->people; i++) {
    uint8_t part = 0;
    while (part < parts - 1u && number[i] > cut[part]) part++;
    g->of[i] = part;
  }
  free(sorted);
  return RQ_OK;
}

static rq_status by_degree(rq_grouping *g, const place *p, rq_error *error) {
  static const char *const names[] = {"fewest ties", "fewer ties", "more ties", "most ties"};
  double *degree = malloc((p->cohort->people + 1) * sizeof *degree);
  rq_status status = degree ? begin_grouping(g, p, 4, names, error) : rq_no_memory(error, "groups of customers");
  for (size_t i = 0; degree && i < p->cohort->people; i++) degree[i] = (double)(p->ties->begin[i + 1] - p->ties->begin[i]);
  if (status == RQ_OK) status = cut_by(g, p, degree, 4, error);
  free(degree);
  return status;
}

/* The number of people in each one's community. */
static rq_status find_sizes(const rq_society *ties, double *size, rq_error *error) {
  igraph_t graph;
  igraph_vector_int_t member;
  igraph_vector_t number;
  igraph_integer_t count = 0, people = (igraph_integer_t)ties->people;
  rq_status status = rq_graph_make(ties, &graph, error);
  if (status != RQ_OK) return status;
  igraph_error_t code = igraph_vector_int_init(&member, 0);
  if (code == IGRAPH_SUCCESS && (code = igraph_vector_init(&number, people)) != IGRAPH_SUCCESS) igraph_vector_int_destroy(&member);
  if (code == IGRAPH_SUCCESS) {
    code = rq_leiden(&graph, &member, &number, &count);
    igraph_vector_null(&number);
    for (igraph_integer_t i = 0; code == IGRAPH_SUCCESS && i < people; i++) VECTOR(number)[VECTOR(member)[i]]++;
    for (igraph_integer_t i = 0; code == IGRAPH_SUCCESS && i < people; i++) size[i] = VECTOR(number)[VECTOR(member)[i]];
    igraph_vector_destroy(&number);
    igraph_vector_int_destroy(&member);
  }
  igraph_destroy(&graph);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "communities cannot be found", error);
}

/* Communities of different replicates are not the same ones: what can be summed up is how large one's community is. */
static rq_status by_community(rq_grouping *g, const place *p, rq_error *error) {
  static const char *const names[] = {"small", "middling", "large"};
  double *size = malloc((p->cohort->people + 1) * sizeof *size);
  rq_status status = size ? begin_grouping(g, p, 3, names, error) : rq_no_memory(error, "communities");
  if (status == RQ_OK) status = find_sizes(p->ties, size, error);
  if (status == RQ_OK) status = cut_by(g, p, size, 3, error);
  free(size);
  return status;
}

static rq_status by_ties(rq_groups *g, const rq_fate_question *q, place *p, rq_error *error) {
  rq_society ties = {0};
  rq_status status = rq_society_load(p->run, q->grouped, 0, &ties, error);
  p->ties = &ties;
  if (status == RQ_OK && ties.people != p->cohort->people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: the ties of week %u are of %zu people, not of %zu", rq_run_path(p->run), q->grouped,
                     ties.people, p->cohort->people);
  if (status == RQ_OK && (q->by & 1u << RQ_BY_DEGREE)) status = by_degree(&g->by[RQ_BY_DEGREE], p, error);
  if (status == RQ_OK && (q->by & 1u << RQ_BY_COMMUNITY) && ties.halves > 0 && ties.halves / 2 <= q->most_ties)
    status = by_community(&g->by[RQ_BY_COMMUNITY], p, error);
  rq_society_free(&ties);
  p->ties = NULL;
  return status;
}

/* ---- who was contacted, and how: of the panel ---- */

/* The channels of the run's campaigns for the brand: group k + 1 is channel k of the campaign's; 0 is not contacted. */
static rq_status name_channels(rq_grouping *g, const place *p, uint8_t *group, uint32_t campaigns, const uint32_t *brand, rq_error *error) {
  static const char *const nobody[] = {"not contacted"};
  rq_configured *c = NULL;
  rq_status status = begin_grouping(g, p, 1, nobody, error);
  if (status == RQ_OK) status = rq_configured_open(p->run, &c, error);
  for (uint32_t k = 0; status == RQ_OK && k < campaigns; k++) {
    char path[64];
    snprintf(path, sizeof path, "campaigns.%u.channel", (unsigned)k);
    const char *channel = rq_configured_text(c, path);
    group[k] = RQ_UNGROUPED;
    if (brand[k] != p->brand || !channel || g->count == RQ_MOST_GROUPS) continue;
    unsigned n = 1;
    while (n < g->count && strcmp(g->name[n], channel) != 0) n++;
    group[k] = (uint8_t)n;
    if (n < g->count) continue;
    if (!(g->name[n] = strdup(channel)))
      status = rq_no_memory(error, "groups of customers");
    else
      g->count++;
  }
  rq_configured_free(c);
  return status;
}

/* Everybody of the panel by the channel of the first contact. */
static rq_status by_contact(rq_grouping *g, const place *p, rq_error *error) {
  static const char *const names[] = {"week", "person", "campaign"};
  uint32_t *brand = NULL, campaigns = 0;
  rq_happenings contacts = {0};
  uint8_t *group = NULL;
  rq_status status = rq_campaign_brands(p->run, &brand, &campaigns, error);
  if (status == RQ_OK && campaigns > 0) {
    group = malloc(campaigns);
    status = group ? name_channels(g, p, group, campaigns, brand, error) : rq_no_memory(error, "groups of customers");
    if (status == RQ_OK) status = rq_happenings_load(p->run, "contacts", names, 3, p->q->at, &contacts, error);
    for (size_t i = 0; status == RQ_OK && i < p->cohort->people; i++)
      if (p->cohort->panel[i]) g->of[i] = 0;
    for (size_t k = 0; status == RQ_OK && k < contacts.count; k++) {
      double person = contacts.value[1][k], campaign = contacts.value[2][k];
      if (!(person >= 0 && person < (double)p->cohort->people && campaign >= 0 && campaign < campaigns)) continue;
      uint8_t *of = &g->of[(size_t)person], to = group[(size_t)campaign];
      if (*of == 0 && to != RQ_UNGROUPED) *of = to;
    }
  }
  rq_happenings_free(&contacts);
  free(group);
  free(brand);
  return status;
}

/* ---- all of them ---- */

rq_status rq_groups_find(rq_groups *g, const rq_fate_question *q, const rq_run *base, const rq_cohort *c, rq_error *error) {
  if (!q->known || c->risks == 0) return RQ_OK;
  place p = {q, base, c, NULL, q->brand[0]};
  rq_status status = RQ_OK;
  bool before = q->grouped <= q->reference; /* what changes says nothing about "before" afterwards */
  if (before && (q->by & 1u << RQ_BY_CLASS)) status = by_class(&g->by[RQ_BY_CLASS], &p, error);
  if (status == RQ_OK && before && (q->by & 1u << RQ_BY_BOUGHT)) status = by_bought(&g->by[RQ_BY_BOUGHT], &p, error);
  if (status == RQ_OK && (q->by & 1u << RQ_BY_GENERATION)) status = by_generation(&g->by[RQ_BY_GENERATION], &p, error);
  if (status == RQ_OK && (q->by & (1u << RQ_BY_DEGREE | 1u << RQ_BY_COMMUNITY))) status = by_ties(g, q, &p, error);
  return status;
}

static rq_status add_segments(const rq_grouping *g, unsigned by, const rq_cohort *c, const rq_fate *fate, json_t *segments,
                              rq_error *error) {
  uint64_t(*count)[RQ_FATES] = calloc(RQ_MOST_GROUPS, sizeof *count);
  if (!count) return rq_no_memory(error, "groups of customers");
  for (size_t i = 0; i < c->people; i++)
    if (c->at_risk[i] && g->of[i] < g->count) count[g->of[i]][fate[i]]++;
  for (unsigned k = 0; k < g->count; k++)
    json_array_append_new(segments, json_pack("{s:s, s:s, s:i, s:b, s:o}", "by", rq_by_names[by], "value", g->name[k], "place", (int)k,
                                              "panel", by == RQ_BY_CONTACT, "groups", rq_fate_counts(count[k])));
  free(count);
  return RQ_OK;
}

rq_status rq_groups_add(rq_groups *g, const rq_fate_question *q, size_t k, const rq_run *run, const rq_cohort *c, const rq_fate *fate,
                        json_t *segments, rq_error *error) {
  rq_status status = RQ_OK;
  const place p = {q, run, c, NULL, q->brand[k]};
  free_grouping(&g->by[RQ_BY_CONTACT]);
  if (c->risks > 0 && (q->by & 1u << RQ_BY_CONTACT)) status = by_contact(&g->by[RQ_BY_CONTACT], &p, error);
  for (unsigned by = 0; status == RQ_OK && by < RQ_BYS; by++)
    if (g->by[by].of) status = add_segments(&g->by[by], by, c, fate, segments, error);
  return status;
}

void rq_groups_free(rq_groups *g) {
  for (unsigned k = 0; k < RQ_BYS; k++) free_grouping(&g->by[k]);
}
