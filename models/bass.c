/* Diffusion of a novelty (Bass 1969, Management Science 15:215): who has not adopted does so at rate p + q F, F being the share of adopters.
 *
 * A week of the engine is a short step, 1 / steps of a unit of time. In a step, all at once:
 *
 *   1. Who has not adopted does so with probability 1 - exp(-(p + q F) / steps). F is the share of adopters among everybody in the middle of
 *      the step, as it is to be expected at its beginning (so that the curve of large populations is the continuous one to the second order
 *      of the step); or, with `hears: ties`, the share among the own ties at the beginning of the step.
 *   2. Who has just adopted tells the people it is tied to. */
#include "models/bass.h"
#include "sim/arithmetic.h"

/* ---- parameters ---- */

#define AT(field) offsetof(bass_parameters, field)

static const char *const hearings[] = {"everybody", "ties", NULL};

static const rq_parameter rows[] = {
    {"innovation", RQ_NUMBER, AT(innovation), "per unit of time", 1e-9, 100, "0.03", NULL, "p: rate of adoption by oneself"},
    {"imitation", RQ_NUMBER, AT(imitation), "per unit of time", 0, 100, "0.38", NULL,
     "q: rate of adoption by word of mouth, where all others have adopted; 0: there is none, and no peak"},
    {"steps", RQ_INTEGER, AT(steps), "weeks", 1, 60, "20", NULL, "steps (weeks of the engine) that make a unit of time"},
    {"hears", RQ_CHOICE, AT(hears), "", 0, 0, "everybody", hearings, "whose adoptions convince: everybody's, or those of the own ties"},
};

static const rq_group groups[] = {
    {.path = "bass", .description = "diffusion of a novelty, with model: bass", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "bass", "population.size", "10000"},
    {"model", "bass", "weeks", "300"},
    {"model", "bass", "replicates", "200"},
    {"model", "bass", "population.network.kind", "small_world"},
    {"model", "bass", "population.network.mean_degree", "0"},
    {"model", "bass", "panel.size", "0"},
    {"model", "bass", "output.part_weeks", "300"},
};

const rq_schema rq_bass_schema = {"bass", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(bass_parameters)};

/* ---- state and observables ---- */

enum { F_ADOPTED, F_HEARD, F_ADOPTERS, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_ADOPTED] = {"adopted", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "week", NULL, 0, "week of the adoption; 0 for not yet"},
    [F_HEARD] = {"heard", RQ_U32, RQ_PER_AGENT, {0, 0}, false, true, "people", NULL, 0, "adopters among those whom a person is tied to"},
    [F_ADOPTERS] = {"all_adopters", RQ_U32, RQ_GLOBAL, {0, 0}, false, false, "people", NULL, 0, "people who have adopted"},
};

static const rq_series series[BASS_SERIES] = {
    [BASS_ADOPTIONS] = {"adoptions", RQ_TALLY, {0, 0}, 0, "people", "people who adopted in the week"},
    [BASS_ADOPTERS] = {"adopters", RQ_TALLY, {0, 0}, 0, "people", "people who have adopted by the end of the week"},
    [BASS_PEOPLE] = {"people", RQ_TALLY, {0, 0}, 0, "people", "people"},
    [BASS_SHARE] = {"share", RQ_MEAN, {0, 0}, BASS_PEOPLE, "1", "share of people who have adopted by the end of the week: F(week / steps)"},
};

enum { Q_ADOPT = 1 };

/* ---- a step ---- */

/* 1 - e^-x for x >= 0, exact also where it is small. */
static double chance_of(double x) {
  return x < 0.01 ? x * (1 - x * (1.0 / 2 - x / 6)) : 1 - (double)rq_exp((float)-x);
}

/* The chance to adopt where so large a share has. */
static double chance_at(const bass_parameters *p, double share) {
  return chance_of((p->innovation + p->imitation * share) / (double)p->steps);
}

