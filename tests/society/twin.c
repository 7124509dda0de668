/* The slow twin of the people's week: see twin.h. Numbers in brackets are sections of model.md. */
#include "twin.h"
#include "models/people.h"
#include "twin_parts.h"
#include <math.h>

/* ---- ties [2] ---- */

twin_half *twin_tie(const twin *t, uint32_t i, uint32_t other) {
  for (uint32_t k = 0; k < t->person[i].count; k++)
    if (t->person[i].tie[k].other == other) return &t->person[i].tie[k];
  return NULL;
}

/* The factor by which closeness falls in so many weeks without contact: at the rate of the class it is in, class after class. Each class
 * holds it for as many half-lives as there are halvings down to the class's edge. */
static float fall(const renqing_parameters *p, float g, float weeks, bool kin) {
  const float half_life[CLASSES] = {(float)p->half_life_instrumental, (float)p->half_life_mixed, (float)p->half_life_expressive};
  const float edge[CLASSES] = {0.0f, rq_log2((float)p->mixed_from), rq_log2((float)p->expressive_from)};
  float level = rq_log2(g), left = weeks, halvings = 0.0f;
  for (int class = EXPRESSIVE; class > INSTRUMENTAL; class --) {
    float until = 0.0f;
    if (class == EXPRESSIVE && kin)
      until = left;
    else if (level > edge[class])
      until = (level - edge[class]) * half_life[class];
    if (until > left) until = left;
    left -= until;
    halvings += until * (float)(1.0 / (double)half_life[class]);
    if (level > edge[class]) level = edge[class];
  }
  return rq_exp2(-(halvings + left * (float)(1.0 / p->half_life_instrumental)));
}

half twin_now(const twin *t, const twin_half *h) {
  const renqing_parameters *p = &t->p;
  float g = rq_fraction(h->g), a = rq_fraction(h->a), c = rq_fraction(h->c), weeks = (float)(t->week - h->last);
  float factor = fall(p, g, weeks, h->basis == KIN), rest = (float)p->cognitive_rest;
  g *= factor;
  if (h->basis == KIN && g < (float)p->kin_floor) g = (float)p->kin_floor;
  return (half){g, a * factor, rest + (c - rest) * rq_exp2(-weeks * (float)(1.0 / p->half_life_cognitive))};
}

void twin_keep(const twin *t, twin_half *h, half now) {
  h->g = rq_to_fraction(now.g);
  h->a = rq_to_fraction(now.a);
  h->c = rq_to_fraction(now.c);
  h->last = (uint16_t)t->week;
}

tie_class twin_class(const twin *t, const twin_half *h, float g) {
  if (h->basis == KIN || g >= (float)t->p.expressive_from) return EXPRESSIVE;
  return g >= (float)t->p.mixed_from ? MIXED : INSTRUMENTAL;
}

/* ---- chance ---- */

rq_words twin_draw(const twin *t, uint32_t person, uint32_t purpose, uint32_t draw) {
  return rq_draw(t->key, person, t->week, purpose, draw);
}

/* One of `count` with probability in proportion to its weight; -1 where all weigh nothing. */
int twin_choose(const float *weight, uint32_t count, float u) {
  float sum = 0.0f, left;
  int chosen = -1;
  for (uint32_t k = 0; k < count; k++) sum += weight[k];
  left = u * sum;
  for (uint32_t k = 0; k < count; k++)
    if (weight[k] > 0.0f) {
      chosen = (int)k;
      left -= weight[k];
      if (left < 0.0f) return chosen;
    }
  return chosen;
}

/* ---- needs and whom to ask [3] ---- */

want twin_need(const twin *t, uint32_t person, uint32_t week, uint32_t number) {
  rq_words word = rq_draw(t->key, person, week, Q_NEED, number);
  float sigma = (float)t->p.size_sigma;
  return (want){.skill = (uint32_t)((uint64_t)word.v[0] * (uint64_t)t->p.skills >> 32),
                .priority = word.v[0] & RQ_MOST_PRIORITY,
                .size = rq_exp(sigma * rq_normal(rq_unit(word.v[1])) - 0.5f * sigma * sigma),
                .urgency = rq_unit(word.v[2]),
                .choice = rq_unit(word.v[3])};
}

