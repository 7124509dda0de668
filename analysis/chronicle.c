/* Gathering what happened between one customer and one brand. */
#include "analysis/chronicle.h"
#include <stdlib.h>

static const char *const buy_columns[BUY_COLUMNS] = {"week",      "person",          "brand",           "previous", "price",   "tie_class",
                                                     "closeness", "affective_trust", "cognitive_trust", "owed",     "service", "why"};
static const char *const call_columns[CALL_COLUMNS] = {"week",    "person",    "brand",           "campaign",
                                                       "outcome", "closeness", "affective_trust", "owed"};
static const char *const gave_columns[GAVE_COLUMNS] = {"week", "person", "brand", "kind", "worth", "other"};
static const char *const heard_columns[HEARD_COLUMNS] = {"week", "person", "other", "brand", "what", "strength"};

rq_status rq_chronicle_purchases(const rq_run *run, rq_happenings *h, rq_error *error) {
  return rq_happenings_load(run, "purchases", buy_columns, BUY_COLUMNS, UINT32_MAX, h, error);
}
rq_status rq_chronicle_calls(const rq_run *run, rq_happenings *h, rq_error *error) {
  return rq_happenings_load(run, "contacts", call_columns, CALL_COLUMNS, UINT32_MAX, h, error);
}
rq_status rq_chronicle_returns(const rq_run *run, rq_happenings *h, rq_error *error) {
  return rq_happenings_load(run, "returns", gave_columns, GAVE_COLUMNS, UINT32_MAX, h, error);
}
rq_status rq_chronicle_hearsay(const rq_run *run, rq_happenings *h, rq_error *error) {
  return rq_happenings_load(run, "heard", heard_columns, HEARD_COLUMNS, UINT32_MAX, h, error);
}

const char *rq_chronicle_brand(const rq_chronicle *c, double brand) {
  return brand >= 0 && brand < c->brands ? c->brand_name[(size_t)brand] : "a brand without a name";
}

/* Brands and predecessors must be ones that the run has. */
static rq_status check_brands_bought(const rq_chronicle *c, rq_error *error) {
  for (size_t n = 0; n < c->buy.count; n++) {
    double brand = c->buy.value[BUY_BRAND][n], previous = c->buy.value[BUY_PREVIOUS][n];
    if (brand < c->brands && (previous < c->brands || previous == RQ_NO_BRAND)) continue;
    return rq_fail(error, RQ_BAD_DATA, "%s: /events/purchases: brand %g after brand %g; the run has %u brands", rq_run_path(c->run), brand,
                   previous, c->brands);
  }
  return RQ_OK;
}

/* The brand that the person bought most; the first of equals. */
static rq_status most_bought(rq_chronicle *c, rq_error *error) {
  size_t first, count = rq_happenings_of(&c->buy, c->person, &first), most = 0;
  for (uint32_t b = 0; b < c->brands; b++) {
    size_t bought = 0;
    for (size_t n = first; n < first + count; n++) bought += c->buy.value[BUY_BRAND][n] == b;
    if (bought <= most) continue;
    most = bought;
    c->brand = b;
  }
  if (c->brands == 0) return rq_fail(error, RQ_BAD_DATA, "%s: there are no brands in this run; see --people", rq_run_path(c->run));
  if (most == 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: person %u bought nothing; name a brand with --brand to see what was heard of it",
                   rq_run_path(c->run), c->person);
  return RQ_OK;
}

static void gather(rq_chronicle *c, const rq_happenings *h, rq_item_kind kind, unsigned brand_column, bool all_brands) {
  size_t first, count = rq_happenings_of(h, c->person, &first);
  for (size_t n = first; n < first + count; n++) {
    if (!all_brands && h->value[brand_column][n] != c->brand) continue;
    bool learned = kind == ITEM_HEARD && h->value[HEARD_WHAT][n] == TOLD_ADVERTISING;
    c->item[c->items++] = (rq_item){(uint32_t)h->value[0][n], learned ? ITEM_LEARNED : kind, n};
  }
}

static int by_time(const void *left, const void *right) {
  const rq_item *a = left, *b = right;
  if (a->week != b->week) return a->week < b->week ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return a->row < b->row ? -1 : a->row > b->row;
}

static rq_status arrange(rq_chronicle *c, rq_error *error) {
  size_t first, most = rq_happenings_of(&c->buy, c->person, &first) + rq_happenings_of(&c->call, c->person, &first) +
                       rq_happenings_of(&c->gave, c->person, &first) + rq_happenings_of(&c->heard, c->person, &first);
  c->item = malloc((most ? most : 1) * sizeof *c->item);
  if (!c->item) return rq_no_memory(error, "the story of a customer");
  gather(c, &c->buy, ITEM_BUY, BUY_BRAND, true);
  gather(c, &c->call, ITEM_CALL, CALL_BRAND, false);
  gather(c, &c->gave, ITEM_GAVE, GAVE_BRAND, false);
  gather(c, &c->heard, ITEM_HEARD, HEARD_BRAND, false);
  qsort(c->item, c->items, sizeof *c->item, by_time);
  return RQ_OK;
}

rq_status rq_chronicle_load(const rq_run *run, uint32_t person, uint32_t brand, rq_chronicle *c, rq_error *error) {
  *c = (rq_chronicle){.run = run, .person = person, .brand = brand};
  c->brand_name = rq_run_labels(run, "brand", &c->brands);
  c->campaign_name = rq_run_labels(run, "campaign", &c->campaigns);
  rq_status status = rq_chronicle_purchases(run, &c->buy, error);
  if (status == RQ_OK) status = rq_chronicle_calls(run, &c->call, error);
  if (status == RQ_OK) status = rq_chronicle_returns(run, &c->gave, error);
  if (status == RQ_OK) status = rq_chronicle_hearsay(run, &c->heard, error);
  if (status == RQ_OK) status = check_brands_bought(c, error);
  if (status == RQ_OK && brand == RQ_ANY_BRAND) status = most_bought(c, error);
  if (status == RQ_OK) status = rq_chooser_load(run, person, &c->chooser, error);
  if (status == RQ_OK) status = arrange(c, error);
  if (status != RQ_OK) rq_chronicle_free(c);
  return status;
}

void rq_chronicle_free(rq_chronicle *c) {
  rq_happenings_free(&c->buy);
  rq_happenings_free(&c->call);
  rq_happenings_free(&c->gave);
  rq_happenings_free(&c->heard);
  rq_chooser_free(&c->chooser);
  free(c->item);
  *c = (rq_chronicle){0};
}
