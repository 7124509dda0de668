/* Trust (Abbass, Greenwood & Petraki 2016): does it survive where some of those who are trusted keep what they were given?
 *
 * Everybody is an investor, a trustworthy trustee or an untrustworthy one, and all play one game (models/trust.h). In a week everybody, at the
 * same time and with probability `rate`, looks at somebody at random and takes over what that one does, if it pays better, with a
 * probability in proportion to the difference. Shares then follow the replicator equation, up to chance. */
#include "models/trust.h"
#include <math.h>

/* ---- parameters ---- */

#define AT(field) offsetof(trust_parameters, field)

static const rq_parameter rows[] = {
    {"honest", RQ_NUMBER, AT(honest), "", 0, 1e6, "6", NULL, "R1: what a trustworthy trustee returns, and keeps, of a unit"},
    {"dishonest", RQ_NUMBER, AT(dishonest), "", 0, 1e6, "8", NULL, "R2: what an untrustworthy one keeps"},
    {"investors", RQ_NUMBER, AT(investors), "", 0, 1, "0.5", NULL, "share at the start"},
    {"trustworthy", RQ_NUMBER, AT(trustworthy), "", 0, 1, "0.5", NULL, "share at the start; the rest is untrustworthy"},
    {"rate", RQ_NUMBER, AT(rate), "", 0, 1, "0.1", NULL, "chance to compare oneself with somebody in a week"},
    {"selection", RQ_BOOLEAN, AT(selection), "", 0, 0, "yes", NULL,
     "people imitate what pays better; no: whatever it pays, with probability 1/2, and the limits are not approached"},
};

static const rq_group groups[] = {
    {.path = "trust", .description = "the trust game, with model: trust", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "trust", "population.size", "10000"},
    {"model", "trust", "weeks", "1500"},
    {"model", "trust", "replicates", "100"},
    {"model", "trust", "population.network.kind", "small_world"},
    {"model", "trust", "population.network.mean_degree", "0"},
    {"model", "trust", "panel.size", "0"},
    {"model", "trust", "output.part_weeks", "1000"},
};

const rq_schema rq_trust_schema = {"trust", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(trust_parameters)};

static void check(const void *parameters, rq_error *error) {
  const trust_parameters *p = parameters;
  double told = p->investors + p->trustworthy;
  if (told > 1 + 1e-9) rq_fail(error, RQ_BAD_DATA, "trust.trustworthy: with the investors there are %g; it must be at most 1", told);
}

/* ---- state and observables ---- */

enum { F_WAY, F_COUNT, FIELDS };
enum { D_WAY, DIMENSIONS };

static const char *const ways[TRUST_WAYS] = {
    [TRUST_INVESTOR] = "investor", [TRUST_TRUSTWORTHY] = "trustworthy", [TRUST_UNTRUSTWORTHY] = "untrustworthy"};

static const rq_field fields[FIELDS] = {
    [F_WAY] = {"way", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "investor trustworthy untrustworthy", 0, "what a person does"},
    [F_COUNT] = {"count", RQ_F64, RQ_GLOBAL, {D_WAY + 1, 0}, false, false, "people", NULL, 0, "people by what they do"},
};

static const rq_series series[TRUST_SERIES] = {
    [TRUST_PEOPLE] = {"people", RQ_TALLY, {D_WAY + 1, 0}, 0, "people", "people by what they do at the end of the week"},
    [TRUST_PAYOFF] = {"payoff", RQ_TOTAL, {D_WAY + 1, 0}, 0, "1", "what it paid at the beginning of the week, to each"},
};

enum { Q_START = 1, Q_IMITATE };

static void dimensions(const void *given, rq_dimension *dimension) {
  (void)given;
  dimension[D_WAY] = (rq_dimension){"way", TRUST_WAYS, ways};
}

