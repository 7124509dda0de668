/* The parameters of the renqing model, declared once: key, range, default, meaning. Each sentence ends with the section of the model
 * description and where the value is from: [lit: source], [seed] (asked for), or [own choice], which the sensitivity study covers. */
#include "models/tables.h"
#include <math.h>

#define AT(field) offsetof(renqing_parameters, field)
#define NUMBER(key, field, unit, low, high, initial, says)                                                                                 \
  { key, RQ_NUMBER, AT(field), unit, low, high, initial, NULL, says }
#define WHOLE(key, field, unit, low, high, initial, says)                                                                                  \
  { key, RQ_INTEGER, AT(field), unit, low, high, initial, NULL, says }
#define YES_NO(key, field, initial, says)                                                                                                  \
  { key, RQ_BOOLEAN, AT(field), "", 0, 1, initial, NULL, says }
/* The same in one item of a list. */
#define ITEM_NUMBER(of, key, field, unit, low, high, initial, says)                                                                        \
  { key, RQ_NUMBER, offsetof(of, field), unit, low, high, initial, NULL, says }
#define ITEM_WHOLE(of, key, field, unit, low, high, initial, says)                                                                         \
  { key, RQ_INTEGER, offsetof(of, field), unit, low, high, initial, NULL, says }
#define ITEM_YES_NO(of, key, field, initial, says)                                                                                         \
  { key, RQ_BOOLEAN, offsetof(of, field), "", 0, 1, initial, NULL, says }
#define ITEM_TEXT(of, key, field, initial, says)                                                                                           \
  { key, RQ_TEXT, offsetof(of, field), "", 0, 0, initial, NULL, says }
#define ITEM_CHOICE(of, key, field, initial, choices, says)                                                                                \
  { key, RQ_CHOICE, offsetof(of, field), "", 0, 0, initial, choices, says }
#define ITEM_REFERENCE(of, key, field, initial, list, says)                                                                                \
  { key, RQ_REFERENCE, offsetof(of, field), "", 0, 0, initial, list, says }

#define UNITS "favor units"
#define A_WEEK "1/week"
#define LONG 1e9 /* a half-life so long that nothing fades */

static const char *const cultures[] = {"renqing", "transactional", NULL};
static const char *const favors[] = {"gift", "occasion_gift", "personal_service", "concierge", "event", "discount", "apology", NULL};
static const char *const targets[] = {"everyone",       "random",  "customers",   "lapsed", "prospects",
                                      "most_connected", "brokers", "communities", NULL};
static const char *const in_brands[] = {"brands", NULL};
static const char *const in_channels[] = {"channels", NULL};
static const char *const in_generations[] = {"population.generations", NULL};

static const rq_parameter top[] = {
    {"culture", RQ_CHOICE, AT(culture), "", 0, 0, "renqing", cultures,
     "preset of orientation, patience, market utility and vouching; transactional is the calculative null model (1) [seed]"},
};

/* ---- 1 people ---- */

static const rq_parameter population[] = {
    WHOLE("skills", skills, "skills", 1, 250, "8", "kinds of help; each person has one, uniformly drawn (1) [own choice]"),
    NUMBER("capacity_mean", capacity_mean, UNITS "/week", 0, 1000, "3",
           "mean cost of favors that a person can bear in a week, lognormal over people (1) [own choice]"),
    NUMBER("capacity_sigma", capacity_sigma, "", 0, 5, "0.5", "standard deviation of the logarithm of capacity (1) [own choice]"),
    NUMBER("price_sensitivity_sigma", price_sensitivity_sigma, "", 0, 5, "0.5",
           "spread of the logarithm of price sensitivity, mean 1 (1) [own choice]"),
};

static const rq_parameter orientation[] = {
    NUMBER("alpha", orientation_alpha, "", 0.001, 1e6, "8",
           "orientation is Beta(alpha, beta) over people: probability of following the convention that the tie calls for (1) [own choice]"),
    NUMBER("beta", orientation_beta, "", 0.001, 1e6, "2",
           "second shape of the Beta distribution of orientation; its mean is alpha/(alpha + beta) (1) [own choice]"),
};

static const rq_parameter generation_rows[] = {
    ITEM_TEXT(generation, "name", name, NULL, "name of the generation (1)"),
    ITEM_NUMBER(generation, "share", share, "", 0, 1, NULL, "share of the people (1) [own choice]"),
    ITEM_NUMBER(generation, "interest", interest, "", 0, 1, "0.4",
                "share of them interested in a human online assistant; 0.40 overall, 0.65 in generation Y (7) [seed]"),
    ITEM_NUMBER(generation, "price_sensitivity", price_sensitivity, "", 0, 100, "1", "factor on their price sensitivity (1) [own choice]"),
};

static const char shipped_generations[] = "- {name: baby_boomers, share: 0.25, interest: 0.20, price_sensitivity: 1.0}\n"
                                          "- {name: x, share: 0.25, interest: 0.30, price_sensitivity: 1.0}\n"
                                          "- {name: y, share: 0.30, interest: 0.65, price_sensitivity: 1.0}\n"
                                          "- {name: z, share: 0.20, interest: 0.40, price_sensitivity: 1.0}\n";

