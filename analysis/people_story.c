/* Two people, from the panel's favors and bonds and from the snapshots. */
#include "analysis/people_story.h"
#include "analysis/configured.h"
#include "analysis/happenings.h"
#include "analysis/society.h"
#include <math.h>
#include <stdlib.h>

#define NOBODY 4294967295.0
#define SHOWN 10u /* members of the panel named in a message */

enum { F_WEEK, F_PERSON, F_OTHER, F_ROLE, F_RULE, F_ANSWER, F_SIZE, F_BALANCE, F_CLOSENESS, F_DELAY, F_COLUMNS };
enum { B_WEEK, B_PERSON, B_OTHER, B_WHAT, B_THROUGH, B_CLOSENESS, B_COLUMNS };
enum { HAS_ASKED, WAS_ASKED, HAS_REPAID, WAS_REPAID };
enum { GRANTED, CANNOT, NO_DEAL, NO_CREDIT, WILL_NOT, DEFAULTED };
enum { BOND_MET, BOND_INTRODUCED, BOND_CLUB, BOND_ENDED };

/* How a tie stood in a snapshot. */
typedef struct tie_state {
  uint32_t week;
  bool tied;
  float here[RQ_TIE_FIELDS], there[RQ_TIE_FIELDS]; /* the half of `self`, and that of `other` */
} tie_state;

typedef struct pair {
  const rq_run *run;
  uint32_t self, other; /* self is the one whose events are told */
  rq_happenings favors, bonds;
  tie_state *state;
  size_t states;
  double asked[2], granted[2], repaid[2], units[2]; /* by self, by other */
} pair;

rq_status rq_panel_find(const rq_run *run, uint32_t person, bool *found, rq_error *error) {
  uint32_t *people;
  size_t count;
  rq_status status = rq_run_panel(run, &people, &count, error);
  *found = false;
  if (status != RQ_OK) return status;
  for (size_t i = 0; i < count; i++) *found |= people[i] == person;
  free(people);
  return RQ_OK;
}

char *rq_panel_some(const rq_run *run, rq_error *error) {
  uint32_t *people;
  size_t count;
  rq_writing words;
  if (rq_run_panel(run, &people, &count, error) != RQ_OK) return NULL;
  if (rq_writing_open(&words)) {
    if (count == 0) fputs("nobody", words.file);
    for (size_t i = 0; i < count && i < SHOWN; i++) fprintf(words.file, "%s%u", i ? ", " : "", people[i]);
    if (count > SHOWN) fputs(", ...", words.file);
  }
  free(people);
  char *text = rq_writing_close(&words);
  if (!text) rq_no_memory(error, "the panel");
  return text;
}

static uint64_t half_of(const rq_society *s, uint32_t person, uint32_t other) {
  for (uint64_t k = s->begin[person]; k < s->begin[person + 1]; k++)
    if (s->target[k] == other) return k;
  return s->halves;
}

static rq_status look(pair *p, uint32_t week, tie_state *state, rq_error *error) {
  rq_society s;
  rq_status status = rq_society_load(p->run, week, (1u << RQ_TIE_FIELDS) - 1, &s, error);
  if (status != RQ_OK) return status;
  *state = (tie_state){.week = week};
  if (p->self >= s.people || p->other >= s.people) {
    status = rq_fail(error, RQ_BAD_DATA, "%s: there is no person %u; the run has %zu people, numbered from 0", rq_run_path(p->run),
                     p->self >= s.people ? p->self : p->other, s.people);
  } else {
    uint64_t here = half_of(&s, p->self, p->other), there = half_of(&s, p->other, p->self);
    state->tied = here < s.halves && there < s.halves;
    for (unsigned f = 0; f < RQ_TIE_FIELDS && state->tied; f++) {
      state->here[f] = s.value[f][here];
      state->there[f] = s.value[f][there];
    }
  }
  rq_society_free(&s);
  return status;
}

/* The first and the last snapshot. */
static rq_status look_at_snapshots(pair *p, rq_error *error) {
  size_t count;
  const uint32_t *weeks = rq_run_snapshots(p->run, &count);
  p->state = calloc(2, sizeof *p->state);
  if (!p->state) return rq_no_memory(error, "the story of two people");
  rq_status status = RQ_OK;
  for (size_t i = 0; i < count && status == RQ_OK; i++) {
    if (i > 0 && i + 1 < count) continue;
    status = look(p, weeks[i], &p->state[p->states], error);
    p->states++;
  }
  return status;
}

/* A tie that was there at the start; later ones begin with an event. */
static void tell_start(const pair *p, rq_story *story) {
  if (p->states == 0 || !p->state[0].tied || p->state[0].here[RQ_TIE_SINCE] > 0) return;
  const tie_state *s = &p->state[0];
  unsigned basis = s->here[RQ_TIE_BASIS] < RQ_BASES ? (unsigned)s->here[RQ_TIE_BASIS] : RQ_ACQUAINTANCE;
  rq_writing words;
  if (rq_writing_open(&words))
    fprintf(words.file, "they are tied from the start (%s). In week %u closeness is %.2f from person %u to person %u and %.2f back.",
            rq_basis_names[basis], s->week, (double)s->here[RQ_TIE_CLOSENESS], p->self, p->other, (double)s->there[RQ_TIE_CLOSENESS]);
  rq_story_add(story, 0, 0, 1, "start", &words);
}

