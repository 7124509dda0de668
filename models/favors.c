/* The weekly favor exchange (model.md 3): answers to petitions, and outcomes. Needs and petitions are in needs.c. */
#include "models/people.h"
#include "sim/compiler.h"

/* ---- answers ---- */

void change_face(rq_block *b, uint32_t person, float by) {
  float *face = (float *)rq_array(b->world, F_FACE) + person;
  *face = *face + by > 0.0f ? *face + by : 0.0f;
}

/* The rule that the class of the tie calls for; who does not follow the convention calculates, but not with kin. */
static rule rule_for(const rq_block *b, uint32_t j, tie_class class, bool kin, float convention) {
  static const rule called_for[CLASSES] = {[INSTRUMENTAL] = RULE_EQUITY, [MIXED] = RULE_RENQING, [EXPRESSIVE] = RULE_NEED};
  const float *orientation = rq_array(b->world, F_ORIENTATION);
  return convention > orientation[j] && !kin ? RULE_EQUITY : called_for[class];
}

/* P(grant) by each rule. */
static float willing(const rq_block *b, uint32_t j, rule r, const petition *q, half h, float owed, float margin) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float *capacity = rq_array(b->world, F_CAPACITY);
  switch (r) {
  case RULE_NEED:
    return rq_logistic((float)p->need_constant + (float)p->need_urgency * q->urgency + (float)p->need_closeness * h.g);
  case RULE_RENQING:
    return rq_logistic((float)p->renqing_constant + (float)p->renqing_owed * rq_tanh(owed / q->size) + (float)p->renqing_affective * h.a +
                       (float)p->renqing_cognitive * h.c * (1.0f + (float)p->over_return) * (float)p->patience +
                       (float)p->renqing_face * (q->asker_face - 1.0f) - (float)p->renqing_size * q->size / capacity[j]);
  default:
    return rq_logistic((float)p->equity_constant + (float)p->equity_margin * margin);
  }
}

static verdict decide(rq_block *b, uint32_t j, const petition *q, const ties *t, uint32_t k, half h) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  uint32_t draw = q->number | (q->third ? 0x20000u : 0), week = rq_week(w);
  rq_words word = rq_draw(rq_world_key(w), q->person, week, Q_ANSWER, draw);
  rule r = rule_for(b, j, tie_class_now(p, t, k, h), t->basis[k] == KIN, rq_unit(word.v[0]));
  int32_t cost = rq_to_fixed(q->size);
  float owed = -rq_fixed(t->balance[k]);
  if (cost > ((int32_t *)rq_array(w, F_CAPACITY_LEFT))[j]) return (verdict){CANNOT, r, 0};
  if (r == RULE_RENQING && t->balance[k] + cost > rq_to_fixed((float)p->credit_limit)) return (verdict){NO_CREDIT, r, 0};
  float margin = (float)p->margin_mean + (float)p->margin_sigma * rq_normal(rq_unit(word.v[2]));
  if (rq_unit(word.v[1]) < willing(b, j, r, q, h, owed, margin)) return (verdict){GRANTED, r, r == RULE_EQUITY ? 0 : cost};
  if (r == RULE_EQUITY) return (verdict){NO_DEAL, r, 0};
  return (verdict){owed >= 0.5f * q->size ? DEFAULTED : WILL_NOT, r, 0};
}

/* What closeness does, in both halves alike. */
static float closeness_after(const renqing_parameters *p, float g, verdict v, float size) {
  switch (v.answer) {
  case GRANTED:
    if (v.rule == RULE_EQUITY) return g + (float)p->deal_closeness * (1.0f - g);
    return g + (float)p->granted_closeness * (1.0f - g) * (size < 2.0f ? size : 2.0f);
  case CANNOT:
  case NO_DEAL:
    return g - (float)p->unable_closeness * g;
  case WILL_NOT:
    return g - (float)p->refused_closeness * g;
  case DEFAULTED:
    return g - (float)p->default_closeness * g;
  default:
    return g;
  }
}

