/* Loyalty by imitation (the voter model: Clifford & Sudbury 1973, Holley & Liggett 1975): each week everybody looks at a friend, and is loyal
 * next week to the brand that the friend was loyal to. adding_a_model.md builds this file step by step. */
#include "sim/world.h"

typedef struct parameters {
  double start;
  int64_t friends;
} parameters;

static const rq_parameter rows[] = {
    {"start", RQ_NUMBER, offsetof(parameters, start), "", 0, 1, "0.3", NULL, "share of the people who are loyal to the newcomer in week 0"},
    {"friends", RQ_INTEGER, offsetof(parameters, friends), "", 1, 4, "1", NULL, "at how many friends one looks, to do as most of them do"},
};
static const rq_group groups[] = {
    {.path = "loyalty", .description = "loyalty by imitation", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)}};
static const rq_schema schema = {.name = "loyalty", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(parameters)};

enum { F_NEWCOMER, F_NEXT, FIELDS };
static const rq_field fields[FIELDS] = {
    [F_NEWCOMER] = {"newcomer", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "no yes", 0, "is loyal to the newcomer"},
    [F_NEXT] = {"next", RQ_U8, RQ_PER_AGENT, {0, 0}, false, false, "", "no yes", 0, "will be, next week"},
};

enum { S_LOYAL, S_PEOPLE, SERIES };
static const rq_series series[SERIES] = {
    [S_LOYAL] = {"loyal", RQ_TALLY, {0, 0}, 0, "people", "people who are loyal to the newcomer"},
    [S_PEOPLE] = {"people", RQ_TALLY, {0, 0}, 0, "people", "people"},
};
enum { Q_LOOK = 1 }; /* what chance decides: one number for each question */

static void populate(rq_block *b, const rq_network *network) {
  const parameters *p = rq_parameters(b->world);
  uint8_t *newcomer = rq_array(b->world, F_NEWCOMER);
  (void)network; /* its ties are there already */
  for (uint32_t i = b->first; i < b->first + b->count; i++) newcomer[i] = i + 0.5 < p->start * rq_agents(b->world);
}

static void look(rq_world *w) {
  const parameters *p = rq_parameters(w);
  uint8_t *newcomer = rq_array(w, F_NEWCOMER), *next = rq_array(w, F_NEXT);
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    rq_row ties = rq_world_row(w, i);
    rq_words chance = rq_draw(rq_world_key(w), i, rq_week(w), Q_LOOK, 0);
    int balance = 0;
    for (int64_t k = 0; k < p->friends && ties.count; k++) balance += newcomer[ties.target[rq_below(chance.v[k], ties.count)]] ? 1 : -1;
    next[i] = balance ? balance > 0 : newcomer[i];
  }
  for (uint32_t i = 0; i < rq_agents(w); i++) rq_tally_global(w, S_LOYAL, 0, newcomer[i] = next[i]);
  rq_tally_global(w, S_PEOPLE, 0, rq_agents(w));
}
static const rq_phase week[] = {{"look", "everybody looks at friends, and follows them", NULL, look}};

const rq_model rq_loyalty_model = {
    .name = "loyalty",
    .description = "loyalty by imitation",
    .schema = &schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = SERIES,
    .phases = week,
    .phases_count = RQ_COUNT_OF(week),
    .fixed_ties = true,
    .populate = populate,
};
