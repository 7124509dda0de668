/* Customers who come and go unnoticed: the BG/NBD model (Fader, Hardie & Lee 2005, Marketing Science 24:275).
 *
 * At the start each customer draws a purchase rate, gamma distributed with shape r and rate alpha, a chance to be lost, beta distributed with a
 * and b, and the time of the first purchase. In every week:
 *
 *   1. A customer makes the purchases whose time has come; the time from one to the next is exponential with the own rate, and known exactly,
 *      also within the week.
 *   2. After each purchase but the first the customer is lost with the own chance, and buys no more.
 *
 * What a shop sees of a customer are frequency (purchases after the first), recency (the time from the first to the last) and T (the time from
 * the first until now): snapshots have them under the names that `renqing fit churn` looks for. */
#include "models/churn.h"
#include "models/gamma.h"
#include "sim/arithmetic.h"
#include <math.h>

/* ---- parameters ---- */

#define AT(field) offsetof(churn_parameters, field)

static const rq_parameter rows[] = {
    {"r", RQ_NUMBER, AT(r), "", 1e-3, 1e4, "0.242593", NULL, "shape of the gamma distribution of purchase rates"},
    {"alpha", RQ_NUMBER, AT(alpha), "weeks", 1e-6, 1e6, "4.41353", NULL, "and its rate: the mean rate is r / alpha purchases a week"},
    {"a", RQ_NUMBER, AT(a), "", 1e-3, 1e4, "0.792886", NULL, "of the beta distribution of the chance to be lost after a purchase"},
    {"b", RQ_NUMBER, AT(b), "", 1e-3, 1e4, "2.42575", NULL, "and its other parameter: the mean chance is a / (a + b)"},
    {"first_from", RQ_NUMBER, AT(first_from), "weeks", 0, 60000, "0", NULL, "time of the earliest first purchase"},
    {"first_until", RQ_NUMBER, AT(first_until), "weeks", 0, 60000, "0", NULL, "and of the latest; evenly spread between them"},
    {"leaving", RQ_BOOLEAN, AT(leaving), "", 0, 0, "yes", NULL, "customers may be lost; no: nobody ever is"},
};

static const rq_group groups[] = {
    {.path = "churn",
     .description = "customers who come and go unnoticed, with model: churn",
     .parameters = rows,
     .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "churn", "population.size", "20000"},
    {"model", "churn", "weeks", "78"},
    {"model", "churn", "replicates", "200"},
    {"model", "churn", "population.network.kind", "small_world"},
    {"model", "churn", "population.network.mean_degree", "0"},
    {"model", "churn", "output.part_weeks", "78"},
};

const rq_schema rq_churn_schema = {"churn", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(churn_parameters)};

static void check(const void *given, rq_error *error) {
  const churn_parameters *p = given;
  if (p->first_until < p->first_from)
    rq_fail(error, RQ_BAD_DATA, "churn.first_until: %g is before churn.first_from, %g", p->first_until, p->first_from);
}

/* ---- state and observables ---- */

#define MOST_PURCHASES 1000.0f /* a week */

static const rq_field fields[CHURN_FIELDS] = {
    [CHURN_RATE] = {"rate", RQ_F32, RQ_PER_AGENT, {0, 0}, false, true, "purchases a week", NULL, 0, "purchases a week while active"},
    [CHURN_CHANCE] = {"chance", RQ_F32, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "chance to be lost after a purchase"},
    [CHURN_STATUS] =
        {"status", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "coming active lost", CHURN_COMING, "before the first purchase, or since"},
    [CHURN_FREQUENCY] = {"frequency", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "purchases", NULL, 0, "purchases after the first"},
    [CHURN_RECENCY] = {"recency",
                       RQ_F64,
                       RQ_PER_AGENT,
                       {0, 0},
                       false,
                       true,
                       "weeks",
                       NULL,
                       0,
                       "time from the first purchase to the last; 0 for one only"},
    [CHURN_OBSERVED] = {"T", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "weeks", NULL, 0, "time since the first purchase"},
    [CHURN_FIRST] = {"first", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "weeks", NULL, 0, "time of the first purchase"},
    [CHURN_NEXT] = {"next", RQ_F64, RQ_PER_AGENT, {0, 0}, false, false, "weeks", NULL, 0, "time of the next purchase"},
};

static const rq_series series[CHURN_SERIES] = {
    [CHURN_PURCHASES] = {"repeat_purchases", RQ_TALLY, {0, 0}, 0, "purchases", "purchases but first ones"},
    [CHURN_NEW] = {"new_customers", RQ_TALLY, {0, 0}, 0, "people", "people who made their first purchase"},
    [CHURN_LEFT] = {"lost", RQ_TALLY, {0, 0}, 0, "people", "customers who were lost, which no shop sees"},
    [CHURN_CUSTOMERS] = {"customers", RQ_TALLY, {0, 0}, 0, "people", "active customers at the end of the week"},
};

