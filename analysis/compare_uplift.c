/* Uplift over replicates: which customers a scenario keeps that the base loses, and in which segments they are. */
#include "analysis/compare_parts.h"
#include "analysis/fates.h"
#include "analysis/guarded.h"
#include "analysis/paired.h"
#include "sim/schema.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TIES 400000u /* above, communities are looked for only where they are asked for by name: as in `analyze` */

/* ---- the question ---- */

static rq_status choose_groupings(const char *by, rq_fate_question *q, rq_error *error) {
  q->by = by ? 0 : (1u << RQ_BYS) - 1;
  q->most_ties = by ? UINT64_MAX : MOST_TIES;
  while (by && *by) {
    char name[32];
    size_t length = strcspn(by, ",");
    snprintf(name, sizeof name, "%.*s", (int)length, by);
    unsigned k = 0;
    while (k < RQ_BYS && strcmp(name, rq_by_names[k]) != 0) k++;
    const char *meant = rq_suggest(name, rq_by_names, RQ_BYS);
    if (k == RQ_BYS && meant) return rq_fail(error, RQ_USAGE, "--by: there is no '%s'; did you mean '%s'?", name, meant);
    if (k == RQ_BYS)
      return rq_fail(error, RQ_USAGE, "--by: '%s' is none of tie_class, channel, generation, degree, community, bought_before", name);
    q->by |= 1u << k;
    by += length + (by[length] == ',');
  }
  return RQ_OK;
}

static bool has_snapshot(const json_t *facts, uint32_t week) {
  const json_t *weeks = json_object_get(facts, "snapshots"), *item;
  size_t k;
  json_array_foreach(weeks, k, item) {
    if (json_integer_value(item) == (json_int_t)week) return true;
  }
  return false;
}

/* The latest snapshot of the base that is not after the week; else the first one after it. */
static bool snapshot_near(const json_t *facts, uint32_t week, uint32_t *found) {
  const json_t *weeks = json_object_get(facts, "snapshots");
  size_t count = json_array_size(weeks), k = 0;
  while (k < count && json_integer_value(json_array_get(weeks, k)) <= (json_int_t)week) k++;
  if (k > 0) k--;
  *found = (uint32_t)json_integer_value(json_array_get(weeks, k));
  return k < count;
}

static double customers_at(const rq_comparison *c, const json_t *facts, uint32_t week) {
  if (week == 0) return 0;
  const json_t *row = json_array_get(json_object_get(facts, "customers"), week - 1);
  return rq_json_value(json_array_get(row, c->brand_index[c->base]));
}

/* What is there in all runs. */
typedef struct stock {
  bool at_end, at_reference, panel, nobody;
  const json_t *base; /* a run of the base */
} stock;

static stock take_stock(const rq_comparison *c, uint32_t reference) {
  stock s = {true, true, true, true, NULL};
  for (size_t i = 0; i < c->scenarios * c->replicates; i++)
    if (c->facts[i] && !c->left_out[i / c->replicates]) s.at_end = s.at_end && has_snapshot(c->facts[i], c->at);
  for (size_t r = 0; r < c->replicates; r++) {
    const json_t *base = c->facts[rq_cell(c, c->base, r)];
    if (!base) continue;
    if (!s.base) s.base = base;
    s.at_reference = s.at_reference && has_snapshot(base, reference);
    s.panel = s.panel && json_integer_value(json_object_get(base, "panel")) > 0;
    s.nobody = s.nobody && !(customers_at(c, base, reference) > 0);
  }
  return s;
}

/* Everybody, from snapshots, where they are there; else the panel, from its purchases; else nothing can be said: false. */
static bool ask(rq_comparison *c, rq_fate_question *q) {
  stock s = take_stock(c, c->branch_week);
  q->at = c->at;
  q->reference = c->branch_week;
  q->everybody = s.nobody;
  q->panel = !s.at_end || !(s.nobody || s.at_reference);
  if (q->panel && !s.panel) {
    rq_compare_warn(c, "who was persuaded is not known: there is neither a snapshot of week %u%s nor a panel", c->at,
                    s.nobody ? "" : " and of the week before the scenarios part");
    return false;
  }
  q->known = snapshot_near(s.base, q->reference, &q->grouped);
  if (q->known && q->grouped > q->reference)
    rq_compare_warn(c, "no snapshot before the scenarios part (week %u): segments are of week %u of '%s' (snapshots.at: [%u] takes one)",
                    q->reference, q->grouped, c->name[c->base], q->reference);
  return true;
}

