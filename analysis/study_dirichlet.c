/* The study of repeat buying. */
#include "analysis/dirichlet.h"
#include "analysis/study.h"
#include <stdio.h>

typedef struct settings {
  rq_dirichlet model;
  rq_numbers shares;
  double habit;
  int64_t people;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"shares", RQ_NUMBERS, AT(shares), "", 1e-6, 1, "[0.25, 0.19, 0.10, 0.10, 0.09, 0.08, 0.03, 0.02]", NULL,
     "of the market; what is missing to 1 is other brands"},
    {"mean", RQ_NUMBER, AT(model.mean), "purchases a person", 1e-6, 10000, "1.456", NULL, "M: of the category in the period"},
    {"shape", RQ_NUMBER, AT(model.shape), "", 0.01, 1e6, "0.78", NULL, "K: small where people differ much in how often they buy"},
    {"diversity", RQ_NUMBER, AT(model.diversity), "", 0.001, 1e6, "1.3", NULL, "S: small where people stay with their brand"},
    {"habit", RQ_NUMBER, AT(habit), "", 0, 1, "0", NULL,
     "chance that a simulated purchase repeats the one before; above 0 the expectations do not come out"},
    {"people", RQ_INTEGER, AT(people), "people", 1, 10000000, "20000", NULL, "who are simulated, in each replicate"},
};

static const rq_group groups[] = {
    {.path = "", .description = "repeat buying", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "dirichlet", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "people=20000", NULL};

#define PENETRATION "penetration"
#define PURCHASES "purchases per buyer"
#define CATEGORY "category purchases per buyer"
#define REQUIREMENTS "share of requirements"
#define SOLE "sole buyers"
#define READ(name, value)                                                                                                                  \
  { name, {NULL}, RQ_EXACT, value, 0.005, RQ_READ }
#define DERIVED(name, value, tolerance)                                                                                                    \
  { name, {NULL}, RQ_EXACT, value, tolerance, RQ_DERIVED }
#define BRAND(n, penetration, purchases, category)                                                                                         \
  READ("brand " #n ": " PENETRATION, penetration), READ("brand " #n ": " PURCHASES, purchases), READ("brand " #n ": " CATEGORY, category)
#define DUPLICATION(n, share) READ("brand " #n ": bought by buyers of 1", share)

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
    DERIVED("brand 1: " REQUIREMENTS, 0.576, 5e-4),
    DERIVED("brand 1: " PENETRATION ", simulated", 0.2001, 0.005),
    DERIVED("brand 1: " PURCHASES ", simulated", 1.819, 0.005),
    DERIVED("brand 1: " CATEGORY ", simulated", 3.161, 0.005),
    DERIVED("brand 1: " REQUIREMENTS ", simulated", 0.576, 0.005),
};

static const char *const figures[] = {PENETRATION, PURCHASES, CATEGORY, REQUIREMENTS, SOLE};

static void hand_over_brand(const settings *s, size_t brand, rq_outcomes *out) {
  rq_brand_figures f = rq_dirichlet_brand(&s->model, s->shares.value[brand]);
  const double value[] = {f.penetration, f.purchases, f.category, f.requirements, f.sole};
  char name[80];
  for (size_t i = 0; i < RQ_COUNT_OF(value); i++) {
    snprintf(name, sizeof name, "brand %zu: %s", brand + 1, figures[i]);
    rq_outcome_exact(out, name, value[i]);
  }
  if (brand == 0) return;
  snprintf(name, sizeof name, "brand %zu: bought by buyers of 1", brand + 1);
  rq_outcome_exact(out, name, rq_dirichlet_duplication(&s->model, s->shares.value[0], s->shares.value[brand]));
}

static rq_status check_shares(const rq_case *c, const settings *s, rq_error *error) {
  double sum = 0;
  rq_error found = RQ_NO_ERROR;
  for (size_t b = 0; b < s->shares.count; b++) sum += s->shares.value[b];
  if (!s->shares.count) rq_fail(&found, RQ_BAD_DATA, "shares: there must be one at least");
  if (sum > 1 + 1e-9) rq_fail(&found, RQ_BAD_DATA, "shares: together they are %g; it must be at most 1", sum);
  rq_status status = found.count ? rq_config_blame(c->config, &found, error) : RQ_OK;
  rq_error_free(&found);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_estimate simulated[5];
  rq_config_fill(c->config, &schema, &s);
  uint32_t replicates = rq_case_replicates(c, 20, 200);
  rq_status status = check_shares(c, &s, error);
  if (!status)
    status = rq_dirichlet_simulate(&s.model, s.shares.value, s.shares.count, s.habit, (uint32_t)s.people, rq_case_key(c), replicates,
                                   simulated, error);
  if (status) return status;
  rq_brand_figures category = rq_dirichlet_brand(&s.model, 1);
  rq_outcome_exact(out, "category: " PENETRATION, category.penetration);
  rq_outcome_exact(out, "category: " PURCHASES, category.purchases);
  for (size_t b = 0; b < s.shares.count; b++) hand_over_brand(&s, b, out);
  for (size_t i = 0; i < RQ_COUNT_OF(figures); i++) {
    char name[80];
    snprintf(name, sizeof name, "brand 1: %s, simulated", figures[i]);
    rq_outcome_simulated(out, name, simulated[i], replicates);
  }
  return RQ_OK;
}

const rq_study rq_study_dirichlet = {
    .name = "dirichlet",
    .question = "How often are brands bought, by how many, and what else do these buy, if nobody is loyal beyond taste?",
    .citation = "Goodhardt, Ehrenberg & Chatfield (1984), The Dirichlet: a comprehensive model of buying behaviour, JRSS A 147:621",
    .note = "UK toothpaste, one quarter of 1973, 5,240 panelists.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
