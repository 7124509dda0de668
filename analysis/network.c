/* Section `network`: the shape of the ties in a snapshot. */
#include "analysis/brokers.h"
#include "analysis/configured.h"
#include "analysis/graph.h"
#include "analysis/network_measures.h"
#include "analysis/paths.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdlib.h>

#define NO_BRAND 255.0 /* last_brand of those who never bought */
#define NO_PERSON 4294967295.0
#define LARGE                                                                                                                              \
  400000u            /* ties above which communities are only looked for when asked to: these take a second, 15 million a minute and more */
#define BLOCK 65536u /* halves that one thread looks at */

enum {
  M_WEEK,
  M_PEOPLE,
  M_TIES,
  M_DEGREE,
  M_DEGREE_SD,
  M_DEGREE_MAX,
  M_DEGREE_QUANTILES,
  M_ISOLATED,
  M_TAIL,
  M_TRANSITIVITY,
  M_LOCAL,
  M_COMPONENTS,
  M_LARGEST_COMPONENT,
  M_DISTANCE,
  M_BETWEENNESS,
  M_COMMUNITIES,
  M_MODULARITY,
  M_LARGEST_COMMUNITY,
  M_MEDIAN_COMMUNITY,
  M_DEGREE_ASSORTATIVITY,
  M_MIXING,
  M_SAME_BRAND,
  M_CONSTRAINT,
  M_CONSTRAINT_QUANTILES,
  M_BROKERS,
  M_INTRODUCED_BY,
  MEASURES
};

