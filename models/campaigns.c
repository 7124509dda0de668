/* What a brand does to people in a week: it advertises, enters, launches, and its campaigns reach out (model.md 6, 7). */
#include "models/brands.h"

/* ---- before the contacts: who knows what, and at whom a wave aims ---- */

static void learn_of(const brand_state *s, rq_block *block, uint32_t agent, uint32_t b) {
  s->flags[pair_of(s, agent, b)] |= KNOWS;
  if (rq_in_panel(block->world, agent)) rq_note(block, E_HEARD, (double[]){s->week, agent, (double)RQ_NOBODY, b, HEARD_ADVERTISING, 1});
}

/* A brand that enters finds the same people aware, whenever it enters: the draw is of week 0, as for those there from the start. */
static void enter(const brand_state *s, rq_block *block, uint32_t b) {
  float awareness = (float)s->p->brands[b].awareness;
  for (uint32_t i = block->first; i < block->first + block->count; i++)
    if (rq_uniform(s->key, i, 0, Q_AWARE, b) < awareness) s->flags[pair_of(s, i, b)] |= KNOWS;
}

/* Four people share a draw, which is only made where one of them does not know the brand yet. */
static void advertise(const brand_state *s, rq_block *block, uint32_t b) {
  float odds = (float)s->p->brands[b].advertising;
  if (!(odds > 0.0f)) return;
  rq_words words = {{0}};
  uint32_t drawn = RQ_NOBODY;
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    if (s->flags[pair_of(s, i, b)] & KNOWS) continue;
    if (drawn != i / 4) words = rq_draw(s->key, i / 4, s->week, Q_ADVERTISING, b);
    drawn = i / 4;
    if (rq_unit(words.v[i % 4]) < odds) learn_of(s, block, i, b);
  }
}

/* A new product can be tried, also by those who tried the one before. */
static void launch_product(const brand_state *s, const rq_block *block, uint32_t b) {
  for (uint32_t i = block->first; i < block->first + block->count; i++) s->flags[pair_of(s, i, b)] &= (uint8_t) ~(WILL_TRY | TRIED);
}

static void end_coupons(const brand_state *s, const rq_block *block, uint32_t k) {
  uint32_t b = (uint32_t)s->p->campaigns[k].brand;
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    size_t pair = pair_of(s, i, b);
    if (s->coupon_campaign[pair] == k) s->coupon[pair] = 0;
  }
}

void phase_prices(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  for (uint32_t b = 0; b < s.brands; b++) {
    if (s.p->brands[b].enters == (int64_t)s.week) enter(&s, block, b);
    if (brand_entered(s.p, b, s.week)) advertise(&s, block, b);
    if (launched_in(s.p, b, s.week)) launch_product(&s, block, b);
  }
  for (uint32_t k = 0; k < s.p->campaigns_count; k++) {
    if (coupons_end(s.p, k, s.week)) end_coupons(&s, block, k);
    if (!campaign_wave(s.p, k, s.week)) continue;
    for (uint32_t i = block->first; i < block->first + block->count; i++)
      if (campaign_aims_at(&s, k, i)) rq_enlist(block, R_TURN_FIRST + k, i);
  }
}

/* ---- fatigue: contacts of the last three weeks, five bits a week ---- */

#define WEEK_BITS 5u
#define WEEK_MOST 31u

static uint32_t contacts_lately(const brand_state *s, size_t pair) {
  uint32_t weeks = s->week - s->contact_week[pair], contacts = 0, sum = 0;
  if (weeks < 3) contacts = (uint32_t)s->contacts[pair] << (WEEK_BITS * weeks) & 0x7fffu;
  for (uint32_t w = 0; w < (uint32_t)s->p->fatigue_weeks; w++) sum += contacts >> (WEEK_BITS * w) & WEEK_MOST;
  s->contacts[pair] = (uint16_t)contacts;
  s->contact_week[pair] = (uint16_t)s->week;
  return sum;
}

static void count_contact(const brand_state *s, size_t pair) {
  if ((s->contacts[pair] & WEEK_MOST) < WEEK_MOST) s->contacts[pair]++;
}

/* ---- one contact ---- */

typedef struct contact {
  const channel *way;
  uint32_t k, agent, b;
  size_t pair;
  float value;
} contact;

/* How warm the contact feels to this person; says how it was taken. */
static float warmth_felt(const brand_state *s, const contact *c, int *outcome) {
  const renqing_parameters *p = s->p;
  float warmth = (float)c->way->warmth;
  *outcome = CONTACT_WARM;
  if (c->way->online && !s->interested[c->agent]) {
    warmth *= (float)p->uninterested_warmth;
    *outcome = CONTACT_UNINTERESTED;
  }
  if (!c->way->human && rq_uniform(s->key, c->agent, s->week, Q_MECHANICAL, c->k) < (float)p->seen_as_mechanical) {
    warmth *= (float)p->mechanical_warmth;
    *outcome = CONTACT_MECHANICAL;
  }
  return warmth;
}

