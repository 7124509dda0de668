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

/* What the halves of a person's ties hold. */
typedef struct halves {
  uint16_t *closeness, *trust, *last;
  int16_t *balance;
} halves;

static inline halves halves_of(const rq_rows *of, rq_row row) {
  return (halves){RQ_COLUMN(of, row, G_CLOSENESS, uint16_t), RQ_COLUMN(of, row, G_TRUST, uint16_t), RQ_COLUMN(of, row, G_LAST, uint16_t),
                  RQ_COLUMN(of, row, G_BALANCE, int16_t)};
}

static inline const gift_rules *rules_of(const rq_world *w) {
  return &((const gift_parameters *)rq_parameters(w))->rules;
}

/* From what a half holds. */
static inline float closeness_now(const gift_rules *r, uint16_t closeness, uint16_t last, uint32_t week) {
  uint32_t ticks = week - last;
  return rq_fraction(closeness) * r->coarse[ticks / GIFT_FADE] * r->fine[ticks % GIFT_FADE];
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

enum { AT_ONCE = 256 }; /* people, or gifts, that are attended to together: what vectors can do, they do */

/* Ties of people of one block. */
typedef struct ties {
  uint32_t count, person[AT_ONCE], place[AT_ONCE];
} ties;

/* What the halves of these ties hold, copied out of their rows. */
typedef struct copies {
  uint16_t closeness[AT_ONCE], trust[AT_ONCE], last[AT_ONCE];
  int16_t balance[AT_ONCE];
} copies;

/* Gifts: `by` is 1 where they were given, -1 where they were received. */
RQ_CLONES static void reckon_gifts(const gift_rules *r, copies *c, uint32_t count, int by, uint32_t week) {
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    int balance = c->balance[n] + by;
    float closeness = closeness_now(r, c->closeness[n], c->last[n], week), trust = rq_fraction(c->trust[n]);
    float fair = abs(balance) < r->fair_within ? 1.0f : 0.0f;
    c->closeness[n] = rq_to_fraction(closeness + r->closeness_gain * (1.0f - closeness));
    c->trust[n] = rq_to_fraction(trust + r->trust_gain * (fair - trust));
    c->balance[n] = abs(balance) <= INT16_MAX ? (int16_t)balance : c->balance[n]; /* or it stays where it is, in both halves */
  }
}

/* Books a gift on each of these ties, no two of which are the same. */
static void book_gifts(const rq_block *b, const ties *t, int by) {
  halves at[AT_ONCE];
  copies c;
  uint32_t week = rq_week(b->world);
  for (uint32_t n = 0; n < t->count; n++) {
    uint32_t k = t->place[n];
    halves h = halves_of(b->rows, rq_row_of(b, t->person[n]));
    at[n] = (halves){h.closeness + k, h.trust + k, h.last + k, h.balance + k};
    c.closeness[n] = *at[n].closeness;
    c.trust[n] = *at[n].trust;
    c.balance[n] = *at[n].balance;
    c.last[n] = *at[n].last;
  }
  reckon_gifts(rules_of(b->world), &c, t->count, by, week);
  for (uint32_t n = 0; n < t->count; n++) {
    *at[n].closeness = c.closeness[n];
    *at[n].trust = c.trust[n];
    *at[n].balance = c.balance[n];
    *at[n].last = (uint16_t)week;
  }
}

/* The ties that people picked. */
typedef struct picks {
  uint32_t count, place[AT_ONCE], luck[AT_ONCE], has[AT_ONCE], gives[AT_ONCE]; /* has, gives: 1 or 0 */
  copies tie;                                                                  /* but for the balance */
} picks;

/* Asks for the row of somebody who comes soon: two or three lines of memory. */
static inline void expect(const rq_block *b, uint32_t person) {
  enum { AHEAD = 32 };
  uint32_t n = person - b->first + AHEAD;
  const char *row = b->rows->data + (size_t)b->rows->at[n < b->count ? n : 0] * RQ_PLACE;
  RQ_PREFETCH(row);
  RQ_PREFETCH(row + 64);
  RQ_PREFETCH(row + 128);
}

static void pick_ties(const rq_block *b, uint32_t first, picks *p) {
  const uint32_t *favors = rq_array(b->world, G_FAVORS);
  uint32_t word[AT_ONCE];
  rq_shared_words(rq_world_key(b->world), first, p->count, rq_week(b->world), GQ_GIVE, word);
  for (uint32_t n = 0; n < p->count; n++) {
    expect(b, first + n);
    rq_row row = rq_row_of(b, first + n);
    halves h = halves_of(b->rows, row);
    uint64_t drawn = (uint64_t)word[n] * row.count;
    uint32_t k = p->place[n] = (uint32_t)(drawn >> 32);
    p->luck[n] = (uint32_t)drawn;
    p->has[n] = favors[first + n] != 0 && row.count != 0;
    p->tie.closeness[n] = h.closeness[k];
    p->tie.trust[n] = h.trust[k];
    p->tie.last[n] = row.count ? h.last[k] : 0; /* a place in the tables of fading, also where there is nothing to look at */
  }
}

