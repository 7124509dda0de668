/* Invariants of a run file. */
#include "analysis/invariants.h"
#include "analysis/configured.h"
#include "analysis/society.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void rq_checks_note(rq_checks *c, bool holds, const char *name, const char *seen, ...) {
  c->passed += holds;
  c->failed += !holds;
  if (!c->out) return;
  fprintf(c->out, "%-6s  %s", holds ? "holds" : "BROKEN", name);
  if (!holds) {
    va_list arguments;
    va_start(arguments, seen);
    fputs(": ", c->out);
    vfprintf(c->out, seen, arguments);
    va_end(arguments);
  }
  fputc('\n', c->out);
}

/* ---- series ---- */

enum { PURCHASES, FIRST, REPEATS, SWITCHES, SWITCH_COUNT, CUSTOMERS, CLASSES, PEOPLE, BALANCE, REVENUE, COSTS, CAMPAIGNS, PROFIT, TABLES };

static const char *const table_names[TABLES] = {
    [PURCHASES] = "purchases",
    [FIRST] = "category_first_purchases",
    [REPEATS] = "repeats",
    [SWITCHES] = "switches",
    [SWITCH_COUNT] = "switch_count",
    [CUSTOMERS] = "customers",
    [CLASSES] = "customers_by_class",
    [PEOPLE] = "people",
    [BALANCE] = "balance_sum",
    [REVENUE] = "revenue",
    [COSTS] = "unit_costs",
    [CAMPAIGNS] = "campaign_costs",
    [PROFIT] = "profit",
};

typedef struct observed {
  rq_table table[TABLES];
  size_t weeks, brands;
} observed;

static double at(const observed *o, int table, size_t week, size_t brand) {
  return o->table[table].value[week * o->brands + brand];
}

static size_t row_cells(const rq_table *t) {
  size_t cells = 1;
  for (unsigned d = 1; d < t->dims; d++) cells *= t->shape[d];
  return cells;
}

static rq_status load(const rq_run *run, observed *o, rq_error *error) {
  uint32_t brands;
  rq_run_labels(run, "brand", &brands);
  o->weeks = rq_run_weeks(run);
  o->brands = brands;
  for (int t = 0; t < TABLES; t++) {
    if (brands == 0 && t != PEOPLE && t != BALANCE) continue; /* a run of people alone */
    rq_status status = rq_run_series(run, table_names[t], &o->table[t], error);
    if (status) return status;
    size_t cells = row_cells(&o->table[t]);
    size_t expected = t == PEOPLE || t == BALANCE ? 1 : t == SWITCH_COUNT ? o->brands * o->brands : t == CLASSES ? cells : o->brands;
    if (o->table[t].shape[0] != o->weeks || cells != expected || (t == CLASSES && cells % (o->brands ? o->brands : 1) != 0))
      return rq_fail(error, RQ_BAD_DATA, "%s: /series/%s does not have the shape of the others", rq_run_path(run), table_names[t]);
  }
  return RQ_OK;
}

static void check_purchases(const observed *o, rq_checks *c) {
  size_t wrong = 0, matrix_wrong = 0, week_of = 0;
  for (size_t w = 0; w < o->weeks; w++) {
    for (size_t b = 0; b < o->brands; b++) {
      double followed = at(o, PURCHASES, w, b) - at(o, FIRST, w, b);
      if (at(o, SWITCHES, w, b) + at(o, REPEATS, w, b) != followed && wrong++ == 0) week_of = w + 1;
      double to = 0;
      const double *count = o->table[SWITCH_COUNT].value + w * o->brands * o->brands;
      for (size_t from = 0; from < o->brands; from++) to += from == b ? 0 : count[from * o->brands + b];
      matrix_wrong += to != at(o, SWITCHES, w, b) || count[b * o->brands + b] != at(o, REPEATS, w, b);
    }
  }
  rq_checks_note(c, wrong == 0, "switches + repeats = purchases - first purchases", "not for %zu brands and weeks, first in week %zu",
                 wrong, week_of);
  rq_checks_note(c, matrix_wrong == 0, "the switching matrix sums to switches and repeats", "not for %zu brands and weeks", matrix_wrong);
}

static void check_customers(const observed *o, rq_checks *c) {
  size_t too_many = 0, by_class = 0, classes = o->brands ? row_cells(&o->table[CLASSES]) / o->brands : 0;
  for (size_t w = 0; w < o->weeks; w++) {
    double all = 0;
    for (size_t b = 0; b < o->brands; b++) {
      double sum = 0;
      for (size_t k = 0; k < classes; k++) sum += o->table[CLASSES].value[(w * o->brands + b) * classes + k];
      by_class += sum != at(o, CUSTOMERS, w, b);
      all += at(o, CUSTOMERS, w, b);
    }
    too_many += all > o->table[PEOPLE].value[w];
  }
  rq_checks_note(c, too_many == 0, "no more customers than people", "not in %zu weeks", too_many);
  rq_checks_note(c, by_class == 0, "customers by class of tie sum to customers", "not for %zu brands and weeks", by_class);
}

