/* Loyalty over time: the retention curve, how long customers stay, where they leave, and what they are worth. */
#include "analysis/estimates.h"
#include "analysis/loyalty.h"
#include "analysis/spells.h"
#include "analysis/survival.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PERIODS 200u
#define MOST_POINTS 1000u /* of a survival curve; where there are more times of events ... */
#define FEWER_POINTS 200u /* ... so many evenly spaced ones */

typedef struct lifetimes {
  const rq_subject *subject;
  const rq_log *log;
  double period;
  const rq_spell *spells;
  size_t count;
  const char **brand, **class; /* labels */
} lifetimes;

/* ---- hazards: a purchase, and where the next one goes ---- */

static rq_status report_hazards(const lifetimes *l, rq_report *r, rq_error *error) {
  const rq_log *log = l->log;
  size_t classes = log->segments, cells = (log->brands + 1) * classes; /* the last row is all brands together */
  if (!log->segment || classes == 0) return RQ_OK;
  double *number = calloc(5 * cells, sizeof *number);
  if (!number) return rq_no_memory(error, "the churn hazards");
  double *left = number, *all = number + cells, *value = number + 2 * cells, *low = number + 3 * cells, *high = number + 4 * cells;
  for (size_t i = 0; i + 1 < log->count; i++) {
    if (log->customer[i + 1] != log->customer[i]) continue;
    size_t cell = log->brand[i] * classes + log->segment[i], sum = log->brands * classes + log->segment[i];
    bool leaves = log->brand[i + 1] != log->brand[i];
    all[cell]++;
    all[sum]++;
    left[cell] += leaves;
    left[sum] += leaves;
  }
  for (size_t k = 0; k < cells; k++) {
    rq_estimate e = rq_proportion(left[k], all[k]);
    value[k] = e.value;
    low[k] = e.lower;
    high[k] = e.upper;
  }
  size_t sum = log->brands * classes;
  rq_report_vector(r, LOYAL_HAZARD_CLASS, classes, l->class, value + sum, low + sum, high + sum);
  rq_report_matrix(r, LOYAL_HAZARD, log->brands, l->brand, classes, l->class, value, low, high);
  free(number);
  return RQ_OK;
}

/* ---- retention curve ---- */

/* Counts, for one customer and brand, in which periods after the first purchase (entry `first`) it was bought again. */
static void count_periods(const lifetimes *l, size_t first, size_t stop, double end, double *seen, double *bought, size_t brands) {
  const rq_log *log = l->log;
  uint32_t b = log->brand[first];
  double start = log->time[first], whole = floor((end + log->grain - start) / l->period);
  size_t complete = whole < 0 ? 0 : (whole < MOST_PERIODS ? (size_t)whole : MOST_PERIODS), last = SIZE_MAX;
  for (size_t k = 0; k < complete; k++) seen[k * brands + b]++;
  for (size_t i = first; i < stop; i++) {
    double place = floor((log->time[i] - start) / l->period);
    if (log->brand[i] != b || !(place < (double)complete) || (size_t)place == last) continue;
    last = (size_t)place;
    bought[last * brands + b]++;
  }
}

static rq_status report_curve(const lifetimes *l, rq_report *r, rq_error *error) {
  const rq_log *log = l->log;
  size_t n = log->brands, cells = MOST_PERIODS * n, *known = calloc(n, sizeof *known);
  double *number = calloc(5 * cells + MOST_PERIODS, sizeof *number);
  if (!number || !known) {
    free(number);
    free(known);
    return rq_no_memory(error, "the retention curve");
  }
  double *seen = number, *bought = number + cells, *value = number + 2 * cells, *low = number + 3 * cells, *high = number + 4 * cells,
         *x = number + 5 * cells;
  for (size_t c = 0; c < log->customers; c++)
    for (size_t i = log->begin[c]; i < log->begin[c + 1]; i++) {
      if (known[log->brand[i]] == c + 1) continue;
      known[log->brand[i]] = c + 1;
      count_periods(l, i, log->begin[c + 1], rq_log_end(log, c), seen, bought, n);
    }
  size_t points = 0;
  for (size_t k = 0; k < cells; k++) {
    rq_estimate e = rq_proportion(bought[k], seen[k]);
    value[k] = e.value;
    low[k] = e.lower;
    high[k] = e.upper;
    if (seen[k] > 0) points = k / n + 1;
  }
  for (size_t k = 0; k < points; k++) x[k] = (double)k;
  char axis[96];
  snprintf(axis, sizeof axis, "periods of %g %s since the first purchase of the brand", l->period, log->unit);
  rq_report_curve(r, LOYAL_CURVE, axis, points, x, n, l->brand, value, low, high);
  free(number);
  free(known);
  return RQ_OK;
}

