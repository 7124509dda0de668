/* Answers to petitions (model.md 3): the rule of the tie's class, what is granted, and what that does to the half of the one who is
 * asked. Many are answered at once, each by another person. */
#include "models/people.h"
#include "sim/compiler.h"

void change_face(rq_block *b, uint32_t person, float by) {
  float *face = (float *)rq_array(b->world, F_FACE) + person;
  *face = *face + by > 0.0f ? *face + by : 0.0f;
}

/* What the answers depend on, and the answers, beside the halves of those who are asked. */
typedef struct answering {
  exchanges x;
  float size[EXCHANGES], urgency[EXCHANGES], asker_face[EXCHANGES], orientation[EXCHANGES], capacity[EXCHANGES];
  int32_t left[EXCHANGES], balance[EXCHANGES];
  uint32_t person[EXCHANGES], draw[EXCHANGES]; /* keys of the draw, and its words: */
  uint32_t convention[EXCHANGES], luck[EXCHANGES], margin[EXCHANGES];
  float normal[EXCHANGES];
  int32_t class[EXCHANGES], rule[EXCHANGES], answer[EXCHANGES], cost[EXCHANGES];
} answering;

static void gather(const rq_block *b, const petition *petitions, uint32_t count, answering *s) {
  const float *orientation = rq_array(b->world, F_ORIENTATION), *capacity = rq_array(b->world, F_CAPACITY);
  const int32_t *left = rq_array(b->world, F_CAPACITY_LEFT);
  uint32_t helper[EXCHANGES], asker[EXCHANGES], unused[EXCHANGES];
  for (uint32_t n = 0; n < count; n++) {
    helper[n] = petitions[n].helper;
    asker[n] = petitions[n].asker;
  }
  exchanges_between(b, &s->x, helper, asker, count);
  for (uint32_t n = 0; n < count; n++) {
    const petition *q = &petitions[n];
    s->balance[n] = ties_of(b, q->helper).balance[s->x.place[n]];
    s->size[n] = q->size;
    s->urgency[n] = q->urgency;
    s->asker_face[n] = q->asker_face;
    s->orientation[n] = orientation[q->helper];
    s->capacity[n] = capacity[q->helper];
    s->left[n] = left[q->helper];
    s->person[n] = q->person;
    s->draw[n] = q->number | (q->third ? 0x20000u : 0);
  }
  rq_draw_each(rq_world_key(b->world), s->person, s->draw, count, rq_week(b->world), Q_ANSWER,
               (uint32_t *[]){s->convention, s->luck, s->margin, unused});
  rq_normal_each(s->margin, count, s->normal);
}

/* The rule that the class of the tie calls for; who does not follow the convention calculates, but not with kin. */
RQ_CLONES static void find_rules(const fading *fade, answering *restrict s) {
  const float mixed_from = fade->mixed_from, expressive_from = fade->expressive_from;
  const uint32_t count = s->x.count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    int32_t mixed = s->x.g[n] >= mixed_from, close = s->x.g[n] >= expressive_from, kin = s->x.kin[n];
    int32_t class = (close | kin) ? EXPRESSIVE : (mixed ? MIXED : INSTRUMENTAL);
    int32_t called_for = class == EXPRESSIVE ? RULE_NEED : (class == MIXED ? RULE_RENQING : RULE_EQUITY);
    int32_t calculates = rq_unit(s->convention[n]) > s->orientation[n];
    s->class[n] = class;
    s->rule[n] = (calculates & !kin) ? RULE_EQUITY : called_for;
  }
}

/* P(grant) = logistic of what the rule says; past capacity or credit no draw is asked. */
RQ_CLONES static void decide(const renqing_parameters *p, answering *restrict s) {
  const float need_constant = (float)p->need_constant, need_urgency = (float)p->need_urgency, need_closeness = (float)p->need_closeness;
  const float constant = (float)p->renqing_constant, by_owed = (float)p->renqing_owed, affective = (float)p->renqing_affective;
  const float cognitive = (float)p->renqing_cognitive, over_return = 1.0f + (float)p->over_return, patience = (float)p->patience;
  const float by_face = (float)p->renqing_face, by_size = (float)p->renqing_size;
  const float equity = (float)p->equity_constant, by_margin = (float)p->equity_margin;
  const float margin_mean = (float)p->margin_mean, margin_sigma = (float)p->margin_sigma;
  const int32_t credit_limit = rq_to_fixed((float)p->credit_limit);
  const uint32_t count = s->x.count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    float size = s->size[n], owed = -rq_fixed(s->balance[n]);
    float by_need = need_constant + need_urgency * s->urgency[n] + need_closeness * s->x.g[n];
    float by_renqing = constant + by_owed * rq_tanh(owed / size) + affective * s->x.a[n] + cognitive * s->x.c[n] * over_return * patience +
                       by_face * (s->asker_face[n] - 1.0f) - by_size * size / s->capacity[n];
    float by_equity = equity + by_margin * (margin_mean + margin_sigma * s->normal[n]);
    int32_t by_rule = s->rule[n], cost = rq_to_fixed(size);
    float p_grant = rq_logistic(by_rule == RULE_NEED ? by_need : (by_rule == RULE_RENQING ? by_renqing : by_equity));
    int32_t refusal = by_rule == RULE_EQUITY ? NO_DEAL : (owed >= 0.5f * size ? DEFAULTED : WILL_NOT);
    int32_t says = rq_unit(s->luck[n]) < p_grant ? GRANTED : refusal;
    int32_t no_credit = (by_rule == RULE_RENQING) & (s->balance[n] + cost > credit_limit);
    says = no_credit ? NO_CREDIT : says;
    s->answer[n] = cost > s->left[n] ? CANNOT : says;
    s->cost[n] = cost;
  }
}

