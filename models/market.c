/* What concerns a brand as a whole: its price and those of its rivals, disruptions and launches, its public rating,
 * its profit, and what is observed of its customers (model.md 6, 8, 9, 12). Weeks' purchases are remembered, the latest first. */
#include "models/brands.h"

float failure_rate_now(const renqing_parameters *p, uint32_t b, uint32_t week) {
  double rate = p->brands[b].failure_rate;
  for (uint32_t d = 0; d < p->disruptions_count; d++) {
    const disruption *x = &p->disruptions[d];
    bool now = x->start <= (int64_t)week && (int64_t)week < x->start + x->weeks;
    if (x->brand == (int32_t)b && now && x->failure_rate > rate) rate = x->failure_rate;
  }
  return (float)rate;
}

bool launched_in(const renqing_parameters *p, uint32_t b, uint32_t week) {
  for (uint32_t l = 0; l < p->launches_count; l++)
    if (p->launches[l].brand == (int32_t)b && p->launches[l].week == (int64_t)week) return true;
  return false;
}

bool launched_by(const renqing_parameters *p, uint32_t b, uint32_t week) {
  for (uint32_t l = 0; l < p->launches_count; l++)
    if (p->launches[l].brand == (int32_t)b && p->launches[l].week <= (int64_t)week) return true;
  return false;
}

/* ---- prices ---- */

typedef struct prices {
  const renqing_parameters *p;
  uint32_t week, brands, lags;
  const double *history; /* brands x lags; lag 0 is last week */
  double *price, *cut_price, *base;
  int32_t *cut_until;
} prices;

/* Brand's share of all purchases over the lags from ... to - 1; 0 where there were none. */
static double share_over(const prices *m, uint32_t b, uint32_t from, uint32_t to) {
  double own = 0, all = 0;
  for (uint32_t lag = from; lag < to && lag < m->lags; lag++) {
    own += m->history[b * m->lags + lag];
    for (uint32_t other = 0; other < m->brands; other++) all += m->history[other * m->lags + lag];
  }
  return all > 0 ? own / all : 0;
}

static bool running(const prices *m, uint32_t b) {
  return m->cut_until[b] >= (int32_t)m->week;
}

/* Where a cut is running already, the lower price and the later end hold. */
static void start_cut(const prices *m, uint32_t b, double price, int64_t weeks) {
  int32_t until = (int32_t)((int64_t)m->week + weeks - 1);
  bool on = running(m, b);
  m->cut_price[b] = on && m->cut_price[b] < price ? m->cut_price[b] : price;
  m->cut_until[b] = on && m->cut_until[b] > until ? m->cut_until[b] : until;
}

/* The level from which a fall is measured: the share before the last `war_window` weeks. It stands still while the weeks that it
 * is measured over hold a price cut of the brand's own; else the end of each cut would look like a rival's gain. */
static void measure_base(const prices *m, uint32_t b) {
  uint32_t window = (uint32_t)m->p->war_window, span = window + (uint32_t)m->p->war_memory;
  bool own_cut = m->cut_until[b] > 0 && (int64_t)m->cut_until[b] + (int64_t)span >= (int64_t)m->week;
  if (!own_cut) m->base[b] = share_over(m, b, window, span);
}

static bool week_listed(const rq_numbers *weeks, uint32_t week) {
  for (size_t n = 0; n < weeks->count; n++)
    if (weeks->value[n] == (double)week) return true;
  return false;
}

static void make_counter_offers(const prices *m, bool history) {
  const renqing_parameters *p = m->p;
  for (uint32_t c = 0; c < p->counter_offers_count; c++) {
    const counter_offer *offer = &p->counter_offers[c];
    for (uint32_t b = 0; b < m->brands; b++) {
      bool asked = offer->brand < 0 ? offer->against != (int32_t)b : offer->brand == (int32_t)b;
      if (!asked || !brand_entered(p, b, m->week)) continue;
      bool due = week_listed(&offer->at, m->week);
      if (!due && history && offer->when_share_falls_by > 0 && !running(m, b))
        due = share_over(m, b, 0, (uint32_t)p->war_window) < m->base[b] * (1 - offer->when_share_falls_by);
      if (due) start_cut(m, b, p->brands[b].price * (1 - offer->price_cut), offer->weeks);
    }
  }
}

