/* Price cuts seen in a run: how demand answered, and whose customers stayed. */
#include "analysis/switching.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AROUND 8u /* weeks before and after */
#define MOST_CUTS 200u
#define FELL 0.9999 /* smaller changes are no cut */

/* Weeks are counted from 0: row w of the series is week w + 1. */
typedef struct cut {
  size_t from, past; /* weeks from ... past - 1 */
  size_t brand;
  bool ended;
} cut;

typedef struct cuts {
  size_t brands, weeks;
  const char *const *label;
  const double *price, *sold, *moved;
  cut *list;
  size_t count, dropped;
} cuts;

static void find_cuts(cuts *c) {
  for (size_t w = 1; w < c->weeks; w++)
    for (size_t b = 0; b < c->brands; b++) {
      double before = c->price[(w - 1) * c->brands + b];
      bool within = false;
      for (size_t k = c->count; k-- > 0 && !within;) within = c->list[k].brand == b && w < c->list[k].past;
      if (within || !(before > 0) || !(c->price[w * c->brands + b] < before * FELL)) continue;
      size_t past = w;
      while (past < c->weeks && c->price[past * c->brands + b] < before * FELL) past++;
      if (c->count == MOST_CUTS)
        c->dropped++;
      else
        c->list[c->count++] = (cut){w, past, b, past < c->weeks};
    }
}

/* Mean price of a brand and its share of purchases in weeks from ... past - 1; NaN for no weeks. */
static void look(const cuts *c, size_t brand, size_t from, size_t past, double *price, double *share) {
  double sum = 0, own = 0, all = 0;
  for (size_t w = from; w < past; w++) {
    sum += c->price[w * c->brands + brand];
    own += c->sold[w * c->brands + brand];
    for (size_t b = 0; b < c->brands; b++) all += c->sold[w * c->brands + b];
  }
  *price = past > from ? sum / (double)(past - from) : NAN;
  *share = all > 0 ? own / all : NAN;
}

static double arc(double p1, double s1, double p2, double s2) {
  double e = ((s2 - s1) / (s1 + s2)) / ((p2 - p1) / (p1 + p2));
  return isfinite(e) ? e : NAN;
}

/* The next purchases of a brand's customers: how many stayed with it, and how many there were. */
static void count_stays(const cuts *c, size_t brand, size_t from, size_t past, double *stay, double *all) {
  for (size_t w = from; w < past; w++)
    for (size_t d = 0; d < c->brands; d++) {
      double n = c->moved[(w * c->brands + brand) * c->brands + d];
      *all += n;
      *stay += d == brand ? n : 0;
    }
}

static double stayed(const cuts *c, size_t brand, size_t from, size_t past) {
  double stay = 0, all = 0;
  count_stays(c, brand, from, past, &stay, &all);
  return all > 0 ? stay / all : NAN;
}

static size_t before_of(const cut *k) {
  return k->from > AROUND ? k->from - AROUND : 0;
}

static size_t after_of(const cuts *c, const cut *k) {
  return k->past + AROUND < c->weeks ? k->past + AROUND : c->weeks;
}

/* ---- labels: "Jiahe 52-63"; "Jiahe + Lihua 52-63" for cuts in the same weeks ---- */

static char *label_cut(const cuts *c, const cut *k, bool with_all) {
  char text[512] = "";
  for (size_t i = 0; i < c->count; i++) {
    const cut *other = &c->list[i];
    bool same = with_all ? other->from == k->from && other->past == k->past : other == k;
    size_t used = strlen(text);
    if (same) snprintf(text + used, sizeof text - used, "%s%s", used ? " + " : "", c->label[other->brand]);
  }
  size_t used = strlen(text);
  snprintf(text + used, sizeof text - used, k->past - k->from == 1 ? ", week %zu" : ", weeks %zu-%zu", k->from + 1, k->past);
  return strdup(text);
}

static void free_labels(char **label, size_t count) {
  for (size_t i = 0; label && i < count; i++) free(label[i]);
  free(label);
}

/* ---- reports ---- */

enum { PRICE_BEFORE, PRICE_DURING, PRICE_AFTER, SHARE_BEFORE, SHARE_DURING, SHARE_AFTER, ARC_DOWN, ARC_UP, COLUMNS };
static const char *const column_names[COLUMNS] = {"price before", "during", "after",           "share before",
                                                  "during",       "after",  "elasticity down", "elasticity up"};

