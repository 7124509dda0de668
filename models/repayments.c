/* Repayment (model.md 3): whoever owes gives back, over months and years, more at festivals; too soon reads as settling accounts. */
#include "models/people.h"
#include "sim/compiler.h"

static bool festival(const renqing_parameters *p, uint32_t week) {
  for (size_t k = 0; k < p->festivals.count; k++)
    if ((week - 1) % 52 + 1 == (uint32_t)p->festivals.value[k]) return true;
  return false;
}

static bool young(const renqing_parameters *p, const ties *t, uint32_t k, uint32_t week) {
  return t->favored[k] > 0 && week - t->favored[k] < (uint32_t)p->prompt_weeks;
}

static float closeness_after(const renqing_parameters *p, float g, bool prompt, bool kin) {
  bool settles = prompt && class_of(p, g, kin) == MIXED;
  return g + (settles ? -(float)p->prompt_closeness * g : (float)p->repay_closeness * (1.0f - g));
}

static void note_repayment(rq_block *b, uint32_t person, uint32_t other, unsigned role, int32_t amount, int32_t balance, float g,
                           unsigned delay) {
  if (!rq_in_panel(b->world, person)) return;
  rq_note(b, E_FAVOR,
          (double[]){rq_week(b->world), person, other, role, 3, GRANTED, (double)rq_fixed(amount), (double)rq_fixed(balance), (double)g,
                     delay});
}

/* ---- who owes ---- */

/* Whoever pays at an occasion, and to whom they could. */
typedef struct paying {
  uint32_t count, person[CHOOSERS], occasion[CHOOSERS];
  uint32_t chance[CHOOSERS], patience[CHOOSERS]; /* words of the draw */
  candidates creditors;
  exchanges paid;
} paying;

/* The creditors of as many of the round as there is room for, from entry `from` on; returns the next entry. */
static uint32_t find_creditors(const rq_block *b, paying *x, const rq_round *round, uint32_t from) {
  uint32_t week = rq_week(b->world);
  candidates_clear(&x->creditors);
  for (x->count = 0; from < round->count; from++) {
    uint32_t i = b->first + round->of[from], found = 0;
    rq_expect_agent(b, round, from);
    ties t = ties_of(b, i);
    uint32_t *place = candidates_room(&x->creditors, &t);
    if (!place) break;
    for (uint32_t k = 0; k < t.count && found < MOST_WEIGHED; k++) {
      place[found] = k;
      found += t.balance[k] < 0;
    }
    if (!found) continue;
    candidates_add(&x->creditors, &t, found, week, 1.0f);
    x->person[x->count] = i;
    x->occasion[x->count++] = round->number - 1;
  }
  return from;
}

/* P proportional to owed (0.1 + closeness). */
RQ_CLONES static void weigh(candidates *restrict c) {
  const uint32_t count = c->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) c->weight[n] = -c->balance[n] * (0.1f + c->g[n]);
}

/* The creditor who is paid back now; but who follows the convention waits while the favor is young, so the occasion passes with that
 * probability. */
static void choose_creditor(const rq_block *b, paying *x, uint32_t n) {
  const renqing_parameters *p = rq_parameters(b->world);
  const float *orientation = rq_array(b->world, F_ORIENTATION);
  uint32_t week = rq_week(b->world), i = x->person[n], first = x->creditors.first[n], debts = x->creditors.first[n + 1] - first;
  uint32_t chosen = pick(x->creditors.weight + first, debts, rq_unit(x->chance[n]));
  if (chosen == debts) return;
  ties t = ties_of(b, i);
  uint32_t k = x->creditors.place[first + chosen];
  bool waits = young(p, &t, k, week) && rq_unit(x->patience[n]) < orientation[i];
  if (!waits) exchanges_add(b, &x->paid, i, k);
}

