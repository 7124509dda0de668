/* Section `network`: the shape of the ties in a snapshot. */
#include "analysis/configured.h"
#include "analysis/network_measures.h"
#include "analysis/sections.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define SOURCES 40u       /* people from whom distances are measured */
#define CONSTRAINED 5000u /* people whose constraint is measured, at most */
#define BROKER_SEED 1992u /* which of them: looking has random numbers of its own */
#define NO_BRAND 255.0    /* last_brand of those who never bought */
#define NO_PERSON 4294967295.0

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
                    "Mean length of the shortest path between two connected people, from 40 people drawn at random to all others.",
                    "Watts & Strogatz (1998)"},
    [M_COMMUNITIES] = {"communities", "communities", "communities", 0,
                       "Groups found by the Leiden method for modularity, two rounds, ties unweighted, with a fixed seed.",
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

/* What the section works on. */
typedef struct look {
  const rq_subject *subject;
  rq_report *report;
  rq_society society;
  igraph_t graph;
  bool built; /* the graph */
} look;

static rq_status report_shape(look *l, rq_error *error) {
  rq_degrees d;
  rq_status status = rq_measure_degrees(&l->graph, &d, error);
  if (status != RQ_OK) return status;
  static const char *const quantiles[] = {"5 %", "25 %", "50 %", "75 %", "90 %", "95 %", "99 %"};
  static const char *const tail[] = {"exponent", "from degree", "distance"};
  rq_report *r = l->report;
  rq_report_scalar(r, M_WEEK, l->society.week);
  rq_report_scalar(r, M_PEOPLE, (double)l->society.people);
  rq_report_scalar(r, M_TIES, (double)l->society.halves / 2);
  rq_report_scalar(r, M_DEGREE, d.mean);
  rq_report_scalar(r, M_DEGREE_SD, d.deviation);
  rq_report_scalar(r, M_DEGREE_MAX, d.largest);
  rq_report_vector(r, M_DEGREE_QUANTILES, RQ_DEGREE_QUANTILES, quantiles, d.quantile, NULL, NULL);
  rq_report_scalar(r, M_ISOLATED, (double)d.isolated);
  rq_report_vector(r, M_TAIL, 3, tail, (double[]){d.tail_exponent, d.tail_from, d.tail_distance}, NULL, NULL);
  return RQ_OK;
}

static rq_status report_structure(look *l, rq_error *error) {
  rq_clustering clustering;
  rq_components components;
  rq_communities communities;
  rq_estimate distance;
  rq_status status = rq_measure_clustering(&l->graph, &clustering, error);
  if (status == RQ_OK) status = rq_measure_components(&l->graph, &components, error);
  if (status == RQ_OK) status = rq_measure_communities(&l->graph, &communities, error);
  if (status == RQ_OK) status = rq_measure_distance(&l->graph, SOURCES, &distance, error);
  if (status != RQ_OK) return status;
  rq_report *r = l->report;
  rq_report_scalar(r, M_TRANSITIVITY, clustering.transitivity);
  rq_report_scalar(r, M_LOCAL, clustering.mean_local);
  rq_report_scalar(r, M_COMPONENTS, (double)components.count);
  rq_report_scalar(r, M_LARGEST_COMPONENT, components.largest_share);
  rq_report_between(r, M_DISTANCE, distance.value, distance.lower, distance.upper);
  rq_report_scalar(r, M_COMMUNITIES, communities.count ? (double)communities.count : NAN);
  rq_report_scalar(r, M_MODULARITY, communities.modularity);
  rq_report_scalar(r, M_LARGEST_COMMUNITY, communities.largest_share);
  rq_report_scalar(r, M_MEDIAN_COMMUNITY, communities.median_size);
  return RQ_OK;
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

/* Share of ties of each class whose people bought the same brand last; `brand` as groups. */
static void report_same_brand(look *l, const rq_classes *classes, const uint32_t *brand) {
  const rq_society *s = &l->society;
  double same[RQ_CLASSES] = {0}, ties[RQ_CLASSES] = {0}, value[RQ_CLASSES], lower[RQ_CLASSES], upper[RQ_CLASSES];
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      uint32_t j = s->target[k];
      if (j <= i || brand[i] == RQ_UNGROUPED || brand[j] == RQ_UNGROUPED) continue;
      bool kin = (int)s->value[RQ_TIE_BASIS][k] == RQ_KIN;
      unsigned class = rq_class_of(classes, (double)s->value[RQ_TIE_CLOSENESS][k], kin);
      ties[class] += 1;
      same[class] += brand[i] == brand[j];
    }
  for (unsigned c = 0; c < RQ_CLASSES; c++) {
    rq_estimate e = rq_proportion(same[c], ties[c]);
    value[c] = e.value;
    lower[c] = e.lower;
    upper[c] = e.upper;
  }
  rq_report_vector(l->report, M_SAME_BRAND, RQ_CLASSES, rq_class_names, value, lower, upper);
}

static rq_status report_mixing(look *l, rq_error *error) {
  static const char *const fields[] = {"household", "circle", "generation", "last_brand"};
  static const char *const rows[] = {"household", "circle", "generation", "brand"};
  static const char *const columns[] = {"assortativity", "same", "by chance"};
  enum { GROUPINGS = 4 };
  double degree, value[GROUPINGS * 3];
  rq_classes classes;
  rq_status status = rq_measure_degree_assortativity(&l->graph, &degree, error);
  if (status == RQ_OK) status = rq_classes_read(l->subject->run, &classes, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_DEGREE_ASSORTATIVITY, degree);
  uint32_t *group = malloc((l->society.people ? l->society.people : 1) * sizeof *group);
  if (!group) return rq_no_memory(error, "groups of people");
  for (size_t g = 0; g < GROUPINGS && status == RQ_OK; g++) {
    rq_mixing m;
    bool brand = g == GROUPINGS - 1;
    status = load_groups(l, fields[g], brand ? NO_BRAND : NO_PERSON, group, error);
    if (status == RQ_OK) status = rq_measure_mixing(&l->society, group, &m, error);
    if (status != RQ_OK) break;
    value[3 * g] = m.assortativity;
    value[3 * g + 1] = m.same;
    value[3 * g + 2] = m.by_chance;
    if (brand) report_same_brand(l, &classes, group);
  }
  if (status == RQ_OK) rq_report_matrix(l->report, M_MIXING, GROUPINGS, rows, 3, columns, value, NULL, NULL);
  free(group);
  return status;
}

/* Draws at most CONSTRAINED of the people who have a tie, ascending; returns how many. */
static size_t draw_people(const rq_society *s, uint32_t *chosen, size_t *candidates, rq_error *error) {
  size_t count = 0;
  for (size_t i = 0; i < s->people; i++)
    if (s->begin[i + 1] > s->begin[i]) chosen[count++] = (uint32_t)i;
  *candidates = count;
  if (count <= CONSTRAINED) return count;
  gsl_rng *draws = gsl_rng_alloc(gsl_rng_mt19937);
  uint32_t *some = malloc(CONSTRAINED * sizeof *some);
  if (draws && some) {
    gsl_rng_set(draws, BROKER_SEED);
    gsl_ran_choose(draws, some, CONSTRAINED, chosen, count, sizeof *some);
    for (size_t i = 0; i < CONSTRAINED; i++) chosen[i] = some[i];
    count = CONSTRAINED;
  } else {
    rq_no_memory(error, "a sample of people");
    count = 0;
  }
  free(some);
  if (draws) gsl_rng_free(draws);
  return count;
}

/* For each person, the ties of others that it introduced; each tie once. */
static void count_introduced(const rq_society *s, double *introduced) {
  for (size_t i = 0; i < s->people; i++)
    for (uint64_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
      double by = (double)s->value[RQ_TIE_INTRODUCER][k];
      if (s->target[k] > i && by >= 0 && by < (double)s->people) introduced[(size_t)by] += 1;
    }
}

static void report_brokers(look *l, const uint32_t *person, size_t count, const double *constraint, const double *face,
                           const double *introduced) {
  static const char *const rows[] = {"brokers", "others"};
  static const char *const columns[] = {"constraint", "ties", "face", "introduced"};
  rq_moments mean[2][4] = {0}, all = {0};
  rq_pairs pairs = {0};
  double *sorted = malloc((count ? count : 1) * sizeof *sorted), quantile[RQ_DEGREE_QUANTILES], value[8];
  if (!sorted) {
    l->report->failed = true;
    return;
  }
  for (size_t n = 0; n < count; n++) sorted[n] = constraint[n];
  rq_sort_numbers(sorted, count);
  double limit = rq_quantile_sorted(sorted, count, 0.1);
  for (size_t n = 0; n < count; n++) {
    uint32_t i = person[n];
    unsigned row = constraint[n] > limit;
    rq_moments_add(&all, constraint[n]);
    rq_moments_add(&mean[row][0], constraint[n]);
    rq_moments_add(&mean[row][1], (double)(l->society.begin[i + 1] - l->society.begin[i]));
    rq_moments_add(&mean[row][2], face[i]);
    rq_moments_add(&mean[row][3], introduced[i]);
    rq_pairs_add(&pairs, constraint[n], introduced[i]);
  }
  for (unsigned q = 0; q < RQ_DEGREE_QUANTILES; q++) quantile[q] = rq_quantile_sorted(sorted, count, rq_degree_quantiles[q]);
  for (unsigned v = 0; v < 8; v++) value[v] = mean[v / 4][v % 4].count ? mean[v / 4][v % 4].mean : NAN;
  free(sorted);
  static const char *const quantiles[] = {"5 %", "25 %", "50 %", "75 %", "90 %", "95 %", "99 %"};
  rq_estimate m = rq_mean(&all), r = rq_correlation(&pairs, (double)count);
  rq_report_between(l->report, M_CONSTRAINT, m.value, m.lower, m.upper);
  rq_report_vector(l->report, M_CONSTRAINT_QUANTILES, RQ_DEGREE_QUANTILES, quantiles, quantile, NULL, NULL);
  rq_report_matrix(l->report, M_BROKERS, 2, rows, 4, columns, value, NULL, NULL);
  rq_report_between(l->report, M_INTRODUCED_BY, r.value, r.lower, r.upper);
}

static rq_status report_brokerage(look *l, rq_error *error) {
  const rq_society *s = &l->society;
  size_t people = s->people ? s->people : 1, count, faces, candidates;
  uint32_t *person = malloc(people * sizeof *person);
  double *constraint = malloc(people * sizeof *constraint), *introduced = calloc(people, sizeof *introduced), *face = NULL;
  rq_status status = RQ_OK;
  if (!person || !constraint || !introduced) {
    status = rq_no_memory(error, "brokerage");
    goto out;
  }
  count = draw_people(s, person, &candidates, error);
  if (count == 0 && candidates > 0) status = RQ_INTERNAL;
  if (status == RQ_OK) status = rq_measure_constraint(&l->graph, person, count, constraint, error);
  if (status == RQ_OK) status = rq_run_people(l->subject->run, s->week, "face", &face, &faces, error);
  if (status == RQ_OK && faces != s->people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: 'face' has %zu values for %zu people", l->subject->path, s->week, faces,
                     s->people);
  if (status != RQ_OK) goto out;
  count_introduced(s, introduced);
  report_brokers(l, person, count, constraint, face, introduced);
  if (count < candidates) rq_report_note(l->report, M_CONSTRAINT, "a random sample of %zu of %zu people", count, candidates);
out:
  free(person);
  free(constraint);
  free(introduced);
  free(face);
  return status;
}

static rq_status work(const rq_subject *subject, rq_report *report, rq_error *error) {
  uint32_t week;
  if (!rq_snapshot_before(subject->run, subject->at, &week)) {
    rq_report_note(report, M_WEEK, "no snapshot up to week %u", subject->at);
    return RQ_OK;
  }
  look l = {.subject = subject, .report = report};
  rq_igraph_quiet();
  rq_status status =
      rq_society_load(subject->run, week, 1u << RQ_TIE_CLOSENESS | 1u << RQ_TIE_BASIS | 1u << RQ_TIE_INTRODUCER, &l.society, error);
  if (status == RQ_OK) status = rq_graph_make(&l.society, &l.graph, error);
  l.built = status == RQ_OK;
  if (status == RQ_OK) status = report_shape(&l, error);
  if (status == RQ_OK) status = report_structure(&l, error);
  if (status == RQ_OK) status = report_mixing(&l, error);
  if (status == RQ_OK) status = report_brokerage(&l, error);
  if (l.built) igraph_destroy(&l.graph);
  rq_society_free(&l.society);
  return status;
}

const rq_section rq_network_section = {"network", "The shape of the network: who is tied to whom", false, measures, MEASURES, work};
