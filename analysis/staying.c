/* From the panel's purchases to the regression of staying. */
#include "analysis/staying.h"
#include "analysis/estimates.h"
#include "analysis/happenings.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const rq_staying_names[RQ_STAY_TERMS] = {
    [RQ_STAY_INTERCEPT] = "intercept",       [RQ_STAY_AFFECTIVE] = "affective trust", [RQ_STAY_COGNITIVE] = "cognitive trust",
    [RQ_STAY_OWED] = "owed to the brand",    [RQ_STAY_PRICE] = "price over rivals'",  [RQ_STAY_STREAK] = "doublings of streak",
    [RQ_STAY_FAILED] = "service failed now", [RQ_STAY_HEARD] = "heard friends leave",
};

enum { BUY_WEEK, BUY_PERSON, BUY_BRAND, BUY_AFFECTIVE, BUY_COGNITIVE, BUY_OWED, BUY_SERVICE, BUY_COLUMNS };
static const char *const bought[BUY_COLUMNS] = {"week", "person", "brand", "affective_trust", "cognitive_trust", "owed", "service"};
enum { HEARD_WEEK, HEARD_PERSON, HEARD_BRAND, HEARD_WHAT, HEARD_COLUMNS };
static const char *const heard[HEARD_COLUMNS] = {"week", "person", "brand", "what"};
enum { WARNING = 0, LEAVING = 1 }; /* what was heard */
enum { FAILED = 2 };               /* how the service went */

typedef struct sources {
  rq_happenings purchases, hearsay;
  rq_table price, aware;
} sources;

/* The brand's price in a week over the mean of its rivals' that somebody knows, less 1; 0 where there is no rival. */
static double relative_price(const sources *s, double week, double brand) {
  size_t brands = s->price.shape[1], row = (size_t)week - 1, b = (size_t)brand;
  if (week < 1 || row >= s->price.shape[0] || b >= brands) return 0;
  double sum = 0, rivals = 0;
  for (size_t k = 0; k < brands; k++) {
    if (k == b || !(s->aware.value[row * brands + k] > 0)) continue;
    sum += s->price.value[row * brands + k];
    rivals += 1;
  }
  return sum > 0 ? s->price.value[row * brands + b] / (sum / rivals) - 1 : 0;
}

/* Whether the person heard of a leaving or a warning about the brand from one week up to another. */
static bool heard_against(const rq_happenings *h, double person, double brand, double from, double until) {
  size_t first, count = rq_happenings_of(h, (uint32_t)person, &first);
  for (size_t n = first; n < first + count; n++) {
    if (h->value[HEARD_BRAND][n] != brand || h->value[HEARD_WEEK][n] < from || h->value[HEARD_WEEK][n] > until) continue;
    if (h->value[HEARD_WHAT][n] == WARNING || h->value[HEARD_WHAT][n] == LEAVING) return true;
  }
  return false;
}

static void fill_row(const sources *s, size_t n, double streak, double *x) {
  double *const *v = s->purchases.value;
  x[RQ_STAY_INTERCEPT] = 1;
  x[RQ_STAY_AFFECTIVE] = v[BUY_AFFECTIVE][n];
  x[RQ_STAY_COGNITIVE] = v[BUY_COGNITIVE][n];
  x[RQ_STAY_OWED] = v[BUY_OWED][n];
  x[RQ_STAY_PRICE] = relative_price(s, v[BUY_WEEK][n + 1], v[BUY_BRAND][n]);
  x[RQ_STAY_STREAK] = log2(streak);
  x[RQ_STAY_FAILED] = v[BUY_SERVICE][n] == FAILED;
  x[RQ_STAY_HEARD] = heard_against(&s->hearsay, v[BUY_PERSON][n], v[BUY_BRAND][n], v[BUY_WEEK][n], v[BUY_WEEK][n + 1]);
}

