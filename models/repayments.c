/* Repayment (model.md 3): whoever owes gives back, over months and years, more at festivals; too soon reads as settling accounts. */
#include "models/people.h"

static bool festival(const renqing_parameters *p, uint32_t week) {
  for (size_t k = 0; k < p->festivals.count; k++)
    if ((week - 1) % 52 + 1 == (uint32_t)p->festivals.value[k]) return true;
  return false;
}

static bool young(const renqing_parameters *p, const ties *t, uint32_t k, uint32_t week) {
  return t->favored[k] > 0 && week - t->favored[k] < (uint32_t)p->prompt_weeks;
}

/* The creditor who is paid back now: P proportional to owed (0.1 + closeness); but who follows the convention waits while the favor
 * is young, so the occasion passes with that probability. Returns count where nobody is paid. */
static uint32_t choose_creditor(const rq_block *b, uint32_t i, const ties *t, uint32_t occasion) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float *orientation = rq_array(b->world, F_ORIENTATION);
  uint32_t week = rq_week(b->world), debts = 0, debt[MOST_WEIGHED];
  float weight[MOST_WEIGHED];
  for (uint32_t k = 0; k < t->count && debts < MOST_WEIGHED; k++)
    if (t->balance[k] < 0) debt[debts++] = k;
  if (!debts) return t->count;
  for (uint32_t n = 0; n < debts; n++) weight[n] = -rq_fixed(t->balance[debt[n]]) * (0.1f + tie_now(p, t, debt[n], week).g);
  rq_words word = rq_draw(rq_world_key(b->world), i, week, Q_REPAY_CHOICE, occasion);
  uint32_t n = pick(weight, debts, rq_unit(word.v[0]));
  if (n == debts) return t->count;
  uint32_t k = debt[n];
  bool waits = young(p, t, k, week) && rq_unit(word.v[1]) < orientation[i];
  return waits ? t->count : k;
}

static void gain_or_settle(const renqing_parameters *p, half *h, bool prompt, tie_class class) {
  h->g += prompt && class == MIXED ? -(float)p->prompt_closeness * h->g : (float)p->repay_closeness * (1.0f - h->g);
}

static void note_repayment(rq_block *b, uint32_t person, uint32_t other, unsigned role, int32_t amount, int32_t balance, float g,
                           unsigned delay) {
  if (!rq_in_panel(b->world, person)) return;
  rq_note(b, E_FAVOR,
          (double[]){rq_week(b->world), person, other, role, 3, GRANTED, (double)rq_fixed(amount), (double)rq_fixed(balance), (double)g,
                     delay});
}

static void repay(rq_block *b, uint32_t i, const ties *t, uint32_t k) {
  const renqing_parameters *p = rq_parameters(b->world);
  int32_t *left = (int32_t *)rq_array(b->world, F_CAPACITY_LEFT) + i;
  uint32_t week = rq_week(b->world);
  int32_t due = rq_to_fixed(-rq_fixed(t->balance[k]) * (1.0f + (float)p->over_return));
  int32_t amount = due < *left ? due : *left;
  if (amount <= 0) return;
  bool prompt = young(p, t, k, week);
  uint32_t delay = week - t->favored[k];
  half h = tie_now(p, t, k, week);
  gain_or_settle(p, &h, prompt, tie_class_now(p, t, k, h));
  *left -= amount;
  t->balance[k] += amount;
  tie_set(t, k, h, week);
  rq_add(b, S_REPAYMENTS, 0, 1);
  rq_add(b, S_REPAYMENT_DELAY, 0, delay);
  rq_add(b, S_PROMPT_REPAYMENTS, 0, prompt);
  rq_add(b, S_UNITS_REPAID, 0, (double)rq_fixed(amount));
  rq_add(b, S_BALANCE_SUM, 0, amount);
  note_repayment(b, i, t->target[k], 2, amount, t->balance[k], h.g, delay);
  rq_post(b,
          &(rq_mail){.to = t->target[k], .from = i, .kind = M_REPAY, .priority = k, .word = {{.i = amount}, {.u = prompt}, {.u = delay}}});
}

void phase_repayments(rq_block *b) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  uint32_t week = rq_week(w);
  float rate = (float)p->repay_occasions * (festival(p, week) ? (float)p->festival_factor : 1.0f);
  uint8_t occasions[RQ_BLOCK];
  rq_poissons(rq_world_key(w), b->first, b->count, week, Q_REPAYMENTS, rate, occasions);
  for (uint32_t n = 0; n < b->count; n++) {
    rq_expect_busy(b, n, occasions);
    for (uint32_t o = 0; o < occasions[n]; o++) {
      ties t = ties_of(b, b->first + n);
      uint32_t k = choose_creditor(b, b->first + n, &t, o);
      if (k < t.count) repay(b, b->first + n, &t, k);
    }
  }
}

/* The creditor is paid back. A return that turns the balance is a favor received: from now the creditor owes. */
void be_repaid(rq_block *b, const rq_mail *m) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  ties t = ties_of(b, m->to);
  uint32_t k = rq_row_find(&t.row, m->from);
  half h = tie_now(p, &t, k, week);
  gain_or_settle(p, &h, m->word[1].u, tie_class_now(p, &t, k, h));
  h.a += (float)p->repay_affective * (1.0f - h.a);
  h.c += (float)p->repay_cognitive * (1.0f - h.c);
  t.balance[k] -= m->word[0].i;
  rq_add(b, S_BALANCE_SUM, 0, -m->word[0].i);
  if (t.balance[k] < 0) t.favored[k] = (uint16_t)week;
  tie_set(&t, k, h, week);
  note_repayment(b, m->to, m->from, 3, m->word[0].i, t.balance[k], h.g, m->word[2].u);
}
