/* Section `answer`: the few lines that answer the question of a run. `renqing run` ends with them. */
#include "analysis/estimates.h"
#include "analysis/happenings.h"
#include "analysis/sections.h"
#include "analysis/switching.h"
#include <math.h>
#include <stdlib.h>

#define YEAR 52u

enum { M_SHARE, M_CUSTOMERS, M_RETENTION, M_SWITCHING, M_STAY_BEFORE, M_STAY_CUT, M_PROFIT, M_CONTACTS, M_SPEND, M_KEPT, M_COST, MEASURES };

static const rq_measure measures[MEASURES] = {
    [M_SHARE] = {"share", "share of purchases, last year", "1", 3, "The brand's purchases over all purchases, in the last 52 weeks.", ""},
    [M_CUSTOMERS] = {"customers", "customers", "people", 0, "People whose latest purchase was of the brand, in the last week.", ""},
    [M_RETENTION] =
        {"retention", "customers kept over a year", "1", 3,
         "Of the people of the panel who were customers of the brand 52 weeks before the last week (latest purchase until then), the "
         "share who are in the last week.",
         "interval: Wilson (1927)"},
    [M_SWITCHING] =
        {"switching", "purchases lost to others", "1", 3,
         "Of all purchases whose buyer had bought the brand the time before, the share that went to another brand, in the last 52 "
         "weeks.",
         ""},
    [M_STAY_BEFORE] =
        {"stayed_before_cut", "stayed, before a rival's price cut", "1", 3,
         "Of the next purchases of the brand's customers in the 8 weeks before a rival cuts its price, the share of the brand; all cuts "
         "of rivals together.",
         "interval: Wilson (1927), of the whole population's counts"},
    [M_STAY_CUT] = {"stayed_during_cut", "stayed, while a rival cut its price", "1", 3, "The same in the weeks of the cut.",
                    "interval: Wilson (1927), of the whole population's counts"},
    [M_PROFIT] = {"profit", "profit, whole run", "currency", 0, "Revenue, less unit costs, less what campaigns cost; all weeks.", ""},
    [M_CONTACTS] = {"contacts", "contacts", "contacts", 0, "Contacts that the campaign made, or coupons that it handed out; all weeks.",
                    ""},
    [M_SPEND] = {"spend", "spent", "currency", 0, "What the campaign spent, all weeks; of a discount, the revenue forgone.", ""},
    [M_KEPT] =
        {"kept_customers", "kept customers", "people", 0,
         "People whom the campaign contacted at least once and who are customers of its brand in the last week, estimated from the panel "
         "(exact where the panel is everybody). "
         "Some would have stayed without: the difference to a scenario without the campaign says how many.",
         "interval: Wilson (1927)"},
    [M_COST] = {"cost_per_kept_customer", "cost per kept customer", "currency", 2, "What the campaign spent over its kept customers.",
                "interval: that of kept customers"},
};

/* ---- whole population, from the series ---- */

/* Sums of weeks from + 1 ... until of one series, for each of its cells; malloc'd. */
static rq_status sums(const rq_run *run, const char *name, uint32_t from, uint32_t until, double **sum, size_t *cells, rq_error *error) {
  rq_table table;
  rq_status status = rq_run_series(run, name, &table, error);
  if (status) return status;
  *cells = (table.dims > 1 ? table.shape[1] : 1) * (table.dims > 2 ? table.shape[2] : 1);
  *sum = calloc(*cells + 1, sizeof **sum);
  if (!*sum) {
    rq_table_free(&table);
    return rq_no_memory(error, name);
  }
  for (size_t week = from; week < until && week < table.shape[0]; week++)
    for (size_t c = 0; c < *cells; c++) (*sum)[c] += table.value[week * *cells + c];
  rq_table_free(&table);
  return RQ_OK;
}

/* Reports the sums of a series as they are: one for each label of a dimension. */
static rq_status report_sums(const rq_subject *s, rq_report *report, size_t measure, const char *series, const char *dimension,
                             uint32_t from, rq_error *error) {
  uint32_t count;
  const char *const *labels = rq_run_labels(s->run, dimension, &count);
  if (count == 0) return RQ_OK;
  double *sum = NULL;
  size_t cells;
  rq_status status = sums(s->run, series, from, s->at, &sum, &cells, error);
  if (status == RQ_OK && cells != count)
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/%s has %zu columns and there are %u of %s", s->path, series, cells, (unsigned)count,
                     dimension);
  if (status == RQ_OK) rq_report_vector(report, measure, count, labels, sum, NULL, NULL);
  free(sum);
  return status;
}

