/* Meetings (model.md 3): with a tie, with a tie of a tie, with anybody; in the fan club and at events. */
#include "models/people.h"
#include "sim/compiler.h"

/* ---- with a tie ---- */

RQ_CLONES static void gain(const renqing_parameters *p, exchanges *restrict x) {
  const float closeness = (float)p->meet_closeness, affective = (float)p->meet_affective;
  const uint32_t count = x->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    x->g[n] += closeness * (1.0f - x->g[n]);
    x->a[n] += affective * (1.0f - x->a[n]);
  }
}

static void meet_tie(rq_block *b, uint32_t i, const ties *t, uint32_t k, uint32_t priority, exchanges *met) {
  exchanges_add(b, met, i, k);
  rq_post(b, &(rq_mail){.to = t->target[k], .from = i, .kind = M_MEET, .priority = priority});
  rq_add(b, S_MEETINGS, 0, 1);
}

/* Those who met are closer now. */
static void draw_closer(const rq_block *b, exchanges *met) {
  const renqing_parameters *p = rq_parameters(b->world);
  exchanges_now(&p->fading, met);
  gain(p, met);
  exchanges_keep(b, met);
}

/* Weights are whole numbers, so that they may be added in any order; returns their sum. Beyond the last tie they are 0. */
RQ_CLONES static uint32_t weigh(const float *closeness, uint32_t count, float at_least, uint32_t *weight) {
  uint32_t sums[RQ_LANES] = {0}, sum = 0;
  for (uint32_t from = 0; from < count; from += RQ_LANES) {
    const float *now = closeness + from;
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) {
      int32_t there = from + k < count;
      int32_t w = (int32_t)((at_least + now[k] * now[k]) * 0x1p18f) * there; /* 4,096 of them fit */
      weight[from + k] = (uint32_t)w;
      sums[k] += (uint32_t)w;
    }
  }
#pragma omp simd reduction(+ : sum)
  for (uint32_t k = 0; k < RQ_LANES; k++) sum += sums[k];
  return sum;
}

/* P proportional to at_least + closeness squared; a word of a draw decides. */
static uint32_t choose_tie(const rq_block *b, const ties *t, uint32_t word) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world), count = t->count < MOST_WEIGHED ? t->count : MOST_WEIGHED;
  float closeness[MOST_WEIGHED];
  uint32_t weight[MOST_WEIGHED], k = 0;
  if (!count) return 0;
  closeness_now(p, t, count, week, closeness);
  uint32_t left = (uint32_t)((uint64_t)word * weigh(closeness, count, (float)p->meet_floor, weight) >> 32);
  for (uint32_t sum; sum = weight[k] + weight[k + 1] + weight[k + 2] + weight[k + 3], left >= sum; k += 4) left -= sum;
  while (left >= weight[k]) left -= weight[k++];
  return k;
}

/* ---- with somebody new ---- */

static void say_hello(rq_block *b, uint32_t i, uint32_t other, basis how, uint32_t priority) {
  const uint8_t *skill = rq_array(b->world, F_SKILL);
  rq_post(b, &(rq_mail){.to = other, .from = i, .kind = M_HELLO, .priority = priority, .word = {{.u = skill[i]}, {.u = how}}});
}

static void meet_anybody(rq_block *b, uint32_t i, const ties *t, rq_words word) {
  uint32_t others = rq_agents(b->world) - 1;
  if (!others) return;
  uint32_t other = (uint32_t)((uint64_t)word.v[3] * others >> 32);
  other += other >= i;
  if (rq_row_find(&t->row, other) == t->count) say_hello(b, i, other, MET, word.v[2]);
}

static void meet(rq_block *b, uint32_t i, uint32_t number, rq_words word, exchanges *met) {
  const renqing_parameters *p = rq_parameters(b->world);
  ties t = ties_of(b, i);
  float known = (float)p->meet_known, u = rq_unit(word.v[0]);
  bool friend_of_friend = u >= known && u < known + (1.0f - known) * (float)p->friend_of_friend;
  if (u >= known && !friend_of_friend) {
    meet_anybody(b, i, &t, word);
    return;
  }
  uint32_t k = choose_tie(b, &t, word.v[1]);
  if (k == t.count) return;
  if (friend_of_friend)
    rq_post(b, &(rq_mail){.to = t.target[k], .from = i, .kind = M_FRIEND, .priority = word.v[2], .word = {{.u = number}}});
  else
    meet_tie(b, i, &t, k, word.v[2], met);
}

