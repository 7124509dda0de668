/* Section `favors`: who asks, who grants, what is given back. */
#include "analysis/balances.h"
#include "analysis/configured.h"
#include "analysis/estimates.h"
#include "analysis/happenings.h"
#include "analysis/sections.h"
#include "analysis/society.h"
#include <math.h>
#include <stdlib.h>

#define WEEKS_A_YEAR 52.0
#define RECENT 4u /* weeks in which everybody's ties are looked through once */

enum {
  M_WEEKS,
  M_NEEDS,
  M_INSIDE,
  M_ASKED,
  M_GRANTED,
  M_GRANTED_RULE,
  M_ANSWERED_RULE,
  M_REFUSED,
  M_BY_CLASS,
  M_RECIPROCATED,
  M_BOTH_GRANTED,
  M_BOTH_WAYS,
  M_BALANCE,
  M_BALANCE_FLOW,
  M_REPAYMENTS,
  M_DELAY,
  M_DELAY_QUANTILES,
  M_PROMPT,
  M_GINI,
  M_INTRODUCTIONS,
  M_INTRODUCTION_SUCCESS,
  M_TIES_CLASS,
  M_TIES_MADE,
  M_TIES_ENDED,
  MEASURES
};

static const rq_measure measures[MEASURES] = {
    [M_WEEKS] = {"weeks", "weeks looked at", "weeks", 0, "Weeks from the start to --at: rates are over all of them.", ""},
    [M_NEEDS] = {"needs", "needs a person and year", "needs", 2, "Needs for a favor that arose, per person and 52 weeks.", ""},
    [M_INSIDE] = {"met_inside", "needs met by a tie", "1", 4,
                  "Needs met by a tie over needs met by a tie or on the market for money; Wilson's interval.", "Wilson (1927)"},
    [M_ASKED] = {"asked", "favors asked, a person and year", "favors", 2,
                 "Petitions to a tie, third persons and second tries included, per person and 52 weeks.", ""},
    [M_GRANTED] = {"granted", "favors granted", "1", 4, "Petitions granted over petitions; Wilson's interval.", "Wilson (1927)"},
    [M_GRANTED_RULE] =
        {"granted_by_rule", "granted, by the rule that answers", "1", 4,
         "Petitions granted over petitions decided by the need, renqing and equity rule; what capacity or credit decided is in "
         "none of them. Wilson's interval.",
         "rules: Hwang (1987)"},
    [M_ANSWERED_RULE] = {"answered_by_rule", "share of answers, by rule", "1", 4,
                         "Petitions decided by each rule, over all that a rule decided.", "Hwang (1987)"},
    [M_REFUSED] = {"refused", "refused, by reason", "1", 4, "Petitions not granted for each reason, over all petitions; Wilson's interval.",
                   ""},
    [M_BY_CLASS] = {"asked_by_class", "asked, by class of tie", "1", 4,
                    "Share of the petitions in each class that the one who is asked gives the tie.", "Hwang (1987)"},
    [M_RECIPROCATED] = {"reciprocated", "favors to a creditor", "1", 4,
                        "Favors granted to somebody to whom the helper owed, over all favors granted by the need and renqing rules.",
                        "Gouldner (1960)"},
    [M_BOTH_GRANTED] = {"both_granted", "partners who granted each other favors", "1", 4,
                        "Of the pairs of a person of the panel and a partner between whom two or more favors were granted by the need or "
                        "renqing rule, the share in which both granted; Wilson's interval.",
                        "Gouldner (1960)"},
    [M_BOTH_WAYS] = {"both_ways", "ties with favors both ways", "1", 4,
                     "Of the ties of the snapshot over which a favor has ever gone, the share over which they went in both directions, "
                     "introductions and repayments beyond the debt included; Wilson's interval.",
                     "Gouldner (1960)"},
    [M_BALANCE] = {"open_balance", "balance of a tie, absolute", "favor units", 4,
                   "Mean over the ties of the snapshot of what is owed, "
                   "whoever owes it.",
                   ""},
    [M_BALANCE_FLOW] = {"balance_over_flow", "the same over a year's favors", "years", 4,
                        "What is owed over all ties, divided by the favors granted (need and renqing rules) in the 52 weeks before: in how "
                        "many years' favors all debts would be paid.",
                        ""},
    [M_REPAYMENTS] = {"repayments", "repayments a person and year", "repayments", 2, "Repayments made, per person and 52 weeks.", ""},
    [M_DELAY] = {"repayment_delay", "delay of a repayment, mean", "weeks", 2,
                 "Weeks from the last favor received to its repayment, mean over all repayments.", ""},
    [M_DELAY_QUANTILES] = {"repayment_delay_quantiles", "delay of a repayment, quantiles", "weeks", 1,
                           "Quantiles over the repayments that people of the panel made.", "Hyndman & Fan (1996), type 7"},
    [M_PROMPT] = {"prompt", "repayments that came too soon", "1", 4,
                  "Repayments sooner than the convention allows (favors.repayment), over all; Wilson's interval.", ""},
    [M_GINI] = {"concentration", "concentration (Gini)", "1", 3,
                "Gini's coefficient over people of favors granted to others and favors received (the panel's events), and over all people "
                "of what others owe them and of what they owe (the snapshot). 0: all alike; towards 1: all with one.",
                "Gini (1912)"},
    [M_INTRODUCTIONS] = {"introductions", "introductions, a person and year", "introductions", 3,
                         "New ties made by a broker, per person and 52 weeks.", "Burt (1992)"},
    [M_INTRODUCTION_SUCCESS] = {"introduction_success", "requests to a broker that succeed", "1", 4,
                                "Introductions made over introductions made and requests that led nowhere; Wilson's interval.", ""},
    [M_TIES_CLASS] = {"ties_by_class", "ties a person, by class", "ties", 2,
                      "Ties of each class per person, over the last four weeks (in four weeks everybody is looked at once).",
                      "Hwang (1987)"},
    [M_TIES_MADE] = {"ties_made", "ties begun, a person and year", "ties", 3, "Ties that began, per person and 52 weeks.", ""},
    [M_TIES_ENDED] = {"ties_ended", "ties ended, a person and year", "ties", 3, "Ties that ended, per person and 52 weeks.", ""},
};

