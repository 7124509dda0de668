/* The switching section: who goes where, who gains, where it leads. Exact over the whole population of a run; over all customers of a log. */
#include "analysis/switching.h"
#include "analysis/chain.h"
#include "analysis/loyalty.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is measured, from either source; all by brand, up to the week. */
typedef struct flows {
  size_t brands;
  const char **label;
  double *count;           /* brands x brands: from, to */
  double *bought;          /* purchases */
  double *returned, *left; /* who came back; who left */
} flows;

rq_status rq_switching_series(const rq_run *run, const char *name, size_t brands, bool to, rq_table *table, rq_error *error) {
  rq_status status = rq_run_series(run, name, table, error);
  if (status != RQ_OK) return status;
  if (table->dims == (to ? 3u : 2u) && table->shape[1] == brands && (!to || table->shape[2] == brands)) return RQ_OK;
  rq_table_free(table);
  return rq_fail(error, RQ_BAD_DATA, "%s: /series/%s is not by week and %zu brands%s", rq_run_path(run), name, brands, to ? " twice" : "");
}

/* Adds the weeks up to `at` of a series, cell by cell. */
static rq_status sum_weeks(const rq_run *run, const char *name, size_t brands, uint32_t at, double *sum, rq_error *error) {
  rq_table t = {0};
  rq_status status = rq_switching_series(run, name, brands, false, &t, error);
  for (size_t w = 0; status == RQ_OK && w < t.shape[0] && w < at; w++)
    for (size_t b = 0; b < brands; b++) sum[b] += t.value[w * brands + b];
  rq_table_free(&t);
  return status;
}

static rq_status flows_of_run(const rq_subject *s, flows *f, const rq_table *count, rq_error *error) {
  size_t cells = f->brands * f->brands;
  for (size_t w = 0; w < count->shape[0] && w < s->at; w++)
    for (size_t k = 0; k < cells; k++) f->count[k] += count->value[w * cells + k];
  rq_status status = sum_weeks(s->run, "purchases", f->brands, s->at, f->bought, error);
  if (status == RQ_OK) status = sum_weeks(s->run, "won_back_customers", f->brands, s->at, f->returned, error);
  if (status == RQ_OK) status = sum_weeks(s->run, "lost_customers", f->brands, s->at, f->left, error);
  return status;
}

static rq_status flows_of_log(const rq_log *log, flows *f, rq_error *error) {
  size_t *known = calloc(f->brands + 1, sizeof *known); /* customer + 1 who bought the brand last */
  if (!known) return rq_no_memory(error, "the switching matrix");
  for (size_t i = 0; i < log->count; i++) {
    uint32_t to = log->brand[i], from = i > 0 ? log->brand[i - 1] : 0;
    bool followed = i > 0 && log->customer[i] == log->customer[i - 1];
    f->bought[to]++;
    if (followed) f->count[from * f->brands + to]++;
    if (followed && from != to) {
      f->left[from]++;
      f->returned[to] += known[to] == (size_t)log->customer[i] + 1;
    }
    known[to] = (size_t)log->customer[i] + 1;
  }
  free(known);
  return RQ_OK;
}

/* ---- measures of the matrix ---- */

static rq_status report_steady(const flows *f, double *number, rq_report *r, rq_error *error) {
  rq_chain chain;
  double all = 0, *start = number, *share = number + f->brands;
  for (size_t b = 0; b < f->brands; b++) all += f->bought[b];
  for (size_t b = 0; b < f->brands; b++) start[b] = all > 0 ? f->bought[b] / all : NAN;
  rq_report_vector(r, SWITCH_SHARE, f->brands, f->label, start, NULL, NULL);
  rq_status status = rq_chain_steady(f->count, f->brands, start, share, &chain, error);
  if (status != RQ_OK) return status;
  rq_report_vector(r, SWITCH_STEADY, f->brands, f->label, share, NULL, NULL);
  if (chain.closed > 1)
    rq_report_note(r, SWITCH_STEADY, "%zu groups of brands never exchange customers: the steady state depends on the start", chain.closed);
  else if (chain.unknown > 0)
    rq_report_note(r, SWITCH_STEADY, "left out: %zu brand%s after which no purchase was seen", chain.unknown,
                   chain.unknown == 1 ? "" : "s");
  return RQ_OK;
}