/* ---- 2 ties ---- */

static const rq_parameter ties[] = {
    NUMBER("expressive_from", expressive_from, "", 0, 1, "0.70",
           "closeness from which a tie is expressive, as kin always is (2) [lit: Hwang 1987; value own choice]"),
    NUMBER("mixed_from", mixed_from, "", 0, 1, "0.25",
           "closeness from which a tie is mixed; below it is instrumental (2) [lit: Hwang 1987; value own choice]"),
    NUMBER(
        "half_life_instrumental", half_life_instrumental, "weeks", 0.1, LONG, "16",
        "closeness of an instrumental tie halves in this time without contact (2) [lit: Burt, nine in ten bridges are gone after a year]"),
    NUMBER("half_life_mixed", half_life_mixed, "weeks", 0.1, LONG, "104", "the same of a mixed tie (2) [own choice]"),
    NUMBER("half_life_expressive", half_life_expressive, "weeks", 0.1, LONG, "400",
           "the same of an expressive tie and of kin (2) [lit: 1 to 4 % of an inner circle change in a year]"),
    NUMBER("half_life_cognitive", half_life_cognitive, "weeks", 0.1, LONG, "208",
           "half-life of the distance of cognitive trust from cognitive_rest (2) [own choice]"),
    NUMBER("cognitive_rest", cognitive_rest, "", 0, 1, "0.30",
           "cognitive trust in somebody of whom nothing was heard for long (2) [own choice]"),
    NUMBER("kin_floor", kin_floor, "", 0, 1, "0.70", "closeness of kin never fades below this (2) [own choice]"),
    NUMBER("ends_below", ends_below, "", 0, 1, "0.02", "a tie that is not kin ends when a half has faded below this (2) [own choice]"),
    NUMBER("ends_debt", ends_debt, UNITS, 0, 1000, "0.05", "but only with a smaller open balance than this (2) [own choice]"),
    WHOLE("most_ties", most_ties, "ties", 1, 10000, "150",
          "a person keeps at most so many ties; making room ends the least close one that is not kin (4) [own choice]"),
};

static const rq_parameter start[] = {
    NUMBER("kin_low", kin_low, "", 0, 1, "0.75", "closeness to kin at the start is uniform from this (2) [own choice]"),
    NUMBER("kin_high", kin_high, "", 0, 1, "0.95", "closeness to kin at the start is uniform up to this (2) [own choice]"),
    NUMBER("circle_low", circle_low, "", 0, 1, "0.15", "closeness in the circle at the start is uniform from this (2) [own choice]"),
    NUMBER("circle_high", circle_high, "", 0, 1, "0.75", "closeness to the circle at the start is uniform up to this (2) [own choice]"),
    NUMBER("acquaintance_low", acquaintance_low, "", 0, 1, "0.02",
           "closeness to acquaintances at the start is uniform from this (2) [own choice]"),
    NUMBER("acquaintance_high", acquaintance_high, "", 0, 1, "0.45",
           "closeness to acquaintances at the start is uniform up to this (2) [own choice]"),
    NUMBER("half_spread", half_spread, "", 0, 1, "0.05", "standard deviation of each half around that (2) [own choice]"),
    NUMBER("affective_per_closeness", affective_per_closeness, "", 0, 1, "0.8", "affective trust is this times closeness (2) [own choice]"),
    NUMBER("affective_spread", affective_spread, "", 0, 1, "0.10", "standard deviation of affective trust around that (2) [own choice]"),
    NUMBER("cognitive_mean", cognitive_mean, "", 0, 1, "0.45", "mean cognitive trust (2) [own choice]"),
    NUMBER("cognitive_spread", cognitive_spread, "", 0, 1, "0.15", "its standard deviation (2) [own choice]"),
};

/* ---- 3 favors ---- */

static const rq_parameter favor_rows[] = {
    NUMBER("needs", needs, "needs/week", 0, 50, "0.5", "mean number of needs that a person has in a week, Poisson (3) [own choice]"),
    NUMBER("size_sigma", size_sigma, "", 0, 5, "0.6", "spread of the logarithm of a need's size, mean 1 favor unit (3) [own choice]"),
    NUMBER("temperature", temperature, "", 0.01, 100, "0.5",
           "how freely people choose whom to ask: small is always the best (3, 4) [own choice]"),
    NUMBER("over_return", over_return, "", 0, 1, "0.1",
           "over-return that the norm promises; 0 to 0.3 is plausible, no measured value is known (3) [own choice]"),
    NUMBER("patience", patience, "", 0, 1, "0.9", "weight of what comes back later (3) [own choice]"),
    NUMBER("credit_limit", credit_limit, UNITS, 0, 1e6, "3",
           "a favor that would raise the balance of a mixed tie past this is not given (3) [lit: Möbius 2001; Hauser & Hopenhayn 2008]"),
    NUMBER("forgiveness", forgiveness, "1/month", 0, 1, "0",
           "share of an old debt that is forgiven in a month; 0 to 0.02 is plausible (3) [own choice]"),
};