typedef struct look {
  const rq_subject *subject;
  rq_report *report;
  uint32_t weeks;
  double person_years;
} look;

/* Sums a series over weeks `from` ... `until` - 1 (from 0), cell by cell; `cells` values. */
static rq_status sum_series(const look *l, const char *name, uint32_t from, uint32_t until, size_t cells, double *sum, rq_error *error) {
  rq_table t;
  rq_status status = rq_run_series(l->subject->run, name, &t, error);
  if (status != RQ_OK) return status;
  size_t width = 1;
  for (unsigned d = 1; d < t.dims; d++) width *= t.shape[d];
  if (width != cells || t.shape[0] < until)
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/%s has %zu weeks of %zu values; %u of %zu are needed", l->subject->path, name,
                     t.shape[0], width, until, cells);
  for (size_t c = 0; c < cells && status == RQ_OK; c++) {
    sum[c] = 0;
    for (size_t w = from; w < until; w++) sum[c] += t.value[w * width + c];
  }
  rq_table_free(&t);
  return status;
}

/* The whole stretch; a scalar series. */
static rq_status total(const look *l, const char *name, double *sum, rq_error *error) {
  return sum_series(l, name, 0, l->weeks, 1, sum, error);
}

static void report_share(const look *l, size_t measure, double part, double whole) {
  rq_estimate e = rq_proportion(part, whole);
  rq_report_between(l->report, measure, e.value, e.lower, e.upper);
}

/* Wilson intervals of part[k] over whole[k], or over the same whole. */
static void report_shares(const look *l, size_t measure, const char *const *labels, size_t count, const double *part, const double *whole,
                          bool same_whole) {
  enum { MOST = 16 };
  double value[MOST], lower[MOST], upper[MOST];
  if (count > MOST) count = MOST;
  for (size_t k = 0; k < count; k++) {
    rq_estimate e = rq_proportion(part[k], same_whole ? *whole : whole[k]);
    value[k] = e.value;
    lower[k] = e.lower;
    upper[k] = e.upper;
  }
  rq_report_vector(l->report, measure, count, labels, value, lower, upper);
}

static rq_status report_needs(const look *l, rq_error *error) {
  double needs, inside, market;
  rq_status status = total(l, "needs", &needs, error);
  if (status == RQ_OK) status = total(l, "needs_met_inside", &inside, error);
  if (status == RQ_OK) status = total(l, "needs_to_market", &market, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_NEEDS, needs / l->person_years);
  report_share(l, M_INSIDE, inside, inside + market);
  return RQ_OK;
}

