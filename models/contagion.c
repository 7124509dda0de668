/* Leaving that is catching (after Nitzan & Libai 2011): a service provider's customers, of whom some leave each week, and more of those whose
 * neighbors have just left. Small on purpose: the hazard ratio is known, so that an estimate of it can be checked.
 *
 * In a week a customer leaves with probability 1 - exp(-hazard), or 1 - exp(-hazard x ratio) where a neighbor has left in the last `memory`
 * weeks. Who has left does not come back. */
#include "models/contagion.h"
#include "sim/arithmetic.h"
#include "sim/random.h"

/* ---- parameters ---- */

#define AT(field) offsetof(contagion_parameters, field)

static const rq_parameter rows[] = {
    {"hazard", RQ_NUMBER, AT(hazard), "1/week", 1e-6, 10, "0.01", NULL, "hazard of leaving of those whose neighbors stay"},
    {"ratio", RQ_NUMBER, AT(ratio), "", 0, 1000, "1.797", NULL,
     "factor on it where a neighbor has just left (Nitzan & Libai 2011); 1: leaving is not catching (control)"},
    {"memory", RQ_INTEGER, AT(memory), "weeks", 1, 1000, "4", NULL, "for so long after a neighbor has left (own choice: a month)"},
    {"shuffled", RQ_BOOLEAN, AT(shuffled), "", 0, 1, "no", NULL,
     "not neighbors but as many people at random hear of it, so that ties do not matter (control)"},
};

static const rq_group groups[] = {
    {.path = "contagion",
     .description = "leaving that is catching, with model: contagion",
     .parameters = rows,
     .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "contagion", "population.size", "5000"},
    {"model", "contagion", "population.network.kind", "small_world"},
    {"model", "contagion", "population.network.mean_degree", "10"},
    {"model", "contagion", "weeks", "52"},
    {"model", "contagion", "panel.size", "0"},
};

const rq_schema rq_contagion_schema = {
    "contagion", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(contagion_parameters)};

static void prepare(void *parameters) {
  contagion_parameters *p = parameters;
  p->leaves[0] = 1.0f - rq_exp((float)-p->hazard);
  p->leaves[1] = 1.0f - rq_exp((float)(-p->hazard * p->ratio));
}

/* ---- state and observables ---- */

static const rq_field fields[CONTAGION_FIELDS] = {
    [CONTAGION_LEFT] = {"left", RQ_U16, RQ_PER_AGENT, {0, 0}, false, true, "week", NULL, 0, "week of leaving; 0 for a customer"},
    [CONTAGION_HEARD] = {"heard",
                         RQ_U16,
                         RQ_PER_AGENT,
                         {0, 0},
                         false,
                         true,
                         "week",
                         NULL,
                         0,
                         "last week in which it heard of somebody who left; 0 for none"},
};

static const rq_series series[CONTAGION_SERIES] = {
    [CONTAGION_AT_RISK] = {"customers", RQ_TALLY, {0, 0}, 0, "people", "customers as the week begins"},
    [CONTAGION_EXPOSED] = {"exposed", RQ_TALLY, {0, 0}, 0, "people", "those of them who have just heard of somebody who left"},
    [CONTAGION_LEAVING] = {"leaving", RQ_TALLY, {0, 0}, 0, "people", "customers who leave in the week"},
    [CONTAGION_FOLLOWING] = {"following", RQ_TALLY, {0, 0}, 0, "people", "those of them who had just heard of somebody who left"},
};

/* ---- the week ---- */

enum { Q_LEAVE = 1, Q_WHOM };
enum { LEAVE, HEAR, PHASES };
enum { M_LEFT, MAILS };

static const rq_mail_kind mail[MAILS] = {[M_LEFT] = {"left", HEAR, 0}};

static void tell(rq_block *b, uint32_t i, bool shuffled) {
  rq_row row = rq_row_of(b, i);
  for (uint32_t k = 0; k < row.count; k++) {
    uint32_t to = row.target[k];
    if (shuffled) to = rq_below(rq_draw(rq_world_key(b->world), i, rq_week(b->world), Q_WHOM, k).v[0], rq_agents(b->world));
    rq_post(b, &(rq_mail){.to = to, .from = i, .kind = M_LEFT});
  }
}

static void leave(rq_block *b) {
  const contagion_parameters *p = rq_parameters(b->world);
  uint16_t *left = rq_array(b->world, CONTAGION_LEFT), *heard = rq_array(b->world, CONTAGION_HEARD);
  uint32_t week = rq_week(b->world);
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    if (left[i]) continue;
    bool exposed = heard[i] && week - heard[i] <= (uint32_t)p->memory;
    rq_add(b, CONTAGION_AT_RISK, 0, 1);
    rq_add(b, CONTAGION_EXPOSED, 0, exposed);
    if (rq_uniform(rq_world_key(b->world), i, week, Q_LEAVE, 0) >= p->leaves[exposed]) continue;
    left[i] = (uint16_t)week;
    rq_add(b, CONTAGION_LEAVING, 0, 1);
    rq_add(b, CONTAGION_FOLLOWING, 0, exposed);
    tell(b, i, p->shuffled);
  }
}

static void hear(rq_block *b) {
  uint16_t *heard = rq_array(b->world, CONTAGION_HEARD);
  for (uint32_t n = 0; n < b->mail_count; n++) heard[b->mail[n].to] = (uint16_t)rq_week(b->world);
}

static const rq_phase phases[PHASES] = {
    [LEAVE] = {"leave", "some customers leave, more of those who have just heard of somebody who left, and tell their neighbors", leave,
               NULL},
    [HEAR] = {"hear", "who is told remembers the week", hear, NULL},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint16_t *left = rq_array(w, CONTAGION_LEFT), *heard = rq_array(w, CONTAGION_HEARD);
  uint32_t later = 0;
  for (uint32_t i = 0; i < rq_agents(w); i++) later += left[i] > rq_week(w) || heard[i] > rq_week(w);
  return later ? rq_fail(error, RQ_INTERNAL, "%u people have left, or heard of it, in weeks to come", later) : RQ_OK;
}

const rq_model rq_contagion_model = {
    .name = "contagion",
    .description = "customers who leave when their neighbors leave",
    .schema = &rq_contagion_schema,
    .fields = fields,
    .fields_count = CONTAGION_FIELDS,
    .series = series,
    .series_count = CONTAGION_SERIES,
    .mails = mail,
    .mails_count = MAILS,
    .phases = phases,
    .phases_count = PHASES,
    .fixed_ties = true,
    .prepare = prepare,
    .verify = verify,
};
