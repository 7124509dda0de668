/* The market of the engine beside the NBD-Dirichlet: see study_dirichlet.h. */
#include "analysis/study_dirichlet.h"
#include "analysis/study_runs.h"
#include "models/brands.h"
#include <gsl/gsl_cdf.h>
#include <stdlib.h>

const char *const rq_brand_figure_names[RQ_BRAND_FIGURES] = {"penetration",           "purchases per buyer", "category purchases per buyer",
                                                             "share of requirements", "sole buyers",         "bought by buyers of 1"};

/* ---- of a run ---- */

enum { OUTCOMES = MAX_BRANDS * RQ_BRAND_FIGURES };

typedef struct tally {
  double buyers, own, category, sole, both;
} tally;

static void add_person(const brand_state *s, uint32_t person, tally *of) {
  double all = 0;
  const uint16_t *bought = s->purchases + pair_of(s, person, 0);
  for (uint32_t b = 0; b < s->brands; b++) all += bought[b];
  for (uint32_t b = 0; b < s->brands; b++) {
    if (!bought[b]) continue;
    of[b].buyers++;
    of[b].own += bought[b];
    of[b].category += all;
    of[b].sole += bought[b] == all;
    of[b].both += bought[0] > 0;
  }
}

static void measure(const rq_world *w, double *number) {
  tally of[MAX_BRANDS] = {{0}};
  brand_state s = brand_state_of(w);
  for (uint32_t i = 0; i < rq_agents(w); i++) add_person(&s, i, of);
  for (uint32_t b = 0; b < s.brands; b++) {
    double *figure = number + (size_t)b * RQ_BRAND_FIGURES;
    const tally *t = &of[b];
    figure[RQ_PENETRATION] = t->buyers / rq_agents(w);
    figure[RQ_PURCHASES] = t->own / t->buyers;
    figure[RQ_CATEGORY] = t->category / t->buyers;
    figure[RQ_REQUIREMENTS] = t->own / t->category;
    figure[RQ_SOLE] = t->sole / t->buyers;
    figure[RQ_DUPLICATION] = t->both / of[0].buyers;
  }
}

static const rq_runs_question question = {OUTCOMES, NULL, measure};

/* ---- a market of the user's own ---- */

/* So many purchases that less than one person in a thousand million has more to expect. */
static double most_purchases(const rq_dirichlet *d) {
  double most = d->mean;
  while (gsl_cdf_gamma_Q(most, d->shape, d->mean / d->shape) > 1e-9) most *= 2;
  return most;
}

#define BUSIEST 50.0 /* purchases of a person in a week, as the model allows */
#define COUNTED 65535.0

/* Brands of those shares, and of the rest one more; what is beyond the engine's number of brands is with the rest: of brands taken together, the
 * NBD-Dirichlet holds too. */
static uint32_t make_brands(const rq_dirichlet_case *d, brand *brands) {
  double rest = 1;
  uint32_t count = 0;
  for (; count < d->brands && count < MAX_BRANDS - 1; rest -= d->share[count++])
    brands[count] = (brand){.name = "", .quality = 0.5, .price = 100, .awareness = 1, .weight = d->share[count]};
  if (rest > 1e-6) brands[count++] = (brand){.name = "other", .quality = 0.5, .price = 100, .awareness = 1, .weight = rest};
  return count;
}

static bool refers_to_brands(const renqing_parameters *p) {
  return p->campaigns_count || p->counter_offers_count || p->disruptions_count || p->launches_count;
}

static rq_status set_market(const rq_case *c, const rq_dirichlet_case *d, brand *brands, rq_setup *setup, rq_error *error) {
  renqing_parameters *p = setup->parameters;
  if (refers_to_brands(p)) {
    rq_error found = RQ_NO_ERROR;
    rq_fail(&found, RQ_BAD_DATA, "dirichlet.shares: where there are campaigns or shocks, give brands with weights instead");
    rq_status status = rq_config_blame(c->config, &found, error);
    rq_error_free(&found);
    return status;
  }
  double weeks = ceil(most_purchases(&d->model) / BUSIEST);
  if (weeks > (double)setup->settings.weeks) setup->settings.weeks = (int64_t)weeks;
  p->brands = brands;
  p->brands_count = make_brands(d, brands);
  p->purchase_rate = d->model.mean / (double)setup->settings.weeks;
  p->purchase_shape = d->model.shape;
  p->taste_strength = d->model.diversity;
  setup->model->prepare(p);
  return RQ_OK;
}

/* ---- the runs ---- */

/* Of the first `brands`. */
static void hand_over(const rq_dirichlet_case *d, size_t brands, double *number, size_t runs, rq_outcomes *out) {
  for (size_t k = 0; k < brands * RQ_BRAND_FIGURES; k++) {
    size_t b = k / RQ_BRAND_FIGURES, f = k % RQ_BRAND_FIGURES;
    if (!b && f == RQ_DUPLICATION) continue;
    char name[96];
    double expected[RQ_BRAND_FIGURES];
    snprintf(name, sizeof name, "brand %zu: %s, simulated", b + 1, rq_brand_figure_names[f]);
    rq_outcome_simulated(out, name, rq_runs_mean(number, runs, &question, k), runs);
    rq_dirichlet_case_expect(d, b, expected);
    for (size_t r = 0; r < runs; r++) number[r * OUTCOMES + k] -= expected[f];
    snprintf(name, sizeof name, "brand %zu: %s, simulated less expected", b + 1, rq_brand_figure_names[f]);
    rq_outcome_simulated(out, name, rq_runs_mean(number, runs, &question, k), runs);
  }
}

rq_status rq_dirichlet_case_run(const rq_case *c, const rq_dirichlet_case *d, bool own, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  brand brands[MAX_BRANDS];
  double *number;
  if (own && most_purchases(&d->model) > COUNTED) {
    rq_outcome_note(out, "Not simulated: somebody might buy more than %.0f times, which the engine does not count.", COUNTED);
    return RQ_OK;
  }
  rq_status status = rq_runs_begin(c, &rq_renqing_model, &setup, error);
  if (status) return status;
  if (own) status = set_market(c, d, brands, &setup, error);
  if (!status) status = rq_runs(&setup, &question, &number, error);
  if (!status) {
    hand_over(d, own && d->brands >= MAX_BRANDS ? MAX_BRANDS - 1 : d->brands, number, (size_t)setup.settings.replicates, out);
    free(number);
  }
  rq_runs_end(&setup);
  return status;
}
