/* In-group favor (Hammond & Axelrod 2006): people on a torus who see of each other nothing but a tag, and help who carries the own tag, who
 * carries another, both or none.
 *
 * The agents of the engine are sites; a site is empty or has one person. A step:
 *
 *   1. Somebody with random traits moves to a random empty site, if there is one.
 *   2. Everybody begins with the same chance to have a child. Helping a neighbour lowers the own chance by `cost` and raises the
 *      neighbour's by `benefit`.
 *   3. One after the other in random order, each has a child with that chance if a neighbouring site is empty. Each of the child's three
 *      traits is with probability `mutation` another one.
 *   4. Everybody dies with probability `death`. */
#include "sim/order.h"
#include "sim/world.h"

/* ---- parameters ---- */

typedef struct parameters {
  double cost, benefit, chance, death, mutation;
  int64_t immigrants, tags;
  bool blind; /* control: nobody sees tags */
} parameters;

#define AT(field) offsetof(parameters, field)

static const rq_parameter rows[] = {
    {"cost", RQ_NUMBER, AT(cost), "", 0, 1, "0.01", NULL, "what helping takes from the own chance to have a child"},
    {"benefit", RQ_NUMBER, AT(benefit), "", 0, 1, "0.03", NULL, "what being helped adds to it"},
    {"chance", RQ_NUMBER, AT(chance), "", 0, 1, "0.12", NULL, "chance to have a child in a step, before help"},
    {"death", RQ_NUMBER, AT(death), "", 0, 1, "0.10", NULL, "chance to die in a step"},
    {"mutation", RQ_NUMBER, AT(mutation), "", 0, 1, "0.005", NULL, "chance of each trait of a child to be another than its parent's"},
    {"immigrants", RQ_INTEGER, AT(immigrants), "people", 0, 1000, "1", NULL, "people with random traits who arrive in a step"},
    {"tags", RQ_INTEGER, AT(tags), "", 1, 250, "4", NULL, "number of different tags"},
    {"blind", RQ_BOOLEAN, AT(blind), "", 0, 0, "no", NULL, "nobody sees tags: all neighbours are treated as of another group"},
};

static const rq_group groups[] = {{.path = "ethnocentrism",
                                   .description = "in-group favor on a torus, with model: ethnocentrism",
                                   .parameters = rows,
                                   .parameters_count = RQ_COUNT_OF(rows)}};

static const rq_preset presets[] = {
    {"model", "ethnocentrism", "population.size", "2500"},
    {"model", "ethnocentrism", "weeks", "2000"},
    {"model", "ethnocentrism", "replicates", "10"},
    {"model", "ethnocentrism", "population.network.kind", "lattice"},
    {"model", "ethnocentrism", "population.network.mean_degree", "4"},
    {"model", "ethnocentrism", "panel.size", "0"},
    {"model", "ethnocentrism", "output.part_weeks", "1000"},
};

static const rq_schema schema = {"ethnocentrism", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(parameters)};

/* ---- state and observables ---- */

enum { F_TAG, F_SAME, F_OTHER, F_CHANCE, F_ORDER, FIELDS };
#define EMPTY UINT8_MAX /* the tag of an empty site */