/* A round of meetings: number `number` of each of these people this week. */
static void meet_each(rq_block *b, const rq_round *round, uint32_t number) {
  exchanges met;
  uint32_t person[EXCHANGES], draw[EXCHANGES], word[4][EXCHANGES];
  for (uint32_t from = 0; from < round->count; from += EXCHANGES) {
    uint32_t run = round->count - from < EXCHANGES ? round->count - from : EXCHANGES;
    for (uint32_t n = 0; n < run; n++) {
      person[n] = b->first + round->of[from + n];
      draw[n] = number;
    }
    rq_draw_each(rq_world_key(b->world), person, draw, run, rq_week(b->world), Q_MEETING,
                 (uint32_t *[]){word[0], word[1], word[2], word[3]});
    met.count = 0;
    for (uint32_t n = 0; n < run; n++) {
      rq_expect_agent(b, round, from + n);
      meet(b, person[n], number, (rq_words){{word[0][n], word[1][n], word[2][n], word[3][n]}}, &met);
    }
    draw_closer(b, &met);
  }
}

/* Members of a roster in this block meet another member with a probability. */
static void meet_on_roster(rq_block *b, uint32_t roster, float probability, uint32_t purpose, uint32_t draw) {
  uint32_t count, from = 0;
  const uint32_t *member = rq_roster(b->world, roster, &count);
  if (count < 2) return;
  for (uint32_t step = count; step > 0; step /= 2) /* first member in the block: rosters are in order of person */
    while (from + step <= count && member[from + step - 1] < b->first) from += step;
  for (uint32_t m = from; m < count && member[m] < b->first + b->count; m++) {
    rq_words word = rq_draw(rq_world_key(b->world), member[m], rq_week(b->world), purpose, draw);
    if (!(rq_unit(word.v[0]) < probability)) continue;
    uint32_t partner = (uint32_t)((uint64_t)word.v[1] * (count - 1) >> 32);
    partner += partner >= m;
    ties t = ties_of(b, member[m]);
    uint32_t k = rq_row_find(&t.row, member[partner]);
    exchanges met;
    met.count = 0;
    if (k < t.count)
      meet_tie(b, member[m], &t, k, word.v[2], &met);
    else
      say_hello(b, member[m], member[partner], CLUB, word.v[2]);
    draw_closer(b, &met);
  }
}

void phase_meetings(rq_block *b) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  uint8_t meetings[RQ_BLOCK];
  be_repaid(b);
  rq_poissons(rq_world_key(w), b->first, b->count, rq_week(w), Q_MEETINGS, (float)p->meetings, meetings);
  rq_round round = {0};
  while (rq_agents_round(b, meetings, &round)) meet_each(b, &round, round.number - 1);
  for (uint32_t k = 0; k < p->campaigns_count; k++) meet_on_roster(b, R_EVENT_FIRST + k, 1.0f, Q_EVENT_PARTNER, k);
  for (uint32_t k = 0; k < p->brands_count; k++) meet_on_roster(b, R_CLUB_FIRST + k, (float)p->club_meetings, Q_CLUB_PARTNER, k);
}

/* ---- the other side: one is met, or suggests a tie of one's own ---- */

static void suggest(rq_block *b, const rq_mail *m) {
  ties t = ties_of(b, m->to);
  uint32_t self = rq_row_find(&t.row, m->from), others = t.count - 1;
  if (!others) return;
  uint32_t word = rq_draw(rq_world_key(b->world), m->from, rq_week(b->world), Q_FRIEND, m->word[0].u).v[0];
  uint32_t k = (uint32_t)((uint64_t)word * others >> 32);
  k += k >= self;
  rq_post(b, &(rq_mail){.to = m->from, .from = m->to, .kind = M_SUGGEST, .priority = m->priority, .word = {{.u = t.target[k]}}});
}

void phase_suggestions(rq_block *b) {
  rq_round round = {0};
  exchanges x;
  uint32_t met[EXCHANGES], by[EXCHANGES];
  while (rq_letters_round(b, &round))
    for (uint32_t n = 0; n < round.count;) {
      uint32_t count = 0;
      for (; n < round.count && count < EXCHANGES; n++) {
        const rq_mail *m = &b->mail[round.of[n]];
        met[count] = m->to;
        by[count] = m->from;
        count += m->kind == M_MEET;
        if (m->kind == M_FRIEND) suggest(b, m);
      }
      exchanges_between(b, &x, met, by, count);
      gain(rq_parameters(b->world), &x);
      exchanges_keep(b, &x);
    }
}

void phase_greetings(rq_block *b) {
  for (uint32_t m = 0; m < b->mail_count; m++) {
    rq_expect_letter(b, m);
    const rq_mail *mail = &b->mail[m];
    ties t = ties_of(b, mail->to);
    if (rq_row_find(&t.row, mail->word[0].u) == t.count) say_hello(b, mail->to, mail->word[0].u, MET, mail->priority);
  }
}
