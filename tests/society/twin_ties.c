/* The slow twin: introductions, repayments, meetings, and how ties begin and end. */
#include "twin_parts.h"
#include <math.h>

/* ---- introductions [4] ---- */

static half introduced(const twin *t, uint32_t receiver, const wish *w) {
  const renqing_parameters *p = &t->p;
  float rest = (float)p->cognitive_rest, share = (float)p->introduced_closeness, more = sqrtf(w->c) - rest;
  if (more < 0.0f) more = 0.0f;
  return (half){share * sqrtf(w->g), share * sqrtf(w->a), rest + (float)p->vouch * t->person[receiver].orientation * more};
}

static void no_introduction(twin *t) {
  t->tally[S_INTRODUCTIONS_FAILED][0]++;
  t->tally[S_TO_MARKET][0]++;
}

/* The broker w->to looks among its ties for one with the skill. */
static void look(twin *t, const wish *w, wishes *thirds) {
  const twin_person *broker = &t->person[w->to];
  want n = twin_need(t, w->for_whom, t->week, w->number);
  float *weight = twin_weights(broker->count);
  for (uint32_t k = 0; k < broker->count; k++) {
    const twin_half *h = &broker->tie[k];
    bool open = h->skill == n.skill && h->other != w->from && h->other != w->about;
    weight[k] = open ? rq_exp(2.0f * twin_now(t, h).g / (float)t->p.temperature) : 0.0f;
  }
  int k = twin_choose(weight, broker->count, rq_unit(twin_draw(t, w->for_whom, Q_THIRD_CHOICE, w->number).v[0]));
  twin_drop(weight);
  if (k < 0) {
    no_introduction(t);
    return;
  }
  half now = twin_now(t, &broker->tie[k]);
  wish third = *w;
  third.to = broker->tie[k].other;
  third.from = w->to;
  third.size = (float)t->p.introduction_share * n.size;
  third.face = broker->face;
  third.g = w->g * now.g; /* of both steps of the chain, before the root */
  third.a = w->a * now.a;
  third.c = w->c * now.c;
  twin_add(thirds, third);
}

/* The favor of an introduction, in one of the two halves; the person owes the broker. */
static void book(const twin *t, uint32_t i, uint32_t other, float size, int32_t amount) {
  twin_half *h = twin_tie(t, i, other);
  half now = twin_now(t, h);
  h->balance += amount;
  if (amount < 0) h->favored = (uint16_t)t->week;
  now.g += (float)t->p.granted_closeness * size * (1.0f - now.g);
  twin_keep(t, h, now);
}

static void add_bond(wishes *bonds, uint32_t i, uint32_t other, uint32_t skill, uint32_t broker, half h) {
  twin_add(bonds, (wish){.to = i, .from = i, .about = other, .skill = skill, .for_whom = broker, .g = h.g, .a = h.a, .c = h.c});
}

void twin_introductions(twin *t, wishes *requests, wishes *bonds, wishes *gossip) {
  wishes thirds = {0}, made = {0}, answered = {0};
  for (uint32_t k = 0; k < requests->count; k++) look(t, &requests->item[k], &thirds);
  twin_order(&thirds);
  for (uint32_t k = 0; k < thirds.count; k++) {
    wish *w = &thirds.item[k];
    if (twin_tie(t, w->to, w->for_whom)) { /* tied already */
      no_introduction(t);
      continue;
    }
    twin_answer(t, w, w->number | 0x20000u);
    twin_add(&answered, *w);
    if (w->answer != GRANTED) continue;
    add_bond(bonds, w->to, w->for_whom, t->person[w->for_whom].skill, w->from, introduced(t, w->to, w));
    twin_add(&made, (wish){.to = w->for_whom,
                           .from = w->from,
                           .about = w->to,
                           .priority = w->priority,
                           .number = w->number,
                           .size = w->size,
                           .g = w->g,
                           .a = w->a,
                           .c = w->c});
  }
  twin_order_by_asker(&answered);
  for (uint32_t k = 0; k < answered.count; k++) { /* the broker bears the answer, and is owed */
    const wish *w = &answered.item[k];
    twin_bear(t, w, gossip);
    if (w->answer == GRANTED)
      book(t, w->from, w->for_whom, w->size, rq_to_fixed(w->size));
    else
      no_introduction(t);
  }
  twin_order(&made);
  for (uint32_t k = 0; k < made.count; k++) {
    const wish *w = &made.item[k];
    book(t, w->to, w->from, w->size, -rq_to_fixed(w->size));
    add_bond(bonds, w->to, w->about, t->person[w->about].skill, w->from, introduced(t, w->to, w));
    t->tally[S_INTRODUCTIONS][0]++;
    twin_add(&t->again, (wish){.to = w->to, .from = w->to, .priority = w->number, .number = w->number, .week = t->week, .about = w->about});
  }
  twin_drop(thirds.item);
  twin_drop(made.item);
  twin_drop(answered.item);
}