static rq_status report_answers(const look *l, rq_error *error) {
  enum { RULES = 3, REASONS = 5 };
  static const char *const rules[RULES] = {"need", "renqing", "equity"};
  static const char *const reasons[REASONS] = {"cannot", "no deal", "no credit left", "will not", "default"};
  double asked, answered[RULES], granted[RULES], refused[REASONS], class[RQ_CLASSES], reciprocated;
  rq_status status = total(l, "favors_asked", &asked, error);
  if (status == RQ_OK) status = sum_series(l, "favors_answered", 0, l->weeks, RULES, answered, error);
  if (status == RQ_OK) status = sum_series(l, "favors_granted", 0, l->weeks, RULES, granted, error);
  if (status == RQ_OK) status = sum_series(l, "favors_refused", 0, l->weeks, REASONS, refused, error);
  if (status == RQ_OK) status = sum_series(l, "favors_asked_by_class", 0, l->weeks, RQ_CLASSES, class, error);
  if (status == RQ_OK) status = total(l, "favors_reciprocated", &reciprocated, error);
  if (status != RQ_OK) return status;
  double decided = answered[0] + answered[1] + answered[2], classed = class[0] + class[1] + class[2];
  rq_report_scalar(l->report, M_ASKED, asked / l->person_years);
  report_share(l, M_GRANTED, granted[0] + granted[1] + granted[2], asked);
  report_shares(l, M_GRANTED_RULE, rules, RULES, granted, answered, false);
  report_shares(l, M_ANSWERED_RULE, rules, RULES, answered, &decided, true);
  report_shares(l, M_REFUSED, reasons, REASONS, refused, &asked, true);
  report_shares(l, M_BY_CLASS, rq_class_names, RQ_CLASSES, class, &classed, true);
  report_share(l, M_RECIPROCATED, reciprocated, granted[0] + granted[1]);
  return RQ_OK;
}

/* Mean of the series `repayment_delay` weighted by the repayments behind each week's mean. */
static rq_status mean_delay(const look *l, double *mean, rq_error *error) {
  rq_table delay, count;
  rq_status status = rq_run_series(l->subject->run, "repayment_delay", &delay, error);
  if (status != RQ_OK) return status;
  status = rq_run_series(l->subject->run, "repayments", &count, error);
  double sum = 0, all = 0;
  for (size_t w = 0; status == RQ_OK && w < l->weeks && w < delay.shape[0] && w < count.shape[0]; w++) {
    if (!(count.value[w] > 0)) continue;
    sum += delay.value[w] * count.value[w];
    all += count.value[w];
  }
  *mean = all > 0 ? sum / all : NAN;
  if (status == RQ_OK) rq_table_free(&count);
  rq_table_free(&delay);
  return status;
}

static rq_status report_repayments(const look *l, rq_error *error) {
  double repayments, prompt, delay;
  rq_status status = total(l, "repayments", &repayments, error);
  if (status == RQ_OK) status = total(l, "prompt_repayments", &prompt, error);
  if (status == RQ_OK) status = mean_delay(l, &delay, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_REPAYMENTS, repayments / l->person_years);
  rq_report_scalar(l->report, M_DELAY, delay);
  report_share(l, M_PROMPT, prompt, repayments);
  return RQ_OK;
}

/* Mean over the last weeks of the ties of each class; weeks in which nobody was looked at (a few people only) do not count. */
static rq_status recent_ties(const look *l, double *mean, rq_error *error) {
  rq_table t;
  rq_status status = rq_run_series(l->subject->run, "ties", &t, error);
  if (status != RQ_OK) return status;
  if (t.dims != 2 || t.shape[1] != RQ_CLASSES || t.shape[0] < l->weeks)
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/ties must be %u weeks x %d classes", l->subject->path, l->weeks, RQ_CLASSES);
  uint32_t from = l->weeks > RECENT ? l->weeks - RECENT : 0;
  for (unsigned c = 0; c < RQ_CLASSES && status == RQ_OK; c++) {
    rq_moments m = {0};
    for (size_t w = from; w < l->weeks; w++)
      if (isfinite(t.value[w * RQ_CLASSES + c])) rq_moments_add(&m, t.value[w * RQ_CLASSES + c]);
    mean[c] = m.count ? m.mean : NAN;
  }
  rq_table_free(&t);
  return status;
}

