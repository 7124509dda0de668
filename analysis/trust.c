/* Section `trust`: affective and cognitive trust among people and in brands, and what predicts staying. */
#include "analysis/configured.h"
#include "analysis/estimates.h"
#include "analysis/exposure.h"
#include "analysis/sections.h"
#include "analysis/society.h"
#include "analysis/staying.h"
#include "analysis/tie_kinds.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define Z95 1.959963984540054

enum {
  M_WEEK,
  M_BY_CLASS,
  M_BY_BASIS,
  M_CORRELATION,
  M_CORRELATION_CLASS,
  M_CORRELATION_BASIS,
  M_INTRODUCED_MET,
  M_INTRODUCED_OTHERS,
  M_BRAND_CLASS,
  M_BRAND,
  M_BRAND_CORRELATION,
  M_STAYS,
  M_STAY_ODDS,
  M_STAY_ODDS_SPREAD,
  M_STAY_TERMS,
  M_STAY_FIT,
  M_LEAVING,
  MEASURES
};

#define TRUSTS "McAllister (1995)"
static const rq_measure measures[MEASURES] = {
    [M_WEEK] = {"week", "snapshot of week", "week", 0, "Week of the snapshot that is looked at: the latest that is not after --at.", ""},
    [M_BY_CLASS] =
        {"trust_by_class", "trust between people, by class of tie", "1", 3,
         "Share of the halves of ties, mean closeness, mean affective trust (from care and feeling) and mean cognitive trust (from "
         "competence and reliability) in each class of tie. A half is what one person feels about the other.",
         TRUSTS "; classes: Hwang (1987)"},
    [M_BY_BASIS] = {"trust_by_basis", "trust between people, by how they met", "1", 3, "The same, by how the tie began.", TRUSTS},
    [M_CORRELATION] = {"trusts_correlation", "affective and cognitive trust: correlation", "1", 3,
                       "Pearson's correlation over the halves of all ties, and of ties that are not kin; Fisher's interval for as many "
                       "observations as there are ties.",
                       "Chua, Morris & Ingram (2009); Fisher (1921)"},
    [M_CORRELATION_CLASS] = {"trusts_correlation_by_class", "correlation by class of tie", "1", 3, "The same within each class.",
                             "Chua, Morris & Ingram (2009)"},
    [M_CORRELATION_BASIS] = {"trusts_correlation_by_basis", "correlation by how they met", "1", 3, "The same by how the tie began.",
                             "Chua, Morris & Ingram (2009)"},
    [M_INTRODUCED_MET] = {"introduced_less_met", "cognitive trust, introduced less met", "1", 4,
                          "Mean cognitive trust of halves of ties that began by an introduction, less that of those that met by "
                          "themselves; Welch's standard error.",
                          "Chua, Morris & Ingram (2009)"},
    [M_INTRODUCED_OTHERS] = {"introduced_less_others", "cognitive trust, introduced less others", "1", 4,
                             "The same against all other ties that are not kin.", "Chua, Morris & Ingram (2009)"},
    [M_BRAND_CLASS] =
        {"brand_trust_by_class", "trust in the brand bought last, by class", "1", 3,
         "Share of the customers, mean closeness, affective and cognitive trust in the brand and mean favors owed to it, by the "
         "class of the customer's tie to the brand. A customer of a brand is a person whose latest purchase was of it.",
         TRUSTS},
    [M_BRAND] = {"brand_trust", "trust in the brand bought last, by brand", "1", 3, "The same by brand.", TRUSTS},
    [M_BRAND_CORRELATION] = {"brand_trusts_correlation", "correlation of trusts in the brand", "1", 3,
                             "Pearson's correlation of customers' affective and cognitive trust in the brand that they bought last.",
                             "Fisher (1921)"},
    [M_STAYS] = {"stays", "next purchases of the same brand", "1", 4,
                 "Share of the panel's purchases whose next one is of the same brand; Wilson's interval.", "Wilson (1927)"},
    [M_STAY_ODDS] =
        {"staying_odds_ratio", "what predicts staying: odds ratio", "1", 3,
         "Odds that the panel's next purchase stays with the brand, multiplied by this for one more unit of the term, the others "
         "equal. Trust and debt are those before this purchase; price is the brand's list price at the next purchase "
         "over the mean of its rivals', less 1 (a unit is 100 %). Logistic regression; intervals allow for purchases of one "
         "person being alike.",
         "McCullagh & Nelder (1989); Liang & Zeger (1986)"},
    [M_STAY_ODDS_SPREAD] = {"staying_odds_ratio_sd", "the same, for one standard deviation", "1", 3,
                            "The odds ratio for a standard deviation of the term, so that terms can be compared.", ""},
    [M_STAY_TERMS] = {"staying_terms", "the same, log odds", "1", 4,
                      "Log odds, their cluster-robust standard error, z, two-sided p, and the term's standard deviation.",
                      "Liang & Zeger (1986)"},
    [M_STAY_FIT] = {"staying_fit", "the regression", "1", 4, "Purchases and persons in it, its log likelihood, and McFadden's R squared.",
                    "McFadden (1974)"},
    [M_LEAVING] =
        {"leaving_hazard_ratio", "leaving is catching: hazard ratio", "1", 3,
         "Hazard of leaving the brand in a week where a friend has left it in the last 4 weeks, over that where none has; 5 to 12 weeks "
         "ago; a "
         "close friend (closeness 0.5 and more) over a distant one; and of a friend's leaving where the tie to the brand is mixed or "
         "expressive "
         "over where it is not. Complementary log-log; brand, week and how often the customer buys being equal. Intervals leave out a "
         "twentieth of the panel after the other.",
         "Nitzan & Libai (2011); Prentice & Gloeckler (1978) Biometrics 34"},
};

