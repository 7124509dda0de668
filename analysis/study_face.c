/* The study of reputation under error. */
#include "analysis/face.h"
#include "analysis/study.h"
#include <math.h>
#include <stdio.h>

typedef struct settings {
  double error;
  rq_numbers judged, helps;
  int64_t people, rounds;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"error", RQ_NUMBER, AT(error), "", 0, 1, "0.01", NULL,
     "chance that a donor is judged wrongly; 0: some norms keep whatever they start with"},
    {"assessment", RQ_INTEGERS, AT(judged), "", 0, 1, "[]", NULL,
     "a norm of your own: eight bits, 1 for good, of BB_D BB_C BG_D BG_C GB_D GB_C GG_D GG_C (donor, recipient, what was done)"},
    {"action", RQ_INTEGERS, AT(helps), "", 0, 1, "[]", NULL, "and what its people do: four bits, 1 for helping, of BB BG GB GG"},
    {"people", RQ_INTEGER, AT(people), "people", 2, 1000000, "500", NULL, "who are simulated"},
    {"rounds", RQ_INTEGER, AT(rounds), "meetings a person", 1, 1000000, "300", NULL,
     "that are counted, after as many that are not; with little error the start is forgotten slowly"},
};

static const rq_group groups[] = {
    {.path = "", .description = "reputation", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "face", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};
static const char *const effort[] = {"study=", "seed=1", "replicates=0", "people=500", "rounds=300", NULL};

#define HELP "help under "
#define SIMULATED ", simulated"
#define DERIVED(norm, value)                                                                                                               \
  {HELP norm, {NULL}, RQ_EXACT, value, 5e-7, RQ_DERIVED}, {                                                                                \
    HELP norm SIMULATED, {NULL}, RQ_EXACT, value, 0.002, RQ_DERIVED                                                                        \
  }

static const rq_published published[] = {
    DERIVED("L1", 0.990100),       DERIVED("L2", 0.990100),
    DERIVED("L3", 0.990000),       DERIVED("L4", 0.990000),
    DERIVED("L5", 0.990000),       DERIVED("L6", 0.990000),
    DERIVED("L7", 0.989900),       DERIVED("L8", 0.989900),
    DERIVED("image scoring", 0.5), {"least help under L1 to L8", {NULL}, RQ_ABOVE, 0.98, 0, RQ_READ},
};

static rq_status hand_over(const rq_case *c, const settings *s, const rq_norm *norm, double *helping, rq_outcomes *out, rq_error *error) {
  char name[80];
  rq_estimate share;
  uint32_t replicates = rq_case_replicates(c, 8, 100);
  rq_face face = rq_face_steady(norm, s->error);
  *helping = face.helping;
  snprintf(name, sizeof name, HELP "%s", norm->name);
  rq_outcome_exact(out, name, face.helping);
  snprintf(name, sizeof name, HELP "%s" SIMULATED, norm->name);
  rq_status status = rq_face_simulate(norm, s->error, (uint32_t)s->people, (uint32_t)s->rounds, rq_case_key(c), replicates, &share, error);
  if (!status) rq_outcome_simulated(out, name, share, replicates);
  if (isnan(face.good))
    rq_outcome_note(out, "under %s without error nobody's standing ever changes: the help is that of the start", norm->name);
  return status;
}

static rq_status own_norm(const rq_case *c, const settings *s, rq_outcomes *out, rq_error *error) {
  rq_norm norm = {.name = "your norm"};
  double helping;
  rq_error found = RQ_NO_ERROR;
  if (s->judged.count != 8) rq_fail(&found, RQ_BAD_DATA, "assessment: %zu bits; a norm has 8", s->judged.count);
  if (s->helps.count != 4) rq_fail(&found, RQ_BAD_DATA, "action: %zu bits; a norm has 4", s->helps.count);
  rq_status status = found.count ? rq_config_blame(c->config, &found, error) : RQ_OK;
  rq_error_free(&found);
  if (status) return status;
  for (size_t i = 0; i < 8; i++) norm.judged[i] = (uint8_t)s->judged.value[i];
  for (size_t i = 0; i < 4; i++) norm.helps[i] = (uint8_t)s->helps.value[i];
  return hand_over(c, s, &norm, &helping, out, error);
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_config_fill(c->config, &schema, &s);
  if (s.judged.count || s.helps.count) return own_norm(c, &s, out, error);
  double least = 1, helping = 0;
  rq_status status = RQ_OK;
  for (size_t i = 0; i < RQ_NORMS && !status; i++) {
    status = hand_over(c, &s, &rq_norms[i], &helping, out, error);
    if (i < 8) least = fmin(least, helping);
  }
  if (!status) rq_outcome_exact(out, "least help under L1 to L8", least);
  return status;
}

const rq_study rq_study_face = {
    .name = "face",
    .question = "Which ways of judging others keep people helping each other, though they err?",
    .citation = "Ohtsuki & Iwasa (2004, 2006), The leading eight, Journal of Theoretical Biology; closed form of Glynatsi, Hilbe & Murase",
    .note = "Published: all eight keep help above .98. The values of each norm were derived from the closed form, at an error of .01.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .work = work,
};
