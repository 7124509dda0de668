/* Why a customer left: the parts of the utility of the brand that it took, less those of the brand that it left. */
#include "analysis/chronicle.h"
#include <math.h>
#include <string.h>

#define COUNTS 0.05 /* a part that moves the utility by less is not told */

/* Doubt that is left in `week` of what friends told before it; doubt never passes 1. */
static double doubt_about(const rq_chronicle *c, double brand, uint32_t week) {
  size_t first, count = rq_happenings_of(&c->heard, c->person, &first);
  double doubt = 0, since = 0;
  for (size_t n = first; n < first + count; n++) {
    double when = c->heard.value[HEARD_WEEK][n];
    if (c->heard.value[HEARD_BRAND][n] != brand || c->heard.value[HEARD_WHAT][n] != TOLD_LEAVING || when >= week) continue;
    doubt = fmin(1, doubt * exp2(-(when - since) / c->chooser.doubt_half_life) + c->heard.value[HEARD_STRENGTH][n]);
    since = when;
  }
  return doubt * exp2(-(week - since) / c->chooser.doubt_half_life);
}

/* The brand's list price in a week; the fallback where the series does not reach. */
static double list_price(const rq_chronicle *c, uint32_t brand, uint32_t week, double fallback) {
  rq_table price;
  rq_error ignored = RQ_NO_ERROR;
  double value = fallback;
  if (rq_run_series(c->run, "price", &price, &ignored) == RQ_OK) {
    if (price.dims == 2 && week >= 1 && week <= price.shape[0] && brand < price.shape[1])
      value = price.value[(week - 1) * price.shape[1] + brand];
    rq_table_free(&price);
  }
  rq_error_free(&ignored);
  return value;
}

/* How the brand that was left stood: as of the last purchase of it or contact by it before the row. */
static void stood(const rq_chronicle *c, size_t row, double brand, rq_standing *s) {
  size_t first, count = rq_happenings_of(&c->buy, c->person, &first);
  double when = 0;
  for (size_t n = first; n < first + count && n < row; n++) {
    if (c->buy.value[BUY_BRAND][n] != brand) continue;
    when = c->buy.value[BUY_WEEK][n];
    s->closeness = c->buy.value[BUY_CLOSENESS][n];
    s->affective = c->buy.value[BUY_AFFECTIVE][n];
    s->cognitive = c->buy.value[BUY_COGNITIVE][n];
    s->owed = c->buy.value[BUY_OWED][n];
    s->price = c->buy.value[BUY_PRICE][n];
  }
  count = rq_happenings_of(&c->call, c->person, &first);
  for (size_t n = first; n < first + count; n++) {
    double week = c->call.value[CALL_WEEK][n];
    if (c->call.value[CALL_BRAND][n] != brand || week < when || week > c->buy.value[BUY_WEEK][row]) continue;
    s->closeness = c->call.value[CALL_CLOSENESS][n];
    s->affective = c->call.value[CALL_AFFECTIVE][n];
    s->owed = c->call.value[CALL_OWED][n];
  }
}

void rq_leaving_find(const rq_chronicle *c, size_t row, rq_leaving *l) {
  double *const *v = c->buy.value, before[RQ_PARTS], after[RQ_PARTS];
  *l = (rq_leaving){.week = (uint32_t)v[BUY_WEEK][row],
                    .from = (uint32_t)v[BUY_PREVIOUS][row],
                    .to = (uint32_t)v[BUY_BRAND][row],
                    .why = (unsigned)v[BUY_WHY][row]};
  stood(c, row, l->from, &l->left);
  l->left.price = list_price(c, l->from, l->week, l->left.price);
  l->left.doubt = doubt_about(c, l->from, l->week);
  l->left.bought_last = true;
  l->taken = (rq_standing){v[BUY_CLOSENESS][row],
                           v[BUY_AFFECTIVE][row],
                           v[BUY_COGNITIVE][row],
                           v[BUY_OWED][row],
                           v[BUY_PRICE][row],
                           doubt_about(c, l->to, l->week),
                           false};
  rq_choice_parts(&c->chooser, l->from, &l->left, before);
  rq_choice_parts(&c->chooser, l->to, &l->taken, after);
  l->main = RQ_PART_TASTE;
  for (unsigned k = 0; k < RQ_PARTS; k++) {
    l->gain[k] = after[k] - before[k];
    l->total += l->gain[k];
    if (l->gain[k] > l->gain[l->main]) l->main = (rq_part)k;
  }
}

