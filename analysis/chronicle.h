/* All that a run knows of one customer of the panel and one brand, in the order in which it happened. */
#ifndef RQ_CHRONICLE_H
#define RQ_CHRONICLE_H

#include "analysis/choice.h"
#include "analysis/happenings.h"
#include "analysis/story.h"

/* Columns of the events, as loaded. */
enum {
  BUY_WEEK,
  BUY_PERSON,
  BUY_BRAND,
  BUY_PREVIOUS,
  BUY_PRICE,
  BUY_CLASS,
  BUY_CLOSENESS,
  BUY_AFFECTIVE,
  BUY_COGNITIVE,
  BUY_OWED,
  BUY_SERVICE,
  BUY_WHY,
  BUY_COLUMNS
};
enum { CALL_WEEK, CALL_PERSON, CALL_BRAND, CALL_CAMPAIGN, CALL_OUTCOME, CALL_CLOSENESS, CALL_AFFECTIVE, CALL_OWED, CALL_COLUMNS };
enum { GAVE_WEEK, GAVE_PERSON, GAVE_BRAND, GAVE_KIND, GAVE_WORTH, GAVE_OTHER, GAVE_COLUMNS };
enum { HEARD_WEEK, HEARD_PERSON, HEARD_OTHER, HEARD_BRAND, HEARD_WHAT, HEARD_STRENGTH, HEARD_COLUMNS };

/* Codes in them, as the model writes them. */
enum { SERVICE_FINE, SERVICE_FORGIVEN, SERVICE_FAILED };
enum { WHY_CHOSEN, WHY_TRIAL, WHY_DISCOUNT };
enum { CALL_UNREACHED, CALL_WARM, CALL_UNINTERESTED, CALL_MECHANICAL, CALL_BLUNDER, CALL_COUPON };
enum { GAVE_TOLERATE, GAVE_TRY, GAVE_REVIEW, GAVE_RECOMMEND, GAVE_APP, GAVE_CLUB };
enum { TOLD_WARNING, TOLD_LEAVING, TOLD_WORD_OF_MOUTH, TOLD_RECOMMENDATION, TOLD_ADVERTISING };
#define RQ_NO_BRAND 255u
#define RQ_NO_PERSON 4294967295.0

/* The order of a week (model.md 3): learning of a brand, contacts, purchases, returns, hearsay. */
typedef enum rq_item_kind { ITEM_LEARNED, ITEM_CALL, ITEM_BUY, ITEM_GAVE, ITEM_HEARD } rq_item_kind;
typedef struct rq_item {
  uint32_t week;
  rq_item_kind kind;
  size_t row; /* in the happenings of its kind */
} rq_item;

typedef struct rq_chronicle {
  const rq_run *run;
  uint32_t person, brand, brands, campaigns;
  const char *const *brand_name, *const *campaign_name;
  rq_happenings buy, call, gave, heard; /* of the whole panel, by person */
  rq_item *item;                        /* purchases of all brands; the rest about the brand */
  size_t items;
  rq_chooser chooser;
} rq_chronicle;

#define RQ_ANY_BRAND UINT32_MAX
/* Loads the panel's events; for `brand` RQ_ANY_BRAND the one that the person bought most (RQ_BAD_DATA where it bought none). */
rq_status rq_chronicle_load(const rq_run *, uint32_t person, uint32_t brand, rq_chronicle *, rq_error *);
void rq_chronicle_free(rq_chronicle *); /* accepts a zeroed one */
const char *rq_chronicle_brand(const rq_chronicle *, double brand);

/* Loads one kind with all its columns. */
rq_status rq_chronicle_purchases(const rq_run *, rq_happenings *, rq_error *);
rq_status rq_chronicle_calls(const rq_run *, rq_happenings *, rq_error *);
rq_status rq_chronicle_returns(const rq_run *, rq_happenings *, rq_error *);
rq_status rq_chronicle_hearsay(const rq_run *, rq_happenings *, rq_error *);

/* Why the purchase in row `row` of `buy` went to its brand and not to the brand bought before. */
typedef struct rq_leaving {
  uint32_t week, from, to;
  rq_standing left, taken;
  double gain[RQ_PARTS]; /* parts of V of the brand taken, less those of the brand left */
  double total;
  rq_part main; /* the part with the largest gain */
  unsigned why; /* WHY_ ... */
} rq_leaving;
void rq_leaving_find(const rq_chronicle *, size_t row, rq_leaving *);
/* A clause for each part that counted: "for Jiahe spoke its price (8.00 against 10.50)". */
void rq_leaving_tell(const rq_chronicle *, const rq_leaving *, FILE *);
/* "its price", "doubt after what friends told": for the last sentence. */
const char *rq_part_phrase(rq_part);
json_t *rq_leaving_json(const rq_chronicle *, const rq_leaving *);

/* The whole story; the caller frees it. */
rq_status rq_customer_story(const rq_chronicle *, rq_story *, rq_error *);

#endif
