/* The loyalty section: who buys what, how often, and what else (Ehrenberg's measures of repeat buying). */
#include "analysis/loyalty.h"
#include "analysis/ratio.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums for one brand. */
typedef struct buying {
  rq_moments frequency; /* purchases of each buyer */
  rq_ratio share, requirements, repeat;
  double buyers, sole;
} buying;

/* One customer and one brand. */
typedef struct habit {
  double bought, followed, repeated;
} habit;

typedef struct market {
  const rq_log *log;
  buying *brand;
  habit *habit; /* of the customer at hand */
  double *both; /* brands x brands: people who bought both */
  rq_ratio repeat;
  const char **label; /* brands */
} market;

/* Counts customer c's purchases; returns their number. */
static double count_customer(market *m, size_t c) {
  const rq_log *log = m->log;
  size_t stop = log->begin[c + 1];
  memset(m->habit, 0, log->brands * sizeof *m->habit);
  for (size_t i = log->begin[c]; i < stop; i++) {
    habit *h = &m->habit[log->brand[i]];
    h->bought++;
    h->followed += i + 1 < stop;
    h->repeated += i + 1 < stop && log->brand[i + 1] == log->brand[i];
  }
  return (double)(stop - log->begin[c]);
}

static void add_customer(market *m, double purchases) {
  size_t brands = m->log->brands;
  double followed = 0, repeated = 0;
  for (size_t b = 0; b < brands; b++) {
    const habit *h = &m->habit[b];
    buying *to = &m->brand[b];
    rq_ratio_add(&to->share, h->bought, purchases);
    if (!(h->bought > 0)) continue;
    to->buyers++;
    to->sole += h->bought == purchases;
    rq_moments_add(&to->frequency, h->bought);
    rq_ratio_add(&to->requirements, h->bought, purchases);
    rq_ratio_add(&to->repeat, h->repeated, h->followed);
    followed += h->followed;
    repeated += h->repeated;
    for (size_t d = 0; d < brands; d++) m->both[b * brands + d] += m->habit[d].bought > 0;
  }
  rq_ratio_add(&m->repeat, repeated, followed);
}

/* Reports one estimate for each brand. */
static void report_estimates(const market *m, size_t measure, rq_estimate (*of)(const market *, size_t), bool interval, rq_report *r) {
  size_t n = m->log->brands;
  double *numbers = calloc(3 * n + 1, sizeof *numbers);
  if (!numbers) {
    r->failed = true;
    return;
  }
  for (size_t b = 0; b < n; b++) {
    rq_estimate e = of(m, b);
    numbers[b] = e.value;
    numbers[n + b] = e.lower;
    numbers[2 * n + b] = e.upper;
  }
  rq_report_vector(r, measure, n, m->label, numbers, interval ? numbers + n : NULL, interval ? numbers + 2 * n : NULL);
  free(numbers);
}

static rq_estimate plain(double value) {
  return (rq_estimate){value, NAN, NAN};
}
static rq_estimate share(const market *m, size_t b) {
  return rq_ratio_estimate(&m->brand[b].share);
}
static rq_estimate buyers(const market *m, size_t b) {
  return plain(m->brand[b].buyers);
}
static rq_estimate penetration(const market *m, size_t b) {
  return rq_proportion(m->brand[b].buyers, (double)m->log->customers);
}
static rq_estimate frequency(const market *m, size_t b) {
  return rq_mean(&m->brand[b].frequency);
}
static rq_estimate repeat(const market *m, size_t b) {
  return rq_ratio_estimate(&m->brand[b].repeat);
}
static rq_estimate requirements(const market *m, size_t b) {
  return rq_ratio_estimate(&m->brand[b].requirements);
}
static rq_estimate sole(const market *m, size_t b) {
  return rq_proportion(m->brand[b].sole, m->brand[b].buyers);
}
static rq_estimate constant(const market *m, size_t b) {
  return plain(frequency(m, b).value * (1 - penetration(m, b).value));
}

