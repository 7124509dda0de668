/* Donation by similarity (Riolo, Cohen & Axelrod 2001): people without memory or reputation give to whoever resembles them.
 *
 * Each person has a tag and a tolerance, both in [0, 1]. A generation:
 *
 *   1. Each person is paired so many times with somebody at random, and donates if the other's tag is no further away than its tolerance:
 *      the donation costs the giver `cost` and gives the other `benefit`.
 *   2. All at once, each compares itself with somebody at random; who did better leaves the child, and a tie keeps the own.
 *   3. A child's tag is now and then drawn anew, and its tolerance now and then changes a little; it is never negative.
 *
 * Who only gives to its double (tolerance 0) must still give to it: with `strict: yes` the tag must be nearer than the tolerance, and
 * cooperation collapses (Edmonds & Hales 2003). */
#include "sim/world.h"
#include <math.h>

/* ---- parameters ---- */

typedef struct tags_parameters {
  int64_t pairings;
  double cost, benefit, tag_mutation, tolerance_mutation, tolerance_step;
  bool strict;
} tags_parameters;

#define AT(field) offsetof(tags_parameters, field)

static const rq_parameter rows[] = {
    {"pairings", RQ_INTEGER, AT(pairings), "", 1, 1000, "3", NULL, "how often each person meets somebody in a generation"},
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1000, "0.1", NULL, "what a donation costs the giver"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1000, "1", NULL, "what it gives the receiver"},
    {"tag_mutation", RQ_NUMBER, AT(tag_mutation), "", 0, 1, "0.1", NULL, "chance that a child's tag is drawn anew"},
    {"tolerance_mutation", RQ_NUMBER, AT(tolerance_mutation), "", 0, 1, "0.1", NULL, "chance that a child's tolerance changes"},
    {"tolerance_step", RQ_NUMBER, AT(tolerance_step), "", 0, 1, "0.01", NULL, "standard deviation of that change"},
    {"strict", RQ_BOOLEAN, AT(strict), "", 0, 0, "no", NULL, "donate only where the distance of the tags is less than the tolerance"},
};

static const rq_group groups[] = {
    {.path = "tags", .description = "donation by similarity, with model: tags", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "tags", "population.size", "100"},
    {"model", "tags", "weeks", "30000"},
    {"model", "tags", "replicates", "30"},
    {"model", "tags", "population.network.kind", "small_world"},
    {"model", "tags", "population.network.mean_degree", "0"},
    {"model", "tags", "panel.size", "0"},
    {"model", "tags", "output.part_weeks", "10000"},
};

static const rq_schema schema = {"tags", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(tags_parameters)};

/* ---- state and observables ---- */

enum { F_TAG, F_TOLERANCE, F_SCORE, F_CHILD_TAG, F_CHILD_TOLERANCE, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_TAG] = {"tag", RQ_F32, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "what others see of a person"},
    [F_TOLERANCE] = {"tolerance", RQ_F32, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "distance of a tag to which a person gives"},
    [F_SCORE] = {"score", RQ_F64, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "benefits less costs of this generation"},
    [F_CHILD_TAG] = {"child_tag", RQ_F32, RQ_PER_AGENT, {0, 0}, false, false, "1", NULL, 0, "tag of the next generation"},
    [F_CHILD_TOLERANCE] = {"child_tolerance", RQ_F32, RQ_PER_AGENT, {0, 0}, false, false, "1", NULL, 0, "tolerance of the next generation"},
};

enum { S_PAIRINGS, S_DONATIONS, S_PEOPLE, S_TOLERANCE, SERIES };

static const rq_series series[SERIES] = {
    [S_PAIRINGS] = {"pairings", RQ_TALLY, {0, 0}, 0, "pairings", "pairings of a possible giver with somebody"},
    [S_DONATIONS] = {"donations", RQ_TALLY, {0, 0}, 0, "donations", "pairings in which something was given"},
    [S_PEOPLE] = {"people", RQ_TALLY, {0, 0}, 0, "people", "people"},
    [S_TOLERANCE] = {"tolerance", RQ_MEAN, {0, 0}, S_PEOPLE, "1", "mean tolerance of the generation that met"},
};

enum { Q_START = 1, Q_PAIR, Q_COMPARE, Q_MUTATE };