static double mean_of(const rq_moments *m) {
  return m->count ? m->mean : NAN;
}

/* Rows of share (over all), closeness, affective, cognitive and, where `owed`, owed. */
static void report_kinds(rq_report *r, size_t measure, const rq_tie_kind *kinds, size_t count, const char *const *labels, bool owed) {
  static const char *const columns[] = {"share", "closeness", "affective", "cognitive", "owed"};
  size_t width = owed ? 5 : 4;
  double *value = malloc((count ? count : 1) * width * sizeof *value), all = 0;
  if (!value) {
    r->failed = true;
    return;
  }
  for (size_t k = 0; k < count; k++) all += (double)kinds[k].closeness.count;
  for (size_t k = 0; k < count; k++) {
    double *row = value + k * width;
    row[0] = all > 0 ? (double)kinds[k].closeness.count / all : NAN;
    row[1] = mean_of(&kinds[k].closeness);
    row[2] = mean_of(&kinds[k].affective);
    row[3] = mean_of(&kinds[k].cognitive);
    if (owed) row[4] = mean_of(&kinds[k].owed);
  }
  rq_report_matrix(r, measure, count, labels, width, columns, value, NULL, NULL);
  free(value);
}

/* Correlations of the trusts; two halves make a tie. */
static void report_correlations(rq_report *r, size_t measure, const rq_tie_kind *kinds, size_t count, const char *const *labels) {
  enum { MOST = RQ_BASES };
  double value[MOST], lower[MOST], upper[MOST];
  for (size_t k = 0; k < count && k < MOST; k++) {
    rq_estimate e = rq_correlation(&kinds[k].trusts, (double)kinds[k].trusts.count / 2);
    value[k] = e.value;
    lower[k] = e.lower;
    upper[k] = e.upper;
  }
  rq_report_vector(r, measure, count, labels, value, lower, upper);
}

static rq_status people(const rq_subject *subject, uint32_t week, const rq_classes *classes, rq_report *r, rq_error *error) {
  rq_tie_kind kinds[RQ_CLASSES][RQ_BASES], class[RQ_CLASSES] = {0}, basis[RQ_BASES] = {0}, both[2] = {0}, others = {0};
  rq_status status = rq_tie_kinds_find(subject->run, week, classes, kinds, error);
  if (status != RQ_OK) return status;
  for (unsigned c = 0; c < RQ_CLASSES; c++)
    for (unsigned b = 0; b < RQ_BASES; b++) {
      rq_tie_kind_merge(&class[c], &kinds[c][b]);
      rq_tie_kind_merge(&basis[b], &kinds[c][b]);
      rq_tie_kind_merge(&both[0], &kinds[c][b]);
      if (b != RQ_KIN) rq_tie_kind_merge(&both[1], &kinds[c][b]);
      if (b != RQ_KIN && b != RQ_INTRODUCED) rq_tie_kind_merge(&others, &kinds[c][b]);
    }
  static const char *const which[] = {"all", "not kin"};
  report_kinds(r, M_BY_CLASS, class, RQ_CLASSES, rq_class_names, false);
  report_kinds(r, M_BY_BASIS, basis, RQ_BASES, rq_basis_names, false);
  report_correlations(r, M_CORRELATION, both, 2, which);
  report_correlations(r, M_CORRELATION_CLASS, class, RQ_CLASSES, rq_class_names);
  report_correlations(r, M_CORRELATION_BASIS, basis, RQ_BASES, rq_basis_names);
  rq_estimate met = rq_mean_difference(&basis[RQ_INTRODUCED].cognitive, &basis[RQ_MET].cognitive);
  rq_estimate rest = rq_mean_difference(&basis[RQ_INTRODUCED].cognitive, &others.cognitive);
  rq_report_between(r, M_INTRODUCED_MET, met.value, met.lower, met.upper);
  rq_report_between(r, M_INTRODUCED_OTHERS, rest.value, rest.lower, rest.upper);
  return RQ_OK;
}

