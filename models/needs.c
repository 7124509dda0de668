/* Needs, and whom to ask (model.md 3). The ties that the people of a block could ask are weighed all at once. */
#include "models/people.h"
#include "sim/compiler.h"

RQ_CLONES static void draw_sizes(const float *normal, uint32_t count, float sigma, float *restrict size) {
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) size[n] = rq_exp(sigma * normal[n] - 0.5f * sigma * sigma); /* mean 1 */
}

void needs_of(const rq_world *w, uint32_t week, const uint32_t *person, const uint32_t *number, uint32_t count, need *needs) {
  const renqing_parameters *p = rq_parameters(w);
  uint32_t kind[CHOOSERS], extent[CHOOSERS], urgency[CHOOSERS], choice[CHOOSERS];
  float normal[CHOOSERS], size[CHOOSERS];
  rq_draw_each(rq_world_key(w), person, number, count, week, Q_NEED, (uint32_t *[]){kind, extent, urgency, choice});
  rq_normal_each(extent, count, normal);
  draw_sizes(normal, count, (float)p->size_sigma, size);
  for (uint32_t n = 0; n < count; n++)
    needs[n] = (need){.number = number[n],
                      .skill = (uint32_t)((uint64_t)kind[n] * (uint64_t)p->skills >> 32),
                      .priority = kind[n] & RQ_MOST_PRIORITY, /* skills are few: they take the upper bits */
                      .size = size[n],
                      .urgency = rq_unit(urgency[n]),
                      .choice = rq_unit(choice[n])};
}

need need_of(const rq_world *w, uint32_t person, uint32_t week, uint32_t number) {
  need one;
  needs_of(w, week, &person, &number, 1, &one);
  return one;
}

static void petition_tie(rq_block *b, uint32_t i, uint32_t to, const need *n) {
  const float *face = rq_array(b->world, F_FACE);
  rq_post(b, &(rq_mail){.to = to,
                        .from = i,
                        .kind = M_PETITION,
                        .priority = n->priority,
                        .word = {{.u = n->number}, {.f = face[i]}, {.f = n->size}, {.f = n->urgency}}});
}

/* ---- whom to ask ---- */

/* Needs that are asked for at once. */
typedef struct asking {
  uint32_t count, person[CHOOSERS], number[CHOOSERS];
  need need[CHOOSERS];
  candidates among;
} asking;

RQ_CLONES static void weigh(const renqing_parameters *p, candidates *restrict c) {
  const float closeness = (float)p->ask_closeness, balance = (float)p->ask_balance, affective = (float)p->ask_affective;
  const float instrumental = (float)p->ask_instrumental, temperature = (float)p->temperature, mixed_from = p->fading.mixed_from;
  const uint32_t count = c->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    float utility = closeness * c->g[n] + balance * rq_tanh(c->balance[n]) + affective * c->a[n];
    utility -= c->g[n] < mixed_from && !c->kin[n] ? instrumental : 0.0f;
    c->weight[n] = rq_exp(utility / temperature);
  }
}

/* Those with the skill, of the needs from number `from` on for which there is room; returns the number of the next need. */
static uint32_t find_candidates(const rq_block *b, asking *a, uint32_t from) {
  candidates *c = &a->among;
  uint32_t n = from, week = rq_week(b->world);
  for (candidates_clear(c); n < a->count; n++) {
    if (n + RQ_AHEAD < a->count) rq_expect_row(b, a->person[n + RQ_AHEAD] - b->first);
    ties t = ties_of(b, a->person[n]);
    uint32_t *place = candidates_room(c, &t), found = 0;
    if (!place) break;
    for (uint32_t k = 0; k < t.count && found < MOST_WEIGHED; k++) {
      place[found] = k;
      found += t.skill[k] == a->need[n].skill;
    }
    candidates_add(c, &t, found, week, a->need[n].size);
  }
  return n;
}

/* A tie with the skill is asked, or the market; where no tie has it, see 4. */
static void ask(rq_block *b, uint32_t i, const need *n, candidates *c, uint32_t chooser) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t first = c->first[chooser], with_skill = c->first[chooser + 1] - first;
  if (!with_skill) {
    rq_post(b, &(rq_mail){.to = i, .from = i, .kind = M_UNMET, .priority = n->number, .word = {{.u = n->number}}});
    return;
  }
  float market = rq_exp((float)p->market_utility / (float)p->temperature);
  uint32_t chosen = pick_or(c->weight + first, with_skill, market, n->choice);
  if (chosen == with_skill)
    rq_add(b, S_TO_MARKET, 0, 1);
  else
    petition_tie(b, i, rq_row_of(b, i).target[c->place[first + chosen]], n);
}

static void ask_all(rq_block *b, asking *a) {
  const renqing_parameters *p = rq_parameters(b->world);
  needs_of(b->world, rq_week(b->world), a->person, a->number, a->count, a->need);
  for (uint32_t from = 0, end; from < a->count; from = end) {
    end = find_candidates(b, a, from);
    candidates_now(&p->fading, &a->among);
    weigh(p, &a->among);
    for (uint32_t n = from; n < end; n++) ask(b, a->person[n], &a->need[n], &a->among, n - from);
  }
  a->count = 0;
}

/* A need of last week that waited for an introduction is put once to the person introduced. */
static void ask_introduced(rq_block *b, const rq_mail *m) {
  need n = need_of(b->world, m->to, m->word[1].u, m->word[0].u);
  ties t = ties_of(b, m->to);
  uint32_t other = m->word[2].u;
  n.number |= AGAIN;
  if (rq_row_find(&t.row, other) < t.count)
    petition_tie(b, m->to, other, &n);
  else
    rq_add(b, S_TO_MARKET, 0, 1);
}

void phase_needs(rq_block *b) {
  rq_world *w = b->world;
  const renqing_parameters *p = rq_parameters(w);
  const float *capacity = rq_array(w, F_CAPACITY);
  int32_t *left = rq_array(w, F_CAPACITY_LEFT);
  uint8_t needs[RQ_BLOCK];
  asking at_once;
  at_once.count = 0;
  for (uint32_t n = 0; n < b->count; n++) left[b->first + n] = rq_to_fixed(capacity[b->first + n]);
  for (uint32_t m = 0; m < b->mail_count; m++) ask_introduced(b, &b->mail[m]);
  rq_poissons(rq_world_key(w), b->first, b->count, rq_week(w), Q_NEEDS, (float)p->needs, needs);
  for (uint32_t n = 0; n < b->count; n++) {
    rq_add(b, S_NEEDS, 0, needs[n]);
    for (uint32_t k = 0; k < needs[n]; k++) {
      at_once.person[at_once.count] = b->first + n;
      at_once.number[at_once.count++] = k;
      if (at_once.count == CHOOSERS) ask_all(b, &at_once);
    }
  }
  ask_all(b, &at_once);
}
