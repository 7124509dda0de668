/* Counting customers' weeks: see exposure.h. */
#include "analysis/exposure.h"
#include <math.h>
#include <stdlib.h>

/* What a week of a customer is like. */
enum { CLOSE = 1, DISTANT = 2, EARLIER = 4, BOUND = 8, PATTERNS = 16 };
enum { USES = 4 }; /* how often the customer has bought */
enum { MOST_PERIODS = 104 };
enum { NO_BRAND = 255 };

#define MONTH 0xfu     /* 1 to 4 weeks ago */
#define QUARTER 0xff0u /* 5 to 12 weeks ago */

/* Of a person and a brand. Bits are weeks, the last one lowest; `hears` has CLOSE and DISTANT of the week at hand. */
typedef struct bond {
  uint16_t close, distant;
  uint8_t hears;
  bool bound, feels; /* as the week began; as it ends */
} bond;

/* Of a person. */
typedef struct customer {
  uint8_t brand, next; /* as the week began; as it ends */
  bool leaves, buys;   /* in the week at hand */
  uint16_t bought;     /* weeks with a purchase, the last one lowest */
} customer;

struct rq_exposure {
  uint32_t people, brands, groups, before, periods, length, week; /* length of a period, in weeks */
  customer *customer;
  bond *bond;                /* people x brands */
  double *at_risk, *leaving; /* groups x brands x periods x USES x PATTERNS */
};

rq_exposure *rq_exposure_open(uint32_t people, uint32_t brands, uint32_t groups, uint32_t before, uint32_t weeks) {
  rq_exposure *x = calloc(1, sizeof *x);
  if (!x) return NULL;
  uint32_t counted = weeks > before ? weeks - before : 1, length = (counted + MOST_PERIODS - 1) / MOST_PERIODS;
  uint32_t periods = (counted + length - 1) / length;
  size_t cells = (size_t)groups * brands * periods * USES * PATTERNS;
  *x = (rq_exposure){.people = people, .brands = brands, .groups = groups, .before = before, .periods = periods, .length = length};
  x->customer = calloc((size_t)people + 1, sizeof *x->customer);
  x->bond = calloc((size_t)people * brands + 1, sizeof *x->bond);
  x->at_risk = calloc(cells + 1, sizeof *x->at_risk);
  x->leaving = calloc(cells + 1, sizeof *x->leaving);
  if (!x->customer || !x->bond || !x->at_risk || !x->leaving) {
    rq_exposure_free(x);
    return NULL;
  }
  for (uint32_t i = 0; i < people; i++) x->customer[i].brand = x->customer[i].next = NO_BRAND;
  return x;
}

void rq_exposure_free(rq_exposure *x) {
  if (!x) return;
  free(x->customer);
  free(x->bond);
  free(x->at_risk);
  free(x->leaving);
  free(x);
}

/* ---- the week at hand ---- */

void rq_exposure_bought(rq_exposure *x, uint32_t person, uint32_t brand, bool bound) {
  customer *c = &x->customer[person];
  c->leaves = c->leaves || (c->brand != NO_BRAND && brand != c->brand);
  c->next = (uint8_t)brand;
  c->buys = true;
  rq_exposure_felt(x, person, brand, bound);
}

void rq_exposure_felt(rq_exposure *x, uint32_t person, uint32_t brand, bool bound) {
  x->bond[(size_t)person * x->brands + brand].feels = bound;
}

void rq_exposure_heard(rq_exposure *x, uint32_t person, uint32_t brand, bool close) {
  x->bond[(size_t)person * x->brands + brand].hears |= close ? CLOSE : DISTANT;
}

static uint32_t use_of(uint16_t bought) {
  static const uint8_t use_of_weeks[] = {0, 1, 1, 2, 2, 2};
  uint32_t weeks = 0;
  for (; bought; bought &= (uint16_t)(bought - 1)) weeks++;
  return weeks < sizeof use_of_weeks ? use_of_weeks[weeks] : USES - 1;
}

