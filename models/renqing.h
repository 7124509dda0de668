/* The renqing model: its parameters, state, observables and mail, in the order of the tables in fields.c,
 * parameters.c and series.c. Section numbers are those of model.md beside this file. */
#ifndef RENQING_H
#define RENQING_H

#include "sim/world.h"

extern const rq_model rq_renqing_model;

/* ---- parameters (parameters.c) ---- */

typedef struct generation {
  const char *name;
  double share, interest, price_sensitivity;
} generation;

typedef struct brand {
  const char *name;
  double quality, price, unit_cost, failure_rate;
  int64_t enters; /* week; 0: there from the start */
  double awareness, advertising, wom, favor_cost, weight;
} brand;

typedef struct channel {
  const char *name;
  double warmth, cost, minutes;
  bool human, online;
  double blunder, record_weeks;
} channel;

typedef enum favor_kind {
  FAVOR_GIFT,
  FAVOR_OCCASION_GIFT,
  FAVOR_PERSONAL_SERVICE,
  FAVOR_CONCIERGE,
  FAVOR_EVENT,
  FAVOR_DISCOUNT,
  FAVOR_APOLOGY,
} favor_kind;

typedef enum target_kind {
  TARGET_EVERYONE,
  TARGET_RANDOM,
  TARGET_CUSTOMERS,
  TARGET_LAPSED,
  TARGET_PROSPECTS,
  TARGET_MOST_CONNECTED,
  TARGET_BROKERS,
  TARGET_COMMUNITIES,
} target_kind;

#define MAX_BRANDS 16u
#define MAX_CAMPAIGNS 16u
#define MAX_CHANNELS 16u

typedef struct campaign {
  const char *name;
  int32_t brand;
  int favor, target; /* favor_kind, target_kind */
  int32_t channel, generation;
  double fraction;
  int64_t start, until, every;
  double value, budget, staff_minutes;
} campaign;

typedef struct counter_offer {
  int32_t brand; /* -1: all but `against` */
  int32_t against;
  rq_numbers at; /* weeks */
  double when_share_falls_by, price_cut;
  int64_t weeks;
} counter_offer;

typedef struct disruption {
  int32_t brand;
  int64_t start, weeks;
  double failure_rate;
} disruption;

typedef struct launch {
  int32_t brand;
  int64_t week;
} launch;

/* Classes of a tie (Hwang 1987), and what a rule of section 3 may answer. */
typedef enum tie_class { INSTRUMENTAL, MIXED, EXPRESSIVE, CLASSES } tie_class;

/* Derived from the parameters once (prepare in renqing.c), in the precision of the week. */
typedef struct fading {
  float expressive_from, mixed_from;
  float expressive_level, mixed_level; /* their logarithms to base 2 */
  float rate[CLASSES];                 /* 1 / half-life, 1/weeks */
  float half_life[CLASSES];            /* weeks */
  float cognitive_rate, cognitive_rest, kin_floor;
  float club_rate; /* of time in a fan club */
} fading;

