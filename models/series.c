/* What is observed every week over the whole population (model.md 12), and what is noted of the panel.
 * A customer of a brand is a person whose latest purchase was of that brand. */
#include "models/tables.h"

#define WEEK                                                                                                                               \
  { "week", RQ_U16, "weeks", NULL, "week of the run, from 1" }
#define PERSON                                                                                                                             \
  { "person", RQ_U32, "", NULL, "the person of the panel" }
#define OTHER                                                                                                                              \
  { "other", RQ_U32, "", NULL, "the other person; 4294967295 for none" }
#define BRAND                                                                                                                              \
  { "brand", RQ_U8, "", NULL, "index of the brand" }

#define SCALAR                                                                                                                             \
  { 0, 0 }
#define BY(d)                                                                                                                              \
  { (d) + 1, 0 }
#define BY2(d, e)                                                                                                                          \
  { (d) + 1, (e) + 1 }

const rq_series renqing_series[SERIES] = {
    [S_NEEDS] = {"needs", RQ_TALLY, SCALAR, 0, "needs", "needs for a favor that arose"},
    [S_TO_MARKET] = {"needs_to_market", RQ_TALLY, SCALAR, 0, "needs", "needs met for money on the market"},
    [S_ASKED] = {"favors_asked", RQ_TALLY, SCALAR, 0, "favors", "petitions to a tie, third persons and second tries included"},
    [S_ANSWERED] = {"favors_answered", RQ_TALLY, BY(D_RULE), 0, "favors",
                    "petitions decided by each rule (asked, less those that capacity or credit decided)"},
    [S_GRANTED] = {"favors_granted", RQ_TALLY, BY(D_RULE), 0, "favors", "petitions granted by each rule"},
    [S_REFUSED] = {"favors_refused", RQ_TALLY, BY(D_REASON), 0, "favors", "petitions not granted, by reason"},
    [S_ASKED_CLASS] = {"favors_asked_by_class", RQ_TALLY, BY(D_CLASS), 0, "favors",
                       "petitions by the class that the one who is asked gives the tie"},
    [S_UNITS_GRANTED] = {"favor_units_granted", RQ_TOTAL, SCALAR, 0, "favor units",
                         "size of the favors granted by the need and renqing rules"},
    [S_MET_INSIDE] = {"needs_met_inside", RQ_TALLY, SCALAR, 0, "needs", "needs met by a tie"},
    [S_BROKER_REQUESTS] = {"broker_requests", RQ_TALLY, SCALAR, 0, "requests", "requests to a broker for an introduction"},
    [S_INTRODUCTIONS] = {"introductions", RQ_TALLY, SCALAR, 0, "introductions", "introductions made"},
    [S_INTRODUCTIONS_FAILED] = {"introductions_failed", RQ_TALLY, SCALAR, 0, "introductions", "requests to a broker that led nowhere"},
    [S_REPAYMENTS] = {"repayments", RQ_TALLY, SCALAR, 0, "repayments", "repayments made"},
    [S_UNITS_REPAID] = {"favor_units_repaid", RQ_TOTAL, SCALAR, 0, "favor units", "size of the repayments"},
    [S_REPAYMENT_DELAY] = {"repayment_delay", RQ_MEAN, SCALAR, S_REPAYMENTS, "weeks",
                           "mean time from the last favor received to its repayment"},
    [S_PROMPT_REPAYMENTS] = {"prompt_repayments", RQ_TALLY, SCALAR, 0, "repayments", "repayments that came too soon"},
    [S_MEETINGS] = {"meetings", RQ_TALLY, SCALAR, 0, "meetings", "meetings with a tie"},
    [S_TIES_MADE] = {"ties_made", RQ_TALLY, SCALAR, 0, "half ties", "halves of ties that began: two for each tie"},
    [S_TIES_ENDED] = {"ties_ended", RQ_TALLY, SCALAR, 0, "half ties", "halves of ties that ended: two for each tie"},
    [S_PEOPLE_LOOKED_AT] = {"people_looked_at", RQ_TALLY, SCALAR, 0, "people",
                            "people whose ties were looked through this week (a quarter of all)"},
    [S_TIES] = {"ties", RQ_MEAN, BY(D_CLASS), S_PEOPLE_LOOKED_AT, "ties per person", "ties of each class per person looked at"},
    [S_TIES_LOOKED_AT] = {"ties_looked_at", RQ_TALLY, SCALAR, 0, "half ties", "halves of ties of the people looked at"},
    [S_CLOSENESS] = {"closeness", RQ_MEAN, SCALAR, S_TIES_LOOKED_AT, "1", "mean closeness over the ties looked at"},
    [S_OPEN_BALANCE] = {"open_balance", RQ_MEAN, SCALAR, S_TIES_LOOKED_AT, "favor units", "mean absolute balance over the ties looked at"},
    [S_BALANCE_SUM] = {"balance_sum", RQ_TOTAL, SCALAR, 0, "favor units",
                       "sum of all changes booked this week: zero, since each is booked in both halves"},
    [S_RECIPROCATED] = {"favors_reciprocated", RQ_TALLY, SCALAR, 0, "favors", "favors granted to somebody to whom the helper owed"},
    [S_PEOPLE] = {"people", RQ_TALLY, SCALAR, 0, "people", "people"},
    [S_FACE] = {"face", RQ_MEAN, SCALAR, S_PEOPLE, "1", "mean face"},

    [S_PURCHASES] = {"purchases", RQ_TALLY, BY(D_BRAND), 0, "purchases", "purchases"},
    [S_FIRST_PURCHASES] = {"first_purchases", RQ_TALLY, BY(D_BRAND), 0, "purchases", "purchases by people who had never bought the brand"},
    [S_REPEATS] = {"repeats", RQ_TALLY, BY(D_BRAND), 0, "purchases", "purchases whose buyer bought the same brand the last time"},
    [S_SWITCHES] = {"switches", RQ_TALLY, BY(D_BRAND), 0, "purchases",
                    "purchases whose buyer bought another brand the last time, by the brand bought now"},
    [S_SWITCH_COUNT] = {"switch_count", RQ_TALLY, BY2(D_BRAND, D_BRAND_TO), 0, "purchases",
                        "consecutive purchases of the same customer: from brand, to brand"},
    [S_CATEGORY_FIRST] = {"category_first_purchases", RQ_TALLY, BY(D_BRAND), 0, "purchases",
                          "purchases by people who had never bought in the category"},
    [S_BUYERS] = {"buyers", RQ_TALLY, BY(D_BRAND), 0, "people", "people who bought the brand this week"},
    [S_NEW] = {"new_customers", RQ_TALLY, BY(D_BRAND), 0, "people", "people who bought the brand for the first time this week"},
    [S_LOST] = {"lost_customers", RQ_TALLY, BY(D_BRAND), 0, "people", "customers of the brand who bought another"},
    [S_WON_BACK] = {"won_back_customers", RQ_TALLY, BY(D_BRAND), 0, "people", "earlier customers who came back from another brand"},
    [S_AWARE] = {"aware", RQ_TALLY, BY(D_BRAND), 0, "people", "people who know the brand"},
    [S_CUSTOMERS] = {"customers", RQ_TALLY, BY(D_BRAND), 0, "people", "people whose latest purchase was of the brand"},
    [S_CUSTOMER_CLASS] = {"customers_by_class", RQ_TALLY, BY2(D_BRAND, D_CLASS), 0, "people",
                          "customers by the class of their tie to the brand"},
    [S_CUSTOMER_CLOSENESS] = {"customer_closeness", RQ_MEAN, BY(D_BRAND), S_CUSTOMERS, "1", "mean closeness of customers to the brand"},
    [S_CUSTOMER_AFFECTIVE] = {"customer_affective_trust", RQ_MEAN, BY(D_BRAND), S_CUSTOMERS, "1",
                              "mean affective trust of customers in the brand"},
    [S_CUSTOMER_COGNITIVE] = {"customer_cognitive_trust", RQ_MEAN, BY(D_BRAND), S_CUSTOMERS, "1",
                              "mean cognitive trust of customers in the brand"},
    [S_CUSTOMER_OWED] = {"customer_owed", RQ_MEAN, BY(D_BRAND), S_CUSTOMERS, "favor units", "mean favors that customers owe the brand"},
    [S_PRICE] = {"price", RQ_TOTAL, BY(D_BRAND), 0, "currency", "list price this week; 0 before the brand enters"},
    [S_PRICE_PAID] = {"price_paid", RQ_MEAN, BY(D_BRAND), S_PURCHASES, "currency", "mean price paid, after personal discounts"},
    [S_REVENUE] = {"revenue", RQ_TOTAL, BY(D_BRAND), 0, "currency", "prices paid"},
    [S_UNIT_COSTS] = {"unit_costs", RQ_TOTAL, BY(D_BRAND), 0, "currency", "cost of what was sold"},
    [S_CAMPAIGN_COSTS] = {"campaign_costs", RQ_TOTAL, BY(D_BRAND), 0, "currency",
                          "spent on contacts and favors (discounts lower revenue instead)"},
    [S_PROFIT] = {"profit", RQ_TOTAL, BY(D_BRAND), 0, "currency", "revenue, less unit costs, less campaign costs"},
    [S_RATING] = {"rating", RQ_TOTAL, BY(D_BRAND), 0, "1", "public rating"},
    [S_REVIEWS] = {"reviews", RQ_TOTAL, BY(D_BRAND), 0, "reviews", "reviews written so far"},
    [S_REVIEW_SCORES] = {"review_scores", RQ_TOTAL, BY(D_BRAND), 0, "1", "sum of the scores of the reviews written this week"},
    [S_FAILURES] = {"service_failures", RQ_TALLY, BY(D_BRAND), 0, "purchases", "purchases with a service failure"},
    [S_FORGIVEN] = {"failures_forgiven", RQ_TALLY, BY(D_BRAND), 0, "purchases", "service failures that the customer forgave"},
    [S_WARNINGS] = {"warnings", RQ_TALLY, BY(D_BRAND), 0, "people", "ties who heard a warning"},
    [S_LEAVING_TOLD] = {"leaving_told", RQ_TALLY, BY(D_BRAND), 0, "people", "ties who heard that somebody left the brand"},
    [S_RETURNS] = {"returns", RQ_TALLY, BY2(D_BRAND, D_RETURN), 0, "favors", "what customers gave back, by kind"},

    [S_CONTACTS] = {"contacts", RQ_TALLY, BY(D_CAMPAIGN), 0, "contacts", "contacts made or, of a discount, coupons handed out"},
    [S_REACHED] = {"contacts_reached", RQ_TALLY, BY(D_CAMPAIGN), 0, "contacts", "contacts that reached the customer"},
    [S_BLUNDERS] = {"blunders", RQ_TALLY, BY(D_CAMPAIGN), 0, "contacts", "contacts that turned into a blunder"},
    [S_SPEND] = {"spend", RQ_TOTAL, BY(D_CAMPAIGN), 0, "currency", "spent by the campaign; of a discount, the revenue forgone"},
    [S_STAFF_MINUTES] = {"staff_minutes", RQ_TOTAL, BY(D_CAMPAIGN), 0, "minutes", "staff time used by the campaign"},
};

