/* What the loyalty section measures: definitions and sources. */
#include "analysis/loyalty.h"

#define DIRICHLET "Goodhardt, Ehrenberg & Chatfield (1984) JRSS A 147"

const rq_measure rq_loyalty_measures[LOYAL_MEASURES] = {
    [LOYAL_PURCHASES] = {"purchases", "purchases", "purchases", 0, "Purchases in the log: the panel's of a run, or the user's.", ""},
    [LOYAL_CUSTOMERS] = {"customers", "customers", "people", 0, "People in the log who bought at all in the category.", ""},
    [LOYAL_PER_CUSTOMER] = {"purchases_per_customer", "purchases per customer", "purchases", 2,
                            "Purchases in the category divided by customers.", ""},
    [LOYAL_REPEAT_ALL] = {"repeat_rate_overall", "repeat rate, all brands", "1", 3,
                          "Share of purchases with an earlier one by the same customer that were of the brand bought the time before. "
                          "Interval: ratio of sums over customers (Cochran 1977, 6.4), log odds.",
                          "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_REPEAT_ALL_EXPECTED] =
        {"repeat_rate_overall_expected", "  of the Dirichlet", "1", 3,
         "The same of the NBD-Dirichlet that fits the log: the sum over brands of share x (1 + S x share) / (1 + S).", DIRICHLET},
    [LOYAL_JEOPARDY] =
        {"double_jeopardy", "double jeopardy", "1", 3,
         "Correlation over brands of penetration and purchases per buyer. Small brands are bought by fewer people who also buy "
         "them somewhat less often: above 0 in most markets.",
         "Ehrenberg, Goodhardt & Barwise (1990) J. Marketing 54(3)"},
    [LOYAL_DUPLICATION_D] =
        {"duplication_coefficient", "duplication coefficient D", "1", 3,
         "The sum over pairs of brands of the share of one's buyers who also bought the other, divided by the sum of the "
         "other's penetrations: duplication = D x penetration of the other brand.",
         "Ehrenberg (1988) Repeat-Buying; Goodhardt & Ehrenberg (1969) J. Advertising Research 9(3)"},
    [LOYAL_RANK_BRANDS] =
        {"log_rank_brands", "log-rank test between brands, chi-square", "1", 2,
         "Test that customers of all brands stay equally long: events seen less expected in each brand, chi-square with one "
         "degree of freedom less than brands. First spells, as in customer_survival; one customer's spells with different "
         "brands count as independent.",
         "Mantel (1966) Cancer Chemotherapy Reports 50; Peto & Peto (1972) JRSS A 135"},
    [LOYAL_RANK_BRANDS_P] = {"log_rank_brands_p", "  its p value", "1", 4, "Upper tail of the chi-square distribution for log_rank_brands.",
                             "Mantel (1966)"},
    [LOYAL_RANK_CLASSES] =
        {"log_rank_classes", "log-rank test between classes, chi-square", "1", 2,
         "The same test between the classes of the tie (or the user's segments) at a spell's first purchase. All spells, as in "
         "customer_survival_by_class, which count as independent.",
         "Mantel (1966); Peto & Peto (1972)"},
    [LOYAL_RANK_CLASSES_P] = {"log_rank_classes_p", "  its p value", "1", 4,
                              "Upper tail of the chi-square distribution for log_rank_classes.", "Mantel (1966)"},
    [LOYAL_DIRICHLET] = {"dirichlet", "NBD-Dirichlet that fits", "", 3,
                         "Purchases of the category are negative binomial over people, of mean M and shape K, and brands Dirichlet, of "
                         "strength S (small: people stay with their brand). By maximum likelihood; of a run all people of its panel are "
                         "known, of a log only buyers. Interval: 1.96 standard errors.",
                         DIRICHLET},
    [LOYAL_SHARE] = {"market_share", "market share", "1", 3,
                     "Share of the brand in all purchases. Interval: ratio of sums over customers (Cochran 1977, 6.4), log odds.", ""},
    [LOYAL_BUYERS] = {"buyers", "buyers", "people", 0, "People who bought the brand at least once.", ""},
    [LOYAL_PENETRATION] = {"penetration", "penetration", "1", 3,
                           "Buyers of the brand divided by customers of the category. Interval: Wilson (1927).",
                           "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_PENETRATION_EXPECTED] = {"penetration_expected", "  of the Dirichlet", "1", 3,
                                    "The same if nobody were loyal beyond taste: of the NBD-Dirichlet that fits the log (dirichlet), given "
                                    "that the category is bought.",
                                    DIRICHLET},
    [LOYAL_FREQUENCY] = {"purchases_per_buyer", "purchases per buyer", "purchases", 2, "Purchases of the brand divided by its buyers.",
                         "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_FREQUENCY_EXPECTED] = {"purchases_per_buyer_expected", "  of the Dirichlet", "purchases", 2,
                                  "The same of the NBD-Dirichlet that fits the log.", DIRICHLET},
    [LOYAL_REPEAT] =
        {"repeat_rate", "repeat rate", "1", 3,
         "Of purchases of the brand that were followed by another purchase of the same customer: share of those followed by the "
         "same brand.",
         "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_REPEAT_EXPECTED] = {"repeat_rate_expected", "  of the Dirichlet", "1", 3,
                               "The same of the NBD-Dirichlet that fits the log: (1 + S x share) / (1 + S).", DIRICHLET},
    [LOYAL_REQUIREMENTS] = {"share_of_requirements", "share of category requirements", "1", 3,
                            "Purchases of the brand divided by all purchases in the category of those who bought the brand at least once.",
                            "Ehrenberg (1988); Uncles, Ehrenberg & Hammond (1995) Marketing Science 14(3)"},
    [LOYAL_REQUIREMENTS_EXPECTED] =
        {"share_of_requirements_expected", "  of the Dirichlet", "1", 3,
         "The same of the NBD-Dirichlet that fits the log; buyers above it are more loyal than the size of the brand explains.", DIRICHLET},
    [LOYAL_SOLE] = {"sole_buyers", "sole buyers", "1", 3, "Share of the brand's buyers who bought no other brand. Interval: Wilson (1927).",
                    "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_SOLE_EXPECTED] = {"sole_buyers_expected", "  of the Dirichlet", "1", 3, "The same of the NBD-Dirichlet that fits the log.",
                             DIRICHLET},
    [LOYAL_CONSTANT] =
        {"double_jeopardy_constant", "double jeopardy constant w(1-b)", "1", 2,
         "Purchases per buyer w times one less penetration b: about the same for all brands of a market where double jeopardy "
         "holds; higher where buyers are more loyal than the brand's size explains.",
         "Ehrenberg, Goodhardt & Barwise (1990)"},
    [LOYAL_MEDIAN] = {"median_customer_life", "median life of a customer", "time units", 1,
                      "First time at which customer_survival is at most one half; none where more than half stay to the end.",
                      "Kaplan & Meier (1958) JASA 53"},
    [LOYAL_RETENTION] =
        {"retention_rate", "retention in a period", "1", 3,
         "exp(-period x leavings / time as a customer) over all spells: the share kept through one period if customers left at "
         "a constant rate (geometric retention). A spell ends with the purchase of another brand or, with --gap, by lapsing.",
         "Gupta et al. (2006) J. Service Research 9(2)"},
    [LOYAL_REVENUE] =
        {"revenue_per_buyer", "revenue per buyer", "currency", 2,
         "Prices paid for the brand divided by its buyers, over the time observed. A price that is not known counts as the mean of those "
         "that are.",
         ""},
    [LOYAL_MARGIN] =
        {"margin_per_buyer", "margin per buyer", "currency", 2,
         "Prices paid less unit costs, divided by buyers, over the time observed. Unit cost: of a run, the mean over the weeks; of a "
         "log, as given with --unit-costs. Campaign costs are not in it.",
         "Gupta et al. (2006) J. Service Research 9(2)"},
    [LOYAL_VALUE] =
        {"lifetime_value", "lifetime value of a customer", "currency", 2,
         "m r / (1 + i - r): margin m of a customer in a period (margin over time as a customer), retention_rate r, discount i of a "
         "period (--discount a year). What is still to come, from the next period on.",
         "Gupta et al. (2006) J. Service Research 9(2)"},
    [LOYAL_HAZARD_CLASS] =
        {"churn_hazard_by_class", "churn hazard at a purchase", "1", 3,
         "Of purchases made while the tie to the brand was of this class (or segment) and followed by another purchase: share "
         "whose next purchase went to another brand. Interval: Wilson (1927).",
         "Discrete-time hazard: Allison (1982) Sociological Methodology 13; classes: Hwang (1987)"},
    [LOYAL_HAZARD] = {"churn_hazard", "churn hazard at a purchase, by class", "1", 3,
                      "The same for each brand and class of tie (or segment).", "Allison (1982); Hwang (1987)"},
    [LOYAL_DUPLICATION] = {"duplication", "duplication of purchase", "1", 3,
                           "Share of the row brand's buyers who also bought the column brand.", "Ehrenberg (1988) Repeat-Buying"},
    [LOYAL_DUPLICATION_EXPECTED] = {"duplication_expected", "  of the Dirichlet", "1", 3,
                                    "The same of the NBD-Dirichlet that fits the log.", DIRICHLET},
    [LOYAL_CURVE] =
        {"retention_curve", "retention curve", "1", 3,
         "Of people whose first purchase of the brand was at least k + 1 periods before they were last observed: share who bought it "
         "in period k after that first purchase (period 0 begins with it). Interval: Wilson (1927).",
         "Fader & Hardie (2007) J. Interactive Marketing 21(1)"},
    [LOYAL_SURVIVAL] =
        {"customer_survival", "customers who stay", "1", 3,
         "Share still a customer so long after the purchase that began a person's first spell with the brand. A spell ends with the "
         "next purchase of another brand or, with --gap, after so long without any purchase; else it is censored. Product-limit "
         "estimate; Greenwood's variance on the scale log(-log S).",
         "Kaplan & Meier (1958) JASA 53; Greenwood (1926)"},
    [LOYAL_SURVIVAL_CLASS] = {"customer_survival_by_class", "customers who stay, by class", "1", 3,
                              "The same by class of the tie (or by segment) at the spell's first purchase: all brands, and all spells, "
                              "since first ones begin among "
                              "strangers.",
                              "Kaplan & Meier (1958) JASA 53; Greenwood (1926)"},
};