typedef struct renqing_parameters {
  int culture;
  /* 1 people */
  int64_t skills;
  double orientation_alpha, orientation_beta;
  double capacity_mean, capacity_sigma, price_sensitivity_sigma;
  generation *generations;
  uint32_t generations_count;
  /* 2 ties */
  double expressive_from, mixed_from;
  double half_life_instrumental, half_life_mixed, half_life_expressive, half_life_cognitive;
  double cognitive_rest, kin_floor, ends_below, ends_debt;
  int64_t most_ties;
  double kin_low, kin_high, circle_low, circle_high, acquaintance_low, acquaintance_high;
  double half_spread, affective_per_closeness, affective_spread, cognitive_mean, cognitive_spread;
  /* 3 favors */
  double needs, size_sigma, temperature;
  double ask_closeness, ask_balance, ask_affective, ask_instrumental, market_utility;
  double need_constant, need_urgency, need_closeness;
  double renqing_constant, renqing_owed, renqing_affective, renqing_cognitive, renqing_face, renqing_size;
  double equity_constant, equity_margin, margin_mean, margin_sigma;
  double over_return, patience, credit_limit, forgiveness;
  double granted_closeness, granted_affective, granted_cognitive, helper_affective, granted_face;
  double deal_closeness, deal_cognitive;
  double unable_closeness;
  double refused_closeness, refused_affective, refused_face;
  double default_closeness, default_affective, default_cognitive, default_face;
  double repay_occasions, festival_factor;
  rq_numbers festivals;
  int64_t prompt_weeks;
  double repay_closeness, repay_affective, repay_cognitive, prompt_closeness;
  double meetings, meet_known, meet_floor, meet_closeness, meet_affective;
  double met_closeness, met_affective, met_cognitive_low, met_cognitive_high, friend_of_friend;
  /* 4 introductions */
  bool introductions;
  double introduction_share, introduced_closeness, vouch, surety_weeks;
  /* 5 face */
  double gossip, face_half_life;
  /* 6 brands and purchases */
  brand *brands;
  uint32_t brands_count;
  double purchase_rate, purchase_shape, taste_strength;
  double choice_cognitive, choice_price, choice_affective, choice_owed, choice_habit, choice_doubt;
  double learning, quality_noise;
  double forgive_constant, forgive_affective, forgive_owed, forgive_class;
  double failure_cognitive, failure_closeness, warning, told_from, doubt_half_life;
  int64_t told_streak; /* purchases in a row after which leaving is told */
  /* 7 campaigns */
  channel *channels;
  uint32_t channels_count;
  campaign *campaigns;
  uint32_t campaigns_count;
  double contact_closeness, contact_affective, seen_as_mechanical, mechanical_warmth;
  double uninterested_warmth, online_reach, rating_per_blunder;
  int64_t fatigue_weeks;
  /* 8 returns */
  bool returns;
  double return_rate, worth_tolerate, worth_try, worth_review, worth_recommend, worth_app, worth_club;
  double rating_start, rating_weight, recommend_affective, app_cost, club_half_life, club_meetings;
  /* 9 competitors and shocks */
  counter_offer *counter_offers;
  uint32_t counter_offers_count;
  bool price_war;
  int64_t war_every, war_window, war_memory, war_weeks;
  double war_trigger, war_undercut, war_floor;
  disruption *disruptions;
  uint32_t disruptions_count;
  launch *launches;
  uint32_t launches_count;
  /* derived by renqing_prepare */
  const char *brand_label[MAX_BRANDS], *campaign_label[MAX_CAMPAIGNS], *channel_label[MAX_CHANNELS];
  fading fading;
  float reference_price; /* mean price of the brands that are there at the start */
} renqing_parameters;

/* ---- dimensions ---- */

enum { D_BRAND, D_BRAND_TO, D_CLASS, D_RULE, D_REASON, D_RETURN, D_CAMPAIGN, D_CHANNEL, D_LAG, DIMENSIONS };

typedef enum rule { RULE_NEED, RULE_RENQING, RULE_EQUITY, RULES } rule;
typedef enum answer { GRANTED, CANNOT, NO_DEAL, NO_CREDIT, WILL_NOT, DEFAULTED, ANSWERS } answer; /* reasons: CANNOT ... */
typedef enum basis { KIN, CIRCLE, ACQUAINTANCE, MET, INTRODUCED, CLUB, BASES } basis;
typedef enum giving { TOLERATE, TRY, REVIEW, RECOMMEND, APP, JOIN_CLUB, RETURNS } giving;

/* ---- state (fields.c) ---- */

enum {
  /* of a person */
  F_SKILL,
  F_GENERATION,
  F_HOUSEHOLD,
  F_CIRCLE,
  F_ORIENTATION,
  F_CAPACITY,
  F_CAPACITY_LEFT,
  F_FACE,
  F_PRICE_SENSITIVITY,
  F_INTERESTED,
  F_PURCHASE_RATE,
  F_LAST_BRAND,
  F_STREAK,
  F_SAMPLE,
  /* of a half of a tie */
  T_CLOSENESS,
  T_AFFECTIVE,
  T_COGNITIVE,
  T_BALANCE,
  T_BASIS,
  T_SKILL,
  T_LAST,
  T_FAVORED,
  T_SINCE,
  T_INTRODUCER,
  /* of a person and a brand */
  B_TASTE,
  B_CLOSENESS,
  B_AFFECTIVE,
  B_COGNITIVE,
  B_OWED,
  B_LAST,
  B_DOUBT,
  B_DOUBT_WEEK,
  B_FLAGS,
  B_PURCHASES,
  B_LAST_PURCHASE,
  B_FAILED,
  B_CONTACTS,
  B_CONTACT_WEEK,
  B_COUPON,
  B_COUPON_CAMPAIGN,
  /* global */
  G_PRICE,
  G_RATING,
  G_REVIEWS,
  G_PROFIT,
  G_RECORD,
  G_SHARE_HISTORY,
  G_CUT_PRICE,
  G_CUT_UNTIL,
  G_CUT_ARMED,
  G_SPENT,
  G_RESERVED,
  G_COUPON_WORTH,
  G_MINUTES,
  G_TURN_FROM,
  G_TURN_TO,
  G_CONTACTS,
  FIELDS,
};

