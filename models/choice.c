/* Choice among the brands that customers know (model.md 6). The offers of many brands to many customers are weighed at once. */
#include "models/brands.h"
#include "sim/compiler.h"

double price_for(const brand_state *s, const rq_world *w, size_t pair, uint32_t b) {
  if (!s->coupon[pair]) return s->price[b];
  int64_t reserved = ((const int64_t *)rq_array(w, G_COUPON_WORTH))[s->coupon_campaign[pair]];
  int64_t forgone = to_micro(s->price[b] * s->p->campaigns[s->coupon_campaign[pair]].value);
  return s->price[b] - from_micro(forgone < reserved ? forgone : reserved);
}

/* One for each of the pairs beside them. */
typedef struct offers {
  float plain[PAIRS]; /* what does not depend on the tie: taste, price, habit */
  float convention[PAIRS], owed[PAIRS], doubt[PAIRS], doubt_weeks[PAIRS];
  float v[PAIRS]; /* V(b), the systematic part of the choice */
} offers;

/* The customers at hand: the offers to customer n are those from first[n] to first[n + 1] - 1. */
typedef struct weighing {
  uint32_t customers;
  uint32_t first[PAIRS + 1];
  pairs of;
  halves now;
  offers x;
} weighing;

static void add_offer(const brand_state *s, const rq_world *w, uint32_t agent, uint32_t b, weighing *at) {
  const renqing_parameters *p = s->p;
  uint32_t n = at->of.count++;
  size_t pair = pair_of(s, agent, b);
  float price = (float)price_for(s, w, pair, b) / p->reference_price - 1.0f;
  float plain = s->taste[pair] - (float)p->choice_price * s->price_sensitivity[agent] * price;
  at->of.pair[n] = pair;
  at->of.brand[n] = (uint8_t)b;
  at->x.plain[n] = s->last_brand[agent] == b ? plain + (float)p->choice_habit : plain;
  at->x.convention[n] = s->orientation[agent];
  at->x.owed[n] = rq_fixed(s->owed[pair]);
  at->x.doubt[n] = rq_fraction(s->doubt[pair]);
  at->x.doubt_weeks[n] = (float)(int32_t)(s->week - s->doubt_week[pair]);
}

/* The brands that the customer knows and that are on sale; who has promised to try a launched product buys that. */
static bool add_offers(const brand_state *s, const rq_world *w, uint32_t agent, weighing *at) {
  const uint8_t *flags = s->flags + pair_of(s, agent, 0);
  for (uint32_t b = 0; b < s->brands; b++) {
    if (!(flags[b] & WILL_TRY) || !brand_entered(s->p, b, s->week)) continue;
    add_offer(s, w, agent, b, at);
    return true;
  }
  for (uint32_t b = 0; b < s->brands; b++)
    if (flags[b] & KNOWS && brand_entered(s->p, b, s->week)) add_offer(s, w, agent, b, at);
  return false;
}

RQ_CLONES static void weigh(const renqing_parameters *p, uint32_t count, const halves *restrict now, offers *restrict x) {
  const float mixed = p->fading.mixed_from, expressive = p->fading.expressive_from, half_life = (float)p->doubt_half_life;
  const float cognitive = (float)p->choice_cognitive, affective = (float)p->choice_affective;
  const float owed = (float)p->choice_owed, doubt = (float)p->choice_doubt;
  for (uint32_t n = 0; n < count; n++) {
    float some = now->g[n] >= mixed ? 1.0f : 0.0f, much = now->g[n] >= expressive ? 1.0f : 0.0f; /* k = some + much */
    float favor = x->convention[n] * (some + much) * (affective * now->a[n] + owed * rq_tanh(x->owed[n]));
    float left = x->doubt[n] * rq_exp2(-x->doubt_weeks[n] / half_life);
    float loyal = 1.0f - x->convention[n] * some * now->a[n];
    x->v[n] = x->plain[n] + cognitive * (now->c[n] - 0.5f) + favor - doubt * left * loyal;
  }
}

RQ_CLONES static void exponentiate(uint32_t count, float *v) {
  for (uint32_t n = 0; n < count; n++) v[n] = rq_exp(v[n]);
}

/* P proportional to e^V; the highest V of each customer becomes 0 first, so that nothing overflows. */
static void weights_of(weighing *at) {
  for (uint32_t c = 0; c < at->customers; c++) {
    uint32_t first = at->first[c], end = at->first[c + 1];
    float highest = first < end ? at->x.v[first] : 0.0f;
    for (uint32_t n = first; n < end; n++) highest = at->x.v[n] > highest ? at->x.v[n] : highest;
    for (uint32_t n = first; n < end; n++) at->x.v[n] -= highest;
  }
  exponentiate(at->of.count, at->x.v);
}

static void choose(const weighing *at, uint32_t c, float u, selection *chosen) {
  uint32_t n = at->first[c], end = at->first[c + 1];
  float sum = 0.0f;
  chosen->b = NO_BRAND;
  if (n == end) return;
  for (uint32_t k = n; k < end; k++) sum += at->x.v[k];
  float left = u * sum;
  while (n + 1 < end && left >= at->x.v[n]) left -= at->x.v[n++];
  chosen->b = at->of.brand[n];
  chosen->was = (half){at->now.g[n], at->now.a[n], at->now.c[n]};
}

uint32_t choose_brands(const brand_state *s, const rq_world *w, const uint32_t *agent, uint32_t count, uint32_t occasion,
                       selection *chosen) {
  weighing at;
  at.customers = at.of.count = at.first[0] = 0;
  while (at.customers < count && at.customers < PAIRS && at.of.count + s->brands <= PAIRS) {
    chosen[at.customers].trial = add_offers(s, w, agent[at.customers], &at);
    at.first[++at.customers] = at.of.count;
  }
  brands_now(s, &at.of, &at.now);
  weigh(s->p, at.of.count, &at.now, &at.x);
  weights_of(&at);
  for (uint32_t c = 0; c < at.customers; c++) choose(&at, c, rq_uniform(s->key, agent[c], s->week, Q_CHOICE, occasion), &chosen[c]);
  return at.customers;
}
