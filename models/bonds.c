/* Ties that begin and end (model.md 2, 3, 4), and face (5). */
#include "models/people.h"
#include "sim/compiler.h"

static void note_bond(rq_block *b, uint32_t person, uint32_t other, unsigned what, uint32_t through, float g) {
  if (rq_in_panel(b->world, person)) rq_note(b, E_BOND, (double[]){rq_week(b->world), person, other, what, through, (double)g});
}

/* ---- ends ---- */

void end_tie(rq_block *b, uint32_t person, uint32_t k, bool tell) {
  const renqing_parameters *p = rq_parameters(b->world);
  ties t = ties_of(b, person);
  if (tell) rq_post(b, &(rq_mail){.to = t.target[k], .from = person, .kind = M_END});
  note_bond(b, person, t.target[k], 3, RQ_NOBODY, tie_now(p, &t, k, rq_week(b->world)).g);
  rq_add(b, S_TIES_ENDED, 0, 1);
  rq_tie_remove(b, person, k);
}

/* Ends the least close tie that is neither kin nor of this week; false where there is none. A tie of this week stays,
 * because its other half may be under way. */
static bool make_room(rq_block *b, uint32_t person) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  ties t = ties_of(b, person);
  if (t.count < (uint32_t)p->most_ties) return true;
  uint32_t least = t.count;
  float g_least = 2.0f;
  for (uint32_t k = 0; k < t.count; k++) {
    float g = tie_now(p, &t, k, week).g;
    if (t.basis[k] == KIN || t.since[k] == week || g >= g_least) continue;
    least = k;
    g_least = g;
  }
  if (least == t.count) return false;
  end_tie(b, person, least, true);
  return true;
}

/* ---- begins ---- */

bool begin_tie(rq_block *b, uint32_t person, const bond *with) {
  uint32_t week = rq_week(b->world);
  rq_row row = rq_row_of(b, person);
  if (rq_row_find(&row, with->other) < row.count || !make_room(b, person)) return false;
  row = rq_tie_add(b, person, with->other);
  ties t = ties_of(b, person);
  uint32_t k = row.count - 1;
  t.basis[k] = (uint8_t)with->basis;
  t.skill[k] = (uint8_t)with->skill;
  t.since[k] = (uint16_t)week;
  t.introducer[k] = with->introducer;
  tie_set(&t, k, with->value, week);
  rq_add(b, S_TIES_MADE, 0, 1);
  note_bond(b, person, with->other, with->basis - MET, with->introducer, with->value.g);
  return true;
}

/* A half towards somebody new, each half drawn by itself. */
static bond new_tie(const rq_block *b, uint32_t person, uint32_t other, uint32_t skill, uint32_t how) {
  const renqing_parameters *p = rq_parameters(b->world);
  rq_words word = rq_draw(rq_world_key(b->world), person, rq_week(b->world), Q_NEW_TIE, other);
  float g = (float)p->met_closeness * (0.5f + rq_unit(word.v[0]));
  float low = (float)p->met_cognitive_low, high = (float)p->met_cognitive_high;
  half h = {g, (float)p->met_affective * g, low + (high - low) * rq_unit(word.v[1])};
  return (bond){.other = other, .skill = skill, .basis = how, .introducer = RQ_NOBODY, .value = h};
}

/* Both persons of an introduction get this letter from themselves, so both halves begin in the same phase; where one has
 * no room, it says so and the other's half ends too. */
static void begin_introduced(rq_block *b, const rq_mail *m) {
  bond with = {.other = m->word[0].u,
               .skill = m->word[1].u,
               .basis = INTRODUCED,
               .introducer = m->word[2].u,
               .value = {m->word[3].f, m->word[4].f, m->word[5].f}};
  rq_row row = rq_row_of(b, m->to);
  bool tied = rq_row_find(&row, with.other) < row.count;
  if (!tied && !begin_tie(b, m->to, &with)) rq_post(b, &(rq_mail){.to = with.other, .from = m->to, .kind = M_END});
}