static const rq_parameter ask[] = {
    NUMBER("closeness", ask_closeness, "", 0, 100, "2.0", "weight of closeness in whom to ask (3) [own choice]"),
    NUMBER("balance", ask_balance, "", 0, 100, "1.0", "weight of what the other owes, tanh(balance/size) (3) [own choice]"),
    NUMBER("affective", ask_affective, "", 0, 100, "1.0", "weight of affective trust (3) [own choice]"),
    NUMBER("instrumental", ask_instrumental, "", 0, 100, "1.0", "subtracted for an instrumental tie (3) [own choice]"),
    NUMBER("market_utility", market_utility, "", -100, 100, "0", "utility of meeting the need for money (3) [own choice]"),
};

static const rq_parameter need_rule[] = {
    NUMBER("constant", need_constant, "", -100, 100, "1.0", "need rule, expressive ties: constant (3) [seed; value own choice]"),
    NUMBER("urgency", need_urgency, "", 0, 100, "2.0", "weight of the need's urgency (3) [own choice]"),
    NUMBER("closeness", need_closeness, "", 0, 100, "2.0", "weight of closeness (3) [own choice]"),
};

static const rq_parameter renqing_rule[] = {
    NUMBER("constant", renqing_constant, "", -100, 100, "0.3", "renqing rule, mixed ties: constant (3) [seed; value own choice]"),
    NUMBER("owed", renqing_owed, "", 0, 100, "1.5", "weight of what the helper owes, tanh(owed/size) (3) [own choice]"),
    NUMBER("affective", renqing_affective, "", 0, 100, "1.5", "weight of affective trust (3) [own choice]"),
    NUMBER("cognitive", renqing_cognitive, "", 0, 100, "1.0", "weight of cognitive trust x (1 + over_return) x patience (3) [own choice]"),
    NUMBER("face", renqing_face, "", 0, 100, "0.5", "weight of the asker's face, less 1 (3) [own choice]"),
    NUMBER("size", renqing_size, "", 0, 100, "0.5", "weight of size/capacity, subtracted (3) [own choice]"),
};

static const rq_parameter equity_rule[] = {
    NUMBER("constant", equity_constant, "", -100, 100, "-0.5", "equity rule, instrumental ties: constant (3) [seed; value own choice]"),
    NUMBER("margin", equity_margin, "", 0, 100, "4.0", "weight of the margin offered (3) [own choice]"),
    NUMBER("margin_mean", margin_mean, "", -10, 10, "0.1", "mean margin that is offered, normal (3) [own choice]"),
    NUMBER("margin_sigma", margin_sigma, "", 0, 10, "0.2", "its standard deviation (3) [own choice]"),
};

static const rq_parameter granted[] = {
    NUMBER("closeness", granted_closeness, "", 0, 1, "0.08",
           "by the need or renqing rule: gain of closeness, x (1 - closeness) x min(size, 2) (3) [own choice]"),
    NUMBER("affective", granted_affective, "", 0, 1, "0.10", "asker's gain of affective trust, x (1 - trust) (3) [own choice]"),
    NUMBER("cognitive", granted_cognitive, "", 0, 1, "0.10", "asker's gain of cognitive trust, x (1 - trust) (3) [own choice]"),
    NUMBER("helper_affective", helper_affective, "", 0, 1, "0.03", "helper's gain of affective trust, x (1 - trust) (3) [own choice]"),
    NUMBER("face", granted_face, "", 0, 1, "0.02", "helper's gain of face (3) [own choice]"),
};

static const rq_parameter deal[] = {
    NUMBER("closeness", deal_closeness, "", 0, 1, "0.01",
           "granted by the equity rule: gain of closeness, x (1 - closeness) (3) [own choice]"),
    NUMBER("cognitive", deal_cognitive, "", 0, 1, "0.05", "asker's gain of cognitive trust, x (1 - trust) (3) [own choice]"),
};

static const rq_parameter unable[] = {
    NUMBER("closeness", unable_closeness, "", 0, 1, "0.01", "after 'cannot' or 'no deal': share of closeness lost (3) [own choice]"),
};

static const rq_parameter refused[] = {
    NUMBER("closeness", refused_closeness, "", 0, 1, "0.05", "after 'will not': share of closeness lost (3) [own choice]"),
    NUMBER("affective", refused_affective, "", 0, 1, "0.10", "share of the asker's affective trust lost (3) [own choice]"),
    NUMBER("face", refused_face, "", 0, 1, "0.02", "face that the refuser loses (3) [own choice]"),
};

static const rq_parameter defaulted[] = {
    NUMBER("closeness", default_closeness, "", 0, 1, "0.25",
           "after 'will not' from one who owes at least half: share of closeness lost (3) [own choice]"),
    NUMBER("affective", default_affective, "", 0, 1, "0.40", "share of the asker's affective trust lost (3) [own choice]"),
    NUMBER("cognitive", default_cognitive, "", 0, 1, "0.30", "share of the asker's cognitive trust lost (3) [own choice]"),
    NUMBER("face", default_face, "", 0, 1, "0.10", "face that the defaulter loses, before gossip (3) [own choice]"),
};

