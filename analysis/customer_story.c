/* Telling a customer's story with a brand: like events that follow each other become one line. */
#include "analysis/chronicle.h"
#include <math.h>
#include <stdlib.h>

/* What a group of like items is about: 0 for what is always told alone. */
static unsigned signature(const rq_chronicle *c, const rq_item *item) {
  enum { CALLS = 0x10000, BUYS = 0x20000, HEARD = 0x30000, GAVE = 0x40000 };
  double *const *buy = c->buy.value;
  size_t n = item->row;
  switch (item->kind) {
  case ITEM_CALL:
    return CALLS + (unsigned)c->call.value[CALL_CAMPAIGN][n] * 16 + (unsigned)c->call.value[CALL_OUTCOME][n];
  case ITEM_GAVE:
    return GAVE + (unsigned)c->gave.value[GAVE_KIND][n];
  case ITEM_HEARD:
    return HEARD + (unsigned)c->heard.value[HEARD_WHAT][n];
  case ITEM_BUY: {
    unsigned brand = (unsigned)buy[BUY_BRAND][n], previous = (unsigned)buy[BUY_PREVIOUS][n];
    bool own = brand == c->brand, was_own = previous == c->brand;
    if (own && was_own && buy[BUY_SERVICE][n] == SERVICE_FINE && buy[BUY_WHY][n] == WHY_CHOSEN) return BUYS;
    return own || was_own ? 0 : BUYS + 1 + brand;
  }
  case ITEM_LEARNED:
    break;
  }
  return 0;
}

static const char *name_of(const char *const *names, uint32_t count, double at) {
  return at >= 0 && at < count ? names[(size_t)at] : "?";
}

static void tell_person(double person, FILE *out) {
  if (person == RQ_NO_PERSON)
    fputs("somebody", out);
  else
    fprintf(out, "person %.0f", person);
}

/* How the brand stands; what is nothing yet is left out. */
static void tell_standing(double closeness, double affective, double owed, FILE *out) {
  if (closeness >= 0.005) fprintf(out, " Closeness %.2f, affective trust %.2f.", closeness, affective);
  if (owed >= 0.005) fprintf(out, " It owes %.2f.", owed);
}

static void tell_times(size_t count, FILE *out) {
  if (count > 1) fprintf(out, " %zu times", count);
}

static void tell_heard(const rq_chronicle *c, const rq_item *first, size_t count, FILE *out) {
  double *const *v = c->heard.value, strength = 0;
  const char *brand = rq_chronicle_brand(c, c->brand);
  for (size_t k = 0; k < count; k++) strength += v[HEARD_STRENGTH][first[k].row];
  unsigned what = (unsigned)v[HEARD_WHAT][first->row];
  if (what == TOLD_ADVERTISING) {
    fprintf(out, "learns of %s from advertising.", brand);
    return;
  }
  if (what == TOLD_WORD_OF_MOUTH || what == TOLD_RECOMMENDATION) {
    fprintf(out, what == TOLD_WORD_OF_MOUTH ? "hears of %s from " : "is recommended %s by ", brand);
    if (count > 1)
      fprintf(out, "%zu friends", count);
    else
      tell_person(v[HEARD_OTHER][first->row], out);
    if (what == TOLD_RECOMMENDATION) fprintf(out, ", and borrows affective trust (+%.2f)", strength);
    fputc('.', out);
    return;
  }
  if (count > 1)
    fprintf(out, "%zu friends", count);
  else
    tell_person(v[HEARD_OTHER][first->row], out);
  if (what == TOLD_WARNING)
    fprintf(out, " warn%s of %s (trust falls by %.2f).", count > 1 ? "" : "s", brand, strength);
  else
    fprintf(out, " tell%s of leaving %s (doubt rises by %.2f).", count > 1 ? "" : "s", brand, strength);
}

static void tell_call(const rq_chronicle *c, const rq_item *first, size_t count, FILE *out) {
  double *const *v = c->call.value;
  size_t last = first[count - 1].row;
  const char *brand = rq_chronicle_brand(c, c->brand), *campaign = name_of(c->campaign_name, c->campaigns, v[CALL_CAMPAIGN][last]);
  unsigned outcome = (unsigned)v[CALL_OUTCOME][last];
  if (outcome == CALL_COUPON) {
    fprintf(out, "gets a personal discount from %s (campaign %s)", brand, campaign);
    tell_times(count, out);
    fputc('.', out);
    return;
  }
  if (outcome == CALL_UNREACHED) {
    fprintf(out, "%s tries to reach it", brand);
    tell_times(count, out);
    fprintf(out, " in vain (campaign %s).", campaign);
    return;
  }
  fprintf(out, "is contacted by %s", brand);
  tell_times(count, out);
  fprintf(out, " (campaign %s)", campaign);
  if (outcome == CALL_UNINTERESTED) fputs(", and is not interested in being served this way", out);
  if (outcome == CALL_MECHANICAL) fputs(", and feels that it is mechanical", out);
  if (outcome == CALL_BLUNDER) fputs(": a blunder", out);
  fputc('.', out);
  tell_standing(v[CALL_CLOSENESS][last], v[CALL_AFFECTIVE][last], v[CALL_OWED][last], out);
}