/* ---- repayment [3] ---- */

static bool festival_week(const twin *t) {
  for (size_t k = 0; k < t->p.festivals.count; k++)
    if ((double)((t->week - 1) % 52 + 1) == t->p.festivals.value[k]) return true;
  return false;
}

static bool still_young(const twin *t, const twin_half *h) {
  return h->favored > 0 && (int64_t)(t->week - h->favored) < t->p.prompt_weeks;
}

/* Closeness after a repayment, from either side. */
static float repaid(const twin *t, const twin_half *h, float g, bool prompt) {
  if (prompt && twin_class(t, h, g) == MIXED) return g - (float)t->p.prompt_closeness * g;
  return g + (float)t->p.repay_closeness * (1.0f - g);
}

static void occasion_to_repay(twin *t, uint32_t i, uint32_t number, wishes *repayments) {
  twin_person *me = &t->person[i];
  rq_words word = twin_draw(t, i, Q_REPAY_CHOICE, number);
  float *weight = twin_weights(me->count);
  for (uint32_t k = 0; k < me->count; k++) {
    float owed = -rq_fixed(me->tie[k].balance);
    weight[k] = owed > 0.0f ? owed * (0.1f + twin_now(t, &me->tie[k]).g) : 0.0f;
  }
  int k = twin_choose(weight, me->count, rq_unit(word.v[0]));
  twin_drop(weight);
  if (k < 0) return;
  twin_half *h = &me->tie[k];
  bool prompt = still_young(t, h);
  if (prompt && rq_unit(word.v[1]) < me->orientation) return; /* who follows the convention waits */
  int32_t amount = rq_to_fixed(-rq_fixed(h->balance) * (1.0f + (float)t->p.over_return));
  if (amount > me->left) amount = me->left;
  if (amount <= 0) return;
  half now = twin_now(t, h);
  now.g = repaid(t, h, now.g, prompt);
  h->balance += amount;
  me->left -= amount;
  twin_keep(t, h, now);
  t->tally[S_REPAYMENTS][0]++;
  t->tally[S_REPAYMENT_DELAY][0] += t->week - h->favored;
  t->tally[S_PROMPT_REPAYMENTS][0] += prompt;
  twin_add(repayments, (wish){.to = h->other, .from = i, .amount = amount, .prompt = prompt});
}

static void be_repaid_by(const twin *t, const wish *w) {
  twin_half *h = twin_tie(t, w->to, w->from);
  half now = twin_now(t, h);
  now.g = repaid(t, h, now.g, w->prompt);
  now.a += (float)t->p.repay_affective * (1.0f - now.a);
  now.c += (float)t->p.repay_cognitive * (1.0f - now.c);
  h->balance -= w->amount;
  if (h->balance < 0) h->favored = (uint16_t)t->week;
  twin_keep(t, h, now);
}

void twin_repayments(twin *t) {
  wishes repayments = {0};
  float rate = (float)t->p.repay_occasions * (festival_week(t) ? (float)t->p.festival_factor : 1.0f);
  for (uint32_t i = 0; i < t->people; i++) {
    uint32_t occasions = rq_poisson(rq_uniform_of(t->key, i, t->week, Q_REPAYMENTS), rate);
    bool owes = false;
    for (uint32_t k = 0; k < t->person[i].count; k++) owes |= t->person[i].tie[k].balance < 0;
    for (uint32_t k = 0; owes && k < occasions; k++) occasion_to_repay(t, i, k, &repayments);
  }
  for (uint32_t k = 0; k < repayments.count; k++) be_repaid_by(t, &repayments.item[k]);
  twin_drop(repayments.item);
}

/* ---- meetings [3] ---- */

static void draw_closer(const twin *t, twin_half *h) {
  half now = twin_now(t, h);
  now.g += (float)t->p.meet_closeness * (1.0f - now.g);
  now.a += (float)t->p.meet_affective * (1.0f - now.a);
  twin_keep(t, h, now);
}