static const rq_parameter repayment[] = {
    NUMBER("occasions", repay_occasions, "1/week", 0, 5, "0.30",
           "repaying occasions of a person who owes, Poisson (3) [seed; value own choice]"),
    NUMBER("festival_factor", festival_factor, "", 0, 10, "6", "factor on them in a festival week: ritual gifts (3) [own choice]"),
    {"festivals", RQ_INTEGERS, AT(festivals), "week of the year", 1, 52, "[5, 23, 38]", NULL,
     "festival weeks: Spring Festival, Dragon Boat, Mid-Autumn (3) [own choice]"},
    WHOLE("prompt_weeks", prompt_weeks, "weeks", 0, 1000, "4",
          "repaid sooner, a favor reads as an account that is settled (3) [seed; value own choice]"),
    NUMBER("closeness", repay_closeness, "", 0, 1, "0.05", "gain of closeness, x (1 - closeness) (3) [own choice]"),
    NUMBER("affective", repay_affective, "", 0, 1, "0.05", "creditor's gain of affective trust, x (1 - trust) (3) [own choice]"),
    NUMBER("cognitive", repay_cognitive, "", 0, 1, "0.05", "creditor's gain of cognitive trust, x (1 - trust) (3) [own choice]"),
    NUMBER("prompt_closeness", prompt_closeness, "", 0, 1, "0.05",
           "share of closeness lost instead, when it came too soon in a mixed tie (3) [seed; value own choice]"),
};

static const rq_parameter meetings[] = {
    NUMBER("rate", meetings, A_WEEK, 0, 50, "0.7", "meals, visits and chats of a person, Poisson (3) [own choice]"),
    NUMBER("known", meet_known, "", 0, 1, "0.88", "share of meetings with a tie; the others are with somebody new (3) [own choice]"),
    NUMBER("floor", meet_floor, "", 0.0001, 1, "0.03", "a tie is met in proportion to this + closeness squared (3) [own choice]"),
    NUMBER("closeness", meet_closeness, "", 0, 1, "0.08", "gain of closeness, x (1 - closeness) (3) [own choice]"),
    NUMBER("affective", meet_affective, "", 0, 1, "0.04", "gain of affective trust, x (1 - trust) (3) [own choice]"),
    NUMBER("friend_of_friend", friend_of_friend, "", 0, 1, "0.5", "share of new ones who are a tie of a tie (3) [own choice]"),
    NUMBER("met_closeness", met_closeness, "", 0, 1, "0.12", "closeness of a tie just met, x U(0.5, 1.5) (3) [own choice]"),
    NUMBER("met_affective", met_affective, "", 0, 1, "0.8", "its affective trust, x closeness (3) [own choice]"),
    NUMBER("met_cognitive_low", met_cognitive_low, "", 0, 1, "0.15", "its cognitive trust is uniform from this (3) [own choice]"),
    NUMBER("met_cognitive_high", met_cognitive_high, "", 0, 1, "0.45", "its cognitive trust is uniform up to this (3) [own choice]"),
};

/* ---- 4 introductions, 5 face ---- */

static const rq_parameter introductions[] = {
    YES_NO("enabled", introductions, "yes", "brokers introduce (4) [seed]"),
    NUMBER("share", introduction_share, "", 0, 1, "0.3", "an introduction is a favor of this share of the need's size (4) [own choice]"),
    NUMBER("closeness", introduced_closeness, "", 0, 1, "0.5",
           "closeness and affective trust of those introduced, x geometric mean of both to the broker (4) [own choice]"),
    NUMBER("vouch", vouch, "", 0, 1, "1",
           "how far the broker's word raises cognitive trust (4) [lit: Chua, Morris & Ingram 2009; value own choice]"),
    NUMBER("surety_weeks", surety_weeks, "weeks", 0, 60000, "52", "the broker's face stands surety for so long (4) [own choice]"),
};

static const rq_parameter face[] = {
    NUMBER("gossip", gossip, "", 0, 10, "0.05",
           "face lost when a default is told, x (1 + log10(1 + ties of the creditor)) (5) [seed; value own choice]"),
    NUMBER("half_life", face_half_life, "weeks", 0.1, LONG, "52", "face returns to 1 with this half-life (5) [own choice]"),
};

/* ---- 6 brands and purchases ---- */

static const rq_parameter brand_rows[] = {
    ITEM_TEXT(brand, "name", name, NULL, "name of the brand, any script (6)"),
    ITEM_NUMBER(brand, "quality", quality, "", 0, 1, "0.5", "what customers learn by buying (6) [own choice]"),
    ITEM_NUMBER(brand, "price", price, "currency", 0.01, 1e9, "100", "list price (6) [own choice]"),
    ITEM_NUMBER(brand, "unit_cost", unit_cost, "currency", 0, 1e9, "60", "cost of one unit sold (6) [own choice]"),
    ITEM_NUMBER(brand, "failure_rate", failure_rate, "", 0, 1, "0.02", "share of purchases with a service failure (6) [own choice]"),
    ITEM_WHOLE(brand, "enters", enters, "week", 0, 60000, "0", "week of entry; 0 is there from the start (9) [seed]"),
    ITEM_NUMBER(brand, "awareness", awareness, "", 0, 1, "1",
                "share of people who know it when it enters; a new foreign brand: 0 (6) [seed]"),
    ITEM_NUMBER(brand, "advertising", advertising, A_WEEK, 0, 1, "0.02", "share of the unaware who learn of it in a week (6) [own choice]"),
    ITEM_NUMBER(brand, "wom", wom, "", 0, 1, "0.05", "probability that a purchase tells a tie of it (6) [own choice]"),
    ITEM_NUMBER(brand, "favor_cost", favor_cost, "currency/favor unit", 0, 1e9, "5",
                "cost of a favor that the brand gives (6) [own choice]"),
    ITEM_NUMBER(brand, "weight", weight, "", 1e-6, 1e6, "1",
                "its part of the taste of all people: they prefer it in proportion to this (6) [lit: NBD-Dirichlet, Goodhardt, Ehrenberg & "
                "Chatfield 1984]"),
};