/* B_FLAGS */
enum { KNOWS = 1, OPINION = 2, HAS_APP = 4, IN_CLUB = 8, WILL_TRY = 16, TRIED = 32 };

/* ---- observables (series.c) ---- */

enum {
  /* people */
  S_NEEDS,
  S_TO_MARKET,
  S_ASKED,
  S_ANSWERED,
  S_GRANTED,
  S_REFUSED,
  S_ASKED_CLASS,
  S_UNITS_GRANTED,
  S_MET_INSIDE,
  S_BROKER_REQUESTS,
  S_INTRODUCTIONS,
  S_INTRODUCTIONS_FAILED,
  S_REPAYMENTS,
  S_UNITS_REPAID,
  S_REPAYMENT_DELAY,
  S_PROMPT_REPAYMENTS,
  S_MEETINGS,
  S_TIES_MADE,
  S_TIES_ENDED,
  S_PEOPLE_LOOKED_AT,
  S_TIES,
  S_TIES_LOOKED_AT,
  S_CLOSENESS,
  S_OPEN_BALANCE,
  S_BALANCE_SUM,
  S_RECIPROCATED,
  S_PEOPLE,
  S_FACE,
  /* brands */
  S_PURCHASES,
  S_FIRST_PURCHASES,
  S_REPEATS,
  S_SWITCHES,
  S_SWITCH_COUNT,
  S_CATEGORY_FIRST,
  S_BUYERS,
  S_NEW,
  S_LOST,
  S_WON_BACK,
  S_AWARE,
  S_CUSTOMERS,
  S_CUSTOMER_CLASS,
  S_CUSTOMER_CLOSENESS,
  S_CUSTOMER_AFFECTIVE,
  S_CUSTOMER_COGNITIVE,
  S_CUSTOMER_OWED,
  S_PRICE,
  S_PRICE_PAID,
  S_REVENUE,
  S_UNIT_COSTS,
  S_CAMPAIGN_COSTS,
  S_PROFIT,
  S_RATING,
  S_REVIEWS,
  S_REVIEW_SCORES,
  S_FAILURES,
  S_FORGIVEN,
  S_WARNINGS,
  S_LEAVING_TOLD,
  S_RETURNS,
  /* campaigns */
  S_CONTACTS,
  S_REACHED,
  S_BLUNDERS,
  S_SPEND,
  S_STAFF_MINUTES,
  SERIES,
};

/* ---- the panel's events (series.c) ---- */

enum { E_PURCHASE, E_CONTACT, E_RETURN, E_FAVOR, E_BOND, E_HEARD, EVENTS };

/* ---- phases, in the order of a week (renqing.c) ---- */

enum {
  P_PRICES,
  P_CONTACTS,
  P_NEEDS,
  P_ANSWERS,
  P_OUTCOMES,
  P_BROKERS,
  P_THIRDS,
  P_INTRODUCTIONS,
  P_REPAYMENTS,
  P_MEETINGS,
  P_SUGGESTIONS,
  P_GREETINGS,
  P_WELCOMES,
  P_FAREWELLS,
  P_ENDINGS,
  P_PURCHASES,
  P_RETURNS,
  P_HEARSAY,
  P_MARKET,
  PHASES,
};

/* ---- mail (renqing.c) ---- */

enum {
  M_RETRY,
  M_PETITION,
  M_UNMET,
  M_ANSWER,
  M_BROKER,
  M_THIRD,
  M_THIRD_ANSWER,
  M_INTRODUCED,
  M_REPAY,
  M_MEET,
  M_FRIEND,
  M_SUGGEST,
  M_BOND,
  M_HELLO,
  M_WELCOME,
  M_GOSSIP,
  M_END,
  M_WARN,
  M_LEFT,
  M_TOLD,
  M_RECOMMENDED,
  MAILS,
};

/* ---- the phases ---- */