/* A tie to meet, or through whom to meet somebody; -1 for none. */
static int tie_to_meet(const twin *t, uint32_t i, uint32_t word) {
  const twin_person *me = &t->person[i];
  uint32_t *below = twin_places(me->count + 1), k = 0; /* sums of whole weights: 2^18 is 1 */
  below[0] = 0;
  for (; k < me->count; k++) {
    float g = twin_now(t, &me->tie[k]).g;
    below[k + 1] = below[k] + (uint32_t)(((float)t->p.meet_floor + g * g) * 262144.0f);
  }
  uint32_t at = (uint32_t)((uint64_t)word * below[me->count] >> 32);
  while (k > 0 && below[k] > at) k--;
  twin_drop(below);
  return me->count ? (int)k : -1;
}

static void greet(const twin *t, wishes *hellos, uint32_t i, uint32_t other, uint32_t priority) {
  if (!twin_tie(t, i, other)) twin_add(hellos, (wish){.to = other, .from = i, .rank = 1, .priority = priority});
}

static void meeting(twin *t, uint32_t i, uint32_t number, wishes *met, wishes *friends, wishes *hellos) {
  rq_words word = twin_draw(t, i, Q_MEETING, number);
  float known = (float)t->p.meet_known, u = rq_unit(word.v[0]);
  bool anybody = u >= known + (1.0f - known) * (float)t->p.friend_of_friend;
  if (anybody && u >= known) {
    uint32_t others = t->people - 1, other = (uint32_t)((uint64_t)word.v[3] * others >> 32);
    greet(t, hellos, i, other < i ? other : other + 1, word.v[2]);
    return;
  }
  int k = tie_to_meet(t, i, word.v[1]);
  if (k < 0) return;
  twin_half *h = &t->person[i].tie[k];
  wish w = {.to = h->other, .from = i, .number = number, .priority = word.v[2]};
  if (u < known) {
    draw_closer(t, h);
    t->tally[S_MEETINGS][0]++;
    twin_add(met, w);
  } else {
    twin_add(friends, w);
  }
}

/* A tie of the tie, anyone but who asks. */
static void meet_a_friend_of(const twin *t, const wish *w, wishes *hellos) {
  const twin_person *between = &t->person[w->to];
  uint32_t others = between->count - 1, self = 0;
  while (between->tie[self].other != w->from) self++;
  if (!others) return;
  uint32_t k = (uint32_t)((uint64_t)twin_draw(t, w->from, Q_FRIEND, w->number).v[0] * others >> 32);
  greet(t, hellos, w->from, between->tie[k < self ? k : k + 1].other, w->priority);
}

void twin_meetings(twin *t, wishes *hellos) {
  wishes met = {0}, friends = {0};
  for (uint32_t i = 0; i < t->people; i++) {
    uint32_t meetings = rq_poisson(rq_uniform_of(t->key, i, t->week, Q_MEETINGS), (float)t->p.meetings);
    for (uint32_t k = 0; k < meetings; k++) meeting(t, i, k, &met, &friends, hellos);
  }
  for (uint32_t k = 0; k < met.count; k++) draw_closer(t, twin_tie(t, met.item[k].to, met.item[k].from));
  for (uint32_t k = 0; k < friends.count; k++) meet_a_friend_of(t, &friends.item[k], hellos);
  twin_drop(met.item);
  twin_drop(friends.item);
}

/* ---- ties begin and end [2, 3, 4] ---- */

static void end_half(twin *t, uint32_t i, uint32_t other, wishes *ends) {
  twin_end(t, i, other);
  twin_add(ends, (wish){.to = other, .from = i});
}

/* Begins one half, or says that there is no room: the least close tie ends, but neither kin nor one of this week. */
static bool begin_half(twin *t, uint32_t i, twin_half with, half value, wishes *ends) {
  const twin_person *me = &t->person[i];
  if (me->count >= (uint32_t)t->p.most_ties) {
    const twin_half *least = NULL;
    for (uint32_t k = 0; k < me->count; k++) {
      const twin_half *h = &me->tie[k];
      if (h->basis == KIN || h->since == t->week) continue;
      if (!least || twin_now(t, h).g < twin_now(t, least).g) least = h;
    }
    if (!least) return false;
    end_half(t, i, least->other, ends);
  }
  with.since = (uint16_t)t->week;
  with.skill = (uint8_t)t->person[with.other].skill;
  twin_keep(t, twin_begin(t, i, with), value);
  return true;
}

