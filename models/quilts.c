/* Social quilts (Jackson, Rodriguez-Barraquer & Tan 2012, American Economic Review 102:1857): what is left of a network in which a favor is
 * only done where refusing it would cost enough friends.
 *
 * A need comes with probability p a period, of each for each friend; a favor is worth v and costs c; the future is discounted by d. A favor is
 * done where refusing would lose m friends, m being the smallest number with d p (v - c) / (1 - d) m > c. In a week, all at once:
 *
 *   1. Friends tell each other who their friends are (where ties need friends in common).
 *   2. Who has fewer than m friends has too little to lose: it would refuse, and so loses all of them. A tie with too few friends in common
 *      ends, too.
 *   3. The other half of the ties that are over goes.
 *
 * That goes on until nothing changes: what is left is the m-core, in which every refusal would be too dear. In one week (`shock_week`) one
 * tie, or one person with all its ties, is lost at random, and nothing else: the losses of the weeks after are the contagion, which is small in a network
 * patched together from small cliques (a quilt) and may take all of another one that was as stable. */
#include "models/quilts.h"
#include <math.h>

double rq_quilt_friends(const rq_quilt *q) {
  double worth = q->patience * q->need * (q->benefit - q->cost) / (1 - q->patience); /* of one friend, for ever */
  return worth > 0 ? floor(q->cost / worth) + 1 : INFINITY;
}

/* ---- parameters ---- */

#define AT(field) offsetof(quilts_parameters, field)

static const char *const shocks[] = {"none", "tie", "person", NULL};

static const rq_parameter rows[] = {
    {"patience", RQ_NUMBER, AT(quilt.patience), "", 0, 0.999999999, "0.95", NULL, "d: what the next period counts for"},
    {"need", RQ_NUMBER, AT(quilt.need), "", 0, 1, "0.05", NULL, "p: chance that somebody needs a certain friend's favor, a period"},
    {"benefit", RQ_NUMBER, AT(quilt.benefit), "", 0, 1e9, "2", NULL, "v: of a favor"},
    {"cost", RQ_NUMBER, AT(quilt.cost), "", 0, 1e9, "1", NULL, "c: of a favor"},
    {"common", RQ_INTEGER, AT(common), "people", 0, 1000, "0", NULL,
     "friends in common without whom a tie ends; 1: only ties with support last, as all have in a quilt of m from 2 on"},
    {"shock", RQ_CHOICE, AT(shock), "", 0, 0, "none", shocks, "what is lost in one week: a tie, or a person with all its ties, at random"},
    {"shock_week", RQ_INTEGER, AT(shock_week), "week", 1, 60000, "50", NULL, "the week of that loss"},
};

static const rq_group groups[] = {
    {.path = "quilts", .description = "social quilts, with model: quilts", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "quilts", "weeks", "100"},
    {"model", "quilts", "replicates", "1"},
    {"model", "quilts", "population.size", "0"},
    {"model", "quilts", "population.network.kind", "karate"},
    {"model", "quilts", "population.network.degree_cap", "65000"},
    {"model", "quilts", "population.network.map.weight", "none"},
    {"model", "quilts", "panel.size", "0"},
    {"model", "quilts", "output.part_weeks", "100"},
};

const rq_schema rq_quilts_schema = {"quilts", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(quilts_parameters)};

static void prepare(void *given) {
  quilts_parameters *p = given;
  p->friends = rq_quilt_friends(&p->quilt);
}

/* ---- state and observables ---- */

enum { F_DROPPED, F_COMMON, F_PERSON, F_TIE, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_DROPPED] =
        {"dropped", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "week", NULL, 0, "week in which the person had too few friends; 0 for none"},
    [F_COMMON] = {"common",
                  RQ_U16,
                  RQ_PER_TIE,
                  {0, 0},
                  false,
                  true,
                  "people",
                  NULL,
                  0,
                  "friends in common, at the beginning of the week; 0 where ties need none"},
    [F_PERSON] = {"shocked", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "", NULL, RQ_NOBODY, "who loses a tie, or all"},
    [F_TIE] = {"shocked_tie", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "", NULL, 0, "the place of that tie among the person's"},
};

