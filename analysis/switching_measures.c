/* What the switching section measures: definitions and sources. */
#include "analysis/switching.h"

#define CUT                                                                                                                                \
  "A price cut is a stretch of weeks in which a brand's list price (series price) is below that of the week before it began; cuts in the " \
  "same weeks are one. "

const rq_measure rq_switching_measures[SWITCH_MEASURES] = {
    [SWITCH_PAIRS] = {"consecutive_purchases", "consecutive purchases", "purchases", 0,
                      "Purchases with an earlier one by the same customer. Of a run: the whole population (series switch_count); of a log: "
                      "all its customers.",
                      ""},
    [SWITCH_REPEAT_ALL] = {"repeat_rate_overall", "repeat rate, all brands", "1", 3,
                           "Share of these that were of the brand bought the time before.", "Ehrenberg (1988) Repeat-Buying"},
    [SWITCH_SHARE] = {"market_share", "market share", "1", 3, "Share of the brand in all purchases up to the week.", ""},
    [SWITCH_IN] = {"switched_in", "came from other brands", "purchases", 0,
                   "Purchases of the brand whose buyer bought another the time before.", ""},
    [SWITCH_OUT] = {"switched_out", "went to other brands", "purchases", 0,
                    "Purchases of other brands whose buyer bought this one the time before.", ""},
    [SWITCH_NET] = {"net_gain", "net gain", "purchases", 0, "switched_in less switched_out; sums to 0 over brands.", ""},
    [SWITCH_STEADY] =
        {"steady_state", "steady state", "1", 3,
         "Market shares if everybody kept switching as in switching: the left eigenvector of the matrix of row shares for the "
         "eigenvalue 1. With several closed groups of brands it depends on the start, which is market_share.",
         "Kemeny & Snell (1960) Finite Markov Chains; Lipstein (1959) J. Marketing 24(2)"},
    [SWITCH_BACK] =
        {"win_back", "won back", "1", 3,
         "Purchases by earlier customers of the brand who come back from another one, divided by the times that its customers left: "
         "share of leavings that were followed by a return so far.",
         "Stauss & Friege (1999) J. Service Research 1(4)"},
    [SWITCH_KEPT] = {"customers_at_end", "customers at the end", "people", 0,
                     "People whose latest purchase was of the brand (series customers): those it ever won and has not lost.", ""},
    [SWITCH_COSTS] = {"favor_costs", "spent on favors and discounts", "currency", 0,
                      "Campaign costs so far plus revenue forgone: purchases times (list price less mean price paid).", ""},
    [SWITCH_COST_PER_KEPT] =
        {"favor_costs_per_customer", "spent for each customer kept", "currency", 2,
         "favor_costs divided by customers_at_end. An average; what one more customer costs is the difference between two "
         "scenarios.",
         ""},
    [SWITCH_COUNTS] = {"switch_count", "consecutive purchases, from (down) to", "purchases", 0,
                       "Consecutive purchases of the same customer: bought the row's brand, then the column's.", ""},
    [SWITCH_ROWS] = {"switching", "switching, shares of a row", "1", 3,
                     "switch_count divided by its row's sum: where the next purchase went. The diagonal is the repeat rate.",
                     "Colombo & Morrison (1989) Marketing Science 8(1)"},
    [SWITCH_FLOWS] = {"net_flow", "who (down) gained from whom", "purchases", 0,
                      "Purchases that the row's brand won from the column's less those that it lost to it.", ""},
    [SWITCH_SHARES] = {"share_over_time", "market share over time", "1", 3,
                       "Share in the purchases of a period (--period; of a run 13 weeks), by the period's last time.", ""},
    [SWITCH_CUTS] =
        {"price_cuts", "answers to price cuts", "1", 2,
         CUT "Per cut and cutting brand: mean price and share of purchases in the 8 weeks before, during, and in the 8 weeks after; "
             "arc elasticity of the share by the own price when the price falls and when it rises again, "
             "((s2-s1)/(s1+s2)) / ((p2-p1)/(p1+p2)).",
         "Allen (1934) Review of Economic Studies 1(3)"},
    [SWITCH_STAY_BEFORE] = {"stay_before_cut", "stayed in the 8 weeks before", "1", 3,
                            CUT "Share of the next purchases of the column brand's customers that stayed with it, in the 8 weeks before.",
                            ""},
    [SWITCH_STAY_DURING] = {"stay_during_cut", "stayed during the cut", "1", 3, "The same during the cut.", ""},
    [SWITCH_STAY_AFTER] = {"stay_after_cut", "stayed in the 8 weeks after", "1", 3, "The same in the 8 weeks after it.", ""},
    [SWITCH_ELSEWHERE] =
        {"relative_loss_in_cut", "relative loss of customers' purchases", "1", 3,
         "1 - stay_during_cut / stay_before_cut: what the cut took from the column brand of what used to stay; for the cutting "
         "brand itself, below 0 where it keeps more.",
         ""},
};