static void tell_balance(const pair *p, double balance, FILE *out) {
  if (fabs(balance) < 0.005)
    fputs(" They are quits", out);
  else
    fprintf(out, " Now person %u owes person %u favors of %.2f", balance > 0 ? p->other : p->self, balance > 0 ? p->self : p->other,
            fabs(balance));
}

static void tell_favor(const pair *p, size_t n, FILE *out) {
  static const char *const rules[] = {"need", "renqing", "equity"};
  static const char *const answers[] = {[CANNOT] = "cannot, for want of capacity",
                                        [NO_DEAL] = "agrees to no deal",
                                        [NO_CREDIT] = "gives no more credit",
                                        [WILL_NOT] = "will not",
                                        [DEFAULTED] = "will not, although it owed: a default"};
  double *const *v = p->favors.value;
  unsigned role = (unsigned)v[F_ROLE][n], rule = (unsigned)v[F_RULE][n], answer = (unsigned)v[F_ANSWER][n];
  uint32_t actor = role == HAS_ASKED || role == HAS_REPAID ? p->self : p->other, partner = actor == p->self ? p->other : p->self;
  if (role >= HAS_REPAID) {
    fprintf(out, "person %u gives back favors of %.2f to person %u", actor, v[F_SIZE][n], partner);
    if (v[F_DELAY][n] > 0) fprintf(out, ", %.0f weeks after the last favor", v[F_DELAY][n]);
    fputc('.', out);
  } else {
    fprintf(out, "person %u asks person %u for a favor of %.2f; person %u ", actor, partner, v[F_SIZE][n], partner);
    fputs(answer == GRANTED ? "grants it" : answer <= DEFAULTED ? answers[answer] : "does not answer", out);
    if (rule < sizeof rules / sizeof *rules) fprintf(out, " (%s rule)", rules[rule]);
    fputc('.', out);
  }
  tell_balance(p, v[F_BALANCE][n], out);
  fprintf(out, "; closeness %.2f.", v[F_CLOSENESS][n]);
}

static void count_favor(pair *p, size_t n) {
  double *const *v = p->favors.value;
  unsigned role = (unsigned)v[F_ROLE][n], by = role == WAS_ASKED || role == WAS_REPAID;
  if (role >= HAS_REPAID) {
    p->repaid[by] += 1;
    p->units[by] += v[F_SIZE][n];
  } else {
    p->asked[by] += 1;
    p->granted[by] += v[F_ANSWER][n] == GRANTED;
  }
}

static void tell_bond(const pair *p, size_t n, FILE *out) {
  double *const *v = p->bonds.value;
  switch ((unsigned)v[B_WHAT][n]) {
  case BOND_MET:
    fputs("they meet", out);
    break;
  case BOND_INTRODUCED:
    fputs("they are introduced", out);
    if (v[B_THROUGH][n] != NOBODY) fprintf(out, " by person %.0f", v[B_THROUGH][n]);
    break;
  case BOND_CLUB:
    fputs("they meet in a brand's club", out);
    break;
  default:
    fputs("their tie ends", out);
    return;
  }
  fprintf(out, ". Closeness from person %u to person %u: %.2f.", p->self, p->other, v[B_CLOSENESS][n]);
}

static void add_favor(pair *p, size_t n, rq_story *story) {
  rq_writing words;
  uint32_t week = (uint32_t)p->favors.value[F_WEEK][n];
  count_favor(p, n);
  if (rq_writing_open(&words)) tell_favor(p, n, words.file);
  rq_story_add(story, week, week, 1, p->favors.value[F_ROLE][n] >= HAS_REPAID ? "repayment" : "favor", &words);
}

static void add_bond(const pair *p, size_t n, rq_story *story) {
  rq_writing words;
  uint32_t week = (uint32_t)p->bonds.value[B_WEEK][n];
  if (rq_writing_open(&words)) tell_bond(p, n, words.file);
  rq_story_add(story, week, week, 1, "bond", &words);
}

/* Favors and bonds by week; in a week favors come first, as in the model. */
static void tell_events(pair *p, rq_story *story) {
  size_t f, b, favors = rq_happenings_of(&p->favors, p->self, &f), bonds = rq_happenings_of(&p->bonds, p->self, &b);
  size_t f_end = f + favors, b_end = b + bonds;
  for (;;) {
    while (f < f_end && p->favors.value[F_OTHER][f] != p->other) f++;
    while (b < b_end && p->bonds.value[B_OTHER][b] != p->other) b++;
    if (f == f_end && b == b_end) return;
    if (b == b_end || (f < f_end && p->favors.value[F_WEEK][f] <= p->bonds.value[B_WEEK][b]))
      add_favor(p, f++, story);
    else
      add_bond(p, b++, story);
  }
}

