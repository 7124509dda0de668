/* Introductions (model.md 4): a broker asks a third person, who answers by the same rules. */
#include "models/people.h"

static float share_of(const rq_block *b, float size) {
  const renqing_parameters *p = rq_parameters(b->world);
  return (float)p->introduction_share * size;
}

static void fail(rq_block *b) {
  rq_add(b, S_INTRODUCTIONS_FAILED, 0, 1);
  rq_add(b, S_TO_MARKET, 0, 1);
}

/* ---- the broker looks among its ties ---- */

static uint32_t choose_third(const rq_block *b, const rq_mail *m, const ties *t, uint32_t skill) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world), count = t->count < MOST_WEIGHED ? t->count : MOST_WEIGHED;
  float weight[MOST_WEIGHED];
  closeness_now(p, t, count, week, weight);
  for (uint32_t k = 0; k < count; k++) {
    bool open = t->skill[k] == skill && t->target[k] != m->from && t->target[k] != m->word[1].u;
    weight[k] = open ? rq_exp(2.0f * weight[k] / (float)p->temperature) : 0.0f;
  }
  float u = rq_uniform(rq_world_key(b->world), m->from, week, Q_THIRD_CHOICE, m->word[0].u);
  uint32_t k = pick(weight, count, u);
  return k == count ? t->count : k;
}

static void look_for_third(rq_block *b, const rq_mail *m) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float *face = rq_array(b->world, F_FACE);
  need n = need_of(b->world, m->from, rq_week(b->world), m->word[0].u);
  ties t = ties_of(b, m->to);
  uint32_t k = choose_third(b, m, &t, n.skill);
  if (k == t.count) {
    fail(b);
    return;
  }
  half h = tie_now(p, &t, k, rq_week(b->world));
  rq_post(b, &(rq_mail){.to = t.target[k],
                        .from = m->to,
                        .kind = M_THIRD,
                        .priority = m->priority,
                        .word = {m->word[0],
                                 {.u = m->from},
                                 {.f = face[m->to]},
                                 {.f = m->word[2].f * h.g},
                                 {.f = m->word[3].f * h.a},
                                 {.f = m->word[4].f * h.c},
                                 m->word[5]}});
}

void phase_brokers(rq_block *b) {
  for (uint32_t m = 0; m < b->mail_count; m++) look_for_third(b, &b->mail[m]);
}

/* ---- the third person answers ---- */

/* What an introduction starts with, for the half of the one who receives it: closeness and affective trust from the
 * chain, cognitive trust vouched for by the broker (Chua, Morris & Ingram 2009). */
static half introduced_half(const rq_block *b, uint32_t receiver, float gg, float aa, float cc) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float *orientation = rq_array(b->world, F_ORIENTATION);
  float rest = (float)p->cognitive_rest, share = (float)p->introduced_closeness;
  float vouched = sqrtf(cc) - rest;
  return (half){share * sqrtf(gg), share * sqrtf(aa), rest + (float)p->vouch * orientation[receiver] * (vouched > 0.0f ? vouched : 0.0f)};
}

static void post_bond(rq_block *b, uint32_t person, uint32_t other, uint32_t skill, uint32_t broker, half h) {
  rq_post(b, &(rq_mail){.to = person,
                        .from = person,
                        .kind = M_BOND,
                        .word = {{.u = other}, {.u = skill}, {.u = broker}, {.f = h.g}, {.f = h.a}, {.f = h.c}}});
}

/* The petition of a broker for person m->word[1]; false where these two are tied already. */
static bool take_petition(rq_block *b, const rq_mail *m, petition *q) {
  uint32_t person = m->word[1].u;
  rq_row row = rq_row_of(b, m->to);
  if (rq_row_find(&row, person) < row.count) return false;
  need n = need_of(b->world, person, rq_week(b->world), m->word[0].u);
  *q = (petition){.helper = m->to,
                  .asker = m->from,
                  .person = person,
                  .number = n.number,
                  .third = true,
                  .size = share_of(b, n.size),
                  .urgency = n.urgency,
                  .asker_face = m->word[2].f};
  return true;
}

