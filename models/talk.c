/* Word of mouth over strong and weak ties (Goldenberg, Libai & Muller 2001): how fast does an innovation spread?
 *
 * People live in cliques of `strong` people, tied to all in their clique, and meet `weak` - 1 others at random in a period. In each period
 * all who have not adopted act in random order, each seeing who adopted before it, also in this period. With m adopters in the clique and j
 * among the people met, one adopts with probability
 *
 *     1 - (1 - alpha) (1 - beta_weak)^j (1 - beta_strong)^m
 *
 * alpha being advertising. Read from a replication of the paper, which says that it is one. */
#include "models/talk.h"
#include "sim/order.h"

/* ---- parameters ---- */

#define AT(field) offsetof(talk_parameters, field)

static const rq_parameter rows[] = {
    {"strong", RQ_INTEGER, AT(strong), "people", 1, 1000, "5", NULL, "people in a clique (s)"},
    {"weak", RQ_INTEGER, AT(weak), "people", 1, 1000, "5", NULL, "one more than the people met at random in a period (w)"},
    {"alpha", RQ_NUMBER, AT(alpha), "", 0, 1, "0.0005", NULL, "chance that advertising alone convinces in a period"},
    {"beta_weak", RQ_NUMBER, AT(beta_weak), "", 0, 1, "0.005", NULL, "chance that one adopter met at random convinces"},
    {"beta_strong", RQ_NUMBER, AT(beta_strong), "", 0, 1, "0.01", NULL, "chance that one adopter of the own clique convinces"},
};

static const rq_group groups[] = {{.path = "talk",
                                   .description = "word of mouth over strong and weak ties, with model: talk",
                                   .parameters = rows,
                                   .parameters_count = RQ_COUNT_OF(rows)}};

static const rq_preset presets[] = {
    {"model", "talk", "population.size", "3000"},
    {"model", "talk", "weeks", "1000"},
    {"model", "talk", "replicates", "20"},
    {"model", "talk", "population.network.kind", "small_world"},
    {"model", "talk", "population.network.mean_degree", "0"},
    {"model", "talk", "panel.size", "0"},
    {"model", "talk", "output.part_weeks", "1000"},
};

const rq_schema rq_talk_schema = {"talk", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(talk_parameters)};

/* ---- state and observables ---- */

enum { F_ADOPTED, F_ORDER, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_ADOPTED] = {"adopted", RQ_U16, RQ_PER_AGENT, {0, 0}, false, true, "week", NULL, 0, "period of the adoption; 0 for not yet"},
    [F_ORDER] = {"order", RQ_U32, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, 0, "who acts when in this period"},
};

static const rq_series series[TALK_SERIES] = {
    [TALK_ADOPTERS] = {"adopters", RQ_TALLY, {0, 0}, 0, "people", "people who have adopted by the end of the period"},
    [TALK_MET] = {"adopters_met", RQ_TALLY, {0, 0}, 0, "people", "adopters met at random in the period by those who had not adopted"},
};

enum { Q_ORDER = 1, Q_ADOPT, Q_MEET };

/* ---- a period ---- */

static float power(float base, uint32_t exponent) {
  float product = 1;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1) product *= base;
  return product;
}

static uint32_t adopters_in_clique(const rq_world *w, const talk_parameters *p, uint32_t i) {
  const uint16_t *adopted = rq_array(w, F_ADOPTED);
  uint32_t size = (uint32_t)p->strong, first = i / size * size, adopters = 0;
  for (uint32_t k = first; k < first + size && k < rq_agents(w); k++) adopters += adopted[k] != 0;
  return adopters;
}

static uint32_t adopters_met(const rq_world *w, const talk_parameters *p, uint32_t i) {
  const uint16_t *adopted = rq_array(w, F_ADOPTED);
  uint32_t adopters = 0;
  rq_words chance = {{0}};
  for (uint32_t n = 0; n + 1 < (uint32_t)p->weak; n++) {
    if (n % 4 == 0) chance = rq_draw(rq_world_key(w), i, rq_week(w), Q_MEET, n / 4);
    adopters += adopted[rq_below(chance.v[n % 4], rq_agents(w))] != 0;
  }
  return adopters;
}

static void talk(rq_world *w) {
  const talk_parameters *p = rq_parameters(w);
  uint16_t *adopted = rq_array(w, F_ADOPTED);
  uint32_t *order = rq_array(w, F_ORDER), people = rq_agents(w), open = 0, met = 0;
  for (uint32_t i = 0; i < people; i++)
    if (!adopted[i]) order[open++] = i;
  rq_shuffle(rq_world_key(w), rq_week(w), Q_ORDER, order, open);
  uint32_t adopters = people - open;
  for (uint32_t n = 0; n < open; n++) {
    uint32_t i = order[n], j = adopters_met(w, p, i), m = adopters_in_clique(w, p, i);
    float stays = (float)(1 - p->alpha) * power((float)(1 - p->beta_weak), j) * power((float)(1 - p->beta_strong), m);
    met += j;
    if (rq_uniform(rq_world_key(w), i, rq_week(w), Q_ADOPT, 0) < stays) continue;
    adopted[i] = (uint16_t)rq_week(w);
    adopters++;
  }
  rq_tally_global(w, TALK_ADOPTERS, 0, adopters);
  rq_tally_global(w, TALK_MET, 0, met);
}

static const rq_phase period[] = {
    {"talk", "one after the other, those who have not adopted hear of it, and adopt or not", NULL, talk},
};

const rq_model rq_talk_model = {
    .name = "talk",
    .description = "word of mouth over strong and weak ties",
    .schema = &rq_talk_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = TALK_SERIES,
    .phases = period,
    .phases_count = RQ_COUNT_OF(period),
    .fixed_ties = true,
};
