/* What the tables of parameters cannot see of brands and campaigns, and what must hold of them in every week (model.md 13). */
#include "models/brands.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- parameters ---- */

static void check_campaign(const renqing_parameters *p, uint32_t k, rq_error *error) {
  const campaign *c = &p->campaigns[k];
  if (c->until < c->start)
    rq_fail(error, RQ_BAD_DATA, "campaigns.%u: until is %" PRId64 "; it must be at least start, %" PRId64, k, c->until, c->start);
  if (c->favor == FAVOR_DISCOUNT && c->value > 1)
    rq_fail(error, RQ_BAD_DATA, "campaigns.%u: value is %g; of a discount it is the share of the price, between 0 and 1", k, c->value);
  if (c->favor == FAVOR_OCCASION_GIFT && p->festivals.count == 0)
    rq_fail(error, RQ_BAD_DATA,
            "campaigns.%u: favor is occasion_gift, but there are no festivals; list weeks in favors.repayment.festivals", k);
}

static void check_same_names(const renqing_parameters *p, rq_error *error) {
  for (uint32_t b = 0; b < p->brands_count; b++)
    for (uint32_t other = b + 1; other < p->brands_count; other++)
      if (strcmp(p->brands[b].name, p->brands[other].name) == 0)
        rq_fail(error, RQ_BAD_DATA, "brands.%u and brands.%u: both are named '%s'; names must differ", b, other, p->brands[b].name);
}

void check_brands(const renqing_parameters *p, rq_error *error) {
  check_same_names(p, error);
  for (uint32_t k = 0; k < p->campaigns_count; k++) check_campaign(p, k, error);
  for (uint32_t c = 0; c < p->counter_offers_count; c++) {
    const counter_offer *offer = &p->counter_offers[c];
    if (offer->brand >= 0 && offer->brand == offer->against)
      rq_fail(error, RQ_BAD_DATA, "market.counter_offer.%u: brand and against are both '%s'; they must differ", c,
              p->brands[offer->brand].name);
    if (offer->at.count == 0 && !(offer->when_share_falls_by > 0))
      rq_fail(error, RQ_BAD_DATA, "market.counter_offer.%u: it never happens; give weeks in `at`, or `when_share_falls_by`", c);
  }
}

/* ---- invariants ---- */

/* Says once what is broken, with the first case of it. */
typedef struct findings {
  rq_error *error;
  rq_status status;
} findings;

static void person_wrong(findings *f, bool *said, uint32_t agent, const char *what) {
  if (!*said) f->status = rq_fail(f->error, RQ_INTERNAL, "person %u: %s", agent, what);
  *said = true;
}

static void pair_wrong(findings *f, bool *said, uint32_t agent, uint32_t b, const char *what) {
  if (!*said) f->status = rq_fail(f->error, RQ_INTERNAL, "person %u and brand %u: %s", agent, b, what);
  *said = true;
}

enum { DEBT, DATES, FLAGS, COUPON, BOUGHT, STREAK, KINDS };

static bool dates_right(const brand_state *s, size_t pair) {
  return s->last[pair] <= s->week && s->last_purchase[pair] <= s->week && s->failed[pair] <= s->week && s->doubt_week[pair] <= s->week &&
         s->contact_week[pair] <= s->week;
}

static bool flags_right(const brand_state *s, size_t pair) {
  uint8_t flags = s->flags[pair];
  bool both = (flags & WILL_TRY) && (flags & TRIED), bought = s->purchases[pair] > 0;
  return flags < 64 && !both && (!bought || (flags & KNOWS && flags & OPINION));
}

static bool coupon_right(const brand_state *s, size_t pair, uint32_t b) {
  if (!s->coupon[pair]) return true;
  if (s->coupon_campaign[pair] >= s->p->campaigns_count) return false;
  const campaign *c = &s->p->campaigns[s->coupon_campaign[pair]];
  return c->favor == FAVOR_DISCOUNT && c->brand == (int32_t)b;
}