static void be_greeted(rq_block *b, const rq_mail *m) {
  const uint8_t *skill = rq_array(b->world, F_SKILL);
  bond with = new_tie(b, m->to, m->from, m->word[0].u, m->word[1].u);
  if (!begin_tie(b, m->to, &with)) return;
  rq_post(b,
          &(rq_mail){.to = m->from, .from = m->to, .kind = M_WELCOME, .priority = m->priority, .word = {{.u = skill[m->to]}, m->word[1]}});
}

void phase_welcomes(rq_block *b) {
  for (uint32_t m = 0; m < b->mail_count; m++) {
    rq_expect_letter(b, m);
    if (b->mail[m].kind == M_BOND)
      begin_introduced(b, &b->mail[m]);
    else
      be_greeted(b, &b->mail[m]);
  }
}

static void be_welcomed(rq_block *b, const rq_mail *m) {
  bond with = new_tie(b, m->to, m->from, m->word[0].u, m->word[1].u);
  rq_row row = rq_row_of(b, m->to);
  bool tied = rq_row_find(&row, m->from) < row.count;
  if (!tied && !begin_tie(b, m->to, &with)) rq_post(b, &(rq_mail){.to = m->from, .from = m->to, .kind = M_END});
}

/* ---- fading ties end; looked for in a quarter of the people each week ---- */

/* What is observed of a row. Sums are of whole numbers, so that they may be added many at a time. `faded`: may have to end. */
typedef struct tie_sums {
  int64_t closeness, balance; /* 2^-16; 1/1024 favor units, without sign */
  uint32_t mixed, expressive, faded;
} tie_sums;

/* Sums over every RQ_LANES-th tie, in 32 bits: enough for a row; a balance is added in two halves. */
typedef struct lane_sums {
  uint32_t other[RQ_LANES], mixed[RQ_LANES], close[RQ_LANES], faded[RQ_LANES], closeness[RQ_LANES], low[RQ_LANES], high[RQ_LANES];
} lane_sums;

static inline uint64_t sum_of(const uint32_t lane[RQ_LANES]) {
  uint64_t sum = 0;
  for (uint32_t k = 0; k < RQ_LANES; k++) sum += lane[k];
  return sum;
}

RQ_CLONES static tie_sums add_up(const renqing_parameters *p, const ties *t, const float *closeness) {
  const float mixed_from = p->fading.mixed_from, expressive_from = p->fading.expressive_from, ends_below = (float)p->ends_below;
  const uint32_t count = t->count;
  lane_sums s = {0};
  int32_t other[RQ_LANES]; /* not kin */
  for (uint32_t from = 0; from < count; from += RQ_LANES) {
    const uint8_t *basis_of_tie = t->basis + from;
    const int32_t *balance = t->balance + from;
    const float *now = closeness + from;
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) other[k] = basis_of_tie[k] != KIN;
#pragma omp simd
    for (uint32_t k = 0; k < RQ_LANES; k++) {
      int32_t there = from + k < count, but_kin = other[k] & there, owed = balance[k] * there;
      uint32_t size = (uint32_t)(owed < 0 ? -owed : owed);
      s.other[k] += (uint32_t)but_kin;
      s.close[k] += (uint32_t)((now[k] >= expressive_from) & but_kin);
      s.mixed[k] += (uint32_t)((now[k] >= mixed_from) & but_kin);
      s.faded[k] += (uint32_t)((now[k] < ends_below) & but_kin);
      s.closeness[k] += (uint32_t)((int32_t)(now[k] * 0x1p16f) * there);
      s.low[k] += size & 0xffff;
      s.high[k] += size >> 16;
    }
  }
  uint32_t close = (uint32_t)sum_of(s.close);
  return (tie_sums){.closeness = (int64_t)sum_of(s.closeness),
                    .balance = (int64_t)(sum_of(s.high) * 0x10000 + sum_of(s.low)),
                    .mixed = (uint32_t)sum_of(s.mixed) - close,
                    .expressive = count - (uint32_t)sum_of(s.other) + close,
                    .faded = (uint32_t)sum_of(s.faded)};
}

