/* Outcomes (model.md 3): what answers do to the half of the one who asked; who was refused asks a broker, or goes to the market. */
#include "models/people.h"
#include "sim/compiler.h"

/* ---- answers are borne ---- */

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

/* The verdicts beside the halves of those who bear them. */
typedef struct bearing {
  exchanges x;
  int32_t answer[EXCHANGES], rule[EXCHANGES];
  float size[EXCHANGES];
} bearing;

RQ_CLONES static void change_trust(const renqing_parameters *p, bearing *restrict s) {
  const float deal = (float)p->deal_cognitive, affective = (float)p->granted_affective, cognitive = (float)p->granted_cognitive;
  const float refused = (float)p->refused_affective;
  const float default_affective = (float)p->default_affective, default_cognitive = (float)p->default_cognitive;
  const uint32_t count = s->x.count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    int32_t granted = s->answer[n] == GRANTED, defaulted = s->answer[n] == DEFAULTED, equity = s->rule[n] == RULE_EQUITY;
    float a = s->x.a[n], c = s->x.c[n];
    float a_lost = (s->answer[n] == WILL_NOT ? refused : (defaulted ? default_affective : 0.0f)) * a;
    float c_lost = (defaulted ? default_cognitive : 0.0f) * c;
    float a_gain = (equity ? 0.0f : affective) * (1.0f - a), c_gain = (equity ? deal : cognitive) * (1.0f - c);
    s->x.a[n] = granted ? a + a_gain : a - a_lost;
    s->x.c[n] = granted ? c + c_gain : c - c_lost;
  }
}

void bear_verdicts(rq_block *b, const outcome *outcomes, uint32_t count) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  uint32_t asker[EXCHANGES], helper[EXCHANGES];
  bearing s;
  for (uint32_t n = 0; n < count; n++) {
    asker[n] = outcomes[n].asker;
    helper[n] = outcomes[n].helper;
    s.answer[n] = (int32_t)outcomes[n].verdict.answer;
    s.rule[n] = (int32_t)outcomes[n].verdict.rule;
    s.size[n] = outcomes[n].size;
  }
  exchanges_between(b, &s.x, asker, helper, count);
  change_trust(p, &s);
  change_closeness(p, &s.x, s.answer, s.rule, s.size);
  for (uint32_t n = 0; n < count; n++) {
    const outcome *o = &outcomes[n];
    ties t = ties_of(b, o->asker);
    uint32_t k = s.x.place[n];
    if (o->verdict.answer == GRANTED && o->verdict.rule != RULE_EQUITY) {
      t.balance[k] -= o->verdict.amount;
      rq_add(b, S_BALANCE_SUM, 0, -o->verdict.amount);
      t.favored[k] = (uint16_t)week;
    }
    if (o->verdict.answer == DEFAULTED) tell_default(b, o->asker, o->helper, &t, k);
    note_favor(b, o->asker, o->helper, 0, o->verdict, o->size, t.balance[k], s.x.g[n]);
  }
  exchanges_keep(b, &s.x);
}

/* ---- brokers ---- */

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
  rq_round round = {0};
  outcome outcomes[EXCHANGES];
  while (rq_letters_round(b, &round))
    for (uint32_t n = 0; n < round.count;) {
      uint32_t count = 0;
      for (; n < round.count && count < EXCHANGES; n++) {
        const rq_mail *m = &b->mail[round.of[n]];
        if (m->kind == M_ANSWER) outcomes[count++] = (outcome){m->to, m->from, m->word[3].f, verdict_in(m)};
      }
      bear_verdicts(b, outcomes, count);
    }
  for (uint32_t m = 0; m < b->mail_count; m++) meet_or_pass_on(b, &b->mail[m]);
}
