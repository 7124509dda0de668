/* The fates of the customers at risk in the runs of one replicate. */
#include "analysis/fates.h"
#include "analysis/fates_groups.h"
#include "analysis/happenings.h"
#include <stdlib.h>
#include <string.h>

const char *const rq_fate_names[RQ_FATES] = {"persuadable", "sure_thing", "lost_cause", "sleeping_dog"};
const char *const rq_by_names[RQ_BYS] = {"tie_class", "channel", "generation", "degree", "community", "bought_before"};

/* ---- who is a customer of the brand ---- */

static rq_status customers_of_snapshot(const rq_run *run, uint32_t week, uint32_t brand, bool **customer, size_t *people, rq_error *error) {
  double *last = NULL;
  rq_status status = rq_run_people(run, week, "last_brand", &last, people, error);
  if (status != RQ_OK) return status;
  *customer = calloc(*people + 1, sizeof **customer);
  for (size_t i = 0; *customer && i < *people; i++) (*customer)[i] = last[i] == brand;
  free(last);
  return *customer ? RQ_OK : rq_no_memory(error, "customers");
}

/* Of the panel; all others are none. */
static rq_status customers_of_panel(const rq_run *run, uint32_t week, uint32_t brand, size_t people, bool **customer, rq_error *error) {
  static const char *const names[] = {"week", "person", "brand"};
  rq_happenings purchases = {0};
  rq_status status = rq_happenings_load(run, "purchases", names, 3, week, &purchases, error);
  if (status != RQ_OK) return status;
  *customer = calloc(people + 1, sizeof **customer);
  if (!*customer) status = rq_no_memory(error, "customers");
  for (size_t i = 0; status == RQ_OK && i < purchases.count; i++) {
    double person = purchases.value[1][i];
    if (!(person >= 0 && person < (double)people)) {
      status = rq_fail(error, RQ_BAD_DATA, "%s: /events/purchases: there is no person %g", rq_run_path(run), person);
      break;
    }
    (*customer)[(size_t)person] = (uint32_t)purchases.value[2][i] == brand; /* in order of time: the last one stays */
  }
  rq_happenings_free(&purchases);
  if (status != RQ_OK) {
    free(*customer);
    *customer = NULL;
  }
  return status;
}

static rq_status find_customers(const rq_fate_question *q, size_t k, const rq_run *run, uint32_t week, size_t people, bool **customer,
                                rq_error *error) {
  if (q->panel) return customers_of_panel(run, week, q->brand[k], people, customer, error);
  size_t there = 0;
  rq_status status = customers_of_snapshot(run, week, q->brand[k], customer, &there, error);
  if (status == RQ_OK && there != people)
    status = rq_fail(error, RQ_BAD_DATA, "%s: week %u has %zu people; it must have %zu", rq_run_path(run), week, there, people);
  return status;
}

static rq_status count_people(const rq_run *run, size_t *people, rq_error *error) {
  rq_table table;
  rq_status status = rq_run_series(run, "people", &table, error);
  if (status != RQ_OK) return status;
  *people = table.shape[0] > 0 ? (size_t)table.value[0] : 0;
  rq_table_free(&table);
  return RQ_OK;
}

/* ---- who is at risk ---- */

static rq_status mark_panel(const rq_run *run, size_t people, bool *in, rq_error *error) {
  uint32_t *panel = NULL;
  size_t count = 0;
  rq_status status = rq_run_panel(run, &panel, &count, error);
  for (size_t k = 0; status == RQ_OK && k < count; k++) {
    if (panel[k] >= people)
      status = rq_fail(error, RQ_BAD_DATA, "%s: /panel: there is no person %u", rq_run_path(run), panel[k]);
    else
      in[panel[k]] = true;
  }
  free(panel);
  return status;
}

static rq_status find_risk(const rq_fate_question *q, const rq_run *run, rq_cohort *c, rq_error *error) {
  c->panel = calloc(c->people + 1, sizeof *c->panel);
  c->at_risk = calloc(c->people + 1, sizeof *c->at_risk);
  if (!c->panel || !c->at_risk) return rq_no_memory(error, "the people at risk");
  rq_status status = mark_panel(run, c->people, c->panel, error);
  bool *customer = NULL;
  if (status == RQ_OK && !q->everybody) status = find_customers(q, 0, run, q->reference, c->people, &customer, error);
  for (size_t i = 0; status == RQ_OK && i < c->people; i++) {
    c->at_risk[i] = (!q->panel || c->panel[i]) && (!customer || customer[i]);
    c->risks += c->at_risk[i];
  }
  free(customer);
  return status;
}

