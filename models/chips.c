/* Favors for chips (Moebius 2001, Trading favors; Hauser & Hopenhayn 2008): how much debt do two people allow each other?
 *
 * People 2i and 2i + 1 are a pair and share so many chips. Occasions to do a favor come in continuous time (Poisson), at the same rate
 * either way. A favor gives its receiver a benefit and costs its giver something, and a chip goes the other way; who has no chip is
 * refused. Pairs know nothing of each other: all are followed at once, occasion by occasion, each through its own week. */
#include "models/chips.h"
#include "sim/arithmetic.h"

/* ---- parameters ---- */

#define AT(field) offsetof(chips_parameters, field)

static const rq_parameter rows[] = {
    {"chips", RQ_INTEGER, AT(chips), "", 0, RQ_MOST_CHIPS, "1", NULL, "chips that two people have between them: the ceiling of debt"},
    {"start", RQ_INTEGER, AT(start), "", -1, RQ_MOST_CHIPS, "-1", NULL,
     "chips in the hands of a pair's first person at the start; -1: any number with the same chance, which is how it is in the long run"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1e9, "2", NULL, "what a favor is worth to its receiver"},
    {"cost", RQ_NUMBER, AT(cost), "", 1e-9, 1e9, "1", NULL, "what it costs its giver"},
    {"discount", RQ_NUMBER, AT(discount), "per unit of time", 1e-9, 1e9, "0.1", NULL, "rate at which the future is discounted"},
    {"rate", RQ_NUMBER, AT(rate), "per unit of time", 1e-9, 1e9, "1", NULL, "occasions to do a favor, either way"},
    {"refusal", RQ_BOOLEAN, AT(refusal), "", 0, 0, "yes", NULL, "who has no chip is refused; no: nobody is, and all occasions are served"},
    {"occasions", RQ_NUMBER, AT(occasions), "a week", 1e-3, 10000, "50", NULL,
     "mean number of occasions of a pair in a week, which is so many / (2 rate) units of time long"},
};

static const rq_group groups[] = {
    {.path = "chips", .description = "favors for chips, with model: chips", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "chips", "population.size", "2000"},
    {"model", "chips", "weeks", "10"},
    {"model", "chips", "replicates", "100"},
    {"model", "chips", "population.network.kind", "small_world"},
    {"model", "chips", "population.network.mean_degree", "0"},
    {"model", "chips", "panel.size", "0"},
    {"model", "chips", "output.part_weeks", "100"},
};

const rq_schema rq_chips_schema = {"chips", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(chips_parameters)};

static void check(const void *given, rq_error *error) {
  const chips_parameters *p = given;
  if (p->start > p->chips)
    rq_fail(error, RQ_BAD_DATA, "chips.start: %lld chips in hand, of %lld that there are", (long long)p->start, (long long)p->chips);
}

/* ---- state and observables ---- */

static const rq_field fields[CHIPS_FIELDS] = {
    [CHIPS_IN_HAND] = {"chips", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "", NULL, 0, "chips in hand"},
    [CHIPS_VALUE] =
        {"value", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "benefits less costs so far, discounted to the start"},
};

static const rq_series series[CHIPS_SERIES] = {
    [CHIPS_OCCASIONS] = {"occasions", RQ_TALLY, {0, 0}, 0, "favors", "occasions to do a favor"},
    [CHIPS_FAVORS] = {"favors", RQ_TALLY, {0, 0}, 0, "favors", "favors done"},
    [CHIPS_REFUSED] = {"refused", RQ_TALLY, {0, 0}, 0, "favors", "favors refused"},
    [CHIPS_SERVED] = {"served", RQ_MEAN, {0, 0}, CHIPS_OCCASIONS, "1", "share of occasions that were served"},
};

enum { Q_START = 1, Q_OCCASION };

/* A half of the tie of a pair, unless the network has it. */
static void tie(rq_block *b, uint32_t person, uint32_t other) {
  rq_row row = rq_row_of(b, person);
  if (rq_row_find(&row, other) == row.count) rq_tie_add(b, person, other);
}

