/* What people tell each other about brands, and what hearing it does (model.md 6, 8). The tellers' side posts mail over their own
 * ties, with the closeness that they feel; phase_hearsay is the hearers' side. */
#include "models/brands.h"
#include "models/people.h"

/* ---- telling ---- */

/* The letter's priority says which brand: it is the remainder of the draw. */
static void tell(rq_block *block, uint32_t kind, uint32_t from, uint32_t to, uint32_t draw, float strength) {
  rq_mail m;
  m.to = to;
  m.from = from;
  m.priority = draw;
  m.kind = kind;
  m.word[0].f = strength;
  rq_post(block, &m);
}

/* A row of ties and how close they are now. Of a longer row than MOST_WEIGHED the rest is computed one by one. */
typedef struct friends {
  ties t;
  uint32_t weighed, week;
  float g[MOST_WEIGHED];
} friends;

static void find_friends(const rq_block *block, const brand_state *s, uint32_t agent, friends *f) {
  f->t = ties_of(block, agent);
  f->weighed = f->t.count < MOST_WEIGHED ? f->t.count : MOST_WEIGHED;
  f->week = s->week;
  closeness_now(s->p, &f->t, f->weighed, s->week, f->g);
}

static inline float closeness_to(const brand_state *s, const friends *f, uint32_t k) {
  return k < f->weighed ? f->g[k] : tie_now(s->p, &f->t, k, f->week).g;
}

void tell_of_failure(rq_block *block, const brand_state *s, uint32_t agent, uint32_t draw) {
  friends f;
  find_friends(block, s, agent, &f);
  uint32_t occasion = draw / MAX_BRANDS;
  for (uint32_t k = 0; k < f.t.count; k++) {
    float g = closeness_to(s, &f, k);
    if (g < (float)s->p->told_from) continue;
    /* the draw is the friend's number, not its place in the row: rows differ between scenarios; four occasions a week differ */
    if (rq_unit(rq_draw(s->key, agent, s->week, Q_WARN, f.t.target[k]).v[occasion % 4]) >= g) continue;
    tell(block, M_WARN, agent, f.t.target[k], draw, (float)s->p->warning * g);
  }
}

void tell_of_leaving(rq_block *block, const brand_state *s, uint32_t agent, uint32_t draw) {
  friends f;
  find_friends(block, s, agent, &f);
  for (uint32_t k = 0; k < f.t.count; k++) {
    float g = closeness_to(s, &f, k);
    if (g >= (float)s->p->told_from) tell(block, M_LEFT, agent, f.t.target[k], draw, g);
  }
}

/* The place of a tie, P proportional to closeness; the number of ties where there is none to choose. */
static uint32_t choose_friend(const friends *f, float u) {
  uint32_t k = pick(f->g, f->weighed, u);
  return k < f->weighed ? k : f->t.count;
}

void tell_of_purchase(rq_block *block, const brand_state *s, uint32_t agent, uint32_t draw) {
  friends f;
  find_friends(block, s, agent, &f);
  uint32_t k = choose_friend(&f, rq_uniform(s->key, agent, s->week, Q_TELL_CHOICE, draw));
  if (k < f.t.count) tell(block, M_TOLD, agent, f.t.target[k], draw, 1.0f);
}

uint32_t recommend_brand(rq_block *block, const brand_state *s, uint32_t agent, uint32_t b, float affective) {
  friends f;
  find_friends(block, s, agent, &f);
  uint32_t k = choose_friend(&f, rq_uniform(s->key, agent, s->week, Q_RECOMMEND_CHOICE, b));
  if (k == f.t.count) return RQ_NOBODY;
  tell(block, M_RECOMMENDED, agent, f.t.target[k], b, (float)s->p->recommend_affective * f.g[k] * affective);
  return f.t.target[k];
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
  uint32_t b = m->priority % MAX_BRANDS;
  float strength = m->word[0].f;
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