static rq_status report_share(const rq_subject *s, rq_report *report, uint32_t from, uint32_t count, const char *const *brand,
                              rq_error *error) {
  double *sum = NULL, all = 0;
  size_t cells = 0;
  rq_status status = sums(s->run, "purchases", from, s->at, &sum, &cells, error);
  if (status == RQ_OK && cells == count) {
    for (size_t b = 0; b < cells; b++) all += sum[b];
    for (size_t b = 0; b < cells; b++) sum[b] = all > 0 ? sum[b] / all : NAN;
    rq_report_vector(report, M_SHARE, count, brand, sum, NULL, NULL);
  }
  free(sum);
  return status;
}

static rq_status report_switching(const rq_subject *s, rq_report *report, uint32_t from, uint32_t count, const char *const *brand,
                                  rq_error *error) {
  double *sum = NULL;
  size_t cells = 0;
  rq_status status = sums(s->run, "switch_count", from, s->at, &sum, &cells, error);
  if (status == RQ_OK && cells == (size_t)count * count) {
    for (size_t b = 0; b < count; b++) {
      double all = 0, stayed = sum[b * count + b];
      for (size_t to = 0; to < count; to++) all += sum[b * count + to];
      sum[b] = all > 0 ? 1 - stayed / all : NAN; /* rows before b are not needed any more */
    }
    rq_report_vector(report, M_SWITCHING, count, brand, sum, NULL, NULL);
  }
  free(sum);
  return status;
}

static rq_status report_cuts(const rq_subject *s, rq_report *report, uint32_t count, const char *const *brand, rq_error *error) {
  rq_table moved = {0};
  rq_rival_cuts *cut = calloc(count, sizeof *cut);
  double *value = calloc((size_t)count * 6, sizeof *value), seen = 0;
  rq_status status =
      cut && value ? rq_switching_series(s->run, "switch_count", count, true, &moved, error) : rq_no_memory(error, "price cuts");
  if (status == RQ_OK) status = rq_switching_rival_cuts(s, count, &moved, cut, error);
  for (uint32_t b = 0; status == RQ_OK && b < count; b++) {
    rq_estimate before = rq_proportion(cut[b].stayed_before, cut[b].all_before), during = rq_proportion(cut[b].stayed, cut[b].all);
    const double row[6] = {before.value, before.lower, before.upper, during.value, during.lower, during.upper};
    for (size_t m = 0; m < 6; m++) value[m * count + b] = row[m];
    seen += cut[b].all;
  }
  if (status == RQ_OK && seen > 0) {
    rq_report_vector(report, M_STAY_BEFORE, count, brand, value, value + count, value + 2 * (size_t)count);
    rq_report_vector(report, M_STAY_CUT, count, brand, value + 3 * (size_t)count, value + 4 * (size_t)count, value + 5 * (size_t)count);
  }
  rq_table_free(&moved);
  free(cut);
  free(value);
  return status;
}

/* ---- the panel, from its events ---- */

static rq_status report_retention(const rq_subject *s, rq_report *report, const rq_happenings *purchases, uint32_t count,
                                  const char *const *brand, rq_error *error) {
  if (s->at <= YEAR) {
    rq_report_note(report, M_RETENTION, "needs more than %u weeks", YEAR);
    return RQ_OK;
  }
  double *had = calloc((size_t)count * 5, sizeof *had);
  if (!had) return rq_no_memory(error, "retention");
  double *kept = had + count, *value = kept + count, *lower = value + count, *upper = lower + count;
  for (size_t i = 0; i < purchases->count; i++) {
    uint32_t person = (uint32_t)purchases->value[1][i];
    if (i > 0 && purchases->value[1][i - 1] == purchases->value[1][i]) continue;
    uint32_t then = rq_brand_at(purchases, person, s->at - YEAR);
    if (then >= count) continue;
    had[then]++;
    if (rq_brand_at(purchases, person, s->at) == then) kept[then]++;
  }
  for (uint32_t b = 0; b < count; b++) {
    rq_estimate e = rq_proportion(kept[b], had[b]);
    value[b] = e.value;
    lower[b] = e.lower;
    upper[b] = e.upper;
  }
  rq_report_vector(report, M_RETENTION, count, brand, value, lower, upper);
  free(had);
  return RQ_OK;
}

/* Marks each campaign's contacted people of the panel who buy its brand now; contacts are sorted by person. */
static void count_kept(const rq_happenings *contacts, const rq_happenings *purchases, double at, uint32_t count, double *kept,
                       double *counted_for) {
  for (uint32_t c = 0; c < count; c++) counted_for[c] = -1;
  for (size_t i = 0; i < contacts->count; i++) {
    double person = contacts->value[1][i], campaign = contacts->value[3][i];
    if (!(campaign >= 0 && campaign < count)) continue;
    uint32_t c = (uint32_t)campaign;
    if (counted_for[c] == person) continue;
    counted_for[c] = person;
    if (rq_brand_at(purchases, (uint32_t)person, at) == (uint32_t)contacts->value[2][i]) kept[c]++;
  }
}

