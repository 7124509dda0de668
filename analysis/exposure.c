/* Counting customers' weeks: see exposure.h. */
#include "analysis/exposure.h"
#include <math.h>
#include <stdlib.h>

/* What a week of a customer is like. */
enum { CLOSE = 1, DISTANT = 2, EARLIER = 4, BOUND = 8, PATTERNS = 16 };
enum { USES = 4 };      /* how often the customer has bought */
enum { QUARTERS = 16 }; /* of 13 weeks each; the last one has all later weeks */
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
  uint32_t people, brands, groups, before, week;
  customer *customer;
  bond *bond;                /* people x brands */
  double *at_risk, *leaving; /* groups x brands x QUARTERS x USES x PATTERNS */
};

rq_exposure *rq_exposure_open(uint32_t people, uint32_t brands, uint32_t groups, uint32_t before) {
  rq_exposure *x = calloc(1, sizeof *x);
  if (!x) return NULL;
  size_t cells = (size_t)groups * brands * QUARTERS * USES * PATTERNS;
  *x = (rq_exposure){.people = people, .brands = brands, .groups = groups, .before = before};
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
  uint32_t quarter = (x->week - x->before - 1) / 13;
  size_t cell = (size_t)(person % x->groups) * x->brands + c->brand;
  cell = ((cell * QUARTERS + (quarter < QUARTERS ? quarter : QUARTERS - 1)) * USES + use_of(c->bought)) * PATTERNS + pattern;
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
    if (x->week > x->before && x->customer[i].brand != NO_BRAND) count_customer(x, i);
    turn_customer(&x->customer[i]);
  }
  for (size_t n = 0; n < (size_t)x->people * x->brands; n++) turn_bond(&x->bond[n]);
}

/* ---- the hazards ---- */

/* The covariates of three questions; each has a term only where some weeks have it and others have not. */
typedef enum term { HEARD, CLOSE_HEARD, DISTANT_HEARD, EARLIER_HEARD, IS_BOUND, BOUND_AND_HEARD, TERMS } term;
enum { MOST_BRANDS = 32, MOST_TERMS = MOST_BRANDS + QUARTERS + USES + TERMS };

static bool has(uint32_t pattern, term t) {
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
  case TERMS:
    break;
  }
  return false;
}

/* The cells of all groups but one, added up. */
typedef struct table {
  uint32_t brands;
  size_t cells;
  double *at_risk, *leaving, *x;
} table;

static bool table_make(const rq_exposure *x, uint32_t without, table *t) {
  *t = (table){.brands = x->brands, .cells = (size_t)x->brands * QUARTERS * USES * PATTERNS};
  t->at_risk = calloc(t->cells + 1, sizeof *t->at_risk);
  t->leaving = calloc(t->cells + 1, sizeof *t->leaving);
  t->x = calloc(t->cells * MOST_TERMS + 1, sizeof *t->x);
  if (!t->at_risk || !t->leaving || !t->x) return false;
  for (uint32_t g = 0; g < x->groups; g++)
    for (size_t c = 0; c < t->cells && g != without; c++) {
      t->at_risk[c] += x->at_risk[g * t->cells + c];
      t->leaving[c] += x->leaving[g * t->cells + c];
    }
  return true;
}

static void table_free(table *t) {
  free(t->at_risk);
  free(t->leaving);
  free(t->x);
}

/* Whether weeks differ in it, and leavings are both with and without it. */
static bool varies(const table *t, bool (*in)(size_t cell, uint32_t what), uint32_t what) {
  double with = 0, left_with = 0, all = 0, left = 0;
  for (size_t c = 0; c < t->cells; c++) {
    all += t->at_risk[c];
    left += t->leaving[c];
    with += in(c, what) ? t->at_risk[c] : 0;
    left_with += in(c, what) ? t->leaving[c] : 0;
  }
  return left_with > 0 && left_with < with && left_with < left && left - left_with < all - with;
}

static bool of_brand(size_t cell, uint32_t brand) {
  return cell / QUARTERS / USES / PATTERNS == brand;
}
static bool of_quarter(size_t cell, uint32_t quarter) {
  return cell / USES / PATTERNS % QUARTERS == quarter;
}
static bool of_use(size_t cell, uint32_t use) {
  return cell / PATTERNS % USES == use;
}
static bool of_term(size_t cell, uint32_t t) {
  return has((uint32_t)(cell % PATTERNS), (term)t);
}

typedef struct column {
  bool (*in)(size_t cell, uint32_t what);
  uint32_t what;
} column;

