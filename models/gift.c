/* The gift model: favors that wander through a network. Small enough to compare frameworks by, and to learn from how a model is written.
 *
 * A tie is shared by the two whom it joins: its closeness, its trust, and its balance, the favors that went one way less those that went
 * the other. A tick:
 *
 *   1. The closeness of every tie fades by 1 %.
 *   2. All at once, each person who has a favor picks one of its ties at random and gives a favor with probability
 *      0.2 + 0.8 * trust * closeness.
 *   3. The gifts are booked, on each tie that of the person with the lower number first. The favor moves, the balance moves by one,
 *      closeness += 0.1 * (1 - closeness), and trust += 0.05 * ([|balance| < 3] - trust).
 *
 * Each half of a tie keeps a copy of the shared state, and both book the same gifts in the same order: they stay equal. Fading is not
 * done but reckoned, when a tie is looked at, from the tick of its last gift. */
#include "models/gift.h"
#include "sim/random.h"
#include <stdlib.h>

/* ---- parameters ---- */

#define AT(field) offsetof(gift_parameters, field)

static const rq_parameter rows[] = {
    {"favors", RQ_INTEGER, AT(favors), "favors", 0, 1000, "5", NULL, "favors that each person has at the start"},
    {"closeness", RQ_NUMBER, AT(closeness_start), "", 0, 1, "0.5", NULL, "closeness of every tie at the start"},
    {"trust", RQ_NUMBER, AT(trust_start), "", 0, 1, "0.5", NULL, "trust of every tie at the start"},
    {"least", RQ_NUMBER, AT(least), "", 0, 1, "0.2", NULL, "probability of giving on a tie without closeness or trust"},
    {"most", RQ_NUMBER, AT(most), "", 0, 1, "1", NULL,
     "probability of giving where both are 1: it is least + (most - least) * trust * closeness"},
    {"closeness_gain", RQ_NUMBER, AT(closeness_gain), "", 0, 1, "0.1", NULL, "share of the way to 1 that a gift brings closeness"},
    {"trust_gain", RQ_NUMBER, AT(trust_gain), "", 0, 1, "0.05", NULL,
     "share of the way that a gift brings trust to 1, or to 0 where unfair"},
    {"fair_within", RQ_INTEGER, AT(fair_within), "favors", 0, 32767, "3", NULL, "a balance smaller than this, either way, is fair"},
    {"fading", RQ_NUMBER, AT(fading), "", 0, 1, "0.01", NULL, "share of its closeness that a tie loses in a tick"},
};