static void tell_side(const pair *p, unsigned by, FILE *out) {
  uint32_t one = by ? p->other : p->self, two = by ? p->self : p->other;
  if (p->asked[by] > 0)
    fprintf(out, "person %u asked person %u %.0f time%s and was granted %.0f; ", one, two, p->asked[by], p->asked[by] == 1 ? "" : "s",
            p->granted[by]);
  else
    fprintf(out, "person %u never asked person %u for a favor; ", one, two);
  if (p->repaid[by] > 0)
    fprintf(out, "person %u gave back favors of %.2f on %.0f occasion%s; ", one, p->units[by], p->repaid[by],
            p->repaid[by] == 1 ? "" : "s");
}

static rq_status tell_summary(const pair *p, FILE *out, rq_error *error) {
  rq_classes classes;
  rq_status status = rq_classes_read(p->run, &classes, error);
  if (status != RQ_OK) return status;
  fprintf(out, "In short: in %u weeks ", rq_run_weeks(p->run));
  tell_side(p, 0, out);
  tell_side(p, 1, out);
  const tie_state *s = p->states ? &p->state[p->states - 1] : NULL;
  if (!s) {
    fputs("the run has no snapshot to tell how it stands.", out);
  } else if (!s->tied) {
    fprintf(out, "in week %u they are not tied.", s->week);
  } else {
    bool kin = (int)s->here[RQ_TIE_BASIS] == RQ_KIN;
    double here = (double)s->here[RQ_TIE_CLOSENESS], there = (double)s->there[RQ_TIE_CLOSENESS];
    fprintf(
        out,
        "in week %u the tie is %s from person %u (closeness %.2f, affective trust %.2f, cognitive trust %.2f) and %s from person %u (%.2f, "
        "%.2f, %.2f).",
        s->week, rq_class_names[rq_class_of(&classes, here, kin)], p->self, here, (double)s->here[RQ_TIE_AFFECTIVE],
        (double)s->here[RQ_TIE_COGNITIVE], rq_class_names[rq_class_of(&classes, there, kin)], p->other, there,
        (double)s->there[RQ_TIE_AFFECTIVE], (double)s->there[RQ_TIE_COGNITIVE]);
    tell_balance(p, (double)s->here[RQ_TIE_BALANCE], out);
    fputc('.', out);
  }
  return RQ_OK;
}

static rq_status load(pair *p, rq_error *error) {
  static const char *const favors[F_COLUMNS] = {"week",   "person", "other",   "role",      "rule",
                                                "answer", "size",   "balance", "closeness", "delay"};
  static const char *const bonds[B_COLUMNS] = {"week", "person", "other", "what", "through", "closeness"};
  rq_status status = rq_happenings_load(p->run, "favors", favors, F_COLUMNS, UINT32_MAX, &p->favors, error);
  if (status == RQ_OK) status = rq_happenings_load(p->run, "bonds", bonds, B_COLUMNS, UINT32_MAX, &p->bonds, error);
  return status == RQ_OK ? look_at_snapshots(p, error) : status;
}

/* Chooses whose events are told. */
static rq_status choose_self(const rq_run *run, uint32_t first, uint32_t second, pair *p, rq_error *error) {
  bool in_first = false, in_second = false;
  rq_status status = rq_panel_find(run, first, &in_first, error);
  if (status == RQ_OK) status = rq_panel_find(run, second, &in_second, error);
  if (status != RQ_OK) return status;
  *p = (pair){.run = run, .self = in_first ? first : second, .other = in_first ? second : first};
  if (in_first || in_second) return RQ_OK;
  char *some = rq_panel_some(run, error);
  if (!some) return RQ_INTERNAL;
  rq_fail(error, RQ_BAD_DATA, "%s: neither person %u nor person %u is in the panel, whose events are kept; in it: %s", rq_run_path(run),
          first, second, some);
  free(some);
  return RQ_BAD_DATA;
}

rq_status rq_people_story(const rq_run *run, uint32_t first, uint32_t second, rq_story *story, rq_error *error) {
  *story = (rq_story){0};
  pair p = {0};
  rq_writing words = {0};
  rq_status status = choose_self(run, first, second, &p, error);
  if (status == RQ_OK) status = load(&p, error);
  if (status != RQ_OK) goto out;
  rq_story_title(story, "Person %u and person %u, told from person %u's side", first, second, p.self);
  tell_start(&p, story);
  tell_events(&p, story);
  if (rq_writing_open(&words)) status = tell_summary(&p, words.file, error);
  story->summary = rq_writing_close(&words);
  if (status == RQ_OK && (!story->summary || story->failed)) status = rq_no_memory(error, "the story of two people");
out:
  if (status != RQ_OK) rq_story_free(story);
  rq_happenings_free(&p.favors);
  rq_happenings_free(&p.bonds);
  free(p.state);
  return status;
}
