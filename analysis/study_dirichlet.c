/* The study of repeat buying. */
#include "analysis/study_dirichlet.h"
#include "models/tables.h"
#include "sim/settings.h"
#include <stdio.h>

typedef struct settings {
  rq_dirichlet model;
  rq_numbers shares;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"shares", RQ_NUMBERS, AT(shares), "", 1e-6, 1, "[]", NULL,
     "of the market; what is missing to 1 is other brands. Without any: the weights of the market's brands"},
    {"mean", RQ_NUMBER, AT(model.mean), "purchases a person", 0, 10000, "0", NULL,
     "M: of the category in the period; 0: the market's purchase_rate in all weeks"},
    {"shape", RQ_NUMBER, AT(model.shape), "", 0, 1e6, "0", NULL,
     "K: small where people differ much in how often they buy; 0: the market's purchase_shape"},
    {"diversity", RQ_NUMBER, AT(model.diversity), "", 0, 1e6, "0", NULL,
     "S: small where people stay with their brand; 0: the market's taste_strength"},
};

static const rq_group groups[] = {
    {.path = "dirichlet",
     .description = "repeat buying, in place of the market's",
     .parameters = parameters,
     .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "dirichlet", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_engine_schema, &renqing_schema, &schema, NULL};
static const rq_study_alias aliases[] = {{"people", "population.size", NULL},
                                         {"choice.habit", "market.choice.habit", NULL},
                                         {"service", "campaigns", "market.choice={affective: 2, owed: 1}"},
                                         {NULL, NULL, NULL}};
static const char *const effort[] = {"seed=1", "replicates=50", "people=20000", "title=", "panel.size=0", NULL};
static const char *const test_length[] = {"replicates=10", "panel.size=0", NULL};

/* ---- what was published ---- */

#define SIMULATED ", simulated"
#define EXCESS ", simulated less expected"
#define PENETRATION "penetration"
#define PURCHASES "purchases per buyer"
#define CATEGORY "category purchases per buyer"
#define REQUIREMENTS "share of requirements"
#define TOGETHER "bought by buyers of 1"
#define READ(name, value)                                                                                                                  \
  {name, {NULL}, RQ_EXACT, value, 0.005, RQ_READ}, {                                                                                       \
    name SIMULATED, {NULL}, RQ_TABLE, value, 0.005, RQ_READ                                                                                \
  }
#define BRAND(n, penetration, purchases, category)                                                                                         \
  READ("brand " #n ": " PENETRATION, penetration), READ("brand " #n ": " PURCHASES, purchases), READ("brand " #n ": " CATEGORY, category)
#define DUPLICATION(n, share) READ("brand " #n ": " TOGETHER, share)
#define DERIVED(name, value, tolerance)                                                                                                    \
  { name, {NULL}, RQ_EXACT, value, tolerance, RQ_DERIVED }
#define HABIT                                                                                                                              \
  { "choice.habit=1" }
#define SERVICE                                                                                                                            \
  { "weeks=52", "service={brand: '1', favor: gift, channel: phone}" }

static const rq_published published[] = {
    BRAND(1, 0.20, 1.82, 3.16),
    BRAND(2, 0.16, 1.76, 3.22),
    BRAND(3, 0.09, 1.68, 3.30),
    BRAND(4, 0.09, 1.68, 3.30),
    BRAND(5, 0.08, 1.67, 3.31),
    BRAND(6, 0.07, 1.66, 3.32),
    BRAND(7, 0.03, 1.62, 3.37),
    BRAND(8, 0.02, 1.61, 3.38),
    DUPLICATION(2, 0.19),
    DUPLICATION(3, 0.10),
    DUPLICATION(4, 0.10),
    DUPLICATION(5, 0.09),
    DUPLICATION(6, 0.08),
    DUPLICATION(7, 0.03),
    DUPLICATION(8, 0.02),
    DERIVED("brand 1: " PENETRATION, 0.2001, 5e-5),
    DERIVED("brand 1: " PURCHASES, 1.819, 5e-4),
    DERIVED("brand 1: " CATEGORY, 3.161, 5e-4),
    DERIVED("brand 1: " REQUIREMENTS, 0.576, 5e-4),
    {"brand 1: " REQUIREMENTS SIMULATED, {NULL}, RQ_TABLE, 0.576, 0.005, RQ_DERIVED},
    {"brand 1: " REQUIREMENTS EXCESS, HABIT, RQ_ABOVE, 0.01, 0, RQ_DERIVED},
    {"brand 1: " PENETRATION EXCESS, SERVICE, RQ_ABOVE, 0.01, 0, RQ_DERIVED},
};

/* ---- the market of a case ---- */

void rq_dirichlet_case_expect(const rq_dirichlet_case *d, size_t b, double figure[RQ_BRAND_FIGURES]) {
  rq_brand_figures f = rq_dirichlet_brand(&d->model, d->share[b]);
  figure[RQ_PENETRATION] = f.penetration;
  figure[RQ_PURCHASES] = f.purchases;
  figure[RQ_CATEGORY] = f.category;
  figure[RQ_REQUIREMENTS] = f.requirements;
  figure[RQ_SOLE] = f.sole;
  figure[RQ_DUPLICATION] = rq_dirichlet_duplication(&d->model, d->share[0], d->share[b]);
}

static void hand_over_expected(const rq_dirichlet_case *d, rq_outcomes *out) {
  rq_brand_figures category = rq_dirichlet_brand(&d->model, 1);
  rq_outcome_exact(out, "category: " PENETRATION, category.penetration);
  rq_outcome_exact(out, "category: " PURCHASES, category.purchases);
  for (size_t b = 0; b < d->brands; b++) {
    double figure[RQ_BRAND_FIGURES];
    rq_dirichlet_case_expect(d, b, figure);
    for (size_t f = 0; f < RQ_BRAND_FIGURES; f++) {
      char name[80];
      if (!b && f == RQ_DUPLICATION) continue;
      snprintf(name, sizeof name, "brand %zu: %s", b + 1, rq_brand_figure_names[f]);
      rq_outcome_exact(out, name, figure[f]);
    }
  }
}

static rq_status check_shares(const rq_case *c, const rq_dirichlet_case *d, rq_error *error) {
  double sum = 0;
  rq_error found = RQ_NO_ERROR;
  for (size_t b = 0; b < d->brands; b++) sum += d->share[b];
  if (!d->brands) rq_fail(&found, RQ_BAD_DATA, "brands: there must be one at least, or dirichlet.shares");
  if (sum > 1 + 1e-9) rq_fail(&found, RQ_BAD_DATA, "dirichlet.shares: together they are %g; it must be at most 1", sum);
  rq_status status = found.count ? rq_config_blame(c->config, &found, error) : RQ_OK;
  rq_error_free(&found);
  return status;
}

/* The case in the terms of the NBD-Dirichlet; `weight` takes the shares of the market's own brands. */
static rq_dirichlet_case describe(const settings *s, const rq_settings *engine, const renqing_parameters *p, double *weight) {
  double weights = 0;
  for (uint32_t b = 0; b < p->brands_count; b++) weights += p->brands[b].weight;
  for (uint32_t b = 0; b < p->brands_count; b++) weight[b] = p->brands[b].weight / weights;
  rq_dirichlet_case d = {s->model, s->shares.value, s->shares.count};
  if (!d.brands) d = (rq_dirichlet_case){s->model, weight, p->brands_count};
  if (!(s->model.mean > 0)) d.model.mean = p->purchase_rate * (double)engine->weeks;
  if (!(s->model.shape > 0)) d.model.shape = p->purchase_shape;
  if (!(s->model.diversity > 0)) d.model.diversity = p->taste_strength;
  return d;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_settings engine;
  renqing_parameters p;
  double weight[MAX_BRANDS];
  rq_config_fill(c->config, &schema, &s);
  rq_config_fill(c->config, &rq_engine_schema, &engine);
  rq_config_fill(c->config, &renqing_schema, &p);
  rq_dirichlet_case d = describe(&s, &engine, &p, weight);
  rq_status status = check_shares(c, &d, error);
  if (status) return status;
  hand_over_expected(&d, out);
  bool own = s.shares.count || s.model.mean > 0 || s.model.shape > 0 || s.model.diversity > 0;
  return rq_dirichlet_case_run(c, &d, own, out, error);
}

const rq_study rq_study_dirichlet = {
    .name = "dirichlet",
    .question = "How often are brands bought, by how many, and what else do these buy, if nobody is loyal beyond taste?",
    .citation = "Goodhardt, Ehrenberg & Chatfield (1984), The Dirichlet: a comprehensive model of buying behaviour, JRSS A 147:621",
    .note =
        "UK toothpaste, one quarter of 1973, 5,240 panelists. Simulated: the market of the renqing model with every relational term off, "
        "of as many people as replicates x population.size (at full length a million); intervals are three standard errors over replicates "
        "(Student's t, 99.73 %). The last rows are the controls: with habit, or with favors of brand 1 for a year, buyers are not those "
        "of the Dirichlet.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_renqing_model,
    .aliases = aliases,
    .configured = true,
    .test_length = test_length,
    .work = work,
};