/* The customers' columns of a snapshot. */
typedef struct customers {
  double *last, *closeness, *affective, *cognitive, *owed;
  size_t people, brands;
} customers;

static rq_status load_pairs(const rq_run *run, uint32_t week, customers *c, rq_error *error) {
  struct {
    const char *field;
    double **value;
  } columns[] = {{"brand_closeness", &c->closeness},
                 {"brand_affective_trust", &c->affective},
                 {"brand_cognitive_trust", &c->cognitive},
                 {"brand_owed", &c->owed}};
  rq_status status = rq_run_people(run, week, "last_brand", &c->last, &c->people, error);
  for (size_t k = 0; k < RQ_COUNT_OF(columns) && status == RQ_OK; k++) {
    size_t people = 0, brands = 0;
    status = rq_run_pairs(run, week, columns[k].field, columns[k].value, &people, &brands, error);
    if (status == RQ_OK && (people != c->people || (k > 0 && brands != c->brands)))
      status = rq_fail(error, RQ_BAD_DATA, "%s: snapshot of week %u: '%s' is %zu x %zu; it must be %zu people x %zu brands",
                       rq_run_path(run), week, columns[k].field, people, brands, c->people, k > 0 ? c->brands : brands);
    c->brands = brands;
  }
  return status;
}

static void free_customers(customers *c) {
  free(c->last);
  free(c->closeness);
  free(c->affective);
  free(c->cognitive);
  free(c->owed);
}

static void report_customers(const customers *c, const rq_classes *classes, const char *const *brand_names, rq_tie_kind *brand,
                             rq_report *r) {
  rq_tie_kind class[RQ_CLASSES] = {0}, all = {0};
  for (size_t i = 0; i < c->people; i++) {
    if (!(c->last[i] < (double)c->brands)) continue;
    size_t b = (size_t)c->last[i], at = i * c->brands + b;
    rq_tie_kind *kinds[] = {&all, &brand[b], &class[rq_class_of(classes, c->closeness[at], false)]};
    for (unsigned k = 0; k < 3; k++) {
      rq_tie_kind_add(kinds[k], c->closeness[at], c->affective[at], c->cognitive[at]);
      rq_moments_add(&kinds[k]->owed, c->owed[at]);
    }
  }
  report_kinds(r, M_BRAND_CLASS, class, RQ_CLASSES, rq_class_names, true);
  report_kinds(r, M_BRAND, brand, c->brands, brand_names, true);
  rq_estimate e = rq_correlation(&all.trusts, (double)all.trusts.count);
  rq_report_between(r, M_BRAND_CORRELATION, e.value, e.lower, e.upper);
}

static rq_status brands(const rq_subject *subject, uint32_t week, const rq_classes *classes, rq_report *r, rq_error *error) {
  uint32_t count;
  const char *const *names = rq_run_labels(subject->run, "brand", &count);
  if (count == 0) {
    rq_report_note(r, M_BRAND, "no brands in this run");
    return RQ_OK;
  }
  customers c = {0};
  rq_tie_kind *brand = calloc(count, sizeof *brand);
  rq_status status = brand ? load_pairs(subject->run, week, &c, error) : rq_no_memory(error, "customers");
  if (status == RQ_OK && c.brands != count)
    status =
        rq_fail(error, RQ_BAD_DATA, "%s: %zu brands in the snapshot of week %u and %u in /series", subject->path, c.brands, week, count);
  if (status == RQ_OK) report_customers(&c, classes, names, brand, r);
  free_customers(&c);
  free(brand);
  return status;
}

static void report_fit(const rq_staying_fit *f, rq_report *r) {
  static const char *const columns[] = {"log odds", "std error", "z", "p", "std dev"};
  static const char *const about[] = {"purchases", "persons", "log likelihood", "R squared"};
  const char *names[RQ_STAY_TERMS];
  double odds[3][RQ_STAY_TERMS], per_spread[3][RQ_STAY_TERMS], rows[RQ_STAY_TERMS * 5];
  for (size_t k = 0; k < f->fit.terms; k++) {
    double b = f->fit.estimate[k], se = f->fit.error[k], spread = f->spread[f->used[k]], z = b / se;
    names[k] = rq_staying_names[f->used[k]];
    for (int side = 0; side < 3; side++) { /* value, lower, upper */
      double shifted = b + (side == 0 ? 0 : side == 1 ? -Z95 : Z95) * se;
      odds[side][k] = exp(shifted);
      per_spread[side][k] = exp(shifted * spread);
    }
    memcpy(rows + 5 * k, (double[]){b, se, z, 2 * gsl_cdf_ugaussian_Q(fabs(z)), spread}, 5 * sizeof(double));
  }
  size_t terms = f->fit.terms - 1; /* without the intercept */
  rq_report_vector(r, M_STAY_ODDS, terms, names + 1, odds[0] + 1, odds[1] + 1, odds[2] + 1);
  rq_report_vector(r, M_STAY_ODDS_SPREAD, terms, names + 1, per_spread[0] + 1, per_spread[1] + 1, per_spread[2] + 1);
  rq_report_matrix(r, M_STAY_TERMS, f->fit.terms, names, 5, columns, rows, NULL, NULL);
  double r2 = 1 - f->fit.log_likelihood / f->fit.log_likelihood_null;
  rq_report_vector(r, M_STAY_FIT, 4, about, (double[]){(double)f->fit.rows, (double)f->fit.clusters, f->fit.log_likelihood, r2}, NULL,
                   NULL);
}

