/* The renqing model: its week, its mail, and its tables. */
#include "models/renqing.h"
#include "models/people.h"
#include "models/tables.h"
#include "sim/suggest.h"
#include <string.h>

/* The week (model.md 3, "Order of a week"). A phase sees its own people and its mail. */
static const rq_phase week[PHASES] = {
    [P_PRICES] = {"prices", "prices, entries, launches; whose turn it is in each campaign", phase_prices, once_prices},
    [P_CONTACTS] = {"contacts", "campaigns reach their customers", phase_contacts, once_contacts},
    [P_NEEDS] = {"needs", "capacity is reset; needs arise, and ties or the market are asked", phase_needs, NULL},
    [P_ANSWERS] = {"answers", "petitions are answered by the need, renqing or equity rule", phase_answers, NULL},
    [P_OUTCOMES] = {"outcomes", "what the answers do; brokers are asked", phase_outcomes, NULL},
    [P_BROKERS] = {"brokers", "brokers look among their ties", phase_brokers, NULL},
    [P_THIRDS] = {"thirds", "third persons answer", phase_thirds, NULL},
    [P_INTRODUCTIONS] = {"introductions", "introductions are booked", phase_introductions, NULL},
    [P_REPAYMENTS] = {"repayments", "who owes repays, more at festivals", phase_repayments, NULL},
    [P_MEETINGS] = {"meetings", "creditors are repaid; people meet ties and strangers", phase_meetings, NULL},
    [P_SUGGESTIONS] = {"suggestions", "the other side of meetings; a tie suggests a tie of its own", phase_suggestions, NULL},
    [P_GREETINGS] = {"greetings", "who was suggested is greeted", phase_greetings, NULL},
    [P_WELCOMES] = {"welcomes", "new ties begin: introduced, or greeted", phase_welcomes, NULL},
    [P_FAREWELLS] = {"farewells", "their other halves begin; gossip and face; faded ties end", phase_farewells, NULL},
    [P_ENDINGS] = {"endings", "the other halves of ended ties end", phase_endings, NULL},
    [P_PURCHASES] = {"purchases", "occasions, choice, experience; leaving is told", phase_purchases, NULL},
    [P_RETURNS] = {"returns", "customers who owe give back", phase_returns, NULL},
    [P_HEARSAY] = {"hearsay", "warnings, leaving, word of mouth and recommendations are heard", phase_hearsay, NULL},
    [P_MARKET] = {"market", "ratings, profits, shares; customers are observed", phase_market, once_market},
};

static const rq_mail_kind mail[MAILS] = {
    [M_RETRY] = {"retry", P_NEEDS, 3},
    [M_PETITION] = {"petition", P_ANSWERS, 4},
    [M_UNMET] = {"unmet", P_OUTCOMES, 1},
    [M_ANSWER] = {"answer", P_OUTCOMES, 4},
    [M_BROKER] = {"broker request", P_BROKERS, 6},
    [M_THIRD] = {"request to a third person", P_THIRDS, 7},
    [M_THIRD_ANSWER] = {"answer of a third person", P_INTRODUCTIONS, 5},
    [M_INTRODUCED] = {"introduction", P_INTRODUCTIONS, 6},
    [M_REPAY] = {"repayment", P_MEETINGS, 3},
    [M_MEET] = {"meeting", P_SUGGESTIONS, 0},
    [M_FRIEND] = {"wish to meet a friend's friend", P_SUGGESTIONS, 1},
    [M_SUGGEST] = {"suggestion", P_GREETINGS, 1},
    [M_BOND] = {"bond", P_WELCOMES, 6},
    [M_HELLO] = {"hello", P_WELCOMES, 2},
    [M_WELCOME] = {"welcome", P_FAREWELLS, 2},
    [M_GOSSIP] = {"gossip", P_FAREWELLS, 1},
    [M_END] = {"end", P_ENDINGS, 0},
    [M_WARN] = {"warning", P_HEARSAY, 1},
    [M_LEFT] = {"leaving", P_HEARSAY, 1},
    [M_TOLD] = {"word of mouth", P_HEARSAY, 1},
    [M_RECOMMENDED] = {"recommendation", P_HEARSAY, 1},
};

/* ---- what is derived from the parameters ---- */

static void prepare_class(fading *f, tie_class class, double half_life) {
  f->rate[class] = (float)(1.0 / half_life);
  f->half_life[class] = (float)half_life;
}

static void prepare_fading(const renqing_parameters *p, fading *f) {
  f->expressive_from = (float)p->expressive_from;
  f->mixed_from = (float)p->mixed_from;
  f->expressive_level = rq_log2(f->expressive_from);
  f->mixed_level = rq_log2(f->mixed_from);
  prepare_class(f, INSTRUMENTAL, p->half_life_instrumental);
  prepare_class(f, MIXED, p->half_life_mixed);
  prepare_class(f, EXPRESSIVE, p->half_life_expressive);
  f->cognitive_rate = (float)(1.0 / p->half_life_cognitive);
  f->cognitive_rest = (float)p->cognitive_rest;
  f->kin_floor = (float)p->kin_floor;
  f->club_rate = 1.0f / (float)p->club_half_life;
}