static void put_to(twin *t, wishes *petitions, uint32_t i, uint32_t to, uint32_t number, uint32_t week) {
  want n = twin_need(t, i, week, number);
  twin_add(petitions, (wish){.to = to,
                             .from = i,
                             .for_whom = i,
                             .number = number,
                             .week = week,
                             .size = n.size,
                             .face = t->person[i].face,
                             .priority = n.priority});
}

static void ask(twin *t, uint32_t i, uint32_t number, wishes *petitions, wishes *unmet) {
  const renqing_parameters *p = &t->p;
  const twin_person *me = &t->person[i];
  want n = twin_need(t, i, t->week, number);
  float *weight = twin_weights(me->count + 1);
  uint32_t *whom = twin_places(me->count + 1), options = 0;
  for (uint32_t k = 0; k < me->count; k++) {
    const twin_half *h = &me->tie[k];
    if (h->skill != n.skill) continue;
    half now = twin_now(t, h);
    float utility =
        (float)p->ask_closeness * now.g + (float)p->ask_balance * rq_tanh(rq_fixed(h->balance) / n.size) + (float)p->ask_affective * now.a;
    if (twin_class(t, h, now.g) == INSTRUMENTAL) utility -= (float)p->ask_instrumental;
    weight[options] = rq_exp(utility / (float)p->temperature);
    whom[options++] = h->other;
  }
  weight[options] = rq_exp((float)p->market_utility / (float)p->temperature);
  if (!options)
    twin_add(unmet, (wish){.to = i, .number = number, .week = t->week, .about = RQ_NOBODY});
  else {
    uint32_t chosen = (uint32_t)twin_choose(weight, options + 1, n.choice);
    if (chosen == options)
      t->tally[S_TO_MARKET][0]++;
    else
      put_to(t, petitions, i, whom[chosen], number, t->week);
  }
  twin_drop(weight);
  twin_drop(whom);
}

static void needs(twin *t, wishes *petitions, wishes *unmet) {
  for (uint32_t k = 0; k < t->again.count; k++) { /* an introduction of last week: put once to the one introduced */
    const wish *w = &t->again.item[k];
    if (twin_tie(t, w->to, w->about))
      put_to(t, petitions, w->to, w->about, w->number, w->week);
    else
      t->tally[S_TO_MARKET][0]++;
  }
  t->again.count = 0;
  for (uint32_t i = 0; i < t->people; i++) {
    uint32_t count = rq_poisson(rq_uniform_of(t->key, i, t->week, Q_NEEDS), (float)t->p.needs);
    t->tally[S_NEEDS][0] += count;
    for (uint32_t k = 0; k < count; k++) ask(t, i, k, petitions, unmet);
  }
}

/* ---- answers [3] ---- */

static void lose_face(twin *t, uint32_t i, float by) {
  float left = t->person[i].face - by;
  t->person[i].face = left > 0.0f ? left : 0.0f;
}

static float chance_of_grant(const twin *t, const wish *w, float urgency, half now, float owed, float capacity, float margin) {
  const renqing_parameters *p = &t->p;
  if (w->rule == RULE_NEED)
    return rq_logistic((float)p->need_constant + (float)p->need_urgency * urgency + (float)p->need_closeness * now.g);
  if (w->rule == RULE_EQUITY) return rq_logistic((float)p->equity_constant + (float)p->equity_margin * margin);
  float x = (float)p->renqing_constant + (float)p->renqing_owed * rq_tanh(owed / w->size);
  x += (float)p->renqing_affective * now.a;
  x += (float)p->renqing_cognitive * now.c * (1.0f + (float)p->over_return) * (float)p->patience;
  x += (float)p->renqing_face * (w->face - 1.0f);
  x -= (float)p->renqing_size * w->size / capacity;
  return rq_logistic(x);
}

