/* The outcomes of a study that a configuration declares: what its rules make of the weekly series of its runs. */
#include "analysis/study_declared.h"
#include "analysis/study_runs.h"
#include <math.h>
#include <stdlib.h>

/* An outcome, and the cells that it is made of. */
typedef struct measure {
  const rq_declared_outcome *outcome;
  rq_cells *of, *over; /* owned; nothing in `over`: weeks are counted */
  size_t of_count, over_count;
} measure;

typedef struct plan {
  measure *measure; /* owned */
  size_t count;
  uint32_t weeks;
} plan;

static void free_plan(plan *p) {
  for (size_t k = 0; k < p->count; k++) {
    free(p->measure[k].of);
    free(p->measure[k].over);
  }
  free(p->measure);
}

static rq_status find_cells(const rq_setup *setup, const rq_dimension *dimension, const rq_texts *names, rq_cells **cells, size_t *count,
                            rq_error *error) {
  *cells = calloc(names->count + 1, sizeof **cells); /* room for what a mean is over */
  if (!*cells) return rq_no_memory(error, "a study's outcomes");
  rq_status status = RQ_OK;
  for (; *count < names->count && !status; ++*count)
    status = rq_cells_find(setup->model, dimension, names->text[*count], &(*cells)[*count], error);
  return status;
}

/* A mean is the sum of its series by that of the series that it is over; one without dimensions serves all cells. */
static void divide_mean(const rq_model *model, measure *m) {
  const rq_series *s = &model->series[m->of[0].series];
  if (s->kind != RQ_MEAN) return;
  m->over[0] = m->of[0];
  m->over[0].series = s->over;
  if (!model->series[s->over].dims[0]) m->over[0] = (rq_cells){s->over, 0, 1};
  m->over_count = 1;
}

static rq_status make_plan(const rq_setup *setup, const rq_declared *d, plan *p, rq_error *error) {
  rq_dimension *dimension = rq_model_dimensions(setup->model, setup->parameters);
  *p = (plan){.measure = calloc(d->outcomes_count + 1u, sizeof *p->measure), .weeks = (uint32_t)setup->settings.weeks};
  rq_status status = dimension && p->measure ? RQ_OK : rq_no_memory(error, "a study's outcomes");
  for (; p->count < d->outcomes_count && !status; p->count++) {
    measure *m = &p->measure[p->count];
    m->outcome = &d->outcomes[p->count];
    status = find_cells(setup, dimension, &m->outcome->of, &m->of, &m->of_count, error);
    if (!status) status = find_cells(setup, dimension, &m->outcome->over, &m->over, &m->over_count, error);
    if (!status) divide_mean(setup->model, m);
  }
  free(dimension);
  return status;
}

/* ---- a run ---- */

enum { OF, OVER, SLOTS }; /* the sums of an outcome; of one that is a week, OF is the week */

static double sum_cells(const rq_world *w, const rq_cells *cells, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < cells[i].count; k++) sum += rq_tallied(w, cells[i].series, cells[i].first + k);
  return sum;
}

static double quotient(const measure *m, double of, double over) {
  return (m->outcome->percent ? 100 : 1) * of / over;
}

/* Looks at a week; false when there is nothing more to see. */
static bool look(const void *context, const rq_world *w, double *number) {
  const plan *p = context;
  bool more = false;
  uint32_t week = rq_week(w);
  for (size_t k = 0; k < p->count; k++, number += SLOTS) {
    const measure *m = &p->measure[k];
    bool is_week = !isinf(m->outcome->reaches), early = m->outcome->last && week + m->outcome->last <= p->weeks;
    more = more || !is_week || number[OF] == 0;
    if (is_week ? number[OF] != 0 : early) continue;
    double of = sum_cells(w, m->of, m->of_count), over = m->over_count ? sum_cells(w, m->over, m->over_count) : 1;
    if (is_week) {
      number[OF] = quotient(m, of, over) >= m->outcome->reaches ? week : 0;
    } else {
      number[OF] += of;
      number[OVER] += over;
    }
  }
  return more;
}

/* ---- all runs ---- */

/* What one run says of an outcome; NaN for nothing. */
static double value_of(const measure *m, const double *number) {
  if (!isinf(m->outcome->reaches)) return number[OF] > 0 ? number[OF] : NAN;
  double value = quotient(m, number[OF], number[OVER]);
  return isinf(m->outcome->at_least) || isnan(value) ? value : value >= m->outcome->at_least;
}

static void hand_over(const measure *m, const double *value, size_t runs, uint32_t weeks, rq_outcomes *out) {
  static const rq_runs_question one = {.outcomes = 1};
  size_t missing = 0;
  for (size_t r = 0; r < runs; r++) missing += isnan(value[r]) != 0;
  rq_estimate estimate = m->outcome->interval == RQ_OF_A_RUN ? rq_runs_one_more(value, runs, &one, 0) : rq_runs_mean(value, runs, &one, 0);
  if (!isinf(m->outcome->at_least)) estimate = rq_runs_share(value, runs, &one, 0);
  if (missing) estimate = (rq_estimate){NAN, NAN, NAN};
  if (missing && !isinf(m->outcome->reaches))
    rq_outcome_note(out, "%s: %zu of %zu runs never came to %g within %u weeks", m->outcome->name, missing, runs, m->outcome->reaches,
                    (unsigned)weeks);
  else if (missing)
    rq_outcome_note(out, "%s: in %zu of %zu runs what it is divided by is 0", m->outcome->name, missing, runs);
  rq_outcome_simulated(out, m->outcome->name, estimate, runs);
}

static rq_status run_plan(const rq_setup *setup, const plan *p, rq_outcomes *out, rq_error *error) {
  size_t runs = (size_t)setup->settings.replicates, width = p->count * SLOTS;
  double *number, *value = calloc(runs + 1, sizeof *value);
  if (!value) return rq_no_memory(error, "a study's outcomes");
  rq_status status = rq_runs_watched(setup, &(rq_runs_watch){width, look, p}, &number, error);
  for (size_t k = 0; k < p->count && !status; k++) {
    for (size_t r = 0; r < runs; r++) value[r] = value_of(&p->measure[k], number + r * width + k * SLOTS);
    hand_over(&p->measure[k], value, runs, p->weeks, out);
  }
  if (!status) free(number);
  free(value);
  return status;
}

rq_status rq_declared_study_work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  const rq_declared_study *study = (const rq_declared_study *)(const void *)c->study;
  rq_setup setup;
  plan p = {.measure = NULL};
  rq_status status = rq_runs_begin(c, study->study.model, &setup, error);
  if (status) return status;
  status = make_plan(&setup, study->study.declared, &p, error);
  if (!status) status = run_plan(&setup, &p, out, error);
  free_plan(&p);
  rq_runs_end(&setup);
  return status || !study->further ? status : study->further->work(c, out, error);
}