RQ_CLONES void change_closeness(const renqing_parameters *p, exchanges *restrict x, const int32_t *answers, const int32_t *rules,
                                const float *size) {
  const float deal = (float)p->deal_closeness, granted = (float)p->granted_closeness, unable = (float)p->unable_closeness;
  const float refused = (float)p->refused_closeness, defaulted = (float)p->default_closeness;
  const uint32_t count = x->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    float g = x->g[n], most = size[n] < 2.0f ? size[n] : 2.0f;
    float gain = rules[n] == RULE_EQUITY ? deal * (1.0f - g) : granted * (1.0f - g) * most;
    float lost = answers[n] == WILL_NOT ? refused : (answers[n] == DEFAULTED ? defaulted : unable);
    x->g[n] = answers[n] == GRANTED ? g + gain : g - lost * g;
    x->kept[n] = answers[n] != NO_CREDIT;
  }
}

/* To have helped binds the helper too. */
RQ_CLONES static void bind_helpers(const renqing_parameters *p, answering *restrict s) {
  const float affective = (float)p->helper_affective;
  const uint32_t count = s->x.count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    int32_t helped = (s->answer[n] == GRANTED) & (s->rule[n] != RULE_EQUITY);
    s->x.a[n] += helped ? affective * (1.0f - s->x.a[n]) : 0.0f;
  }
}

static void count_answer(rq_block *b, verdict v, float size, uint32_t class, int32_t balance) {
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

/* Ledger, capacity and face of the one who answered. */
static void book_answer(rq_block *b, const answering *s, uint32_t n, verdict v) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float lost[ANSWERS] = {[WILL_NOT] = (float)p->refused_face, [DEFAULTED] = (float)p->default_face};
  uint32_t helper = s->x.person[n];
  count_answer(b, v, s->size[n], (uint32_t)s->class[n], s -> balance[n]);
  if (v.answer == GRANTED) ((int32_t *)rq_array(b->world, F_CAPACITY_LEFT))[helper] -= s->cost[n];
  if (v.answer == GRANTED && v.rule != RULE_EQUITY) {
    ties_of(b, helper).balance[s->x.place[n]] += v.amount;
    rq_add(b, S_BALANCE_SUM, 0, v.amount);
    change_face(b, helper, (float)p->granted_face);
  }
  if (lost[v.answer] > 0.0f) change_face(b, helper, -lost[v.answer]);
}

void note_favor(rq_block *b, uint32_t person, uint32_t other, unsigned role, verdict v, float size, int32_t balance, float g) {
  if (!rq_in_panel(b->world, person)) return;
  rq_note(b, E_FAVOR,
          (double[]){rq_week(b->world), person, other, role, v.rule, v.answer, (double)size, (double)rq_fixed(balance), (double)g, 0});
}

void answer_petitions(rq_block *b, const petition *petitions, uint32_t count, verdict *verdicts) {
  const renqing_parameters *p = rq_parameters(b->world);
  answering s;
  gather(b, petitions, count, &s);
  find_rules(&p->fading, &s);
  decide(p, &s);
  change_closeness(p, &s.x, s.answer, s.rule, s.size);
  bind_helpers(p, &s);
  for (uint32_t n = 0; n < count; n++) {
    bool booked = s.answer[n] == GRANTED && s.rule[n] != RULE_EQUITY;
    verdicts[n] = (verdict){(answer)s.answer[n], (rule)s.rule[n], booked ? s.cost[n] : 0};
    book_answer(b, &s, n, verdicts[n]);
    note_favor(b, s.x.person[n], petitions[n].asker, 1, verdicts[n], s.size[n], s.balance[n] + verdicts[n].amount, s.x.g[n]);
  }
  exchanges_keep(b, &s.x);
}

static petition petition_in(const rq_mail *m) {
  return (petition){.helper = m->to,
                    .person = m->from,
                    .number = m->word[0].u,
                    .asker = m->from,
                    .asker_face = m->word[1].f,
                    .size = m->word[2].f,
                    .urgency = m->word[3].f};
}

void phase_answers(rq_block *b) {
  rq_round round = {0};
  petition petitions[EXCHANGES];
  verdict verdicts[EXCHANGES];
  while (rq_letters_round(b, &round))
    for (uint32_t from = 0, count; from < round.count; from += count) {
      for (count = 0; count < EXCHANGES && from + count < round.count; count++)
        petitions[count] = petition_in(&b->mail[round.of[from + count]]);
      answer_petitions(b, petitions, count, verdicts);
      for (uint32_t n = 0; n < count; n++) {
        const rq_mail *mail = &b->mail[round.of[from + n]];
        verdict v = verdicts[n];
        rq_post(b, &(rq_mail){.to = mail->from,
                              .from = mail->to,
                              .kind = M_ANSWER,
                              .priority = mail->priority,
                              .word = {mail->word[0], {.u = v.answer << 8 | v.rule}, {.i = v.amount}, mail->word[2]}});
      }
    }
}