static const rq_series series[QUILTS_SERIES] = {
    [QUILTS_PEOPLE] = {"people", RQ_TALLY, {0, 0}, 0, "people", "people who have ties at the end of the week"},
    [QUILTS_TIES] = {"ties", RQ_TALLY, {0, 0}, 0, "ties", "ties at the end of the week"},
    [QUILTS_LOST] = {"lost", RQ_TALLY, {0, 0}, 0, "ties", "ties that ended in the week for want of friends"},
    [QUILTS_SHOCKED] = {"shocked", RQ_TALLY, {0, 0}, 0, "ties", "ties that were lost at random"},
    [QUILTS_DROPPED] = {"dropped", RQ_TALLY, {0, 0}, 0, "people", "people who had too few friends"},
};

enum { Q_SHOCK = 1 };

/* ---- a week ---- */

enum { SHOCK, TELL, JUDGE, END, PHASES };
enum { M_FRIENDS, M_OVER };
#define NAMES 7u /* people in a letter */

static bool shock_now(const rq_world *w) {
  const quilts_parameters *p = rq_parameters(w);
  return p->shock != QUILTS_NO_SHOCK && rq_week(w) == p->shock_week;
}

/* All ties, or all people who have some, are equally likely to be lost. */
static void choose(rq_world *w) {
  const quilts_parameters *p = rq_parameters(w);
  uint32_t *person = rq_array(w, F_PERSON), *tie = rq_array(w, F_TIE);
  uint64_t all = 0;
  *person = RQ_NOBODY;
  if (!shock_now(w)) return;
  bool one = p->shock == QUILTS_PERSON;
  for (uint32_t i = 0; i < rq_agents(w); i++) all += one ? rq_world_row(w, i).count > 0 : rq_world_row(w, i).count;
  if (all == 0) return;
  rq_words chance = rq_draw(rq_world_key(w), 0, rq_week(w), Q_SHOCK, 0);
  uint64_t wanted = (((uint64_t)chance.v[0] << 32) + chance.v[1]) % all; /* uneven by less than 1 in 2^31 */
  for (uint32_t i = 0;; i++) {
    uint32_t ties = rq_world_row(w, i).count, here = one ? ties > 0 : ties;
    if (wanted < here) {
      *person = i;
      *tie = (uint32_t)wanted;
      return;
    }
    wanted -= here;
  }
}

static void tell(rq_block *b) {
  const quilts_parameters *p = rq_parameters(b->world);
  for (uint32_t i = b->first; p->common && i < b->first + b->count; i++) {
    rq_row row = rq_row_of(b, i);
    for (uint32_t from = 0; from < row.count; from += NAMES) {
      rq_mail letter = {.from = i, .kind = M_FRIENDS};
      for (uint32_t n = 0; n < NAMES; n++) letter.word[n].u = from + n < row.count ? row.target[from + n] : RQ_NOBODY;
      for (uint32_t k = 0; k < row.count; k++) {
        letter.to = row.target[k];
        rq_post(b, &letter);
      }
    }
  }
}

/* Counts the friends in common along each tie. */
static void compare_friends(rq_block *b) {
  for (uint32_t n = 0; n < b->count; n++) {
    rq_row row = rq_row_of(b, b->first + n);
    uint16_t *common = RQ_COLUMN(b->rows, row, F_COMMON, uint16_t);
    for (uint32_t k = 0; k < row.count; k++) common[k] = 0;
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) {
      const rq_mail *letter = &b->mail[m];
      uint32_t place = rq_row_find(&row, letter->from);
      for (uint32_t f = 0; f < NAMES; f++) common[place] = (uint16_t)(common[place] + (rq_row_find(&row, letter->word[f].u) < row.count));
    }
  }
}