static rq_status report_answers(const cuts *c, rq_report *r, rq_error *error) {
  char **label = calloc(c->count, sizeof *label);
  double *number = malloc(c->count * COLUMNS * sizeof *number);
  bool whole = label && number;
  for (size_t i = 0; whole && i < c->count; i++) {
    const cut *k = &c->list[i];
    double *v = number + i * COLUMNS;
    look(c, k->brand, before_of(k), k->from, &v[PRICE_BEFORE], &v[SHARE_BEFORE]);
    look(c, k->brand, k->from, k->past, &v[PRICE_DURING], &v[SHARE_DURING]);
    look(c, k->brand, k->past, after_of(c, k), &v[PRICE_AFTER], &v[SHARE_AFTER]);
    v[ARC_DOWN] = arc(v[PRICE_BEFORE], v[SHARE_BEFORE], v[PRICE_DURING], v[SHARE_DURING]);
    v[ARC_UP] = arc(v[PRICE_DURING], v[SHARE_DURING], v[PRICE_AFTER], v[SHARE_AFTER]);
    label[i] = label_cut(c, k, false);
    whole = label[i] != NULL;
  }
  if (whole) rq_report_matrix(r, SWITCH_CUTS, c->count, (const char *const *)label, COLUMNS, column_names, number, NULL, NULL);
  if (whole && c->dropped > 0) rq_report_note(r, SWITCH_CUTS, "%zu more cuts are left out", c->dropped);
  free_labels(label, c->count);
  free(number);
  return whole ? RQ_OK : rq_no_memory(error, "the price cuts");
}

/* Cuts in the same weeks are one row. */
static bool told_already(const cuts *c, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (c->list[k].from == c->list[i].from && c->list[k].past == c->list[i].past) return true;
  return false;
}

static rq_status report_stays(const cuts *c, rq_report *r, rq_error *error) {
  size_t n = c->brands, cells = c->count * n, rows = 0;
  char **label = calloc(c->count, sizeof *label);
  double *number = malloc(4 * cells * sizeof *number);
  bool whole = label && number;
  for (size_t i = 0; whole && i < c->count; i++) {
    const cut *k = &c->list[i];
    if (told_already(c, i)) continue;
    for (size_t b = 0; b < n; b++) {
      double *v = number + rows * n + b;
      v[0] = stayed(c, b, before_of(k), k->from);
      v[cells] = stayed(c, b, k->from, k->past);
      v[2 * cells] = stayed(c, b, k->past, after_of(c, k));
      v[3 * cells] = v[0] > 0 ? 1 - v[cells] / v[0] : NAN;
    }
    label[rows] = label_cut(c, k, true);
    whole = label[rows++] != NULL;
  }
  const char *const *row = (const char *const *)label;
  for (size_t m = 0; whole && m < 4; m++)
    rq_report_matrix(r, SWITCH_STAY_BEFORE + m, rows, row, n, c->label, number + m * cells, NULL, NULL);
  free_labels(label, c->count);
  free(number);
  return whole ? RQ_OK : rq_no_memory(error, "the price cuts");
}

/* ---- finding them in a run ---- */

static void free_cuts(cuts *c, rq_table *price, rq_table *sold) {
  free(c->list);
  rq_table_free(price);
  rq_table_free(sold);
}

/* What was read stays in `price` and `sold`; free_cuts also after an error. */
static rq_status load_cuts(const rq_subject *s, const rq_table *count, cuts *c, rq_table *price, rq_table *sold, rq_error *error) {
  c->list = malloc(MOST_CUTS * sizeof *c->list);
  rq_status status = c->list ? RQ_OK : rq_no_memory(error, "the price cuts");
  if (status == RQ_OK) status = rq_switching_series(s->run, "price", c->brands, false, price, error);
  if (status == RQ_OK) status = rq_switching_series(s->run, "purchases", c->brands, false, sold, error);
  if (status != RQ_OK) return status;
  c->weeks = s->at;
  if (price->shape[0] < c->weeks) c->weeks = price->shape[0];
  if (sold->shape[0] < c->weeks) c->weeks = sold->shape[0];
  if (count->shape[0] < c->weeks) c->weeks = count->shape[0];
  c->price = price->value;
  c->sold = sold->value;
  c->moved = count->value;
  find_cuts(c);
  return RQ_OK;
}

rq_status rq_switching_cuts(const rq_subject *s, size_t brands, const char *const *labels, const rq_table *count, rq_report *r,
                            rq_error *error) {
  rq_table price = {0}, sold = {0};
  cuts c = {.brands = brands, .label = labels};
  rq_status status = load_cuts(s, count, &c, &price, &sold, error);
  if (status == RQ_OK && c.count > 0) {
    status = report_answers(&c, r, error);
    if (status == RQ_OK) status = report_stays(&c, r, error);
  }
  free_cuts(&c, &price, &sold);
  return status;
}

rq_status rq_switching_rival_cuts(const rq_subject *s, size_t brands, const rq_table *count, rq_rival_cuts *answer, rq_error *error) {
  rq_table price = {0}, sold = {0};
  cuts c = {.brands = brands};
  rq_status status = load_cuts(s, count, &c, &price, &sold, error);
  for (size_t i = 0; status == RQ_OK && i < c.count; i++)
    for (size_t b = 0; b < brands; b++) {
      if (c.list[i].brand == b) continue;
      count_stays(&c, b, before_of(&c.list[i]), c.list[i].from, &answer[b].stayed_before, &answer[b].all_before);
      count_stays(&c, b, c.list[i].from, c.list[i].past, &answer[b].stayed, &answer[b].all);
    }
  free_cuts(&c, &price, &sold);
  return status;
}