static void tell_gift(const rq_chronicle *c, const rq_item *first, size_t count, FILE *out) {
  double *const *v = c->gave.value, worth = 0;
  const char *brand = rq_chronicle_brand(c, c->brand);
  for (size_t k = 0; k < count; k++) worth += v[GAVE_WORTH][first[k].row];
  switch ((unsigned)v[GAVE_KIND][first->row]) {
  case GAVE_TOLERATE:
    fprintf(out, "tolerates the failure for what it owes %s", brand);
    break;
  case GAVE_TRY:
    fprintf(out, "promises to try %s's new product", brand);
    break;
  case GAVE_REVIEW:
    fprintf(out, "writes a review of %s", brand);
    break;
  case GAVE_RECOMMEND:
    fprintf(out, "recommends %s to ", brand);
    if (count > 1)
      fprintf(out, "%zu friends", count);
    else
      tell_person(v[GAVE_OTHER][first->row], out);
    break;
  case GAVE_APP:
    fprintf(out, "installs the app of %s", brand);
    break;
  default:
    fprintf(out, "joins the fan club of %s", brand);
    break;
  }
  if ((unsigned)v[GAVE_KIND][first->row] != GAVE_RECOMMEND) tell_times(count, out);
  fprintf(out, ": %.2f of its debt is given back.", worth);
}

static void tell_service(const rq_chronicle *c, size_t row, FILE *out) {
  double service = c->buy.value[BUY_SERVICE][row];
  if (service == SERVICE_FORGIVEN) fputs(" The service fails; it forgives.", out);
  if (service == SERVICE_FAILED) fputs(" The service fails, and it does not forgive: trust falls and closeness halves.", out);
}

static bool bought_before(const rq_chronicle *c, size_t row, double brand) {
  size_t first;
  rq_happenings_of(&c->buy, c->person, &first);
  for (size_t n = first; n < row; n++)
    if (c->buy.value[BUY_BRAND][n] == brand) return true;
  return false;
}

/* Several like purchases: of the brand itself again, or of a rival. */
static void tell_purchases(const rq_chronicle *c, const rq_item *first, size_t count, FILE *out) {
  double *const *v = c->buy.value, low = INFINITY, high = -INFINITY;
  size_t from = first->row, last = first[count - 1].row;
  for (size_t k = 0; k < count; k++) {
    low = fmin(low, v[BUY_PRICE][first[k].row]);
    high = fmax(high, v[BUY_PRICE][first[k].row]);
  }
  bool own = v[BUY_BRAND][from] == c->brand;
  fprintf(out, "buys %s%s", rq_chronicle_brand(c, v[BUY_BRAND][from]), own ? " again" : "");
  if (count > 1) fprintf(out, ", %zu times", count);
  if (high - low < 0.005)
    fprintf(out, ", at %.2f.", low);
  else
    fprintf(out, ", at %.2f to %.2f.", low, high);
  if (!own) return;
  fprintf(out, " Cognitive trust %.2f.", v[BUY_COGNITIVE][last]);
  tell_standing(v[BUY_CLOSENESS][last], v[BUY_AFFECTIVE][last], v[BUY_OWED][last], out);
}

/* A purchase that is told alone; returns the kind of the line. */
static const char *tell_purchase(const rq_chronicle *c, size_t row, FILE *out) {
  double *const *v = c->buy.value;
  const char *kind = "purchase", *brand = rq_chronicle_brand(c, v[BUY_BRAND][row]);
  if (v[BUY_BRAND][row] != c->brand) {
    rq_leaving l;
    rq_leaving_find(c, row, &l);
    fprintf(out, "leaves %s for %s, at %.2f. ", rq_chronicle_brand(c, c->brand), brand, v[BUY_PRICE][row]);
    rq_leaving_tell(c, &l, out);
    tell_service(c, row, out);
    return "leaving";
  }
  if (!bought_before(c, row, v[BUY_BRAND][row])) {
    fprintf(out, "buys %s for the first time", brand);
    kind = "first_purchase";
  } else if (v[BUY_PREVIOUS][row] != c->brand) {
    fprintf(out, "comes back to %s from %s", brand, rq_chronicle_brand(c, v[BUY_PREVIOUS][row]));
    kind = "coming_back";
  } else {
    fprintf(out, "buys %s again", brand);
  }
  if (v[BUY_WHY][row] == WHY_TRIAL) fputs(", to try its new product", out);
  fprintf(out, ", at %.2f%s.", v[BUY_PRICE][row], v[BUY_WHY][row] == WHY_DISCOUNT ? " with a personal discount" : "");
  fprintf(out, " Cognitive trust %.2f.", v[BUY_COGNITIVE][row]);
  tell_standing(v[BUY_CLOSENESS][row], v[BUY_AFFECTIVE][row], v[BUY_OWED][row], out);
  tell_service(c, row, out);
  return kind;
}