static void count_answer(rq_block *b, verdict v, float size, tie_class class, int32_t balance) {
  rq_add(b, S_ASKED, 0, 1);
  rq_add(b, S_ASKED_CLASS, class, 1);
  if (v.answer != CANNOT && v.answer != NO_CREDIT) rq_add(b, S_ANSWERED, v.rule, 1);
  if (v.answer != GRANTED) {
    rq_add(b, S_REFUSED, (uint32_t)v.answer - CANNOT, 1);
    return;
  }
  rq_add(b, S_GRANTED, v.rule, 1);
  if (v.rule == RULE_EQUITY) return;
  rq_add(b, S_UNITS_GRANTED, 0, (double)size);
  rq_add(b, S_RECIPROCATED, 0, balance < 0);
}

static void note_favor(rq_block *b, uint32_t person, uint32_t other, unsigned role, verdict v, float size, int32_t balance, float g) {
  if (!rq_in_panel(b->world, person)) return;
  rq_note(b, E_FAVOR,
          (double[]){rq_week(b->world), person, other, role, v.rule, v.answer, (double)size, (double)rq_fixed(balance), (double)g, 0});
}

verdict answer_petition(rq_block *b, uint32_t j, const petition *q) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  ties t = ties_of(b, j);
  uint32_t k = rq_row_find(&t.row, q->asker);
  half h = tie_now(p, &t, k, week);
  verdict v = decide(b, j, q, &t, k, h);
  count_answer(b, v, q->size, tie_class_now(p, &t, k, h), t.balance[k]);
  if (v.answer == GRANTED) ((int32_t *)rq_array(b->world, F_CAPACITY_LEFT))[j] -= rq_to_fixed(q->size);
  if (v.answer == GRANTED && v.rule != RULE_EQUITY) {
    t.balance[k] += v.amount;
    rq_add(b, S_BALANCE_SUM, 0, v.amount);
    h.a += (float)p->helper_affective * (1.0f - h.a);
    change_face(b, j, (float)p->granted_face);
  }
  if (v.answer == WILL_NOT) change_face(b, j, -(float)p->refused_face);
  if (v.answer == DEFAULTED) change_face(b, j, -(float)p->default_face);
  if (v.answer != NO_CREDIT) {
    h.g = closeness_after(p, h.g, v, q->size);
    tie_set(&t, k, h, week);
  }
  note_favor(b, j, q->asker, 1, v, q->size, t.balance[k], h.g);
  return v;
}

void phase_answers(rq_block *b) {
  for (uint32_t m = 0; m < b->mail_count; m++) {
    rq_expect_letter(b, m);
    const rq_mail *mail = &b->mail[m];
    petition q = {.person = mail->from,
                  .number = mail->word[0].u,
                  .asker = mail->from,
                  .asker_face = mail->word[1].f,
                  .size = mail->word[2].f,
                  .urgency = mail->word[3].f};
    verdict v = answer_petition(b, mail->to, &q);
    rq_post(b, &(rq_mail){.to = mail->from,
                          .from = mail->to,
                          .kind = M_ANSWER,
                          .priority = mail->priority,
                          .word = {mail->word[0], {.u = v.answer << 8 | v.rule}, {.i = v.amount}, {.f = q.size}}});
  }
}

/* ---- outcomes ---- */

/* The creditor tells: the defaulter's face falls, and that of who stood surety for the defaulter. */
static void tell_default(rq_block *b, uint32_t creditor, uint32_t defaulter, const ties *t, uint32_t k) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  float told = (float)p->gossip * (1.0f + 0.30103f * rq_log2(1.0f + (float)t->count)); /* log10 */
  rq_post(b, &(rq_mail){.to = defaulter, .from = creditor, .kind = M_GOSSIP, .word = {{.f = told}}});
  bool surety = t->introducer[k] != RQ_NOBODY && (double)(week - t->since[k]) <= p->surety_weeks;
  if (surety)
    rq_post(b, &(rq_mail){.to = t->introducer[k], .from = creditor, .kind = M_GOSSIP, .word = {{.f = (float)p->default_face + told}}});
}