/* What is paid is what is owed and a little more, within the capacity left; exchange n. */
static void repay(rq_block *b, exchanges *x, uint32_t n) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t i = x->person[n], k = x->place[n], week = rq_week(b->world);
  int32_t *left = (int32_t *)rq_array(b->world, F_CAPACITY_LEFT) + i;
  ties t = ties_of(b, i);
  int32_t due = rq_to_fixed(-rq_fixed(t.balance[k]) * (1.0f + (float)p->over_return));
  int32_t amount = due < *left ? due : *left;
  x->kept[n] = amount > 0;
  if (amount <= 0) return;
  bool prompt = young(p, &t, k, week);
  uint32_t delay = week - t.favored[k];
  x->g[n] = closeness_after(p, x->g[n], prompt, x->kin[n]);
  *left -= amount;
  t.balance[k] += amount;
  rq_add(b, S_REPAYMENTS, 0, 1);
  rq_add(b, S_REPAYMENT_DELAY, 0, delay);
  rq_add(b, S_PROMPT_REPAYMENTS, 0, prompt);
  rq_add(b, S_UNITS_REPAID, 0, (double)rq_fixed(amount));
  rq_add(b, S_BALANCE_SUM, 0, amount);
  note_repayment(b, i, t.target[k], 2, amount, t.balance[k], x->g[n], delay);
  rq_post(b,
          &(rq_mail){.to = t.target[k], .from = i, .kind = M_REPAY, .priority = k, .word = {{.i = amount}, {.u = prompt}, {.u = delay}}});
}

static void repay_round(rq_block *b, const rq_round *round) {
  const renqing_parameters *p = rq_parameters(b->world);
  paying x;
  for (uint32_t from = 0; from < round->count;) {
    uint32_t unused[CHOOSERS];
    from = find_creditors(b, &x, round, from);
    candidates_now(&p->fading, &x.creditors);
    weigh(&x.creditors);
    rq_draw_each(rq_world_key(b->world), x.person, x.occasion, x.count, rq_week(b->world), Q_REPAY_CHOICE,
                 (uint32_t *[]){x.chance, x.patience, unused, unused});
    x.paid.count = 0;
    for (uint32_t n = 0; n < x.count; n++) choose_creditor(b, &x, n);
    exchanges_now(&p->fading, &x.paid);
    for (uint32_t n = 0; n < x.paid.count; n++) repay(b, &x.paid, n);
    exchanges_keep(b, &x.paid);
  }
}

void phase_repayments(rq_block *b) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  uint32_t week = rq_week(w);
  float rate = (float)p->repay_occasions * (festival(p, week) ? (float)p->festival_factor : 1.0f);
  uint8_t occasions[RQ_BLOCK];
  rq_poissons(rq_world_key(w), b->first, b->count, week, Q_REPAYMENTS, rate, occasions);
  rq_round round = {0};
  while (rq_agents_round(b, occasions, &round)) repay_round(b, &round);
}

/* ---- who is owed ---- */

/* A return that turns the balance is a favor received: from now the creditor owes. Exchange n of these letters. */
static void take_repayment(rq_block *b, exchanges *x, uint32_t n, const rq_mail *m) {
  const renqing_parameters *p = rq_parameters(b->world);
  ties t = ties_of(b, m->to);
  uint32_t k = x->place[n];
  x->g[n] = closeness_after(p, x->g[n], m->word[1].u, x->kin[n]);
  x->a[n] += (float)p->repay_affective * (1.0f - x->a[n]);
  x->c[n] += (float)p->repay_cognitive * (1.0f - x->c[n]);
  t.balance[k] -= m->word[0].i;
  rq_add(b, S_BALANCE_SUM, 0, -m->word[0].i);
  if (t.balance[k] < 0) t.favored[k] = (uint16_t)rq_week(b->world);
  note_repayment(b, m->to, m->from, 3, m->word[0].i, t.balance[k], x->g[n], m->word[2].u);
}

void be_repaid(rq_block *b) {
  rq_round round = {0};
  exchanges x;
  while (rq_letters_round(b, &round))
    for (uint32_t from = 0, count; from < round.count; from += count) {
      uint32_t creditor[EXCHANGES], debtor[EXCHANGES];
      for (count = 0; count < EXCHANGES && from + count < round.count; count++) {
        creditor[count] = b->mail[round.of[from + count]].to;
        debtor[count] = b->mail[round.of[from + count]].from;
      }
      exchanges_between(b, &x, creditor, debtor, count);
      for (uint32_t n = 0; n < count; n++) take_repayment(b, &x, n, &b->mail[round.of[from + n]]);
      exchanges_keep(b, &x);
    }
}