/* ---- survival ---- */

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* 0 and the times at which somebody left, ascending, each once; evenly spaced ones where they are too many. */
static size_t event_times(const rq_lifetime *life, size_t count, double *x) {
  size_t n = 1, kept = 0;
  x[0] = 0;
  for (size_t i = 0; i < count; i++)
    if (life[i].ended) x[n++] = life[i].length;
  qsort(x, n, sizeof *x, by_value);
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || x[i] != x[kept - 1]) x[kept++] = x[i];
  if (kept <= MOST_POINTS) return kept;
  double last = x[kept - 1];
  for (size_t i = 0; i < FEWER_POINTS; i++) x[i] = last * (double)i / (FEWER_POINTS - 1);
  return FEWER_POINTS;
}

/* One curve for each group over common times; medians where asked for. */
static rq_status report_survival(const lifetimes *l, const rq_lifetime *life, size_t count, size_t groups, const char *const *labels,
                                 size_t measure, double *median, rq_report *r, rq_error *error) {
  double *x = malloc((count + 1) * sizeof *x);
  if (!x) return rq_no_memory(error, "the survival curves");
  size_t points = event_times(life, count, x), cells = points * groups;
  double *value = calloc(3 * cells + 1, sizeof *value);
  rq_status status = value ? RQ_OK : rq_no_memory(error, "the survival curves");
  for (size_t g = 0; status == RQ_OK && g < groups; g++) {
    rq_survival s;
    size_t members = 0;
    for (size_t i = 0; i < count; i++) members += life[i].group == g;
    status = rq_survival_make(life, count, (uint32_t)g, &s, error);
    if (status != RQ_OK) break;
    for (size_t k = 0; k < points; k++) {
      size_t cell = k * groups + g;
      rq_survival_at(&s, x[k], &value[cell], &value[cells + cell], &value[2 * cells + cell]);
      if (members == 0) value[cell] = NAN;
    }
    if (median) median[g] = rq_survival_median(&s);
    rq_survival_free(&s);
  }
  char axis[96];
  snprintf(axis, sizeof axis, "%s since becoming a customer", l->log->unit);
  if (status == RQ_OK) rq_report_curve(r, measure, axis, points, x, groups, labels, value, value + cells, value + 2 * cells);
  free(value);
  free(x);
  return status;
}

static void report_rank(const rq_log_rank *test, size_t measure, rq_report *r) {
  rq_report_scalar(r, measure, test->df > 0 ? test->statistic : NAN);
  rq_report_scalar(r, measure + 1, test->p);
  if (test->df > 0) rq_report_note(r, measure, "%u degree%s of freedom", test->df, test->df == 1 ? "" : "s");
}

/* By brand: the first spell of everybody with each brand. By class: all spells, since first ones begin among strangers. */
static rq_status compare_lifetimes(const lifetimes *l, bool by_class, double *median, rq_report *r, rq_error *error) {
  rq_lifetime *life = malloc((l->count + 1) * sizeof *life);
  if (!life) return rq_no_memory(error, "the survival curves");
  size_t count = 0, groups = by_class ? l->log->segments : l->log->brands;
  for (size_t i = 0; i < l->count; i++) {
    const rq_spell *s = &l->spells[i];
    if (by_class || s->first) life[count++] = (rq_lifetime){s->length, s->left, by_class ? s->segment : s->brand};
  }
  rq_log_rank test;
  rq_status status = report_survival(l, life, count, groups, by_class ? l->class : l->brand,
                                     by_class ? LOYAL_SURVIVAL_CLASS : LOYAL_SURVIVAL, median, r, error);
  if (status == RQ_OK) status = rq_log_rank_test(life, count, (uint32_t)groups, &test, error);
  if (status == RQ_OK) report_rank(&test, by_class ? LOYAL_RANK_CLASSES : LOYAL_RANK_BRANDS, r);
  free(life);
  return status;
}

/* ---- what a customer is worth ---- */

typedef struct worth {
  double time, left, purchases, priced, spent, buyers;
} worth;