enum { E_ORDERS, EVENTS };
static const rq_column order_columns[] = {
    {"week", RQ_U16, "week", NULL, "week of the purchase"},
    {"person", RQ_U32, "", NULL, "customer"},
    {"time", RQ_F32, "weeks", NULL, "time of the purchase, from the start of the run"},
    {"number", RQ_U32, "", NULL, "0 for a customer's first purchase, then 1, 2, ..."},
};
static const rq_event_kind events[EVENTS] = {
    [E_ORDERS] = {"orders", order_columns, RQ_COUNT_OF(order_columns), "purchases of the panel: a log as `renqing fit churn` reads it"},
};

enum { Q_RATE = 1, Q_CHANCE, Q_FIRST, Q_PURCHASE };

/* What a week works with. */
typedef struct shop {
  const churn_parameters *p;
  rq_key key;
  float *rate, *chance;
  uint8_t *status;
  uint32_t *frequency;
  double *recency, *observed, *first, *next;
} shop;

static shop shop_of(const rq_world *w) {
  return (shop){rq_parameters(w),           rq_world_key(w),
                rq_array(w, CHURN_RATE),    rq_array(w, CHURN_CHANCE),
                rq_array(w, CHURN_STATUS),  rq_array(w, CHURN_FREQUENCY),
                rq_array(w, CHURN_RECENCY), rq_array(w, CHURN_OBSERVED),
                rq_array(w, CHURN_FIRST),   rq_array(w, CHURN_NEXT)};
}

static void populate(rq_block *b, const rq_network *network) {
  shop s = shop_of(b->world);
  rq_stream stream, *bound = &stream;
  gsl_rng generator = {rq_gsl_type, &bound};
  (void)network;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_stream_open(&generator, &stream, s.key, i, 0, Q_RATE);
    s.rate[i] = rq_between(rq_exp(log_gamma_draw(&generator, s.p->r)) / (float)s.p->alpha, 0, MOST_PURCHASES);
    rq_stream_open(&generator, &stream, s.key, i, 0, Q_CHANCE);
    s.chance[i] = beta_draw(&generator, s.p->a, s.p->b);
    double spread = (double)rq_draw(s.key, i, 0, Q_FIRST, 0).v[0] * 0x1p-32;
    s.first[i] = s.next[i] = s.p->first_from + (s.p->first_until - s.p->first_from) * spread;
  }
}

/* ---- a week ---- */

/* The purchase whose time has come. */
static void buy(const shop *s, rq_block *b, uint32_t i) {
  rq_words chance = rq_draw(s->key, i, 0, Q_PURCHASE, s->frequency[i] + (s->status[i] == CHURN_ACTIVE));
  bool again = s->status[i] == CHURN_ACTIVE, lost = again && s->p->leaving && rq_unit(chance.v[1]) < s->chance[i];
  s->frequency[i] += again;
  s->recency[i] = s->next[i] - s->first[i];
  s->status[i] = lost ? CHURN_LOST : CHURN_ACTIVE;
  if (rq_in_panel(b->world, i)) rq_note(b, E_ORDERS, (double[]){rq_week(b->world), i, s->next[i], s->frequency[i]});
  s->next[i] = lost || !(s->rate[i] > 0) ? INFINITY : s->next[i] - (double)rq_log(rq_unit(chance.v[0])) / (double)s->rate[i];
  rq_add(b, again ? CHURN_PURCHASES : CHURN_NEW, 0, 1);
  rq_add(b, CHURN_LEFT, 0, lost);
}

static void sell(rq_block *b) {
  shop s = shop_of(b->world);
  double now = rq_week(b->world);
  uint32_t customers = 0;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    while (s.next[i] <= now) buy(&s, b, i);
    s.observed[i] = now > s.first[i] ? now - s.first[i] : 0;
    customers += s.status[i] == CHURN_ACTIVE;
  }
  rq_add(b, CHURN_CUSTOMERS, 0, customers);
}

static const rq_phase week[] = {
    {"sell", "customers make the purchases whose time has come, and after each of them may be lost", sell, NULL},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  shop s = shop_of(w);
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    bool seen = s.frequency[i] > 0 ? s.recency[i] > 0 : !(s.recency[i] > 0 || s.recency[i] < 0);
    bool due = s.status[i] == CHURN_LOST ? isinf(s.next[i]) : s.next[i] >= rq_week(w);
    if (!seen || !due || s.recency[i] > s.observed[i] || s.status[i] > CHURN_LOST)
      return rq_fail(error, RQ_INTERNAL, "week %u: customer %u, status %u, bought %u times, last after %g of %g weeks, next at %g",
                     rq_week(w), i, s.status[i], s.frequency[i], s.recency[i], s.observed[i], s.next[i]);
  }
  return RQ_OK;
}

const rq_model rq_churn_model = {
    .name = "churn",
    .description = "customers who come and go unnoticed",
    .schema = &rq_churn_schema,
    .fields = fields,
    .fields_count = CHURN_FIELDS,
    .series = series,
    .series_count = CHURN_SERIES,
    .events = events,
    .events_count = EVENTS,
    .phases = week,
    .phases_count = RQ_COUNT_OF(week),
    .fixed_ties = true,
    .check = check,
    .populate = populate,
    .verify = verify,
};