/* ---- the answer of each replicate ---- */

static rq_status find(void *argument, json_t **found, rq_error *error) {
  return rq_fates_find(argument, found, error);
}

static bool same_seed(const json_t *a, const json_t *b) {
  return json_equal(json_object_get(a, "seed"), json_object_get(b, "seed"));
}

/* The scenario of each run of a replicate: the base first. */
static size_t scenario_at(const rq_comparison *c, size_t k) {
  return k == 0 ? c->base : (k <= c->base ? k - 1 : k);
}

static void keep_counts(rq_comparison *c, size_t r, const rq_fate_question *q, const json_t *answer) {
  double scale = 1;
  const json_t *kept = json_object_get(answer, "kept");
  if (q->panel) scale = c->people / rq_json_value(json_object_get(c->facts[rq_cell(c, c->base, r)], "panel"));
  for (size_t k = 0; k < c->scenarios; k++)
    rq_values(c, scenario_at(c, k), RQ_OUT_KEPT)[r] = rq_json_value(json_array_get(kept, k)) * scale;
}

/* Appends the replicate's answer, or null. */
static rq_status ask_replicate(rq_comparison *c, size_t r, rq_fate_question *q, json_t *answers, rq_error *error) {
  const json_t *base = c->facts[rq_cell(c, c->base, r)];
  const char **path = calloc(c->scenarios, sizeof *path);
  uint32_t *brand = calloc(c->scenarios, sizeof *brand);
  json_t *answer = NULL;
  rq_status status = path && brand ? RQ_OK : rq_no_memory(error, "a comparison");
  for (size_t k = 0; status == RQ_OK && k < c->scenarios; k++) {
    size_t s = scenario_at(c, k), cell = rq_cell(c, s, r);
    brand[k] = c->brand_index[s];
    path[k] = c->left_out[s] || !same_seed(c->facts[cell], base) ? NULL : c->path[cell];
  }
  if (status == RQ_OK && base) {
    rq_error own = RQ_NO_ERROR;
    q->path = path;
    q->brand = brand;
    q->runs = c->scenarios;
    status = rq_find_guarded(find, q, path[0], &answer, &own);
    if (status == RQ_OK)
      keep_counts(c, r, q, answer);
    else if (status != RQ_INTERRUPTED) {
      rq_compare_warn(c, "customers of replicate %u are left out: %.*s", c->replicate[r], (int)strcspn(own.text, "\n"), own.text);
      status = RQ_OK;
    }
    rq_error_free(&own);
  }
  free(path);
  free(brand);
  json_array_append_new(answers, answer ? answer : json_null());
  return status;
}

/* ---- over replicates ---- */

/* Counts of the four fates in each replicate: of all at risk, or of a segment. */
typedef struct tally {
  const char *by, *value;
  bool panel;
  size_t replicates;
  double *count; /* replicates x RQ_FATES */
  double all, uplift;
} tally;

static void add_counts(tally *t, const json_t *groups) {
  for (size_t k = 0; k < RQ_FATES; k++) {
    double count = rq_json_value(json_array_get(groups, k));
    t->count[t->replicates * RQ_FATES + k] += count;
    t->all += count;
  }
}

static rq_quotient share_of(const tally *t, const double weight[RQ_FATES], double level) {
  double *y = calloc(2 * t->replicates + 1, sizeof *y);
  rq_quotient q = {NAN, NAN, NAN};
  if (!y) return q;
  double *x = y + t->replicates;
  for (size_t r = 0; r < t->replicates; r++)
    for (size_t k = 0; k < RQ_FATES; k++) {
      y[r] += weight[k] * t->count[r * RQ_FATES + k];
      x[r] += t->count[r * RQ_FATES + k];
    }
  q = rq_quotient_share(y, x, t->replicates, level);
  free(y);
  return q;
}