/* Ends the tie, and tells the other. */
static void end_tie(rq_block *b, uint32_t i, uint32_t place, uint32_t of_series) {
  rq_row row = rq_row_of(b, i);
  rq_post(b, &(rq_mail){.to = row.target[place], .from = i, .kind = M_OVER, .word = {{.u = of_series}}});
  rq_tie_remove(b, i, place);
  rq_add(b, of_series, 0, 0.5); /* the other half, where it goes */
}

static void end_all(rq_block *b, uint32_t i, uint32_t of_series) {
  for (uint32_t k = rq_row_of(b, i).count; k-- > 0;) end_tie(b, i, k, of_series);
}

static void judge_person(rq_block *b, const quilts_parameters *p, uint32_t i) {
  uint32_t *dropped = rq_array(b->world, F_DROPPED);
  rq_row row = rq_row_of(b, i);
  if (row.count > 0 && row.count < p->friends) {
    dropped[i] = rq_week(b->world);
    rq_add(b, QUILTS_DROPPED, 0, 1);
    end_all(b, i, QUILTS_LOST);
    return;
  }
  const uint16_t *common = RQ_COLUMN(b->rows, row, F_COMMON, uint16_t);
  for (uint32_t k = row.count; k-- > 0;) /* the last entry, which moves to the place of one that goes, has been looked at */
    if (common[k] < p->common) end_tie(b, i, k, QUILTS_LOST);
}

static void judge(rq_block *b) {
  const quilts_parameters *p = rq_parameters(b->world);
  const uint32_t *person = rq_array(b->world, F_PERSON), *tie = rq_array(b->world, F_TIE);
  bool shock = shock_now(b->world); /* nothing else happens in that week */
  if (p->common && !shock) compare_friends(b);
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    if (!shock) judge_person(b, p, i);
    if (!shock || i != *person) continue;
    if (p->shock == QUILTS_TIE)
      end_tie(b, i, *tie, QUILTS_SHOCKED);
    else
      end_all(b, i, QUILTS_SHOCKED);
  }
}

/* The other may have ended it, too. */
static void end(rq_block *b) {
  uint64_t halves = 0, people = 0;
  for (uint32_t m = 0; m < b->mail_count; m++) {
    rq_row row = rq_row_of(b, b->mail[m].to);
    uint32_t place = rq_row_find(&row, b->mail[m].from);
    if (place == row.count) continue;
    rq_tie_remove(b, b->mail[m].to, place);
    rq_add(b, b->mail[m].word[0].u, 0, 0.5);
  }
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    uint32_t ties = rq_row_of(b, i).count;
    halves += ties;
    people += ties > 0;
  }
  rq_add(b, QUILTS_PEOPLE, 0, (double)people);
  rq_add(b, QUILTS_TIES, 0, (double)halves / 2);
}

static const rq_phase week[PHASES] = {
    [SHOCK] = {"shock", "in one week, what is to be lost at random is chosen", NULL, choose},
    [TELL] = {"tell", "friends tell each other who their friends are", tell, NULL},
    [JUDGE] = {"judge", "who has too few friends loses them; ties without enough friends in common end", judge, NULL},
    [END] = {"end", "the other halves of these ties go", end, NULL},
};
static const rq_mail_kind mail[] = {
    [M_FRIENDS] = {"friends", JUDGE, NAMES},
    [M_OVER] = {"over", END, 1},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint32_t *dropped = rq_array(w, F_DROPPED);
  for (uint32_t i = 0; i < rq_agents(w); i++)
    if (dropped[i] && rq_world_row(w, i).count)
      return rq_fail(error, RQ_INTERNAL, "week %u: person %u, dropped in week %u, has %u ties", rq_week(w), i, dropped[i],
                     rq_world_row(w, i).count);
  return RQ_OK;
}

const rq_model rq_quilts_model = {
    .name = "quilts",
    .description = "social quilts",
    .schema = &rq_quilts_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = QUILTS_SERIES,
    .mails = mail,
    .mails_count = RQ_COUNT_OF(mail),
    .phases = week,
    .phases_count = PHASES,
    .weighted = true, /* by `none`: of a network's file no weights, and nothing else */
    .prepare = prepare,
    .verify = verify,
};