static void count_customer(rq_exposure *x, uint32_t person) {
  const customer *c = &x->customer[person];
  const bond *b = &x->bond[(size_t)person * x->brands + c->brand];
  uint32_t pattern = (b->close & MONTH ? CLOSE : 0u) | (b->distant & MONTH ? DISTANT : 0u) |
                     ((b->close | b->distant) & QUARTER ? EARLIER : 0u) | (b->bound ? BOUND : 0u);
  uint32_t period = (x->week - x->before - 1) / x->length;
  size_t stratum = ((size_t)(person % x->groups) * x->brands + c->brand) * x->periods + period;
  size_t cell = (stratum * USES + use_of(c->bought)) * PATTERNS + pattern;
  x->at_risk[cell]++;
  x->leaving[cell] += c->leaves;
}

static void turn_customer(customer *c) {
  c->bought = (uint16_t)(c->bought << 1 | c->buys);
  c->brand = c->next;
  c->leaves = c->buys = false;
}

static void turn_bond(bond *b) {
  b->close = (uint16_t)(b->close << 1 | (b->hears & CLOSE ? 1 : 0));
  b->distant = (uint16_t)(b->distant << 1 | (b->hears & DISTANT ? 1 : 0));
  b->hears = 0;
  b->bound = b->feels;
}

void rq_exposure_turn(rq_exposure *x) {
  x->week++;
  for (uint32_t i = 0; i < x->people; i++) {
    if (x->week > x->before && x->week <= x->before + x->periods * x->length && x->customer[i].brand != NO_BRAND) count_customer(x, i);
    turn_customer(&x->customer[i]);
  }
  for (size_t n = 0; n < (size_t)x->people * x->brands; n++) turn_bond(&x->bond[n]);
}

/* ---- the hazards ---- */

/* The covariates of three questions, and those that are held equal. */
typedef enum term { HEARD, CLOSE_HEARD, DISTANT_HEARD, EARLIER_HEARD, IS_BOUND, BOUND_AND_HEARD, USE_1, USE_2, USE_3, TERMS } term;

static bool has(size_t cell, term t) {
  uint32_t pattern = (uint32_t)(cell % PATTERNS), use = (uint32_t)(cell / PATTERNS % USES);
  bool month = pattern & (CLOSE | DISTANT);
  switch (t) {
  case HEARD:
    return month;
  case CLOSE_HEARD:
    return pattern & CLOSE;
  case DISTANT_HEARD:
    return pattern & DISTANT;
  case EARLIER_HEARD:
    return pattern & EARLIER;
  case IS_BOUND:
    return pattern & BOUND;
  case BOUND_AND_HEARD:
    return month && pattern & BOUND;
  case USE_1:
    return use == 1;
  case USE_2:
    return use == 2;
  case USE_3:
    return use == 3;
  case TERMS:
    break;
  }
  return false;
}

/* The cells of all groups but one, added up, those without a customer left out. A stratum is a brand in a period. */
typedef struct table {
  size_t cells, strata;
  size_t *cell, *stratum; /* what a cell is like (has); its stratum */
  double *at_risk, *leaving, *x;
} table;

static bool table_make(const rq_exposure *x, uint32_t without, table *t) {
  size_t all = (size_t)x->brands * x->periods * USES * PATTERNS;
  *t = (table){.strata = (size_t)x->brands * x->periods};
  t->cell = malloc((all + 1) * sizeof *t->cell);
  t->stratum = malloc((all + 1) * sizeof *t->stratum);
  t->at_risk = malloc((all + 1) * sizeof *t->at_risk);
  t->leaving = malloc((all + 1) * sizeof *t->leaving);
  t->x = malloc((all + 1) * TERMS * sizeof *t->x);
  if (!t->cell || !t->stratum || !t->at_risk || !t->leaving || !t->x) return false;
  for (size_t c = 0; c < all; c++) {
    double at_risk = 0, leaving = 0;
    for (uint32_t g = 0; g < x->groups; g++) {
      at_risk += g == without ? 0 : x->at_risk[g * all + c];
      leaving += g == without ? 0 : x->leaving[g * all + c];
    }
    if (!(at_risk > 0)) continue;
    t->cell[t->cells] = c;
    t->stratum[t->cells] = c / PATTERNS / USES;
    t->at_risk[t->cells] = at_risk;
    t->leaving[t->cells++] = leaving;
  }
  return true;
}

