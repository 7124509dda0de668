/* Whose turn it is in a campaign (model.md 7): at whom it aims, when, and how far its money and its staff's minutes reach.
 *
 * Each person has a place, drawn once, on a ring of 2^32 places in each campaign. A wave starts on the ring where the last one
 * ended and goes as far as the wave's allowance pays for; so people take turns, and no order of computing matters. The
 * allowance is what is left divided by the waves that are left: money that a wave could not use is there for the next. A contact is paid
 * for whether or not it reaches the person. */
#include "models/brands.h"

int64_t to_micro(double amount) {
  double micro = amount * MICRO + 0.5;
  return micro < 0x1p62 ? (int64_t)micro : INT64_C(1) << 62; /* without limit */
}

/* ---- when ---- */

static bool festival_in(const renqing_parameters *p, uint32_t week) {
  for (size_t n = 0; n < p->festivals.count; n++)
    if (p->festivals.value[n] == (double)((week - 1) % 52 + 1)) return true;
  return false;
}

static bool on_beat(const campaign *c, uint32_t week) {
  return ((int64_t)week - c->start) % c->every == 0;
}

bool campaign_wave(const renqing_parameters *p, uint32_t k, uint32_t week) {
  const campaign *c = &p->campaigns[k];
  if ((int64_t)week < c->start || (int64_t)week > c->until) return false;
  return c->favor == FAVOR_OCCASION_GIFT ? festival_in(p, week) : on_beat(c, week);
}

bool coupons_end(const renqing_parameters *p, uint32_t k, uint32_t week) {
  const campaign *c = &p->campaigns[k];
  if (c->favor != FAVOR_DISCOUNT || (int64_t)week <= c->start) return false;
  return on_beat(c, week) && (int64_t)week - c->every <= c->until;
}

/* The default of `until`: the campaign lasts as long as the run, whose length is not known here. Then there is no pace: each wave may
 * take all that is left. */
#define NO_END 60000

static int64_t waves_left(const renqing_parameters *p, uint32_t k, uint32_t week) {
  const campaign *c = &p->campaigns[k];
  if (c->until >= NO_END) return 1;
  if (c->favor != FAVOR_OCCASION_GIFT) return (c->until - (int64_t)week) / c->every + 1;
  int64_t waves = 0;
  for (uint32_t then = week; (int64_t)then <= c->until; then++) waves += festival_in(p, then);
  return waves;
}

/* ---- at whom ---- */

static bool failed_lately(const brand_state *s, const campaign *c, size_t pair) {
  uint32_t since = c->every > 4 ? (uint32_t)c->every : 4u;
  return s->failed[pair] > 0 && s->week - s->failed[pair] <= since;
}

bool campaign_aims_at(const brand_state *s, uint32_t k, uint32_t agent) {
  const campaign *c = &s->p->campaigns[k];
  uint32_t b = (uint32_t)c->brand;
  size_t pair = pair_of(s, agent, b);
  bool bought = s->purchases[pair] > 0, customer = s->last_brand[agent] == b;
  if (!(s->sample[agent] >> k & 1u)) return false;
  if (c->target == TARGET_CUSTOMERS && !customer) return false;
  if (c->target == TARGET_LAPSED && (!bought || customer)) return false;
  if (c->target == TARGET_PROSPECTS && bought) return false;
  if (c->generation >= 0 && s->generation[agent] != (uint8_t)c->generation) return false;
  return c->favor != FAVOR_APOLOGY || failed_lately(s, c, pair);
}

static uint32_t place_on_ring(rq_key key, uint32_t k, uint32_t agent) {
  return rq_draw(key, agent, 0, Q_TURN, k).v[0];
}

bool campaign_turn(const rq_world *w, uint32_t k, uint32_t agent) {
  const uint32_t *from = rq_array(w, G_TURN_FROM), *to = rq_array(w, G_TURN_TO), *all = rq_array(w, G_CONTACTS);
  return all[k] || place_on_ring(rq_world_key(w), k, agent) - from[k] < to[k] - from[k];
}

bool campaign_online(const renqing_parameters *p, const campaign *c) {
  return c->favor != FAVOR_DISCOUNT && p->channels[c->channel].online;
}

/* ---- how far the means reach ---- */

/* In millionths of the currency and of a minute. */
typedef struct means {
  int64_t money, minutes;
} means;

/* What one contact takes: without and with the brand's app. */
typedef struct terms {
  int64_t plain, app, minutes;
} terms;

typedef struct people {
  int64_t plain, app; /* without and with the brand's app */
} people;

static terms terms_of(const rq_world *w, uint32_t k) {
  const renqing_parameters *p = rq_parameters(w);
  const campaign *c = &p->campaigns[k];
  if (c->favor == FAVOR_DISCOUNT) {
    int64_t worth = to_micro(((const double *)rq_array(w, G_PRICE))[c->brand] * c->value);
    return (terms){worth, worth, 0};
  }
  const channel *way = &p->channels[c->channel];
  double favor = c->value * p->brands[c->brand].favor_cost;
  return (terms){to_micro(way->cost + favor), to_micro(way->cost * p->app_cost + favor), to_micro(way->minutes)};
}

/* Whether so many at such a price stay within the amount; what is left then. Divides, so that nothing can overflow. */
static bool pays(int64_t *amount, int64_t number, int64_t price) {
  if (price > 0 && number > *amount / price) return false;
  *amount -= number * price;
  return true;
}