static const rq_group groups[] = {
    {.path = "gift", .description = "favors that wander, with model: gift", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_schema schema = {"gift", groups, RQ_COUNT_OF(groups), NULL, 0, sizeof(gift_parameters)};

static void prepare(void *parameters) {
  gift_parameters *p = parameters;
  float pace = (float)(1.0 - p->fading);
  p->fine[0] = p->coarse[0] = 1.0f;
  for (uint32_t n = 1; n < GIFT_FADE; n++) p->fine[n] = p->fine[n - 1] * pace;
  for (uint32_t n = 1; n < GIFT_FADE; n++) p->coarse[n] = p->coarse[n - 1] * (p->fine[GIFT_FADE - 1] * pace);
}

/* ---- state and observables ---- */

static const rq_field fields[G_FIELDS] = {
    [G_FAVORS] = {"favors", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "favors", NULL, 0, "favors in hand"},
    [G_GAVE] = {"gave", RQ_U16, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, GIFT_NONE, "number of the tie on which it gave this tick"},
    [G_CLOSENESS] = {"closeness", RQ_FRACTION, RQ_PER_TIE, {0, 0}, true, true, "1", NULL, 0, "closeness of the tie"},
    [G_TRUST] = {"trust", RQ_FRACTION, RQ_PER_TIE, {0, 0}, false, true, "1", NULL, 0, "trust of the tie"},
    [G_BALANCE] = {"balance", RQ_I16, RQ_PER_TIE, {0, 0}, false, true, "favors", NULL, 0, "favors given to the other, less those received"},
    [G_LAST] = {"last_gift", RQ_U16, RQ_PER_TIE, {0, 0}, false, true, "week", NULL, 0, "tick of the last gift on the tie; 0 for none"},
};

static const rq_series series[GS_SERIES] = {
    [GS_PICKED] = {"picked", RQ_TALLY, {0, 0}, 0, "ties", "ties picked: one for each person who had a favor"},
    [GS_GIFTS] = {"gifts", RQ_TALLY, {0, 0}, 0, "favors", "favors given"},
    [GS_REFUSED] = {"refused", RQ_TALLY, {0, 0}, 0, "favors", "favors not given on the tie that was picked"},
    [GS_CLOSENESS] = {"closeness", RQ_MEAN, {0, 0}, GS_PICKED, "1", "mean closeness of the ties that were picked"},
    [GS_TRUST] = {"trust", RQ_MEAN, {0, 0}, GS_PICKED, "1", "mean trust of the ties that were picked"},
};

static void dimensions(const void *parameters, rq_dimension *dimension) {
  (void)parameters;
  (void)dimension;
}

/* The ties of a person, beside each other in the columns of their block. */
typedef struct ties {
  rq_row row;
  uint16_t *closeness, *trust, *last;
  int16_t *balance;
} ties;

static inline ties ties_at(const rq_rows *of, rq_row row) {
  return (ties){.row = row,
                .closeness = (uint16_t *)of->tie[G_CLOSENESS] + row.at,
                .trust = (uint16_t *)of->tie[G_TRUST] + row.at,
                .last = (uint16_t *)of->tie[G_LAST] + row.at,
                .balance = (int16_t *)of->tie[G_BALANCE] + row.at};
}

static inline float closeness_now(const gift_parameters *p, const ties *t, uint32_t k, uint32_t week) {
  uint32_t ticks = week - t->last[k];
  return rq_fraction(t->closeness[k]) * p->coarse[ticks / GIFT_FADE] * p->fine[ticks % GIFT_FADE];
}

static void populate(rq_block *b, const rq_network *network) {
  const gift_parameters *p = rq_parameters(b->world);
  uint32_t *favors = rq_array(b->world, G_FAVORS);
  (void)network;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    ties t = ties_at(b->rows, rq_row_of(b, i));
    favors[i] = (uint32_t)p->favors;
    for (uint32_t k = 0; k < t.row.count; k++) {
      t.closeness[k] = rq_to_fraction((float)p->closeness_start);
      t.trust[k] = rq_to_fraction((float)p->trust_start);
    }
  }
}

/* ---- the tick ---- */

/* Picks a tie of person i, and decides. */
static bool gives(const gift_parameters *p, const ties *t, rq_words word, uint32_t week, uint32_t *k, double *closeness, double *trust) {
  *k = (uint32_t)((uint64_t)word.v[0] * t->row.count >> 32);
  float g = closeness_now(p, t, *k, week), c = rq_fraction(t->trust[*k]);
  *closeness += (double)g;
  *trust += (double)c;
  return rq_unit(word.v[1]) < (float)p->least + (float)(p->most - p->least) * c * g;
}

static void give(rq_block *b) {
  rq_world *w = b->world;
  const gift_parameters *p = rq_parameters(w);
  uint32_t *favors = rq_array(w, G_FAVORS), week = rq_week(w), picked = 0, given = 0;
  uint16_t *gave = rq_array(w, G_GAVE);
  double closeness = 0, trust = 0;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    ties t = ties_at(b->rows, rq_row_of(b, i));
    uint32_t k;
    gave[i] = GIFT_NONE;
    if (!favors[i] || !t.row.count) continue;
    picked++;
    if (!gives(p, &t, rq_draw(rq_world_key(w), i, week, GQ_GIVE, 0), week, &k, &closeness, &trust)) continue;
    given++;
    favors[i]--;
    gave[i] = (uint16_t)k;
    rq_post(b, &(rq_mail){.to = t.row.target[k], .from = i});
  }
  rq_add(b, GS_PICKED, 0, picked);
  rq_add(b, GS_GIFTS, 0, given);
  rq_add(b, GS_REFUSED, 0, picked - given);
  rq_add(b, GS_CLOSENESS, 0, closeness);
  rq_add(b, GS_TRUST, 0, trust);
}