static void fill_rows(const sources *s, rq_staying *rows) {
  double *const *v = s->purchases.value, streak = 0;
  for (size_t n = 0; n + 1 < s->purchases.count; n++) {
    bool goes_on = n > 0 && v[BUY_PERSON][n - 1] == v[BUY_PERSON][n] && v[BUY_BRAND][n - 1] == v[BUY_BRAND][n];
    streak = goes_on ? streak + 1 : 1;
    if (v[BUY_PERSON][n + 1] != v[BUY_PERSON][n]) continue;
    fill_row(s, n, streak, rows->x + rows->rows * RQ_STAY_TERMS);
    rows->stays[rows->rows] = v[BUY_BRAND][n + 1] == v[BUY_BRAND][n];
    rows->person[rows->rows++] = (uint32_t)v[BUY_PERSON][n];
  }
}

static rq_status load_sources(const rq_run *run, uint32_t at, sources *s, rq_error *error) {
  rq_status status = rq_happenings_load(run, "purchases", bought, BUY_COLUMNS, at, &s->purchases, error);
  if (status == RQ_OK) status = rq_happenings_load(run, "heard", heard, HEARD_COLUMNS, at, &s->hearsay, error);
  if (status == RQ_OK) status = rq_run_series(run, "price", &s->price, error);
  if (status == RQ_OK) status = rq_run_series(run, "aware", &s->aware, error);
  if (status == RQ_OK && (s->price.dims != 2 || s->aware.dims != 2 || memcmp(s->price.shape, s->aware.shape, 2 * sizeof(size_t)) != 0))
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/price and /series/aware must both be weeks x brands", rq_run_path(run));
  return status;
}

rq_status rq_staying_load(const rq_run *run, uint32_t at, rq_staying *rows, rq_error *error) {
  *rows = (rq_staying){0};
  sources s = {0};
  rq_status status = load_sources(run, at, &s, error);
  if (status == RQ_OK) {
    size_t most = s.purchases.count ? s.purchases.count : 1;
    rows->x = malloc(most * RQ_STAY_TERMS * sizeof *rows->x);
    rows->stays = malloc(most * sizeof *rows->stays);
    rows->person = malloc(most * sizeof *rows->person);
    if (rows->x && rows->stays && rows->person)
      fill_rows(&s, rows);
    else
      status = rq_no_memory(error, "the panel's purchases");
  }
  rq_happenings_free(&s.purchases);
  rq_happenings_free(&s.hearsay);
  rq_table_free(&s.price);
  rq_table_free(&s.aware);
  if (status != RQ_OK) rq_staying_free(rows);
  return status;
}

void rq_staying_free(rq_staying *rows) {
  free(rows->x);
  free(rows->stays);
  free(rows->person);
  *rows = (rq_staying){0};
}

/* The terms that vary, intercept first; the others cannot be estimated. */
static size_t choose_terms(const rq_staying *rows, rq_staying_fit *f) {
  size_t used = 0;
  f->used[used++] = RQ_STAY_INTERCEPT;
  for (unsigned k = 1; k < RQ_STAY_TERMS; k++) {
    rq_moments m = {0};
    for (size_t n = 0; n < rows->rows; n++) rq_moments_add(&m, rows->x[n * RQ_STAY_TERMS + k]);
    f->spread[k] = rq_moments_deviation(&m);
    if (f->spread[k] > 1e-9) f->used[used++] = (rq_staying_term)k;
  }
  return used;
}

rq_status rq_staying_regress(const rq_staying *rows, rq_staying_fit *f, rq_error *error) {
  *f = (rq_staying_fit){.spread = {0}};
  size_t terms = choose_terms(rows, f);
  double *x = malloc((rows->rows ? rows->rows : 1) * terms * sizeof *x);
  if (!x) return rq_no_memory(error, "the regression of staying");
  for (size_t n = 0; n < rows->rows; n++)
    for (size_t k = 0; k < terms; k++) x[n * terms + k] = rows->x[n * RQ_STAY_TERMS + f->used[k]];
  rq_status status = rq_logistic_fit(x, rows->stays, rows->person, rows->rows, terms, &f->fit, error);
  free(x);
  return status;
}