static const rq_measure measures[MEASURES] = {
    [M_WEEK] = {"week", "snapshot of week", "week", 0, "Week of the snapshot that is looked at: the latest that is not after --at.", ""},
    [M_PEOPLE] = {"people", "people", "people", 0, "People in the snapshot: the vertices of the network.", ""},
    [M_TIES] = {"ties", "ties", "ties", 0, "Ties in the snapshot: undirected edges, each counted once.", ""},
    [M_DEGREE] = {"mean_degree", "ties a person, mean", "ties", 2, "Mean number of ties of a person.", ""},
    [M_DEGREE_SD] = {"degree_deviation", "ties a person, standard deviation", "ties", 2, "Standard deviation of the number of ties.", ""},
    [M_DEGREE_MAX] = {"largest_degree", "ties a person, most", "ties", 0, "Largest number of ties that a person has.", ""},
    [M_DEGREE_QUANTILES] = {"degree_quantiles", "ties a person, quantiles", "ties", 1, "Quantiles of the number of ties of a person.",
                            "Hyndman & Fan (1996), type 7"},
    [M_ISOLATED] = {"isolated", "people without ties", "people", 0, "People who have no tie at all.", ""},
    [M_TAIL] =
        {"degree_tail", "tail of the degrees as a power law", "1", 2,
         "Exponent of a power law fitted to the largest degrees by maximum likelihood, the degree from which the fit is best, and its "
         "Kolmogorov-Smirnov distance (large: not a power law).",
         "Clauset, Shalizi & Newman (2009)"},
    [M_TRANSITIVITY] = {"transitivity", "clustering, whole network", "1", 4,
                        "Share of all paths of two ties whose ends are tied as well: three times triangles over connected triples.",
                        "Wasserman & Faust (1994)"},
    [M_LOCAL] = {"mean_clustering", "clustering, mean over people", "1", 4,
                 "Share of the pairs of a person's contacts who are tied to each other, mean over people with two ties or more.",
                 "Watts & Strogatz (1998)"},
    [M_COMPONENTS] = {"components", "components", "components", 0, "Parts of the network between which there is no path.", ""},
    [M_LARGEST_COMPONENT] = {"largest_component", "share of people in the largest", "1", 4,
                             "People in the largest component over all people.", ""},
    [M_DISTANCE] = {"mean_distance", "steps between two people", "ties", 3,
                    "Mean length of the shortest path between two connected people: all pairs in a network of up to about 1500 people, "
                    "4000 random pairs in a larger one.",
                    "Watts & Strogatz (1998)"},
    [M_BETWEENNESS] = {"betweenness_by_ties", "through whom shortest paths lead", "1", 4,
                       "People by their number of ties (up to the median, to 90 %, to 99 %, above): their share of the people, and of all "
                       "places between the ends of shortest paths (of all betweenness). From all pairs, or from one of the shortest paths "
                       "of each of the random pairs, as above.",
                       "Freeman (1977); sampled as Riondato & Kornaropoulos (2016)"},
    [M_COMMUNITIES] =
        {"communities", "communities", "communities", 0,
         "Groups found by the Leiden method for modularity, two rounds, ties unweighted, with a fixed seed. Above 400,000 ties only "
         "with --communities.",
         "Traag, Waltman & van Eck (2019)"},
    [M_MODULARITY] = {"modularity", "modularity of the communities", "1", 4,
                      "Share of ties inside communities, less what it would be by chance with the same degrees.", "Newman & Girvan (2004)"},
    [M_LARGEST_COMMUNITY] = {"largest_community", "share of people in the largest", "1", 4,
                             "People in the largest community over all people.", ""},
    [M_MEDIAN_COMMUNITY] = {"median_community", "people in the median community", "people", 0, "Median size of a community.", ""},
    [M_DEGREE_ASSORTATIVITY] = {"degree_assortativity", "do the well connected know each other", "1", 4,
                                "Correlation of the numbers of ties at both ends of a tie.", "Newman (2003)"},
    [M_MIXING] =
        {"assortativity", "do ties stay inside a group", "1", 4,
         "Assortativity of ties by group: (same - by chance) / (1 - by chance), where `same` is the share of ties inside a group and `by "
         "chance` what the groups' shares of tie ends give. Ties of people without a group are left out. By brand: the one bought "
         "last.",
         "Newman (2003), equation 2"},
    [M_SAME_BRAND] = {"same_brand_by_class", "friends who bought the same brand last", "1", 4,
                      "Share of the ties of each class (by the closeness of the person with the lower number) whose two people bought the "
                      "same brand the last time; both must have bought.",
                      ""},
    [M_CONSTRAINT] = {"constraint", "constraint, mean", "1", 4,
                      "Burt's constraint: how far a person's contacts are tied to each other, so that there is nothing to broker; low "
                      "is a broker. People with a tie only; a sample of 5,000 at most.",
                      "Burt (1992), chapter 2"},
    [M_CONSTRAINT_QUANTILES] = {"constraint_quantiles", "constraint, quantiles", "1", 4, "Quantiles of the same people's constraint.",
                                "Burt (1992)"},
    [M_BROKERS] =
        {"brokers", "who brokers", "1", 2,
         "The tenth of the same people with the least constraint, beside the others: mean ties, face, and ties of others that they "
         "introduced and that still stand.",
         "Burt (1992)"},
    [M_INTRODUCED_BY] = {"constraint_and_introductions", "correlation of constraint and introductions", "1", 3,
                         "Correlation, over the same people, of constraint and the number of standing ties that the person introduced: "
                         "negative where brokers broker.",
                         "Burt (1992)"},
};

static const char *const quantiles[] = {"5 %", "25 %", "50 %", "75 %", "90 %", "95 %", "99 %"};

/* What the section works on. */
typedef struct look {
  const rq_subject *subject;
  rq_report *report;
  rq_society society;
  rq_degrees degrees;
  uint32_t *brand;      /* that each person bought last; RQ_UNGROUPED for none */
  uint32_t *introduced; /* ties of others that each person introduced */
} look;

static rq_status report_shape(look *l, rq_error *error) {
  rq_degrees *d = &l->degrees;
  rq_status status = rq_measure_degrees(&l->society, d, error);
  if (status != RQ_OK) return status;
  static const char *const tail[] = {"exponent", "from degree", "distance"};
  rq_report *r = l->report;
  rq_report_scalar(r, M_WEEK, l->society.week);
  rq_report_scalar(r, M_PEOPLE, (double)l->society.people);
  rq_report_scalar(r, M_TIES, (double)l->society.halves / 2);
  rq_report_scalar(r, M_DEGREE, d->mean);
  rq_report_scalar(r, M_DEGREE_SD, d->deviation);
  rq_report_scalar(r, M_DEGREE_MAX, d->largest);
  rq_report_vector(r, M_DEGREE_QUANTILES, RQ_DEGREE_QUANTILES, quantiles, d->quantile, NULL, NULL);
  rq_report_scalar(r, M_ISOLATED, (double)d->isolated);
  rq_report_vector(r, M_TAIL, 3, tail, (double[]){d->tail_exponent, d->tail_from, d->tail_distance}, NULL, NULL);
  return RQ_OK;
}