static rq_status found(rq_world *w, const rq_network *network, rq_error *error) {
  const trust_parameters *p = rq_parameters(w);
  double *count = rq_array(w, F_COUNT), people = rq_agents(w);
  (void)network;
  (void)error;
  count[TRUST_INVESTOR] = floor(p->investors * people + 0.5);
  count[TRUST_TRUSTWORTHY] = fmin(floor(p->trustworthy * people + 0.5), people - count[TRUST_INVESTOR]);
  count[TRUST_UNTRUSTWORTHY] = people - count[TRUST_INVESTOR] - count[TRUST_TRUSTWORTHY];
  uint32_t left[TRUST_WAYS];
  for (uint32_t k = 0; k < TRUST_WAYS; k++) left[k] = (uint32_t)count[k];
  rq_deal_ways(w, Q_START, left, TRUST_WAYS, rq_array(w, F_WAY));
  return RQ_OK;
}

/* ---- a week ---- */

void rq_trust_payoffs(const trust_parameters *p, const double y[TRUST_WAYS], double payoff[TRUST_WAYS]) {
  double trustees = y[TRUST_TRUSTWORTHY] + y[TRUST_UNTRUSTWORTHY];
  payoff[TRUST_INVESTOR] = trustees > 0 ? p->honest * y[TRUST_TRUSTWORTHY] / trustees - 1 : 0;
  payoff[TRUST_TRUSTWORTHY] = trustees > 0 ? p->honest * y[TRUST_INVESTOR] / trustees : 0;
  payoff[TRUST_UNTRUSTWORTHY] = trustees > 0 ? p->dishonest * y[TRUST_INVESTOR] / trustees : 0;
}

static void imitate(rq_block *b) {
  const trust_parameters *p = rq_parameters(b->world);
  const double *count = rq_array(b->world, F_COUNT);
  uint8_t *way = rq_array(b->world, F_WAY);
  double payoff[TRUST_WAYS];
  rq_trust_payoffs(p, count, payoff);
  rq_change change = rq_imitate(TRUST_WAYS, count, payoff, p->rate, p->selection);
  rq_change_ways(b, &change, Q_IMITATE, way);
  for (uint32_t i = b->first; i < b->first + b->count; i++) rq_add(b, TRUST_PEOPLE, way[i], 1);
}

static void note_payoffs(rq_world *w) {
  double payoff[TRUST_WAYS];
  rq_trust_payoffs(rq_parameters(w), rq_array(w, F_COUNT), payoff);
  for (uint32_t k = 0; k < TRUST_WAYS; k++) rq_tally_global(w, TRUST_PAYOFF, k, payoff[k]);
}

static void count_people(rq_world *w) {
  double *count = rq_array(w, F_COUNT);
  for (uint32_t k = 0; k < TRUST_WAYS; k++) count[k] = rq_tallied(w, TRUST_PEOPLE, k);
}

static const rq_phase week[] = {
    {"imitate", "all play; some look at somebody else, and do as that one does if it pays better", imitate, note_payoffs},
    {"count", "people are counted by what they do", NULL, count_people},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint8_t *way = rq_array(w, F_WAY);
  const double *count = rq_array(w, F_COUNT);
  double found_now[TRUST_WAYS] = {0};
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    if (way[i] >= TRUST_WAYS) return rq_fail(error, RQ_INTERNAL, "person %u has way %u", i, way[i]);
    found_now[way[i]]++;
  }
  for (uint32_t k = 0; k < TRUST_WAYS; k++)
    if (found_now[k] != count[k]) return rq_fail(error, RQ_INTERNAL, "%g people are of way %s, not %g", found_now[k], ways[k], count[k]);
  return RQ_OK;
}

const rq_model rq_trust_model = {
    .name = "trust",
    .description = "the N-player trust game",
    .schema = &rq_trust_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = TRUST_SERIES,
    .phases = week,
    .phases_count = RQ_COUNT_OF(week),
    .fixed_ties = true,
    .dimensions_count = DIMENSIONS,
    .dimensions = dimensions,
    .check = check,
    .found = found,
    .verify = verify,
};