static void check_money(const observed *o, rq_checks *c) {
  size_t wrong = 0;
  for (size_t w = 0; w < o->weeks; w++) {
    for (size_t b = 0; b < o->brands; b++) {
      double revenue = at(o, REVENUE, w, b), costs = at(o, COSTS, w, b), campaigns = at(o, CAMPAIGNS, w, b);
      double off = fabs(revenue - costs - campaigns - at(o, PROFIT, w, b));
      wrong += off <= 1e-9 * (1 + revenue + costs + campaigns) ? 0 : 1; /* sums of doubles in another order */
    }
  }
  rq_checks_note(c, wrong == 0, "profit = revenue - unit costs - campaign costs", "not for %zu brands and weeks", wrong);
}

static void check_ledger(const observed *o, rq_checks *c) {
  size_t wrong = 0;
  for (size_t w = 0; w < o->weeks; w++) wrong += o->table[BALANCE].value[w] != 0;
  rq_checks_note(c, wrong == 0, "favors owed sum to zero every week", "not in %zu weeks", wrong);
}

/* ---- budgets ---- */

/* A limit of the configuration; YAML writes "no limit" as .inf. */
static rq_status read_limit(const rq_configured *configured, const char *path, double *limit, rq_error *error) {
  const char *text = rq_configured_text(configured, path);
  if (!text || strcmp(text, ".inf") != 0) return rq_configured_number(configured, path, limit, error);
  *limit = INFINITY;
  return RQ_OK;
}

static rq_status check_limit(const rq_run *run, const rq_configured *configured, const char *series, const char *key, rq_checks *c,
                             rq_error *error) {
  uint32_t campaigns;
  const char *const *label = rq_run_labels(run, "campaign", &campaigns);
  if (campaigns == 0) return RQ_OK;
  rq_table spent;
  rq_status status = rq_run_series(run, series, &spent, error);
  if (status) return status;
  for (uint32_t k = 0; k < campaigns && status == RQ_OK; k++) {
    char path[64], name[256];
    double limit, sum = 0;
    snprintf(path, sizeof path, "campaigns.%u.%s", (unsigned)k, key);
    snprintf(name, sizeof name, "campaign '%s' stays within its %s", label[k], strcmp(key, "budget") == 0 ? "budget" : "staff minutes");
    for (size_t w = 0; w < spent.shape[0] && row_cells(&spent) == campaigns; w++) sum += spent.value[w * campaigns + k];
    status = read_limit(configured, path, &limit, error);
    /* weekly amounts are whole millionths, and their sum is rounded once a week */
    if (status == RQ_OK) rq_checks_note(c, sum <= limit * (1 + 1e-12), name, "%.2f of %.2f", sum, limit);
  }
  rq_table_free(&spent);
  return status;
}

static rq_status check_budgets(const rq_run *run, rq_checks *c, rq_error *error) {
  rq_configured *configured = NULL;
  rq_status status = rq_configured_open(run, &configured, error);
  if (status == RQ_OK) status = check_limit(run, configured, "spend", "budget", c, error);
  if (status == RQ_OK) status = check_limit(run, configured, "staff_minutes", "staff_minutes", c, error);
  rq_configured_free(configured);
  return status;
}

/* ---- snapshots ---- */

static void check_half(const rq_society *s, uint32_t week, rq_checks *c) {
  uint64_t off = 0, outside = 0;
  for (uint64_t h = 0; h < s->halves; h++) {
    off += s->value[RQ_TIE_BALANCE][h] != -s->value[RQ_TIE_BALANCE][s->partner[h]];
    for (int f = RQ_TIE_CLOSENESS; f <= RQ_TIE_COGNITIVE; f++) outside += !(s->value[f][h] >= 0 && s->value[f][h] <= 1);
  }
  char name[128];
  snprintf(name, sizeof name, "week %u: what one owes is what the other is owed, exactly", (unsigned)week);
  rq_checks_note(c, off == 0, name, "not in %llu halves of ties", (unsigned long long)off);
  snprintf(name, sizeof name, "week %u: closeness and trusts of ties are within 0 and 1", (unsigned)week);
  rq_checks_note(c, outside == 0, name, "%llu are not", (unsigned long long)outside);
}

static rq_status check_ties(const rq_run *run, uint32_t week, rq_checks *c, rq_error *error) {
  unsigned wanted = 1u << RQ_TIE_CLOSENESS | 1u << RQ_TIE_AFFECTIVE | 1u << RQ_TIE_COGNITIVE | 1u << RQ_TIE_BALANCE;
  rq_society society = {0};
  rq_status status = rq_society_load(run, week, wanted, &society, error);
  if (status) return status;
  char name[128];
  snprintf(name, sizeof name, "week %u: every half of a tie has its partner", (unsigned)week);
  rq_error unpaired = RQ_NO_ERROR;
  status = rq_society_pair(&society, rq_run_path(run), &unpaired);
  if (status == RQ_OK || status == RQ_BAD_DATA)
    rq_checks_note(c, status == RQ_OK, name, "%.*s", unpaired.text ? (int)strcspn(unpaired.text, "\n") : 0,
                   unpaired.text ? unpaired.text : "");
  else
    rq_fail(error, status, "week %u: the ties cannot be paired", (unsigned)week);
  if (status == RQ_OK) check_half(&society, week, c);
  rq_error_free(&unpaired);
  rq_society_free(&society);
  return status == RQ_BAD_DATA ? RQ_OK : status;
}