static void add_column(const table *t, column *columns, size_t *count, bool (*in)(size_t, uint32_t), uint32_t what) {
  if (*count < MOST_TERMS && varies(t, in, what)) columns[(*count)++] = (column){in, what};
}

static double weeks_of(const table *t, bool (*in)(size_t, uint32_t), uint32_t what) {
  double sum = 0;
  for (size_t c = 0; c < t->cells; c++) sum += in(c, what) ? t->at_risk[c] : 0;
  return sum;
}

/* Where nobody leaves, or everybody, nothing can be compared: those weeks are left out. */
static void leave_out(const table *t, bool (*in)(size_t, uint32_t), uint32_t strata) {
  for (uint32_t k = 0; k < strata; k++) {
    double weeks = 0, left = 0;
    for (size_t c = 0; c < t->cells; c++) {
      weeks += in(c, k) ? t->at_risk[c] : 0;
      left += in(c, k) ? t->leaving[c] : 0;
    }
    for (size_t c = 0; c < t->cells && !(left > 0 && left < weeks); c++)
      if (in(c, k)) t->at_risk[c] = t->leaving[c] = 0;
  }
}

/* A column for each but the most frequent. */
static void add_strata(const table *t, column *columns, size_t *count, bool (*in)(size_t, uint32_t), uint32_t strata) {
  uint32_t usual = 0;
  for (uint32_t k = 1; k < strata; k++)
    if (weeks_of(t, in, k) > weeks_of(t, in, usual)) usual = k;
  for (uint32_t k = 0; k < strata; k++)
    if (k != usual) add_column(t, columns, count, in, k);
}

static bool everywhere(size_t cell, uint32_t what) {
  (void)cell;
  (void)what;
  return true;
}

/* The estimates of the terms asked for, NaN where they are not to be had. */
static rq_status ask(const table *t, const term *terms, size_t asked, double *estimate, rq_error *error) {
  column columns[MOST_TERMS] = {{everywhere, 0}};
  size_t count = 1;
  rq_hazard fit;
  rq_error found = RQ_NO_ERROR;
  add_strata(t, columns, &count, of_brand, t->brands);
  add_strata(t, columns, &count, of_quarter, QUARTERS);
  add_strata(t, columns, &count, of_use, USES);
  for (size_t k = 0; k < asked; k++) add_column(t, columns, &count, of_term, terms[k]);
  for (size_t c = 0; c < t->cells; c++)
    for (size_t k = 0; k < count; k++) t->x[c * count + k] = columns[k].in(c, columns[k].what);
  rq_status status = rq_hazard_fit(t->x, t->at_risk, t->leaving, t->cells, count, &fit, &found);
  for (size_t k = 0; k < asked; k++) {
    estimate[k] = NAN;
    for (size_t j = 1; j < count && !status; j++)
      if (columns[j].in == of_term && columns[j].what == terms[k]) estimate[k] = fit.estimate[j];
  }
  if (status == RQ_INTERNAL) rq_fail(error, status, "%s", found.text);
  rq_error_free(&found);
  return status == RQ_INTERNAL ? status : RQ_OK;
}

rq_status rq_exposure_fit(const rq_exposure *x, uint32_t without, rq_contagion *c, rq_error *error) {
  static const term plain[] = {HEARD, EARLIER_HEARD, IS_BOUND}, by_closeness[] = {CLOSE_HEARD, DISTANT_HEARD, EARLIER_HEARD, IS_BOUND},
                    by_loyalty[] = {BOUND_AND_HEARD, HEARD, EARLIER_HEARD, IS_BOUND};
  double one[3], two[4], three[4];
  table t;
  *c = (rq_contagion){NAN, NAN, NAN, NAN, 0, 0};
  rq_status status = table_make(x, without, &t) ? RQ_OK : rq_no_memory(error, "the weeks of customers");
  for (size_t k = 0; k < t.cells && !status; k++) {
    c->at_risk += t.at_risk[k];
    c->leaving += t.leaving[k];
  }
  if (!status) {
    leave_out(&t, of_brand, t.brands);
    leave_out(&t, of_quarter, QUARTERS);
    leave_out(&t, of_use, USES);
  }
  if (!status) status = ask(&t, plain, 3, one, error);
  if (!status) status = ask(&t, by_closeness, 4, two, error);
  if (!status) status = ask(&t, by_loyalty, 4, three, error);
  if (!status) {
    c->heard = one[0];
    c->earlier = one[1];
    c->close = two[0] - two[1];
    c->loyal = three[0];
  }
  table_free(&t);
  return status;
}