/* Beside each group its share of the people. */
static void report_betweenness(look *l, const rq_paths *p, const uint8_t *group) {
  static const char *const columns[] = {"people", "betweenness"};
  double value[2 * RQ_TIE_GROUPS], lower[2 * RQ_TIE_GROUPS], upper[2 * RQ_TIE_GROUPS], people[RQ_TIE_GROUPS] = {0};
  for (size_t i = 0; i < l->society.people; i++) people[group[i]] += 1;
  for (size_t g = 0; g < RQ_TIE_GROUPS; g++) {
    value[2 * g] = people[g] / (double)l->society.people;
    lower[2 * g] = upper[2 * g] = NAN;
    value[2 * g + 1] = p->through[g].value;
    lower[2 * g + 1] = p->through[g].lower;
    upper[2 * g + 1] = p->through[g].upper;
  }
  rq_report_matrix(l->report, M_BETWEENNESS, RQ_TIE_GROUPS, rq_tie_group_names, 2, columns, value, p->sampled ? lower : NULL,
                   p->sampled ? upper : NULL);
}

static rq_status report_paths(look *l, const rq_components *components, rq_error *error) {
  rq_paths p;
  uint8_t *group = malloc(l->society.people + 1);
  if (!group) return rq_no_memory(error, "paths");
  rq_tie_groups(&l->society, &l->degrees, group);
  rq_status status = rq_measure_paths(&l->society, components, group, 0, &p, error);
  if (status == RQ_OK) {
    if (p.sampled) rq_report_sampled(l->report, p.pairs, p.connected, "pairs of people");
    rq_report_between(l->report, M_DISTANCE, p.steps.value, p.steps.lower, p.steps.upper);
    report_betweenness(l, &p, group);
    rq_report_exact(l->report);
  }
  free(group);
  return status;
}

static rq_status report_communities(look *l, rq_error *error) {
  if (l->society.halves / 2 > LARGE && !l->subject->communities) {
    rq_report_note(l->report, M_COMMUNITIES,
                   "not looked for among so many ties; --communities does (a minute or more for a million people)");
    return RQ_OK;
  }
  igraph_t graph;
  rq_communities c;
  rq_status status = rq_graph_make(&l->society, &graph, error);
  if (status != RQ_OK) return status;
  status = rq_measure_communities(&graph, &c, error);
  igraph_destroy(&graph);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_COMMUNITIES, c.count ? (double)c.count : NAN);
  rq_report_scalar(l->report, M_MODULARITY, c.modularity);
  rq_report_scalar(l->report, M_LARGEST_COMMUNITY, c.largest_share);
  rq_report_scalar(l->report, M_MEDIAN_COMMUNITY, c.median_size);
  return RQ_OK;
}

static rq_status report_structure(look *l, rq_error *error) {
  rq_clustering clustering;
  rq_components components = {0};
  rq_status status = rq_measure_clustering(&l->society, &clustering, error);
  if (status == RQ_OK) status = rq_measure_components(&l->society, &components, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_TRANSITIVITY, clustering.transitivity);
  rq_report_scalar(l->report, M_LOCAL, clustering.mean_local);
  rq_report_scalar(l->report, M_COMPONENTS, (double)components.count);
  rq_report_scalar(l->report, M_LARGEST_COMPONENT, components.largest_share);
  status = report_paths(l, &components, error);
  rq_components_free(&components);
  return status == RQ_OK ? report_communities(l, error) : status;
}

/* A column of the people as group numbers; `none` stands for no group. */
static rq_status load_groups(look *l, const char *field, double none, uint32_t *group, rq_error *error) {
  double *value;
  size_t count;
  rq_status status = rq_run_people(l->subject->run, l->society.week, field, &value, &count, error);
  if (status != RQ_OK) return status;
  if (count != l->society.people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' has %zu values for %zu people", l->subject->path, l->society.week,
                     field, count, l->society.people);
  for (size_t i = 0; i < count && status == RQ_OK; i++)
    group[i] = value[i] >= 0 && value[i] < NO_PERSON && value[i] != none ? (uint32_t)value[i] : RQ_UNGROUPED;
  free(value);
  return status;
}