/* ---- any model ---- */

/* Codes that stand for nothing. */
static rq_status check_codes(const rq_run *run, uint32_t week, const rq_listed *f, rq_checks *c, rq_error *error) {
  double *value;
  size_t count, unknown = 0;
  rq_status status = rq_run_people(run, week, f->name, &value, &count, error);
  if (status) return status;
  for (size_t i = 0; i < count; i++) unknown += !(value[i] >= 0 && value[i] < (double)f->meanings);
  free(value);
  char name[128];
  snprintf(name, sizeof name, "week %u: %.64s has meanings only", (unsigned)week, f->name);
  rq_checks_note(c, unknown == 0, name, "%zu values are others", unknown);
  return RQ_OK;
}

static rq_status check_any(const rq_run *run, uint32_t week, rq_checks *c, rq_error *error) {
  rq_society society;
  rq_listing list = {0};
  char name[128];
  rq_status status = rq_society_rows(run, week, &society, error);
  if (status) return status;
  snprintf(name, sizeof name, "week %u: every half of a tie has its partner", (unsigned)week);
  rq_error unpaired = RQ_NO_ERROR;
  status = rq_society_check(&society, rq_run_path(run), &unpaired);
  rq_checks_note(c, status == RQ_OK, name, "%.*s", unpaired.text ? (int)strcspn(unpaired.text, "\n") : 0,
                 unpaired.text ? unpaired.text : "");
  rq_error_free(&unpaired);
  rq_society_free(&society);
  status = rq_run_list(run, RQ_OF_PEOPLE, week, &list, error);
  for (size_t k = 0; status == RQ_OK && k < list.count; k++)
    if (list.entry[k].meanings > 0) status = check_codes(run, week, &list.entry[k], c, error);
  rq_listing_free(&list);
  return status;
}

static rq_status check_any_snapshots(const rq_run *run, rq_checks *c, rq_error *error) {
  size_t count;
  const uint32_t *week = rq_run_snapshots(run, &count);
  rq_status status = RQ_OK;
  for (size_t i = 0; i < count && status == RQ_OK; i++) status = check_any(run, week[i], c, error);
  return status;
}

/* ---- the model renqing ---- */

/* All values of a column within a range. */
static rq_status check_range(const rq_run *run, uint32_t week, const char *field, bool pairs, double highest, rq_checks *c,
                             rq_error *error) {
  double *value = NULL;
  size_t count = 0, brands = 1, outside = 0;
  rq_status status =
      pairs ? rq_run_pairs(run, week, field, &value, &count, &brands, error) : rq_run_people(run, week, field, &value, &count, error);
  if (status) return status;
  for (size_t i = 0; i < count * brands; i++) outside += !(value[i] >= 0 && value[i] <= highest);
  free(value);
  char name[128];
  snprintf(name, sizeof name, highest <= 1 ? "week %u: %s is within 0 and 1" : "week %u: %s is not below 0", (unsigned)week, field);
  rq_checks_note(c, outside == 0, name, "%zu values are outside", outside);
  return RQ_OK;
}

static rq_status check_snapshot(const rq_run *run, uint32_t week, bool brands, rq_checks *c, rq_error *error) {
  rq_status status = check_ties(run, week, c, error);
  if (status == RQ_OK) status = check_range(run, week, "face", false, INFINITY, c, error);
  if (!brands) return status;
  if (status == RQ_OK) status = check_range(run, week, "brand_closeness", true, 1, c, error);
  if (status == RQ_OK) status = check_range(run, week, "brand_affective_trust", true, 1, c, error);
  if (status == RQ_OK) status = check_range(run, week, "brand_cognitive_trust", true, 1, c, error);
  return status == RQ_OK ? check_range(run, week, "brand_owed", true, INFINITY, c, error) : status;
}

rq_status rq_invariants_check(const rq_run *run, rq_checks *c, rq_error *error) {
  char model[64];
  if (!rq_configured_renqing(run, model) && model[0]) return check_any_snapshots(run, c, error); /* --again checks what it promises */
  observed o = {0};
  rq_status status = load(run, &o, error);
  if (status == RQ_OK) {
    if (o.brands) {
      check_purchases(&o, c);
      check_customers(&o, c);
      check_money(&o, c);
    }
    check_ledger(&o, c);
    status = check_budgets(run, c, error);
  }
  for (int t = 0; t < TABLES; t++) rq_table_free(&o.table[t]);
  size_t count;
  const uint32_t *week = rq_run_snapshots(run, &count);
  for (size_t i = 0; i < count && status == RQ_OK; i++) status = check_snapshot(run, week[i], o.brands > 0, c, error);
  return status;
}