/* people (needs.c, answers.c, outcomes.c, introductions.c, repayments.c, meetings.c) */
void phase_needs(rq_block *);
void phase_answers(rq_block *);
void phase_outcomes(rq_block *);
void phase_brokers(rq_block *);
void phase_thirds(rq_block *);
void phase_introductions(rq_block *);
void phase_repayments(rq_block *);
void phase_meetings(rq_block *);
void phase_suggestions(rq_block *);
void phase_greetings(rq_block *);
void phase_welcomes(rq_block *);
void phase_farewells(rq_block *);
void phase_endings(rq_block *);

/* brands: once_* are serial and touch global state only */
void once_prices(rq_world *);     /* market.c: prices, cuts, price war, disruptions, launches; 6, 9 */
void phase_prices(rq_block *);    /* campaigns.c: who has a turn in each campaign, counted; advertising; 6, 7 */
void once_contacts(rq_world *);   /* campaigns.c: where the turns end so that no budget is passed; 7 */
void phase_contacts(rq_block *);  /* campaigns.c: contacts, coupons; 7 */
void phase_purchases(rq_block *); /* purchases.c: occasions, choice, experience, leaving; 6 */
void phase_returns(rq_block *);   /* returns.c: what customers give back; 8 */
void phase_hearsay(rq_block *);   /* hearsay.c: warnings, leaving, word of mouth, recommendations; 6, 8 */
void once_market(rq_world *);     /* market.c: ratings, records, profits, share history; 6 to 9 */
void phase_market(rq_block *);    /* market.c: observation of customers; 12 */

/* A person and the brands at the start (taste, awareness, purchase rate, samples): populate_brands in market.c. */
void populate_brands(rq_block *, const rq_network *);
rq_status found_brands(rq_world *, const rq_network *, rq_error *);
/* Checks of what the tables cannot see, and the invariants of the brand side. */
void check_brands(const renqing_parameters *, rq_error *);
rq_status verify_brands(const rq_world *, rq_error *);
void view_brands(const rq_world *, uint32_t agent, float *const *out);
/* The customer's tie to a brand now (faded; the public rating where there is no opinion of its own yet). */
struct half brand_half(const rq_world *, uint32_t agent, uint32_t brand, uint32_t week);

/* ---- purposes of draws: one for each question that chance answers; never reuse a number ---- */

enum purpose {
  /* before the start of time */
  Q_SKILL = 1,
  Q_GENERATION = 2,
  Q_ORIENTATION = 3,
  Q_CAPACITY = 4,
  Q_PRICE_SENSITIVITY = 5,
  Q_INTERESTED = 6,
  Q_PURCHASE_RATE = 7,
  Q_TASTE = 8,
  Q_AWARE = 9,
  Q_SAMPLE = 10,
  Q_TIE_CLOSENESS = 11,
  Q_TIE_HALF = 12,
  /* people's week */
  Q_NEEDS = 100,
  Q_NEED = 101,
  Q_ANSWER = 105,
  Q_BROKER_CHOICE = 107,
  Q_THIRD_CHOICE = 108,
  Q_REPAYMENTS = 110,
  Q_REPAY_CHOICE = 111,
  Q_MEETINGS = 112,
  Q_MEETING = 113,
  Q_FRIEND = 114,
  Q_NEW_TIE = 115,
  /* brands' week */
  Q_ADVERTISING = 200,
  Q_TURN = 201,
  Q_REACH = 202,
  Q_MECHANICAL = 203,
  Q_BLUNDER = 204,
  Q_CLUB_PARTNER = 206,
  Q_EVENT_PARTNER = 207,
  Q_OCCASIONS = 208,
  Q_CHOICE = 209,
  Q_EXPERIENCE = 210,
  Q_WARN = 213,
  Q_TELL_CHOICE = 215,
  Q_RETURN = 216,
  Q_RETURN_KIND = 217,
  Q_RECOMMEND_CHOICE = 218,
};

/* ---- rosters ---- */

/* Guests of a campaign's event; members of a brand's club; those at whom a campaign's wave aims. */
enum {
  R_EVENT_FIRST = 0,
  R_CLUB_FIRST = R_EVENT_FIRST + MAX_CAMPAIGNS,
  R_TURN_FIRST = R_CLUB_FIRST + MAX_BRANDS,
  ROSTERS = R_TURN_FIRST + MAX_CAMPAIGNS
};

#endif