/* Person j = w->to is asked by w->from for a favor of w->size; `lane` keys the draws. */
static void decide(twin *t, wish *w, const twin_half *h, half now, uint32_t lane) {
  const renqing_parameters *p = &t->p;
  const twin_person *j = &t->person[w->to];
  static const rule by_class[CLASSES] = {RULE_EQUITY, RULE_RENQING, RULE_NEED};
  rq_words word = twin_draw(t, w->for_whom, Q_ANSWER, lane);
  want n = twin_need(t, w->for_whom, w->week, w->number);
  bool calculates = rq_unit(word.v[0]) > j->orientation && h->basis != KIN;
  w->rule = calculates ? RULE_EQUITY : by_class[twin_class(t, h, now.g)];
  float margin = (float)p->margin_mean + (float)p->margin_sigma * rq_normal(rq_unit(word.v[2]));
  float owed = -rq_fixed(h->balance);
  int32_t cost = rq_to_fixed(w->size);
  w->amount = 0;
  if (cost > j->left)
    w->answer = CANNOT;
  else if (w->rule == RULE_RENQING && h->balance + cost > rq_to_fixed((float)p->credit_limit))
    w->answer = NO_CREDIT;
  else if (rq_unit(word.v[1]) < chance_of_grant(t, w, n.urgency, now, owed, j->capacity, margin)) {
    w->answer = GRANTED;
    w->amount = w->rule == RULE_EQUITY ? 0 : cost;
  } else if (w->rule == RULE_EQUITY)
    w->answer = NO_DEAL;
  else
    w->answer = owed >= 0.5f * w->size ? DEFAULTED : WILL_NOT;
}

static float closer_or_further(const renqing_parameters *p, const wish *w, float g) {
  switch (w->answer) {
  case GRANTED:
    return w->rule == RULE_EQUITY ? g + (float)p->deal_closeness * (1.0f - g)
                                  : g + (float)p->granted_closeness * (1.0f - g) * (w->size < 2.0f ? w->size : 2.0f);
  case CANNOT:
  case NO_DEAL:
    return g - (float)p->unable_closeness * g;
  case WILL_NOT:
    return g - (float)p->refused_closeness * g;
  default:
    return g - (float)p->default_closeness * g;
  }
}

/* What the helper's side is after its answer. */
void twin_answer(twin *t, wish *w, uint32_t lane) {
  const renqing_parameters *p = &t->p;
  twin_half *h = twin_tie(t, w->to, w->from);
  half now = twin_now(t, h);
  tie_class class = twin_class(t, h, now.g);
  int32_t before = h->balance;
  decide(t, w, h, now, lane);
  t->tally[S_ASKED][0]++;
  t->tally[S_ASKED_CLASS][class]++;
  if (w->answer != CANNOT && w->answer != NO_CREDIT) t->tally[S_ANSWERED][w->rule]++;
  if (w->answer == GRANTED)
    t->tally[S_GRANTED][w->rule]++;
  else
    t->tally[S_REFUSED][w->answer - CANNOT]++;
  if (w->answer == NO_CREDIT) return;
  if (w->answer == GRANTED) t->person[w->to].left -= rq_to_fixed(w->size);
  if (w->answer == GRANTED && w->rule != RULE_EQUITY) {
    h->balance += w->amount;
    t->tally[S_RECIPROCATED][0] += before < 0;
    now.a += (float)p->helper_affective * (1.0f - now.a);
    lose_face(t, w->to, -(float)p->granted_face);
  }
  if (w->answer == WILL_NOT) lose_face(t, w->to, (float)p->refused_face);
  if (w->answer == DEFAULTED) lose_face(t, w->to, (float)p->default_face);
  now.g = closer_or_further(p, w, now.g);
  twin_keep(t, h, now);
}

/* ---- outcomes [3] ---- */

/* A default is told: the defaulter loses face, and so does who introduced the two, for a while [4, 5]. */
static void tell(const twin *t, const wish *w, const twin_half *h, wishes *gossip) {
  const renqing_parameters *p = &t->p;
  float told = (float)p->gossip * (1.0f + 0.30103f * rq_log2(1.0f + (float)t->person[w->from].count));
  twin_add(gossip, (wish){.to = w->to, .from = w->from, .size = told});
  if (h->introducer != RQ_NOBODY && (double)(t->week - h->since) <= p->surety_weeks)
    twin_add(gossip, (wish){.to = h->introducer, .from = w->from, .size = (float)p->default_face + told});
}

