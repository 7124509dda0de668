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
  gift_rules *r = &p->rules;
  float pace = (float)(1.0 - p->fading);
  *r = (gift_rules){.least = (float)p->least,
                    .span = (float)(p->most - p->least),
                    .closeness_gain = (float)p->closeness_gain,
                    .trust_gain = (float)p->trust_gain,
                    .fair_within = (int)p->fair_within};
  r->fine[0] = r->coarse[0] = 1.0f;
  for (uint32_t n = 1; n < GIFT_FADE; n++) r->fine[n] = r->fine[n - 1] * pace;
  for (uint32_t n = 1; n < GIFT_FADE; n++) r->coarse[n] = r->coarse[n - 1] * (r->fine[GIFT_FADE - 1] * pace);
}

/* ---- state and observables ---- */

static const rq_field fields[G_FIELDS] = {
    [G_FAVORS] = {"favors", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "favors", NULL, 0, "favors in hand"},
    [G_LATER] =
        {"later", RQ_U16, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, GIFT_NONE, "number of the tie whose gift is yet to be booked"},
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

/* What the halves of a person's ties hold. */
typedef struct halves {
  uint16_t *closeness, *trust, *last;
  int16_t *balance;
} halves;

static inline halves halves_of(const rq_rows *of, rq_row row) {
  return (halves){RQ_COLUMN(of, row, G_CLOSENESS, uint16_t), RQ_COLUMN(of, row, G_TRUST, uint16_t), RQ_COLUMN(of, row, G_LAST, uint16_t),
                  RQ_COLUMN(of, row, G_BALANCE, int16_t)};
}

static inline float closeness_now(const gift_rules *r, const halves *h, uint32_t k, uint32_t week) {
  uint32_t ticks = week - h->last[k];
  return rq_fraction(h->closeness[k]) * r->coarse[ticks / GIFT_FADE] * r->fine[ticks % GIFT_FADE];
}

static void populate(rq_block *b, const rq_network *network) {
  const gift_parameters *p = rq_parameters(b->world);
  uint32_t *favors = rq_array(b->world, G_FAVORS);
  (void)network;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_row row = rq_row_of(b, i);
    halves h = halves_of(b->rows, row);
    favors[i] = (uint32_t)p->favors;
    for (uint32_t k = 0; k < row.count; k++) {
      h.closeness[k] = rq_to_fraction((float)p->closeness_start);
      h.trust[k] = rq_to_fraction((float)p->trust_start);
    }
  }
}

/* ---- the tick ---- */

/* One gift, in one half of its tie: `by` is 1 where it was given, -1 where it was received. */
static inline void book_gift(const gift_rules *r, const halves *h, uint32_t k, int by, uint32_t week) {
  int balance = h->balance[k] + by;
  float closeness = closeness_now(r, h, k, week), trust = rq_fraction(h->trust[k]), fair = (float)(abs(balance) < r->fair_within);
  h->closeness[k] = rq_to_fraction(closeness + r->closeness_gain * (1.0f - closeness));
  h->trust[k] = rq_to_fraction(trust + r->trust_gain * (fair - trust));
  if (abs(balance) <= INT16_MAX) h->balance[k] = (int16_t)balance; /* or it stays where it is, in both halves */
  h->last[k] = (uint16_t)week;
}

enum { AT_ONCE = 256 }; /* people whose chance is drawn together */

/* Who has a favor picks a tie, and decides; returns how many of the people from `first` on give, with the places of their ties. Written
 * without branches that chance decides. */
static uint32_t decide(rq_block *b, uint32_t first, uint32_t count, uint32_t *giver, uint32_t *place) {
  const gift_rules *r = &((const gift_parameters *)rq_parameters(b->world))->rules;
  const uint32_t *favors = rq_array(b->world, G_FAVORS);
  uint32_t week = rq_week(b->world), picked = 0, given = 0;
  uint32_t person[AT_ONCE], word[4][AT_ONCE];
  static const uint32_t draw[AT_ONCE];
  for (uint32_t n = 0; n < count; n++) person[n] = first + n;
  rq_draw_each(rq_world_key(b->world), person, draw, count, week, GQ_GIVE, (uint32_t *[]){word[0], word[1], word[2], word[3]});
  double closeness = 0, trust = 0;
  for (uint32_t n = 0; n < count; n++) {
    uint32_t i = person[n];
    rq_row row = rq_row_of(b, i);
    if (row.count == 0) continue;
    uint32_t k = (uint32_t)((uint64_t)word[0][n] * row.count >> 32);
    halves h = halves_of(b->rows, row);
    float g = closeness_now(r, &h, k, week), c = rq_fraction(h.trust[k]), has = (float)(favors[i] != 0);
    picked += favors[i] != 0;
    closeness += (double)(has * g);
    trust += (double)(has * c);
    giver[given] = i;
    place[given] = k;
    given += rq_unit(word[1][n]) < has * (r->least + r->span * c * g);
  }
  rq_add(b, GS_PICKED, 0, picked);
  rq_add(b, GS_GIFTS, 0, given);
  rq_add(b, GS_REFUSED, 0, picked - given);
  rq_add(b, GS_CLOSENESS, 0, closeness);
  rq_add(b, GS_TRUST, 0, trust);
  return given;
}