static const rq_field fields[FIELDS] = {
    [F_TAG] = {"tag", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", NULL, EMPTY, "tag of who lives at the site; 255 where nobody does"},
    [F_SAME] = {"helps_same", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "no yes", 0, "helps neighbours with the own tag"},
    [F_OTHER] = {"helps_other", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "no yes", 0, "helps neighbours with another tag"},
    [F_CHANCE] = {"chance", RQ_F32, RQ_PER_AGENT, {0, 0}, false, true, "1", NULL, 0, "chance to have a child in this step"},
    [F_ORDER] = {"order", RQ_U32, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, 0, "who is when to have a child"},
};

enum { D_STRATEGY, DIMENSIONS };
enum { STRATEGIES = 4 }; /* twice whether one helps the own tag, and whether one helps another */
static const char *const strategies[STRATEGIES] = {"egoist", "traitor", "ethnocentric", "altruist"};

enum { S_PEOPLE, S_ACTS, S_HELP, S_FAVORING, S_BORN, S_DIED, SERIES };

static const rq_series series[SERIES] = {
    [S_PEOPLE] = {"people", RQ_TALLY, {D_STRATEGY + 1, 0}, 0, "people", "people at the end of the step by what they do"},
    [S_ACTS] = {"acts", RQ_TALLY, {0, 0}, 0, "acts", "times that somebody could help a neighbour"},
    [S_HELP] = {"help", RQ_TALLY, {0, 0}, 0, "acts", "times that somebody did"},
    [S_FAVORING] = {"favoring", RQ_TALLY, {0, 0}, 0, "acts", "acts that favor the own group: helping the own tag, not helping another"},
    [S_BORN] = {"born", RQ_TALLY, {0, 0}, 0, "people", "children"},
    [S_DIED] = {"died", RQ_TALLY, {0, 0}, 0, "people", "deaths"},
};

enum { Q_SITE = 1, Q_TRAITS, Q_ORDER, Q_CHILD, Q_MUTATION, Q_DEATH };

static void dimensions(const void *given, rq_dimension *dimension) {
  (void)given;
  dimension[D_STRATEGY] = (rq_dimension){"strategy", STRATEGIES, strategies};
}

/* What a step works with. */
typedef struct sites {
  const parameters *p;
  uint32_t count, step;
  rq_key key;
  uint8_t *tag, *same, *other;
  float *chance;
} sites;

static sites sites_of(const rq_world *w) {
  return (sites){rq_parameters(w),   rq_agents(w),        rq_week(w),           rq_world_key(w),
                 rq_array(w, F_TAG), rq_array(w, F_SAME), rq_array(w, F_OTHER), rq_array(w, F_CHANCE)};
}

/* ---- a step ---- */

/* The empty site that a word picks, or RQ_NOBODY. `among` lists `count` sites; NULL: all. */
static uint32_t empty_site(const sites *s, const uint32_t *among, uint32_t count, uint32_t word) {
  uint32_t empty = 0;
  for (uint32_t n = 0; n < count; n++) empty += s->tag[among ? among[n] : n] == EMPTY;
  if (empty == 0) return RQ_NOBODY;
  uint32_t wanted = rq_below(word, empty);
  for (uint32_t n = 0;; n++) {
    uint32_t site = among ? among[n] : n;
    if (s->tag[site] == EMPTY && wanted-- == 0) return site;
  }
}

static void immigrate(rq_world *w) {
  sites s = sites_of(w);
  for (uint32_t n = 0; n < (uint32_t)s.p->immigrants; n++) {
    uint32_t site = empty_site(&s, NULL, s.count, rq_draw(s.key, n, s.step, Q_SITE, 0).v[0]);
    if (site == RQ_NOBODY) return;
    rq_words traits = rq_draw(s.key, n, s.step, Q_TRAITS, 0);
    s.tag[site] = (uint8_t)rq_below(traits.v[0], (uint32_t)s.p->tags);
    s.same[site] = (uint8_t)(traits.v[1] >> 31);
    s.other[site] = (uint8_t)(traits.v[2] >> 31);
  }
}

static void help(rq_world *w) {
  sites s = sites_of(w);
  double acts = 0, helped = 0, favoring = 0;
  for (uint32_t i = 0; i < s.count; i++) s.chance[i] = (float)s.p->chance;
  for (uint32_t i = 0; i < s.count; i++) {
    if (s.tag[i] == EMPTY) continue;
    rq_row near = rq_world_row(w, i);
    for (uint32_t k = 0; k < near.count; k++) {
      uint32_t j = near.target[k];
      if (s.tag[j] == EMPTY) continue;
      bool alike = s.tag[i] == s.tag[j], helps = alike && !s.p->blind ? s.same[i] : s.other[i];
      acts++;
      helped += helps;
      favoring += helps == alike;
      if (!helps) continue;
      s.chance[i] -= (float)s.p->cost;
      s.chance[j] += (float)s.p->benefit;
    }
  }
  rq_tally_global(w, S_ACTS, 0, acts);
  rq_tally_global(w, S_HELP, 0, helped);
  rq_tally_global(w, S_FAVORING, 0, favoring);
}

/* Another value below `limit` than `value`, where a word says that it mutates. */
static uint8_t inherit(uint8_t value, uint32_t limit, uint32_t word, uint32_t pick, double mutation) {
  if (limit < 2 || (double)word * 0x1p-32 >= mutation) return value;
  return (uint8_t)((value + 1 + rq_below(pick, limit - 1)) % limit);
}

static void bear(const sites *s, uint32_t parent, uint32_t site) {
  rq_words mutates = rq_draw(s->key, parent, s->step, Q_MUTATION, 0);
  uint32_t pick = rq_draw(s->key, parent, s->step, Q_MUTATION, 1).v[0];
  s->tag[site] = inherit(s->tag[parent], (uint32_t)s->p->tags, mutates.v[0], pick, s->p->mutation);
  s->same[site] = inherit(s->same[parent], 2, mutates.v[1], 0, s->p->mutation);
  s->other[site] = inherit(s->other[parent], 2, mutates.v[2], 0, s->p->mutation);
}

static void have_children(rq_world *w) {
  sites s = sites_of(w);
  uint32_t people = 0, born = 0, *order = rq_array(w, F_ORDER);
  for (uint32_t i = 0; i < s.count; i++)
    if (s.tag[i] != EMPTY) order[people++] = i;
  rq_shuffle(s.key, s.step, Q_ORDER, order, people);
  for (uint32_t n = 0; n < people; n++) {
    uint32_t parent = order[n];
    rq_words chance = rq_draw(s.key, parent, s.step, Q_CHILD, 0);
    if (rq_unit(chance.v[0]) >= s.chance[parent]) continue;
    rq_row near = rq_world_row(w, parent);
    uint32_t site = empty_site(&s, near.target, near.count, chance.v[1]);
    if (site == RQ_NOBODY) continue;
    bear(&s, parent, site);
    born++;
  }
  rq_tally_global(w, S_BORN, 0, born);
}

static void die(rq_world *w) {
  sites s = sites_of(w);
  for (uint32_t i = 0; i < s.count; i++) {
    if (s.tag[i] == EMPTY) continue;
    if (rq_uniform(s.key, i, s.step, Q_DEATH, 0) < (float)s.p->death) {
      s.tag[i] = EMPTY;
      s.same[i] = s.other[i] = 0;
      rq_tally_global(w, S_DIED, 0, 1);
    } else {
      rq_tally_global(w, S_PEOPLE, 2u * s.same[i] + s.other[i], 1);
    }
  }
}

static const rq_phase step[] = {
    {"immigrate", "somebody with random traits moves to an empty site", NULL, immigrate},
    {"help", "everybody helps neighbours or not, which changes the chances to have a child", NULL, help},
    {"children", "in random order, each has a child with its chance where a site beside it is empty", NULL, have_children},
    {"die", "everybody dies with the same probability", NULL, die},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  sites s = sites_of(w);
  for (uint32_t i = 0; i < s.count; i++)
    if ((s.tag[i] != EMPTY && s.tag[i] >= s.p->tags) || s.same[i] > 1 || s.other[i] > 1)
      return rq_fail(error, RQ_INTERNAL, "site %u has tag %u", i, s.tag[i]);
  return RQ_OK;
}

const rq_model rq_ethnocentrism_model = {
    .name = "ethnocentrism",
    .description = "in-group favor on a torus",
    .schema = &schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = SERIES,
    .phases = step,
    .phases_count = RQ_COUNT_OF(step),
    .fixed_ties = true,
    .dimensions_count = DIMENSIONS,
    .dimensions = dimensions,
    .verify = verify,
};