static const rq_parameter market[] = {
    NUMBER("purchase_rate", purchase_rate, "purchases/week", 0, 20, "0.25",
           "mean purchase occasions of a person, Gamma over people (6) [lit: the NBD, Ehrenberg 1959; value own choice]"),
    NUMBER("purchase_shape", purchase_shape, "", 0.01, 1e6, "1.0", "shape of that Gamma (6) [lit: the NBD; value own choice]"),
    NUMBER("taste_strength", taste_strength, "", 0.01, 1e6, "4",
           "S: taste is the logarithm of a Gamma(S x the brand's part of all weights) draw; small is strong tastes (6) [lit: "
           "NBD-Dirichlet, Goodhardt, Ehrenberg & "
           "Chatfield 1984]"),
    YES_NO("price_war", price_war, "no", "brands that lose share undercut their rivals (9) [seed]"),
};

static const rq_parameter choice[] = {
    NUMBER("cognitive", choice_cognitive, "", 0, 100, "3.0", "weight of cognitive trust (perceived quality) less 0.5 (6) [own choice]"),
    NUMBER("price", choice_price, "", 0, 100, "6.0", "weight of price sensitivity x (price/reference - 1), subtracted (6) [own choice]"),
    NUMBER("affective", choice_affective, "", 0, 100, "2.0", "weight of affective trust, x orientation x class 0, 1, 2 (6) [own choice]"),
    NUMBER("owed", choice_owed, "", 0, 100, "1.0", "weight of tanh(owed), x orientation x class 0, 1, 2 (6) [own choice]"),
    NUMBER("habit", choice_habit, "", 0, 100, "0.3", "added for the brand bought the last time (6) [own choice]"),
    NUMBER("doubt", choice_doubt, "", 0, 100, "2.0", "weight of doubt, subtracted; softened by affective trust (6) [own choice]"),
};

static const rq_parameter experience[] = {
    NUMBER("learning", learning, "", 0, 1, "0.2", "share of the way that cognitive trust moves to the quality met (6) [own choice]"),
    NUMBER("quality_noise", quality_noise, "", 0, 10, "0.1", "standard deviation of the quality met (6) [own choice]"),
    NUMBER("failure_cognitive", failure_cognitive, "", 0, 1, "0.3",
           "cognitive trust lost by a failure that is not forgiven (6) [own choice]"),
    NUMBER("failure_closeness", failure_closeness, "", 0, 1, "0.5", "closeness is multiplied by this then (6) [own choice]"),
};

static const rq_parameter forgiving[] = {
    NUMBER("constant", forgive_constant, "", -100, 100, "-1.0", "a service failure is forgiven: constant (6) [seed; value own choice]"),
    NUMBER("affective", forgive_affective, "", 0, 100, "1.5", "weight of affective trust (6) [own choice]"),
    NUMBER("owed", forgive_owed, "", 0, 100, "1.0", "weight of tanh(owed) (6) [own choice]"),
    NUMBER("class", forgive_class, "", 0, 100, "1.0", "weight of the class: 0 instrumental, 1 mixed, 2 expressive (6) [own choice]"),
};

static const rq_parameter hearsay[] = {
    NUMBER("warning", warning, "", 0, 1, "0.15",
           "share of trust in the brand that a warning takes, x closeness to who warns (6) [own choice]"),
    NUMBER("told_from", told_from, "", 0, 1, "0.25", "closeness from which ties are warned, and told of leaving (6) [own choice]"),
    WHOLE("told_streak", told_streak, "purchases", 1, 255, "2", "purchases in a row after which leaving is told (6) [own choice]"),
    NUMBER("doubt_half_life", doubt_half_life, "weeks", 0.1, LONG, "4",
           "doubt after a friend has left the brand halves in this time (6) [lit: Nitzan & Libai 2011, strongest in the first month]"),
};

/* ---- 7 channels and campaigns ---- */