static rq_quotient uplift_of(const tally *t, double level) {
  static const double weight[RQ_FATES] = {[RQ_PERSUADABLE] = 1, [RQ_SLEEPING_DOG] = -1};
  return share_of(t, weight, level);
}

static rq_quotient fate_share(const tally *t, size_t fate, double level) {
  double weight[RQ_FATES] = {0};
  weight[fate] = 1;
  rq_quotient q = share_of(t, weight, level);
  if (!isnan(q.lower)) q.lower = fmax(0, q.lower);
  if (!isnan(q.upper)) q.upper = fmin(1, q.upper);
  return q;
}

static void put_uplift(const tally *t, double level, json_t *to) {
  rq_quotient q = uplift_of(t, level);
  json_object_set_new(to, "customers", rq_json_number(t->all / (double)t->replicates));
  json_object_set_new(to, "uplift", rq_json_number(q.value));
  json_object_set_new(to, "lower", rq_json_number(q.lower));
  json_object_set_new(to, "upper", rq_json_number(q.upper));
}

static json_t *pack_segment(const tally *t, double level) {
  json_t *segment = json_pack("{s:s, s:s, s:s}", "by", t->by, "value", t->value, "of", t->panel ? "panel" : "people");
  put_uplift(t, level, segment);
  for (size_t k = 0; k < RQ_FATES; k++) json_object_set_new(segment, rq_fate_names[k], rq_json_number(fate_share(t, k, level).value));
  return segment;
}

static json_t *pack_groups(const tally *t, double level) {
  json_t *groups = json_object();
  for (size_t k = 0; k < RQ_FATES; k++) {
    double count = 0;
    for (size_t r = 0; r < t->replicates; r++) count += t->count[r * RQ_FATES + k];
    rq_quotient q = fate_share(t, k, level);
    json_object_set_new(groups, rq_fate_names[k],
                        json_pack("{s:f, s:o, s:o, s:o}", "count", count / (double)t->replicates, "share", rq_json_number(q.value), "lower",
                                  rq_json_number(q.lower), "upper", rq_json_number(q.upper)));
  }
  return groups;
}

/* ---- segments ---- */

typedef struct tallies {
  tally *item;
  size_t count, replicates;
} tallies;

static tally *tally_for(tallies *all, const json_t *segment, bool panel) {
  const char *by = json_string_value(json_object_get(segment, "by")), *value = json_string_value(json_object_get(segment, "value"));
  for (size_t i = 0; i < all->count; i++)
    if (!strcmp(all->item[i].by, by) && !strcmp(all->item[i].value, value)) return &all->item[i];
  tally *more = realloc(all->item, (all->count + 1) * sizeof *more);
  if (!more) return NULL;
  all->item = more;
  double *count = calloc(all->replicates * RQ_FATES + 1, sizeof *count);
  if (!count) return NULL;
  all->item[all->count] = (tally){by, value, panel || json_is_true(json_object_get(segment, "panel")), 0, count, 0, 0};
  return &all->item[all->count++];
}

/* Highest uplift first. */
static int by_uplift(const void *left, const void *right) {
  const tally *a = left, *b = right;
  if (a->uplift != b->uplift) return a->uplift > b->uplift ? -1 : 1;
  int by = strcmp(a->by, b->by);
  return by ? by : strcmp(a->value, b->value);
}

/* Segments with people in them, of groupings that tell at least two apart. */
static json_t *list_segments(tallies *all, double level) {
  json_t *list = json_array();
  for (size_t i = 0; i < all->count; i++) all->item[i].uplift = all->item[i].all > 0 ? uplift_of(&all->item[i], level).value : -INFINITY;
  if (all->count > 0) qsort(all->item, all->count, sizeof *all->item, by_uplift);
  for (size_t i = 0; i < all->count; i++) {
    size_t beside = 0;
    for (size_t k = 0; k < all->count; k++) beside += all->item[k].all > 0 && !strcmp(all->item[k].by, all->item[i].by);
    if (all->item[i].all > 0 && beside > 1) json_array_append_new(list, pack_segment(&all->item[i], level));
  }
  return list;
}