/* Last week's lowest price among the others on the market; 0 where there is none. */
static double cheapest_rival(const prices *m, uint32_t b) {
  double lowest = 0;
  for (uint32_t r = 0; r < m->brands; r++) {
    if (r == b || !brand_entered(m->p, r, m->week)) continue;
    if (lowest == 0 || m->price[r] < lowest) lowest = m->price[r];
  }
  return lowest;
}

static void wage_price_war(const prices *m) {
  const renqing_parameters *p = m->p;
  uint32_t window = (uint32_t)p->war_window, span = window + (uint32_t)p->war_memory;
  for (uint32_t b = 0; b < m->brands; b++) {
    double rival = cheapest_rival(m, b), floor_price = p->war_floor * p->brands[b].unit_cost;
    if (!brand_entered(p, b, m->week) || rival == 0) continue;
    if (!(share_over(m, b, 0, window) < p->war_trigger * share_over(m, b, window, span))) continue;
    double price = p->war_undercut * rival > floor_price ? p->war_undercut * rival : floor_price;
    if (price < p->brands[b].price) start_cut(m, b, price, p->war_weeks);
  }
}

void once_prices(rq_world *w) {
  const renqing_parameters *p = rq_parameters(w);
  prices m = {.p = p,
              .week = rq_week(w),
              .brands = rq_extent(w, D_BRAND),
              .lags = rq_extent(w, D_LAG),
              .history = rq_array(w, G_SHARE_HISTORY),
              .price = rq_array(w, G_PRICE),
              .cut_price = rq_array(w, G_CUT_PRICE),
              .base = rq_array(w, G_CUT_ARMED),
              .cut_until = rq_array(w, G_CUT_UNTIL)};
  /* a fall is looked for from when there are as many weeks before the window as in it */
  bool history = (int64_t)m.week > 2 * p->war_window;
  for (uint32_t b = 0; b < m.brands; b++) measure_base(&m, b);
  make_counter_offers(&m, history);
  if (p->price_war && history && m.week % p->war_every == 0) wage_price_war(&m);
  for (uint32_t b = 0; b < m.brands; b++) {
    double list = p->brands[b].price;
    m.price[b] = running(&m, b) && m.cut_price[b] < list ? m.cut_price[b] : list;
    if (brand_entered(p, b, m.week)) rq_tally_global(w, S_PRICE, b, m.price[b]);
  }
}

/* ---- the end of the week ---- */

/* A week's reviews are taken together: (weight x start + sum of scores) / (weight + number), which is what
 * rating += (score - rating) / (weight + number) gives one by one, in any order. */
static void take_reviews(rq_world *w, uint32_t b) {
  const renqing_parameters *p = rq_parameters(w);
  double *rating = (double *)rq_array(w, G_RATING) + b, *reviews = (double *)rq_array(w, G_REVIEWS) + b;
  double written = rq_tallied(w, S_RETURNS, b * RETURNS + REVIEW), scores = rq_tallied(w, S_REVIEW_SCORES, b);
  double weight = p->rating_weight + *reviews;
  if (written > 0) *rating = (weight * *rating + scores) / (weight + written);
  *reviews += written;
}

/* Blunders of which there is a record lower the rating week by week until the record has faded. */
static void take_records(rq_world *w, uint32_t b) {
  const renqing_parameters *p = rq_parameters(w);
  double *rating = (double *)rq_array(w, G_RATING) + b, *record = (double *)rq_array(w, G_RECORD) + (size_t)b * p->channels_count;
  double reviews = ((double *)rq_array(w, G_REVIEWS))[b], mass = 0;
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    const campaign *c = &p->campaigns[k];
    if (c->brand == (int32_t)b && c->channel >= 0) record[c->channel] += rq_tallied(w, S_BLUNDERS, k);
  }
  for (uint32_t c = 0; c < p->channels_count; c++) {
    float weeks = (float)p->channels[c].record_weeks;
    if (!(weeks > 0)) record[c] = 0;
    mass += record[c];
    if (weeks > 0) record[c] *= (double)rq_exp2(-1.0f / weeks);
  }
  *rating -= p->rating_per_blunder / (p->rating_weight + reviews) * mass;
  if (*rating < 0) *rating = 0;
}

static void remember_purchases(rq_world *w, uint32_t b) {
  uint32_t lags = rq_extent(w, D_LAG);
  double *history = (double *)rq_array(w, G_SHARE_HISTORY) + (size_t)b * lags;
  for (uint32_t lag = lags - 1; lag > 0; lag--) history[lag] = history[lag - 1];
  history[0] = rq_tallied(w, S_PURCHASES, b);
}

