/* What people tell each other about brands, and what hearing it does (model.md 6, 8). The tellers' side posts mail over their own
 * ties, with the closeness that they feel; phase_hearsay is the hearers' side. */
#include "models/brands.h"
#include "models/people.h"

/* ---- telling ---- */

static void tell(rq_block *block, uint32_t kind, uint32_t from, uint32_t to, uint32_t draw, uint32_t b, float strength) {
  rq_mail m = {.to = to, .from = from, .priority = draw, .kind = kind, .word = {{.u = b}, {.f = strength}}};
  rq_post(block, &m);
}

void tell_of_failure(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, uint32_t draw) {
  ties t = ties_of(block, agent);
  uint32_t occasion = draw / MAX_BRANDS;
  for (uint32_t k = 0; k < t.count; k++) {
    float g = tie_now(s->p, &t, k, s->week).g;
    if (g < (float)s->p->told_from) continue;
    /* the draw is the friend's number, not its place in the row: rows differ between scenarios; four occasions a week differ */
    if (rq_unit(rq_draw(s->key, agent, s->week, Q_WARN, t.target[k]).v[occasion % 4]) >= g) continue;
    tell(block, M_WARN, agent, t.target[k], draw, b, (float)s->p->warning * g);
  }
}

void tell_of_leaving(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, uint32_t draw) {
  ties t = ties_of(block, agent);
  for (uint32_t k = 0; k < t.count; k++) {
    float g = tie_now(s->p, &t, k, s->week).g;
    if (g >= (float)s->p->told_from) tell(block, M_LEFT, agent, t.target[k], draw, b, g);
  }
}

/* One tie, P proportional to closeness; t->count where there is none. */
static uint32_t choose_friend(const brand_state *s, const ties *t, float u, float *closeness) {
  float g[MOST_WEIGHED];
  uint32_t count = t->count < MOST_WEIGHED ? t->count : MOST_WEIGHED;
  for (uint32_t k = 0; k < count; k++) g[k] = tie_now(s->p, t, k, s->week).g;
  uint32_t k = pick(g, count, u);
  if (k == count) return t->count;
  *closeness = g[k];
  return k;
}

void tell_of_purchase(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, uint32_t draw) {
  if (rq_uniform(s->key, agent, s->week, Q_TELL, draw) >= (float)s->p->brands[b].wom) return;
  ties t = ties_of(block, agent);
  float g;
  uint32_t k = choose_friend(s, &t, rq_uniform(s->key, agent, s->week, Q_TELL_CHOICE, draw), &g);
  if (k < t.count) tell(block, M_TOLD, agent, t.target[k], draw, b, 1.0f);
}

uint32_t recommend_brand(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, float affective) {
  ties t = ties_of(block, agent);
  float g;
  uint32_t k = choose_friend(s, &t, rq_uniform(s->key, agent, s->week, Q_RECOMMEND_CHOICE, b), &g);
  if (k == t.count) return RQ_NOBODY;
  tell(block, M_RECOMMENDED, agent, t.target[k], b, b, (float)s->p->recommend_affective * g * affective);
  return t.target[k];
}

/* ---- hearing ---- */

/* A warning takes a share of the trust; who hears one has an opinion from then on. */
static void be_warned(const brand_state *s, size_t pair, uint32_t b, float share) {
  half now = brand_now(s, pair, b);
  now.a -= share * now.a;
  now.c -= share * now.c;
  s->flags[pair] |= OPINION;
  brand_keep(s, pair, now);
}

static void hear(rq_block *block, const brand_state *s, const rq_mail *m) {
  static const uint8_t what[MAILS] = {
      [M_WARN] = HEARD_WARNING, [M_LEFT] = HEARD_LEAVING, [M_TOLD] = HEARD_WORD_OF_MOUTH, [M_RECOMMENDED] = HEARD_RECOMMENDATION};
  uint32_t b = m->word[0].u;
  float strength = m->word[1].f;
  size_t pair = pair_of(s, m->to, b);
  switch (m->kind) {
  case M_WARN:
    be_warned(s, pair, b, strength);
    rq_add(block, S_WARNINGS, b, 1);
    break;
  case M_LEFT:
    doubt_add(s, pair, strength);
    rq_add(block, S_LEAVING_TOLD, b, 1);
    break;
  case M_RECOMMENDED: {
    half now = brand_now(s, pair, b);
    now.a = clamp01(now.a + strength);
    brand_keep(s, pair, now);
    s->flags[pair] |= KNOWS;
    break;
  }
  default:
    s->flags[pair] |= KNOWS;
    break; /* word of mouth */
  }
  if (rq_in_panel(block->world, m->to)) rq_note(block, E_HEARD, (double[]){s->week, m->to, m->from, b, what[m->kind], (double)strength});
}

void phase_hearsay(rq_block *block) {
  brand_state s = brand_state_of(block->world);
  for (uint32_t n = block->mail_begin[0]; n < block->mail_begin[block->count]; n++) hear(block, &s, &block->mail[n]);
}