static void verify_people_and_brands(const brand_state *s, uint32_t agents, findings *f) {
  bool said[KINDS] = {false};
  for (uint32_t i = 0; i < agents; i++) {
    for (uint32_t b = 0; b < s->brands; b++) {
      size_t pair = pair_of(s, i, b);
      if (s->owed[pair] < 0) pair_wrong(f, &said[DEBT], i, b, "owes less than nothing");
      if (!dates_right(s, pair)) pair_wrong(f, &said[DATES], i, b, "has a date in the future");
      if (!flags_right(s, pair)) pair_wrong(f, &said[FLAGS], i, b, "flags contradict each other, or the purchases");
      if (!coupon_right(s, pair, b)) pair_wrong(f, &said[COUPON], i, b, "holds a coupon of no discount of the brand");
      bool bought = s->purchases[pair] > 0;
      if (bought != (s->last_purchase[pair] > 0) || (bought && !brand_entered(s->p, b, s->week)))
        pair_wrong(f, &said[BOUGHT], i, b, "purchases, and the week of the last one, contradict each other");
    }
    uint8_t last = s->last_brand[i];
    bool none = last == NO_BRAND;
    if ((!none && (last >= s->brands || s->purchases[pair_of(s, i, last)] < s->streak[i])) || none != (s->streak[i] == 0))
      person_wrong(f, &said[STREAK], i, "the brand bought last, and how often in a row, contradict the purchases");
  }
}

static void verify_means(const rq_world *w, findings *f) {
  const renqing_parameters *p = rq_parameters(w);
  const int64_t *spent = rq_array(w, G_SPENT), *reserved = rq_array(w, G_RESERVED), *minutes = rq_array(w, G_MINUTES);
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    const campaign *c = &p->campaigns[k];
    if (spent[k] < 0 || reserved[k] < 0 || spent[k] + reserved[k] > to_micro(c->budget))
      f->status = rq_fail(f->error, RQ_INTERNAL, "campaign %u has spent %.6f and reserved %.6f of a budget of %.6f", k,
                          from_micro(spent[k]), from_micro(reserved[k]), c->budget);
    if (minutes[k] < 0 || minutes[k] > to_micro(c->staff_minutes))
      f->status =
          rq_fail(f->error, RQ_INTERNAL, "campaign %u has used %.6f of %.6f staff minutes", k, from_micro(minutes[k]), c->staff_minutes);
  }
}

/* switches + repeats = purchases - first purchases in the category, for each brand in this week. */
static void verify_week(const rq_world *w, findings *f) {
  const double *rating = rq_array(w, G_RATING), *price = rq_array(w, G_PRICE);
  for (uint32_t b = 0; b < rq_extent(w, D_BRAND); b++) {
    double moves = rq_tallied(w, S_SWITCHES, b) + rq_tallied(w, S_REPEATS, b);
    double later = rq_tallied(w, S_PURCHASES, b) - rq_tallied(w, S_CATEGORY_FIRST, b);
    if (moves != later)
      f->status =
          rq_fail(f->error, RQ_INTERNAL, "brand %u: switches and repeats are %.0f; purchases less first ones %.0f", b, moves, later);
    if (!(rating[b] >= 0 && rating[b] <= 1)) f->status = rq_fail(f->error, RQ_INTERNAL, "brand %u: rating is %g", b, rating[b]);
    if (!(price[b] >= 0 && isfinite(price[b]))) f->status = rq_fail(f->error, RQ_INTERNAL, "brand %u: price is %g", b, price[b]);
  }
}

rq_status verify_brands(const rq_world *w, rq_error *error) {
  findings f = {error, RQ_OK};
  brand_state s = brand_state_of(w);
  verify_people_and_brands(&s, rq_agents(w), &f);
  verify_means(w, &f);
  verify_week(w, &f);
  return f.status;
}