/* The pairs of a block; blocks have an even number of people, but perhaps the last, where one is left over. */
static void populate(rq_block *b, const rq_network *network) {
  const chips_parameters *p = rq_parameters(b->world);
  uint32_t *chips = rq_array(b->world, CHIPS_IN_HAND);
  (void)network;
  for (uint32_t i = b->first; i + 1 < b->first + b->count; i += 2) {
    uint32_t word = rq_draw(rq_world_key(b->world), i, 0, Q_START, 0).v[0];
    chips[i] = p->start >= 0 ? (uint32_t)p->start : rq_below(word, (uint32_t)p->chips + 1);
    chips[i + 1] = (uint32_t)p->chips - chips[i];
    tie(b, i, i + 1);
    tie(b, i + 1, i);
  }
}

/* ---- a week ---- */

typedef struct favors {
  const chips_parameters *p;
  uint32_t *chips;
  double *value;
  uint64_t occasions, refused;
} favors;

/* An occasion on which `giver` can do `receiver` a favor, so long after the start. */
static void meet(favors *f, uint32_t giver, uint32_t receiver, double time) {
  bool pays = f->chips[receiver] > 0;
  f->occasions++;
  f->refused += f->p->refusal && !pays;
  if (f->p->refusal && !pays) return;
  double weight = (double)rq_exp((float)(-f->p->discount * time));
  f->value[receiver] += weight * f->p->benefit;
  f->value[giver] -= weight * f->p->cost;
  f->chips[receiver] -= pays;
  f->chips[giver] += pays;
}

/* Times between occasions are exponential, and their mean is 1 / occasions weeks. */
static void pair_up(favors *f, const rq_block *b, uint32_t i) {
  uint32_t week = rq_week(b->world);
  double now = 0;
  for (uint32_t n = 0;; n++) {
    rq_words chance = rq_draw(rq_world_key(b->world), i, week, Q_OCCASION, n);
    now -= (double)rq_log(rq_unit(chance.v[0])) / f->p->occasions;
    if (now > 1) return;
    uint32_t giver = i + (chance.v[1] >> 31);
    meet(f, giver, giver ^ 1u, (week - 1 + now) * chips_week(f->p));
  }
}

static void trade(rq_block *b) {
  favors f = {rq_parameters(b->world), rq_array(b->world, CHIPS_IN_HAND), rq_array(b->world, CHIPS_VALUE), 0, 0};
  for (uint32_t i = b->first; i + 1 < b->first + b->count; i += 2) pair_up(&f, b, i);
  rq_add(b, CHIPS_OCCASIONS, 0, (double)f.occasions);
  rq_add(b, CHIPS_FAVORS, 0, (double)(f.occasions - f.refused));
  rq_add(b, CHIPS_REFUSED, 0, (double)f.refused);
  rq_add(b, CHIPS_SERVED, 0, (double)(f.occasions - f.refused));
}

static const rq_phase week[] = {
    {"trade", "each pair does favors for chips, or refuses them, occasion by occasion", trade, NULL},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const chips_parameters *p = rq_parameters(w);
  const uint32_t *chips = rq_array(w, CHIPS_IN_HAND);
  for (uint32_t i = 0; i + 1 < rq_agents(w); i += 2)
    if (chips[i] > p->chips || chips[i] + chips[i + 1] != p->chips)
      return rq_fail(error, RQ_INTERNAL, "week %u: people %u and %u have %u and %u chips; it should be %lld together", rq_week(w), i, i + 1,
                     chips[i], chips[i + 1], (long long)p->chips);
  return RQ_OK;
}

const rq_model rq_chips_model = {
    .name = "chips",
    .description = "favors for chips",
    .schema = &rq_chips_schema,
    .fields = fields,
    .fields_count = CHIPS_FIELDS,
    .series = series,
    .series_count = CHIPS_SERIES,
    .phases = week,
    .phases_count = RQ_COUNT_OF(week),
    .check = check,
    .populate = populate,
    .verify = verify,
};
