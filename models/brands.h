/* What the files of the brand side share: the state of customers and brands at hand, the calendar of campaigns and
 * shocks, and what people tell each other (model.md 6 to 9). */
#ifndef RENQING_BRANDS_H
#define RENQING_BRANDS_H

#include "models/tie.h"

#define NO_BRAND 255u

/* Pointers to all that the brand side keeps, fetched once for a phase of a block. Arrays of a person have one value an agent, arrays of
 * a pair one value for each agent and brand (pair_of). Everywhere below b is the number of a brand, k that of a campaign. */
typedef struct brand_state {
  const renqing_parameters *p;
  rq_key key;
  uint32_t week, brands;
  /* of a person */
  const float *orientation, *price_sensitivity;
  const uint8_t *generation, *interested;
  float *purchase_rate;
  uint8_t *last_brand, *streak;
  uint32_t *sample;
  /* of a person and a brand */
  float *taste;
  uint16_t *closeness, *affective, *cognitive, *last, *doubt, *doubt_week;
  int32_t *owed;
  uint8_t *flags, *coupon_campaign;
  uint16_t *purchases, *last_purchase, *failed, *contacts, *contact_week, *coupon;
  /* of a brand */
  const double *price, *rating;
} brand_state;

brand_state brand_state_of(const rq_world *);

static inline size_t pair_of(const brand_state *s, uint32_t agent, uint32_t b) {
  return (size_t)agent * s->brands + b;
}

/* The customer's tie to the brand as it is this week; who has no opinion of its own uses the public rating. */
half brand_now(const brand_state *, size_t pair, uint32_t b);
/* The same for up to PAIRS pairs at once. */
#define PAIRS 256u
typedef struct pairs {
  uint32_t count;
  size_t pair[PAIRS];
  uint8_t brand[PAIRS];
} pairs;
typedef struct halves {
  float g[PAIRS], a[PAIRS], c[PAIRS];
} halves;
void brands_now(const brand_state *, const pairs *, halves *now);
/* Keeps it, as of this week. */
void brand_keep(const brand_state *, size_t pair, half now);
/* The doubt that is left this week, and adding to it. */
float doubt_now(const brand_state *, size_t pair);
void doubt_add(const brand_state *, size_t pair, float more);

/* What the customer owes is `amount` less, never below 0; returns by how much (favor units). */
float owed_less(const brand_state *, size_t pair, float amount);

/* ---- the calendar (market.c) ---- */

static inline bool brand_entered(const renqing_parameters *p, uint32_t b, uint32_t week) {
  return p->brands[b].enters <= (int64_t)week;
}
float failure_rate_now(const renqing_parameters *, uint32_t b, uint32_t week);
/* Whether a new product of the brand is launched in this very week, or has been. */
bool launched_in(const renqing_parameters *, uint32_t b, uint32_t week);
bool launched_by(const renqing_parameters *, uint32_t b, uint32_t week);

/* ---- choice (choice.c) ---- */

/* The price that this person pays; what it gives up of the list price stays within what was reserved for the coupon. */
double price_for(const brand_state *, const rq_world *, size_t pair, uint32_t b);

typedef struct selection {
  uint32_t b; /* NO_BRAND where there is none to choose */
  bool trial; /* as promised, not chosen */
  half was;   /* the tie to the brand bought, as it is now */
} selection;

/* Choices of as many of the customers as are taken at once (at most PAIRS, at least 1); returns how many. `occasion` is that of the week. */
uint32_t choose_brands(const brand_state *, const rq_world *, const uint32_t *agent, uint32_t count, uint32_t occasion, selection *);

/* ---- turns in campaigns (campaign_turns.c) ---- */

/* Weeks in which the campaign makes contacts. */
bool campaign_wave(const renqing_parameters *, uint32_t k, uint32_t week);
/* Weeks in which coupons handed out earlier lose their worth: the next wave, or when it would have been. */
bool coupons_end(const renqing_parameters *, uint32_t k, uint32_t week);
/* Whether the campaign aims at this person now. */
bool campaign_aims_at(const brand_state *, uint32_t k, uint32_t agent);
/* Whether it is this person's turn, among those who were enlisted for the week's wave. */
bool campaign_turn(const rq_world *, uint32_t k, uint32_t agent);
/* Whether the contact goes over an online channel. */
bool campaign_online(const renqing_parameters *, const campaign *);

/* Money and minutes are counted in millionths, as integers, so that no order of adding matters. */
#define MICRO 1000000.0
int64_t to_micro(double amount);
static inline double from_micro(int64_t amount) {
  return (double)amount / MICRO;
}

/* ---- what people tell each other (hearsay.c) ---- */

/* One number for each purchase and brand of the week: numbers draws of luck and letters, so that what happens with one brand never shifts
 * the luck of another, nor that of the next occasion. */
static inline uint32_t purchase_draw(uint32_t occasion, uint32_t b) {
  return occasion * MAX_BRANDS + b;
}

void tell_of_failure(rq_block *, const brand_state *, uint32_t agent, uint32_t draw);
/* The draw is that of the purchase's occasion and the brand left. */
void tell_of_leaving(rq_block *, const brand_state *, uint32_t agent, uint32_t draw);
void tell_of_purchase(rq_block *, const brand_state *, uint32_t agent, uint32_t draw);
/* Recommends the brand to a friend, chosen with P proportional to closeness; RQ_NOBODY where there is nobody. */
uint32_t recommend_brand(rq_block *, const brand_state *, uint32_t agent, uint32_t b, float affective);

/* Codes of the events' columns, as series.c spells them. */
enum { SERVICE_FINE, SERVICE_FORGIVEN, SERVICE_FAILED };
enum { WHY_CHOSEN, WHY_TRIAL, WHY_DISCOUNT };
enum { CONTACT_UNREACHED, CONTACT_WARM, CONTACT_UNINTERESTED, CONTACT_MECHANICAL, CONTACT_BLUNDER, CONTACT_COUPON };
enum { HEARD_WARNING, HEARD_LEAVING, HEARD_WORD_OF_MOUTH, HEARD_RECOMMENDATION, HEARD_ADVERTISING };

#endif