static const rq_parameter channel_rows[] = {
    ITEM_TEXT(channel, "name", name, NULL, "name of the channel (7)"),
    ITEM_NUMBER(channel, "warmth", warmth, "", 0, 1, NULL, "how much of a favor's warmth comes through (7) [own choice]"),
    ITEM_NUMBER(channel, "cost", cost, "currency", 0, 1e9, "0", "cost of a contact, without the favor (7) [own choice]"),
    ITEM_NUMBER(channel, "minutes", minutes, "minutes", 0, 1e6, "0", "staff time of a contact (7) [live_chat seed, others own choice]"),
    ITEM_YES_NO(channel, "human", human, "yes", "a person is at the other end; if not, it may be seen through as mechanical (7) [seed]"),
    ITEM_YES_NO(channel, "online", online, "no", "reaches only some, and is taken coolly by those who are not interested (7) [seed]"),
    ITEM_NUMBER(channel, "blunder", blunder, "", 0, 1, "0", "probability that a contact turns into a blunder (7) [own choice]"),
    ITEM_NUMBER(channel, "record_weeks", record_weeks, "weeks", 0.1, LONG, "1", "half-life of the record of a blunder (7) [own choice]"),
};

static const char shipped_channels[] =
    "- {name: face_to_face, warmth: 1.00, cost: 40, minutes: 60, human: yes, online: no, blunder: 0.01, record_weeks: 1}\n"
    "- {name: video_chat, warmth: 0.80, cost: 12, minutes: 30, human: yes, online: yes, blunder: 0.015, record_weeks: 2}\n"
    "- {name: phone, warmth: 0.65, cost: 8, minutes: 15, human: yes, online: no, blunder: 0.015, record_weeks: 2}\n"
    "- {name: live_chat, warmth: 0.60, cost: 5, minutes: 45, human: yes, online: yes, blunder: 0.02, record_weeks: 8}\n"
    "- {name: messaging, warmth: 0.50, cost: 2, minutes: 10, human: yes, online: yes, blunder: 0.03, record_weeks: 26}\n"
    "- {name: post, warmth: 0.45, cost: 6, minutes: 2, human: yes, online: no, blunder: 0.005, record_weeks: 4}\n"
    "- {name: email, warmth: 0.20, cost: 0.5, minutes: 5, human: yes, online: yes, blunder: 0.05, record_weeks: 104}\n"
    "- {name: personalisation, warmth: 0.25, cost: 0.05, minutes: 0, human: no, online: yes, blunder: 0.01, record_weeks: 4}\n"
    "- {name: empathic_bot, warmth: 0.45, cost: 0.3, minutes: 0, human: no, online: yes, blunder: 0.03, record_weeks: 8}\n";

static const rq_parameter campaign_rows[] = {
    ITEM_TEXT(campaign, "name", name, "", "name in the results; without one it is its place, such as campaigns.0 (7)"),
    ITEM_REFERENCE(campaign, "brand", brand, NULL, in_brands, "the brand that gives the favors (7) [seed]"),
    ITEM_CHOICE(campaign, "favor", favor, NULL, favors, "what is given; discount is the calculative control (7) [seed]"),
    ITEM_REFERENCE(campaign, "channel", channel, NULL, in_channels, "how it is given (7) [seed]"),
    ITEM_CHOICE(campaign, "target", target, "everyone", targets, "to whom (7) [seed]"),
    ITEM_REFERENCE(campaign, "generation", generation, "", in_generations, "only to this generation (7) [seed]"),
    ITEM_NUMBER(campaign, "fraction", fraction, "", 0, 1, "1", "to this share of them, a fixed sample (7) [own choice]"),
    ITEM_WHOLE(campaign, "start", start, "week", 1, 60000, "1", "first week (7)"),
    ITEM_WHOLE(campaign, "until", until, "week", 1, 60000, "60000",
               "last week; without it the campaign lasts as long as the run, and its means are not paced (7)"),
    ITEM_WHOLE(campaign, "every", every, "weeks", 1, 60000, "1", "time between contacts (7)"),
    ITEM_NUMBER(campaign, "value", value, "favor units; of a discount: share of the price", 0, 1000, "1",
                "worth of each contact (7) [own choice]"),
    ITEM_NUMBER(campaign, "budget", budget, "currency", 0, INFINITY, ".inf",
                "never spent past: channel and favor costs; of a discount, the revenue forgone; .inf is no limit (7) [seed]"),
    ITEM_NUMBER(campaign, "staff_minutes", staff_minutes, "minutes", 0, INFINITY, ".inf",
                "staff time, never used past; .inf is no limit (7) [seed]"),
};

static const rq_parameter contacts[] = {
    NUMBER("closeness", contact_closeness, "", 0, 1, "0.15",
           "gain of closeness, x warmth x sqrt(value) x (1 - fatigue) x (1 - closeness) (7) [seed; value own choice]"),
    NUMBER("affective", contact_affective, "", 0, 1, "0.12",
           "gain of affective trust, x warmth x (1 - fatigue) x (1 - trust) (7) [own choice]"),
    WHOLE("fatigue_weeks", fatigue_weeks, "weeks", 1, 3, "3",
          "fatigue is 1 - 2^-(contacts in the last so many weeks): being pressed feels one-sided (7) [seed; value own choice]"),
    NUMBER("seen_as_mechanical", seen_as_mechanical, "", 0, 1, "0.6",
           "probability that a channel without a person is seen through (7) [own choice]"),
    NUMBER("mechanical_warmth", mechanical_warmth, "", 0, 1, "0.2", "factor on warmth then (7) [seed; value own choice]"),
    NUMBER("uninterested_warmth", uninterested_warmth, "", 0, 1, "0.3",
           "factor on the warmth of an online contact with somebody not interested (7) [seed; value own choice]"),
    NUMBER("online_reach", online_reach, "", 0, 1, "0.5",
           "probability that an online contact reaches who has not the app (8) [own choice]"),
    NUMBER("rating_per_blunder", rating_per_blunder, "", 0, 1, "0.1",
           "rating lost each week for a blunder on record, / (rating_weight + reviews) (7) [seed; value own choice]"),
};