static void table_free(table *t) {
  free(t->cell);
  free(t->stratum);
  free(t->at_risk);
  free(t->leaving);
  free(t->x);
}

/* Whether customers of one stratum differ in it, and of those with and of those without it some leave and others stay. */
static bool varies(const table *t, term what) {
  double at_risk[2] = {0}, left[2] = {0}; /* of all strata in which customers differ; without, with */
  for (size_t c = 0; c < t->cells;) {
    double at_risk_here[2] = {0}, left_here[2] = {0};
    for (size_t stratum = t->stratum[c]; c < t->cells && t->stratum[c] == stratum; c++) {
      at_risk_here[has(t->cell[c], what)] += t->at_risk[c];
      left_here[has(t->cell[c], what)] += t->leaving[c];
    }
    for (int k = 0; k < 2 && at_risk_here[0] > 0 && at_risk_here[1] > 0; k++) {
      at_risk[k] += at_risk_here[k];
      left[k] += left_here[k];
    }
  }
  return left[0] > 0 && left[0] < at_risk[0] && left[1] > 0 && left[1] < at_risk[1];
}

/* The estimates of the terms asked for, NaN where they are not to be had. */
static rq_status ask(const table *t, const term *terms, size_t asked, double *estimate, rq_error *error) {
  static const term equal[] = {EARLIER_HEARD, IS_BOUND, USE_1, USE_2, USE_3};
  term used[TERMS];
  size_t count = 0;
  rq_hazard fit;
  rq_error found = RQ_NO_ERROR;
  for (size_t k = 0; k < asked; k++)
    if (varies(t, terms[k])) used[count++] = terms[k];
  for (size_t k = 0; k < sizeof equal / sizeof *equal; k++)
    if (varies(t, equal[k])) used[count++] = equal[k];
  for (size_t c = 0; c < t->cells; c++)
    for (size_t k = 0; k < count; k++) t->x[c * count + k] = has(t->cell[c], used[k]);
  const rq_hazard_cells cells = {t->cells, count, t->strata, t->x, t->at_risk, t->leaving, t->stratum};
  rq_status status = rq_hazard_fit(&cells, &fit, &found);
  for (size_t k = 0; k < asked + 1; k++) { /* and of what is heard earlier, which comes last */
    estimate[k] = NAN;
    for (size_t j = 0; j < count && !status; j++)
      if (used[j] == (k < asked ? terms[k] : EARLIER_HEARD)) estimate[k] = fit.estimate[j];
  }
  if (status == RQ_INTERNAL) rq_fail(error, status, "%s", found.text);
  rq_error_free(&found);
  return status == RQ_INTERNAL ? status : RQ_OK;
}

rq_status rq_exposure_fit(const rq_exposure *x, uint32_t without, rq_contagion *c, rq_error *error) {
  static const term plain[] = {HEARD}, by_closeness[] = {CLOSE_HEARD, DISTANT_HEARD}, by_loyalty[] = {BOUND_AND_HEARD, HEARD};
  double one[2], two[3], three[3];
  table t;
  *c = (rq_contagion){NAN, NAN, NAN, NAN, 0, 0};
  rq_status status = table_make(x, without, &t) ? RQ_OK : rq_no_memory(error, "the weeks of customers");
  for (size_t k = 0; k < t.cells && !status; k++) {
    c->at_risk += t.at_risk[k];
    c->leaving += t.leaving[k];
  }
  if (!status) status = ask(&t, plain, 1, one, error);
  if (!status) status = ask(&t, by_closeness, 2, two, error);
  if (!status) status = ask(&t, by_loyalty, 2, three, error);
  if (!status) {
    c->heard = one[0];
    c->earlier = one[1];
    c->close = two[0] - two[1];
    c->loyal = three[0];
  }
  table_free(&t);
  return status;
}