static void report_vectors(const flows *f, double *number, rq_report *r) {
  size_t n = f->brands;
  double *in = number, *out = number + n, *net = number + 2 * n, *back = number + 3 * n;
  memset(number, 0, 4 * n * sizeof *number);
  double pairs = 0, repeats = 0;
  for (size_t b = 0; b < n; b++)
    for (size_t d = 0; d < n; d++) {
      double moved = f->count[b * n + d];
      pairs += moved;
      repeats += b == d ? moved : 0;
      out[b] += b == d ? 0 : moved;
      in[d] += b == d ? 0 : moved;
    }
  for (size_t b = 0; b < n; b++) {
    net[b] = in[b] - out[b];
    back[b] = f->left[b] > 0 ? f->returned[b] / f->left[b] : NAN;
  }
  rq_report_scalar(r, SWITCH_PAIRS, pairs);
  rq_report_scalar(r, SWITCH_REPEAT_ALL, pairs > 0 ? repeats / pairs : NAN);
  rq_report_vector(r, SWITCH_IN, n, f->label, in, NULL, NULL);
  rq_report_vector(r, SWITCH_OUT, n, f->label, out, NULL, NULL);
  rq_report_vector(r, SWITCH_NET, n, f->label, net, NULL, NULL);
  rq_report_vector(r, SWITCH_BACK, n, f->label, back, NULL, NULL);
}

static void report_matrices(const flows *f, double *number, rq_report *r) {
  size_t n = f->brands;
  rq_report_matrix(r, SWITCH_COUNTS, n, f->label, n, f->label, f->count, NULL, NULL);
  for (size_t b = 0; b < n; b++) {
    double sum = 0;
    for (size_t d = 0; d < n; d++) sum += f->count[b * n + d];
    for (size_t d = 0; d < n; d++) number[b * n + d] = sum > 0 ? f->count[b * n + d] / sum : NAN;
  }
  rq_report_matrix(r, SWITCH_ROWS, n, f->label, n, f->label, number, NULL, NULL);
  for (size_t b = 0; b < n; b++)
    for (size_t d = 0; d < n; d++) number[b * n + d] = f->count[d * n + b] - f->count[b * n + d];
  rq_report_matrix(r, SWITCH_FLOWS, n, f->label, n, f->label, number, NULL, NULL);
}

/* ---- shares over time ---- */

/* Turns counts by period into shares, and reports those periods that are whole (the last may be shorter). */
static void report_shares(const flows *f, size_t periods, double length, double last, double *number, const char *unit, rq_report *r) {
  size_t n = f->brands;
  double *x = number + periods * n;
  for (size_t k = 0; k < periods; k++) {
    double sum = 0;
    for (size_t b = 0; b < n; b++) sum += number[k * n + b];
    for (size_t b = 0; b < n; b++) number[k * n + b] = sum > 0 ? number[k * n + b] / sum : NAN;
    x[k] = fmin((double)(k + 1) * length, last);
  }
  rq_report_curve(r, SWITCH_SHARES, unit, periods, x, n, f->label, number, NULL, NULL);
}

static rq_status shares_of_run(const rq_subject *s, const flows *f, rq_report *r, rq_error *error) {
  rq_table t = {0};
  rq_status status = rq_switching_series(s->run, "purchases", f->brands, false, &t, error);
  if (status != RQ_OK) return status;
  size_t weeks = t.shape[0] < s->at ? t.shape[0] : s->at, length = s->period >= 1 ? (size_t)s->period : 13;
  size_t periods = (weeks + length - 1) / length;
  double *number = calloc(periods * (f->brands + 1) + 1, sizeof *number);
  if (!number)
    status = rq_no_memory(error, "the market shares");
  else {
    for (size_t w = 0; w < weeks; w++)
      for (size_t b = 0; b < f->brands; b++) number[w / length * f->brands + b] += t.value[w * f->brands + b];
    report_shares(f, periods, (double)length, (double)weeks, number, "week", r);
  }
  free(number);
  rq_table_free(&t);
  return status;
}

#define MOST_PERIODS 1000.0

static rq_status shares_of_log(const rq_subject *s, const flows *f, rq_report *r, rq_error *error) {
  const rq_log *log = s->log;
  double length = rq_loyalty_period(s), whole = floor((log->until - log->from) / length) + 1;
  if (log->own_clock || whole > MOST_PERIODS) {
    rq_report_note(r, SWITCH_SHARES,
                   log->own_clock ? "occasions are each customer's own: there is no common time"
                                  : "more than 1,000 periods; choose a longer --period");
    return RQ_OK;
  }
  size_t periods = (size_t)whole;
  double *number = calloc(periods * (f->brands + 1) + 1, sizeof *number);
  if (!number) return rq_no_memory(error, "the market shares");
  for (size_t i = 0; i < log->count; i++) number[(size_t)((log->time[i] - log->from) / length) * f->brands + log->brand[i]]++;
  report_shares(f, periods, length, log->until - log->from + log->grain, number, log->unit, r);
  free(number);
  return RQ_OK;
}