/* ---- what needs the values of ties ---- */

typedef struct shared {
  uint64_t same[RQ_CLASSES], ties[RQ_CLASSES];
} shared;

/* Some halves of a slab: ties, at the person with the lower number, whose people both bought, and what was introduced. */
static void look_at_block(look *l, const rq_classes *classes, const rq_slabs *x, size_t from, size_t until, shared *count) {
  const rq_society *s = &l->society;
  size_t low = 0, i = s->people; /* the person in whose row the block begins: begin[i] <= from, the last such */
  while (i - low > 1) {
    size_t middle = low + (i - low) / 2;
    if (s->begin[middle] <= x->first + from)
      low = middle;
    else
      i = middle;
  }
  i = low;
  for (size_t k = from; k < until; k++) {
    while (x->first + k >= s->begin[i + 1]) i++;
    uint32_t j = s->target[x->first + k];
    if (j <= i) continue;
    float by = x->value[RQ_TIE_INTRODUCER][k];
    if (by >= 0 && by < (float)s->people) {
#pragma omp atomic
      l->introduced[(size_t)by]++;
    }
    if (l->brand[i] == RQ_UNGROUPED || l->brand[j] == RQ_UNGROUPED) continue;
    unsigned class = rq_class_of(classes, (double)x->value[RQ_TIE_CLOSENESS][k], (int)x->value[RQ_TIE_BASIS][k] == RQ_KIN);
    count->ties[class]++;
    count->same[class] += l->brand[i] == l->brand[j];
  }
}

static rq_status look_at_ties(look *l, rq_error *error) {
  rq_classes classes;
  rq_slabs x = {0};
  shared sum = {0}, block[RQ_SLAB / BLOCK];
  unsigned wanted = 1u << RQ_TIE_CLOSENESS | 1u << RQ_TIE_BASIS | 1u << RQ_TIE_INTRODUCER;
  rq_status status = rq_classes_read(l->subject->run, &classes, error);
  if (status == RQ_OK) status = rq_slabs_open(&x, l->subject->run, l->society.week, l->society.halves, wanted, error);
  while (status == RQ_OK && rq_slabs_next(&x, &status, error)) {
    size_t blocks = (x.count + BLOCK - 1) / BLOCK;
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < blocks; b++) {
      block[b] = (shared){0};
      look_at_block(l, &classes, &x, b * BLOCK, (b + 1) * BLOCK < x.count ? (b + 1) * BLOCK : x.count, &block[b]);
    }
    for (size_t b = 0; b < blocks; b++)
      for (unsigned c = 0; c < RQ_CLASSES; c++) {
        sum.ties[c] += block[b].ties[c];
        sum.same[c] += block[b].same[c];
      }
  }
  rq_slabs_close(&x);
  if (status != RQ_OK) return status;
  double value[RQ_CLASSES], lower[RQ_CLASSES], upper[RQ_CLASSES];
  for (unsigned c = 0; c < RQ_CLASSES; c++) {
    rq_estimate e = rq_proportion((double)sum.same[c], (double)sum.ties[c]);
    value[c] = e.value;
    lower[c] = e.lower;
    upper[c] = e.upper;
  }
  rq_report_vector(l->report, M_SAME_BRAND, RQ_CLASSES, rq_class_names, value, lower, upper);
  return RQ_OK;
}

static rq_status report_mixing(look *l, rq_error *error) {
  static const char *const fields[] = {"household", "circle", "generation", "last_brand"};
  static const char *const rows[] = {"household", "circle", "generation", "brand"};
  static const char *const columns[] = {"assortativity", "same", "by chance"};
  enum { GROUPINGS = 4 };
  double degree, value[GROUPINGS * 3];
  rq_status status = rq_measure_degree_assortativity(&l->society, &degree, error);
  if (status == RQ_OK) rq_report_scalar(l->report, M_DEGREE_ASSORTATIVITY, degree);
  for (size_t g = 0; g < GROUPINGS && status == RQ_OK; g++) {
    rq_mixing m;
    status = load_groups(l, fields[g], g == GROUPINGS - 1 ? NO_BRAND : NO_PERSON, l->brand, error); /* brands last: they stay */
    if (status == RQ_OK) status = rq_measure_mixing(&l->society, l->brand, &m, error);
    if (status != RQ_OK) break;
    value[3 * g] = m.assortativity;
    value[3 * g + 1] = m.same;
    value[3 * g + 2] = m.by_chance;
  }
  if (status == RQ_OK) rq_report_matrix(l->report, M_MIXING, GROUPINGS, rows, 3, columns, value, NULL, NULL);
  return status == RQ_OK ? look_at_ties(l, error) : status;
}