/* ---- 8 returns ---- */

static const rq_parameter returns[] = {
    YES_NO("enabled", returns, "yes", "customers who owe give back (8) [seed]"),
    NUMBER("rate", return_rate, A_WEEK, 0, 100, "0.3", "an occasion has the probability 1 - exp(-rate x owed) (8) [own choice]"),
    NUMBER("rating_start", rating_start, "", 0, 1, "0.5", "public rating of a brand without reviews (8) [own choice]"),
    NUMBER("rating_weight", rating_weight, "reviews", 1, 1e6, "20",
           "a review moves the rating by 1/(rating_weight + reviews) (8) [own choice]"),
    NUMBER("recommend_affective", recommend_affective, "", 0, 1, "0.3",
           "affective trust borrowed with a recommendation, x closeness x the recommender's (8) [own choice]"),
    NUMBER("app_cost", app_cost, "", 0, 1, "0.5", "factor on the cost of an online contact with who has the app (8) [own choice]"),
    NUMBER("club_half_life", club_half_life, "", 1, 1000, "2",
           "in the fan club closeness to the brand lasts so many times longer (8) [own choice]"),
    NUMBER("club_meetings", club_meetings, A_WEEK, 0, 1, "0.1", "probability that a member meets another in a week (8) [own choice]"),
};

static const rq_parameter worth[] = {
    NUMBER(
        "tolerate", worth_tolerate, UNITS, 0, 10, "0.5",
        "worth of bearing with a service failure: forgiving it uses up so much of what the customer owes (6, 8) [seed; value own choice]"),
    NUMBER("try", worth_try, UNITS, 0, 10, "0.4", "worth of trying a launched product (8) [seed; value own choice]"),
    NUMBER("review", worth_review, UNITS, 0, 10, "0.3", "worth of a review (8) [seed; value own choice]"),
    NUMBER("recommend", worth_recommend, UNITS, 0, 10, "0.6", "worth of recommending to a friend (8) [seed; value own choice]"),
    NUMBER("app", worth_app, UNITS, 0, 10, "0.2", "worth of installing the app (8) [seed; value own choice]"),
    NUMBER("club", worth_club, UNITS, 0, 10, "0.5", "worth of joining the fan club (8) [seed; value own choice]"),
};

/* ---- 9 competitors and shocks ---- */

static const rq_parameter counter_offer_rows[] = {
    ITEM_REFERENCE(counter_offer, "brand", brand, "", in_brands, "who cuts its price; without it every brand but `against` (9) [seed]"),
    ITEM_REFERENCE(counter_offer, "against", against, "", in_brands, "the brand that does not (9) [seed]"),
    {"at", RQ_INTEGERS, offsetof(counter_offer, at), "week", 1, 60000, "[]", NULL, "weeks in which a cut begins (9) [seed]"},
    ITEM_NUMBER(counter_offer, "when_share_falls_by", when_share_falls_by, "", 0, 1, "0",
                "a cut begins when the share has fallen by this part; 0 is never (9) [seed]"),
    ITEM_NUMBER(counter_offer, "price_cut", price_cut, "", 0, 0.99, "0.25", "share of the price (9) [seed]"),
    ITEM_WHOLE(counter_offer, "weeks", weeks, "weeks", 1, 60000, "12", "length of a cut (9) [seed]"),
};

static const rq_parameter war[] = {
    WHOLE("every", war_every, "weeks", 1, 1000, "4", "brands look at their shares every so many weeks (9) [own choice]"),
    WHOLE("window", war_window, "weeks", 1, 104, "8", "the share over so many weeks (9) [own choice]"),
    WHOLE("memory", war_memory, "weeks", 1, 104, "26", "is compared with that of so many weeks before (9) [own choice]"),
    NUMBER("trigger", war_trigger, "", 0, 1, "0.9", "a brand fights back when the ratio is below this (9) [own choice]"),
    NUMBER("undercut", war_undercut, "", 0.01, 1, "0.95", "it prices at this times the cheapest rival (9) [own choice]"),
    NUMBER("floor", war_floor, "", 0, 100, "1.05", "but never below this times its unit cost (9) [own choice]"),
    WHOLE("weeks", war_weeks, "weeks", 1, 60000, "12", "for so long (9) [own choice]"),
};

static const rq_parameter disruption_rows[] = {
    ITEM_REFERENCE(disruption, "brand", brand, NULL, in_brands, "whose service fails (9) [seed]"),
    ITEM_WHOLE(disruption, "start", start, "week", 1, 60000, NULL, "first week (9) [seed]"),
    ITEM_WHOLE(disruption, "weeks", weeks, "weeks", 1, 60000, "4", "length (9) [own choice]"),
    ITEM_NUMBER(disruption, "failure_rate", failure_rate, "", 0, 1, "0.5", "share of purchases with a service failure (9) [own choice]"),
};