/* Double jeopardy and duplication, over the brands that were bought. */
static void report_patterns(const market *m, rq_report *r) {
  size_t n = m->log->brands;
  rq_pairs pairs = {0};
  double duplications = 0, penetrations = 0;
  double *duplication = malloc((n * n + 1) * sizeof *duplication);
  if (!duplication) {
    r->failed = true;
    return;
  }
  for (size_t b = 0; b < n; b++) {
    double own = m->brand[b].buyers;
    if (own > 0) rq_pairs_add(&pairs, penetration(m, b).value, frequency(m, b).value);
    for (size_t d = 0; d < n; d++) {
      duplication[b * n + d] = own > 0 ? m->both[b * n + d] / own : NAN;
      if (b == d || !(own > 0) || !(m->brand[d].buyers > 0)) continue;
      duplications += duplication[b * n + d];
      penetrations += penetration(m, d).value;
    }
  }
  rq_estimate jeopardy = rq_correlation(&pairs, (double)pairs.count);
  rq_report_scalar(r, LOYAL_JEOPARDY, jeopardy.value);
  rq_report_scalar(r, LOYAL_DUPLICATION_D, penetrations > 0 ? duplications / penetrations : NAN);
  rq_report_matrix(r, LOYAL_DUPLICATION, n, m->label, n, m->label, duplication, NULL, NULL);
  free(duplication);
}

static void report_market(const market *m, rq_report *r) {
  double purchases = (double)m->log->count, customers = (double)m->log->customers;
  rq_estimate all = rq_ratio_estimate(&m->repeat);
  rq_report_scalar(r, LOYAL_PURCHASES, purchases);
  rq_report_scalar(r, LOYAL_CUSTOMERS, customers);
  rq_report_scalar(r, LOYAL_PER_CUSTOMER, purchases / customers);
  rq_report_between(r, LOYAL_REPEAT_ALL, all.value, all.lower, all.upper);
  report_patterns(m, r);
  report_estimates(m, LOYAL_SHARE, share, true, r);
  report_estimates(m, LOYAL_BUYERS, buyers, false, r);
  report_estimates(m, LOYAL_PENETRATION, penetration, true, r);
  report_estimates(m, LOYAL_FREQUENCY, frequency, true, r);
  report_estimates(m, LOYAL_REPEAT, repeat, true, r);
  report_estimates(m, LOYAL_REQUIREMENTS, requirements, true, r);
  report_estimates(m, LOYAL_SOLE, sole, true, r);
  report_estimates(m, LOYAL_CONSTANT, constant, false, r);
}

double rq_loyalty_period(const rq_subject *s) {
  if (s->period > 0) return s->period;
  if (s->log->own_clock) return 1;
  if (s->log->units_per_year > 0) return s->log->units_per_year > 100 ? 91 : 13;
  double twelfth = (s->log->until - s->log->from) / 12;
  return twelfth > s->log->grain ? twelfth : (s->log->grain > 0 ? s->log->grain : 1);
}

static rq_status work(const rq_subject *s, rq_report *r, rq_error *error) {
  const rq_log *log = s->log;
  if (!log || log->count == 0) {
    rq_report_note(r, LOYAL_PURCHASES, "no purchases are noted one by one; a run keeps those of its panel (panel.size)");
    return RQ_OK;
  }
  market m = {.log = log};
  m.brand = calloc(log->brands, sizeof *m.brand);
  m.habit = calloc(log->brands, sizeof *m.habit);
  m.both = calloc(log->brands * log->brands, sizeof *m.both);
  m.label = malloc(log->brands * sizeof *m.label);
  rq_status status = RQ_OK;
  if (!m.brand || !m.habit || !m.both || !m.label)
    status = rq_no_memory(error, "the loyalty measures");
  else {
    for (size_t b = 0; b < log->brands; b++) m.label[b] = log->brand_name[b];
    for (size_t c = 0; c < log->customers; c++) add_customer(&m, count_customer(&m, c));
    rq_report_panel(r, s);
    report_market(&m, r);
    status = rq_loyalty_expected(s, m.label, r, error);
    if (!status) status = rq_loyalty_lifetimes(s, r, error);
  }
  free(m.brand);
  free(m.habit);
  free(m.both);
  free(m.label);
  return status;
}

const rq_section rq_loyalty_section = {
    .name = "loyalty",
    .summary = "who buys again, how often, and for how long",
    .from_log = true,
    .measures = rq_loyalty_measures,
    .measures_count = LOYAL_MEASURES,
    .work = work,
};