/* One gift, in one half of its tie: `by` is 1 where it was given, -1 where it was received. */
static void book_gift(const gift_parameters *p, const ties *t, uint32_t k, int by, uint32_t week) {
  int balance = t->balance[k] + by;
  float closeness = closeness_now(p, t, k, week), trust = rq_fraction(t->trust[k]);
  float fair = abs(balance) < p->fair_within ? 1.0f : 0.0f;
  t->closeness[k] = rq_to_fraction(closeness + (float)p->closeness_gain * (1.0f - closeness));
  t->trust[k] = rq_to_fraction(trust + (float)p->trust_gain * (fair - trust));
  if (abs(balance) <= INT16_MAX) t->balance[k] = (int16_t)balance; /* or it stays where it is, in both halves */
  t->last[k] = (uint16_t)week;
}

static void book(rq_block *b) {
  const gift_parameters *p = rq_parameters(b->world);
  uint32_t *favors = rq_array(b->world, G_FAVORS), week = rq_week(b->world);
  const uint16_t *gave = rq_array(b->world, G_GAVE);
  for (uint32_t n = 0; n < b->count; n++) {
    uint32_t i = b->first + n, own = gave[i];
    ties t = ties_at(b->rows, rq_row_of(b, i));
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) {
      uint32_t from = b->mail[m].from, k = rq_row_find(&t.row, from);
      if (k == own && i < from) { /* both gave, and this person's gift comes first */
        book_gift(p, &t, own, 1, week);
        own = GIFT_NONE;
      }
      book_gift(p, &t, k, -1, week);
      favors[i]++;
    }
    if (own != GIFT_NONE) book_gift(p, &t, own, 1, week);
  }
}

enum { GIVE, BOOK, PHASES };
static const rq_phase tick[PHASES] = {
    [GIVE] = {"give", "who has a favor picks a tie, and gives or keeps it", give, NULL},
    [BOOK] = {"book", "gifts arrive, and change their ties", book, NULL},
};
static const rq_mail_kind mail[] = {{"gift", BOOK}};

/* ---- what files see, and what always holds ---- */

static ties ties_seen(const rq_world *w, uint32_t person) {
  return ties_at(rq_world_rows(w, person), rq_world_row(w, person));
}

static void view(const rq_world *w, uint32_t person, rq_place place, float *const *out) {
  if (place != RQ_PER_TIE) return;
  ties t = ties_seen(w, person);
  for (uint32_t k = 0; k < t.row.count; k++) out[G_CLOSENESS][k] = closeness_now(rq_parameters(w), &t, k, rq_week(w));
}

/* Whether half k of t and half m of `back` hold the same tie. */
static bool same(const ties *t, uint32_t k, const ties *back, uint32_t m) {
  return t->closeness[k] == back->closeness[m] && t->trust[k] == back->trust[m] && t->balance[k] == -back->balance[m] &&
         t->last[k] == back->last[m];
}

static rq_status verify(const rq_world *w, rq_error *error) {
  const gift_parameters *p = rq_parameters(w);
  const uint32_t *favors = rq_array(w, G_FAVORS);
  uint64_t sum = 0, there = (uint64_t)p->favors * rq_agents(w), apart = 0;
  unsigned before = error->count;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    ties t = ties_seen(w, i);
    sum += favors[i];
    for (uint32_t k = 0; k < t.row.count; k++) {
      ties back = ties_seen(w, t.row.target[k]);
      uint32_t m = rq_row_find(&back.row, i);
      apart += m == back.row.count || !same(&t, k, &back, m);
    }
  }
  if (sum != there)
    rq_fail(error, RQ_INTERNAL, "week %u: there are %llu favors; there were %llu at the start", rq_week(w), (unsigned long long)sum,
            (unsigned long long)there);
  if (apart)
    rq_fail(error, RQ_INTERNAL, "week %u: %llu halves of ties differ from their other half", rq_week(w), (unsigned long long)apart);
  return error->count > before ? RQ_INTERNAL : RQ_OK;
}

const rq_model rq_gift_model = {
    .name = "gift",
    .description = "favors that wander through a network",
    .schema = &schema,
    .fields = fields,
    .fields_count = G_FIELDS,
    .series = series,
    .series_count = GS_SERIES,
    .mails = mail,
    .mails_count = RQ_COUNT_OF(mail),
    .phases = tick,
    .phases_count = PHASES,
    .prepare = prepare,
    .dimensions = dimensions,
    .populate = populate,
    .view = view,
    .verify = verify,
};