static const rq_parameter launch_rows[] = {
    ITEM_REFERENCE(launch, "brand", brand, NULL, in_brands, "who launches a product (9) [seed]"),
    ITEM_WHOLE(launch, "week", week, "week", 1, 60000, NULL, "when (9) [seed]"),
};

/* ---- the groups ---- */

#define MAPPING(where, says, rows)                                                                                                         \
  { .path = where, .description = says, .parameters = rows, .parameters_count = RQ_COUNT_OF(rows) }
#define LIST(where, says, rows, of, field, least, most, ...)                                                                               \
  {                                                                                                                                        \
    .path = where, .description = says, .parameters = rows, .parameters_count = RQ_COUNT_OF(rows), .list = true, .item_size = sizeof(of),  \
    .items_offset = AT(field), .count_offset = AT(field##_count), .minimum = least, .maximum = most, __VA_ARGS__                           \
  }

static const rq_group groups[] = {
    MAPPING("", "the model", top),
    MAPPING("population", "the people (1)", population),
    MAPPING("population.orientation", "how far people follow the convention (1)", orientation),
    LIST("population.generations", "generations; a list of your own replaces the shipped one (1)", generation_rows, generation, generations,
         1, 250, .shipped = shipped_generations),
    MAPPING("ties", "classes and fading of ties (2)", ties),
    MAPPING("ties.start", "ties at the start (2)", start),
    MAPPING("favors", "the weekly favor exchange (3)", favor_rows),
    MAPPING("favors.ask", "whom to ask: P = exp(utility / temperature) (3)", ask),
    MAPPING("favors.need_rule", "how expressive ties answer (3)", need_rule),
    MAPPING("favors.renqing_rule", "how mixed ties answer (3)", renqing_rule),
    MAPPING("favors.equity_rule", "how instrumental ties answer (3)", equity_rule),
    MAPPING("favors.granted", "what a favor granted by the need or renqing rule changes (3)", granted),
    MAPPING("favors.deal", "what a favor granted by the equity rule changes (3)", deal),
    MAPPING("favors.unable", "what 'cannot' and 'no deal' change (3)", unable),
    MAPPING("favors.refused", "what 'will not' changes (3)", refused),
    MAPPING("favors.defaulted", "what 'will not' from one who owes changes (3)", defaulted),
    MAPPING("favors.repayment", "giving back (3)", repayment),
    MAPPING("meetings", "meals, visits and chats, and new ties (3)", meetings),
    MAPPING("introductions", "brokers (4)", introductions),
    MAPPING("face", "face (mianzi) and gossip (5)", face),
    LIST("brands", "brands; none for a study of people alone (6)", brand_rows, brand, brands, 0, MAX_BRANDS, .since = "enters",
         .since_alone = true),
    MAPPING("market", "purchases (6)", market),
    MAPPING("market.choice", "utility of a brand (6)", choice),
    MAPPING("market.experience", "what a purchase teaches (6)", experience),
    MAPPING("market.forgiveness", "when a service failure is forgiven (6)", forgiving),
    MAPPING("market.hearsay", "warnings, and leaving that is told (6)", hearsay),
    LIST("market.counter_offer", "price cuts of competitors (9)", counter_offer_rows, counter_offer, counter_offers, 0, 64, .since = "at",
         .unless = "when_share_falls_by"),
    MAPPING("market.war", "how a price war is fought (9)", war),
    LIST("channels", "channels; yours are added, or redefine a shipped one of the same name (7)", channel_rows, channel, channels, 1,
         MAX_CHANNELS, .shipped = shipped_channels, .by_name = true),
    LIST("campaigns", "what-ifs: who gives what to whom, when, how much (7)", campaign_rows, campaign, campaigns, 0, MAX_CAMPAIGNS,
         .since = "start"),
    MAPPING("contacts", "what a contact does (7)", contacts),
    MAPPING("returns", "what customers give back (8)", returns),
    MAPPING("returns.worth", "by how much a return lowers the debt (8)", worth),
    LIST("disruptions", "service failures for a while (9)", disruption_rows, disruption, disruptions, 0, 64, .since = "start"),
    LIST("launches", "new products (9)", launch_rows, launch, launches, 0, 64, .since = "week"),
};

static const rq_preset presets[] = {
    {"culture", "renqing", "population.orientation.alpha", "8"},
    {"culture", "renqing", "population.orientation.beta", "2"},
    {"culture", "renqing", "favors.patience", "0.9"},
    {"culture", "renqing", "favors.ask.market_utility", "0"},
    {"culture", "renqing", "introductions.vouch", "1"},
    {"culture", "transactional", "population.orientation.alpha", "1"},
    {"culture", "transactional", "population.orientation.beta", "9"},
    {"culture", "transactional", "favors.patience", "0.5"},
    {"culture", "transactional", "favors.ask.market_utility", "1.5"},
    {"culture", "transactional", "introductions.vouch", "0"},
};

const rq_schema renqing_schema = {
    "renqing", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(renqing_parameters),
};