const char *rq_part_phrase(rq_part part) {
  static const char *const phrases[RQ_PARTS] = {
      [RQ_PART_TASTE] = "a lasting taste",          [RQ_PART_QUALITY] = "better experience",  [RQ_PART_PRICE] = "the price",
      [RQ_PART_AFFECTION] = "affective trust",      [RQ_PART_OWED] = "favors that were owed", [RQ_PART_HABIT] = "habit",
      [RQ_PART_DOUBT] = "doubt after friends left",
  };
  return phrases[part];
}

static void tell_part(const rq_leaving *l, rq_part part, FILE *out) {
  const rq_standing *a = &l->taken, *b = &l->left;
  fputs(rq_part_phrase(part), out);
  switch (part) {
  case RQ_PART_QUALITY:
    fprintf(out, " (cognitive trust %.2f against %.2f)", a->cognitive, b->cognitive);
    break;
  case RQ_PART_PRICE:
    fprintf(out, " (%.2f against %.2f)", a->price, b->price);
    break;
  case RQ_PART_AFFECTION:
    fprintf(out, " (%.2f against %.2f)", a->affective, b->affective);
    break;
  case RQ_PART_OWED:
    fprintf(out, " (%.2f against %.2f)", a->owed, b->owed);
    break;
  case RQ_PART_DOUBT:
    fprintf(out, " (%.2f against %.2f)", a->doubt, b->doubt);
    break;
  case RQ_PART_TASTE:
  case RQ_PART_HABIT:
  case RQ_PARTS:
    break;
  }
}

/* The parts that count on one side, largest first; returns how many. */
static unsigned tell_side(const rq_leaving *l, double sign, FILE *out) {
  bool told[RQ_PARTS] = {false};
  unsigned count = 0;
  for (;;) {
    unsigned next = RQ_PARTS;
    for (unsigned k = 0; k < RQ_PARTS; k++)
      if (!told[k] && sign * l->gain[k] > COUNTS && (next == RQ_PARTS || sign * l->gain[k] > sign * l->gain[next])) next = k;
    if (next == RQ_PARTS) return count;
    if (count++) fputs(", ", out);
    tell_part(l, (rq_part)next, out);
    told[next] = true;
  }
}

void rq_leaving_tell(const rq_chronicle *c, const rq_leaving *l, FILE *out) {
  const char *taken = rq_chronicle_brand(c, l->to), *left = rq_chronicle_brand(c, l->from);
  if (l->why == WHY_TRIAL) {
    fprintf(out, "It had promised to try %s's new product.", taken);
    return;
  }
  if (l->why == WHY_DISCOUNT) fputs("It had a personal discount. ", out);
  fprintf(out, "For %s spoke ", taken);
  if (!tell_side(l, 1, out)) fputs("nothing that counts", out);
  fprintf(out, "; for %s ", left);
  if (!tell_side(l, -1, out)) fputs("nothing that counts", out);
  if (l->total > 0)
    fprintf(out, ". On balance %s was ahead by %.2f.", taken, l->total);
  else
    fprintf(out, ". On balance %s was still ahead by %.2f: chance decided.", left, -l->total);
}

json_t *rq_leaving_json(const rq_chronicle *c, const rq_leaving *l) {
  static const char *const why[] = {"chosen", "trial", "discount"};
  json_t *parts = json_object();
  for (unsigned k = 0; k < RQ_PARTS; k++) json_object_set_new(parts, rq_part_names[k], json_real(l->gain[k]));
  return json_pack("{s:I, s:s, s:s, s:s, s:o, s:f, s:s}", "week", (json_int_t)l->week, "left", rq_chronicle_brand(c, l->from), "taken",
                   rq_chronicle_brand(c, l->to), "why", l->why < 3 ? why[l->why] : "chosen", "gains", parts, "total", l->total, "main",
                   rq_part_names[l->main]);
}