static bool has_faded(const rq_block *b, const ties *t, uint32_t k, float closeness) {
  const renqing_parameters *p = rq_parameters(b->world);
  if (closeness >= (float)p->ends_below || t->basis[k] == KIN || t->since[k] == rq_week(b->world)) return false;
  return fabsf(rq_fixed(t->balance[k])) < (float)p->ends_debt;
}

/* Ends those that have faded, from the last to the first; `now` is how close they are. */
static void end_faded(rq_block *b, uint32_t i, ties *t, float *now) {
  for (uint32_t k = t->count; k-- > 0;)
    if (has_faded(b, t, k, now[k])) {
      end_tie(b, i, k, true);
      now[k] = now[--t->count];
    }
}

static void look_through(rq_block *b, uint32_t i) {
  const renqing_parameters *p = rq_parameters(b->world);
  float now[UINT16_MAX + RQ_LANES];
  ties t = ties_of(b, i);
  closeness_now(p, &t, t.count, rq_week(b->world), now);
  tie_sums sum = add_up(p, &t, now);
  if (sum.faded) {
    end_faded(b, i, &t, now);
    sum = add_up(p, &t, now);
  }
  rq_add(b, S_PEOPLE_LOOKED_AT, 0, 1);
  rq_add(b, S_TIES, INSTRUMENTAL, t.count - sum.mixed - sum.expressive);
  rq_add(b, S_TIES, MIXED, sum.mixed);
  rq_add(b, S_TIES, EXPRESSIVE, sum.expressive);
  rq_add(b, S_TIES_LOOKED_AT, 0, t.count);
  rq_add(b, S_CLOSENESS, 0, (double)sum.closeness * 0x1p-16);
  rq_add(b, S_OPEN_BALANCE, 0, (double)sum.balance * 0x1p-10);
}

/* Old debts shrink, both halves by the same integer. */
static void forgive(rq_block *b, uint32_t i) {
  const renqing_parameters *p = rq_parameters(b->world);
  ties t = ties_of(b, i);
  for (uint32_t k = 0; k < t.count; k++) {
    int32_t size = t.balance[k] < 0 ? -t.balance[k] : t.balance[k];
    int32_t less = (int32_t)((float)size * (float)p->forgiveness + 0.5f);
    t.balance[k] -= t.balance[k] < 0 ? -less : less;
  }
}

/* Face returns to 1 with its half-life (5). */
static void restore_face(rq_block *b) {
  const renqing_parameters *p = rq_parameters(b->world);
  float *face = rq_array(b->world, F_FACE), keep = rq_exp2(-1.0f / (float)p->face_half_life);
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    face[i] = 1.0f + (face[i] - 1.0f) * keep;
    rq_add(b, S_FACE, 0, (double)face[i]);
  }
  rq_add(b, S_PEOPLE, 0, b->count);
}

void phase_farewells(rq_block *b) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t week = rq_week(b->world);
  for (uint32_t n = 0; n < b->count; n++) {
    uint32_t i = b->first + n;
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) {
      if (b->mail[m].kind == M_WELCOME)
        be_welcomed(b, &b->mail[m]);
      else
        change_face(b, i, -b->mail[m].word[0].f);
    }
    if (i % 4 == week % 4) {
      if (n + 8 < b->count) rq_expect_row(b, n + 8);
      look_through(b, i);
    }
    if (p->forgiveness > 0 && week % 4 == 0) forgive(b, i);
  }
  restore_face(b);
}

void phase_endings(rq_block *b) {
  for (uint32_t m = 0; m < b->mail_count; m++) {
    rq_expect_letter(b, m);
    rq_row row = rq_row_of(b, b->mail[m].to);
    uint32_t k = rq_row_find(&row, b->mail[m].from);
    if (k < row.count) end_tie(b, b->mail[m].to, k, false);
  }
}