/* ---- costs ---- */

static rq_status report_costs(const rq_subject *s, const flows *f, double *number, rq_report *r, rq_error *error) {
  size_t n = f->brands;
  double *cost = number, *kept = number + n, *each = number + 2 * n;
  memset(number, 0, 3 * n * sizeof *number);
  rq_table price = {0}, paid = {0}, sold = {0}, customers = {0};
  rq_status status = sum_weeks(s->run, "campaign_costs", n, s->at, cost, error);
  if (status == RQ_OK) status = rq_switching_series(s->run, "price", n, false, &price, error);
  if (status == RQ_OK) status = rq_switching_series(s->run, "price_paid", n, false, &paid, error);
  if (status == RQ_OK) status = rq_switching_series(s->run, "purchases", n, false, &sold, error);
  if (status == RQ_OK) status = rq_switching_series(s->run, "customers", n, false, &customers, error);
  size_t weeks = status == RQ_OK && sold.shape[0] < s->at ? sold.shape[0] : s->at;
  for (size_t w = 0; status == RQ_OK && w < weeks; w++)
    for (size_t b = 0; b < n; b++) {
      size_t k = w * n + b;
      if (sold.value[k] > 0) cost[b] += sold.value[k] * (price.value[k] - paid.value[k]);
      if (w + 1 == weeks) kept[b] = customers.value[k];
    }
  for (size_t b = 0; b < n; b++) each[b] = kept[b] > 0 ? cost[b] / kept[b] : NAN;
  if (status == RQ_OK) {
    rq_report_vector(r, SWITCH_KEPT, n, f->label, kept, NULL, NULL);
    rq_report_vector(r, SWITCH_COSTS, n, f->label, cost, NULL, NULL);
    rq_report_vector(r, SWITCH_COST_PER_KEPT, n, f->label, each, NULL, NULL);
  }
  rq_table_free(&price);
  rq_table_free(&paid);
  rq_table_free(&sold);
  rq_table_free(&customers);
  return status;
}

/* ---- all of it ---- */

static rq_status report_flows(const rq_subject *s, flows *f, double *number, rq_report *r, rq_error *error) {
  rq_table count = {0};
  rq_status status = RQ_OK;
  if (s->run) {
    status = rq_switching_series(s->run, "switch_count", f->brands, true, &count, error);
    if (status == RQ_OK) status = flows_of_run(s, f, &count, error);
  } else
    status = flows_of_log(s->log, f, error);
  if (status == RQ_OK) {
    report_vectors(f, number, r);
    status = report_steady(f, number, r, error);
  }
  if (status == RQ_OK) {
    report_matrices(f, number, r);
    status = s->run ? shares_of_run(s, f, r, error) : shares_of_log(s, f, r, error);
  }
  if (status == RQ_OK && s->run) status = report_costs(s, f, number, r, error);
  if (status == RQ_OK && s->run) status = rq_switching_cuts(s, f->brands, f->label, &count, r, error);
  rq_table_free(&count);
  return status;
}

static rq_status work(const rq_subject *s, rq_report *r, rq_error *error) {
  uint32_t labels = 0;
  const char *const *of_run = s->run ? rq_run_labels(s->run, "brand", &labels) : NULL;
  size_t n = s->run ? labels : (s->log ? s->log->brands : 0);
  if (n == 0) {
    rq_report_note(r, SWITCH_PAIRS, "no brands");
    return RQ_OK;
  }
  flows f = {.brands = n, .label = malloc(n * sizeof *f.label)};
  double *number = calloc(2 * n * n + 7 * n, sizeof *number);
  rq_status status;
  if (!f.label || !number)
    status = rq_no_memory(error, "the switching matrix");
  else {
    for (size_t b = 0; b < n; b++) f.label[b] = of_run ? of_run[b] : s->log->brand_name[b];
    f.count = number;
    f.bought = number + n * n;
    f.returned = f.bought + n;
    f.left = f.returned + n;
    status = report_flows(s, &f, f.left + n, r, error);
  }
  free(f.label);
  free(number);
  return status;
}

const rq_section rq_switching_section = {
    .name = "switching",
    .summary = "who goes where, who gains, and where it leads",
    .from_log = true,
    .measures = rq_switching_measures,
    .measures_count = SWITCH_MEASURES,
    .work = work,
};