enum { GROUPS = 20 };

static rq_status leaving(const rq_subject *subject, uint32_t brands, rq_report *r, rq_error *error) {
  static const char *const labels[RQ_CONTAGION_RATIOS] = {"a friend left", "5-12 weeks ago", "close friend", "loyal"};
  rq_exposure *weeks = NULL;
  rq_estimate ratio[RQ_CONTAGION_RATIOS];
  double value[RQ_CONTAGION_RATIOS], low[RQ_CONTAGION_RATIOS], high[RQ_CONTAGION_RATIOS];
  rq_status status = rq_exposure_from_run(subject->run, brands, subject->at, GROUPS, &weeks, error);
  if (!status) status = rq_exposure_ratios(weeks, GROUPS, ratio, error);
  rq_exposure_free(weeks);
  if (status) return status;
  for (size_t k = 0; k < RQ_CONTAGION_RATIOS; k++) {
    value[k] = ratio[k].value;
    low[k] = ratio[k].lower;
    high[k] = ratio[k].upper;
  }
  bool known = !isnan(value[0]);
  rq_report_vector(r, M_LEAVING, RQ_CONTAGION_RATIOS, labels, value, known ? low : NULL, known ? high : NULL);
  if (!known) rq_report_note(r, M_LEAVING, "too few of the panel heard of a friend's leaving, or left");
  return RQ_OK;
}

static rq_status staying(const rq_subject *subject, rq_report *r, rq_error *error) {
  rq_staying rows;
  rq_status status = rq_staying_load(subject->run, subject->at, &rows, error);
  if (status != RQ_OK) return status;
  double stayed = 0;
  for (size_t n = 0; n < rows.rows; n++) stayed += rows.stays[n];
  rq_estimate e = rq_proportion(stayed, (double)rows.rows);
  rq_report_between(r, M_STAYS, e.value, e.lower, e.upper);
  if (rows.rows == 0) {
    rq_report_note(r, M_STAY_ODDS, "nobody of the panel bought twice");
    rq_staying_free(&rows);
    return RQ_OK;
  }
  rq_staying_fit f;
  rq_error why = RQ_NO_ERROR;
  status = rq_staying_regress(&rows, &f, &why);
  if (status == RQ_OK) {
    report_fit(&f, r);
    rq_logistic_free(&f.fit);
  } else if (status == RQ_BAD_DATA) { /* too little has happened: no reason to fail the rest */
    rq_report_note(r, M_STAY_ODDS, "%.*s", (int)strcspn(why.text ? why.text : "", "\n"), why.text ? why.text : "");
    status = RQ_OK;
  } else {
    rq_no_memory(error, "the regression of staying");
  }
  rq_error_free(&why);
  rq_staying_free(&rows);
  return status;
}

static rq_status work(const rq_subject *subject, rq_report *r, rq_error *error) {
  uint32_t week, count;
  rq_classes classes;
  rq_status status = rq_classes_read(subject->run, &classes, error);
  if (status != RQ_OK) return status;
  if (rq_snapshot_before(subject->run, subject->at, &week)) {
    rq_report_scalar(r, M_WEEK, week);
    status = people(subject, week, &classes, r, error);
    if (status == RQ_OK) status = brands(subject, week, &classes, r, error);
  } else {
    rq_report_note(r, M_WEEK, "no snapshot up to week %u", subject->at);
  }
  rq_run_labels(subject->run, "brand", &count);
  rq_report_panel(r, subject);
  if (status == RQ_OK && count > 0) status = staying(subject, r, error);
  if (status == RQ_OK && count > 0) status = leaving(subject, count, r, error);
  return status;
}

const rq_section rq_trust_section = {.name = "trust",
                                     .summary = "Affective and cognitive trust, and what predicts staying",
                                     .measures = measures,
                                     .measures_count = MEASURES,
                                     .work = work};