static void answer_broker(rq_block *b, const rq_mail *m, verdict v) {
  uint32_t third = m->to, broker = m->from, person = m->word[1].u;
  rq_post(b, &(rq_mail){.to = broker,
                        .from = third,
                        .kind = M_THIRD_ANSWER,
                        .priority = m->priority,
                        .word = {m->word[0], m->word[1], {.u = v.answer}, {.u = v.rule}, {.i = v.amount}}});
  if (v.answer != GRANTED) return;
  const uint8_t *skill = rq_array(b->world, F_SKILL);
  half h = introduced_half(b, third, m->word[3].f, m->word[4].f, m->word[5].f);
  post_bond(b, third, person, m->word[6].u, broker, h);
  rq_post(b, &(rq_mail){.to = person,
                        .from = broker,
                        .kind = M_INTRODUCED,
                        .priority = m->priority,
                        .word = {m->word[0], {.u = third}, {.u = skill[third]}, m->word[3], m->word[4], m->word[5]}});
}

void phase_thirds(rq_block *b) {
  rq_round round = {0};
  petition petitions[EXCHANGES];
  verdict verdicts[EXCHANGES];
  const rq_mail *mail[EXCHANGES];
  while (rq_letters_round(b, &round))
    for (uint32_t n = 0; n < round.count;) {
      uint32_t count = 0;
      for (; n < round.count && count < EXCHANGES; n++) {
        mail[count] = &b->mail[round.of[n]];
        if (take_petition(b, mail[count], &petitions[count]))
          count++;
        else
          fail(b);
      }
      answer_petitions(b, petitions, count, verdicts);
      for (uint32_t k = 0; k < count; k++) answer_broker(b, mail[k], verdicts[k]);
    }
}

/* ---- the introduction is booked ---- */

/* The one who was introduced owes the broker the share; both halves book it. `sign` is +1 in the broker's half. */
static void book_introduction(rq_block *b, uint32_t person, uint32_t other, float small, int32_t sign) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  ties t = ties_of(b, person);
  uint32_t k = rq_row_find(&t.row, other);
  half h = tie_now(p, &t, k, week);
  int32_t amount = sign * rq_to_fixed(small);
  t.balance[k] += amount;
  rq_add(b, S_BALANCE_SUM, 0, amount);
  if (sign < 0) t.favored[k] = (uint16_t)week;
  h.g += (float)p->granted_closeness * small * (1.0f - h.g);
  tie_set(&t, k, h, week);
}

/* What the broker hears from the third person. */
static outcome outcome_in(const rq_block *b, const rq_mail *m) {
  need n = need_of(b->world, m->word[1].u, rq_week(b->world), m->word[0].u);
  return (outcome){m->to, m->from, share_of(b, n.size), {(answer)m->word[2].u, (rule)m->word[3].u, m->word[4].i}};
}

static void be_introduced(rq_block *b, const rq_mail *m) {
  need n = need_of(b->world, m->to, rq_week(b->world), m->word[0].u);
  book_introduction(b, m->to, m->from, share_of(b, n.size), -1);
  half h = introduced_half(b, m->to, m->word[3].f, m->word[4].f, m->word[5].f);
  post_bond(b, m->to, m->word[1].u, m->word[2].u, m->from, h);
  rq_add(b, S_INTRODUCTIONS, 0, 1);
  rq_post(b, &(rq_mail){.to = m->to,
                        .from = m->to,
                        .kind = M_RETRY,
                        .priority = n.number,
                        .word = {{.u = n.number}, {.u = rq_week(b->world)}, m->word[1]}});
}

/* What some brokers hear is borne by all, then booked where the third person agreed. */
static void hear_thirds(rq_block *b, const rq_mail *const *mail, uint32_t count) {
  outcome heard[EXCHANGES];
  for (uint32_t n = 0; n < count; n++) heard[n] = outcome_in(b, mail[n]);
  bear_verdicts(b, heard, count);
  for (uint32_t n = 0; n < count; n++)
    if (heard[n].verdict.answer == GRANTED)
      book_introduction(b, heard[n].asker, mail[n]->word[1].u, heard[n].size, +1);
    else
      fail(b);
}

void phase_introductions(rq_block *b) {
  rq_round round = {0};
  const rq_mail *mail[EXCHANGES];
  while (rq_letters_round(b, &round))
    for (uint32_t n = 0; n < round.count;) {
      uint32_t count = 0;
      for (; n < round.count && count < EXCHANGES; n++) {
        mail[count] = &b->mail[round.of[n]];
        count += mail[count]->kind == M_THIRD_ANSWER;
      }
      hear_thirds(b, mail, count);
    }
  for (uint32_t m = 0; m < b->mail_count; m++)
    if (b->mail[m].kind == M_INTRODUCED) be_introduced(b, &b->mail[m]);
}