static rq_status add_replicate(tally *total, tallies *all, const json_t *run, bool panel, rq_error *error) {
  size_t k;
  const json_t *segment;
  add_counts(total, json_object_get(run, "groups"));
  json_array_foreach(json_object_get(run, "segments"), k, segment) {
    tally *t = tally_for(all, segment, panel);
    if (!t) return rq_no_memory(error, "segments");
    t->replicates = total->replicates;
    add_counts(t, json_object_get(segment, "groups"));
  }
  total->replicates++;
  return RQ_OK;
}

static json_t *pack_uplift(const rq_comparison *c, size_t scenario, const rq_fate_question *q, const tally *total, tallies *all) {
  for (size_t i = 0; i < all->count; i++) all->item[i].replicates = total->replicates;
  json_t *uplift = json_pack("{s:s, s:I, s:s, s:s, s:o, s:I}", "scenario", c->name[scenario], "reference_week", (json_int_t)q->reference,
                             "at_risk", q->everybody ? "everybody" : "customers", "of", q->panel ? "panel" : "people", "grouped_week",
                             q->known ? json_integer(q->grouped) : json_null(), "replicates", (json_int_t)total->replicates);
  put_uplift(total, c->level, uplift);
  json_object_set_new(uplift, "groups", pack_groups(total, c->level));
  json_object_set_new(uplift, "segments", list_segments(all, c->level));
  return uplift;
}

/* One scenario beside the base. */
static rq_status sum_up(rq_comparison *c, size_t k, const rq_fate_question *q, const json_t *answers, rq_error *error) {
  tallies all = {NULL, 0, c->replicates};
  tally total = {.count = calloc(c->replicates * RQ_FATES + 1, sizeof(double))};
  rq_status status = total.count ? RQ_OK : rq_no_memory(error, "uplift");
  for (size_t r = 0; status == RQ_OK && r < c->replicates; r++) {
    const json_t *run = json_array_get(json_object_get(json_array_get(answers, r), "runs"), k);
    if (json_is_object(run)) status = add_replicate(&total, &all, run, q->panel, error);
  }
  if (status == RQ_OK && total.all > 0) json_array_append_new(c->uplift, pack_uplift(c, scenario_at(c, k), q, &total, &all));
  for (size_t i = 0; i < all.count; i++) free(all.item[i].count);
  free(all.item);
  free(total.count);
  return status;
}

static bool grouped_by(const json_t *run, const char *by) {
  size_t k;
  const json_t *segment;
  json_array_foreach(json_object_get(run, "segments"), k, segment) {
    if (!strcmp(json_string_value(json_object_get(segment, "by")), by)) return true;
  }
  return false;
}

static bool mentioned(const json_t *answers, const char *by) {
  for (size_t r = 0; r < json_array_size(answers); r++) {
    const json_t *runs = json_object_get(json_array_get(answers, r), "runs");
    for (size_t k = 0; k < json_array_size(runs); k++)
      if (grouped_by(json_array_get(runs, k), by)) return true;
  }
  return false;
}

rq_status rq_compare_uplift(rq_comparison *c, rq_error *error) {
  rq_fate_question q = {0};
  rq_status status = choose_groupings(c->ask.by, &q, error);
  c->uplift = json_array();
  if (status != RQ_OK || !c->brand || !ask(c, &q)) return status;
  json_t *answers = json_array();
  for (size_t r = 0; status == RQ_OK && r < c->replicates; r++) status = ask_replicate(c, r, &q, answers, error);
  for (size_t k = 1; status == RQ_OK && k < c->scenarios; k++) status = sum_up(c, k, &q, answers, error);
  if (status == RQ_OK && q.known && (q.by & 1u << RQ_BY_COMMUNITY) && !mentioned(answers, rq_by_names[RQ_BY_COMMUNITY]))
    rq_compare_warn(c, "communities were not looked for: the networks have more than %u ties (--by community,... looks)", MOST_TIES);
  json_decref(answers);
  return status;
}