static rq_status report_brokers(look *l, rq_error *error) {
  static const char *const rows[] = {"brokers", "others"};
  static const char *const columns[] = {"constraint", "ties", "face", "introduced"};
  double *face = NULL;
  size_t faces;
  rq_brokers b;
  rq_status status = rq_run_people(l->subject->run, l->society.week, "face", &face, &faces, error);
  if (status == RQ_OK && faces != l->society.people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: 'face' has %zu values for %zu people", l->subject->path, l->society.week,
                     faces, l->society.people);
  if (status == RQ_OK) status = rq_brokers_find(&l->society, face, l->introduced, &b, error);
  free(face);
  if (status != RQ_OK) return status;
  rq_report_sampled(l->report, (double)b.looked_at, (double)b.candidates, "people with a tie");
  rq_report_between(l->report, M_CONSTRAINT, b.constraint.value, b.constraint.lower, b.constraint.upper);
  rq_report_vector(l->report, M_CONSTRAINT_QUANTILES, RQ_DEGREE_QUANTILES, quantiles, b.quantile, NULL, NULL);
  rq_report_matrix(l->report, M_BROKERS, 2, rows, 4, columns, b.mean, NULL, NULL);
  rq_report_between(l->report, M_INTRODUCED_BY, b.introductions.value, b.introductions.lower, b.introductions.upper);
  rq_report_exact(l->report);
  return RQ_OK;
}

/* What is known of the network of any model. */
static rq_status report_any(look *l, rq_error *error) {
  double assortativity;
  if (l->society.halves == 0) {
    rq_report_note(l->report, M_TIES, "nobody is tied to anybody");
    return RQ_OK;
  }
  rq_status status = report_shape(l, error);
  if (status == RQ_OK) status = report_structure(l, error);
  if (status == RQ_OK) status = rq_measure_degree_assortativity(&l->society, &assortativity, error);
  if (status == RQ_OK) rq_report_scalar(l->report, M_DEGREE_ASSORTATIVITY, assortativity);
  return status;
}

static rq_status work(const rq_subject *subject, rq_report *report, rq_error *error) {
  uint32_t week;
  if (!rq_snapshot_before(subject->run, subject->at, &week)) {
    rq_report_note(report, M_WEEK, "no snapshot up to week %u", subject->at);
    return RQ_OK;
  }
  look l = {.subject = subject, .report = report};
  char model[64];
  bool renqing = rq_configured_renqing(subject->run, model) || !model[0];
  rq_igraph_quiet();
  rq_status status = rq_society_rows(subject->run, week, &l.society, error);
  if (status == RQ_OK) status = rq_society_check(&l.society, subject->path, error);
  if (status == RQ_OK && !renqing) {
    status = report_any(&l, error);
    rq_society_free(&l.society);
    return status;
  }
  if (status == RQ_OK) {
    l.brand = malloc((l.society.people + 1) * sizeof *l.brand);
    l.introduced = calloc(l.society.people + 1, sizeof *l.introduced);
    if (!l.brand || !l.introduced) status = rq_no_memory(error, "the network");
  }
  if (status == RQ_OK) status = report_shape(&l, error);
  if (status == RQ_OK) status = report_structure(&l, error);
  if (status == RQ_OK) status = report_mixing(&l, error);
  if (status == RQ_OK) status = report_brokers(&l, error);
  free(l.brand);
  free(l.introduced);
  rq_society_free(&l.society);
  return status;
}

const rq_section rq_network_section = {.name = "network",
                                       .summary = "The shape of the network: who is tied to whom",
                                       .measures = measures,
                                       .measures_count = MEASURES,
                                       .work = work,
                                       .any_model = true};