/* Discounts are paid for when they are used: what was reserved for them has become spent. */
static void settle_coupons(rq_world *w) {
  const renqing_parameters *p = rq_parameters(w);
  int64_t *spent = rq_array(w, G_SPENT), *reserved = rq_array(w, G_RESERVED);
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    if (p->campaigns[k].favor != FAVOR_DISCOUNT) continue;
    int64_t forgone = to_micro(rq_tallied(w, S_SPEND, k));
    spent[k] += forgone;
    reserved[k] -= forgone;
  }
}

void once_market(rq_world *w) {
  const double *rating = rq_array(w, G_RATING), *reviews = rq_array(w, G_REVIEWS);
  double *profit = rq_array(w, G_PROFIT);
  uint32_t brands = rq_extent(w, D_BRAND);
  settle_coupons(w);
  for (uint32_t b = 0; b < brands; b++) {
    take_reviews(w, b);
    take_records(w, b);
    remember_purchases(w, b);
    double earned = rq_tallied(w, S_REVENUE, b) - rq_tallied(w, S_UNIT_COSTS, b) - rq_tallied(w, S_CAMPAIGN_COSTS, b);
    profit[b] += earned;
    rq_tally_global(w, S_PROFIT, b, earned);
    rq_tally_global(w, S_RATING, b, rating[b]);
    rq_tally_global(w, S_REVIEWS, b, reviews[b]);
  }
}

/* ---- observation ---- */

/* Sums over the customers of one brand in a block. */
typedef struct customers {
  double count, class[CLASSES], closeness, affective, cognitive, owed, aware;
} customers;

static void report_customers(rq_block *block, uint32_t b, const customers *sum) {
  rq_add(block, S_AWARE, b, sum->aware);
  rq_add(block, S_CUSTOMERS, b, sum->count);
  for (uint32_t k = 0; k < CLASSES; k++) rq_add(block, S_CUSTOMER_CLASS, b * CLASSES + k, sum->class[k]);
  rq_add(block, S_CUSTOMER_CLOSENESS, b, sum->closeness);
  rq_add(block, S_CUSTOMER_AFFECTIVE, b, sum->affective);
  rq_add(block, S_CUSTOMER_COGNITIVE, b, sum->cognitive);
  rq_add(block, S_CUSTOMER_OWED, b, sum->owed);
}

/* The flags of 16 people are added up at a time, column by column. */
static void count_aware(const brand_state *s, const rq_block *block, customers *sum) {
  enum { AT_ONCE = 16 };
  uint16_t column[AT_ONCE * MAX_BRANDS] = {0};
  const uint8_t *flags = s->flags + pair_of(s, block->first, 0);
  uint32_t width = AT_ONCE * s->brands, all = block->count * s->brands;
  for (uint32_t from = 0; from < all; from += width) {
    uint32_t end = all - from < width ? all - from : width;
    for (uint32_t c = 0; c < end; c++) column[c] = (uint16_t)(column[c] + (flags[from + c] & KNOWS));
  }
  for (uint32_t c = 0; c < width; c++) sum[c % s->brands].aware += column[c];
}

static void add_customers(const brand_state *s, const pairs *of, customers *sum) {
  halves now;
  brands_now(s, of, &now);
  for (uint32_t n = 0; n < of->count; n++) {
    customers *x = &sum[of->brand[n]];
    x->count += 1;
    x->class[class_of(s->p, now.g[n], false)] += 1;
    x->closeness += (double)now.g[n];
    x->affective += (double)now.a[n];
    x->cognitive += (double)now.c[n];
    x->owed += (double)rq_fixed(s->owed[of->pair[n]]);
  }
}

void phase_market(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  if (s.brands == 0) return;
  customers sum[MAX_BRANDS] = {{0}};
  pairs of = {.count = 0};
  count_aware(&s, block, sum);
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    uint8_t b = s.last_brand[i];
    if (b == NO_BRAND) continue;
    of.pair[of.count] = pair_of(&s, i, b);
    of.brand[of.count++] = b;
    if (of.count < PAIRS) continue;
    add_customers(&s, &of, sum);
    of.count = 0;
  }
  add_customers(&s, &of, sum);
  for (uint32_t b = 0; b < s.brands; b++) report_customers(block, b, &sum[b]);
}