void bear_verdict(rq_block *b, uint32_t i, uint32_t helper, verdict v, float size) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  ties t = ties_of(b, i);
  uint32_t k = rq_row_find(&t.row, helper);
  half h = tie_now(p, &t, k, week);
  if (v.answer == GRANTED && v.rule == RULE_EQUITY) {
    h.c += (float)p->deal_cognitive * (1.0f - h.c);
  } else if (v.answer == GRANTED) {
    t.balance[k] -= v.amount;
    rq_add(b, S_BALANCE_SUM, 0, -v.amount);
    t.favored[k] = (uint16_t)week;
    h.a += (float)p->granted_affective * (1.0f - h.a);
    h.c += (float)p->granted_cognitive * (1.0f - h.c);
  } else if (v.answer == WILL_NOT) {
    h.a -= (float)p->refused_affective * h.a;
  } else if (v.answer == DEFAULTED) {
    h.a -= (float)p->default_affective * h.a;
    h.c -= (float)p->default_cognitive * h.c;
    tell_default(b, i, helper, &t, k);
  }
  if (v.answer != NO_CREDIT) {
    h.g = closeness_after(p, h.g, v, size);
    tie_set(&t, k, h, week);
  }
  note_favor(b, i, helper, 0, v, size, t.balance[k], h.g);
}

/* How likely each tie is asked for an introduction: any but the instrumental ones. */
RQ_CLONES static void weigh_brokers(const float *closeness, const float *affective, const uint8_t *how, uint32_t count, float mixed_from,
                                    float temperature, float *restrict weight) {
#pragma omp simd
  for (uint32_t k = 0; k < count; k++) {
    float open = rq_exp((2.0f * closeness[k] + affective[k]) / temperature);
    weight[k] = closeness[k] >= mixed_from ? open : 0.0f;
  }
  for (uint32_t k = 0; k < count; k++) /* kin below mixed_from, where the floor is so low */
    if (how[k] == KIN && weight[k] == 0.0f) weight[k] = rq_exp((2.0f * closeness[k] + affective[k]) / temperature);
}

/* Asks a broker for an introduction (4); false where there is none to ask. */
static bool ask_broker(rq_block *b, uint32_t i, uint32_t number, uint32_t refuser) {
  const renqing_parameters *p = rq_parameters(b->world);
  const uint8_t *skill = rq_array(b->world, F_SKILL);
  uint32_t week = rq_week(b->world);
  float weight[MOST_WEIGHED], closeness[MOST_WEIGHED], affective[MOST_WEIGHED];
  ties t = ties_of(b, i);
  uint32_t count = t.count < MOST_WEIGHED ? t.count : MOST_WEIGHED;
  bonds_now(p, &t, count, week, closeness, affective);
  weigh_brokers(closeness, affective, t.basis, count, p->fading.mixed_from, (float)p->temperature, weight);
  rq_words word = rq_draw(rq_world_key(b->world), i, week, Q_BROKER_CHOICE, number);
  uint32_t k = p->introductions ? pick(weight, count, rq_unit(word.v[0])) : count;
  if (k == count) return false;
  half h = tie_now(p, &t, k, week);
  rq_post(b, &(rq_mail){.to = t.target[k],
                        .from = i,
                        .kind = M_BROKER,
                        .priority = word.v[1],
                        .word = {{.u = number}, {.u = refuser}, {.f = h.g}, {.f = h.a}, {.f = h.c}, {.u = skill[i]}}});
  rq_add(b, S_BROKER_REQUESTS, 0, 1);
  return true;
}

static verdict verdict_in(const rq_mail *m) {
  return (verdict){(answer)(m->word[1].u >> 8), (rule)(m->word[1].u & 255), m->word[2].i};
}

/* A need that nobody met: to a broker after "will not" or "no credit left", or where no tie has the skill; else to the market. */
static void meet_or_pass_on(rq_block *b, const rq_mail *m) {
  bool unmet = m->kind == M_UNMET;
  answer a = unmet ? WILL_NOT : verdict_in(m).answer;
  bool again = m->word[0].u & AGAIN;
  if (a == GRANTED) {
    rq_add(b, S_MET_INSIDE, 0, 1);
    return;
  }
  bool broker = (a == WILL_NOT || a == NO_CREDIT) && !again;
  if (!broker || !ask_broker(b, m->to, m->word[0].u, unmet ? RQ_NOBODY : m->from)) rq_add(b, S_TO_MARKET, 0, 1);
}

void phase_outcomes(rq_block *b) {
  for (uint32_t n = 0; n < b->count; n++) {
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) {
      const rq_mail *mail = &b->mail[m];
      rq_expect_letter(b, m);
      if (mail->kind != M_ANSWER) continue;
      bear_verdict(b, mail->to, mail->from, verdict_in(mail), mail->word[3].f);
    }
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) meet_or_pass_on(b, &b->mail[m]);
  }
}