static rq_status report_ties(const look *l, rq_error *error) {
  double introductions, failed, made, ended, class[RQ_CLASSES];
  rq_status status = total(l, "introductions", &introductions, error);
  if (status == RQ_OK) status = total(l, "introductions_failed", &failed, error);
  if (status == RQ_OK) status = total(l, "ties_made", &made, error);
  if (status == RQ_OK) status = total(l, "ties_ended", &ended, error);
  if (status == RQ_OK) status = recent_ties(l, class, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(l->report, M_INTRODUCTIONS, introductions / l->person_years);
  report_share(l, M_INTRODUCTION_SUCCESS, introductions, introductions + failed);
  rq_report_vector(l->report, M_TIES_CLASS, RQ_CLASSES, rq_class_names, class, NULL, NULL);
  rq_report_scalar(l->report, M_TIES_MADE, made / l->person_years);
  rq_report_scalar(l->report, M_TIES_ENDED, ended / l->person_years);
  return RQ_OK;
}

/* What the panel's favors give: [0] granted to others and [1] received, by person; and the delays of its repayments. */
typedef struct panel {
  uint32_t *person;
  size_t people;
  double *count[2], *delay;
  size_t delays;
  double partners, both; /* partners with two favors or more, and those with favors both ways */
} panel;

/* A favor between a person of the panel and a partner. */
typedef struct favor {
  double partner;
  bool given;
} favor;

enum { WEEK, PERSON, OTHER, ROLE, RULE, ANSWER, DELAY, COLUMNS };
enum { HAS_ASKED, WAS_ASKED, HAS_REPAID }; /* roles */
enum { EQUITY = 2 };                       /* the rule from which favors are paid for */

static int by_partner(const void *left, const void *right) {
  const favor *a = left, *b = right;
  return a->partner < b->partner ? -1 : a->partner > b->partner;
}

/* Counts the partners of one person; `f` has room for its events. */
static void count_partners(const rq_happenings *h, size_t first, size_t count, favor *f, panel *p) {
  size_t favors = 0;
  for (size_t n = first; n < first + count; n++)
    if (h->value[ROLE][n] <= WAS_ASKED && h->value[ANSWER][n] == 0 && h->value[RULE][n] < EQUITY)
      f[favors++] = (favor){h->value[OTHER][n], h->value[ROLE][n] == WAS_ASKED};
  qsort(f, favors, sizeof *f, by_partner);
  for (size_t from = 0, until; from < favors; from = until) {
    size_t given = 0;
    for (until = from; until < favors && f[until].partner == f[from].partner; until++) given += f[until].given;
    if (until - from < 2) continue;
    p->partners += 1;
    p->both += given > 0 && given < until - from;
  }
}

static void count_favors(const rq_happenings *h, favor *room, panel *p) {
  for (size_t i = 0; i < p->people; i++) {
    size_t first, count = rq_happenings_of(h, p->person[i], &first);
    count_partners(h, first, count, room, p);
    for (size_t n = first; n < first + count; n++) {
      double role = h->value[ROLE][n];
      bool granted = h->value[ANSWER][n] == 0;
      if (role == WAS_ASKED && granted) p->count[0][i] += 1;
      if (role == HAS_ASKED && granted) p->count[1][i] += 1;
      if (role == HAS_REPAID) p->delay[p->delays++] = h->value[DELAY][n];
    }
  }
}

static void report_panel(const look *l, panel *p, double *gini) {
  static const double at[] = {0.10, 0.25, 0.50, 0.75, 0.90};
  static const char *const labels[] = {"10 %", "25 %", "50 %", "75 %", "90 %"};
  double quantile[RQ_COUNT_OF(at)];
  rq_sort_numbers(p->delay, p->delays);
  for (size_t q = 0; q < RQ_COUNT_OF(at); q++) quantile[q] = rq_quantile_sorted(p->delay, p->delays, at[q]);
  if (p->delays)
    rq_report_vector(l->report, M_DELAY_QUANTILES, RQ_COUNT_OF(at), labels, quantile, NULL, NULL);
  else
    rq_report_note(l->report, M_DELAY_QUANTILES, "no repayment by the panel");
  report_share(l, M_BOTH_GRANTED, p->both, p->partners);
  gini[0] = rq_gini(p->count[0], p->people);
  gini[1] = rq_gini(p->count[1], p->people);
}

static rq_status look_at_panel(const look *l, double *gini, rq_error *error) {
  static const char *const columns[COLUMNS] = {"week", "person", "other", "role", "rule", "answer", "delay"};
  rq_happenings h;
  panel p = {0};
  rq_status status = rq_happenings_load(l->subject->run, "favors", columns, COLUMNS, l->subject->at, &h, error);
  if (status != RQ_OK) return status;
  status = rq_run_panel(l->subject->run, &p.person, &p.people, error);
  if (status == RQ_OK) {
    p.count[0] = calloc(p.people ? p.people : 1, sizeof *p.count[0]);
    p.count[1] = calloc(p.people ? p.people : 1, sizeof *p.count[1]);
    p.delay = malloc((h.count ? h.count : 1) * sizeof *p.delay);
    favor *room = malloc((h.count ? h.count : 1) * sizeof *room);
    if (p.count[0] && p.count[1] && p.delay && room) {
      count_favors(&h, room, &p);
      report_panel(l, &p, gini);
    } else {
      status = rq_no_memory(error, "the panel's favors");
    }
    free(room);
  }
  free(p.person);
  free(p.count[0]);
  free(p.count[1]);
  free(p.delay);
  rq_happenings_free(&h);
  return status;
}

static rq_status report_balances(const look *l, uint32_t week, rq_balances *b, double *gini, rq_error *error) {
  double flow;
  uint32_t until = week < l->weeks ? week : l->weeks, from = until > 52 ? until - 52 : 0;
  rq_status status = sum_series(l, "favor_units_granted", from, until, 1, &flow, error);
  if (status != RQ_OK) return status;
  gini[2] = rq_gini(b->credit, b->people);
  gini[3] = rq_gini(b->debt, b->people);
  report_share(l, M_BOTH_WAYS, b->both_ways, b->one_way + b->both_ways);
  rq_report_scalar(l->report, M_BALANCE, b->ties > 0 ? b->owed / b->ties : NAN);
  rq_report_scalar(l->report, M_BALANCE_FLOW, flow > 0 ? b->owed / (flow * WEEKS_A_YEAR / (until - from)) : NAN);
  return RQ_OK;
}

static rq_status look_at_snapshot(const look *l, double *gini, rq_error *error) {
  uint32_t week;
  if (!rq_snapshot_before(l->subject->run, l->subject->at, &week)) {
    rq_report_note(l->report, M_BOTH_WAYS, "no snapshot up to week %u", l->subject->at);
    return RQ_OK;
  }
  rq_balances b;
  rq_status status = rq_balances_find(l->subject->run, week, &b, error);
  if (status == RQ_OK) status = report_balances(l, week, &b, gini, error);
  rq_balances_free(&b);
  return status;
}

static rq_status work(const rq_subject *subject, rq_report *report, rq_error *error) {
  static const char *const which[] = {"granted", "received", "credit", "debt"};
  look l = {.subject = subject, .report = report, .weeks = rq_run_weeks(subject->run)};
  if (l.weeks > subject->at) l.weeks = subject->at;
  rq_report_scalar(report, M_WEEKS, l.weeks);
  if (l.weeks == 0) {
    rq_report_note(report, M_WEEKS, "nothing has happened yet");
    return RQ_OK;
  }
  double people = 0, gini[4] = {NAN, NAN, NAN, NAN};
  rq_status status = total(&l, "people", &people, error);
  l.person_years = people / WEEKS_A_YEAR;
  if (status == RQ_OK) status = report_needs(&l, error);
  if (status == RQ_OK) status = report_answers(&l, error);
  if (status == RQ_OK) status = look_at_snapshot(&l, gini, error);
  if (status == RQ_OK) status = report_repayments(&l, error);
  rq_report_panel(report, subject);
  if (status == RQ_OK) status = look_at_panel(&l, gini, error);
  if (status == RQ_OK) rq_report_vector(report, M_GINI, 4, which, gini, NULL, NULL);
  rq_report_exact(report);
  if (status == RQ_OK) status = report_ties(&l, error);
  return status;
}

const rq_section rq_favors_section = {.name = "favors",
                                      .summary = "Favors asked, granted and given back among people",
                                      .measures = measures,
                                      .measures_count = MEASURES,
                                      .work = work};