/* What everybody's share of adopters will be in the middle of the step. */
static double share_in_the_middle(const rq_world *w) {
  const bass_parameters *p = rq_parameters(w);
  double share = (double)*(const uint32_t *)rq_array(w, F_ADOPTERS) / rq_agents(w), half = 0.5 / (double)p->steps;
  return share + (1 - share) * chance_of((p->innovation + p->imitation * share) * half);
}

static void tell(rq_block *b, uint32_t i) {
  rq_row ties = rq_row_of(b, i);
  for (uint32_t k = 0; k < ties.count; k++) rq_post(b, &(rq_mail){.to = ties.target[k], .from = i});
}

static void adopt(rq_block *b) {
  const bass_parameters *p = rq_parameters(b->world);
  const uint32_t *heard = rq_array(b->world, F_HEARD);
  uint32_t *adopted = rq_array(b->world, F_ADOPTED), word[RQ_BLOCK], adoptions = 0;
  double chance = chance_at(p, share_in_the_middle(b->world));
  rq_shared_words(rq_world_key(b->world), b->first, b->count, rq_week(b->world), Q_ADOPT, word);
  for (uint32_t n = 0; n < b->count; n++) {
    uint32_t i = b->first + n;
    if (adopted[i]) continue;
    if (p->hears == BASS_TIES) {
      uint32_t ties = rq_row_of(b, i).count;
      chance = chance_at(p, ties ? (double)heard[i] / ties : 0);
    }
    if ((double)word[n] * 0x1p-32 >= chance) continue;
    adopted[i] = rq_week(b->world);
    adoptions++;
    tell(b, i);
  }
  rq_add(b, BASS_ADOPTIONS, 0, adoptions);
}

static void count_adopters(rq_world *w) {
  uint32_t *adopters = rq_array(w, F_ADOPTERS);
  *adopters += (uint32_t)rq_tallied(w, BASS_ADOPTIONS, 0);
  rq_tally_global(w, BASS_ADOPTERS, 0, *adopters);
  rq_tally_global(w, BASS_PEOPLE, 0, rq_agents(w));
  rq_tally_global(w, BASS_SHARE, 0, *adopters);
}

static void hear(rq_block *b) {
  uint32_t *heard = rq_array(b->world, F_HEARD);
  for (uint32_t m = 0; m < b->mail_count; m++) heard[b->mail[m].to]++;
}

enum { ADOPT, HEAR, PHASES };
static const rq_phase step[PHASES] = {
    [ADOPT] = {"adopt", "who has not adopted does so, by oneself or by word of mouth, and tells the own ties", adopt, NULL},
    [HEAR] = {"hear", "adopters are counted, and heard of", hear, count_adopters},
};
static const rq_mail_kind mail[] = {{"adopted", HEAR, 0}};

/* ---- what always holds ---- */

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint32_t *adopted = rq_array(w, F_ADOPTED), *heard = rq_array(w, F_HEARD), *adopters = rq_array(w, F_ADOPTERS);
  uint32_t sum = 0;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    rq_row ties = rq_world_row(w, i);
    uint32_t known = 0;
    for (uint32_t k = 0; k < ties.count; k++) known += adopted[ties.target[k]] != 0;
    sum += adopted[i] != 0;
    if (known != heard[i])
      return rq_fail(error, RQ_INTERNAL, "week %u: person %u has heard of %u adopters; %u are tied to it", rq_week(w), i, heard[i], known);
  }
  if (sum != *adopters) return rq_fail(error, RQ_INTERNAL, "week %u: %u people have adopted; %u were counted", rq_week(w), sum, *adopters);
  return RQ_OK;
}

const rq_model rq_bass_model = {
    .name = "bass",
    .description = "diffusion of a novelty",
    .schema = &rq_bass_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = BASS_SERIES,
    .mails = mail,
    .mails_count = RQ_COUNT_OF(mail),
    .phases = step,
    .phases_count = PHASES,
    .fixed_ties = true,
    .verify = verify,
};
