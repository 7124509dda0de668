/* The purchase log: order, and the panel's purchases of a run. */
#include "analysis/log.h"
#include "analysis/happenings.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void free_names(char **names, size_t count) {
  for (size_t i = 0; names && i < count; i++) free(names[i]);
  free(names);
}

void rq_log_free(rq_log *log) {
  free(log->customer);
  free(log->brand);
  free(log->time);
  free(log->price);
  free(log->segment);
  free(log->begin);
  free(log->unit_cost);
  free_names(log->brand_name, log->brands);
  free_names(log->segment_name, log->segments);
  free_names(log->customer_name, log->customers);
  *log = (rq_log){0};
}

double rq_log_end(const rq_log *log, size_t customer) {
  return log->own_clock ? log->time[log->begin[customer + 1] - 1] : log->until;
}

/* ---- order ---- */

typedef struct entry {
  uint32_t customer, brand, segment;
  double time, price;
  size_t at;
} entry;

static int in_order(const void *left, const void *right) {
  const entry *a = left, *b = right;
  if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
  if (a->time < b->time) return -1;
  if (a->time > b->time) return 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

static void find_bounds(rq_log *log) {
  log->grain = 1;
  for (size_t i = 0; i < log->count; i++) {
    if (log->time[i] != floor(log->time[i])) log->grain = 0;
    if (i == 0 || log->time[i] < log->from) log->from = log->time[i];
    if (i == 0 || log->time[i] > log->until) log->until = log->time[i];
  }
}

rq_status rq_log_sort(rq_log *log, rq_error *error) {
  entry *all = malloc((log->count ? log->count : 1) * sizeof *all);
  log->begin = calloc(log->customers + 1, sizeof *log->begin);
  if (!all || !log->begin) {
    free(all);
    return rq_no_memory(error, "the purchase log");
  }
  for (size_t i = 0; i < log->count; i++)
    all[i] = (entry){log->customer[i], log->brand[i], log->segment ? log->segment[i] : 0, log->time[i], log->price ? log->price[i] : 0, i};
  qsort(all, log->count, sizeof *all, in_order);
  for (size_t i = 0; i < log->count; i++) {
    log->customer[i] = all[i].customer;
    log->brand[i] = all[i].brand;
    log->time[i] = all[i].time;
    if (log->segment) log->segment[i] = all[i].segment;
    if (log->price) log->price[i] = all[i].price;
    log->begin[all[i].customer + 1]++;
  }
  for (size_t c = 0; c < log->customers; c++) log->begin[c + 1] += log->begin[c];
  free(all);
  find_bounds(log);
  return RQ_OK;
}

/* ---- from a run ---- */

enum { WEEK, PERSON, BRAND, PRICE, TIE_CLASS, COLUMNS };
static const char *const columns[COLUMNS] = {"week", "person", "brand", "price", "tie_class"};

static char **copy_names(const char *const *names, size_t count) {
  char **copy = calloc(count ? count : 1, sizeof *copy);
  for (size_t i = 0; copy && i < count; i++) {
    copy[i] = strdup(names[i]);
    if (!copy[i]) {
      free_names(copy, i);
      return NULL;
    }
  }
  return copy;
}

static rq_status name_things(const rq_run *run, rq_log *log, rq_error *error) {
  uint32_t brands, classes;
  const char *const *brand = rq_run_labels(run, "brand", &brands), *const *class = rq_run_labels(run, "tie_class", &classes);
  log->brand_name = copy_names(brand, brands);
  log->segment_name = copy_names(class, classes);
  if (!log->brand_name || !log->segment_name) {
    free_names(log->brand_name, brands);
    free_names(log->segment_name, classes);
    log->brand_name = log->segment_name = NULL;
    return rq_no_memory(error, "the names of brands");
  }
  log->brands = brands;
  log->segments = classes;
  return RQ_OK;
}

/* Fills entry i from row i of the events, which are in order of person. */
static rq_status take_row(const rq_run *run, const rq_happenings *h, size_t i, rq_log *log, rq_error *error) {
  double brand = h->value[BRAND][i], class = h->value[TIE_CLASS][i];
  if (!(brand >= 0 && brand < (double)log->brands))
    return rq_fail(error, RQ_BAD_DATA, "%s: /events/purchases/brand: row %zu is %g; there are %zu brands", rq_run_path(run), i, brand,
                   log->brands);
  if (!(class >= 0 && class < (double)log->segments))
    return rq_fail(error, RQ_BAD_DATA, "%s: /events/purchases/tie_class: row %zu is %g; there are %zu classes", rq_run_path(run), i, class,
                   log->segments);
  bool new_customer = i == 0 || h->value[PERSON][i] != h->value[PERSON][i - 1];
  if (new_customer) log->customers++;
  log->customer[i] = (uint32_t)(log->customers - 1);
  log->brand[i] = (uint32_t)brand;
  log->segment[i] = (uint32_t) class;
  log->time[i] = h->value[WEEK][i];
  log->price[i] = h->value[PRICE][i];
  return RQ_OK;
}

/* What one item of each brand cost its seller, on average over the weeks up to `at`. */
static rq_status find_costs(const rq_run *run, uint32_t at, rq_log *log, rq_error *error) {
  rq_table costs = {0}, sold = {0};
  rq_status status = rq_run_series(run, "unit_costs", &costs, error);
  if (status == RQ_OK) status = rq_run_series(run, "purchases", &sold, error);
  if (status != RQ_OK) goto out;
  if (costs.dims != 2 || sold.dims != 2 || costs.shape[1] != log->brands || sold.shape[1] != log->brands ||
      costs.shape[0] != sold.shape[0]) {
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/unit_costs and /series/purchases differ in shape", rq_run_path(run));
    goto out;
  }
  log->unit_cost = calloc(log->brands ? log->brands : 1, sizeof *log->unit_cost);
  if (!log->unit_cost) status = rq_no_memory(error, "the unit costs");
  for (size_t b = 0; status == RQ_OK && b < log->brands; b++) {
    double cost = 0, items = 0;
    for (size_t w = 0; w < costs.shape[0] && w < at; w++) {
      cost += costs.value[w * log->brands + b];
      items += sold.value[w * log->brands + b];
    }
    log->unit_cost[b] = items > 0 ? cost / items : NAN;
  }
out:
  rq_table_free(&costs);
  rq_table_free(&sold);
  return status;
}

rq_status rq_log_from_run(const rq_run *run, uint32_t at, rq_log *log, rq_error *error) {
  *log = (rq_log){.unit = "weeks", .units_per_year = 52};
  rq_happenings h = {0};
  rq_status status = name_things(run, log, error);
  if (status == RQ_OK) status = rq_happenings_load(run, "purchases", columns, COLUMNS, at, &h, error);
  if (status != RQ_OK) goto out;
  log->count = h.count;
  size_t room = h.count ? h.count : 1;
  log->customer = malloc(room * sizeof *log->customer);
  log->brand = malloc(room * sizeof *log->brand);
  log->segment = malloc(room * sizeof *log->segment);
  log->time = malloc(room * sizeof *log->time);
  log->price = malloc(room * sizeof *log->price);
  if (!log->customer || !log->brand || !log->segment || !log->time || !log->price) {
    status = rq_no_memory(error, "the panel's purchases");
    goto out;
  }
  for (size_t i = 0; status == RQ_OK && i < h.count; i++) status = take_row(run, &h, i, log, error);
  if (status == RQ_OK) status = rq_log_sort(log, error);
  if (status == RQ_OK && log->brands > 0) status = find_costs(run, at, log, error); /* without brands there are no series of brands */
  log->from = 1;
  log->until = at;
  log->grain = 1;
out:
  rq_happenings_free(&h);
  if (status != RQ_OK) rq_log_free(log);
  return status;
}
