/* What the phases of the people's week share: a row of ties with its columns, needs, answers and bookings. */
#ifndef RENQING_PEOPLE_H
#define RENQING_PEOPLE_H

#include "models/tie.h"

/* ---- a person's ties ---- */

typedef struct ties {
  uint32_t count;
  const uint32_t *target;
  uint16_t *g, *a, *c; /* as of the week `last` */
  int32_t *balance;    /* what the other owes this person */
  uint8_t *basis, *skill;
  uint16_t *last, *favored, *since;
  uint32_t *introducer;
  rq_row row;
} ties;

static inline ties ties_at(const rq_rows *rows, rq_row row) {
#define COLUMN(field, type) RQ_COLUMN(rows, row, field, type)
  return (ties){.row = row,
                .count = row.count,
                .target = row.target,
                .g = COLUMN(T_CLOSENESS, uint16_t),
                .a = COLUMN(T_AFFECTIVE, uint16_t),
                .c = COLUMN(T_COGNITIVE, uint16_t),
                .balance = COLUMN(T_BALANCE, int32_t),
                .basis = COLUMN(T_BASIS, uint8_t),
                .skill = COLUMN(T_SKILL, uint8_t),
                .last = COLUMN(T_LAST, uint16_t),
                .favored = COLUMN(T_FAVORED, uint16_t),
                .since = COLUMN(T_SINCE, uint16_t),
                .introducer = COLUMN(T_INTRODUCER, uint32_t)};
#undef COLUMN
}

static inline ties ties_of(const rq_block *b, uint32_t person) {
  return ties_at(b->rows, rq_row_of(b, person));
}

/* To look at, from anywhere. */
static inline ties ties_seen(const rq_world *w, uint32_t person) {
  return ties_at(rq_world_rows(w, person), rq_world_row(w, person));
}

static inline half tie_now(const renqing_parameters *p, const ties *t, uint32_t k, uint32_t week) {
  half was = {rq_fraction(t->g[k]), rq_fraction(t->a[k]), rq_fraction(t->c[k])};
  return faded(&p->fading, was, (float)(week - t->last[k]), t->basis[k] == KIN);
}

/* Room for the weights of a row: a longer row (a hub of a real network) is weighed by its first ties only. */
#define MOST_WEIGHED 4096u

/* The closeness of the first `count` ties; with it affective trust. The arrays have room up to a multiple of RQ_LANES. */
void closeness_now(const renqing_parameters *, const ties *, uint32_t count, uint32_t week, float *closeness);
void bonds_now(const renqing_parameters *, const ties *, uint32_t count, uint32_t week, float *closeness, float *affective);

void tie_set(const ties *, uint32_t k, half now, uint32_t week); /* an exchange: stored, and contact is now */

/* Halves of ties of different people in which something is exchanged: brought to now all at once, changed, and kept all at once. */
enum { EXCHANGES = 256 };
typedef struct exchanges {
  uint32_t count;
  uint32_t person[EXCHANGES], place[EXCHANGES]; /* in the person's row */
  int32_t kin[EXCHANGES], kept[EXCHANGES];      /* kept: 0 where nothing came of it, so that it is no contact */
  float weeks[EXCHANGES], g[EXCHANGES], a[EXCHANGES], c[EXCHANGES];
} exchanges;

void exchanges_add(const rq_block *, exchanges *, uint32_t person, uint32_t k);
/* Those of each person with the other, EXCHANGES at most, as they are now. */
void exchanges_between(const rq_block *, exchanges *, const uint32_t *person, const uint32_t *other, uint32_t count);
void exchanges_now(const fading *, exchanges *);
void exchanges_keep(const rq_block *, exchanges *); /* stored, and contact is now; clears the list */

static inline tie_class tie_class_now(const renqing_parameters *p, const ties *t, uint32_t k, half now) {
  return class_of(p, now.g, t->basis[k] == KIN);
}

/* ---- choices (candidates.c) ---- */