/* What the asker's side is after the answer. */
void twin_bear(twin *t, const wish *w, wishes *gossip) {
  const renqing_parameters *p = &t->p;
  if (w->answer == NO_CREDIT) return;
  twin_half *h = twin_tie(t, w->from, w->to);
  half now = twin_now(t, h);
  if (w->answer == GRANTED && w->rule == RULE_EQUITY) now.c += (float)p->deal_cognitive * (1.0f - now.c);
  if (w->answer == GRANTED && w->rule != RULE_EQUITY) {
    h->balance -= w->amount;
    h->favored = (uint16_t)t->week;
    now.a += (float)p->granted_affective * (1.0f - now.a);
    now.c += (float)p->granted_cognitive * (1.0f - now.c);
  }
  if (w->answer == WILL_NOT) now.a -= (float)p->refused_affective * now.a;
  if (w->answer == DEFAULTED) {
    now.a -= (float)p->default_affective * now.a;
    now.c -= (float)p->default_cognitive * now.c;
    tell(t, w, h, gossip);
  }
  now.g = closer_or_further(p, w, now.g);
  twin_keep(t, h, now);
}

/* To a broker, or to the market [4]. */
static void pass_on(twin *t, uint32_t i, uint32_t number, uint32_t refuser, bool broker, wishes *requests) {
  const renqing_parameters *p = &t->p;
  const twin_person *me = &t->person[i];
  rq_words word = twin_draw(t, i, Q_BROKER_CHOICE, number);
  float *weight = twin_weights(me->count);
  for (uint32_t k = 0; k < me->count; k++) {
    half now = twin_now(t, &me->tie[k]);
    bool open = twin_class(t, &me->tie[k], now.g) != INSTRUMENTAL;
    weight[k] = open ? rq_exp((2.0f * now.g + now.a) / (float)p->temperature) : 0.0f;
  }
  int k = broker && p->introductions ? twin_choose(weight, me->count, rq_unit(word.v[0])) : -1;
  twin_drop(weight);
  if (k < 0) {
    t->tally[S_TO_MARKET][0]++;
    return;
  }
  half now = twin_now(t, &me->tie[k]);
  t->tally[S_BROKER_REQUESTS][0]++;
  twin_add(requests, (wish){.to = me->tie[k].other,
                            .from = i,
                            .for_whom = i,
                            .number = number,
                            .week = t->week,
                            .about = refuser,
                            .priority = word.v[1],
                            .g = now.g,
                            .a = now.a,
                            .c = now.c});
}

static void outcomes(twin *t, wishes *petitions, const wishes *unmet, wishes *requests, wishes *gossip) {
  twin_order_by_asker(petitions);
  for (uint32_t k = 0; k < petitions->count; k++) twin_bear(t, &petitions->item[k], gossip);
  for (uint32_t k = 0; k < unmet->count; k++) pass_on(t, unmet->item[k].to, unmet->item[k].number, RQ_NOBODY, true, requests);
  for (uint32_t k = 0; k < petitions->count; k++) {
    const wish *w = &petitions->item[k];
    bool broker = (w->answer == WILL_NOT || w->answer == NO_CREDIT) && w->week == t->week;
    if (w->answer == GRANTED)
      t->tally[S_MET_INSIDE][0]++;
    else
      pass_on(t, w->from, w->number, w->to, broker, requests);
  }
}

/* ---- the week [3] ---- */

void twin_week(twin *t) {
  wishes petitions = {0}, unmet = {0}, requests = {0}, gossip = {0}, bonds = {0}, hellos = {0};
  t->week++;
  twin_clear(t);
  for (uint32_t i = 0; i < t->people; i++) t->person[i].left = rq_to_fixed(t->person[i].capacity);
  needs(t, &petitions, &unmet);
  twin_order(&petitions);
  for (uint32_t k = 0; k < petitions.count; k++) {
    wish *w = &petitions.item[k];
    twin_answer(t, w, w->number | (w->week != t->week ? 0x10000u : 0));
  }
  outcomes(t, &petitions, &unmet, &requests, &gossip);
  twin_introductions(t, &requests, &bonds, &gossip);
  twin_repayments(t);
  twin_meetings(t, &hellos);
  twin_face_and_ties(t, &bonds, &hellos, &gossip);
  wishes *all[] = {&petitions, &unmet, &requests, &gossip, &bonds, &hellos};
  for (uint32_t k = 0; k < RQ_COUNT_OF(all); k++) twin_drop(all[k]->item);
}