static void tell_group(const rq_chronicle *c, const rq_item *first, size_t count, rq_story *story) {
  rq_writing words;
  const char *kind = "heard";
  if (rq_writing_open(&words)) {
    switch (first->kind) {
    case ITEM_LEARNED:
    case ITEM_HEARD:
      tell_heard(c, first, count, words.file);
      break;
    case ITEM_CALL:
      tell_call(c, first, count, words.file);
      kind = "contact";
      break;
    case ITEM_GAVE:
      tell_gift(c, first, count, words.file);
      kind = "return";
      break;
    case ITEM_BUY:
      kind = "purchase";
      if (signature(c, first))
        tell_purchases(c, first, count, words.file);
      else
        kind = tell_purchase(c, first->row, words.file);
      break;
    }
  }
  rq_story_add(story, first->week, first[count - 1].week, (uint32_t)count, kind, &words);
}

/* Counts for the last sentence. */
typedef struct summary {
  size_t bought, all, left, back, failed, forgiven, contacts, gifts, heard;
  size_t last_leaving; /* row; of use where left > 0 */
  double last_brand;
} summary;

static void count_purchase(const rq_chronicle *c, size_t n, summary *s) {
  double *const *v = c->buy.value;
  bool own = v[BUY_BRAND][n] == c->brand;
  s->all++;
  s->bought += own;
  s->failed += own && v[BUY_SERVICE][n] != SERVICE_FINE;
  s->forgiven += own && v[BUY_SERVICE][n] == SERVICE_FORGIVEN;
  if (!own && v[BUY_PREVIOUS][n] == c->brand) {
    s->left++;
    s->last_leaving = n;
  }
  if (own && v[BUY_PREVIOUS][n] != c->brand && s->bought > 1) s->back++;
  s->last_brand = v[BUY_BRAND][n];
}

static summary sum_up(const rq_chronicle *c) {
  summary s = {.last_brand = RQ_NO_BRAND};
  for (size_t i = 0; i < c->items; i++) {
    size_t n = c->item[i].row;
    if (c->item[i].kind == ITEM_BUY) count_purchase(c, n, &s);
    s.contacts += c->item[i].kind == ITEM_CALL;
    s.gifts += c->item[i].kind == ITEM_GAVE;
    s.heard += c->item[i].kind == ITEM_HEARD && c->heard.value[HEARD_WHAT][n] <= TOLD_LEAVING;
  }
  return s;
}

static void tell_summary(const rq_chronicle *c, FILE *out) {
  summary s = sum_up(c);
  const char *brand = rq_chronicle_brand(c, c->brand);
  fprintf(out, "In short: in %u weeks customer %u bought %s %zu time%s of %zu", rq_run_weeks(c->run), c->person, brand, s.bought,
          s.bought == 1 ? "" : "s", s.all);
  fprintf(out, ", was contacted by it %zu time%s, gave back %zu favor%s and heard %zu warning%s or leaving%s of friends", s.contacts,
          s.contacts == 1 ? "" : "s", s.gifts, s.gifts == 1 ? "" : "s", s.heard, s.heard == 1 ? "" : "s", s.heard == 1 ? "" : "s");
  if (s.failed) fprintf(out, "; the service failed %zu time%s, forgiven %zu", s.failed, s.failed == 1 ? "" : "s", s.forgiven);
  if (s.left) {
    rq_leaving l;
    rq_leaving_find(c, s.last_leaving, &l);
    fprintf(out, "; it left %zu time%s and came back %zu, the last time for %s in week %u, ", s.left, s.left == 1 ? "" : "s", s.back,
            rq_chronicle_brand(c, l.to), l.week);
    if (l.why == WHY_TRIAL)
      fputs("to try a new product", out);
    else if (l.why == WHY_DISCOUNT)
      fputs("most likely because of a personal discount", out);
    else if (l.total > 0)
      fprintf(out, "most likely because of %s", rq_part_phrase(l.main));
    else
      fprintf(out, "by chance (%s was ahead)", brand);
  }
  if (s.all)
    fprintf(out, "; its latest purchase was of %s.", rq_chronicle_brand(c, s.last_brand));
  else
    fputs("; it never bought anything.", out);
}

rq_status rq_customer_story(const rq_chronicle *c, rq_story *story, rq_error *error) {
  *story = (rq_story){0};
  rq_story_title(story, "Customer %u and %s", c->person, rq_chronicle_brand(c, c->brand));
  for (size_t i = 0; i < c->items;) {
    size_t count = 1;
    unsigned like = signature(c, &c->item[i]);
    while (like && i + count < c->items && signature(c, &c->item[i + count]) == like) count++;
    tell_group(c, &c->item[i], count, story);
    i += count;
  }
  rq_writing words;
  if (rq_writing_open(&words)) tell_summary(c, words.file);
  story->summary = rq_writing_close(&words);
  if (!story->summary || story->failed) {
    rq_story_free(story);
    return rq_no_memory(error, "the story of a customer");
  }
  return RQ_OK;
}