static const rq_column purchase_columns[] = {
    WEEK,
    PERSON,
    BRAND,
    {"previous", RQ_U8, "", NULL, "index of the brand bought the last time; 255 for none"},
    {"price", RQ_F32, "currency", NULL, "price paid"},
    {"tie_class", RQ_U8, "", "instrumental mixed expressive", "class of the customer's tie to the brand before the purchase"},
    {"closeness", RQ_F32, "1", NULL, "closeness to the brand before the purchase"},
    {"affective_trust", RQ_F32, "1", NULL, "affective trust in the brand before the purchase"},
    {"cognitive_trust", RQ_F32, "1", NULL, "cognitive trust in the brand before the purchase"},
    {"owed", RQ_F32, "favor units", NULL, "what the customer owed the brand before the purchase"},
    {"service", RQ_U8, "", "fine forgiven failed", "how the service went"},
    {"why", RQ_U8, "", "chosen trial discount", "an ordinary choice, the trial of a launched product, or bought with a personal discount"},
};

static const rq_column contact_columns[] = {
    WEEK,
    PERSON,
    BRAND,
    {"campaign", RQ_U8, "", NULL, "index of the campaign"},
    {"outcome", RQ_U8, "", "unreached warm uninterested mechanical blunder coupon", "how the contact was taken"},
    {"closeness", RQ_F32, "1", NULL, "closeness to the brand after the contact"},
    {"affective_trust", RQ_F32, "1", NULL, "affective trust in the brand after the contact"},
    {"owed", RQ_F32, "favor units", NULL, "what the customer owes the brand after the contact"},
};

