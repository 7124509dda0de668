/* Reputation under error: the leading eight (Ohtsuki & Iwasa 2004, 2006, Journal of Theoretical Biology). Everybody is good or bad in
 * everybody's eyes. A meeting:
 *
 *   1. A random donor helps a random recipient, or does not, as the norm says for the standing of both.
 *   2. The norm judges the donor good or bad by what was done and by the standing of both, wrongly with probability `error`.
 *
 * Meetings come one after the other, each seeing what the one before has made of people's standing: a serial week. */
#include "models/face.h"
#include "sim/random.h"

const rq_norm rq_norms[RQ_NORMS] = {
    {"L1", {0, 1, 0, 1, 1, 1, 0, 1}, {1, 1, 0, 1}},
    {"L2", {0, 1, 0, 1, 1, 0, 0, 1}, {1, 1, 0, 1}},
    {"L3", {1, 1, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L4", {1, 0, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L5", {1, 1, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"L6", {1, 0, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"L7", {0, 0, 0, 1, 1, 1, 0, 1}, {0, 1, 0, 1}},
    {"L8", {0, 0, 0, 1, 1, 0, 0, 1}, {0, 1, 0, 1}},
    {"image scoring", {0, 1, 0, 1, 0, 1, 0, 1}, {0, 1, 0, 1}},
};

/* ---- parameters ---- */

#define AT(field) offsetof(face_parameters, field)

static const char *const norms[] = {"L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "image_scoring", NULL};

static const rq_parameter rows[] = {
    {"norm", RQ_CHOICE, AT(norm), "", 0, 0, "L1", norms, "how people act and judge: one of the leading eight, or image scoring"},
    {"error", RQ_NUMBER, AT(error), "", 0, 1, "0.01", NULL,
     "chance that a donor is judged wrongly; 0: some norms keep whatever they start with"},
    {"assessment", RQ_INTEGERS, AT(judged), "", 0, 1, "[]", NULL,
     "a norm of your own: eight bits, 1 for good, of BB_D BB_C BG_D BG_C GB_D GB_C GG_D GG_C (donor, recipient, what was done)"},
    {"action", RQ_INTEGERS, AT(helps), "", 0, 1, "[]", NULL, "and what its people do: four bits, 1 for helping, of BB BG GB GG"},
    {"start", RQ_NUMBER, AT(start), "", 0, 1, "1", NULL, "chance to be in good standing at the start"},
    {"meetings", RQ_NUMBER, AT(meetings), "meetings a person", 0, 4, "1", NULL, "in a week; each is that of a random donor"},
};

static const rq_group groups[] = {
    {.path = "face", .description = "reputation under error, with model: face", .parameters = rows, .parameters_count = RQ_COUNT_OF(rows)},
};

static const rq_preset presets[] = {
    {"model", "face", "population.size", "500"},
    {"model", "face", "weeks", "600"},
    {"model", "face", "replicates", "100"},
    {"model", "face", "population.network.kind", "small_world"},
    {"model", "face", "population.network.mean_degree", "0"},
    {"model", "face", "panel.size", "0"},
    {"model", "face", "output.part_weeks", "600"},
};

const rq_schema rq_face_schema = {"face", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(face_parameters)};

static bool own_norm(const face_parameters *p) {
  return p->judged.count || p->helps.count;
}

static void check(const void *given, rq_error *error) {
  const face_parameters *p = given;
  if (!own_norm(p)) return;
  if (p->judged.count != 8) rq_fail(error, RQ_BAD_DATA, "face.assessment: %zu bits; a norm has 8", p->judged.count);
  if (p->helps.count != 4) rq_fail(error, RQ_BAD_DATA, "face.action: %zu bits; a norm has 4", p->helps.count);
}

static void prepare(void *given) {
  face_parameters *p = given;
  p->rules = rq_norms[p->norm];
  if (!own_norm(p)) return;
  p->rules.name = "your norm";
  for (size_t i = 0; i < 8 && i < p->judged.count; i++) p->rules.judged[i] = (uint8_t)p->judged.value[i];
  for (size_t i = 0; i < 4 && i < p->helps.count; i++) p->rules.helps[i] = (uint8_t)p->helps.value[i];
}

/* ---- state and observables ---- */

enum { F_GOOD, FIELDS };

static const rq_field fields[FIELDS] = {
    [F_GOOD] = {"standing", RQ_U8, RQ_PER_AGENT, {0, 0}, false, true, "", "bad good", 1, "what a person is in everybody's eyes"},
};

static const rq_series series[FACE_SERIES] = {
    [FACE_MEETINGS] = {"meetings", RQ_TALLY, {0, 0}, 0, "meetings", "meetings of a donor with a recipient"},
    [FACE_HELP] = {"help", RQ_TALLY, {0, 0}, 0, "meetings", "meetings in which the donor helped"},
    [FACE_ERRORS] = {"errors", RQ_TALLY, {0, 0}, 0, "meetings", "meetings after which the donor was judged wrongly"},
    [FACE_PEOPLE] = {"people", RQ_TALLY, {0, 0}, 0, "people", "people"},
    [FACE_GOOD] = {"good", RQ_MEAN, {0, 0}, FACE_PEOPLE, "1", "share of people in good standing at the end of the week"},
    [FACE_COOPERATION] = {"cooperation", RQ_MEAN, {0, 0}, FACE_MEETINGS, "1", "share of meetings in which the donor helped"},
};

enum { Q_START = 1, Q_MEET };

static bool happens(uint32_t word, double chance) {
  return (double)word * 0x1p-32 < chance;
}

static void populate(rq_block *b, const rq_network *network) {
  const face_parameters *p = rq_parameters(b->world);
  uint8_t *good = rq_array(b->world, F_GOOD);
  (void)network;
  for (uint32_t i = b->first; i < b->first + b->count; i++)
    good[i] = happens(rq_draw(rq_world_key(b->world), i, 0, Q_START, 0).v[0], p->start);
}

/* ---- a week ---- */

static void meet(rq_world *w) {
  const face_parameters *p = rq_parameters(w);
  uint8_t *good = rq_array(w, F_GOOD);
  uint32_t people = rq_agents(w), meetings = people > 1 ? (uint32_t)(p->meetings * people) : 0, help = 0, errors = 0, sum = 0;
  for (uint32_t n = 0; n < meetings; n++) {
    rq_words chance = rq_draw(rq_world_key(w), n, rq_week(w), Q_MEET, 0);
    uint32_t donor = rq_below(chance.v[0], people), recipient = rq_another(chance.v[1], donor, people);
    uint32_t pair = 2u * good[donor] + good[recipient], helps = p->rules.helps[pair];
    bool wrong = happens(chance.v[2], p->error);
    good[donor] = p->rules.judged[2 * pair + helps] != wrong;
    help += helps;
    errors += wrong;
  }
  for (uint32_t i = 0; i < people; i++) sum += good[i];
  rq_tally_global(w, FACE_MEETINGS, 0, meetings);
  rq_tally_global(w, FACE_HELP, 0, help);
  rq_tally_global(w, FACE_ERRORS, 0, errors);
  rq_tally_global(w, FACE_PEOPLE, 0, people);
  rq_tally_global(w, FACE_GOOD, 0, sum);
  rq_tally_global(w, FACE_COOPERATION, 0, help);
}

static const rq_phase week[] = {
    {"meet", "one after the other, random donors help random recipients or not, and are judged by it", NULL, meet},
};

static rq_status verify(const rq_world *w, rq_error *error) {
  const uint8_t *good = rq_array(w, F_GOOD);
  for (uint32_t i = 0; i < rq_agents(w); i++)
    if (good[i] > 1) return rq_fail(error, RQ_INTERNAL, "week %u: person %u is neither good nor bad but %u", rq_week(w), i, good[i]);
  return RQ_OK;
}

const rq_model rq_face_model = {
    .name = "face",
    .description = "reputation under error",
    .schema = &rq_face_schema,
    .fields = fields,
    .fields_count = FIELDS,
    .series = series,
    .series_count = FACE_SERIES,
    .phases = week,
    .phases_count = RQ_COUNT_OF(week),
    .fixed_ties = true,
    .prepare = prepare,
    .check = check,
    .populate = populate,
    .verify = verify,
};