static void prepare(void *parameters) {
  renqing_parameters *p = parameters;
  prepare_fading(p, &p->fading);
  for (uint32_t k = 0; k < p->brands_count; k++) p->brand_label[k] = p->brands[k].name;
  for (uint32_t k = 0; k < p->campaigns_count; k++) p->campaign_label[k] = p->campaigns[k].name;
  for (uint32_t k = 0; k < p->channels_count; k++) p->channel_label[k] = p->channels[k].name;
  double sum = 0;
  uint32_t there = 0;
  for (uint32_t k = 0; k < p->brands_count; k++)
    if (p->brands[k].enters <= 0) {
      sum += p->brands[k].price;
      there++;
    }
  p->reference_price = there ? (float)(sum / there) : (p->brands_count ? (float)p->brands[0].price : 1.0f);
}

/* ---- dimensions ---- */

#define LABELS(name, ...) static const char *const name[] = {__VA_ARGS__}
LABELS(class_labels, "instrumental", "mixed", "expressive");
LABELS(rule_labels, "need", "renqing", "equity");
LABELS(reason_labels, "cannot", "no_deal", "no_credit", "will_not", "default");
LABELS(return_labels, "tolerate", "try", "review", "recommend", "app", "club");

static void dimensions(const void *parameters, rq_dimension *d) {
  const renqing_parameters *p = parameters;
  d[D_BRAND] = (rq_dimension){"brand", p->brands_count, p->brand_label};
  d[D_BRAND_TO] = (rq_dimension){"brand_to", p->brands_count, p->brand_label};
  d[D_CLASS] = (rq_dimension){"tie_class", CLASSES, class_labels};
  d[D_RULE] = (rq_dimension){"rule", RULES, rule_labels};
  d[D_REASON] = (rq_dimension){"reason", ANSWERS - CANNOT, reason_labels};
  d[D_RETURN] = (rq_dimension){"return_kind", RETURNS, return_labels};
  d[D_CAMPAIGN] = (rq_dimension){"campaign", p->campaigns_count, p->campaign_label};
  d[D_CHANNEL] = (rq_dimension){"channel", p->channels_count, p->channel_label};
  d[D_LAG] = (rq_dimension){"lag", (uint32_t)(p->war_window + p->war_memory), NULL};
}

/* ---- people and brands together ---- */

static void check(const void *parameters, rq_error *error) {
  const renqing_parameters *p = parameters;
  double shares = 0;
  for (uint32_t k = 0; k < p->generations_count; k++) shares += p->generations[k].share;
  if (!(shares > 0)) rq_fail(error, RQ_BAD_DATA, "population.generations: the shares sum to %g; they must sum to more than 0", shares);
  if (p->mixed_from > p->expressive_from)
    rq_fail(error, RQ_BAD_DATA, "ties.mixed_from is %g; it must be at most ties.expressive_from, %g", p->mixed_from, p->expressive_from);
  check_brands(p, error);
}

enum { MOST_GENERATIONS = 250 }; /* as in parameters.c */

/* A network from a file may name generations; they must be those of the configuration. */
static rq_status check_generations(const renqing_parameters *p, const rq_network *n, rq_error *error) {
  const char *known[MOST_GENERATIONS];
  for (uint32_t k = 0; k < p->generations_count; k++) known[k] = p->generations[k].name;
  for (uint32_t i = 0; n->generation && i < n->vertices; i++) {
    const char *name = n->generation[i];
    bool there = !name;
    for (uint32_t k = 0; k < p->generations_count && !there; k++) there = strcmp(name, known[k]) == 0;
    if (there) continue;
    const char *near = rq_suggest(name, known, p->generations_count);
    return rq_fail(error, RQ_BAD_DATA, "the network's person %u is of generation '%s', which is not in population.generations%s%s%s", i,
                   name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  }
  return RQ_OK;
}

static rq_status found(rq_world *w, const rq_network *n, rq_error *error) {
  const renqing_parameters *p = rq_parameters(w);
  rq_status status = check_generations(p, n, error);
  if (status) return status;
  for (uint32_t i = 0; n->skill && i < n->vertices; i++)
    if (n->skill[i] < 0.0f || n->skill[i] >= (float)p->skills)
      return rq_fail(error, RQ_BAD_DATA, "the network's person %u has skill %g; with population.skills = %d it must be 0 to %d", i,
                     (double)n->skill[i], (int)p->skills, (int)p->skills - 1);
  found_people(w, n);
  return found_brands(w, n, error);
}

static void populate(rq_block *b, const rq_network *n) {
  populate_people(b, n);
  populate_brands(b, n);
}

static void view(const rq_world *w, uint32_t agent, rq_place place, float *const *out) {
  if (place == RQ_PER_TIE)
    view_people(w, agent, out);
  else
    view_brands(w, agent, out);
}

static rq_status verify(const rq_world *w, rq_error *error) {
  rq_status people = verify_people(w, error), brands = verify_brands(w, error);
  return people ? people : brands;
}

/* At whom campaigns aim. */
static const uint32_t configured[] = {F_SAMPLE};

const rq_model rq_renqing_model = {
    .name = "renqing",
    .description = "consumers, colleagues, kin and brands who exchange favors",
    .odd = renqing_odd,
    .schema = &renqing_schema,
    .fields = renqing_fields,
    .fields_count = FIELDS,
    .series = renqing_series,
    .series_count = SERIES,
    .events = renqing_events,
    .events_count = EVENTS,
    .mails = mail,
    .mails_count = MAILS,
    .phases = week,
    .phases_count = PHASES,
    .dimensions_count = DIMENSIONS,
    .rosters_count = ROSTERS,
    .configured = configured,
    .configured_count = RQ_COUNT_OF(configured),
    .prepare = prepare,
    .dimensions = dimensions,
    .check = check,
    .found = found,
    .populate = populate,
    .view = view,
    .verify = verify,
};