static half stranger(const twin *t, uint32_t i, uint32_t other) {
  const renqing_parameters *p = &t->p;
  rq_words word = twin_draw(t, i, Q_NEW_TIE, other);
  float g = (float)p->met_closeness * (0.5f + rq_unit(word.v[0])), low = (float)p->met_cognitive_low, high = (float)p->met_cognitive_high;
  return (half){g, (float)p->met_affective * g, low + (high - low) * rq_unit(word.v[1])};
}

static bool meet_stranger(twin *t, uint32_t i, uint32_t other, wishes *ends) {
  return begin_half(t, i, (twin_half){.other = other, .basis = MET, .introducer = RQ_NOBODY}, stranger(t, i, other), ends);
}

static void begin_ties(twin *t, wishes *bonds, wishes *hellos, wishes *ends) {
  wishes replies = {0};
  twin_order(bonds);
  for (uint32_t k = 0; k < bonds->count; k++) {
    const wish *w = &bonds->item[k];
    if (twin_tie(t, w->to, w->about)) continue;
    twin_half with = {.other = w->about, .basis = INTRODUCED, .introducer = w->for_whom};
    if (!begin_half(t, w->to, with, (half){w->g, w->a, w->c}, ends)) twin_add(ends, (wish){.to = w->about, .from = w->to});
  }
  twin_order(hellos);
  for (uint32_t k = 0; k < hellos->count; k++) {
    const wish *w = &hellos->item[k];
    if (twin_tie(t, w->to, w->from)) continue;
    if (meet_stranger(t, w->to, w->from, ends)) twin_add(&replies, (wish){.to = w->from, .from = w->to, .priority = w->priority});
  }
  twin_order(&replies);
  for (uint32_t k = 0; k < replies.count; k++) {
    const wish *w = &replies.item[k];
    if (twin_tie(t, w->to, w->from)) continue;
    if (!meet_stranger(t, w->to, w->from, ends)) twin_add(ends, (wish){.to = w->from, .from = w->to});
  }
  twin_drop(replies.item);
}

/* A quarter of the people look through their ties; from the last to the first. */
static void end_faded(twin *t, uint32_t i, wishes *ends) {
  t->tally[S_PEOPLE_LOOKED_AT][0]++;
  for (uint32_t k = t->person[i].count; k-- > 0;) {
    const twin_half *h = &t->person[i].tie[k];
    half now = twin_now(t, h);
    float open = fabsf(rq_fixed(h->balance));
    if (h->basis != KIN && now.g < (float)t->p.ends_below && open < (float)t->p.ends_debt && h->since != t->week) {
      end_half(t, i, h->other, ends);
      continue;
    }
    t->tally[S_TIES_LOOKED_AT][0]++;
    t->tally[S_TIES][twin_class(t, h, now.g)]++;
  }
}

static void forgive_debts(twin *t) {
  for (uint32_t i = 0; i < t->people; i++)
    for (uint32_t k = 0; k < t->person[i].count; k++) {
      int32_t *balance = &t->person[i].tie[k].balance, size = *balance < 0 ? -*balance : *balance;
      int32_t less = (int32_t)((float)size * (float)t->p.forgiveness + 0.5f);
      *balance = *balance < 0 ? *balance + less : *balance - less;
    }
}

void twin_face_and_ties(twin *t, wishes *bonds, wishes *hellos, wishes *gossip) {
  wishes ends = {0};
  begin_ties(t, bonds, hellos, &ends);
  twin_order(gossip);
  for (uint32_t k = 0; k < gossip->count; k++) {
    float *face = &t->person[gossip->item[k].to].face, left = *face - gossip->item[k].size;
    *face = left > 0.0f ? left : 0.0f;
  }
  float keep = rq_exp2(-1.0f / (float)t->p.face_half_life);
  for (uint32_t i = 0; i < t->people; i++) t->person[i].face = 1.0f + (t->person[i].face - 1.0f) * keep;
  for (uint32_t i = t->week % 4; i < t->people; i += 4) end_faded(t, i, &ends);
  if (t->p.forgiveness > 0 && t->week % 4 == 0) forgive_debts(t);
  twin_order(&ends);
  for (uint32_t k = 0; k < ends.count; k++) /* the other halves, where they are still there */
    if (twin_tie(t, ends.item[k].to, ends.item[k].from)) twin_end(t, ends.item[k].to, ends.item[k].from);
  twin_drop(ends.item);
}