static const rq_column return_columns[] = {
    WEEK,
    PERSON,
    BRAND,
    {"kind", RQ_U8, "", "tolerate try review recommend app club", "what the customer gave back"},
    {"worth", RQ_F32, "favor units", NULL, "by how much the debt fell"},
    OTHER,
};

static const rq_column favor_columns[] = {
    WEEK,
    PERSON,
    OTHER,
    {"role", RQ_U8, "", "asked was_asked repaid was_repaid", "what the person of the panel did"},
    {"rule", RQ_U8, "", "need renqing equity none", "rule by which the other, or the person, answered"},
    {"answer", RQ_U8, "", "granted cannot no_deal no_credit will_not default", "answer to a petition"},
    {"size", RQ_F32, "favor units", NULL, "size of the favor or the repayment"},
    {"balance", RQ_F32, "favor units", NULL, "what the other owes the person afterwards"},
    {"closeness", RQ_F32, "1", NULL, "the person's closeness to the other afterwards"},
    {"delay", RQ_U16, "weeks", NULL, "of a repayment: weeks since the last favor received"},
};

static const rq_column bond_columns[] = {
    WEEK,
    PERSON,
    OTHER,
    {"what", RQ_U8, "", "met introduced club ended", "how the tie began, or that it ended"},
    {"through", RQ_U32, "", NULL, "who introduced them; 4294967295 for none"},
    {"closeness", RQ_F32, "1", NULL, "the person's closeness to the other"},
};

static const rq_column heard_columns[] = {
    WEEK,
    PERSON,
    OTHER,
    BRAND,
    {"what", RQ_U8, "", "warning leaving word_of_mouth recommendation advertising", "what the person heard about the brand"},
    {"strength", RQ_F32, "1", NULL, "by how much doubt rose, or trust fell or was borrowed"},
};

#define COLUMNS(c) c, RQ_COUNT_OF(c)
const rq_event_kind renqing_events[EVENTS] = {
    [E_PURCHASE] = {"purchases", COLUMNS(purchase_columns), "every purchase of the panel"},
    [E_CONTACT] = {"contacts", COLUMNS(contact_columns), "every campaign contact with the panel"},
    [E_RETURN] = {"returns", COLUMNS(return_columns), "every favor that the panel gave back to a brand"},
    [E_FAVOR] = {"favors", COLUMNS(favor_columns), "every petition and repayment of the panel"},
    [E_BOND] = {"bonds", COLUMNS(bond_columns), "every tie of the panel that began or ended"},
    [E_HEARD] = {"heard", COLUMNS(heard_columns), "what the panel heard about brands"},
};