/* ---- two runs together ---- */

static rq_fate fate_of(bool with, bool without) {
  if (with) return without ? RQ_SURE_THING : RQ_PERSUADABLE;
  return without ? RQ_SLEEPING_DOG : RQ_LOST_CAUSE;
}

json_t *rq_fate_counts(const uint64_t count[RQ_FATES]) {
  json_t *list = json_array();
  for (unsigned k = 0; k < RQ_FATES; k++) json_array_append_new(list, json_integer((json_int_t)count[k]));
  return list;
}

static json_t *count_fates(const rq_cohort *c, const bool *with, const bool *without, rq_fate *fate) {
  uint64_t count[RQ_FATES] = {0};
  for (size_t i = 0; i < c->people; i++) {
    fate[i] = fate_of(with[i], without[i]);
    count[fate[i]] += c->at_risk[i];
  }
  return rq_fate_counts(count);
}

static json_int_t count_kept(const rq_cohort *c, const bool *kept) {
  json_int_t count = 0;
  for (size_t i = 0; i < c->people; i++) count += c->at_risk[i] && kept[i];
  return count;
}

/* One of the runs beside the first: adds to the lists `kept` and `runs`. */
static rq_status add_run(const rq_fate_question *q, size_t k, const rq_cohort *c, const bool *without, rq_groups *groups, json_t *kept,
                         json_t *runs, rq_error *error) {
  rq_run *run = NULL;
  bool *with = NULL;
  rq_fate *fate = malloc((c->people + 1) * sizeof *fate);
  rq_status status = fate ? rq_run_open(q->path[k], &run, error) : rq_no_memory(error, "the fates of customers");
  if (status == RQ_OK) status = find_customers(q, k, run, q->at, c->people, &with, error);
  json_t *segments = json_array(), *counts = NULL;
  if (status == RQ_OK) {
    counts = count_fates(c, with, without, fate);
    status = rq_groups_add(groups, q, k, run, c, fate, segments, error);
  }
  if (status == RQ_OK) {
    json_array_append_new(kept, json_integer(count_kept(c, with)));
    json_array_append_new(runs, json_pack("{s:O, s:O}", "groups", counts, "segments", segments));
  }
  json_decref(segments);
  json_decref(counts);
  rq_run_close(run);
  free(with);
  free(fate);
  return status;
}

static rq_status go_through(const rq_fate_question *q, const rq_run *base, rq_cohort *c, json_t *kept, json_t *runs, rq_error *error) {
  bool *without = NULL;
  rq_groups groups = {0};
  rq_status status = find_risk(q, base, c, error);
  if (status == RQ_OK) status = find_customers(q, 0, base, q->at, c->people, &without, error);
  if (status == RQ_OK) status = rq_groups_find(&groups, q, base, c, error);
  if (status == RQ_OK) {
    json_array_append_new(kept, json_integer(count_kept(c, without)));
    json_array_append_new(runs, json_null());
  }
  for (size_t k = 1; status == RQ_OK && k < q->runs; k++) {
    if (q->path[k]) {
      status = add_run(q, k, c, without, &groups, kept, runs, error);
    } else {
      json_array_append_new(kept, json_null());
      json_array_append_new(runs, json_null());
    }
  }
  rq_groups_free(&groups);
  free(without);
  return status;
}

rq_status rq_fates_find(const rq_fate_question *q, json_t **found, rq_error *error) {
  rq_run *base = NULL;
  rq_cohort c = {0};
  json_t *kept = json_array(), *runs = json_array();
  rq_status status = rq_run_open(q->path[0], &base, error);
  if (status == RQ_OK) status = count_people(base, &c.people, error);
  if (status == RQ_OK) status = go_through(q, base, &c, kept, runs, error);
  *found = status == RQ_OK ? json_pack("{s:I, s:O, s:O}", "at_risk", (json_int_t)c.risks, "kept", kept, "runs", runs) : NULL;
  if (status == RQ_OK && !*found) status = rq_no_memory(error, "the fates of customers");
  json_decref(kept);
  json_decref(runs);
  rq_run_close(base);
  free(c.panel);
  free(c.at_risk);
  return status;
}
