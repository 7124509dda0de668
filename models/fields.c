/* The state of the renqing model, declared once: from this table come the arrays, the snapshots, the digest, the
 * memory estimate and the reference page. */
#include "models/tables.h"

#define PERSON(name, type, unit, meanings, initial, says)                                                                                  \
  { name, type, RQ_PER_AGENT, {0, 0}, false, true, unit, meanings, initial, says }
#define HIDDEN(name, type, unit, initial, says)                                                                                            \
  { name, type, RQ_PER_AGENT, {0, 0}, false, false, unit, NULL, initial, says }
#define TIE(name, type, viewed, unit, meanings, initial, says)                                                                             \
  { name, type, RQ_PER_TIE, {0, 0}, viewed, true, unit, meanings, initial, says }
#define PAIR(name, type, viewed, snapshot, unit, initial, says)                                                                            \
  { name, type, RQ_PER_AGENT, {D_BRAND + 1, 0}, viewed, snapshot, unit, NULL, initial, says }
#define GLOBAL(name, type, dim, dim2, unit, initial, says)                                                                                 \
  { name, type, RQ_GLOBAL, {dim, dim2}, false, false, unit, NULL, initial, says }

const rq_field renqing_fields[FIELDS] = {
    [F_SKILL] = PERSON("skill", RQ_U8, "", NULL, 0, "what this person can help with"),
    [F_GENERATION] = PERSON("generation", RQ_U8, "", NULL, 0, "index of the generation in the configuration"),
    [F_HOUSEHOLD] = PERSON("household", RQ_U32, "", NULL, 0, "number of the household"),
    [F_CIRCLE] = PERSON("circle", RQ_U32, "", NULL, 0, "number of the circle of classmates or colleagues"),
    [F_ORIENTATION] = PERSON("orientation", RQ_F32, "1", NULL, 0, "probability of following the convention that the tie calls for"),
    [F_CAPACITY] = PERSON("capacity", RQ_F32, "favor units/week", NULL, 0, "cost of favors that the person can bear in a week"),
    [F_CAPACITY_LEFT] = HIDDEN("capacity_left", RQ_I32, "1/1024 favor units", 0, "what is left of it this week"),
    [F_FACE] = PERSON("face", RQ_F32, "1", NULL, 1, "face (mianzi): standing in the eyes of others"),
    [F_PRICE_SENSITIVITY] = PERSON("price_sensitivity", RQ_F32, "1", NULL, 1, "price sensitivity"),
    [F_INTERESTED] = PERSON("interested", RQ_U8, "", "no yes", 0, "interest in a human online assistant"),
    [F_PURCHASE_RATE] = PERSON("purchase_rate", RQ_F32, "purchases/week", NULL, 0, "purchase occasions a week"),
    [F_LAST_BRAND] = PERSON("last_brand", RQ_U8, "", NULL, 255, "index of the brand bought the last time; 255 for none"),
    [F_STREAK] = PERSON("streak", RQ_U8, "purchases", NULL, 0, "purchases of that brand in a row, at most 255"),
    [F_SAMPLE] = HIDDEN("campaign_sample", RQ_U32, "", 0, "bit b: belongs to the fixed sample that campaign b aims at"),

    [T_CLOSENESS] = TIE("closeness", RQ_FRACTION, true, "1", NULL, 0, "closeness (ganqing)"),
    [T_AFFECTIVE] = TIE("affective_trust", RQ_FRACTION, true, "1", NULL, 0, "affective trust"),
    [T_COGNITIVE] = TIE("cognitive_trust", RQ_FRACTION, true, "1", NULL, 0, "cognitive trust"),
    [T_BALANCE] = TIE("balance", RQ_FIXED, false, "favor units", NULL, 0, "what the other owes this person (renqing)"),
    [T_BASIS] = TIE("basis", RQ_U8, false, "", "kin circle acquaintance met introduced club", 0, "how the tie began"),
    [T_SKILL] = {"other_skill", RQ_U8, RQ_PER_TIE, {0, 0}, false, false, "", NULL, 0, "skill of the other, which never changes"},
    [T_LAST] = TIE("last_contact", RQ_U16, false, "week", NULL, 0, "week of the last exchange"),
    [T_FAVORED] = TIE("last_favor", RQ_U16, false, "week", NULL, 0, "week of the last favor received; 0 for none"),
    [T_SINCE] = TIE("since", RQ_U16, false, "week", NULL, 0, "week in which the tie began; 0 for the start"),
    [T_INTRODUCER] = TIE("introducer", RQ_U32, false, "", NULL, (double)RQ_NOBODY, "who introduced them; 4294967295 for none"),

    [B_TASTE] = PAIR("taste", RQ_F32, false, true, "1", 0, "personal and lasting taste for the brand, a log weight"),
    [B_CLOSENESS] = PAIR("brand_closeness", RQ_FRACTION, true, true, "1", 0, "closeness to the brand"),
    [B_AFFECTIVE] = PAIR("brand_affective_trust", RQ_FRACTION, true, true, "1", 0, "affective trust in the brand"),
    [B_COGNITIVE] = PAIR("brand_cognitive_trust", RQ_FRACTION, true, true, "1", 0.5, "cognitive trust in the brand: perceived quality"),
    [B_OWED] = PAIR("brand_owed", RQ_FIXED, false, true, "favor units", 0, "what the customer owes the brand"),
    [B_LAST] = PAIR("brand_last_contact", RQ_U16, false, true, "week", 0, "week of the last exchange with the brand"),
    [B_DOUBT] = PAIR("doubt", RQ_FRACTION, true, true, "1", 0, "doubt about the brand, after friends left it"),
    [B_DOUBT_WEEK] = PAIR("doubt_week", RQ_U16, false, false, "week", 0, "week in which the doubt was last changed"),
    [B_FLAGS] = PAIR("brand_flags", RQ_U8, false, true, "", 0,
                     "sum of 1 knows the brand, 2 has an opinion of its own, 4 has the app, 8 is in the club, 16 will try the launched "
                     "product, 32 tried it"),
    [B_PURCHASES] = PAIR("brand_purchases", RQ_U16, false, true, "purchases", 0, "purchases of the brand so far, at most 65535"),
    [B_LAST_PURCHASE] = PAIR("brand_last_purchase", RQ_U16, false, true, "week", 0, "week of the last purchase of the brand; 0 for none"),
    [B_FAILED] =
        PAIR("brand_failed", RQ_U16, false, false, "week", 0, "week of the last service failure that was not forgiven; 0 for none"),
    [B_CONTACTS] = PAIR("brand_contacts", RQ_U16, false, false, "", 0, "contacts of the last weeks, 5 bits a week, the latest lowest"),
    [B_CONTACT_WEEK] = PAIR("brand_contact_week", RQ_U16, false, false, "week", 0, "week to which brand_contacts was brought up to date"),
    [B_COUPON] = PAIR("coupon", RQ_FRACTION, false, false, "1", 0, "personal discount on the next purchase, a share of the price"),
    [B_COUPON_CAMPAIGN] = PAIR("coupon_campaign", RQ_U8, false, false, "", 0, "index of the campaign that gave it"),

    [G_PRICE] = GLOBAL("price", RQ_F64, D_BRAND + 1, 0, "currency", 0, "list price"),
    [G_RATING] = GLOBAL("rating", RQ_F64, D_BRAND + 1, 0, "1", 0.5, "public rating"),
    [G_REVIEWS] = GLOBAL("reviews", RQ_F64, D_BRAND + 1, 0, "reviews", 0, "reviews written"),
    [G_PROFIT] = GLOBAL("profit", RQ_F64, D_BRAND + 1, 0, "currency", 0, "profit so far"),
    [G_RECORD] = GLOBAL("record", RQ_F64, D_BRAND + 1, D_CHANNEL + 1, "blunders", 0, "blunders on record, faded"),
    [G_SHARE_HISTORY] =
        GLOBAL("share_history", RQ_F64, D_BRAND + 1, D_LAG + 1, "purchases", 0, "purchases of the last weeks, the latest first"),
    [G_CUT_PRICE] = GLOBAL("cut_price", RQ_F64, D_BRAND + 1, 0, "currency", 0, "price during a cut"),
    [G_CUT_UNTIL] = GLOBAL("cut_until", RQ_I32, D_BRAND + 1, 0, "week", 0, "last week of the cut"),
    [G_CUT_ARMED] = GLOBAL("cut_base", RQ_F64, D_BRAND + 1, 0, "1", 0, "share from which a fall is measured"),
    [G_SPENT] = GLOBAL("spent", RQ_I64, D_CAMPAIGN + 1, 0, "1e-6 currency", 0, "spent so far"),
    [G_RESERVED] =
        GLOBAL("reserved", RQ_I64, D_CAMPAIGN + 1, 0, "1e-6 currency", 0, "for coupons handed out in the last wave and not used"),
    [G_COUPON_WORTH] = GLOBAL("coupon_worth", RQ_I64, D_CAMPAIGN + 1, 0, "1e-6 currency", 0, "reserved for one coupon of the last wave"),
    [G_MINUTES] = GLOBAL("minutes", RQ_I64, D_CAMPAIGN + 1, 0, "1e-6 minutes", 0, "staff minutes used so far"),
    [G_TURN_FROM] = GLOBAL("turn_from", RQ_U32, D_CAMPAIGN + 1, 0, "", 0, "first key whose turn it is"),
    [G_TURN_TO] = GLOBAL("turn_to", RQ_U32, D_CAMPAIGN + 1, 0, "", 0, "key at which the turn ends"),
    [G_CONTACTS] = GLOBAL("turn_all", RQ_U32, D_CAMPAIGN + 1, 0, "", 0, "1 where everybody has a turn this week"),
};