#define FINE 0x1p23f /* sums of whole numbers do not depend on the order of adding */

RQ_CLONES static void decide(const gift_rules *r, picks *p, uint32_t week, uint32_t sum[GS_SERIES]) {
  uint32_t picked = 0, gifts = 0, closeness = 0, trust = 0;
#pragma omp simd reduction(+ : picked, gifts, closeness, trust)
  for (uint32_t n = 0; n < p->count; n++) {
    float g = closeness_now(r, p->tie.closeness[n], p->tie.last[n], week), c = rq_fraction(p->tie.trust[n]),
          has = (float)(int32_t)p->has[n];
    p->gives[n] = rq_unit(p->luck[n]) < has * (r->least + r->span * c * g);
    picked += p->has[n];
    gifts += p->gives[n];
    closeness += (uint32_t)(int32_t)(has * g * FINE);
    trust += (uint32_t)(int32_t)(has * c * FINE);
  }
  sum[GS_PICKED] = picked;
  sum[GS_GIFTS] = gifts;
  sum[GS_REFUSED] = picked - gifts;
  sum[GS_CLOSENESS] = closeness;
  sum[GS_TRUST] = trust;
}

/* Who has a favor picks a tie, and decides: the ties of those who give. */
static void find_givers(rq_block *b, uint32_t first, uint32_t count, ties *giving) {
  picks p;
  uint32_t sum[GS_SERIES];
  p.count = count;
  pick_ties(b, first, &p);
  decide(rules_of(b->world), &p, rq_week(b->world), sum);
  for (uint32_t s = 0; s < GS_SERIES; s++) rq_add(b, s, 0, s < GS_CLOSENESS ? sum[s] : (double)sum[s] / (double)FINE);
  giving->count = 0;
  for (uint32_t n = 0; n < count; n++) {
    giving->person[giving->count] = first + n;
    giving->place[giving->count] = p.place[n];
    giving->count += p.gives[n];
  }
}

/* Of two gifts on one tie that of the lower number is booked first. So who has the lower number books at once, and the other after the
 * mail. */
static void give(rq_block *b) {
  ties giving, now;
  uint32_t *favors = rq_array(b->world, G_FAVORS);
  uint16_t *later = rq_array(b->world, G_LATER);
  for (uint32_t n = 0; n < b->count; n += AT_ONCE) {
    find_givers(b, b->first + n, b->count - n < AT_ONCE ? b->count - n : AT_ONCE, &giving);
    now.count = 0;
    for (uint32_t m = 0; m < giving.count; m++) {
      uint32_t i = giving.person[m], k = giving.place[m], to = rq_row_of(b, i).target[k];
      favors[i]--;
      rq_post(b, &(rq_mail){.to = to, .from = i});
      later[i] = i < to ? GIFT_NONE : (uint16_t)k;
      now.person[now.count] = i;
      now.place[now.count] = k;
      now.count += i < to;
    }
    book_gifts(b, &now, 1);
  }
}

/* The place of somebody among the ties of a row, where that is; looked for in many places at once. */
static inline uint32_t place_of(rq_row row, uint32_t other) {
  uint32_t place = 0;
  for (uint32_t first = 0; first < row.count; first += RQ_LANES)
#pragma omp simd reduction(+ : place)
    for (uint32_t k = first; k < first + RQ_LANES; k++) place += k < row.count && row.target[k] == other ? k : 0;
  return place;
}

/* A person's letters come from as many others: no two are about the same tie. */
RQ_CLONES static void book_received(rq_block *b) {
  uint32_t *favors = rq_array(b->world, G_FAVORS);
  ties received;
  for (uint32_t m = 0; m < b->mail_count; m += received.count) {
    received.count = b->mail_count - m < AT_ONCE ? b->mail_count - m : AT_ONCE;
    for (uint32_t n = 0; n < received.count; n++) {
      const rq_mail *letter = &b->mail[m + n];
      expect(b, letter->to);
      received.person[n] = letter->to;
      received.place[n] = place_of(rq_row_of(b, letter->to), letter->from);
      favors[letter->to]++;
    }
    book_gifts(b, &received, -1);
  }
}

static void book_given(rq_block *b) {
  uint16_t *later = rq_array(b->world, G_LATER);
  ties given;
  for (uint32_t n = 0; n < b->count; n += AT_ONCE) {
    given.count = 0;
    for (uint32_t i = b->first + n; i < b->first + b->count && i < b->first + n + AT_ONCE; i++) {
      given.person[given.count] = i;
      given.place[given.count] = later[i];
      given.count += later[i] != GIFT_NONE;
      later[i] = GIFT_NONE;
    }
    book_gifts(b, &given, 1);
  }
}

static void book(rq_block *b) {
  book_received(b);
  book_given(b);
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
  rq_row row = rq_world_row(w, person);
  halves h = halves_of(rq_world_rows(w, person), row);
  for (uint32_t k = 0; k < row.count; k++) out[G_CLOSENESS][k] = closeness_now(rules_of(w), h.closeness[k], h.last[k], rq_week(w));
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
    .populate = populate,
    .view = view,
    .verify = verify,
};