static bool affords(means m, const terms *t, people n) {
  return pays(&m.money, n.plain, t->plain) && pays(&m.money, n.app, t->app) && pays(&m.minutes, n.plain + n.app, t->minutes);
}

/* The people at whom the wave aims, and what the search for the end of the turn needs to know of them. */
typedef struct wave {
  const rq_world *world;
  uint32_t k, from;
  const uint32_t *roster;
  uint32_t count;
  const uint8_t *flags; /* of the campaign's brand; `stride` apart */
  uint32_t stride;
  bool online;
} wave;

static bool with_app(const wave *v, uint32_t agent) {
  return v->online && v->flags[(size_t)agent * v->stride] & HAS_APP;
}

static people everybody(const wave *v) {
  people n = {0, 0};
  for (uint32_t x = 0; x < v->count; x++) {
    bool app = with_app(v, v->roster[x]);
    n.app += app;
    n.plain += !app;
  }
  return n;
}

/* Counts people by 11 bits of their way round the ring from the start, among those who agree with `prefix` in the bits above. */
#define PART 11u
typedef struct parts {
  uint32_t plain[1u << PART], app[1u << PART];
} parts;

static void count_parts(const wave *v, uint32_t prefix, uint32_t shift, parts *count) {
  *count = (parts){{0}, {0}};
  rq_key key = rq_world_key(v->world);
  for (uint32_t x = 0; x < v->count; x++) {
    uint64_t way = place_on_ring(key, v->k, v->roster[x]) - v->from;
    if (way >> (shift + PART) != prefix) continue;
    uint32_t part = (uint32_t)(way >> shift) & ((1u << PART) - 1);
    if (with_app(v, v->roster[x]))
      count->app[part]++;
    else
      count->plain[part]++;
  }
}

/* How far round the ring the wave goes when not everybody can be afforded: 33 bits of the way, found 11 at a time.
 * `reached` counts who has a turn. */
static uint32_t end_of_turn(const wave *v, means allowance, const terms *t, people *reached) {
  parts count;
  uint32_t end = 0;
  *reached = (people){0, 0};
  for (uint32_t level = 0; level < 3; level++) {
    count_parts(v, end, (2 - level) * PART, &count);
    uint32_t part = 0;
    for (; part < (1u << PART) - 1; part++) {
      people more = {reached->plain + count.plain[part], reached->app + count.app[part]};
      if (!affords(allowance, t, more)) break;
      *reached = more;
    }
    end = end << PART | part;
  }
  return end;
}

static means allowance_of(const rq_world *w, uint32_t k) {
  const renqing_parameters *p = rq_parameters(w);
  const campaign *c = &p->campaigns[k];
  const int64_t *spent = rq_array(w, G_SPENT), *minutes = rq_array(w, G_MINUTES);
  int64_t waves = waves_left(p, k, rq_week(w));
  return (means){(to_micro(c->budget) - spent[k]) / waves, (to_micro(c->staff_minutes) - minutes[k]) / waves};
}

static void book(rq_world *w, uint32_t k, const terms *t, people reached) {
  const campaign *c = &((const renqing_parameters *)rq_parameters(w))->campaigns[k];
  int64_t money = reached.plain * t->plain + reached.app * t->app, minutes = (reached.plain + reached.app) * t->minutes;
  ((int64_t *)rq_array(w, G_MINUTES))[k] += minutes;
  rq_tally_global(w, S_STAFF_MINUTES, k, from_micro(minutes));
  if (c->favor == FAVOR_DISCOUNT) {
    ((int64_t *)rq_array(w, G_RESERVED))[k] = money;
    ((int64_t *)rq_array(w, G_COUPON_WORTH))[k] = t->plain;
    return;
  }
  ((int64_t *)rq_array(w, G_SPENT))[k] += money;
  rq_tally_global(w, S_SPEND, k, from_micro(money));
  rq_tally_global(w, S_CAMPAIGN_COSTS, (uint32_t)c->brand, from_micro(money));
}

static void give_turns(rq_world *w, uint32_t k) {
  const renqing_parameters *p = rq_parameters(w);
  const campaign *c = &p->campaigns[k];
  uint32_t *from = (uint32_t *)rq_array(w, G_TURN_FROM) + k, *to = (uint32_t *)rq_array(w, G_TURN_TO) + k;
  uint32_t *all = (uint32_t *)rq_array(w, G_CONTACTS) + k;
  wave v = {.world = w,
            .k = k,
            .from = *to,
            .flags = (const uint8_t *)rq_array(w, B_FLAGS) + c->brand,
            .stride = rq_extent(w, D_BRAND),
            .online = campaign_online(p, c)};
  v.roster = rq_roster(w, R_TURN_FIRST + k, &v.count);
  means allowance = allowance_of(w, k);
  terms t = terms_of(w, k);
  people reached = everybody(&v);
  *all = affords(allowance, &t, reached);
  *from = *to;
  if (!*all) *to = *from + end_of_turn(&v, allowance, &t, &reached);
  book(w, k, &t, reached);
}

void once_contacts(rq_world *w) {
  const renqing_parameters *p = rq_parameters(w);
  int64_t *reserved = rq_array(w, G_RESERVED);
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    if (coupons_end(p, k, rq_week(w))) reserved[k] = 0;
    if (campaign_wave(p, k, rq_week(w))) give_turns(w, k);
  }
}