/* What a contact of warmth w does to the tie; a blunder turns it around (model.md 7). */
static void affect(const brand_state *s, const contact *c, float w, bool blunder) {
  const renqing_parameters *p = s->p;
  half now = brand_now(s, c->pair, c->b);
  float closer = (float)p->contact_closeness * w * sqrtf(c->value), warmer = (float)p->contact_affective * w;
  float fresh = rq_exp2(-(float)contacts_lately(s, c->pair)); /* 1 - fatigue */
  if (blunder) {
    now.g -= closer * now.g;
    now.a -= warmer * now.a;
  } else {
    now.g += closer * fresh * (1.0f - now.g);
    now.a += warmer * fresh * (1.0f - now.a);
    s->owed[c->pair] += rq_to_fixed(s->orientation[c->agent] * w * c->value * fresh);
  }
  brand_keep(s, c->pair, (half){clamp01(now.g), clamp01(now.a), now.c});
  count_contact(s, c->pair);
}

static int reach_out(rq_block *block, const brand_state *s, const contact *c) {
  const renqing_parameters *p = s->p;
  const campaign *plan = &p->campaigns[c->k];
  bool sure = !c->way->online || s->flags[c->pair] & HAS_APP;
  if (!sure && rq_uniform(s->key, c->agent, s->week, Q_REACH, c->k) >= (float)p->online_reach) return CONTACT_UNREACHED;
  int outcome;
  float w = warmth_felt(s, c, &outcome);
  bool blunder = rq_uniform(s->key, c->agent, s->week, Q_BLUNDER, c->k) < (float)c->way->blunder;
  affect(s, c, w, blunder);
  s->flags[c->pair] |= KNOWS;
  if (plan->favor == FAVOR_APOLOGY) s->failed[c->pair] = 0;
  if (plan->favor == FAVOR_EVENT) rq_enlist(block, R_EVENT_FIRST + c->k, c->agent);
  if (blunder) rq_add(block, S_BLUNDERS, c->k, 1);
  return blunder ? CONTACT_BLUNDER : outcome;
}

/* A coupon changes the price and nothing else. Who has a better one already keeps that. */
static int hand_coupon(const brand_state *s, const contact *c) {
  uint16_t coupon = rq_to_fraction(c->value);
  if (coupon > s->coupon[c->pair]) {
    s->coupon[c->pair] = coupon;
    s->coupon_campaign[c->pair] = (uint8_t)c->k;
  }
  return CONTACT_COUPON;
}

static void make_contact(rq_block *block, const brand_state *s, uint32_t k, uint32_t agent) {
  const campaign *plan = &s->p->campaigns[k];
  uint32_t b = (uint32_t)plan->brand;
  contact c = {.k = k, .agent = agent, .b = b, .pair = pair_of(s, agent, b), .value = (float)plan->value};
  int outcome;
  if (plan->favor == FAVOR_DISCOUNT) {
    outcome = hand_coupon(s, &c);
  } else {
    c.way = &s->p->channels[plan->channel];
    outcome = reach_out(block, s, &c);
  }
  rq_add(block, S_CONTACTS, k, 1);
  if (outcome != CONTACT_UNREACHED) rq_add(block, S_REACHED, k, 1);
  if (!rq_in_panel(block->world, agent)) return;
  half now = brand_now(s, c.pair, b);
  rq_note(block, E_CONTACT, (double[]){s->week, agent, b, k, outcome, (double)now.g, (double)now.a, (double)rq_fixed(s->owed[c.pair])});
}

/* ---- the contacts of the week ---- */

/* The first of a roster (ascending) that is not below `agent`. */
static uint32_t lower_bound(const uint32_t *roster, uint32_t count, uint32_t agent) {
  uint32_t low = 0;
  while (count > 0) {
    uint32_t half_count = count / 2;
    if (roster[low + half_count] < agent) {
      low += half_count + 1;
      count -= half_count + 1;
    } else {
      count = half_count;
    }
  }
  return low;
}

static void enlist_members(const brand_state *s, rq_block *block) {
  const uint8_t *flags = s->flags + pair_of(s, block->first, 0);
  for (uint32_t n = 0; n < block->count * s->brands; n++)
    if (flags[n] & IN_CLUB) rq_enlist(block, R_CLUB_FIRST + n % s->brands, block->first + n / s->brands);
}

void phase_contacts(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  for (uint32_t k = 0; k < s.p->campaigns_count; k++) {
    if (!campaign_wave(s.p, k, s.week)) continue;
    uint32_t count;
    const uint32_t *roster = rq_roster(block->world, R_TURN_FIRST + k, &count);
    for (uint32_t x = lower_bound(roster, count, block->first); x < count && roster[x] < block->first + block->count; x++)
      if (campaign_turn(block->world, k, roster[x])) make_contact(block, &s, k, roster[x]);
  }
  enlist_members(&s, block);
}