static void populate(rq_block *b, const rq_network *network) {
  float *tag = rq_array(b->world, F_TAG), *tolerance = rq_array(b->world, F_TOLERANCE);
  (void)network;
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    rq_words chance = rq_draw(rq_world_key(b->world), i, 0, Q_START, 0);
    tag[i] = rq_unit(chance.v[0]);
    tolerance[i] = rq_unit(chance.v[1]);
  }
}

/* ---- a generation: people look at each other's tags and scores, so it is one serial step ---- */

static void meet(rq_world *w) {
  const tags_parameters *p = rq_parameters(w);
  const float *tag = rq_array(w, F_TAG), *tolerance = rq_array(w, F_TOLERANCE);
  double *score = rq_array(w, F_SCORE), sum = 0;
  uint32_t people = rq_agents(w), week = rq_week(w), donations = 0;
  for (uint32_t i = 0; i < people; i++) score[i] = 0;
  for (uint32_t i = 0; i < people; i++) {
    sum += (double)tolerance[i];
    rq_words chance = {{0}};
    for (uint32_t n = 0; n < (uint32_t)p->pairings; n++) {
      if (n % 4 == 0) chance = rq_draw(rq_world_key(w), i, week, Q_PAIR, n / 4);
      uint32_t other = rq_another(chance.v[n % 4], i, people);
      float distance = fabsf(tag[i] - tag[other]);
      if (p->strict ? distance >= tolerance[i] : distance > tolerance[i]) continue;
      score[i] -= p->cost;
      score[other] += p->benefit;
      donations++;
    }
  }
  rq_tally_global(w, S_PAIRINGS, 0, (double)people * (double)p->pairings);
  rq_tally_global(w, S_DONATIONS, 0, donations);
  rq_tally_global(w, S_PEOPLE, 0, people);
  rq_tally_global(w, S_TOLERANCE, 0, sum);
}

static void have_children(rq_world *w) {
  const tags_parameters *p = rq_parameters(w);
  const double *score = rq_array(w, F_SCORE);
  float *tag = rq_array(w, F_TAG), *tolerance = rq_array(w, F_TOLERANCE);
  float *child_tag = rq_array(w, F_CHILD_TAG), *child_tolerance = rq_array(w, F_CHILD_TOLERANCE);
  uint32_t people = rq_agents(w), week = rq_week(w);
  for (uint32_t i = 0; i < people; i++) {
    rq_words chance = rq_draw(rq_world_key(w), i, week, Q_COMPARE, 0), change = rq_draw(rq_world_key(w), i, week, Q_MUTATE, 0);
    uint32_t other = rq_another(chance.v[0], i, people), parent = score[other] > score[i] ? other : i;
    child_tag[i] = rq_unit(change.v[0]) < (float)p->tag_mutation ? rq_unit(change.v[1]) : tag[parent];
    float step = rq_unit(change.v[2]) < (float)p->tolerance_mutation ? (float)p->tolerance_step * rq_normal(rq_unit(change.v[3])) : 0;
    child_tolerance[i] = fmaxf(0, tolerance[parent] + step);
  }
  for (uint32_t i = 0; i < people; i++) {
    tag[i] = child_tag[i];
    tolerance[i] = child_tolerance[i];
  }
}

enum { MEET, CHILDREN, PHASES };
static const rq_phase generation[PHASES] = {
    [MEET] = {"meet", "each is paired with others, and gives to those whose tag is near", NULL, meet},
    [CHILDREN] = {"children", "who did better leaves the child; tags and tolerances mutate", NULL, have_children},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const float *tag = rq_array(w, F_TAG), *tolerance = rq_array(w, F_TOLERANCE);
  for (uint32_t i = 0; i < rq_agents(w); i++)
    if (!(tag[i] >= 0 && tag[i] <= 1 && tolerance[i] >= 0))
      return rq_fail(error, RQ_INTERNAL, "person %u has tag %g and tolerance %g", i, (double)tag[i], (double)tolerance[i]);
  return RQ_OK;
}

const rq_model rq_tags_model = {
    .name = "tags",
    .description = "donation by similarity",
    .schema = &schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = SERIES,
    .phases = generation,
    .phases_count = PHASES,
    .fixed_ties = true,
    .populate = populate,
    .verify = verify,
};