/* Picks k with probability proportional to weight[k]; count when all weights are 0. `u` in (0, 1). With pick_or there is one thing more
 * to choose, which is number `count` and weighs `other`. */
uint32_t pick(const float *weight, uint32_t count, float u);
uint32_t pick_or(const float *weight, uint32_t count, float other, float u);

/* The ties among which many people choose one each, so that all can be weighed at once. */
enum { CHOOSERS = 256, CANDIDATES = MOST_WEIGHED + 2048 };
typedef struct candidates {
  uint32_t choosers, count;
  uint32_t first[CHOOSERS + 1]; /* the candidates of chooser n: first[n] ... first[n + 1] - 1 */
  uint32_t place[CANDIDATES];   /* in the chooser's row */
  float g[CANDIDATES], a[CANDIDATES], weeks[CANDIDATES], balance[CANDIDATES];
  int32_t kin[CANDIDATES];
  float weight[CANDIDATES];
} candidates;

void candidates_clear(candidates *);
/* Where to put the places of one more chooser's candidates (MOST_WEIGHED at most); NULL where there is no room for as many as may be. */
uint32_t *candidates_room(candidates *, const ties *);
/* Takes the ties whose places were put there; `unit` is that of the balances. */
void candidates_add(candidates *, const ties *, uint32_t found, uint32_t week, float unit);
/* Closeness and affective trust become those of now. */
void candidates_now(const fading *, candidates *);

/* ---- needs and answers (3) ---- */

typedef struct need {
  uint32_t number; /* which of its person's needs of the week */
  uint32_t skill, priority;
  float size, urgency, choice;
} need;

/* A need that is put once more, to the person introduced, draws by another number. */
enum { AGAIN = 0x10000 };

need need_of(const rq_world *, uint32_t person, uint32_t week, uint32_t number);
/* The same for many at once, CHOOSERS at most. */
void needs_of(const rq_world *, uint32_t week, const uint32_t *person, const uint32_t *number, uint32_t count, need *needs);

/* How a person answers a petition over their half of the tie. The draws are keyed by the person in need, the week and the number of the
 * need; `third` for the petition of a broker. */
typedef struct petition {
  uint32_t helper, asker;
  uint32_t person, number; /* keys of the draws */
  bool third;
  float size, urgency, asker_face;
} petition;

typedef struct verdict {
  answer answer;
  rule rule;
  int32_t amount; /* booked, in 1/1024 favor units; 0 when settled in money or not granted */
} verdict;

/* Petitions, EXCHANGES at most, each to another person. */
void answer_petitions(rq_block *, const petition *, uint32_t count, verdict *);

typedef struct outcome {
  uint32_t asker, helper;
  float size;
  verdict verdict;
} outcome;

/* What verdicts do to the halves of those who asked, EXCHANGES at most, each another person; posts gossip after a default. */
void bear_verdicts(rq_block *, const outcome *, uint32_t count);
/* What they do to closeness, in both halves alike. */
void change_closeness(const renqing_parameters *, exchanges *, const int32_t *answers, const int32_t *rules, const float *size);
void note_favor(rq_block *, uint32_t person, uint32_t other, unsigned role, verdict, float size, int32_t balance, float g);

/* Creditors are paid back (repayments.c); the mail is M_REPAY. */
void be_repaid(rq_block *);

void change_face(rq_block *, uint32_t person, float by);

/* ---- ties that begin and end (bonds.c) ---- */

typedef struct bond {
  uint32_t other, skill, basis, introducer;
  half value;
} bond;

/* Ties a person to another, making room where there are too many; false where they are tied already or no room could be made. */
bool begin_tie(rq_block *, uint32_t person, const bond *);
void end_tie(rq_block *, uint32_t person, uint32_t k, bool tell);

/* The start (people_start.c), what files see, and the invariants (people.c). */
void found_people(rq_world *, const rq_network *);
void populate_people(rq_block *, const rq_network *);
void view_people(const rq_world *, uint32_t person, float *const *out);
rq_status verify_people(const rq_world *, rq_error *);

#endif
