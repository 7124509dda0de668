/* The study of reputation under error. */
#include "analysis/face.h"
#include "analysis/study_runs.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, &rq_face_schema, NULL};
static const rq_study_alias aliases[] = {
    {"people", "population.size", NULL},
    {"rounds", "weeks", NULL},
    {NULL, NULL, NULL},
};
static const char *const effort[] = {
    "seed=1", "replicates=100", "population.size=500", "people=500", "weeks=600", "rounds=600", "title=", NULL};
static const char *const test_length[] = {"replicates=30", NULL};

#define HELP "help under "
#define SIMULATED ", simulated"
#define DERIVED(norm, value)                                                                                                               \
  {HELP norm, {NULL}, RQ_EXACT, value, 5e-7, RQ_DERIVED}, {                                                                                \
    HELP norm SIMULATED, {NULL}, RQ_EXACT, value, 0.002, RQ_DERIVED                                                                        \
  }

static const rq_published published[] = {
    DERIVED("L1", 0.990100),
    DERIVED("L2", 0.990100),
    DERIVED("L3", 0.990000),
    DERIVED("L4", 0.990000),
    DERIVED("L5", 0.990000),
    DERIVED("L6", 0.990000),
    DERIVED("L7", 0.989900),
    DERIVED("L8", 0.989900),
    DERIVED("image scoring", 0.5),
    {"least help under L1 to L8", {NULL}, RQ_ABOVE, 0.98, 0, RQ_READ},
    {HELP "image scoring" SIMULATED, {"error=0"}, RQ_ABOVE, 0.98, 0, RQ_DERIVED},
};

/* Keeps the share of help of each week: number[week]. */
static bool keep(const rq_world *w, double *number) {
  number[rq_week(w)] = rq_tallied(w, FACE_HELP, 0) / rq_tallied(w, FACE_MEETINGS, 0);
  return true;
}

/* The help of the second half of the weeks, of the first of which the start is forgotten. */
static rq_status simulate(const rq_setup *setup, rq_estimate *helping, rq_error *error) {
  size_t runs = (size_t)setup->settings.replicates, weeks = (size_t)setup->settings.weeks, forgotten = weeks / 2;
  const rq_runs_question weekly = {weeks + 1, keep, NULL}, one = {1, NULL, NULL};
  double *number;
  rq_status status = rq_runs(setup, &weekly, &number, error);
  if (status) return status;
  double *share = calloc(runs, sizeof *share);
  for (size_t r = 0; share && r < runs; r++)
    for (size_t week = forgotten + 1; week <= weeks; week++) share[r] += number[r * (weeks + 1) + week] / (double)(weeks - forgotten);
  if (share) *helping = rq_runs_mean(share, runs, &one, 0);
  free(number);
  free(share);
  return share ? RQ_OK : rq_no_memory(error, "the study of reputation");
}

static rq_status hand_over(rq_setup *setup, const rq_norm *norm, double *helping, rq_outcomes *out, rq_error *error) {
  char name[80];
  rq_estimate share;
  face_parameters *p = setup->parameters;
  p->rules = *norm;
  rq_face face = rq_face_steady(norm, p->error);
  *helping = face.helping;
  snprintf(name, sizeof name, HELP "%s", norm->name);
  rq_outcome_exact(out, name, face.helping);
  rq_status status = simulate(setup, &share, error);
  snprintf(name, sizeof name, HELP "%s" SIMULATED, norm->name);
  if (!status) rq_outcome_simulated(out, name, share, (uint64_t)setup->settings.replicates);
  if (isnan(face.good))
    rq_outcome_note(out, "under %s without error nobody's standing ever changes: the help is that of the start", norm->name);
  return status;
}

static rq_status all_norms(rq_setup *setup, rq_outcomes *out, rq_error *error) {
  double least = 1, helping = 0;
  rq_status status = RQ_OK;
  for (size_t i = 0; i < RQ_NORMS && !status; i++) {
    status = hand_over(setup, &rq_norms[i], &helping, out, error);
    if (i < 8) least = fmin(least, helping);
  }
  if (!status) rq_outcome_exact(out, "least help under L1 to L8", least);
  return status;
}

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  rq_setup setup;
  double helping;
  rq_status status = rq_runs_begin(c, &rq_face_model, &setup, error);
  if (status) return status;
  const face_parameters *p = setup.parameters;
  rq_norm own = p->rules;
  status = p->judged.count ? hand_over(&setup, &own, &helping, out, error) : all_norms(&setup, out, error);
  rq_runs_end(&setup);
  return status;
}

const rq_study rq_study_face = {
    .name = "face",
    .question = "Which ways of judging others keep people helping each other, though they err?",
    .citation = "Ohtsuki & Iwasa (2004, 2006), The leading eight, Journal of Theoretical Biology; closed form of Glynatsi, Hilbe & Murase",
    .note =
        "Published: all eight keep help above .98. The values of each norm were derived from the closed form, at an error of .01; "
        "simulated "
        "is the help in the second half of the weeks. The last row is the control: without error image scoring keeps the good start, and "
        "help does not come to .5.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = effort,
    .model = &rq_face_model,
    .aliases = aliases,
    .test_length = test_length,
    .work = work,
};