static rq_status report_kept(const rq_subject *s, rq_report *report, const rq_happenings *purchases, uint32_t count,
                             const char *const *campaign, rq_error *error) {
  static const char *const names[] = {"week", "person", "brand", "campaign"};
  rq_happenings contacts = {0};
  uint32_t *panel = NULL;
  size_t panel_count = 0, cells = 0;
  double *people = NULL, *spend = NULL, *kept = calloc((size_t)count * 7, sizeof *kept);
  rq_status status =
      kept ? rq_happenings_load(s->run, "contacts", names, 4, s->at, &contacts, error) : rq_no_memory(error, "kept customers");
  if (status == RQ_OK) status = rq_run_panel(s->run, &panel, &panel_count, error);
  if (status == RQ_OK) status = sums(s->run, "people", s->at - 1, s->at, &people, &cells, error);
  if (status == RQ_OK) status = sums(s->run, "spend", 0, s->at, &spend, &cells, error);
  if (status == RQ_OK && panel_count > 0 && cells == count) {
    count_kept(&contacts, purchases, s->at, count, kept, kept + count);
    double *low = kept + count, *high = low + count, *cost = high + count, *cost_low = cost + count, *cost_high = cost_low + count;
    for (uint32_t c = 0; c < count; c++) {
      rq_estimate e = rq_proportion(kept[c], (double)panel_count);
      kept[c] = e.value * people[0];
      low[c] = e.lower * people[0];
      high[c] = e.upper * people[0];
      cost[c] = kept[c] > 0 ? spend[c] / kept[c] : NAN;
      cost_low[c] = high[c] > 0 ? spend[c] / high[c] : NAN;
      cost_high[c] = kept[c] > 0 ? spend[c] / low[c] : NAN;
    }
    bool sample = (double)panel_count < people[0];
    rq_report_vector(report, M_KEPT, count, campaign, kept, sample ? low : NULL, sample ? high : NULL);
    rq_report_vector(report, M_COST, count, campaign, cost, sample ? cost_low : NULL, sample ? cost_high : NULL);
  }
  rq_happenings_free(&contacts);
  free(panel);
  free(people);
  free(spend);
  free(kept);
  return status;
}

static rq_status report_panel(const rq_subject *s, rq_report *report, uint32_t brands, const char *const *brand, rq_error *error) {
  static const char *const names[] = {"week", "person", "brand"};
  uint32_t campaigns;
  const char *const *campaign = rq_run_labels(s->run, "campaign", &campaigns);
  rq_happenings purchases = {0};
  rq_status status = rq_happenings_load(s->run, "purchases", names, 3, s->at, &purchases, error);
  if (status == RQ_OK && purchases.count == 0) rq_report_note(report, M_RETENTION, "needs a panel: see panel.size");
  rq_report_panel(report, s);
  if (status == RQ_OK && purchases.count > 0) status = report_retention(s, report, &purchases, brands, brand, error);
  if (status == RQ_OK && purchases.count > 0 && campaigns > 0) status = report_kept(s, report, &purchases, campaigns, campaign, error);
  rq_report_exact(report);
  rq_happenings_free(&purchases);
  return status;
}

static rq_status work(const rq_subject *s, rq_report *report, rq_error *error) {
  uint32_t brands;
  const char *const *brand = rq_run_labels(s->run, "brand", &brands);
  if (brands == 0 || s->at == 0) return RQ_OK;
  uint32_t from = s->at > YEAR ? s->at - YEAR : 0;
  rq_status status = report_share(s, report, from, brands, brand, error);
  if (status == RQ_OK) status = report_sums(s, report, M_CUSTOMERS, "customers", "brand", s->at - 1, error);
  if (status == RQ_OK) status = report_switching(s, report, from, brands, brand, error);
  if (status == RQ_OK) status = report_cuts(s, report, brands, brand, error);
  if (status == RQ_OK) status = report_sums(s, report, M_PROFIT, "profit", "brand", 0, error);
  if (status == RQ_OK) status = report_sums(s, report, M_CONTACTS, "contacts", "campaign", 0, error);
  if (status == RQ_OK) status = report_sums(s, report, M_SPEND, "spend", "campaign", 0, error);
  return status ? status : report_panel(s, report, brands, brand, error);
}

const rq_section rq_answer_section = {
    .name = "answer", .summary = "The answer in short", .measures = measures, .measures_count = MEASURES, .work = work};
