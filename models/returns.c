/* What customers give back to a brand to which they owe (model.md 8). The sixth favor, tolerating a disruption, is given when one
 * happens: see purchases.c. */
#include "models/brands.h"

typedef struct gift {
  uint32_t agent, b;
  size_t pair;
  giving kind;
} gift;

static bool is_open(const brand_state *s, const rq_block *block, const gift *x) {
  uint8_t flags = s->flags[x->pair];
  switch (x->kind) {
  case TRY:
    return launched_by(s->p, x->b, s->week) && !(flags & (WILL_TRY | TRIED));
  case REVIEW:
    return s->purchases[x->pair] > 0;
  case RECOMMEND:
    return rq_row_of(block, x->agent).count > 0;
  case APP:
    return !(flags & HAS_APP);
  case JOIN_CLUB:
    return !(flags & IN_CLUB);
  default:
    return false;
  }
}

/* One of the favors that are open, each as likely; TOLERATE where none is. The words of the draw do not depend on which are open. */
static giving choose_gift(const brand_state *s, const rq_block *block, gift x) {
  giving open[RETURNS];
  uint32_t count = 0;
  for (x.kind = TRY; x.kind < RETURNS; x.kind++)
    if (is_open(s, block, &x)) open[count++] = x.kind;
  if (count == 0) return TOLERATE;
  float u = rq_uniform(s->key, x.agent, s->week, Q_RETURN_KIND, x.b);
  return open[(uint32_t)(u * (float)count)];
}

static float worth_of(const renqing_parameters *p, giving kind) {
  const double worth[RETURNS] = {[TOLERATE] = p->worth_tolerate,   [TRY] = p->worth_try, [REVIEW] = p->worth_review,
                                 [RECOMMEND] = p->worth_recommend, [APP] = p->worth_app, [JOIN_CLUB] = p->worth_club};
  return (float)worth[kind];
}

/* The effect; `other` becomes the friend of a recommendation. False where nothing could be given after all. */
static bool give(rq_block *block, const brand_state *s, const gift *x, uint32_t *other) {
  half now = brand_now(s, x->pair, x->b);
  switch (x->kind) {
  case TRY:
    s->flags[x->pair] |= WILL_TRY;
    break;
  case REVIEW:
    rq_add(block, S_REVIEW_SCORES, x->b, 0.5 + 0.5 * (double)now.a);
    break;
  case RECOMMEND:
    *other = recommend_brand(block, s, x->agent, x->b, now.a);
    break;
  case APP:
    s->flags[x->pair] |= HAS_APP;
    break;
  case JOIN_CLUB:
    s->flags[x->pair] |= IN_CLUB;
    break;
  default:
    return false;
  }
  if (x->kind == RECOMMEND && *other == RQ_NOBODY) return false;
  brand_keep(s, x->pair, now); /* from here on with the fading of a member, where it has just joined */
  return true;
}

static void give_back(rq_block *block, const brand_state *s, gift x) {
  x.kind = choose_gift(s, block, x);
  uint32_t other = RQ_NOBODY;
  if (!give(block, s, &x, &other)) return;
  float worth = owed_less(s, x.pair, worth_of(s->p, x.kind));
  rq_add(block, S_RETURNS, x.b * RETURNS + x.kind, 1);
  if (rq_in_panel(block->world, x.agent)) rq_note(block, E_RETURN, (double[]){s->week, x.agent, x.b, x.kind, (double)worth, other});
}

void phase_returns(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  if (!s.p->returns || s.brands == 0) return;
  size_t first = pair_of(&s, block->first, 0), end = pair_of(&s, block->first + block->count, 0);
  for (size_t pair = first; pair < end; pair++) {
    if (s.owed[pair] <= 0) continue; /* nearly all */
    uint32_t i = (uint32_t)(pair / s.brands), b = (uint32_t)(pair % s.brands);
    float u = rq_uniform(s.key, i, s.week, Q_RETURN, b), mean = (float)s.p->return_rate * rq_fixed(s.owed[pair]);
    if (u < mean && u < 1.0f - rq_exp(-mean)) give_back(block, &s, (gift){i, b, pair, TOLERATE});
  }
}