/* Of two gifts on one tie that of the lower number is booked first. So who has the lower number books at once, and the other after the
 * mail. */
static void give(rq_block *b) {
  uint32_t giver[AT_ONCE], place[AT_ONCE];
  rq_world *w = b->world;
  const gift_rules *r = &((const gift_parameters *)rq_parameters(w))->rules;
  uint32_t *favors = rq_array(w, G_FAVORS), week = rq_week(w);
  uint16_t *later = rq_array(w, G_LATER);
  for (uint32_t n = 0; n < b->count; n += AT_ONCE) {
    uint32_t given = decide(b, b->first + n, b->count - n < AT_ONCE ? b->count - n : AT_ONCE, giver, place);
    for (uint32_t m = 0; m < given; m++) {
      uint32_t i = giver[m], k = place[m];
      rq_row row = rq_row_of(b, i);
      halves h = halves_of(b->rows, row);
      favors[i]--;
      rq_post(b, &(rq_mail){.to = row.target[k], .from = i});
      if (i < row.target[k])
        book_gift(r, &h, k, 1, week);
      else
        later[i] = (uint16_t)k;
    }
  }
}

static void book(rq_block *b) {
  const gift_rules *r = &((const gift_parameters *)rq_parameters(b->world))->rules;
  uint32_t *favors = rq_array(b->world, G_FAVORS), week = rq_week(b->world);
  uint16_t *later = rq_array(b->world, G_LATER);
  for (uint32_t m = 0; m < b->mail_count; m++) {
    uint32_t i = b->mail[m].to;
    rq_expect_letter(b, m);
    rq_row row = rq_row_of(b, i);
    halves h = halves_of(b->rows, row);
    book_gift(r, &h, rq_row_find(&row, b->mail[m].from), -1, week);
    favors[i]++;
  }
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    if (later[i] == GIFT_NONE) continue;
    halves h = halves_of(b->rows, rq_row_of(b, i));
    book_gift(r, &h, later[i], 1, week);
    later[i] = GIFT_NONE;
  }
}

enum { GIVE, BOOK, PHASES };
static const rq_phase tick[PHASES] = {
    [GIVE] = {"give", "who has a favor picks a tie, and gives or keeps it", give, NULL},
    [BOOK] = {"book", "gifts arrive, and change their ties", book, NULL},
};
static const rq_mail_kind mail[] = {{"gift", BOOK, 0}};

/* ---- what files see, and what always holds ---- */

static void view(const rq_world *w, uint32_t person, rq_place place, float *const *out) {
  if (place != RQ_PER_TIE) return;
  const gift_parameters *p = rq_parameters(w);
  rq_row row = rq_world_row(w, person);
  halves h = halves_of(rq_world_rows(w, person), row);
  for (uint32_t k = 0; k < row.count; k++) out[G_CLOSENESS][k] = closeness_now(&p->rules, &h, k, rq_week(w));
}

/* How many of a person's halves differ from their other half. */
static uint64_t differing(const rq_world *w, uint32_t person) {
  rq_row row = rq_world_row(w, person);
  halves own = halves_of(rq_world_rows(w, person), row);
  uint64_t differ = 0;
  for (uint32_t k = 0; k < row.count; k++) {
    rq_row back = rq_world_row(w, row.target[k]);
    halves other = halves_of(rq_world_rows(w, row.target[k]), back);
    uint32_t m = rq_row_find(&back, person);
    differ += m == back.count || own.closeness[k] != other.closeness[m] || own.trust[k] != other.trust[m] ||
              own.balance[k] != -other.balance[m] || own.last[k] != other.last[m];
  }
  return differ;
}

static rq_status verify(const rq_world *w, rq_error *error) {
  const gift_parameters *p = rq_parameters(w);
  const uint32_t *favors = rq_array(w, G_FAVORS);
  uint64_t sum = 0, start = (uint64_t)p->favors * rq_agents(w), differ = 0;
  unsigned before = error->count;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    sum += favors[i];
    differ += differing(w, i);
  }
  if (sum != start)
    rq_fail(error, RQ_INTERNAL, "week %u: there are %llu favors; there were %llu at the start", rq_week(w), (unsigned long long)sum,
            (unsigned long long)start);
  if (differ)
    rq_fail(error, RQ_INTERNAL, "week %u: %llu halves of ties differ from their other half", rq_week(w), (unsigned long long)differ);
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
    .fixed_ties = true,
    .prepare = prepare,
    .dimensions = dimensions,
    .populate = populate,
    .view = view,
    .verify = verify,
};