static void report_worth(const lifetimes *l, const worth *sum, double *number, rq_report *r) {
  const rq_log *log = l->log;
  size_t n = log->brands;
  double *retention = number, *revenue = number + n, *margin = number + 2 * n, *value = number + 3 * n;
  double discount = log->units_per_year > 0 ? pow(1 + l->subject->discount, l->period / log->units_per_year) - 1 : 0;
  for (size_t b = 0; b < n; b++) {
    const worth *w = &sum[b];
    double cost = log->unit_cost ? log->unit_cost[b] : NAN;
    double spent = w->spent * w->purchases / w->priced, earned = spent - cost * w->purchases; /* unknown prices: the mean */
    retention[b] = w->time > 0 ? exp(-l->period * w->left / w->time) : NAN;
    revenue[b] = w->buyers > 0 ? spent / w->buyers : NAN;
    margin[b] = w->buyers > 0 ? earned / w->buyers : NAN;
    double still_to_come = 1 + discount - retention[b];
    value[b] = still_to_come > 0 ? earned / w->time * l->period * retention[b] / still_to_come : NAN;
  }
  rq_report_vector(r, LOYAL_RETENTION, n, l->brand, retention, NULL, NULL);
  rq_report_note(r, LOYAL_RETENTION, "a period is %g %s", l->period, log->unit);
  if (!log->price) return;
  rq_report_vector(r, LOYAL_REVENUE, n, l->brand, revenue, NULL, NULL);
  if (!log->unit_cost) {
    rq_report_note(r, LOYAL_VALUE, "needs unit costs: --unit-costs BRAND=COST,...");
    return;
  }
  rq_report_vector(r, LOYAL_MARGIN, n, l->brand, margin, NULL, NULL);
  rq_report_vector(r, LOYAL_VALUE, n, l->brand, value, NULL, NULL);
  if (log->units_per_year > 0)
    rq_report_note(r, LOYAL_VALUE, "discounted at %g a year", l->subject->discount);
  else
    rq_report_note(r, LOYAL_VALUE, "not discounted: %s say nothing about years", log->unit);
}

static rq_status measure_worth(const lifetimes *l, rq_report *r, rq_error *error) {
  size_t n = l->log->brands;
  worth *sum = calloc(n, sizeof *sum);
  double *number = calloc(4 * n, sizeof *number);
  rq_status status = RQ_OK;
  if (!sum || !number) status = rq_no_memory(error, "the customers' value");
  for (size_t i = 0; status == RQ_OK && i < l->count; i++) {
    const rq_spell *s = &l->spells[i];
    worth *w = &sum[s->brand];
    w->time += s->length;
    w->left += s->left;
    w->purchases += (double)s->purchases;
    w->priced += (double)s->priced;
    w->spent += s->spent;
    w->buyers += s->first;
  }
  if (status == RQ_OK) report_worth(l, sum, number, r);
  free(sum);
  free(number);
  return status;
}

/* ---- all of it ---- */

static rq_status measure_survival(const lifetimes *l, rq_report *r, rq_error *error) {
  double *median = calloc(l->log->brands, sizeof *median);
  if (!median) return rq_no_memory(error, "the survival curves");
  rq_status status = compare_lifetimes(l, false, median, r, error);
  if (status == RQ_OK) {
    rq_report_vector(r, LOYAL_MEDIAN, l->log->brands, l->brand, median, NULL, NULL);
    rq_report_note(r, LOYAL_MEDIAN, "in %s", l->log->unit);
    if (l->subject->gap > 0)
      rq_report_note(r, LOYAL_SURVIVAL, "%g %s without a purchase are leaving, too (--gap)", l->subject->gap, l->log->unit);
  }
  free(median);
  if (status == RQ_OK && l->log->segment && l->log->segments > 0) status = compare_lifetimes(l, true, NULL, r, error);
  return status;
}

rq_status rq_loyalty_lifetimes(const rq_subject *subject, rq_report *r, rq_error *error) {
  const rq_log *log = subject->log;
  lifetimes l = {.subject = subject, .log = log, .period = rq_loyalty_period(subject)};
  rq_spell *spells = NULL;
  const char **labels = malloc((log->brands + log->segments + 1) * sizeof *labels);
  if (!labels) return rq_no_memory(error, "the loyalty measures");
  for (size_t b = 0; b < log->brands; b++) labels[b] = log->brand_name[b];
  for (size_t k = 0; k < log->segments; k++) labels[log->brands + k] = log->segment_name[k];
  l.brand = labels;
  l.class = labels + log->brands;
  rq_status status = rq_spells_make(log, subject->gap, &spells, &l.count, error);
  l.spells = spells;
  if (status == RQ_OK) status = measure_survival(&l, r, error);
  if (status == RQ_OK) status = measure_worth(&l, r, error);
  if (status == RQ_OK) status = report_hazards(&l, r, error);
  if (status == RQ_OK) status = report_curve(&l, r, error);
  free(spells);
  free(labels);
  return status;
}
